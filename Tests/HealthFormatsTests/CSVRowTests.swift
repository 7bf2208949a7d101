import Testing

@testable import HealthFormats

struct CSVRowTests {
    /// The fields of each row, `nil` for a broken one.
    private func rows(_ text: String, delimiter: Character = ",") -> [[String]?] {
        var scanner = CSV.RowScanner(delimiter: delimiter.asciiValue ?? 0x2C)
        return Array(text.utf8).withUnsafeBytes { bytes in
            var result: [[String]?] = []
            var at = 0
            while at < bytes.count {
                switch scanner.scan(bytes, from: at, isLast: true) {
                case .row(let next):
                    result.append(scanner.fields.map { CSV.text(of: $0, in: bytes, .utf8) ?? "?" })
                    at = next
                case .broken(_, _, let next):
                    result.append(nil)
                    at = next
                case .incomplete, .tooLong: return result
                }
            }
            return result
        }
    }

    @Test func `fields and rows are as in RFC 4180 section 2`() {
        #expect(rows("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n") == [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]])
        #expect(rows("aaa,bbb,ccc\r\nzzz,yyy,xxx") == [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]])
        #expect(rows("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx") == [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]])
        #expect(rows("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz") == [["aaa", "b\r\nbb", "ccc"], ["zzz"]])
        #expect(rows("\"aaa\",\"b\"\"bb\",\"c,c\"") == [["aaa", "b\"bb", "c,c"]])
    }

    @Test func `CR, LF and CRLF each end a row`() {
        #expect(rows("a,b\rc,d\ne,f\r\ng,h") == [["a", "b"], ["c", "d"], ["e", "f"], ["g", "h"]])
        #expect(rows("a\n\nb\r\rc") == [["a"], [""], ["b"], [""], ["c"]])
    }

    @Test func `empty fields are fields`() {
        #expect(rows(",\n,,\n\"\",\"\"\"\"\n") == [["", ""], ["", "", ""], ["", "\""]])
    }

    @Test func `a quotation mark inside an unquoted field is itself`() {
        #expect(rows("5\" tube,a\"\"b\n") == [["5\" tube", "a\"\"b"]])
    }

    @Test func `text after a closing quotation mark breaks the row, not the next`() {
        #expect(rows("\"a\"b,c\nd,e\n") == [nil, ["d", "e"]])
    }

    @Test func `a quoted field that is not closed costs the line where it opened`() {
        #expect(rows("a,\"b\nc,d\ne,f\n") == [nil, ["c", "d"], ["e", "f"]])
        #expect(rows("a,\"b\nc,\"d\"\ne,f\n") == [nil, ["c", "d"], ["e", "f"]])
    }

    @Test func `spaces around a field are no part of it`() {
        #expect(rows("  a\t, b c ,\" d \"\n") == [["a", "b c", "d"]])
    }

    @Test func `fields of every length are found, whatever the word size`() {
        for length in 0..<40 {
            let field = String(repeating: "x", count: length)
            for end in ["\n", "\r", "\r\n", ""] {
                #expect(rows("\(field);\(field)é;z\(end)", delimiter: ";") == [[field, field + "é", "z"]])
            }
        }
    }

    @Test func `a row beyond the limit is left behind at its line end`() {
        let long = String(repeating: "x", count: CSV.maxRowBytes + 5)
        let found = CSVImport("patient,test,value\np,Na,\(long)\np,K,4\n")
        #expect(found.codes == ["csv.rowTooLong"])
        #expect(found.records.map(\.resultCount) == [1])
        #expect(found.records.first?.place.line == 3)
    }

    @Test func `an unclosed quotation mark is given up at the row limit`() {
        let many = String(repeating: "p,K,4\n", count: CSV.maxRowBytes / 4)
        let found = CSVImport("patient,test,value\np,\"Na,3\n" + many)
        #expect(found.codes == ["csv.quoteNotClosed"])
        #expect(found.rejections.first?.reason.values == ["line": "2"])
        #expect(found.rejections.first?.place == SourcePlace(line: 2, byteOffset: 21))
        #expect(found.records.reduce(0) { $0 + $1.resultCount } == CSV.maxRowBytes / 4)
    }
}
