// Written by tools/dictionaries/make.py, never by hand. Part of the format on disk: never changed once released.
// Invented data; the names and codes of tests are LOINC's, copyright Regenstrief Institute, Inc. and the LOINC
// Committee, available at no cost under the licence at http://loinc.org/license.

// swift-format-ignore
extension PageDictionary {
    /// Dictionary 3: FHIR R4 resources in JSON, the likeliest strings last.
    static let fhir: StaticString = #"""
        m":"value": 9.8,\#n    ""code":"5778-6","display":"Color of Urine"},{"sy"value":10,"unit":"umol/L","sys"\#
        code": "{ratio}"\#n  },\#n  "value": 32.0,\#n              "value":107,"unit":"resourceType": "Specimen"\#
        ,\#n  "id": "value": 2.6,\#n          "unit": "mg/L"\#n        },\#n        "interp"http://hospital.exam\#
        ple.org/observation", "value": "ord-11281031-11"}], "status": "amended", "code": "H",\#n                \#
        "code": "30934-4",\#n              "value": 11.0,\#n        ""text": "Alkaline Phosphatase"\#n  },\#n  "\#
        value": 0.60,\#n        ","resource":{"resourceType":"Observation","id":"f2","code":"785-6","display":"M\#
        CH [Entitic mass] by Automated count"},{"system":"http://hospital.example.org/lab-codes","code":"MCH","d\#
        isplay":"Mean Corpuscular Hemoglobin"}],"text"id": "obs-35500660",\#n  "meta": {\#n    "versionId": "1",\#
        \#n    "code":"A","display":"Abnormal"}]}],"specimen":{"ref"mmol/L"}, "referenceRange": [{"low": {"va"re\#
        sourceType":"Bundle","id":"code": "1963-8"\#n      }\#n    ],\#n    "text": "Bicarbonate"\#n  },\#n  "26\#
        0415000","display":"Not detected"}],"te"gender":"male","birthDate":"2029-01-03","address":[{"issued":"20\#
        26-12-21T04:52:03+01:00","home", "line": ["078 Main St"], "city": "Riverton", "state": "id": "dia-984156\#
        21",\#n  "identifier": [\#n    {\#n      "value": 14,\#n    "unit": "mg/gcreat",\#n    "code": "normal",\#
        \#n            "display": "Normal Range"\#n          }\#n        ]\#n      },\#n      "text": "12.0 - 16\#
        .0"\#n    }\#n  ]\#n}\#n"code": "71695-1",\#n        "display": "Immature granulocytes/100 leukocytes in\#
         Blood by Automated count"\#n      },\#n      {\#n        "type":"Patient"},"effectiveDateTime":"2018-04\#
        -02T23:20:20.000+00:00","issued":"code":"3016-3","display":"Thyrotropin [Units/volume] in Serum or Plasm\#
        a"}],"lastUpdated":"2023-11-10T06:51:29+00:00","profile":["http://hl7.org/fhir/us/core/StructureDefiniti\#
        on/us-core-patient"]},"identifier":[{"use":""John Mueller"\#n  },\#n  "receivedTime": "2029-10-01T13:05:\#
        17+01:00",\#n  "collection": {\#n    "1",\#n          "lastUpdated": "2025-06-19T11:57:24.000+00:00"\#n \#
               },\#n        "status": "display": "Natriuretic peptide.B prohormone N-Terminal [Mass/volume] in S\#
        erum or Plasma"\#n            }\#n          ],\#n          "code":"1988-5","display":"C reactive protein\#
         [Mass/volume] in Serum or Plasma"}]},"subj"https://lab.example.com/mrn",\#n      "unit":"[pH]","system"\#
        :de": "%"\#n      },\#n      "high": {\#n        "value": 48.0,\#n        "unit"value":9.8,"unit":"Fibri\#
        n D-dimer FEU [Mass/volume] in Platelet poor plasma"}],":145,"unit"value":2.5,"unit":"unit": "fL"\#n  },\#
        \#n  "unit": "pg",\#n    "code": "6768-6",\#n        "unit": "/100WBCs", ":"Normal"}],"text":"Normal":10\#
        .4,"unit"value": 80.0, "http://unitsofmeasure.org","code":"mg/dL"}}\#n"value":7,"unit":"code":"MR","disp\#
        lay":": "Red Cell Distribution Width"\#n     "Nonreactive","inte"text":"Creatinine"},"Practitioner":"202\#
        3-07-28T13:07:21Z"text":"98 - 107 mmol/L"}]}\#n"text":"Glucose, Urine"},"su"Cholesterol, Total"},"su"Spe\#
        cimen","id":"2951-2",\#n        "lastUpdated":"2019-05-27T09:05:38+01:00"},"basedOn":[{"re"use": "home"}\#
        ], "gender": "male", "birthDate": "2018-09-18", "address": [{"code": "1751-7"}], "t"value": 5.80, "value\#
        ":20,"unit":"text": "See Note"}], "type":"Patient","identifier":{"system":"value": 68,\#n    ""lastUpdat\#
        ed":"2024-01-20T1"unit": "g/dL",\#n    "text":"MCHC"},"sub"code": "LAB",\#n          "issued":"2021-11-2\#
        7T20:54:43+01:00",","id":"obs-10"value": 107,\#n        "value":0,"unit":"value": 200,\#n        "system\#
        ": "phone",\#n      3.7,\#n    "unit": "ratio",\#n    "code":"1742-6"}],"text":"ALT (SGPT)"},"code": "10\#
        *3/uL"\#n  },\#n  "value":1,"unit":"/[HPF]","syst"value":12.7,"unit":"g/dL","sys"value":99,"unit":"value\#
        ":5.80,"unit":"value":100.0,"unit":"fL"}}]}\#n"}],"text":"Hematocrit"},"subject"value":11.0,"unit":"code\#
        ":"2075-0","di"code":"260385009","display":"Negative"}],"te"code": "U/L"\#n  },\#n  "code": "ng/dL"}, "i\#
        nterpretation": [{"c"value":5.0,"unit":"value": 16.0,\#n        "value": 99,\#n        "display": "Low"}\#
        ]}]}\#n"Hepatitis B virus surface Ag [Presence] in Serum or Plasma by Immunoassay"},{"code": "2345-7",\#n\#
                "type": "Organization", "Reference range: see report."}],""17861-6","display":"Calcium [Mass/vol\#
        ume] in Serum or Plasma"},{"sy"value":4.0,"unit":"value":21,"unit":"value": 145,\#n    "value": 70,\#n  \#
          ""value": 22,\#n        "value":130,"unit":"code":"33037-3"}],"text":"Anion gap in Serum or Plasma"},"\#
        value": 4.0,\#n          ":"Fasting status unknown."}"text": "Triglycerides"\#n  },\#n  "value":150,"uni\#
        t":"value":0.6,"unit":"ng/mL","sys"fL"}, "high": {"value": 100.0, "u"code":"98979-8"}]},"s"mL/min/{1.73_\#
        m2}"\#n  },\#n  "code": "58413-6", "code": "1920-8",\#n        "value": 2.9, "unit": "pg/mL", "syst"issu\#
        ed":"2020-08-15T11:13:23Z","valueString":"Yellow","inter"84145",\#n      "country": "US"\#n    }\#n  ]\#n\#
        }\#n"mode": "match"\#n      }\#n    },\#n    {\#n      "value": 33.0,\#n        "code": "g/dL"\#n  },\#n\#
          "value": 150,\#n        "text":"3.5 - 5.1 mmol/L"}]}\#n"text":"Prothrombin time (PT)"},"code": "2823-3\#
        ",\#n        "text":"11.5 - 14.5 %"}]}\#n"code":"24323-8"}],"text":"Comprehensive metabolic 2000 panel -\#
         Serum or Plasma"},"status":"preliminary","category":[{": "2029-07-20T04:40:15+01:00"text":"Albumin/Glob\#
        ulin [Mass Ratio] in Serum or Plasma"},"sub"text":"4.0 - 11.0 10*3/uL"}]},"request":{"method":"POST","ur\#
        l":"Obse": "788-0",\#n              "display": "Erythrocyte [DistWidth] in Blood by Automated count"code\#
        ": "laboratory",\#n          "display": "Laboratory"\#n        }\#n      ]\#n    }\#n  ],\#n  "code": {\#n\#
            "code": "789-8"}], "text": "Red Blood Cell Count"}, "su"lastUpdated":"2027-11-09T21:56:47.000+00:00"\#
        },"status":"final","category":[{"code": "14804-9",\#n        "display": "Lactate dehydrogenase [Enzymati\#
        c activity/volume] in Serum or Plasma by Lactate to pyruvate reaction"\#n      }\#n    ],\#n    "Observa\#
        tion", "id": "obs-59617609", "meta": {"versionId": "1", "lastUpdated": "2023-01-06T01:53:21.000Z"}, "tex\#
        t": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p><b>status</b>: final<\#
        /p><p><b>code</b>: Nucleated erythrocytes/100 leukocytes [Ratio] in Blood by Automated count</p><p><b>va\#
        lue</b>: 0.2 /100{WBCs}</p></div>"}, "type":"transaction","timestamp":"2022-12-10T22:57:40+01:00","entry\#
        ":[{"fullUrl":"effectiveDateTime": "2022-06-26T11:51:32.000Z",\#n  "issued": "2021-04-14T15:03:04.000Z",\#
        \#n  ": "Hematocrit [Volume Fraction] of Blood by Automated count"\#n        },\#n        "subject"http:\#
        //loinc.org","code":"5821-4","display":"Leukocytes [#/area] in Urine sediment by Microscopy high power f\#
        ield"},{"system":"This test was developed and its performance characteristics determined by the laborato\#
        ry."}],"id": "bundle-83565190",\#n  "type": "message",\#n  "timestamp": "2027-09-12T06:34:55Z",\#n  "htt\#
        p://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR", "display": "Medical record number"}]}, "syste\#
        m": "urn:oid:2.16.840.1.113883/mrn", "value": "54075896"}], "active": true, "name": [{"use": "official",\#
         "family": "Anderson", "given": ["value": 7.4,\#n        "Complete Blood Count"}],"value":16.0,"unit":"v\#
        alue":80.0,"unit":"},"encounter":{"reference"code": "pg"}, "value": 36.0,\#n        "display": "Critical\#
         high"}]}], "value": 11.5,\#n        "code":"6768-6","disp"code": "2160-0"}], "value":14.5,"unit":"text"\#
        :"7.4 - 10.4 fL"}]}\#n"value": 12.0,\#n        "code": "787-2", "status":"amended","ca"value":33.0,"unit\#
        ":"code": "33037-3",\#n        "Normal Range"}]},"text":"4.20 - 5.80"}]}\#n"code":"1751-7","di"text":"27\#
        .0 - 33.0 pg"}]}\#n"resource": {\#n        "Basic Metabolic Panel"},"sub"code": "L",\#n          ",\#n  \#
                "type": "Patient",\#n          "identifier"final", "category": [{"coding": [{"system": "code":"U\#
        /L"}}]}\#n"code":"10*6/uL"},"37,"unit":"U/L","sy"value": 1.20,\#n        7.org/CodeSystem/referencerange\#
        -meaning",\#n   "code":"718-7","code":"%"},"int"C-Reactive Protein"},"value": 400,\#n        "value":400\#
        ,"unit":"code":"fL"},"int"code": "786-4",\#n              "code":"58410-2","d"code": "fL"}, "note": [{"t\#
        ext": "value": 98,\#n        "LDL Cholesterol (Calc)"}, "display": "Hemoglobin A1c/Hemoglobin.total in B\#
        lood"\#n      }\#n    ],\#n    "use": "usual",\#n      "unit":"10*6/uL","system":"value": 15,\#n    "uni\#
        t": "U/L",\#n    "text":"12.0 - 16.0 g/dL"}]}\#n"code":"pg"},"device":{"displ"text":"Calcium"},"subj"add\#
        ress":[{"use":"home","line":["423 Main St"],"city":"Springfield","state":"NY","postalCode":"60002","coun\#
        try":"US"}]}\#n"value": 136,\#n        "display":"Laboratory"}],"text":"Laboratory"}],"code":{"co"value"\#
        :15,"unit":"mg/mgcreat","syst",\#n        "meta": {\#n    "specimen":[{"reference":"Specimen/spec-005863\#
        25"}],"result":[{"reference":"Observation/obs-93051991"},{"reference":8-4"\#n          }\#n        ],\#n\#
                "basedOn": [\#n          {\#n            "reference": "ServiceRequest/c"http://snomed.info/sct",\#
        "code":"119297000","display":"Blood specimen (specimen)"}]},"subject":{"ref"Johnson","given":["Robert"]}\#
        ],"telecom":[{"system":"phone","value":"555-555-1441","value": 7.3,\#n    "unit": "fL",\#n    ","code":"\#
        mmol/L"}}]}},{"fullUrl":"urn:uuid:8"Mean Corpuscular Hgb Conc"}],"SARS-CoV-2 (COVID-19) RNA [Presence] i\#
        n Respiratory system specimen by NAA with probe detection"}],"te"gender": "female",\#n  "birthDate": "20\#
        26-11-15",\#n  "text": {\#n    "status": "generated",\#n    "div": "<div x"2075-0"}], "text": "Chloride \#
        [Moles/volume] in Serum or Plasma"}, "subject": {"refer"display": "Clinical Laboratory"}], "valueQuantit\#
        y": {"value": 0.001, "unit": "ng/mL"}, "code": "H", "display": "High"}]}]}\#n"code": "777-3", "display":\#
         "Platelets [#/volume] in Blood by Automated count"}, {7.org/CodeSystem/v3-ObservationInterpretation","c\#
        ode":"LL","display":"Critical low"}],"text"},"referenceRange":[{"low":{"value":60,"unit":"mL/min/1.73_m2\#
        ","system"code":"2345-7","display":"Glucose [Mass/volume] in Serum or Plasma"}],"Aspartate aminotransfer\#
        ase [Enzymatic activity/volume] in Serum or Plasma"\#n      },\#n      {\#n        "system": "https://la\#
        b.example.com/lab-codes",\#n        "meta":{"versionId":"1","lastUpdated":"2025-09-17T00:29:52.000+00:00\#
        ","profile":["http://hl7.org/fhir/StructureDefinition/Observation"]},"identifier":[{"system":"urn:lab/ob\#
        servation","value":"ord-"display": "Glomerular filtration rate [Volume Rate/Area] in Serum, Plasma or Bl\#
        ood by Creatinine-based formula (CKD-EPI 2021)/1.73 sq M"\#n      }\#n    ],\#n    "text": "unit": "10*3\#
        /uL",\#n    "value":0.0,"code": {\#n    "valueString":""}]}],"note":[{"text"value": 0.2,\#n    ""code": \#
        "2951-2"}], "Basic metabolic panel - Blood"}],"te":"787-2","display"use":"usual","type":{"codin"text": "\#
        Creatinine"\#n  },\#n  "code":"2160-0","di"value":98,"unit":{"resourceType":"DiagnosticReport","id":""va\#
        lue":3.5,"unit":"code":"{ratio}"},"interp","code":"4544-3","display"code":"777-3","di"value": 4.5,\#n   \#
         "unit": "mmol/L",\#n    "g/dL"}}]}\#n"collection":{"collectedDateTime":""value": 5.1,\#n        "value"\#
        :5.1,"unit":":"2021-03-21T05:55:47+01:00","issued":"2029-11-24T01:23:57+01:00","performer":[{"display":"\#
        Main Laboratory": "Encounter/enc-"code":"mg/mg{creat}"},""active":true,"name":[{"use":"official","family\#
        ":""value":4.20,"unit":"code": "98979-8",\#n        "mg/dL"},"high":{"value":10.3,"unit":"code": "785-6"\#
        ,\#n        "code": "6690-2",\#n        "result": [{"code":"3094-0","display":"Urea nitrogen [Mass/volum\#
        e] in Serum or Plasma"}],"text":"Urea Nitrogen (BUN)"},"code": "32623-1", "receivedTime": "state": "CA",\#
        \#n      "postalCode": "l7.org/CodeSystem/observation-category",\#n                "code"value":8.9,"uni\#
        t":"fL","system":"value": "ord-89910255-3"}], "basedOn": [{"refe{\#n  "resourceType": "Bundle",\#n  "id"\#
        : "value": 3.5,\#n        "code": "718-7",\#n        "code":"789-8","display":"valueCodeableConcept":{"c\#
        od": "Observation",\#n        "id": "obs-7"text": "Mean Corpuscular Hemoglobin"}, "value":1.6,"unit":"ra\#
        tio","system":"value": 27.0,\#n        "unit": "pg"\#n      },\#n      Platelet [Entitic mean volume] i"\#
        status":"corrected","category":[{"coding":[{"sy"value":27.0,"unit":"pg","system":"http:/"use":"home"}],"\#
        gender":"female","birthDate":"2026-01-11","Patient"\#n  },\#n  "effectiveDateTime": "2019-04-11T07:37:51\#
        +01:00",\#n  "issued": "2018-11-07T20:40:45+01:00",\#n  "performer": [\#n    {\#n      ": "Bilirubin.tot\#
        al [Presence] in Urine by Test strip"text":"Critical result called to and read back by"}],"code":"2028-9\#
        ","display":"Carbon dioxide, total [Moles/volume] in Serum or Plasma"}],"te"code":"786-4","display":"MCH\#
        C [Entitic Mass/volume] in Red Blood Cells by Automated count"},{"code": "N",\#n          "display": "No\#
        rmal"\#n        }\#n      ],\#n      "text": "Normal"\#n    }\#n  ],\#n  "specimen": {\#n    "lastUpdate\#
        d": "2028-01-23T20:45:14+01:00",\#n    "profile": [\#n      "http://hl7.org/fhir/us/core/StructureDefini\#
        tion/us-core-observation-lab"\#n    ]\#n  },\#n  "status": "final",\#n  "code": "2075-0",\#n        ":11\#
        .5,"unit":"%","system"http://hospital.example.org/report","type": "ServiceRequest"}], "code": "4544-3",\#n\#
                "code":"17861-6","urn:oid:2.16.840.1.113883/mrn",":{"reference":"Patient/"code":"g/dL"},"code":"\#
        L","display":"Low"}]}],""status": "preliminary",\#n  "Albumin/Creatinine [Mass Ratio] in Urine"}],"encou\#
        nter": {\#n    "}],"status": "mmol/L"\#n      }\#n    }\#n  ]\#n}\#n"unit": "10*6/uL", ","performer":[{"\#
        reference":"Organization/org-"unit": "g/dL"\#n  },\#n  ":"Mean Platelet Volume":[{"low":{"value":7.4,"un\#
        it""Medical record number"}]},"system":"urn:lab/mrn","value":"code":"32623-1","display":",\#n        "is\#
        sued": "2"code": "LAB", "display": "Laboratory"}]}], "code": {"code":"2823-3","display":"Potassium [Mole\#
        s/volume] in Serum or Plasma"},{"value":11.2,"unit":"10*3/uL"},"in }\#n  ],\#n  "valueQuantity": {\#n   \#
         "value": 14.0,\#n    "unit": "%",\#n    "system": "http://unitsofmeasure.org",\#n    "code": "%"\#n  },\#
        \#n  "interpretation": [\#n    {\#n      "collection",\#n  "timestamp": "2020-09-06T02:02:21.000+00:00",\#
        \#n  "entry": [\#n    {\#n      "fullUrl": "urn:uuid:7":"785-6","display":"MCH [Entitic mass] by Automat\#
        ed count"code":"6690-2","display":"Leukocytes [#/volume] in Blood by Automated count"}],"text":"White Bl\#
        ood Cell Count"},"sub"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p><b>status</b>: final</p><p><b>code<\#
        /b>: Alkaline phosphatase [Enzymatic activity/volume] in Serum or Plasma</p><p><b>value</b>: 102 U/L</p>\#
        </div>"}, "identifier": [{"text": "Platelet Count"}, "http://terminology.hl7.org/CodeSystem/v2-0074","co\#
        de":"LAB","disp"profile": [":"mL/min/{1.73_m2}"},"high":{"value": "Specimen/spec-"Mean Corpuscular Volum\#
        e"},"subject":{"mL/min/1.73_m2",\#n    "note":[{"text":"},"effectiveDateTime":"2028-0"code":"H","display\#
        ":"High"}]}],"specimen":{"ref }\#n      ]\#n    }\#n  ],\#n  "referenceRange": [\#n    {\#n      "low": \#
        {\#n        ":{"resourceType":"Observation","id":"db"unit":"mg/dL"},"interpretation":[{"co"718-7","displ\#
        ay":"Hemoglobin [Mass/volume] in Blood"}],"https://lab.example.com/report","value":""Clinical Laboratory\#
        "}],"valueQuantity":{"value":5,"unit":"mmol/L","sys"Glomerular filtration rate [Volume Rate/Area] in Ser\#
        um or Plasma by Creatinine-based formula (MDRD)/1.73 sq M"}],"http://loinc.org","code":"788-0","display"\#
        :"Erythrocyte [DistWidth] in Blood by Automated count"}],"text":"Red Cell Distribution Width"},"1",\#n  \#
          "lastUpdated": "2024-07-07T11:40:09+01:00"\#n  },\#n  "type": {\#n    "coding": [\#n      {\#n        \#
        "system": "http://snomed.info/sct",\#n        "code": "119364003",\#n        "display": "Serum specimen \#
        (specimen)"\#n      }\#n    ]\#n  },\#n  "subject": {\#n    "reference": "Pat"meta": {\#n    "versionId"\#
        : "1",\#n    "35.0,"unit":"g/dL","system":","issued":"2018-0": "Patient/pat-"performer": [{{\#n  "resour\#
        ceType": "DiagnosticReport",\#n  "id": ""MCV [Entitic mean volume] in Red Blood Cells by Automated count\#
        "}],"text":"":"Laboratory"}]}],"code":{"coding"}],"basedOn":[{"reference":"ServiceRequest/ord-    "code"\#
        : "mg/dL"\#n      },\#n      "high": {\#n        "value": 10.3,\#n        "unit": "mg/dL",\#n        "sy\#
        stem": "code": "laboratory"\#n        }\#n      ],\#n      "text": "L":"Hematocrit [Volume Fraction] of \#
        Blood by Automated count""status": "final",\#n  "category": [\#n    {\#n      "","meta":{"versionId":"1"\#
        ,"lastUpdated":"2027.org/CodeSystem/v3-ObservationInterpretation","code":"N","display":"Normal"}]}],"ref\#
        erenceRange":[{"low"http://hl7.org/fhir/us/core/StructureDefinition/us-core-diagnosticreport-lab"]},"ide\#
        ntifier":[{"sy"Albumin [Mass/volume] in Serum or Plasma"}],"interpretation":[{"subject":{"reference":"va\#
        lueQuantity":{"value":"http://loinc.org","effectiveDateTime": "202ystem": "http://unitsofmeasure.org",\#n\#
                "code"resourceType": "Observation",\#n  "status":"final","category":[{"coding":[{"system":"http:\#
        //terminology.hl7.org/CodeSystem/observation-category","code":"laboratory","display":
        """#
}
