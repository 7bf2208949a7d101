import ClinicServer
import HealthFormats
import LedgerCrypto
import LedgerEngine
import MedicalLedger
import MerkleLog
import Wording

extension JSONWriter {
    /// The member `checkpoint` with what the newest checkpoint says.
    mutating func checkpoint(_ ledger: Ledger) {
        guard let checkpoint = ledger.checkpoint?.checkpoint else { return }
        object("checkpoint") {
            $0.member("origin", checkpoint.origin)
            $0.member("treeSize", checkpoint.treeSize)
            $0.member("rootHash", checkpoint.rootHash.base64Text)
        }
    }

    /// A concept with its codings.
    mutating func concept(_ name: String, _ concept: CodedValue) {
        guard !concept.isEmpty else { return }
        object(name) {
            $0.member("text", concept.label)
            $0.array("codings") { json in
                for coding in concept.codings {
                    json.object {
                        $0.member("system", coding.system)
                        $0.member("code", coding.code)
                        $0.member("display", coding.display)
                    }
                }
            }
        }
    }

    /// One record with its reports.
    mutating func record(_ view: RecordView, _ reports: [LabReport]) {
        object {
            $0.member("entry", view.entry)
            $0.member("sealed", view.sealed)
            $0.member("format", view.origin.format.rawValue)
            if !view.origin.source.isEmpty { $0.member("source", view.origin.source) }
            if !view.origin.fileName.isEmpty { $0.member("file", view.origin.fileName) }
            if let replaces = view.onChain.replaces { $0.member("replaces", replaces) }
            $0.member("commitment", view.onChain.commitment.hex)
            $0.member("bytes", view.document.count)
            $0.array("reports") { json in
                for report in reports { json.report(report) }
            }
        }
    }

    private mutating func report(_ report: LabReport) {
        object {
            $0.object("patient") {
                $0.array("identifiers") { json in
                    for identifier in report.patient.identifiers {
                        json.object {
                            $0.member("system", identifier.system)
                            $0.member("value", identifier.value)
                        }
                    }
                }
                $0.member("name", report.patient.name)
                $0.member("birthDate", report.patient.birthDate?.text)
                $0.member("gender", report.patient.gender)
            }
            $0.concept("code", report.code)
            $0.member("status", report.status)
            $0.member("effective", report.effective?.text)
            $0.member("issued", report.issued?.text)
            $0.member("performer", report.performer)
            if let specimen = report.specimen { $0.concept("specimen", specimen) }
            $0.array("results") { json in
                for result in report.results { json.result(result) }
            }
            $0.texts("notes", report.notes)
        }
    }

    private mutating func result(_ result: LabResult) {
        object {
            $0.concept("code", result.code)
            if case .quantity(let comparator, let number, let unit, let unitCode) = result.value {
                $0.member("comparator", comparator)
                // The number as it was sent; JSON readers that want a number parse it.
                $0.member("number", number)
                $0.member("unit", unit)
                $0.member("unitCode", unitCode)
            }
            $0.member("value", result.value.words)
            $0.texts("interpretation", result.interpretation)
            if let range = result.referenceRange { $0.member("referenceRange", range.words) }
            $0.member("status", result.status)
            $0.member("effective", result.effective?.text)
            $0.member("device", result.device)
            $0.texts("notes", result.notes)
            if !result.components.isEmpty {
                $0.array("components") { json in
                    for component in result.components { json.result(component) }
                }
            }
        }
    }

    private mutating func texts(_ name: String, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        array(name) { json in
            for text in texts { json.string(text) }
        }
    }
}

extension Digest {
    /// The hash in base64, as checkpoints write it.
    var base64Text: String { Base64.encode(bytes) }
}

extension ResultValue {
    /// The value as a person reads it.
    var words: String { words(in: Speech.language) }
}
