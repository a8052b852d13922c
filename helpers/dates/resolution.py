"""From meaning to calendar: TIMEX3 values and day bounds, from the publication day and from the date being told."""
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from helpers.dates import periods
from helpers.dates.readings import KINDS, Reading, State, Told
from helpers.dates.timex import Timex


def resolve(found: Sequence[Timex], published: date | None) -> list[Timex]:
    """Give each expression its value and its days; pure, the expressions in text order.

    `published` is the publication day (None: whatever hangs on it keeps X in its value and has no days). Narrative
    expressions (« la veille », « le mois précédent ») count from the date told before them. Not to be trusted for
    a date without year far (over six months) from publication, nor across reported speech of another day.
    """
    state, resolved = State(published), []
    for index, timex in enumerate(found):
        reading = _read(timex.spec, _aside(timex, found[index + 1:], state))
        one = resolved[-1] if timex.range_id and resolved and resolved[-1].range_id == timex.range_id else None
        if one:
            resolved[-1], reading = _in_order(one, timex, reading)
        resolved.append(_with(timex, reading))
        if timex.spec["kind"] == "clock" or reading.told and ":" not in state.said:
            state = state._replace(said=reading.value)
        if reading.told and (timex.spec["kind"] != "narrative" or timex.spec["offset"] >= 0):  # « la veille » goes back
            state = _told(timex.spec, one, reading.told, state)
    return _whole(resolved)


def _aside(timex: Timex, after: Sequence[Timex], state: State) -> State:
    """What an expression is read against where the day to which it belongs follows it (« à 10 h, jeudi »)."""
    told = _read(after[0].spec, state).told if after and timex.spec.get("near") == "next" else None
    return state._replace(day=told) if told and told.unit == "D" else state


def _told(spec: dict, one: Timex | None, told: Told, state: State) -> State:
    """What is known after an expression that tells a date; `one` is the first part of the range it closes."""
    day = told if told.unit == "D" else state.day
    evening = day if spec.get("part") in ("EV", "NI") else state.evening if one else None
    return state._replace(told=told, day=day, scene=day if spec.get("scene") else state.scene, evening=evening)


def _in_order(one: Timex, two: Timex, reading: Reading) -> tuple[Timex, Reading]:
    """« de mardi à mercredi », « de mai à octobre »: a range's first part comes first, on the side of its tense."""
    first, last, weekday = one.earliest, _with(two, reading).earliest, two.spec["kind"] == "weekday"
    if two.spec["kind"] == "clock" and first and first == last and reading.value < one.value:  # « de 22 h à 5 h »
        return one, reading._replace(value=f"{first + timedelta(1)}{reading.value[10:]}")
    if None in (first, last) or "year" in two.spec or not (weekday or first > last):
        return one, reading
    if one.spec["kind"] == two.spec["kind"] and "past" in (two.spec.get("tense"), two.spec.get("cue")):
        return _with(one, _read(one.spec | {"cue": "past"}, State(last))), reading
    return one, _read(two.spec | {"cue": "future"}, State(first))


def _whole(resolved: list[Timex]) -> list[Timex]:
    """Give the parts of each range the days of the whole."""
    ends: dict[str | None, list[date | None]] = {}
    for timex in resolved:
        ends.setdefault(timex.range_id, []).extend((timex.earliest, timex.latest))
    return [replace(t, earliest=min(ends[t.range_id]), latest=max(ends[t.range_id]))
            if t.range_id and None not in ends[t.range_id] else t for t in resolved]


def _with(timex: Timex, reading: Reading) -> Timex:
    days = reading.days or periods.bounds(reading.value)
    first, last = periods.part(days, timex.mod) if reading.type == "DATE" else days
    return replace(timex, type=reading.type, value=reading.value, earliest=first, latest=last,
                   flags=tuple(sorted({*timex.flags, *reading.flags})))


def _read(spec: dict, state: State) -> Reading:
    try:
        return KINDS[spec["kind"]](spec, state)
    except (ValueError, OverflowError):  # a day or a year the calendar does not have
        return Reading("DATE", "XXXX-XX-XX", (None, None), flags=("impossible date",))
