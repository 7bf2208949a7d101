internal import LedgerEngine

/// What a rule may ask about the entries before the one it checks.
package protocol EntryHistory {
    /// The member whose signing key this is, with the number of its entry.
    func member(signingWith key: [UInt8]) -> (entry: UInt64, member: Member)?
    /// Whether the entry of this number is a patient.
    func isPatient(_ entry: UInt64) -> Bool
    /// The patient of a record's entry; nil where the entry is no record.
    func patient(ofRecord entry: UInt64) -> UInt64?
}

/// A rule of the ledger that an entry breaks.
package enum BrokenRule: String, Error, Sendable {
    /// The first entry, and only the first, says what ledger this is.
    case ledgerEntryMisplaced
    /// The entry names another origin than the ledger has.
    case otherOrigin
    /// The signer is no member.
    case signerUnknown
    /// The signer's role does not allow this kind of entry.
    case roleNotAllowed
    /// The record's patient is not on the ledger before it.
    case patientUnknown
    /// The record names a custodian other than its signer.
    case custodianNotSigner
    /// The record replaces something that is no earlier record of the same patient.
    case replacesOther
    /// The entry is of a kind that this version does not know.
    case unknownKind
    /// The entry is not well formed.
    case malformed
}

/// The rules that every node checks, at append and again at verification: the same function for both.
package enum Rules {
    /// Checks one entry against the history before it.
    ///
    /// - Parameters:
    ///   - entry: the entry.
    ///   - number: its entry number.
    ///   - signer: the public key its transaction is signed with, already verified.
    ///   - origin: the ledger's origin.
    ///   - history: the entries before it.
    package static func check(
        _ entry: Entry, number: UInt64, signer: [UInt8], origin: String, history: borrowing some EntryHistory
    ) throws(BrokenRule) {
        if case .ledger(let name, _) = entry {
            guard number == 0 else { throw .ledgerEntryMisplaced }
            guard name == origin else { throw .otherOrigin }
            return
        }
        guard number > 0 else { throw .ledgerEntryMisplaced }
        if case .member(let member) = entry, number == 1 {
            // The founder brings itself; whoever knows the checkpoint key has decided to trust this.
            guard member.signingKey == signer else { throw .signerUnknown }
            return
        }
        guard let (memberEntry, member) = history.member(signingWith: signer) else { throw .signerUnknown }
        switch entry {
        case .ledger: throw .ledgerEntryMisplaced
        case .member: break
        case .patient:
            guard member.roles.contains(where: \.bringsRecords) else { throw .roleNotAllowed }
        case .record(let record):
            guard member.roles.contains(where: \.bringsRecords) else { throw .roleNotAllowed }
            guard record.patient < number, history.isPatient(record.patient) else { throw .patientUnknown }
            guard record.custodian == memberEntry else { throw .custodianNotSigner }
            if let replaced = record.replaces {
                guard replaced < number, history.patient(ofRecord: replaced) == record.patient else {
                    throw .replacesOther
                }
            }
        }
    }
}
