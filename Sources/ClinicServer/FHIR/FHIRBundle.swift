internal import HTTPTypes
internal import HealthFormats
internal import MedicalLedger
internal import Wording

/// The answer to a search: a Bundle of type searchset.
///
/// Specification: HL7 FHIR R4 (4.0.1), bundle.html, search.html.
struct FHIRBundle {
    let search: FHIRSearch
    let base: String
    let total: Int
    let matches: [FHIRItem]
    let included: [FHIRItem]
    /// Records that were withheld, told without saying more.
    let withheld: Int
    /// Where the next page begins; nil behind the last.
    let next: Int?
    /// As of which tree size pages are.
    let treeSize: UInt64
    let language: Wording.Language

    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("resourceType", "Bundle")
            json.member("type", "searchset")
            json.member("total", total)
            json.array("link") { json in
                link("self", offset: search.offset, &json)
                if let next { link("next", offset: next, &json) }
            }
            guard !matches.isEmpty || !included.isEmpty || withheld > 0 else { return }
            json.array("entry") { json in
                for item in matches { entry(item, "match", &json) }
                for item in included { entry(item, "include", &json) }
                if withheld > 0 {
                    json.object { json in
                        json.key("resource")
                        let words = Wording.text("patient.withheld", ["count": String(withheld)], in: language)
                        Self.outcome("warning", "suppressed", words, diagnostics: nil, &json)
                        json.object("search") { $0.member("mode", "outcome") }
                    }
                }
            }
        }
        return json.bytes
    }

    private func link(_ relation: String, offset: Int, _ json: inout JSONWriter) {
        var fields = search.fields
        if offset > 0 { fields += [("_offset", String(offset)), ("_size", String(treeSize))] }
        let query = fields.map { "\(FormText.encoded($0.name))=\(FormText.encoded($0.value))" }.joined(separator: "&")
        json.object { json in
            json.member("relation", relation)
            json.member("url", "\(base)/\(search.kind.rawValue)?\(query)")
        }
    }

    private func entry(_ item: FHIRItem, _ mode: String, _ json: inout JSONWriter) {
        json.object { json in
            json.member("fullUrl", "\(base)/\(item.url)")
            json.key("resource")
            json.raw(item.bytes)
            json.object("search") { $0.member("mode", mode) }
        }
    }

    // MARK: - Outcomes

    /// Why a request is refused, as an OperationOutcome.
    static func outcome(_ error: MedicalError, _ status: HTTPResponse.Status, in language: Wording.Language) -> [UInt8]
    {
        let code =
            switch status.code {
            case 401: "login"
            case 403: "forbidden"
            case 404: "not-found"
            case 405, 406: "not-supported"
            case 410: "deleted"
            case 413: "too-long"
            case 429: "throttled"
            case 500...: "exception"
            default: error.code == "fhirTooCostly" ? "too-costly" : "invalid"
            }
        var json = JSONWriter()
        outcome("error", code, Refusal.sentence(error, in: language), diagnostics: error.code, &json)
        return json.bytes
    }

    private static func outcome(
        _ severity: String, _ code: String, _ words: String, diagnostics: String?, _ json: inout JSONWriter
    ) {
        json.object { json in
            json.member("resourceType", "OperationOutcome")
            json.array("issue") { json in
                json.object { json in
                    json.member("severity", severity)
                    json.member("code", code)
                    json.object("details") { $0.member("text", words) }
                    json.member("diagnostics", diagnostics)
                }
            }
        }
    }

    // MARK: - What the door can do

    private static let parameters: [FHIRItem.Kind: [(name: String, type: String)]] = [
        .patient: [("_id", "token"), ("identifier", "token")],
        .report: [
            ("_id", "token"), ("patient", "reference"), ("subject", "reference"), ("code", "token"),
            ("category", "token"), ("status", "token"), ("date", "date"),
        ],
        .observation: [
            ("_id", "token"), ("patient", "reference"), ("subject", "reference"), ("code", "token"),
            ("category", "token"), ("status", "token"), ("date", "date"),
        ],
    ]

    /// The CapabilityStatement: what works, and no more.
    ///
    /// Specification: HL7 FHIR R4 (4.0.1), capabilitystatement.html.
    static func capabilities(base: String) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("resourceType", "CapabilityStatement")
            json.member("status", "active")
            json.member("date", "2026-11-24")
            json.member("kind", "instance")
            json.object("software") { $0.member("name", "ClinicLedger") }
            json.object("implementation") { json in
                json.member("description", "ClinicLedger")
                json.member("url", base)
            }
            json.member("fhirVersion", "4.0.1")
            json.array("format") { $0.string("application/fhir+json") }
            json.array("rest") { json in
                json.object { json in
                    json.member("mode", "server")
                    json.array("resource") { json in for kind in FHIRItem.Kind.allCases { resource(kind, &json) } }
                }
            }
        }
        return json.bytes
    }

    private static func resource(_ kind: FHIRItem.Kind, _ json: inout JSONWriter) {
        json.object { json in
            json.member("type", kind.rawValue)
            json.array("interaction") { json in
                for code in ["read", "vread", "search-type"] { json.object { $0.member("code", code) } }
            }
            json.member("versioning", "versioned")
            if kind != .patient {
                json.array("searchInclude") { json in
                    json.string("\(kind.rawValue):subject")
                    json.string("\(kind.rawValue):patient")
                    if kind == .report { json.string("DiagnosticReport:result") }
                }
            }
            json.array("searchParam") { json in
                for (name, type) in parameters[kind] ?? [] {
                    json.object { json in
                        json.member("name", name)
                        json.member("type", type)
                    }
                }
            }
            if kind == .patient {
                json.array("operation") { json in
                    json.object { json in
                        json.member("name", "everything")
                        json.member("definition", "http://hl7.org/fhir/OperationDefinition/Patient-everything")
                    }
                }
            }
        }
    }
}
