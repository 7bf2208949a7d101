import ArgumentParser
import MedicalLedger

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where passphrases and key files come from: files that are named, or the terminal; never an argument or a variable itself.
enum SecretInput {
    private static let passphraseLimit = 1024
    private static let passphraseVariable = "CLINICLEDGER_PASSPHRASE_FILE"
    private static let keyFileVariable = "CLINICLEDGER_KEY_FILE"

    /// The files that a command's options name.
    struct Files {
        var passphrase: String?
        var key: String?

        /// What to seal with; nil where no file is named.
        func protection() throws -> KeyProtection? {
            if passphrase != nil && key != nil { throw ValidationError(say("error.oneOfPassphraseKeyFile")) }
            if let passphrase { return try .passphrase(readPassphrase(passphrase)) }
            return try key.map { try .keyFile(readKeyFile($0)) }
        }

        /// Those of the environment where the options name none.
        var orOfEnvironment: Files {
            if passphrase != nil || key != nil { return self }
            return Files(
                passphrase: Speech.environment(passphraseVariable), key: Speech.environment(keyFileVariable))
        }

        /// What opens sealed keys: the named file, else what a person types.
        var unlock: Unlock {
            let passphrase = passphrase ?? Speech.environment(passphraseVariable)
            let key = key ?? Speech.environment(keyFileVariable)
            return { kind, file in
                switch kind {
                case .passphrase:
                    if let passphrase { return try readPassphrase(passphrase) }
                    return try Terminal.ask(say("keys.ask", ["file": file]))
                        ?? { throw MedicalError("passphraseMissing", .permission, ["file": file]) }()
                case .keyFile:
                    guard let key else { throw MedicalError("keyFileMissing", .permission, ["file": file]) }
                    return try readKeyFile(key)
                }
            }
        }
    }

    /// What opens a person's key file: the named file, else what the person types; never what opens the ledger's keys.
    static func unlockOfPerson(passphrase: String?) -> Unlock {
        { _, file in
            if let passphrase { return try readPassphrase(passphrase) }
            return try Terminal.ask(say("keys.askPerson", ["file": file]))
                ?? { throw MedicalError("personPassphraseNotGiven", .permission, ["file": file]) }()
        }
    }

    /// A new passphrase, typed twice.
    static func newPassphrase(for file: String) throws -> KeyProtection { try .passphrase(typedTwice(for: file)) }

    /// A new password: of the named file, else typed twice.
    static func newPassword(_ path: String?, for account: String) throws -> Secret {
        try path.map(readPassphrase) ?? typedTwice(for: say("account.asks", ["name": account]))
    }

    private static func typedTwice(for file: String) throws -> Secret {
        guard let first = try Terminal.ask(say("keys.askNew", ["file": file])),
            let second = try Terminal.ask(say("keys.askAgain"))
        else { throw MedicalError("newPassphraseMissing", .permission, ["file": file]) }
        guard Secret.areEqual(first, second) else { throw MedicalError("passphrasesDiffer", .refused) }
        return first
    }

    /// What a person types where everybody may see it; nil where there is no terminal.
    static func askOpenly(_ question: String) throws -> String? {
        try Terminal.ask(question, isSecret: false)?.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The first line of a file: editors end it with a line break, which is no part of the passphrase.
    private static func readPassphrase(_ path: String) throws -> Secret {
        var bytes = try InputFile.read(path, limit: passphraseLimit)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        return Secret(takingOver: &bytes)
    }

    private static func readKeyFile(_ path: String) throws -> Secret {
        var bytes = try InputFile.read(path, limit: passphraseLimit)
        return Secret(takingOver: &bytes)
    }
}

/// The terminal of the person who runs the command, whatever standard input is.
private enum Terminal {
    /// Asks, without showing what is typed where it is secret; nil where there is no terminal.
    static func ask(_ question: String, isSecret: Bool = true) throws -> Secret? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else { return nil }
        var quiet = before
        // Signals too are read as characters: one that ended the process would leave the terminal without echo.
        if isSecret { quiet.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG) }
        guard tcsetattr(terminal, TCSAFLUSH, &quiet) == 0 else { return nil }
        var typed: [UInt8] = []
        // Room for all of it at once: an array that grows leaves its old bytes behind.
        typed.reserveCapacity(limit)
        let isInterrupted: Bool
        do {
            defer { tcsetattr(terminal, TCSAFLUSH, &before) }
            try Console.write(Array(question.utf8), to: terminal, file: "/dev/tty")
            isInterrupted = readLine(terminal, into: &typed)
            if isSecret { try Console.write([UInt8(ascii: "\n")], to: terminal, file: "/dev/tty") }
        }
        let secret = Secret(takingOver: &typed)
        if isInterrupted { throw ExitCode(130) }
        return secret
    }

    private static let limit = 1024

    /// Reads up to the end of the line; says whether the person interrupted it.
    private static func readLine(_ terminal: Int32, into typed: inout [UInt8]) -> Bool {
        var character: UInt8 = 0
        while true {
            let count = read(terminal, &character, 1)
            if count < 0 && errno == EINTR { continue }
            guard count == 1 else { return typed.isEmpty }
            switch character {
            case 3, 28: return true
            case 4, 10, 13: return false
            case 8, 127:
                // A character of several bytes goes as a whole.
                while let last = typed.popLast(), last & 0xC0 == 0x80 {}
            case 21: typed.removeAll(keepingCapacity: true)
            default: if typed.count < limit { typed.append(character) }
            }
        }
    }
}
