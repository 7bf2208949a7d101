internal import LedgerCrypto
internal import MedicalLedger
internal import Synchronization

/// Somebody who has signed in, for as long as they are there.
final class Session: Sendable {
    let account: String
    let role: Account.Role
    /// Signs what they read; forgotten with the session.
    let key: PersonalKey?
    /// What a form of theirs carries, so that no other site can send one in their name.
    let formToken: String
    fileprivate let end: UInt64
    fileprivate let lastUse: Mutex<UInt64>

    fileprivate init(_ account: Account, key: PersonalKey?, formToken: String, now: UInt64) {
        (self.account, role, self.key, self.formToken) = (account.name, account.role, key, formToken)
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

    private let clock: @Sendable () -> UInt64
    private let all = Mutex<[Digest: Session]>([:])

    init(clock: @escaping @Sendable () -> UInt64) { self.clock = clock }

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

    /// The session that a cookie names, which is used by that.
    func session(named cookie: String) -> Session? {
        let (name, now) = (Self.name(cookie), clock())
        return all.withLock { all in
            guard let session = all[name] else { return nil }
            guard Self.isAlive(session, now) else {
                all[name] = nil
                return nil
            }
            session.lastUse.withLock { $0 = max($0, now) }
            return session
        }
    }

    /// Ends a session.
    func end(_ cookie: String) { _ = all.withLock { $0.removeValue(forKey: Self.name(cookie)) } }

    /// Ends all sessions of an account, but for one.
    func endAll(of account: String, but kept: Session? = nil) {
        all.withLock { all in all = all.filter { $0.value.account != account || $0.value === kept } }
    }

    private static func name(_ cookie: String) -> Digest { LedgerCrypto.SHA256.hash(cookie.utf8) }

    private static func lastUse(_ session: Session) -> UInt64 { session.lastUse.withLock { $0 } }

    /// A clock that was put back ends no session, and does not prolong it either.
    private static func isAlive(_ session: Session, _ now: UInt64) -> Bool {
        now < session.end && now < lastUse(session) + idleMilliseconds
    }
}
