"""What the golden cases hold: rule -> its criterion and its cases, each with the outcome decided from clinical.md.

A case: name, expected outcome 'tier rule indicator' (or 412), findings in words, chart. Days count back from TODAY.
"""

from shapes import (ABSENT, ATAXIA, FLUTTER, HVA, INSOMNIA, IRRITABILITY, MRI_PARTS, MRI_WHOLE_BODY, MYOCLONUS, NEUROBLASTOMA,
                    NYSTAGMUS, OMS, OPSOCLONUS, UNKNOWN, UNSTEADY, before, condition, day, observation, order, report)
from terminology import CM, ICD11, SCT, WHO

TODAY = day("2026-11-20")
BORN = "2024-05-10"
EYE_MOVEMENT = (CM, "H55.89")
ATAXIA_ICD = (CM, "R27.0")
ADRENAL = (SCT, "363355002")
SCORPION = (WHO, "T63.2")
CONCUSSION = (SCT, "110030002")
PAPILLOEDEMA = (WHO, "H47.1")
HYDROCEPHALUS = (SCT, "230745008")
CORD = (SCT, "71286001")
NEUROPATHY = (CM, "G62.0")
SACCADES = (ICD11, "9C85.02")
ADEM = (SCT, "83942000")
ENCEPHALITIS = (CM, "G04.90")
CEREBELLAR_TUMOUR = (SCT, "126960003")
ORDER_LISTS = ("serviceRequests", "diagnosticReports", "procedures", "imagingStudies")


def ago(days):
    return before(TODAY, days)


def item(code, days, **more):
    """Problem-list item with onset and record on that day."""
    return condition(code, ago(days), ago(days), category="problem-list-item", **more)


def seen(code, days=5, value=None, **more):
    """Observation of that day; without a value a finding code is positive."""
    return observation(code, ago(days), value, **more)


def past(code, start, end):
    return item(code, start, clinical="resolved", abatementDateTime=str(ago(end)))


def refuted(code, days):
    return condition(code, None, ago(days), clinical=None, verification="refuted")


def poisoned(days, **more):
    return condition(SCORPION, ago(days), ago(days), category="encounter-diagnosis", **more)


def scan(days, **more):
    return report(MRI_WHOLE_BODY, ago(days), **more)


def urine(days, **more):
    return seen(HVA, days, valueQuantity={"value": 14, "unit": "mg/g", "system": "http://unitsofmeasure.org", "code": "mg/g"},
                **more)


def parts(days, *regions):
    return [report(MRI_PARTS[region], ago(days)) for region in regions]


def case(name, expected, findings, *chart, born=BORN, who=None, **more):
    """`who` adds to the Patient; `without`, `null`, `next` change the prefetch; `says`: what the card must hold."""
    return {"name": name, "expected": expected, "findings": findings, "chart": chart,
            "who": {**({"birthDate": born} if born else {}), **(who or {})}, **more}


def block(section, criterion, *cases):
    return {"section": section, "criterion": criterion, "cases": cases}


EYES, WALK, MOOD = item(OPSOCLONUS, 20), item(ATAXIA, 20), item(IRRITABILITY, 20)
TUMOUR = item(NEUROBLASTOMA, 400)
MAYBE_TUMOUR = item(NEUROBLASTOMA, 10, verification="provisional")
OPSOMYOCLONUS = (EYES, WALK)
BEFORE_THE_EYES = (seen(ATAXIA), seen(IRRITABILITY))
OLDER = "2022-06-10"

GUARDS = {
    "guard-deceased": block("2.2", "a record that says the patient is deceased gets no card, whatever the findings",
        case("met", "T0 guard-deceased", "a date of death beside opsoclonus and ataxia", *OPSOMYOCLONUS,
             who={"deceasedDateTime": "2026-11-18"}),
        case("met-without-a-date", "T0 guard-deceased", "deceased is true, without a date, beside opsoclonus and ataxia",
             *OPSOMYOCLONUS, who={"deceasedBoolean": True}),
        case("not-met", "T2 R2a warning", "deceased is false, and opsoclonus and ataxia are active", *OPSOMYOCLONUS,
             who={"deceasedBoolean": False}),
        case("unknown", "T2 R2a warning", "nothing is recorded on death, so the child is taken as alive; opsoclonus and ataxia "
             "are active", *OPSOMYOCLONUS)),
    "guard-inactive": block("2.2", "a record that is inactive or replaced by another gets no card",
        case("met", "T0 guard-inactive", "active is false beside opsoclonus and ataxia", *OPSOMYOCLONUS, who={"active": False}),
        case("met-replaced", "T0 guard-inactive", "the record is replaced by another beside opsoclonus and ataxia",
             *OPSOMYOCLONUS, who={"link": [{"other": {"reference": "Patient/kid-2"}, "type": "replaced-by"}]}),
        case("not-met", "T2 R2a warning", "active is true, and opsoclonus and ataxia are active", *OPSOMYOCLONUS,
             who={"active": True}),
        case("unknown", "T2 R2a warning", "neither active nor a replacing record is stated, so the record is in use; opsoclonus "
             "and ataxia are active", *OPSOMYOCLONUS)),
    "guard-adult": block("2.2, 2.3", "nobody of 18 years or over today gets a card, because an adult needs another search",
        case("met", "T0 guard-adult", "born in 2001, with opsoclonus and ataxia", *OPSOMYOCLONUS, born="2001-03-14"),
        case("not-met", "T2 R2a warning", "fourteen years old, with opsoclonus and ataxia", *OPSOMYOCLONUS, born="2012-03-14"),
        case("unknown", "T2 R2a info", "only the year of birth 2008 is recorded, so 17 or 18 years old, with opsoclonus and "
             "ataxia; the age sentence replaces the warning", *OPSOMYOCLONUS, born="2008"),
        case("adult-years-on-the-last-day", "T2 R2a warning", "turns 18 tomorrow, with opsoclonus and ataxia", *OPSOMYOCLONUS,
             born="2008-11-21"),
        case("adult-years-a-day-too-far", "T0 guard-adult", "turns 18 today, with opsoclonus and ataxia", *OPSOMYOCLONUS,
             born="2008-11-20")),
}

CRITERIA = {
    "R1a": block("2.6", "opsoclonus, ataxia or myoclonus, and new behaviour or sleep change are three of the four features",
        case("met", "T1 R1a warning", "opsoclonus, ataxia and irritability, all confirmed 20 days ago", EYES, WALK, MOOD),
        case("not-met", "T2 R2a warning", "opsoclonus and ataxia; irritability was looked for and is absent, so two features",
             EYES, WALK, seen(IRRITABILITY, 5, ABSENT)),
        case("unknown", "T2 R2a warning", "opsoclonus and ataxia; whether irritable is answered 'unknown', so two features",
             EYES, WALK, seen(IRRITABILITY, 5, UNKNOWN)),
        case("uncertain", "T2 R2a warning", "opsoclonus and ataxia are firm, irritability is provisional, so the tier is capped",
             EYES, WALK, item(IRRITABILITY, 20, verification="provisional"), section="2.6, 2.9"),
        case("age-unknown", "T1 R1a info", "three features and no birth date, so the tier stays and the indicator does not",
             EYES, WALK, MOOD, born=None),
        case("new-onset-on-the-last-day", "T1 R1a warning", "opsoclonus and ataxia, and irritability that began 180 days ago is new",
             EYES, WALK, item(IRRITABILITY, 180)),
        case("new-onset-a-day-too-far", "T2 R2a warning", "opsoclonus and ataxia, and irritability that began 181 days ago is not "
             "new and does not count", EYES, WALK, item(IRRITABILITY, 181))),
    "R1b": block("2.6", "three of the four features, opsoclonus and a recorded neuroblastic tumour among them",
        case("met", "T1 R1b warning", "neuroblastoma, opsoclonus and ataxia", TUMOUR, EYES, WALK),
        case("not-met", "T2 R2c warning", "neuroblastoma and opsoclonus without ataxia, so two features", TUMOUR, EYES),
        case("unknown", "T2 R2a warning", "opsoclonus and ataxia with a provisional neuroblastoma, which is suspected and no "
             "fourth feature", MAYBE_TUMOUR, EYES, WALK, section="2.4, 2.6"),
        case("uncertain", "T2 R2c warning", "neuroblastoma and opsoclonus are firm, ataxia is provisional, so the tier is capped",
             TUMOUR, EYES, item(ATAXIA, 20, verification="provisional"), section="2.6, 2.9")),
    "R1c": block("2.6", "tumour, new ataxia or myoclonus and new behaviour or sleep change are three features without opsoclonus",
        case("met", "T1 R1c warning", "neuroblastoma, new ataxia and new irritability; nobody recorded a look at the eyes",
             TUMOUR, WALK, MOOD),
        case("not-met", "T3 R3c info", "neuroblastoma and new ataxia; irritability was looked for and is absent", TUMOUR, WALK,
             seen(IRRITABILITY, 5, ABSENT)),
        case("unknown", "T3 R3c info", "neuroblastoma and new ataxia; whether irritable is answered 'unknown'", TUMOUR, WALK,
             seen(IRRITABILITY, 5, UNKNOWN)),
        case("uncertain", "T3 R3c info", "neuroblastoma, irritability and an unconfirmed ataxia: only two are firm, so the tier is "
             "capped", TUMOUR, item(ATAXIA, 20, verification="unconfirmed"), MOOD, section="2.6, 2.9"),
        case("met-with-cord-compression", "T1 R1c warning", "neuroblastoma, ataxia, irritability and a coded cord compression, which the "
             "card names first", TUMOUR, WALK, MOOD, item(CORD, 3), section="2.6, 2.7", says="recorded: Spinal cord compression (disorder) (SNOMED CT 71286001)"),
        case("met-with-neuropathy", "T1 R1c info", "neuroblastoma, ataxia, irritability and a polyneuropathy by drugs, so information "
             "only", TUMOUR, WALK, MOOD, item(NEUROPATHY, 30), section="2.6, 2.7"),
        case("fresh-neg-o-on-the-last-day", "T1 R1c info", "neuroblastoma, ataxia and irritability; eyes examined 14 days ago, no "
             "opsoclonus, so information only", TUMOUR, WALK, MOOD, seen(OPSOCLONUS, 14, ABSENT)),
        case("fresh-neg-o-a-day-too-far", "T1 R1c warning", "neuroblastoma, ataxia and irritability; the examination without "
             "opsoclonus is 15 days old and no longer fresh", TUMOUR, WALK, MOOD, seen(OPSOCLONUS, 15, ABSENT))),
}

INVESTIGATE = {
    "R2a": block("2.6", "opsoclonus with ataxia or myoclonus is opsomyoclonus, reason by itself to search for a tumour",
        case("met", "T2 R2a warning", "opsoclonus and myoclonus 20 days ago, nothing on behaviour or sleep", EYES,
             item(MYOCLONUS, 20)),
        case("met-by-flutter", "T2 R2a warning", "ocular flutter counts like opsoclonus, with ataxia", seen(FLUTTER), seen(ATAXIA)),
        case("met-by-a-weak-gait-code", "T2 R2a warning", "opsoclonus, and 'unsteady gait' that counts as ataxia only beside it",
             EYES, seen(UNSTEADY), section="2.4, 2.6"),
        case("normal-urine-only", "T2 R2a warning", "opsoclonus and ataxia; urine HVA is back and no body imaging is recorded, "
             "which changes nothing", EYES, WALK, urine(3), section="2.6, 2.8"),
        case("not-met", "T3 R3a warning", "opsoclonus; ataxia and myoclonus were looked for and are absent", EYES,
             seen(ATAXIA, 5, ABSENT), seen(MYOCLONUS, 5, ABSENT)),
        case("not-met-refuted-later", "T0 R0", "opsoclonus recorded 20 days ago and refuted 2 days ago, so ataxia stands alone",
             EYES, WALK, refuted(OPSOCLONUS, 2), section="2.5, 2.6"),
        case("unknown", "T3 R3a warning", "opsoclonus; whether there is ataxia is answered 'unknown'", EYES,
             seen(ATAXIA, 5, UNKNOWN)),
        case("lookback-on-the-last-day", "T2 R2a warning", "opsoclonus seen 180 days ago still counts, with ataxia 5 days ago",
             seen(OPSOCLONUS, 180), seen(ATAXIA)),
        case("lookback-a-day-too-far", "T0 R0", "opsoclonus seen 181 days ago no longer counts, and ataxia stands alone",
             seen(OPSOCLONUS, 181), seen(ATAXIA)),
        case("observations-missing", "T2 R2a warning", "opsoclonus and ataxia among the Conditions; the list of Observations did not "
             "come, and the card says so", *OPSOMYOCLONUS, without=["observations"], says="bservations", section="2.6, 2.10"),
        case("page-missing", "T2 R2a warning", "opsoclonus and ataxia among the Conditions; only the first page of the Observations "
             "came, and the card says so", *OPSOMYOCLONUS, next="observations", says="bservations", section="2.6, 2.10")),
    "R2b": block("2.6", "opsoclonus with a new behaviour or sleep change",
        case("met", "T2 R2b warning", "opsoclonus and new insomnia 20 days ago", EYES, item(INSOMNIA, 20)),
        case("met-by-provisional", "T2 R2b warning", "opsoclonus and a provisional insomnia: the cap touches the first tier only",
             EYES, item(INSOMNIA, 20, verification="provisional"), section="2.6, 2.9"),
        case("infant-months-on-the-last-day", "T2 R2b info", "opsoclonus and irritability the day before the child is six months "
             "old: information, because benign flutter and colic are likelier", seen(OPSOCLONUS), seen(IRRITABILITY), born="2026-05-21"),
        case("infant-months-a-day-too-far", "T2 R2b warning", "opsoclonus and irritability on the day the child is six months old",
             seen(OPSOCLONUS), seen(IRRITABILITY), born="2026-05-20"),
        case("not-met", "T3 R3a warning", "opsoclonus; insomnia was looked for and is absent", EYES, seen(INSOMNIA, 5, ABSENT)),
        case("unknown", "T3 R3a warning", "opsoclonus; whether there is insomnia is answered 'unknown'", EYES,
             seen(INSOMNIA, 5, UNKNOWN))),
    "R2c": block("2.6", "opsoclonus in a child with a recorded neuroblastic tumour, in remission or not",
        case("met", "T2 R2c warning", "neuroblastoma in remission and opsoclonus", EYES,
             item(NEUROBLASTOMA, 400, clinical="remission")),
        case("not-met", "T3 R3a warning", "opsoclonus; neuroblastoma was refuted", EYES, refuted(NEUROBLASTOMA, 10)),
        case("unknown", "T3 R3a warning", "opsoclonus; neuroblastoma is provisional, so suspected and not a feature", EYES,
             MAYBE_TUMOUR),
        case("adrenal-years-on-the-last-day", "T2 R2c warning", "opsoclonus and a malignant adrenal tumour the day before the tenth "
             "birthday: read as neuroblastoma", EYES, item(ADRENAL, 30), born="2016-11-21"),
        case("adrenal-years-a-day-too-far", "T3 R3a warning", "opsoclonus and a malignant adrenal tumour on the tenth birthday: "
             "tumour suspected only", EYES, item(ADRENAL, 30), born="2016-11-20")),
    "R3a": block("2.6", "opsoclonus alone, from six months of age and unless the other signs are documented absent a warning",
        case("met", "T3 R3a warning", "opsoclonus and nothing else recorded", EYES),
        case("met-all-others-absent", "T3 R3a info", "opsoclonus; ataxia, myoclonus, irritability and insomnia are all recorded as "
             "absent", EYES, *[seen(sign, 5, ABSENT) for sign in (ATAXIA, MYOCLONUS, IRRITABILITY, INSOMNIA)]),
        case("met-by-icd-11", "T3 R3a info", "ICD-11 9C85.02 alone: opsoclonus, always provisional, so information", item(SACCADES, 20)),
        case("not-met", "T0 R0", "the eyes were examined 5 days ago and opsoclonus is absent", seen(OPSOCLONUS, 5, ABSENT)),
        case("unknown", "T0 R0", "whether there is opsoclonus is answered 'unknown'", seen(OPSOCLONUS, 5, UNKNOWN)),
        case("uncertain", "T3 R3a warning", "opsoclonus is provisional, which this tier does not cap",
             item(OPSOCLONUS, 20, verification="provisional"), section="2.6, 2.9"),
        case("birth-month-only", "T3 R3a warning", "opsoclonus; only the month of birth is known and lies on both sides of six "
             "months, which is read as the older", seen(OPSOCLONUS), born="2026-05", section="2.3, 2.6"),
        case("infant-months-on-the-last-day", "T3 R3a info", "opsoclonus alone the day before the child is six months old",
             seen(OPSOCLONUS), born="2026-05-21"),
        case("infant-months-a-day-too-far", "T3 R3a warning", "opsoclonus alone on the day the child is six months old",
             seen(OPSOCLONUS), born="2026-05-20")),
}

EXAMINE = {
    "R3b": block("2.6", "new ataxia with new behaviour or sleep change in a child from six months to under six years asks for a look "
                 "at the eyes",
        case("met", "T3 R3b info", "ataxia and irritability 5 days ago at two years of age", *BEFORE_THE_EYES),
        case("met-varicella-ataxia", "T3 R3b info", "acute cerebellar ataxia caused by varicella is ataxia and no explanation, with "
             "irritability", item((SCT, "24059009"), 5), seen(IRRITABILITY), section="2.4, 2.5, 2.6"),
        case("not-met", "T0 R0", "myoclonus in place of ataxia, with irritability", seen(MYOCLONUS), seen(IRRITABILITY)),
        case("met-by-myoclonus", "T3 R3b info", "new ataxia and new myoclonus: one feature, two signs", seen(ATAXIA), seen(MYOCLONUS)),
        case("new-memory-on-the-last-day", "T0 R0", "ataxia and irritability 5 days ago; the same ataxia was recorded 730 days ago and "
             "nothing says that it ended", *BEFORE_THE_EYES, seen(ATAXIA, 730), born="2023-05-10", section="2.5, 2.6"),
        case("new-memory-a-day-too-far", "T3 R3b info", "ataxia and irritability 5 days ago; an ataxia of 731 days ago is forgotten",
             *BEFORE_THE_EYES, seen(ATAXIA, 731), born="2023-05-10", section="2.5, 2.6"),
        case("met-after-it-was-absent", "T3 R3b info", "ataxia 400 days ago was absent 300 days ago, so that of 5 days ago is new, with "
             "irritability", *BEFORE_THE_EYES, seen(ATAXIA, 400), seen(ATAXIA, 300, ABSENT), section="2.5, 2.6"),
        case("injury-gap-on-the-last-day", "T0 R0", "ataxia and irritability 5 days ago, a concussion 14 days before them",
             *BEFORE_THE_EYES, item(CONCUSSION, 19), section="2.6, 2.7"),
        case("injury-gap-a-day-too-far", "T3 R3b info", "ataxia and irritability 5 days ago, a concussion 15 days before them",
             *BEFORE_THE_EYES, item(CONCUSSION, 20), section="2.6, 2.7"),
        case("not-met-raised-pressure", "T0 R0", "ataxia, irritability and papilloedema: the emergency is known", *BEFORE_THE_EYES,
             item(PAPILLOEDEMA, 3), section="2.6, 2.7"),
        case("met-beside-an-old-shunt", "T3 R3b info", "ataxia and irritability; a hydrocephalus of 400 days ago silences nothing",
             *BEFORE_THE_EYES, item(HYDROCEPHALUS, 400), section="2.6, 2.7"),
        case("not-met-weak-gait-code", "T0 R0", "'unsteady gait' in place of ataxia counts only beside opsoclonus",
             seen(UNSTEADY), seen(IRRITABILITY), section="2.4, 2.6"),
        case("not-met-explained", "T0 R0", "ataxia explained by a cerebellar neoplasm, with irritability", *BEFORE_THE_EYES,
             item(CEREBELLAR_TUMOUR, 30), section="2.5, 2.6"),
        case("not-met-poisoned", "T0 R0", "ataxia and irritability 5 days ago, a poisoning 7 days ago", *BEFORE_THE_EYES,
             poisoned(7), section="2.6, 2.7"),
        case("unknown", "T0 R0", "ataxia; whether irritable is answered 'unknown'", seen(ATAXIA), seen(IRRITABILITY, 5, UNKNOWN)),
        case("age-unknown", "T0 R0", "ataxia and irritability without a birth date, so the band is not known", *BEFORE_THE_EYES,
             born=None),
        case("birth-year-only", "T0 R0", "ataxia and irritability; born in 2020, so five or six years old, read as six",
             *BEFORE_THE_EYES, born="2020", section="2.3, 2.6"),
        case("pair-gap-on-the-last-day", "T3 R3b info", "ataxia 100 days ago, irritability 10 days ago, so 90 days apart",
             seen(ATAXIA, 100), seen(IRRITABILITY, 10)),
        case("pair-gap-a-day-too-far", "T0 R0", "ataxia 101 days ago, irritability 10 days ago, so 91 days apart",
             seen(ATAXIA, 101), seen(IRRITABILITY, 10)),
        case("new-onset-on-the-last-day", "T3 R3b info", "ataxia that began 180 days ago is new; irritability 95 days ago",
             item(ATAXIA, 180), seen(IRRITABILITY, 95)),
        case("new-onset-a-day-too-far", "T0 R0", "ataxia that began 181 days ago is not new; irritability 95 days ago",
             item(ATAXIA, 181), seen(IRRITABILITY, 95)),
        case("fresh-neg-o-on-the-last-day", "T0 R0", "ataxia and irritability; eyes examined 14 days ago, no opsoclonus",
             *BEFORE_THE_EYES, seen(OPSOCLONUS, 14, ABSENT)),
        case("fresh-neg-o-a-day-too-far", "T3 R3b info", "ataxia and irritability; the examination without opsoclonus is 15 days old",
             *BEFORE_THE_EYES, seen(OPSOCLONUS, 15, ABSENT)),
        case("toxic-gap-on-the-last-day", "T0 R0", "ataxia and irritability 5 days ago, a poisoning 14 days before them",
             *BEFORE_THE_EYES, poisoned(19), section="2.6, 2.7"),
        case("toxic-gap-a-day-too-far", "T3 R3b info", "ataxia and irritability 5 days ago, a poisoning 15 days before them",
             *BEFORE_THE_EYES, poisoned(20), section="2.6, 2.7"),
        case("young-child-years-on-the-last-day", "T3 R3b info", "ataxia and irritability the day before the sixth birthday",
             *BEFORE_THE_EYES, born="2020-11-21"),
        case("young-child-years-a-day-too-far", "T0 R0", "ataxia and irritability on the sixth birthday", *BEFORE_THE_EYES,
             born="2020-11-20"),
        case("infant-months-on-the-last-day", "T0 R0", "ataxia and irritability the day before the child is six months old",
             *BEFORE_THE_EYES, born="2026-05-21"),
        case("infant-months-a-day-too-far", "T3 R3b info", "ataxia and irritability on the day the child is six months old",
             *BEFORE_THE_EYES, born="2026-05-20")),
    "R3c": block("2.6", "new ataxia or myoclonus in a child with a recorded neuroblastic tumour",
        case("met", "T3 R3c info", "neuroblastoma and ataxia since 20 days", TUMOUR, WALK),
        case("not-met", "T0 R0", "neuroblastoma and irritability without ataxia or myoclonus", TUMOUR, MOOD),
        case("unknown", "T0 R0", "ataxia; neuroblastoma is provisional, so suspected and not a feature", MAYBE_TUMOUR, WALK),
        case("not-met-cord-compression", "T0 R0", "neuroblastoma and ataxia with a coded spinal cord compression: the emergency is known",
             TUMOUR, WALK, item(CORD, 3), section="2.6, 2.7"),
        case("new-onset-on-the-last-day", "T3 R3c info", "neuroblastoma; ataxia that began 180 days ago is new", TUMOUR,
             item(ATAXIA, 180)),
        case("new-onset-a-day-too-far", "T0 R0", "neuroblastoma; ataxia that began 181 days ago is not new", TUMOUR,
             item(ATAXIA, 181)),
        case("fresh-neg-o-on-the-last-day", "T0 R0", "neuroblastoma and ataxia; eyes examined 14 days ago, no opsoclonus", TUMOUR,
             WALK, seen(OPSOCLONUS, 14, ABSENT)),
        case("fresh-neg-o-a-day-too-far", "T3 R3c info", "neuroblastoma and ataxia; the examination without opsoclonus is 15 days "
             "old", TUMOUR, WALK, seen(OPSOCLONUS, 15, ABSENT))),
    "R3e": block("2.4, 2.6", "an unspecific eye-movement code with new ataxia or myoclonus or a recorded tumour may hide opsoclonus",
        case("met", "T3 R3e info", "ICD-10-CM H55.89 and R27.0, both 20 days ago", item(EYE_MOVEMENT, 20), item(ATAXIA_ICD, 20)),
        case("met-by-tumour", "T3 R3e info", "H55.89 in a child with neuroblastoma", item(EYE_MOVEMENT, 20), TUMOUR),
        case("met-by-unsteady-gait", "T3 R3e info", "H55.89 with 'unsteady gait' (R26.81), which is how a first staggering is filed",
             item(EYE_MOVEMENT, 20), seen((CM, "R26.81"))),
        case("met-by-core-behaviour", "T3 R3e info", "H55.89 with new irritability", item(EYE_MOVEMENT, 20), MOOD),
        case("met-by-who-h55", "T3 R3e info", "WHO H55, which includes nystagmus, with new ataxia", item((WHO, "H55"), 20), WALK),
        case("not-met-who-h55-unsteady", "T0 R0", "WHO H55, which includes nystagmus, takes a new movement sign, not 'unsteady gait'",
             item((WHO, "H55"), 20), seen(UNSTEADY)),
        case("not-met", "T0 R0", "H55.89 and nothing else", item(EYE_MOVEMENT, 20)),
        case("unknown", "T0 R0", "H55.89; R27.0 is only a differential diagnosis, which is no evidence", item(EYE_MOVEMENT, 20),
             item(ATAXIA_ICD, 20, verification="differential")),
        case("new-onset-on-the-last-day", "T3 R3e info", "H55.89, and ataxia that began 180 days ago is new",
             item(EYE_MOVEMENT, 20), item(ATAXIA_ICD, 180)),
        case("new-onset-a-day-too-far", "T0 R0", "H55.89, and ataxia that began 181 days ago is not new",
             item(EYE_MOVEMENT, 20), item(ATAXIA_ICD, 181)),
        case("fresh-neg-o-on-the-last-day", "T0 R0", "H55.89 and R27.0; eyes examined 14 days ago, no opsoclonus",
             item(EYE_MOVEMENT, 20), item(ATAXIA_ICD, 20), seen(OPSOCLONUS, 14, ABSENT)),
        case("fresh-neg-o-a-day-too-far", "T3 R3e info", "H55.89 and R27.0; the examination without opsoclonus is 15 days old",
             item(EYE_MOVEMENT, 20), item(ATAXIA_ICD, 20), seen(OPSOCLONUS, 15, ABSENT))),
    "R3d": block("2.6", "opsoclonus that is over or on a list nobody touched, with another feature, may be a relapse",
        case("met", "T3 R3d info", "opsoclonus resolved 100 days ago, ataxia 5 days ago", past(OPSOCLONUS, 150, 100), seen(ATAXIA)),
        case("not-met", "T0 R0", "opsoclonus resolved 100 days ago; ataxia was looked for and is absent",
             past(OPSOCLONUS, 150, 100), seen(ATAXIA, 5, ABSENT)),
        case("unknown", "T0 R0", "opsoclonus resolved 100 days ago; whether there is ataxia is answered 'unknown'",
             past(OPSOCLONUS, 150, 100), seen(ATAXIA, 5, UNKNOWN)),
        case("lookback-on-the-last-day", "T3 R3d info", "opsoclonus resolved 180 days ago, ataxia 5 days ago",
             past(OPSOCLONUS, 250, 180), seen(ATAXIA)),
        case("lookback-a-day-too-far", "T0 R0", "opsoclonus resolved 181 days ago is no evidence, and ataxia stands alone",
             past(OPSOCLONUS, 250, 181), seen(ATAXIA)),
        case("stale-list-on-the-last-day", "T2 R2a warning", "an active list item of opsoclonus last touched 730 days ago is "
             "current, with ataxia", item(OPSOCLONUS, 730), seen(ATAXIA), born=OLDER),
        case("stale-list-a-day-too-far", "T3 R3d info", "an active list item of opsoclonus last touched 731 days ago is history, "
             "with ataxia", item(OPSOCLONUS, 731), seen(ATAXIA), born=OLDER)),
}

EXPLAINED = {
    "R3x": block("2.7", "an active, firm other cause of opsoclonus lowers the card to information and never to silence",
        case("met", "T3 R3x info", "opsoclonus and ataxia 20 days ago, a scorpion sting 21 days ago", EYES, WALK, poisoned(21)),
        case("met-by-named-disease", "T3 R3x info", "opsoclonus, ataxia and acute disseminated encephalomyelitis", EYES, WALK,
             item(ADEM, 15)),
        case("met-by-refuted-syndrome", "T3 R3x info", "opsoclonus and ataxia 20 days ago; the syndrome itself was refuted 5 days "
             "ago", EYES, WALK, refuted(OMS, 5)),
        case("not-met", "T2 R2a warning", "opsoclonus and ataxia; an unspecified encephalitis explains nothing", EYES, WALK,
             item(ENCEPHALITIS, 15)),
        case("unknown", "T2 R2a warning", "opsoclonus and ataxia; the scorpion sting is provisional, so not firm", EYES, WALK,
             poisoned(21, verification="provisional")),
        case("toxic-gap-on-the-last-day", "T3 R3x info", "opsoclonus and ataxia 20 days ago, a sting 14 days before", EYES, WALK,
             poisoned(34)),
        case("toxic-gap-a-day-too-far", "T2 R2a warning", "opsoclonus and ataxia 20 days ago, a sting 15 days before", EYES, WALK,
             poisoned(35)),
        case("toxic-gap-after-on-the-last-day", "T3 R3x info", "opsoclonus and ataxia 20 days ago, a sting 14 days after", EYES,
             WALK, poisoned(6)),
        case("toxic-gap-after-a-day-too-far", "T2 R2a warning", "opsoclonus and ataxia 20 days ago, a sting 15 days after", EYES,
             WALK, poisoned(5))),
}

LONG = (seen(OPSOCLONUS, 110), seen(ATAXIA, 110))
FOUR = ("neck", "chest", "abdomen", "pelvis")
WORKUP = {
    "R4a": block("2.8", "a tumour search that is ordered, partly done, or done without urine leaves only the missing items to propose",
        case("met", "T4 R4a info", "opsoclonus and ataxia; MRI of the whole body ordered yesterday", EYES, WALK,
             order(MRI_WHOLE_BODY, ago(1))),
        case("met-orders-and-study", "T4 R4a info", "opsoclonus and ataxia; MRI of the neck is final, those of chest, abdomen and pelvis "
             "are ordered: together the four regions", EYES, WALK, *parts(5, "neck"),
             *[order(MRI_PARTS[region], ago(1)) for region in FOUR[1:]]),
        case("not-met-one-region", "T2 R2a warning", "opsoclonus and ataxia; MRI of the abdomen ordered yesterday is no tumour search: "
             "the card names the regions that are not recorded", EYES, WALK, order(MRI_PARTS["abdomen"], ago(1)),
             says="not recorded: neck, chest, pelvis"),
        case("not-met-without-neck", "T2 R2a warning", "opsoclonus and ataxia; MRI of chest, abdomen and pelvis and urine HVA are final, "
             "the neck is missing", EYES, WALK, *parts(5, *FOUR[1:]), urine(5)),
        case("met-without-urine", "T4 R4a info", "opsoclonus and ataxia; whole-body MRI is final, urine is missing", EYES, WALK,
             scan(5)),
        case("not-met", "T2 R2a warning", "opsoclonus and ataxia; the order for the MRI was revoked", EYES, WALK,
             order(MRI_WHOLE_BODY, ago(1), status="revoked")),
        case("unknown", "T2 R2a warning", "opsoclonus and ataxia; no list of orders or reports came, so imaging counts as none and "
             "the card says that nobody checked", EYES, WALK, without=ORDER_LISTS, says="not checked", section="2.8, 2.10"),
        case("uncertain", "T2 R2a warning", "opsoclonus and ataxia; the status of the order is 'unknown', which is no order", EYES,
             WALK, order(MRI_WHOLE_BODY, ago(1), status="unknown")),
        case("age-unknown", "T0 R0", "opsoclonus and ataxia without a birth date, MRI ordered yesterday: of the workup rules none "
             "is shown", EYES, WALK, order(MRI_WHOLE_BODY, ago(1)), born=None, section="2.6, 2.8"),
        case("episode-pad-on-the-last-day", "T4 R4a info", "whole-body MRI 30 days before the first opsoclonus and ataxia belongs to "
             "the episode; urine is missing", EYES, WALK, scan(50)),
        case("episode-pad-a-day-too-far", "T2 R2a warning", "whole-body MRI 31 days before the first opsoclonus and ataxia does not "
             "belong to the episode", EYES, WALK, scan(51))),
    "R4b": block("2.8", "imaging long done, opsoclonus still present and no tumour recorded asks for imaging again",
        case("met", "T4 R4b info", "opsoclonus and ataxia since 110 days; whole-body MRI and urine HVA are 100 days old", *LONG,
             scan(100), urine(100)),
        case("not-met", "T0 R0-workup-complete", "opsoclonus and ataxia since 110 days; whole-body MRI is 30 days old, urine done",
             *LONG, scan(30), urine(100)),
        case("unknown", "T2 R2a warning", "opsoclonus and ataxia since 110 days; the report of the whole-body MRI is still "
             "preliminary, so imaging is not done", *LONG, scan(100, status="preliminary"), urine(100)),
        case("met-a-later-study-of-one-region", "T4 R4b info", "opsoclonus and ataxia since 110 days; whole-body MRI and urine are 100 "
             "days old, and an MRI of the abdomen of 5 days ago does not make the search younger", *LONG, scan(100), urine(100),
             *parts(5, "abdomen")),
        case("repeat-until-on-the-last-day", "T4 R4b info", "opsoclonus on the list for 730 days, imaging and urine 100 days old",
             item(OPSOCLONUS, 730), scan(100), urine(100)),
        case("repeat-until-a-day-too-far", "T0 R0-workup-complete", "opsoclonus on the list for 731 days and recorded again 20 days ago: "
             "no prompt later than two years", condition(OPSOCLONUS, ago(731), ago(20), category="problem-list-item"), scan(100), urine(100)),
        case("repeat-after-on-the-last-day", "T0 R0-workup-complete", "opsoclonus and ataxia; whole-body MRI is 89 days old, urine "
             "done", *LONG, scan(89), urine(100)),
        case("repeat-after-a-day-too-far", "T4 R4b info", "opsoclonus and ataxia; whole-body MRI is 90 days old, urine done",
             *LONG, scan(90), urine(100))),
    "R0-workup-complete": block("2.8", "body imaging of all four regions and urine HVA or VMA, both final, complete the search",
        case("met", "T0 R0-workup-complete", "opsoclonus and ataxia; MRI of neck, chest, abdomen and pelvis and urine HVA 5 days ago",
             EYES, WALK, *parts(5, *FOUR), urine(5)),
        case("met-opsoclonus-not-present", "T0 R0-workup-complete", "ataxia and irritability since 110 days; imaging and urine are "
             "100 days old, and without opsoclonus nothing is repeated", seen(ATAXIA, 110), seen(IRRITABILITY, 110), scan(100),
             urine(100)),
        case("not-met", "T4 R4a info", "opsoclonus and ataxia; the four regions are done, urine is not", EYES, WALK,
             *parts(5, *FOUR)),
        case("unknown", "T4 R4a info", "opsoclonus and ataxia; the four regions are done, the urine HVA is preliminary", EYES, WALK,
             *parts(5, *FOUR), urine(5, status="preliminary"))),
    "R0-known": block("2.11", "opsoclonus and a tumour on record and nothing newer are known to everybody who opens the chart",
        case("met", "T0 R0-known", "neuroblastoma 400 and opsoclonus 200 days ago, both on the list", TUMOUR, item(OPSOCLONUS, 200)),
        case("not-met", "T1 R1b warning", "neuroblastoma and opsoclonus as before, and ataxia 5 days ago", TUMOUR, item(OPSOCLONUS, 200),
             seen(ATAXIA)),
        case("unknown", "T2 R2c warning", "neuroblastoma without any date keeps the card, with opsoclonus 200 days ago",
             condition(NEUROBLASTOMA, None, None, category="problem-list-item"), item(OPSOCLONUS, 200)),
        case("known-after-on-the-last-day", "T2 R2c warning", "neuroblastoma 400 days and opsoclonus 90 days ago", TUMOUR,
             item(OPSOCLONUS, 90)),
        case("known-after-a-day-too-far", "T0 R0-known", "neuroblastoma 400 days and opsoclonus 91 days ago", TUMOUR,
             item(OPSOCLONUS, 91))),
    "R0": block("2.6", "fewer features than any rule asks for give no card",
        case("met", "T0 R0", "nystagmus, which is not opsoclonus, with myoclonus and irritability at eleven months",
             item(NYSTAGMUS, 20), item(MYOCLONUS, 20), MOOD, born="2025-12-10"),
        case("not-met", "T1 R1a warning", "opsoclonus in place of nystagmus, with myoclonus and irritability at eleven months", EYES,
             item(MYOCLONUS, 20), MOOD, born="2025-12-10"),
        case("unknown", "T0 R0", "whether there is opsoclonus is answered 'unknown', with myoclonus and irritability",
             seen(OPSOCLONUS, 5, UNKNOWN), item(MYOCLONUS, 20), MOOD),
        case("observations-missing", "412", "only myoclonus among the Conditions, and the list of Observations did not come",
             item(MYOCLONUS, 20), without=["observations"], section="2.10"),
        case("conditions-missing", "412", "only irritability among the Observations, and the list of Conditions did not come",
             seen(IRRITABILITY), without=["conditions"], section="2.10"),
        case("patient-missing", "412", "opsoclonus and ataxia, but the Patient is null, so nobody knows whose age and record they are",
             *OPSOMYOCLONUS, null=["patient"], section="2.10"),
        case("page-missing", "T0 R0", "only myoclonus; the first page of the Conditions came, and a page more is not a list missing",
             item(MYOCLONUS, 20), next="conditions", section="2.6, 2.10"),
        case("orders-missing", "T0 R0", "only myoclonus; the list of orders did not come, which could not change this answer",
             item(MYOCLONUS, 20), without=["serviceRequests"], section="2.6, 2.10"),
        case("observations-null", "T0 R0", "only myoclonus; the Observations are null, which says looked up and nothing found",
             item(MYOCLONUS, 20), null=["observations"], section="2.6, 2.10")),
}

CASES = {**GUARDS, **CRITERIA, **INVESTIGATE, **EXAMINE, **EXPLAINED, **WORKUP}
