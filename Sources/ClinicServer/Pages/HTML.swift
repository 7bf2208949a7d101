/// A piece of a page, escaped by construction.
///
/// ```
/// table(.class("results")) {
///     caption("Results of \(name)")
///     for row in rows {
///         tr(.class("out", when: row.isOutOfRange)) {
///             th(row.analyte, .scope(.row))
///             td { row.value; " "; small(row.unit) }
///         }
///     }
///     if let note { tfoot { tr { td(note, .colspan(2)) } } }
/// }
/// ```
///
/// A string is text, wherever it stands. Markup comes of the elements in `Elements.swift` alone: there is no raw door, and no
/// element or attribute that holds a script or a style. Rendering appends to one buffer, and the same page is the same bytes.
struct HTML: Sendable {
    private enum Content: Sendable {
        case text(String)
        case list([HTML])
        indirect case element(Tag, [Attribute], HTML)
        case void(VoidTag, [Attribute])
    }

    /// Nothing at all.
    static let nothing = HTML(content: .list([]))

    private let content: Content

    private init(content: Content) { self.content = content }

    /// Makes text.
    init(_ text: String) { content = .text(text) }

    /// Makes one piece of many.
    init(_ pieces: [HTML]) { content = .list(pieces) }

    /// Makes one piece of what stands in the braces.
    init(@HTMLBuilder _ pieces: () throws -> HTML) rethrows { self = try pieces() }

    init(_ tag: Tag, _ attributes: [Attribute], _ inside: HTML) { content = .element(tag, attributes, inside) }

    init(_ tag: VoidTag, _ attributes: [Attribute]) { content = .void(tag, attributes) }

    /// The piece in UTF-8.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    /// A whole document, whose root this is, in UTF-8.
    var document: [UInt8] {
        var bytes = Array("<!DOCTYPE html>\n".utf8)
        bytes.reserveCapacity(16 << 10)
        write(to: &bytes)
        return bytes
    }

    /// Appends the piece to a buffer.
    func write(to bytes: inout [UInt8]) {
        switch content {
        case .text(let text): bytes.appendEscaped(text)
        case .list(let pieces): for piece in pieces { piece.write(to: &bytes) }
        case .element(let tag, let attributes, let inside):
            Self.writeStart(tag.name, attributes, to: &bytes)
            // A parser drops a newline that comes first there; so that the text keeps its own, it gets one to drop.
            if tag.dropsFirstNewline { bytes.append(0x0A) }
            inside.write(to: &bytes)
            bytes.append(contentsOf: "</".utf8)
            bytes.append(tag.name)
            bytes.append(UInt8(ascii: ">"))
        case .void(let tag, let attributes): Self.writeStart(tag.name, attributes, to: &bytes)
        }
    }

    private static func writeStart(_ name: StaticString, _ attributes: [Attribute], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "<"))
        bytes.append(name)
        for attribute in attributes { attribute.write(to: &bytes) }
        bytes.append(UInt8(ascii: ">"))
    }
}

/// An element that has content: call it with attributes and braces, or with its text first.
struct Tag: Sendable {
    let name: StaticString
    let dropsFirstNewline: Bool

    init(_ name: StaticString, dropsFirstNewline: Bool = false) {
        self.name = name
        self.dropsFirstNewline = dropsFirstNewline
    }

    func callAsFunction(_ attributes: Attribute..., @HTMLBuilder content: () throws -> HTML) rethrows -> HTML {
        HTML(self, attributes, try content())
    }

    func callAsFunction(_ text: String, _ attributes: Attribute...) -> HTML { HTML(self, attributes, HTML(text)) }

    func callAsFunction(_ attributes: Attribute...) -> HTML { HTML(self, attributes, .nothing) }
}

/// An element that holds text alone, as a parser looks for no markup in it.
struct TextTag: Sendable {
    private let tag: Tag

    init(_ name: StaticString, dropsFirstNewline: Bool = false) {
        tag = Tag(name, dropsFirstNewline: dropsFirstNewline)
    }

    func callAsFunction(_ text: String, _ attributes: Attribute...) -> HTML { HTML(tag, attributes, HTML(text)) }
}

/// An element that cannot have content, and no end tag.
struct VoidTag: Sendable {
    let name: StaticString

    init(_ name: StaticString) { self.name = name }

    func callAsFunction(_ attributes: Attribute...) -> HTML { HTML(self, attributes) }
}

/// What may stand in the braces of an element: strings, pieces, optional ones, lists of them, `if`, `switch` and `for`.
@resultBuilder
enum HTMLBuilder {
    static func buildExpression(_ text: String) -> HTML { HTML(text) }
    static func buildExpression(_ piece: HTML) -> HTML { piece }
    static func buildExpression(_ piece: HTML?) -> HTML { piece ?? .nothing }
    static func buildExpression(_ pieces: [HTML]) -> HTML { HTML(pieces) }
    static func buildBlock() -> HTML { .nothing }
    static func buildBlock(_ piece: HTML) -> HTML { piece }
    static func buildBlock(_ pieces: HTML...) -> HTML { HTML(pieces) }
    static func buildOptional(_ piece: HTML?) -> HTML { piece ?? .nothing }
    static func buildEither(first piece: HTML) -> HTML { piece }
    static func buildEither(second piece: HTML) -> HTML { piece }
    static func buildArray(_ pieces: [HTML]) -> HTML { HTML(pieces) }
}

extension [UInt8] {
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    /// Appends a text so that it is text to every parser, between tags and between quotes alike.
    ///
    /// Control characters other than tab and newline have no place in a page, where some parsers drop them and some do
    /// not: they are shown as U+FFFD. A carriage return is kept as a reference, since parsers turn it into a newline.
    mutating func appendEscaped(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            var plain = 0
            for place in utf8.indices {
                let byte = utf8[place]
                guard let instead = Self.escape(of: byte) else { continue }
                append(contentsOf: utf8[plain..<place])
                append(instead)
                plain = place + 1
            }
            append(contentsOf: utf8[plain...])
        }
    }

    /// What is written for a byte that cannot stand for itself.
    private static func escape(of byte: UInt8) -> StaticString? {
        // Most letters need no further look.
        if byte > UInt8(ascii: ">") && byte != 0x7F { return nil }
        return switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        case UInt8(ascii: "\t"), UInt8(ascii: "\n"): nil
        case UInt8(ascii: "\r"): "&#13;"
        case 0..<0x20, 0x7F: "\u{FFFD}"
        default: nil
        }
    }
}
