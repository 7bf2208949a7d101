internal import HealthFormats
internal import MedicalLedger

/// What a search asks for.
///
/// Specification: HL7 FHIR R4 (4.0.1), search.html.
struct FHIRSearch: Sendable {
    /// A bound of time with its prefix.
    struct Bound: Sendable {
        let prefix: String
        let range: Range<Int64>

        /// Whether a time is within the bound.
        func admits(_ time: Range<Int64>) -> Bool {
            switch prefix {
            case "ge": time.upperBound > range.lowerBound
            case "gt": time.upperBound > range.upperBound
            case "le": time.lowerBound < range.upperBound
            case "lt": time.lowerBound < range.lowerBound
            case "ne": !(range.lowerBound <= time.lowerBound && time.upperBound <= range.upperBound)
            default: range.lowerBound <= time.lowerBound && time.upperBound <= range.upperBound
            }
        }
    }

    static let defaultCount = 50
    static let maximumCount = 500

    let kind: FHIRItem.Kind
    /// As `ClinicLedger.patients(named:)` takes it.
    private(set) var patient: String?
    private(set) var ids: Set<String> = []
    /// System (nil for any) and code, any of each list.
    private(set) var codes: [[(system: String?, code: String)]] = []
    private(set) var categories: [[String]] = []
    private(set) var statuses: [Set<String>] = []
    private(set) var bounds: [Bound] = []
    private(set) var isAscending = false
    private(set) var includesPatient = false
    private(set) var includesResults = false
    private(set) var isCountOnly = false
    private(set) var count = defaultCount
    private(set) var offset = 0
    /// Entries from this one on came after the first page.
    private(set) var treeSize: UInt64?
    /// Parameters that were understood, for the links.
    private(set) var fields: [(name: String, value: String)] = []

    /// Whether something is asked that stands in documents: then the number of those withheld would answer it.
    var asksContents: Bool { !codes.isEmpty || !statuses.isEmpty || !bounds.isEmpty || !ids.isEmpty }

    /// Reads the parameters of a search.
    ///
    /// - Parameter isStrict: whether an unknown one is an error; else it is passed over.
    /// - Throws: `fhirParameter`.
    init(_ kind: FHIRItem.Kind, _ query: FormText, isStrict: Bool) throws {
        self.kind = kind
        for (name, value) in query.fields where !value.isEmpty {
            if try take(name, value) {
                if name != "_offset", name != "_size" { fields.append((name, value)) }
            } else if isStrict, !["_format", "_pretty", "language"].contains(name) {
                throw Self.refused(name, value)
            }
        }
    }

    private static func refused(_ name: String, _ value: String) -> MedicalError {
        MedicalError("fhirParameter", .badInput, ["name": name, "value": value])
    }

    /// - Returns: whether the parameter is known.
    private mutating func take(_ name: String, _ value: String) throws -> Bool {
        func number() throws -> Int {
            guard let number = Int(value), number >= 0 else { throw Self.refused(name, value) }
            return number
        }
        let list = value.split(separator: ",").map(String.init)
        switch (name, kind) {
        case ("_id", _): ids = Set(list)
        case ("identifier", .patient), ("patient.identifier", .report), ("patient.identifier", .observation):
            // Several values may be several patients; a name is one.
            guard list.count == 1, !value.hasPrefix("@") else { throw Self.refused(name, value) }
            patient = value
        case ("patient", .report), ("patient", .observation), ("subject", .report), ("subject", .observation):
            let id = value.split(separator: "/").last.map(String.init) ?? ""
            guard let entry = UInt64(id) else { throw Self.refused(name, value) }
            patient = "@\(entry)"
        case ("code", .report), ("code", .observation):
            codes.append(
                list.map { one in
                    guard let bar = one.firstIndex(of: "|") else { return (nil, one) }
                    return (String(one[..<bar]), String(one[one.index(after: bar)...]))
                })
        case ("category", .report), ("category", .observation):
            categories.append(list.map { $0.split(separator: "|").last.map(String.init) ?? "" })
        case ("status", .report), ("status", .observation): statuses.append(Set(list))
        case ("date", .report), ("date", .observation):
            let prefixes = ["eq", "ne", "ge", "gt", "le", "lt"]
            let prefix = prefixes.first { value.hasPrefix($0) }
            let text = prefix == nil ? value : String(value.dropFirst(2))
            guard let range = ClinicalTime(text: text).milliseconds(zoneMinutes: 0) else {
                throw Self.refused(name, value)
            }
            bounds.append(Bound(prefix: prefix ?? "eq", range: range))
        case ("_sort", _):
            guard value == "date" || value == "-date" else { throw Self.refused(name, value) }
            isAscending = value == "date"
        case ("_include", .report), ("_include", .observation):
            switch value.split(separator: ":").dropFirst().first.map(String.init) {
            case "patient", "subject": includesPatient = true
            case "result" where kind == .report: includesResults = true
            default: throw Self.refused(name, value)
            }
        case ("_summary", _):
            guard value == "count" || value == "false" else { throw Self.refused(name, value) }
            isCountOnly = value == "count"
        case ("_count", _):
            count = min(Self.maximumCount, try number())
            if count == 0 { isCountOnly = true }
        case ("_offset", _): offset = try number()
        case ("_size", _): treeSize = UInt64(try number())
        default: return false
        }
        return true
    }

    /// Whether a resource is asked for.
    func asks(for item: FHIRItem) -> Bool {
        guard item.kind == kind, item.entry < treeSize ?? .max, ids.isEmpty || ids.contains(item.id) else {
            return false
        }
        let laboratory = item.kind == .report ? "LAB" : "laboratory"
        return categories.allSatisfy { $0.contains(laboratory) } && statuses.allSatisfy { $0.contains(item.status) }
            && codes.allSatisfy { list in
                list.contains { wanted in
                    item.code.codings.contains {
                        $0.code == wanted.code && (wanted.system == nil || wanted.system == $0.system)
                    }
                }
            }
            && bounds.allSatisfy { bound in
                item.time?.milliseconds(zoneMinutes: 0).map(bound.admits) ?? false
            }
    }

    /// Puts what was found in the order asked for: by date, the newest first unless said otherwise.
    func sorted(_ items: [FHIRItem]) -> [FHIRItem] {
        let sorted = items.sorted {
            ($0.time?.text ?? "", $0.entry, $0.id) > ($1.time?.text ?? "", $1.entry, $1.id)
        }
        return isAscending ? sorted.reversed() : sorted
    }
}
