internal import MerkleLog
internal import Wording

/// A receipt on paper: what it proves in plain words, where to check it, its text, and codes that a telephone scans.
///
/// The codes hold the text itself, so that nothing but the paper and the page that checks is needed, whatever becomes of this server.
struct ReceiptSheet {
    let receipt: Receipt
    let key: VerifierKey
    /// Where the receipt's text can be had as a file; nil for nowhere.
    let file: Address?
    let language: Wording.Language

    var html: HTML {
        let text = receipt.formatted
        let values = [
            "origin": receipt.checkpoint.checkpoint.origin, "entry": String(receipt.index),
            "entries": String(receipt.checkpoint.checkpoint.treeSize),
        ]
        return section(.class("card", "receipt")) {
            h2(say("receipt.title", values))
            p(say("receipt.proves", values))
            p(say("receipt.document"))
            p(say("receipt.limits"), .class("hint"))
            h3(say("receipt.how"))
            ol {
                li {
                    say("receipt.open"); " "
                    a(say("receipt.check"), .href("/check#key=\(key.formatted)&receipt=\(text)"))
                    " · "
                    a(say("checkPage.save"), .href("/check"), .download("clinicledger-check.html"))
                }
                li(say("receipt.scan"))
                li(say("receipt.compare"))
            }
            p(.class("secret")) { code(key.formatted) }
            codes(of: text)
            p(say("receipt.private"), .class("alert", "warn"))
            if let file {
                p { a(say("receipt.file"), .class("button"), .href(file), .download("\(receipt.index).tlog-proof")) }
            }
            details {
                summary(say("receipt.text"))
                pre(.tabindex(0)) { text }
            }
        }
    }

    private func codes(of text: String) -> HTML {
        let parts = ReceiptCodes.parts(of: text)
        return div(.class("codes")) {
            for (position, part) in parts.enumerated() {
                let name = say("receipt.code", ["number": String(position + 1), "count": String(parts.count)])
                figure {
                    QRCode(part)?.svg(title: name)
                    if parts.count > 1 { figcaption(name) }
                }
            }
            if parts.isEmpty { p(say("receipt.noCodes"), .class("hint")) }
        }
    }

    private func say(_ code: String, _ values: [String: String] = [:]) -> String {
        Wording.text(code, values, in: language)
    }
}

/// A receipt's text in as many QR codes as it takes.
///
/// One code holds the text as it is, without its last line feed. Of several, each begins with its number and their count:
///
/// ```
/// [2/3]
/// XNBXLqqxD8fK…
/// ```
///
/// No piece begins or ends with white space, which scanners and clipboards drop: joined without anything between them they are the text.
enum ReceiptCodes {
    /// The most bytes in a code: version 30, whose modules are 0.6 mm wide where the code is 9 cm.
    static let limit = 1_700
    /// So many codes nobody scans.
    static let countLimit = 9

    /// What each code holds; empty where the text is too long for codes.
    static func parts(of text: String) -> [[UInt8]] {
        var rest = Array(text.utf8)[...]
        while rest.last == 0x0A { rest.removeLast() }
        if rest.count <= limit { return [Array(rest)] }
        // All but the last are as long as they may be, with some room for their numbers.
        var pieces: [ArraySlice<UInt8>] = []
        while !rest.isEmpty {
            guard pieces.count < countLimit else { return [] }
            var end = min(rest.endIndex, rest.startIndex + limit - "[1/9]\n".utf8.count)
            while end < rest.endIndex, !isSolid(rest[end - 1]) || !isSolid(rest[end]) {
                end -= 1
                // Nothing but white space and no ASCII: no receipt is like that.
                guard end > rest.startIndex else { return [] }
            }
            pieces.append(rest[..<end])
            rest = rest[end...]
        }
        return pieces.enumerated().map { Array("[\($0 + 1)/\(pieces.count)]\n".utf8) + $1 }
    }

    /// Whether a byte is a character of its own that nobody drops.
    private static func isSolid(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }
}
