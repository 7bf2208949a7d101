#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension JSONScanner {
    /// A hash of a key's bytes: its length and its first and last bytes, enough to tell most keys of an object apart.
    @inline(__always)
    static func hash(_ key: UnsafeRawPointer, _ count: Int) -> UInt32 {
        var hash = UInt32(truncatingIfNeeded: count) &* 0x9E37_79B1
        if count >= 4 {
            hash ^= key.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
            hash &+= key.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self) &* 0x85EB_CA6B
        } else {
            for index in 0..<count { hash = hash &* 31 &+ UInt32(key.load(fromByteOffset: index, as: UInt8.self)) }
        }
        return hash
    }

    /// Refuses an object that has a key twice.
    ///
    /// Small objects are compared pair by pair, hash first; larger ones are sorted, so that a hostile object of a million
    /// keys costs n log n.
    mutating func checkKeys(of object: Int) throws(JSONError.Code) {
        let end = Int(tokens[object].next)
        var index = object + 1
        var seen = 0
        var isEscaped = false
        while index < end {
            let key = tokens[index]
            isEscaped = isEscaped || key.isEscaped
            seen += 1
            if seen > 64 { return try checkManyKeys(of: object) }
            var earlier = object + 1
            while earlier < index {
                if tokens[earlier].next == key.next, sameKey(tokens[earlier], key) { throw duplicate(key) }
                earlier = Int(tokens[earlier + 1].next)
            }
            index = Int(tokens[index + 1].next)
        }
        // An escape hides a key from its hash.
        if isEscaped { try checkManyKeys(of: object) }
    }

    private func sameKey(_ one: JSONToken, _ other: JSONToken) -> Bool {
        let count = one.end - one.start
        return count == other.end - other.start
            && memcmp(text + Int(one.start), text + Int(other.start), Int(count)) == 0
    }

    private mutating func duplicate(_ key: JSONToken) -> JSONError.Code {
        moveBack(to: Int(key.start) - 1)
        return .duplicateKey
    }

    private mutating func checkManyKeys(of object: Int) throws(JSONError.Code) {
        var keys: [(name: [UInt8], token: JSONToken)] = []
        var index = object + 1
        let end = Int(tokens[object].next)
        while index < end {
            let key = tokens[index]
            let raw = UnsafeRawBufferPointer(start: text + Int(key.start), count: Int(key.end - key.start))
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
        if let first { throw duplicate(first) }
    }
}
