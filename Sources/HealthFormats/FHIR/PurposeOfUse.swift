/// Why somebody uses health data: the codes of HL7's value set PurposeOfUse, and which of them is part of which.
///
///     PurposeOfUse(rawValue: "BTG")?.isWithin(.treatment)   // true: BTG is below ETREAT, which is below TREAT
///
/// The raw value is the code. Only the codes that FHIR R4 has are known: later ones, such as `TREATDS`, are refused rather than
/// taken for their parents. The words for people are in `Wording` under `purpose.CODE`.
///
/// Specification: HL7 FHIR R4 (4.0.1), http://terminology.hl7.org/ValueSet/v3-PurposeOfUse (v3 ActReason, 2018-08-12).
public enum PurposeOfUse: String, CaseIterable, Sendable {
    /// Healthcare marketing.
    case marketing = "HMARKT"
    /// Healthcare operations: what an institution does to run its services.
    case operations = "HOPERAT"
    /// Care management; R4 has it as a part of operations, not of treatment.
    case careManagement = "CAREMGT"
    /// Donation of blood, tissue or organs.
    case donation = "DONAT"
    /// Search for fraud.
    case fraud = "FRAUD"
    /// Government.
    case government = "GOV"
    /// Accreditation.
    case accreditation = "HACCRED"
    /// Compliance with rules.
    case compliance = "HCOMPL"
    /// Affairs of a patient who has died.
    case decedent = "HDECD"
    /// Directories.
    case directory = "HDIRECT"
    /// Management of how care is delivered.
    case deliveryManagement = "HDM"
    /// Legal matters.
    case legal = "HLEGAL"
    /// Measures of outcome.
    case outcomeMeasure = "HOUTCOMS"
    /// Reports to programs.
    case programReporting = "HPRGRP"
    /// Improvement of quality.
    case qualityImprovement = "HQUALIMP"
    /// Administration of systems.
    case systemAdministration = "HSYSADMIN"
    /// Assignment of labels to data.
    case labeling = "LABELING"
    /// Management of metadata.
    case metadataManagement = "METAMGT"
    /// Administration of members of a plan.
    case memberAdministration = "MEMADMIN"
    /// Military command.
    case militaryCommand = "MILCDM"
    /// Administration of patients.
    case patientAdministration = "PATADMIN"
    /// Safety of patients.
    case patientSafety = "PATSFTY"
    /// Measures of performance.
    case performanceMeasure = "PERFMSR"
    /// Management of records.
    case recordsManagement = "RECORDMGT"
    /// Development of systems.
    case systemDevelopment = "SYSDEV"
    /// Test data.
    case testData = "HTEST"
    /// Training.
    case training = "TRAIN"
    /// Healthcare payment.
    case payment = "HPAYMT"
    /// Attachments of claims.
    case claimAttachment = "CLMATTCH"
    /// Authorization of coverage.
    case coverageAuthorization = "COVAUTH"
    /// Coverage under a policy or program.
    case coverage = "COVERAGE"
    /// Determination of eligibility.
    case eligibilityDetermination = "ELIGDTRM"
    /// Verification of eligibility.
    case eligibilityVerification = "ELIGVER"
    /// Enrollment.
    case enrollment = "ENROLLM"
    /// Discharge from military service.
    case militaryDischarge = "MILDCRG"
    /// Advice on a payment.
    case remittanceAdvice = "REMITADV"
    /// Healthcare research.
    case research = "HRESCH"
    /// Biomedical research.
    case biomedicalResearch = "BIORCH"
    /// Research in clinical trials.
    case trialResearch = "CLINTRCH"
    /// Research in clinical trials without care of patients.
    case trialResearchWithoutCare = "CLINTRCHNPC"
    /// Research in clinical trials with care of patients.
    case trialResearchWithCare = "CLINTRCHPC"
    /// Research before a clinical trial.
    case preclinicalResearch = "PRECLINTRCH"
    /// Research on one disease.
    case diseaseResearch = "DSRCH"
    /// Research on the origins of populations.
    case ancestryResearch = "POARCH"
    /// Translational research.
    case translationalResearch = "TRANSRCH"
    /// The patient asks.
    case patientRequested = "PATRQT"
    /// The patient's family asks.
    case familyRequested = "FAMRQT"
    /// Somebody with a power of attorney asks.
    case powerOfAttorney = "PWATRNY"
    /// Those who support the patient ask.
    case supportNetwork = "SUPNWK"
    /// Public health.
    case publicHealth = "PUBHLTH"
    /// A disaster.
    case disaster = "DISASTER"
    /// A threat to many.
    case threat = "THREAT"
    /// Treatment.
    case treatment = "TREAT"
    /// Treatment in a clinical trial.
    case clinicalTrial = "CLINTRL"
    /// Coordination of care.
    case coordinationOfCare = "COC"
    /// Emergency treatment.
    case emergencyTreatment = "ETREAT"
    /// Break the glass: access that needs an override.
    case breakTheGlass = "BTG"
    /// Treatment in an emergency room.
    case emergencyRoom = "ERTREAT"
    /// Health of a population.
    case populationHealth = "POPHLTH"

    /// The URI of the code system.
    public static let system = "http://terminology.hl7.org/CodeSystem/v3-ActReason"

    /// The code.
    public var code: String { rawValue }

    /// The purpose that this one is part of; nil for the seven that are part of none.
    public var parent: PurposeOfUse? {
        switch self {
        case .marketing, .operations, .payment, .research, .patientRequested, .publicHealth, .treatment: nil
        case .careManagement, .donation, .fraud, .government, .accreditation, .compliance, .decedent, .directory,
            .deliveryManagement, .legal, .outcomeMeasure, .programReporting, .qualityImprovement,
            .systemAdministration, .memberAdministration, .militaryCommand, .patientAdministration, .patientSafety,
            .performanceMeasure, .recordsManagement, .systemDevelopment, .training:
            .operations
        case .labeling, .metadataManagement: .systemAdministration
        case .testData: .systemDevelopment
        case .claimAttachment, .coverageAuthorization, .coverage, .remittanceAdvice: .payment
        case .eligibilityDetermination, .eligibilityVerification, .enrollment, .militaryDischarge: .coverage
        case .biomedicalResearch, .trialResearch, .diseaseResearch, .ancestryResearch, .translationalResearch:
            .research
        case .trialResearchWithoutCare, .trialResearchWithCare, .preclinicalResearch: .trialResearch
        case .familyRequested, .powerOfAttorney, .supportNetwork: .patientRequested
        case .disaster, .threat: .publicHealth
        case .clinicalTrial, .coordinationOfCare, .emergencyTreatment, .populationHealth: .treatment
        case .breakTheGlass, .emergencyRoom: .emergencyTreatment
        }
    }

    /// Whether this purpose is `other` or a part of it.
    public func isWithin(_ other: PurposeOfUse) -> Bool {
        var purpose: PurposeOfUse? = self
        while let one = purpose {
            if one == other { return true }
            purpose = one.parent
        }
        return false
    }

    /// The display text that HL7 gives the code.
    public var display: String {
        switch self {
        case .marketing: "healthcare marketing"
        case .operations: "healthcare operations"
        case .careManagement: "care management"
        case .donation: "donation"
        case .fraud: "fraud"
        case .government: "government"
        case .accreditation: "health accreditation"
        case .compliance: "health compliance"
        case .decedent: "decedent"
        case .directory: "directory"
        case .deliveryManagement: "healthcare delivery management"
        case .legal: "legal"
        case .outcomeMeasure: "health outcome measure"
        case .programReporting: "health program reporting"
        case .qualityImprovement: "health quality improvement"
        case .systemAdministration: "health system administration"
        case .labeling: "labeling"
        case .metadataManagement: "metadata management"
        case .memberAdministration: "member administration"
        case .militaryCommand: "military command"
        case .patientAdministration: "patient administration"
        case .patientSafety: "patient safety"
        case .performanceMeasure: "performance measure"
        case .recordsManagement: "records management"
        case .systemDevelopment: "system development"
        case .testData: "test health data"
        case .training: "training"
        default: displayBesideOperations
        }
    }

    private var displayBesideOperations: String {
        switch self {
        case .payment: "healthcare payment"
        case .claimAttachment: "claim attachment"
        case .coverageAuthorization: "coverage authorization"
        case .coverage: "coverage under policy or program"
        case .eligibilityDetermination: "eligibility determination"
        case .eligibilityVerification: "eligibility verification"
        case .enrollment: "enrollment"
        case .militaryDischarge: "military discharge"
        case .remittanceAdvice: "remittance advice"
        case .research: "healthcare research"
        case .biomedicalResearch: "biomedical research"
        case .trialResearch: "clinical trial research"
        case .trialResearchWithoutCare: "clinical trial research without patient care"
        case .trialResearchWithCare: "clinical trial research with patient care"
        case .preclinicalResearch: "preclinical trial research"
        case .diseaseResearch: "disease specific healthcare research"
        case .ancestryResearch: "population origins or ancestry healthcare research"
        case .translationalResearch: "translational healthcare research"
        case .patientRequested: "patient requested"
        case .familyRequested: "family requested"
        case .powerOfAttorney: "power of attorney"
        case .supportNetwork: "support network"
        case .publicHealth: "public health"
        case .disaster: "disaster"
        case .threat: "threat"
        case .treatment: "treatment"
        case .clinicalTrial: "clinical trial"
        case .coordinationOfCare: "coordination of care"
        case .emergencyTreatment: "Emergency Treatment"
        case .breakTheGlass: "break the glass"
        case .emergencyRoom: "emergency room treatment"
        case .populationHealth: "population health"
        default: rawValue
        }
    }

    /// The code with its system and display.
    public var coding: Coding { Coding(system: Self.system, code: code, display: display) }
}
