"""Calendar arithmetic: TIMEX3 values of periods, their first and last day, moves by units."""
import re
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta, weekday

MONTHS = {"M": 1, "Q": 3, "HY": 6, "Y": 12, "DE": 120, "CE": 1200, "ML": 12000}
SEASONS = {"SP": ((3, 1), (6, 20)), "SU": ((6, 1), (9, 22)), "FA": ((9, 1), (12, 20)), "WI": ((12, 1), (3, 20))}
_VALUE = re.compile(r"(?P<year>\d{2,4})(?:-(?P<rest>\d\d|\d\d-\d\d|W\d\d(?:-WE)?|Q\d|H\d|SP|SU|FA|WI))?")
Days = tuple[date | None, date | None]


def shift(day: date, unit: str, number: int) -> date:
    """Move a day by so many units (D, W, WE, M, Q, HY, Y, DE, CE); OverflowError or ValueError outside years 1–9999.

    >>> shift(date(2024, 7, 18), "M", -1)
    datetime.date(2024, 6, 18)
    """
    if unit in MONTHS:
        return day + relativedelta(months=number * MONTHS[unit])
    return day + timedelta(number * (7 if unit in ("W", "WE") else 1))


def nth_weekday(year: int, month: int, day: int, number: int) -> date:
    """The nth such weekday (1 Monday, 7 Sunday) of a month (-1: the last); ValueError where there is none."""
    anchored = date(year, month, 1) + relativedelta(day=31 if number < 0 else 1, weekday=weekday(day - 1, number))
    if anchored.month != month:
        raise ValueError(number)
    return anchored


def value_of(day: date, unit: str) -> str:
    """The TIMEX3 value of the period of that unit (or season) which holds a day.

    >>> value_of(date(1999, 7, 9), "W"), value_of(date(1999, 7, 9), "Q"), value_of(date(1999, 7, 9), "CE")
    ('1999-W27', '1999-Q3', '19')
    """
    week_year, week, _ = day.isocalendar()
    return {"D": day.isoformat(), "W": f"{week_year}-W{week:02d}", "WE": f"{week_year}-W{week:02d}-WE",
            "M": f"{day.year:04d}-{day.month:02d}", "Q": f"{day.year:04d}-Q{(day.month + 2) // 3}",
            "HY": f"{day.year:04d}-H{(day.month + 5) // 6}", "Y": f"{day.year:04d}",
            "DE": f"{day.year // 10:03d}", "CE": f"{day.year // 100:02d}", "ML": str(day.year // 1000),
            }.get(unit) or f"{day.year:04d}-{unit}"


@lru_cache(1 << 14)
def bounds(value: str) -> Days:
    """First and last day of a TIMEX3 value; (None, None) for what has none (durations, references, unknown parts).

    >>> bounds("2024-SU"), bounds("XXXX-07")
    ((datetime.date(2024, 6, 1), datetime.date(2024, 9, 22)), (None, None))
    """
    found = _VALUE.fullmatch(value.partition("T")[0])
    if not found:
        return None, None
    year, rest = found["year"], found["rest"] or ""
    try:
        if len(year) < 4:
            size = 10 ** (4 - len(year))
            return _run(max(int(year) * size, 1), 1, 12 * size)
        year = int(year)
        if rest in SEASONS:
            first, last = SEASONS[rest]
            return date(year, *first), date(year + (rest == "WI"), *last)
        if rest.startswith("W"):
            monday = date.fromisocalendar(year, int(rest[1:3]), 1)
            return monday + timedelta(5 if rest.endswith("WE") else 0), monday + timedelta(6)
        if len(rest) == 5:
            return (date.fromisoformat(value[:10]),) * 2
        months = {"": 12, "Q": 3, "H": 6}.get(rest[:1], 1)
        return _run(year, int(rest[-2:].lstrip("QH") or 1) * months - months + 1, months)
    except (ValueError, OverflowError):
        return None, None


def _run(year: int, month: int, months: int) -> Days:
    first = date(year, month, 1)
    return first, first + relativedelta(months=months) - timedelta(1)


def part(days: Days, mod: str | None) -> Days:
    """The third of an interval that START, MID or END means; other modifiers leave it whole.

    >>> part((date(2024, 9, 1), date(2024, 9, 30)), "START")
    (datetime.date(2024, 9, 1), datetime.date(2024, 9, 10))
    """
    first, last = days
    if first is None or last is None or mod not in ("START", "MID", "END"):
        return days
    third = timedelta(((last - first).days + 1) // 3)
    if mod == "MID":
        return first + third, last - third
    rest = max(third - timedelta(1), timedelta(0))
    return (first, first + rest) if mod == "START" else (last - rest, last)
