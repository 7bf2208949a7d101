"""Invented tables of laboratory results in long form: one row for each result."""

from analytes import ANALYTES, Dice, FAMILIES, GIVENS, Result, invented_time

# Heading in the styles snake_case, Camel Case With Blanks, PascalCase, and what the column holds.
COLUMNS = [
    ("result_id|Result ID|ResultID", "id"),
    ("patient_id|Patient ID|PatientID", "patient"),
    ("mrn|MRN|MRN", "patient"),
    ("accession_number|Accession Number|AccessionNumber", "order"),
    ("order_id|Order ID|OrderID", "order"),
    ("last_name|Last Name|LastName", "family"),
    ("first_name|First Name|FirstName", "given"),
    ("date_of_birth|Date of Birth|DOB", "birth"),
    ("sex|Sex|Gender", "sex"),
    ("panel|Panel|PanelName", "panel"),
    ("loinc_code|LOINC Code|LOINC", "loinc"),
    ("loinc|LOINC|LoincCode", "loinc"),
    ("test_code|Test Code|TestCode", "key"),
    ("test_name|Test Name|TestName", "short"),
    ("name|Component|ComponentName", "name"),
    ("value|Result|Value", "value"),
    ("result_value|Result Value|ResultValue", "value"),
    ("unit|Units|Unit", "unit"),
    ("units|Unit|Units", "unit"),
    ("ref_low|Reference Low|RefLow", "low"),
    ("ref_high|Reference High|RefHigh", "high"),
    ("reference_range|Reference Range|ReferenceRange", "range"),
    ("flag|Flag|AbnormalFlag", "flag"),
    ("abnormal_flag|Abnormal Flag|Abnormal", "flag"),
    ("status|Status|ResultStatus", "status"),
    ("collected_at|Collection Date|CollectionDateTime", "taken"),
    ("effective|Collected|EffectiveDate", "taken"),
    ("resulted_at|Result Date|ResultDateTime", "issued"),
    ("issued|Reported|ReportedDate", "issued"),
    ("specimen|Specimen Type|SpecimenType", "specimen"),
    ("lab|Performing Lab|Laboratory", "lab"),
    ("ordering_provider|Ordering Provider|Provider", "clinician"),
    ("device|Device|Instrument", "device"),
]

# Where a segment may begin in the dictionary: after a delimiter or a quote.
TOKEN = r'[^,;\t\n"]*[,;\t\n"\r]+'


class Table:
    """One sender's table."""

    def __init__(self, dice):
        self.dice = dice
        style = dice.number(0, 2)
        self.delimiter = dice.pick([",", ",", ",", ";", "\t"])
        self.is_quoted = dice.chance(0.3)
        self.end = dice.pick(["\n", "\n", "\r\n"])
        self.clock = dice.pick(
            [
                "%04d-%02d-%02dT%02d:%02d:%02d+00:00",
                "%04d-%02d-%02dT%02d:%02d:%02dZ",
                "%04d-%02d-%02d %02d:%02d:%02d",
                "%04d-%02d-%02d",
                "%04d%02d%02d%02d%02d%02d",
                "%02d/%02d/%04d %02d:%02d",
            ]
        )
        self.lab = dice.pick(["LAB1", "Main Laboratory", "CENTRAL LAB", "Hospital Laboratory", "LAB"])
        self.normal = dice.pick(["N", "N", "", "Normal"])
        self.status = dice.pick(["F", "final", "Final"])
        self.identifiers = dice.pick(["uuid", "digits", "digits"])
        taken, self.columns = set(), []
        for headings, kind in COLUMNS:
            needed = kind in ("patient", "value", "unit", "taken", "range")
            if kind not in taken and dice.chance(0.8 if needed else 0.5):
                taken.add(kind)
                self.columns.append((headings.split("|")[style], kind))

    def row(self, cells):
        if self.is_quoted:
            return self.delimiter.join('"%s"' % cell for cell in cells) + self.end
        return self.delimiter.join('"%s"' % cell if self.delimiter in cell else cell for cell in cells) + self.end

    def time(self):
        year, month, day, hour, minute, second = invented_time(self.dice)
        if self.clock.startswith("%02d"):
            return self.clock % (month, day, year, hour, minute)
        return self.clock % (year, month, day, hour, minute, second)[: self.clock.count("%")]

    def report(self):
        """The rows of one report."""
        dice, panel = self.dice, self.dice.panel()
        common = {
            "patient": dice.digits(8),
            "order": dice.digits(8),
            "family": dice.pick(FAMILIES).title(),
            "given": dice.pick(GIVENS).title(),
            "birth": "%04d-%02d-%02d" % invented_time(dice)[:3],
            "sex": dice.pick(["M", "F"]),
            "panel": panel.short,
            "taken": self.time(),
            "issued": self.time(),
            "lab": self.lab,
            "status": self.status,
            "device": "COBAS" + dice.digits(1),
            "specimen": {"BLD": "Blood", "SER": "Serum", "UR": "Urine", "PPP": "Plasma", "BLDA": "Arterial blood"}[
                panel.specimen
            ],
            "clinician": dice.pick(FAMILIES).title() + " MD",
        }
        rows = []
        for key in panel.keys:
            analyte = ANALYTES[key]
            result = Result(analyte, dice)
            is_number = result.is_number
            cells = dict(common)
            cells.update(
                id=dice.uuid() if self.identifiers == "uuid" else dice.digits(8),
                loinc=analyte.loinc,
                key=key,
                short=analyte.short,
                name=analyte.name,
                value=result.value,
                unit=result.unit,
                range=result.range,
                low=analyte.low if is_number else "",
                high=analyte.high if is_number else "",
                flag=self.normal if result.flag == "N" else result.flag,
            )
            rows.append(self.row([cells[kind] for _, kind in self.columns]))
        return "".join(rows)


def pages(seed, count, page_bytes):
    """Texts of about `page_bytes`, each of one sender; every report begins with the heading, as every page does."""
    dice = Dice(seed)
    for _ in range(count):
        table, reports = Table(dice), []
        heading = table.row([heading for heading, _ in table.columns])
        while sum(map(len, reports)) < page_bytes:
            reports.append(heading + table.report())
        yield reports
