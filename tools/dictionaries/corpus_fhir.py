"""Invented FHIR R4 resources as servers and laboratories of many makers write them: JSON on one line and indented."""

from analytes import ANALYTES, CITIES, COMMENTS, FAMILIES, GIVENS, Dice, Result, invented_time

TERMS = "http://terminology.hl7.org/CodeSystem/"
PROFILES = "http://hl7.org/fhir/StructureDefinition/"
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-"
SPECIMENS = {
    "BLD": ("119297000", "Blood specimen (specimen)"),
    "SER": ("119364003", "Serum specimen (specimen)"),
    "UR": ("122575003", "Urine specimen (specimen)"),
    "PPP": ("119361006", "Plasma specimen (specimen)"),
    "BLDA": ("122552005", "Arterial blood specimen (specimen)"),
}
QUALITATIVE = {"Negative": "260385009", "Positive": "10828004", "Not detected": "260415000", "Detected": "260373001"}
NARRATIVE = '<div xmlns=\\"http://www.w3.org/1999/xhtml\\">%s</div>'
# Where a segment may begin in the dictionary: at a string, and at what follows it from the first digit on.
TOKEN = r'"[^"]*"[^"0-9]*|[^"]+'


def coding(system, code, display=None):
    value = {"system": system, "code": code}
    if display:
        value["display"] = display
    return value


def concept(system, code, display=None, text=None):
    value = {"coding": [coding(system, code, display)]}
    if text:
        value["text"] = text
    return value


class Site:
    """One sender: its choices stay the same from resource to resource."""

    def __init__(self, dice):
        self.dice = dice
        pick, chance = dice.pick, dice.chance
        self.layout = pick(["line"] * 11 + ["spaced"] * 2 + ["indented"] * 5 + ["bundle"] * 3)
        self.host = pick(
            ["http://hospital.example.org", "https://lab.example.com", "urn:oid:2.16.840.1.113883", "urn:lab"]
        )
        self.has_meta = chance(0.75)
        self.profile = pick(["", "", US_CORE + "observation-lab", PROFILES + "Observation"])
        self.has_identifier = chance(0.6)
        self.has_order = chance(0.5)
        self.has_category_display = chance(0.7)
        self.category_text = pick([None, None, "Laboratory"])
        self.coding = pick(["loinc", "loinc", "loinc", "both", "bare"])
        self.text = pick(["short", "short", "name", "key", None])
        self.subject = pick(["plain", "plain", "display", "identifier", "urn"])
        self.has_encounter = chance(0.4)
        self.zone = pick(["+00:00", "Z", "-05:00", ".000Z", "+01:00", ".000+00:00"])
        self.performer = pick(["organization", "organization", "display", "practitioner", None])
        self.flag = pick(["full", "full", "code", "text", "abnormal", None])
        self.range = pick(["short", "full", "full", "text", "type", None])
        self.has_specimen = chance(0.35)
        self.has_device = chance(0.2)
        self.has_quantity_code = chance(0.85)
        self.identifiers = pick(["uuid", "uuid", "word", "digits"])
        self.has_narrative = chance(0.2)
        self.has_type = chance(0.15)
        self.kinds = pick(["observations", "observations", "observations", "reports", "all"])

    def identifier(self, prefix=""):
        if self.identifiers == "uuid":
            return self.dice.uuid()
        return prefix + self.dice.digits(8)

    def time(self):
        return "%04d-%02d-%02dT%02d:%02d:%02d" % invented_time(self.dice) + self.zone

    def reference(self, kind, identifier, display=None):
        value = {"reference": ("urn:uuid:" if self.subject == "urn" else kind + "/") + identifier}
        if self.has_type:
            value["type"] = kind
        if display:
            value["display"] = display
        return value

    def start(self, kind, profile=""):
        resource = {"resourceType": kind, "id": self.identifier(kind[:3].lower() + "-")}
        if self.has_meta:
            resource["meta"] = {"versionId": "1", "lastUpdated": self.time()}
            if profile:
                resource["meta"]["profile"] = [profile]
        if self.has_narrative:
            resource["text"] = {"status": "generated"}
        return resource

    def code(self, item):
        codings = [coding("http://loinc.org", item.loinc, None if self.coding == "bare" else item.name)]
        if self.coding == "both":
            codings.append(coding(self.host + "/lab-codes", item.key, item.short))
        value = {"coding": codings}
        if self.text:
            value["text"] = {"short": item.short, "name": item.name, "key": item.key}[self.text]
        return value

    def quantity(self, value, unit):
        quantity = {"value": value, "unit": unit.replace("{", "").replace("}", "")}
        if self.has_quantity_code:
            quantity.update(system="http://unitsofmeasure.org", code=unit)
        return quantity

    def common(self, resource, report):
        """Who, when and on whose order."""
        resource["subject"] = report["subject"]
        if self.has_encounter:
            resource["encounter"] = report["encounter"]
        resource["effectiveDateTime"], resource["issued"] = report["taken"], report["issued"]
        if self.performer:
            resource["performer"] = [report["performer"]]

    def observation(self, key, number, report):
        analyte = ANALYTES[key]
        result = Result(analyte, self.dice)
        resource = self.start("Observation", self.profile)
        if self.has_identifier:
            resource["identifier"] = [
                {"system": self.host + "/observation", "value": "%s-%d" % (report["order"], number)}
            ]
        if self.has_order:
            resource["basedOn"] = [self.reference("ServiceRequest", report["order"])]
        resource["status"] = (
            "final" if self.dice.chance(0.95) else self.dice.pick(["amended", "corrected", "preliminary"])
        )
        display = "Laboratory" if self.has_category_display else None
        resource["category"] = [concept(TERMS + "observation-category", "laboratory", display, self.category_text)]
        resource["code"] = self.code(analyte)
        self.common(resource, report)
        if result.is_number:
            resource["valueQuantity"] = self.quantity(Raw(result.value), result.unit)
        elif result.value in QUALITATIVE:
            resource["valueCodeableConcept"] = concept(
                "http://snomed.info/sct", QUALITATIVE[result.value], result.value, result.value
            )
        else:
            resource["valueString"] = result.value
        flag, meaning = result.flag, Result.flags[result.flag]
        if self.flag and (self.flag != "abnormal" or flag != "N"):
            system = TERMS + "v3-ObservationInterpretation"
            resource["interpretation"] = [
                {
                    "full": concept(system, flag, meaning),
                    "code": concept(system, flag),
                    "text": concept(system, flag, meaning, meaning),
                    "abnormal": concept(system, flag, meaning),
                }[self.flag]
            ]
        if self.dice.chance(0.04):
            resource["note"] = [{"text": self.dice.pick(COMMENTS)}]
        if self.has_specimen:
            resource["specimen"] = self.reference("Specimen", report["specimen"])
        if self.has_device:
            resource["device"] = {"display": "COBAS " + self.dice.digits(3)}
        if self.range and result.is_number:
            resource["referenceRange"] = [self.bounds(analyte, result)]
        if self.has_narrative:
            lines = (("status", "final"), ("code", analyte.name), ("value", result.value + " " + result.unit))
            resource["text"]["div"] = NARRATIVE % "".join("<p><b>%s</b>: %s</p>" % line for line in lines)
        return resource

    def bounds(self, analyte, result):
        if self.range == "short":
            unit = result.unit
            return {
                "low": {"value": Raw(analyte.low), "unit": unit},
                "high": {"value": Raw(analyte.high), "unit": unit},
            }
        if self.range == "text":
            return {"text": result.range.replace("-", " - ") + " " + result.unit}
        bounds = {
            "low": self.quantity(Raw(analyte.low), result.unit),
            "high": self.quantity(Raw(analyte.high), result.unit),
        }
        if self.range == "type":
            bounds["type"] = concept(TERMS + "referencerange-meaning", "normal", "Normal Range")
            bounds["text"] = "%s - %s" % (analyte.low, analyte.high)
        return bounds

    def patient(self, identifier):
        dice = self.dice
        patient = self.start("Patient", US_CORE + "patient")
        patient["id"] = identifier
        patient.pop("text", None)
        patient["identifier"] = [
            {
                "use": "usual",
                "type": concept(TERMS + "v2-0203", "MR", "Medical record number"),
                "system": self.host + "/mrn",
                "value": dice.digits(8),
            }
        ]
        patient["active"] = True
        patient["name"] = [
            {"use": "official", "family": dice.pick(FAMILIES).title(), "given": [dice.pick(GIVENS).title()]}
        ]
        patient["telecom"] = [{"system": "phone", "value": "555-555-" + dice.digits(4), "use": "home"}]
        patient["gender"] = dice.pick(["male", "female"])
        patient["birthDate"] = "%04d-%02d-%02d" % invented_time(dice)[:3]
        patient["address"] = [
            {
                "use": "home",
                "line": [dice.digits(3) + " Main St"],
                "city": dice.pick(CITIES).title(),
                "state": dice.pick(["CA", "NY"]),
                "postalCode": dice.digits(5),
                "country": "US",
            }
        ]
        return patient

    def report(self):
        """The resources of one report."""
        dice, panel = self.dice, self.dice.panel()
        patient = self.identifier("pat-")
        subject = self.reference(
            "Patient",
            patient,
            dice.pick(GIVENS).title() + " " + dice.pick(FAMILIES).title() if self.subject == "display" else None,
        )
        if self.subject == "identifier":
            subject["identifier"] = {"system": self.host + "/mrn", "value": dice.digits(8)}
        report = {
            "subject": subject,
            "order": self.identifier("ord-"),
            "taken": self.time(),
            "issued": self.time(),
            "encounter": self.reference("Encounter", self.identifier("enc-")),
            "specimen": self.identifier("spec-"),
            "performer": {
                "organization": self.reference("Organization", self.identifier("org-"), "Clinical Laboratory"),
                "display": {"display": "Main Laboratory"},
                None: None,
                "practitioner": self.reference("Practitioner", self.identifier("prac-")),
            }[self.performer],
        }
        observations = [self.observation(key, number + 1, report) for number, key in enumerate(panel.keys)]
        if self.kinds == "observations":
            return observations
        summary = self.start("DiagnosticReport", US_CORE + "diagnosticreport-lab")
        summary["identifier"] = [{"system": self.host + "/report", "value": report["order"]}]
        summary["basedOn"] = [self.reference("ServiceRequest", report["order"])]
        summary["status"] = "final"
        summary["category"] = [concept(TERMS + "v2-0074", "LAB", "Laboratory")]
        summary["code"] = self.code(panel)
        self.common(summary, report)
        summary["specimen"] = [self.reference("Specimen", report["specimen"])]
        summary["result"] = [self.reference("Observation", item["id"]) for item in observations]
        if self.has_narrative:
            summary["text"]["div"] = NARRATIVE % ("<p><b>%s</b></p>" % panel.short)
        if dice.chance(0.2):
            summary["conclusion"] = dice.pick(COMMENTS)
        if self.kinds == "reports":
            return [summary] + observations
        specimen = self.start("Specimen")
        specimen.pop("text", None)
        specimen["type"] = concept("http://snomed.info/sct", *SPECIMENS[panel.specimen])
        specimen["subject"], specimen["receivedTime"] = report["subject"], report["issued"]
        specimen["collection"] = {"collectedDateTime": report["taken"]}
        return [self.patient(patient), specimen, summary] + observations

    def written(self):
        """One report as its pieces stand in a file."""
        resources = self.report()
        if self.layout == "bundle":
            kind = self.dice.pick(["collection", "transaction", "searchset", "message"])
            entries = []
            for resource in resources:
                entry = {"fullUrl": "urn:uuid:" + self.dice.uuid(), "resource": resource}
                if kind == "transaction":
                    entry["request"] = {"method": "POST", "url": resource["resourceType"]}
                if kind == "searchset":
                    entry["fullUrl"] = self.host + "/fhir/%s/%s" % (resource["resourceType"], resource["id"])
                    entry["search"] = {"mode": "match"}
                entries.append(entry)
            bundle = {
                "resourceType": "Bundle",
                "id": self.identifier("bundle-"),
                "type": kind,
                "timestamp": self.time(),
                "entry": entries,
            }
            return [serialize(bundle, "indented" if self.dice.chance(0.7) else "line") + "\n"]
        return [serialize(resource, self.layout) + "\n" for resource in resources]


class Raw(str):
    """A number, written with the digits it was given with."""


def serialize(value, layout, indent="\n"):
    """JSON with the members in the order they were put in, indented by two or on one line."""
    if isinstance(value, Raw) or value is True:
        return "true" if value is True else value
    if isinstance(value, str):
        return '"%s"' % value
    comma, colon = {"line": (",", ":"), "spaced": (", ", ": "), "indented": (",", ": ")}[layout]
    inner = indent + "  "
    if isinstance(value, dict):
        items = ['"%s"%s%s' % (key, colon, serialize(member, layout, inner)) for key, member in value.items()]
        opening, closing = "{}"
    else:
        items = [serialize(member, layout, inner) for member in value]
        opening, closing = "[]"
    if layout == "indented":
        return opening + inner + (comma + inner).join(items) + indent + closing
    return opening + comma.join(items) + closing


def pages(seed, count, page_bytes):
    """Texts of about `page_bytes`, each of one sender."""
    dice = Dice(seed)
    for _ in range(count):
        site, pieces = Site(dice), []
        while sum(map(len, pieces)) < page_bytes:
            pieces += site.written()
        yield pieces
