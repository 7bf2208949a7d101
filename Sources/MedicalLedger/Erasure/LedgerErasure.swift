internal import LedgerEngine
internal import MerkleLog
internal import SegmentStore

/// The detail of an erasure: why, and what tells a later delivery of the same.
///
/// Deterministic CBOR, the map {1: reason (text), 2: the index keys of the deliveries, joined (bytes)}.
struct ErasureDetail {
    var reason: String
    var deliveries: [IndexKey]

    func encoded() -> [UInt8] {
        var out = CBORWriter()
        out.beginMap(2)
        out.write(1)
        out.write(text: reason)
        out.write(2)
        out.write(bytes: deliveries.flatMap(\.bytes))
        return out.bytes
    }

    init(reason: String, deliveries: [IndexKey]) {
        (self.reason, self.deliveries) = (reason, deliveries)
    }

    /// Nil where the bytes are not what `encoded` writes.
    init?(decoding bytes: [UInt8]) {
        var (reason, keys): (String?, ArraySlice<UInt8>?) = (nil, nil)
        var reader = CBORReader(bytes)
        do {
            try reader.readMap { (key, value) throws(CBORError) in
                switch key {
                case 1: reason = try value.readText()
                case 2: keys = try value.readBytes()
                default: return false
                }
                return true
            }
            try reader.finish()
        } catch {
            return nil
        }
        guard let reason, let keys, keys.count % IndexKey.byteCount == 0 else { return nil }
        self.reason = reason
        deliveries = stride(from: keys.startIndex, to: keys.endIndex, by: IndexKey.byteCount).map {
            IndexKey(truncating: Array(keys[$0..<$0 + IndexKey.byteCount]))
        }
    }
}

extension ClinicLedger {
    /// Erases records from the vault, and leaves an entry that says so.
    ///
    /// Whole or not at all: whatever interrupts it, the next opening for writing ends it or finds that it did not begin.
    ///
    /// - Parameters:
    ///   - records: entries of records that are there.
    ///   - patient: the patient, where all of the patient is erased, with the identity document.
    /// - Returns: the number of the erasure's entry.
    /// - Throws: `keptByHold`, `keptByRetention` with the rule; `nothingToErase`.
    @discardableResult
    package func erase(_ records: [UInt64], patient: UInt64? = nil, reason: String) throws -> UInt64 {
        try finishWrites()
        let wanted = try expectErasable(records, patient: patient)
        // What has no room in one entry goes before; the last part erases the patient.
        let parts = EntryRanges(wanted).parts
        for part in parts.dropLast() { try erase(part: Array(part.numbers), patient: nil, reason: reason) }
        return try erase(part: parts.last.map { Array($0.numbers) } ?? [], patient: patient, reason: reason)
    }

    /// Erases everything about a patient under all pseudonyms.
    ///
    /// What must be kept is found before anything is erased; what was erased before is passed over.
    ///
    /// - Returns: the numbers of the erasures' entries.
    package func erase(person patient: UInt64, reason: String) throws -> [UInt64] {
        let pseudonyms = try rights(of: patient).pseudonyms.subtracting(try erasedPatients()).sorted()
        guard !pseudonyms.isEmpty else { throw MedicalError("nothingToErase", .refused) }
        // What another member keeps under a linked pseudonym is theirs to erase.
        let kept = try pseudonyms.filter { try bringer(of: $0) == own.entry }
        guard !kept.isEmpty else { throw MedicalError("notKeeper", .refused, ["entry": String(patient)]) }
        for pseudonym in kept {
            _ = try expectErasable(try records(underPseudonym: pseudonym), patient: pseudonym)
        }
        return try kept.map { pseudonym in
            try erase(try records(underPseudonym: pseudonym), patient: pseudonym, reason: reason)
        }
    }

    /// The records that are to be erased and still there.
    ///
    /// - Throws: `keptByHold`, `keptByRetention`, `notCustodian`, `nothingToErase`.
    package func expectErasable(_ records: [UInt64], patient: UInt64?) throws -> [UInt64] {
        let wanted = try Set(records).filter { try !isErased($0) }.sorted()
        let isPatientThere = try patient.map { try !erasedPatients().contains($0) } ?? false
        guard !wanted.isEmpty || isPatientThere else { throw MedicalError("nothingToErase", .refused) }
        for number in wanted { try expectErasable(number) }
        if let patient, let hold = try keeping().hold(ofPatient: heldPseudonyms(of: patient)) {
            throw MedicalError("keptByHold", .refused, ["entry": String(patient), "hold": String(hold)])
        }
        return wanted
    }

    @discardableResult
    private func erase(part wanted: [UInt64], patient: UInt64?, reason: String) throws -> UInt64 {
        var deliveries: [IndexKey] = []
        for number in wanted {
            guard case .record(let record) = try entry(number) else { continue }
            let (origin, stored) = try stored(number, record)
            if let (_, delivery) = try RecordReader.parse(stored, origin: origin) { deliveries.append(key(delivery)) }
        }
        var page = DetailPage(of: self, format: .cbor)
        let detail = try page.add(ErasureDetail(reason: reason, deliveries: deliveries).encoded())
        let erasure = Erasure(records: EntryRanges(wanted), patient: patient, detail: detail)
        let number = nextEntry
        let leaf = MerkleTree.leafHash(Entry.erasure(erasure).encoded()[...])
        try vault.prepareErasure(of: try slots(of: erasure, below: number), entry: number, leaf: leaf)
        do {
            try append(
                [.erasure(erasure)], pages: try page.sealed(), postings: deliveries.map { ($0, number) },
                hasSuccessor: false)
            try finishWrites()
        } catch {
            // A rule refused it, or it is too long for an entry; else the next opening finds out whether the chain has it.
            if nextEntry == number { try vault.discardErasure() }
            throw error
        }
        try vault.applyErasure()
        return number
    }

    private func heldPseudonyms(of patient: UInt64) throws -> Set<UInt64> {
        try keeping().pseudonyms(of: patient, below: nextEntry) { try statements(of: $0) }
    }

    private func expectErasable(_ number: UInt64) throws {
        guard let facts = try facts(ofRecord: number) else {
            throw MedicalError("notARecord", .refused, ["entry": String(number)])
        }
        guard facts.custodian == (try own.entry) else {
            throw MedicalError("notCustodian", .refused, ["entry": String(number)])
        }
        let pseudonyms = try heldPseudonyms(of: facts.patient)
        switch try keeping().obstacle(to: facts, of: pseudonyms, sealedAt: try sealedAt(number), at: now) {
        case .hold(let hold):
            throw MedicalError("keptByHold", .refused, ["entry": String(number), "hold": String(hold)])
        case .retention(let hold, let until):
            throw MedicalError(
                "keptByRetention", .refused,
                ["entry": String(number), "hold": String(hold), "until": Timestamp.text(until)])
        case nil: break
        }
    }

    /// Where in the vault the bytes are that an erasure takes away.
    private func slots(of erasure: Erasure, below number: UInt64) throws -> [(page: UInt64, slot: Int)] {
        var slots: [(page: UInt64, slot: Int)] = []
        for record in erasure.records.numbers {
            guard case .record(let record) = try entry(record) else { continue }
            slots.append((record.page, record.slot))
        }
        if let patient = erasure.patient {
            for identity in try entries(.identities(patient)) where identity < number {
                if let detail = try entry(identity).detail { slots.append((detail.page, detail.slot)) }
            }
        }
        // A vault that was put back may lack the newest pages, and with them what was on these.
        return try slots.filter { try $0.page < vault.pageCount && !vault.isLost($0.page) }
    }

    /// Ends an erasure that was interrupted, if the chain has its entry; else drops it.
    ///
    /// Before anything else is done with the vault.
    func settlePendingErasure() throws {
        guard let pending = try vault.pendingErasure else { return try vault.discardErasure() }
        var isOnChain = false
        if pending.entry < engine.treeSize {
            isOnChain = MerkleTree.leafHash(try engine.entry(pending.entry)) == pending.leaf
        }
        if isOnChain { try vault.applyErasure() } else { try vault.discardErasure() }
    }

    /// Erases again what the chain says was erased, in a vault that was put back from a backup.
    func repeatErasures() throws {
        let mark = try vault.erasedMark
        for number in try entries(.erasures) where number >= mark {
            guard case .erasure(let erasure) = try entry(number) else { continue }
            let leaf = MerkleTree.leafHash(try engine.entry(number))
            try vault.prepareErasure(of: try slots(of: erasure, below: number), entry: number, leaf: leaf)
            try vault.applyErasure()
        }
    }

    /// Erases again in a vault that was put back and lacks pages, so that it cannot be written to: nobody finds in it what was
    /// erased since, whatever becomes of it.
    func repeatErasuresInShortVault() throws {
        try forEachEntry(from: index.coveredUpTo) { number, entry in
            for question in entry.questions { index.add(key(question), number) }
        }
        try repeatErasures()
    }

    /// The patients of whom everything was erased.
    func erasedPatients() throws -> Set<UInt64> {
        _ = try erasures()
        return folds.erasedPatients
    }

    /// The erasure that took away what was delivered under a key; nil where the newest delivery of it is there.
    func erasure(ofDelivery key: IndexKey) throws -> UInt64? {
        let erasures = try erasures()
        guard !erasures.isEmpty, let newest = try index.postings(for: key).max() else { return nil }
        if folds.erasureNumbers.contains(newest) { return newest }
        guard folds.erasedRecords.contains(newest) else { return nil }
        return erasures.last { $0.erasure.records.contains(newest) }?.number
    }
}
