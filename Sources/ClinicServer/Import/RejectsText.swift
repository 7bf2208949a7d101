package import HealthFormats
package import MedicalLedger
package import Wording

/// Refused items as a text that can be mended in an editor and imported again: the original bytes of each, and before them a
/// remark with the place and the reason.
///
/// The remarks begin with `# clinicledger`, and the importer passes over them. One text holds one format.
package struct RejectsText {
    private let language: Wording.Language
    private var isBegun = false
    private var lastPreamble: [UInt8] = []

    /// Begins a text with remarks in a language.
    package init(in language: Wording.Language) { self.language = language }

    /// The bytes to append for an item; none for a remark, which refuses nothing.
    ///
    /// - Parameter file: what a person calls the file that the item came from.
    package mutating func bytes(for item: ImportSession.RejectedItem, of file: String) -> [UInt8] {
        if item.isRemark { return [] }
        var bytes: [UInt8] = []
        func remark(_ text: String) {
            // Whatever came from outside stays on its line.
            let line = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }
            bytes += Array("\(ImportSession.remarkMark)\(line.joined())\n".utf8)
        }
        if !isBegun { remark(" rejects: " + Wording.text("import.rejectsRemark", in: language)) }
        isBegun = true
        let preamble = Array(item.bytes.prefix(item.preambleCount))
        // The header line stands once for all rows of a table that follow it.
        if preamble != lastPreamble { bytes += preamble.endingInLineBreak }
        lastPreamble = preamble
        remark(": \(file), \(item.place.words(in: language)): " + item.reason.words(in: language))
        return bytes + Array(item.bytes.dropFirst(item.preambleCount)).endingInLineBreak
    }
}

extension SourcePlace {
    /// Line and offset as a person reads them.
    package func words(in language: Wording.Language) -> String {
        Wording.text("place.line", ["line": String(line), "offset": String(byteOffset)], in: language)
    }
}

extension Reason {
    /// The reason as a person reads it.
    package func words(in language: Wording.Language) -> String { Wording.text(code, values, in: language) }
}

extension [UInt8] {
    fileprivate var endingInLineBreak: [UInt8] {
        isEmpty || last == 0x0A || last == 0x0D ? self : self + [0x0A]
    }
}

/// Keeps what was refused of a file in the ledger's `refused/`, as texts that can be mended and imported again.
final class RefusedKeeper {
    /// A text grows to this, then another one begins: each is sealed and read whole.
    private static let textBytes = 4 << 20
    /// Reasons that are told of each text.
    private static let reasonsTold = 20

    private let items: RefusedItems
    private let door: String
    private let file: String
    private let time: UInt64
    private let language: Wording.Language
    private var text: RejectsText
    private var waiting: RefusedItem?
    /// The names of what was kept.
    private(set) var names: [String] = []

    /// - Parameters:
    ///   - door: where the file came in, and from whom.
    ///   - file: what people call the file.
    init(of ledger: ClinicLedger, door: String, file: String, time: UInt64, language: Wording.Language) throws {
        items = try RefusedItems(of: ledger)
        (self.door, self.file, self.time, self.language) = (door, file, time, language)
        text = RejectsText(in: language)
    }

    func take(_ item: ImportSession.RejectedItem) throws {
        if item.isRemark { return }
        if let waiting, waiting.bytes.count + item.bytes.count > Self.textBytes { try keep() }
        let bytes = text.bytes(for: item, of: file)
        var next = waiting ?? RefusedItem(time: time, door: door, format: item.format, reasons: [], bytes: [])
        next.bytes += bytes
        if next.reasons.count < Self.reasonsTold { next.reasons.append(item.reason) }
        waiting = next
    }

    /// Keeps what waits; durable when this returns.
    func keep() throws {
        if let waiting { names.append(try items.keep(waiting)) }
        waiting = nil
        text = RejectsText(in: language)
    }
}
