package import MedicalLedger
package import Wording

extension AccessEvent {
    /// The reader as a person reads it.
    package func who(in language: Wording.Language) -> String {
        let entry = "@\(access.reader)"
        return switch readerKind {
        case .member: reader
        case .practitioner:
            Wording.text(
                "access.practitioner", ["entry": entry, "name": reader, "institution": institution], in: language)
        case .patient: Wording.text("access.thePatient", ["entry": entry], in: language)
        }
    }

    /// What was done with which records, as a person reads it.
    package func what(in language: Wording.Language) -> String {
        Wording.text("access.action.\(access.action.name)", ["records": access.records.words], in: language)
    }

    /// Why it was permitted, as a person reads it; of an emergency also what became of it.
    package func basis(in language: Wording.Language) -> String {
        guard access.basis == .emergency else {
            let grant = access.grant.map { String($0) } ?? ""
            return Wording.text("access.basis.\(access.basis.name)", ["grant": grant], in: language)
        }
        guard let last = reviews.last else { return Wording.text("access.basis.open", in: language) }
        return Wording.text(
            last.review.isJustified ? "access.basis.justified" : "access.basis.unjustified",
            ["remark": last.remark, "reviewer": last.reviewer, "entry": String(last.entry)], in: language)
    }
}
