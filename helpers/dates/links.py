"""Ties between neighbouring expressions: shared months and years, ranges, anniversaries, the day of a clock time."""
import re
from collections.abc import Sequence
from dataclasses import replace

from helpers.dates.timex import Timex

DAYS = ("date", "weekday", "deictic", "narrative")
_RANGE = re.compile(r"\s*(?:au|à|-|–|—|jusqu['’]au|jusqu['’]à|et(?: le)?)\s*(?:la|le|l['’])?\s*", re.I)
_LIST = re.compile(r"\s*(?:,|,?\s*(?:et|ou|puis))\s*(?:en |de |d['’]|le |du )?", re.I)
_BETWEEN = re.compile(r"\b(?:entre|comprise?s? entre)\W*(?:le|la|l['’])?\W*$", re.I)
_ADJACENT = re.compile(r"\s*,?\s*(?:de |du |ce |le )?\s*")
_PHRASE = re.compile(r"\s+d(?:e|u|es|['’])[^,;:.!?\n]*$")
_DATELINE = re.compile(r"\s*[.,]?\s*[–—-]")
_OPENING = re.compile(r"\W*(?:(?:dans|dès|depuis)\W+)?(?:la (?:nuit|soirée|matinée|journée) )?(?:de |du )?\W*", re.I)


def link(found: Sequence[Timex], text: str) -> list[Timex]:
    """Complete the meaning of each from those beside it (keys context_year, base_year, near, scene, dateline)."""
    linked = list(found)
    _shared(linked)
    _years(linked, text)
    _ranges(linked, text)
    _anniversaries(linked, text)
    _nearness(linked, text)
    _scenes(linked, text)
    return linked


def _add(linked: list[Timex], index: int, **meaning: object) -> None:
    linked[index] = replace(linked[index], spec=linked[index].spec | meaning)


def _shared(linked: list[Timex]) -> None:
    """« les 6 et 13 avril prochains »: the 6th has the month of what follows."""
    for index in range(len(linked) - 2, -1, -1):
        if linked[index].spec.get("share") == "month":
            after = linked[index + 1].spec
            _add(linked, index, **{k: after[k] for k in ("month", "year", "yy", "cue", "tense", "loose") if k in after})


def _years(linked: list[Timex], text: str) -> None:
    """« mars et avril 2014 », « du 20 décembre au 5 janvier 2021 »: the year said once, at the end, goes for both."""
    for index in range(len(linked) - 2, -1, -1):
        one, two, joint = linked[index].spec, linked[index + 1].spec, text[linked[index].end:linked[index + 1].start]
        year = two.get("year", two.get("context_year"))
        bare = "month" in one and "month" in two and not {"year", "yy", "cue"} & one.keys()
        if year and bare and len(joint) < 16 and (_RANGE.fullmatch(joint) or _LIST.fullmatch(joint)):
            later = (one["month"], one.get("day", 0)) > (two["month"], two.get("day", 31))
            _add(linked, index, context_year=year - later)


def _ranges(linked: list[Timex], text: str) -> None:
    count = 0
    for index, (one, two) in enumerate(zip(linked, linked[1:])):
        kinds, joint = {one.spec["kind"], two.spec["kind"]}, text[one.end:two.start]
        if kinds & {"duration", "set", "ref", "part", "period"} or "clock" in kinds and len(kinds) > 1:
            continue
        lead = text[max(0, one.start - 20):one.start]
        if len(joint) > 15 or not _RANGE.fullmatch(joint) or "et" in joint and not _BETWEEN.search(lead):
            continue
        count += 1
        linked[index] = replace(linked[index], range_id=f"r{count}")
        linked[index + 1] = replace(two, range_id=f"r{count}")


def _anniversaries(linked: list[Timex], text: str) -> None:
    """« le 70e anniversaire de l'armistice de 1953 »: counted from the year that follows in the same phrase."""
    for index, (timex, after) in enumerate(zip(linked, linked[1:])):
        between = text[timex.end:after.start]
        if timex.spec["kind"] == "anniversary" and "year" in after.spec and _PHRASE.match(between):
            _add(linked, index, base_year=after.spec["year"])


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


def _scenes(linked: list[Timex], text: str) -> None:
    """Mark the dateline, and the days that set the scene: the first of the body and those that open a paragraph."""
    lead = True
    for index, timex in enumerate(linked):
        if timex.spec["kind"] not in DAYS:
            continue
        near = text[max(0, timex.start - 40):timex.start]
        opening = near[near.rfind("\n") + 1:] if "\n" in near or timex.start < 40 else " " * 40
        if len(opening) < 40 and "year" in timex.spec and _DATELINE.match(text, timex.end):
            _add(linked, index, dateline=True, scene=True)
        elif timex.spec.get("part") != "NI" and (lead or len(opening) < 40 and _OPENING.fullmatch(opening)):
            lead = False
            _add(linked, index, scene=True)
