internal import LedgerEngine

/// What a rule may ask about the entries before the one it checks.
package protocol EntryHistory {
    /// The member whose signing key this is, with the number of its entry.
    func member(signingWith key: [UInt8]) -> (entry: UInt64, member: Member)?
    /// Whether the entry of this number is a patient.
    func isPatient(_ entry: UInt64) -> Bool
    /// Whether a member keeps a patient: it signed the transaction that brought the patient's entry.
    func isKept(_ patient: UInt64, by member: UInt64) -> Bool
    /// Whether a member placed a hold: it signed the transaction that brought the hold's entry.
    func isPlaced(_ hold: UInt64, by member: UInt64) -> Bool
    /// The patient of a record's entry; nil where the entry is no record.
    func patient(ofRecord entry: UInt64) -> UInt64?
    /// Members and practitioners.
    var membership: Membership { get }
    /// What a decision must know of a record; nil where the entry is no record.
    func facts(ofRecord entry: UInt64) -> RecordFacts?
    /// When the block of an entry was sealed, milliseconds since 1970.
    func sealedAt(_ entry: UInt64) -> UInt64
    /// The statements about a patient's rights, ascending.
    func statements(of patient: UInt64) -> [PatientStatement]
    /// An emergency access; nil where the entry is none.
    func emergency(_ entry: UInt64) -> Access?
    /// What keeps records from being erased.
    var keeping: Keeping { get }
    /// Whether a record was erased.
    func isErased(_ record: UInt64) -> Bool
    /// Whether everything about a patient was erased.
    func isErasedPatient(_ patient: UInt64) -> Bool
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
    /// The signing key is or was somebody else's.
    case keyTaken
    /// The statement speaks of nobody on the ledger.
    case subjectUnknown
    /// The statement does not name the one before it about the same patient, member or practitioner.
    case previousDiffers
    /// The signature is missing, or not of the key in force of who must sign.
    case signatureInvalid
    /// The member speaks for a patient who signs with a key of their own.
    case patientSignsAlone
    /// The member speaks about a patient whom another member brought.
    case keeperNotSigner
    /// What is linked, ended, revoked, released or reviewed is not there, or is over already.
    case targetInvalid
    /// Periods, purposes or roles make no sense.
    case termsInvalid
    /// The access was not permitted, or not on the basis that it names.
    case accessNotPermitted
    /// A statement of the patient that was on the ledger well before the access was passed over.
    case accessStale
    /// An emergency access gives no reason.
    case reasonMissing
    /// A legal hold keeps the record.
    case legalHold
    /// The retention period of the record's category is not over.
    case retention
    /// The record was erased before.
    case erasedAlready
    /// The entry is of a kind that this version does not know.
    case unknownKind
    /// The entry is not well formed.
    case malformed
}

/// The rules that every node checks, at append and again at verification: the same function for both.
package enum Rules {
    /// What all rules are told of an entry but the entry itself.
    package struct Place: Sendable {
        /// Its entry number.
        package var number: UInt64
        /// The public key its transaction is signed with, already verified.
        package var signer: [UInt8]
        /// The ledger's origin.
        package var origin: String
        /// When its block is sealed, milliseconds since 1970.
        package var time: UInt64

        package init(number: UInt64, signer: [UInt8], origin: String, time: UInt64) {
            (self.number, self.signer, self.origin, self.time) = (number, signer, origin, time)
        }
    }

    /// Checks one entry against the history before it.
    package static func check(
        _ entry: Entry, at place: Place, history: some EntryHistory
    ) throws(BrokenRule) {
        let number = place.number
        if case .ledger(let name, _) = entry {
            guard number == 0 else { throw .ledgerEntryMisplaced }
            guard name == place.origin else { throw .otherOrigin }
            return
        }
        guard number > 0 else { throw .ledgerEntryMisplaced }
        if case .member(let member) = entry, number == 1 {
            // The founder brings itself; whoever knows the checkpoint key has decided to trust this.
            guard member.signingKey == place.signer else { throw .signerUnknown }
            return
        }
        guard let (signer, member) = history.member(signingWith: place.signer) else { throw .signerUnknown }
        switch entry {
        case .ledger: throw .ledgerEntryMisplaced
        case .patient:
            guard member.bringsRecords else { throw .roleNotAllowed }
        case .record(let record):
            guard member.bringsRecords else { throw .roleNotAllowed }
            guard record.patient < number, history.isPatient(record.patient) else { throw .patientUnknown }
            guard record.custodian == signer else { throw .custodianNotSigner }
            if let replaced = record.replaces {
                guard replaced < number, history.patient(ofRecord: replaced) == record.patient else {
                    throw .replacesOther
                }
            }
        case .member, .practitioner, .change: try checkMembership(entry, signer: signer, history)
        case .patientKey, .link, .guardian, .consent, .identity:
            try checkRights(entry, at: place, signer: signer, member, history)
        case .access(let access): try check(access, at: place, signer: signer, history)
        case .review(let review): try check(review, at: place, signer: signer, history)
        case .erasure(let erasure): try check(erasure, at: place, signer: signer, history)
        case .hold(let hold): try check(hold, signer: signer, member, history)
        case .loss(let loss): try check(loss, member)
        case .delivery(let delivery):
            guard history.membership[delivery.member]?.member != nil else { throw .subjectUnknown }
            for record in delivery.records.numbers where record >= number || history.patient(ofRecord: record) == nil {
                throw .targetInvalid
            }
        }
    }
}
