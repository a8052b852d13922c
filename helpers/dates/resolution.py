"""From meaning to calendar: TIMEX3 values and day bounds, from the publication day and from the date being told."""
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from helpers.dates import periods
from helpers.dates.readings import KINDS, Reading, State
from helpers.dates.timex import Timex


def resolve(found: Sequence[Timex], published: date | None) -> list[Timex]:
    """Give each expression its value and its days; pure, the expressions in text order.

    `published` is the publication day (None: whatever hangs on it keeps X in its value and has no days). Narrative
    expressions (« la veille », « le mois précédent ») count from the date told before them. Not to be trusted for
    a date without year far (over six months) from publication, nor across reported speech of another day.
    """
    state, resolved = State(published), []
    for index, timex in enumerate(found):
        at = state
        if timex.spec.get("near") == "next" and found[index + 1:]:
            told = _read(found[index + 1].spec, state).told
            at = replace(state, day=told if told and told.unit == "D" else state.day)
        reading = _read(timex.spec, at)
        resolved.append(_with(timex, reading))
        back = timex.spec["kind"] == "narrative" and timex.spec.get("offset", 0) < 0
        if reading.told and not back:  # « la veille » does not move the story
            day = reading.told if reading.told.unit == "D" else state.day
            state = replace(state, told=reading.told, day=day, scene=day if timex.spec.get("scene") else state.scene)
    return _whole(_ordered(resolved, published))


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
