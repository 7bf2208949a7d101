internal import MedicalLedger

/// Invented laboratory results, the same for the same seed: orders of about ten results, for patients of whom some come
/// often and most seldom.
struct LaboratoryData {
    /// One order: who, when, where, and its results.
    struct Order {
        var number: Int
        var patient: Int
        var doctor: Int
        var laboratory: Int
        /// Milliseconds since 1970-01-01T00:00:00Z.
        var collected: UInt64
        var issued: UInt64
        var parts: [(panel: Panel, device: Int, results: [Result])]
        var note: String?

        var resultCount: Int { parts.reduce(0) { $0 + $1.results.count } }
        /// The number under which the orderer knows it.
        var placer: String { "ORD\(String(number + 5_000_000).leftPadded(8))" }
        /// The number under which the laboratory knows it.
        var filler: String { "\(laboratoryCode.suffix(1))-\(String(number).leftPadded(8))" }
        var patientIdentifier: String { LaboratoryData.identifier(ofPatient: patient) }
        /// The second name that some files carry.
        var pseudonym: String {
            var own = SeededGenerator(seed: UInt64(patient))
            return "PS-\(String(own.next() >> 16, radix: 16).leftPadded(12))"
        }
        var laboratoryCode: String { "LAB-\(["N", "S", "C"][laboratory])" }
        var laboratoryName: String {
            ["Northside Laboratory", "Southgate Pathology", "Central Laboratory"][laboratory]
        }
    }

    /// One measured value.
    struct Result {
        var analyte: Analyte
        var value: Int
        fileprivate var random: (UInt64, UInt64)
        var technician: Int

        /// A UUID.
        var identifier: String {
            let digits = [random.0, random.1].map { String($0, radix: 16).leftPadded(16) }.joined()
            let parts = [digits.prefix(8), digits.dropFirst(8).prefix(4), digits.dropFirst(13).prefix(3)]
            return "\(parts[0])-\(parts[1])-4\(parts[2])-a\(digits.dropFirst(17).prefix(3))-\(digits.suffix(12))"
        }

        /// The flag of HL7 table 0078.
        var flag: String {
            if value < analyte.low { return value * 4 < analyte.low * 3 ? "LL" : "L" }
            if value > analyte.high { return value * 2 > analyte.high * 3 ? "HH" : "H" }
            return "N"
        }
    }

    /// Results in all.
    let resultCount: Int
    /// Patients to choose from.
    let patientCount: Int
    private let seed: UInt64

    init(resultCount: Int, seed: UInt64) {
        self.resultCount = resultCount
        patientCount = max(1, resultCount / 40)
        self.seed = seed
    }

    /// The identifier of a patient, numbered from 0.
    static func identifier(ofPatient patient: Int) -> String { "PAT\(String(1000 + patient * 7).leftPadded(7))" }

    /// Gives all orders in the order of time to `body`.
    func forEachOrder(_ body: (Order) throws -> Void) rethrows {
        var random = SeededGenerator(seed: seed)
        var left = resultCount
        var number = 0
        // From 2023-01-02T06:00:00Z over two years.
        var time: UInt64 = 1_672_639_200_000
        let step = 2 * 730 * 86_400_000 / max(1, resultCount / 10)
        while left > 0 {
            number += 1
            time += UInt64(random.number(0...step))
            let order = makeOrder(number, at: time, &random, limit: left)
            left -= order.resultCount
            try body(order)
        }
    }

    private func makeOrder(_ number: Int, at time: UInt64, _ random: inout SeededGenerator, limit: Int) -> Order {
        // The product of two numbers below one is small more often than not: a few patients come again and again.
        let share = random.number(0...65_535) * random.number(0...65_535)
        let collected = time - time % 1000
        var order = Order(
            number: number, patient: (patientCount * share) >> 32, doctor: random.number(1...220),
            laboratory: random.number(0...2), collected: collected,
            issued: collected + UInt64(random.number(1800...18_000)) * 1000, parts: [])
        var left = limit
        for panel in Panel.orders[random.number(0...Panel.orders.count - 1)] where left > 0 {
            let analytes = panel.analytes.prefix(left)
            left -= analytes.count
            let device = random.number(1...3)
            order.parts.append((panel, device, analytes.map { makeResult($0, of: order.patient, &random) }))
        }
        if random.number(0...99) < 6 {
            let notes = ["Specimen slightly hemolyzed.", "Fasting status not known.", "Verified by repeating."]
            order.note = notes[random.number(0...notes.count - 1)]
        }
        return order
    }

    private func makeResult(_ analyte: Analyte, of patient: Int, _ random: inout SeededGenerator) -> Result {
        // A patient's own level stays; what is measured goes up and down around it.
        var own = SeededGenerator(seed: seed ^ UInt64(patient) << 20 ^ UInt64(analyte.mean))
        var value =
            analyte.mean + own.bell(deviation: analyte.deviation) + random.bell(deviation: analyte.deviation / 3)
        if random.number(0...249) == 0 { value *= 2 }
        value = max(value, analyte.low / 4)
        return Result(
            analyte: analyte, value: value, random: (random.next(), random.next()), technician: random.number(1...40))
    }
}

extension String {
    /// The text with zeros before it, up to that many characters.
    func leftPadded(_ width: Int) -> String {
        String(repeating: "0", count: Swift.max(0, width - utf8.count)) + self
    }
}
