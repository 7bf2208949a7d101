/// Shamir's secret sharing, byte by byte, over the field of 256 elements.
///
/// Each byte of the secret is the value at 0 of a polynomial of its own with random coefficients; share x holds the values
/// at x. As many shares as the polynomial has coefficients give it back; fewer say nothing, every secret is as likely as before.
/// The field is that of AES: polynomials over two elements modulo x⁸ + x⁴ + x³ + x + 1.
///
/// The time of multiplications depends on nothing secret: no branch and no table is chosen by a value.
enum SecretSharing {
    /// One share: the place, 1 or more, and the polynomials' values there.
    struct Share: Hashable, Sendable {
        var place: UInt8
        var values: [UInt8]
    }

    /// Splits a secret into `count` shares, of which any `threshold` give it back.
    ///
    /// - Parameters:
    ///   - threshold: at least 1, at most `count`, which is at most 255.
    ///   - coefficients: unpredictable bytes, as many as the secret has for each share beyond the first that is needed.
    static func split(_ secret: [UInt8], count: Int, threshold: Int, coefficients: [UInt8]) -> [Share] {
        precondition((1...count).contains(threshold) && count <= 255)
        precondition(coefficients.count == secret.count * (threshold - 1))
        return (1...count).map { place in
            let x = UInt8(place)
            let values = secret.indices.map { position in
                // Horner: from the highest coefficient down to the secret itself.
                stride(from: threshold - 2, through: 0, by: -1).reduce(UInt8(0)) { sum, degree in
                    multiply(sum ^ coefficients[degree * secret.count + position], x)
                } ^ secret[position]
            }
            return Share(place: x, values: values)
        }
    }

    /// The values at a place of the polynomials that pass through the shares; at 0 they are the secret.
    ///
    /// The shares' places must differ, and their values be as many.
    static func values(at place: UInt8, through shares: [Share]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: shares.first?.values.count ?? 0)
        for share in shares {
            // Lagrange: 1 at this share's place, 0 at the others'.
            let weight = shares.reduce(UInt8(1)) { product, other in
                other.place == share.place
                    ? product
                    : multiply(product, multiply(place ^ other.place, inverse(share.place ^ other.place)))
            }
            for position in result.indices { result[position] ^= multiply(share.values[position], weight) }
        }
        return result
    }

    /// The product of two elements.
    static func multiply(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var (a, product) = (a, UInt8(0))
        for bit in 0..<UInt8(8) {
            product ^= a & (0 &- (b >> bit & 1))
            a = a << 1 ^ 0x1B & (0 &- (a >> 7))
        }
        return product
    }

    /// The element whose product with `a` is 1; 0 for 0.
    static func inverse(_ a: UInt8) -> UInt8 {
        // a²⁵⁴: the product of a², a⁴, … a¹²⁸.
        var (square, product) = (a, UInt8(1))
        for _ in 0..<7 {
            square = multiply(square, square)
            product = multiply(product, square)
        }
        return product
    }
}
