/// A change of a member or a practitioner: kind 5.
///
/// | 1 | 2 | 3 | 4 | 5 | 6 |
/// | --- | --- | --- | --- | --- | --- |
/// | whom (entry) | change | signing key (rotated) | sealing key (rotated) | key and time from which its signatures do not count | the statement about them before this one (entry) |
///
/// Changes are 1 rotated, 2 suspended, 3 reinstated, 4 compromised (with key 7, the key, and key 5, milliseconds).
package struct SubjectChange: CodedEntry {
    static let kind: UInt64 = 5

    /// What changes.
    package enum Change: Hashable, Sendable {
        /// New keys from here on; with the signing key in force a new sealing key alone.
        case rotated(signingKey: [UInt8], sealingKey: [UInt8]?)
        /// Nothing they sign counts, and they read nothing, until they are reinstated.
        case suspended
        /// The end of a suspension.
        case reinstated
        /// Signatures of the key in blocks from a time on do not count.
        case compromised(signingKey: [UInt8], sinceMilliseconds: UInt64)
    }

    /// Entry of the member or practitioner.
    package var subject: UInt64
    /// What changes.
    package var change: Change
    /// The statement about them before this one; their own entry is the first.
    package var previous: UInt64

    func encode(into fields: inout EntryFieldWriter) {
        fields.write(1, subject)
        switch change {
        case .rotated(let signingKey, let sealingKey):
            fields.write(2, 1)
            fields.write(3, bytes: signingKey)
            fields.write(4, bytes: sealingKey)
        case .suspended: fields.write(2, 2)
        case .reinstated: fields.write(2, 3)
        case .compromised(let key, let since):
            fields.write(2, 4)
            fields.write(3, bytes: key)
            fields.write(5, since)
        }
        fields.write(6, previous)
    }

    init(_ fields: inout EntryFieldReader) throws(EntryError) {
        subject = try fields.number(1)
        switch try fields.number(2) {
        case 1:
            change = .rotated(
                signingKey: try fields.bytes(3, count: 32), sealingKey: try fields.optionalBytes(4, count: 32))
        case 2: change = .suspended
        case 3: change = .reinstated
        case 4:
            change = .compromised(
                signingKey: try fields.bytes(3, count: 32), sinceMilliseconds: try fields.number(5))
        default: throw .missingField
        }
        previous = try fields.number(6)
    }

    package init(subject: UInt64, change: Change, previous: UInt64) {
        (self.subject, self.change, self.previous) = (subject, change, previous)
    }
}

/// A person whom a member certifies: kind 6.
///
/// The name is a detail in the vault.
///
/// | 1 | 2 | 3 | 4 | 5 | 6 | 7, 8 |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | member (entry) | roles (array of text) | Ed25519 signing key | X25519 sealing key | valid from (ms) | valid until (ms, optional) | detail |
package struct Practitioner: CodedEntry {
    static let kind: UInt64 = 6

    /// What a person does.
    package struct Role: RawRepresentable, Hashable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }
        /// Treats patients.
        package static let clinician = Role(rawValue: "clinician")
        /// Works in a laboratory.
        package static let laboratory = Role(rawValue: "laboratory")
        /// Dispenses drugs.
        package static let pharmacist = Role(rawValue: "pharmacist")
        /// Does research, and nothing else under this role.
        package static let researcher = Role(rawValue: "researcher")
        /// Looks after accounts, billing, the ledger.
        package static let administrator = Role(rawValue: "administrator")
        /// Supervises who reads what.
        package static let auditor = Role(rawValue: "auditor")

        /// All that are known.
        package static let all: [Role] = [
            .clinician, .laboratory, .pharmacist, .researcher, .administrator, .auditor,
        ]
    }

    /// Entry of the member that certifies the person.
    package var member: UInt64
    /// What the person does.
    package var roles: [Role]
    /// The Ed25519 key that the person signs with.
    package var signingKey: [UInt8]
    /// The X25519 key that is sealed to.
    package var sealingKey: [UInt8]
    /// From when on, milliseconds since 1970.
    package var validFrom: UInt64
    /// Until when, exclusive.
    package var validUntil: UInt64?
    /// The name, in the vault.
    package var detail: Detail?

    func encode(into fields: inout EntryFieldWriter) {
        fields.write(1, member)
        fields.write(2, texts: roles.map(\.rawValue))
        fields.write(3, bytes: signingKey)
        fields.write(4, bytes: sealingKey)
        fields.write(5, validFrom)
        fields.write(6, validUntil)
        fields.write(7, detail)
    }

    init(_ fields: inout EntryFieldReader) throws(EntryError) {
        member = try fields.number(1)
        roles = try fields.texts(2).map(Role.init(rawValue:))
        signingKey = try fields.bytes(3, count: 32)
        sealingKey = try fields.bytes(4, count: 32)
        validFrom = try fields.number(5)
        validUntil = try fields.optionalNumber(6)
        detail = try fields.detail(7)
    }

    package init(
        member: UInt64, roles: [Role], signingKey: [UInt8], sealingKey: [UInt8], validFrom: UInt64,
        validUntil: UInt64? = nil, detail: Detail? = nil
    ) {
        (self.member, self.roles, self.signingKey, self.sealingKey) = (member, roles, signingKey, sealingKey)
        (self.validFrom, self.validUntil, self.detail) = (validFrom, validUntil, detail)
    }
}
