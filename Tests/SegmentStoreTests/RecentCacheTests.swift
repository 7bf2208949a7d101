import Testing

@testable import SegmentStore

/// What is kept of what was used.
struct RecentCacheTests {
    @Test func `what is used stays, what nobody asks for goes, and no more is kept than was said`() {
        var cache = RecentCache<Int, Int>(totalCost: 100)
        cache.insert(-1, for: -1, cost: 10)
        for key in 0..<1000 {
            cache.insert(key, for: key, cost: 10)
            #expect(cache.value(for: key) == key)
            #expect(cache.value(for: -1) == -1, "asked for all the time")
            let kept = (-1..<1000).filter { cache.peek($0) }
            #expect(kept.count <= 12)
        }
        #expect(cache.value(for: 0) == nil)
    }

    @Test func `a value that is replaced costs once`() {
        var cache = RecentCache<String, Int>(totalCost: 100)
        for value in 0..<1000 { cache.insert(value, for: "a", cost: 10) }
        cache.insert(1, for: "b", cost: 10)
        #expect(cache.value(for: "a") == 999)
        #expect(cache.value(for: "b") == 1)
    }

    @Test func `a value larger than the cache is given once and then forgotten`() {
        var cache = RecentCache<Int, Int>(totalCost: 10)
        cache.insert(1, for: 1, cost: 1000)
        #expect(cache.value(for: 1) == 1)
        cache.insert(2, for: 2, cost: 1000)
        cache.insert(3, for: 3, cost: 1000)
        #expect(cache.value(for: 1) == nil)
    }
}

extension RecentCache {
    /// Whether a value is still here, without using it.
    fileprivate func peek(_ key: Key) -> Bool {
        var copy = self
        return copy.value(for: key) != nil
    }
}
