/// Laboratory tables in CSV: a header line, then rows; values separated by commas, semicolons, tabs or bars.
///
/// ```
/// patient_id,collected,loinc,analyte,value,unit,ref_low,ref_high,flag
/// P-001,2024-05-17T08:30:00+02:00,718-7,Hemoglobin,9.8,g/dL,12.0,16.0,L
/// P-001,2024-05-17T08:30:00+02:00,6690-2,Leukocytes,7.1,10*3/uL,4.0,11.0,N
/// ```
///
/// There is no standard for laboratory tables, only habits. What is read:
///
/// - **Rows** as in RFC 4180: a field may stand in quotation marks, and then holds delimiters, line ends and doubled
///   quotation marks. CR, LF and CRLF each end a row. A quotation mark inside an unquoted field is itself; one that is
///   followed by anything but a delimiter or line end is an error. A quoted field that is not closed within
///   ``maxRowBytes`` is an error of the line where it opened, and reading goes on at the next line.
/// - **Long tables**, one result a row: a column of values and a column that names the analyte.
/// - **Wide tables**, one specimen a row: a column for each analyte.
/// - **Columns** by their names in the header (``HeaderNames``), or as a ``Mapping`` says.
///
/// Rows of one patient and one time of collection are one report; where the row has an order number, rows of one patient
/// and one order number. An empty value is a result without a value in a long table, and no result in a wide one.
///
/// A row is rejected alone, with its line and its bytes, where it has more filled fields than the header or fewer than
/// the header has names, bytes that are not of the character set, no patient, no analyte (long) or no result (wide), or
/// a faulty quotation mark. Empty fields at its end are tolerated; a row of empty fields is a blank line. A row over
/// several lines with a wrong number of fields is taken for an unclosed quotation mark: it loses its first line only.
///
/// Values are never changed on import: a record keeps its rows and the header byte for byte, and
/// ``reports(document:mapping:encoding:)`` reads them each time they are shown.
///
/// Files in order of reading: CSV+Dialect, CSV+RowScanner, CSV+Mapping, CSV+MappingJSON, CSV+HeaderNames,
/// CSV+HeaderTable, CSV+Layout, CSV+Opening, CSV+Reader, CSV+Pass, CSV+Groups, CSV+Records, CSV+Values, CSV+Times,
/// CSV+Reports, CSV+Writer.
///
/// Specification: RFC 4180 section 2.
public enum CSV {
    /// The longest row that is read, its line end included: 1 MiB.
    public static let maxRowBytes = 1 << 20

    /// The longest run of rows of one report; a longer one becomes several records: 4 MiB.
    public static let maxReportBytes = 4 << 20

    /// How many bytes of a source decide its delimiter, its character set and whether a table is wide.
    public static let detectionBytes = 1 << 16

    /// Whether the first bytes of a source look like a table: text, and a delimiter that divides its first lines into
    /// equally many fields, at least two.
    ///
    /// HL7 v2 messages, JSON and XML are refused by their first characters, binary data by its control characters. Only
    /// the form is looked at, not whether the columns are understood.
    public static func looksLike(_ prefix: UnsafeRawBufferPointer) -> Bool {
        let sample = UnsafeRawBufferPointer(rebasing: prefix.prefix(detectionBytes))
        let start = Dialect.byteOrderMarkCount(sample)
        guard start < sample.count, Dialect.utf16(sample) == false else { return false }
        for byte in sample where byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D { return false }
        let text = sample[start...]
        guard let first = text.first(where: { $0 > 0x20 }) else { return false }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || first == UInt8(ascii: "<") { return false }
        if ["MSH", "FHS", "BHS"].contains(where: { text.starts(with: $0.utf8) }) { return false }
        return Dialect.delimiter(of: sample, headerRow: 1, isWhole: prefix.count <= detectionBytes) != nil
    }
}
