"""How alike two statements are: structure first, then wording."""
from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from rapidfuzz import fuzz

from helpers.annotation.gazetteer import fold
from helpers.claims import numbers
from helpers.events import ideas, kinds
from helpers.events.facts import Fact

LEAST = 0.2
OTHER_EVENT, OTHER_CAST, OTHER_PERSON, OTHER_STATUS = 0.2, 0.06, 0.2, 0.08
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
    persons: frozenset[str] = frozenset()


def profile(fact: Fact, event_id: str | None, persons: Collection[str] = ()) -> Profile:
    """Features of one statement; the words of names are left to the actors they stand for."""
    words = fact.words
    found = words | {f"@{actor}" for actor in fact.actors} | {f"#{place}" for place in fact.places}
    deed = fact.predicate_kind or fact.antecedent
    predicate = "" if fact.predicate in _LIGHT else ideas.idea(fact.predicate)
    return Profile(fact, event_id, found, predicate, deed if kinds.has("strong", deed) else None,
                   tuple(numbers.find(fact.own_text)), fold(fact.own_text), frozenset(fact.actors).intersection(persons))


class Scale:
    """Weights of features: the rarer in the study, the more two statements say by sharing it."""

    def __init__(self, profiles: Iterable[Profile]):
        profiles = list(profiles)
        count = Counter(chain.from_iterable(each.features for each in profiles))
        self._weights = {feature: math.log(1 + (len(profiles) + 10) / (number + 1)) for feature, number in count.items()}
        self._whole: dict[frozenset[str], float] = {}
        self._whole = {each.features: self.sum(each.features) for each in profiles}

    def weight(self, feature: str) -> float:
        """Smoothed inverse document frequency of a feature of the study."""
        return self._weights[feature]

    def sum(self, features: frozenset[str]) -> float:
        """The weights of some features together; those of a whole statement are known beforehand."""
        return self._whole.get(features) or sum(map(self._weights.__getitem__, sorted(features)))


def score(a: Profile, b: Profile, scale: Scale, strict: bool = True) -> float:
    """Likeness of two statements in 0–1; above about 0.5 they say the same.

    Overlap of weighted features (Dice, and how far the shorter lies in the longer), the predicate, the letters, and the
    deed of their event; less, when `strict`, where numbers with one unit exclude each other, times are apart, or the events differ.
    """
    shared = a.features & b.features
    if not shared:
        return 0.0
    both, of_a, of_b = scale.sum(shared), scale.sum(a.features), scale.sum(b.features)
    dice, inside = 2 * both / (of_a + of_b), both / min(of_a, of_b)
    if len(shared) < 3:
        inside *= len(shared) / 3
    letters = fuzz.token_sort_ratio(a.folded, b.folded) / 100
    same = 1.0 if a.predicate and a.predicate == b.predicate else 0.4 if a.predicate in b.features or b.predicate in a.features else 0.0
    value = 0.5 * dice + 0.2 * inside + 0.15 * same + 0.15 * letters
    if len(shared) < 2:
        value *= 0.6
    if (a.event_id is None or a.event_id != b.event_id) and len(shared) < 3:
        value -= 0.1
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
    if a.persons - b.persons and b.persons - a.persons:
        penalty += OTHER_PERSON
    if (a.fact.status == "planned") != (b.fact.status == "planned"):
        penalty += OTHER_STATUS
    if a.fact.is_quote and b.fact.is_quote and a.fact.speaker and b.fact.speaker and a.fact.speaker != b.fact.speaker:
        penalty += 0.1
    return penalty


class Profiles(list[Profile]):
    """The statements of a study in order of article and offset, and what is worked out once over all of them."""

    @cached_property
    def scale(self) -> Scale:
        return Scale(self)

    @cached_property
    def alike(self) -> list[tuple[float, int, int]]:
        """Pairs of positions with a score of at least `LEAST`, best first; only statements that share an uncommon feature are compared."""
        held = [each.features for each in self]
        found = [(value, i, j) for i, j, count in meeting(held, self._blocks) if count > 1 or min(len(held[i]), len(held[j])) < 3
                 if (value := score(self[i], self[j], self.scale)) >= LEAST]
        return sorted(found, key=lambda pair: (-pair[0], pair[1], pair[2]))

    def _blocks(self, rows: list[int]) -> list[list[int]]:
        """A rare feature is compared across the study, a common one within each event only."""
        if len(rows) <= 40:
            return [rows]
        blocks = defaultdict(list)
        for row in rows:
            blocks[self[row].event_id].append(row)
        return [block for key, block in blocks.items() if key is not None and len(block) <= 400]


def meeting(held: list[frozenset[str]], blocks: Callable[[list[int]], list[list[int]]]) -> Iterator[tuple[int, int, int]]:
    """Pairs of positions that hold something in common, and how much; `blocks` says which of its holders meet over a thing.

    No more than the pairs of one position are held at a time.
    """
    holders, near = defaultdict(list), [[] for _ in held]
    for number, features in enumerate(held):
        for feature in features:
            holders[feature].append(number)
    for block in chain.from_iterable(map(blocks, holders.values())):
        for at, number in enumerate(block[:-1], 1):
            near[number].append((block, at))
    for i, met in enumerate(near):
        shared = Counter(chain.from_iterable(block[at:] for block, at in met))
        yield from ((i, j, count) for j, count in shared.items())


def group(size: int, scored: list[tuple[float, int, int]], least: float, allowed: Callable = lambda a, b: True) -> list[list[int]]:
    """Average-link clusters of positions 0…size-1 from scored pairs (absent pairs count 0), each sorted, in order.

    `allowed(a, b)` may forbid the union of two clusters (lists of positions).
    """
    known = {(i, j): value for value, i, j in scored}
    cluster = {number: [number] for number in range(size)}
    home = list(range(size))
    for _, i, j in scored:
        a, b = home[i], home[j]
        if a == b or not allowed(cluster[a], cluster[b]):
            continue
        links = [known.get((min(x, y), max(x, y)), 0.0) for x in cluster[a] for y in cluster[b]]
        if sum(links) / len(links) >= least:
            cluster[a] = sorted(cluster[a] + cluster.pop(b))
            for member in cluster[a]:
                home[member] = a
    return sorted(cluster.values())
