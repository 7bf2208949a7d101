// Written by tools/dictionaries/make.py, never by hand. Part of the format on disk: never changed once released.
// Invented data; the names and codes of tests are LOINC's, copyright Regenstrief Institute, Inc. and the LOINC
// Committee, available at no cost under the licence at http://loinc.org/license.

// swift-format-ignore
extension PageDictionary {
    /// Dictionary 2: HL7 v2 results (ORU^R01), the likeliest strings last.
    static let hl7: StaticString = #"""
        range effective\#rOBX|18|NM|751-8^Neutrophils [#/volume] in Blood by Automated count^LN||6.55|10*3/uL|1.\#
        80_7.70||||F|||3|NM|5811-5^Specific gravity of Urine by Test strip^LN||1.004|{ratio}^^UCUM|1.005-1.030|M\#
        SH|^~\&|MEDITECH|LAB|RECEIVER|FACILITY|20190520062853+0000||ORU^R01^ORU_R01|MSG58817044|T|2.5.1||||||UNI\#
        CODE UTF-8\#rPID|1||22177918^^^EPI^MRN||WANG^ELENA^A||19610813|M\#rPV1|1|I|AMB^^^CLINIC||||96191^ANDERSO\#
        N^SUSAN^^^DR|||||||||||||||V09765923\#rORC|RE|ORD26312655|24325-3^Hepatic function 2000 panel - Serum or\#
         Plasma^LN|R||20260528145714|||||||5.1|%^^UCUM|4.0-5.6|N|||F|||20180405081253-0500\#rOBX|2|NM|EAG^Estima\#
        ted Average Glucose^LAB|1|85|mg/dL^^UCUM|68-114|N|||OBX|4|NM|4537-7^Erythrocyte sedimentation rate by We\#
        stergren method^6|NM|785-6^MCH [Entitic mass] by Automated count^LN^MCH^MCH^LAB||26.9|pg^pg^UCUM|27.0-33\#
        .0|L|||F\#rOBX|7|NM|786-4^MCHC [Entit8|NM|RDW^RED CELL DISTRIBUTION WIDTH^EPC||12.4|%|11.5-14.5||||F\#nO\#
        BX|9|NM|RDWSD^RDW-SD^EPC||48.6|fL|37.0-54.0||||F\#nOBX|10|NM|PLT^PLATELET COUNT^ng/L|0-14|N|||F\#rOBX|3|\#
        NM|30934-4^Natriuretic peptide B [Mass/volume] in Serum or Plasma^LN^BNP^BNP^L|1|70|pg/mL|0-100|N|||F\#r\#
        OBX|4|NM|33762-6^Natriuretic peptide.B prohormone N-Terminal [Mass/volume] in Serum or Plasma^LN^PROBNP^\#
        NT-PROBNP^L|mg/dL|200-400||||F75|mg/dL|40-90||||F34529-8^PT and aPTT panel - Platelet poor plasma^LN^^^^\#
        ^^MILLER^LINDA^^^MD^^LAB|58410-2^CBC panel OBX|7|NM|CL^Chloride^UCUM|0.60-1.20||||F%|20.0 to 45.0|UCUM|0\#
        .0-6.0|N|||24363-4^Acute hepatitis 2000 panel - Serum^LN^OBX|6|NM|NA^Sodium^UCUM|0.0-2.0|N|||OBX|1|NM|CH\#
        OL^CHOL^LN^MCHC^MCHC^L8|NM|14631-6^Biliru8.9|mg/dL^-0500\#rNTE|1|LUCUM|5-15|L|||F|||LN||104|mmol/L|98 to\#
         107|N|||F|No growth after 5 days||No grLEE^ELENA||||||OBX|7|NM|K^Potassium^TAYLOR^MICHAEL^^^MD^^LN||0.2\#
        |/100{WBCs}^^UCUM|3.9|g/dL|1.9-3.7|ISO^MR||LEE^ROBERT^M||19167|mg/dL|0-200||||F\#nOBX|1|NM|TSHU^TSH, 3RD\#
         GENERATION^UACOL^COLOR^L||260385009^Yellow^SCT||YelloST|UAKET^KETONES, URINE^mg/dL|0-150|N|||F6|NM|FOL^\#
        FOLATE^1|ng/mL^ng/mL^UCUM|NM|CO2^Carbon Dioxide^OBX|20|NM|MONO^MB\#rOBX|23|NM|58413-6^MUELLER^ELENA^^^MD\#
        ^^LIPIDS^LIPIDS^TBIL^Bilirubin, Total^F\#rOBX|6|SN|2951-2^Sodium [MolesIRON^IRON STUDIES^35.5|%|36.0-48.\#
        0|L|||TAYLOR^DAVID^^^MD^^F\#rPV1|1|O|ER^^^H8|NM|788-0^Erythrocyte [DistWidth] in Bmmol/L^UCUM|21-31|L|||\#
        F|||%|40.0 to 70.0|N|||2|NM|EAG^ESTIMATED AVERAGE GLUCOSE^L||mmol/L^^UCUM|3.9-5.6|N|||F|||30|mg/g{creat}\#
        ^mg/g{creat}^UCUM|5|NM|2157-6^Creatine kinase [EnzymatWANG^DAVID||||||MILLER^JAMES^^^MD^^OBX|2|SN|RBC^Rf\#
        L^UCUM|37.0 to 54.0|N|WANG^SUSAN^^^MD^^%^%|11.5_14.5|H|||F\#rNTE|1||1|NM|14957-5^Microalbumin [Mass/volu\#
        me] in Urine^L||Not detected||Not d8.9|fL^fL|7.4-10.4||||F6.02|10*6/uL|4.20_5.80|mmol/L|5 to 15||||F||OB\#
        X|5|NM|VLDL^VLDL^MR||MILLER^MARIA^^^^^L|UCUM|136-145||||ng/mL|3.0-20.0|N|||CH|F\#nOBX|1|NM|14749-6^Gluco\#
        s630-4^Bacteria identified in Urine by Culture^LN||No growth||No gr5|NM|ALP^Alkaline Phosphatase^4|NM|19\#
        68-7^Bilirubin.direct [Mass/volume] in Serum or Plasma^LN||0.2|mg/dL^PV1|1|E|OP^^^C11|NM|MPV^Mean Platel\#
        et Volume^TAYLOR^THOMAS^^^MD^^MRN^MR||WANG^MICHAEL^OBX|10|ST|UANIT^NITRITE, URINE^12|NM|TP^Total Protein\#
        ^mg/mg{creat}|9-20|N|||OBX|4|NM|LDL^LDL^LAB^LAB||119364003^Serum speJOHNSON^WEI^^^MD^^CMP^Comprehensive \#
        Metabolic Panel^OBX|4|NM|33914-3^Glomer27.2|pg|27.0-33.0||||F14|NM|UARBC^RBC, URINE^L||1|/[HPF]^OBX|3|NM\#
        |14682-9^Creatin1|NM|2744-1^pH of Arterial blood^LN^B\#rOBX|3|SN|51525+0000\#rOBX|10|NM|17861-6^Calcium \#
        [Mass/8|NM|GGT^GGT^L||70|ug/dL^ug/dL|50-170|N|||ROSSI^SUSAN||||||23.01|10*3/uL^10*3/uL^UCUM|1.00 to 4.80\#
        ||||FOBX|9|NM|14647-2^ChPV1|1|E|ICU^101^A||||9OBX|6|ST|UAGLU^GLUCOSE, URINE^UALE^LEUKOCYTE ESTERASE^LN||\#
        0.7|mg/dL^OBX|2|NM|TIBC^TIBC^L|B\#rOBX|11|NM|32623-1^PlatelOBX|5|ST|UAPRO^PROTEIN, URINE^UCUM|0.0-0.9|N|\#
        ||F|||LN^NEUT^NEUT^L||OBX|4|NM|FERR^FERRITIN^OBX|9|SN|PLT^Platelet Count^102|mg/dL|70 to 99|H|||F|||1|10\#
        |mg/dL|7 to 20||||FANDERSON^MARIA||||||2LN||145|mmol/L|136 to 145|N|||LN||0.5|mg/dL|0.2-1.2|OBX|2|NM|FT4\#
        ^T4, FREE^UR^Urine^HL70487|13|NM|UASG^SPECIFIC GRAVITY^7.4|g/dL^g/dL|6.0-8.3||||F\#rMUELLER^JOHN^^^MD^^m\#
        [IU]/L^m[IU]/L|0.40 to 4.50||||F|||UCUM|7-45|N|||FLN||26|mmol/L|22 to 29|N|||F\#rOBX|9|NM|33037-3^Anion \#
        gap in Ser79.0|fL^fL|80.0-100.0|L|||OBX|22|NM|BASO^BASOPHILS ABSOLUTE^AL|NE|||||LRI_Common_Component^^2.\#
        16.84LN^HCT^HEMATOCRIT^L||46.0|%^%|36.0_48.0||||F\#r1|Positive||Negative|A|||F\#rOBX|7|ST|2514-8^Ketones\#
         [Presence]67151-1^Troponin T.cardiac [Mass/volume] in Serum or Plasma by High sensitivity method^LN||11\#
        |CBC^Complete Blood Count^L|MR||ROSSI^MARIA^||19NM|MCV^Mean Corpuscular Volume^LAB|CMP^COMPREHENSIVE MET\#
        ABOLIC PANEL^08394^MILLER^WEI||||||UCUM|3.5-5.1|H|||F|||MRN^MR||SMITH^JAMES^M||65|umol/L^umol/L^UCUM|45-\#
        104|N|||F|||LN||10.4|mg/dL|8.6_10.3|H|||F|||10*3/uL|1.80 to 7.70|L|||F\#r70|U/L^U/L|40 to 130||||F|||88|\#
        mg/dL^^UCUM|0-200|N|||F1.1|{ratio}^{ratio}|0.0-5.0||||F1|NM|5902-2^Prothrombin time (PT)^LN||13.3|LIVER^\#
        HEPATIC FUNCTION PANEL^L|S||202502251020-0600|||||||2|NM|UAURO^UROBILINOGEN, URINE^F\#nOBX|15|NM|EOSP^EO\#
        SINOPHILS %^LAB^PI||LEE^CARLOS^M||19861120|M\#rPV1|1|E|LAB||||28777^TAYLOR^JAMES||||||||||||||NPI||||||2\#
        0220112130920||HM|F||^^^^^R\#rOBX|1|CWE|ULN^MONO^MONO^L||0.42|10*3/uL^10*3/uL|0.10 to 0.80|\&|EPIC|HOSPI\#
        TAL||||20281104073218-0600||ORU^R01|MSG0688982841|1.3|mmol/L^mmol/L|0.5-2.2||||F033 MAIN ST^^MADISON^NY^\#
        64161^USA^H||(555)555-7004^PRN^PH|||M|||943396-1^Cholesterol non HDL [Mass/volume] in Serum or Plasma^OB\#
        X|5|NM|2132-9^Cobalamin (Vitamin B12) [Mass/volume] in Serum or Plasma^LN^B12^VITAMIN B12^13.5|g/dL^^UCU\#
        M|12.0-16.0|N|||OBX|1|ST|5778-6^Color of Urine^LN||Yellow||Yellow|N|||F5|NM|787-2^MCV [Entitic mean volu\#
        me] in Red Blood Cells by Automated count^LN^MCV^MCV^LAB||101.1|fL^fL^UCUM|80.0-100.0|H|||LN^BASOP^BASOP\#
        ^L||0.1|%^%^UCUM|0.0 to 2.0|N|||ANDERSON^LINDA^^^^MD||||||20290525085456-0500||HM|F\#rOBX|2474^GARCIA^DA\#
        VID^^^DR|||MED||||||||||||V55Whole blood EDTA|2306^MARTINEZ^CARLOS||||||20200918072201+0000|||C\#rOBX|1|\#
        00\#rOBX|6|NM|14804-9^Lactate dehydrogenase [Enzymatic activity/volume] in Serum or Plasma by Lactate to\#
         pyruvate reaction^LN^3|NM|2502-3^Iron saturation [Mass Fraction] in Serum or Plasma^15|NM|1988-5^C reac\#
        tive protein [Mass/volume] in Serum or Plasma^LN||0.6|mg/L^mg/L^UCUM|P|2.3||||||8859/1\#rSFT|LAB SOFTWAR\#
        E^L|1.0|LIS|1.0||20200101\#rPID|1||96978347^^^HOSP^MR||MUELLER^MARY^A||UCUM|0-160|N|||F|||20280415174619\#
        -0500\#rOBX|7|NM|9830-1^Cholesterol.total/Cholesterol in HDL [Mass Ratio] in Serum or Plasma^13|NM|5821-\#
        4^Leukocytes [#/area] in Urine sediment by Microscopy high power field^LN^UAWBC^WBC, URINE^MAIN LAB^L^^^\#
        ^CLIA&2.16.840.1.113883.4.7&ISO^XX^^^05D0000000|100 MAIN ST^^SPRINGFIELD^CA^90000^USA^B\#rOBX|2|ST|32167\#
        -9^Clarity of Urine^LN||Clear||Clear|N|||FF\#rOBX|4|NM|98979-8^Glomerular filtration rate [Volume Rate/A\#
        rea] in Serum, Plasma or Blood by Creatinine-based formula (CKD-EPI 2021)/1.73 sq M^LN^EGFR^EGFR^EPC||2|\#
        NM|3024-7^Thyroxine (T4) free [Mass/volume] in Serum or Plasma^LN||1.31|ng/dL^ng/dL^UCUM|0.80-1.80|N|||F\#
        L||0.3|mg/dL^PV1|1|I|AMB^^^BUN^Urea Nitrogen (BUN)^PV1|1|O|LAB||||MSH|^~\&|LAB|HOSP|EMR|CLINIC|20210MILL\#
        ER^THOMAS|||OBX|7|NM|CHOLHDL^CHOL/HDL RATIO^PV1|1|I|ER^^^HOSP||||3ug/mL{FEU}|0.00 to 0.50|UCUM|70-99||||\#
        F|||57698-3^Lipid panel with direct LDL - Serum or Plasma^LN^LIPID^LIPID PANEL^L|34.2|g/dL|32.0-36.0|N||\#
        |PV1|1|I|ICU^101^3|NM|FESAT^IRON SATURATION^T203||COBAS9^^LAB|28|NM|HCO3^BICARBONATE^13.3|g/dL^g/dL|12.0\#
        _16.0||||USA^B\#rOBX|4|SN|4544-3^Hematocrit [Volum10*3/uL|150 to 400||||F|||14|NM|2324-2^Gamma glutamyl \#
        transfepg/mL^pg/mL|200-900|N|||PI||NGUYEN^MARIA^M||16|NM|706-2^BasophPV1|1|O|AMB^^^CLINmmol/L|5-15|N|||F\#
        |||11.1|10*3/uL|4.0 to 11.0|H|||OBX|5|NM|18262-6^CholesUCUM|10-40|N|||F14|NM|GLOB^GLOBULIN^916 MAIN ST^^\#
        ASHLAND^NY^T817||COBAS4^^LAB|2LAB^PI||MILLER^ROBERT^||T280||COBAS0^^LAB|2EPI^MRN||MARTINEZ^MICHAEL^M||19\#
        18|NM|751-8^NeutT295||COBAS2^^LAB|251990-0^Basic metabolic panel - Blood^PV1|1|E|4W^412^T136||COBAS6^^LA\#
        B|2T818||COBAS5^^LAB|224356-8^Urinalysis complete panel - Urine^T824||COBAS1^^LAB|219|NM|731-0^LymphoUCU\#
        M|0.10-0.80|N|||HOSP^MR||GARCIA^WEI^^^^^%^UCUM|2.0-10.0|N|||T341||COBAS3^^LAB|2Nucleated erythrocytes/10\#
        0 leukocytes [Ratio] in Blood by Automated count^LN^NRBC^NRBC^9|mg/dL|7-20|N|||F\#rT302||COBAS7^^LAB|2UC\#
        UM|0.00-0.20||||F|||UCUM|98-107||||F|||24|mmol/L|21-31|N|||FJOHNSON^MARY^^^MD^^SCT||Nonreactive|A|||F|||\#
        LN^LYMPH^LYMPH^5794-3^Hemoglobin [Presence] in Urine by Test strip^LNMSH|^~\&|SUNQUEST|LAB|HIS|HOSPITAL|\#
        20200PV1|1|I|OP^^^CLINIC||||4788^MUELLER^CARLOS^^^MD^^3|NM|HDL^HDL CHOLESTEROL^L||M||2106-3^White^HL7000\#
        5|048 MAIN ST^^RIVERTON^TX^OBX|5|NM|NA^SODIUM^L|1|138|mmol/L|WEI||||||20230918192229+0000||LAB|F||^^^^^R\#
        \#rTQ1|1||||||2UCUM|1.00-4.80|N|||ANDERSON^ANNA^^^^^^N%^UCUM|40.0-70.0|L|||F|13|NM|ALB^ALBUMIN^L||UCUM|1\#
        .80-7.70|N|||Fpg^pg|27.0 to 33.0||||F|||9558^NGUYEN^ELENA^^^DR\#rOBR|2|ORD47274633^0.14|10*3/uL|0.00-0.5\#
        0|N|||F|||419|10*3/uL^^UCUM|150-400|H|||FMR||BROWN^LINDA^^^^^UCUM|0.60 to 1.20|H|||F|||4.6|g/dL^g/dL|3.5\#
        -5.0|N|||%|36.0 to 48.0|N|||15|NM|AGR^A/G RATIO^274 MAIN ST^^FAIRVIEW^CA^/100{WBCs}|0.0-0.2|N|||F|||CBCD\#
        ^CBC WITH DIFFERENTIAL^%^UCUM|20.0-45.0|N|||4.65|10*6/uL^10*6/uL^UCUM|4.20-5.80||||F|||0.4|mg/dL^mg/dL|0\#
        .2 to 1.2||||F|||PV1|1|O|4W^412^1^HOSP||||5410^JOHNSON^JOHN^^^^^^NPI^L1|L|See comment\#rOBX|6|NM|MCH^MEA\#
        50190-8^Iron and Iron binding capacity panel - Serum or Plasma^LN|S||20298.6|fL^fL|7.4 to 10.4||||F|||TP\#
        ^TOTAL PROTEIN^L||6.8|g/dL^g/dL^UCUM|6.0-8.3|N|||136|mmol/L^^UCUM|136 to 145||||F|||OBX|8|NM|CL^CHLORIDE\#
        ^L||101|mmol/L^UCUM|37.0-54.0|N|||F\#rOBX|10|NM|777-3^Platelets [#/volume] in Blood by Automated count^L\#
        N^PLT^PLT^LOBX|6|NM|K^POTASSIUM^EPC|1|4.5|mmol/L|3.5 to 5.1||||F|||4.7|10*3/uL|4.0-11.0||||F\#nOBX|2|NM|\#
        RBC^RED BLOOD CELL COUNT^^Fibrinogen [Mass/volume] in Platelet poor plasma by Coagulation assay^LN||NTE|\#
        1||Reference range: see report.\#rOBX|8|NM|RDW^Red Cell Distribution Width^OBX|4|NM|13457-7^Cholesterol \#
        in LDL [Mass/volume] in Serum or Plasma by calculation^LN^LDL^LDL CHOLESTEROL (CALC)^L||1|mg/dL^mL/min/{\#
        1.73_m2}^mL/min/{1.73_m2}^UCUM|60-120|N|||T259||COBAS8^^LAB|201911211820\#rOBX|2|NM|2571-8^Triglyceride \#
        [Mass/volume] in Serum or Plasma^LN^TRIG^TRIGLYCERIDES^L||9318-7^Albumin/Creatinine [Mass Ratio] in Urin\#
        e^LN|||1|L|Interpretation:\#rOBX|9|NM|CO2^CARBON DIOXIDE^58410-2^CBC panel - Blood by Automated count^LN\#
        |||20250302050117+0000||||L||20261109210540+0000||OBX|5|NM|MCV^MEAN CORPUSCULAR VOLUME^L||81.7|fL|80.0 t\#
        o 100.0||||FPRN^PH||||||165115101^^^HOSP^AN||||H^Hispanic or Latino^HL70189\#rORC|RE|ORD71440631^WILSON^\#
        ROBERT^^^^14|NM|MONOP^MONOCYTES %^NTE|1|L|Results confirmed by repeat testing.\#rOBX|12|NM|2885-2^Protei\#
        n [MasOBX|3|NM|HGB^HEMOGLOBIN^%|11.5 to 14.5||||F|||{ratio}|1.0-2.5|N|||LAB|F|||||||\#rOBX|1|SN|LN||0.1|\#
        mg/dL^BASIC METABOLIC PANEL^LAB||CM||||20240822100358|||WILSON^DAVID^^^^^16|NM|BASOP^BASOPHILS %^17|NM|I\#
        G^IMMATURE GRANULOCYTES^2|NM|TRIG^Triglycerides^OBX|14|NM|5905-5^Monocytes/9.6|mg/dL^mg/dL|8.6 to 10.3||\#
        ||F|||g/dL^UCUM|32.0 to 36.0|H|||F10|NM|AGAP^ANION GAP^5|NM|BUNCR^BUN/CREATININE RATIO^L95|mg/dL|70-99|N\#
        |||F|||UCUM|4.20 to 5.80|N|||FWILSON^ELENA^^^^^L||20121|NM|EOS^EOSINOPHILS ABSOLUTE^3|NM|2160-0^Creatin9\#
        |NM|RDWSD^RDW-SD^UCUM|12.0 to 16.0|N|||M||2028-9^Asian^HL70005|195 MAIN ST^^GREENVILLE^OBX|4|NM|EGFR^EGF\#
        R^L|P|2.3|||AL|NE\#rPID|1|MUELLER^MICHAEL||||||2MR||TAYLOR^MARY^^^^^AN||||\#rPV1|1|I|LAB||||260385009^Ne\#
        gative^SCT||Negative|LAB|CBC^COMPLETE BLOOD COUNT^L|||202605091654-0500|||||||201812252143-0500||59892^A\#
        NDERSON^JAMES^^^^^^NTE|1|L|See Note\#rOBX|13|NM|736-9^Lymphocytes/OBX|12|NM|NEUTP^NEUTROPHILS %^ng/mL^ng\#
        /mL|0.00-0.50|HH|||F|||17|NM|ALP^ALKALINE PHOSPHATASE^L69|U/L^U/L^UCUM|40-130|N|||F\#r2.3.1||||||UNICODE\#
         UTF-8\#rL^^^NPI\#rOBR|1|ORD11371774|OBX|2|NM|27353-2^Glucose mean value [Mass/volume] in Blood Estimate\#
        d from glycated hemoglobin^LN||3.0|10*3/uL|4.0_11.0|LL|||F|||2.16.840.1.113883.19.3.2.1&ISO^MR||WILSON^T\#
        HOMAS^||LAB|||202104090343+0000||ORU^R01^ORU_R01|MSG23565363|OBX|19|NM|ALT^ALT (SGPT)^LMR||JOHNSON^SUSAN\#
        ^^^^^L||Specimen received and in process.\#rOBX|9|NM|21000-5^ErythrOBX|13|NM|LYMPHP^LYMPHOCYTES %^B\#rOB\#
        X|16|NM|TBIL^BILIRUBIN, TOTAL^R^Routine^HL70078\#rOBX|1|NM|11580-8^Thyrotropin [Units/volume] in Serum o\#
        r Plasma by Detection limit <= 0.005 mIU/L^LNPerformed by:\#rOBX|11|NM|CA^CALCIUM^LOBX|3|NM|CREA^CREATIN\#
        INE^LUSA^H||(555)555-2661^PRN^PH|||S|||1|100|mmol/L|98-107|N|||F|||B\#rOBX|7|NM|MCHC^MEAN CORPUSCULAR HG\#
        B CONC^10.0|mg/dL^^UCUM|8.6-10.3|N|||F|||201908S^STAT^HL70485\#rOBX|1|NM|2093-3^Cholesterol [Mass/volume\#
        ] in Serum or Plasma^LN^CHOL^CHOLESTEROL, TOTAL^OBX|8|NM|1963-8^Bicarbonate [Moles/volume]1|NM|4548-4^He\#
        moglobin A1c/Hemoglobin.total in Blood^LAB||119297000^Blood specimen (specimen)^SCT|||||||P^Patient^HL70\#
        369|||||2021Critical result called to and read back by\#rOBX|3|NM|2085-9^CholesPV1|1|O|OP^^^CLINIC||||23\#
        46^WILSON^MARIA^^^MD^^NPI^L^^^62|mL/min/{1.73_m2}|60 to 120|N|||F\#rOBX|5|NM|2951-2^Sodium [Moles/volume\#
        ] in Serum or Plasma^F\#rNTE|1||Non-fasting specimen.\#rOBX|18|NM|AST^AST (SGOT)^LOBX|17|NM|71695-1^Imma\#
        ture granulocytes/100 leukocytes in Blood by Automated count^NTE|1|L|Specimen hemolyzed. Results may be \#
        affected.\#rOBX|15|NM|713-8^EosinoMARTINEZ^THOMAS^^^^^^NPI^L^^^NPI||||||202512242238-0600||LAB|F\#rOBX|1\#
        |NM|GLU^GLUCOSE^LNTE|1|L|This test was developed and its performance characteristics determined by the l\#
        aboratory.\#r\#nOBX|2|NM|BUN^UREA NITROGEN (BUN)^LLAB|P\#rOBX|1|NM|2345-7^Glucose [Mass/23|NM|58413-6^Nu\#
        cleatF\#rOBX|20|NM|742-7^MonocyB\#rOBX|21|NM|711-2^Eosinophils LAB||SER^Serum^HL70487|||||||4.9|mmol/L|3\#
        .5-5.1|N|||F|OBX|2|NM|3094-0^Urea nF||2106-3^White^CDCREC|OBX|10|NM|MPV^MEAN PLATELET VOLUME^mg/dL|0.60-\#
        1.20|N|||10|NM|33037-3^Anion gap in Serum or Plasma^18|mg/mg{creat}^mg/mg{cMSH|^~\&|LIS|LAB|F||2054-5^Bl\#
        ack or African American^HL70005|10*3/uL|150-400|N|||F\#rLAB|||CM||||||Fasting status unknown.\#rOBX|22|N\#
        M|704-7^Basophils 3.5|{ratio}^{ratio}^UCUM|0.0-5.0|N|||g/dL|32.0-36.0||||F|||57021-8^CBC W Auto Differen\#
        tial panel - Blood^LN^PV1|1|E|ER^^^HOSP||||4%^UCUM|36.0-48.0|H|||F|||B\#rOBX|9|NM|PLT^PLATELET COUNT^g/d\#
        L|12.0-16.0|L|||F|||JOHNSON^MICHAEL^^^142|mmol/L|136-145|N|||F\#rOBX|6|NM|2823-3^Potassium [Mo2.5||||||8\#
        859/1\#rPID|1|BLD^Whole blood^HL70487|P|2.5.1|||AL|NE|||||\#rPID|1||3fL^fL^UCUM|80.0-100.0|N|||F\#rOBX|1\#
        9|NM|1742-6^Alanine aminoCH|F\#rOBX|1|NM|WBC^WHITE BLOOD CELL COUNT^fL^UCUM|7.4-10.4|N|||F\#rOBX|12|NM|7\#
        70-8^Neutrophils/100 leukocytMCH^MEAN CORPUSCULAR HEMOGLOBIN^L||29.4|pg^pg^UCUM|27.0-33.0|N|||F|||RDW^RE\#
        D CELL DISTRIBUTION WIDTH^L||13.5|%^%^UCUM|11.5-14.5|N|||F|||0.2|mg/dL^mg/dL^UCUM|0.2-1.2|N|||F\#rOBX|17\#
        |NM|6768-6^Alkaline phosphatase [En24323-8^Comprehensive metabolic 2000 panel - Serum or Plasma^OBX|23|N\#
        M|NRBC^NRBC^L||0.1|/100{WBCs}^/100{WB97|mmol/L^mmol/L^UCUM|98 to 107|L|||F|||20290718213154-0600\#rOBX|8\#
        |NM|2028-9^Carbon dioxide, total [Moles/volume] in Serum or Plasma^L|Note: New reference range effective\#
        \#rOBX|4|NM|HCT^HEMATOCRIT^OBX|16|NM|1975-2^Bilirubin.total [Mass/volume] in SerH|||F\#rOBX|14|NM|10834-\#
        0^Globulin [Mass/volume] in Serum by calculation^LN^GLOB^GLOB^LAB||2.2|g/dL^g/dL^UCUM|1.9-3.7|N|||F\#rOB\#
        X|15|NM|1759-0^AlbumiMR||ANDERSON^CARLOS^^^^^L||19570310|F\#rPV1|1|O|ICU^101^A||||100 MAIN ST^^SPRINGFIE\#
        LD^CA^90000^USA^B\#rNTE|1|L|If clinically indicated, repeat testing is recommended.\#rOBX|5|NM|787-2^MCV\#
         [EntitOBX|13|NM|1751-7^Albumin [MasNPI^L^^^NPI|||MED|||||||||||V7OBX|11|NM|17861-6^Calcium [Mass/OBX|6|\#
        NM|785-6^MCH [Entitic mass] by Automated count^LAB|F||^^^^^R\#rOBX|1|OBX|9|NM|777-3^PlateOBX|7|NM|2075-0\#
        ^Chloride [Moles/v10*6/uL^10*6/uL|4.20-5.80|H|||F|||OBX|3|NM|718-7^Hemoglobin [Mass/volume] in Blood^LN|\#
        |10.4|10*3/uL^10*3/uL^UCUM|4.0-11.0|N|||F\#rOBX|2|NM|789-8^Erythrocytes 119364003^Serum specimen (specim\#
        en)^SCT|B\#rOBX|5|NM|3097-3^Urea nitrogen/Creatinine [Mass Ratio] in Serum or Plasma^M\#rPV1|1|I|4W^412^\#
        1^HOSP||||CH|F|||||||\#rOBX|1|NM|6690-2^Leukocytes [#/volumeB\#rOBX|10|NM|32623-1^Platelet [Entitic mean\#
         volume] in Blood by Automated count^HOSP^AN||||N^Not Hispanic or Latino^HL70189\#rPV1|1|E|AMB^^^CLINIC|\#
        |||F\#rOBX|8|NM|788-0^Erythrocyte [DistWidth] in BSFT|LAB SOFTWARE^L|1.0|LIS|1.0||20200101\#rPID|1|F\#rO\#
        BX|3|NM|98979-8^Glomerular filtration rate [Volume Rate/Area] in Serum, Plasma or Blood by Creatinine-ba\#
        sed formula (CKD-EPI 2021)/1.73 sq M^LN^ORU^R01^ORU_R01|mL/min/{1.73_m2}^OBX|4|NM|4544-3^Hematocrit [Vol\#
        ume Fraction] of Blood by Automated count^2.5|||AL|NE||UNICODE UTF-8\#rPID|1||OBX|18|NM|1920-8^Aspartate\#
         aminotransferase [Enzymatic activity/volume] in Serum or Plasma^LN||OBX|7|NM|786-4^MCHC [Entitic Mass/v\#
        olume] in Red Blood Cells by Automated count^LN^
        """#
}
