extension FHIR {
    /// A top-level value of the window: a resource, a Bundle, or something that is neither.
    struct SourceItem {
        /// Its bytes, the line's end behind it included.
        var range: Range<Int>
        var line: Int
        /// Its resources in the table.
        var resources: Range<Int>
        var isBundle = false
        /// Why it was refused as a whole, and the value that says where.
        var reason: Reason?
    }

    /// Turns groups into records and rejections, and gives every byte around them to a record.
    struct RecordAssembly {
        let table: ResourceTable
        let items: [SourceItem]
        let subjects: SubjectIdentity
        let byteOffset: UInt64
        /// Whether all the rest of the source is in this window.
        let endsSource: Bool

        /// Adds the records and rejections of the first `itemCount` items to `batch`.
        func assemble(_ grouping: ReportGrouping, itemCount: Int, into batch: inout ParsedBatch) {
            let firstRecord = batch.records.count
            // The record that first has a resource; it also gets the bytes in front of it.
            var recordOf = [Int](repeating: -1, count: table.resources.count)
            for group in grouping.groups where group.items.upperBound < itemCount {
                add(group, grouping.ownerCounts, &recordOf, to: &batch)
            }
            for stray in grouping.strays where table.resources[stray].item < itemCount {
                let resource = table.resources[stray]
                let code = resource.type.isMissing ? "fhir.notAResource" : "fhir.otherResourceType"
                let reason = Reason(code, resource.type.isMissing ? [:] : ["type": table.typeName(resource.type)])
                batch.rejections.append(Rejection(reason: reason, place: place(stray), pieces: [piece(stray)]))
            }
            for item in items.prefix(itemCount) {
                guard let reason = item.reason else { continue }
                let place = SourcePlace(line: item.line, byteOffset: byteOffset + UInt64(item.range.lowerBound))
                let piece = Piece(offset: item.range.lowerBound, count: item.range.count)
                batch.rejections.append(Rejection(reason: reason, place: place, pieces: [piece]))
            }
            addSurroundings(recordOf, itemCount, to: &batch)
            for record in firstRecord..<batch.records.count {
                batch.records[record].pieces = tidied(batch.records[record].pieces)
            }
            // Most sources are in order, and sorting copies.
            let records = batch.records[firstRecord...]
            if !zip(records, records.dropFirst()).allSatisfy({ $0.place.byteOffset <= $1.place.byteOffset }) {
                batch.records[firstRecord...].sort { $0.place.byteOffset < $1.place.byteOffset }
            }
            batch.rejections.sort { $0.place.byteOffset < $1.place.byteOffset }
        }

        private func add(
            _ group: ReportGroup, _ ownerCounts: [Int], _ recordOf: inout [Int], to batch: inout ParsedBatch
        ) {
            let members = group.members.sorted()
            func reject(_ code: String, _ values: [String: String] = [:]) {
                let first = place(members[0])
                batch.rejections.append(
                    Rejection(reason: Reason(code, values), place: first, pieces: members.map(piece)))
            }
            let isPatient = group.roots.first == group.patient
            if !isPatient {
                guard let subject = group.subject else { return reject("fhir.noSubject") }
                if let type = subjects.otherType(subject, resolved: group.patient, in: table) {
                    return reject("fhir.subjectNotPatient", ["type": type])
                }
            }
            let identifiers = subjects.identifiers(group.subject, patient: group.patient, in: table)
            if identifiers.isEmpty { return reject(isPatient ? "fhir.patientWithoutIdentifier" : "fhir.noSubject") }
            let record = batch.records.count
            for member in members where recordOf[member] < 0 { recordOf[member] = record }
            let (codes, resultCount) = results(of: group)
            batch.records.append(
                ParsedRecord(
                    pieces: merged(members, ownerCounts), place: place(members[0]), patientIdentifiers: identifiers,
                    messageIdentity: "", reportIdentity: isPatient ? "" : reportIdentity(of: group),
                    contentPieces: members.map { Piece(table.resources[$0].range) }, codes: codes,
                    resultCount: resultCount, mayBePart: mayBePart(group)))
        }

        /// Whether what names the report names other observations, too: their order or their time.
        private func mayBePart(_ group: ReportGroup) -> Bool {
            guard let root = group.roots.first, table.resources[root].kind == .observation else { return false }
            return !table.resources[root].order.value.isMissing || group.roots.count > 1
        }

        private func place(_ resource: Int) -> SourcePlace {
            SourcePlace(
                line: table.resources[resource].line,
                byteOffset: byteOffset + UInt64(table.resources[resource].range.lowerBound))
        }

        /// The document bytes of a resource; of one that stands by itself with the end of its line.
        private func piece(_ resource: Int) -> Piece {
            let item = table.resources[resource].item
            return Piece(items[item].isBundle ? table.resources[resource].range : items[item].range)
        }

        /// The pieces of resources in order, neighbours that are no other record's in one.
        private func merged(_ members: [Int], _ ownerCounts: [Int]) -> [Piece] {
            var pieces: [Piece] = []
            var mayGrow = false
            for member in members {
                let next = piece(member)
                let isOwn = ownerCounts[member] == 1
                if isOwn, mayGrow, let last = pieces.last, last.offset + last.count == next.offset {
                    pieces[pieces.count - 1].count += next.count
                } else {
                    pieces.append(next)
                }
                mayGrow = isOwn
            }
            return pieces
        }

        /// The distinct codes in order, and the number of results.
        private func results(of group: ReportGroup) -> ([String], Int) {
            var codes: [SourceText] = []
            codes.reserveCapacity(min(group.members.count, 32))
            var seen: Set<ByteKey> = []
            var resultCount = 0
            // Few are compared one by one; a set takes over before that grows expensive.
            func isNew(_ code: SourceText) -> Bool {
                if codes.count < 32 { return !codes.contains { table.isEqual($0, code) } }
                if seen.isEmpty { for known in codes { seen.insert(ByteKey(bytes: table.bytes(known))) } }
                return seen.insert(ByteKey(bytes: table.bytes(code))).inserted
            }
            for member in group.members {
                resultCount += table.resources[member].resultCount
                for code in table.resources[member].codes where isNew(table.codes[code]) {
                    codes.append(table.codes[code])
                }
            }
            return (codes.map(table.string), resultCount)
        }

        /// What stays the same from version to version: of a report its first identifier, else its id; of observations the
        /// order and the subject, else the only one's identifier or id, else the time and the subject.
        private func reportIdentity(of group: ReportGroup) -> String {
            guard let root = group.roots.first else { return "" }
            let resource = table.resources[root]
            func ownName() -> String? {
                if !resource.identifier.value.isMissing {
                    let own = subjects.identifier(resource.identifier, in: table)
                    return "\(own.system)|\(own.value)"
                }
                return resource.id.isMissing ? nil : "\(table.string(resource.type))/\(table.string(resource.id))"
            }
            if resource.kind == .report, let name = ownName() { return name }
            let subject =
                table.string(resource.subject).isEmpty
                ? resource.patientIdentifiers.first.map { table.string(table.identifiers[$0].value) } ?? ""
                : table.string(resource.subject)
            if !resource.order.value.isMissing {
                let order = subjects.identifier(resource.order, in: table)
                return "\(order.system.isEmpty ? "" : order.system + "|")\(order.value) \(subject)"
            }
            if group.roots.count == 1, let name = ownName() { return name }
            return resource.effective.isMissing ? "" : "\(table.string(resource.effective)) \(subject)"
        }

        /// Gives the bytes between resources to the record behind them, those at the end to the last one.
        ///
        /// The brackets of a Bundle go to records of that Bundle only, if it has any.
        private func addSurroundings(_ recordOf: [Int], _ itemCount: Int, to batch: inout ParsedBatch) {
            var waiting: [Piece] = []
            var last = -1
            var cursor = 0
            func pass(to offset: Int) {
                if cursor < offset { waiting.append(Piece(offset: cursor, count: offset - cursor, role: .surrounding)) }
                cursor = max(cursor, offset)
            }
            func give(to record: Int, _ batch: inout ParsedBatch) {
                batch.records[record].pieces += waiting
                waiting.removeAll(keepingCapacity: true)
                last = record
            }
            for item in items.prefix(itemCount) {
                pass(to: item.range.lowerBound)
                if !item.isBundle {
                    if let only = item.resources.first, recordOf[only] >= 0 { give(to: recordOf[only], &batch) }
                } else {
                    let before = waiting.count
                    var isOurs = false
                    for resource in item.resources {
                        pass(to: table.resources[resource].range.lowerBound)
                        if recordOf[resource] >= 0 {
                            give(to: recordOf[resource], &batch)
                            isOurs = true
                        }
                        cursor = table.resources[resource].range.upperBound
                    }
                    pass(to: item.range.upperBound)
                    if isOurs { give(to: last, &batch) } else { waiting.removeSubrange(before...) }
                }
                cursor = item.range.upperBound
            }
            pass(to: consumed(itemCount))
            if last >= 0 { give(to: last, &batch) }
        }

        /// Where the first `itemCount` items end; behind the last item of the source, so does the source.
        func consumed(_ itemCount: Int) -> Int {
            itemCount == items.count && endsSource
                ? table.window.count : items.prefix(itemCount).last?.range.upperBound ?? 0
        }

        /// Pieces in the order of the source, touching ones of the surroundings in one.
        private func tidied(_ pieces: [Piece]) -> [Piece] {
            if pieces.count < 2 { return pieces }
            var result: [Piece] = []
            for piece in pieces.sorted(by: { $0.offset < $1.offset }) {
                if piece.role == .surrounding, let last = result.last, last.role == .surrounding,
                    last.offset + last.count == piece.offset
                {
                    result[result.count - 1].count += piece.count
                } else {
                    result.append(piece)
                }
            }
            return result
        }
    }
}

extension Piece {
    /// A piece of the document.
    fileprivate init(_ range: Range<Int>) { self.init(offset: range.lowerBound, count: range.count) }
}
