import ClinicServer
import HealthFormats
import MedicalLedger

/// Writes refused items to a file, so that they can be mended and imported again.
///
/// Items of a second format go into a file of their own, named after the format, because one file holds one format.
final class RejectsWriter {
    private let path: String
    private let inputs: [String]
    private let ledger: String
    private var files: [(format: SourceFormat, path: String, file: OutputFile, text: RejectsText)] = []

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
        let position = try position(of: item.format)
        let name = item.file == "-" ? "stdin" : item.file
        try files[position].file.write(files[position].text.bytes(for: item, of: name))
    }

    func finish() throws { for file in files { try file.file.finish() } }

    /// The file of a format, made where it is the first of it.
    private func position(of format: SourceFormat) throws -> Int {
        if let known = files.firstIndex(where: { $0.format == format }) { return known }
        let name = files.isEmpty ? path : "\(path).\(format.rawValue.isEmpty ? "other" : format.rawValue)"
        try refuseInput(name)
        let file = try OutputFile(path: name, outside: ledger, overwrites: true)
        files.append((format, name, file, RejectsText(in: Speech.language)))
        return files.count - 1
    }
}
