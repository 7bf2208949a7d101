/// Keeps values that were used lately, up to a total cost.
///
/// Two generations: what is used lives in the young one; when that holds half the total, it becomes the old one, and what
/// nobody used meanwhile is forgotten. So a look-up costs one or two probes and keeps no order of use.
public struct RecentCache<Key: Hashable, Value> {
    // Inlinable, all of it: else each look-up asks the runtime what `Key` and `Value` are.
    @usableFromInline let halfCost: Int
    @usableFromInline var young: [Key: (value: Value, cost: Int)] = [:]
    @usableFromInline var old: [Key: (value: Value, cost: Int)] = [:]
    @usableFromInline var youngCost = 0

    /// Makes an empty cache.
    ///
    /// - Parameter totalCost: in the unit in which `insert` is told the cost of a value, such as bytes.
    @inlinable
    public init(totalCost: Int) { halfCost = totalCost / 2 }

    /// The value of a key, if it is still here.
    @inlinable
    public mutating func value(for key: Key) -> Value? {
        if let known = young[key] { return known.value }
        guard let known = old[key] else { return nil }
        insert(known.value, for: key, cost: known.cost)
        return known.value
    }

    /// Takes in a value, or replaces it.
    @inlinable
    public mutating func insert(_ value: Value, for key: Key, cost: Int) {
        youngCost += cost - (young.updateValue((value, cost), forKey: key)?.cost ?? 0)
        guard youngCost > halfCost else { return }
        old = young
        young = [:]
        youngCost = 0
    }
}
