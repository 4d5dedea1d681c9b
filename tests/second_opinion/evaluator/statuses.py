"""Statuses: clinical.md 2.4 and the rows of 2.15 on statuses, SNOMED CT and ICD-10-GM Diagnosesicherheit."""

from evaluator.clauses import reach
from evaluator.primitives import given, member, objects, only_extension
from terminology import SCT, preferred_system

DOUBT = ["entered-in-error", "refuted", "differential", "unconfirmed", "provisional", "confirmed"]  # the first holds
CURRENT = {"active", "recurrence", "relapse"}
PAST = {"inactive", "remission", "resolved"}
SNOMED_CLINICAL = {"55561003": "active", "73425007": "inactive", "413322009": "resolved"}
CERTAINTY = {"A": "refuted", "V": "provisional", "Z": "confirmed", "G": "confirmed"}  # Z: ended, see clinical_status
OBSERVATION_STATUS = {"preliminary", "final", "amended", "corrected"}
NO_OBSERVATION = {"entered-in-error", "cancelled", "registered", "unknown"}
NOT_UNDERSTOOD = "not understood"


def _is_empty(value):
    """`{}` and {"coding":[{}]} count as missing."""
    return value == {} or value in ({"coding": [{}]}, {"coding": []})


def _codings(owner, name):
    """Codings of a status: of a CodeableConcept, or the plain string of DSTU2 and STU3."""
    value = owner.get(name)
    if isinstance(value, str):
        return [{"code": value}]
    return objects(value.get("coding")) if isinstance(value, dict) else []


def _is_given(owner, name):
    return only_extension(owner, name) or given(owner, name) and not _is_empty(owner[name])


def _certainties(condition):
    """Letters of the ICD-10-GM Diagnosesicherheit on the codings of the code; None for one that is not understood."""
    for coding in objects(member(condition, "code").get("coding")):
        for extension in objects(coding.get("extension")):
            if str(extension.get("url")).endswith("/icd-10-gm-diagnosesicherheit"):
                code = member(extension, "valueCoding").get("code") or extension.get("valueCode")
                yield code if code in CERTAINTY else None


def verification_status(condition):
    """One of DOUBT, the more doubtful of several; NOT_UNDERSTOOD where one is given and cannot be read."""
    codes = [c.get("code") for c in _codings(condition, "verificationStatus")]
    said = [c for c in codes if isinstance(c, str) and c in DOUBT]
    if not said and _is_given(condition, "verificationStatus"):
        reach("verificationStatus not understood")
        return NOT_UNDERSTOOD
    reach("several codings of a verificationStatus", len(set(said)) > 1)
    for letter in _certainties(condition):
        reach(f"Diagnosesicherheit {letter}", letter is not None)
        if letter is None:
            return NOT_UNDERSTOOD
        said.append(CERTAINTY[letter])
    return min(said, key=DOUBT.index, default="confirmed")


def clinical_status(condition):
    """`current`, `past`, `missing` or NOT_UNDERSTOOD; of several codes one that is past holds."""
    said = set()
    for coding in _codings(condition, "clinicalStatus"):
        code = coding.get("code")
        system = coding.get("system")
        if isinstance(system, str) and preferred_system(system) == SCT:
            code = SNOMED_CLINICAL.get(code)
            reach(f"clinicalStatus in SNOMED CT: {code}", code is not None)
        said |= {code} & (CURRENT | PAST) if isinstance(code, str) else set()
    if "Z" in _certainties(condition):
        said.add("resolved")
    if said & PAST:
        return "past"
    if said:
        return "current"
    return NOT_UNDERSTOOD if _is_given(condition, "clinicalStatus") else "missing"


def category(condition):
    """problem-list-item, else encounter-diagnosis, else None; any other code counts as none."""
    value = condition.get("category")
    codes = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            codes.append(item)
        elif isinstance(item, dict):
            codes += [c.get("code") for c in objects(item.get("coding"))]
    return next((c for c in ("problem-list-item", "encounter-diagnosis") if c in codes), None)


def observation_status(observation):
    """(status that makes it evidence or None, reason why it is none)."""
    status = observation.get("status")
    if not given(observation, "status") and not only_extension(observation, "status"):
        return None, "no-status"
    if status in NO_OBSERVATION:
        return None, status
    if status in OBSERVATION_STATUS:
        return status, None
    reach("Observation status not understood")
    return None, "status-not-understood"
