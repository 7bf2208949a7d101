internal import HealthFormats
internal import LedgerEngine
internal import MedicalLedger
internal import SegmentStore

/// What people do with a ledger.
package enum Step: Hashable, Sendable {
    /// A delivery is imported.
    case take(LabDelivery)
    /// A patient denies or permits something.
    case consent(patient: UInt64, isDenial: Bool)
    /// A consent ends.
    case revoke(UInt64)
    /// Two pseudonyms are one person.
    case link(UInt64, UInt64)
    /// A record is read.
    case read(UInt64, emergency: String?)
    /// A record is read while another process writes.
    case readBeside(UInt64, emergency: String?)
    /// Records are erased.
    case erase([UInt64])
    /// All of a patient is.
    case erasePatient(UInt64)
    /// A retention period that keeps nothing is said, with its reason.
    case hold
    /// The node takes new keys.
    case rotateKeys
    /// Somebody removes files of the index.
    case dropIndex(every: Int)
    /// Somebody reads beside the writer.
    case look
    /// The clock is put forward or back.
    case turnClock(Int64)
    /// The ledger is backed up, beside the writer if there is one.
    case backUp
    /// Another ledger is made of the backup.
    case restore
    /// The writer is closed.
    case close
}

extension SimulatedClinic {
    /// Does a step, and notes what was acknowledged.
    ///
    /// - Returns: whether it was refused, as it may be.
    @discardableResult
    package mutating func perform(_ step: Step) throws -> Bool {
        do {
            switch step {
            case .readBeside, .rotateKeys, .look, .turnClock, .close, .dropIndex, .backUp, .restore:
                try performApart(step)
            case .read(let record, let emergency):
                // The door is the writer.
                try close()
                try read(record, emergency)
            default:
                let ledger = try openWriter()
                try performWriting(step, ledger)
                try model.takeUp(ledger)
            }
            return false
        } catch let error as MedicalError where error.fate == .refused || error.fate == .permission {
            return true
        }
    }

    private mutating func performWriting(_ step: Step, _ ledger: ClinicLedger) throws {
        switch step {
        case .take(let delivery): try take(delivery, into: ledger)
        case .consent(let patient, let isDenial):
            let own = try ledger.own.entry
            let draft = Consent(
                patient: patient, action: isDenial ? .deny : .permit, grantee: isDenial ? nil : own, author: 0,
                previous: 0)
            try ledger.say([draft], by: try ledger.speaker(for: patient, signingWith: nil, isFixed: true))
        case .revoke(let consent): _ = try ledger.revoke(consent, signingWith: nil)
        case .link(let patient, let other): _ = try ledger.link(patient, other)
        case .erase(let records): try ledger.erase(records, reason: "asked for")
        case .erasePatient(let patient):
            try ledger.erase(try ledger.records(underPseudonym: patient), patient: patient, reason: "asked for")
        case .hold:
            try ledger.add(text: "a reason of some length") {
                .hold(Hold(.retention(category: .laboratory, milliseconds: 0), detail: $0))
            }
        default: break
        }
    }

    private mutating func performApart(_ step: Step) throws {
        switch step {
        case .readBeside(let record, let emergency):
            _ = try openWriter()
            try read(record, emergency)
        case .rotateKeys:
            try close()
            _ = try ClinicLedger.rotateKeys(Self.directory, environment: environment)
        case .dropIndex(let every):
            try close()
            let names = try disk.list(files.index)
            for (position, name) in names.enumerated() where position % every == 0 {
                try disk.remove(files.index + "/" + name)
            }
        case .look:
            let reader = try ClinicLedger.open(Self.directory, for: .reading, environment: environment)
            let size = UInt64(model.entries.count)
            try require(reader.engine.treeSize >= size, "a reader sees \(reader.engine.treeSize) of \(size) entries")
            if let record = model.readable.last {
                let found = try reader.record(record).document
                try require(found == model.documents[record], "a reader finds other bytes in record \(record)")
            }
        case .turnClock(let milliseconds): turnClock(by: milliseconds)
        case .backUp: try backUp()
        case .restore: try restore()
        case .close: try close()
        default: break
        }
    }

    /// Imports a delivery; what is acknowledged is there.
    private mutating func take(_ delivery: LabDelivery, into ledger: ClinicLedger) throws {
        let isRepeated = model.deliveries.contains(delivery)
        let session = ImportSession(into: ledger, options: .init(), reject: { _ in })
        let before = ledger.engine.treeSize
        do {
            try session.take(file: try delivery.write(below: folder))
        } catch {
            // What was counted all the same is durable.
            if session.counts.records > 0 {
                try require(ledger.engine.treeSize > before, "\(session.counts.records) records were counted too early")
            }
            throw error
        }
        try require(
            !isRepeated || session.counts.records == 0, "\(session.counts.records) records came in twice: \(delivery)")
        try model.takeUp(ledger)
        guard !isRepeated else { return }
        model.deliveries.append(delivery)
        if delivery.format == .hl7 {
            let documents = Set(model.documents.values)
            for item in delivery.items {
                try require(documents.contains(Array(item.utf8)), "a message is not there: \(delivery)")
            }
        }
    }

    /// Reads a record at the door.
    private mutating func read(_ record: UInt64, _ emergency: String?) throws {
        let door = try ReadingDoor.open(
            Self.directory, for: .init(emergencyReason: emergency), environment: environment)
        let document: [UInt8]
        do {
            document = try door.record(record).document
        } catch {
            try door.close()
            throw error
        }
        model.readings[record, default: 0] += 1
        try require(document == model.documents[record], "record \(record) was given out with other bytes")
        try door.close()
        try model.takeUp(door.ledger)
    }
}
