internal import SegmentStore

/// A file that a laboratory sends, of made-up content.
package struct LabDelivery: Hashable, Sendable {
    /// How it is written.
    package enum Format: String, Hashable, Sendable, CaseIterable { case hl7, csv, fhir }

    package var format: Format
    /// The numbers of its messages, rows or observations.
    package var numbers: Range<Int>
    /// What sets this version apart from others of the same numbers.
    package var version = 0

    package init(_ format: Format, _ numbers: Range<Int>, version: Int = 0) {
        (self.format, self.numbers, self.version) = (format, numbers, version)
    }

    /// The name of whom an item is about.
    static func patient(_ number: Int) -> String { "PAT\(1000 + number % 7)" }

    /// The content of each item, in order.
    package var items: [String] {
        numbers.map { number in
            let value = "\(1 + number % 9).\(version)"
            switch format {
            case .hl7:
                return [
                    "MSH|^~\\&|LIS|NORTHLAB|LEDGER|CLINIC|20250304101500+0100||ORU^R01^ORU_R01|MSG\(number)|P|2.5.1",
                    "PID|1||\(Self.patient(number))^^^CLINIC^MR||Example\(number % 7)^Ida||19710203|F",
                    "OBR|1|ORD\(number)|FIL\(number)|57021-8^CBC panel^LN|||20250304074000+0100",
                    "OBX|1|NM|718-7^Hemoglobin^LN||\(value)|g/dL^g/dL^UCUM|12.0-17.5|N|||F",
                ].joined(separator: "\r") + "\r"
            case .csv:
                let day = 10 + number / 2 % 20
                return "\(Self.patient(number / 2)),718-7,Hemoglobin \(number),\(value),g/dL,2025-03-\(day)\n"
            case .fhir:
                return """
                    {"resourceType":"Observation","id":"obs-\(number)","status":"final","basedOn":[{"reference":\
                    "ServiceRequest/order-\(number / 3)"}],"code":{"coding":[{"system":"http://loinc.org","code":\
                    "718-7"}]},"subject":{"reference":"Patient/\(Self.patient(number / 3))"},"effectiveDateTime":\
                    "2025-03-04T07:40:00+01:00","valueQuantity":{"value":\(value),"unit":"g/dL"}}\n
                    """
            }
        }
    }

    /// The bytes of the file.
    package var bytes: [UInt8] {
        let header = format == .csv ? "patient_id,loinc,name,value,unit,effective\n" : ""
        return Array((header + items.joined()).utf8)
    }

    /// Writes the file to the real disk, where imports read from.
    func write(below folder: String) throws(StoreError) -> String {
        let path = "\(folder)/delivery.\(format.rawValue)"
        let file = try DiskFileSystem().open(path, .create(.private))
        try file.truncate(to: 0)
        try file.write(bytes, at: 0)
        return path
    }
}
