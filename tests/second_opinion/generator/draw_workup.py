"""Random workup of a chart: orders, reports, procedures, studies, urine."""

import shapes
import terminology as T
from generator.pools import LOCAL
from shapes import before, concept

WHOLE_SETS = [[shapes.MRI_WHOLE_BODY], list(shapes.MRI_PARTS.values()), [(T.LOINC, "72254-6"), (T.LOINC, "36235-0")],
              [(T.LOINC, "89283-6")], [(T.SCT, "426252008")], [(T.LOINC, "91523-1"), (T.LOINC, "24840-1")]]
METANEPHRINES = (T.LOINC, "43108-0")
UNREAD = [(LOCAL, "MRT-4711"), ("http://www.ama-assn.org/go/cpt", "74183")]
ABSENT_REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
ORDER_STATUS = ["active", "active", "active", "draft", "on-hold", "revoked", "completed", "entered-in-error"]


class DrawWorkup:
    def __init__(self, draw, anchor):
        self.draw = draw
        self.rng = draw.rng
        self.today = draw.today
        self.regions = sorted(tag for tag in draw.pools if tag.startswith("region:"))
        self.days = [before(self.today, d) for d in (0, 1, 89, 90, 91)] + [before(anchor, d) for d in (0, 0, 29, 30, 31)]

    def day(self):
        return min(self.rng.choice(self.days), self.today)

    def make(self, whole=False):
        """Resources of one workup."""
        chance = self.rng.random()
        out = self._whole_set() if whole or chance < 0.35 else self._mixed_set() if chance < 0.55 else self._pieces()
        if self.rng.random() < 0.7:
            out.append(self._urine())
        return out

    def old_scan(self):
        """A whole set whose date decides between silence and a repeat."""
        self.days = [before(self.today, d) for d in (89, 90, 91)]
        return self.make(whole=True)

    def around_the_start(self):
        """A whole set within the episode, or just before it."""
        self.days = self.days[-5:]
        return self._whole_set() + [self._urine()]

    def drafts(self, ident):
        """Draft orders of order-sign."""
        out = self.rng.choice([self._ordered_set(), self._ordered_set()[:2], [self._order(shapes.HVA, self.today)]])
        for number, resource in enumerate(out):
            resource.update(id=f"d{number}", subject={"reference": f"Patient/{ident}"}, status=self.rng.choice(["draft", "active"]))
        return out

    def _whole_set(self):
        day, out = self.day(), []
        for code in self.rng.choice(WHOLE_SETS):
            out.append(shapes.report(code, self.draw.written(day)))
            if self.rng.random() < 0.3:
                day = self.day()
        return out

    def _ordered_set(self):
        return [self._order(code, self.day(), "active") for code in self.rng.choice(WHOLE_SETS)]

    def _mixed_set(self):
        """The four regions, some ordered, some reported, sometimes one missing."""
        out = [self.rng.choice([self._order(code, self.day(), "active"), self._report(code, self.day(), "final")])
               for code in shapes.MRI_PARTS.values()]
        return out[self.rng.choice([0, 0, 0, 1]):]

    def _pieces(self):
        out = []
        for _ in range(self.rng.randint(1, 3)):
            tag = self.rng.choice(self.regions + ["question"])
            make = self.rng.choice([self._report, self._report, self._procedure, self._study, self._order])
            day = before(self.today, self.rng.choice([-1, -2, -2])) if self.draw.odd(0.2) else self.day()
            code = self.rng.choice(UNREAD if self.rng.random() < 0.3 else self.draw.pools[tag])
            out.append(make(code, day))
        return out

    def _order(self, code, day, status=None):
        out = shapes.order(code, self.draw.written(day), status or self.rng.choice(ORDER_STATUS))
        chance = self.rng.random()
        if status is None and chance < 0.3:
            out["doNotPerform"] = self.rng.choice([True, True, False])
        elif chance < 0.4:
            out["occurrenceDateTime"] = self.draw.written(day)
            del out["authoredOn"]
        elif chance < 0.5:
            out["meta"] = {"lastUpdated": self.draw.instant(day)}
            del out["authoredOn"]
        return out

    def _report(self, code, day, status=None):
        out = shapes.report(code, self.draw.written(day), status or self.rng.choice(
            ["final"] * 6 + ["amended", "corrected", "appended", "preliminary", "registered", "cancelled"]))
        if self.rng.random() < 0.3:
            out["issued"] = self.draw.instant(self.today)
        elif self.rng.random() < 0.1:
            out["issued"] = self.draw.instant(day)
            del out["effectiveDateTime"]
        return out

    def _procedure(self, code, day):
        out = {"resourceType": "Procedure", "code": concept(code), "status": self.rng.choice(
            ["completed"] * 5 + ["in-progress", "not-done"])}
        if self.rng.random() < 0.7:
            out["performedDateTime"] = self.draw.written(day)
        else:
            out["performedPeriod"] = {"start": day.isoformat(), "end": day.isoformat()}
        return out

    def _study(self, code, day):
        return {"resourceType": "ImagingStudy", "procedureCode": [concept(code)],
                "status": self.rng.choice(["available"] * 5 + ["registered", "cancelled"]), "started": self.draw.written(day)}

    def _urine(self):
        rng, day = self.rng, self.draw.written(self.day())
        code = rng.choice(self.draw.pools["hva_vma"])
        status = rng.choice(["final"] * 5 + ["amended", "preliminary", "registered", "cancelled"])
        kind = rng.choice(["order", "report", "panel", "result", "result", "result"])
        if kind == "order":
            return shapes.order(code, day)
        if kind == "report":
            return shapes.report(code, day, status)
        value = {"value": 9, "unit": "mg/g"}
        if kind == "panel":
            part = {"code": concept(code), "valueQuantity": value}
            return shapes.observation(METANEPHRINES, day, None, status, component=[part])
        if rng.random() < 0.15:
            return shapes.observation(code, day, None, status, _valueString={"extension": [{"url": ABSENT_REASON, "valueCode": "masked"}]})
        return shapes.observation(code, day, None, status, valueQuantity=value)
