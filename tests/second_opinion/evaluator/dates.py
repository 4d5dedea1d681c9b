"""Days, partial dates and ages: clinical.md 2.3, the date paragraph of 2.14, the dates of 2.15."""

import calendar
import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from evaluator.clauses import reach
from evaluator.primitives import given, only_extension

# clinical.md 2.1, in days
LIMITS = {"LOOKBACK": 180, "STALE_LIST": 730, "NEW_ONSET": 180, "PAIR_GAP": 90, "FRESH_NEG_O": 14, "TOXIC_GAP": 14,
          "INJURY_GAP": 14, "EPISODE_PAD": 30, "REPEAT_AFTER": 90, "REPEAT_UNTIL": 730, "KNOWN_AFTER": 90,
          "NEW_MEMORY begins": 180, "NEW_ONSET + NEW_MEMORY": 180 + 550, "raised pressure NEW_ONSET": 180, "future": 1}
FHIR_TIME = r"T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d\d:\d\d)"


def within(name, days):
    """Is a distance of so many days inside the limit of that name? The day of the limit is."""
    limit = LIMITS[name]
    if limit <= days <= limit + 1:
        reach(f"{name}, {'last day' if days == limit else 'a day after'}")
    return days <= limit


@dataclass(frozen=True)
class Span:
    """The days that a FHIR date may mean: one for a full date, more for a partial one."""
    first: date
    last: date


def _calendar_day(text):
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def read_date(text):
    """Span of a date on the day written in it; None where no calendar day, month or year can be read."""
    if not isinstance(text, str):
        return None
    day = _calendar_day(text[:10])
    if day:
        reach("a day with a time that is no FHIR time", len(text) > 10 and not re.fullmatch(FHIR_TIME, text[10:]))
        return Span(day, day)
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) and text[:4] != "0000":
        year, month = int(text[:4]), int(text[5:])
        return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    if re.fullmatch(r"\d{4}", text) and text != "0000":
        return Span(date(int(text), 1, 1), date(int(text), 12, 31))
    return None


def read_instant(text):
    """A moment with its time zone, to compare versions of a record; None where there is none."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d" + FHIR_TIME, text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def evaluation_day(instant):
    """The UTC day of `now`, given as FHIR instant or date."""
    if "T" not in instant:
        return date.fromisoformat(instant)
    moment = datetime.fromisoformat(instant)
    if moment.tzinfo is None:
        raise ValueError(f"as-of {instant!r} has no time zone: write Z or an offset")
    return moment.astimezone(timezone.utc).date()


def add_months(day, months):
    """Calendar months; a day that the month lacks becomes the 1st of the next month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    if day.day > calendar.monthrange(year, month)[1]:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return date(year, month, 1)
    return date(year, month, day.day)


def whole_months(birth, day):
    """Completed months from the birth to the day."""
    months = (day.year - birth.year) * 12 + day.month - birth.month
    return months if add_months(birth, months) <= day else months - 1


def add_age(birth, age):
    """birth plus a FHIR Age; None when it has no number or no UCUM unit we know."""
    if not isinstance(age, dict):
        return None
    value, unit = age.get("value"), age.get("code")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        return None
    if unit == "a":
        return add_months(birth, math.floor(value * 12))
    if unit == "mo":
        return add_months(birth, math.floor(value))
    days_each = {"wk": 7, "d": 1, "h": 0, "min": 0}.get(unit)
    return None if days_each is None else birth + timedelta(days=math.floor(value * days_each))


def days_between(earlier, later):
    return (later - earlier).days


def is_future(span, today):
    days = days_between(today, span.first)
    return days > 0 and not within("future", days)


class DateReader:
    """Reads the dates of one record. What cannot be read, and what lies before the birth, is listed and set aside."""

    def __init__(self, birth, skipped, where):
        self.birth = birth
        self.skipped = skipped
        self.where = where
        self.unread = self.before_birth = False

    def read(self, owner, name, below=""):
        """Span of an element, None where it is missing or set aside."""
        if only_extension(owner, name):
            reach("a date that is only an extension")
            return self._not_understood(below + name)
        if not given(owner, name):
            return None
        span = read_date(owner[name])
        return self.of_child(span, below + name) if span else self._not_understood(below + name)

    def of_child(self, span, name):
        """The span, unless it lies before the earliest possible birth."""
        if self.birth and span.last < self.birth.first:
            reach("a date before birth")
            self.before_birth = True
            self.skipped.add(f"{self.where}.{name}", "before-birth")
            return None
        reach("a date on the day of birth", self.birth is not None and span.last == self.birth.first)
        return span

    def _not_understood(self, name):
        reach("a date that cannot be read")
        self.unread = True
        self.skipped.add(f"{self.where}.{name}", "date-not-understood")


@dataclass(frozen=True)
class Age:
    """Band of clinical.md 2.3 for the Span of the birth date, and the whole months it may be."""
    band: str
    months: tuple | None
    under_ten: bool


def _reached(born, months, name, today):
    birthday = add_months(born, months)
    if abs(days_between(today, birthday)) <= 1 and birthday >= today:
        reach(f"{name}, {'birthday' if birthday == today else 'the day before'}")
    return birthday <= today


def age_of(birth, today):
    """Age on the day of evaluation; band `unknown` for a birth date that is missing or cannot be one."""
    if birth is None or birth.first > today:
        reach("age unknown: future birth date", birth is not None)
        return Age("unknown", None, False)
    oldest, youngest = birth.first, min(birth.last, today)
    months = (whole_months(youngest, today), whole_months(oldest, today))
    if add_months(youngest, 120 * 12) < today:
        reach("age unknown: over 120 years")
        return Age("unknown", None, False)
    under_ten = not _reached(oldest, 120, "10 years", today)
    if _reached(youngest, 216, "18 years", today):
        return Age("ge18", months, under_ten)
    if _reached(oldest, 216, "18 years", today):
        reach("age straddles 18 years")
        return Age("unknown", months, under_ten)
    if _reached(oldest, 72, "6 years", today):
        reach("age straddles 6 years", not _reached(youngest, 72, "6 years", today))
        return Age("6y_18y", months, under_ten)
    six_months = _reached(oldest, 6, "6 months", today)
    reach("age straddles 6 months", six_months and not _reached(youngest, 6, "6 months", today))
    return Age("6m_6y" if six_months else "lt6m", months, under_ten)


def age_words(birth, day):
    """ISO 8601 duration of years and months from the birth to a day: P1Y4M. P0M under one month. None where the birth date is partial
    and leaves more than one number of months."""
    if birth is None or day < birth.first or whole_months(birth.first, day) != whole_months(min(birth.last, day), day):
        return None
    years, months = divmod(whole_months(birth.first, day), 12)
    return "P" + ((f"{years}Y" if years else "") + (f"{months}M" if months else "") or "0M")
