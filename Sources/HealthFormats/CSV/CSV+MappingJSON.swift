extension CSV.Mapping {
    /// The keys besides the roles.
    private static let keys = [
        "patient", "analytes", "ignore", "delimiter", "encoding", "headerRow", "decimalComma", "dateFormat", "timeZone",
        "ucum",
    ]

    /// Reads a mapping file.
    ///
    /// - Throws: `csv.mapping.unknownKey`, `.missing`, `.wrongType`, `.badValue` and `.conflict` with the value `key`, a
    ///   path such as `analytes[2].loinc`; a reason of ``JSONError`` where it is not JSON.
    public init(json bytes: [UInt8]) throws(Reason) {
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        self = try JSONDocument.read(hasMark ? Array(bytes.dropFirst(3)) : bytes) { (root) throws(Reason) in
            try Self(root)
        }
    }

    private init(_ root: JSONValue) throws(Reason) {
        guard root.kind == .object else { throw Self.wrongType("", "object") }
        guard let patient = root["patient"] else { throw Reason("csv.mapping.missing", ["key": "patient"]) }
        self.init(patient: try Self.patient(patient))
        for (key, value) in root.members {
            let name = key.string ?? ""
            if let role = Role(rawValue: name) {
                columns[role] = try Self.columns(value, name, mayBeTwo: role.mayBeTwoColumns)
            } else if Self.keys.contains(name) {
                try readOption(name, value)
            } else {
                throw Reason("csv.mapping.unknownKey", ["key": name])
            }
        }
        if let ignored = root["ignore"] {
            guard case .others = analytes else { throw Self.conflict("ignore", "analytes") }
            analytes = .others(except: try Self.list(ignored, "ignore"))
        }
        try checkWhole()
    }

    /// What no key can tell alone.
    private func checkWhole() throws(Reason) {
        let names: [Role] = [.loinc, .code, .analyte]
        if isWide {
            if let role = ([.value] + names).first(where: { columns[$0] != nil }) {
                throw Self.conflict("analytes", role.rawValue)
            }
            if case .others = analytes, headerRow == 0 { throw Self.conflict("analytes", "headerRow") }
        } else {
            if columns[.value] == nil { throw Reason("csv.mapping.missing", ["key": "value"]) }
            if !names.contains(where: { columns[$0] != nil }) {
                throw Reason("csv.mapping.missing", ["key": "analyte"])
            }
        }
    }

    private mutating func readOption(_ key: String, _ value: JSONValue) throws(Reason) {
        switch key {
        case "analytes": analytes = try Self.analytes(value)
        case "delimiter":
            let text = try Self.string(value, key)
            guard text.utf8.count == 1, let byte = text.utf8.first, byte == 0x09 || 0x20..<0x7F ~= byte, byte != 0x22
            else { throw Self.badValue(key, text) }
            delimiter = byte
        case "encoding":
            let name = try Self.string(value, key)
            guard let set = CharacterSet(named: name), set.keepsASCII else { throw Self.badValue(key, name) }
            encoding = ["UTF-8", "UTF8"].contains(name.uppercased()) ? .utf8 : set
        case "headerRow":
            guard let number = value.integer else { throw Self.wrongType(key, "number") }
            guard 0...100 ~= number else { throw Self.badValue(key, String(number)) }
            headerRow = number
        case "decimalComma": decimalComma = try Self.boolean(value, key)
        case "ucum": unitsAreUCUM = try Self.boolean(value, key)
        case "dateFormat":
            let text = try Self.string(value, key)
            guard CSV.DateFormat(text) != nil else { throw Self.badValue(key, text) }
            dateFormat = text
        case "timeZone":
            let text = try Self.string(value, key)
            guard CSV.DateFormat.isZone(text) else { throw Self.badValue(key, text) }
            timeZone = text
        default: break
        }
    }

    private static func patient(_ value: JSONValue) throws(Reason) -> Patient {
        guard value.kind == .object else { return .column(try column(value, "patient"), authority: "") }
        var column: Column?
        var authority = ""
        var eachRow = false
        for (key, member) in value.members {
            switch key.string ?? "" {
            case "column": column = try Self.column(member, "patient.column")
            case "authority": authority = try string(member, "patient.authority")
            case "row": eachRow = try boolean(member, "patient.row")
            case let other: throw Reason("csv.mapping.unknownKey", ["key": "patient.\(other)"])
            }
        }
        if eachRow {
            if column != nil { throw conflict("patient.row", "patient.column") }
            return .eachRow
        }
        guard let column else { throw Reason("csv.mapping.missing", ["key": "patient.column"]) }
        return .column(column, authority: authority)
    }

    private static func analytes(_ value: JSONValue) throws(Reason) -> Analytes {
        if value.isString("others") { return .others(except: []) }
        guard value.kind == .array else { throw wrongType("analytes", "array, \"others\"") }
        var listed: [Analyte] = []
        for (index, element) in value.elements.enumerated() {
            let path = "analytes[\(index)]"
            guard element.kind == .object else {
                listed.append(Analyte(column: try column(element, path)))
                continue
            }
            guard let reference = element["column"] else {
                throw Reason("csv.mapping.missing", ["key": "\(path).column"])
            }
            var analyte = Analyte(column: try column(reference, "\(path).column"))
            for (key, member) in element.members {
                let name = key.string ?? ""
                switch name {
                case "column": break
                case "loinc": analyte.loinc = try string(member, "\(path).loinc")
                case "code": analyte.code = try string(member, "\(path).code")
                case "name": analyte.name = try string(member, "\(path).name")
                case "unit": analyte.unit = try string(member, "\(path).unit")
                case "refLow": analyte.refLow = try string(member, "\(path).refLow")
                case "refHigh": analyte.refHigh = try string(member, "\(path).refHigh")
                default: throw Reason("csv.mapping.unknownKey", ["key": "\(path).\(name)"])
                }
            }
            listed.append(analyte)
        }
        if listed.isEmpty { throw Reason("csv.mapping.missing", ["key": "analytes[0]"]) }
        return .listed(listed)
    }

    private static func columns(_ value: JSONValue, _ key: String, mayBeTwo: Bool) throws(Reason) -> [Column] {
        guard value.kind == .array else { return [try column(value, key)] }
        let columns = try list(value, key)
        guard 1...(mayBeTwo ? 2 : 1) ~= columns.count else { throw wrongType(key, "string, number") }
        return columns
    }

    private static func list(_ value: JSONValue, _ key: String) throws(Reason) -> [Column] {
        guard value.kind == .array else { throw wrongType(key, "array") }
        var columns: [Column] = []
        for (index, element) in value.elements.enumerated() { columns.append(try column(element, "\(key)[\(index)]")) }
        return columns
    }

    private static func column(_ value: JSONValue, _ key: String) throws(Reason) -> Column {
        if let name = value.string {
            if CSV.Layout.comparable(name).isEmpty { throw badValue(key, name) }
            return .name(name)
        }
        guard let number = value.integer else { throw wrongType(key, "string, number") }
        guard 1...16_384 ~= number else { throw badValue(key, String(number)) }
        return .number(number)
    }

    private static func string(_ value: JSONValue, _ key: String) throws(Reason) -> String {
        guard let text = value.string else { throw wrongType(key, "string") }
        return text
    }

    private static func boolean(_ value: JSONValue, _ key: String) throws(Reason) -> Bool {
        guard let bool = value.bool else { throw wrongType(key, "true, false") }
        return bool
    }

    private static func wrongType(_ key: String, _ expected: String) -> Reason {
        Reason("csv.mapping.wrongType", ["key": key.isEmpty ? "{}" : key, "expected": expected])
    }

    private static func badValue(_ key: String, _ value: String) -> Reason {
        Reason("csv.mapping.badValue", ["key": key, "value": String(value.prefix(80))])
    }

    private static func conflict(_ key: String, _ other: String) -> Reason {
        Reason("csv.mapping.conflict", ["key": key, "other": other])
    }

    /// The mapping as JSON, the same bytes for equal mappings; `init(json:)` gives it back.
    public func encoded() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("patient")
            switch patient {
            case .eachRow: json.object { $0.member("row", true) }
            case .column(let column, let authority):
                json.object {
                    Self.write(column, "column", to: &$0)
                    if !authority.isEmpty { $0.member("authority", authority) }
                }
            }
            for role in Role.allCases {
                guard let list = columns[role], let first = list.first else { continue }
                if list.count == 1 {
                    Self.write(first, role.rawValue, to: &json)
                } else {
                    Self.write(list, role.rawValue, to: &json)
                }
            }
            writeAnalytes(to: &json)
            json.member("delimiter", delimiter.map { String(Unicode.Scalar($0)) })
            json.member("encoding", encoding?.name)
            if headerRow != 1 { json.member("headerRow", headerRow) }
            if let decimalComma { json.member("decimalComma", decimalComma) }
            json.member("dateFormat", dateFormat)
            json.member("timeZone", timeZone)
            if unitsAreUCUM { json.member("ucum", true) }
        }
        return json.bytes
    }

    private func writeAnalytes(to json: inout JSONWriter) {
        switch analytes {
        case .inRows: break
        case .others(let excluded):
            json.member("analytes", "others")
            if !excluded.isEmpty { Self.write(excluded, "ignore", to: &json) }
        case .listed(let listed):
            json.array("analytes") { json in
                for analyte in listed {
                    json.object {
                        Self.write(analyte.column, "column", to: &$0)
                        for (key, text) in [
                            ("loinc", analyte.loinc), ("code", analyte.code), ("name", analyte.name),
                            ("unit", analyte.unit),
                            ("refLow", analyte.refLow), ("refHigh", analyte.refHigh),
                        ] where !text.isEmpty { $0.member(key, text) }
                    }
                }
            }
        }
    }

    private static func write(_ column: Column, _ key: String, to json: inout JSONWriter) {
        switch column {
        case .name(let name): json.member(key, name)
        case .number(let number): json.member(key, number)
        }
    }

    private static func write(_ columns: [Column], _ key: String, to json: inout JSONWriter) {
        json.array(key) { json in
            for column in columns {
                switch column {
                case .name(let name): json.string(name)
                case .number(let number): json.number(number)
                }
            }
        }
    }
}
