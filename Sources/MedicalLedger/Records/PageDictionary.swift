/// The built-in preset dictionaries of vault pages: what a page of one format most likely holds, known beforehand.
///
/// | number | format | bytes |
/// | --- | --- | --- |
/// | 2 | HL7 v2 results | 16,384 |
/// | 3 | FHIR R4 resources in JSON | 16,384 |
/// | 4 | tables of results in long form | 16,384 |
///
/// With its dictionary a page compresses like a much longer one, so that pages can be small and look-ups inflate little. New
/// pages use only the end of it, where the strings that gain most stand; whoever reads takes all of it, as older pages need.
///
/// The dictionaries are part of the format on disk, numbered as `PageCompression` is: a page cannot be read without
/// the exact bytes it was written with. They never change once released; a better one gets the next number. They are made
/// by `tools/dictionaries/make.py` of invented reports alone, so no record's content can leak through them.
enum PageDictionary {
    /// The dictionaries by their number.
    static let bytes: [UInt32: [UInt8]] = [
        2: content(of: hl7), 3: content(of: fhir), 4: content(of: csv),
    ]

    /// How much of a dictionary a new page refers to: its end, where the likeliest strings are.
    ///
    /// The rest costs as much time at each page and makes it hardly smaller.
    private static let usedByteCount = 8192

    /// The used part of each dictionary, by its number.
    static let usedBytes = bytes.mapValues { Array($0.suffix(usedByteCount)) }

    /// The dictionary for new pages of a format; nil where there is none.
    static func number(for format: SourceFormat) -> UInt32? {
        switch format {
        case .hl7: 2
        case .fhir: 3
        case .csv: 4
        default: nil
        }
    }

    private static func content(of text: StaticString) -> [UInt8] { text.withUTF8Buffer(Array.init) }
}
