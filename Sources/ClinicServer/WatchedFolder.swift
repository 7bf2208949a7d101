internal import HealthFormats
internal import Logging
internal import MedicalLedger
internal import Wording

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A folder whose files are imported as they come.
///
/// A file that went in whole moves to `done/`. One of which anything was refused moves to `rejected/`, with what and why in a file of
/// the same name and `.reasons.txt`; what was good of it is on the ledger, so that the whole file can be mended and dropped
/// again. While the ledger cannot be written to, files stay where they are.
struct WatchedFolder: Sendable {
    /// What names a file that somebody is still writing.
    private static let draftSuffixes = [".part", ".partial", ".filepart", ".crdownload", ".tmp", ".swp", "~"]

    let directory: String
    let desk: LedgerDesk
    let log: Logger
    let language: Wording.Language
    /// How long a file must not have changed, where the system does not tell who writes.
    var settleTime = Duration.seconds(5)
    /// How often the folder is looked at.
    var interval = Duration.seconds(1)

    /// What a file looked like, and since when.
    private struct Sight {
        var look: Look
        var since: ContinuousClock.Instant
    }

    private struct Look: Equatable {
        let inode: UInt64
        let byteCount: Int64
        let changed: Int
        let changedNanoseconds: Int
    }

    /// Makes the folders that files move to.
    ///
    /// - Throws: `folderUnusable`.
    func prepare() throws {
        // Whoever opens a file while it is looked at breaks our lease, of which the system tells by a signal that ends the process.
        signal(SIGIO, SIG_IGN)
        for folder in [directory, directory + "/done", directory + "/rejected"] {
            if mkdir(folder, 0o700) != 0, errno != EEXIST { throw Self.error(folder) }
        }
        guard let listing = opendir(directory) else { throw Self.error(directory) }
        closedir(listing)
    }

    /// Looks again and again, until its task is cancelled.
    func run() async {
        var sights: [String: Sight] = [:]
        while !Task.isCancelled {
            await look(&sights)
            try? await Task.sleep(for: interval)
        }
    }

    /// Imports what is whole.
    private func look(_ sights: inout [String: Sight]) async {
        let names = names()
        sights = sights.filter { names.contains($0.key) }
        for name in names {
            if Task.isCancelled { return }
            guard let look = Self.look(at: directory + "/" + name) else { continue }
            let now = ContinuousClock.now
            if sights[name]?.look != look {
                sights[name] = Sight(look: look, since: now)
                continue
            }
            guard let since = sights[name]?.since else { continue }
            switch Self.isBeingWritten(directory + "/" + name) {
            case true?: sights[name]?.since = now
            case nil where now - since < settleTime: continue
            default: if await take(name) { sights[name] = nil }
            }
        }
    }

    /// - Returns: whether the file has moved.
    private func take(_ name: String) async -> Bool {
        let path = directory + "/" + name
        do {
            let outcome = try await desk.take(file: path)
            if outcome.counts.rejected == 0 {
                return move(name, to: "done")
            }
            var reasons = outcome.refused.filter { !$0.isRemark }.map {
                "\($0.place.words(in: language)): \($0.reason.words(in: language))"
            }
            if outcome.counts.rejected > reasons.count {
                let more = ["count": String(outcome.counts.rejected - reasons.count)]
                reasons.append(Wording.text("import.moreRejected", more, in: language))
            }
            return reject(name, reasons)
        } catch let error as MedicalError where error.isOfInput {
            return reject(name, [Refusal.sentence(error, in: language)])
        } catch {
            log.error("folder: a file waits", metadata: ["why": "\(LogWords.of(error))"])
            return false
        }
    }

    private func reject(_ name: String, _ reasons: [String]) -> Bool {
        guard let moved = place(for: name, in: "rejected") else { return false }
        // The reasons first: a file is never there without them.
        let path = moved + ".reasons.txt"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return failed(path) }
        let bytes = Array((reasons.joined(separator: "\n") + "\n").utf8)
        let count = write(descriptor, bytes, bytes.count)
        close(descriptor)
        guard count == bytes.count else { return failed(path) }
        return move(name, to: "rejected", as: moved)
    }

    private func move(_ name: String, to folder: String, as path: String? = nil) -> Bool {
        guard let path = path ?? place(for: name, in: folder) else { return false }
        return rename(directory + "/" + name, path) == 0 ? true : failed(path)
    }

    /// A name that is free: one of the same name may have come before.
    private func place(for name: String, in folder: String) -> String? {
        for number in 1...100_000 {
            let path = "\(directory)/\(folder)/\(name)" + (number == 1 ? "" : ".\(number)")
            if access(path, F_OK) != 0 { return path }
        }
        return nil
    }

    /// - Returns: false.
    private func failed(_ path: String) -> Bool {
        log.error("folder: cannot write", metadata: ["why": "\(String(cString: strerror(errno)))"])
        return false
    }

    // MARK: - The folder

    /// The names of files that may be whole, in order.
    private func names() -> [String] {
        guard let listing = opendir(directory) else {
            log.error("folder: cannot be read", metadata: ["why": "\(String(cString: strerror(errno)))"])
            return []
        }
        defer { closedir(listing) }
        var names: [String] = []
        while let item = readdir(listing) {
            let name = withUnsafePointer(to: &item.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let isDraft = Self.draftSuffixes.contains { name.lowercased().hasSuffix($0) }
            if !name.hasPrefix("."), !name.hasPrefix("~"), !isDraft { names.append(name) }
        }
        return names.sorted()
    }

    /// A plain file as it is now; nil for anything else.
    private static func look(at path: String) -> Look? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        #if canImport(Darwin)
        let time = status.st_mtimespec
        #else
        let time = status.st_mtim
        #endif
        return Look(
            inode: UInt64(status.st_ino), byteCount: Int64(status.st_size), changed: Int(time.tv_sec),
            changedNanoseconds: Int(time.tv_nsec))
    }

    /// Whether somebody has a file open for writing; nil where the system does not say.
    ///
    /// Linux gives a lease for reading only while nobody has.
    private static func isBeingWritten(_ path: String) -> Bool? {
        #if os(Linux)
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let (setLease, readLease, noLease): (Int32, Int32, Int32) = (1024, 0, 2)
        if fcntl(descriptor, setLease, readLease) == 0 {
            _ = fcntl(descriptor, setLease, noLease)
            return false
        }
        return errno == EAGAIN ? true : nil
        #else
        return nil
        #endif
    }

    private static func error(_ path: String) -> MedicalError {
        MedicalError("folderUnusable", .cannotCreate, ["file": path, "cause": String(cString: strerror(errno))])
    }
}
