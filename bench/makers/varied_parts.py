"""Optional parts of FHIR elements, for the varied maker: each function draws one from the random source of a chart."""

import base64
from decimal import Decimal

from makers.call import HL7, SNOMED, UCUM

US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition"
HL7_EXTENSION = "http://hl7.org/fhir/StructureDefinition"
LOCAL = "urn:oid:1.2.276.0.76.3.1.999"

SENTENCES = [
    "Mother reports that feeding is as before.", "No fever since Tuesday; drinks well.",
    "Kontrolle in 14 Tagen, bei Verschlechterung früher.",
    "Größe und Gewicht im Verlauf unauffällig (Perzentile 25–50).", "Examen réalisé à la demande du pédiatre, résultat transmis.",
    "El niño llora durante la exploración; se repite mañana.", "体温は安定しています。",
    "Температура нормальная, сон без особенностей.",
    "Parents were told: \"come back if it gets worse\".", "Line one\nline two\n\tindented line three",
    "Scan stored as C:\\scans\\2026\\p.tif",
    "ΔT < 0.5 °C & trend → stable", "Grip ✓, gait not tested 👶", "See https://ehr.example.org/notes?id=17&lang=de for the note.",
    "Sample 3/4, haemolysis +/-", "Repeat in 4–6 weeks; no change of medication.",
]
NAMES = ["Dr. Ann-Sofie Öberg", "Dr. J. O'Neill", "Prof. Dr. Müller-Lüdenscheidt", "Renée Dupont, IDE", "山田 太郎", "Dr. Łukasz Żak",
         "Ward 3 / Nurse on duty", "Dr. \"Bo\" Nguyễn"]
LANGUAGES = ["en", "de-DE", "fr", "es-ES", "ja", "sv"]
BODY_SITES = [("368209003", "Right upper arm"), ("61396006", "Left thigh"), ("69536005", "Head structure"), ("71836000", "Nasopharyngeal")]
METHODS = [("37931006", "Auscultation"), ("113011001", "Palpation"), ("46973005", "Blood pressure taking")]


def sentences(r, most):
    return " ".join(r.choice(SENTENCES) for _ in range(r.randint(1, most)))


def identity(r):
    """An id, in one of the forms that servers give: a number, a UUID, letters with dots and dashes."""
    form = r.randrange(4)
    if form == 0:
        return str(r.randrange(10**4, 10**8))
    if form == 1:
        return uuid_of(r)
    return ".".join(f"{r.randrange(36**5):05x}" for _ in range(r.randint(1, 3))) + ("-A" if form == 2 else "")


def uuid_of(r):
    h = f"{r.getrandbits(128):032x}"
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-8{h[17:20]}-{h[20:]}"


def coding(r, system, code, display):
    made = {"system": system, "code": code}
    if r.random() < 0.8:
        made["display"] = display
    if r.random() < 0.2:
        made["version"] = r.choice(["2026-03", "http://snomed.info/sct/900000000000207008/version/20260301", "2.78"])
    if r.random() < 0.15:
        made["_display"] = {"extension": [{"url": f"{HL7_EXTENSION}/translation", "extension": [
            {"url": "lang", "valueCode": r.choice(LANGUAGES)}, {"url": "content", "valueString": r.choice(SENTENCES)}]}]}
    return made


def local_coding(r):
    system = r.choice([LOCAL, "https://ehr.example.org/codes/local", f"{LOCAL}.{r.randrange(9)}"])
    made = {"system": system, "code": f"L{r.randrange(10**5)}"}
    if r.random() < 0.5:
        made["display"] = r.choice(SENTENCES)
    if r.random() < 0.2:
        made["userSelected"] = True
    return made


def concept(r, system, code, display):
    """With up to two codings of a local system around the one that means something, and often a text."""
    codings = [coding(r, system, code, display)] + [local_coding(r) for _ in range(r.choice([0, 0, 0, 1, 1, 2]))]
    r.shuffle(codings)
    made = {"coding": codings}
    if r.random() < 0.6:
        made["text"] = display if r.random() < 0.5 else r.choice(SENTENCES)
    return made


def local_concept(r):
    return {"coding": [local_coding(r)], "text": r.choice(SENTENCES)}


def status_of(r, system, code):
    made = {"coding": [{"system": f"{HL7}/{system}", "code": code}]}
    if r.random() < 0.4:
        made["coding"][0]["display"] = code.title()
    if r.random() < 0.2:
        made["text"] = code
    return made


def extension(r):
    """One that the service does not know, simple or nested."""
    url = r.choice([f"{US_CORE}/us-core-ethnicity", f"{HL7_EXTENSION}/data-quality", "https://ehr.example.org/ext/workflow",
                    f"urn:uuid:{uuid_of(r)}"])
    value = r.choice([{"valueString": r.choice(SENTENCES)}, {"valueBoolean": r.random() < 0.5}, {"valueInteger": r.randrange(-5, 1000)},
                      {"valueDecimal": Decimal(r.randrange(10**4)) / 100}, {"valueCode": r.choice(LANGUAGES)},
                      {"valuePeriod": {"start": "2026-01-01"}}, {"valueReference": {"reference": f"Organization/{identity(r)}"}},
                      {"extension": [{"url": "ombCategory", "valueCoding": local_coding(r)},
                                     {"url": "text", "valueString": r.choice(SENTENCES)}]}])
    return {"url": url} | value


def primitive_extension(r):
    """What stands in a member `_x` beside the primitive `x`."""
    made = {"extension": [extension(r) for _ in range(r.choice([1, 1, 2]))]}
    return made | ({"id": f"a{r.randrange(999)}"} if r.random() < 0.3 else {})


def narrative(r):
    rows = "".join(f'<tr><td class="hapiPropertyList">{_escaped(r.choice(SENTENCES))}</td><td>{_escaped(r.choice(NAMES))}</td></tr>'
                   for _ in range(r.randint(1, 4)))
    return {"status": r.choice(["generated", "additional", "extensions"]),
            "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{_escaped(sentences(r, 2))}</p><table>{rows}</table></div>'}


def _escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def note(r, at):
    made = [{"text": sentences(r, 3)} for _ in range(r.choice([1, 1, 2]))]
    if r.random() < 0.5:
        made[0]["time"] = at
    if r.random() < 0.5:
        made[0]["authorString"] = r.choice(NAMES)
    return made


def identifier(r):
    made = {"system": r.choice([LOCAL, "https://lab.example.org/accession"]), "value": f"{r.randrange(10**9):09}/{r.randrange(99)}"}
    if r.random() < 0.3:
        made["use"] = r.choice(["official", "secondary"])
    if r.random() < 0.3:
        made["type"] = {"text": r.choice(SENTENCES)}
    return made


def meta(r, touched):
    made = {"lastUpdated": touched}
    if r.random() < 0.6:
        made["versionId"] = str(r.randint(1, 12))
    if r.random() < 0.4:
        made["profile"] = [f"https://ehr.example.org/fhir/StructureDefinition/{r.choice(['ward', 'laboratory', 'imported'])}"]
    if r.random() < 0.2:
        made["tag"] = [local_coding(r)]
    if r.random() < 0.15:
        made["security"] = [{"system": f"{HL7}/v3-Confidentiality", "code": r.choice("NRV")}]
    if r.random() < 0.3:
        made["source"] = f"https://ehr.example.org/feed#{identity(r)}"
    return made


def contained_person(r):
    return {"resourceType": "Practitioner", "id": "p1", "name": [{"text": r.choice(NAMES)}], "active": True}


def attachment(r):
    return {"contentType": r.choice(["text/plain", "text/plain; charset=utf-8"]), "language": r.choice(LANGUAGES),
            "data": base64.b64encode(sentences(r, 4).encode()).decode(), "title": r.choice(SENTENCES)}


def decimal(r, low, high, places):
    """Trailing zeros stay, as some servers keep them."""
    return Decimal(f"{r.uniform(low, high):.{places}f}")


def quantity(r, low, high, unit, places):
    made = {"value": decimal(r, low, high, places + r.choice([0, 0, 1])), "unit": unit}
    if r.random() < 0.8:
        made |= {"system": UCUM, "code": unit}
    if r.random() < 0.1:
        made["_value"] = primitive_extension(r)
    return made


def body_site(r):
    return concept(r, SNOMED, *r.choice(BODY_SITES))


def method(r):
    return concept(r, SNOMED, *r.choice(METHODS))
