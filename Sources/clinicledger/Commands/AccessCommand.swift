import ArgumentParser
import ClinicServer
import HealthFormats
import LedgerCrypto
import LedgerEngine
import MedicalLedger

/// `access`: who read what, and reviews of emergencies.
struct AccessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access", abstract: say("help.access"),
        subcommands: [AccessListCommand.self, AccessReviewCommand.self])
}

/// `access list`: the accesses to a patient's records, or by a reader, or in emergencies.
struct AccessListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: say("help.access.list"), discussion: say("help.access.list.more"))

    @OptionGroup var options: LedgerOptions

    @Option(help: .init(say("help.access.patient"), valueName: "ID"))
    var patient: String?

    @Option(help: .init(say("help.access.reader"), valueName: "NAME"))
    var reader: String?

    @Flag(help: .init(say("help.access.emergencies")))
    var emergencies = false

    @Option(help: .init(say("help.records.since"), valueName: "DATE"))
    var since: String?

    @Option(help: .init(say("help.records.until"), valueName: "DATE"))
    var until: String?

    @Option(name: .customLong("as"), help: .init(say("help.as"), valueName: "KEYFILE"))
    var personalKey: String?

    @Flag(help: .init(say("help.access.csv")))
    var csv = false

    @Flag(help: .init(say("help.access.fhir")))
    var fhir = false

    func validate() throws {
        if patient == nil && reader == nil && !emergencies { throw ValidationError(say("error.accessListWhat")) }
        if [options.isJSON, csv, fhir].count(where: { $0 }) > 1 {
            throw ValidationError(say("error.accessListForm"))
        }
        try RecordsCommand.expectDates(since, until)
    }

    func run() throws {
        let ledger = try options.open(for: .reading)
        let key = try options.personalKey(personalKey)?.signingKey
        let door = try ReadingDoor(of: ledger, for: .init(signingKey: key), environment: options.environment)
        var query = ReadingDoor.AccessQuery()
        query.patient = patient
        query.reader = reader
        query.onlyEmergencies = emergencies
        query.since = since
        query.until = until
        let (events, denied) = try door.accesses(query)
        if options.isJSON {
            try showJSON(events, denied)
        } else if csv {
            try Console.write(AccessTable.csv(events))
        } else if fhir {
            var json = JSONWriter(isIndented: true)
            FHIR.write(
                bundle: "access-list", AccessTable.auditEvents(events, origin: ledger.engine.origin), into: &json)
            try Console.print(json.text)
        } else {
            try showTable(events)
        }
        if denied > 0 { Console.note(say("access.leftOut", ["count": String(denied)])) }
    }

    private func showTable(_ events: [AccessEvent]) throws {
        guard !events.isEmpty else { return try Console.print(say("access.none")) }
        var table = Table(
            [
                "access.time", "access.entry", "access.who", "access.patient", "access.what", "access.purpose",
                "access.basis", "access.reason",
            ].map { say($0) }, rightAligned: [1])
        for event in events {
            table.append(
                [
                    event.time, event.entry.map { String($0) } ?? say("access.waits"),
                    event.who(in: Speech.language),
                    "@\(event.access.patient)",
                    event.what(in: Speech.language),
                    "\(event.access.purpose.rawValue) (\(say("purpose.\(event.access.purpose.rawValue)")))",
                    event.basis(in: Speech.language), event.reason,
                ].map(\.printable))
        }
        for line in table.lines(columns: Console.terminalColumns) {
            try Console.print(String(line.reversed().drop { $0 == " " }.reversed()))
        }
    }

    private func showJSON(_ events: [AccessEvent], _ denied: Int) throws {
        var json = JSONWriter(isIndented: true)
        json.accesses(events, denied: denied)
        try Console.print(json.text)
    }
}

/// `access review`: somebody else looks into an emergency access.
struct AccessReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "review", abstract: say("help.access.review"))

    @OptionGroup var options: LedgerOptions

    @Argument(help: .init(say("help.access.entry"), valueName: "ENTRY"))
    var entry: UInt64

    @Flag(help: .init(say("help.access.justified")))
    var justified = false

    @Flag(help: .init(say("help.access.unjustified")))
    var unjustified = false

    @Option(help: .init(say("help.access.remark"), valueName: "TEXT"))
    var remark: String

    @Option(name: .customLong("as"), help: .init(say("help.access.as"), valueName: "KEYFILE"))
    var personalKey: String?

    func validate() throws {
        if justified == unjustified { throw ValidationError(say("error.reviewHow")) }
    }

    func run() throws {
        let key = try options.personalKey(personalKey)?.signingKey
        let ledger = try options.open(for: .writing)
        let number = try ledger.review(entry, isJustified: justified, remark: remark, signingKey: key)
        try ledger.close()
        if options.isJSON {
            var json = JSONWriter(isIndented: true)
            json.object {
                $0.member("access", entry)
                $0.member("review", number)
                $0.member("justified", justified)
            }
            return try Console.print(json.text)
        }
        try Console.print(say("access.reviewed", ["access": String(entry), "entry": String(number)]))
    }
}
