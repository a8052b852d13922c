"""Ties between neighbouring expressions: shared months and years, ranges, anniversaries, the day of a clock time."""
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from helpers.dates.timex import Timex

DAYS = ("date", "weekday", "deictic", "narrative")
_RANGE = re.compile(r"\s*(?:au|à|-|–|—|jusqu['’]au|jusqu['’]à|et(?: le)?)\s*(?:la|le|l['’])?\s*", re.I)
_LIST = re.compile(r"\s*(?:,|,?\s*(?:et|ou|puis))\s*(?:en |de |d['’]|le |du )?", re.I)
_BETWEEN = re.compile(r"\b(?:entre|comprise?s? entre)\W*(?:le|la|l['’])?\W*$", re.I)
_ADJACENT = re.compile(r"\s*,?\s*(?:de |du |ce |le )?\s*")
_PHRASE = re.compile(r"\s+d(?:e|u|es|['’])[^,;:.!?\n]*(?:, (?:qui|\w+[éu]e?s?)\b[^,;:.!?\n]*)?$")
_OF = re.compile(r"\s+d(?:e|u|es|['’])(?:\s+l(?:a|['’]))?\s*")
_NOUN = re.compile(r"\s+d(?:e|u|es|['’])\s*(?:l(?:a|['’])|s(?:a|on)|cette?)?\s*(\w{4,})")
_STOP = re.compile(r"[.!?\n]")
_DATELINE = re.compile(r"\s*[.,]?\s*[–—-]")
_OPENING = re.compile(r"\W*(?:(?:dans|dès|depuis)\W+)?(?:la (?:nuit|soirée|matinée|journée) )?(?:de |du )?\W*", re.I)


def link(found: Sequence[Timex], text: str) -> list[Timex]:
    """Complete the meaning of each from those beside it (keys context_year, base_*, near, scene, dateline)."""
    linked = list(found)
    for step in (_following, _ranges, _nearness, _eves, _scenes):
        step(linked, text)
    return linked


def _add(linked: list[Timex], index: int, **meaning: object) -> None:
    linked[index] = replace(linked[index], spec=linked[index].spec | meaning)


def _following(linked: list[Timex], text: str) -> None:
    """What is said once, at the end, goes for both: the year (« mars et avril 2014 », « du 20 décembre au 5 janvier
    2021 »), the direction (« les 6 et 13 avril prochains »), the year an anniversary counts from."""
    for index in range(len(linked) - 2, -1, -1):
        one, two, joint = linked[index].spec, linked[index + 1].spec, text[linked[index].end:linked[index + 1].start]
        if one["kind"] == "anniversary" and "year" in two and _PHRASE.match(joint):
            _add(linked, index, **{f"base_{key}": two[key] for key in ("year", "month", "day") if two.get(key)})
        if not ("month" in one and "month" in two) or {"year", "yy", "cue"} & one.keys() or len(joint) > 15:
            continue
        year = two.get("year", two.get("context_year"))
        if year and (_RANGE.fullmatch(joint) or _LIST.fullmatch(joint)):
            later = (one["month"], one.get("day", 0)) > (two["month"], two.get("day", 31))
            _add(linked, index, context_year=year - later)
        elif one.get("share"):
            _add(linked, index, **{key: two[key] for key in ("yy", "cue", "tense", "loose") if key in two})


def _ranges(linked: list[Timex], text: str) -> None:
    number = count(1)
    for index, (one, two) in enumerate(zip(linked, linked[1:])):
        kinds, joint = {one.spec["kind"], two.spec["kind"]}, text[one.end:two.start]
        if kinds & {"duration", "set", "ref", "part", "period"} or "clock" in kinds and len(kinds) > 1:
            continue
        between = "et" not in joint or _BETWEEN.search(text[max(0, one.start - 20):one.start])
        if len(joint) < 16 and _RANGE.fullmatch(joint) and between:
            name = f"r{next(number)}"
            linked[index:index + 2] = (replace(timex, range_id=name) for timex in linked[index:index + 2])


def _nearness(linked: list[Timex], text: str) -> None:
    """A time of day belongs to a day that follows at once (« à 10 h, jeudi »), else to the last day told in its
    paragraph, else to the day the story is set on."""
    for index, timex in enumerate(linked):
        if timex.spec["kind"] not in ("clock", "part"):
            continue
        after = linked[index + 1] if index + 1 < len(linked) else timex
        earlier = (t for t in linked[max(0, index - 12):index] if t.spec["kind"] in DAYS)
        if after.spec["kind"] in DAYS and _ADJACENT.fullmatch(text[timex.end:after.start]):
            _add(linked, index, near="next")
        elif all("\n" in text[t.end:timex.start] for t in earlier):
            _add(linked, index, near="scene")


def _eves(linked: list[Timex], text: str) -> None:
    """« la veille du 3 mai » counts from that day; « mardi, au lendemain du vote » is Tuesday itself; « la veille du
    sommet », from the day told last where the same sentence has the summit."""
    for index, timex in enumerate(linked):
        if "of" not in timex.spec:
            continue
        before, after = linked[max(0, index - 4):index], linked[index + 1:index + 2]
        spec = {key: value for key, value in timex.spec.items() if key != "of"}
        if after and after[0].spec["kind"] in (*DAYS, "feast") and _OF.fullmatch(text[timex.end:after[0].start]):
            spec["near"] = "next"
        elif before and before[-1].spec["kind"] in DAYS and not _STOP.search(text[before[-1].end:timex.start]):
            spec["offset"] = 0
        elif not (before and _retold(text, before[-1], timex)):
            continue
        linked[index] = replace(timex, spec=spec)


def _retold(text: str, told: Timex, timex: Timex) -> bool:
    """Whether the happening whose eve or morrow is meant stands in the sentence of the day told last (its stem)."""
    noun = _NOUN.match(text, timex.end)
    sentence = _STOP.split(text[:told.start])[-1] + text[told.start:told.end] + _STOP.split(text[told.end:])[0]
    return bool(noun) and noun[1][:4].lower() in sentence.lower()


def _scenes(linked: list[Timex], text: str) -> None:
    """Mark the dateline, and the days that set the scene: the first of the body and those that open a paragraph."""
    lead = True
    for index, timex in enumerate(linked):
        if timex.spec["kind"] not in DAYS:
            continue
        opening = text[text.rfind("\n", 0, timex.start) + 1:timex.start]
        if len(opening) < 40 and "year" in timex.spec and _DATELINE.match(text, timex.end):
            _add(linked, index, dateline=True, scene=True)
        elif timex.spec.get("part") != "NI" and (lead or len(opening) < 40 and _OPENING.fullmatch(opening)):
            lead = False
            _add(linked, index, scene=True)
