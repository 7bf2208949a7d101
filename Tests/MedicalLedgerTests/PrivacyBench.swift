import Foundation
import HealthFormats
import LedgerCrypto
import LedgerEngine
import MerkleLog
import SegmentStore
import Synchronization
import Testing

@testable import MedicalLedger

/// A clock that stands until it is set.
final class TestClock: Sendable {
    static let start: UInt64 = 1_800_000_000_000
    static let day: UInt64 = 86_400_000
    private let time = Mutex(start)
    var now: UInt64 {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}

/// A clinic's ledger with the people on it, for stories about who may do what.
final class PrivacyBench {
    let clock = TestClock()
    let clinic: TestClinic
    static let origin = "clinic.example/ledger"
    static let founder: UInt64 = 1

    init() throws {
        var environment = Environment.system
        environment.clock = { [clock] in clock.now }
        clinic = try TestClinic(environment: environment)
    }

    static func key(_ number: UInt8) -> Ed25519.SigningKey {
        // A seed of 32 bytes is always one.
        (try? Ed25519.SigningKey(seed: [UInt8](repeating: number, count: 32))) ?? key(number)
    }

    /// Opens the ledger for writing, and closes it when the body is done.
    func write<Result>(
        on fileSystem: (any FileSystem)? = nil, _ body: (ClinicLedger) throws -> Result
    ) throws -> Result {
        var environment = clinic.environment
        if let fileSystem { environment.fileSystem = fileSystem }
        let ledger = try ClinicLedger.open(clinic.path, for: .writing, environment: environment)
        do {
            let result = try body(ledger)
            try ledger.close()
            return result
        } catch {
            try? ledger.close()
            throw error
        }
    }

    @discardableResult
    func add(_ make: (ClinicLedger) throws -> Entry) throws -> UInt64 {
        try write { ledger in try ledger.add([try make(ledger)]) }
    }

    func door(
        _ key: Ed25519.SigningKey? = nil, _ purpose: Purpose? = nil, emergency: String? = nil
    ) throws -> ReadingDoor {
        try ReadingDoor.open(
            clinic.path, for: .init(signingKey: key, purpose: purpose, emergencyReason: emergency),
            environment: clinic.environment)
    }

    /// What somebody is told who asks for one record: nil where it is given out, else the rule or error that refuses it.
    func refusal(
        of record: UInt64, _ key: Ed25519.SigningKey? = nil, _ purpose: Purpose? = nil, emergency: String? = nil
    ) throws -> String? {
        do {
            let door = try self.door(key, purpose, emergency: emergency)
            defer { try? door.close() }
            _ = try door.record(record)
            return nil
        } catch let error as MedicalError {
            return error.values["reason"].map { String($0.dropFirst("decision.".count)) } ?? error.code
        }
    }

    /// Every entry on the chain.
    func events() throws -> [NaiveConsent.Event] {
        let ledger = try clinic.open()
        var events: [NaiveConsent.Event] = []
        try ledger.forEachEntry { number, entry in
            events.append(.init(number: number, time: try ledger.sealedAt(number), entry: entry))
        }
        try ledger.close()
        return events
    }
}

extension ClinicLedger {
    func previous(_ patient: UInt64) throws -> UInt64 { try statements(of: patient).last?.number ?? patient }
}
