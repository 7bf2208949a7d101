internal import LedgerEngine
internal import MedicalLedger
internal import SegmentStore

/// Backups of the clinic's ledger, and the ledgers that are restored from them.
extension SimulatedClinic {
    private static let backup = "/clinic/north.backup"

    /// Brings the backup up to date, or makes it.
    mutating func backUp() throws {
        // From here on it may be incomplete.
        model.hasBegunBackup = true
        model.backedUp = nil
        // With the keys: the ledger takes new ones now and then.
        let report = try Backup.make(
            of: Self.directory, to: Self.backup, isIncremental: true, keys: .evenInClear, environment: environment)
        model.backedUp = report.entries
    }

    /// Makes another ledger of the backup.
    mutating func restore() throws {
        guard model.backedUp != nil else { return }
        model.restored = nil
        model.restorings += 1
        model.restored = try restore(to: restoredDirectory)
    }

    private var restoredDirectory: String { "/clinic/restored-\(model.restorings).ledger" }

    private func restore(to directory: String) throws -> UInt64 {
        try Restore.run(from: Self.backup, to: directory, keys: nil, environment: environment).entries
    }

    /// What was backed up comes back whole; a backup that was interrupted is whole, or says that it is not and becomes so.
    func checkBackup() throws {
        guard model.hasBegunBackup else { return }
        var trial = copy(seed: 1)
        let (first, second) = ("/clinic/first.ledger", "/clinic/second.ledger")
        do {
            let count = try trial.restore(to: first)
            try require(count >= model.backedUp ?? 0, "\(count) entries of \(model.backedUp ?? 0) are in the backup")
            try trial.compareCopy(first)
        } catch let error as MedicalError where ["backupIncomplete", "notABackup"].contains(error.code) {
            try require(model.backedUp == nil, "a backup that was acknowledged: \(error)")
            try require(!trial.disk.exists(first), "a ledger of an incomplete backup")
        }
        guard model.backedUp == nil else { return }
        try trial.backUp()
        let count = try trial.restore(to: second)
        try require(count == UInt64(model.entries.count), "\(count) of \(model.entries.count) entries are backed up")
        try trial.compareCopy(second)
    }

    /// Where a ledger stands that was restored, there is a whole one.
    func checkRestored() throws {
        if try disk.exists(restoredDirectory) {
            try compareCopy(restoredDirectory)
        } else {
            try require(model.restored == nil, "a restored ledger is gone")
        }
    }

    /// Compares a restored ledger with the model of the one that was backed up.
    private func compareCopy(_ directory: String) throws {
        let report = try LedgerVerifier.verify(directory, isQuick: false, environment: environment) { _, _ in }
        try require(report.findings.isEmpty, "verify of \(directory): \(report.findings)")
        let ledger = try ClinicLedger.open(directory, for: .reading, environment: environment)
        let size = ledger.engine.treeSize
        try require(size <= UInt64(model.entries.count), "\(directory) has \(size) entries")
        for number in 0..<size {
            let bytes = Array(try ledger.engine.entry(number))
            try require(bytes == model.entries[Int(number)], "entry \(number) of \(directory) has other bytes")
        }
        guard size == UInt64(model.entries.count) else { return }
        try require(report.records == UInt64(model.readable.count), "\(directory) has \(report.records) records")
        for record in model.readable {
            let found = try ledger.record(record).document
            try require(found == model.documents[record], "record \(record) of \(directory) has other bytes")
        }
    }
}
