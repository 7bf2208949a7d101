// The elements of a page, by their names in HTML. Not here, on purpose: `script` and `style` with content, `iframe`, `object`,
// `embed`, `base`.

let html = Tag("html")
let head = Tag("head")
let body = Tag("body")
let title = TextTag("title")
let meta = VoidTag("meta")
let link = VoidTag("link")

/// A script that is a file of its own, run when the page has been read.
func script(_ address: Address) -> HTML { HTML(Tag("script"), [.src(address), .defer()], .nothing) }

let header = Tag("header")
let footer = Tag("footer")
let main = Tag("main")
let nav = Tag("nav")
let section = Tag("section")
let article = Tag("article")
let aside = Tag("aside")
let address = Tag("address")
let h1 = Tag("h1")
let h2 = Tag("h2")
let h3 = Tag("h3")
let h4 = Tag("h4")

let div = Tag("div")
let p = Tag("p")
let pre = Tag("pre", dropsFirstNewline: true)
let blockquote = Tag("blockquote")
let figure = Tag("figure")
let figcaption = Tag("figcaption")
let ul = Tag("ul")
let ol = Tag("ol")
let li = Tag("li")
let dl = Tag("dl")
let dt = Tag("dt")
let dd = Tag("dd")
let details = Tag("details")
let summary = Tag("summary")
let hr = VoidTag("hr")
let br = VoidTag("br")
let wbr = VoidTag("wbr")
let img = VoidTag("img")

let a = Tag("a")
let span = Tag("span")
let strong = Tag("strong")
let em = Tag("em")
let b = Tag("b")
let i = Tag("i")
let small = Tag("small")
let abbr = Tag("abbr")
let code = Tag("code")
let kbd = Tag("kbd")
let samp = Tag("samp")
let mark = Tag("mark")
let del = Tag("del")
let ins = Tag("ins")
let sub = Tag("sub")
let sup = Tag("sup")
let time = Tag("time")
let bdi = Tag("bdi")

let table = Tag("table")
let caption = Tag("caption")
let colgroup = Tag("colgroup")
let col = VoidTag("col")
let thead = Tag("thead")
let tbody = Tag("tbody")
let tfoot = Tag("tfoot")
let tr = Tag("tr")
let th = Tag("th")
let td = Tag("td")

let form = Tag("form")
let label = Tag("label")
let input = VoidTag("input")
let button = Tag("button")
let select = Tag("select")
let optgroup = Tag("optgroup")
let option = TextTag("option")
let datalist = Tag("datalist")
let textarea = TextTag("textarea", dropsFirstNewline: true)
let fieldset = Tag("fieldset")
let legend = Tag("legend")
let output = Tag("output")
let progress = Tag("progress")
let meter = Tag("meter")

/// The elements of a drawing in a page; their attributes are `.svg("stroke-width", 2)`.
enum SVG {
    static let svg = Tag("svg")
    static let g = Tag("g")
    static let defs = Tag("defs")
    static let pattern = Tag("pattern")
    static let title = Tag("title")
    static let desc = Tag("desc")
    static let path = Tag("path")
    static let line = Tag("line")
    static let rect = Tag("rect")
    static let circle = Tag("circle")
    static let polyline = Tag("polyline")
    static let polygon = Tag("polygon")
    static let text = Tag("text")

    /// A coordinate with two digits after the point at most, never with an exponent; 0 for what is no number.
    static func number(_ number: Double) -> String {
        guard number.isFinite else { return "0" }
        let hundredths = Int((max(-1e9, min(1e9, number)) * 100).rounded())
        let digits = String(hundredths.magnitude)
        let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        var text = padded.dropLast(2) + "." + padded.suffix(2)
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return (hundredths < 0 ? "-" : "") + text
    }
}
