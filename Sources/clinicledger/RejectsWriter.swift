import HealthFormats
import MedicalLedger

/// Writes refused items so that they can be mended in an editor and imported again: the original bytes of each, and
/// before them a remark with the place and the reason.
///
/// The remarks begin with `# clinicledger`, and the importer passes over them. Items of a second format go into a file
/// of their own, named after the format, because one file holds one format.
final class RejectsWriter {
    private let path: String
    private let inputs: [String]
    private let ledger: String
    private var files: [(format: SourceFormat, path: String, file: OutputFile)] = []
    private var lastPreamble: [UInt8]?

    /// The files written.
    var paths: [String] { files.map(\.path) }

    /// Takes the path of the file to write and those of the files that are imported, none of which it may be.
    init(path: String, inputs: [String], ledger: String) throws {
        self.path = path
        self.inputs = inputs
        self.ledger = ledger
        try refuseInput(path)
    }

    private func refuseInput(_ name: String) throws {
        if inputs.contains(where: { InputFile.isSame($0, name) }) {
            throw MedicalError("rejectsAreInput", .refused, ["file": name])
        }
        if InputFile.isInside(name, ledger) { throw MedicalError("outputInLedger", .refused, ["file": name]) }
    }

    func write(_ item: ImportSession.RejectedItem) throws {
        if item.isRemark { return }
        let file = try file(for: item.format)
        let name = item.file == "-" ? "stdin" : item.file
        let place = say("place.line", ["line": String(item.place.line), "offset": String(item.place.byteOffset)])
        let reason = say(item.reason.code, item.reason.values)
        let remark = "\(name.printable), \(place): \(reason)".printable
        var bytes = item.bytes
        let preamble = Array(bytes.prefix(item.preambleCount))
        if !preamble.isEmpty {
            // The header line stands once for all rows of a table that follow it.
            bytes.removeFirst(preamble.count)
            if preamble != lastPreamble { try file.write(preamble.endingInLineBreak) }
            lastPreamble = preamble
        }
        try file.write(Array("\(ImportSession.remarkMark): \(remark)\n".utf8))
        try file.write(bytes.endingInLineBreak)
    }

    func finish() throws { for file in files { try file.file.finish() } }

    private func file(for format: SourceFormat) throws -> OutputFile {
        if let known = files.first(where: { $0.format == format }) { return known.file }
        let name = files.isEmpty ? path : "\(path).\(format.rawValue.isEmpty ? "other" : format.rawValue)"
        try refuseInput(name)
        let file = try OutputFile(path: name, outside: ledger, overwrites: true)
        try file.write(Array("\(ImportSession.remarkMark) rejects: \(say("import.rejectsRemark"))\n".utf8))
        files.append((format, name, file))
        return file
    }
}

extension [UInt8] {
    fileprivate var endingInLineBreak: [UInt8] { last == 0x0A || last == 0x0D ? self : self + [0x0A] }
}
