"""How alike two statements are: structure first, then wording."""
from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from rapidfuzz import fuzz

from helpers.annotation.gazetteer import fold
from helpers.claims import numbers
from helpers.events import ideas, kinds
from helpers.events.facts import Fact
from helpers.events.meeting import Held, Shelf, meeting, rows

LEAST = 0.2
OTHER_EVENT, OTHER_CAST, OTHER_STATUS = 0.2, 0.06, 0.08
_LIGHT = {"être", "avoir", "faire", "tenir", "mettre", "prendre", "rendre", "effectuer"}


@dataclass(frozen=True)
class Profile:
    """A statement as features: ideas, `@actor`, `#place`, and its quantities, times and predicate apart."""

    fact: Fact
    event_id: str | None
    features: frozenset[str]
    predicate: str
    deed: str | None
    quantities: tuple[numbers.Quantity, ...]
    folded: str


def profile(fact: Fact, event_id: str | None) -> Profile:
    """Features of one statement; the words of names are left to the actors they stand for."""
    words = fact.words
    found = words | {f"@{actor}" for actor in fact.actors} | {f"#{place}" for place in fact.places}
    deed = fact.predicate_kind or fact.antecedent
    predicate = "" if fact.predicate in _LIGHT else ideas.idea(fact.predicate)
    fact = replace(fact, names=set(), near_actors=[], near_times=[], outer=None)  # of no further use
    return Profile(fact, event_id, found, predicate, deed if kinds.has("strong", deed) else None,
                   tuple(numbers.find(fact.own_text)), fold(fact.own_text))


class Scale:
    """Weights of features: the rarer in the study, the more two statements say by sharing it."""

    def __init__(self, held: Held):
        size = len(held.sizes) + 10
        counts = zip(held.known, held.counts().tolist())
        self.weight = {feature: math.log(1 + size / (number + 1)) for feature, number in counts}.__getitem__
        self.whole = lru_cache(20_000)(self.sum)  # for a whole statement, which is compared with many

    def sum(self, features: frozenset[str]) -> float:
        """The weights of some features together."""
        return sum(map(self.weight, sorted(features)))


def score(a: Profile, b: Profile, scale: Scale, strict: bool = True) -> float:
    """Likeness of two statements in 0–1; above about 0.5 they say the same.

    Overlap of weighted features (Dice, and how far the shorter lies in the longer), the predicate, the letters, and the
    deed of their event; less, when `strict`, where numbers with one unit exclude each other, times are apart, or the
    events differ.
    """
    shared = a.features & b.features
    if not shared:
        return 0.0
    both, of_a, of_b = scale.sum(shared), scale.whole(a.features), scale.whole(b.features)
    dice, inside = 2 * both / (of_a + of_b), both / min(of_a, of_b)
    if len(shared) < 3:
        inside *= len(shared) / 3
    letters = fuzz.token_sort_ratio(a.folded, b.folded) / 100
    same = 1.0 if a.predicate and a.predicate == b.predicate else 0.4 if a.predicate in b.features or b.predicate in a.features else 0.0
    value = 0.5 * dice + 0.2 * inside + 0.15 * same + 0.15 * letters
    if len(shared) < 2:
        value *= 0.6
    if a.deed and a.deed == b.deed and a.event_id and a.event_id == b.event_id:
        value += 0.12
    return max(0.0, min(1.0, value - (_against(a, b) if strict else 0.0)))


def _against(a: Profile, b: Profile) -> float:
    """What speaks against one claim, each with its weight."""
    penalty = 0.0
    if a.event_id != b.event_id:
        penalty += OTHER_EVENT if a.event_id and b.event_id else 0.05
    if numbers.differ(a.quantities, b.quantities):
        penalty += 0.3
    if a.fact.times and b.fact.times and not any(
            s.earliest - (s.width < 4) <= t.latest and t.earliest - (t.width < 4) <= s.latest for s in a.fact.times for t in b.fact.times):
        penalty += 0.25
    if a.fact.actors and b.fact.actors and not set(a.fact.actors) & set(b.fact.actors):
        penalty += OTHER_CAST
    if (a.fact.status == "planned") != (b.fact.status == "planned"):
        penalty += OTHER_STATUS
    return penalty


class Profiles(Shelf):
    """The statements of a study in order of article and offset, and what is worked out once over all of them.

    articles: those of each article. The article and the event of each are at hand as numbers (`page`, `event`; -1:
    none).
    """

    def __init__(self, articles: Iterable[list[Profile]]):
        self._pages: dict[str, int] = {}
        self._held, numbers, events = Held(), {None: -1}, array("i")
        super().__init__()
        for profiles in articles:
            self.add(profiles)
            self._pages[profiles[0].fact.article_id] = len(self._pages)
            for each in profiles:
                self._held.add(each.features)
                events.append(numbers.setdefault(each.event_id, len(numbers) - 1))
        self.page, self.event = np.repeat(np.arange(len(self._pages)), np.diff(self.starts)), np.array(events)

    def of(self, article_id: str) -> list[Profile]:
        """Those of one article."""
        return self.part(self._pages[article_id]) if article_id in self._pages else []

    @cached_property
    def scale(self) -> Scale:
        return Scale(self._held)

    @cached_property
    def alike(self) -> Alike:
        """Pairs with a score of at least `LEAST`: a rare feature is compared across the study, a common one within each
        event only."""
        size, near = np.array(self._held.sizes), [np.empty((2, 0), dtype=np.int64)]
        for one, other, count in meeting(self._held, 40, self.event, 400):
            near.append(np.stack((one, other))[:, (count > 1) | (np.minimum(size[one], size[other]) < 3)])
        pairs = np.concatenate(near, axis=1)
        told = self.event[self.starts[:-1]][self.page[pairs[0]]]  # what is told of one event is fetched from the shelf together
        return Alike(((score(self[i], self[j], self.scale), i, j) for i, j in rows(*pairs[:, np.lexsort((*pairs, told))])), LEAST)


class Alike:
    """Pairs of positions, the first before the second, with a value of at least `least`; as arrays, in order of
    position."""

    def __init__(self, scored: Iterable[tuple[float, int, int]], least: float):
        values, places = array("d"), array("i")
        for value, i, j in scored:
            if value >= least:
                values.append(value)
                places.extend((i, j))
        one, other = np.array(places, dtype=np.int64).reshape(-1, 2).T
        order = np.lexsort((other, one))
        self.value, self.one, self.other = np.array(values)[order], one[order], other[order]

    def among(self, members: Collection[int]) -> dict[tuple[int, int], float]:
        """The pairs of some positions, with their values."""
        inside, found = set(members), {}
        for i in members:
            here = slice(*np.searchsorted(self.one, (i, i + 1)))
            found |= {(i, j): value for j, value in zip(self.other[here].tolist(), self.value[here].tolist()) if j in inside}
        return found

    def groups(self, size: int, least: float, allowed: Callable = lambda a, b, known: True) -> list[list[int]]:
        """Average-link clusters of positions 0…size-1 (absent pairs count 0), each sorted, in order.

        `allowed(a, b, known)` may forbid the union of two clusters (lists of positions); known: the pairs around them.
        """
        one, other = (side[self.value >= least] for side in (self.one, self.other))
        home, last, chains = np.arange(size), None, defaultdict(list)
        while not np.array_equal(home, last):  # to the first position that a chain of strong pairs leads to: no cluster reaches farther
            last = home.copy()
            np.minimum.at(home, one, last[other])
            np.minimum.at(home, other, last[one])
            home = home[home]
        for i, first in enumerate(home.tolist()):
            chains[first].append(i)
        return sorted(cluster for chain in chains.values() for cluster in (
            _linked(chain, self.among(chain), least, allowed) if len(chain) > 1 else [chain]))


def _linked(chain: list[int], known: dict[tuple[int, int], float], least: float, allowed: Callable) -> list[list[int]]:
    cluster, home = {i: [i] for i in chain}, {i: i for i in chain}
    for i, j in sorted(known, key=lambda pair: (-known[pair], pair)):
        a, b = home[i], home[j]
        if a == b or not allowed(cluster[a], cluster[b], known):
            continue
        links = [known.get((min(x, y), max(x, y)), 0.0) for x in cluster[a] for y in cluster[b]]
        if sum(links) / len(links) >= least:
            cluster[a] = sorted(cluster[a] + cluster.pop(b))
            home |= dict.fromkeys(cluster[a], a)
    return list(cluster.values())
