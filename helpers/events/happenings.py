"""Happenings: what is known of one event, and how well a statement fits it."""
from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from helpers.annotation.gazetteer import fold
from helpers.events import ideas, kinds
from helpers.events.facts import Fact, When

RECENT = 400


@dataclass
class Happening:
    """One event: `earliest`, `latest` are ordinals or None. Those of the chronology are `known`: they keep their profile."""

    event_id: str
    label: str
    kinds: list[str]
    earliest: int | None
    latest: int | None
    place: str | None
    actors: list[str]
    known: bool = False
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Setting:
    """Where a statement stands in its article: the last event and time told, all events told so far, the days the article
    may report on, and whether it opens the article."""

    last: Happening | None = None
    carried: When | None = None
    window: tuple[int, int] | None = None
    best: int | None = None
    lead: bool = False
    told: tuple[Happening, ...] = ()

    @property
    def narrow(self) -> bool:
        """Whether the article is dated well enough to tell events of different months apart."""
        return self.window is not None and self.window[1] - self.window[0] <= 50


def bounds(start: str, end: str | None = None) -> tuple[int, int]:
    """Ordinals of a register's start and end, each a day, a month or a year.

    >>> last = bounds("2024-02")[1]; pd.Timestamp.fromordinal(last).date().isoformat()
    '2024-02-29'
    """
    first, last = (pd.Period(value) for value in (start, end or start))
    return first.start_time.date().toordinal(), last.end_time.date().toordinal()


def anchors(chronology: pd.DataFrame | None, place_ids: dict[str, str], names: dict[str, str]) -> list[Happening]:
    """Happenings of the register, with the kinds that column and label name, and the label's words without the `names` of
    its cast (actor_id → name)."""
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
    """Happenings by actor, place and month, so that a statement is compared with few of them."""

    def __init__(self, events: Iterable[Happening], states: Iterable[str] = ()):
        self.events: dict[str, Happening] = {}
        self.states = frozenset(states)
        self._keys: dict[tuple, set[str]] = defaultdict(set)
        self.rarity: Counter = Counter()
        self.cast: Counter = Counter()
        self.tellers: dict[str, set[str]] = defaultdict(set)
        for event in events:
            self.add(event)

    def add(self, event: Happening) -> None:
        """Enter an event."""
        self.rarity.update(event.words)
        self.cast.update(event.actors)
        self.events[event.event_id] = event
        for key in _keys(event.actors, [event.place] if event.place else (), event.earliest, event.latest):
            self._keys[key].add(event.event_id)
        if event.known:
            self._keys["kind", event.kinds[0] if event.kinds else None].add(event.event_id)

    def candidates(self, fact: Fact, setting: Setting) -> list[Happening]:
        """Events that share an actor, the place or the month (told, told before, or reported on), and known ones of the
        kind; in order of id."""
        keys = set(_keys(fact.near_actors, fact.places, *(setting.window if setting.narrow else (None, None))))
        keys |= {("kind", kind) for kind in (fact.predicate_kind, fact.antecedent) if kinds.is_strong(kind)}
        for when in [*fact.times, *fact.near_times, *([setting.carried] if setting.carried else [])]:
            keys |= set(_keys((), (), when.earliest, when.latest))
        return [self.events[event_id] for event_id in sorted(set().union(*(self._keys.get(key, set()) for key in keys)))]

    def lasting(self, deed: str, actors: Sequence[str]) -> list[Happening]:
        """Lasting events not of the chronology that are told under a near kind with the same first actor, by id."""
        found = [self.events[event_id] for actor in actors[:1] for event_id in sorted(self._keys.get(("actor", actor), ()))]
        return [event for event in found if not event.known and kinds.is_lasting(event.kinds[0]) and kinds.are_near(event.kinds[0], deed)
                and event.actors[:1] == list(actors[:1])]

    def alone(self, fact: Fact, event: Happening) -> bool:
        """Whether a time of the clause holds this event and no other known one."""
        for when in fact.times:
            ids = set().union(*(self._keys.get(key, set()) for key in _keys((), (), when.earliest, when.latest)))
            if {other for other in ids if _overlap(when, self.events[other]) > 0} == {event.event_id}:
                return True
        return False

    def weight(self, actor: str) -> float:
        """How much one actor in common says: more for those of few events, little for states."""
        return (0.5 + 1.5 / math.sqrt(max(self.cast[actor], 1))) * (0.3 if actor in self.states else 1.0)


def _keys(actors: Sequence[str], places: Sequence[str], earliest: int | None, latest: int | None) -> list[tuple]:
    keys = [("actor", actor) for actor in actors] + [("place", place) for place in places]
    if earliest is not None and latest - earliest < 400:
        keys += [("month", number) for number in range(earliest // 31, latest // 31 + 1)]
    return keys


def fit(fact: Fact, event: Happening, index: Index, setting: Setting) -> float:
    """How well a statement tells an event: a sum of evidence from time, people, place, words and kind of deed; -inf where
    the times exclude it. Not to be trusted below 4.
    """
    time = _time(fact, event, setting)
    if time == -math.inf:
        return time
    if event.known and time > 0 and fact.times and index.alone(fact, event):
        time += 1.5
    shared = event.words & fact.words
    label = -0.04 * len(event.words - shared) if event.known else 0.0
    label += min(2.5 if event.known else 1.0, sum(1 / math.sqrt(index.rarity[word]) for word in sorted(shared)))
    if not event.known and event not in setting.told and not _identified(fact, event, index, shared):
        return -math.inf
    where = 0.0
    if event.place and fact.places:
        same_cast = set(event.actors) & set(fact.actors) - index.states
        where = 1.0 if event.place in fact.places else 0.0 if event.known or same_cast else -2.0
    time += 0.5 if event in setting.told else 0.0
    time += min(0.8, 0.2 * len(index.tellers[event.event_id]))
    return time + _who(fact, event, index, setting) + where + label + _deed(fact, event)


def _identified(fact: Fact, event: Happening, index: Index, shared: frozenset[str]) -> bool:
    """Whether a statement and an event outside the register have a person or the place in common, or a state and much wording; two casts without a person in common are two."""
    common = set(event.actors) & set(fact.near_actors)
    if not common - index.states and set(event.actors) - index.states and set(fact.actors) - index.states:
        return False
    return bool(common - index.states or event.place and event.place in fact.places
                or common and (len(shared) > 1 or kinds.is_lasting(event.kinds[0])))


def _who(fact: Fact, event: Happening, index: Index, setting: Setting) -> float:
    first = next((actor for actor in fact.actors if actor in index.states), None)
    if not set(event.actors) - index.states:
        return -0.75 if first and first not in event.actors else 0.25 if set(event.actors) & set(fact.near_actors) else 0.0
    carried = setting.last.actors if setting.last else ()
    score = 0.0
    for actor in event.actors:
        share = 1.0 if actor in fact.actors else 0.5 if actor in fact.near_actors else 0.25 if actor in carried else 0.0
        score += share * index.weight(actor)
    if score == 0.0:
        return -1.0 if set(fact.actors) - index.states else 0.2 if first else 0.0
    return min(2.5, score)


def _deed(fact: Fact, event: Happening) -> float:
    if not fact.kinds or not event.kinds:
        return -0.5
    told, *others = fact.kinds
    further = 1.0 if set(others) & set(event.kinds) - {told} else 0.0
    if told in event.kinds:
        aside = kinds.is_lasting(told) and not kinds.is_lasting(event.kinds[0])
        return further + (2.0 if told == event.kinds[0] else 0.0 if aside else 1.5)
    if any(kinds.are_near(told, kind) for kind in event.kinds):
        return further + 1.0
    if kinds.is_strong(fact.predicate_kind):
        return -1.5
    return further or (-1.0 if fact.strong else -0.5)


def _time(fact: Fact, event: Happening, setting: Setting) -> float:
    if event.earliest is None:
        return 0.0 if event in setting.told else -1.0 if kinds.is_lasting(event.kinds[0]) else -math.inf
    if fact.times:
        return max(_overlap(when, event) for when in fact.times)
    if fact.near_times and (near := max(_overlap(when, event) for when in fact.near_times)) > 0:
        return near - 0.5
    told_before = -math.inf
    if setting.carried and (score := _overlap(setting.carried, event)) > 0:
        told_before = score if kinds.reference("same_time").search(fact.text) else score / 2
    return max(told_before, _reported(fact, event, setting))


def _reported(fact: Fact, event: Happening, setting: Setting) -> float:
    """How well an event without a time of its own stands to the days its article may report on."""
    if setting.window and event.earliest > setting.window[1]:
        return -math.inf if fact.status == "factual" else -1.0
    if setting.window and event.latest >= setting.window[0]:
        likely = setting.best is not None and event.earliest - 2 <= setting.best <= event.latest + 6
        return 1.0 if setting.narrow or likely else 0.3
    if setting.lead and setting.window:
        return -math.inf
    return -1.0 if setting.window and setting.window[0] - event.latest <= RECENT else -1.5


def _overlap(when: When, event: Happening) -> float:
    """3 for the day told, less for the day beside it or a longer time, -inf outside."""
    if event.earliest is None:
        return 0.0
    slack = RECENT // 2 if not event.known and kinds.is_lasting(event.kinds[0]) else 1 if when.width <= 3 else 0
    inside = when.earliest <= event.latest and event.earliest <= when.latest
    if not inside and not (when.earliest - slack <= event.latest and event.earliest <= when.latest):
        return -math.inf
    if event.latest - event.earliest > 40 or when.width > 120:
        return 0.5
    return 1.5 if when.width > 10 else 3.0 if inside else 1.5
