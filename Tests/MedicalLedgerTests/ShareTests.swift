import Foundation
import HealthFormats
import LedgerCrypto
import LedgerEngine
import MerkleLog
import Testing

@testable import MedicalLedger

/// Two institutions that know each other, and a patient with two records at the first.
final class TwoClinics {
    let north: TestClinic
    let south: TestClinic
    /// South's entry at north, and north's at south.
    let southAtNorth: UInt64
    let northAtSouth: UInt64

    init() throws {
        north = try TestClinic(origin: "north.example/ledger", member: "North")
        south = try TestClinic(origin: "south.example/ledger", member: "South")
        try north.take(Delivery.hl7(0..<1), Delivery.hl7(7..<9))
        southAtNorth = try Self.introduce(south, to: north)
        northAtSouth = try Self.introduce(north, to: south)
    }

    /// Makes one a member of the other's ledger.
    static func introduce(
        _ one: TestClinic, to other: TestClinic, change: (inout Member) throws -> Void = { _ in }
    ) throws -> UInt64 {
        let theirs = try one.open()
        var member = try theirs.own.member
        member.verifierKey = theirs.description.key.formatted
        try change(&member)
        let ledger = try other.open(for: .writing)
        let number = try ledger.add([.member(member)])
        try ledger.close()
        return number
    }

    /// Lets north's patient permit, or deny, everything to south.
    func consent(_ action: Consent.Action = .permit, _ change: (inout Consent) -> Void = { _ in }) throws {
        let ledger = try north.open(for: .writing)
        let patient = try ledger.patient(named: "PAT1000")
        var consent = Consent(
            patient: patient, action: action, grantee: southAtNorth, author: try ledger.own.entry,
            previous: try ledger.statements(of: patient).last?.number ?? patient)
        change(&consent)
        try ledger.add([.consent(consent)])
        try ledger.close()
    }

    func send(to recipient: UInt64? = nil, purpose: Purpose = .treatment) throws -> SentPackage {
        let ledger = try north.open(for: .writing)
        let order = ShareOrder(
            patients: try ledger.patients(named: "PAT1000"), recipient: recipient ?? southAtNorth, purpose: purpose)
        let sent = try ledger.send(order)
        try ledger.close()
        return sent
    }

    /// Takes a package in at south.
    func take(_ bytes: [UInt8]) throws -> TakenPackage {
        let ledger = try south.open(for: .writing)
        defer { try? ledger.close() }
        return try ledger.take(try ledger.examine(package: bytes))
    }

    /// The code of the error that a package is refused with at south, where nothing is written.
    func refusal(of bytes: [UInt8], by clinic: TestClinic? = nil) throws -> String? {
        let ledger = try (clinic ?? south).open(for: .writing)
        defer { try? ledger.close() }
        let size = ledger.nextEntry
        defer { #expect(ledger.nextEntry == size && ledger.engine.treeSize == size) }
        do {
            _ = try ledger.take(try ledger.examine(package: bytes))
            return nil
        } catch let error as MedicalError {
            return error.code
        }
    }

    /// A package as north's keys would sign it, with a body that was tampered with.
    func forge(
        _ sent: SentPackage, _ change: (inout SharePackage.Body, inout SharePackage.Head) throws -> Void
    ) throws -> [UInt8] {
        let package = try SharePackage(parsing: sent.bytes)
        let receiver = try south.open()
        let key = try #require(try receiver.keyFiles.sealingKey())
        var body = try #require(SharePackage.Body(decoding: try package.open(with: key).body))
        var head = package.head
        try change(&body, &head)
        return try SharePackage.seal(
            body, head, signedBy: try north.open().ownSigningKey(), to: key.publicKey)
    }
}

struct ShareTests {
    @Test func `records come across whole, once, and both ledgers say so`() throws {
        let clinics = try TwoClinics()
        try clinics.consent()
        let sent = try clinics.send()
        #expect(sent.records.count == 2 && sent.denied.isEmpty)

        let north = try clinics.north.open()
        guard case .access(let access) = try north.entry(sent.entry - 1) else { throw MedicalError("no", .failed) }
        #expect(access.action == .disclose && access.reader == clinics.southAtNorth && access.basis == .grant)
        #expect(Array(access.records.numbers) == sent.records)

        let taken = try clinics.take(sent.bytes)
        #expect(taken.newCount == 2 && taken.patientCount == 1 && taken.records.count == 2)
        let south = try clinics.south.open()
        for (there, here) in zip(sent.records, taken.records) {
            let (original, copy) = (try north.record(there), try south.record(here))
            #expect(original.document == copy.document && original.salt != copy.salt)
            #expect(copy.origin.source == "north.example/ledger" && copy.onChain.custodian == 1)
        }
        #expect(try south.patients(named: "PAT1000").count == 1)
        #expect(try clinics.refusal(of: sent.bytes) == "packageTaken")

        // Sent again in another package, and delivered by the laboratory itself, they are known.
        let again = try clinics.take(try clinics.send().bytes)
        #expect(again.newCount == 0 && again.records == taken.records)
        #expect(try clinics.south.take(Delivery.hl7(7..<8)).counts.known == 1)
        #expect(try clinics.north.verify().findings.isEmpty && clinics.south.verify().findings.isEmpty)
    }

    @Test func `an index made anew from the vault finds what came in a package`() throws {
        let clinics = try TwoClinics()
        try clinics.consent()
        let taken = try clinics.take(try clinics.send().bytes)
        try FileManager.default.removeItem(atPath: clinics.south.files.index)
        var question = ClinicLedger.Question()
        question.patient = "PAT1000"
        let found = try clinics.south.records(question).map(\.view.entry)
        #expect(found.sorted() == taken.records)
        #expect(try clinics.south.export(.hl7).count == Delivery.hl7(0..<1).count + Delivery.hl7(7..<8).count)
        #expect(try clinics.south.open().shareSteps().count == 1)
    }

    @Test func `only what the patient permits is sent`() throws {
        let clinics = try TwoClinics()
        func refusal(_ purpose: Purpose = .treatment) throws -> MedicalError? {
            let size = try clinics.north.open().nextEntry
            defer { #expect((try? clinics.north.open().nextEntry) == size) }
            do {
                _ = try clinics.send(purpose: purpose)
                return nil
            } catch let error as MedicalError {
                return error
            }
        }
        #expect(try refusal()?.values["reason"] == "decision.noGrant")
        let record: UInt64 = 3
        try clinics.consent { consent in
            consent.records = EntryRanges([record])
            consent.purposes = [.treatment]
        }
        #expect(try refusal(.research)?.values["reason"] == "decision.noGrant")
        let sent = try clinics.send()
        #expect(sent.records == [record] && sent.denied.count == 1)
        try clinics.consent(.deny)
        #expect(try refusal()?.values["reason"] == "decision.denied")
        #expect(throws: MedicalError("shareWithOneself", .refused)) { try clinics.send(to: 1) }
    }

    @Test func `the acknowledgement closes the circle, once`() throws {
        let clinics = try TwoClinics()
        try clinics.consent()
        let sent = try clinics.send()
        let south = try clinics.south.open(for: .writing)
        let package = try south.examine(package: sent.bytes)
        #expect(throws: MedicalError("packageNotTaken", .refused)) { try south.acknowledgement(of: package) }
        let taken = try south.take(package)
        let bytes = try south.acknowledgement(of: package).encoded()
        #expect(try south.acknowledgement(of: package).encoded() == bytes)
        let provenance = try south.provenance(of: taken.records[0])
        #expect(provenance.sender.display == "North" && provenance.receiver?.display == "South")
        #expect(provenance.sources[0].identifier?.value == Hexadecimal.text(sent.head.id))
        try south.close()

        let north = try clinics.north.open(for: .writing)
        for position in stride(from: 0, to: bytes.count, by: 5) {
            var changed = bytes
            changed[position] ^= 1
            #expect(throws: MedicalError.self) { try north.acknowledge(Acknowledgement(decoding: changed)) }
            #expect(throws: MedicalError.self) {
                try north.acknowledge(Acknowledgement(decoding: Array(bytes[..<position])))
            }
        }
        let (number, step) = try north.acknowledge(Acknowledgement(decoding: bytes))
        #expect(Array(step.records.numbers) == sent.records)
        #expect(throws: MedicalError("acknowledgementRepeated", .refused, ["entry": String(number)])) {
            try north.acknowledge(Acknowledgement(decoding: bytes))
        }
        #expect(try north.shareSteps().map(\.delivery.step) == [.sent, .acknowledged])
        #expect(throws: MedicalError.self) { try north.provenance(of: sent.records[0]) }
        try north.close()
    }

    @Test func `each thing that is wrong with a package has its own reason`() throws {
        let clinics = try TwoClinics()
        try clinics.consent { ($0.purposes, $0.from, $0.until) = ([.treatment], 1000, 1 << 50) }
        let sent = try clinics.send()
        let other = try TestClinic(origin: "other.example/ledger", member: "Other")
        #expect(try clinics.refusal(of: sent.bytes, by: other) == "packageNotForUs")
        let foreign = try #require(try other.open().engine.checkpoint)
        typealias Change = (inout SharePackage.Body, inout SharePackage.Head) throws -> Void
        let changes: [(String, Change)] = [
            ("packageExpired", { $1.expires = 1 }),
            ("packageSenderUnknown", { $1.sender = "other.example/ledger" }),
            ("packageCommitment", { body, _ in body.records[0].document[9] ^= 1 }),
            ("packageCommitment", { body, _ in body.records[0].salt[9] ^= 1 }),
            ("packageProof", { body, _ in body.records[0].entry.bytes[9] ^= 1 }),
            ("packageProof", { body, _ in body.records[0].entry.number += 1 }),
            ("packageGrant", { body, _ in body.records[0].grant = 1 }),
            ("packageGrant", { body, _ in body.records[0].grant = nil }),
            ("packageGrant", { body, _ in body.purpose = .research }),
            ("packageGrant", { $1.created = 999 }),
            ("packageGrant", { $1.created = 1 << 50 }),
            ("packageUnreadable", { body, _ in body.records[0].format = "none" }),
            ("packageMalformed", { body, _ in body.records.reverse() }),
            ("packageCheckpoint", { body, _ in body.checkpoint = foreign }),
        ]
        for (code, change) in changes {
            #expect(try clinics.refusal(of: try clinics.forge(sent, change)) == code)
        }

        // Signed by another than the member, though sealed and proven alike.
        let package = try SharePackage(parsing: sent.bytes)
        let key = try #require(try clinics.south.open().keyFiles.sealingKey())
        let body = try #require(SharePackage.Body(decoding: try package.open(with: key).body))
        let signed = try SharePackage.seal(
            body, package.head, signedBy: try other.open().ownSigningKey(), to: key.publicKey)
        #expect(try clinics.refusal(of: signed) == "packageSignature")

        do {
            let south = try clinics.south.open(for: .writing)
            let suspended = SubjectChange(
                subject: clinics.northAtSouth, change: .suspended, previous: clinics.northAtSouth)
            try south.add([.change(suspended)])
            try south.close()
        }
        #expect(try clinics.refusal(of: sent.bytes) == "packageSenderSuspended")
    }

    @Test func `a grant for another institution takes nothing in, however well it is proven`() throws {
        let clinics = try TwoClinics()
        try clinics.consent()
        var others: UInt64 = 0
        do {
            let ledger = try clinics.north.open()
            others = ledger.nextEntry
        }
        try clinics.consent { $0.grantee = 1 }
        let sent = try clinics.send()
        let north = try clinics.north.open()
        func proven(_ number: UInt64) throws -> SharePackage.ProvenEntry {
            let (bytes, proof) = try north.proven(number)
            return SharePackage.ProvenEntry(number: number, bytes: bytes, proof: proof)
        }
        func package(grant: UInt64, recipient: UInt64) throws -> [UInt8] {
            try clinics.forge(sent) { body, _ in
                body.checkpoint = try #require(north.engine.checkpoint)
                for position in body.records.indices {
                    body.records[position].entry = try proven(body.records[position].entry.number)
                    body.records[position].grant = grant
                }
                body.grants = [try proven(grant)]
                body.recipient = try proven(recipient)
            }
        }
        let south = try clinics.south.open()
        let own = try #require(sent.records.isEmpty ? nil : try north.rights(of: north.patient(named: "PAT1000")))
            .permissions.first { $0.consent.grantee == clinics.southAtNorth }?.number
        let good = try package(grant: try #require(own), recipient: clinics.southAtNorth)
        #expect(throws: Never.self) { try south.examine(package: good) }
        #expect(try clinics.refusal(of: package(grant: others, recipient: clinics.southAtNorth)) == "packageGrant")
        #expect(try clinics.refusal(of: package(grant: others, recipient: 1)) == "packageRecipient")
        #expect(try clinics.refusal(of: package(grant: others, recipient: sent.records[0])) == "packageRecipient")
    }

    @Test func `a consent under another pseudonym counts where the package proves them one person`() throws {
        let clinics = try TwoClinics()
        try clinics.north.take(Delivery.hl7(1..<2))
        do {
            let ledger = try clinics.north.open(for: .writing)
            try ledger.link(try ledger.patient(named: "PAT1000"), try ledger.patient(named: "PAT1001"))
            try ledger.close()
        }
        try clinics.consent()
        let sent = try clinics.send()
        #expect(sent.records.count == 4)
        let changes: [(inout SharePackage.Body, inout SharePackage.Head) throws -> Void] = [
            { body, _ in body.links = [] },
            { body, _ in body.links = body.grants },
            { body, _ in body.links.append(body.recipient) },
        ]
        for change in changes {
            #expect(try clinics.refusal(of: try clinics.forge(sent, change)) == "packageGrant")
        }
        #expect(try clinics.take(sent.bytes).newCount == 4)
    }

    @Test func `a ledger made anew takes in what is sent to its new keys`() throws {
        let clinics = try TwoClinics()
        try clinics.consent()
        let again = try TestClinic(origin: "south.example/ledger", member: "South")
        _ = try TwoClinics.introduce(clinics.north, to: again)
        do {
            let file = try ClinicLedger.memberFile(of: again.path, environment: again.environment)
            let ledger = try clinics.north.open(for: .writing)
            _ = try ledger.update(member: file, isVouched: true)
            try ledger.close()
        }
        let sent = try clinics.send()
        #expect(try again.open().examine(package: sent.bytes).body.records.count == 2)
        #expect(try clinics.refusal(of: sent.bytes) == "packageNotForUs")
    }

    @Test func `a package that is changed or cut anywhere is refused`() throws {
        let clinics = try TwoClinics()
        try clinics.consent { $0.records = EntryRanges([3]) }
        let sent = try clinics.send()
        let south = try clinics.south.open()
        #expect(throws: Never.self) { try south.examine(package: sent.bytes) }
        let clear = try SharePackage(parsing: sent.bytes).clear.count
        for position in sent.bytes.indices where position < clear + 60 || position % 31 == 0 {
            var changed = sent.bytes
            changed[position] ^= 1 << UInt8(position % 8)
            #expect(throws: MedicalError.self, "byte \(position)") { try south.examine(package: changed) }
            #expect(throws: MedicalError.self, "cut at \(position)") {
                try south.examine(package: Array(sent.bytes[..<position]))
            }
        }
        #expect(throws: MedicalError.self) { try south.examine(package: sent.bytes + [0]) }
        // A body that somebody signs who means harm.
        let key = try #require(try south.keyFiles.sealingKey())
        let body = try SharePackage(parsing: sent.bytes).open(with: key).body
        for position in body.indices {
            var changed = body
            changed[position] ^= 1 << UInt8(position % 8)
            if let read = SharePackage.Body(decoding: changed) { #expect(read.encoded() == changed) }
            #expect(SharePackage.Body(decoding: Array(body[..<position])) == nil)
        }
    }

    @Test func `a block that could not be written leaves nothing, and the package can be taken again`() throws {
        let clinics = try TwoClinics()
        try clinics.consent()
        let sent = try clinics.send()
        let size = try clinics.south.open().nextEntry
        for failing in 0..<100 {
            var environment = clinics.south.environment
            environment.fileSystem = FaultyFileSystem(failingCall: failing)
            let taken = try? {
                let ledger = try ClinicLedger.open(clinics.south.path, for: .writing, environment: environment)
                defer { try? ledger.close() }
                return try ledger.take(try ledger.examine(package: sent.bytes))
            }()
            let after = try clinics.south.open(for: .writing)
            defer { try? after.close() }
            if after.nextEntry == size {
                #expect(taken == nil, "call \(failing)")
                continue
            }
            // What is there is all of it, and is not taken again.
            #expect(failing > 2 && after.nextEntry == size + 4, "call \(failing)")
            #expect(throws: MedicalError.self) { try after.take(try after.examine(package: sent.bytes)) }
            return
        }
        Issue.record("never written")
    }
}
