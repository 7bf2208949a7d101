/// A share package on its way between two ledgers: kind 16.
///
/// | 1 | 2 | 3 | 4 | 5 |
/// | --- | --- | --- | --- | --- |
/// | step | the package's id (16 bytes) | the other member (entry) | records on this ledger (first, count, …) | SHA-256 of the package |
///
/// Steps are 1 sent, 2 taken in, 3 acknowledged by the other.
package struct Delivery: CodedEntry {
    static let kind: UInt64 = 16

    /// Where the package is.
    package enum Step: UInt64, Sendable {
        /// It was sealed for the other member.
        case sent = 1
        /// It came from the other member and its records are here.
        case taken = 2
        /// The other member says that it has taken it in.
        case acknowledged = 3
    }

    /// Where the package is.
    package var step: Step
    /// The package's id.
    package var id: [UInt8]
    /// Entry of the other member.
    package var member: UInt64
    /// The records on this ledger.
    package var records: EntryRanges
    /// Hash of the package's bytes.
    package var package: [UInt8]

    func encode(into fields: inout EntryFieldWriter) {
        fields.write(1, step.rawValue)
        fields.write(2, bytes: id)
        fields.write(3, member)
        fields.write(4, records.pairs)
        fields.write(5, bytes: package)
    }

    init(_ fields: inout EntryFieldReader) throws(EntryError) {
        guard let step = Step(rawValue: try fields.number(1)) else { throw .missingField }
        self.step = step
        id = try fields.bytes(2, count: 16)
        member = try fields.number(3)
        guard let records = EntryRanges(pairs: try fields.numbers(4)) else { throw .missingField }
        self.records = records
        package = try fields.bytes(5, count: 32)
    }

    package init(step: Step, id: [UInt8], member: UInt64, records: EntryRanges, package: [UInt8]) {
        (self.step, self.id, self.member, self.records, self.package) = (step, id, member, records, package)
    }
}
