/// Who wants to read what, for what, when.
package struct AccessQuestion: Hashable, Sendable {
    /// Entry of the member, practitioner or patient that wants to read.
    package var reader: UInt64
    /// What for.
    package var purpose: Purpose
    /// Whether the reader claims an emergency, with a reason.
    package var isEmergency: Bool
    /// When, milliseconds since 1970.
    package var time: UInt64

    package init(reader: UInt64, purpose: Purpose, isEmergency: Bool = false, time: UInt64) {
        (self.reader, self.purpose, self.isEmergency, self.time) = (reader, purpose, isEmergency, time)
    }
}

/// What a decision must know of a record.
package struct RecordFacts: Hashable, Sendable {
    /// Entry number.
    package var entry: UInt64
    /// Entry of the patient.
    package var patient: UInt64
    /// What it is about.
    package var category: RecordEntry.Category
    /// Entry of the member whose vault holds it.
    package var custodian: UInt64

    package init(entry: UInt64, patient: UInt64, category: RecordEntry.Category, custodian: UInt64) {
        (self.entry, self.patient, self.category, self.custodian) = (entry, patient, category, custodian)
    }

    /// The facts of a record's entry.
    init(entry: UInt64, _ record: RecordEntry) {
        self.init(entry: entry, patient: record.patient, category: record.category, custodian: record.custodian)
    }
}

/// Whether somebody may read a record, and what decides.
package struct Decision: Hashable, Sendable {
    /// The rule that decided.
    package enum Reason: String, Sendable {
        /// The patient reads.
        case patient
        /// A guardian of the patient reads.
        case guardian
        /// An emergency, to be reviewed.
        case emergency
        /// The custodian or who works there cares for the patient.
        case custodian
        /// The patient permits it.
        case grant
        /// Nobody on this ledger.
        case readerUnknown
        /// The reader, or the reader's institution, is suspended.
        case suspended
        /// The reader's certificate is not yet or no longer valid.
        case expired
        /// The reader's role does not go with the purpose.
        case role
        /// There is no such purpose.
        case purposeUnknown
        /// Only patients and guardians read at their own request.
        case notThePatient
        /// The patient denies it.
        case denied
        /// Nobody permits it.
        case noGrant
    }

    /// The rule that decided.
    package var reason: Reason
    /// The entries that decide.
    package var entries: [UInt64]

    /// Whether the record may be read.
    package var isPermitted: Bool { basis != nil }
    /// What the access rests on; nil where it is denied.
    package var basis: Access.Basis? {
        switch reason {
        case .patient: .patient
        case .guardian: .guardian
        case .emergency: .emergency
        case .custodian: .custodian
        case .grant: .grant
        default: nil
        }
    }
    /// The consent it rests on.
    package var grant: UInt64? { reason == .grant ? entries.first : nil }
}

extension PatientRights {
    /// Decides whether a record of this patient may be read.
    ///
    /// A pure function of the chain below `treeSize`: no clock, no index, no order of calls. The first rule that applies decides:
    ///
    /// 1. A patient's own request and that of a guardian in force (PATRQT and what is below it, such as FAMRQT): permitted to them,
    ///    and to nobody else.
    /// 2. A reader unknown, suspended, out of validity, or of a role that does not go with the purpose: denied.
    /// 3. A claimed emergency: permitted to a clinician of a clinic or hospital who treats it (ETREAT and what is below it), denied
    ///    to everybody else.
    /// 4. A denial in force that matches: denied, whatever is permitted elsewhere.
    /// 5. The custodian and its practitioners, for treatment, operations and payment: permitted.
    /// 6. A grant in force that matches, of which no denial within it excludes the record: permitted; the lowest entry decides.
    /// 7. Else denied.
    ///
    /// Complexity: linear in the number of the patient's consents.
    package func decide(_ question: AccessQuestion, record: RecordFacts) -> Decision {
        if let decision = decideForFamily(question) { return decision }
        guard let reader = membership[question.reader], reader.entry < treeSize,
            let institution = membership[reader.memberEntry]?.member
        else { return Decision(reason: .readerUnknown, entries: []) }
        if let obstacle = obstacle(to: reader, question) { return obstacle }
        if question.isEmergency {
            let mayBreakGlass =
                reader.practitioner?.roles.contains(.clinician) ?? false
                && institution.roles.contains { $0 == .clinic || $0 == .hospital }
                && question.purpose.isWithin(.emergencyTreatment)
            return Decision(reason: mayBreakGlass ? .emergency : .role, entries: [reader.entry])
        }
        func matches(_ provision: Provision) -> Bool { provision.mismatch(reader, question, record) == nil }
        if let denial = denials.first(where: matches) { return Decision(reason: .denied, entries: [denial.number]) }
        if reader.memberEntry == record.custodian, Self.purposesOfCare.contains(where: question.purpose.isWithin) {
            return Decision(reason: .custodian, entries: [record.entry])
        }
        var cutOut: [UInt64] = []
        for grant in permissions where matches(grant) {
            guard let exception = exceptions[grant.number]?.first(where: matches) else {
                return Decision(reason: .grant, entries: [grant.number])
            }
            cutOut += [grant.number, exception.number]
        }
        return cutOut.isEmpty
            ? Decision(reason: .noGrant, entries: []) : Decision(reason: .denied, entries: cutOut)
    }

    /// What a custodian may read for without being asked to.
    private static let purposesOfCare: [Purpose] = [.treatment, .operations, .payment]

    private func decideForFamily(_ question: AccessQuestion) -> Decision? {
        if pseudonyms.contains(question.reader) {
            return question.purpose.isWithin(.patientRequest)
                ? Decision(reason: .patient, entries: [question.reader]) : Decision(reason: .role, entries: [])
        }
        for patient in guardianships.isEmpty ? [] : pseudonyms.sorted() {
            let guardians = guardianships.guardians(of: patient, at: question.time, below: treeSize)
            if let number = guardians[question.reader] {
                return question.purpose.isWithin(.patientRequest)
                    ? Decision(reason: .guardian, entries: [number]) : Decision(reason: .role, entries: [])
            }
        }
        return question.purpose.isWithin(.patientRequest) ? Decision(reason: .notThePatient, entries: []) : nil
    }

    /// What keeps a reader from reading whatever the patient says.
    private func obstacle(to reader: Membership.Subject, _ question: AccessQuestion) -> Decision? {
        guard question.purpose.isKnown else { return Decision(reason: .purposeUnknown, entries: []) }
        for subject in [reader, membership[reader.memberEntry]] {
            if let suspension = subject?.suspension(below: treeSize) {
                return Decision(reason: .suspended, entries: [suspension])
            }
        }
        if !reader.isValid(at: question.time) { return Decision(reason: .expired, entries: [reader.entry]) }
        guard let person = reader.practitioner else { return nil }
        let isAllowed = person.roles.contains { role in
            (Self.purposesOfRoles[role] ?? []).contains(where: question.purpose.isWithin)
        }
        return isAllowed ? nil : Decision(reason: .role, entries: [reader.entry])
    }

    /// The purposes that go with the roles of practitioners; a member as such has all.
    private static let purposesOfRoles: [Practitioner.Role: [Purpose]] = [
        .clinician: [.treatment, .operations, .publicHealth],
        .laboratory: [.treatment, .operations],
        .pharmacist: [.treatment, .operations, .payment],
        .researcher: [.research],
        .administrator: [.operations, .payment],
        .auditor: [.operations],
    ]
}

/// Why a consent is not about a question.
package enum ConsentMismatch: String, Sendable {
    /// It is for somebody else.
    case grantee
    /// Its period begins later.
    case notYet
    /// Its period is over.
    case over
    /// It is about other categories.
    case category
    /// It is for other purposes.
    case purpose
    /// It is about other records.
    case record
}
