/// A patient's own key: kind 7.
///
/// From here on consents are signed with it, and not by a member on the patient's behalf. Where a key is in force already, it
/// signs too; or the statement says that the member bound the new one on its own, as it must when a key is lost.
///
/// | 1 | 2 | 3 | 4 | 5 | 6 | 23 |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | patient (entry) | Ed25519 key, absent where the patient gives it up | signatures of the key before do not count from then on (ms, optional) | previous statement (entry) | signature of a key in force before (optional) | 1: the member did it on its own (optional) | signature of the new key, or, where there is none, of the old one |
package struct PatientKey: SignedStatement {
    static let kind: UInt64 = 7

    /// Entry of the patient.
    package var patient: UInt64
    /// The key; nil where the clinic holds it for the patient again.
    package var signingKey: [UInt8]?
    /// From when on signatures of the last key before do not count, whenever it was in force: it was lost or stolen.
    package var compromisedSince: UInt64?
    /// The patient's statement before this one; the patient's own entry is the first.
    package var previous: UInt64
    /// Whether a key was in force and did not sign: the member says that it was lost or stolen.
    package var isByMember = false
    /// Of a key in force before, under whatever pseudonym of the patient; empty where there is none, or it did not sign.
    var formerSignature: [UInt8] = []
    var signature: [UInt8] = []

    var statement: PatientKey {
        var statement = self
        (statement.signature, statement.formerSignature) = ([], [])
        return statement
    }

    func encode(into fields: inout EntryFieldWriter) {
        fields.write(1, patient)
        fields.write(2, bytes: signingKey)
        fields.write(3, compromisedSince)
        fields.write(4, previous)
        fields.write(5, bytes: formerSignature)
        fields.write(6, isByMember ? 1 : nil)
        fields.write(23, bytes: signature)
    }

    init(_ fields: inout EntryFieldReader) throws(EntryError) {
        patient = try fields.number(1)
        signingKey = try fields.optionalBytes(2, count: 32)
        compromisedSince = try fields.optionalNumber(3)
        previous = try fields.number(4)
        formerSignature = try fields.optionalBytes(5, count: 64) ?? []
        switch try fields.optionalNumber(6) {
        case nil: isByMember = false
        case 1: isByMember = true
        default: throw .missingField
        }
        signature = try fields.optionalBytes(23, count: 64) ?? []
    }

    package init(patient: UInt64, signingKey: [UInt8]?, compromisedSince: UInt64? = nil, previous: UInt64) {
        (self.patient, self.signingKey, self.previous) = (patient, signingKey, previous)
        self.compromisedSince = compromisedSince
    }
}

/// Two pseudonyms are found to be one person, or that was a mistake: kind 8.
///
/// A patient who has a key signs: each side to be linked, either to undo it.
///
/// | 1 | 2 | 3 | 4 | 5 | 6 | 23 |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | patient (entry) | the other (entry) | 1 linked, 2 undone | previous statement of the first | previous statement of the other | signature of the other's key (optional) | signature of the first's key, or of either's where it is undone (optional) |
package struct PatientLink: SignedStatement {
    static let kind: UInt64 = 8

    /// Entry of the patient with the lower number.
    package var patient: UInt64
    /// Entry of the other.
    package var other: UInt64
    /// Whether an earlier link is undone.
    package var isUndone: Bool
    /// The first one's statement before this one.
    package var previous: UInt64
    /// The other's statement before this one.
    package var otherPrevious: UInt64
    /// Of the other's key; empty where they have none, and where the link is undone.
    var otherSignature: [UInt8] = []
    var signature: [UInt8] = []

    var statement: PatientLink {
        var statement = self
        (statement.signature, statement.otherSignature) = ([], [])
        return statement
    }

    func encode(into fields: inout EntryFieldWriter) {
        fields.write(1, patient)
        fields.write(2, other)
        fields.write(3, isUndone ? 2 : 1)
        fields.write(4, previous)
        fields.write(5, otherPrevious)
        fields.write(6, bytes: otherSignature)
        fields.write(23, bytes: signature)
    }

    init(_ fields: inout EntryFieldReader) throws(EntryError) {
        patient = try fields.number(1)
        other = try fields.number(2)
        switch try fields.number(3) {
        case 1: isUndone = false
        case 2: isUndone = true
        default: throw .missingField
        }
        previous = try fields.number(4)
        otherPrevious = try fields.number(5)
        otherSignature = try fields.optionalBytes(6, count: 64) ?? []
        signature = try fields.optionalBytes(23, count: 64) ?? []
    }

    package init(patient: UInt64, other: UInt64, isUndone: Bool, previous: UInt64, otherPrevious: UInt64) {
        (self.patient, self.other, self.isUndone) = (patient, other, isUndone)
        (self.previous, self.otherPrevious) = (previous, otherPrevious)
    }
}

/// Somebody may act for a patient, until a time or until that ends: kind 9.
///
/// A patient who has a key signs; of one who has none, such as a child, the member says it on their behalf.
///
/// | 1 | 2 | 3 | 4 | 5 | 23 |
/// | --- | --- | --- | --- | --- | --- |
/// | patient (entry) | guardian (entry of a patient) | 1 begins, 2 ends | until (ms) | previous statement of the patient | signature of the patient's key (optional) |
package struct Guardianship: SignedStatement {
    static let kind: UInt64 = 9

    /// Entry of the patient.
    package var patient: UInt64
    /// Entry of the guardian, who is on the ledger as a patient.
    package var guardian: UInt64
    /// Whether it ends here.
    package var isEnded: Bool
    /// Until when it lasts at most, exclusive: the day the patient comes of age.
    package var until: UInt64?
    /// The patient's statement before this one.
    package var previous: UInt64
    var signature: [UInt8] = []

    func encode(into fields: inout EntryFieldWriter) {
        fields.write(1, patient)
        fields.write(2, guardian)
        fields.write(3, isEnded ? 2 : 1)
        fields.write(4, until)
        fields.write(5, previous)
        fields.write(23, bytes: signature)
    }

    init(_ fields: inout EntryFieldReader) throws(EntryError) {
        patient = try fields.number(1)
        guardian = try fields.number(2)
        switch try fields.number(3) {
        case 1: isEnded = false
        case 2: isEnded = true
        default: throw .missingField
        }
        until = try fields.optionalNumber(4)
        previous = try fields.number(5)
        signature = try fields.optionalBytes(23, count: 64) ?? []
    }

    package init(patient: UInt64, guardian: UInt64, isEnded: Bool, until: UInt64?, previous: UInt64) {
        (self.patient, self.guardian, self.isEnded) = (patient, guardian, isEnded)
        (self.until, self.previous) = (until, previous)
    }
}

/// Who a patient is, by name and numbers, in the vault: kind 15.
///
/// | 1 | 2, 3 |
/// | --- | --- |
/// | patient (entry) | detail |
package struct IdentityDocument: CodedEntry {
    static let kind: UInt64 = 15

    /// Entry of the patient.
    package var patient: UInt64
    /// The document.
    package var detail: Detail

    func encode(into fields: inout EntryFieldWriter) {
        fields.write(1, patient)
        fields.write(2, detail)
    }

    init(_ fields: inout EntryFieldReader) throws(EntryError) {
        patient = try fields.number(1)
        guard let detail = try fields.detail(2) else { throw .missingField }
        self.detail = detail
    }

    package init(patient: UInt64, detail: Detail) {
        (self.patient, self.detail) = (patient, detail)
    }
}
