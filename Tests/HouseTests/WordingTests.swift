import Testing

@testable import Wording

struct WordingTests {
    @Test func `every sentence stands in both languages with the same values`() {
        for (code, sentence) in Wording.sentences {
            let languages = Wording.Language.allCases.map { sentence.text(in: $0) }
            #expect(languages.allSatisfy { !$0.isEmpty }, "\(code) is empty in a language")
            let values = languages.map(Self.values)
            #expect(Set(values).count == 1, "\(code) names different values in its languages: \(values)")
        }
    }

    @Test func `no code stands in two tables`() {
        let count = Wording.tables.reduce(0) { $0 + $1.count }
        #expect(count == Wording.sentences.count)
    }

    @Test(arguments: ["say", "Reason", "Finding"])
    func `every code in the sources has its sentence`(call: String) {
        for (file, code) in House.literals(after: call) {
            let full = call == "Finding" ? "finding.\(code)" : code
            #expect(Wording.sentences[full] != nil, "\(file) says \(full), which has no sentence")
        }
    }

    @Test func `every error of the facade has its sentence`() {
        for (file, code) in House.literals(after: "MedicalError") {
            #expect(Wording.sentences["error.\(code)"] != nil, "\(file) throws \(code), which has no sentence")
        }
    }

    @Test func `Chinese sentences are in Chinese`() {
        for (code, sentence) in Wording.sentences {
            let hasHan = sentence.text(in: .simplifiedChinese).unicodeScalars.contains { $0.value >= 0x3000 }
            let isPunctuation = sentence.text(in: .english).allSatisfy { !$0.isLetter || $0.isASCII == false }
            let isPlaceholder = sentence.text(in: .english).contains("{")
            #expect(hasHan || isPunctuation || isPlaceholder, "\(code) has no Chinese")
        }
    }

    @Test func `values are filled in, and unknown codes show themselves`() {
        #expect(Wording.text("place.block", ["block": "7"], in: .english) == "block 7")
        #expect(Wording.text("no.such", ["b": "2", "a": "1"], in: .english) == "no.such a=1 b=2")
    }

    @Test func `the language follows the locale`() {
        #expect(Wording.Language(locale: "zh_CN.UTF-8") == .simplifiedChinese)
        #expect(Wording.Language(locale: "zh") == .simplifiedChinese)
        #expect(Wording.Language(locale: "de_DE") == .english)
    }

    private static func values(_ text: String) -> Set<String> {
        Set(text.split(separator: "{").dropFirst().map { String($0.prefix { $0 != "}" }) })
    }
}
