#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension JSONBytes {
    /// A hash of a key's bytes: its length and its first and last bytes, enough to tell most keys of an object apart.
    @inline(__always)
    static func hash(_ key: UnsafeRawPointer, _ count: Int) -> UInt32 {
        var hash = UInt32(truncatingIfNeeded: count) &* 0x9E37_79B1
        if count >= 4 {
            hash ^= key.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
            hash &+= key.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self) &* 0x85EB_CA6B
        } else if count > 0 {
            let first = key.load(fromByteOffset: 0, as: UInt8.self)
            let middle = key.load(fromByteOffset: count >> 1, as: UInt8.self)
            let last = key.load(fromByteOffset: count - 1, as: UInt8.self)
            hash ^= UInt32(first) | UInt32(middle) << 8 | UInt32(last) << 16
        }
        return hash
    }

    /// Refuses an object that has a key twice.
    ///
    /// A set of 64 bits tells most keys from all before them; where it does not, they are compared one by one, hash first.
    /// Large objects are sorted, so that a hostile one of a million keys costs n log n.
    @inline(never)
    func checkKeys(of object: Int, in tokens: UnsafeMutablePointer<JSONToken>) throws(JSONError) {
        let end = Int(tokens[object].next)
        var index = object &+ 1
        var seen: UInt64 = 0
        while index < end {
            let bit = Self.bit(tokens[index])
            if seen & bit != 0 || tokens[index].isEscaped {
                return try checkKeys(of: object, from: index, seen, in: tokens)
            }
            seen |= bit
            index = Int(tokens[index &+ 1].next)
        }
    }

    /// The bit of a key's hash.
    @inline(__always)
    private static func bit(_ key: JSONToken) -> UInt64 { 1 &<< UInt64((key.next &* 0x9E37_79B1) >> 26) }

    /// Goes on at a key that may have been there before, or that has escapes.
    @inline(never)
    private func checkKeys(
        of object: Int, from first: Int, _ bits: UInt64, in tokens: UnsafeMutablePointer<JSONToken>
    ) throws(JSONError) {
        let end = Int(tokens[object].next)
        var (index, seen, isEscaped) = (first, bits, false)
        var keyCount = bits.nonzeroBitCount
        while index < end {
            let key = tokens[index]
            keyCount += 1
            if keyCount > 64 { return try checkManyKeys(of: object, in: tokens) }
            isEscaped = isEscaped || key.isEscaped
            var earlier = seen & Self.bit(key) != 0 ? object + 1 : index
            while earlier < index {
                if tokens[earlier].next == key.next, sameKey(tokens[earlier], key) { throw Self.duplicate(key) }
                earlier = Int(tokens[earlier + 1].next)
            }
            seen |= Self.bit(key)
            index = Int(tokens[index + 1].next)
        }
        // An escape hides a key from its hash.
        if isEscaped { try checkManyKeys(of: object, in: tokens) }
    }

    private func sameKey(_ one: JSONToken, _ other: JSONToken) -> Bool {
        let count = one.end - one.start
        return count == other.end - other.start
            && memcmp(base + Int(one.start), base + Int(other.start), Int(count)) == 0
    }

    private static func duplicate(_ key: JSONToken) -> JSONError {
        JSONError(offset: Int(key.start) - 1, code: .duplicateKey)
    }

    private func checkManyKeys(of object: Int, in tokens: UnsafeMutablePointer<JSONToken>) throws(JSONError) {
        var keys: [(name: [UInt8], token: JSONToken)] = []
        var index = object + 1
        let end = Int(tokens[object].next)
        while index < end {
            let key = tokens[index]
            let raw = UnsafeRawBufferPointer(start: base + Int(key.start), count: Int(key.end - key.start))
            keys.append((key.isEscaped ? JSONValue.unescaped(raw) : Array(raw), key))
            index = Int(tokens[index + 1].next)
        }
        keys.sort { one, other in
            one.name == other.name
                ? one.token.start < other.token.start : one.name.lexicographicallyPrecedes(other.name)
        }
        var first: JSONToken?
        for (one, other) in zip(keys, keys.dropFirst()) where one.name == other.name {
            if first.map({ other.token.start < $0.start }) ?? true { first = other.token }
        }
        if let first { throw Self.duplicate(first) }
    }
}
