"""Happenings: what is known of one event, and how well a statement fits it."""
from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from helpers.events import kinds
from helpers.events.facts import Fact, When

_STOP = set("le la les un une des de du d l et en a au aux par pour sur dans avec son sa ses leur ce cette qui que est".split())


@dataclass
class Happening:
    """One event: `earliest`, `latest` are ordinals or None. Events from the chronology are `fixed`: they take no new profile."""

    event_id: str
    label: str
    kinds: list[str]
    earliest: int | None
    latest: int | None
    place: str | None
    actors: list[str]
    fixed: bool = False
    words: frozenset[str] = frozenset()
    told: Counter = field(default_factory=Counter)


def stems(text: str) -> frozenset[str]:
    """Beginnings of the words of a text, for a rough match across inflections.

    >>> sorted(stems("Les armées ont signé"))
    ['armee', 'ont', 'signe']
    """
    return frozenset(word[:6].rstrip("s") for word in re.findall(r"\w+", kinds.fold(text)) if word not in _STOP)


def bounds(start: str, end: str | None = None) -> tuple[int, int]:
    """Ordinals of a register's start and end, each a day, a month or a year.

    >>> [date.fromordinal(day).isoformat() for day in bounds("2024-02")]
    ['2024-02-01', '2024-02-29']
    """
    first, last = (pd.Period(value) for value in (start, end or start))
    return first.start_time.date().toordinal(), last.end_time.date().toordinal()


def anchors(chronology: pd.DataFrame | None, place_ids: dict[str, str]) -> list[Happening]:
    """Happenings of the register, with the kinds its column or its label names."""
    found = []
    for row in ([] if chronology is None else chronology.to_dict("records")):
        label_kinds = kinds.deeds(None, re.findall(r"\w+", row["label"].lower()), row["label"])
        label_kinds += [kind for word in re.findall(r"\w+", row["label"]) if (kind := _verb_kind(word))]
        given = row.get("kind") or ""
        all_kinds = [given] * bool(given) + label_kinds
        earliest, latest = bounds(row["start"], row.get("end"))
        people = [part.strip() for part in (row.get("actors") or "").split(";") if part.strip()]
        place = kinds.fold(row.get("place") or "") or None
        found.append(Happening(row["event_id"], row["label"], list(dict.fromkeys(all_kinds)), earliest, latest,
                               place_ids.get(place, place), people, True, stems(row["label"])))
    return sorted(found, key=lambda event: event.event_id)


def _verb_kind(word: str) -> str | None:
    """Kind of a verb in the present, from its beginning: a label has no lemmas."""
    stem = kinds.fold(word)
    return next((kind for kind, entry in kinds.lexicon().items() for verb in entry["verbs"]
                 if len(stem) > 4 and kinds.fold(verb)[:max(5, len(verb) - 3)] == stem[:max(5, len(verb) - 3)]), None)


class Index:
    """Happenings by actor, place and month, so that a statement is compared with few of them."""

    def __init__(self, events: Iterable[Happening]):
        self.events: dict[str, Happening] = {}
        self._keys: dict[tuple, set[str]] = defaultdict(set)
        self.rarity: Counter = Counter()
        for event in events:
            self.add(event)

    def add(self, event: Happening) -> None:
        """Enter an event, or enter it again after its profile grew."""
        if event.event_id not in self.events:
            self.rarity.update(event.words)
        self.events[event.event_id] = event
        for key in self._of(event.actors, event.place, event.earliest, event.latest):
            self._keys[key].add(event.event_id)

    def candidates(self, fact: Fact) -> list[Happening]:
        """Events with an actor in common, or with the place in the same month, in order of id."""
        ids = set()
        for actor in fact.near_actors:
            ids |= self._keys.get(("actor", actor), set())
        for when in fact.times + fact.near_times:
            for key in self._of((), None, when.earliest, when.latest):
                ids |= self._keys.get(key, set())
        return [self.events[event_id] for event_id in sorted(ids)]

    @staticmethod
    def _of(actors, place, earliest, latest) -> list[tuple]:
        keys = [("actor", actor) for actor in actors]
        if earliest is not None and latest - earliest < 400:
            keys += [("month", number) for number in range(earliest // 31, latest // 31 + 1)]
        return keys


def fit(fact: Fact, event: Happening, rarity: Counter, carried: When | None, window: tuple[int, int] | None) -> float:
    """How well a statement tells an event: a sum of evidence, -inf where the times exclude it.

    `carried` is the time of the sentence before, `window` the days the article may be reporting on; both are weak.
    Not to be trusted below 4.
    """
    time = _time(fact, event, carried, window)
    if time == -math.inf:
        return time
    own = sum(1.0 for actor in event.actors if actor in fact.actors)
    near = sum(0.5 for actor in event.actors if actor in fact.near_actors and actor not in fact.actors)
    who = min(2.0, own + near) if event.actors else 0.5
    if event.actors and not own and not near:
        who = -1.0
    where = 0.0
    if event.place and fact.places:
        where = 1.0 if event.place in fact.places else -0.5
    shared = event.words & stems(fact.text)
    label = min(2.0, sum(1 / math.sqrt(rarity[word]) for word in sorted(shared))) if event.words else 0.0
    return time + who + where + label + _deed(fact, event)


def _deed(fact: Fact, event: Happening) -> float:
    if not fact.kinds or not event.kinds:
        return -0.5
    if fact.kinds[0] in event.kinds[:1]:
        return 2.0
    if any(kind in event.kinds for kind in fact.kinds):
        return 1.5
    if any(kinds.are_near(a, b) for a in fact.kinds for b in event.kinds):
        return 1.0
    return -1.0 if any(map(kinds.is_strong, fact.kinds)) else -0.5


def _time(fact: Fact, event: Happening, carried: When | None, window: tuple[int, int] | None) -> float:
    if event.earliest is None:
        return 0.0
    told = fact.times or fact.near_times
    if told:
        return max(_overlap(when, event) for when in told) - (0 if fact.times else 0.5)
    if carried and (score := _overlap(carried, event)) > 0:
        return score / 2
    if window and event.latest > window[1]:
        return -math.inf if fact.status == "factual" else -1.0
    if window and event.latest >= window[0]:
        return 1.0
    return -0.5


def _overlap(when: When, event: Happening) -> float:
    slack = 1 if when.width <= 3 else 0
    inside = when.earliest <= event.latest and event.earliest <= when.latest
    if not inside and not (when.earliest - slack <= event.latest and event.earliest <= when.latest):
        return -math.inf
    if event.latest - event.earliest > 40 or when.width > 120:
        return 0.5
    return 1.5 if when.width > 10 else 3.0 if inside else 1.5
