import HealthFormats
import Testing
import Wording

@Suite struct PrivacyCodeTests {
    /// The value set as R4's page lists it, each code indented by its level.
    private static let listed = """
        HMARKT
        HOPERAT
         CAREMGT
         DONAT
         FRAUD
         GOV
         HACCRED
         HCOMPL
         HDECD
         HDIRECT
         HDM
         HLEGAL
         HOUTCOMS
         HPRGRP
         HQUALIMP
         HSYSADMIN
          LABELING
          METAMGT
         MEMADMIN
         MILCDM
         PATADMIN
         PATSFTY
         PERFMSR
         RECORDMGT
         SYSDEV
          HTEST
         TRAIN
        HPAYMT
         CLMATTCH
         COVAUTH
         COVERAGE
          ELIGDTRM
          ELIGVER
          ENROLLM
          MILDCRG
         REMITADV
        HRESCH
         BIORCH
         CLINTRCH
          CLINTRCHNPC
          CLINTRCHPC
          PRECLINTRCH
         DSRCH
         POARCH
         TRANSRCH
        PATRQT
         FAMRQT
         PWATRNY
         SUPNWK
        PUBHLTH
         DISASTER
         THREAT
        TREAT
         CLINTRL
         COC
         ETREAT
          BTG
          ERTREAT
         POPHLTH
        """

    @Test func `the purposes and their parents are those of the value set`() {
        var path: [String] = []
        var ancestors: [String: Set<String>] = [:]
        for line in Self.listed.split(separator: "\n") {
            let code = String(line.drop { $0 == " " })
            path = path.prefix(line.count - code.count) + [code]
            ancestors[code] = Set(path)
            #expect(PurposeOfUse(rawValue: code)?.parent?.code == path.dropLast().last)
        }
        #expect(PurposeOfUse.allCases.map(\.code) == Self.listed.split { " \n".contains($0) }.map(String.init))
        for one in PurposeOfUse.allCases {
            for other in PurposeOfUse.allCases {
                #expect(one.isWithin(other) == ancestors[one.code]?.contains(other.code))
            }
        }
    }

    @Test func `codes that R4 does not have are no purposes`() {
        for code in ["TREATDS", "treat", "", "PurposeOfUse", "TREAT "] { #expect(PurposeOfUse(rawValue: code) == nil) }
    }

    @Test func `purposes and categories have names in both languages`() {
        for code in PurposeOfUse.allCases.map({ "purpose." + $0.code })
            + RecordCategoryCode.allCases.map({ "category." + $0.rawValue })
        {
            #expect(Wording.sentences[code] != nil, "\(code)")
        }
        #expect(Set(PurposeOfUse.allCases.map(\.display)).count == PurposeOfUse.allCases.count)
        #expect(PurposeOfUse.allCases.allSatisfy { $0.display != $0.code })
    }

    @Test func `codings of categories are read as these categories, in any order`() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<500 {
            let categories = RecordCategoryCode.allCases.filter { _ in Bool.random(using: &random) }
            let codings = categories.flatMap(\.codings)
            #expect(RecordCategoryCode.categories(of: codings) == categories)
            let shuffled = codings.map { Coding(system: $0.system, code: $0.code) }.shuffled(using: &random)
            #expect(RecordCategoryCode.categories(of: shuffled).map(Set.init) == Set(categories))
        }
    }

    @Test func `a part of a category is not the category`() {
        let medication = RecordCategoryCode.medication.codings
        for part in medication { #expect(RecordCategoryCode.categories(of: [part]) == nil) }
        #expect(RecordCategoryCode.categories(of: Array(medication.dropFirst())) == nil)
        for code in ["DiagnosticReport", "Observation", "laboratory"] {
            let coding = Coding(system: "http://hl7.org/fhir/resource-types", code: code)
            #expect(RecordCategoryCode.categories(of: RecordCategoryCode.laboratory.codings + [coding]) == nil)
        }
    }
}
