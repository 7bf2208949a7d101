internal import SegmentStore

/// Every moment at which a step can be interrupted, tried one by one.
package struct CrashPoints {
    /// How many were tried.
    package struct Totals: Sendable {
        package var steps = 0
        package var calls = 0
        package var crashes = 0
        package var faults = 0

        package init() {}
    }

    /// Steps that together do everything that a ledger does.
    package static let steps: [Step] = [
        .take(LabDelivery(.hl7, 0..<5)), .close, .take(LabDelivery(.csv, 0..<6)), .take(LabDelivery(.fhir, 0..<4)),
        .consent(patient: 2, isDenial: false), .close, .read(9, emergency: nil),
        .readBeside(9, emergency: "unconscious"),
        .close, .take(LabDelivery(.hl7, 3..<9)), .erase([7, 9]), .rotateKeys, .look, .hold, .erasePatient(2),
        .dropIndex(every: 1), .take(LabDelivery(.hl7, 3..<5, version: 1)), .consent(patient: 3, isDenial: true), .close,
    ]

    /// Steps that back up a ledger, again after records came and went, and restore it.
    package static let copyingSteps: [Step] = [
        .take(LabDelivery(.hl7, 0..<3)), .backUp, .take(LabDelivery(.csv, 0..<2)), .rotateKeys, .erase([5]), .backUp,
        .restore,
    ]

    /// Interrupts each call of each step, lets it fail in each way, and opens the ledger again.
    ///
    /// - Parameters:
    ///   - seeds: how often each power loss is tried, each time with other bytes lost.
    ///   - stride: of how many calls one is tried.
    package static func run(
        _ steps: [Step] = steps, seeds: Int, stride: Int = 1, folder: String, totals: inout Totals
    ) throws {
        var clinic = SimulatedClinic(seed: 1, folder: folder)
        try interrupt(nil, clinic, seeds, stride, &totals)
        try clinic.create()
        var random = SeededNumbers(seed: 1)
        for step in steps {
            try interrupt(step, clinic, seeds, stride, &totals)
            try clinic.perform(step)
            try clinic.close()
            // The steps that follow begin on a disk on which all of this is durable.
            clinic = clinic.copy(seed: 1)
            totals.steps += 1
        }
        try clinic.check(isThorough: true, random: &random)
    }

    private static func interrupt(
        _ step: Step?, _ clinic: SimulatedClinic, _ seeds: Int, _ stride: Int, _ totals: inout Totals
    ) throws {
        var counting = clinic.copy(seed: 1)
        try perform(step, &counting)
        try counting.close()
        let calls = counting.disk.calls
        totals.calls += calls
        for call in Swift.stride(from: totals.calls % stride, to: calls, by: stride) {
            for seed in 0..<seeds {
                // The last copy of each is killed without losing power, and loses it when somebody has gone on.
                try tryOut(step, clinic, .dies(after: call), seed: seed, isKill: seed == seeds - 1)
                totals.crashes += 1
            }
            for failure in Faults.Failure.allCases {
                let count = failure == .broken ? 1 : 1000
                try tryOut(step, clinic, .fails(call..<call + count, failure), seed: call, isKill: true)
                totals.faults += 1
            }
        }
    }

    private static func perform(_ step: Step?, _ clinic: inout SimulatedClinic) throws {
        if let step { try clinic.perform(step) } else { try clinic.create() }
    }

    private static func tryOut(
        _ step: Step?, _ clinic: SimulatedClinic, _ faults: Faults, seed: Int, isKill: Bool
    ) throws {
        let seed = UInt64(seed)
        var random = SeededNumbers(seed: seed)
        var dying = clinic.copy(faults, seed: seed)
        do {
            do {
                try perform(step, &dying)
                try dying.close()
            } catch let error as BrokenPromise {
                throw error
            } catch {
                guard dying.disk.faultCount > 0 else { throw error }
            }
            dying.restart(losingPower: !isKill)
            if step == nil, dying.model.entries.isEmpty, try !dying.disk.exists(SimulatedClinic.directory) {
                // It never was one, and is made now.
                try dying.create()
            }
            try dying.check(isThorough: true, random: &random)
            guard isKill else { return }
            // What the next process builds upon is durable with what it builds.
            try dying.perform(.hold)
            try dying.close()
            dying.restart(losingPower: true)
            try dying.check(isThorough: true, random: &random)
        } catch {
            let what = step.map { "\($0)" } ?? "create"
            throw BrokenPromise("\(what), \(faults), seed \(seed): \(error)")
        }
    }
}
