/// What can be raised to long powers: an element of the field, or several side by side.
protocol FieldPower {
    /// The product.
    func times(_ other: Self) -> Self
    /// The value squared `count` times over.
    func squared(times count: Int) -> Self
}

/// Inverses and square roots, by raising to fixed powers (Fermat).
extension FieldPower {
    /// This element to the power 2^250 - 1, and to the power 11, which the two chains below share.
    @inline(never)
    private var power250: (ones: Self, eleven: Self) {
        let two = squared(times: 1)
        let nine = two.squared(times: 2).times(self)
        let eleven = nine.times(two)
        let ones5 = eleven.squared(times: 1).times(nine)
        let ones10 = ones5.squared(times: 5).times(ones5)
        let ones20 = ones10.squared(times: 10).times(ones10)
        let ones40 = ones20.squared(times: 20).times(ones20)
        let ones50 = ones40.squared(times: 10).times(ones10)
        let ones100 = ones50.squared(times: 50).times(ones50)
        let ones200 = ones100.squared(times: 100).times(ones100)
        return (ones200.squared(times: 50).times(ones50), eleven)
    }

    /// The inverse, this element to the power 2^255 - 21; zero for zero.
    var inverted: Self {
        let (ones, eleven) = power250
        return ones.squared(times: 5).times(eleven)
    }

    /// This element to the power (p - 5) / 8 = 2^252 - 3.
    var powerForRoot: Self { power250.ones.squared(times: 2).times(self) }
}

extension FieldElement: FieldPower {
    /// A square root of -1: 2 to the power (p - 1) / 4.
    static let squareRootOfMinusOne = FieldElement(
        0x61b274a0ea0b0, 0xd5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d)

    /// What has to be raised to a power for the square root of `u` / `v`: u v^7; both must be loose.
    static func radicand(_ u: FieldElement, over v: FieldElement) -> FieldElement {
        u * (v.squared * v).squared * v
    }

    /// The square root of `u` / `v` that is even, nil where there is none; for `u` = 0 it is 0.
    ///
    /// Not in constant time. `u` and `v` must be loose, `power` the radicand's `powerForRoot`.
    ///
    /// Specification: RFC 8032, section 5.1.3, steps 2 and 3.
    static func squareRoot(of u: FieldElement, over v: FieldElement, power: FieldElement) -> FieldElement? {
        var root = (u * (v.squared * v)) * power
        let check = (root.squared * v).encoded
        if check == u.encoded { return root.isOdd ? root.negated : root }
        guard check == u.carried.negated.encoded else { return nil }
        root = root * squareRootOfMinusOne
        return root.isOdd ? root.negated : root
    }

    /// Replaces every element of `elements`, none of which may be zero, by its inverse, with one inversion in all.
    static func invert(_ elements: inout [FieldElement]) {
        var products: [FieldElement] = []
        products.reserveCapacity(elements.count)
        var product = FieldElement.one
        for element in elements {
            products.append(product)
            product = product * element
        }
        var inverse = product.inverted
        for index in elements.indices.reversed() {
            let element = elements[index]
            elements[index] = inverse * products[index]
            inverse = inverse * element
        }
    }
}
