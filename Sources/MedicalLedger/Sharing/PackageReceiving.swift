internal import HealthFormats
internal import LedgerCrypto
internal import LedgerEngine
internal import MerkleLog
internal import SegmentStore

/// A package that was opened and found to be what its sender signed, for this node, now.
package struct ExaminedPackage: Sendable {
    /// What stands outside.
    package let head: SharePackage.Head
    /// The records with their proofs.
    package let body: SharePackage.Body
    /// Entry of the member that sent it.
    package let sender: UInt64
    /// SHA-256 of the package's bytes.
    package let hash: [UInt8]
}

/// What became of a package's records.
package struct TakenPackage: Sendable {
    /// The entries of the records on this ledger, in the package's order.
    package var records: [UInt64] = []
    /// How many of them are new here.
    package var newCount = 0
    /// How many patients are new.
    package var patientCount = 0
    /// Entry that says that the package was taken; nil where nothing was written.
    package var entry: UInt64?
}

extension ClinicLedger {
    // MARK: - Examining

    /// Opens a package and checks everything about it; writes nothing.
    ///
    /// - Throws: for each thing that may be wrong a code of its own, from `packageMalformed` to `packageCommitment`.
    package func examine(package bytes: [UInt8]) throws -> ExaminedPackage {
        let package = try SharePackage(parsing: bytes)
        let head = package.head
        guard let key = try keyFiles.sealingKey() else {
            throw MedicalError("keyMissing", .refused, ["file": engine.files.keys + "/sealing.key"])
        }
        guard head.keyHint == SharePackage.hint(of: key.publicKey) else {
            throw MedicalError("packageNotForUs", .refused, ["member": head.recipient])
        }
        let senders = try shareSenders(head.sender)
        let (signed, signature) = try package.open(with: key)
        // Only from here on does the head say what the sender said.
        let sender = senders.first { package.isSigned(signed, signature, by: $0.signingKey(below: .max)) }
        guard let sender, sender.counts(signedIn: nextEntry, sealedAt: now, below: .max) else {
            throw MedicalError("packageSignature", .unverified, ["sender": head.sender])
        }
        guard now < head.expires else {
            throw MedicalError("packageExpired", .refused, ["time": Timestamp.text(head.expires)])
        }
        guard let body = SharePackage.Body(decoding: signed), let text = sender.member?.verifierKey,
            let verifier = try? VerifierKey(parsing: text)
        else { throw MedicalError("packageMalformed", .badInput) }
        try verify(body, by: verifier, at: head.created)
        return ExaminedPackage(head: head, body: body, sender: sender.entry, hash: SHA256.hash(bytes).bytes)
    }

    /// The members whose ledger bears a name, who are not suspended.
    private func shareSenders(_ origin: String) throws -> [Membership.Subject] {
        let named = try membership().all.filter { subject in
            subject.member?.verifierKey.flatMap { try? VerifierKey(parsing: $0) }?.name.text == origin
        }
        guard !named.isEmpty else { throw MedicalError("packageSenderUnknown", .refused, ["sender": origin]) }
        let active = named.filter { !$0.isSuspended(below: .max) }
        guard !active.isEmpty else {
            throw MedicalError(
                "packageSenderSuspended", .refused,
                ["sender": named[0].member?.name ?? origin, "entry": String(named[0].last)])
        }
        return active
    }

    /// Checks what the sender's ledger vouches for.
    ///
    /// - Parameter time: when the package was made; each record must have been permitted then.
    private func verify(_ body: SharePackage.Body, by verifier: VerifierKey, at time: UInt64) throws {
        do throws(MerkleLogError) {
            try body.checkpoint.verify(by: verifier)
        } catch {
            throw MedicalError("packageCheckpoint", .unverified, ["reason": error.code.rawValue])
        }
        let checkpoint = body.checkpoint.checkpoint
        func check(_ entry: SharePackage.ProvenEntry) throws -> Entry {
            do throws(MerkleLogError) {
                try MerkleTree.verifyInclusion(
                    leafHash: MerkleTree.leafHash(entry.bytes), index: entry.number, treeSize: checkpoint.treeSize,
                    proof: entry.proof, root: checkpoint.rootHash)
            } catch {
                throw MedicalError("packageProof", .unverified, ["entry": String(entry.number)])
            }
            guard let decoded = try? Entry(decoding: entry.bytes[...]) else {
                throw MedicalError("packageProof", .unverified, ["entry": String(entry.number)])
            }
            return decoded
        }
        // Whom a grant is for is an entry of the sender's ledger: this one must be the node that opens the package.
        let (recipient, key) = Self.recipient(try check(body.recipient), body.recipient.number)
        guard let key, try membership().owner(ofSigningKey: key)?.entry == own.entry else {
            throw MedicalError("packageRecipient", .unverified, ["entry": String(body.recipient.number)])
        }
        var grants: [UInt64: Consent] = [:]
        for grant in body.grants {
            guard case .consent(let consent) = try check(grant), consent.action == .permit,
                consent.grantee == recipient
            else {
                throw Self.notPermitted(grant.number)
            }
            grants[grant.number] = consent
        }
        var links: [UInt64: [PatientStatement]] = [:]
        for proven in body.links {
            let entry = try check(proven)
            guard case .link(let link) = entry, !link.isUndone else { throw Self.notPermitted(proven.number) }
            for side in [link.patient, link.other] {
                links[side, default: []].append(PatientStatement(number: proven.number, sealedAt: 0, entry: entry))
            }
        }
        for record in body.records {
            guard case .record(let onChain) = try check(record.entry) else {
                throw MedicalError("packageProof", .unverified, ["entry": String(record.entry.number)])
            }
            let commitment = PageContent.Record.commitment(salt: record.salt, document: record.document)
            guard commitment == onChain.commitment else {
                throw MedicalError("packageCommitment", .unverified, ["entry": String(record.entry.number)])
            }
            // What a sender may read without a consent, it may not give out without one.
            guard let grant = record.grant else { throw Self.notPermitted(record.entry.number) }
            let person = Person(of: onChain.patient, below: .max, statements: { links[$0] ?? [] })
            guard let consent = grants[grant], person.logs[consent.patient] != nil,
                consent.permits(record.entry.number, onChain, body.purpose, at: time)
            else { throw Self.notPermitted(grant) }
        }
    }

    private static func notPermitted(_ entry: UInt64) -> MedicalError {
        MedicalError("packageGrant", .unverified, ["entry": String(entry)])
    }

    /// The member that an entry brings a signing key of, and that key; no key where it brings none.
    private static func recipient(_ entry: Entry, _ number: UInt64) -> (member: UInt64, key: [UInt8]?) {
        if case .change(let change) = entry, case .rotated(let key, _) = change.change { return (change.subject, key) }
        if case .member(let member) = entry { return (number, member.signingKey) }
        return (number, nil)
    }

    // MARK: - Taking

    /// Takes the records of a package into this ledger, in one block with the entry that says so: all or none.
    ///
    /// - Parameters:
    ///   - isDryRun: whether to look only and write nothing.
    ///   - readmitsErased: whether what was erased here is taken in again.
    /// - Throws: `packageTaken` where it was taken before.
    package func take(
        _ package: ExaminedPackage, isDryRun: Bool = false, readmitsErased: Bool = false
    ) throws -> TakenPackage {
        if let (number, taken) = try shareStep(.taken, of: package.head.id) {
            // What was erased here since then, the same package may bring back.
            guard readmitsErased, try taken.records.numbers.contains(where: { try isErased($0) }) else {
                throw MedicalError("packageTaken", .refused, ["entry": String(number)])
            }
        }
        var intake = try PackageIntake(package, into: self, readmitsErased: readmitsErased)
        return try isDryRun ? intake.look() : intake.take()
    }
}

extension Consent {
    /// Whether the words of a permission are about a record, a purpose and a time.
    fileprivate func permits(_ number: UInt64, _ record: RecordEntry, _ purpose: Purpose, at time: UInt64) -> Bool {
        (categories.isEmpty || categories.contains(record.category))
            && (purposes.isEmpty || purposes.contains(where: purpose.isWithin))
            && (records.isEmpty || records.contains(number))
            && time >= from ?? 0 && until.map { time < $0 } ?? true
    }
}

/// Makes a package's records records of this ledger.
private struct PackageIntake {
    private static let pageBytes = 32 * 1024

    /// A record of the package as it will stand here.
    private struct Item {
        let origin: PageContent.Origin
        let stored: PageContent.Record
        let category: RecordEntry.Category
        let parsed: ParsedRecord
        let delivery: IndexKey
        var patient: UInt64 = 0
        var learned: [IndexKey] = []
    }

    private let ledger: ClinicLedger
    private let package: ExaminedPackage
    /// Records that are not here yet.
    private var fresh: [Item] = []
    /// Of each record of the package: where it is here, or its position in `fresh`.
    private var places: [(known: UInt64?, fresh: Int)] = []

    init(_ package: ExaminedPackage, into ledger: ClinicLedger, readmitsErased: Bool) throws {
        self.ledger = ledger
        self.package = package
        try ledger.finishWrites()
        var positions: [IndexKey: Int] = [:]
        for record in package.body.records {
            let item = try item(record)
            if let position = positions[item.delivery] {
                places.append((nil, position))
                continue
            }
            if try ledger.index.contains(item.delivery) {
                let erasure = try ledger.erasure(ofDelivery: item.delivery)
                if let erasure, !readmitsErased {
                    throw MedicalError(
                        "packageErased", .refused,
                        ["entry": String(record.entry.number), "erasure": String(erasure)])
                }
                let known = try ledger.index.postings(for: item.delivery).sorted().last { number in
                    try ledger.facts(ofRecord: number) != nil && !ledger.isErased(number)
                }
                if erasure == nil, let known {
                    places.append((known, 0))
                    continue
                }
            }
            positions[item.delivery] = fresh.count
            places.append((nil, fresh.count))
            fresh.append(item)
        }
    }

    /// Reads a record's document as an import would have, so that index and patient come out as from any source.
    private func item(_ record: SharePackage.Record) throws -> Item {
        let unreadable = MedicalError("packageUnreadable", .badInput, ["entry": String(record.entry.number)])
        guard case .record(let onChain)? = try? Entry(decoding: record.entry.bytes[...]) else { throw unreadable }
        // Numbers that nobody says the assigner of mean what they mean to who delivered them to the sender.
        let sender = package.head.sender
        var delivery = Array(SHA256.hash(package.head.id + record.file).bytes.prefix(8))
        delivery += SHA256.hash(Array(sender.utf8) + record.file).bytes.prefix(8)
        let origin = PageContent.Origin(
            format: SourceFormat(rawValue: record.format),
            source: record.source.isEmpty ? sender : sender + " " + record.source, fileName: "", delivery: delivery,
            settings: record.settings)
        let pieces = stride(from: 0, to: record.pieces.count, by: 2).map {
            PageContent.Record.Piece(
                sourceOffset: record.pieces[$0], count: Int(record.pieces[$0 + 1]), role: .document)
        }
        let stored = PageContent.Record(
            salt: try ledger.randomBytes(16), pieces: pieces, bytes: record.document[...])
        guard let (parsed, question) = try? RecordReader.parse(stored, origin: origin),
            !parsed.patientIdentifiers.isEmpty
        else { throw unreadable }
        return Item(
            origin: origin, stored: stored, category: onChain.category, parsed: parsed,
            delivery: ledger.key(question))
    }

    /// What would become of the package.
    func look() -> TakenPackage {
        TakenPackage(records: places.compactMap(\.known), newCount: fresh.count)
    }

    /// Writes the block.
    mutating func take() throws -> TakenPackage {
        let firstEntry = ledger.nextEntry
        let custodian = try ledger.own.entry
        var patients = PatientFinder(ledger: ledger)
        patients.beginBatch(firstEntry: firstEntry)
        for position in fresh.indices {
            (fresh[position].patient, fresh[position].learned) = try patients.patient(
                for: fresh[position].parsed.patientIdentifiers, source: fresh[position].origin.source)
        }
        var entries: [Entry] = []
        for _ in 0..<patients.newCount { entries.append(.patient(pseudonym: try ledger.randomBytes(16))) }
        let firstRecord = firstEntry + UInt64(entries.count)
        let (pages, slots) = try makePages()
        var postings: [(key: IndexKey, entry: UInt64)] = []
        var versions: [IndexKey: UInt64] = [:]
        for (position, item) in fresh.enumerated() {
            let number = firstRecord + UInt64(position)
            let keys = RecordKeys(item.parsed, patient: item.patient, delivery: item.delivery, ledger)
            let replaces = try keys.report.flatMap {
                try versions[$0] ?? ledger.earlierVersion($0, than: item.parsed, item.origin)
            }
            if let report = keys.report, item.origin.format != .csv { versions[report] = number }
            entries.append(
                .record(
                    RecordEntry(
                        patient: item.patient, commitment: item.stored.commitment, page: slots[position].page,
                        slot: slots[position].slot, custodian: custodian, category: item.category,
                        replaces: replaces)))
            for key in keys.all { postings.append((key, number)) }
            for key in item.learned { postings.append((key, item.patient < firstEntry ? number : item.patient)) }
        }
        let records = places.map { $0.known ?? firstRecord + UInt64($0.fresh) }
        entries.append(
            .delivery(
                Delivery(
                    step: .taken, id: package.head.id, member: package.sender, records: EntryRanges(records),
                    package: package.hash)))
        try ledger.append(entries, pages: pages, postings: postings, hasSuccessor: false)
        try ledger.finishWrites()
        return TakenPackage(
            records: records, newCount: fresh.count, patientCount: patients.newCount,
            entry: firstEntry + UInt64(entries.count) - 1)
    }

    /// Packs the records into pages, those of one origin and patient together; with them each record's place.
    private func makePages() throws -> (pages: [SealedPage], places: [(page: UInt64, slot: Int)]) {
        var pages: [SealedPage] = []
        var places = [(page: UInt64, slot: Int)](repeating: (0, 0), count: fresh.count)
        var rest = Array(fresh.indices)
        while let first = rest.first {
            let origin = fresh[first].origin
            let group = rest.filter { fresh[$0].origin == origin }
            rest.removeAll { fresh[$0].origin == origin }
            let plan = PagePlan(
                group.map { (fresh[$0].patient, fresh[$0].stored.bytes.count) }, pageBytes: Self.pageBytes)
            for positions in plan.pages {
                let page = ledger.nextPage + UInt64(pages.count)
                for (slot, position) in positions.enumerated() { places[group[position]] = (page, slot) }
                let content = PageContent(origin: origin, slots: positions.map { fresh[group[$0]].stored })
                pages.append(try ledger.vault.codec.seal(content, page: page))
            }
        }
        return (pages, places)
    }
}
