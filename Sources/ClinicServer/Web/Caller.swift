internal import LedgerCrypto
internal import MedicalLedger

/// Who a request comes from, as far as that was proven.
struct Caller: Sendable {
    /// How they have proven it.
    enum Kind: Sendable {
        /// A person, by name and password, in a session.
        case person(Account.Role, Session)
        /// A program, by a token.
        case program(Set<AccessToken.Scope>)
    }

    /// The account's name, or the token's.
    let name: String
    let kind: Kind

    /// What a person does here; nil for a program.
    var role: Account.Role? {
        if case .person(let role, _) = kind { role } else { nil }
    }

    /// The session of a person.
    var session: Session? {
        if case .person(_, let session) = kind { session } else { nil }
    }
}

/// Who may come through a door.
struct Admission: Sendable {
    /// The roles of people.
    var roles: Set<Account.Role> = []
    /// The scopes of programs, any of them.
    var scopes: Set<AccessToken.Scope> = []
    /// Whether everybody may, also who has proven nothing.
    var isOpen = false

    /// Everybody, also who has proven nothing.
    static let everyone = Admission(isOpen: true)
    /// Every person who has signed in.
    static let people = Admission(roles: Set(Account.Role.allCases))

    /// People of some roles, and programs with one of some scopes.
    static func of(_ roles: Set<Account.Role>, _ scopes: Set<AccessToken.Scope> = []) -> Admission {
        Admission(roles: roles, scopes: scopes)
    }

    func admits(_ caller: Caller?) -> Bool {
        if isOpen { return true }
        switch caller?.kind {
        case nil: return false
        case .person(let role, _): return roles.contains(role)
        case .program(let held): return !scopes.isDisjoint(with: held)
        }
    }
}
