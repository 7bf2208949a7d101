extension FHIR {
    /// Finds the records of a FHIR R4 source: Bundles, NDJSON, single resources, or one JSON value after another.
    ///
    /// - **Records.** A DiagnosticReport with the Observations it names; Observations of one subject and order, else of one
    ///   time; a Patient. Every category is accepted: a ledger of laboratory results loses nothing that a clinic sends it.
    ///   In a Bundle the Patient, Specimen, Organization and so on that they refer to belong to each record that needs them.
    /// - **Refusals.** A report without a subject or not about a Patient; resources of other types that no report refers
    ///   to, once each. A Bundle's MessageHeader and OperationOutcome speak of the Bundle and are surroundings.
    /// - **Documents.** A record's document is its resources' exact bytes in the order of the source, each line with its
    ///   end; from a Bundle they follow each other without a separator. Brackets of Bundles and other white space are
    ///   surroundings.
    /// - **Windows.** Outside of Bundles, resources find each other within a window. What stands side by side (a report,
    ///   then its results; the results of one order) is never split. What is spread over a source may be, so that
    ///   memory stays bounded.
    /// - **Errors.** A value that is not JSON is refused up to the next line that begins with `{`.
    /// - **Identity.** `messageIdentity` is empty: a FHIR server sends the same resource in a new Bundle every time, so
    ///   content alone decides. `reportIdentity` is a report's first identifier or its id, for other observations their
    ///   order with the subject, else their own identifier or id.
    public struct Reader: BatchReader {
        private let subjects: SubjectIdentity
        private var grouping: ReportGrouping
        private var table = ResourceTable()
        private var items: [SourceItem] = []
        /// Where the next window begins.
        private var lines = LineCounter()

        /// Makes a reader for one source.
        ///
        /// - Parameter source: a name of the server or sender, for telling its local patient ids from others'; nil where
        ///   all sources share their ids.
        public init(source: String? = nil) {
            subjects = SubjectIdentity(source: source)
            grouping = ReportGrouping(subjects: subjects)
        }

        /// Reads the whole items at the start of `window`; see `BatchReader`.
        ///
        /// The last item and all that may belong to it wait for the next call unless `isLast`. A value larger than
        /// the window makes the result 0.
        public mutating func read(
            _ window: UnsafeRawBufferPointer, byteOffset: UInt64, isLast: Bool, into batch: inout ParsedBatch
        ) -> Int {
            table.removeAll()
            table.window = window
            items.removeAll(keepingCapacity: true)
            scan(byteOffset: byteOffset, isLast: isLast)
            group(itemCount: items.count)
            var itemCount = items.count
            if !isLast {
                let cut = WindowCut(items: items, grouping: grouping, table: table)
                itemCount = cut.itemCount
                if cut.splitsGroups { group(itemCount: itemCount) }
            }
            let assembly = RecordAssembly(
                table: table, items: items, subjects: subjects, byteOffset: byteOffset, endsSource: isLast)
            assembly.assemble(grouping, itemCount: itemCount, into: &batch)
            let consumed = assembly.consumed(itemCount)
            if itemCount > 0 {
                lines = LineCounter(line: items[itemCount - 1].line, position: items[itemCount - 1].range.lowerBound)
            }
            lines.advance(to: consumed, in: window)
            lines.position = 0
            table.window = UnsafeRawBufferPointer(start: nil, count: 0)
            return consumed
        }
    }
}

extension FHIR.Reader {
    /// Takes the window apart into top-level values.
    private mutating func scan(byteOffset: UInt64, isLast: Bool) {
        let window = table.window
        var document = JSONDocument()
        var lines = lines
        var cursor = 0
        if byteOffset == 0 {
            if window.starts(with: FHIR.byteOrderMark) { cursor = 3 }
            if !isLast, window.count < 3, FHIR.byteOrderMark.starts(with: window) { return }
        }
        while true {
            while cursor < window.count, JSONBytes.isSpace(window[cursor]) { cursor += 1 }
            if cursor == window.count { return }
            lines.advance(to: cursor, in: window)
            var item = FHIR.SourceItem(
                range: cursor..<cursor, line: lines.line, resources: table.resources.count..<table.resources.count)
            do throws(JSONError) {
                let end = try document.parse(window, from: cursor)
                if end == window.count, !isLast { return }
                item.range = cursor..<endOfLine(end)
                add(document.root, to: &item, &lines)
            } catch {
                if error.code == .unexpectedEnd, !isLast { return }
                guard let next = nextLine(behind: cursor) ?? (isLast ? window.count : nil) else { return }
                item.range = cursor..<next
                let fault = min(error.offset, next)
                item.reason = Reason("json.\(error.code.rawValue)", ["offset": String(byteOffset + UInt64(fault))])
            }
            items.append(item)
            cursor = item.range.upperBound
        }
    }

    /// Adds the resources of one top-level value.
    private mutating func add(_ value: JSONValue, to item: inout FHIR.SourceItem, _ lines: inout LineCounter) {
        let number = items.count
        if value["resourceType"]?.isString("Bundle") != true {
            table.add(value, line: item.line, item: number, keepsReferences: false)
        } else {
            item.isBundle = true
            for entry in value.elements(of: "entry") {
                guard let resource = entry["resource"], resource.kind == .object, !isEnvelope(resource) else {
                    continue
                }
                lines.advance(to: resource.rawRange.lowerBound, in: table.window)
                table.add(resource, fullURL: entry["fullUrl"], line: lines.line, item: number, keepsReferences: true)
            }
            if item.resources.lowerBound == table.resources.count { item.reason = Reason("fhir.emptyBundle") }
        }
        item.resources = item.resources.lowerBound..<table.resources.count
    }

    /// Whether a resource of a Bundle speaks of the Bundle only: an answer's outcome, a message's header.
    private func isEnvelope(_ resource: JSONValue) -> Bool {
        guard let type = resource["resourceType"] else { return false }
        return type.isString("MessageHeader") || type.isString("OperationOutcome")
    }

    /// The offset behind the line's end that stands at `offset`, if one does.
    private func endOfLine(_ offset: Int) -> Int {
        let window = table.window
        if offset < window.count, window[offset] == 0x0A { return offset + 1 }
        guard offset < window.count, window[offset] == 0x0D else { return offset }
        return offset + 1 < window.count && window[offset + 1] == 0x0A ? offset + 2 : offset + 1
    }

    /// Where the next line that begins with `{` does.
    private func nextLine(behind offset: Int) -> Int? {
        let window = table.window
        var next = offset + 1
        while next < window.count {
            if window[next] == UInt8(ascii: "{"), window[next - 1] == 0x0A || window[next - 1] == 0x0D { return next }
            next += 1
        }
        return nil
    }

    private mutating func group(itemCount: Int) {
        grouping.reset(resourceCount: table.resources.count, linkCount: table.links.count)
        var topLevel: [Int] = []
        for item in items.prefix(itemCount) {
            if item.isBundle {
                grouping.group(Array(item.resources), of: table, bringsAlong: true)
            } else {
                topLevel += item.resources
            }
        }
        grouping.group(topLevel, of: table, bringsAlong: false)
    }
}
