internal import LedgerEngine
internal import SegmentStore

/// A ledger's life as a seed has it: steps of every kind, and everything that can go wrong with a disk and a process.
///
/// After each failure and each crash the ledger is opened again and compared with what was acknowledged.
package struct RandomRun {
    /// What happened in a run.
    package struct Totals: Sendable {
        package var seeds = 0
        package var steps = 0
        package var refused = 0
        package var crashes = 0
        package var powerLosses = 0
        package var faults = 0
        package var checks = 0
        package var entries = 0

        package init() {}
    }

    /// A promise that was broken, with all that is needed to see it again.
    package struct Failure: Error, CustomStringConvertible {
        package let seed: UInt64
        package let what: String
        package let log: [String]
        package var description: String {
            var text = "seed \(seed): \(what)\n" + log.suffix(60).map { "    " + $0 + "\n" }.joined()
            for module in ["Simulation.", "LedgerEngine.", "MedicalLedger."] { text = text.replacing(module, with: "") }
            return text
        }
    }

    private var clinic: SimulatedClinic
    private var random: SeededNumbers
    private let seed: UInt64
    private var log: [String] = []
    private var totals: Totals

    /// Lives through a seed.
    ///
    /// - Throws: `Failure`.
    package static func run(seed: UInt64, steps: Int, folder: String, totals: inout Totals) throws {
        var run = RandomRun(seed: seed, folder: folder, totals: totals)
        defer {
            totals = run.totals
            totals.entries += run.clinic.model.entries.count
            totals.seeds += 1
        }
        do {
            try run.live(steps)
        } catch {
            throw Failure(seed: seed, what: "\(error)", log: run.log)
        }
    }

    private init(seed: UInt64, folder: String, totals: Totals) {
        (self.seed, self.totals) = (seed, totals)
        random = SeededNumbers(seed: seed &* 3)
        clinic = SimulatedClinic(seed: seed, folder: folder)
        clinic.disk.sectorByteCount = [8, 64, 512, 4096].randomElement(using: &random) ?? 8
    }

    private mutating func live(_ steps: Int) throws {
        try clinic.create()
        for _ in 0..<steps {
            let isArmed = random.isOne(in: 3)
            if isArmed { arm() }
            let step = randomStep()
            log.append("\(step)\(isArmed ? " \(clinic.disk.faults)" : "")")
            try attempt(step)
            totals.steps += 1
            if random.isOne(in: 12) {
                log.append("check")
                clinic.disk.faults = Faults()
                if !(try survives({ clinic, random in try clinic.check(isThorough: false, random: &random) })) {
                    try recover()
                }
            }
        }
        clinic.disk.faults = Faults()
        try recover()
        log.append("last check")
        try clinic.check(isThorough: true, random: &random)
    }

    /// Lets something go wrong soon.
    private mutating func arm() {
        var faults = Faults()
        let calls = clinic.disk.calls
        // Most steps make some dozens of calls.
        let start = calls + Int.random(in: 0..<(random.isOne(in: 3) ? 120 : 30), using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1, 2: faults.lastCall = start
        case 3:
            let reads = clinic.disk.reads
            let first = reads + Int.random(in: 0..<60, using: &random)
            faults.failingReads = first..<first + Int.random(in: 1...3, using: &random)
        default:
            let count = random.isOne(in: 2) ? 1 : Int.random(in: 1...40, using: &random)
            faults = .fails(start..<start + count, Faults.Failure.allCases.randomElement(using: &random) ?? .full)
        }
        clinic.disk.faults = faults
    }

    private mutating func attempt(_ step: Step) throws {
        let before = clinic.disk.faultCount
        do {
            if try clinic.perform(step) { totals.refused += 1 }
            // A fault that nobody minded stays one.
            totals.faults += clinic.disk.faultCount - before
        } catch let error as BrokenPromise {
            throw error
        } catch {
            guard clinic.disk.faultCount > 0 else { throw error }
            totals.faults += clinic.disk.faultCount - before
            log.append("  failed: \(error)")
            try goOn()
        }
        if clinic.disk.isDead { try goOn() }
    }

    /// What whoever works with the ledger does after an error.
    private mutating func goOn() throws {
        if !clinic.disk.isDead, random.isOne(in: 4) {
            // The same handle again: it refuses, or what it acknowledges holds.
            let step = randomStep()
            log.append("  same handle: \(step)")
            do {
                _ = try clinic.perform(step)
            } catch let error as BrokenPromise {
                throw error
            } catch {
                log.append("  failed: \(error)")
            }
        }
        try recover()
    }

    /// Starts again, maybe after more has gone wrong, and compares.
    private mutating func recover() throws {
        for attempt in 0... {
            if clinic.disk.isDead || random.isOne(in: 2) {
                let losesPower = random.isOne(in: 2)
                log.append("  \(losesPower ? "power lost" : "killed")")
                totals.crashes += 1
                totals.powerLosses += losesPower ? 1 : 0
                clinic.restart(losingPower: losesPower)
            } else {
                log.append("  opened again")
                clinic.abandon()
                clinic.disk.faults = Faults()
            }
            if attempt < 5, random.isOne(in: 5) {
                arm()
                log.append("  recovery with \(clinic.disk.faults)")
                if try survives({ clinic, _ in _ = try clinic.openWriter() }) {
                    log.append("  recovered")
                    if !clinic.disk.isDead, random.isOne(in: 2) { clinic.disk.faults = Faults() }
                }
                totals.faults += clinic.disk.faultCount
                continue
            }
            break
        }
        clinic.disk.faults = Faults()
        totals.checks += 1
        try clinic.check(isThorough: random.isOne(in: 5), random: &random)
    }

    /// Whether something came to its end; what has gone wrong must be a fault's doing.
    private mutating func survives(
        _ body: (inout SimulatedClinic, inout SeededNumbers) throws -> Void
    ) throws -> Bool {
        do {
            try body(&clinic, &random)
            return true
        } catch let error as BrokenPromise {
            throw error
        } catch {
            guard clinic.disk.faultCount > 0 else { throw error }
            log.append("  failed: \(error)")
            return false
        }
    }

    // MARK: - Steps

    private mutating func randomStep() -> Step {
        let model = clinic.model
        let patient = model.patients.randomElement(using: &random)
        let record = model.readable.randomElement(using: &random)
        let reason = random.isOne(in: 3) ? "unconscious" : nil
        guard let patient, let record else { return .take(randomDelivery()) }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<30: return .take(randomDelivery())
        case 30..<42: return .consent(patient: patient, isDenial: random.isOne(in: 4))
        case 42..<46: return model.consents.randomElement(using: &random).map { .revoke($0) } ?? .close
        case 46..<48:
            let other = model.patients.randomElement(using: &random) ?? patient
            return other == patient ? .close : .link(patient, other)
        case 48..<58: return .read(record, emergency: reason)
        case 58..<64: return .readBeside(record, emergency: reason)
        case 64..<70:
            let count = Int.random(in: 1...3, using: &random)
            return .erase(
                Array(Set((0..<count).compactMap { _ in model.readable.randomElement(using: &random) })).sorted())
        case 70..<72: return .erasePatient(patient)
        case 72..<75: return .hold
        case 75..<77: return .rotateKeys
        case 77..<80: return .dropIndex(every: Int.random(in: 1...4, using: &random))
        case 80..<84: return .look
        case 84..<86: return .backUp
        case 86: return .restore
        case 87..<90: return .turnClock(Int64.random(in: -90_000_000...90_000_000, using: &random))
        default: return .close
        }
    }

    private mutating func randomDelivery() -> LabDelivery {
        if random.isOne(in: 4), let known = clinic.model.deliveries.randomElement(using: &random) {
            // The same again, or a corrected version of it.
            return random.isOne(in: 2) ? known : LabDelivery(known.format, known.numbers, version: known.version + 1)
        }
        let format = LabDelivery.Format.allCases.randomElement(using: &random) ?? .hl7
        // Now and then enough for several blocks.
        let count = random.isOne(in: 150) ? 1100 : Int.random(in: 1...6, using: &random)
        let start = max(0, clinic.model.nextMessage - (random.isOne(in: 4) ? 2 : 0))
        clinic.model.nextMessage = start + count
        return LabDelivery(format, start..<start + count)
    }
}
