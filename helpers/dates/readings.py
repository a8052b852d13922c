"""What each kind of expression means on the calendar, given what is known when it is read: one function a kind."""
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from helpers.dates import periods
from helpers.dates.periods import MONTHS, bounds, shift, value_of

_DUMMY = 2000  # stands for an unknown year in calendar moves (a leap year); never shown
_NOWHERE = (None, None)
_OF_DAY = {"S": "PT{}S", "MI": "PT{}M", "H": "PT{}H"}  # any other unit U: P{}U
_MULTIPLE = {"Q": (3, "M"), "HY": (6, "M"), "DE": (10, "Y"), "CE": (100, "Y"), "ML": (1000, "Y"),
             "DS": (0.1, "S"), "CS": (0.01, "S"), "MS": (0.001, "S")}


class Told(NamedTuple):
    """The date being told: a day (first of its period), how fine it is, and whether its year is known."""
    day: date
    unit: str
    sure: bool = True


class State(NamedTuple):
    """What an expression is resolved against: publication day, last date told, last day told, the story's day, the
    day on which the night or evening told last began, and the value of the last date or time."""
    published: date | None = None
    told: Told | None = None
    day: Told | None = None
    scene: Told | None = None
    evening: Told | None = None
    said: str = "XXXX-XX-XX"


class Reading(NamedTuple):
    """A resolved expression: type, value, the days it covers where the value does not say, the date it sets."""
    type: str
    value: str
    days: periods.Days | None = None
    told: Told | None = None
    flags: tuple[str, ...] = ()


def _period(day: date, unit: str, part: str | None = None, sure: bool = True) -> Reading:
    value, days = (value_of(day, unit), None) if sure else (_masked(value_of(day, unit)), _NOWHERE)
    return _of_day(Reading("DATE", value, days, Told(day, unit, sure)), part)


def _vague(value: str, part: str | None = None) -> Reading:
    return _of_day(Reading("DATE", value, _NOWHERE), part)


def _of_day(reading: Reading, part: str | None) -> Reading:
    return reading._replace(type="TIME", value=f"{reading.value}T{part}") if part else reading


def _masked(value: str) -> str:
    return "XXXX" + re.sub(r"^-W\d\d", "-WXX", value[4:])


def _published(state: State) -> Told | None:
    return Told(state.published, "D") if state.published else None


# ------------------------------------------------------------------ dates of the calendar
def _first(spec: dict, year: int) -> tuple[date, str]:
    """First day and unit of what is meant, in a year; ValueError where that year has none."""
    if "easter" in spec:
        return easter(year) + timedelta(spec["easter"]), "D"
    if "season" in spec:
        return bounds(f"{year}-{spec['season']}")[0], spec["season"]
    if spec["kind"] == "quarter":
        return date(year, (spec["number"] - 1) * MONTHS[spec["unit"]] + 1, 1), spec["unit"]
    if spec["kind"] == "nth":  # a week or week-end is that of its Thursday
        unit = "D" if "weekday" in spec else spec["unit"]
        return periods.nth_weekday(year, spec["month"], spec.get("weekday", 4), spec["number"]), unit
    unit = spec.get("unit") or {"date": "D", "feast": "D", "month": "M"}.get(spec["kind"], "Y")
    return date(year, spec.get("month", 1), spec.get("day", 1)), unit


def _nearest(options: Iterable[tuple[date, date]], base: date, spec: dict) -> tuple[date, date]:
    """Of several days or periods the one next to publication, on the side that cue word or verb tense gives."""
    side, strict = spec.get("cue") or spec.get("tense"), "cue" in spec
    side = None if spec.get("until") and side == "past" else side  # « a interdit la baignade jusqu'à la Toussaint »

    def cost(option: tuple[date, date]) -> float:
        first, last = option
        gap = max((first - base).days, (base - last).days, 0)
        if side not in ("past", "future"):
            return gap * 1.35 if first > base else gap  # news tells the past more often
        beyond = (last >= base if strict else first > base) if side == "past" else (
            first <= base if strict else last < base)
        running = 400 * ("month" not in spec and strict and gap == 0)  # « l'été dernier », said in summer
        return gap * (2 if spec.get("loose") else 100) + strict + running if beyond else gap

    return min(options, key=lambda option: (cost(option), option[0] > base))


def _year_of(spec: dict, base: date | None) -> int | None:
    """The year said, in the expression or beside it; else that of the nearest date so named."""
    said = spec.get("year") or (1900 + spec["yy"] if "yy" in spec else spec.get("context_year"))
    if said or base is None or spec.get("generic"):
        return said
    years = {}
    for year in range(base.year - 2, base.year + 2):
        with suppress(ValueError):  # 29 February
            years[bounds(value_of(*_first(spec, year)))] = year
    return years[_nearest(years, base, spec)] if years else None


def _dated(spec: dict, state: State) -> Reading:
    if spec["kind"] == "date" and spec.get("month") is None:
        return _day_of_month(spec, state)
    year = _year_of(spec, state.published)
    first, unit = _first(spec, year or _DUMMY)
    if year is None and (spec["kind"] == "nth" or "easter" in spec):
        return _vague("XXXX-XX-XX")
    wrong = year is not None and unit == "D" and spec.get("weekday") not in (None, first.isoweekday())
    reading = _period(first, unit, spec.get("part", spec.get("hours")), year is not None)
    return reading._replace(flags=("weekday disagrees",) if wrong else ())


def _day_of_month(spec: dict, state: State) -> Reading:
    """« vendredi 12 »: the nearest month, on the side of the tense, in which that day is that weekday."""
    base, weekday = state.published, spec.get("weekday")
    if base is None:
        return _vague(f"XXXX-XX-{spec['day']:02d}", spec.get("part"))
    months = [shift(base, "M", offset) + relativedelta(day=spec["day"]) for offset in range(-2, 3)]
    days = [(day, day) for day in months if day.day == spec["day"]]
    agreeing = [(day, day) for day, _ in days if weekday in (None, day.isoweekday())]
    flags = () if agreeing else ("weekday disagrees",)
    return _period(_nearest(agreeing or days, base, spec)[0], "D", spec.get("part"))._replace(flags=flags)


def _decade(spec: dict, state: State) -> Reading:
    year = spec.get("year", spec.get("decade"))
    return _period(date(year + (1900 if year < 100 else 0), 1, 1), "DE")


def _anniversary(spec: dict, state: State) -> Reading:
    if "base_year" not in spec:
        return _vague("XXXX")
    day = date(spec["base_year"] + spec["number"], spec.get("base_month", 1), spec.get("base_day", 1))
    late = state.published and day.year > state.published.year + 2  # the year beside it is another's
    return _vague("XXXX") if late else _period(day, "D" if "base_day" in spec else "M" if "base_month" in spec else "Y")


# ------------------------------------------------------------------ counted from publication or from the text
def _weekday(spec: dict, state: State) -> Reading:
    base, weekday = state.published, spec["weekday"]
    if "offset" in spec and "cue" not in spec and state.day:  # « le lundi suivant »: from the day told
        base = state.day.day if state.day.sure else None
        spec = spec | {"cue": "future" if spec["offset"] > 0 else "past"} if spec["offset"] else spec
    if base is None or spec.get("generic"):
        return _vague(f"XXXX-WXX-{weekday}", spec.get("part"))
    told = state.day.day if state.day and state.day.sure and "cue" not in spec else date.min
    if told.isoweekday() == weekday and spec.get("tense") != "future" and abs(base - told).days < 8:
        return _period(told, "D", spec.get("part"))  # « jeudi 16 mars … jeudi »: the same, unless still to come
    coming = spec.get("ahead") and spec["tense"] == "present"
    days = (shift(base, "D", n - base.isoweekday() + weekday) for n in (-7, 0, 7))
    spec = spec | {"loose": False} | ({"tense": "future"} if coming else {})
    day, _ = _nearest(((day, day) for day in days), base, spec)
    return _period(shift(day, "W", spec.get("weeks", 0)), "D", spec.get("part"))


def _counted(spec: dict, state: State) -> Reading:
    """« demain », « la semaine dernière », « la veille », « l'année suivante »: units from publication or the text."""
    unit, offset, anchor = spec["unit"], spec.get("offset", 0), _published(state)
    if spec.get("anchor") == "text":
        anchor = (unit in ("D", "W", "WE") and state.day) or state.told or (anchor if offset <= 0 else None)
    if anchor is None or spec.get("of") or unit == "D" and anchor.unit != "D":
        return _vague(re.sub(r"\d", "X", value_of(date(_DUMMY, 1, 1), unit)), spec.get("part"))
    if unit == "WE" and anchor.day.isoweekday() < 6 and offset == 0 and spec.get("tense") == "past":
        offset = -1
    there = shift(anchor.day, unit, offset - _past_night(spec, anchor, state))
    wrong = anchor.sure and spec.get("weekday") not in (None, there.isoweekday())  # « hier jeudi »
    return _period(there, unit, spec.get("part"), anchor.sure)._replace(flags=("weekday disagrees",) * wrong)


# ------------------------------------------------------------------ times of day
def _clock(spec: dict, state: State) -> Reading:
    late = 12 if spec.get("part") in ("AF", "EV") and spec["hour"] < 12 else 0
    hour, minute = divmod((spec["hour"] + late) * 60 + spec.get("minute", 0), 60)  # « moins le quart »: -15
    if state.evening and "near" not in spec and (hour >= 18 or 0 < hour < 6):  # « mardi soir … à 2 h »: on Wednesday
        state = state._replace(day=state.evening._replace(day=shift(state.evening.day, "D", hour < 6)))
    return Reading("TIME", f"{_day(spec, state)}T{hour:02d}:{minute:02d}{'Z' if spec.get('zone') == 'Z' else ''}")


def _day(spec: dict, state: State) -> str:
    told = (spec.get("near") == "scene" and state.scene) or state.day or _published(state)
    if not told or spec.get("generic"):
        return "XXXX-XX-XX"
    day = shift(told.day, "D", -_past_night(spec, told, state)).isoformat()
    return day if told.sure else _masked(day)


def _past_night(spec: dict, told: Told, state: State) -> bool:
    """Whether « la nuit », « cette nuit » is over on the day itself: it is named by the evening on which it began."""
    over = spec.get("part") == "NI" and spec.get("tense") == "past" and not spec.get("offset")
    return over and told.day == state.published


# ------------------------------------------------------------------ durations, sets, references
def _amount(spec: dict) -> str:
    """TIMEX3 value of an amount (« une heure et demie »: PT1.5H; « 1 min 12 »: PT1M12S; « quelques mois »: PXM)."""
    many, unit = _MULTIPLE.get(spec["unit"], (1, spec["unit"]))
    amount, many = spec.get("amount", 1), many * spec.get("scale", 1)
    value = _OF_DAY.get(unit, "P{}" + unit).format(amount if amount == "X" else f"{(amount + spec.get('extra', 0)) * many:.12g}")
    subunit = spec.get("subunit", "S" if unit == "MI" else "MI")
    for smaller, its in (("subamount", subunit), ("seconds", "S")):
        if smaller in spec:
            part = _OF_DAY.get(its, "P{}" + its).format(f"{spec[smaller]:g}")
            value += part[2:] if "T" in value and "T" in part else part[1:]
    return value


def _reached(spec: dict, state: State) -> periods.Days:
    """The day « il y a trois semaines » or « deux jours plus tôt » points to, the run « depuis trois ans » covers."""
    anchor = {"text": state.day or state.told, "dct": _published(state)}.get(spec.get("anchor"))
    amount, unit, mod = spec.get("amount", "X"), spec["unit"], spec.get("mod", "APPROX")
    exact = amount != "X" and amount == int(amount) < 1000 and "scale" not in spec and mod == "APPROX"
    if anchor is None or not anchor.sure or not exact or unit in ("S", "MI", "H", "DS", "CS", "MS"):
        return _NOWHERE
    there = shift(anchor.day, unit, spec.get("direction", 1 if spec.get("next") else -1) * int(amount))
    if spec.get("since") or spec.get("past") or spec.get("next"):
        return min(there, anchor.day), max(there, anchor.day)
    return bounds(value_of(there, unit)) if "direction" in spec else _NOWHERE


def _set(spec: dict, state: State) -> Reading:
    """An amount, or a named time of no particular week or year (« chaque lundi », « tous les étés »)."""
    if spec["every"] == "name":
        named = next(kind for kind in ("weekday", "part", "season", "month") if kind in spec)
        return Reading("SET", KINDS[named](spec | {"kind": named, "generic": True}, State()).value, _NOWHERE)
    return Reading("SET", _amount(spec) if spec["every"] == "unit" else spec["every"], _NOWHERE)


KINDS: dict[str, Callable[[dict, State], Reading]] = {
    **dict.fromkeys(("date", "month", "year", "season", "quarter", "feast", "nth"), _dated),
    **dict.fromkeys(("deictic", "period", "narrative"), _counted),
    "century": lambda spec, state: _period(date((spec["number"] - 1) * 100 + 1, 1, 1), "CE"),
    "decade": _decade, "anniversary": _anniversary, "weekday": _weekday, "clock": _clock, "set": _set,
    "part": lambda spec, state: Reading("TIME", f"{_day(spec, state)}T{spec['part']}"),
    "duration": lambda spec, state: Reading("DURATION", _amount({"amount": "X"} | spec), _reached(spec, state)),
    "ref": lambda spec, state: _vague(spec["ref"]),
    "same": lambda spec, state: Reading("TIME" if "T" in state.said else "DATE", state.said)}
