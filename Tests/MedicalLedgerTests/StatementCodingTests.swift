import LedgerCrypto
import LedgerEngine
import Simulation
import Testing

@testable import MedicalLedger

/// How entries of kinds 5 to 17 are written and read.
struct StatementCodingTests {
    /// Random values of every kind and every optional field.
    private struct RandomEntries {
        var random: SeededNumbers

        mutating func number() -> UInt64 {
            let bits = UInt64.random(in: 0..<64, using: &random)
            return random.next() >> bits
        }
        mutating func chance() -> Bool { Bool.random(using: &random) }
        mutating func maybe<Value>(_ value: (inout Self) -> Value) -> Value? { chance() ? value(&self) : nil }
        mutating func key() -> [UInt8] { random.bytes(32) }
        mutating func signature() -> [UInt8] { chance() ? random.bytes(64) : [] }

        mutating func ranges(mayBeEmpty: Bool = true) -> EntryRanges {
            let count = Int.random(in: (mayBeEmpty ? 0 : 1)..<6, using: &random)
            return EntryRanges((0..<count).map { _ in UInt64.random(in: 0..<40, using: &random) })
        }

        mutating func detail() -> Detail {
            Detail(
                commitment: Digest(key()[...]) ?? .zero, page: number(),
                slot: Int.random(in: 0...Int(UInt32.max), using: &random))
        }

        mutating func texts() -> [String] {
            (0..<Int.random(in: 0..<3, using: &random)).map { _ in
                ["TREAT", "", "ü", "clinician"].randomElement(using: &random) ?? ""
            }
        }

        mutating func entries() -> [Entry] {
            var key7 = PatientKey(
                patient: number(), signingKey: maybe { $0.key() }, compromisedSince: maybe { $0.number() },
                previous: number())
            key7.signature = signature()
            (key7.formerSignature, key7.isByMember) = (signature(), chance())
            var link = PatientLink(
                patient: number(), other: number(), isUndone: chance(), previous: number(), otherPrevious: number())
            (link.signature, link.otherSignature) = (signature(), signature())
            var guardian = Guardianship(
                patient: number(), guardian: number(), isEnded: chance(), until: maybe { $0.number() },
                previous: number())
            guardian.signature = signature()
            let actions: [Consent.Action] = [.permit, .deny, .revoke]
            var consent = Consent(
                patient: number(), action: actions.randomElement(using: &random) ?? .permit,
                grantee: maybe { $0.number() }, author: number(), previous: number())
            consent.categories = ranges().pairs.map(RecordEntry.Category.init(rawValue:))
            consent.purposes = texts().map(Purpose.init(rawValue:))
            (consent.from, consent.until) = (maybe { $0.number() }, maybe { $0.number() })
            (consent.records, consent.target) = (ranges(), maybe { $0.number() })
            consent.signature = signature()
            var access = Access(
                reader: number(), patient: number(), records: ranges(mayBeEmpty: false),
                purpose: Purpose(rawValue: "TREAT"), basis: Access.Basis(rawValue: random.next() % 5 + 1) ?? .grant,
                grant: maybe { $0.number() }, time: number(), treeSize: number(),
                action: Access.Action(rawValue: random.next() % 4 + 1) ?? .read, detail: maybe { $0.detail() },
                id: random.bytes(16))
            access.signature = signature()
            var review = AccessReview(
                access: number(), reviewer: number(), isJustified: chance(), detail: maybe { $0.detail() })
            review.signature = signature()
            let changes: [SubjectChange.Change] = [
                .suspended, .reinstated, .rotated(signingKey: key(), sealingKey: maybe { $0.key() }),
                .compromised(signingKey: key(), sinceMilliseconds: number()),
            ]
            let matters: [Hold.Matter] = [
                .hold(patient: number(), records: ranges()), .release(hold: number()),
                .retention(category: .init(rawValue: number()), milliseconds: number()),
                .retentionYears(category: .init(rawValue: number()), years: number()),
            ]
            let people = Practitioner(
                member: number(), roles: texts().map(Practitioner.Role.init(rawValue:)), signingKey: key(),
                sealingKey: key(), validFrom: number(), validUntil: maybe { $0.number() }, detail: maybe { $0.detail() }
            )
            let patient = maybe { $0.number() }
            let steps: [MedicalLedger.Delivery.Step] = [.sent, .taken, .acknowledged]
            return changes.map { .change(SubjectChange(subject: number(), change: $0, previous: number())) }
                + matters.map { .hold(Hold($0, detail: maybe { $0.detail() })) } + [
                    .practitioner(people), .patientKey(key7), .consent(consent), .access(access), .review(review),
                    .link(link), .guardian(guardian),
                    .erasure(Erasure(records: ranges(mayBeEmpty: patient != nil), patient: patient, detail: detail())),
                    .identity(IdentityDocument(patient: number(), detail: detail())),
                    .delivery(
                        MedicalLedger.Delivery(
                            step: steps.randomElement(using: &random) ?? .sent, id: random.bytes(16), member: number(),
                            records: ranges(), package: key())),
                    .loss(
                        Loss(
                            history: maybe {
                                Loss.History(treeSize: $0.number(), rootHash: Digest($0.key()[...]) ?? .zero)
                            },
                            pages: ranges())),
                ]
        }
    }

    @Test func `random statements come back as they went in`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var source = RandomEntries(random: SeededNumbers(seed: seed))
        for _ in 0..<300 {
            for entry in source.entries() {
                #expect(try Entry(decoding: entry.encoded()[...]) == entry, "seed \(seed): \(entry)")
            }
        }
    }

    @Test func `no changed bit decodes to the same statement, and what decodes is encoded so`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var source = RandomEntries(random: SeededNumbers(seed: seed))
        for _ in 0..<3 {
            for entry in source.entries() {
                let bytes = entry.encoded()
                for position in 0..<bytes.count * 8 {
                    var changed = bytes
                    changed[position / 8] ^= 1 << UInt8(position % 8)
                    guard let other = try? Entry(decoding: changed[...]) else { continue }
                    #expect(other != entry, "seed \(seed): bit \(position) of \(entry)")
                    // Entries of kinds 1 to 4 pass over what they do not know.
                    if (5...16).contains(changed[2]) { #expect(other.encoded() == changed, "seed \(seed): \(other)") }
                }
            }
        }
    }

    @Test func `a field that this version does not know is refused in every kind`() throws {
        var source = RandomEntries(random: SeededNumbers(seed: 7))
        for entry in source.entries() {
            for (key, value) in [([0x16], [0x01]), ([0x18, 0x18], [0x41, 0x00]), ([0x18, 0xFF], [0x81, 0x01])]
                as [([UInt8], [UInt8])]
            {
                var bytes = entry.encoded()
                let hasSignature = bytes.count > 67 && bytes[bytes.count - 67] == 23
                // Keys ascend, so the lower one goes before a signature.
                let place = key == [0x16] && hasSignature ? bytes.count - 67 : bytes.count
                bytes.insert(contentsOf: key + value, at: place)
                bytes[0] += 1
                #expect(throws: EntryError.missingField, "\(entry)") { try Entry(decoding: bytes[...]) }
            }
        }
    }

    @Test func `rubbish and pieces of statements are refused without harm`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var source = RandomEntries(random: SeededNumbers(seed: seed))
        for _ in 0..<20 {
            for entry in source.entries() {
                let bytes = entry.encoded()
                for count in 0..<bytes.count {
                    #expect(throws: EntryError.self) { try Entry(decoding: bytes[..<count]) }
                }
                for _ in 0..<10 {
                    var changed = bytes
                    for _ in 0..<Int.random(in: 1...6, using: &source.random) {
                        let place = Int.random(in: 0..<changed.count, using: &source.random)
                        switch Int.random(in: 0..<3, using: &source.random) {
                        case 0: changed[place] = UInt8.random(in: 0...255, using: &source.random)
                        case 1: changed.insert(UInt8.random(in: 0...255, using: &source.random), at: place)
                        default: if changed.count > 3 { changed.remove(at: place) }
                        }
                    }
                    guard let other = try? Entry(decoding: changed[...]), changed.count > 2,
                        (5...16).contains(changed[2])
                    else { continue }
                    #expect(other.encoded() == changed, "seed \(seed)")
                }
            }
        }
    }
}
