"""What the transformations of field_spellings.py, field_records.py and field_lists.py share.

A transformation takes (rng, chart, pools) and gives a Variant or None where it does not apply. `twin` is the chart whose answer
the variant must have; None: the answer changes as the text says, and only the evaluator knows how.
"""

from dataclasses import dataclass

from generator.charts import MRN, SERVER, Chart

UNKNOWN = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}
DATES = ("onsetDateTime", "recordedDate", "assertedDate", "dateRecorded", "abatementDateTime", "effectiveDateTime", "effectiveInstant",
         "issued", "authoredOn", "performedDateTime", "started", "occurrenceDateTime")
PERIODS = ("onsetPeriod", "abatementPeriod", "effectivePeriod", "performedPeriod", "occurrencePeriod")


@dataclass
class Variant:
    chart: Chart
    twin: Chart | None
    partial: bool = False   # the variant states partial data


def of_type(chart, *kinds):
    return [n for n, r in enumerate(chart.records) if r["resourceType"] in kinds]


def picked(rng, chart, found):
    """(copy of the chart, one of its records by number), None where there is none."""
    if not found:
        return None, None
    out = chart.changed()
    return out, out.records[rng.choice(found)]


def has_foreign(chart):
    """A list holds records of somebody else, so that one record more or less may make it unavailable."""
    return chart.lists() and any(not is_the_patient(chart, r) and (owner_of(r) or {}).get("identifier") != MRN for r in chart.records)


def dropped(out, chart, record):
    """The variant must answer like the chart without the record of that id."""
    if has_foreign(chart):
        return None
    return Variant(out, chart.changed(records=[r for r in chart.records if r["id"] != record["id"]]))


def with_records(chart, *records):
    return chart.changed(records=chart.records + list(records))


def codings_of(value):
    """Every Coding in a record."""
    if isinstance(value, dict):
        if "coding" in value and isinstance(value["coding"], list):
            yield from (c for c in value["coding"] if isinstance(c, dict))
        for inner in value.values():
            yield from codings_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from codings_of(inner)


def dated_members(record):
    """(owner, name) of every date of a record but meta.lastUpdated."""
    found = [(record, n) for n in DATES if n in record]
    return found + [(record[p], n) for p in PERIODS if isinstance(record.get(p), dict) for n in ("start", "end") if n in record[p]]


def owner_of(record):
    return record.get("patient" if "patient" in record else "subject")


def is_the_patient(chart, record):
    """The record's subject is the patient, by a reference."""
    text = (owner_of(record) or {}).get("reference", "")
    return text.split("/_history")[0] in (f"Patient/{chart.ident}", f"{SERVER}/Patient/{chart.ident}", chart.full_url)
