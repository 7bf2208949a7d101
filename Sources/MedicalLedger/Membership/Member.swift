/// An institution on the ledger.
package struct Member: Hashable, Sendable {
    /// What an institution does.
    package struct Role: RawRepresentable, Hashable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }
        package static let clinic = Role(rawValue: "clinic")
        package static let laboratory = Role(rawValue: "laboratory")
        package static let hospital = Role(rawValue: "hospital")
        package static let pharmacy = Role(rawValue: "pharmacy")
        package static let manufacturer = Role(rawValue: "manufacturer")
        package static let distributor = Role(rawValue: "distributor")
        package static let regulator = Role(rawValue: "regulator")

        /// All that are known.
        package static let all: [Role] = [
            .clinic, .laboratory, .hospital, .pharmacy, .manufacturer, .distributor, .regulator,
        ]

        /// Whether members of this role may bring records.
        package var bringsRecords: Bool {
            [.clinic, .laboratory, .hospital, .pharmacy].contains(self)
        }
    }

    /// The name for people.
    package var name: String
    /// What the institution does.
    package var roles: [Role]
    /// The Ed25519 key it signs transactions and seals with, 32 bytes.
    package var signingKey: [UInt8]
    /// The X25519 key that packages for it are sealed to, 32 bytes; nil where it has told none.
    package var sealingKey: [UInt8]?
    /// The key of its own ledger's checkpoints, as text; nil where it has told none.
    package var verifierKey: String?

    /// Whether one of the member's roles allows it to bring records.
    package var bringsRecords: Bool { roles.contains(where: \.bringsRecords) }
}
