"""From meaning to calendar: TIMEX3 values and day bounds, from the publication day and from the date being told."""
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from helpers.dates import periods
from helpers.dates.periods import bounds, shift
from helpers.dates.readings import KINDS, Reading, State, of_day, period
from helpers.dates.timex import Timex


def resolve(found: Sequence[Timex], published: date | None) -> list[Timex]:
    """Give each expression its value and its days; pure, the expressions in text order.

    `published` is the publication day (None: whatever hangs on it keeps X in its value and has no days). Narrative
    expressions (« la veille », « le mois précédent ») count from the date told before them. Not to be trusted for
    a date without year far (over six months) from publication, nor across reported speech of another day.
    """
    state, resolved, waiting = State(published), [], []
    for timex in found:
        reading = _read(timex.spec, state)
        if timex.spec.get("near") == "next":
            waiting.append(len(resolved))
        resolved.append(_with(timex, reading))
        if reading.told and not (timex.spec["kind"] == "narrative" and timex.spec.get("offset", 0) < 0):  # no way back
            day = reading.told if reading.told.unit == "D" else state.day
            scene = reading.told if reading.told.unit == "D" and timex.spec.get("scene") else state.scene
            state = replace(state, told=reading.told, day=day, scene=scene)
            for index in waiting if reading.told.unit == "D" else ():
                resolved[index] = _with(resolved[index], _read(resolved[index].spec, state))
                state = replace(state, value=resolved[index].value)
            waiting = [] if reading.told.unit == "D" else waiting
        finer = (state.value or "").startswith(reading.value + "T")
        if reading.type in ("DATE", "TIME") and reading.value[:1].isdigit() and not finer:
            state = replace(state, value=reading.value)
    return _whole(_ordered(resolved))


def _ordered(resolved: list[Timex]) -> list[Timex]:
    """« de mardi à mercredi », « de mai à octobre »: a range's first part comes first, on the side of its tense."""
    ordered = list(resolved)
    for index, (one, two) in enumerate(zip(resolved, resolved[1:])):
        kind = one.spec["kind"]
        together = one.range_id and one.range_id == two.range_id and kind == two.spec["kind"]
        if not together or kind not in ("weekday", "month", "date"):
            continue
        if one.earliest and two.earliest and one.earliest > two.earliest and "year" not in two.spec:
            ahead = "past" not in (two.spec.get("tense"), two.spec.get("cue"))
            moved, sign = (two, 1) if ahead else (one, -1)
            week_off = of_day(period(shift(moved.earliest, "W", sign), "D"), moved.spec.get("part"))
            reading = week_off if kind == "weekday" else _read(
                moved.spec | {"context_year": moved.earliest.year + sign}, State())
            ordered[index + ahead] = _with(moved, reading)
    return ordered


def _whole(resolved: list[Timex]) -> list[Timex]:
    """Give the parts of each range the days of the whole."""
    ends: dict[str, list[date | None]] = {}
    for timex in resolved:
        ends.setdefault(timex.range_id or "", []).extend((timex.earliest, timex.latest))
    return [replace(t, earliest=min(ends[t.range_id]), latest=max(ends[t.range_id]))
            if t.range_id and None not in ends[t.range_id] else t for t in resolved]


def _with(timex: Timex, reading: Reading) -> Timex:
    days = reading.days if reading.days is not None else bounds(reading.value)
    first, last = periods.part(days, timex.mod) if reading.type == "DATE" else days
    flags = tuple(sorted({*timex.flags, *reading.flags}))
    return replace(timex, type=reading.type, value=reading.value, earliest=first, latest=last, flags=flags)


def _read(spec: dict, state: State) -> Reading:
    try:
        return KINDS[spec["kind"]](spec, state)
    except (ValueError, OverflowError, IndexError):  # a day or a year the calendar does not have
        return Reading("DATE", "XXXX-XX-XX", (None, None), flags=("impossible date",))
