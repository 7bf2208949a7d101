import SegmentStore
import Synchronization
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the disk does when signals interrupt calls, and when calls do a part of what they were asked for.
@Suite struct `A disk whose calls are interrupted` {
    private let directory = TemporaryDirectory()

    /// Counts calls, and lets chance interrupt them.
    private final class Chance: Sendable {
        private let state = Mutex((random: SeededGenerator(seed: 7), interrupted: 0, short: 0))
        var interrupted: Int { state.withLock { $0.interrupted } }
        var short: Int { state.withLock { $0.short } }

        /// Leaves EINTR and says so, in two of three cases.
        func interrupts() -> Bool {
            let isInterrupted = state.withLock { state in
                let isInterrupted = Int.random(in: 0..<3, using: &state.random) > 0
                state.interrupted += isInterrupted ? 1 : 0
                return isInterrupted
            }
            if isInterrupted { errno = EINTR }
            return isInterrupted
        }

        /// How much of so many bytes a call takes, at least one.
        func part(of count: Int) -> Int {
            state.withLock { state in
                let part = Int.random(in: min(1, count)...count, using: &state.random)
                state.short += part < count ? 1 : 0
                return part
            }
        }
    }

    private func interrupted(by chance: Chance) -> DiskFileSystem {
        let system = SystemCalls.system
        var calls = system
        calls.open = { chance.interrupts() ? -1 : system.open($0, $1, $2) }
        calls.read = { chance.interrupts() ? -1 : system.read($0, $1, chance.part(of: $2), $3) }
        calls.write = { chance.interrupts() ? -1 : system.write($0, $1, chance.part(of: $2), $3) }
        calls.truncate = { chance.interrupts() ? -1 : system.truncate($0, $1) }
        calls.lock = { chance.interrupts() ? -1 : system.lock($0) }
        return DiskFileSystem(calling: calls)
    }

    private func error(_ body: () throws -> Void) -> StoreError? {
        do { try body() } catch { return error as? StoreError }
        return nil
    }

    @Test func `writes and reads every byte all the same`() throws {
        let chance = Chance()
        let disk = interrupted(by: chance)
        var random = SeededGenerator(seed: 3)
        for round in 0..<40 {
            let path = directory["file-\(round)"]
            let bytes = random.bytes(Int.random(in: 0..<3000, using: &random))
            // Of its own: a process that another test starts just now may hold a copy of the last one for a moment.
            let lockPath = directory["lock-\(round)"]
            let lock = try disk.lock(lockPath, access: .private)
            try disk.atomicReplace(path, with: bytes, access: .private)
            #expect(error { _ = try disk.lock(lockPath, access: .private) }?.code == .locked)
            withExtendedLifetime(lock) {}
            #expect(try disk.readAll(path, limit: 4000) == bytes)
            #expect(try disk.map(path, .random).withBytes { Array($0) } == bytes)
            let file = try disk.open(path, .write)
            try file.write([1, 2, 3], at: 5000)
            try file.truncate(to: 5002)
            #expect(try readFile(path) == bytes + [UInt8](repeating: 0, count: 5000 - bytes.count) + [1, 2])
        }
        #expect(chance.interrupted > 300 && chance.short > 100)
    }

    @Test(arguments: [EINTR, EIO, ENOSPC, EDQUOT])
    func `never syncs again what was not synced`(_ number: Int32) throws {
        let count = Mutex(0)
        var calls = SystemCalls.system
        // Whoever asks again is told that all is well.
        let failing: @Sendable (Int32) -> Int32 = { _ in
            let isFirst = count.withLock { count in
                count += 1
                return count == 1
            }
            guard isFirst else { return 0 }
            errno = number
            return -1
        }
        (calls.syncBytes, calls.syncNames) = (failing, failing)
        let disk = DiskFileSystem(calling: calls)
        let file = try disk.open(directory["a"], .create(.private))
        try file.write([1], at: 0)
        let found = error { try file.sync() }
        #expect(found?.errorNumber == number)
        #expect(found?.code == (number == ENOSPC || number == EDQUOT ? .diskFull : .failed))
        for attempt in [{ try file.sync() }, { try file.write([1], at: 0) }, { try file.truncate(to: 0) }] {
            #expect(error(attempt)?.code == .handleFailed)
        }
        #expect(count.withLock { $0 } == 1)
        count.withLock { $0 = 0 }
        #expect(error { try disk.syncDirectory(directory.path) }?.errorNumber == number)
        #expect(count.withLock { $0 } == 1)
    }

    @Test func `does not rename twice`() throws {
        var calls = SystemCalls.system
        calls.rename = { old, new in
            // Done, and then interrupted.
            _ = SystemCalls.system.rename(old, new)
            errno = EINTR
            return -1
        }
        try write([1], to: directory["a"])
        let found = error { try DiskFileSystem(calling: calls).rename(directory["a"], to: directory["b"]) }
        #expect(found?.errorNumber == EINTR)
        #expect(try readFile(directory["b"]) == [1])
    }

    @Test(arguments: [(0, EIO, StoreError.Code.failed), (-1, ENOSPC, .diskFull), (-1, EFBIG, .failed)])
    func `a write that stops in the middle has failed`(_ result: Int, _ number: Int32, _ code: StoreError.Code) throws {
        let isFirst = Mutex(true)
        var calls = SystemCalls.system
        calls.write = { descriptor, bytes, count, offset in
            let goesOn = isFirst.withLock { isFirst in
                defer { isFirst = false }
                return isFirst
            }
            if goesOn { return SystemCalls.system.write(descriptor, bytes, count / 2, offset) }
            errno = number
            return result
        }
        let file = try DiskFileSystem(calling: calls).open(directory["a"], .create(.private))
        let found = error { try file.write([1, 2, 3, 4], at: 0) }
        #expect(found?.code == code && found?.errorNumber == number)
        #expect(error { try file.write([1], at: 0) }?.code == .handleFailed)
        #expect(try readFile(directory["a"]) == [1, 2])
    }
}
