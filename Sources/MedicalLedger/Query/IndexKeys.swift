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
        }
        return message.withUnsafeBytes { indexing.authenticate($0) }.withUnsafeBytes { IndexKey(truncating: $0) }
    }
}
