/// Puts the pieces of a FHIR file together again: resources and whole Bundles as they stood; of a Bundle that is not all here,
/// because a part of it was refused or came at another time, the resources alone, one in a line.
///
/// Which is which the brackets around the resources tell: they open a Bundle, and close it again.
struct BundleGathering {
    /// The pieces of the Bundle that is open.
    private var pieces: [(bytes: ArraySlice<UInt8>, isDocument: Bool)] = []
    /// Brackets that are open behind them.
    private var depth = 0
    /// Whether brackets were left out behind what was written last.
    private var isLoose = false

    /// Takes the next piece of the file.
    ///
    /// - Parameters:
    ///   - isDocument: whether it is a resource and not what stood around one.
    ///   - followsOn: whether it stood right behind the piece before it.
    mutating func take(_ bytes: ArraySlice<UInt8>, isDocument: Bool, followsOn: Bool, to output: inout [UInt8]) {
        if !followsOn { end(&output) }
        if depth == 0 {
            let isOpening = [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(Self.firstVisible(bytes))
            if isDocument || Self.firstVisible(bytes) == nil { return write(bytes, to: &output) }
            // What closes or goes on with a Bundle whose beginning is not here.
            guard isOpening else {
                isLoose = true
                return
            }
        }
        pieces.append((bytes, isDocument))
        if !isDocument { depth = max(0, depth + Self.depthChange(bytes)) }
        guard depth == 0 else { return }
        for piece in pieces { write(piece.bytes, to: &output) }
        pieces.removeAll(keepingCapacity: true)
    }

    /// Gives up the Bundle that is open, if there is one.
    mutating func end(_ output: inout [UInt8]) {
        for piece in pieces where piece.isDocument {
            isLoose = true
            write(piece.bytes, to: &output)
        }
        isLoose = isLoose || !pieces.isEmpty
        pieces.removeAll(keepingCapacity: true)
        depth = 0
    }

    private mutating func write(_ bytes: ArraySlice<UInt8>, to output: inout [UInt8]) {
        if isLoose, let last = output.last, last != UInt8(ascii: "\n") { output.append(UInt8(ascii: "\n")) }
        isLoose = false
        output += bytes
    }

    private static func firstVisible(_ bytes: ArraySlice<UInt8>) -> UInt8? {
        bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }

    /// How many brackets more are opened than closed, outside of strings.
    private static func depthChange(_ bytes: ArraySlice<UInt8>) -> Int {
        var change = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isInString {
                if !isEscaped && byte == UInt8(ascii: "\"") { isInString = false }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): change += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): change -= 1
            default: break
            }
        }
        return change
    }
}
