"""Codes to draw from: by tag, by pattern, of a site with its own ConceptMap; and how charts spell them."""

import terminology as T
from evaluator.meaning import tags_of_row

LOCAL = "http://hospital.example.org/codes"  # nothing maps it
SITE = "http://hospital.example.org/mapped"  # the ConceptMap below maps it
# families of terminology-patterns.csv, and neighbours that are not of them
PATTERN_CODES = {
    "toxic": [(T.CM, "T42.1X1A"), (T.CM, "T42.1X5D"), (T.CM, "T43.502A"), (T.CM, "T40.2X4D"), (T.CM, "T44.7X3A"),
              (T.CM, "T50.904D"), (T.CM, "T51.1X1A"), (T.CM, "T65.894A"), (T.CM, "T63.441D"), (T.CM, "T421X1A"), (T.WHO, "T42.1"),
              (T.WHO, "T50.9"), (T.WHO, "T58"), (T.GM, "T43.5"), (T.GM, "T50.9"), (T.WHO, "T43.505A")],
    "neuropathy": [(T.CM, "T45.1X5A"), (T.CM, "T45.1X5D")],
    "head_injury": [(T.CM, "S06.0X0A"), (T.CM, "S06.0X1D"), (T.CM, "S06.0X9"), (T.CM, "s06.0")],
    "nothing": [(T.CM, "T42.1X6A"), (T.CM, "T42.1X1S"), (T.CM, "T36.0X1A"), (T.CM, "T45.1X1A"), (T.CM, "T50.B95A"),
                (T.GM, "T42.1X1A"), (T.CM, "S06.0X0S"), (T.WHO, "T36.0"), (T.CM, "T40.2X5S"), (T.CM, "H47.13")],
}
MAPPED = ("opsoclonus", "ataxia", "myoclonus", "behaviour", "sleep", "Q", "tumour", "toxic", "named_cns", "explains_ataxia",
          "hva_vma", "region:abdomen")


def pools(terms):
    """{tag: [(system, code)]}; `nothing`: codes with a row that says nothing, and neighbours of the patterns."""
    found = {"nothing": []}
    for row in terms.rows:
        where, tags = (row["system_uri"], row["code"]), tags_of_row(row)
        if not tags and row["feature"] != "qualifier":
            found["nothing"].append(where)
        for tag in tags:
            found.setdefault(tag, []).append(where)
    for name in ("behaviour", "sleep"):
        found["other:" + name] = [c for c in found[name] if c not in found["core:" + name]]
    for tag, codes in PATTERN_CODES.items():
        found[tag] = found[tag] + codes * (1 if tag == "nothing" else 2)
    return found


def site_map(code_pools):
    """A site's ConceptMap: for each of MAPPED a code of every worth, such as `ataxia.wider`."""
    groups = {}
    for tag in MAPPED:
        system, code = code_pools[tag][0]
        for worth in ("equivalent", "equal", "wider", "relatedto", "inexact", "disjoint", "unmatched"):
            groups.setdefault(system, []).append({"code": f"{tag}.{worth}".replace(":", "-"), "target": [
                {"code": code, "equivalence": worth}]})
    return {"resourceType": "ConceptMap", "status": "active", "url": SITE + "/map", "group": [
        {"source": SITE, "target": system, "element": elements} for system, elements in groups.items()]}


def spelled(rng, system, code):
    """(system, code) as charts write them, terminology.md section 2."""
    if rng.random() < 0.5:
        return system, code
    forms = {
        T.SCT: [(T.SCT + "/900000000000207008", code), (T.SCT + "/731000124108/version/20260301", code)],
        T.CM: [(T.CM, code.replace(".", "")), (T.CM, code.lower()), (T.WHO, code),
               ("http://terminology.hl7.org/CodeSystem/icd10CM", code)],
        T.WHO: [(T.WHO, code.lower()), (T.WHO, code.replace(".", "")), (T.GM, code)],
        T.GM: [("http://fhir.de/CodeSystem/dimdi/icd-10-gm", code)],
        T.ICD9: [("http://terminology.hl7.org/CodeSystem/icd9cm", code)],
        T.ICD11: [("http://id.who.int/icd/release/11/2024-01/mms", code), (T.ICD11, code + "&XK8G"),
                  (T.ICD11, "XK8G/" + code), (T.ICD11, code.lower())],
        T.HPO: [(T.HPO, code.replace(":", "_")), ("http://purl.obolibrary.org/obo/hp.owl", code),
                ("http://purl.obolibrary.org/obo/hp.fhir", code.replace(":", "_"))],
        T.ORPHA: [(T.ORPHA, "ORPHA:" + code), ("http://www.orpha.net/ORDO", "Orphanet_" + code), ("https://www.orpha.net", code)],
        T.MONDO: [(T.MONDO, code.replace(":", "_"))],
        T.ICDO3: [(T.ICDO3, "M" + code), ("urn:oid:2.16.840.1.113883.6.43.1", code)],
        T.MESH: [("http://terminology.hl7.org/CodeSystem/MSH", code), ("http://id.nlm.nih.gov/mesh/", code)],
    }.get(system, [(system, code)])
    system, code = rng.choice(forms)
    return (system, f" {code} ") if rng.random() < 0.05 else (system, code)
