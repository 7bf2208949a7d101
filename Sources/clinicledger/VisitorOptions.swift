import ArgumentParser
import LedgerCrypto
import LedgerEngine
import MedicalLedger
import MerkleLog
import SegmentStore

/// The options of every command that reads documents: who reads, and what for.
struct VisitorOptions: ParsableArguments {
    @Option(name: .customLong("as"), help: .init(say("help.as"), valueName: "KEYFILE"))
    var personalKey: String?

    @Option(help: .init(say("help.purpose"), valueName: "CODE"))
    var purpose: String?

    @Option(help: .init(say("help.emergency"), valueName: "REASON"))
    var emergency: String?

    /// Opens the ledger for whoever the options name.
    func open(_ options: LedgerOptions) throws -> ReadingDoor {
        var visitor = ReadingDoor.Visitor()
        visitor.purpose = purpose.map(Purpose.init(rawValue:))
        visitor.emergencyReason = emergency
        visitor.signingKey = try options.personalKey(personalKey)?.signingKey
        let door = try ReadingDoor.open(options.directory, for: visitor, environment: options.environment)
        door.ledger.complainAtOpening()
        return door
    }

    /// Says how much was left out; an error where nothing else was there.
    ///
    /// - Parameter shown: how much was given out.
    static func note(_ door: ReadingDoor, shown: Int) throws {
        guard let denial = door.firstDenial else { return }
        if shown == 0 { throw denial }
        Console.note(say("access.denied", ["count": String(door.deniedCount)]))
    }
}

extension ClinicLedger {
    /// Says that the ledger was put back to an older state, and which accesses could not come onto the chain.
    func complainAtOpening() {
        if let contradiction, let complaint = Complaint(contradiction) {
            Console.complain(complaint.sentence)
        }
        for error in setAside { if let complaint = Complaint(error) { Console.complain(complaint.sentence) } }
    }
}

extension LedgerOptions {
    /// The keys in a person's key file; nil where none is named.
    func personalKey(_ path: String?) throws -> PersonalKey? {
        guard let path else { return nil }
        let environment = environment
        guard try environment.fileSystem.exists(path) else {
            throw MedicalError("inputMissing", .noInput, ["file": path])
        }
        let key = try PersonalKey.read(
            path, in: environment.fileSystem, unlock: SecretInput.unlockOfPerson(passphrase: asPassphraseFile))
        let origin = try ClinicLedger.openChain(directory, environment: environment).origin
        guard key.origin.text == origin else {
            throw MedicalError("keyOfOtherLedger", .refused, ["file": path, "origin": key.origin.text])
        }
        return key
    }
}
