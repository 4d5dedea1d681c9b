"""What a coding means for the OMS policy.

Reads terminology.csv and resolves every row, with the tables of clinical.md 2.4, into a set of
tags. One code, one row. Tags used by the other modules:

  opsoclonus flutter ataxia myoclonus behaviour sleep     sub-findings that count
  weak weak_provisional                                   count for M only beside opsoclonus
  possible                                                Q, possible opsoclonus
  oms                                                     the coded syndrome
  tumour adrenal_medulla adrenal stage suspected          fourth feature, or almost
  mimic                                                   listed, never evidence
  explains_ataxia explains_myoclonus toxic named_cns      what explains a finding
  question                                                an examination or question: read the value
  answer:positive answer:provisional answer:negative answer:unknown
  flag:positive flag:negative flag:unknown                interpretation codes
  region:neck region:chest region:abdomen region:pelvis   body imaging by MRI or CT
  hva_vma                                                 urine catecholamine metabolites
"""

import csv
import os
import re
from functools import lru_cache
from pathlib import Path

SCT = "http://snomed.info/sct"
CM = "http://hl7.org/fhir/sid/icd-10-cm"
WHO = "http://hl7.org/fhir/sid/icd-10"
ICD9 = "http://hl7.org/fhir/sid/icd-9-cm"
ICD11 = "http://id.who.int/icd/release/11/mms"
HPO = "http://human-phenotype-ontology.org"
ORPHA = "http://www.orpha.net"
MONDO = "http://purl.obolibrary.org/obo/mondo.owl"
ICDO3 = "http://terminology.hl7.org/CodeSystem/icd-o-3"
MESH = "https://www.nlm.nih.gov/mesh"
LOINC = "http://loinc.org"

ALIASES = {
    "http://terminology.hl7.org/CodeSystem/icd10CM": CM,
    "http://terminology.hl7.org/CodeSystem/icd9cm": ICD9,
    "http://purl.obolibrary.org/obo/hp.owl": HPO,
    "http://purl.obolibrary.org/obo/hp.fhir": HPO,
    "https://www.orpha.net": ORPHA,
    "http://www.orpha.net/ORDO": ORPHA,
    "urn:oid:2.16.840.1.113883.6.43.1": ICDO3,
    "http://terminology.hl7.org/CodeSystem/MSH": MESH,
    "http://id.nlm.nih.gov/mesh/": MESH,
}

SUB_FINDINGS = {"opsoclonus", "flutter", "ataxia", "myoclonus", "behaviour", "sleep",
                "weak", "weak_provisional", "possible"}
REGIONS = ("neck", "chest", "abdomen", "pelvis")

# --- policy rows, clinical.md 2.4 -------------------------------------------------------------

ATAXIA_BY_POLICY = {"78691002", "8A03", "8A03.Y", "8A03.Z", "334.3", "MONDO:0000437"}
ATAXIA_WEAK = {"230233000", "HP:0002073", "HP:0002131", "HP:0002470", "HP:0002497", "HP:0007221",
               "HP:0007240", "HP:0009878"}
GAIT_WEAK = {"22631008", "282299006", "394616008", "431524008", "HP:0002136", "HP:0002141",
             "HP:0002317", "HP:0031629", "R26.81"}
BEHAVIOUR_BY_POLICY = {"310.1", "231446000", "6E68"}
REM_SLEEP = {"415238003", "HP:5200291", "G47.52", "327.42", "7B01.0"}
TUMOUR_BY_POLICY = {"HP:0004376", "C6963", "251877", "C5437"}
UNSPECIFIC_BENIGN = ("D36.1", "2F37.Z", "215.9")

EXPLAINS_ATAXIA = {"hereditary_ataxia", "ataxia_explained", "other_ataxia"}
EXPLAINS_MYOCLONUS = {"epileptic_myoclonus", "myoclonus_explained", "physiologic_myoclonus",
                      "palatal_myoclonus"}
NAMED_CNS_GROUPS = {"adem", "autoimmune_encephalitis", "bickerstaff", "limbic_encephalitis",
                    "demyelination", "glut1", "rett"}
NAMED_ENCEPHALITIS = {"B00.4", "1F00.21", "054.3",         # herpes
                      "B05.0",                             # measles
                      "A85.0",                             # enteroviral
                      "A81.1",                             # SSPE, clinical.md 2.14
                      "392662004", "111897007", "186499007",  # West Nile, necrotizing, lethargica
                      "230191005", "1929"}                 # Rasmussen

ANSWER_UNKNOWN = {"17621005", "260395002", "261665006", "263654008", "371879000", "371880002",
                  "371934000", "410593006", "415684004", "42425007", "LA4489-6"}
ANSWER_PROVISIONAL = {"410592001"}
FLAG_NEGATIVE = {"NEG", "ND", "NR", "N"}


def _ataxia_myoclonus(group, code, counts):
    if group in ("ataxia", "titubation"):
        if counts == "yes" or code in ATAXIA_BY_POLICY:
            return {"ataxia"}
        return {"weak"} if code in ATAXIA_WEAK else set()
    if group == "ataxia_explained":
        return {"ataxia"} if code == "24059009" else set()
    if group == "myoclonus":
        return {"myoclonus"}  # the one policy row, HP:0033054, is myoclonus too
    if group == "myoclonus_explained":
        return {"explains_myoclonus"}
    if group in ("tremor", "jerks") or (group == "gait" and code in GAIT_WEAK):
        return {"weak_provisional"}
    return set()


def _behaviour_sleep(group, code, counts):
    if group == "behaviour":
        return {"behaviour"} if counts == "yes" else set()
    if group == "behaviour_disorder":
        return {"behaviour"} if code in BEHAVIOUR_BY_POLICY or code.startswith("F07.") else set()
    if group == "sleep":
        return {"sleep"} if counts == "yes" or code in REM_SLEEP else set()
    return set()


def _neuroblastoma(group, code, counts):
    if counts == "yes" or code in TUMOUR_BY_POLICY:
        return {"tumour"}
    if group in ("adrenal_medulla", "adrenal"):
        return {group}
    if group in ("inss_stage", "inrg_stage"):
        return {"stage"}
    if group == "ganglioneuroma":
        return set() if code.startswith(UNSPECIFIC_BENIGN) else {"tumour"}
    return {"suspected"}


def _differential(group, code):
    if group == "toxic":
        return {"toxic"}
    if group == "posterior_fossa_tumour":
        return {"explains_ataxia"}
    if group == "epilepsy":
        return {"explains_myoclonus"}
    if group in NAMED_CNS_GROUPS or (group == "encephalitis" and code in NAMED_ENCEPHALITIS):
        return {"named_cns"}
    return set()


def _exclude(group):
    tags = {"mimic"}
    if group in EXPLAINS_ATAXIA:
        tags.add("explains_ataxia")
    if group in EXPLAINS_MYOCLONUS:
        tags.add("explains_myoclonus")
    return tags


def regions_of(display):
    """Regions that an MRI or CT of this name covers; empty for anything else."""
    words = display.lower()
    if not re.match(r"(mr|ct|magnetic resonance imaging of|computed tomography of)\b", words):
        return set()
    if "guidance" in words:
        return set()
    if "whole body" in words:
        return set(REGIONS)
    return {r for r in REGIONS if re.search(rf"\b{r}\b", words)}


def _workup(group, display):
    tags = {"question"}
    if group == "imaging":
        tags |= {"region:" + r for r in regions_of(display)}
    if group == "catecholamine" and re.match("Homovanillate|Vanillylmandelate", display):
        tags.add("hva_vma")
    return tags


def _qualifier(group, code, counts):
    if group == "loinc_question":
        return {"question"} if counts == "policy" else set()
    if group == "interpretation":
        if counts == "yes":
            return {"flag:positive"}
        return {"flag:negative"} if code in FLAG_NEGATIVE else {"flag:unknown"}
    if group in ("presence", "loinc_answer", "yes_no"):
        if code in ANSWER_PROVISIONAL:
            return {"answer:provisional"}
        if code in ANSWER_UNKNOWN:
            return {"answer:unknown"}
        return {"answer:positive"} if counts == "yes" else {"answer:negative"}
    return set()


def tags_of_row(row):
    """The meaning of one csv row under clinical.md 2.4."""
    feature, group, code, counts = row["feature"], row["group"], row["code"], row["counts"]
    if feature == "oms_syndrome":
        return {"oms"} if counts == "yes" else set()
    if feature == "opsoclonus":
        if group == "opsoclonus":
            return {"opsoclonus"}
        return {"flutter"} if group == "ocular_flutter" else {"possible"}
    if feature == "ataxia_myoclonus":
        return _ataxia_myoclonus(group, code, counts)
    if feature == "behaviour_sleep":
        return _behaviour_sleep(group, code, counts)
    if feature == "neuroblastoma":
        return _neuroblastoma(group, code, counts)
    if feature == "differential":
        return _differential(group, code)
    if feature == "exclude":
        return _exclude(group)
    if feature == "workup_done":
        return _workup(group, row["display"])
    return _qualifier(group, code, counts)


# --- lookup, terminology.md section 2 ---------------------------------------------------------

def preferred_system(system):
    system = system.strip()
    if re.fullmatch(r"http://snomed\.info/sct/\d+(/version/\d+)?", system):
        return SCT
    if re.fullmatch(r"http://id\.who\.int/icd/release/11/[^/]+/mms", system):
        return ICD11
    return ALIASES.get(system, system)


def code_forms(system, code):
    """The table's spellings of a code as it was sent (several for an ICD-11 cluster)."""
    code = code.strip()
    if system in (CM, WHO, ICD9, ICD11, ICDO3):
        code = code.upper()
    if system == ICD11:
        return [part.strip() for part in re.split("[&/]", code)]
    if system == HPO:
        return [re.sub(r"^HP_", "HP:", code)]
    if system == MONDO:
        return [re.sub(r"^MONDO_", "MONDO:", code)]
    if system == ORPHA:
        return [re.sub(r"^(ORPHA:|Orphanet_)", "", code)]
    if system == ICDO3:
        return [re.sub(r"^M(?=\d)", "", code)]
    return [code]


class Terms:
    """Lookup of codings. `rows` keeps the csv for the chart generator."""

    def __init__(self, rows):
        self.rows = rows
        self._tags = {(r["system_uri"], r["code"]): tags_of_row(r) for r in rows}
        for row in rows:  # ICD-10-CM is accepted without its dot
            if row["system_uri"] == CM:
                self._tags.setdefault((CM, row["code"].replace(".", "")), tags_of_row(row))

    def _lookup(self, system, code):
        found = self._tags.get((system, code))
        if found is None and system == WHO:
            found = self._tags.get((CM, code))
        return found

    def tags(self, coding):
        """Tags of one Coding; None when its system and code are not known."""
        if not isinstance(coding, dict):
            return None
        system, code = coding.get("system"), coding.get("code")
        if not isinstance(system, str) or not isinstance(code, str):
            return None
        system = preferred_system(system)
        found = [self._lookup(system, form) for form in code_forms(system, code)]
        found = [tags for tags in found if tags is not None]
        return set().union(*found) if found else None

    def concept(self, concept):
        """Tags of all codings of a CodeableConcept. A mimic that the user selected wins: it
        leaves no finding, only what explains."""
        tags, chosen_mimic = set(), False
        codings = concept.get("coding") if isinstance(concept, dict) else None
        for coding in codings or []:
            found = self.tags(coding)
            if found is None:
                continue
            tags |= found
            if coding.get("userSelected") is True and "mimic" in found:
                chosen_mimic = True
        if chosen_mimic:
            tags = {t for t in tags if t in ("mimic", "toxic", "named_cns") or "explains" in t}
        return tags


def default_csv():
    repository = Path(__file__).resolve().parents[2]
    own = repository / "fhir_profiles" / "terminology" / "terminology.csv"
    if own.exists():
        return own
    if "OMS_TERMINOLOGY_CSV" in os.environ:
        return Path(os.environ["OMS_TERMINOLOGY_CSV"])
    raise SystemExit(f"no terminology: {own} is missing; set OMS_TERMINOLOGY_CSV to the csv file")


@lru_cache(maxsize=None)
def load_terms(path=None):
    with open(path or default_csv(), encoding="utf-8", newline="") as file:
        return Terms(list(csv.DictReader(file)))
