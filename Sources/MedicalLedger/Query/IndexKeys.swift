internal import HealthFormats
internal import LedgerCrypto
internal import SegmentStore

/// What a ledger can be asked for, and the index key of each question.
///
/// Whatever says something about a patient goes through HMAC-SHA256 under the vault's indexing key, so that the index
/// files tell nothing to who has only the disk.
enum IndexQuestion {
    /// Which patients have this identifier? Postings are patients' entries.
    case patient(Identifier)
    /// Which patients have an identifier of this value, whoever assigned it? Postings are patients' entries.
    case patientByValue(String)
    /// Which records are about this patient? Postings are records' entries.
    case recordsOfPatient(UInt64)
    /// Which record is this delivery? Postings are records' entries.
    case delivery(source: String, messageIdentity: String, content: Digest)
    /// Which records are versions of this report of this patient? Postings are records' entries.
    case report(patient: UInt64, identity: String)
    /// Which records have a panel or result of this code? Postings are records' entries.
    case code(String)
    /// Which entries bring or change members and practitioners, but for the first block's?
    case membership
    /// Which entries are statements about this patient's rights?
    case statementsOfPatient(UInt64)
    /// Which entries bind this key to a patient?
    case patientKey([UInt8])
    /// Which entries are accesses to records of this patient?
    case accessesToPatient(UInt64)
    /// Which entries are accesses by this member, practitioner or patient?
    case accessesByReader(UInt64)
    /// Which entry is the access with this random id?
    case access(id: [UInt8])
    /// Which entries are emergency accesses?
    case emergencies
    /// Which entries are reviews of emergency accesses?
    case reviews
    /// Which entries are reviews of this access?
    case reviewsOfAccess(UInt64)
    /// Which entries are identity documents of this patient?
    case identities(UInt64)
    /// Which entries are erasures?
    case erasures
    /// Which entries are holds, releases and retention periods?
    case holds
    /// Which entries are steps of the share package with this id?
    case package(id: [UInt8])
    /// Which entries are steps of share packages?
    case packages
    /// Which entries say what was given up?
    case losses
    /// Which entries are the last of their block to commit to a vault page?
    case pages
    /// Is this index the one of this ledger and these keys? The posting is entry 0.
    case ledger(origin: String)

    func key(_ indexing: HMACSHA256) -> IndexKey {
        var message: [UInt8] = []
        switch self {
        case .patient(let identifier):
            message.append(1)
            message += identifier.system.utf8
            message.append(0)
            message += identifier.value.utf8
        case .patientByValue(let value):
            message.append(2)
            message += value.utf8
        case .recordsOfPatient(let entry):
            message.append(3)
            message += String(entry).utf8
        case .delivery(let source, let identity, let content):
            message.append(4)
            message += content.bytes
            message += source.utf8
            message.append(0)
            message += identity.utf8
        case .report(let patient, let identity):
            message.append(5)
            message += String(patient).utf8
            message.append(0)
            message += identity.utf8
        case .code(let code):
            message.append(6)
            message += code.utf8
        case .ledger(let origin):
            message.append(7)
            message += origin.utf8
        case .membership: message.append(8)
        case .statementsOfPatient(let entry): message += [9] + Array(String(entry).utf8)
        case .accessesToPatient(let entry): message += [10] + Array(String(entry).utf8)
        case .accessesByReader(let entry): message += [11] + Array(String(entry).utf8)
        case .access(let id): message += [12] + id
        case .emergencies: message.append(13)
        case .reviews: message.append(14)
        case .identities(let entry): message += [15] + Array(String(entry).utf8)
        case .erasures: message.append(16)
        case .holds: message.append(17)
        case .package(let id): message += [18] + id
        case .pages: message.append(19)
        case .patientKey(let key): message += [20] + key
        case .reviewsOfAccess(let entry): message += [21] + Array(String(entry).utf8)
        case .packages: message.append(22)
        case .losses: message.append(23)
        }
        return message.withUnsafeBytes { indexing.authenticate($0) }.withUnsafeBytes { IndexKey(truncating: $0) }
    }
}

extension Entry {
    /// The questions that an entry of kinds 2 and 5 to 17 is an answer to; those of records come from their documents.
    var questions: [IndexQuestion] {
        switch self {
        case .ledger, .patient, .record: []
        case .member, .practitioner, .change: [.membership]
        case .patientKey(let key):
            [.statementsOfPatient(key.patient)] + (key.signingKey.map { [.patientKey($0)] } ?? [])
        case .link, .guardian, .consent: statementPatients.map { .statementsOfPatient($0) }
        case .access(let access):
            [.accessesToPatient(access.patient), .accessesByReader(access.reader), .access(id: access.id)]
                + (access.basis == .emergency ? [.emergencies] : [])
        case .review(let review): [.reviews, .reviewsOfAccess(review.access)]
        case .erasure: [.erasures]
        case .hold: [.holds]
        case .identity(let identity): [.identities(identity.patient)]
        case .delivery(let delivery): [.package(id: delivery.id), .packages]
        case .loss: [.losses]
        }
    }
}
