import MedicalLedger

extension AccessEvent {
    /// The reader as a person reads it.
    var who: String {
        switch readerKind {
        case .member: reader
        case .practitioner:
            say("access.practitioner", ["entry": "@\(access.reader)", "name": reader, "institution": institution])
        case .patient: say("access.thePatient", ["entry": "@\(access.reader)"])
        }
    }

    /// Why it was permitted, as a person reads it; of an emergency also what became of it.
    var basisWords: String {
        guard access.basis == .emergency else {
            return say("access.basis.\(access.basis.name)", ["grant": access.grant.map { String($0) } ?? ""])
        }
        guard let last = reviews.last else { return say("access.basis.open") }
        return say(
            last.review.isJustified ? "access.basis.justified" : "access.basis.unjustified",
            ["remark": last.remark, "reviewer": last.reviewer, "entry": String(last.entry)])
    }
}
