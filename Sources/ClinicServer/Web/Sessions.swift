internal import LedgerCrypto
internal import MedicalLedger
internal import Synchronization

/// Somebody who has signed in, for as long as they are there.
final class Session: Sendable {
    let account: String
    let role: Account.Role
    /// The account as it was signed in to; the session ends when it is another one.
    fileprivate let opened: Mutex<Account>
    /// Signs what they read; forgotten with the session.
    let key: PersonalKey?
    /// What a form of theirs carries, so that no other site can send one in their name.
    let formToken: String
    fileprivate let end: UInt64
    fileprivate let lastUse: Mutex<UInt64>

    fileprivate init(_ account: Account, key: PersonalKey?, formToken: String, now: UInt64) {
        (self.account, role, self.key, self.formToken) = (account.name, account.role, key, formToken)
        opened = Mutex(account)
        end = now + Sessions.longestMilliseconds
        lastUse = Mutex(now)
    }
}

/// Who has signed in.
///
/// They are known by 32 random bytes in a cookie; here is only a hash of them, and nothing of it on any disk: when the server
/// ends, so do all sessions.
final class Sessions: Sendable {
    /// Who does nothing for so long has gone.
    static let idleMilliseconds: UInt64 = 15 * 60_000
    /// Then one signs in again, busy or not.
    fileprivate static let longestMilliseconds: UInt64 = 10 * 3_600_000
    /// Sessions of one account; the one that was idle longest gives way.
    private static let perAccount = 8
    private static let maximumCount = 4096

    private let accounts: Accounts
    private let clock: @Sendable () -> UInt64
    private let all = Mutex<[Digest: Session]>([:])

    init(accounts: Accounts, clock: @escaping @Sendable () -> UInt64) {
        (self.accounts, self.clock) = (accounts, clock)
    }

    /// How many there are.
    var count: Int { all.withLock { $0.count } }

    /// Begins a session.
    ///
    /// - Returns: what the cookie says.
    func begin(_ account: Account, key: PersonalKey?) throws -> (session: Session, cookie: String) {
        let cookie = Hexadecimal.text(try SystemRandom.bytes(32))
        let session = Session(
            account, key: key, formToken: Hexadecimal.text(try SystemRandom.bytes(16)), now: clock())
        let now = clock()
        all.withLock { all in
            all = all.filter { Self.isAlive($0.value, now) }
            var rivals = all.filter { $0.value.account == account.name }
            while rivals.count >= Self.perAccount || all.count >= Self.maximumCount {
                let pool = rivals.count >= Self.perAccount ? rivals : all
                guard let oldest = pool.min(by: { Self.lastUse($0.value) < Self.lastUse($1.value) }) else { break }
                all[oldest.key] = nil
                rivals[oldest.key] = nil
            }
            all[Self.name(cookie)] = session
        }
        return (session, cookie)
    }

    /// The session that a cookie names, which is used by that; it ends with the account it belongs to.
    ///
    /// - Throws: what reading the account's file throws; the session then waits for better times.
    func session(named cookie: String) throws -> Session? {
        let (name, now) = (Self.name(cookie), clock())
        let found = all.withLock { all -> Session? in
            guard let session = all[name] else { return nil }
            guard Self.isAlive(session, now) else {
                all[name] = nil
                return nil
            }
            session.lastUse.withLock { $0 = max($0, now) }
            return session
        }
        guard let found else { return nil }
        guard try accounts.isUnchanged(found.opened.withLock { $0 }) else {
            all.withLock { $0[name] = nil }
            return nil
        }
        return found
    }

    /// Ends a session.
    func end(_ cookie: String) { _ = all.withLock { $0.removeValue(forKey: Self.name(cookie)) } }

    /// Lets a session go on with an account that its own person has changed; all others of the account end.
    func goOn(_ session: Session?, with account: Account) {
        session?.opened.withLock { $0 = account }
        all.withLock { all in all = all.filter { $0.value.account != account.name || $0.value === session } }
    }

    private static func name(_ cookie: String) -> Digest { LedgerCrypto.SHA256.hash(cookie.utf8) }

    private static func lastUse(_ session: Session) -> UInt64 { session.lastUse.withLock { $0 } }

    /// A clock that was put back ends no session, and does not prolong it either.
    private static func isAlive(_ session: Session, _ now: UInt64) -> Bool {
        now < session.end && now < lastUse(session) + idleMilliseconds
    }
}
