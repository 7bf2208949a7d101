package import LedgerEngine

package import Wording

extension LedgerPlace {
    /// Where something is in a ledger, as a person reads it: file, offset, block, entries, as far as known.
    package func words(in language: Wording.Language) -> String {
        func say(_ code: String, _ values: [String: String]) -> String { Wording.text(code, values, in: language) }
        var parts: [String] = []
        // The last two parts of the path say it: `chain/000000000000.seg`.
        if let file { parts.append(file.split(separator: "/").suffix(2).joined(separator: "/")) }
        if let offset { parts.append(say("place.offset", ["offset": String(offset)])) }
        if let block { parts.append(say("place.block", ["block": String(block)])) }
        if let entries, !entries.isEmpty {
            let last = entries.upperBound - 1
            parts.append(
                entries.count == 1
                    ? say("place.entry", ["entry": String(last)])
                    : say("place.entries", ["first": String(entries.lowerBound), "last": String(last)]))
        }
        return parts.joined(separator: ", ")
    }
}

extension Finding {
    /// What was found and where, as a person reads it.
    package func words(in language: Wording.Language) -> String {
        let values = ["place": place.words(in: language), "what": Self.words(code, in: language)]
        return Wording.text("verify.finding", values, in: language)
    }

    /// The sentence of what was found.
    package static func words(_ code: String, in language: Wording.Language) -> String {
        // All that can be wrong with a run of the index has one cure.
        let code = code.hasPrefix("run.") ? "index" : code
        // A note that is malformed or not signed is a checkpoint; how it fails says nothing to a technician.
        let isKnown = Wording.sentences["finding.\(code)"] != nil
        return Wording.text(isKnown ? "finding.\(code)" : "finding.checkpoint", in: language)
    }
}
