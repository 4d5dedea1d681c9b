"""Random pieces of charts for generate.py: spellings of codes, dates, Conditions, Observations.

`mess` (0 to 1) is how often a piece gets an odd status, shape or owner.
"""

from datetime import date, timedelta

import shapes
import terminology as T
from generator.pools import LOCAL, MAPPED, SITE, spelled
from shapes import concept

# days before now, on both sides of every constant of clinical.md 2.1
EDGE_DAYS = [0, 1, 13, 14, 15, 29, 30, 31, 89, 90, 91, 179, 180, 181, 300, 400, 729, 730, 731]
RECENT_DAYS = [0, 1, 2, 5, 10, 13, 14, 15, 20, 29, 30, 31, 45, 60, 89, 90, 91, 120]
CLINICAL = ["active"] * 8 + ["recurrence", "relapse", "inactive", "remission", "resolved",
                              "inactive", "resolved", None]
VERIFICATION = ["confirmed"] * 9 + [None, "provisional", "provisional", "unconfirmed",
                                    "differential", "refuted", "entered-in-error"]
CATEGORIES = ["problem-list-item"] * 3 + ["encounter-diagnosis"] * 3 + [None, "health-concern"]
STATUSES = ["final"] * 8 + ["amended", "corrected", "preliminary", "preliminary", "registered",
                            "cancelled", "entered-in-error", "unknown"]
SNOMED_STATUS = {"active": "55561003", "inactive": "73425007", "resolved": "413322009"}
WORTHS = ["equivalent", "equal", "wider", "relatedto", "inexact", "disjoint", "unmatched"]
YES = ["52101004", "10828004", "410605003", "373066001", "260373001", "260347006", "260350009"]
NO = ["2667000", "410516002", "260385009", "410594000", "373067005", "260415000"]
NEITHER = ["261665006", "415684004", "42425007", "410593006", "263654008", "17621005",
           "260395002", "371879000", "371880002", "371934000"]
FLAGS = ["POS", "DET", "A", "AA", "H", "HH", "RR", "W", ">", "NEG", "ND", "NR", "N", "E", "IND",
         "IE", "L", "WR", "U", "D", "B", "EXP", "QCF"]


class Draw:
    """All random choices of one chart."""

    def __init__(self, rng, pools, today, birth, mess, maps=False):
        self.rng = rng
        self.pools = pools
        self.maps = maps      # the site's ConceptMap is read, so its codes may stand in charts
        self.today = today
        self.birth = birth    # date, or None when the record has none
        self.mess = mess

    def odd(self, share=1.0):
        return self.rng.random() < self.mess * share

    # --- codes ---

    def code(self, tag):
        return spelled(self.rng, *self.rng.choice(self.pools[tag]))

    def coded(self, tag):
        """A concept of one code of the tag, sometimes with company."""
        codings = [self.code(tag)]
        if self.maps and tag in MAPPED and self.rng.random() < 0.06:
            codings = [(SITE, f"{tag}.{self.rng.choice(WORTHS)}".replace(":", "-"))]
        if self.odd(0.15):
            codings.insert(0, (LOCAL, "4711"))
        if self.odd(0.12):
            codings.insert(self.rng.randint(0, 1),
                           (*self.code("mimic"), self.rng.choice([True, True, False])))
        out = concept(*codings)
        if self.odd(0.03):
            del out["coding"][-1]["system"]
        if self.odd(0.02):
            return {"text": "opsoclonus and ataxia"}
        return out

    # --- dates ---

    def written(self, day, partial=0.08):
        """A day as FHIR date, dateTime with some offset, or partial date."""
        chance = self.rng.random()
        if chance < partial * self.mess:
            return day.strftime(self.rng.choice(["%Y-%m", "%Y-%m", "%Y"]))
        if chance < 0.6:
            return day.isoformat()
        return day.isoformat() + self.rng.choice(["T00:00:00Z", "T23:59:59Z", "T00:30:00+14:00",
                                                  "T23:30:00-11:00", "T12:00:00.250+01:00"])

    def instant(self, day):
        return day.isoformat() + self.rng.choice(["T08:00:00Z", "T23:59:59-10:00"])

    def near(self, anchor):
        """Mostly around the anchor day, never in the future."""
        return min(anchor + timedelta(days=self.rng.choice([-91, -90, -89, -30, -7, -3, -1, 0, 0,
                                                            0, 0, 1, 3, 7, 89, 90, 91])),
                   self.today)

    def edge(self):
        if self.odd(0.04):
            return self.today + timedelta(days=self.rng.choice([1, 1, 2, 40]))
        return self.today - timedelta(days=self.rng.choice(EDGE_DAYS))

    def _age(self, day):
        """An Age that leads from the birth to about the day."""
        days = (day - self.birth).days
        months = (day.year - self.birth.year) * 12 + day.month - self.birth.month
        value, unit = self.rng.choice([(days, "d"), (days // 7, "wk"), (months, "mo"),
                                       (months // 12, "a")])
        return {"value": max(value, 0), "system": shapes.UCUM, "code": unit, "unit": unit}

    # --- Condition ---

    def condition(self, tag, day, **fixed):
        """A Condition that starts or was recorded about that day."""
        rng = self.rng
        clinical = rng.choice(CLINICAL) if self.odd(0.5) else "active"
        verification = rng.choice(VERIFICATION) if self.odd(0.5) else "confirmed"
        clinical, verification = fixed.get("clinical", clinical), \
            fixed.get("verification", verification)
        out = shapes.condition(self.coded(tag), None, None, clinical, verification,
                               fixed.get("category", rng.choice(CATEGORIES)))
        self._condition_dates(out, day, refuted=verification == "refuted")
        if clinical in ("inactive", "remission", "resolved") and rng.random() < 0.75 or \
                self.odd(0.04):
            self._abate(out, day)
        if self.odd(0.06) and clinical in SNOMED_STATUS:
            out["clinicalStatus"] = concept((T.SCT, SNOMED_STATUS[clinical]))
        elif self.odd(0.04):
            self._older_shape(out, clinical, verification)
        elif self.odd(0.03) and "category" in out:
            out["category"].append(concept((shapes.CATEGORY, rng.choice(CATEGORIES[:6]))))
        return out

    def _condition_dates(self, out, day, refuted):
        rng = self.rng
        recorded = day + timedelta(days=rng.choice([0, 0, 0, 1, 2, 14, 200]))
        if rng.random() < 0.75:
            out["recordedDate"] = self.written(
                day if refuted else min(recorded, max(day, self.today)))
        if rng.random() < 0.75 and not (refuted and rng.random() < 0.7):
            self._onset(out, day)
        if rng.random() < 0.2 or ("recordedDate" not in out and self.odd(0.9)):
            touched = rng.choice([day, self.edge(), self.today])
            out["meta"] = {"lastUpdated": self.instant(touched)}

    def _onset(self, out, day):
        kind = self.rng.choice(["dateTime"] * 6 + ["Period", "Age", "Range", "String"]) \
            if self.odd(0.6) else "dateTime"
        if kind == "Period":
            out["onsetPeriod"] = {"start": self.written(day)}
            if self.rng.random() < 0.5:
                out["onsetPeriod"]["end"] = self.written(min(day + timedelta(days=3), self.today))
        elif kind == "Age" and self.birth and self.birth <= day:
            out["onsetAge"] = self._age(day)
        elif kind == "Range" and self.birth and self.birth <= day:
            out["onsetRange"] = {"low": self._age(day), "high": self._age(day)}
        elif kind == "String":
            out["onsetString"] = "about two weeks ago"
        else:
            out["onsetDateTime"] = self.written(day)

    def _abate(self, out, day):
        end = min(max(day, self.today - timedelta(days=self.rng.choice(EDGE_DAYS))), self.today)
        kind = self.rng.choice(["DateTime"] * 5 + ["Period", "String", "Age"])
        if kind == "Period":
            out["abatementPeriod"] = self.rng.choice([{"start": self.written(day), "end": self.written(end)},
                                                      {"start": self.written(end)}])
        elif kind == "String":
            out["abatementString"] = "gone"
        elif kind == "Age" and self.birth and self.birth <= end:
            name, age = self.rng.choice([("abatementAge", self._age(end)), ("abatementRange", {"high": self._age(end)}),
                                         ("abatementRange", {"low": self._age(end)})])
            out[name] = age
        else:
            out["abatementDateTime"] = self.written(end)

    def _older_shape(self, out, clinical, verification):
        """DSTU2 and STU3, conformance list section 20."""
        if clinical:
            out["clinicalStatus"] = clinical
        if verification:
            out["verificationStatus"] = verification
        if "recordedDate" in out:
            out[self.rng.choice(["dateRecorded", "assertedDate"])] = out.pop("recordedDate")
        if "category" in out and self.rng.random() < 0.7:
            only = out["category"][0]
            out["category"] = self.rng.choice([only, only["coding"][0]["code"]])
        if self.rng.random() < 0.7:
            out["patient"] = out.pop("subject")

    # --- Observation ---

    def observation(self, tag, day, value=None, **more):
        """An Observation of the tag; value: yes, no, or None for anything."""
        out = shapes.observation(self.coded(tag), None, None,
                                 self.rng.choice(STATUSES) if self.odd(0.5) else "final", **more)
        self._observation_date(out, day)
        plain = "yes" if not self.odd(0.6) else self.rng.choice(["yes", "no", "any", "any"])
        self._say(out, tag, value or plain)
        if self.odd(0.06):
            self._as_component(out)
        return out

    def _observation_date(self, out, day):
        rng = self.rng
        kind = rng.choice(["dateTime"] * 6 + ["Period", "Period", "issued", "Instant", "none"]) \
            if self.odd(0.5) else "dateTime"
        if kind == "Period":
            earlier = day - timedelta(days=rng.choice([0, 1, 10, 90]))
            out["effectivePeriod"] = rng.choice([
                {"start": self.written(earlier), "end": self.written(day)},
                {"start": self.written(day)}, {"end": self.written(day)}])
        elif kind in ("issued", "Instant"):
            out[{"issued": "issued", "Instant": "effectiveInstant"}[kind]] = self.instant(day)
        elif kind == "dateTime":
            out["effectiveDateTime"] = self.written(day)
            if rng.random() < 0.2:
                out["issued"] = self.instant(self.today)

    def _say(self, out, tag, value):
        rng = self.rng
        if value == "yes":
            self._put(out, rng.choice([True, "present", " Yes ", concept((T.SCT, rng.choice(YES))),
                                       concept((T.LOINC, rng.choice(["LA9633-4", "LA33-6"]))),
                                       concept((T.YES_NO, "Y")), None]))
        elif value == "no":
            self._put(out, rng.choice([False, "absent", "None", "No", "negative", concept((T.SCT, rng.choice(NO))),
                                       concept((T.LOINC, rng.choice(["LA9634-2", "LA32-8"]))),
                                       concept((T.YES_NO, "N"))]))
        else:
            self._anything(out, tag)

    @staticmethod
    def _put(out, value):
        if isinstance(value, bool):
            out["valueBoolean"] = value
        elif isinstance(value, str):
            out["valueString"] = value
        elif value:
            out["valueCodeableConcept"] = value

    def _anything(self, out, tag):
        rng = self.rng
        choice = rng.choice([0, 1, 2, 3, 4, 3, 4, 5, 6, 6, 7, 8, 9, 10, 11])
        if choice == 0:
            out["dataAbsentReason"] = {"text": "not performed"}
        elif choice == 1:
            out["valueQuantity"] = {"value": 3}
        elif choice == 2:
            out["valueInteger"] = 1
        elif choice in (3, 4):
            flag = concept((T.FLAGS, rng.choice(FLAGS)))
            out["interpretation"] = rng.choice([[flag], [flag], flag, [flag, concept((T.FLAGS, rng.choice(FLAGS)))]])
        elif choice == 5:
            self._put(out, rng.choice(["no opsoclonus", "positive", "NEGATIVE", "false", "true", ""]))
        elif choice == 6:
            self._put(out, concept((T.SCT, rng.choice(NEITHER))))
        elif choice == 7:
            self._put(out, concept((T.SCT, "410592001")))  # probably present
        elif choice == 8:
            self._put(out, concept((T.SCT, rng.choice(YES)), (T.SCT, rng.choice(YES + NO))))
        elif choice == 9:  # the finding is the value, the code a question
            out["code"] = concept((T.LOINC, rng.choice(["10197-2", "10202-0", "8705-6", "75325-1"])))
            out["valueCodeableConcept"] = self.coded(tag)
            if rng.random() < 0.3 and "coding" in out["valueCodeableConcept"]:
                out["valueCodeableConcept"]["coding"] += concept((T.SCT, rng.choice(YES + NO + NEITHER + ["410592001"])))["coding"]
        elif choice == 10:
            out["valueCodeableConcept"] = self.coded(
                rng.choice([tag, "opsoclonus", "ataxia", "sleep"]))
        else:
            self._put(out, concept((T.LOINC, rng.choice(["LA6752-5", "LA6751-7", "LA6750-9",
                                                         "LA4489-6", "LA6576-8"]))))

    @staticmethod
    def _as_component(out):
        """The same statement, as a component of an examination."""
        moved = {k: out.pop(k) for k in list(out)
                 if k in ("code", "dataAbsentReason", "interpretation") or k.startswith("value")}
        out["code"] = concept(shapes.EYE_EXAM)
        out["component"] = [moved]


def birth_day(text):
    """The birth date when it is a full one."""
    return date.fromisoformat(text) if text and len(text) == 10 else None
