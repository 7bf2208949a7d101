internal import Synchronization

/// Slows down whoever guesses passwords.
///
/// Failures are counted for an account at one address, for an address, and for an account at all addresses. Past a number of its
/// own each is kept waiting, twice as long at each further failure. The owner of an account who comes from elsewhere than the
/// guesser is thereby let in for long.
final class SignInGuard: Sendable {
    private struct Count {
        var failures = 0
        var last: UInt64 = 0
        /// Until when nobody is let in.
        var until: UInt64 = 0
    }

    private enum Key: Hashable {
        case accountAt(String, String)
        case address(String)
        case account(String)

        /// Failures that cost nothing.
        var allowance: Int {
            switch self {
            case .accountAt: 5
            case .address: 30
            case .account: 100
            }
        }
    }

    private static let firstWaitMilliseconds: UInt64 = 30_000
    private static let longestWaitMilliseconds: UInt64 = 3_600_000
    /// What is older is forgotten.
    private static let memoryMilliseconds: UInt64 = 24 * 3_600_000
    private static let maximumCount = 50_000

    private let clock: @Sendable () -> UInt64
    private let counts = Mutex<[Key: Count]>([:])

    init(clock: @escaping @Sendable () -> UInt64) { self.clock = clock }

    private static func keys(_ account: String, _ address: String) -> [Key] {
        [.accountAt(account, address), .address(address), .account(account)]
    }

    /// Seconds to wait before one may try; 0 where one may.
    func secondsToWait(_ account: String, at address: String) -> Int {
        let now = clock()
        return counts.withLock { counts in
            let until = Self.keys(account, address).compactMap { counts[$0]?.until }.max() ?? 0
            return until > now ? Int((until - now + 999) / 1000) : 0
        }
    }

    /// Counts a failure.
    func failed(_ account: String, at address: String) {
        let now = clock()
        counts.withLock { counts in
            if counts.count >= Self.maximumCount {
                counts = counts.filter { $0.value.until > now }
                // Too many at once: the ones that wait shortest are forgiven.
                if counts.count >= Self.maximumCount { counts = [:] }
            }
            for key in Self.keys(account, address) {
                var count = counts[key] ?? Count()
                if now > count.last + Self.memoryMilliseconds { count = Count() }
                count.failures += 1
                count.last = now
                let excess = count.failures - key.allowance
                if excess >= 0 {
                    count.until =
                        now + min(Self.longestWaitMilliseconds, Self.firstWaitMilliseconds << UInt64(min(excess, 20)))
                }
                counts[key] = count
            }
        }
    }

    /// Forgives an account what went wrong at the address, since its password was known there.
    func succeeded(_ account: String, at address: String) {
        counts.withLock { $0[.accountAt(account, address)] = nil }
    }
}
