import Foundation
import SegmentStore
import Simulation
import Testing

/// A short form of what `tools/simulate` does for as long as one likes.
struct SimulationTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "simulation-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private func cleanUp() { try? FileManager.default.removeItem(at: folder) }

    #if DEBUG
    private static let seeds = 5..<6
    private static let steps = 10
    #else
    private static let seeds = 1..<40
    private static let steps = 60
    #endif

    @Test func `whatever goes wrong, what was acknowledged stays`() throws {
        defer { cleanUp() }
        var totals = RandomRun.Totals()
        for seed in Self.seeds {
            try RandomRun.run(seed: UInt64(seed), steps: Self.steps, folder: folder.path, totals: &totals)
        }
        #expect(totals.crashes > 0 && totals.entries > 10)
    }

    @Test func `each step may be interrupted at each call`() throws {
        defer { cleanUp() }
        var totals = CrashPoints.Totals()
        #if DEBUG
        let (lives, stride) = ([Array(CrashPoints.steps.prefix(1)), Array(CrashPoints.copyingSteps.prefix(2))], 60)
        #else
        let (lives, stride) = ([CrashPoints.steps, CrashPoints.copyingSteps], 7)
        #endif
        for steps in lives {
            try CrashPoints.run(steps, seeds: 2, stride: stride, folder: folder.path, totals: &totals)
        }
        #expect(totals.steps == lives.joined().count && totals.crashes > 0)
    }

    @Test func `a directory whose maker was killed is durable when it is made again`() throws {
        for lastCall in 0..<4 {
            let first = SimulatedDisk(directories: ["/clinic"]).copy(.dies(after: lastCall))
            try? first.createDirectories("/clinic/a/b", access: .private)
            let second = first.afterKill()
            try second.createDirectories("/clinic/a/b", access: .private)
            for seed in 0..<8 {
                let third = second.afterPowerLoss(seed: UInt64(seed))
                #expect(try third.exists("/clinic/a/b"), "killed at call \(lastCall)")
            }
        }
    }
}
