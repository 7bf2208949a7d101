extension FHIR {
    /// The reports of a document.
    ///
    /// A record's document (its resources one after another) is one report; a Bundle has as many as `FHIR.Reader` finds
    /// records in it. What a Bundle's wrapping knew is not in a record's document, so a reference that leads nowhere means
    /// the document's only resource of the kind.
    ///
    /// - Throws: the reason why there is no report in it.
    public static func reports(document: [UInt8]) throws(Reason) -> [LabReport] {
        try JSONDocument.withBytes(of: document) { (bytes) throws(Reason) in try reports(document: bytes) }
    }

    /// The reports of a document in memory that stays where it is during the call.
    public static func reports(document: UnsafeRawBufferPointer) throws(Reason) -> [LabReport] {
        try DocumentReader(document).reports()
    }

    /// Reads the resources of one document.
    private struct DocumentReader {
        private var table = ResourceTable()
        private var isBundle = false
        private let subjects = SubjectIdentity(source: nil)

        init(_ bytes: UnsafeRawBufferPointer) throws(Reason) {
            table.window = bytes
            var document = JSONDocument()
            var cursor = bytes.starts(with: byteOrderMark) ? 3 : 0
            while true {
                while cursor < bytes.count, JSONBytes.isSpace(bytes[cursor]) { cursor += 1 }
                if cursor == bytes.count { return }
                do throws(JSONError) { cursor = try document.parse(bytes, from: cursor) } catch { throw error.reason }
                let value = document.root
                guard value["resourceType"]?.isString("Bundle") == true else {
                    table.add(value, line: 1, item: 0, keepsReferences: true)
                    continue
                }
                isBundle = true
                for entry in value.elements(of: "entry") {
                    guard let resource = entry["resource"], resource.kind == .object else { continue }
                    table.add(resource, fullURL: entry["fullUrl"], line: 1, item: 0, keepsReferences: true)
                }
            }
        }

        func reports() throws(Reason) -> [LabReport] {
            let all = Array(table.resources.indices)
            var grouping = ReportGrouping(subjects: subjects)
            grouping.reset(resourceCount: all.count, linkCount: table.links.count)
            grouping.group(all, of: table, bringsAlong: true)
            var groups = grouping.groups
            if groups.isEmpty {
                guard let stray = table.resources.first(where: { !$0.type.isMissing }) else {
                    throw Reason(all.isEmpty && isBundle ? "fhir.emptyBundle" : "fhir.notAResource")
                }
                throw Reason("fhir.otherResourceType", ["type": table.typeName(stray.type)])
            }
            let isOne = !isBundle && all.filter { table.resources[$0].kind == .report }.count <= 1
            if isOne { groups = [joined(groups, all)] }
            let order = groups.map { ($0.members.min() ?? 0, $0) }.sorted { $0.0 < $1.0 }
            return order.map { ReportBuilder(group: $0.1, table: table, subjects: subjects).report }
        }

        /// One group of all resources: the report or the observations first, in the order in which they were grouped.
        private func joined(_ groups: [ReportGroup], _ all: [Int]) -> ReportGroup {
            func has(_ kind: Resource.Kind) -> (ReportGroup) -> Bool {
                { group in table.resources[group.roots[0]].kind == kind }
            }
            let main = groups.filter(has(.report)) + groups.filter(has(.observation))
            guard var result = main.first else { return groups[0] }
            for group in main.dropFirst() where table.resources[result.roots[0]].kind == .observation {
                // A panel whose references lead nowhere is known by having them; it is no sibling of its members.
                if !result.isOpen { result.roots += group.roots }
            }
            var seen: Set<Int> = []
            result.members = (main.flatMap(\.members) + all).filter { seen.insert($0).inserted }
            result.subject = main.lazy.compactMap(\.subject).first
            let patients = all.filter { table.resources[$0].kind == .patient }
            if result.patient == nil, patients.count == 1 { result.patient = patients[0] }
            return result
        }
    }
}
