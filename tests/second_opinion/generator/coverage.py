"""The clauses of the policy that a run of charts must meet, as evaluator/ names them, and those it missed."""

LIMITS = ["LOOKBACK", "STALE_LIST", "NEW_ONSET", "NEW_MEMORY begins", "NEW_ONSET + NEW_MEMORY", "PAIR_GAP", "FRESH_NEG_O",
          "TOXIC_GAP", "INJURY_GAP", "EPISODE_PAD", "REPEAT_UNTIL", "KNOWN_AFTER", "raised pressure NEW_ONSET", "future"]
RULES = ["R1a", "R1b", "R1c", "R2a", "R2b", "R2c", "R3a", "R3b", "R3c", "R3d", "R3e", "R3x", "R4a", "R4b", "R0", "R0-known",
         "R0-workup-complete"]
SECTIONS = {
    "2.1 both sides of each number": [f"{name}, {side}" for name in LIMITS for side in ("last day", "a day after")]
    + ["REPEAT_AFTER, a day before", "REPEAT_AFTER, from this day"],
    "2.2 guards": ["guard-deceased", "guard-inactive", "guard-adult"],
    "2.3 age": [f"{age}, {day}" for age in ("6 months", "6 years", "10 years", "18 years") for day in ("the day before", "birthday")]
    + ["age straddles 6 months", "age straddles 6 years", "age straddles 18 years", "age unknown: future birth date",
       "age unknown: over 120 years", "onset as an age", "ageAtFinding at onset"],
    "2.4 evidence": [
        "a chosen mimic wins", "ICD-10-CM under the WHO URI", "pattern: toxic", "pattern: neuropathy", "pattern: head_injury",
        "map: firm", "map: provisional", "OMS is O and ataxia", "no OMS says nothing", "a preliminary tumour is suspected",
        "a preliminary no is ignored", "code and value the same finding", "a finding with another finding as value",
        "a finding beside a code nobody knows", "a stage beside a code nobody knows", "a stage beside a finding",
        "answers that contradict each other", "flags that contradict each other", "N refuted later", "N on the same day: refuted",
        "clinicalStatus not understood"],
    "2.5 states": [
        "a refutation closes a list item", "a refutation older than the newest positive", "a list item outlives a negative Observation",
        "same day, both: present", "historical: resolved", "historical: stale list item",
        "a refutation of opsoclonus against 9C85.02", "B not new", "M without O is not new", "M not new beside opsoclonus",
        "a weak code beside opsoclonus", "what was there before is not new", "an earlier sign that ended", "an earlier sign is forgotten",
        "an OMS diagnosis is no earlier sign", "explained: ataxia", "explained: myoclonus", "explained: what is historical",
        "a named nystagmus switches Q off", "a named nystagmus older than Q"],
    "2.6 rules": [f"rule {rule}" for rule in RULES] + [
        "new ataxia and new myoclonus", "new ataxia, behaviour not on the core list", "R3b only from 6 months to 6 years",
        "R3e by Q and a weak code", "R3e by Q and new core behaviour", "R3e by q", "q needs M or N",
        "freshly absent opsoclonus silences a rule", "R1c info: freshly absent", "R2b info: under 6 months", "R3a info: under 6 months",
        "R3a info: M and B absent", "R3a info: 9C85.02 alone", "R3d replaces R0", "R3d replaces R3b", "R3d replaces R3c",
        "R3d replaces R3e", "R3d replaces a rule that 2.7 dropped"],
    "2.6 age unknown": [f"age unknown: {rule} stays" for rule in
                        ("R1a", "R1b", "R1c", "R2a", "R2b", "R2c", "R3a", "R3x", "R0-known", "R0-workup-complete")]
    + [f"age unknown: {rule} is R0" for rule in ("R0", "R3c", "R3d", "R3e", "R4a", "R4b")],
    "2.7 causes": [
        "a named CNS disease", "R3x refuted", "OMS refuted before the newest O", "R3b drops by a cause of 2.7",
        "R3e drops by a cause of 2.7", "cord compression beside R3c", "cord compression beside R1c", "R1c info: neuropathy"],
    "2.8 workup": [
        "imaging none changes nothing", "imaging partial changes nothing", "orders and studies cover the four together",
        "a later study of one region makes no search younger", "an old search, opsoclonus over", "codes nobody knows in the workup",
        "draft orders of the hook", "a urine value that is only an extension is no result"]
    + [f"R4a: imaging ordered, urine {urine}" for urine in ("none", "ordered", "done")]
    + [f"R4a: imaging done, urine {urine}" for urine in ("none", "ordered")],
    "2.9 cap": ["R1a capped", "R1b capped", "R1c capped"],
    "2.10 partial data": [
        "partial data", "a card although a list is missing", "412: one list missing, no card", "412: both lists missing", "a next link",
        "an OperationOutcome among the entries"],
    "2.11 known": ["evidence on N without a date keeps the card"],
    "2.15 records": [
        "verificationStatus not understood", "Observation status not understood", "several codings of a verificationStatus",
        "clinicalStatus in SNOMED CT: active", "clinicalStatus in SNOMED CT: inactive", "clinicalStatus in SNOMED CT: resolved",
        "Diagnosesicherheit A", "Diagnosesicherheit V", "Diagnosesicherheit Z", "Diagnosesicherheit G",
        "a day with a time that is no FHIR time", "a date that cannot be read", "a date that is only an extension",
        "an abatement that cannot be read", "a record none of whose dates can be read", "a date before birth",
        "a date on the day of birth", "before birth: no evidence of O, M, B", "a value that is only an extension", "two value[x]",
        "a value of a wrong JSON type", "a header denied by uncoded components",
        "a header denied by a component or member of the same code", "neuroblastoma as morphology of a Condition",
        "neuroblastoma as histology of an Observation", "an order that is due later", "an order dated by meta.lastUpdated",
        "an order dated by its occurrence"],
    "2.15 lists and Patients": [
        "deceased is only an extension", "deceasedBoolean of a wrong JSON type", "active that cannot be read", "DSTU2 link.type replace",
        "Patient without id", "urn:uuid of the id", "a deleted entry", "a version written after the deletion",
        "a response with a failed status", "a response.outcome", "entry is no list", "odd entries only", "an odd entry among good ones",
        "a list that is no Bundle", "a list that belongs to somebody else", "total above the matches held", "total above an empty list",
        "search.mode outcome on a record"],
}
CLAUSES = [clause for clauses in SECTIONS.values() for clause in clauses]
BY_MAPS = {"map: firm", "map: provisional"}


def missed(met, maps):
    """[(section, clause)] of which no chart met the clause. Without a site's map those of BY_MAPS are not asked."""
    return [(section, clause) for section, clauses in SECTIONS.items() for clause in clauses
            if not met.get(clause) and (maps or clause not in BY_MAPS)]
