/// The history of a ledger, folded entry by entry: five bytes for each, and some more for each patient.
struct FoldedHistory: EntryHistory {
    private(set) var membership = Membership()
    private(set) var keeping = Keeping()
    private var rights: [UInt64: [PatientStatement]] = [:]
    private var emergencies: [UInt64: Access] = [:]
    private(set) var erased: Set<UInt64> = []
    /// Entries of patients of whom everything was erased.
    private(set) var erasedPatients: Set<UInt64> = []
    /// Pages of the vault that were given up.
    private(set) var lostPages: Set<UInt64> = []
    /// Where each block begins and when it was sealed.
    private var blocks: [(firstEntry: UInt64, time: UInt64)] = []
    /// By entry number, for records: position in `custodies`.
    private var classes: [UInt8] = []
    private var custodies: [Custody] = []
    private var rareCustodies: [UInt64: Custody] = [:]

    private struct Custody: Hashable {
        var category: RecordEntry.Category
        var custodian: UInt64
    }
    /// By entry number: nothing of interest, unknown, a patient's position in `patients`, with or without `isRecord`.
    private var kinds: [UInt32] = []
    private static let unknown = UInt32.max
    private static let other = UInt32.max - 1
    private static let isRecord: UInt32 = 1 << 31
    private var patients: [(entry: UInt64, records: RecordSet)] = []
    /// The member that brought each patient, by position in `patients`.
    private var keepers: [UInt32] = []
    /// Who placed each hold.
    private var holders: [UInt64: UInt64] = [:]
    /// Entries whose records go into the sets of their patients: those below.
    private let setLimit: UInt64
    /// Whether entries were lost to damage.
    private(set) var hasGaps = false
    /// Entries that may still be taken as lost: headers may lie, and each costs memory.
    private var skipBudget: UInt64 = 1 << 24

    /// Begins before the first entry.
    ///
    /// - Parameter setLimit: records from this entry on are left out of the sets of the patients.
    init(setLimit: UInt64 = .max) { self.setLimit = setLimit }

    /// Each patient, by entry number, with its records.
    var recordsOfPatients: [(entry: UInt64, records: RecordSet)] { patients }

    /// Begins a block.
    mutating func begin(block firstEntry: UInt64, time: UInt64) { blocks.append((firstEntry, time)) }

    /// Takes an entry.
    ///
    /// - Parameter signer: the public key that its transaction is signed with.
    mutating func take(_ entry: Entry, number: UInt64, signer: [UInt8]) {
        var custody: UInt8 = 0
        defer { classes.append(custody) }
        switch entry {
        case .member, .practitioner, .change:
            membership.take(entry, number: number)
            kinds.append(Self.other)
        case .patient:
            kinds.append(UInt32(patients.count))
            patients.append((number, RecordSet()))
            keepers.append(UInt32(clamping: membership.owner(ofSigningKey: signer)?.entry ?? 0))
        case .record(let record):
            guard let position = position(ofPatient: record.patient) else {
                kinds.append(Self.other)
                return
            }
            kinds.append(Self.isRecord | UInt32(position))
            custody = place(of: Custody(category: record.category, custodian: record.custodian), record: number)
            if number < setLimit { patients[position].records.insert(number) }
        default:
            if case .hold = entry { holders[number] = membership.owner(ofSigningKey: signer)?.entry }
            takePrivacy(entry, number: number)
            kinds.append(Self.other)
        }
    }

    private mutating func takePrivacy(_ entry: Entry, number: UInt64) {
        for patient in entry.statementPatients {
            rights[patient, default: []].append(
                PatientStatement(number: number, sealedAt: sealedAt(number), entry: entry))
        }
        switch entry {
        case .access(let access) where access.basis == .emergency: emergencies[number] = access
        case .hold(let hold): keeping.take(hold, number: number)
        case .loss(let loss): lostPages.formUnion(loss.pages.numbers)
        case .erasure(let erasure):
            // One that breaks the rules may name more than there is.
            for record in erasure.records.numbers {
                if record >= number { break }
                erased.insert(record)
            }
            if let patient = erasure.patient { erasedPatients.insert(patient) }
        default: break
        }
    }

    /// The first 255 kinds of custody, which are all there mostly are, take a byte for each record.
    private mutating func place(of custody: Custody, record: UInt64) -> UInt8 {
        if let known = custodies.firstIndex(of: custody) { return UInt8(known) }
        guard custodies.count < Int(UInt8.max) else {
            rareCustodies[record] = custody
            return .max
        }
        custodies.append(custody)
        return UInt8(custodies.count - 1)
    }

    mutating func takeUnknown() {
        kinds.append(Self.unknown)
        classes.append(0)
        hasGaps = true
    }

    /// Takes entries as unknown that were lost to damage: it is named already, and they may have been anything.
    ///
    /// - Returns: false where that is not possible: a number that goes back, or more lost entries than any damage loses. Then
    ///   nothing can be said of what follows.
    mutating func skip(to number: UInt64) -> Bool {
        let end = UInt64(kinds.count)
        guard number != end else { return true }
        hasGaps = true
        guard number > end, number - end <= skipBudget else { return false }
        skipBudget -= number - end
        kinds += repeatElement(Self.unknown, count: Int(number - end))
        classes += repeatElement(0, count: Int(number - end))
        return true
    }

    func member(signingWith key: [UInt8]) -> (entry: UInt64, member: Member)? { membership.member(signingWith: key) }

    func facts(ofRecord entry: UInt64) -> RecordFacts? {
        guard let patient = patient(ofRecord: entry) else { return nil }
        let position = Int(classes[Int(entry)])
        guard let custody = position < custodies.count ? custodies[position] : rareCustodies[entry] else { return nil }
        return RecordFacts(entry: entry, patient: patient, category: custody.category, custodian: custody.custodian)
    }

    func sealedAt(_ entry: UInt64) -> UInt64 {
        var (low, high) = (0, blocks.count)
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle].firstEntry <= entry { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? blocks[low - 1].time : 0
    }

    func statements(of patient: UInt64) -> [PatientStatement] { rights[patient] ?? [] }

    func emergency(_ entry: UInt64) -> Access? { emergencies[entry] }

    func isErased(_ record: UInt64) -> Bool { erased.contains(record) }

    func isErasedPatient(_ patient: UInt64) -> Bool { erasedPatients.contains(patient) }

    /// Each patient of whom there are statements, with their entries.
    var statementsOfPatients: [UInt64: [PatientStatement]] { rights }

    func isPatient(_ entry: UInt64) -> Bool {
        position(ofPatient: entry) != nil || (entry < UInt64(kinds.count) && kinds[Int(entry)] == Self.unknown)
    }

    func isKept(_ patient: UInt64, by member: UInt64) -> Bool {
        // Of what was lost nobody knows who brought it.
        guard let position = position(ofPatient: patient) else { return isPatient(patient) }
        return UInt64(keepers[position]) == member
    }

    func isPlaced(_ hold: UInt64, by member: UInt64) -> Bool { holders[hold] == member }

    func patient(ofRecord entry: UInt64) -> UInt64? {
        guard entry < UInt64(kinds.count), kinds[Int(entry)] < Self.other, kinds[Int(entry)] & Self.isRecord != 0
        else { return nil }
        return patients[Int(kinds[Int(entry)] & ~Self.isRecord)].entry
    }

    private func position(ofPatient entry: UInt64) -> Int? {
        guard entry < UInt64(kinds.count), kinds[Int(entry)] & Self.isRecord == 0 else { return nil }
        return Int(kinds[Int(entry)])
    }
}

/// A set of entry numbers of which only equality is asked: their count and the sum of their images under a random mapping.
///
/// Two different sets are equal here with a chance of one in 2^64, which nobody can raise who does not know the mapping.
struct RecordSet: Equatable {
    private static let seed = UInt64.random(in: .min ... .max)
    private var count: UInt64 = 0
    private var sum: UInt64 = 0

    /// Adds a number that is not in the set yet.
    mutating func insert(_ number: UInt64) {
        var mixed = number &+ Self.seed
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        count += 1
        sum &+= mixed ^ mixed >> 31
    }
}
