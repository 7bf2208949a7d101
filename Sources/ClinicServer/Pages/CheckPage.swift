internal import LedgerCrypto
internal import MerkleLog
internal import WebAssets
internal import Wording

/// The page that checks receipts, for whoever has one: one file, which works from this server, from a disk, and without any network.
///
/// It has its own policy, in its header and in the file: one script and one style sheet, known by their hashes, and nothing that
/// leads to a network. So a receipt that is pasted into it goes nowhere.
enum CheckPage {
    /// The file.
    static let document: [UInt8] = page.document
    /// The header `Content-Security-Policy` of the page.
    static let policy = page.policy + "; frame-ancestors 'none'"

    private static let page: (document: [UInt8], policy: String) = {
        let style = text(webAssetStyle())
        let script = text(webAssetCheckScript())
        let policy =
            "default-src 'none'; script-src '\(source(script))'; style-src '\(source(style))'; base-uri 'none'; form-action 'none'"
        let noscript = Wording.Language.allCases.map { Wording.text("checkPage.noscript", in: $0) }
        var document = text(webAssetCheckPage())
        for (mark, filling) in [
            ("policy", policy), ("noscript", noscript.joined(separator: " ")), ("style", style), ("words", words),
            ("script", script),
        ] {
            document = document.replacing("{{\(mark)}}", with: filling, maxReplacements: 1)
        }
        return (Array(document.utf8), policy)
    }()

    private static func text(_ asset: WebAsset) -> String {
        String(decoding: UnsafeBufferPointer(start: asset.bytes, count: asset.count), as: UTF8.self)
    }

    /// What a policy calls a script or a style sheet that stands in the page.
    ///
    /// Specification: CSP level 3 section 2.3.1.
    private static func source(_ text: String) -> String {
        "sha256-" + Base64.encode(SHA256.hash(Array(text.utf8)).bytes)
    }

    /// The sentences of the page in each language, as JSON.
    private static var words: String {
        let prefix = "checkPage."
        let languages = Wording.Language.allCases.map { language in
            let sentences = Wording.sentences.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
            let pairs = sentences.map { code, sentence in
                "\(quoted(String(code.dropFirst(prefix.count)))):\(quoted(sentence.text(in: language)))"
            }
            let own = "\(quoted("ownName")):\(quoted(language.ownName))"
            return "\(quoted(language.rawValue)):{\((pairs + [own]).joined(separator: ",\n"))}"
        }
        return "{\(languages.joined(separator: ",\n"))}"
    }

    /// A string of JSON that ends no script.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "<": quoted += "\\u003c"
            case _ where scalar.value < 0x20: quoted += " "
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
