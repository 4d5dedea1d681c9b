"""The assessment of one chart, the fields of product.md 3.1 that the text of the policy decides."""

from evaluator.clauses import reach
from evaluator.conditions import ConditionReader
from evaluator.dates import DateReader, age_of, age_words, evaluation_day, read_date
from evaluator.evidence import Gathered
from evaluator.intake import NEEDED, CannotEvaluate, read_chart
from evaluator.meaning import B_PARTS, EXPLAINING, M_PARTS, O_PARTS, SUB_FINDINGS
from evaluator.observations import ObservationReader
from evaluator.primitives import given, objects, only_extension
from evaluator.rules import Decision, decide
from evaluator.states import Features
from evaluator.terms import load_terms
from evaluator.workup import WorkupReader

POLICY = "2.0.0"
STATE_NAMES = {"P": "present", "H": "historical", "A": "absent", "U": "unknown"}
WORKUP_LISTS = {"serviceRequests", "diagnosticReports", "procedures", "imagingStudies"}


def _deceased(patient, skipped):
    """Any deceasedDateTime; deceasedBoolean but false; either given and not readable."""
    for name in ("deceasedDateTime", "deceasedBoolean"):
        if only_extension(patient, name):
            reach("deceased is only an extension")
            return True
    if not given(patient, "deceasedDateTime") and not given(patient, "deceasedBoolean"):
        return False
    if given(patient, "deceasedDateTime") or patient["deceasedBoolean"] is True:
        return True
    if patient["deceasedBoolean"] is False:
        return False
    reach("deceasedBoolean of a wrong JSON type")
    skipped.add("Patient.deceasedBoolean", "unreadable-element")
    return True


def _inactive(patient, skipped):
    if only_extension(patient, "active") or given(patient, "active") and not isinstance(patient["active"], bool):
        reach("active that cannot be read")
        skipped.add("Patient.active", "unreadable-element")
        return True
    replaced = [link.get("type") for link in objects(patient.get("link"))]
    reach("DSTU2 link.type replace", "replace" in replaced)
    return patient.get("active") is False or not {"replaced-by", "replace"}.isdisjoint(replaced)


def guard(patient, band, skipped):
    """clinical.md 2.2; None when the patient is to be evaluated."""
    if _deceased(patient, skipped):
        return "guard-deceased"
    if _inactive(patient, skipped):
        return "guard-inactive"
    return "guard-adult" if band == "ge18" else None


def _birth(patient):
    return read_date(patient.get("birthDate"))


def _gather(terms, chart, birth, age, today):
    out = Gathered()
    as_tumour = {"tumour", "stage", "adrenal_medulla"} | ({"adrenal"} if age.under_ten else set())
    conditions = ConditionReader(terms, out, as_tumour, today)
    observations = ObservationReader(terms, out, today, lambda o: _members(chart, o))
    reader_of = {"Condition": conditions, "Observation": observations}
    for record in chart.records:
        reader = reader_of.get(record.resource["resourceType"])
        if reader:
            reader.read(record.resource, record, DateReader(birth, chart.skipped, record.where), chart.skipped)
    return out


def _members(chart, observation):
    """The firm Observations of the chart that hasMember names."""
    found = []
    for reference in objects(observation.get("hasMember")):
        record = chart.by_reference.get(str(reference.get("reference")))
        if record and record.resource.get("status") in ("final", "amended", "corrected"):
            found.append(record.resource)
    return found


def _evidence(features, names, birth):
    """One entry for a sub-finding of which all that is recorded makes it present: earliest onset, newest date, n records."""
    out = []
    for name in names:
        making = features.sub[name].making
        if not making or len(making) != len(features.evidence[name]) or not all(e.shown.whole for e in making):
            continue
        onsets = [e.shown.onset for e in making if e.shown.onset]
        newest = max(e.shown.day for e in making)
        entry = {"finding": name, "polarity": "positive", "date": newest.isoformat(), "records": len(making)}
        age = age_words(birth, min(onsets, default=newest))
        reach("ageAtFinding at onset", bool(onsets) and min(onsets) != newest)
        out.append({**entry, "ageAtFinding": age} if age else entry)
    return out


def _feature(feature, evidence=()):
    out = {"state": STATE_NAMES[feature.shown], "counted": feature.counted}
    if feature.counted:
        out["firm"] = feature.firm
    return {**out, "evidence": list(evidence)}


def _head(chart, now, age, decision):
    out = {"patient": chart.patient.get("id"), "asOf": now, "policy": POLICY, "tier": decision.tier, "rule": decision.rule}
    reach("Patient without id", out["patient"] is None)
    if decision.indicator:
        out["indicator"] = decision.indicator
    out["ageBand"] = age.band
    if age.months:
        out["age"] = {"months": {"min": age.months[0], "max": age.months[1]}}
    return out


def _workup(work, chart):
    missing = WORKUP_LISTS & chart.unavailable
    out = {"checked": not missing, "imaging": work.imaging, "urine": work.urine, "uncoded": work.uncoded}
    if missing and missing != WORKUP_LISTS:
        del out["checked"]  # the text does not say
    return out


def _partial(chart, decision):
    """Orders and reports that are missing are needed where there is a card, or where workup can change the rule."""
    needed = decision.tier != "T0" or decision.workup is not None
    missing = chart.unavailable if needed else chart.unavailable - (WORKUP_LISTS - chart.sent)
    return sorted(chart.partial | missing)


def _check_lists(chart, tier):
    """412 of clinical.md 2.10."""
    missing = set(NEEDED) & chart.unavailable
    if missing == set(NEEDED):
        reach("412: both lists missing")
        raise CannotEvaluate("neither Conditions nor Observations")
    if missing and tier == "T0":
        reach("412: one list missing, no card")
        raise CannotEvaluate(f"no {min(missing)}, and what is there yields no card")
    reach("a card although a list is missing", bool(missing))
    reach("partial data", bool(chart.partial) or bool(WORKUP_LISTS & chart.unavailable))


def _stating(terms, chart):
    """Places of the Conditions and Observations whose code means something to a rule, dropped or not."""
    wanted = SUB_FINDINGS | {"oms", "tumour"}
    of_kind = {"Condition": wanted | EXPLAINING | {"stage", "adrenal", "adrenal_medulla"}, "Observation": wanted}
    return [where for where, resource in chart.found
            if not of_kind.get(resource["resourceType"], set()).isdisjoint(terms.concept(resource.get("code")).tags)]


def evaluate(documents, patient_id=None, now=None, terms=None):
    """Assessment of one chart as dict. `documents`: one JSON document or a list of them; `now`: a FHIR instant or date.

    Features are left out behind a guard; `workup` is there only when the rule was one that workup can change. `stating` is for
    the comparison alone: which records would count if they were not dropped.
    Raises CannotEvaluate.
    """
    today = evaluation_day(now)
    terms = terms or load_terms()
    chart = read_chart(documents if isinstance(documents, list) else [documents], patient_id)
    birth = _birth(chart.patient)
    age = age_of(birth, today)
    guarded = guard(chart.patient, age.band, chart.skipped)
    if guarded:
        reach(guarded)
        return _head(chart, now, age, Decision(guarded, None))
    birth = birth if age.months else None  # a birth date that cannot be one dates nothing
    gathered = _gather(terms, chart, birth, age, today)
    features = Features(gathered, today)
    workup = WorkupReader(terms, today, birth, chart)
    decision = decide(features, age.band, gathered, today, workup.read)
    _check_lists(chart, decision.tier)
    out = _head(chart, now, age, decision)
    out["features"] = {"opsoclonus": _feature(features.o, _evidence(features, O_PARTS, birth)),
                       "ataxia_myoclonus": _feature(features.m, _evidence(features, M_PARTS, birth)),
                       "behaviour_sleep": _feature(features.b, _evidence(features, B_PARTS, birth)),
                       "neuroblastoma": _feature(features.n)}
    out["possibleOpsoclonus"] = features.Q or features.q
    out["explained"] = features.explained
    if decision.workup:
        out["workup"] = _workup(decision.workup, chart)
    return {**out, "partialData": _partial(chart, decision), "skipped": chart.skipped.entries, "uncoded": gathered.uncoded,
            "stating": _stating(terms, chart)}
