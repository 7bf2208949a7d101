/// The history of a ledger, folded entry by entry: four bytes for each, and some more for each patient.
struct FoldedHistory: EntryHistory {
    private var members: [[UInt8]: (entry: UInt64, member: Member)] = [:]
    /// By entry number: nothing of interest, unknown, a patient's position in `patients`, with or without `isRecord`.
    private var kinds: [UInt32] = []
    private static let unknown = UInt32.max
    private static let other = UInt32.max - 1
    private static let isRecord: UInt32 = 1 << 31
    private var patients: [(entry: UInt64, records: RecordSet)] = []
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

    mutating func take(_ entry: Entry, number: UInt64) {
        switch entry {
        case .member(let member):
            members[member.signingKey] = (number, member)
            kinds.append(Self.other)
        case .patient:
            kinds.append(UInt32(patients.count))
            patients.append((number, RecordSet()))
        case .record(let record):
            guard let position = position(ofPatient: record.patient) else {
                kinds.append(Self.other)
                return
            }
            kinds.append(Self.isRecord | UInt32(position))
            if number < setLimit { patients[position].records.insert(number) }
        case .ledger: kinds.append(Self.other)
        }
    }

    mutating func takeUnknown() {
        kinds.append(Self.unknown)
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
        return true
    }

    func member(signingWith key: [UInt8]) -> (entry: UInt64, member: Member)? { members[key] }

    func isPatient(_ entry: UInt64) -> Bool {
        position(ofPatient: entry) != nil || (entry < UInt64(kinds.count) && kinds[Int(entry)] == Self.unknown)
    }

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
