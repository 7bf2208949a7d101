import Foundation
import Testing

@testable import ClinicServer

struct HTMLTests {
    private func text(@HTMLBuilder _ pieces: () -> HTML) -> String { String(decoding: pieces().bytes, as: UTF8.self) }

    @Test func `elements, attributes and text are written as they read`() {
        let rows = [("Na", 140, false), ("K", 7, true)]
        let note: String? = nil
        let written = text {
            table(.class("results", "wide"), .id("r")) {
                thead {
                    tr {
                        th("Analyte", .scope(.col)); th("Value")
                    }
                }
                for (analyte, value, isHigh) in rows {
                    tr(.class("out", when: isHigh)) {
                        td(analyte)
                        if isHigh {
                            td {
                                "\(value) "; strong("H")
                            }
                        } else {
                            td("\(value)")
                        }
                    }
                }
                if let note { tfoot { tr { td(note) } } }
            }
            input(.type("text"), .required(), .disabled(false), .aria("label", "x"), .data("row", "1"))
            br()
            div()
        }
        #expect(
            written == """
                <table class="results wide" id="r"><thead><tr><th scope="col">Analyte</th><th>Value</th></tr></thead>\
                <tr><td>Na</td><td>140</td></tr><tr class="out"><td>K</td><td>7 <strong>H</strong></td></tr></table>\
                <input type="text" required aria-label="x" data-row="1"><br><div></div>
                """)
    }

    @Test func `a document has its type, and the same page is the same bytes`() {
        func page() -> [UInt8] {
            html(.lang("zh-Hans")) {
                head { title("<化验>") }; body { p("好") }
            }.document
        }
        let expected = """
            <!DOCTYPE html>
            <html lang="zh-Hans"><head><title>&lt;化验&gt;</title></head><body><p>好</p></body></html>
            """
        #expect(String(decoding: page(), as: UTF8.self) == expected)
        #expect(page() == page())
    }

    @Test(arguments: [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("\" onclick=\"x", "&quot; onclick=&quot;x"), ("' onclick='x", "&#39; onclick=&#39;x"),
        ("&lt;", "&amp;lt;"), ("a\u{0}b\u{1B}\u{7F}", "a\u{FFFD}b\u{FFFD}\u{FFFD}"), ("\r\n\t", "&#13;\n\t"),
        ("]]><!--", "]]&gt;&lt;!--"), ("é化\u{10FFFF}", "é化\u{10FFFF}"), ("", ""),
    ])
    func `hostile text is text between tags and between quotes`(hostile: String, written: String) {
        #expect(text { p(hostile) } == "<p>\(written)</p>")
        #expect(text { p { hostile } } == "<p>\(written)</p>")
        #expect(text { p(.title(hostile)) } == "<p title=\"\(written)\"></p>")
        #expect(text { option(hostile, .value(hostile)) } == "<option value=\"\(written)\">\(written)</option>")
        #expect(text { p(.aria("label", hostile)) } == "<p aria-label=\"\(written)\"></p>")
    }

    @Test func `a text keeps the newline that a parser drops`() {
        #expect(text { textarea("\na") } == "<textarea>\n\na</textarea>")
        #expect(text { pre("a") } == "<pre>\na</pre>")
    }

    @Test(arguments: [
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x", "//evil.example/", "\u{1}javascript:x", "file:///etc/passwd", "blob:x", ":x",
    ])
    func `an address that runs or hides its host is none`(hostile: String) {
        #expect(Address(outside: hostile) == nil)
    }

    @Test(arguments: [
        ("https://north.example/a?b=c#d", "https://north.example/a?b=c#d"), ("HTTP://x", "HTTP://x"), ("", ""),
        ("mailto:a@north.example", "mailto:a@north.example"), ("/患者", "/%E6%82%A3%E8%80%85"), ("a/b:c", "a/b:c"),
        ("/\\evil.example", "/%5Cevil.example"), ("/a\nb \"<", "/a%0Ab%20%22%3C"), ("?page=2", "?page=2"),
        ("#top", "#top"),
        ("java&#9;script:x", "java&#9;script:x"),
    ])
    func `other addresses are kept, encoded`(address: String, written: String) {
        #expect(Address(outside: address)?.text == written)
    }

    @Test func `what is filled into an address stays one segment or value`() {
        let hostile = "../a?b=c#d&e %/\"javascript:"
        #expect(
            Address("/patients/\(hostile)?page=\(-3)").text
                == "/patients/..%2Fa%3Fb%3Dc%23d%26e%20%25%2F%22javascript%3A?page=-3")
        #expect(text { a("x", .href("\(hostile)")) }.hasPrefix("<a href=\"..%2Fa"))
        let scheme = "javascript:alert(1)"
        #expect(Address("\(scheme)").text == "javascript%3Aalert%281%29")
    }

    @Test func `numbers of drawings are short and have no exponent`() {
        let numbers: [Double] = [0, -0.004, 1, -1.5, 12.345, 0.05, -0.05, 100, .nan, .infinity, 1e300, -1e-300]
        let written = ["0", "0", "1", "-1.5", "12.35", "0.05", "-0.05", "100", "0", "0", "1000000000", "0"]
        #expect(numbers.map(SVG.number) == written)
    }

    @Test(.enabled(if: Python.isThere)) func `a foreign parser reads back any text and any attribute`() throws {
        var numbers = SystemRandomNumberGenerator()
        let texts = (0..<400).map { _ in Self.randomText(&numbers) }
        let page = html(.lang("en")) {
            head {
                meta(.charset("utf-8")); title(texts[0])
            }
            body {
                for text in texts {
                    p(.title(text)) {
                        span(text); textarea(text, .name(text))
                    }
                }
            }
        }
        let answer = try Python.run(Self.program, input: page.document)
        let read = try JSONDecoder().decode([[String]].self, from: Data(answer))
        let expected = texts.map(Self.visible)
        try #require(read.count == texts.count)
        for (found, text) in zip(read, expected) { #expect(found == [text, text, text, text]) }
    }

    /// What is left of a text when control characters are shown as U+FFFD.
    private static func visible(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 && !"\t\n\r".unicodeScalars.contains(scalar) || scalar.value == 0x7F
            scalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return String(scalars)
    }

    private static func randomText(_ numbers: inout some RandomNumberGenerator) -> String {
        let pieces = [
            "<", ">", "&", "\"", "'", "/", "=", " ", "\n", "\r", "\t", "\u{0}", "\u{7F}", "&lt;", "&#39;", "&amp",
            "</span>",
            "</textarea>", "<!--", "-->", "]]>", "<script>", "a", "é", "化", "\u{1F9EA}", "\u{202E}", "\u{2028}", "`",
            "{{",
        ]
        return (0..<Int.random(in: 0...12, using: &numbers))
            .map { _ in pieces.randomElement(using: &numbers) ?? "" }.joined()
    }

    /// Prints title attribute, text, and the name and text of the text area of each paragraph; html5lib where it is installed.
    private static let program = """
        import json, sys
        page = sys.stdin.buffer.read().decode("utf-8")
        rows = []
        try:
            import html5lib
            tree = html5lib.parse(page, namespaceHTMLElements=False)
            for p in tree.iter("p"):
                span, area = list(p)
                rows.append([p.get("title"), span.text or "", area.get("name"), area.text or ""])
                assert len(span) == 0 and len(area) == 0 and len(p.attrib) == 1
        except ImportError:
            from html.parser import HTMLParser
            class Parser(HTMLParser):
                inside = None
                def handle_starttag(self, tag, attributes):
                    if tag == "p": rows.append([dict(attributes)["title"], "", None, ""])
                    if tag == "textarea": rows[-1][2] = dict(attributes)["name"]
                    self.inside = tag
                def handle_endtag(self, tag): self.inside = None
                def handle_data(self, data):
                    if self.inside == "span": rows[-1][1] += data
                    if self.inside == "textarea": rows[-1][3] += data
            parser = Parser(convert_charrefs=True)
            parser.feed(page)
            parser.close()
            for row in rows: row[3] = row[3][1:]
        json.dump(rows, sys.stdout)
        """
}
