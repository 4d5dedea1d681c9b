"""Code systems by their URIs, and how charts write them and their codes: terminology.md section 2, clinical.md 2.14 and 2.15."""

import re

SCT = "http://snomed.info/sct"
CM = "http://hl7.org/fhir/sid/icd-10-cm"
WHO = "http://hl7.org/fhir/sid/icd-10"
GM = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"  # and the other national forms: rows and patterns of WHO, never of CM
ICD9 = "http://hl7.org/fhir/sid/icd-9-cm"
ICD11 = "http://id.who.int/icd/release/11/mms"
HPO = "http://human-phenotype-ontology.org"
ORPHA = "http://www.orpha.net"
MONDO = "http://purl.obolibrary.org/obo/mondo.owl"
ICDO3 = "http://terminology.hl7.org/CodeSystem/icd-o-3"
NCIT = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"
MESH = "https://www.nlm.nih.gov/mesh"
LOINC = "http://loinc.org"
YES_NO = "http://terminology.hl7.org/CodeSystem/v2-0136"
FLAGS = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"

ALIASES = {
    SCT: ["urn:oid:2.16.840.1.113883.6.96"],
    LOINC: ["urn:oid:2.16.840.1.113883.6.1"],
    CM: ["http://terminology.hl7.org/CodeSystem/icd10CM", "urn:oid:2.16.840.1.113883.6.90"],
    WHO: ["urn:oid:2.16.840.1.113883.6.3"],
    GM: ["http://fhir.de/CodeSystem/dimdi/icd-10-gm", "http://hl7.org/fhir/sid/icd-10-gm", "http://hl7.org/fhir/sid/icd-10-am",
         "http://hl7.org/fhir/sid/icd-10-uk", "http://hl7.org/fhir/sid/icd-10-nl"],
    ICD9: ["http://terminology.hl7.org/CodeSystem/icd9cm", "urn:oid:2.16.840.1.113883.6.103", "http://hl7.org/fhir/sid/icd-9"],
    ICD11: [],
    HPO: ["http://purl.obolibrary.org/obo/hp.owl", "http://purl.obolibrary.org/obo/hp.fhir"],
    ORPHA: ["http://www.orpha.net/ORDO"],
    MONDO: [],
    ICDO3: ["urn:oid:2.16.840.1.113883.6.43.1"],
    NCIT: [],
    MESH: ["http://terminology.hl7.org/CodeSystem/MSH", "http://id.nlm.nih.gov/mesh/"],
    YES_NO: [],
    FLAGS: [],
}


def _plain(system):
    """Without blanks, letter case, TLS and trailing slash."""
    return re.sub(r"^https:", "http:", system.strip().lower()).rstrip("/")


_PREFERRED = {_plain(name): system for system, names in ALIASES.items() for name in [system, *names]}
_SNOMED_EDITION = re.compile(r"http://snomed\.info/sct/\d+(/version/\d+)?")
_ICD11_RELEASE = re.compile(r"http://id\.who\.int/icd/release/11/[^/]+/mms")


def preferred_system(system):
    """The URI that terminology.csv uses, or the text as sent where it is none of these systems."""
    plain = _plain(system)
    if plain in _PREFERRED:
        return _PREFERRED[plain]
    if _SNOMED_EDITION.fullmatch(plain):
        return SCT
    if _ICD11_RELEASE.fullmatch(plain):
        return ICD11
    return system.strip()


def _with_dot(code):
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 and "." not in code else code


def code_forms(system, code):
    """The table's spellings of a code as it was sent: several for an ICD-11 cluster."""
    code = code.strip()
    if system in (CM, WHO, GM):
        return [_with_dot(code.upper())]
    if system in (ICD9, ICDO3):
        code = code.upper()
    if system == ICD11:
        return [part.strip() for part in re.split("[&/]", code.upper())]
    if system == HPO:
        return [re.sub(r"^HP_", "HP:", code)]
    if system == MONDO:
        return [re.sub(r"^MONDO_", "MONDO:", code)]
    if system == ORPHA:
        return [re.sub(r"^(ORPHA:|Orphanet_)", "", code)]
    if system == ICDO3:
        return [re.sub(r"^M(?=\d)", "", code)]
    return [code]
