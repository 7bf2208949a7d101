import Wording

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// In which language this process speaks.
enum Speech {
    /// `--lang`, else `$CLINICLEDGER_LANG`, else the locale.
    static let language: Wording.Language = {
        let chosen = parsed.language ?? environment("CLINICLEDGER_LANG")
        let locale = chosen ?? ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap(environment).first ?? "en"
        return Wording.Language(locale: locale)
    }()

    /// The arguments without `--lang`, which is needed before they are parsed: the help is a sentence too.
    static var arguments: [String] { parsed.arguments }

    private static let parsed: (language: String?, arguments: [String]) = {
        var language: String?
        var rest: [String] = []
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            if argument == "--" {
                rest.append(argument)
                rest += arguments
                break
            } else if argument == "--lang" {
                language = arguments.popFirst()
            } else if argument.hasPrefix("--lang=") {
                language = String(argument.dropFirst("--lang=".count))
            } else {
                rest.append(argument)
            }
        }
        return (language, rest)
    }()

    /// A variable of the environment; nil where it is not set or empty.
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}

/// The sentence of a code in the language of this process.
func say(_ code: String, _ values: [String: String] = [:]) -> String {
    Wording.text(code, values, in: Speech.language)
}
