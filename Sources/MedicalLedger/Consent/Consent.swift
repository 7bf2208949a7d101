/// What a patient permits, denies or takes back: kind 10.
///
/// | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 23 |
/// | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
/// | patient (entry) | 1 permit, 2 deny, 3 revoke | grantee (entry) | categories | purposes (array of text) | from (ms) | until (ms) | records (first, count, …) | the consent that is revoked, or that a denial is an exception to (entry) | author (entry) | previous statement of the patient (entry) | the author's signature |
///
/// What is absent does not limit. The author is the patient or a guardian, whose own key signs; or the member that keeps
/// the patient's key for them: then no signature stands under 23, and the transaction's is the one that counts.
/// Specification: FHIR R4 Consent, of which permit and deny are the provisions; HL7 v3 PurposeOfUse for the purposes.
package struct Consent: SignedStatement {
    static let kind: UInt64 = 10

    /// What is said.
    package enum Action: UInt64, Sendable {
        /// The grantee may read.
        case permit = 1
        /// The grantee may not read, whatever else permits it.
        case deny = 2
        /// An earlier consent ends.
        case revoke = 3

        /// The name for programs.
        package var name: String {
            switch self {
            case .permit: "permit"
            case .deny: "deny"
            case .revoke: "revoke"
            }
        }
    }

    /// Entry of the patient.
    package var patient: UInt64
    /// What is said.
    package var action: Action
    /// Entry of the member, practitioner or patient that is meant; nil in a revocation, and in a denial to all.
    package var grantee: UInt64?
    /// The categories of records; empty for all.
    package var categories: [RecordEntry.Category] = []
    /// The purposes, and those below them; empty for all.
    package var purposes: [Purpose] = []
    /// From when on, milliseconds since 1970.
    package var from: UInt64?
    /// Until when, exclusive.
    package var until: UInt64?
    /// The records; empty for all.
    package var records = EntryRanges()
    /// The consent that is revoked, or that this denial is an exception to.
    package var target: UInt64?
    /// Entry of who says it: patient, guardian, or member on the patient's behalf.
    package var author: UInt64
    /// The patient's statement before this one; the patient's own entry is the first.
    package var previous: UInt64
    var signature: [UInt8] = []

    func encode(into fields: inout EntryFieldWriter) {
        fields.write(1, patient)
        fields.write(2, action.rawValue)
        fields.write(3, grantee)
        fields.write(4, categories.map(\.rawValue))
        fields.write(5, texts: purposes.map(\.rawValue))
        fields.write(6, from)
        fields.write(7, until)
        fields.write(8, records.pairs)
        fields.write(9, target)
        fields.write(10, author)
        fields.write(11, previous)
        fields.write(23, bytes: signature)
    }

    init(_ fields: inout EntryFieldReader) throws(EntryError) {
        patient = try fields.number(1)
        guard let action = Action(rawValue: try fields.number(2)) else { throw .missingField }
        self.action = action
        grantee = try fields.optionalNumber(3)
        categories = try fields.numbers(4).map(RecordEntry.Category.init(rawValue:))
        purposes = try fields.texts(5).map(Purpose.init(rawValue:))
        from = try fields.optionalNumber(6)
        until = try fields.optionalNumber(7)
        guard let records = EntryRanges(pairs: try fields.numbers(8)) else { throw .missingField }
        self.records = records
        target = try fields.optionalNumber(9)
        author = try fields.number(10)
        previous = try fields.number(11)
        signature = try fields.optionalBytes(23, count: 64) ?? []
    }

    package init(patient: UInt64, action: Action, grantee: UInt64?, author: UInt64, previous: UInt64) {
        (self.patient, self.action, self.grantee) = (patient, action, grantee)
        (self.author, self.previous) = (author, previous)
    }
}
