import ArgumentParser
import HealthFormats
import MedicalLedger

/// `patient show`: what the ledger says of one patient.
///
/// What stands on the chain is shown as it is. Who the patient is stands in documents: reading them is an access.
struct PatientShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: say("help.patient.show"), discussion: say("help.patient.show.more"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var visitor: VisitorOptions

    @Argument(help: .init(say("help.patient.id"), valueName: "PATIENT"))
    var patient: String

    @Flag(help: .init(say("help.patient.show.identity")))
    var identity = false

    func run() throws {
        guard identity else {
            let ledger = try options.open(for: .reading)
            return try show(try Facts(of: try ledger.patient(named: patient), in: ledger), nil)
        }
        let door = try visitor.open(options)
        let number = try door.ledger.patient(named: patient)
        let facts = try Facts(of: number, in: door.ledger)
        let identity = try door.identity(of: number)
        try door.close()
        try show(facts, identity)
    }

    /// What the chain says.
    private struct Facts {
        let patient: UInt64
        let linked: [UInt64]
        let guardians: [ClinicLedger.GuardianView]
        let keyHolder: UInt64?
        let keysBoundByMember: [PatientStatement]
        let recordCount: Int
        let identityEntry: UInt64?

        init(of patient: UInt64, in ledger: ClinicLedger) throws {
            self.patient = patient
            let rights = try ledger.rights(of: patient)
            linked = rights.pseudonyms.subtracting([patient]).sorted()
            keysBoundByMember = rights.keysBoundByMember
            guardians = try ledger.guardians(of: patient)
            keyHolder = try ledger.keyHolder(patient)
            recordCount = try ledger.records(ofPerson: patient).count
            identityEntry = try ledger.identityDocument(of: patient)
        }
    }

    private func show(_ facts: Facts, _ identity: PatientIdentity?) throws {
        let details = identity.flatMap { (try? $0.record.reports())?.first?.patient }
        if options.isJSON { return try Console.print(Self.json(facts, identity, details)) }
        try line("patient.entry", "@\(facts.patient)")
        try line("patient.links", facts.linked.map { "@\($0)" }.joined(separator: ", "))
        for guardian in facts.guardians {
            let until = guardian.until.map { say("patient.guardian.until", ["time": Timestamp.text($0)]) } ?? ""
            try line("patient.guardian", "@\(guardian.guardian)" + until)
        }
        try line("patient.key", say(facts.keyHolder == nil ? "patient.key.clinic" : "patient.key.own"))
        for statement in facts.keysBoundByMember { try Console.print(statement.warning) }
        try line("patient.records", String(facts.recordCount))
        try line("patient.document", facts.identityEntry.map { "@\($0)" })
        if let details {
            let identifiers = details.identifiers.map { $0.system.isEmpty ? $0.value : "\($0.value) (\($0.system))" }
            try line("patient.identifiers", identifiers.joined(separator: ", "))
            try line("patient.name", details.name)
            try line("patient.birthDate", details.birthDate?.text)
            try line("patient.gender", details.gender.map { say("gender.\($0)") })
        }
        if let document = identity?.document {
            try Console.print()
            for line in String(decoding: document, as: UTF8.self).split(whereSeparator: \.isNewline) {
                try Console.print(String(line).printable)
            }
        }
    }

    private static func json(_ facts: Facts, _ identity: PatientIdentity?, _ details: PatientDetails?) -> String {
        var json = JSONWriter(isIndented: true)
        json.object {
            $0.member("entry", facts.patient)
            $0.array("linked") { json in
                for number in facts.linked { json.number(number) }
            }
            $0.array("guardians") { json in
                for guardian in facts.guardians {
                    json.object {
                        $0.member("entry", guardian.entry)
                        $0.member("patient", guardian.patient)
                        $0.member("guardian", guardian.guardian)
                        $0.member("until", guardian.until.map(Timestamp.text))
                    }
                }
            }
            $0.member("holdsKey", facts.keyHolder != nil)
            $0.keysBoundByMember(facts.keysBoundByMember)
            $0.member("records", facts.recordCount)
            if let entry = facts.identityEntry { $0.member("identityDocument", entry) }
            guard let identity else { return }
            $0.object("identity") { json in
                json.member("record", identity.record.entry)
                json.array("identifiers") { json in
                    for identifier in details?.identifiers ?? [] {
                        json.object {
                            $0.member("system", identifier.system)
                            $0.member("value", identifier.value)
                        }
                    }
                }
                json.member("name", details?.name)
                json.member("birthDate", details?.birthDate?.text)
                json.member("gender", details?.gender)
                json.member("document", identity.document.map { String(decoding: $0, as: UTF8.self) })
            }
        }
        return json.text
    }

    /// A line of label and value; nothing where there is no value.
    private func line(_ label: String, _ value: String?) throws {
        guard let value, !value.isEmpty else { return }
        try Console.print("\(say(label))  \(value.printable)")
    }
}
