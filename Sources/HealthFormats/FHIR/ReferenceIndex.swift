extension FHIR {
    /// Bytes of the window as a key.
    struct ByteKey: Hashable {
        let bytes: UnsafeRawBufferPointer

        static func == (one: ByteKey, other: ByteKey) -> Bool { JSONValue.equal(one.bytes, other.bytes) }

        func hash(into hasher: inout Hasher) {
            hasher.combine(bytes.count)
            hasher.combine(bytes: bytes)
        }
    }

    /// A resource's name as a reference says it: type and logical id, or a whole URL with an empty type.
    struct ResourceName: Hashable {
        let type: ByteKey
        let id: ByteKey

        init(type: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer) {
            self.type = ByteKey(bytes: type)
            self.id = ByteKey(bytes: id)
        }
    }

    /// A reference taken apart.
    ///
    /// Specification: HL7 FHIR R4, references.html section 2.3.0.1 (literal references), bundle.html section 2.36.4
    /// (resolving references in bundles).
    struct Reference {
        /// The whole reference without a version.
        let whole: UnsafeRawBufferPointer
        /// What stands before the type; empty where the reference is relative.
        let base: UnsafeRawBufferPointer
        /// The type, empty where the reference does not end in one and an id.
        let type: UnsafeRawBufferPointer
        let id: UnsafeRawBufferPointer

        var isLocal: Bool { whole.first == UInt8(ascii: "#") }

        init(_ bytes: UnsafeRawBufferPointer) {
            let slash = UInt8(ascii: "/")
            func cut(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }
            func previousSlash(before end: Int) -> Int? { bytes[..<end].lastIndex(of: slash) }
            var end = bytes.count
            if let version = previousSlash(before: end), let history = previousSlash(before: version),
                bytes[history + 1..<version].elementsEqual("_history".utf8)
            {
                end = history
            }
            whole = cut(0..<end)
            let idStart = previousSlash(before: end)
            let typeStart = idStart.map { (previousSlash(before: $0) ?? -1) + 1 } ?? 0
            if let idStart, idStart + 1 < end, typeStart < idStart, bytes[typeStart] &- UInt8(ascii: "A") < 26 {
                base = cut(0..<max(typeStart - 1, 0))
                type = cut(typeStart..<idStart)
                id = cut(idStart + 1..<end)
            } else {
                base = cut(0..<0)
                type = cut(0..<0)
                id = cut(0..<0)
            }
        }
    }

    /// Finds the resources of one Bundle, or of the top level of a window, by reference.
    ///
    /// Several versions of a resource may be there; a reference means the one nearest to it, for what was sent together
    /// stands together.
    struct ReferenceIndex {
        private var names: [ResourceName: Int] = [:]
        /// The places of a name that is there more than once, in order, by the first.
        private var repeated: [Int: [Int]] = [:]
        private static var noType: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

        /// Adds a resource; those with greater indices come later.
        mutating func add(_ index: Int, in table: ResourceTable) {
            let resource = table.resources[index]
            if !resource.fullURL.isMissing {
                note(ResourceName(type: Self.noType, id: Reference(table.bytes(resource.fullURL)).whole), index)
            }
            if !resource.id.isMissing {
                note(ResourceName(type: table.bytes(resource.type), id: table.bytes(resource.id)), index)
            }
        }

        private mutating func note(_ name: ResourceName, _ index: Int) {
            guard let first = names[name] else {
                names[name] = index
                return
            }
            if repeated[first, default: [first]].last != index { repeated[first, default: [first]].append(index) }
        }

        /// The resource with a name that is nearest to `origin`.
        private func find(_ name: ResourceName, near origin: Int) -> Int? {
            guard let first = names[name] else { return nil }
            guard let all = repeated[first] else { return first }
            var (low, high) = (0, all.count)
            while low < high {
                let middle = (low + high) / 2
                if all[middle] < origin { low = middle + 1 } else { high = middle }
            }
            if low == all.count { return all[low - 1] }
            return low > 0 && origin - all[low - 1] <= all[low] - origin ? all[low - 1] : all[low]
        }

        /// The resource a reference names: by its whole URL, else by type and id, unless the two are known to be of
        /// different servers.
        ///
        /// - Parameter origin: the resource that the reference stands in.
        func resolve(_ text: SourceText, from origin: Int, in table: ResourceTable) -> Int? {
            let reference = Reference(table.bytes(text))
            if reference.isLocal { return nil }
            if let index = find(ResourceName(type: Self.noType, id: reference.whole), near: origin) { return index }
            if reference.type.isEmpty { return nil }
            guard let index = find(ResourceName(type: reference.type, id: reference.id), near: origin) else {
                return nil
            }
            let fullURL = table.resources[index].fullURL
            if reference.base.isEmpty || fullURL.isMissing { return index }
            let own = Reference(table.bytes(fullURL))
            return own.base.isEmpty || JSONValue.equal(own.base, reference.base) ? index : nil
        }
    }
}
