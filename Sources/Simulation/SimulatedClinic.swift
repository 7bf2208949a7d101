internal import HealthFormats
internal import LedgerCrypto
internal import LedgerEngine
internal import MedicalLedger
internal import MerkleLog
internal import SegmentStore
internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A clinic's ledger on a simulated disk, with a model beside it of what was acknowledged.
package struct SimulatedClinic {
    package static let directory = "/clinic/north.ledger"
    static let origin = "clinic.example/north"

    /// Clock and randomness, which go on whatever becomes of the disk.
    private final class Outside: Sendable {
        let time = Mutex<UInt64>(1_800_000_000_000)
        let random: Mutex<SeededNumbers>
        init(seed: UInt64) { random = Mutex(SeededNumbers(seed: seed)) }
    }

    package var disk: SimulatedDisk
    package var model = ClinicModel()
    /// Segments of a few blocks, tables that are made durable often: what takes years comes about in minutes.
    var sizes = LedgerSizes(segmentBytes: 6000, blocksBetweenSyncs: 5, keysBetweenFlushes: 150)
    /// A directory of the real disk for deliveries.
    let folder: String
    private let outside: Outside
    /// The handle that writes, between two steps.
    var writer: ClinicLedger?

    /// Makes an empty disk.
    package init(seed: UInt64, folder: String) {
        disk = SimulatedDisk(seed: seed)
        outside = Outside(seed: seed &+ 1)
        self.folder = folder
    }

    /// The same clinic on a disk of its own.
    package func copy(_ faults: Faults = Faults(), seed: UInt64) -> SimulatedClinic {
        var copy = SimulatedClinic(seed: seed, folder: folder)
        copy.disk = disk.copy(faults, seed: seed)
        copy.model = model
        copy.sizes = sizes
        copy.outside.time.withLock { $0 = outside.time.withLock { $0 } }
        return copy
    }

    var files: LedgerFiles { LedgerFiles(directory: Self.directory) }

    var environment: Environment {
        var environment = Environment(
            fileSystem: disk,
            clock: { [outside] in
                outside.time.withLock {
                    $0 += 7
                    return $0
                }
            },
            randomBytes: { [outside] count in outside.random.withLock { $0.bytes(count) } })
        environment.pause = { usleep(20) }
        environment.sizes = sizes
        return environment
    }

    /// Puts the clock forward or back.
    func turnClock(by milliseconds: Int64) {
        outside.time.withLock { $0 = UInt64(clamping: Int64($0) + milliseconds) }
    }

    // MARK: - The process

    package func create() throws {
        try ClinicLedger.create(
            Self.directory, origin: try KeyName(Self.origin), member: "North Clinic", roles: [.clinic],
            environment: environment)
    }

    /// The handle that writes, opened if need be.
    mutating func openWriter() throws -> ClinicLedger {
        if let writer { return writer }
        let opened = try ClinicLedger.open(Self.directory, for: .writing, environment: environment)
        writer = opened
        return opened
    }

    /// Closes what is open.
    mutating func close() throws {
        let closing = writer
        writer = nil
        try closing?.close()
    }

    /// Lets go of what is open without a word, as after an error.
    mutating func abandon() { writer = nil }

    /// The process has ended, and maybe the power was lost with it; the disk works again.
    package mutating func restart(losingPower: Bool) {
        disk.die()
        abandon()
        disk = losingPower ? disk.afterPowerLoss() : disk.afterKill()
    }
}
