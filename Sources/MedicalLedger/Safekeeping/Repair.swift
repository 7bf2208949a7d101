internal import LedgerCrypto
package import LedgerEngine
internal import SegmentStore

/// Repairs what can be had again: the index from the chain, damaged segments of the chain from another copy.
package struct Repair {
    /// A segment that was looked at.
    package struct Segment: Sendable {
        /// Its file.
        package let file: String
        /// What was wrong.
        package let findings: [Finding]
        /// Where the damaged one was set aside; nil where the other copy does not have it whole either.
        package var setAside: String?
    }

    /// Makes the index anew.
    package static func index(of directory: String, environment: Environment) throws {
        let files = LedgerFiles(directory: directory)
        let fileSystem = environment.fileSystem
        do {
            let lock = try fileSystem.lock(files.lock, access: .shared)
            defer { withExtendedLifetime(lock) {} }
            guard try fileSystem.exists(files.index) else { return }
            for name in try fileSystem.list(files.index) { try fileSystem.remove(files.index + "/" + name) }
        }
        try ClinicLedger.open(directory, for: .writing, environment: environment).close()
    }

    /// Puts segments of another copy, a ledger or a backup, in the place of those that are damaged or missing.
    ///
    /// The copy need not be trusted: a segment stays only if the chain with it is what the checkpoint says, block by block. What was
    /// there is kept under another name. Nothing is signed.
    ///
    /// - Returns: each segment that was damaged, with what became of it.
    /// - Throws: `repairCheckpoint` where the checkpoint itself is damaged: nothing says then what is right.
    package static func chain(
        of directory: String, from source: String, environment: Environment
    ) throws -> [Segment] {
        let files = LedgerFiles(directory: directory)
        let fileSystem = environment.fileSystem
        let lock = try fileSystem.lock(files.lock, access: .shared)
        defer { withExtendedLifetime(lock) {} }
        var segments: [Segment] = []
        for (file, findings) in try damage(files, environment) {
            var segment = Segment(file: file, findings: findings)
            segment.setAside = try replace(file, from: source, files, environment)
            segments.append(segment)
        }
        return segments
    }

    /// The findings of the chain by segment, ascending.
    private static func damage(
        _ files: LedgerFiles, _ environment: Environment
    ) throws -> [(file: String, findings: [Finding])] {
        let description = try LedgerDescription.read(files, in: environment.fileSystem)
        var chain = ChainVerifier(files, in: environment.fileSystem, key: description.key, isQuick: false)
        try chain.run()
        var found: [String: [Finding]] = [:]
        let missing = try missingSegments(files, environment)
        for finding in chain.findings {
            guard let file = finding.place.file, file != files.checkpoint else {
                // That the chain is too short is said of the checkpoint, but is the last segment's.
                guard finding.code == "checkpoint.treeSize" || finding.code == "checkpoint.rootMismatch" else {
                    throw MedicalError("repairCheckpoint", .damaged, ["file": files.checkpoint])
                }
                continue
            }
            // A segment that is missing is noticed at the next one.
            if finding.code != "segment.missing", file.hasPrefix(files.chain) {
                found[file, default: []].append(finding)
            }
        }
        for file in missing { found[file] = [Finding("segment.missing", LedgerPlace(file: file))] }
        if found.isEmpty, chain.findings.contains(where: { $0.code.hasPrefix("checkpoint.") }),
            let last = try SegmentName.list(files.chain, in: environment.fileSystem).last
        {
            let file = files.chain + "/" + SegmentName.text(last)
            found[file] = chain.findings
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Segments that the block table names and that are not there.
    private static func missingSegments(_ files: LedgerFiles, _ environment: Environment) throws -> [String] {
        let fileSystem = environment.fileSystem
        let present = try fileSystem.exists(files.chain) ? SegmentName.list(files.chain, in: fileSystem) : []
        return try ChainVerifier.segmentsInTables(files, fileSystem).filter { !present.contains($0) }
            .map { files.chain + "/" + SegmentName.text($0) }
    }

    /// Puts the copy of one segment in its place, if it is whole.
    ///
    /// - Returns: where the one before is now, the file itself where there was none; nil where it stayed.
    private static func replace(
        _ file: String, from source: String, _ files: LedgerFiles, _ environment: Environment
    ) throws -> String? {
        let fileSystem = environment.fileSystem
        let candidate = source + file.dropFirst(files.directory.count)
        guard try fileSystem.exists(candidate) else { return nil }
        let aside = file + ".damaged-" + Hexadecimal.text(try environment.randomBytes(4))
        let draft = file + ".new"
        if try fileSystem.exists(draft) { try fileSystem.remove(draft) }
        try fileSystem.copy(candidate, to: draft, byteCount: try fileSystem.size(of: candidate), access: .shared)
        let wasThere = try fileSystem.exists(file)
        if wasThere { try fileSystem.rename(file, to: aside) }
        try fileSystem.rename(draft, to: file)
        try fileSystem.syncDirectory(files.chain)
        let isWhole = try !damage(files, environment).contains { $0.file == file }
        if isWhole { return wasThere ? aside : file }
        // No better than the one that was there.
        try fileSystem.remove(file)
        if wasThere { try fileSystem.rename(aside, to: file) }
        try fileSystem.syncDirectory(files.chain)
        return nil
    }
}
