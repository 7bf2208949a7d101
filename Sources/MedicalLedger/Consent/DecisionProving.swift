internal import LedgerCrypto
internal import LedgerEngine
internal import MerkleLog

extension ClinicLedger {
    /// A decision on a record, with all entries that it follows from and their proofs under the newest checkpoint.
    ///
    /// Checked before it is given out, so that a damaged ledger gives no useless proof.
    package func prove(_ question: AccessQuestion, record number: UInt64) throws -> DecisionProof {
        try finishWrites()
        guard let checkpoint = engine.checkpoint else { throw MedicalError("noCheckpoint", .damaged) }
        guard let record = try facts(ofRecord: number) else {
            throw MedicalError("notARecord", .refused, ["entry": String(number)])
        }
        let size = checkpoint.checkpoint.treeSize
        let membership = try membership()
        var logs: [UInt64: [PatientStatement]] = [:]
        func log(of patient: UInt64) throws -> [PatientStatement] {
            if let known = logs[patient] { return known }
            let statements = try statements(of: patient).filter { $0.number < size }
            logs[patient] = statements
            return statements
        }
        let rights = try PatientRights(of: record.patient, treeSize: size, membership: membership, statements: log)
        // Who spoke for whom is checked again at each statement's own place, where other pseudonyms may have been linked.
        var pending = Array(logs.keys)
        while let patient = pending.popLast() {
            let known = Set(logs.keys)
            for statement in try log(of: patient) {
                if case .link = statement.entry { continue }
                let person = try Person(of: patient, below: statement.number, statements: log)
                guard case .consent(let consent) = statement.entry, membership[consent.author] == nil else { continue }
                _ = try person.key(ofAuthor: consent.author, at: statement.sealedAt, statements: log)
            }
            pending += logs.keys.filter { !known.contains($0) }
        }
        let blocks = try sealedHeaders(of: Set(logs.values.joined().map(\.number)))
        var needed = Set([number, question.reader]).union(logs.keys)
        for statement in logs.values.joined() { needed.insert(statement.number) }
        needed.formUnion(try subjects(of: Array(logs.values.joined()), question, record, sealers: blocks, membership))
        var prover = try engine.prover()
        let entries = try needed.sorted().map { entry in
            let path: [Digest]
            do throws(MerkleLogError) {
                path = try prover.inclusionProof(of: entry)
            } catch {
                throw MedicalError("proofDamaged", .damaged, ["entry": String(entry)])
            }
            return DecisionProof.ProvenEntry(number: entry, bytes: Array(try engine.entry(entry)), path: path)
        }
        let proof = DecisionProof(
            origin: engine.origin, question: question, record: number,
            decision: rights.decide(question, record: record), entries: entries, blocks: blocks, checkpoint: checkpoint)
        _ = try DecisionCheck.check(proof, key: description.key)
        return proof
    }

    /// The sealed headers of the blocks of some entries, ascending.
    private func sealedHeaders(of entries: Set<UInt64>) throws -> [Block.Prefix] {
        var blocks: [UInt64: Block.Prefix] = [:]
        for entry in entries {
            let block = try engine.block(with: entry).block
            blocks[block.header.height] = block.prefix
        }
        return blocks.values.sorted { $0.header.height < $1.header.height }
    }

    /// The entries of the members and practitioners that a decision depends on, and of their changes.
    private func subjects(
        of statements: [PatientStatement], _ question: AccessQuestion, _ record: RecordFacts,
        sealers blocks: [Block.Prefix],
        _ membership: Membership
    ) throws -> Set<UInt64> {
        var subjects = Set([record.custodian, question.reader])
        for statement in statements {
            if case .consent(let consent) = statement.entry { subjects.insert(consent.author) }
        }
        for seal in blocks.flatMap(\.seals) {
            if let sealer = membership.owner(ofSigningKey: seal.signer) { subjects.insert(sealer.entry) }
        }
        subjects = Set(subjects.compactMap { membership[$0] }.flatMap { [$0.entry, $0.memberEntry] })
        var entries = subjects
        for number in try self.entries(.membership) {
            guard case .change(let change) = try entry(number), subjects.contains(change.subject) else { continue }
            entries.insert(number)
        }
        return entries
    }
}
