internal import LedgerCrypto
internal import LedgerEngine
internal import MerkleLog
internal import SegmentStore

/// The directory `accounts/` of a ledger: a file of 0600 for each account.
///
/// Accounts open a server's doors; what is on the chain needs none of them. Each change replaces one file in one durable step.
package struct Accounts: Sendable {
    private let files: LedgerFiles
    private let origin: KeyName
    private let environment: Environment
    private let log2Rounds: Int
    private static let suffix = ".account"

    /// - Parameter log2Rounds: the cost of a password; less than the default is for tests.
    package init(
        of directory: String, environment: Environment, log2Rounds: Int = KeyLock.defaultLog2Rounds
    ) throws {
        files = LedgerFiles(directory: directory)
        self.environment = environment
        self.log2Rounds = log2Rounds
        origin = try LedgerDescription.read(files, in: environment.fileSystem).key.name
    }

    private var directory: String { files.directory + "/accounts" }
    private func path(_ name: String) -> String { "\(directory)/\(name)\(Self.suffix)" }

    /// All accounts, by name.
    ///
    /// - Throws: `accountDamaged`.
    package func all() throws -> [Account] {
        guard try environment.fileSystem.exists(directory) else { return [] }
        return try environment.fileSystem.list(directory).filter { $0.hasSuffix(Self.suffix) }
            .map { try account(named: String($0.dropLast(Self.suffix.count))) }
    }

    /// One account.
    ///
    /// - Throws: `accountUnknown`, `accountDamaged`.
    package func account(named name: String) throws -> Account {
        // The name is a part of a path.
        guard Account.isName(name), try environment.fileSystem.exists(path(name)) else {
            throw MedicalError("accountUnknown", .refused, ["name": name])
        }
        let bytes = try environment.fileSystem.readAll(path(name), limit: Account.byteLimit)
        guard let account = Account(bytes), account.name == name else {
            throw MedicalError("accountDamaged", .damaged, ["file": path(name)])
        }
        return account
    }

    /// Whether an account is still what it was: not removed, nor given another password, role or key, by whichever process.
    package func isUnchanged(_ account: Account) throws -> Bool {
        do {
            return try self.account(named: account.name).encoded() == account.encoded()
        } catch let error as MedicalError where error.code == "accountUnknown" {
            return false
        }
    }

    /// Makes an account.
    ///
    /// - Parameter key: of the person; they bring it each time they sign in.
    /// - Throws: `accountExists`, `accountName`, `accountKeyMissing`, `accountKeyOther`, `passphraseTooShort`.
    @discardableResult package func add(
        _ name: String, role: Account.Role, key: PersonalKey?, password: Secret
    ) throws -> Account {
        let protection = try KeyProtection.passphrase(password, log2Rounds: log2Rounds)
        let account = try Account(
            name, role: role, origin: origin, created: Timestamp.text(environment.clock()),
            opened: .init(key: key), password: protection)
        try environment.fileSystem.createDirectories(directory, access: .private)
        do throws(StoreError) {
            try environment.fileSystem.createFile(path(name), with: account.encoded(), access: .private)
        } catch {
            guard error.code == .exists else { throw error }
            throw MedicalError("accountExists", .cannotCreate, ["name": name])
        }
        return account
    }

    /// Opens an account.
    ///
    /// Who there is cannot be told from the time: a name that is none costs as much as one that is.
    ///
    /// - Throws: `signInRefused`.
    package func open(_ name: String, password: Secret) throws -> (account: Account, opened: Account.Opened) {
        let refused = MedicalError("signInRefused", .permission)
        let found: Account
        do {
            found = try account(named: name)
        } catch let error as MedicalError where error.code == "accountUnknown" {
            let lock = KeyLock(
                kind: .passphrase, salt: [UInt8](repeating: 0, count: KeyLock.saltByteCount), log2Rounds: log2Rounds)
            _ = try lock.key(from: password)
            throw refused
        }
        guard let opened = try found.open(password) else { throw refused }
        return (found, opened)
    }

    /// Gives an account another password where the old one is lost, and with it what it opened: the person's key is needed again,
    /// and a second factor is gone.
    package func reset(_ name: String, key: PersonalKey?, password: Secret) throws {
        try replace(account(named: name), opened: .init(key: key), password: password)
    }

    /// Puts what an account opens under another password, or something else under the same.
    @discardableResult package func replace(
        _ account: Account, opened: Account.Opened, password: Secret
    ) throws -> Account {
        let changed = try Account(
            account.name, role: account.role, origin: origin, created: account.created, opened: opened,
            password: .passphrase(password, log2Rounds: log2Rounds))
        try environment.fileSystem.atomicReplace(
            path(account.name), with: changed.encoded(), access: .private)
        return changed
    }

    /// Removes an account.
    ///
    /// - Throws: `accountUnknown`.
    package func remove(_ name: String) throws {
        guard Account.isName(name), try environment.fileSystem.exists(path(name)) else {
            throw MedicalError("accountUnknown", .refused, ["name": name])
        }
        try environment.fileSystem.remove(path(name))
        try environment.fileSystem.syncDirectory(directory)
    }
}
