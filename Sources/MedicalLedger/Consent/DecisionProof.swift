internal import LedgerCrypto
internal import LedgerEngine
package import MerkleLog

/// A decision with all that it follows from, to be made again where there is no ledger.
///
///     clinicledger decision proof v1
///     ledger north.example/ledger
///     reader 12
///     purpose TREAT
///     emergency no
///     time 1767225600000
///     record 7
///     decision grant 9
///     entry 1 owABAWVOb3J0aA==
///     gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
///     entry 5 …
///     block AAAAAAAAAAA…
///
///     north.example/ledger
///     20
///     …
///
/// `time` is in milliseconds since 1970. `decision` is the rule that decided and the entries that decide. Each `entry` has its
/// number, its bytes in base64 and, in the lines below, its inclusion proof under the checkpoint at the end. Each `block` is
/// the sealed header of a block that holds a statement of the patient's: it says when. Entries and blocks ascend. One decision
/// has one text: what parses is written the same.
package struct DecisionProof: Sendable {
    /// The first line.
    package static let title = "clinicledger decision proof v1"
    /// The longest proof that is read.
    package static let maximumBytes = 64 << 20

    /// An entry of the chain with its inclusion proof.
    struct ProvenEntry: Sendable {
        let number: UInt64
        let bytes: [UInt8]
        let path: [Digest]
    }

    /// The ledger's name.
    package var origin: String
    /// Who asked.
    package var question: AccessQuestion
    /// Entry of the record that was asked for.
    package var record: UInt64
    /// What was decided.
    package var decision: Decision
    var entries: [ProvenEntry]
    var blocks: [Block.Prefix]
    /// The checkpoint that all is proven under.
    package var checkpoint: SignedCheckpoint

    /// The proof in its text form.
    package var formatted: String {
        var text = """
            \(Self.title)
            ledger \(origin)
            reader \(question.reader)
            purpose \(question.purpose.rawValue)
            emergency \(question.isEmergency ? "yes" : "no")
            time \(question.time)
            record \(record)
            decision \(decision.text)

            """
        for entry in entries {
            text += "entry \(entry.number) \(Base64.encode(entry.bytes))\n"
            for hash in entry.path { text += Base64.encode(hash.bytes) + "\n" }
        }
        for block in blocks { text += "block \(Base64.encode(block.encoded()))\n" }
        return text + "\n" + checkpoint.formatted
    }

    /// Takes a proof from its text form, verifying nothing.
    ///
    /// - Throws: `decisionProofMalformed` with the line.
    package init(parsing bytes: [UInt8]) throws(MedicalError) {
        var lines = Lines(bytes)
        func malformed() -> MedicalError {
            MedicalError("decisionProofMalformed", .badInput, ["line": String(lines.number)])
        }
        guard bytes.count <= Self.maximumBytes, lines.next(Self.title) == "",
            let origin = lines.next("ledger "), let reader = lines.next("reader ").flatMap({ UInt64($0) }),
            let purpose = lines.next("purpose "), let emergency = lines.next("emergency "),
            let time = lines.next("time ").flatMap({ UInt64($0) }),
            let record = lines.next("record ").flatMap({ UInt64($0) }),
            let decided = lines.next("decision ")?.split(separator: " "),
            let reason = decided.first.flatMap({ Decision.Reason(rawValue: String($0)) })
        else { throw malformed() }
        self.origin = origin
        self.record = record
        question = AccessQuestion(
            reader: reader, purpose: Purpose(rawValue: purpose), isEmergency: emergency == "yes", time: time)
        decision = Decision(reason: reason, entries: decided.dropFirst().compactMap { UInt64($0) })
        entries = []
        blocks = []
        while let line = lines.next("entry ") {
            let parts = line.split(separator: " ")
            guard parts.count == 2, let number = UInt64(parts[0]), let entry = Base64.decode(String(parts[1])) else {
                throw malformed()
            }
            var path: [Digest] = []
            while path.count < 63, let hash = lines.nextHash() { path.append(hash) }
            entries.append(ProvenEntry(number: number, bytes: entry, path: path))
        }
        while let line = lines.next("block ") {
            guard let bytes = Base64.decode(line), let block = try? Block.Prefix(bytes[...]) else {
                throw malformed()
            }
            blocks.append(block)
        }
        guard lines.next("") == "", let checkpoint = try? SignedCheckpoint(parsing: lines.rest) else {
            throw malformed()
        }
        self.checkpoint = checkpoint
        guard formatted.utf8.elementsEqual(bytes) else { throw malformed() }
    }

    init(
        origin: String, question: AccessQuestion, record: UInt64, decision: Decision, entries: [ProvenEntry],
        blocks: [Block.Prefix], checkpoint: SignedCheckpoint
    ) {
        (self.origin, self.question, self.record, self.decision) = (origin, question, record, decision)
        (self.entries, self.blocks, self.checkpoint) = (entries, blocks, checkpoint)
    }

    /// Reads bytes line by line; a line that is not what was asked for stays.
    private struct Lines {
        private let bytes: [UInt8]
        private var position = 0
        /// The number of the line that is next, counted from 1.
        private(set) var number = 1

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        /// What was not read.
        var rest: ArraySlice<UInt8> { bytes[position...] }

        private var line: ArraySlice<UInt8>? {
            bytes[position...].firstIndex(of: UInt8(ascii: "\n")).map { bytes[position..<$0] }
        }

        private mutating func advance(over line: ArraySlice<UInt8>) {
            position = line.endIndex + 1
            number += 1
        }

        /// What follows a label; the empty label stands for an empty line.
        mutating func next(_ label: String) -> String? {
            guard let line, line.starts(with: label.utf8), !label.isEmpty || line.isEmpty else { return nil }
            advance(over: line)
            return String(decoding: line.dropFirst(label.utf8.count), as: UTF8.self)
        }

        mutating func nextHash() -> Digest? {
            guard let line, line.count == 44, let hash = Base64.decode(line).flatMap({ Digest($0) }) else { return nil }
            advance(over: line)
            return hash
        }
    }
}

extension Decision {
    /// The rule and the entries that decide, as a proof writes them.
    var text: String { ([reason.rawValue] + entries.map(String.init)).joined(separator: " ") }
}

extension Entry {
    /// The statement about a patient that this one names as the one before it.
    func previous(of patient: UInt64) -> UInt64? {
        switch self {
        case .patientKey(let key): key.previous
        case .link(let link): link.patient == patient ? link.previous : link.otherPrevious
        case .guardian(let guardian): guardian.previous
        case .consent(let consent): consent.previous
        default: nil
        }
    }
}
