extension FHIR {
    /// A Binary: the bytes of an original that is not FHIR.
    ///
    /// Specification: HL7 FHIR R4 (4.0.1), binary.html.
    public struct BinaryResource: FHIRResource, Equatable {
        /// The logical id.
        public var id: String
        /// The media type.
        public var contentType: String
        /// The bytes.
        public var data: [UInt8]

        /// Makes a Binary.
        public init(id: String, contentType: String, data: [UInt8]) {
            self.id = id
            self.contentType = contentType
            self.data = data
        }

        /// Writes the Binary.
        public func write(into json: inout JSONWriter) {
            json.resource("Binary", id: id) { json in
                json.member("contentType", contentType.isEmpty ? "application/octet-stream" : contentType)
                json.base64("data", data)
            }
        }
    }

    /// A DocumentReference: what a document is and where its bytes are.
    ///
    /// Specification: HL7 FHIR R4 (4.0.1), documentreference.html.
    public struct DocumentReferenceResource: FHIRResource, Equatable {
        /// The logical id.
        public var id: String
        /// Identifiers of the document.
        public var identifiers: [Identifier]
        /// What kind of document it is.
        public var type: CodedValue
        /// Categories it belongs to.
        public var categories: [Coding]
        /// Who it is about.
        public var subject: ResourceReference?
        /// When it was taken in, in milliseconds since 1970.
        public var date: Int64?
        /// Who keeps it.
        public var custodian: ResourceReference?
        /// A line for people.
        public var title: String?
        /// The media type.
        public var contentType: String
        /// Where the bytes are: the URL of a Binary; nil where they are in `data`.
        public var url: String?
        /// The bytes themselves, where they are small, such as those of a receipt.
        public var data: [UInt8]
        /// How many bytes the document has.
        public var byteCount: Int?

        /// Makes a DocumentReference.
        public init(
            id: String, identifiers: [Identifier] = [], type: CodedValue = CodedValue(), categories: [Coding] = [],
            subject: ResourceReference? = nil, date: Int64? = nil, custodian: ResourceReference? = nil,
            title: String? = nil, contentType: String, url: String? = nil, data: [UInt8] = [], byteCount: Int? = nil
        ) {
            self.id = id
            self.identifiers = identifiers
            self.type = type
            self.categories = categories
            self.subject = subject
            self.date = date
            self.custodian = custodian
            self.title = title
            self.contentType = contentType
            self.url = url
            self.data = data
            self.byteCount = byteCount
        }

        /// Writes the DocumentReference.
        public func write(into json: inout JSONWriter) {
            json.resource("DocumentReference", id: id) { json in
                json.identifiers(identifiers)
                json.member("status", "current")
                json.concept("type", type)
                json.concepts("category", categories)
                json.reference("subject", subject)
                json.member("date", date.map { CalendarTime.text($0) })
                json.reference("custodian", custodian)
                json.array("content") { json in
                    json.object { json in
                        json.object("attachment") { json in
                            json.member(
                                "contentType", contentType.isEmpty ? "application/octet-stream" : contentType)
                            json.base64("data", data)
                            json.words("url", url)
                            let size = byteCount ?? (data.isEmpty ? nil : data.count)
                            // R4 has no number above 31 bits.
                            if let size, (0...Int(Int32.max)).contains(size) { json.member("size", size) }
                            json.words("title", title)
                        }
                    }
                }
            }
        }
    }

    /// A resource that is JSON already, such as an original, written byte for byte.
    public struct RawResource: FHIRResource, Equatable {
        /// The JSON object.
        public let json: [UInt8]

        /// Takes a resource.
        ///
        /// - Throws: a `json.` reason where it is no JSON, `fhir.notAResource` where it is no resource.
        public init(json: [UInt8]) throws(Reason) {
            let text = json.starts(with: FHIR.byteOrderMark) ? Array(json.dropFirst(3)) : json
            let range = try JSONDocument.read(text) { (root) throws(Reason) in
                guard root["resourceType"]?.words != nil else { throw Reason("fhir.notAResource") }
                return root.rawRange
            }
            self.json = Array(text[range])
        }

        /// Writes the resource.
        public func write(into json: inout JSONWriter) { json.raw(self.json) }
    }

    /// A resource in a Bundle.
    public struct BundleEntry: Sendable {
        /// The URL by which the other entries refer to it; no two entries have the same.
        public var fullURL: String
        /// The resource.
        public var resource: any FHIRResource

        /// Makes an entry.
        public init(_ fullURL: String, _ resource: any FHIRResource) {
            self.fullURL = fullURL
            self.resource = resource
        }
    }

    /// Writes resources as one Bundle of type `collection`, in the order given.
    ///
    /// Specification: HL7 FHIR R4 (4.0.1), bundle.html.
    public static func write(
        bundle id: String, timestamp: Int64? = nil, _ entries: [BundleEntry], into json: inout JSONWriter
    ) {
        json.resource("Bundle", id: id) { json in
            json.member("type", "collection")
            json.member("timestamp", timestamp.map { CalendarTime.text($0) })
            json.list("entry", entries) { json, entry in
                json.object { json in
                    json.words("fullUrl", entry.fullURL)
                    json.key("resource")
                    entry.resource.write(into: &json)
                }
            }
        }
    }
}
