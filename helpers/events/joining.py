"""One happening told in two articles, found from what the tellings have in common where no day says it."""
from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain, product

from helpers.dating.neighbours import figures
from helpers.events import kinds
from helpers.events.affairs import Affairs
from helpers.events.happenings import Happening, Window
from helpers.events.meeting import Held, meeting, rows
from helpers.events.reading import Thread

ENOUGH, DOUBT, COMMON, APART, AFTERMATH, NARROW = 0.5, 1.2, 60, 5, 4, 14


@dataclass
class Telling:
    """A thread of an article and the event it was given, None where it has none: `keys` are its words and larger
    numbers, @actors and #places; `span` its days where the event has some, `reach` all it may have: an article, read
    within its `window`, foretells only what it says is planned; `people`: those of the `persons` it tells of first."""

    number: int
    thread: Thread
    event: Happening | None
    persons: frozenset[str]
    window: Window | None = None

    def __post_init__(self) -> None:
        told, when = self.thread.told, self.thread.when
        self.article_id, self.places = told.article_id, set(told.places)
        self.keys = told.words | {f"@{actor}" for actor in told.actors} | {f"#{place}" for place in told.places} | {
            figure for fact in self.thread.facts for figure in figures(fact.text)}
        self.span = (when.earliest, when.latest) if when and self.event and self.event.earliest is not None else None
        told_before = self.window and all(fact.status != "planned" for fact in self.thread.telling)
        self.reach = self.span or (-math.inf, self.window[1] if told_before else math.inf)
        self.people = {actor for actor in told.actors if actor in self.persons}
        self.statements = tuple(fact.statement_id for fact in self.thread.facts)
        self.thread = replace(self.thread, facts=[], telling=[])  # a study has many


def join(tellings: list[Telling], affairs: Affairs) -> dict[str, str]:
    """statement_id → event_id, after tellings of a near deed in two articles of one affair have been joined, those
    first that have most in common. Register events are never joined. Days that contradict each other keep two tellings
    apart."""
    weight = _weights(tellings)
    enough = ENOUGH * math.log(len({each.article_id for each in tellings}) + 1)
    groups = [[each] for each in tellings]
    for _, i, j in sorted((-score, i, j) for score, i, j in _pairs(tellings, weight) if score >= enough):
        kept, gone = groups[i], groups[j]
        if kept is not gone and affairs.one(tellings[i].article_id, tellings[j].article_id) and _may_join(kept, gone):
            kept += gone
            for each in gone:
                groups[each.number] = kept
    return _named(groups)


def _weights(tellings: list[Telling]) -> dict[str, float]:
    keys = defaultdict(set)
    for each in tellings:
        keys[each.article_id] |= each.keys
    count = Counter(key for held in keys.values() for key in held)
    return {key: math.log((len(keys) + 1) / n) for key, n in count.items()}


def _pairs(tellings: list[Telling], weight: dict[str, float]) -> Iterable[tuple[float, int, int]]:
    """Tellings of near deeds in two articles that share an uncommon key, and how much of such they share; with main
    happenings of the same days for which the lexicon has no word, which must share more."""
    held = Held(each.keys for each in tellings)
    for i, j, _ in chain.from_iterable(rows(*met) for met in meeting(held, COMMON)):
        a, b = tellings[i], tellings[j]
        narrow = all(each.thread.main and each.span and each.span[1] - each.span[0] < NARROW for each in (a, b))
        together = narrow and a.span[0] <= b.span[1] and b.span[0] <= a.span[1]
        wordless = together and not (a.thread.kinds and b.thread.kinds)
        near = wordless or any(kinds.are_near(*both) for both in product(a.thread.kinds, b.thread.kinds))
        if a.article_id != b.article_id and near:
            yield sum(weight[key] for key in sorted(a.keys & b.keys)) / (DOUBT if wordless else 1), i, j


def _may_join(one: list[Telling], other: list[Telling]) -> bool:
    """Whether no days keep two groups apart nor, for most pairs, places and company; and either all are dated or two
    tellings share words."""
    if any(each.event and each.event.known for each in [*one, *other]):
        return False
    dated, apart = all(each.span for each in [*one, *other]), 0
    for a, b in product(one, other):
        late = AFTERMATH if all(kinds.has("aftermath", (each.thread.kinds or [""])[0]) for each in (a, b)) else 1
        if a.reach[0] > b.reach[1] + late or b.reach[0] > a.reach[1] + late:
            return False
        words = sum(key[0] not in "@#" for key in a.keys & b.keys)
        apart += bool(words < APART and a.places and b.places and not a.places & b.places) or _other_company(a, b)
        dated |= words > 1
    return dated and 2 * apart < len(one) * len(other)


def _other_company(a: Telling, b: Telling) -> bool:
    """Whether two tellings, not both with days, each have somebody the other has not, say one host and two guests."""
    return not (a.span and b.span) and bool(a.people - b.people and b.people - a.people)


def _named(groups: list[list[Telling]]) -> dict[str, str]:
    """Each group under the event most of its statements have."""
    named: dict[str, str] = {}
    for group in {id(group): group for group in groups}.values():
        votes = Counter(each.event.event_id for each in group if each.event for _ in each.statements)
        if votes:
            name = min(votes, key=lambda event_id: (-votes[event_id], event_id))
            named |= {statement_id: name for each in group for statement_id in each.statements}
    return named
