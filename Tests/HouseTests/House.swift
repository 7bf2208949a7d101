import Foundation

/// The repository's own files, as the tests of the house read them.
enum House {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    struct SourceFile {
        let path: String
        let target: String
        let text: String
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    }

    /// Every Swift file below Sources.
    static let sources: [SourceFile] = files(below: "Sources").filter { $0.path.hasSuffix(".swift") }

    static func files(below folder: String) -> [SourceFile] {
        let base = root.appending(path: folder)
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: base.path)) ?? []
        return names.sorted().compactMap { name in
            guard let text = try? String(contentsOf: base.appending(path: name), encoding: .utf8) else { return nil }
            let path = "\(folder)/\(name)"
            return SourceFile(path: path, target: String(name.prefix { $0 != "/" }), text: text)
        }
    }

    /// The string literals that follow a call, such as `say("help.init")`, with their file.
    static func literals(after call: String) -> [(file: String, literal: String)] {
        sources.flatMap { file in
            file.text.components(separatedBy: call + "(\"").dropFirst().compactMap { rest in
                let literal = rest.prefix { $0 != "\"" && $0 != "\n" }
                return literal.contains("\\(") ? nil : (file.path, String(literal))
            }
        }
    }
}
