// The group law. Formulas are those for a = -1 and are complete: no pair of points, equal, opposite or neutral, needs a
// branch. Each function states limbs where they are more than tight; the bounds are those of `FieldElement`.

/// What the formulas give before their last products: x = X / Z, y = Y / T; all loose.
///
/// What comes next decides which products are made: three to double, four to add.
struct CompletedPoint: Sendable, BitwiseCopyable {
    var x: FieldElement
    var y: FieldElement
    var z: FieldElement
    var t: FieldElement
}

extension CompletedPoint {
    @inline(never)
    var extended: EdwardsPoint { EdwardsPoint(x: x * t, y: y * z, z: z * t, t: x * y) }

    /// Doubles the point `count` times over, without making T in between.
    @inline(never)
    mutating func double(times count: Int) {
        var point = self
        for _ in 0..<count { point = CompletedPoint(doubling: point.x * point.t, point.y * point.z, point.z * point.t) }
        self = point
    }

    /// The point doubled `count` times over.
    func doubled(times count: Int) -> CompletedPoint {
        var point = self
        point.double(times: count)
        return point
    }

    /// Doubles the point X : Y : Z.
    ///
    /// Specification: Hisil and others, section 3.3 (dbl-2008-hwcd).
    @inline(__always)
    fileprivate init(doubling x: FieldElement, _ y: FieldElement, _ z: FieldElement) {
        let xx = x.squared
        let yy = y.squared
        let zz = z.squared
        self.y = yy + xx  // < 2^52 + 2^16
        self.z = yy - xx  // < 2^51 + 2^15 + 2^52
        self.x = (x + y).squared.minus(sum: self.y)
        t = (zz + zz).minus(sum: self.z)
    }
}

/// A point prepared for being added: Y + X, Y - X, 2 Z and 2 d T.
struct CachedPoint: Sendable, BitwiseCopyable {
    var yPlusX: FieldElement
    var yMinusX: FieldElement
    var twiceZ: FieldElement
    var twiceDT: FieldElement

    @inline(never)
    init(_ point: EdwardsPoint) {
        yPlusX = point.y + point.x
        yMinusX = point.y - point.x
        twiceZ = point.z + point.z
        twiceDT = point.t * AffinePoint.twiceD
    }
}

/// A point with Z = 1 prepared for being added: y + x, y - x and 2 d x y, all tight.
struct AffineCachedPoint: Sendable, BitwiseCopyable {
    var yPlusX: FieldElement
    var yMinusX: FieldElement
    var twiceDXY: FieldElement

    static var identity: AffineCachedPoint { AffineCachedPoint(yPlusX: .one, yMinusX: .one, twiceDXY: .zero) }

    init(yPlusX: FieldElement, yMinusX: FieldElement, twiceDXY: FieldElement) {
        self.yPlusX = yPlusX
        self.yMinusX = yMinusX
        self.twiceDXY = twiceDXY
    }

    init(_ point: AffinePoint) {
        yPlusX = (point.y + point.x).carried
        yMinusX = (point.y - point.x).carried
        twiceDXY = point.x * point.y * AffinePoint.twiceD
    }
}

extension CompletedPoint {
    /// The point itself or its opposite: x = (y + x) - (y - x) over 2, y = (y + x) + (y - x) over 2.
    init(_ point: AffineCachedPoint, isNegative: Bool = false) {
        x = isNegative ? point.yMinusX - point.yPlusX : point.yPlusX - point.yMinusX
        y = point.yPlusX + point.yMinusX
        z = FieldElement(2, 0, 0, 0, 0)
        t = z
    }
}

/// Sums in place, for long runs of them: the compiler moves a point that is returned or passed as a value through memory
/// up to seven times.
///
/// The opposite of a point has Y + X and Y - X exchanged: they are chosen by their places in memory, since the processor
/// guesses a random sign wrong every other time.
extension CompletedPoint {
    /// Adds the point at `q` or its opposite; which one is no secret.
    @inline(never)
    mutating func add(_ q: UnsafePointer<CachedPoint>, isNegative: Bool = false) {
        let p = EdwardsPoint(x: x * t, y: y * z, z: z * t, t: x * y)
        let sums = UnsafeRawPointer(q).assumingMemoryBound(to: FieldElement.self)
        let exchange = isNegative ? 1 : 0
        set(
            (p.y + p.x) * sums[exchange], (p.y - p.x) * sums[1 &- exchange], p.z * q.pointee.twiceZ,
            p.t * q.pointee.twiceDT, isNegative)
    }

    /// Adds the point at `q` or its opposite; which one is no secret.
    @inline(never)
    mutating func add(_ q: UnsafePointer<AffineCachedPoint>, isNegative: Bool = false) {
        let p = EdwardsPoint(x: x * t, y: y * z, z: z * t, t: x * y)
        let sums = UnsafeRawPointer(q).assumingMemoryBound(to: FieldElement.self)
        let exchange = isNegative ? 1 : 0
        set(
            (p.y + p.x) * sums[exchange], (p.y - p.x) * sums[1 &- exchange], p.z + p.z,
            p.t * q.pointee.twiceDXY, isNegative)
    }

    @inline(__always)
    private mutating func set(
        _ b: FieldElement, _ a: FieldElement, _ d: FieldElement, _ c: FieldElement, _ isNegative: Bool
    ) {
        x = b - a
        y = b + a
        z = isNegative ? d - c : d + c
        t = isNegative ? d + c : d - c
    }
}

extension EdwardsPoint {
    @inline(never)
    var doubled: CompletedPoint { CompletedPoint(doubling: x, y, z) }

    /// Specification: Hisil and others, section 3.1 (add-2008-hwcd-3).
    @inline(never)
    static func + (p: EdwardsPoint, q: CachedPoint) -> CompletedPoint {
        combine((p.y + p.x) * q.yPlusX, (p.y - p.x) * q.yMinusX, p.z * q.twiceZ, p.t * q.twiceDT)
    }

    @inline(never)
    static func - (p: EdwardsPoint, q: CachedPoint) -> CompletedPoint {
        combineNegated((p.y + p.x) * q.yMinusX, (p.y - p.x) * q.yPlusX, p.z * q.twiceZ, p.t * q.twiceDT)
    }

    @inline(never)
    static func + (p: EdwardsPoint, q: AffineCachedPoint) -> CompletedPoint {
        combine((p.y + p.x) * q.yPlusX, (p.y - p.x) * q.yMinusX, p.z + p.z, p.t * q.twiceDXY)
    }

    @inline(never)
    static func - (p: EdwardsPoint, q: AffineCachedPoint) -> CompletedPoint {
        combineNegated((p.y + p.x) * q.yMinusX, (p.y - p.x) * q.yPlusX, p.z + p.z, p.t * q.twiceDXY)
    }

    @inline(__always)
    private static func combine(_ b: FieldElement, _ a: FieldElement, _ d: FieldElement, _ c: FieldElement)
        -> CompletedPoint
    {
        CompletedPoint(x: b - a, y: b + a, z: d + c, t: d - c)
    }

    @inline(__always)
    private static func combineNegated(_ b: FieldElement, _ a: FieldElement, _ d: FieldElement, _ c: FieldElement)
        -> CompletedPoint
    {
        CompletedPoint(x: b - a, y: b + a, z: d - c, t: d + c)
    }
}
