import SegmentStore
import Testing

@Suite struct `The disk` {
    private let directory = TemporaryDirectory()
    private let disk = DiskFileSystem()

    private func code(_ body: () throws -> Void) -> StoreError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? StoreError)?.code
        }
    }

    @Test func `gives back what was written`() throws {
        let file = try disk.open(directory["a"], .createNew(.private))
        try file.write([1, 2, 3], at: 0)
        try file.write([4], at: 6)
        try file.sync()
        #expect(try file.readBytes(at: 0, count: 100) == [1, 2, 3, 0, 0, 0, 4])
        #expect(try file.readBytes(at: 5, count: 2) == [0, 4])
        #expect(try file.readBytes(at: 7, count: 2) == [])
        #expect(try file.readBytes(at: .max, count: 2) == [])
        #expect(try file.readBytes(at: 0, count: .max) == [1, 2, 3, 0, 0, 0, 4])
        try file.truncate(to: 2)
        #expect(try disk.size(of: directory["a"]) == 2)
        #expect(try disk.map(directory["a"], .random).withBytes { Array($0) } == [1, 2])
        #expect(code { try file.write([1], at: .max) } == .limit)
    }

    @Test func `names every refusal`() throws {
        #expect(code { _ = try disk.open(directory["none"], .read) } == .notFound)
        #expect(code { _ = try disk.open(directory["none"], .write) } == .notFound)
        #expect(code { _ = try disk.map(directory["none"], .random) } == .notFound)
        #expect(code { _ = try disk.list(directory["none"]) } == .notFound)
        #expect(code { try disk.remove(directory["none"]) } == .notFound)
        #expect(code { try disk.rename(directory["none"], to: directory["b"]) } == .notFound)
        #expect(code { try disk.syncDirectory(directory["none"]) } == .notFound)
        #expect(code { _ = try disk.size(of: directory["none"]) } == .notFound)
        try write([1], to: directory["a"])
        #expect(code { _ = try disk.open(directory["a"], .createNew(.private)) } == .exists)
        #expect(code { try disk.createDirectory(directory["a"], access: .private) } == .exists)
        let readOnly = try disk.open(directory["a"], .read)
        let error = #expect(throws: StoreError.self) { try readOnly.write([1], at: 5) }
        #expect(error?.reason == "write")
        #expect(error?.file == directory["a"])
        #expect(error?.errorNumber != nil)
    }

    @Test func `keeps a handle whose write failed shut`() throws {
        let file = try disk.open("/dev/full", .write)
        #expect(code { try file.write([1], at: 0) } == .diskFull)
        #expect(code { try file.write([1], at: 0) } == .handleFailed)
        #expect(code { try file.sync() } == .handleFailed)
        #expect(code { try file.truncate(to: 0) } == .handleFailed)
    }

    @Test func `lists names sorted and creates with the permissions asked for`() throws {
        try disk.createDirectory(directory["d"], access: .private)
        try disk.createDirectory(directory["d"], access: .private)
        for name in ["b", "a", "ü"] { _ = try disk.open(directory["d/" + name], .create(.private)) }
        _ = try disk.open(directory["d/c"], .create(.shared))
        #expect(try disk.list(directory["d"]) == ["a", "b", "c", "ü"])
        #expect(permissions(of: directory["d"]) == 0o700)
        #expect(permissions(of: directory["d/a"]) == 0o600)
        #expect(permissions(of: directory["d/c"]) & 0o644 == permissions(of: directory["d/c"]))
        #expect(try disk.exists(directory["d/a"]))
        #expect(try !disk.exists(directory["d/x"]))
        #expect(try !disk.exists(directory["d/a/x"]))
        try disk.remove(directory["d/a"])
        #expect(try !disk.exists(directory["d/a"]))
    }

    @Test func `refuses a lock taken twice, and gives it again once released`() throws {
        var lock: (any FileLock)? = try disk.lock(directory["lock"], access: .private)
        #expect(code { _ = try disk.lock(directory["lock"], access: .private) } == .locked)
        withExtendedLifetime(lock) {}
        lock = nil
        #expect(code { _ = try disk.lock(directory["lock"], access: .private) } == nil)
    }

    @Test func `replaces a file in one step, past a leftover of a crash`() throws {
        try write([9, 9, 9], to: directory["checkpoint.tmp"])
        try disk.atomicReplace(directory["checkpoint"], with: [1], access: .shared)
        try disk.atomicReplace(directory["checkpoint"], with: [2, 3], access: .shared)
        #expect(try readFile(directory["checkpoint"]) == [2, 3])
        #expect(try disk.list(directory.path) == ["checkpoint"])
        #expect(code { _ = try disk.readAll(directory["checkpoint"], limit: 1) } == .limit)
    }

    @Test func `keeps the old file when any step of a replacement fails`() throws {
        let steps = try FaultyFileSystem.countCalls { fileSystem in
            try fileSystem.atomicReplace(directory["c"], with: [1], access: .private)
        }
        #expect(steps >= 5)
        for step in 0..<steps {
            try write([7], to: directory["c"])
            let faulty = FaultyFileSystem(failingCall: step)
            #expect(code { try faulty.atomicReplace(directory["c"], with: [1], access: .private) } == .diskFull)
            let content = try readFile(directory["c"])
            // Only after the last step, syncing the directory, may the new name stand.
            #expect(content == [7] || (step == steps - 1 && content == [1]))
        }
    }

    @Test func `maps an empty file, and keeps a removed one readable`() throws {
        try write([], to: directory["e"])
        #expect(try disk.map(directory["e"], .sequential).count == 0)
        try write([5, 6], to: directory["m"])
        let map = try disk.map(directory["m"], .random)
        try disk.remove(directory["m"])
        #expect(map.withBytes { $0[1] } == 6)
    }
}
