import LedgerEngine
import MerkleLog
import Testing

@testable import MedicalLedger

struct DecisionProofTests {
    private let world: ConsentClinic
    private var ledger: ClinicLedger { world.ledger }
    private var key: VerifierKey { ledger.description.key }

    init() throws { world = try ConsentClinic() }

    /// The code of the reason for which a proof is refused; nil where it holds.
    private func refusal(_ proof: DecisionProof, _ key: VerifierKey? = nil) -> String? {
        do {
            _ = try DecisionCheck.check(Array(proof.formatted.utf8), key: key ?? self.key)
            return nil
        } catch let error as MedicalError {
            return error.values["reason"] ?? error.code
        } catch {
            return "\(error)"
        }
    }

    /// A patient with a key, a grant that was revoked, a grant with an exception, and a link.
    private func proof() throws -> (DecisionProof, grant: UInt64, statements: [UInt64]) {
        let (patient, record) = world.patients[0]
        var statements = [try world.bind(world.patientKey, to: patient)]
        let first = try world.say(.permit, to: world.hospital, of: patient, key: world.patientKey)
        let revocation = try ledger.revoke(first, signingWith: world.patientKey)
        let grant = try world.say(.permit, to: world.hospital, of: patient, key: world.patientKey)
        let exception = try world.say(.deny, to: nil, of: patient, key: world.patientKey) {
            $0.target = grant
            $0.purposes = [.research]
        }
        let link = try world.link(patient, world.patients[1].entry, key: world.patientKey)
        statements += [first, revocation, grant, exception, link]
        return (try ledger.prove(world.question(world.hospital), record: record.entry), grant, statements)
    }

    @Test func `a proven decision is made again where there is no ledger`() throws {
        let (proof, grant, _) = try proof()
        let verdict = try DecisionCheck.check(Array(proof.formatted.utf8), key: key)
        #expect(verdict.decision == Decision(reason: .grant, entries: [grant]))
        #expect(verdict.readerName == "Hospital" && verdict.onBehalf.isEmpty)
        #expect(verdict.treeSize == ledger.nextEntry && verdict.record == world.patients[0].record)
    }

    @Test func `proofs decide as the ledger does`() throws {
        _ = try proof()
        let (_, record) = world.patients[0]
        let purposes: [Purpose] = [.treatment, .research, .patientRequest, .operations]
        for reader in [world.hospital, try ledger.own.entry, world.patients[0].entry, world.patients[1].entry] {
            for purpose in purposes {
                let question = world.question(reader, purpose)
                let proof = try ledger.prove(question, record: record.entry)
                let verdict = try DecisionCheck.check(Array(proof.formatted.utf8), key: key)
                #expect(verdict.decision == (try world.decide(question, record)))
                #expect(verdict.question == question)
            }
        }
    }

    @Test func `a statement that is left out is noticed`() throws {
        let (whole, _, statements) = try proof()
        for statement in statements.dropLast() {
            var proof = whole
            proof.entries.removeAll { $0.number == statement }
            #expect(["proof.gap", "proof.signature"].contains(refusal(proof)), "\(statement)")
        }
        // Nothing in a log shows that nothing follows: this is what the proof says it cannot show.
        var proof = whole
        proof.entries.removeAll { $0.number == statements.last }
        #expect(refusal(proof) == nil)
        for entry in [world.patients[0].entry, world.patients[0].record.entry, world.hospital] {
            var proof = whole
            proof.entries.removeAll { $0.number == entry }
            #expect(refusal(proof) == "proof.missing", "\(entry)")
        }
    }

    @Test func `a change of the reader that is left out is noticed`() throws {
        var previous = world.hospital
        for change in [SubjectChange.Change.suspended, .reinstated, .suspended] {
            let change = SubjectChange(subject: world.hospital, change: change, previous: previous)
            previous = try ledger.add([.change(change)])
        }
        var proof = try ledger.prove(world.question(world.hospital), record: world.patients[0].record.entry)
        #expect(proof.decision.reason == .suspended)
        proof.entries.removeAll { $0.number == previous - 1 }
        #expect(refusal(proof) == "proof.gap")
    }

    @Test func `forged, reordered and foreign proofs are refused with their reason`() throws {
        let (whole, grant, _) = try proof()
        var proof = whole
        proof.entries.swapAt(1, 2)
        #expect(refusal(proof) == "proof.order")
        proof = whole
        proof.decision = Decision(reason: .grant, entries: [grant + 1])
        #expect(refusal(proof) == "proof.verdict")
        proof = whole
        proof.question.purpose = .research
        #expect(refusal(proof) == "proof.verdict")
        proof.question.purpose = .treatment
        proof.question.reader = 4000
        #expect(refusal(proof) == "proof.missing")
        proof = whole
        proof.record = world.patients[1].record.entry
        #expect(refusal(proof) == "proof.missing")
        proof = whole
        let first = proof.entries[0]
        proof.entries[0] = .init(number: first.number, bytes: first.bytes + [0], path: first.path)
        #expect(refusal(proof) == "proof.entryForeign")
        proof = whole
        proof.blocks.removeLast()
        #expect(refusal(proof) == "proof.time")
        proof = whole
        proof.blocks[0].header.timeMilliseconds -= 1
        #expect(refusal(proof) == "proof.seal")
        proof = whole
        proof.origin = "other.example/ledger"
        #expect(refusal(proof) == "proof.otherLedger")
        let other = try TestClinic().open().description.key
        #expect(refusal(whole, other) != nil)
    }

    @Test func `no line can be cut, doubled or changed`() throws {
        let (whole, _, _) = try proof()
        let lines = whole.formatted.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // What ends the text is no line of it.
        for index in lines.indices.dropLast() {
            for change in 0..<3 where !(change == 2 && lines[index].hasPrefix("time ")) {
                var changed = lines
                switch change {
                case 0: changed.remove(at: index)
                case 1: changed.insert(lines[index], at: index)
                default:
                    var bytes = Array(lines[index].utf8)
                    guard !bytes.isEmpty else { continue }
                    bytes[bytes.count / 2] ^= 1
                    changed[index] = String(decoding: bytes, as: UTF8.self)
                }
                let text = Array(changed.joined(separator: "\n").utf8)
                #expect(throws: MedicalError.self, "line \(index + 1), change \(change)") {
                    try DecisionCheck.check(text, key: key)
                }
            }
        }
    }

    @Test func `what a compromised key signed does not count in a proof either`() throws {
        let (patient, record) = world.patients[0]
        try world.bind(world.patientKey, to: patient)
        try world.say(.permit, to: world.hospital, of: patient, key: world.patientKey)
        try world.bind(world.guardianKey, to: patient, compromisedSince: 1)
        let proof = try ledger.prove(world.question(world.hospital), record: record.entry)
        #expect(proof.decision.reason == .noGrant && refusal(proof) == nil)
        #expect(try ledger.rights(of: patient).standings(at: ledger.now).first?.state == .void)
    }

    @Test func `a guardian's consent is proven with the guardian's key`() throws {
        let (child, record) = world.patients[0]
        let parent = world.patients[2].entry
        try world.guardian(parent, of: child)
        try world.bind(world.guardianKey, to: parent)
        let grant = try world.say(.permit, to: world.hospital, of: child, key: world.guardianKey)
        var proof = try ledger.prove(world.question(world.hospital), record: record.entry)
        #expect(proof.decision == Decision(reason: .grant, entries: [grant]) && refusal(proof) == nil)
        proof.entries.removeAll { $0.number == parent }
        #expect(refusal(proof) == "proof.missing")
    }
}
