/// One person as of a place of the chain: the pseudonyms that are linked there, and what was said about each before it.
struct Person {
    /// The statements about each pseudonym before the place, ascending.
    let logs: [UInt64: [PatientStatement]]
    /// The place: nothing from this entry on is counted.
    let size: UInt64

    /// Follows the links that were not undone.
    ///
    /// - Parameter statements: gives all statements about a patient, ascending.
    init(
        of patient: UInt64, below size: UInt64, statements: (UInt64) throws -> [PatientStatement]
    ) rethrows {
        var logs: [UInt64: [PatientStatement]] = [:]
        var next = [patient]
        while let pseudonym = next.popLast() {
            guard logs[pseudonym] == nil else { continue }
            let before = try statements(pseudonym).filter { $0.number < size }
            logs[pseudonym] = before
            next += PatientRights.linked(with: pseudonym, by: before)
        }
        (self.logs, self.size) = (logs, size)
    }

    /// The pseudonyms, ascending.
    var pseudonyms: [UInt64] { logs.keys.sorted() }

    /// The keys in force, under whatever pseudonym.
    var keys: [[UInt8]] { pseudonyms.compactMap(key) }

    /// The pseudonyms that a key in force is bound to, ascending.
    var keyHolders: [UInt64] { pseudonyms.filter { key(under: $0) != nil } }

    /// The key in force that was bound to one pseudonym; nil where there is none.
    func key(under pseudonym: UInt64) -> [UInt8]? { logs[pseudonym]?.signingKey(of: pseudonym, below: size) }

    /// The key that somebody must sign with who speaks for the person: under any pseudonym, or as a guardian in force of any.
    ///
    /// - Parameter statements: gives the statements of a guardian.
    /// - Returns: nil where it is nobody who may, or who has no key.
    func key(
        ofAuthor author: UInt64, at time: UInt64, statements: (UInt64) throws -> [PatientStatement]
    ) rethrows -> [UInt8]? {
        if logs[author] != nil { return key(under: author) }
        let isGuardian = logs.contains { pseudonym, log in
            log.guardians(of: pseudonym, at: time, below: size)[author] != nil
        }
        return isGuardian ? try statements(author).signingKey(of: author, below: size) : nil
    }
}
