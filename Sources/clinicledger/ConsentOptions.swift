import ArgumentParser
import HealthFormats
import LedgerCrypto
import MedicalLedger

/// What a consent is limited to; what is not given does not limit.
struct ConsentTermOptions: ParsableArguments {
    @Option(help: .init(say("help.consent.patient"), valueName: "ID"))
    var patient: String

    @Option(help: .init(say("help.consent.category"), valueName: "NAME,…"))
    var category: String?

    @Option(help: .init(say("help.consent.purpose"), valueName: "CODE,…"))
    var purpose: String?

    @Option(help: .init(say("help.consent.from"), valueName: "TIME"))
    var from: String?

    @Option(help: .init(say("help.consent.until"), valueName: "TIME"))
    var until: String?

    @Option(help: .init(say("help.consent.records"), valueName: "N,N-N"))
    var records: String?

    /// Fills the terms in.
    func apply(to consent: inout Consent) throws {
        consent.categories = try Self.parts(category, of: "--category").map { name in
            guard let code = RecordCategoryCode(rawValue: name) else {
                let known = RecordCategoryCode.allCases.map(\.rawValue).joined(separator: ", ")
                throw MedicalError("categoryUnknown", .refused, ["category": name, "known": known])
            }
            return RecordEntry.Category(code)
        }
        consent.purposes = try Self.parts(purpose, of: "--purpose").map(Purpose.init(rawValue:))
        consent.from = try TypedTime.start(from)
        consent.until = try TypedTime.end(until)
        if let records { consent.records = try Self.ranges(records) }
    }

    /// The parts of a list; an empty one is refused, because no limit at all is what it would come to.
    static func parts(_ list: String?, of option: String) throws -> [String] {
        guard let list else { return [] }
        let parts = list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        if parts.contains(where: \.isEmpty) { throw ValidationError(say("error.listEmpty", ["option": option])) }
        return parts
    }

    /// Entry numbers as they are typed: `5,7-9`.
    static func ranges(_ text: String) throws -> EntryRanges {
        var numbers: [UInt64] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let limits = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
            guard let first = limits[0], let last = limits[limits.count - 1], limits.count <= 2, first <= last,
                last < 1 << 32, last - first < 1 << 20
            else { throw ValidationError(say("error.entriesMalformed", ["text": text])) }
            numbers += first...last
        }
        return EntryRanges(numbers)
    }
}

/// Who asks for which record of whom.
struct QuestionOptions: ParsableArguments {
    @Option(help: .init(say("help.consent.patient"), valueName: "ID"))
    var patient: String

    @Option(help: .init(say("help.consent.reader"), valueName: "WHO"))
    var reader: String

    @Option(help: .init(say("help.consent.record"), valueName: "N"))
    var record: UInt64

    @Option(help: .init(say("help.consent.for"), valueName: "CODE"))
    var purpose: String?

    @Flag(help: .init(say("help.consent.emergency")))
    var emergency = false

    @Option(help: .init(say("help.consent.at"), valueName: "TIME"))
    var at: String?

    /// The number of entries that were on the chain at the time asked for, by which a decision was made then.
    func treeSize(of ledger: ClinicLedger) throws -> UInt64? { try TypedTime.start(at).map(ledger.treeSize) }

    /// The question, and the record that it is about.
    func question(_ ledger: ClinicLedger, _ environment: Environment) throws -> (AccessQuestion, RecordFacts) {
        let patient = try ledger.patient(named: patient)
        guard let facts = try ledger.facts(ofRecord: record),
            try ledger.rights(of: patient).pseudonyms.contains(facts.patient)
        else { throw MedicalError("recordOfOther", .refused, ["entry": String(record)]) }
        let entry = try ledger.reader(named: reader)
        let usual: Purpose =
            emergency ? .breakTheGlass : try ledger.membership()[entry] == nil ? .patientRequest : .treatment
        let asked = purpose.map(Purpose.init(rawValue:)) ?? usual
        guard asked.isKnown else { throw MedicalError("purposeUnknown", .refused, ["purpose": asked.rawValue]) }
        let time = try TypedTime.start(at) ?? environment.clock()
        return (AccessQuestion(reader: entry, purpose: asked, isEmergency: emergency, time: time), facts)
    }
}
