internal import Crypto
internal import LedgerCrypto

/// Passwords that an app on a telephone shows, a new one every thirty seconds.
///
/// Specification: RFC 6238 with HMAC-SHA-1, six digits, steps of 30 seconds, as the apps at hand know them.
package enum OneTimePassword {
    static let stepSeconds: UInt64 = 30

    /// The step of time that a password of six digits is of, the newest first: now, the one before or the one after; nil for none.
    ///
    /// - Parameter lastStep: the last that was used; none up to it is taken again (RFC 6238 section 5.2).
    package static func step(
        of password: String, secret: Secret, now milliseconds: UInt64, after lastStep: UInt64
    ) -> UInt64? {
        let now = milliseconds / 1000 / stepSeconds
        let typed = Array(password.utf8)
        var found: UInt64?
        for step in (max(now, 1) - 1)...(now + 1) where step > lastStep {
            // Each is compared, whichever fits.
            if constantTimeEqual(typed, Array(text(secret, step: step).utf8)) { found = step }
        }
        return found
    }

    /// The password of a step.
    static func text(_ secret: Secret, step: UInt64) -> String {
        let hash = secret.withBytes { bytes in
            let message = withUnsafeBytes(of: step.bigEndian) { Array($0) }
            return Array(
                HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: bytes)))
        }
        // Dynamic truncation, RFC 4226 section 5.3.
        let offset = Int(hash[19] & 0xF)
        let number = hash[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// A new secret.
    package static func makeSecret() throws -> Secret {
        var bytes = try SystemRandom.bytes(20)
        return Secret(takingOver: &bytes)
    }

    /// The secret as people type it: base32 without padding (RFC 4648 section 6).
    package static func typed(_ secret: Secret) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        return secret.withBytes { bytes in
            var (text, buffer, bits) = ("", 0, 0)
            for byte in bytes {
                (buffer, bits) = (buffer << 8 | Int(byte), bits + 8)
                while bits >= 5 {
                    text.append(alphabet[buffer >> (bits - 5) & 31])
                    bits -= 5
                }
                buffer &= (1 << bits) - 1
            }
            if bits > 0 { text.append(alphabet[buffer << (5 - bits) & 31]) }
            return text
        }
    }

    /// What apps read from a QR code: an `otpauth` URI.
    package static func address(_ secret: Secret, account: String) -> String {
        "otpauth://totp/ClinicLedger:\(account)?secret=\(typed(secret))&issuer=ClinicLedger"
    }
}
