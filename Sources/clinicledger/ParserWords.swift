import ArgumentParser
import Wording

/// What the parser of arguments says, in the language of this process.
///
/// It speaks English only, and its errors are not public types. So the English sentences of `parser.…` stand for what it says:
/// a line that one of them fits is said again in Chinese with the same values; any other line stays as it is.
enum ParserWords {
    /// The whole message of an error that the parser words, or that it words with its usage; nil where it needs no translation.
    static func message(for error: any Error) -> String? {
        guard Speech.language != .english, ClinicLedgerCommand.exitCode(for: error) == .validationFailure else {
            return nil
        }
        let text = ClinicLedgerCommand.fullMessage(for: error)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { translated(String($0)) }
            .joined(separator: "\n")
    }

    private static let codes = [
        "parser.error", "parser.usage", "parser.help", "parser.more", "parser.missingArgument", "parser.missingOneOf",
        "parser.missingValue", "parser.missingSubcommand", "parser.unknownOptionSuggestion", "parser.unknownOption",
        "parser.unexpectedArguments", "parser.unexpectedArgument", "parser.unexpectedValue", "parser.invalidChoice",
        "parser.invalidValueOf", "parser.invalidValue",
    ]

    /// A line in Chinese; what follows `Error: ` is a sentence of its own.
    static func translated(_ line: String) -> String {
        for code in codes {
            guard let sentence = Wording.sentences[code], var values = values(of: line, in: sentence.english) else {
                continue
            }
            if let rest = values["sentence"] { values["sentence"] = translated(rest) }
            return say(code, values)
        }
        return line
    }

    /// What stands for the values of a sentence in a text; nil where the text is not that sentence.
    private static func values(of text: String, in sentence: String) -> [String: String]? {
        var values: [String: String] = [:]
        var text = Substring(text)
        var pattern = Substring(sentence)
        while let open = pattern.firstIndex(of: "{"), let close = pattern[open...].firstIndex(of: "}") {
            guard text.hasPrefix(pattern[..<open]) else { return nil }
            text = text.dropFirst(pattern[..<open].count)
            let name = String(pattern[pattern.index(after: open)..<close])
            pattern = pattern[pattern.index(after: close)...]
            let next = pattern.prefix { $0 != "{" }
            // The last value takes all that its end leaves, any other one the least that it can.
            let end = next == pattern ? text.index(endOf: next) : text.firstRange(of: next)?.lowerBound
            guard let end else { return nil }
            values[name] = String(text[..<end])
            text = text[end...]
        }
        return text == pattern ? values : nil
    }
}

extension Substring {
    /// Where an ending begins; nil where the text does not end so.
    fileprivate func index(endOf ending: Substring) -> Index? {
        hasSuffix(ending) ? index(endIndex, offsetBy: -ending.count) : nil
    }
}
