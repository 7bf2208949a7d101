"""Invented HL7 v2 ORU^R01 messages as laboratory systems of many makers write them."""

from analytes import ANALYTES, CITIES, COMMENTS, FAMILIES, GIVENS, Dice, Result, invented_time

VERSIONS = ["2.5.1"] * 9 + ["2.3"] * 5 + ["2.3.1"] * 3 + ["2.5"] * 4 + ["2.4"] * 3 + ["2.6", "2.7", "2.8", "2.2"]
SPECIMENS = {
    "BLD": ["119297000^Blood specimen (specimen)^SCT", "BLD^Whole blood^HL70487", "Whole blood EDTA", "BLOOD"],
    "SER": ["119364003^Serum specimen (specimen)^SCT", "SER^Serum^HL70487", "Serum", "SERUM"],
    "UR": ["122575003^Urine specimen (specimen)^SCT", "UR^Urine^HL70487", "Urine", "URINE"],
    "PPP": ["119362004^Plasma specimen (specimen)^SCT", "PPP^Platelet poor plasma^HL70487", "Plasma citrate", "PLASMA"],
    "BLDA": [
        "122552005^Arterial blood specimen (specimen)^SCT",
        "BLDA^Blood arterial^HL70487",
        "Arterial blood",
        "BLOOD",
    ],
}
APPLICATIONS = [
    "LIS|LAB|EHR|HOSPITAL",
    "LAB|HOSP|EMR|CLINIC",
    "EPIC|HOSPITAL|||",
    "LABCORP|LAB|EHR|",
    "SUNQUEST|LAB|HIS|HOSPITAL",
    "CERNER|LAB||",
    "BEAKER|LAB|EHR|CLINIC",
    "MEDITECH|LAB|RECEIVER|FACILITY",
    "LABADT|MCM|LEDGER|CLINIC",
    "LIS|MAIN|||",
    "SENDING_APP|SENDING_FACILITY|RECEIVING_APP|RECEIVING_FACILITY",
    "LABORATORY|CENTRAL LAB|HIS|HOSPITAL",
]


# Where a segment may begin in the dictionary: after a delimiter.
TOKEN = r"[^|^&~\r\n]*[|^&~\r\n]+"


class Site:
    """One sender: its choices stay the same from message to message."""

    def __init__(self, dice):
        self.dice = dice
        pick, chance = dice.pick, dice.chance
        self.version = pick(VERSIONS)
        self.application = pick(APPLICATIONS)
        self.facility = pick(["LAB", "HOSP", "MRN", "CLINIC", "LAB^1234567890^NPI", "MAIN LAB^00D0000000^CLIA", "EPI"])
        self.authority = pick(
            ["^^^MRN^MR", "^^^HOSP^MR", "^^^LAB^PI", "^^^EPI^MRN", "", "^^^&2.16.840.1.113883.19.3.2.1&ISO^MR"]
        )
        self.zone = pick(["", "", "", "+0000", "-0500", "-0600", "+0100"])
        self.has_seconds = chance(0.85)
        self.coding = pick(["LN", "LN", "LN+L", "LN+L", "L+LN", "L", "L", "99"])
        self.local = pick(["L", "L", "L", "99LAB", "99USI", "LAB", "EPC"])
        self.name = pick(["short", "upper", "upper", "key"])
        self.unit = pick(["plain", "plain", "UCUM", "UCUM", "^^UCUM", "name"])
        self.range = pick(["-", "-", "-", " - ", "_", " to "])
        self.normal = pick(["N", "N", "N", "", ""])
        self.tail = pick(["none", "time", "time", "time-tech", "device", "device", "organization"])
        self.sub_id = pick(["", "", "", "1"])
        self.end = pick(["\r"] * 7 + ["\r\n", "\n"])
        self.person = pick(
            [
                "%s^%s^%s",
                "%s^%s^%s",
                "%s^%s^%s^^^^MD",
                "%s^%s^%s^^^DR",
                "%s^%s^%s^^^^^^NPI^L^^^NPI",
                "%s^%s^%s^^^MD^^NPI^L^^^NPI",
            ]
        )
        self.has_order = chance(0.75)
        self.has_visit = chance(0.8)
        self.specimen = pick(["", "", "OBR-15", "OBR-15", "SPM"])
        self.has_timing = chance(0.2)
        self.panel_style = pick(["LN", "LN", "L", "LN+L", "L"])
        self.is_wide = chance(0.4)

    def time(self):
        text = "%04d%02d%02d%02d%02d%02d" % invented_time(self.dice)
        return (text if self.has_seconds else text[:12]) + self.zone

    def clinician(self):
        return self.person % (
            self.dice.digits(self.dice.pick([4, 5, 10])),
            self.dice.pick(FAMILIES),
            self.dice.pick(GIVENS),
        )

    def code(self, item, style):
        coded = "%s^%s^LN" % (item.loinc, item.name)
        name = {"short": item.short, "upper": item.short.upper(), "key": item.key}[self.name]
        local = "%s^%s^%s" % (item.key, name, self.local)
        if self.version in ("2.5.1", "2.7") and style == "LN" and self.is_wide:
            return "%s^^^^^^%s" % (coded, item.name)
        return {"LN": coded, "LN+L": coded + "^" + local, "L+LN": local + "^" + coded, "L": local, "99": local}[style]

    def units(self, unit):
        if not unit:
            return ""
        return {
            "plain": unit,
            "UCUM": "%s^%s^UCUM" % (unit, unit),
            "^^UCUM": unit + "^^UCUM",
            "name": unit + "^" + unit,
        }[self.unit]

    def header(self):
        kind = "ORU^R01^ORU_R01" if self.version >= "2.5" or self.dice.chance(0.2) else "ORU^R01"
        ending = self.dice.pick(
            ["", "|||AL|NE", "|||AL|NE|||||", "||||||UNICODE UTF-8", "|||AL|NE||UNICODE UTF-8", "||||||8859/1"]
        )
        if self.version == "2.5.1" and self.is_wide:
            ending = "|||AL|NE|||||%s~%s" % (
                "LRI_Common_Component^^2.16.840.1.113883.9.16^ISO",
                "LRI_NG_Component^^2.16.840.1.113883.9.13^ISO",
            )
        identifier = self.dice.pick(["", "MSG", "Q"]) + self.dice.digits(self.dice.pick([8, 10]))
        return "MSH|^~\\&|%s|%s||%s|%s|%s|%s%s" % (
            self.application,
            self.time(),
            kind,
            identifier,
            self.dice.pick("PPPT"),
            self.version,
            ending,
        )

    def patient(self):
        dice = self.dice
        name = "%s^%s^%s" % (dice.pick(FAMILIES), dice.pick(GIVENS), dice.pick(["", "A", "M", "^^^^L"]))
        born = "%04d%02d%02d" % (dice.number(1930, 2020), dice.number(1, 12), dice.number(1, 28))
        if not self.is_wide:
            return "PID|1||%s%s||%s||%s|%s" % (dice.digits(8), self.authority, name, born, dice.pick("MF"))
        race = dice.pick(
            [
                "",
                "2106-3^White^HL70005",
                "2106-3^White^CDCREC",
                "2054-5^Black or African American^HL70005",
                "2028-9^Asian^HL70005",
            ]
        )
        address = "%s MAIN ST^^%s^%s^%s^USA^H" % (
            dice.digits(3),
            dice.pick(CITIES),
            dice.pick(["CA", "NY", "TX"]),
            dice.digits(5),
        )
        return "PID|1|%s|%s%s||%s||%s|%s||%s|%s||(555)555-%s^PRN^PH|||%s|||%s^^^HOSP^AN||||%s" % (
            dice.pick(["", dice.digits(8)]),
            dice.digits(8),
            self.authority,
            name,
            born,
            dice.pick("MF"),
            race,
            address,
            dice.digits(4),
            dice.pick(["", "S", "M"]),
            dice.digits(9),
            dice.pick(["", "N^Not Hispanic or Latino^HL70189", "H^Hispanic or Latino^HL70189"]),
        )

    def visit(self):
        dice = self.dice
        place = dice.pick(["ER^^^HOSP", "ICU^101^A", "OP^^^CLINIC", "AMB^^^CLINIC", "LAB", "4W^412^1^HOSP"])
        gap = "|||||||||||" if dice.chance(0.5) else "||||||||||"
        return "PV1|1|%s|%s||||%s|||%s%s|V%s" % (
            dice.pick("OIE"),
            place,
            self.clinician(),
            "MED" if dice.chance(0.3) else "",
            gap,
            dice.digits(8),
        )

    def segments(self, panel, number, order, taken):
        """The segments of one order and its results."""
        dice = self.dice
        placer, filler, clinician, issued = (
            "ORD" + order if dice.chance(0.5) else order,
            "%s-%s" % (dice.digits(2), order),
            self.clinician(),
            self.time(),
        )
        if self.is_wide:
            placer, filler = placer + "^EHR", filler + "^LAB"
        service = self.code(panel, self.panel_style)
        specimen = SPECIMENS[panel.specimen][dice.number(0, 3)] if self.specimen == "OBR-15" else ""
        if self.has_order:
            yield dice.pick(
                [
                    "ORC|RE|%s|%s|||CM||||||%s" % (placer, filler, clinician),
                    "ORC|RE|%s|%s" % (placer, filler),
                    "ORC|RE|%s|%s|||||||||%s" % (placer, filler, clinician),
                    "ORC|RE|%s|%s||CM||||%s|||%s" % (placer, filler, issued, clinician),
                ]
            )
        action = dice.pick(["|||||||", "|||||||", "||||L||", "||||||"])
        yield "OBR|%d|%s|%s|%s|%s||%s%s%s|%s|%s||||||%s||%s|%s" % (
            number,
            placer,
            filler,
            service,
            dice.pick(["", "R", "S"]),
            taken,
            action,
            issued,
            specimen,
            clinician,
            issued,
            dice.pick(["LAB", "", "HM", "CH", "LAB"]),
            dice.pick(["F", "F", "F", "P", "C", "F||^^^^^R", "F|||||||"]),
        )
        if self.has_timing:
            yield "TQ1|1||||||%s||%s" % (taken, dice.pick(["R^Routine^HL70078", "R", "S^STAT^HL70485"]))
        for position, key in enumerate(panel.keys):
            yield self.result(Result(ANALYTES[key], dice), position + 1, taken, issued)
            if dice.chance(0.04):
                yield "NTE|1|%s|%s" % (dice.pick(["L", "L", ""]), dice.pick(COMMENTS))
        if self.specimen == "SPM":
            yield "SPM|1|%s^LAB||%s|||||||%s|||||%s|%s" % (
                filler,
                SPECIMENS[panel.specimen][dice.number(0, 1)],
                dice.pick(["", "P^Patient^HL70369"]),
                taken,
                issued,
            )

    def result(self, result, position, taken, issued):
        analyte, flag = result.analyte, result.flag if result.flag != "N" else self.normal
        kind = self.dice.pick(["NM"] * 20 + ["SN"]) if result.is_number else self.dice.pick(["ST", "ST", "CWE", "TX"])
        value = {"CWE": "260385009^%s^SCT", "SN": ">^%s"}.get(kind, "%s") % result.value
        bounds = result.range.replace("-", self.range) if result.is_number else result.range
        start = "OBX|%d|%s|%s|%s|%s|%s|%s|%s|||F" % (
            position,
            kind,
            self.code(analyte, self.coding),
            self.sub_id,
            value,
            self.units(result.unit),
            bounds,
            flag,
        )
        laboratory = (
            "MAIN LAB^L^^^^CLIA&2.16.840.1.113883.4.7&ISO^XX^^^05D0000000|100 MAIN ST^^SPRINGFIELD^CA^90000^USA^B"
        )
        return (
            start
            + {
                "none": "",
                "time": "|||%s" % taken,
                "time-tech": "|||%s|LAB|T%s" % (taken, self.dice.digits(3)),
                "device": "|||%s||T%s||COBAS%s^^LAB|%s" % (taken, self.dice.digits(3), self.dice.digits(1), issued),
                "organization": "|||%s|||||%s||||%s" % (taken, issued, laboratory),
            }[self.tail]
        )

    def message(self):
        dice = self.dice
        order, taken = dice.digits(8), self.time()
        lines = [self.header(), self.patient()]
        if dice.chance(0.1):
            lines.insert(1, "SFT|LAB SOFTWARE^L|1.0|LIS|1.0||20200101")
        if self.has_visit:
            lines.append(self.visit())
        if dice.chance(0.05):
            lines.insert(0, "FHS|^~\\&|LIS|LAB|||" + taken)
            lines.insert(1, "BHS|^~\\&|LIS|LAB|||" + taken)
        for number in range(1 if dice.chance(0.7) else 2):
            lines += self.segments(dice.panel(), number + 1, order, taken)
        return "".join(line + self.end for line in lines)


def pages(seed, count, page_bytes):
    """Texts of about `page_bytes`, each of one sender."""
    dice = Dice(seed)
    for _ in range(count):
        site, messages = Site(dice), []
        while sum(map(len, messages)) < page_bytes:
            messages.append(site.message())
        yield messages
