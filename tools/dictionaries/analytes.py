"""The laboratory tests that the invented reports are made of: public facts of LOINC and UCUM.

This table quotes LOINC codes and names: copyright Regenstrief Institute, Inc. and the LOINC Committee, available at no
cost under the licence at http://loinc.org/license. UCUM units: https://ucum.org.
"""

from collections import namedtuple

Analyte = namedtuple("Analyte", "key loinc name short unit decimals low high")
Panel = namedtuple("Panel", "key loinc name short keys specimen")

# key | LOINC code | long common name | name on a paper report | UCUM unit | decimals | reference range
_ANALYTES = """
WBC|6690-2|Leukocytes [#/volume] in Blood by Automated count|White Blood Cell Count|10*3/uL|1|4.0|11.0
RBC|789-8|Erythrocytes [#/volume] in Blood by Automated count|Red Blood Cell Count|10*6/uL|2|4.20|5.80
HGB|718-7|Hemoglobin [Mass/volume] in Blood|Hemoglobin|g/dL|1|12.0|16.0
HCT|4544-3|Hematocrit [Volume Fraction] of Blood by Automated count|Hematocrit|%|1|36.0|48.0
MCV|787-2|MCV [Entitic mean volume] in Red Blood Cells by Automated count|Mean Corpuscular Volume|fL|1|80.0|100.0
MCH|785-6|MCH [Entitic mass] by Automated count|Mean Corpuscular Hemoglobin|pg|1|27.0|33.0
MCHC|786-4|MCHC [Entitic Mass/volume] in Red Blood Cells by Automated count|Mean Corpuscular Hgb Conc|g/dL|1|32.0|36.0
RDW|788-0|Erythrocyte [DistWidth] in Blood by Automated count|Red Cell Distribution Width|%|1|11.5|14.5
RDWSD|21000-5|Erythrocyte [DistWidth] in Blood by Automated count|RDW-SD|fL|1|37.0|54.0
PLT|777-3|Platelets [#/volume] in Blood by Automated count|Platelet Count|10*3/uL|0|150|400
MPV|32623-1|Platelet [Entitic mean volume] in Blood by Automated count|Mean Platelet Volume|fL|1|7.4|10.4
NEUTP|770-8|Neutrophils/100 leukocytes in Blood by Automated count|Neutrophils %|%|1|40.0|70.0
LYMPHP|736-9|Lymphocytes/100 leukocytes in Blood by Automated count|Lymphocytes %|%|1|20.0|45.0
MONOP|5905-5|Monocytes/100 leukocytes in Blood by Automated count|Monocytes %|%|1|2.0|10.0
EOSP|713-8|Eosinophils/100 leukocytes in Blood by Automated count|Eosinophils %|%|1|0.0|6.0
BASOP|706-2|Basophils/100 leukocytes in Blood by Automated count|Basophils %|%|1|0.0|2.0
NEUT|751-8|Neutrophils [#/volume] in Blood by Automated count|Neutrophils Absolute|10*3/uL|2|1.80|7.70
LYMPH|731-0|Lymphocytes [#/volume] in Blood by Automated count|Lymphocytes Absolute|10*3/uL|2|1.00|4.80
MONO|742-7|Monocytes [#/volume] in Blood by Automated count|Monocytes Absolute|10*3/uL|2|0.10|0.80
EOS|711-2|Eosinophils [#/volume] in Blood by Automated count|Eosinophils Absolute|10*3/uL|2|0.00|0.50
BASO|704-7|Basophils [#/volume] in Blood by Automated count|Basophils Absolute|10*3/uL|2|0.00|0.20
IG|71695-1|Immature granulocytes/100 leukocytes in Blood by Automated count|Immature Granulocytes|%|1|0.0|0.9
NRBC|58413-6|Nucleated erythrocytes/100 leukocytes [Ratio] in Blood by Automated count|NRBC|/100{WBCs}|1|0.0|0.2
RETIC|17849-1|Reticulocytes/Erythrocytes in Blood by Automated count|Reticulocyte Count|%|1|0.5|2.5
ESR|4537-7|Erythrocyte sedimentation rate by Westergren method|Sed Rate|mm/h|0|0|20
GLU|2345-7|Glucose [Mass/volume] in Serum or Plasma|Glucose|mg/dL|0|70|99
GLUF|1558-6|Fasting glucose [Mass/volume] in Serum or Plasma|Glucose, Fasting|mg/dL|0|65|99
GLUM|14749-6|Glucose [Moles/volume] in Serum or Plasma|Glucose|mmol/L|1|3.9|5.6
GLUPOC|41653-7|Glucose [Mass/volume] in Capillary blood by Glucometer|POC Glucose|mg/dL|0|70|110
BUN|3094-0|Urea nitrogen [Mass/volume] in Serum or Plasma|Urea Nitrogen (BUN)|mg/dL|0|7|20
UREA|22664-7|Urea [Moles/volume] in Serum or Plasma|Urea|mmol/L|1|2.5|7.8
CREA|2160-0|Creatinine [Mass/volume] in Serum or Plasma|Creatinine|mg/dL|2|0.60|1.20
CREAM|14682-9|Creatinine [Moles/volume] in Serum or Plasma|Creatinine|umol/L|0|45|104
BUNCR|3097-3|Urea nitrogen/Creatinine [Mass Ratio] in Serum or Plasma|BUN/Creatinine Ratio|mg/mg{creat}|0|9|20
EGFR|98979-8|Glomerular filtration rate [Volume Rate/Area] in Serum, Plasma or Blood by Creatinine-based formula (CKD-EPI 2021)/1.73 sq M|eGFR|mL/min/{1.73_m2}|0|60|120
EGFRX|33914-3|Glomerular filtration rate [Volume Rate/Area] in Serum or Plasma by Creatinine-based formula (MDRD)/1.73 sq M|Est. GFR|mL/min/{1.73_m2}|0|60|120
NA|2951-2|Sodium [Moles/volume] in Serum or Plasma|Sodium|mmol/L|0|136|145
K|2823-3|Potassium [Moles/volume] in Serum or Plasma|Potassium|mmol/L|1|3.5|5.1
CL|2075-0|Chloride [Moles/volume] in Serum or Plasma|Chloride|mmol/L|0|98|107
CO2|2028-9|Carbon dioxide, total [Moles/volume] in Serum or Plasma|Carbon Dioxide|mmol/L|0|21|31
HCO3|1963-8|Bicarbonate [Moles/volume] in Serum or Plasma|Bicarbonate|mmol/L|0|22|29
AGAP|33037-3|Anion gap in Serum or Plasma|Anion Gap|mmol/L|0|5|15
CA|17861-6|Calcium [Mass/volume] in Serum or Plasma|Calcium|mg/dL|1|8.6|10.3
CAM|2000-8|Calcium [Moles/volume] in Serum or Plasma|Calcium|mmol/L|2|2.15|2.55
ICA|1995-0|Calcium.ionized [Moles/volume] in Serum or Plasma|Ionized Calcium|mmol/L|2|1.12|1.32
MG|19123-9|Magnesium [Mass/volume] in Serum or Plasma|Magnesium|mg/dL|1|1.6|2.6
PHOS|2777-1|Phosphate [Mass/volume] in Serum or Plasma|Phosphorus|mg/dL|1|2.5|4.5
TP|2885-2|Protein [Mass/volume] in Serum or Plasma|Total Protein|g/dL|1|6.0|8.3
ALB|1751-7|Albumin [Mass/volume] in Serum or Plasma|Albumin|g/dL|1|3.5|5.0
GLOB|10834-0|Globulin [Mass/volume] in Serum by calculation|Globulin|g/dL|1|1.9|3.7
AGR|1759-0|Albumin/Globulin [Mass Ratio] in Serum or Plasma|A/G Ratio|{ratio}|1|1.0|2.5
TBIL|1975-2|Bilirubin.total [Mass/volume] in Serum or Plasma|Bilirubin, Total|mg/dL|1|0.2|1.2
TBILM|14631-6|Bilirubin.total [Moles/volume] in Serum or Plasma|Bilirubin, Total|umol/L|0|3|21
DBIL|1968-7|Bilirubin.direct [Mass/volume] in Serum or Plasma|Bilirubin, Direct|mg/dL|1|0.0|0.3
ALP|6768-6|Alkaline phosphatase [Enzymatic activity/volume] in Serum or Plasma|Alkaline Phosphatase|U/L|0|40|130
AST|1920-8|Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma|AST (SGOT)|U/L|0|10|40
ALT|1742-6|Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma|ALT (SGPT)|U/L|0|7|45
GGT|2324-2|Gamma glutamyl transferase [Enzymatic activity/volume] in Serum or Plasma|GGT|U/L|0|8|61
LDH|14804-9|Lactate dehydrogenase [Enzymatic activity/volume] in Serum or Plasma by Lactate to pyruvate reaction|LDH|U/L|0|125|220
CK|2157-6|Creatine kinase [Enzymatic activity/volume] in Serum or Plasma|Creatine Kinase|U/L|0|30|200
AMY|1798-8|Amylase [Enzymatic activity/volume] in Serum or Plasma|Amylase|U/L|0|28|100
LIP|3040-3|Lipase [Enzymatic activity/volume] in Serum or Plasma|Lipase|U/L|0|13|60
URIC|3084-1|Urate [Mass/volume] in Serum or Plasma|Uric Acid|mg/dL|1|3.4|7.0
LACT|2524-7|Lactate [Moles/volume] in Serum or Plasma|Lactate|mmol/L|1|0.5|2.2
NH3|16362-6|Ammonia [Moles/volume] in Plasma|Ammonia|umol/L|0|11|35
OSMO|2692-2|Osmolality of Serum or Plasma|Osmolality|mosm/kg|0|275|295
CHOL|2093-3|Cholesterol [Mass/volume] in Serum or Plasma|Cholesterol, Total|mg/dL|0|0|200
TRIG|2571-8|Triglyceride [Mass/volume] in Serum or Plasma|Triglycerides|mg/dL|0|0|150
HDL|2085-9|Cholesterol in HDL [Mass/volume] in Serum or Plasma|HDL Cholesterol|mg/dL|0|40|90
LDL|13457-7|Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation|LDL Cholesterol (Calc)|mg/dL|0|0|130
LDLD|18262-6|Cholesterol in LDL [Mass/volume] in Serum or Plasma by Direct assay|LDL Cholesterol, Direct|mg/dL|0|0|130
VLDL|13458-5|Cholesterol in VLDL [Mass/volume] in Serum or Plasma by calculation|VLDL Cholesterol|mg/dL|0|5|40
NHDL|43396-1|Cholesterol non HDL [Mass/volume] in Serum or Plasma|Non-HDL Cholesterol|mg/dL|0|0|160
CHOLHDL|9830-1|Cholesterol.total/Cholesterol in HDL [Mass Ratio] in Serum or Plasma|Chol/HDL Ratio|{ratio}|1|0.0|5.0
CHOLM|14647-2|Cholesterol [Moles/volume] in Serum or Plasma|Cholesterol|mmol/L|1|0.0|5.2
A1C|4548-4|Hemoglobin A1c/Hemoglobin.total in Blood|Hemoglobin A1c|%|1|4.0|5.6
EAG|27353-2|Glucose mean value [Mass/volume] in Blood Estimated from glycated hemoglobin|Estimated Average Glucose|mg/dL|0|68|114
TSH|3016-3|Thyrotropin [Units/volume] in Serum or Plasma|TSH|m[IU]/L|2|0.40|4.50
TSHU|11580-8|Thyrotropin [Units/volume] in Serum or Plasma by Detection limit <= 0.005 mIU/L|TSH, 3rd Generation|u[IU]/mL|3|0.450|4.500
FT4|3024-7|Thyroxine (T4) free [Mass/volume] in Serum or Plasma|T4, Free|ng/dL|2|0.80|1.80
FT3|3051-0|Triiodothyronine (T3) Free [Mass/volume] in Serum or Plasma|T3, Free|pg/mL|1|2.3|4.2
T3|3053-6|Triiodothyronine (T3) [Mass/volume] in Serum or Plasma|T3, Total|ng/dL|0|80|200
FE|2498-4|Iron [Mass/volume] in Serum or Plasma|Iron|ug/dL|0|50|170
TIBC|2500-7|Iron binding capacity [Mass/volume] in Serum or Plasma|TIBC|ug/dL|0|250|450
FESAT|2502-3|Iron saturation [Mass Fraction] in Serum or Plasma|Iron Saturation|%|0|15|50
FERR|2276-4|Ferritin [Mass/volume] in Serum or Plasma|Ferritin|ng/mL|0|24|336
B12|2132-9|Cobalamin (Vitamin B12) [Mass/volume] in Serum or Plasma|Vitamin B12|pg/mL|0|200|900
FOL|2284-8|Folate [Mass/volume] in Serum or Plasma|Folate|ng/mL|1|3.0|20.0
VITD|1989-3|25-hydroxyvitamin D3 [Mass/volume] in Serum or Plasma|Vitamin D, 25-Hydroxy|ng/mL|1|30.0|100.0
CRP|1988-5|C reactive protein [Mass/volume] in Serum or Plasma|C-Reactive Protein|mg/L|1|0.0|5.0
HSCRP|30522-7|C reactive protein [Mass/volume] in Serum or Plasma by High sensitivity method|hs-CRP|mg/L|1|0.0|3.0
PCT|33959-8|Procalcitonin [Mass/volume] in Serum or Plasma|Procalcitonin|ng/mL|2|0.00|0.50
TROPI|10839-9|Troponin I.cardiac [Mass/volume] in Serum or Plasma|Troponin I|ng/mL|3|0.000|0.040
HSTNT|67151-1|Troponin T.cardiac [Mass/volume] in Serum or Plasma by High sensitivity method|hs-Troponin T|ng/L|0|0|14
BNP|30934-4|Natriuretic peptide B [Mass/volume] in Serum or Plasma|BNP|pg/mL|0|0|100
PROBNP|33762-6|Natriuretic peptide.B prohormone N-Terminal [Mass/volume] in Serum or Plasma|NT-proBNP|pg/mL|0|0|125
PSA|2857-1|Prostate specific Ag [Mass/volume] in Serum or Plasma|PSA|ng/mL|2|0.00|4.00
PT|5902-2|Prothrombin time (PT)|Prothrombin Time|s|1|11.0|13.5
INR|6301-6|INR in Platelet poor plasma by Coagulation assay|INR|{INR}|1|0.8|1.2
APTT|14979-9|aPTT in Platelet poor plasma by Coagulation assay|aPTT|s|1|25.0|35.0
FIB|3255-7|Fibrinogen [Mass/volume] in Platelet poor plasma by Coagulation assay|Fibrinogen|mg/dL|0|200|400
DDIM|48065-7|Fibrin D-dimer FEU [Mass/volume] in Platelet poor plasma|D-Dimer|ug/mL{FEU}|2|0.00|0.50
CORT|2143-6|Cortisol [Mass/volume] in Serum or Plasma|Cortisol|ug/dL|1|6.2|19.4
PTH|2731-8|Parathyrin.intact [Mass/volume] in Serum or Plasma|PTH, Intact|pg/mL|0|15|65
HCG|21198-7|Choriogonadotropin.beta subunit [Units/volume] in Serum or Plasma|hCG, Beta|m[IU]/mL|0|0|5
TESTO|2986-8|Testosterone [Mass/volume] in Serum or Plasma|Testosterone, Total|ng/dL|0|264|916
PHBLD|2744-1|pH of Arterial blood|pH, Arterial|[pH]|2|7.35|7.45
PCO2|2019-8|Carbon dioxide [Partial pressure] in Arterial blood|pCO2, Arterial|mm[Hg]|0|35|45
PO2|2703-7|Oxygen [Partial pressure] in Arterial blood|pO2, Arterial|mm[Hg]|0|80|100
SO2|2708-6|Oxygen saturation in Arterial blood|O2 Saturation|%|0|95|100
UACOL|5778-6|Color of Urine|Color|.|Yellow|Straw|Yellow
UAAPP|32167-9|Clarity of Urine|Clarity|.|Clear|Cloudy|Clear
UASG|5811-5|Specific gravity of Urine by Test strip|Specific Gravity|{ratio}|3|1.005|1.030
UAPH|5803-2|pH of Urine by Test strip|pH, Urine|[pH]|1|5.0|8.0
UAPRO|20454-5|Protein [Presence] in Urine by Test strip|Protein, Urine|.|Negative|Trace|Negative
UAGLU|25428-4|Glucose [Presence] in Urine by Test strip|Glucose, Urine|.|Negative|Positive|Negative
UAKET|2514-8|Ketones [Presence] in Urine by Test strip|Ketones, Urine|.|Negative|Trace|Negative
UABIL|5770-3|Bilirubin.total [Presence] in Urine by Test strip|Bilirubin, Urine|.|Negative|Positive|Negative
UABLD|5794-3|Hemoglobin [Presence] in Urine by Test strip|Blood, Urine|.|Negative|Trace|Negative
UANIT|5802-4|Nitrite [Presence] in Urine by Test strip|Nitrite, Urine|.|Negative|Positive|Negative
UALE|5799-2|Leukocyte esterase [Presence] in Urine by Test strip|Leukocyte Esterase|.|Negative|Trace|Negative
UAURO|20405-7|Urobilinogen [Mass/volume] in Urine by Test strip|Urobilinogen, Urine|mg/dL|1|0.2|1.0
UAWBC|5821-4|Leukocytes [#/area] in Urine sediment by Microscopy high power field|WBC, Urine|/[HPF]|0|0|5
UARBC|13945-1|Erythrocytes [#/area] in Urine sediment by Microscopy high power field|RBC, Urine|/[HPF]|0|0|3
UMALB|14957-5|Microalbumin [Mass/volume] in Urine|Microalbumin, Urine|mg/L|1|0.0|20.0
UCREA|2161-8|Creatinine [Mass/volume] in Urine|Creatinine, Urine|mg/dL|0|20|320
ACR|9318-7|Albumin/Creatinine [Mass Ratio] in Urine|Albumin/Creatinine Ratio|mg/g{creat}|0|0|30
HBSAG|5196-1|Hepatitis B virus surface Ag [Presence] in Serum or Plasma by Immunoassay|Hepatitis B Surface Ag|.|Nonreactive|Reactive|Nonreactive
HCVAB|16128-1|Hepatitis C virus Ab [Presence] in Serum|Hepatitis C Antibody|.|Nonreactive|Reactive|Nonreactive
HIV|56888-1|HIV 1+2 Ab+HIV1 p24 Ag [Presence] in Serum or Plasma by Immunoassay|HIV Ag/Ab Combo|.|Nonreactive|Reactive|Nonreactive
COVID|94500-6|SARS-CoV-2 (COVID-19) RNA [Presence] in Respiratory system specimen by NAA with probe detection|SARS-CoV-2 RNA|.|Not detected|Detected|Not detected
FLUA|92142-9|Influenza virus A RNA [Presence] in Respiratory system specimen by NAA with probe detection|Influenza A RNA|.|Not detected|Detected|Not detected
UCULT|630-4|Bacteria identified in Urine by Culture|Urine Culture|.|No growth|Escherichia coli|No growth
BCULT|600-7|Bacteria identified in Blood by Culture|Blood Culture|.|No growth after 5 days|Staphylococcus aureus|No growth
"""

# key | LOINC code | name | name on a paper report | analytes | specimen; the first lines are ordered most
_PANELS = """
CBC|58410-2|CBC panel - Blood by Automated count|Complete Blood Count|WBC RBC HGB HCT MCV MCH MCHC RDW PLT MPV|BLD
CBCD|57021-8|CBC W Auto Differential panel - Blood|CBC with Differential|WBC RBC HGB HCT MCV MCH MCHC RDW RDWSD PLT MPV NEUTP LYMPHP MONOP EOSP BASOP IG NEUT LYMPH MONO EOS BASO NRBC|BLD
CMP|24323-8|Comprehensive metabolic 2000 panel - Serum or Plasma|Comprehensive Metabolic Panel|GLU BUN CREA EGFR BUNCR NA K CL CO2 AGAP CA TP ALB GLOB AGR TBIL ALP AST ALT|SER
BMP|51990-0|Basic metabolic panel - Blood|Basic Metabolic Panel|GLU BUN CREA EGFRX NA K CL CO2 CA|SER
BMP2|24321-2|Basic metabolic 2000 panel - Serum or Plasma|Basic Metabolic Panel|GLU BUN CREA EGFR NA K CL HCO3 AGAP CA|SER
LIPID|57698-3|Lipid panel with direct LDL - Serum or Plasma|Lipid Panel|CHOL TRIG HDL LDL VLDL NHDL CHOLHDL|SER
LIPIDS|24331-1|Lipid 1996 panel - Serum or Plasma|Lipid Panel|CHOL TRIG HDL LDL LDLD|SER
A1C|4548-4|Hemoglobin A1c/Hemoglobin.total in Blood|Hemoglobin A1c|A1C EAG|BLD
THY|3016-3|Thyrotropin [Units/volume] in Serum or Plasma|Thyroid Function|TSH FT4|SER
LIVER|24325-3|Hepatic function 2000 panel - Serum or Plasma|Hepatic Function Panel|TP ALB TBIL DBIL ALP AST ALT GGT|SER
UA|24356-8|Urinalysis complete panel - Urine|Urinalysis, Complete|UACOL UAAPP UASG UAPH UAPRO UAGLU UAKET UABIL UABLD UANIT UALE UAURO UAWBC UARBC|UR
SI|24320-4|Basic metabolic 1998 panel - Serum or Plasma|Metabolic Panel (SI)|GLUM UREA CREAM NA K CL CAM TBILM CHOLM ALB ALT AST ALP GGT CRP|SER
COAG|34529-8|PT and aPTT panel - Platelet poor plasma|Coagulation Screen|PT INR APTT FIB DDIM|PPP
IRON|50190-8|Iron and Iron binding capacity panel - Serum or Plasma|Iron Studies|FE TIBC FESAT FERR B12 FOL|SER
CARD|10839-9|Troponin I.cardiac [Mass/volume] in Serum or Plasma|Cardiac Markers|TROPI HSTNT BNP PROBNP CK LDH|SER
THY2|11580-8|Thyrotropin [Units/volume] in Serum or Plasma by Detection limit <= 0.005 mIU/L|Thyroid Panel|TSHU FT4 FT3 T3|SER
INFL|1988-5|C reactive protein [Mass/volume] in Serum or Plasma|Inflammation Markers|CRP HSCRP PCT ESR LACT|SER
RENAL|24362-6|Renal function 2000 panel - Serum or Plasma|Renal Function Panel|BUN CREA EGFR NA K CL CO2 CA PHOS MG ALB GLUF|SER
UACR|9318-7|Albumin/Creatinine [Mass Ratio] in Urine|Microalbumin, Random Urine|UMALB UCREA ACR|UR
MISC|1989-3|25-hydroxyvitamin D3 [Mass/volume] in Serum or Plasma|Special Chemistry|VITD PSA CORT PTH HCG TESTO URIC AMY LIP NH3 OSMO ICA RETIC|SER
GAS|24336-0|Gas panel - Arterial blood|Blood Gas, Arterial|PHBLD PCO2 PO2 SO2 HCO3 LACT GLUPOC|BLDA
VIRO|24363-4|Acute hepatitis 2000 panel - Serum|Infectious Disease Screen|HBSAG HCVAB HIV COVID FLUA|SER
MICRO|630-4|Bacteria identified in Urine by Culture|Culture|UCULT BCULT|UR
"""


def _fields(table):
    return [line.split("|") for line in table.strip().splitlines()]


ANALYTES = {fields[0]: Analyte(*fields) for fields in _fields(_ANALYTES)}
PANELS = [
    Panel(key, loinc, name, short, keys.split(), specimen)
    for key, loinc, name, short, keys, specimen in _fields(_PANELS)
]


class Dice:
    """Repeatable chance: the same seed gives the same throws in every version of Python."""

    def __init__(self, seed):
        import random

        # Only `random()` is promised to stay the same across versions, so everything is made of it.
        self.next = random.Random(seed).random

    def number(self, low, high):
        return low + int(self.next() * (high - low + 1))

    def pick(self, items):
        return items[int(self.next() * len(items))]

    def chance(self, probability):
        return self.next() < probability

    def digits(self, count):
        return "".join(self.pick("0123456789") for _ in range(count))

    def hexadecimal(self, count):
        return "".join(self.pick("0123456789abcdef") for _ in range(count))

    def uuid(self):
        return "-".join(self.hexadecimal(count) for count in (8, 4, 4, 4, 12))

    def panel(self):
        """A panel; the first of the table are thrown most often."""
        chance = self.next()
        return PANELS[int(chance * chance * len(PANELS))]


class Result:
    """One invented result: value, range and flag of an analyte."""

    flags = {"N": "Normal", "L": "Low", "H": "High", "LL": "Critical low", "HH": "Critical high", "A": "Abnormal"}

    def __init__(self, analyte, dice):
        self.analyte = analyte
        self.is_number = analyte.decimals.isdigit()
        if self.is_number:
            low, high = float(analyte.low), float(analyte.high)
            value = low + (high - low) * (dice.next() * 1.3 - 0.15)
            self.value = "%.*f" % (int(analyte.decimals), max(value, 0.1 ** int(analyte.decimals)))
            self.range = "%s-%s" % (analyte.low, analyte.high)
            number = float(self.value)
            span = high - low
            self.flag = "N"
            if number < low:
                self.flag = "LL" if number < low - 0.13 * span else "L"
            if number > high:
                self.flag = "HH" if number > high + 0.13 * span else "H"
        else:
            is_usual = dice.chance(0.85)
            self.value = analyte.decimals if is_usual else analyte.low
            self.range = analyte.high
            self.flag = "N" if is_usual else "A"

    @property
    def unit(self):
        return self.analyte.unit if self.is_number else ""


def invented_time(dice):
    """Year, month, day, hour, minute, second."""
    return (
        dice.number(2018, 2029),
        dice.number(1, 12),
        dice.number(1, 28),
        dice.number(0, 23),
        dice.number(0, 59),
        dice.number(0, 59),
    )


# Names that belong to nobody in particular.
FAMILIES = "SMITH JOHNSON GARCIA MILLER BROWN NGUYEN WILSON MARTINEZ LEE TAYLOR ANDERSON MUELLER ROSSI WANG".split()
GIVENS = "MARY JAMES ANNA JOHN LINDA ROBERT MARIA DAVID SUSAN MICHAEL ELENA THOMAS WEI CARLOS".split()
CITIES = ["SPRINGFIELD", "RIVERTON", "GREENVILLE", "FAIRVIEW", "MADISON", "ASHLAND"]
COMMENTS = [
    "Specimen hemolyzed. Results may be affected.",
    "Fasting status unknown.",
    "Results confirmed by repeat testing.",
    "Reference range: see report.",
    "This test was developed and its performance characteristics determined by the laboratory.",
    "Non-fasting specimen.",
    "Critical result called to and read back by",
    "Specimen received and in process.",
    "Test performed at",
    "Note: New reference range effective",
    "Interpretation:",
    "Performed by:",
    "If clinically indicated, repeat testing is recommended.",
    "See Note",
    "See comment",
]
