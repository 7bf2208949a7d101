import LedgerCrypto
import Testing

@testable import MedicalLedger

/// Two clinics on one ledger, each with patients of its own: what neither may say about the other's.
struct KeeperRuleTests {
    private static let origin = "a.example/b"

    /// A chain in memory whose entries are signed by either.
    private struct Chain {
        static let keys = [PrivacyBench.key(41), PrivacyBench.key(42)]
        static let (one, other): (UInt64, UInt64) = (1, 2)
        var history = FoldedHistory()
        var size: UInt64 = 0

        init() {
            history.begin(block: 0, time: 0)
            let members = Self.keys.map { Member(name: "C", roles: [.clinic], signingKey: $0.publicKey.bytes) }
            take(.ledger(origin: origin, formatVersion: 1), by: Self.one)
            for member in members { take(.member(member), by: Self.one) }
        }

        @discardableResult
        mutating func take(_ entry: Entry, by member: UInt64) -> UInt64 {
            history.take(entry, number: size, signer: Self.keys[Int(member) - 1].publicKey.bytes)
            size += 1
            return size - 1
        }

        mutating func patient(of member: UInt64) -> UInt64 {
            take(.patient(pseudonym: [UInt8](repeating: UInt8(size), count: 16)), by: member)
        }

        /// The rule that an entry breaks; it is taken where it breaks none.
        mutating func says(_ entry: Entry, by member: UInt64) -> BrokenRule? {
            let signer = Self.keys[Int(member) - 1].publicKey.bytes
            do throws(BrokenRule) {
                try Rules.check(
                    entry, at: .init(number: size, signer: signer, origin: origin, time: 0), history: history)
            } catch { return error }
            take(entry, by: member)
            return nil
        }

        func previous(_ patient: UInt64) -> UInt64 { history.statements(of: patient).last?.number ?? patient }

        func grant(_ patient: UInt64, by author: UInt64, key: Ed25519.SigningKey? = nil) -> Entry {
            var consent = Consent(
                patient: patient, action: .permit, grantee: Self.other, author: author, previous: previous(patient))
            if let key { consent.sign(with: key, origin: origin) }
            return .consent(consent)
        }

        func key(
            _ key: Ed25519.SigningKey, of patient: UInt64, former: Ed25519.SigningKey? = nil, isByMember: Bool = false
        ) -> Entry {
            var statement = PatientKey(
                patient: patient, signingKey: key.publicKey.bytes, previous: previous(patient))
            statement.isByMember = isByMember
            if let former { statement.formerSignature = statement.signature(of: former, origin: origin) }
            statement.sign(with: key, origin: origin)
            return .patientKey(statement)
        }

        func link(
            _ patient: UInt64, _ other: UInt64, isUndone: Bool = false, key: Ed25519.SigningKey? = nil,
            otherKey: Ed25519.SigningKey? = nil
        ) -> Entry {
            var link = PatientLink(
                patient: patient, other: other, isUndone: isUndone, previous: previous(patient),
                otherPrevious: previous(other))
            if let otherKey { link.otherSignature = link.signature(of: otherKey, origin: origin) }
            if let key { link.sign(with: key, origin: origin) }
            return .link(link)
        }
    }

    private let own = PrivacyBench.key(51)
    private let thief = PrivacyBench.key(52)
    private let spare = PrivacyBench.key(53)

    @Test func `a record of a patient makes nobody their keeper`() {
        var chain = Chain()
        let patient = chain.patient(of: Chain.one)
        let record = RecordEntry(
            patient: patient, commitment: .zero, page: 0, slot: 0, custodian: Chain.other, category: .laboratory)
        #expect(chain.says(.record(record), by: Chain.other) == nil)
        #expect(chain.says(chain.grant(patient, by: Chain.other), by: Chain.other) == .keeperNotSigner)
        #expect(chain.says(chain.key(thief, of: patient), by: Chain.other) == .keeperNotSigner)
        #expect(chain.says(chain.grant(patient, by: Chain.one), by: Chain.one) == nil)
    }

    @Test func `no member links another's patient with its own to read what is theirs`() {
        var chain = Chain()
        let victim = chain.patient(of: Chain.one)
        let bait = chain.patient(of: Chain.other)
        #expect(chain.says(chain.link(victim, bait), by: Chain.other) == .keeperNotSigner)
        #expect(chain.says(chain.key(thief, of: bait), by: Chain.other) == nil)
        #expect(chain.says(chain.link(victim, bait, otherKey: thief), by: Chain.other) == .keeperNotSigner)
        #expect(chain.says(chain.key(own, of: victim), by: Chain.one) == nil)
        #expect(chain.says(chain.link(victim, bait, otherKey: thief), by: Chain.other) == .patientSignsAlone)
        #expect(
            chain.says(chain.link(victim, bait, key: thief, otherKey: thief), by: Chain.other) == .signatureInvalid)
        #expect(chain.says(chain.link(victim, bait, key: own, otherKey: thief), by: Chain.other) == nil)
    }

    @Test func `a person whom two members keep signs for themself, and neither takes over`() {
        var chain = Chain()
        let first = chain.patient(of: Chain.one)
        let second = chain.patient(of: Chain.other)
        #expect(chain.says(chain.key(own, of: first), by: Chain.one) == nil)
        // The second has no key, so the member that keeps it must agree.
        #expect(chain.says(chain.link(first, second, key: own), by: Chain.one) == .keeperNotSigner)
        #expect(chain.says(chain.link(first, second, key: own), by: Chain.other) == nil)
        #expect(chain.says(chain.grant(second, by: Chain.other), by: Chain.other) == .patientSignsAlone)
        #expect(chain.says(chain.key(thief, of: second), by: Chain.other) == .patientSignsAlone)
        #expect(chain.says(chain.key(thief, of: second, isByMember: true), by: Chain.other) == .keeperNotSigner)
        #expect(chain.says(chain.key(thief, of: first, isByMember: true), by: Chain.one) == .keeperNotSigner)
        // What the person signs any member may bring, under either pseudonym.
        #expect(chain.says(chain.grant(second, by: first, key: own), by: Chain.one) == nil)
        #expect(chain.says(chain.key(spare, of: second, former: own), by: Chain.other) == nil)
        // Now both sides have keys, and either one ends it.
        #expect(chain.says(chain.link(first, second, isUndone: true), by: Chain.other) == .patientSignsAlone)
        #expect(chain.says(chain.link(first, second, isUndone: true, key: thief), by: Chain.one) == .signatureInvalid)
        #expect(chain.says(chain.link(first, second, isUndone: true, key: spare), by: Chain.one) == nil)
    }

    @Test func `whoever keeps the side without a key ends a merge that was a mistake, and the other member does not`() {
        var chain = Chain()
        let stranger = chain.patient(of: Chain.one)
        let second = chain.patient(of: Chain.other)
        #expect(chain.says(chain.key(own, of: stranger), by: Chain.one) == nil)
        #expect(chain.says(chain.link(stranger, second, key: own), by: Chain.other) == nil)
        #expect(chain.says(chain.link(stranger, second, isUndone: true), by: Chain.one) == .patientSignsAlone)
        #expect(chain.says(chain.link(stranger, second, isUndone: true), by: Chain.other) == nil)
        #expect(chain.says(chain.grant(second, by: Chain.other), by: Chain.other) == nil)
    }
}
