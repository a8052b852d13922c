"""What each kind of expression means on the calendar, given what is known when it is read: one function a kind."""
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from helpers.dates import periods
from helpers.dates.amounts import amount_value
from helpers.dates.periods import bounds, shift, value_of

_DUMMY = 2000  # stands for an unknown year in calendar moves (a leap year); never shown
_X = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "HY": "XXXX-HX",
      "Y": "XXXX", "DE": "XXX", "CE": "XX", "ML": "X"}
_NOWHERE = (None, None)


@dataclass(frozen=True)
class Told:
    """The date being told: a day (first of its period), how fine it is, and whether its year is known."""
    day: date
    unit: str
    sure: bool = True


@dataclass(frozen=True)
class State:
    """What an expression is resolved against: publication day, last date told, last day told, the day the story is
    set on, last value."""
    published: date | None = None
    told: Told | None = None
    day: Told | None = None
    scene: Told | None = None
    value: str | None = None


@dataclass(frozen=True)
class Reading:
    """A resolved expression: type, value, the days it covers where the value does not say, the date it sets."""
    type: str
    value: str
    days: periods.Days | None = None
    told: Told | None = None
    flags: tuple[str, ...] = ()


def period(day: date, unit: str, sure: bool = True) -> Reading:
    value = value_of(day, unit)
    return Reading("DATE", value if sure else _masked(value), None if sure else _NOWHERE, Told(day, unit, sure))


def _masked(value: str) -> str:
    return "XXXX" + value[4:] if not value[4:].startswith("-W") else "XXXX-WXX" + value[8:]


def of_day(reading: Reading, part: str | None) -> Reading:
    if not part:
        return reading
    value = reading.value if len(reading.value) >= 8 else "XXXX-XX-XX"
    return replace(reading, type="TIME", value=f"{value}T{part}")


def _anchor(spec: dict, state: State) -> Told | None:
    if spec.get("anchor") == "text":
        if spec.get("unit") in ("D", "W", "WE") and state.day:
            return state.day
        return state.told or (Told(state.published, "D") if state.published else None)
    return Told(state.published, "D") if state.published else None


def choose_year(spec: dict, state: State, make: Callable[[int], tuple[date, date]]) -> int | None:
    """The year of a date without one: next to publication, on the side that cue word or verb tense gives.

    `make` gives first and last day for a year. An explicit year beside the expression wins.
    """
    said = spec.get("year") or (1900 + spec["yy"] if "yy" in spec else spec.get("context_year"))
    base = state.published
    if said or base is None:
        return said
    options = []
    for year in (base.year - 1, base.year, base.year + 1):
        try:
            options.append((year, *make(year)))
        except ValueError:
            continue
    side, strict = spec.get("cue") or spec.get("tense"), "cue" in spec

    def cost(option: tuple[int, date, date]) -> float:
        year, first, last = option
        gap = max((first - base).days, (base - last).days, 0)
        beyond = (last >= base if strict else first > base) if side == "past" else side == "future" and (
            first <= base if strict else last < base)
        if side not in ("past", "future"):
            return gap * 1.3 if first > base else gap  # news tells the past more often
        return gap * (2 if spec.get("loose") else 100) + strict if beyond else gap

    return min(options, key=lambda o: (cost(o), o[0] > base.year))[0] if options else None


# ------------------------------------------------------------------ dates
def _date(spec: dict, state: State) -> Reading:
    if spec.get("month") is None:
        return _day_of_month(spec, state)
    month, day = spec["month"], spec["day"]
    year = choose_year(spec, state, lambda y: (date(y, month, day),) * 2)
    part = spec.get("part", spec.get("hours"))
    when = date(year or _DUMMY, month, day)
    wrong = year is not None and spec.get("weekday") not in (None, when.isoweekday())
    return replace(of_day(period(when, "D", year is not None), part), flags=("weekday disagrees",) if wrong else ())


def _day_of_month(spec: dict, state: State) -> Reading:
    """« vendredi 12 »: the nearest month, on the side of the tense, in which that day is that weekday."""
    base = state.published
    if base is None:
        return Reading("DATE", f"XXXX-XX-{spec['day']:02d}", _NOWHERE)
    firsts = [shift(base.replace(day=1), "M", offset) for offset in range(-2, 3)]
    days = [first.replace(day=spec["day"]) for first in firsts if spec["day"] <= bounds(value_of(first, "M"))[1].day]
    agreeing = [day for day in days if spec.get("weekday") in (None, day.isoweekday())]
    past, future = (spec.get("tense") == side for side in ("past", "future"))
    kept = [d for d in agreeing if not (past and d > base or future and d < base)]
    when = min(kept or agreeing or days, key=lambda d: (abs((d - base).days), d))
    return replace(of_day(period(when, "D"), spec.get("part")), flags=() if agreeing else ("weekday disagrees",))


def _month(spec: dict, state: State) -> Reading:
    month = spec["month"]
    year = choose_year(spec, state, lambda y: bounds(f"{y}-{month:02d}"))
    return period(date(year or _DUMMY, month, 1), "M", year is not None)


def _nth(spec: dict, state: State) -> Reading:
    """« le premier dimanche de juillet »: that weekday of the month; a week or week-end is that of its nth Thursday."""
    year = choose_year(spec, state, lambda y: bounds(f"{y}-{spec['month']:02d}"))
    if year is None:
        return Reading("DATE", f"XXXX-{spec['month']:02d}", _NOWHERE)
    first, last = bounds(f"{year}-{spec['month']:02d}")
    days = [first + timedelta(n) for n in range(last.day)]
    days = [day for day in days if day.isoweekday() == spec.get("weekday", 4)]
    number = spec["number"]
    return period(days[number - 1 if number > 0 else number], "D" if "weekday" in spec else spec["unit"])


def _year(spec: dict, state: State) -> Reading:
    return period(date(spec["year"], 1, 1), "Y")


def _season(spec: dict, state: State) -> Reading:
    season = spec["season"]
    if spec.get("generic"):
        return Reading("DATE", f"XXXX-{season}", _NOWHERE)
    year = choose_year(spec, state, lambda y: bounds(f"{y}-{season}"))
    told = Told(bounds(f"{year or _DUMMY}-{season}")[0], "Q", year is not None)
    return Reading("DATE", f"{year or 'XXXX'}-{season}", None, told)


def _decade(spec: dict, state: State) -> Reading:
    year = spec.get("year", spec.get("decade"))
    year += 1900 if year < 100 else 0
    return period(date(year, 1, 1), "DE")


def _century(spec: dict, state: State) -> Reading:
    size, unit = (1000, "ML") if spec.get("millennium") else (100, "CE")
    return period(date((spec["number"] - 1) * size + 1, 1, 1), unit)


def _quarter(spec: dict, state: State) -> Reading:
    number, unit = spec["number"], spec["unit"]
    if not 1 <= number <= (4 if unit == "Q" else 2):
        raise ValueError(number)
    month = (number - 1) * (3 if unit == "Q" else 6) + 1
    year = choose_year(spec, state, lambda y: (date(y, month, 1), date(y, month, 28)))
    return period(date(year or _DUMMY, month, 1), unit, year is not None)


def _feast(spec: dict, state: State) -> Reading:
    year = choose_year(spec, state, lambda y: (periods.feast(spec["feast"], y),) * 2)
    when = periods.feast(spec["feast"], year or _DUMMY)
    if year is None and spec["feast"] in periods.MOVABLE:
        return Reading("DATE", "XXXX-XX-XX", _NOWHERE)
    return period(when, "D", year is not None)


def _anniversary(spec: dict, state: State) -> Reading:
    if spec.get("base_year"):
        return period(date(spec["base_year"] + spec["number"], 1, 1), "Y")
    return Reading("DATE", "XXXX", _NOWHERE)


# ------------------------------------------------------------------ counted from publication or from the text
def _weekday(spec: dict, state: State) -> Reading:
    base, weekday = state.published, spec["weekday"]
    if "offset" in spec and "cue" not in spec and state.day:  # « le lundi suivant »: from the day told
        base = state.day.day if state.day.sure else None
    if base is None:
        return of_day(Reading("DATE", f"XXXX-WXX-{weekday}", _NOWHERE), spec.get("part"))
    back, ahead = (base.isoweekday() - weekday) % 7, (weekday - base.isoweekday()) % 7
    side = spec.get("cue") or {-1: "past", 1: "future"}.get(spec.get("offset")) or spec.get("tense")
    if spec.get("offset") and back == 0:
        back = ahead = 7
    if side in (None, "present") and back > 4 and not spec.get("since"):
        side = "future"  # no verb to tell: the day after tomorrow rather than five or six days ago
    days = (ahead if side == "future" else -back) + 7 * spec.get("weeks", 0)
    return of_day(period(shift(base, "D", days), "D"), spec.get("part"))


def _deictic(spec: dict, state: State) -> Reading:
    if state.published is None:
        return of_day(Reading("DATE", "XXXX-XX-XX", _NOWHERE), spec.get("part"))
    return of_day(period(shift(state.published, "D", spec["offset"]), "D"), spec.get("part"))


def _calendar_period(spec: dict, state: State) -> Reading:
    anchor, unit = _anchor(spec, state), spec["unit"]
    if anchor is None:
        return Reading("DATE", _X[unit], _NOWHERE)
    offset = spec.get("offset", 0)
    if unit == "WE" and offset == 0 and spec.get("tense") == "past" and anchor.day.isoweekday() < 6:
        offset = -1
    if unit == "WE" and spec.get("cue") == "past" and anchor.day.isoweekday() > 5:
        offset = -1
    day = shift(anchor.day, unit, offset)
    return period(day, unit, anchor.sure)


def _narrative(spec: dict, state: State) -> Reading:
    anchor = _anchor(spec, state)
    if anchor is None or anchor.unit != "D" or spec.get("of"):
        return of_day(Reading("DATE", "XXXX-XX-XX", _NOWHERE), spec.get("part"))
    return of_day(period(shift(anchor.day, "D", spec.get("offset", 0)), "D", anchor.sure), spec.get("part"))


def _moment(spec: dict, state: State) -> Reading:
    return Reading("TIME", state.value or "XXXX-XX-XX")


# ------------------------------------------------------------------ times of day
def _clock(spec: dict, state: State) -> Reading:
    hour, minute = spec["hour"], spec.get("minute", 0)
    if spec.get("part") in ("AF", "EV") and hour < 12:
        hour += 12
    if minute < 0:
        hour, minute = (hour - 1) % 24, 60 + minute
    day = _day_of(spec, state)
    zone = "Z" if spec.get("zone") == "Z" else ""
    return Reading("TIME", f"{day}T{hour:02d}:{minute:02d}{zone}")


def _part(spec: dict, state: State) -> Reading:
    return of_day(Reading("DATE", _day_of(spec, state)), spec["part"])


def _day_of(spec: dict, state: State) -> str:
    told = (state.scene if spec.get("near") == "scene" else None) or state.day or _anchor({}, state)
    if told is None:
        return "XXXX-XX-XX"
    return told.day.isoformat() if told.sure else _masked(told.day.isoformat())


# ------------------------------------------------------------------ durations, sets, references
def _duration(spec: dict, state: State) -> Reading:
    value = amount_value(spec)
    return Reading("DURATION", value, _anchored(spec, state))


def _anchored(spec: dict, state: State) -> periods.Days:
    """The day « il y a trois semaines » or « deux jours plus tôt » points to, the run « depuis trois ans » covers."""
    anchor = {"text": state.day or state.told, "dct": _anchor({}, state)}.get(spec.get("anchor"))
    amount, unit = spec.get("amount", "X"), spec["unit"]
    exact = amount != "X" and amount == int(amount) and spec.get("mod") in (None, "APPROX")
    if anchor is None or not anchor.sure or not exact or unit in ("S", "MI", "H"):
        return _NOWHERE
    if spec.get("since") or spec.get("past"):
        return shift(anchor.day, unit, -int(amount)), anchor.day
    if spec.get("next"):
        return anchor.day, shift(anchor.day, unit, int(amount))
    if "direction" not in spec:
        return _NOWHERE
    value = value_of(shift(anchor.day, unit, spec["direction"] * int(amount)), unit)
    return bounds(value)


def _set(spec: dict, state: State) -> Reading:
    if spec["every"] == "weekday":
        return Reading("SET", f"XXXX-WXX-{spec['weekday']}", _NOWHERE)
    return Reading("SET", amount_value({"amount": 1} | spec) if spec["every"] == "unit" else spec["every"], _NOWHERE)


def _ref(spec: dict, state: State) -> Reading:
    return Reading("DATE", spec["ref"], _NOWHERE)


KINDS: dict[str, Callable[[dict, State], Reading]] = {
    "date": _date, "nth": _nth, "month": _month, "year": _year, "season": _season, "decade": _decade,
    "century": _century, "quarter": _quarter, "feast": _feast, "anniversary": _anniversary, "weekday": _weekday,
    "deictic": _deictic, "period": _calendar_period, "narrative": _narrative, "moment": _moment,
    "clock": _clock, "part": _part, "duration": _duration, "set": _set, "ref": _ref}
