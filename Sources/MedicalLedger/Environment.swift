internal import LedgerCrypto
package import LedgerEngine
internal import MerkleLog
package import SegmentStore

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// What a ledger takes from the outside: disk, clock and randomness enter as values when it is opened.
package struct Environment: Sendable {
    /// The door to the disk.
    package var fileSystem: any FileSystem
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var clock: @Sendable () -> UInt64
    /// Unpredictable bytes.
    package var randomBytes: @Sendable (Int) throws -> [UInt8]
    /// Asked for what opens sealed keys, once for an opening.
    package var unlock: Unlock
    /// Where this machine keeps the marks of the ledgers that it writes to, outside of any; nil to keep none.
    package var stateDirectory: String?
    /// Whether a ledger that was put back to an older state, or whose vault was, is taken as it is.
    package var acceptsLoss = false

    /// The mark of the ledger with that key; nil where none are kept.
    func mark(of key: VerifierKey) -> HighWaterMark? {
        stateDirectory.map { HighWaterMark(of: key, in: $0, on: fileSystem) }
    }

    /// Waits ten milliseconds: what another process does in passing is over then.
    package var pause: @Sendable () -> Void = { usleep(10_000) }
    /// When new files are begun.
    package var sizes = LedgerSizes()

    package init(
        fileSystem: any FileSystem, clock: @escaping @Sendable () -> UInt64,
        randomBytes: @escaping @Sendable (Int) throws -> [UInt8], unlock: @escaping Unlock = cannotUnlock
    ) {
        self.fileSystem = fileSystem
        self.clock = clock
        self.randomBytes = randomBytes
        self.unlock = unlock
    }

    /// Knows no passphrase and no key file.
    package static let cannotUnlock: Unlock = { kind, file in
        switch kind {
        case .passphrase: throw MedicalError("passphraseMissing", .permission, ["file": file])
        case .keyFile: throw MedicalError("keyFileMissing", .permission, ["file": file])
        }
    }

    /// The machine's own.
    package static let system = Environment(
        fileSystem: DiskFileSystem(),
        clock: {
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            return UInt64(max(0, now.tv_sec)) * 1000 + UInt64(now.tv_nsec) / 1_000_000
        },
        randomBytes: { try SystemRandom.bytes($0) })
}

extension Environment {
    /// Tells the allocator to keep what threads free for all of them; to be called first, before there are threads.
    ///
    /// glibc else keeps memory apart for each thread, and an import, which makes buffers in one and frees them in another,
    /// takes a third more.
    package static func shareFreedMemory() {
        #if canImport(Glibc)
        // <malloc.h> is in no module that Swift sees.
        guard let symbol = dlsym(nil, "mallopt") else { return }
        let mallopt = unsafeBitCast(symbol, to: (@convention(c) (Int32, Int32) -> Int32).self)
        let arenaMax: Int32 = -8
        _ = mallopt(arenaMax, 2)
        #endif
    }
}

/// A point in time as people and files write it.
package enum Timestamp {
    /// RFC 3339 in UTC to the second, such as `2026-01-31T08:00:00Z`.
    ///
    /// - Parameter milliseconds: since 1970-01-01T00:00:00Z.
    package static func text(_ milliseconds: UInt64) -> String {
        let seconds = milliseconds / 1000
        let (year, month, day) = civil(daysSince1970: Int(seconds / 86400))
        let time = seconds % 86400
        func padded(_ value: Int, _ width: Int = 2) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = "\(padded(year, 4))-\(padded(month))-\(padded(day))"
        return "\(date)T\(padded(Int(time / 3600))):\(padded(Int(time / 60 % 60))):\(padded(Int(time % 60)))Z"
    }

    /// The Gregorian date of a day, by counting 400-year eras that begin on 1 March.
    private static func civil(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
