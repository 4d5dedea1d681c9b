"""What each row of terminology.csv means under the tables of clinical.md 2.4, as a set of tags.

  opsoclonus flutter saccades                      sub-findings of O; saccades (9C85.02) are never firm
  ataxia myoclonus behaviour sleep                 sub-findings of M and B
  core:behaviour core:sleep                        the code is on the core list of B
  weak weak_provisional                            count for M only beside opsoclonus, for R3e beside Q
  Q q                                              possible opsoclonus, in two strengths
  oms                                              the coded syndrome
  tumour adrenal_medulla adrenal stage suspected   the fourth feature, or almost
  mimic                                            listed, never evidence
  explains_ataxia explains_myoclonus nystagmus_named toxic named_cns raised_pressure head_injury
  cord_compression neuropathy                      what a Condition explains or changes
  also                                             printed under "also recorded"
  question                                         an examination or question: read the value
  answer:positive answer:provisional answer:negative answer:unknown
  flag:positive flag:negative flag:unknown         interpretation codes
  region:neck region:chest region:abdomen region:pelvis hva_vma
"""

import re

from terminology import CM

O_PARTS = ("opsoclonus", "flutter", "saccades")
M_PARTS = ("ataxia", "myoclonus")
B_PARTS = ("behaviour", "sleep")
WEAK = ("weak", "weak_provisional")
SUB_FINDINGS = {*O_PARTS, *M_PARTS, *B_PARTS, *WEAK, "Q", "q"}
NEVER_FIRM = {"saccades", "weak_provisional"}
REGIONS = ("neck", "chest", "abdomen", "pelvis")
EXPLAINING = {"explains_ataxia", "explains_myoclonus", "nystagmus_named", "toxic", "named_cns", "raised_pressure", "head_injury",
              "cord_compression", "neuropathy"}

ATAXIA_BY_POLICY = {"78691002", "8A03", "8A03.Y", "8A03.Z", "334.3", "MONDO:0000437"}
ATAXIA_WEAK = {"230233000", "HP:0002073", "HP:0002131", "HP:0002470", "HP:0002497", "HP:0007221", "HP:0007240", "HP:0009878"}
GAIT_WEAK = {"22631008", "282299006", "394616008", "431524008", "HP:0002136", "HP:0002141", "HP:0002317", "HP:0031629", "R26.81"}
COORDINATION_WEAK = {(CM, "R27.8"), (CM, "R27.9")}
BEHAVIOUR_BY_POLICY = {"310.1", "231446000", "6E68"}
REM_SLEEP = {"415238003", "HP:5200291", "G47.52", "327.42", "7B01.0"}
TUMOUR_BY_POLICY = {"HP:0004376", "C6963", "251877", "C5437"}
UNSPECIFIC_BENIGN = ("D36.1", "2F37.Z", "215.9")

EXPLAINS_ATAXIA = {"hereditary_ataxia", "ataxia_explained", "other_ataxia"}
EXPLAINS_MYOCLONUS = {"epileptic_myoclonus", "myoclonus_explained", "physiologic_myoclonus", "palatal_myoclonus"}
NAMED_CNS_GROUPS = {"adem", "autoimmune_encephalitis", "bickerstaff", "limbic_encephalitis", "demyelination", "glut1", "rett"}
NAMED_ENCEPHALITIS = {"B00.4", "1F00.21", "054.3",            # herpes
                      "B05.0", "A85.0", "A81.1",              # measles, enteroviral, SSPE
                      "392662004", "111897007", "186499007",  # West Nile, necrotizing, lethargica
                      "230191005", "1929"}                    # Rasmussen
DIFFERENTIAL = {"toxic": {"toxic"}, "raised_pressure": {"raised_pressure"}, "head_injury": {"head_injury"},
                "cord_compression": {"cord_compression"}, "neuropathy": {"neuropathy"}, "paraneoplastic": {"also"},
                "posterior_fossa_tumour": {"explains_ataxia"}, "genetic_ataxia": {"explains_ataxia"},
                "epilepsy": {"explains_myoclonus"}, "dravet": {"explains_ataxia", "explains_myoclonus"}}

ANSWER_UNKNOWN = {"17621005", "260395002", "261665006", "263654008", "371879000", "371880002", "371934000", "410593006",
                  "415684004", "42425007", "LA4489-6"}
ANSWER_PROVISIONAL = {"410592001"}
FLAG_NEGATIVE = {"NEG", "ND", "NR", "N"}


def _opsoclonus(group):
    return {{"opsoclonus": "opsoclonus", "ocular_flutter": "flutter", "inappropriate_saccades": "saccades",
             "irregular_or_nystagmus": "q"}.get(group, "Q")}


def _ataxia_myoclonus(row):
    group, code = row["group"], row["code"]
    if group in ("ataxia", "titubation"):
        if row["counts"] == "yes" or code in ATAXIA_BY_POLICY:
            return {"ataxia"}
        return {"weak"} if code in ATAXIA_WEAK else set()
    if group == "ataxia_explained":
        return {"ataxia"} if code == "24059009" else set()
    if group == "myoclonus":
        return {"myoclonus"}  # the one policy row, HP:0033054, is myoclonus too
    if group == "myoclonus_explained":
        return {"explains_myoclonus"}
    weak = group in ("tremor", "jerks") or group == "gait" and code in GAIT_WEAK or (row["system_uri"], code) in COORDINATION_WEAK
    return {"weak_provisional"} if weak else set()


def _behaviour_sleep(row):
    group, code = row["group"], row["code"]
    counted = {"behaviour": row["counts"] == "yes", "sleep": row["counts"] == "yes" or code in REM_SLEEP,
               "behaviour_disorder": code in BEHAVIOUR_BY_POLICY or code.startswith("F07.")}.get(group, False)
    if not counted:
        return {"also"} if group == "regression" else set()
    name = "sleep" if group == "sleep" else "behaviour"
    return {name, "core:" + name} if row["core"] == "yes" else {name}


def _neuroblastoma(row):
    group, code = row["group"], row["code"]
    if row["counts"] == "yes" or code in TUMOUR_BY_POLICY:
        return {"tumour"}
    if group in ("adrenal_medulla", "adrenal"):
        return {group}
    if group in ("inss_stage", "inrg_stage"):
        return {"stage", "question"}  # a stage as code is a question, clinical.md 2.14
    if group == "ganglioneuroma":
        return set() if code.startswith(UNSPECIFIC_BENIGN) else {"tumour"}
    return {"suspected"}


def _differential(row):
    group = row["group"]
    if group in NAMED_CNS_GROUPS or (group == "encephalitis" and row["code"] in NAMED_ENCEPHALITIS):
        return {"named_cns"}
    return DIFFERENTIAL.get(group, set())


def _exclude(row):
    tags = {"mimic"}
    if row["group"] in EXPLAINS_ATAXIA:
        tags.add("explains_ataxia")
    if row["group"] in EXPLAINS_MYOCLONUS:
        tags.add("explains_myoclonus")
    return tags | ({"nystagmus_named"} if row["group"] == "nystagmus_named" else set())


def regions_of(display):
    """Regions that an MRI or CT of this name covers; empty for anything else."""
    words = display.lower()
    if not re.match(r"(mr|ct|magnetic resonance imaging of|computed tomography of)\b", words) or "guidance" in words:
        return set()
    if "whole body" in words:
        return set(REGIONS)
    return {r for r in REGIONS if re.search(rf"\b{r}\b", words)}


def _workup(row):
    tags = {"question"}
    if row["group"] == "imaging":
        tags |= {"region:" + r for r in regions_of(row["display"])}
    if row["group"] == "catecholamine" and re.match("Homovanillate|Vanillylmandelate", row["display"]):
        tags.add("hva_vma")
    return tags


def _qualifier(row):
    group, code, counts = row["group"], row["code"], row["counts"]
    if group == "loinc_question":
        return {"question"}
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
    """The meaning of one csv row."""
    if row["feature"] == "oms_syndrome":
        return {"oms"} if row["counts"] == "yes" else {"also"}
    if row["feature"] == "opsoclonus":
        return _opsoclonus(row["group"])
    reader = {"ataxia_myoclonus": _ataxia_myoclonus, "behaviour_sleep": _behaviour_sleep, "neuroblastoma": _neuroblastoma,
              "differential": _differential, "exclude": _exclude, "workup_done": _workup, "qualifier": _qualifier}
    return reader[row["feature"]](row)
