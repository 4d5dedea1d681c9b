"""Days, partial dates and ages, clinical.md 2.3 and the date paragraph of 2.14."""

import calendar
import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

# clinical.md 2.1, in days
LOOKBACK = 180
STALE_LIST = 730
NEW_ONSET = 180
PAIR_GAP = 90
FRESH_NEG_O = 14
TOXIC_GAP = 14
EPISODE_PAD = 30
REPEAT_AFTER = 90


@dataclass(frozen=True)
class Span:
    """The days that a FHIR date may mean: one for a full date, more for a partial one."""
    first: date
    last: date


def read_date(text):
    """Span of a FHIR date, dateTime or instant on the day written in it; None if it is none."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T\S+)?)?)?", text) \
        if isinstance(text, str) else None
    if not match:
        return None
    year, month, day = (int(g) if g else None for g in match.groups())
    try:
        if day:
            return Span(date(year, month, day), date(year, month, day))
        if month:
            return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return Span(date(year, 1, 1), date(year, 12, 31))
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


def age_band(birth, today):
    """Band of clinical.md 2.3 for the Span of the birth date (None: unknown)."""
    if birth is None or birth.first > today:
        return "unknown"
    oldest, youngest = birth.first, min(birth.last, today)

    def surely_reached(months):
        return add_months(youngest, months) <= today

    def possibly_reached(months):
        return add_months(oldest, months) <= today

    if add_months(youngest, 120 * 12) < today:
        return "unknown"
    if surely_reached(18 * 12):
        return "ge18"
    if possibly_reached(18 * 12):
        return "unknown"
    if possibly_reached(6 * 12):
        return "6y_18y"
    return "6m_6y" if possibly_reached(6) else "lt6m"


def surely_under_ten(birth, today):
    return birth is not None and birth.first <= today < add_months(birth.first, 120)
