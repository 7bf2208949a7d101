import ArgumentParser
import HealthFormats
import MedicalLedger

/// `consent list`: all that a patient has permitted, denied and taken back.
struct ConsentListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: say("help.consent.list"))

    @OptionGroup var options: LedgerOptions

    @Option(help: .init(say("help.consent.patient"), valueName: "ID"))
    var patient: String

    func run() throws {
        let ledger = try options.open(for: .reading)
        let entry = try ledger.patient(named: patient)
        let rights = try ledger.rights(of: entry)
        let standings = rights.standings(at: options.environment.clock())
        if options.isJSON {
            var json = JSONWriter(isIndented: true)
            try json.object {
                $0.member("patient", entry)
                $0.keysBoundByMember(rights.keysBoundByMember)
                try $0.array("consents") { json in
                    for standing in standings { try json.object { try $0.members(of: standing, ledger) } }
                }
            }
            return try Console.print(json.text)
        }
        for statement in rights.keysBoundByMember { try Console.print(statement.warning) }
        guard !standings.isEmpty else { return try Console.print(say("consent.none")) }
        var table = Table(ConsentStanding.headings + [say("consent.state")])
        for standing in standings { table.append(try standing.cells(ledger) + [standing.state.words]) }
        for line in table.lines(columns: Console.terminalColumns) { try Console.print(line) }
    }
}

/// `consent explain`: whether somebody may read a record, and why.
struct ConsentExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: say("help.consent.explain"), discussion: say("help.consent.explain.more"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var asked: QuestionOptions

    func run() throws {
        let ledger = try options.open(for: .reading)
        let (question, record) = try asked.question(ledger, options.environment)
        let size = try asked.treeSize(of: ledger)
        for entry in [record.entry, question.reader] where entry >= size ?? .max {
            throw MedicalError(
                "notThereYet", .refused, ["entry": String(entry), "time": Timestamp.text(question.time)])
        }
        let rights = try ledger.rights(of: record.patient, below: size)
        let decision = rights.decide(question, record: record)
        let effects = rights.effects(question, record: record)
        if options.isJSON {
            var json = JSONWriter(isIndented: true)
            try json.object {
                $0.decision(decision, question, record)
                try $0.array("consents") { json in
                    for (standing, effect) in effects {
                        try json.object {
                            try $0.members(of: standing, ledger)
                            $0.member("effect", effect.name)
                        }
                    }
                }
            }
            return try Console.print(json.text)
        }
        try Console.print(decision.words)
        try Console.print(
            say(
                "consent.question",
                question.values(reader: try ledger.label(of: question.reader), record).merging([
                    "custodian": try ledger.label(of: record.custodian)
                ]) { $1 }))
        guard !effects.isEmpty else { return try Console.print(say("consent.none")) }
        var table = Table(ConsentStanding.headings + [say("consent.effect")])
        for (standing, effect) in effects {
            table.append(try standing.cells(ledger) + [effect == .notInForce ? standing.state.words : effect.words])
        }
        for line in table.lines(columns: Console.terminalColumns) { try Console.print(line) }
    }
}

extension Decision {
    /// The verdict and its reason as a person reads it.
    var words: String {
        let reason = say(
            "decision.\(self.reason.rawValue)", ["entries": entries.map(String.init).joined(separator: ", ")])
        return say(isPermitted ? "consent.permitted" : "consent.forbidden", ["reason": reason])
    }
}

extension AccessQuestion {
    /// The values of the sentences that repeat a question.
    func values(reader: String, _ record: RecordFacts) -> [String: String] {
        [
            "reader": reader.printable, "purpose": purpose.rawValue, "purposeName": say("purpose.\(purpose.rawValue)"),
            "record": String(record.entry), "category": record.category.words, "time": Timestamp.text(time),
        ]
    }
}

extension RecordEntry.Category {
    /// The category as a person types it.
    var words: String { code?.rawValue ?? String(rawValue) }
}

extension PatientStatement {
    /// Says of a key that a member bound on its own when that was.
    var warning: String {
        say("patient.key.byMember", ["entry": String(number), "time": Timestamp.text(sealedAt)])
    }
}

extension ConsentStanding.State {
    /// The state as a person reads it.
    var words: String {
        if case .revoked(let entry) = self { return say("consent.state.revoked", ["entry": String(entry)]) }
        return say("consent.state.\(name)")
    }
}

extension ConsentEffect {
    /// Why a consent applies or not, as a person reads it.
    var words: String {
        if case .cutOut(let entry) = self { return say("consent.effect.cutOut", ["entry": String(entry)]) }
        return say("consent.effect.\(name)")
    }
}

extension ConsentStanding {
    /// The headings of `cells`.
    static var headings: [String] {
        [say("consent.entry"), say("consent.says"), say("consent.limits"), say("consent.by")]
    }

    /// Entry, what is said to whom, what it is limited to, and who signed.
    func cells(_ ledger: ClinicLedger) throws -> [String] {
        let grantee = try consent.grantee.map { try ledger.label(of: $0) } ?? say("consent.everybody")
        let values = ["grantee": grantee, "target": consent.target.map(String.init) ?? ""]
        let isException = consent.action == .deny && consent.target != nil
        let author = try ledger.label(of: consent.author)
        return [
            String(number), say("consent.says.\(isException ? "except" : consent.action.name)", values).printable,
            limits, say("consent.by.\(signer.rawValue)", ["author": author]).printable,
        ]
    }

    /// What limits it, in one cell.
    private var limits: String {
        if consent.action == .revoke { return "" }
        var parts = consent.categories.map(\.words) + consent.purposes.map(\.rawValue)
        if !consent.records.isEmpty { parts.append(say("consent.records", ["records": consent.records.words])) }
        if let from = consent.from { parts.append(say("consent.from", ["time": Timestamp.text(from)])) }
        if let until = consent.until { parts.append(say("consent.until", ["time": Timestamp.text(until)])) }
        return parts.isEmpty ? say("consent.unlimited") : parts.joined(separator: "; ")
    }
}

extension JSONWriter {
    /// The keys that a member bound on its own; nothing where there are none.
    mutating func keysBoundByMember(_ statements: [PatientStatement]) {
        guard !statements.isEmpty else { return }
        array("keysBoundByMember") { json in
            for statement in statements {
                json.object {
                    $0.member("entry", statement.number)
                    $0.member("sealed", Timestamp.text(statement.sealedAt))
                }
            }
        }
    }

    /// The members of one consent.
    mutating func members(of standing: ConsentStanding, _ ledger: ClinicLedger) throws {
        let consent = standing.consent
        member("entry", standing.number)
        member("action", consent.action.name)
        member("patient", consent.patient)
        if let grantee = consent.grantee {
            member("grantee", grantee)
            member("granteeName", try ledger.label(of: grantee))
        }
        if let target = consent.target { member(consent.action == .revoke ? "revokes" : "within", target) }
        array("categories") { json in for category in consent.categories { json.string(category.words) } }
        array("purposes") { json in for purpose in consent.purposes { json.string(purpose.rawValue) } }
        // As it is typed: a range may have billions of numbers.
        if !consent.records.isEmpty { member("records", consent.records.words) }
        member("from", consent.from.map { Timestamp.text($0) })
        member("until", consent.until.map { Timestamp.text($0) })
        member("sealed", Timestamp.text(standing.sealedAt))
        member("signedBy", standing.signer.rawValue)
        member("author", consent.author)
        member("state", standing.state.name)
        if case .revoked(let revocation) = standing.state { member("revocation", revocation) }
    }

    /// The members of a decision and its question.
    mutating func decision(_ decision: Decision, _ question: AccessQuestion, _ record: RecordFacts) {
        member("permitted", decision.isPermitted)
        member("rule", decision.reason.rawValue)
        array("entries") { json in for entry in decision.entries { json.number(entry) } }
        member("reader", question.reader)
        member("purpose", question.purpose.rawValue)
        member("emergency", question.isEmergency)
        member("record", record.entry)
        member("category", record.category.words)
        member("custodian", record.custodian)
        member("time", Timestamp.text(question.time))
    }
}
