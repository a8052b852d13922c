"""One happening told in two articles, found from what the tellings have in common where no day says it."""
from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

from helpers.events import kinds
from helpers.events.happenings import Happening
from helpers.events.meeting import Held, meeting, rows
from helpers.events.reading import Thread

ENOUGH, COMMON, APART, FIRST = 0.5, 60, 5, 2


@dataclass
class Telling:
    """A thread of an article and the event it was given, None where it has none: `keys` are its words, @actors and
    #places; `span` its days where the event has some, `day` where it is a single one; `people`: those of the `persons`
    it tells of, in order; `since`: a main one without a time happened after what its article tells as past."""

    number: int
    thread: Thread
    event: Happening | None
    persons: frozenset[str]

    def __post_init__(self) -> None:
        told, when = self.thread.told, self.thread.when
        self.article_id = told.article_id
        self.places = set(told.places)
        self.keys = told.words | {f"@{actor}" for actor in told.actors} | {f"#{place}" for place in told.places}
        self.day = when.earliest if when and when.width == 1 else None
        self.span = (when.earliest, when.latest) if when and self.event and self.event.earliest is not None else None
        self.people = [actor for actor in told.actors if actor in self.persons]
        self.since: int | None = None
        self.past = max((when.earliest for fact in self.thread.facts if fact.status == "factual" for when in fact.times), default=None)
        self.statements = tuple(fact.statement_id for fact in self.thread.facts)
        self.thread = replace(self.thread, facts=[], telling=[])  # a study has many


def join(tellings: list[Telling]) -> dict[str, str]:
    """statement_id → event_id, after tellings of a near deed have been joined, those first that have most in common.
    Register events are never joined. Days that contradict each other keep two tellings apart."""
    weight = _weights(tellings)
    enough = ENOUGH * math.log(len({each.article_id for each in tellings}) + 1)
    _set_since(tellings)
    home = list(range(len(tellings)))
    members = [[each] for each in tellings]
    for _, i, j in sorted((-score, i, j) for score, i, j in _pairs(tellings, weight) if score >= enough):
        if (kept := home[i]) != (gone := home[j]) and _may_join(members[kept], members[gone]):
            for each in members[gone]:
                home[each.number] = kept
            members[kept] += members[gone]
    return _named(tellings, home)


def _set_since(tellings: list[Telling]) -> None:
    past = defaultdict(list)
    for each in tellings:
        past[each.article_id] += [each.past] if each.past is not None else []
    for each in tellings:
        if each.thread.main and not each.thread.when:
            each.since = max(past[each.article_id], default=None)


def _weights(tellings: list[Telling]) -> dict[str, float]:
    keys = defaultdict(set)
    for each in tellings:
        keys[each.article_id] |= each.keys
    count = Counter(key for held in keys.values() for key in held)
    return {key: math.log((len(keys) + 1) / n) for key, n in count.items()}


def _pairs(tellings: list[Telling], weight: dict[str, float]) -> Iterable[tuple[float, int, int]]:
    """Tellings of near deeds in two articles that share an uncommon key, and how much of such they share."""
    held = Held(each.keys for each in tellings)
    for i, j, _ in chain.from_iterable(rows(*met) for met in meeting(held, COMMON)):
        a, b = tellings[i], tellings[j]
        if a.article_id != b.article_id and a.thread.kinds and b.thread.kinds and kinds.are_near(a.thread.kinds[0], b.thread.kinds[0]):
            yield sum(weight[key] for key in sorted(a.keys & b.keys)), i, j


def _may_join(one: list[Telling], other: list[Telling]) -> bool:
    if any(each.event and each.event.known for each in [*one, *other]):
        return False
    told = all(any(each.span for each in side) for side in (one, other))
    for a in one:
        for b in other:
            words = sum(key[0] not in "@#" for key in a.keys & b.keys)
            if _apart(a.span, b.span) or a.day and b.day and a.day != b.day or words < APART and a.places and b.places and not a.places & b.places:
                return False
            if a.thread.main and b.thread.main and (_before(a, b) or _before(b, a) or _other_company(a, b)):
                return False
            told |= bool(a.day and b.day) or words > 1
    return told


def _apart(a: tuple[int, int] | None, b: tuple[int, int] | None) -> bool:
    return bool(a and b) and (a[0] > b[1] + 1 or b[0] > a[1] + 1)


def _before(a: Telling, b: Telling) -> bool:
    """Whether the main happening of one article is over before that of an undated one can be."""
    return bool(b.since and a.thread.when and a.thread.when.latest < b.since)


def _other_company(a: Telling, b: Telling) -> bool:
    """Whether two tellings of no common day have different people first, say one host and each a guest of its own."""
    one, other = set(a.people[:FIRST]) - set(b.people), set(b.people[:FIRST]) - set(a.people)
    return not (a.day and a.day == b.day) and bool(one and other)


def _named(tellings: list[Telling], home: list[int]) -> dict[str, str]:
    """Each group under the event most of its statements have."""
    votes: dict[int, Counter] = defaultdict(Counter)
    for each, at in zip(tellings, home):
        if each.event:
            votes[at][each.event.event_id] += len(each.statements)
    name = {at: min(found, key=lambda event_id: (-found[event_id], event_id)) for at, found in votes.items()}
    return {statement_id: name[at] for each, at in zip(tellings, home) if at in name for statement_id in each.statements}
