"""Happenings: what is known of one event, and how well a statement fits it."""
from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from helpers.annotation.gazetteer import fold
from helpers.events import ideas, kinds
from helpers.events.facts import Fact

CLOSE = 3  # days: a wider time dates no happening
Window = tuple[int, int]


@dataclass
class Happening:
    """One event: `earliest`, `latest` are ordinals or None. Those of the chronology are `known`: they keep their
    profile."""

    event_id: str
    label: str
    kinds: list[str]
    earliest: int | None
    latest: int | None
    place: str | None
    actors: list[str]
    known: bool = False
    words: frozenset[str] = frozenset()


def bounds(start: str, end: str | None = None) -> Window:
    """Ordinals of a start and an end, each a day, a month or a year.

    >>> last = bounds("2024-02")[1]; pd.Timestamp.fromordinal(last).date().isoformat()
    '2024-02-29'
    """
    first, last = (pd.Period(value) for value in (start, end or start))
    return first.start_time.date().toordinal(), last.end_time.date().toordinal()


def anchors(chronology: pd.DataFrame | None, place_ids: dict[str, str], names: dict[str, str]) -> list[Happening]:
    """Happenings of the register, with the kinds that column and label name, and the label's words without the `names`
    of its cast (actor_id → name)."""
    found = []
    for row in ([] if chronology is None else chronology.to_dict("records")):
        given = [row["kind"]] if row.get("kind") in kinds.lexicon() else kinds.deeds(row.get("kind") or None, (), "")
        verbs = [kind for word in re.findall(r"\w+", row["label"]) if (kind := _verb_kind(word))]
        people = [part.strip() for part in (row.get("actors") or "").split(";") if part.strip()]
        place = fold(row.get("place") or "") or None
        found.append(Happening(row["event_id"], row["label"], list(dict.fromkeys([*given, *kinds.deeds(None, (), row["label"]), *verbs])),
                               *bounds(row["start"], row.get("end")), place_ids.get(place, place), people, True,
                               ideas.of_text(row["label"]) - ideas.of_text(" ".join(names.get(actor, "") for actor in people))))
    return sorted(found, key=lambda event: event.event_id)


def _verb_kind(word: str) -> str | None:
    """Kind of a verb in the present, by its beginning: a label has no lemmas."""
    stem = fold(word)
    return next((kind for kind, entry in kinds.lexicon().items() for verb in entry["verbs"]
                 if len(stem) > 4 and fold(verb)[:max(5, len(verb) - 3)] == stem[:max(5, len(verb) - 3)]), None)


class Index:
    """The happenings known so far, those of the register first, and what is common among their words and casts."""

    def __init__(self, events: Iterable[Happening], kind_of: dict[str, str]):
        self.events = {event.event_id: event for event in events}
        self.known = list(self.events.values())
        self.states, self.persons = (frozenset(actor for actor, kind in kind_of.items() if kind == sought) for sought in ("state", "person"))
        self.tellers: dict[str, set[str]] = defaultdict(set)
        self.rarity = Counter(word for event in self.known for word in event.words)


def fit(told: Fact, event: Happening, index: Index, window: Window | None, main: bool) -> float:
    """How well what an article tells of one happening fits one of the register: evidence from time, people, place,
    words and kind of deed; -inf where the times exclude it.
    """
    if any(kinds.has("lasting", kind) for kind in told.kinds[:1]) and not main:
        return -math.inf
    shared = event.words & told.words
    words = min(2.5, sum(1 / math.sqrt(index.rarity[word]) for word in sorted(shared))) - 0.04 * len(event.words - shared)
    where = float(bool(event.place) and event.place in told.places)
    often = min(0.5, 0.1 * len(index.tellers[event.event_id]))
    return _time(told, event, window, main) + often + _who(told, event, index) + where + words + _deed(told, event)


def _who(told: Fact, event: Happening, index: Index) -> float:
    if not set(event.actors) - index.states:
        return 0.0
    met = len(set(event.actors) & {*told.actors, *told.near_actors})
    return min(2.5, met) if met else -1.0 if set(told.actors) - index.states else 0.0


def _deed(told: Fact, event: Happening) -> float:
    if not told.kinds or not event.kinds:
        return -0.5
    deed, *others = told.kinds
    further = 0.5 if set(others) & set(event.kinds) - {deed} else 0.0
    near = any(kinds.are_near(deed, kind) for kind in event.kinds)
    return further + (2.0 if deed in event.kinds else 1.0 if near else -1.5)


def _time(told: Fact, event: Happening, window: Window | None, main: bool) -> float:
    """3 for the day told, less for a longer time or the days reported on, -inf outside."""
    if not told.times:
        if window and event.earliest > window[1]:
            return -math.inf
        return (1.0 if main else 0.5) if window and event.latest >= window[0] else -0.5
    when = told.times[0]
    if when.earliest > event.latest or event.earliest > when.latest:
        return -math.inf
    return 3.0 if when.width <= CLOSE else 1.5
