import HealthFormats
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Small resources and ways to read them.
enum FHIRSample {
    static func observation(
        _ id: String, subject: String? = "Patient/p1", order: String? = "ServiceRequest/o1", code: String = "2345-7",
        value: String = "5.10", more: String = ""
    ) -> String {
        let whose = subject.map { #","subject":{"reference":"\#($0)"}"# } ?? ""
        let on = order.map { #","basedOn":[{"reference":"\#($0)"}]"# } ?? ""
        return #"{"resourceType":"Observation","id":"\#(id)","status":"final"\#(whose)\#(on)"#
            + #","code":{"coding":[{"system":"urn:local","code":"X"},{"system":"http://loinc.org","code":"\#(code)"}]}"#
            + #","effectiveDateTime":"2024-05-17T08:30:00+02:00","valueQuantity":{"value":\#(value),"unit":"mmol/L"}\#(more)}"#
    }

    static func report(_ id: String, results: [String], subject: String? = "Patient/p1", more: String = "") -> String {
        let whose = subject.map { #","subject":{"reference":"\#($0)"}"# } ?? ""
        let list = results.map { #"{"reference":"\#($0)"}"# }.joined(separator: ",")
        return #"{"resourceType":"DiagnosticReport","id":"\#(id)","status":"final"\#(whose)"#
            + #","code":{"coding":[{"system":"http://loinc.org","code":"24323-8"}]},"result":[\#(list)]\#(more)}"#
    }

    static func patient(_ id: String, mrn: String? = "M1") -> String {
        let identifier = mrn.map { #","identifier":[{"value":"weak"},{"system":"urn:mrn","value":"\#($0)"}]"# } ?? ""
        return #"{"resourceType":"Patient","id":"\#(id)"\#(identifier),"name":[{"family":"Doe","given":["Jo"]}]}"#
    }

    static func bundle(_ entries: [(url: String?, resource: String)], type: String = "collection") -> String {
        let list = entries.map { entry in
            let url = entry.url.map { #""fullUrl": "\#($0)", "# } ?? ""
            return "  { \(url)\"resource\": \(entry.resource) }"
        }
        return "{ \"resourceType\": \"Bundle\", \"type\": \"\(type)\", \"entry\": [\n"
            + list.joined(separator: ",\n") + "\n] }"
    }

    /// Some of everything, what belongs together side by side, CRLF and a byte order mark included.
    static func mixedLines() -> String {
        let lines = [
            patient("p1"), observation("a1"), observation("a2", code: "718-7"),
            observation("b1", order: "ServiceRequest/o2"), report("r1", results: ["Observation/c1", "Observation/c2"]),
            observation("c1", order: nil), observation("c2", order: nil), "",
            observation("d1", order: "ServiceRequest/o4", more: #","hasMember":[{"reference":"Observation/d2"}]"#),
            observation("d2", order: "ServiceRequest/o4"), #"{"resourceType":"Observation","id":"#,
            observation("e1", subject: nil), #"{"resourceType":"Encounter","id":"e"}"#,
            bundle([
                ("http://h/Patient/p2", patient("p2", mrn: "M2")),
                ("http://h/Observation/f1", observation("f1", subject: "Patient/p2")),
                (nil, #"{"resourceType":"Encounter","id":"e2"}"#),
            ]).split(separator: "\n").joined(),
            observation("g1", subject: "Patient/é中", order: "ServiceRequest/o5"), "{\"a\":1} x", "[1]", "7", "junk",
            patient("p3", mrn: nil),
        ]
        return "\u{FEFF}\n" + lines.joined(separator: "\r\n") + "  \n \n"
    }
}

/// What a reader says of a whole source, in values that can be compared.
struct FHIROutcome: Equatable {
    struct Record: Equatable {
        var document: String
        var line: Int
        var byteOffset: UInt64
        var patients: [Identifier]
        var identity: String
        var content: String
        var codes: [String]
        var resultCount: Int
    }

    var records: [Record] = []
    var rejections: [String] = []
    /// Every piece by its place in the source.
    var covered: [Range<Int>] = []

    /// Reads `source` in windows of `size` bytes, larger ones where the reader asks for them, or cut first at `cut`.
    init(_ source: [UInt8], windowBytes size: Int = .max, cut: Int? = nil, reader: FHIR.Reader = FHIR.Reader()) {
        var reader = reader
        var start = 0
        var length = cut ?? size
        while true {
            let end = length > source.count - start ? source.count : start + length
            var batch = ParsedBatch()
            let isLast = end == source.count
            let used = source[start..<end].withUnsafeBytes {
                reader.read($0, byteOffset: UInt64(start), isLast: isLast, into: &batch)
            }
            add(batch, source, start)
            precondition(
                used >= 0 && used <= end - start && (!isLast || used == end - start), "a reader makes progress")
            if isLast { return }
            length = used == 0 ? length * 2 + 1 : size
            start += used
        }
    }

    private mutating func add(_ batch: ParsedBatch, _ source: [UInt8], _ start: Int) {
        func text(_ pieces: [Piece], _ role: Piece.Role? = .document) -> String {
            pieces.filter { role == nil || $0.role == role }.map { piece in
                String(decoding: source[start + piece.offset..<start + piece.offset + piece.count], as: UTF8.self)
            }.joined()
        }
        for record in batch.records {
            records.append(
                Record(
                    document: text(record.pieces), line: record.place.line, byteOffset: record.place.byteOffset,
                    patients: record.patientIdentifiers, identity: record.reportIdentity,
                    content: text(record.contentPieces), codes: record.codes, resultCount: record.resultCount))
            covered += record.pieces.map { start + $0.offset..<start + $0.offset + $0.count }
        }
        for rejection in batch.rejections {
            let values = rejection.reason.values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let place = "\(rejection.place.line):\(rejection.place.byteOffset)"
            rejections.append(
                ([place, rejection.reason.code] + values + [text(rejection.pieces)]).joined(separator: " "))
        }
    }

    /// All pieces once, in the order of the source, joined.
    func joined(_ source: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for range in Set(covered).sorted(by: { $0.lowerBound < $1.lowerBound }) { result += source[range] }
        return result
    }
}

/// Files beside the repository, which not every copy has.
enum FHIRShared {
    static let folder: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        return parts.joined(separator: "/") + "/../shared/"
    }()
    static let examples = folder + "data/fhir-r4-examples/"
    static let hasExamples = access(examples, F_OK) == 0

    static func bytes(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "rb") else { return [] }
        defer { fclose(file) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return result }
            result += buffer[..<count]
        }
    }

    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let capacity = MemoryLayout.size(ofValue: entry.pointee.d_name)
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: capacity) { String(cString: $0) }
            }
            if name.hasSuffix(".json") { names.append(name) }
        }
        return names.sorted()
    }
}

/// The Python package `fhir.resources`, somebody else's parser of FHIR:
/// `pip install --target FOLDER "fhir.resources==8.0.0"`, then `CLINICLEDGER_PYTHON_TOOLS=FOLDER swift test`.
enum FHIRPython {
    static let tools = getenv("CLINICLEDGER_PYTHON_TOOLS").map { String(cString: $0) }
    static let missing: Comment = "CLINICLEDGER_PYTHON_TOOLS names no folder with fhir.resources"

    /// What `script` writes to the file `sys.argv[2]`, given a file of `input` as `sys.argv[1]`; nil where it fails.
    static func run(_ script: String, on input: [UInt8]) throws -> [UInt8]? {
        let path = "/tmp/clinicledger-fhir-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        try write(input, to: path)
        try write(Array(script.utf8), to: path + ".py")
        defer { for suffix in ["", ".py", ".out"] { unlink(path + suffix) } }
        let status = shell("PYTHONPATH='\(tools ?? "")' python3 \(path).py \(path) \(path).out")
        return status == 0 ? FHIRShared.bytes(path + ".out") : nil
    }

    /// The exit status of a shell command.
    static func shell(_ command: String) -> Int32 {
        var process: pid_t = 0
        let arguments: [UnsafeMutablePointer<CChar>?] = ["/bin/sh", "-c", command].map { (text: String) in strdup(text)
        }
        defer { for argument in arguments { free(argument) } }
        guard posix_spawn(&process, "/bin/sh", nil, nil, arguments + [nil], environ) == 0 else { return -1 }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let file = try #require(fopen(path, "wb"))
        defer { fclose(file) }
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }
}
