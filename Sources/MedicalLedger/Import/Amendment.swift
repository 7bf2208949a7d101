internal import HealthFormats

extension ClinicLedger {
    /// Takes in a corrected document as the next version of a record.
    ///
    /// Specification: GDPR article 16; FHIR R4 lifecycle `amended` and `corrected`.
    ///
    /// - Parameters:
    ///   - number: the record that is corrected; the newest version of it, or any earlier one.
    ///   - file: holds one record about the same patient.
    /// - Returns: the number of the new record.
    /// - Throws: `amendmentNotOne` where the file holds none or several, `amendmentOtherPatient`, `amendmentKnown`; nothing is
    ///   taken in then.
    package func amend(_ number: UInt64, with file: String, settings: RecordReader.Settings) throws -> UInt64 {
        guard let facts = try facts(ofRecord: number) else {
            throw MedicalError("notARecord", .refused, ["entry": String(number)])
        }
        var options = ImportSession.Options()
        options.settings = settings
        options.isDryRun = true
        var refusal: ImportSession.RejectedItem?
        let trial = ImportSession(into: self, options: options, reject: { if !$0.isRemark { refusal = $0 } })
        try trial.take(file: file)
        if let refusal {
            guard refusal.reason.code != "import.erased" else {
                throw MedicalError(
                    "amendmentErased", .refused, ["file": file, "erasure": refusal.reason.values["entry"] ?? ""])
            }
            throw refusal.reason
        }
        if trial.counts.known > 0 { throw MedicalError("amendmentKnown", .refused, ["file": file]) }
        guard trial.counts.records == 1 else {
            throw MedicalError(
                "amendmentNotOne", .badInput, ["file": file, "count": String(trial.counts.records)])
        }
        options.isDryRun = false
        options.replaces = facts
        let session = ImportSession(into: self, options: options, reject: { _ in })
        try session.take(file: file)
        return nextEntry - 1
    }
}
