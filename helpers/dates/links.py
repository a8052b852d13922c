"""Ties between neighbouring expressions: shared months and years, ranges, anniversaries, the day of a clock time."""
import re
from collections.abc import Sequence
from dataclasses import replace

from helpers.dates.grammar import WRITTEN
from helpers.dates.timex import Timex

DAYS = ("date", "weekday", "deictic", "narrative")
_JOINT = {name: re.compile(form, re.I) for name, form in WRITTEN["joint"].items()}


def link(found: Sequence[Timex], text: str) -> list[Timex]:
    """Complete the meaning of each from those beside it (keys context_year, base_*, near, scene, generic)."""
    linked = list(found)
    for step in (_following, _ranges, _nearness, _eves, _habits, _scenes):
        step(linked, text)
    return linked


def _add(linked: list[Timex], index: int, **meaning: object) -> None:
    linked[index] = replace(linked[index], spec=linked[index].spec | meaning)


def _following(linked: list[Timex], text: str) -> None:
    """What is said once, at the end, goes for both: the year (« mars et avril 2014 », « du 20 décembre au 5 janvier
    2021 »), the direction (« les 6 et 13 avril prochains »), the year an anniversary counts from."""
    for index in range(len(linked) - 2, -1, -1):
        one, two, joint = linked[index].spec, linked[index + 1].spec, text[linked[index].end:linked[index + 1].start]
        if one["kind"] == "anniversary" and "year" in two and _JOINT["PHRASE"].match(joint):
            _add(linked, index, **{f"base_{key}": two[key] for key in ("year", "month", "day") if two.get(key)})
        if not ("month" in one and "month" in two) or {"year", "yy", "cue"} & one.keys() or len(joint) > 15:
            continue
        year = two.get("year", two.get("context_year"))
        if year and (_JOINT["RANGE"].fullmatch(joint) or _JOINT["LIST"].fullmatch(joint)):
            later = (one["month"], one.get("day", 0)) > (two["month"], two.get("day", 31))
            _add(linked, index, context_year=year - later)
        elif one.get("share"):
            _add(linked, index, **{key: two[key] for key in ("yy", "cue", "tense", "loose") if key in two})


def _ranges(linked: list[Timex], text: str) -> None:
    for index, (one, two) in enumerate(zip(linked, linked[1:])):
        kinds, joint = {one.spec["kind"], two.spec["kind"]}, text[one.end:two.start]
        if kinds & {"duration", "set", "ref", "part", "period"} or "clock" in kinds and len(kinds) > 1:
            continue
        between = "et" not in joint or _JOINT["BETWEEN"].search(text[max(0, one.start - 20):one.start])
        if len(joint) < 16 and _JOINT["RANGE"].fullmatch(joint) and between:
            linked[index:index + 2] = (replace(timex, range_id=f"r{index + 1}") for timex in (linked[index], two))


def _nearness(linked: list[Timex], text: str) -> None:
    """A time of day belongs to a day that follows at once (« à 10 h, jeudi »), else to the last day told in its
    paragraph, else to the day the story is set on."""
    for index, (timex, after) in enumerate(zip(linked, [*linked[1:], *linked[-1:]])):
        if timex.spec["kind"] not in ("clock", "part"):
            continue
        earlier = (t for t in linked[max(0, index - 12):index] if t.spec["kind"] in DAYS)
        if after.spec["kind"] in DAYS and _JOINT["ADJACENT"].fullmatch(text[timex.end:after.start]):
            _add(linked, index, near="next")
        elif all("\n" in text[t.end:timex.start] for t in earlier):
            _add(linked, index, near="scene")


def _eves(linked: list[Timex], text: str) -> None:
    """« la veille du 3 mai », « la veille du vote du 3 mai » count from that day; « mardi, au lendemain du vote », « la
    veille, 2 mai » are the day beside; of « la veille du sommet » no day is sure."""
    for index, (timex, after) in enumerate(zip(linked, [*linked[1:], *linked[-1:]])):
        if timex.spec["kind"] == "narrative" and after.spec["kind"] == "date" and (
                _JOINT["ALSO"].fullmatch(text[timex.end:after.start])):
            _add(linked, index, near="next", offset=0)
        if "of" not in timex.spec:
            continue
        before = linked[max(0, index - 4):index]
        spec = {key: value for key, value in timex.spec.items() if key != "of"}
        if after.spec["kind"] in (*DAYS, "feast") and _JOINT["OF"].fullmatch(text[timex.end:after.start]):
            spec["near"] = "next"
        elif before and before[-1].spec["kind"] in DAYS and not _JOINT["STOP"].search(text[before[-1].end:timex.start]):
            spec["offset"] = 0
        else:
            continue
        linked[index] = replace(timex, spec=spec)


def _habits(linked: list[Timex], text: str) -> None:
    """What a habit holds has no day or year of its own: « chaque jeudi, de 8 h à 13 h », « chaque année, le 3 mai »."""
    habit = None
    for index, timex in enumerate(linked):
        kind, spec = timex.spec["kind"], timex.spec
        habit = None if habit and _JOINT["STOP"].search(text[habit.end:timex.start]) else habit
        bare = kind in ("date", "month") and not {"year", "cue"} & spec.keys()
        if habit and (kind in ("clock", "part") or bare and habit.spec.get("unit") == "Y"):
            _add(linked, index, generic=True)
        elif kind == "set" and (spec["every"] == "name" or re.match("chaque|tou", timex.text, re.I)):
            habit = timex
        elif kind in DAYS:
            habit = None


def _scenes(linked: list[Timex], text: str) -> None:
    """Mark the dateline, and the days that set the scene: the first of the body and those that open a paragraph."""
    lead = True
    for index, timex in enumerate(linked):
        if timex.spec["kind"] not in DAYS:
            continue
        opening = text[text.rfind("\n", 0, timex.start) + 1:timex.start]
        dateline = len(opening) < 40 and "year" in timex.spec and _JOINT["DATELINE"].match(text, timex.end)
        opens = lead or len(opening) < 40 and _JOINT["OPENING"].fullmatch(opening)
        if dateline or opens and timex.spec.get("part") != "NI":
            lead = lead and bool(dateline)
            _add(linked, index, scene=True)
