internal import LedgerEngine
internal import MerkleLog

/// What is wrong with the secret keys of a node, which its next block, or the next package for it, would show too late.
///
/// A copy without any of a node's own keys is a reader's, and nothing is missing from it.
struct KeyExamination {
    let keyFiles: KeyFiles
    let membership: Membership

    /// - Parameter key: the ledger's.
    func findings(key: VerifierKey) throws -> [Finding] {
        let own: [KeyFiles.Name] = [.checkpoint, .member, .sealing]
        guard try own.contains(where: { try keyFiles.exists($0) }) else { return [] }
        var findings: [Finding] = []
        func examine(_ name: KeyFiles.Name, _ isRight: () throws -> Bool) throws {
            let place = LedgerPlace(file: keyFiles.path(name))
            do {
                if try !isRight() { findings.append(Finding("keys.foreign", place)) }
            } catch let error as MedicalError {
                findings.append(Finding(error.code == "keyMissing" ? "keys.missing" : "keys.malformed", place))
            }
        }
        try examine(.checkpoint) { try keyFiles.checkpointSigner().verifierKey == key }
        var member: Membership.Subject?
        try examine(.member) {
            member = membership.owner(ofSigningKey: try keyFiles.memberKey())
            return member != nil
        }
        // Between two keys, and after a foreign one, nobody knows which it should be.
        guard let member, try !keyFiles.hasMemberDraft(), let sealing = member.sealingKey(below: .max) else {
            return findings
        }
        try examine(.sealing) {
            guard let found = try keyFiles.sealingKey() else { throw keyFiles.missing(.sealing) }
            return found.publicKey == sealing
        }
        // Without it records cannot be read; who has it not sees so in what was verified.
        if try !keyFiles.exists(.vault) {
            findings.append(Finding("keys.missing", LedgerPlace(file: keyFiles.path(.vault))))
        }
        return findings
    }
}
