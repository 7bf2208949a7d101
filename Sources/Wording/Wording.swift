/// Every sentence that a person reads, by code, in each language of the product.
public enum Wording {
    /// A language of the product.
    public enum Language: String, CaseIterable, Sendable {
        /// English.
        case english = "en"
        /// Chinese in simplified characters.
        case simplifiedChinese = "zh-Hans"

        /// What those who speak it call it.
        public var ownName: String {
            switch self {
            case .english: "English"
            case .simplifiedChinese: "简体中文"
            }
        }

        /// The language that a POSIX locale asks for: Chinese for `zh…`, English for everything else.
        public init(locale: String) {
            self = locale.lowercased().hasPrefix("zh") ? .simplifiedChinese : .english
        }

        /// The language that a browser asks for: the one of ours that stands first in its header, English where none does.
        ///
        /// Browsers send the languages in the order of preference; their weights say the same again.
        /// Specification: RFC 9110 section 12.5.4.
        public init(acceptLanguage header: String) {
            let tags = header.lowercased().split(separator: ",").map { $0.drop { $0 == " " } }
            let first = tags.first { $0.hasPrefix("zh") || $0.hasPrefix("en") }
            self = first?.hasPrefix("zh") == true ? .simplifiedChinese : .english
        }
    }

    /// One sentence in each language.
    ///
    /// `{name}` stands for a value.
    public struct Sentence: Sendable {
        /// The English sentence.
        public let english: String
        /// The Chinese sentence.
        public let simplifiedChinese: String

        init(_ english: String, _ simplifiedChinese: String) {
            self.english = english
            self.simplifiedChinese = simplifiedChinese
        }

        /// The sentence in one language, its values not yet filled in.
        public func text(in language: Language) -> String {
            switch language {
            case .english: english
            case .simplifiedChinese: simplifiedChinese
            }
        }
    }

    /// All sentences by code.
    public static let sentences: [String: Sentence] = tables.reduce(into: [:]) { all, table in
        all.merge(table) { first, _ in first }
    }

    /// The tables, one for each part that speaks.
    static let tables: [[String: Sentence]] = [
        helpSentences,
        commandSentences,
        errorSentences,
        privacySentences,
        keepingSentences,
        accessSentences,
        findingSentences,
        hl7Sentences,
        fhirSentences,
        csvSentences,
        merkleLogSentences,
        keySentences,
        purposeSentences,
        rightsSentences,
        peopleSentences,
        shareSentences,
        parserSentences,
        safekeepingSentences,
        backupSentences,
        serverSentences,
        accountSentences,
        tlsSentences,
        pageSentences,
        recordSentences,
        explorerSentences,
        plotSentences,
        checkPageSentences,
        receiptSheetSentences,
    ]

    /// The sentence for `code` with its values filled in; the code itself with its values where no sentence is known.
    public static func text(_ code: String, _ values: [String: String] = [:], in language: Language) -> String {
        guard let sentence = sentences[code]?.text(in: language) else {
            return ([code] + values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(separator: " ")
        }
        guard sentence.contains("{") else { return sentence }
        var result = ""
        var rest = Substring(sentence)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            result += rest[..<open]
            result += values[name] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
