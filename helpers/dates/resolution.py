"""From meaning to calendar: TIMEX3 values and day bounds, from the publication day and from the date being told."""
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

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
        one = found[index - 1] if index and timex.range_id and found[index - 1].range_id == timex.range_id else None
        if one and one.spec["kind"] == "date" and timex.spec["kind"] == "weekday":  # « du jeudi 29 février à vendredi »
            reading = _read(timex.spec | {"offset": 1}, state)
        resolved.append(_with(timex, reading))
        if timex.spec["kind"] == "clock" or reading.told and ":" not in state.said:
            state = replace(state, said=reading.value)
        if reading.told and (timex.spec["kind"] != "narrative" or timex.spec["offset"] >= 0):  # « la veille » goes back
            state = _told(timex.spec, one, reading.told, state)
    return _whole(_ordered(resolved, published))


def _aside(timex: Timex, after: Sequence[Timex], state: State) -> State:
    """What an expression is read against where the day to which it belongs follows it (« à 10 h, jeudi »)."""
    told = _read(after[0].spec, state).told if after and timex.spec.get("near") == "next" else None
    return replace(state, day=told) if told and told.unit == "D" else state


def _told(spec: dict, one: Timex | None, told: Told, state: State) -> State:
    """What is known after an expression that tells a date; `one` is the first part of the range it closes."""
    day = told if told.unit == "D" else state.day
    evening = day if spec.get("part") in ("EV", "NI") else state.evening if one else None
    return replace(state, told=told, day=day, scene=day if spec.get("scene") else state.scene, evening=evening)


def _ordered(resolved: list[Timex], published: date | None) -> list[Timex]:
    """« de mardi à mercredi », « de mai à octobre »: a range's first part comes first, on the side of its tense."""
    ordered = list(resolved)
    for index, (one, two) in enumerate(zip(resolved, resolved[1:])):
        kind, together = one.spec["kind"], one.range_id and one.range_id == two.range_id
        if not together or kind != two.spec["kind"] or kind not in ("weekday", "month", "date") or "year" in two.spec:
            continue
        if one.earliest and two.earliest and one.earliest > two.earliest:
            ahead = "past" not in (two.spec.get("tense"), two.spec.get("cue"))
            moved, sign = (two, 1) if ahead else (one, -1)
            away = {"weeks": sign} if kind == "weekday" else {"context_year": moved.earliest.year + sign}
            ordered[index + ahead] = _with(moved, _read(moved.spec | away, State(published)))
    return ordered


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
    flags = tuple(sorted({*timex.flags, *reading.flags}))
    return replace(timex, type=reading.type, value=reading.value, earliest=first, latest=last, flags=flags)


def _read(spec: dict, state: State) -> Reading:
    try:
        return KINDS[spec["kind"]](spec, state)
    except (ValueError, OverflowError):  # a day or a year the calendar does not have
        return Reading("DATE", "XXXX-XX-XX", (None, None), flags=("impossible date",))
