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
        let erased = try erasures().map(\.erasure)
        let wanted = Set(records).filter { number in !erased.contains { $0.records.contains(number) } }.sorted()
        let isPatientThere = patient.map { patient in !erased.contains { $0.patient == patient } } ?? false
        guard !wanted.isEmpty || isPatientThere else { throw MedicalError("nothingToErase", .refused) }
        var deliveries: [IndexKey] = []
        for number in wanted {
            try expectErasable(number)
            guard case .record(let record) = try entry(number) else { continue }
            let (origin, stored) = try stored(number, record)
            if let (_, delivery) = try RecordReader.parse(stored, origin: origin) { deliveries.append(key(delivery)) }
        }
        if let patient, let hold = try keeping().hold(ofPatient: patient) {
            throw MedicalError("keptByHold", .refused, ["entry": String(patient), "hold": String(hold)])
        }
        var page = DetailPage(of: self, format: .cbor)
        let detail = try page.add(ErasureDetail(reason: reason, deliveries: deliveries).encoded())
        let erasure = Erasure(records: EntryRanges(wanted), patient: patient, detail: detail)
        let number = nextEntry
        let leaf = MerkleTree.leafHash(Entry.erasure(erasure).encoded()[...])
        try vault.prepareErasure(of: try slots(of: erasure, below: number), entry: number, leaf: leaf)
        do {
            try add([.erasure(erasure)], pages: try page.sealed())
        } catch {
            // A rule refused it, or it is too long for an entry; else the next opening finds out whether the chain has it.
            if nextEntry == number { try vault.discardErasure() }
            throw error
        }
        for key in deliveries { index.add(key, number) }
        try vault.applyErasure()
        return number
    }

    private func expectErasable(_ number: UInt64) throws {
        guard let facts = try facts(ofRecord: number) else {
            throw MedicalError("notARecord", .refused, ["entry": String(number)])
        }
        guard facts.custodian == (try own.entry) else {
            throw MedicalError("notCustodian", .refused, ["entry": String(number)])
        }
        switch try keeping().obstacle(to: facts, sealedAt: try sealedAt(number), at: now) {
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
        return slots.filter { $0.page < vault.pageCount }
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
        for (number, erasure) in try erasures() where number >= mark {
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
    func erasedPatients() throws -> Set<UInt64> { Set(try erasures().compactMap(\.erasure.patient)) }

    /// The erasure that took away what was delivered under a key; nil where the newest delivery of it is there.
    func erasure(ofDelivery key: IndexKey) throws -> UInt64? {
        let erasures = try erasures()
        guard !erasures.isEmpty, let newest = try index.postings(for: key).max() else { return nil }
        return erasures.last { $0.number == newest || $0.erasure.records.contains(newest) }?.number
    }
}
