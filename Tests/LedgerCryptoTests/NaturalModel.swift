@testable import LedgerCrypto

/// A natural number of any size, as slow and as plain as can be: what field and scalar arithmetic is held against.
struct Natural: Equatable, Comparable, CustomStringConvertible {
    /// Base 2^16, least significant first, no leading zeros.
    private var digits: [UInt32]

    init(_ value: UInt64 = 0) {
        self.init(digits: (0..<4).map { UInt32(truncatingIfNeeded: value >> (16 * $0)) & 0xffff })
    }

    private init(digits: [UInt32]) {
        self.digits = digits
        while self.digits.last == 0 { self.digits.removeLast() }
    }

    /// Least significant byte first.
    init(littleEndian bytes: [UInt8]) {
        self = bytes.reversed().reduce(Natural()) { ($0 << 8) + Natural(UInt64($1)) }
    }

    static func + (a: Natural, b: Natural) -> Natural {
        var result: [UInt32] = []
        var carry: UInt32 = 0
        for index in 0..<max(a.digits.count, b.digits.count) {
            let sum = a.digit(index) + b.digit(index) + carry
            result.append(sum & 0xffff)
            carry = sum >> 16
        }
        return Natural(digits: result + [carry])
    }

    /// `b` must not be greater than `a`.
    static func - (a: Natural, b: Natural) -> Natural {
        precondition(b <= a)
        var result: [UInt32] = []
        var borrow: UInt32 = 0
        for index in a.digits.indices {
            let difference = a.digit(index) + 0x10000 - b.digit(index) - borrow
            result.append(difference & 0xffff)
            borrow = 1 - difference >> 16
        }
        return Natural(digits: result)
    }

    static func * (a: Natural, b: Natural) -> Natural {
        var result = [UInt32](repeating: 0, count: a.digits.count + b.digits.count + 1)
        for (i, x) in a.digits.enumerated() {
            var carry: UInt64 = 0
            for (j, y) in b.digits.enumerated() {
                let sum = UInt64(result[i + j]) + UInt64(x) * UInt64(y) + carry
                result[i + j] = UInt32(sum & 0xffff)
                carry = sum >> 16
            }
            result[i + b.digits.count] += UInt32(carry)
        }
        return Natural(digits: result)
    }

    static func << (a: Natural, count: Int) -> Natural {
        var result = [UInt32](repeating: 0, count: count / 16) + a.digits + [0]
        for index in result.indices.reversed() {
            let below = index > 0 ? result[index - 1] : 0
            result[index] = ((result[index] << 16 | below) >> UInt32(16 - count % 16)) & 0xffff
        }
        return Natural(digits: result)
    }

    /// The remainder, by subtracting shifted moduli.
    static func % (a: Natural, modulus: Natural) -> Natural {
        var rest = a
        var shift = max(0, 16 * (a.digits.count - modulus.digits.count + 1))
        while true {
            let shifted = modulus << shift
            if shifted <= rest { rest = rest - shifted }
            if shift == 0 { return rest }
            shift -= 1
        }
    }

    static func < (a: Natural, b: Natural) -> Bool {
        if a.digits.count != b.digits.count { return a.digits.count < b.digits.count }
        return b.digits.reversed().lexicographicallyPrecedes(a.digits.reversed()) == false && a != b
    }

    private func digit(_ index: Int) -> UInt32 { index < digits.count ? digits[index] : 0 }

    /// The number as 32 bytes, least significant first; higher ones are dropped.
    var bytes32: [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: digit($0 / 2) >> (8 * UInt32($0 % 2))) }
    }

    var description: String {
        "0x" + digits.reversed().map { Hexadecimal.text([UInt8($0 >> 8), UInt8($0 & 0xff)]) }.joined()
    }
}

extension Natural {
    /// 2^255 - 19.
    static let prime = (Natural(1) << 255) - Natural(19)
    /// L = 2^252 + 27742317777372353535851937790883648493.
    static let order = (Natural(1) << 252) + Natural(littleEndian: Array(hex("edd3f55c1a631258d69cf7a2def9de14")))

    init(_ element: FieldElement) {
        self = [element.l4, element.l3, element.l2, element.l1, element.l0].reduce(Natural()) {
            ($0 << 51) + Natural($1)
        }
    }

    init(_ scalar: Scalar) { self.init(littleEndian: scalar.words.bytes) }
}
