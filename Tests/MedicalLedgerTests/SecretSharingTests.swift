import Foundation
import LedgerCrypto
import LedgerEngine
import MerkleLog
import SegmentStore
import Testing

@testable import MedicalLedger

struct SecretSharingTests {
    /// Multiplication as in the definition: carry-less, then reduced bit by bit.
    private static func naiveProduct(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var product: UInt16 = 0
        for bit in 0..<8 where b >> UInt8(bit) & 1 == 1 { product ^= UInt16(a) << UInt16(bit) }
        for bit in stride(from: 15, through: 8, by: -1) where product >> UInt16(bit) & 1 == 1 {
            product ^= 0x11B << UInt16(bit - 8)
        }
        return UInt8(product)
    }

    @Test func `products and inverses are those of the field`() {
        for a in UInt8.min...UInt8.max {
            let wrong = (UInt8.min...UInt8.max).filter { SecretSharing.multiply(a, $0) != Self.naiveProduct(a, $0) }
            #expect(wrong.isEmpty, "times \(a)")
            #expect(SecretSharing.multiply(a, SecretSharing.inverse(a)) == (a == 0 ? 0 : 1))
        }
        // The example of FIPS 197, section 4.2.
        #expect(SecretSharing.multiply(0x57, 0x83) == 0xC1)
    }

    @Test func `any threshold of shares restore the secret, in any order`() throws {
        var generator = SystemRandomNumberGenerator()
        for (count, threshold) in [(2, 2), (3, 2), (5, 3), (6, 6), (7, 4), (5, 1)] {
            let secret = try SystemRandom.bytes(Int.random(in: 1...70, using: &generator))
            let shares = SecretSharing.split(
                secret, count: count, threshold: threshold,
                coefficients: try SystemRandom.bytes(secret.count * (threshold - 1)))
            for mask in 0..<(1 << count) {
                let chosen = shares.indices.filter { mask >> $0 & 1 == 1 }.map { shares[$0] }.shuffled(
                    using: &generator)
                if chosen.count == threshold {
                    #expect(SecretSharing.values(at: 0, through: chosen) == secret)
                    for other in shares {
                        #expect(SecretSharing.values(at: other.place, through: chosen) == other.values)
                    }
                }
            }
        }
        let most = SecretSharing.split([42], count: 255, threshold: 255, coefficients: try SystemRandom.bytes(254))
        #expect(SecretSharing.values(at: 0, through: most) == [42])
    }

    /// For each pair of shares' values there is, for every secret, exactly one polynomial that gives them: counted out.
    @Test func `fewer shares than needed leave every secret equally likely`() {
        // Threshold 2: one share, all coefficients.
        for secret in UInt8.min...UInt8.max {
            var seen = [Int](repeating: 0, count: 256)
            for coefficient in UInt8.min...UInt8.max {
                let shares = SecretSharing.split([secret], count: 3, threshold: 2, coefficients: [coefficient])
                seen[Int(shares[2].values[0])] += 1
            }
            #expect(seen.allSatisfy { $0 == 1 }, "secret \(secret)")
        }
        // Threshold 3: two shares, all pairs of coefficients.
        for secret in [UInt8(0), 1, 0x80, 0xFF] {
            var seen = [Int](repeating: 0, count: 1 << 16)
            for coefficients in 0..<(1 << 16) {
                let shares = SecretSharing.split(
                    [secret], count: 5, threshold: 3,
                    coefficients: [UInt8(coefficients & 255), UInt8(coefficients >> 8)])
                seen[Int(shares[1].values[0]) << 8 | Int(shares[4].values[0])] += 1
            }
            #expect(seen.allSatisfy { $0 == 1 }, "secret \(secret)")
        }
    }
}

struct KeyShareTests {
    private static func keys(_ clinic: TestClinic) -> KeyFiles {
        KeyFiles(files: clinic.files, environment: clinic.environment)
    }

    private static func labelled(_ shares: [KeyShare]) -> [(label: String, share: KeyShare)] {
        shares.map { ("share-\($0.number)", $0) }
    }

    private static func error(_ body: () throws -> Void) -> MedicalError? {
        #expect(throws: MedicalError.self, performing: body)
    }

    private static func contents(_ clinic: TestClinic) throws -> [[UInt8]] {
        try KeyFiles.Name.allCases.map { try clinic.bytes(clinic.files.keys + "/" + $0.rawValue) }
    }

    @Test func `shares restore the very files that were lost, and the ledger is read and written on`() throws {
        let clinic = try TestClinic()
        try clinic.take(Delivery.hl7(0..<3))
        let before = try Self.contents(clinic)
        let shares = try Self.keys(clinic).split(count: 5, threshold: 3)
        for chosen in [[0, 1, 2], [4, 2, 0], [1, 3, 4], [0, 1, 2, 3, 4], [2, 2, 3, 4]] {
            for name in KeyFiles.Name.allCases {
                try FileManager.default.removeItem(atPath: clinic.files.keys + "/" + name.rawValue)
            }
            let read = try chosen.map { try #require(KeyShare(parsing: Array(shares[$0].formatted.utf8))) }
            let restored = try Self.keys(clinic).restore(from: Self.labelled(read), replacesSealed: false)
            #expect(restored == KeyFiles.Name.allCases)
            #expect(try Self.contents(clinic) == before)
        }
        #expect(try clinic.take(Delivery.hl7(3..<5)).counts.records == 2)
        #expect(try clinic.verify().findings.isEmpty)
        #expect(try Self.keys(clinic).restore(from: Self.labelled(shares), replacesSealed: false).isEmpty)
    }

    @Test func `only what is missing is restored; sealed files if it is said`() throws {
        let clinic = try TestClinic()
        let shares = Self.labelled(try Self.keys(clinic).split(count: 3, threshold: 2))
        let before = try Self.contents(clinic)
        try FileManager.default.removeItem(atPath: clinic.files.keys + "/vault.key")
        #expect(try Self.keys(clinic).restore(from: shares, replacesSealed: false) == [.vault])
        try Self.keys(clinic).seal(with: .passphrase(secret("forgotten"), log2Rounds: 10))
        #expect(try Self.keys(clinic).restore(from: shares, replacesSealed: false).isEmpty)
        #expect(try Self.keys(clinic).restore(from: shares, replacesSealed: true).count == 4)
        #expect(try Self.contents(clinic) == before)
        #expect(!FileManager.default.fileExists(atPath: clinic.files.keys + "/protection"))
    }

    @Test func `too few, mixed, foreign and contradicting shares are refused and named`() throws {
        let clinic = try TestClinic()
        try FileManager.default.removeItem(atPath: clinic.files.keys + "/sealing.key")
        let keys = Self.keys(clinic)
        let shares = try keys.split(count: 4, threshold: 3)
        let before = try clinic.allFiles().map(\.name)
        func refusal(_ shares: [KeyShare]) -> MedicalError? {
            Self.error { _ = try keys.restore(from: Self.labelled(shares), replacesSealed: true) }
        }
        #expect(refusal(Array(shares[..<2]))?.values == ["found": "2", "needed": "3"])
        #expect(refusal([shares[0], shares[0], shares[1]])?.code == "sharesTooFew")
        #expect(refusal([])?.code == "sharesTooFew")
        let again = try keys.split(count: 4, threshold: 3)
        let mixed = refusal([shares[0], shares[1], again[2]])
        #expect(mixed?.code == "shareOfAnotherSplit" && mixed?.values["file"] == "share-3")
        let other = try TestClinic()
        let foreign = try Self.keys(other).split(count: 3, threshold: 2)
        // It has the same name but another key.
        #expect(refusal(foreign)?.code == "shareOfAnotherLedger")
        var forged = shares
        forged[1].share.values[5] ^= 1
        #expect(refusal(forged)?.code == "sharesContradict")
        for (count, threshold) in [(1, 1), (3, 1), (3, 4), (256, 2), (0, 0)] {
            #expect(Self.error { _ = try keys.split(count: count, threshold: threshold) }?.code == "shareNumbers")
        }
        #expect(try clinic.allFiles().map(\.name) == before)
    }

    @Test func `any change to a share's text is found`() throws {
        let clinic = try TestClinic()
        let share = try Self.keys(clinic).split(count: 5, threshold: 3)[1]
        let text = Array(share.formatted.utf8)
        #expect(KeyShare(parsing: text) == share)
        for place in text.indices {
            for bit in 0..<8 {
                var changed = text
                changed[place] ^= 1 << UInt8(bit)
                #expect(KeyShare(parsing: changed) == nil, "byte \(place)")
            }
            #expect(KeyShare(parsing: Array(text[..<place])) == nil)
        }
        #expect(KeyShare(parsing: text + [10]) == nil)
        let lines = share.formatted.split(separator: "\n")
        #expect(lines[0] == "clinicledger key share v1" && lines[3] == "share 2 of 5, any 3 restore the keys")
        #expect(lines.allSatisfy { $0.count <= 60 } && lines.count == 9)
    }

    @Test func `shares are written into new files of the owner's`() throws {
        let clinic = try TestClinic()
        let shares = try Self.keys(clinic).split(count: 3, threshold: 2)
        let folder = clinic.directory.appending(path: "shares").path
        let paths = try KeyShare.write(shares, into: folder, in: DiskFileSystem())
        #expect(try paths.map { KeyShare(parsing: try clinic.bytes($0)) } == shares)
        for path in paths {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
        #expect(throws: StoreError.self) { try KeyShare.write(shares, into: folder, in: DiskFileSystem()) }
    }
}
