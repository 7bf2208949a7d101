import ArgumentParser
import HealthFormats
import MedicalLedger
import MerkleLog
import SegmentStore

/// The options of every command that makes a key file for a person.
struct NewKeyOptions: ParsableArguments {
    @Option(name: [.short, .long], help: .init(say("help.people.output"), valueName: "KEYFILE"))
    var output: String

    @Flag(help: .init(say("help.people.unprotected")))
    var unprotected = false

    @Option(help: .init(say("help.people.newPassphraseFile"), valueName: "FILE"))
    var newPassphraseFile: String?

    func validate() throws {
        if unprotected && newPassphraseFile != nil { throw ValidationError(say("error.oneOfUnprotectedPassphrase")) }
    }

    /// Makes keys, writes their file, and hands them to `body`, which tells the ledger of them.
    ///
    /// The file comes first: a key that the ledger names and nobody has would help nobody.
    func make(
        _ holder: PersonalKey.Holder, _ options: LedgerOptions,
        _ body: (ClinicLedger, PersonalKey) throws -> UInt64
    ) throws -> UInt64 {
        if InputFile.isInside(output, options.directory) {
            throw MedicalError("outputInLedger", .refused, ["file": output])
        }
        let environment = options.environment
        let ledger = try options.open(for: .writing)
        if try environment.fileSystem.exists(output) {
            throw MedicalError("keyFileThere", .cannotCreate, ["file": output])
        }
        let key = try PersonalKey.create(holder, origin: ledger.description.key.name)
        try key.write(to: output, protection: try protection(), in: environment.fileSystem)
        let entry: UInt64
        do {
            entry = try body(ledger, key)
        } catch let error as MedicalError {
            // It was refused; after any other error the ledger may know the key.
            try? environment.fileSystem.remove(output)
            throw error
        }
        try ledger.close()
        return entry
    }

    private func protection() throws -> KeyProtection? {
        if unprotected { return nil }
        if let named = try SecretInput.Files(passphrase: newPassphraseFile).protection() { return named }
        do {
            return try SecretInput.newPassphrase(for: output)
        } catch let error as MedicalError where error.code == "newPassphraseMissing" {
            throw MedicalError("personPassphraseMissing", .permission, ["file": output])
        }
    }
}

extension LedgerOptions {
    /// Opens the ledger for writing, does one thing, and closes it.
    func write<Result>(_ body: (ClinicLedger) throws -> Result) throws -> Result {
        let ledger = try open(for: .writing)
        let result = try body(ledger)
        try ledger.close()
        return result
    }

    /// Says what was done in which entry.
    func report(_ code: String, entry: UInt64, _ values: [String: String] = [:]) throws {
        if isJSON {
            var json = JSONWriter(isIndented: true)
            json.object { $0.member("entry", entry) }
            return try Console.print(json.text)
        }
        try Console.print(say(code, values.merging(["entry": String(entry)]) { first, _ in first }).printable)
    }
}

extension Membership.Subject {
    /// What to say of somebody's state, as a code and in words.
    var state: (code: String, words: String) {
        let code =
            if isSuspended(below: .max) {
                "suspended"
            } else if isCompromised(signingKey(below: .max)) {
                "compromised"
            } else if !isValid(at: Environment.system.clock()) {
                "expired"
            } else {
                "active"
            }
        return (code, say("people.state.\(code)"))
    }

    /// What both listings say of somebody in JSON.
    func write(into json: inout JSONWriter) {
        json.member("state", state.code)
        json.member("signingKey", Base64.encode(signingKey(below: .max)))
        json.member("sealingKey", sealingKey(below: .max).map { Base64.encode($0) })
        json.member("lastStatement", last)
    }
}
