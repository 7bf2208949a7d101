/// An attribute of an element: with a value, or only there.
///
/// There is none that holds a script or a style (`onclick`, `style`, `srcdoc`, `http-equiv`); whatever leads somewhere takes an
/// `Address`.
struct Attribute: Sendable {
    private enum Value: Sendable {
        case text(String)
        case there
        case missing
    }

    private let prefix: StaticString
    private let name: StaticString
    private let value: Value

    private init(_ name: StaticString, _ value: Value, prefix: StaticString = "") {
        self.prefix = prefix
        self.name = name
        self.value = value
    }

    private init(_ name: StaticString, _ text: String) { self.init(name, .text(text)) }

    private init(_ name: StaticString, isThere: Bool) { self.init(name, isThere ? .there : .missing) }

    /// Appends the attribute with a space before it.
    func write(to bytes: inout [UInt8]) {
        if case .missing = value { return }
        bytes.append(UInt8(ascii: " "))
        bytes.append(prefix)
        bytes.append(name)
        guard case .text(let text) = value else { return }
        bytes.append(contentsOf: "=\"".utf8)
        bytes.appendEscaped(text)
        bytes.append(UInt8(ascii: "\""))
    }

    /// The attribute if the condition holds, and none otherwise.
    static func when(_ isThere: Bool, _ attribute: @autoclosure () -> Attribute) -> Attribute {
        isThere ? attribute() : Attribute("", .missing)
    }

    // Everywhere.
    static func `class`(_ names: String...) -> Attribute { Attribute("class", names.joined(separator: " ")) }
    static func `class`(_ name: String, when isThere: Bool) -> Attribute { when(isThere, Attribute("class", name)) }
    static func id(_ id: String) -> Attribute { Attribute("id", id) }
    static func title(_ text: String) -> Attribute { Attribute("title", text) }
    static func lang(_ language: String) -> Attribute { Attribute("lang", language) }
    static func role(_ role: String) -> Attribute { Attribute("role", role) }
    static func tabindex(_ index: Int) -> Attribute { Attribute("tabindex", "\(index)") }
    static func hidden(_ isHidden: Bool = true) -> Attribute { Attribute("hidden", isThere: isHidden) }
    static func dir(_ direction: Direction) -> Attribute { Attribute("dir", direction.rawValue) }
    /// `aria-…`.
    static func aria(_ name: StaticString, _ value: String) -> Attribute {
        Attribute(name, .text(value), prefix: "aria-")
    }
    /// `data-…`.
    static func data(_ name: StaticString, _ value: String) -> Attribute {
        Attribute(name, .text(value), prefix: "data-")
    }

    // What leads somewhere.
    static func href(_ address: Address) -> Attribute { Attribute("href", address.text) }
    static func src(_ address: Address) -> Attribute { Attribute("src", address.text) }
    static func action(_ address: Address) -> Attribute { Attribute("action", address.text) }
    static func formaction(_ address: Address) -> Attribute { Attribute("formaction", address.text) }
    static func rel(_ relation: String) -> Attribute { Attribute("rel", relation) }
    static func download(_ name: String) -> Attribute { Attribute("download", name) }
    static func media(_ query: String) -> Attribute { Attribute("media", query) }
    static func alt(_ text: String) -> Attribute { Attribute("alt", text) }

    // Forms.
    static func method(_ method: Method) -> Attribute { Attribute("method", method.rawValue) }
    static func enctype(_ type: EncodingType) -> Attribute { Attribute("enctype", type.rawValue) }
    static func type(_ type: String) -> Attribute { Attribute("type", type) }
    static func name(_ name: String) -> Attribute { Attribute("name", name) }
    static func value(_ text: String) -> Attribute { Attribute("value", text) }
    static func `for`(_ id: String) -> Attribute { Attribute("for", id) }
    static func form(_ id: String) -> Attribute { Attribute("form", id) }
    static func list(_ id: String) -> Attribute { Attribute("list", id) }
    static func label(_ text: String) -> Attribute { Attribute("label", text) }
    static func placeholder(_ text: String) -> Attribute { Attribute("placeholder", text) }
    static func autocomplete(_ field: String) -> Attribute { Attribute("autocomplete", field) }
    static func autocapitalize(_ kind: String) -> Attribute { Attribute("autocapitalize", kind) }
    static func inputmode(_ mode: String) -> Attribute { Attribute("inputmode", mode) }
    static func spellcheck(_ isOn: Bool) -> Attribute { Attribute("spellcheck", isOn ? "true" : "false") }
    static func pattern(_ pattern: String) -> Attribute { Attribute("pattern", pattern) }
    static func accept(_ types: String) -> Attribute { Attribute("accept", types) }
    static func min(_ value: String) -> Attribute { Attribute("min", value) }
    static func max(_ value: String) -> Attribute { Attribute("max", value) }
    static func step(_ value: String) -> Attribute { Attribute("step", value) }
    static func minlength(_ count: Int) -> Attribute { Attribute("minlength", "\(count)") }
    static func maxlength(_ count: Int) -> Attribute { Attribute("maxlength", "\(count)") }
    static func size(_ count: Int) -> Attribute { Attribute("size", "\(count)") }
    static func rows(_ count: Int) -> Attribute { Attribute("rows", "\(count)") }
    static func cols(_ count: Int) -> Attribute { Attribute("cols", "\(count)") }
    static func required(_ isOn: Bool = true) -> Attribute { Attribute("required", isThere: isOn) }
    static func disabled(_ isOn: Bool = true) -> Attribute { Attribute("disabled", isThere: isOn) }
    static func readonly(_ isOn: Bool = true) -> Attribute { Attribute("readonly", isThere: isOn) }
    static func checked(_ isOn: Bool = true) -> Attribute { Attribute("checked", isThere: isOn) }
    static func selected(_ isOn: Bool = true) -> Attribute { Attribute("selected", isThere: isOn) }
    static func multiple(_ isOn: Bool = true) -> Attribute { Attribute("multiple", isThere: isOn) }
    static func autofocus(_ isOn: Bool = true) -> Attribute { Attribute("autofocus", isThere: isOn) }
    static func novalidate(_ isOn: Bool = true) -> Attribute { Attribute("novalidate", isThere: isOn) }

    // Tables, and the rest.
    static func scope(_ scope: Scope) -> Attribute { Attribute("scope", scope.rawValue) }
    static func colspan(_ count: Int) -> Attribute { Attribute("colspan", "\(count)") }
    static func rowspan(_ count: Int) -> Attribute { Attribute("rowspan", "\(count)") }
    static func headers(_ ids: String) -> Attribute { Attribute("headers", ids) }
    static func datetime(_ time: String) -> Attribute { Attribute("datetime", time) }
    static func charset(_ name: String) -> Attribute { Attribute("charset", name) }
    static func content(_ text: String) -> Attribute { Attribute("content", text) }
    static func open(_ isOpen: Bool = true) -> Attribute { Attribute("open", isThere: isOpen) }
    static func `defer`(_ isOn: Bool = true) -> Attribute { Attribute("defer", isThere: isOn) }

    /// A presentation attribute of a drawing, in text.
    static func svg(_ name: StaticString, _ text: String) -> Attribute { Attribute(name, text) }
    /// A presentation attribute of a drawing, in numbers.
    static func svg(_ name: StaticString, _ number: Double) -> Attribute { Attribute(name, SVG.number(number)) }

    enum Direction: String { case auto, ltr, rtl }
    enum Method: String { case get, post }
    enum Scope: String { case row, col, rowgroup, colgroup }
    enum EncodingType: String {
        case multipart = "multipart/form-data"
        case urlencoded = "application/x-www-form-urlencoded"
    }
}
