/// A value that can be written as one FHIR R4 resource.
///
/// Equal values give equal bytes. Ids and references are the caller's; an id that FHIR does not allow is left out.
public protocol FHIRResource: Sendable {
    /// Writes the resource as a JSON object.
    func write(into json: inout JSONWriter)
}

extension FHIRResource {
    /// The resource as JSON in one line.
    public var bytes: [UInt8] {
        var json = JSONWriter()
        write(into: &json)
        return json.bytes
    }
}

extension FHIR {
    /// A reference to a resource: by its URL, by an identifier of what it is about, or by both.
    public struct ResourceReference: Hashable, Sendable {
        /// A relative URL (`Patient/p1`), an absolute one, or the `urn:uuid:` of a Bundle's entry.
        public var reference: String?
        /// The type of the resource, where neither the URL says it nor the place.
        public var type: String?
        /// An identifier of what the resource is about.
        public var identifier: Identifier?
        /// A name for people.
        public var display: String?

        /// Refers to a resource by its URL, and by an identifier too where one is given.
        public init(_ reference: String, identifier: Identifier? = nil, display: String? = nil) {
            self.reference = reference
            self.identifier = identifier
            self.display = display
        }

        /// Refers to what bears an identifier.
        public init(identifier: Identifier, type: String? = nil, display: String? = nil) {
            self.identifier = identifier
            self.type = type
            self.display = display
        }

        /// The type of the resource as `type` or a URL of the form `…/Type/id` says it; nil where neither does.
        public var resourceType: String? { type ?? typeInReference }

        var typeInReference: String? {
            guard let reference, !reference.hasPrefix("urn:"), !reference.hasPrefix("#") else { return nil }
            var parts = reference.split(separator: "/", omittingEmptySubsequences: false)
            if let history = parts.firstIndex(of: "_history") { parts.removeSubrange(history...) }
            guard parts.count >= 2, let first = parts[parts.count - 2].utf8.first, first &- 0x41 < 26 else {
                return nil
            }
            return String(parts[parts.count - 2])
        }
    }

    /// A time span, half-open, in milliseconds since 1970; never empty, and within the years that FHIR can write.
    public struct Period: Hashable, Sendable {
        /// The first millisecond; nil where the span has no beginning.
        public let from: Int64?
        /// The millisecond behind the last; nil where the span has no end.
        public let until: Int64?

        /// Makes a span; nil where it would be empty, without any limit, or outside of the years 1 to 9999.
        public init?(from: Int64?, until: Int64?) {
            let (first, last) = (CalendarTime.firstMilliseconds, CalendarTime.lastMilliseconds)
            guard from != nil || until != nil, from ?? first >= first, until ?? last <= last + 1,
                from ?? first < until ?? last + 1
            else { return nil }
            self.from = from
            self.until = until
        }
    }
}

extension ClinicalTime {
    /// The point in time so many milliseconds after 1970, in UTC: `2024-05-17T06:30:00.000Z`.
    ///
    /// Times outside of the years 1 to 9999 become the nearest within.
    public init(milliseconds: Int64) { self.init(text: CalendarTime.text(milliseconds)) }
}

extension JSONWriter {
    mutating func resource(_ type: String, id: String, _ members: (inout JSONWriter) -> Void) {
        object { json in
            json.member("resourceType", type)
            if FHIR.isResourceID(id) { json.member("id", id) }
            members(&json)
        }
    }

    mutating func reference(_ target: FHIR.ResourceReference) {
        object { json in
            json.words("reference", target.reference)
            json.words("type", target.type)
            if let identifier = target.identifier {
                json.object("identifier") { json in
                    if !identifier.system.isEmpty { json.member("system", FHIR.uri(ofNamespace: identifier.system)) }
                    json.words("value", identifier.value)
                }
            }
            json.words("display", target.display)
        }
    }

    mutating func reference(_ name: String, _ target: FHIR.ResourceReference?) {
        guard let target else { return }
        key(name)
        reference(target)
    }

    mutating func references(_ name: String, _ targets: [FHIR.ResourceReference]) {
        list(name, targets) { $0.reference($1) }
    }

    mutating func codings(_ name: String, _ codings: [Coding]) { list(name, codings) { $0.coding($1) } }

    mutating func coding(_ name: String, _ coding: Coding) {
        key(name)
        self.coding(coding)
    }

    /// Writes a list of concepts of one coding each.
    mutating func concepts(_ name: String, _ codings: [Coding]) {
        list(name, codings) { json, coding in json.object { $0.codings("coding", [coding]) } }
    }

    mutating func concept(_ name: String, _ coding: Coding) { concept(name, CodedValue(codings: [coding])) }

    /// Writes a member with an array; nothing for an empty one, which FHIR does not allow.
    mutating func list<Element>(
        _ name: String, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
    ) {
        if elements.isEmpty { return }
        array(name) { json in for element in elements { write(&json, element) } }
    }

    /// Writes a Period, whose end FHIR counts in.
    mutating func period(_ name: String, _ period: FHIR.Period?) {
        guard let period else { return }
        object(name) { json in
            json.member("start", period.from.map { CalendarTime.text($0) })
            json.member("end", period.until.map { CalendarTime.text($0 - 1) })
        }
    }

    /// Writes a member with bytes in Base64; nothing for none.
    mutating func base64(_ name: String, _ bytes: [UInt8]) {
        if bytes.isEmpty { return }
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = [UInt8(ascii: "\"")]
        text.reserveCapacity((bytes.count + 2) / 3 * 4 + 2)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let isPadding = place > group.count
                text.append(isPadding ? UInt8(ascii: "=") : digits[Int(bits >> UInt32(18 - 6 * place) & 63)])
            }
        }
        text.append(UInt8(ascii: "\""))
        key(name)
        raw(text)
    }
}
