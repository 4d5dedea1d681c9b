"""One child's record as if several systems had written it.

Each resource has what it must have, and optional members as long as its share of the bytes lasts."""

import random
from datetime import timedelta

from makers import json_text
from makers import varied_parts as part
from makers.call import BORN, HL7, ILLNESSES, LABS, LOINC, NOW, SNOMED, VITALS, stamp

SERVER = "https://ehr.example.org/fhir/r4"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
PRESENT = [("52101004", "Present"), ("373066001", "Yes"), ("10828004", "Positive")]
PROCEDURES = [("33879002", "Administration of vaccine to produce active immunity"), ("76601001", "Intramuscular injection"),
              ("430193006", "Medication reconciliation"), ("225358003", "Wound care")]
REPORTS = [("58410-2", "CBC panel - Blood by Automated count"), ("24323-8", "Comprehensive metabolic 2000 panel - Serum or Plasma"),
           ("11502-2", "Laboratory report")]
# No code of any system stands here that says what urine or which part of the body was looked at: that would be workup.


class Chart:
    def __init__(self, seed, child, with_urn):
        self.random = random.Random(seed)
        self.child = child
        self.urn = f"urn:uuid:{part.uuid_of(self.random)}" if with_urn else ""   # how some lists name the Patient
        self.identifier = {"system": "https://ehr.example.org/mrn", "value": f"{self.random.randrange(10**8):08}"}

    # ---- small things ----

    def when(self):
        """A time in this child's life, longer ago than the findings that count."""
        return BORN + timedelta(seconds=self.random.randrange(int((NOW - BORN).total_seconds()) - 60 * 86400))

    def instant(self, t):
        return stamp(t) + self.random.choice(["Z", "+00:00", ".000Z", ".123+00:00"])

    def date_time(self, t):
        """As exact as the writer knew it: a day or an instant."""
        return self.random.choice([stamp(t)[:10], self.instant(t)])

    def reference(self, kind):
        r = self.random
        identity = part.identity(r)
        ref = r.choice([f"{kind}/{identity}", f"{kind}/{identity}/_history/{r.randint(1, 9)}", f"{SERVER}/{kind}/{identity}",
                        f"urn:uuid:{part.uuid_of(r)}"])
        made = {"reference": ref}
        if r.random() < 0.3:
            made["type"] = kind
        if r.random() < 0.3:
            made["display"] = r.choice(part.NAMES)
        return made

    def subject(self, urn_allowed=True):
        r = self.random
        forms = [{"reference": f"Patient/{self.child}"}, {"reference": f"{SERVER}/Patient/{self.child}"},
                 {"reference": f"Patient/{self.child}/_history/{r.randint(1, 9)}"}, {"identifier": self.identifier, "type": "Patient"}]
        if self.urn and urn_allowed:
            forms.append({"reference": self.urn})
        made = dict(r.choice(forms))
        return made | ({"display": "Bénch Êxample"} if r.random() < 0.3 else {})

    # ---- what each type must have ----

    def resource(self, kind, at, members, share, optional):
        """`members` and what else fits into `share` bytes, in some order, each with its own habits of writing."""
        r = self.random
        whole = {"resourceType": kind, "id": part.identity(r)} | members
        candidates = [*self._for_any(kind, at), *optional]
        r.shuffle(candidates)
        left = share - json_text.size(whole) - 90   # for its entry
        for make in candidates:
            added = make()
            needed = json_text.size(added)
            if needed <= left and not added.keys() & whole.keys():
                whole |= added
                left -= needed
        return self._disordered(whole)

    def _for_any(self, kind, at):
        r = self.random
        yield lambda: {"meta": part.meta(r, self.instant(at))}
        yield lambda: {"text": part.narrative(r)}
        yield lambda: {"extension": [part.extension(r) for _ in range(r.randint(1, 3))]}
        yield lambda: {"identifier": [part.identifier(r) for _ in range(r.choice([1, 1, 2]))]}
        yield lambda: {"language": r.choice(part.LANGUAGES), "_language": part.primitive_extension(r)}
        if kind not in ("Patient", "DiagnosticReport"):
            yield lambda: {"note": part.note(r, self.instant(at))}
        if kind != "Patient":
            yield lambda: {"encounter": self.reference("Encounter")}

    def _disordered(self, value, top=True):
        """Half of all resources have their members in another order, some of them within their parts too."""
        r = self.random
        if not isinstance(value, dict):
            return [self._disordered(inner, False) for inner in value] if isinstance(value, list) else value
        names = list(value)
        if r.random() < (0.5 if top else 0.25):
            r.shuffle(names)
        return {name: self._disordered(value[name], False) for name in names}

    def patient(self, share):
        r = self.random
        members = {"active": True, "gender": "female", "birthDate": stamp(BORN)[:10], "identifier": [part.identifier(r), self.identifier],
                   "_birthDate": {"extension": [{"url": f"{part.HL7_EXTENSION}/patient-birthTime", "valueDateTime": self.instant(BORN)}]},
                   "name": [{"use": "official", "family": "Êxample", "given": ["Bénch", "Ida"],
                             "_given": [None, part.primitive_extension(r)]}]}
        optional = [lambda: {"address": [{"line": ["Straße 1", "c/o \"Êxample\""], "city": "Exampleton", "country": "DE"}]},
                    lambda: {"telecom": [{"system": "phone", "value": "+00 555 0100", "use": "home"}]},
                    lambda: {"contact": [{"name": {"text": r.choice(part.NAMES)}, "relationship": [{"text": "mother"}]}]},
                    lambda: {"communication": [{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "de"}]}, "preferred": True}]},
                    lambda: {"managingOrganization": self.reference("Organization")}]
        whole = self.resource("Patient", BORN, members, share, optional)
        return {name: self.child if name == "id" else value for name, value in whole.items()}

    def condition(self, coded, start, share, status="resolved"):
        r = self.random
        onset = self.date_time(start)
        members = {"clinicalStatus": part.status_of(r, "condition-clinical", status),
                   "verificationStatus": part.status_of(r, "condition-ver-status", "confirmed"),
                   "code": coded, "subject": self.subject(urn_allowed=False)}
        members |= {"onsetPeriod": {"start": onset}} if r.random() < 0.2 else {"onsetDateTime": onset}
        if status == "resolved":
            members["abatementDateTime"] = self.date_time(start + timedelta(days=r.randint(2, 20)))
        kinds = ["encounter-diagnosis", "problem-list-item"]
        optional = [lambda: {"category": [part.status_of(r, "condition-category", r.choice(kinds))]},
                    lambda: {"recordedDate": self.date_time(start + timedelta(days=1))},
                    lambda: {"recorder": self.reference("Practitioner")},
                    lambda: {"asserter": {"reference": "#p1"}, "contained": [part.contained_person(r)]},
                    lambda: {"severity": part.concept(r, SNOMED, "255604002", "Mild")}, lambda: {"bodySite": [part.body_site(r)]},
                    lambda: {"evidence": [{"detail": [self.reference("Observation")]}]},
                    lambda: {"stage": [{"summary": {"text": r.choice(part.SENTENCES)}}]},
                    lambda: {"_recordedDate": part.primitive_extension(r), "recordedDate": self.date_time(start + timedelta(days=2))}]
        return self.resource("Condition", start, members, share, optional)

    def illness(self, share):
        r = self.random
        coded = part.concept(r, SNOMED, *r.choice(ILLNESSES))
        if r.random() < 0.4:
            coded["coding"].insert(r.randrange(2), part.coding(r, ICD10CM, r.choice(["J06.9", "L22", "H66.90", "L20.9"]), "as billed"))
        return self.condition(coded, self.when(), share)

    # ---- observations ----

    def observation(self, coded, at, value, share, category="exam"):
        r = self.random
        members = {"status": r.choice(["final", "final", "amended", "corrected"]), "code": coded, "subject": self.subject()} | value
        members |= {"effectivePeriod": {"start": self.instant(at)}} if r.random() < 0.1 else {"effectiveDateTime": self.date_time(at)}
        optional = [lambda: {"category": [part.status_of(r, "observation-category", category)]}, lambda: {"issued": self.instant(at)},
                    lambda: {"performer": [self.reference(r.choice(["Practitioner", "Organization"])) for _ in range(r.choice([1, 1, 2]))]},
                    lambda: {"performer": [{"reference": "#p1"}], "contained": [part.contained_person(r)]},
                    lambda: {"bodySite": part.body_site(r)}, lambda: {"method": part.method(r)},
                    lambda: {"device": self.reference("Device")}, lambda: {"basedOn": [self.reference("ServiceRequest")]},
                    lambda: {"specimen": self.reference("Specimen")}, lambda: {"derivedFrom": [self.reference("DocumentReference")]},
                    lambda: {"_status": part.primitive_extension(r)}, lambda: {"partOf": [self.reference("Procedure")]}]
        return self.resource("Observation", at, members, share, optional)

    def measured(self, share):
        r = self.random
        at = self.when()
        if r.random() < 0.12:
            coded = part.concept(r, LOINC, "85354-9", "Blood pressure panel")
            return self.observation(coded, at, {"component": self._pressures()}, share, "vital-signs")
        vital = r.random() < 0.6
        code, display, unit, low, high, places = r.choice(VITALS if vital else LABS)
        coded = part.concept(r, LOINC, code, display) if r.random() < 0.95 else {"text": display}
        value = self._value(low, high, unit, places)
        if not vital and r.random() < 0.5:
            value["referenceRange"] = [{"low": part.quantity(r, low, low, unit, places), "text": f"{low}–{high} {unit}"}]
        if not vital and r.random() < 0.3:
            value["interpretation"] = [part.status_of(r, "v3-ObservationInterpretation", r.choice(["N", "H", "L"]))]
        return self.observation(coded, at, value, share, "vital-signs" if vital else "laboratory")

    def _value(self, low, high, unit, places):
        r = self.random
        form = r.random()
        if form < 0.8:
            comparator = {"comparator": r.choice(["<", ">="])} if r.random() < 0.1 else {}
            return {"valueQuantity": part.quantity(r, low, high, unit, places) | comparator}
        return r.choice([{"valueString": f"{r.uniform(low, high):.1f} {unit} – {r.choice(part.SENTENCES)}"},
                         {"valueRange": {"low": part.quantity(r, low, high, unit, places)}},
                         {"valueCodeableConcept": part.concept(r, LOINC, "LA18626-2", "Normal")},
                         {"valueInteger": r.randrange(100)}, {"_valueString": part.primitive_extension(r)},
                         {"dataAbsentReason": part.status_of(r, "data-absent-reason", "not-performed")},
                         {"valueSampledData": {"origin": {"value": 0}, "period": 10, "dimensions": 1, "data": "2 4 8 E 12 -3"}}])

    def _pressures(self):
        r = self.random
        rows = [("8480-6", "Systolic blood pressure", 70, 110), ("8462-4", "Diastolic blood pressure", 40, 70),
                ("8478-0", "Mean blood pressure", 50, 80)]
        return [{"code": part.concept(r, LOINC, code, display), "valueQuantity": part.quantity(r, low, high, "mm[Hg]", 0)}
                for code, display, low, high in rows[:r.choice([2, 2, 3])]]

    def sign(self, coded, at, share):
        """A finding that is there, said in one of the ways of FHIR."""
        r = self.random
        value = r.choice([{}, {"valueBoolean": True}, {"valueString": "present"},
                          {"valueCodeableConcept": part.concept(r, SNOMED, *r.choice(PRESENT))}])
        return self.observation(coded, at, value, share)

    # ---- the lists of what was ordered and done ----

    def order(self, share):
        r, at = self.random, self.when()
        members = {"status": "completed", "intent": "order", "code": part.concept(r, LOINC, *r.choice(REPORTS)),
                   "subject": self.subject(False), "authoredOn": self.date_time(at)}
        return self.resource("ServiceRequest", at, members, share, [
            lambda: {"priority": r.choice(["routine", "urgent"])}, lambda: {"requester": self.reference("Practitioner")},
            lambda: {"reasonCode": [part.concept(r, SNOMED, *r.choice(ILLNESSES))]}, lambda: {"occurrenceDateTime": self.date_time(at)}])

    def report(self, share):
        r, at = self.random, self.when()
        members = {"status": "final", "code": part.concept(r, LOINC, *r.choice(REPORTS)), "subject": self.subject(False),
                   "issued": self.instant(at)}
        return self.resource("DiagnosticReport", at, members, share, [
            lambda: {"category": [{"coding": [{"system": f"{HL7}/v2-0074", "code": "LAB"}]}]},
            lambda: {"effectiveDateTime": self.date_time(at)},
            lambda: {"result": [self.reference("Observation") for _ in range(r.randint(1, 6))]},
            lambda: {"conclusion": part.sentences(r, 3)}, lambda: {"presentedForm": [part.attachment(r)]},
            lambda: {"performer": [self.reference("Organization")]}])

    def procedure(self, share):
        r, at = self.random, self.when()
        members = {"status": "completed", "code": part.concept(r, SNOMED, *r.choice(PROCEDURES)), "subject": self.subject(False)}
        end = self.instant(at + timedelta(hours=1))
        members |= r.choice([{"performedPeriod": {"start": self.instant(at), "end": end}}, {"performedDateTime": self.date_time(at)}])
        return self.resource("Procedure", at, members, share, [
            lambda: {"performer": [{"actor": self.reference("Practitioner"), "function": {"text": "surgeon"}}]},
            lambda: {"reasonCode": [part.concept(r, SNOMED, *r.choice(ILLNESSES))]}, lambda: {"bodySite": [part.body_site(r)]},
            lambda: {"location": self.reference("Location")}, lambda: {"usedCode": [part.local_concept(r)]}])

    def study(self, share):
        r, at = self.random, self.when()
        photograph = {"system": "urn:ietf:rfc:3986", "code": "urn:oid:1.2.840.10008.5.1.4.1.1.77.1.4"}
        instances = [{"uid": f"1.2.840.{r.randrange(10**9)}.{n}", "number": n, "sopClass": photograph} for n in range(1, r.randint(2, 4))]
        modality = {"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "XC"}
        members = {"status": "available", "subject": self.subject(False), "started": self.instant(at), "numberOfSeries": 1,
                   "series": [{"uid": f"1.2.840.{r.randrange(10**9)}", "modality": modality, "instance": instances}]}
        return self.resource("ImagingStudy", at, members, share, [
            lambda: {"description": r.choice(part.SENTENCES)}, lambda: {"referrer": self.reference("Practitioner")},
            lambda: {"procedureCode": [part.local_concept(r)]}])
