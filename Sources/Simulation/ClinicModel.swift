internal import LedgerEngine
package import MedicalLedger

/// What of a clinic's ledger was acknowledged, and what must therefore hold of it after whatever happens.
package struct ClinicModel: Sendable {
    /// The bytes of every entry.
    package private(set) var entries: [[UInt8]] = []
    /// The document of each record, erased or not.
    private(set) var documents: [UInt64: [UInt8]] = [:]
    /// The patient of each record.
    private(set) var patientOfRecord: [UInt64: UInt64] = [:]
    private(set) var erased: Set<UInt64> = []
    private(set) var erasedPatients: Set<UInt64> = []
    private(set) var patients: [UInt64] = []
    /// The statements of each patient.
    private(set) var statements: [UInt64: [UInt64]] = [:]
    private(set) var consents: [UInt64] = []
    private(set) var erasures: [UInt64] = []
    private(set) var held: Set<UInt64> = []
    /// How often each record was read, as the chain says.
    private(set) var accesses: [UInt64: Int] = [:]
    /// How often each record was given out.
    var readings: [UInt64: Int] = [:]
    /// What was delivered and acknowledged.
    var deliveries: [LabDelivery] = []
    /// The number of the next message.
    var nextMessage = 0
    var hasSession = false
    /// Whether a backup was begun, ever.
    var hasBegunBackup = false
    /// How many entries the backup has; nil where the last attempt was not acknowledged.
    var backedUp: UInt64?
    /// How many ledgers were restored or begun to be.
    var restorings = 0
    /// How many entries the last of them has; nil where it was not acknowledged.
    var restored: UInt64?

    package init() {}

    /// The records that may be read.
    var readable: [UInt64] { documents.keys.filter { !isErased($0) }.sorted() }

    func isErased(_ record: UInt64) -> Bool { erased.contains(record) }

    /// Takes in what stands on the chain behind what is known.
    package mutating func takeUp(_ ledger: ClinicLedger) throws {
        let known = UInt64(entries.count)
        guard known < ledger.engine.treeSize else { return }
        // All of it or, where a read fails, nothing.
        var found: [(bytes: [UInt8], entry: Entry, document: [UInt8]?)] = []
        for number in known..<ledger.engine.treeSize {
            let entry = try ledger.entry(number)
            var document: [UInt8]?
            if case .record = entry, try !ledger.isErased(number) { document = try ledger.record(number).document }
            found.append((Array(try ledger.engine.entry(number)), entry, document))
        }
        for (offset, (bytes, entry, document)) in found.enumerated() {
            let number = known + UInt64(offset)
            entries.append(bytes)
            documents[number] = document
            if case .record(let record) = entry { patientOfRecord[number] = record.patient }
            take(entry, number)
        }
    }

    private mutating func take(_ entry: Entry, _ number: UInt64) {
        switch entry {
        case .patient: patients.append(number)
        case .erasure(let erasure):
            erased.formUnion(erasure.records.numbers)
            if let patient = erasure.patient { erasedPatients.insert(patient) }
            erasures.append(number)
        case .consent(let consent):
            statements[consent.patient, default: []].append(number)
            consents.append(number)
        case .link(let link):
            statements[link.patient, default: []].append(number)
            statements[link.other, default: []].append(number)
        case .hold(let hold):
            if case .hold(let patient, _) = hold.matter { held.insert(patient) }
        case .access(let access):
            for record in access.records.numbers { accesses[record, default: 0] += 1 }
        default: break
        }
    }
}

/// Something that must never be.
package struct BrokenPromise: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Throws unless something holds.
func require(_ condition: Bool, _ what: @autoclosure () -> String) throws {
    guard condition else { throw BrokenPromise(what()) }
}
