/// What the invented laboratories can measure.
///
/// Limits, means and deviations are whole numbers of the last decimal place that is reported: with `decimals` 1, 142 is
/// 14.2. They are of the size that is usual in adults, and stand for nobody.
final class Analyte: Sendable {
    let loinc: String
    let short: String
    let name: String
    let unit: String
    let decimals: Int
    let low: Int
    let high: Int
    let mean: Int
    let deviation: Int
    /// What an OBX segment says before the value, from its type on.
    let hl7Start: String
    /// What it says between value and flag.
    let hl7Middle: String

    init(
        _ loinc: String, _ short: String, _ name: String, _ unit: String, _ decimals: Int, _ range: ClosedRange<Int>,
        _ mean: Int, _ deviation: Int
    ) {
        self.loinc = loinc
        self.short = short
        self.name = name
        self.unit = unit
        self.decimals = decimals
        low = range.lowerBound
        high = range.upperBound
        self.mean = mean
        self.deviation = deviation
        hl7Start = "|NM|\(loinc)^\(name)^LN^\(short)^\(short)^L||"
        let limits = [low, high].map { Self.text($0, decimals) }.joined(separator: "-")
        hl7Middle = "|\(unit)^\(unit)^UCUM|\(limits)|"
    }

    /// A value as it is printed.
    func text(_ value: Int) -> String { Self.text(value, decimals) }

    private static func text(_ value: Int, _ decimals: Int) -> String {
        guard decimals > 0 else { return String(value) }
        let digits = String(value)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }
}

/// A set of analytes that is ordered together.
struct Panel {
    let loinc: String
    let name: String
    let specimen: String
    let device: String
    let analytes: [Analyte]

    static let bloodCount = Panel(
        loinc: "57021-8", name: "Blood count with differential", specimen: "Whole blood EDTA", device: "HEMA-9",
        analytes: [
            Analyte(
                "6690-2", "WBC", "Leukocytes, count in blood, automated", "10*3/uL", 1, 40...110, 70, 17),
            Analyte(
                "789-8", "RBC", "Erythrocytes, count in blood, automated", "10*6/uL", 2, 420...590, 480, 40),
            Analyte("718-7", "HGB", "Hemoglobin, mass in blood", "g/dL", 1, 120...175, 142, 14),
            Analyte("4544-3", "HCT", "Hematocrit, share of the volume of blood", "%", 1, 360...520, 425, 39),
            Analyte("787-2", "MCV", "Mean volume of an erythrocyte, automated", "fL", 1, 800...1000, 895, 48),
            Analyte("785-6", "MCH", "Mean hemoglobin of an erythrocyte, automated", "pg", 1, 270...330, 299, 19),
            Analyte("786-4", "MCHC", "Mean hemoglobin concentration of erythrocytes", "g/dL", 1, 320...360, 336, 9),
            Analyte("788-0", "RDW", "Spread of the volume of erythrocytes, automated", "%", 1, 115...145, 133, 9),
            Analyte(
                "777-3", "PLT", "Platelets, count in blood, automated", "10*3/uL", 0, 150...400, 252, 58),
            Analyte("32623-1", "MPV", "Mean volume of a platelet, automated", "fL", 1, 75...115, 94, 9),
        ])

    static let metabolic = Panel(
        loinc: "24323-8", name: "Comprehensive metabolic panel", specimen: "Serum", device: "CHEM-700",
        analytes: [
            Analyte("2345-7", "GLU", "Glucose, mass in serum or plasma", "mg/dL", 0, 70...99, 101, 24),
            Analyte("3094-0", "BUN", "Urea nitrogen, mass in serum or plasma", "mg/dL", 0, 7...20, 14, 4),
            Analyte("2160-0", "CREA", "Creatinine, mass in serum or plasma", "mg/dL", 2, 60...130, 95, 22),
            Analyte("2951-2", "NA", "Sodium, amount in serum or plasma", "mmol/L", 0, 135...145, 140, 2),
            Analyte("2823-3", "K", "Potassium, amount in serum or plasma", "mmol/L", 1, 35...51, 42, 3),
            Analyte("2075-0", "CL", "Chloride, amount in serum or plasma", "mmol/L", 0, 98...107, 102, 2),
            Analyte(
                "2028-9", "CO2", "Carbon dioxide, amount in serum or plasma", "mmol/L", 0, 22...29, 25, 2),
            Analyte("17861-6", "CA", "Calcium, mass in serum or plasma", "mg/dL", 1, 85...105, 94, 3),
            Analyte("2885-2", "TP", "Protein, mass in serum or plasma", "g/dL", 1, 60...83, 71, 4),
            Analyte("1751-7", "ALB", "Albumin, mass in serum or plasma", "g/dL", 1, 35...50, 43, 3),
            Analyte("1975-2", "TBIL", "Bilirubin in all, mass in serum or plasma", "mg/dL", 1, 2...12, 6, 2),
            Analyte("6768-6", "ALP", "Alkaline phosphatase, activity in serum", "U/L", 0, 44...147, 76, 20),
            Analyte("1920-8", "AST", "Aspartate transaminase, activity in serum", "U/L", 0, 10...40, 24, 7),
            Analyte("1742-6", "ALT", "Alanine transaminase, activity in serum", "U/L", 0, 7...56, 27, 12),
        ])

    static let lipids = Panel(
        loinc: "57698-3", name: "Lipid panel", specimen: "Serum", device: "CHEM-700",
        analytes: [
            Analyte(
                "2093-3", "CHOL", "Cholesterol, mass in serum or plasma", "mg/dL", 0, 125...200, 191, 35),
            Analyte(
                "2571-8", "TRIG", "Triglyceride, mass in serum or plasma", "mg/dL", 0, 30...150, 134, 58),
            Analyte("2085-9", "HDL", "Cholesterol in HDL, mass in serum", "mg/dL", 0, 40...90, 53, 13),
            Analyte(
                "13457-7", "LDL", "Cholesterol in LDL, mass in serum, calculated", "mg/dL", 0, 50...130, 114,
                30),
        ])

    static let glycatedHemoglobin = Panel(
        loinc: "4548-4", name: "Hemoglobin A1c", specimen: "Whole blood EDTA", device: "GLYCO-1",
        analytes: [
            Analyte("4548-4", "A1C", "Hemoglobin A1c, share of hemoglobin in blood", "%", 1, 40...56, 58, 8)
        ])

    static let thyroid = Panel(
        loinc: "24348-5", name: "Thyroid panel", specimen: "Serum", device: "IMMUNO-8",
        analytes: [
            Analyte(
                "3016-3", "TSH", "Thyrotropin, units in serum or plasma", "m[IU]/L", 2, 40...450, 200, 90),
            Analyte(
                "3024-7", "FT4", "Free thyroxine, mass in serum or plasma", "ng/dL", 2, 80...180, 120, 16),
        ])

    /// What is ordered, as often as it stands here.
    static let orders: [[Panel]] = [
        [.bloodCount], [.bloodCount], [.bloodCount], [.metabolic], [.metabolic], [.bloodCount, .thyroid],
        [.lipids, .glycatedHemoglobin, .thyroid], [.bloodCount, .metabolic],
    ]
}
