/// FHIR data types read so that nothing that matters is passed over: for statements that bind, where `JSONValue.concept` and
/// its like are for views.
enum Strict {
    /// The reason for an element that says something the reader's value cannot say exactly.
    static func inexpressible(_ path: String) -> Reason { Reason("fhir.consentElement", ["element": path]) }

    /// The reason for an element that is not in the form that FHIR R4 gives it.
    static func unreadable(_ path: String) -> Reason { Reason("fhir.consentMalformed", ["element": path]) }

    static func required(_ value: JSONValue?, _ path: String) throws(Reason) -> JSONValue {
        guard let value else { throw Reason("fhir.consentMissing", ["element": path]) }
        return value
    }

    /// Refuses what is no object, and members that `names` does not list.
    ///
    /// `id` and `extension` never change what an element means. Nor does what stands beside a primitive (`_status`), unless the
    /// primitive itself is missing: the end of a period that is unknown is not the same as no end.
    static func check(_ value: JSONValue, _ path: String, _ names: Set<String>) throws(Reason) {
        guard value.kind == .object, value.members.contains(where: { _ in true }) else { throw unreadable(path) }
        var present: Set<String> = []
        var beside: Set<String> = []
        for (key, _) in value.members {
            let name = key.string ?? ""
            if name == "id" || name == "extension" { continue }
            if name.hasPrefix("_") { beside.insert(String(name.dropFirst())) } else { present.insert(name) }
        }
        // Sorted, so that of two reasons always the same is given.
        for name in (present.subtracting(names).union(beside.subtracting(present))).sorted() {
            let isPlain = name.utf8.count <= 40 && name.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 }
            throw inexpressible(isPlain && !name.isEmpty ? path + "." + name : path)
        }
    }

    /// The elements of an array, each with its path; an array in FHIR is never empty.
    static func list<Element>(
        _ value: JSONValue?, _ path: String, _ read: (JSONValue, String) throws(Reason) -> Element
    ) throws(Reason) -> [Element] {
        guard let value else { return [] }
        var result: [Element] = []
        for element in value.elements { result.append(try read(element, "\(path)[\(result.count)]")) }
        if result.isEmpty { throw unreadable(path) }
        return result
    }

    static func text(_ value: JSONValue, _ path: String) throws(Reason) -> String {
        guard let text = value.string, text.utf8.contains(where: { $0 > 0x20 }) else { throw unreadable(path) }
        return text
    }

    static func time(_ value: JSONValue?, _ path: String) throws(Reason) -> ClinicalTime? {
        guard let value else { return nil }
        let text = try text(value, path)
        guard FHIR.isDateTime(text) else { throw unreadable(path) }
        return ClinicalTime(text: text)
    }

    static func coding(_ value: JSONValue, _ path: String) throws(Reason) -> Coding {
        try check(value, path, ["system", "version", "code", "display", "userSelected"])
        return Coding(
            system: try text(required(value["system"], path + ".system"), path + ".system"),
            code: try text(required(value["code"], path + ".code"), path + ".code"),
            display: try value["display"].map { (one) throws(Reason) in try text(one, path + ".display") } ?? "")
    }

    /// The one coding of a CodeableConcept; several might say different things.
    static func concept(_ value: JSONValue, _ path: String) throws(Reason) -> Coding {
        try check(value, path, ["coding", "text"])
        let codings = try list(value["coding"], path + ".coding", coding)
        guard codings.count == 1 else { throw inexpressible(path) }
        return codings[0]
    }

    static func identifier(_ value: JSONValue, _ path: String) throws(Reason) -> Identifier {
        try check(value, path, ["use", "type", "system", "value", "period", "assigner"])
        let system = try value["system"].map { (one) throws(Reason) in try text(one, path + ".system") }
        return Identifier(
            system: FHIR.namespace(ofURI: system ?? ""),
            value: try text(required(value["value"], path + ".value"), path + ".value"))
    }

    /// A reference that says whom it means, of one of `types` where it says its type.
    static func reference(
        _ value: JSONValue, _ path: String, _ types: Set<String>?
    ) throws(Reason) -> FHIR.ResourceReference {
        try check(value, path, ["reference", "type", "identifier", "display"])
        var result = FHIR.ResourceReference("")
        result.reference = try value["reference"].map { (one) throws(Reason) in try text(one, path + ".reference") }
        result.type = try value["type"].map { (one) throws(Reason) in try text(one, path + ".type") }
        result.identifier = try value["identifier"].map { (one) throws(Reason) in
            try identifier(one, path + ".identifier")
        }
        result.display = try value["display"].map { (one) throws(Reason) in try text(one, path + ".display") }
        guard result.reference != nil || result.identifier != nil else {
            throw Reason("fhir.consentMissing", ["element": path + ".reference"])
        }
        if result.reference?.hasPrefix("#") == true { throw inexpressible(path + ".reference") }
        let said = [result.type, result.typeInReference].compactMap(\.self)
        guard Set(said).count < 2, said.allSatisfy({ types?.contains($0) ?? true }) else { throw inexpressible(path) }
        return result
    }
}
