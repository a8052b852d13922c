"""How alike two statements are: structure first, then wording."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from helpers.annotation.gazetteer import fold
from helpers.claims import numbers, patterns
from helpers.events import ideas, kinds
from helpers.events.facts import Fact
from helpers.events.meeting import AT_HAND, Held, Shelf, meeting

LEAST, FEW = 0.2, 3
OTHER_EVENT, OTHER_STATUS = 0.2, 0.16


class Profile(NamedTuple):
    """A statement as features: ideas, `@actor`, `#place`, `=number`, and its quantities, times and predicate apart."""

    fact: Fact
    event_id: str | None
    features: frozenset[str]
    predicate: str
    deed: str | None
    quantities: tuple[numbers.Quantity, ...]
    folded: str


def profile(fact: Fact, event_id: str | None) -> Profile:
    """Features of one statement; the words of names are left to the actors they stand for. A clause without subject and
    names is of the one actor whom its sentence names."""
    actors = fact.actors or fact.near_actors * (not fact.has_subject and len(fact.near_actors) == 1)
    quantities = tuple(each for each in numbers.find(fact.own_text)
                       if each.unit or not any(each.text in when.text for when in fact.times)  # « vendredi 8 »
                       if not patterns.expression("away").fullmatch(fact.own_text, max(0, each.start - 2), each.end + 14))
    found = fact.words | {f"@{actor}" for actor in actors} | {f"#{place}" for place in fact.places}
    found |= {f"={each.size:g}" for each in quantities if each.size > 9 and not each.unit.startswith("lasted")}
    deed = fact.predicate_kind or fact.antecedent
    predicate = "" if fact.predicate in patterns.words("light") else ideas.idea(fact.predicate)
    return Profile(fact, event_id, found, predicate, deed if kinds.has("strong", deed) else None,
                   quantities, fold(fact.own_text))


def apart(a: Profile, b: Profile, widest: int = 31) -> bool:
    """Both dated, to stretches of at most so many days, and no day in common."""
    times = [[w for w in side.fact.times if w.width <= widest] for side in (a, b)]
    return bool(times[0] and times[1]) and not any(s.earliest <= t.latest and t.earliest <= s.latest for s in times[0] for t in times[1])


def _alone(fact: Fact) -> int:
    """How well a wording stands alone, the least the best: it has its own subject and points to nothing before it,
    names who is told of; then the shortest."""
    depends = not fact.has_subject or patterns.any_of("depends").match(fact.text)
    return (2 * bool(depends) + (not fact.actors)) * 10 ** 6 + len(fact.text)


class Profiles(Shelf):
    """The statements of a study in order of article and offset, and what is worked out once over all of them.

    articles: those of each article. What is compared is at hand: the article and the event of each as numbers (`page`,
    `event`; -1: none), its predicate and deed, its features; where it
    stands (`begin`, `end`), its id, its event's and its article's (`ids`, `events`, `homes`), its `status`, whether it
    is `dated`, and how well it stands alone (`alone`, the least the best).
    """

    def __init__(self, articles: Iterable[list[Profile]]):
        super().__init__()
        self._pages: dict[str, int] = {}
        self._held, named = Held(), []
        for profiles in articles:
            self.add(profiles)
            self._pages[profiles[0].fact.article_id] = len(self._pages)
            for fact, event_id, features, predicate, deed, _, folded in profiles:
                self._held.add(sorted(features))
                named.append((event_id, predicate or None, deed, fact.status, fact.start, fact.end, folded,
                              fact.statement_id, fact.article_id, bool(fact.times), _alone(fact)))
        self.page = np.repeat(np.arange(len(self._pages)), np.diff(self.starts))
        (self.events, self.predicates, deeds, self.status, self.begin, self.end, self._folded, self.ids, self.homes,
         self.dated, self.alone) = list(zip(*named)) or [()] * 11
        codes = (pd.factorize(np.array(each, dtype=object))[0] for each in (self.events, self.predicates, deeds))
        self.event, self._predicate, self._deed = codes
        self._done = np.array([{"planned": -1, "factual": 1}.get(status, 0) for status in self.status], dtype=np.int8)
        self._predicate_feature = np.array([self._held.known.get(word, -1) for word in self.predicates], dtype=np.int64)
        self._weights = np.log(1 + (len(self) + 10) / (self._held.counts() + 1))
        self._things, self._sizes = (np.array(each, dtype=np.int64) for each in (self._held.things, self._held.sizes))
        owner = np.repeat(np.arange(len(self)), self._sizes)
        self._codes = np.sort(np.r_[owner * (len(self._weights) + 1) + self._things, -2])  # so that it is never empty
        self._begins, self._names = np.cumsum(self._sizes) - self._sizes, list(self._held.known)
        number = np.array([name[0] == "=" for name in self._names], dtype=bool)
        self._whole = np.maximum(np.bincount(owner, np.where(number, 0, self._weights)[self._things], len(self)), 1)
        self._weights[number] *= 0.8  # of use where both have it, no odds where one has

    def places(self, article_id: str) -> range:
        """Where those of one article stand."""
        page = self._pages.get(article_id)
        return range(0) if page is None else range(self.starts[page], self.starts[page + 1])

    def nearest(self, article_id: str, start: int, end: int) -> int | None:
        """Where the smallest statement stands of those nearest to a span, rather behind it than before."""
        return min(self.places(article_id), default=None, key=lambda n: (
            max(self.begin[n] - start, 3 * (end - self.end[n]), 0), self.end[n] - self.begin[n], n))

    def features(self, place: int) -> dict[str, float]:
        """What a statement holds, with the weights, in order."""
        things = self._things[self._begins[place]:self._begins[place] + self._sizes[place]]
        return dict(zip(map(self._names.__getitem__, things.tolist()), self._weights[things].tolist()))

    def weight(self, features: Iterable[str]) -> float:
        """The weights of some features together: the rarer in the study, the more two statements say by sharing it."""
        return float(sum(self._weights[self._held.known[feature]] for feature in sorted(features)))

    @cached_property
    def _telling(self) -> frozenset[str]:
        """Actors of at most one statement in twenty; the others are the study's own, and stand under many names."""
        told = zip(self._held.known, self._held.counts().tolist())
        return frozenset(name[1:] for name, times in told if name[0] == "@" and times <= len(self) / 20)

    when = cached_property(lambda self: ideas.of_text(" ".join(patterns.words("when"))))

    def at_odds(self, one: int, other: int) -> bool:
        """Whether two statements say different things in however like words: a number that the other does not bear out,
        another day, year or actor, the first of its kind, another one; or share only what the clause hangs on, or
        nothing but when it was, that somebody spoke, or a verb that is no deed by itself."""
        (a, own, told, actors, kind, year), (b, others, more, cast, sort, date) = self._stance(one), self._stance(other)
        foreign = actors and cast and set(a.fact.actors).isdisjoint(b.fact.actors)
        alone = own.isdisjoint(others) or (shared := a.features & b.features) <= self.when \
            or shared == {a.predicate} and a.features > shared < b.features and (a.deed or a) != b.deed
        if kind != sort or year and date and year.isdisjoint(date) or alone or foreign:
            return True
        borne_out = not (told or more) or all(any(numbers.compatible(x, y) for y in right) for left, right in ((told, more), (more, told)) for x in left)
        return not borne_out or apart(a, b) or numbers.differ(a.quantities, b.quantities)

    def _told(self, place: int) -> tuple:
        """A statement, its own ideas, its larger numbers, its telling actors, whether it tells of the first of a kind
        or of another one, and its years."""
        told = self[place]
        text, counted = told.fact.own_text, [each for each in told.quantities if each.size > FEW and each.text[:4].lower() != "des "]
        own = told.features - ideas.of_text(told.fact.hangs_on) | set(map(ideas.idea, told.fact.lemmas))
        kind, years = (bool(numbers.firsts(text)), bool(patterns.expression("another").search(text))), patterns.expression("year").findall(text)
        return told, own, [each for each in counted if each.unit != "lasted"], self._telling & set(told.fact.actors), kind, set(years)

    _stance = cached_property(lambda self: lru_cache(AT_HAND)(self._told))

    @cached_property
    def alike(self) -> Alike:
        """Pairs with a score of at least `LEAST`: a rare feature is compared across the study, a common one within each
        event only."""
        found = [np.empty(0, "i8,i8,f8")]
        for one, other, count in meeting(self._held, 40, self.event, 400):
            near = (count > 1) | (np.minimum(self._sizes[one], self._sizes[other]) < 3) | (self.event[one] == self.event[other]) & (self.event[one] >= 0)
            found.append(self._scored(one[near], other[near]))
        return Alike(np.concatenate(found), LEAST)

    def _scored(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """The pairs (f0, f1) that may reach `LEAST`, with their likeness f2 in 0–1; above about 0.5 they say the same.

        Overlap of weighted features (Dice, and how far the shorter lies in the longer), the predicate, the letters, and
        the deed of their event; less where events or status differ.
        """
        count, both, foreign = self._shared(one, other)
        whole, same = [self._whole[side] for side in (one, other)], self._predicate[one] == self._predicate[other]
        dice, inside = np.minimum(2 * both / sum(whole), 1), np.minimum(both / np.minimum(*whole), 1)
        same = np.where(same & (self._predicate[one] >= 0), 1.0, 0.4 * foreign)
        value = 0.5 * dice + 0.2 * inside * np.minimum(count / 3, 1) + 0.15 * same
        same_event, told = self.event[one] == self.event[other], (self.event[one] >= 0) & (self.event[other] >= 0)
        more = 0.12 * (same_event & told & (self._deed[one] == self._deed[other]) & (self._deed[one] >= 0))
        more -= np.where(same_event, 0, np.where(told, OTHER_EVENT, 0.05))
        more -= OTHER_STATUS * (self._done[one] * self._done[other] < 0)
        kept = value + 0.15 + more >= LEAST
        one, other, value, more = (side[kept] for side in (one, other, value, more))
        texts = ([self._folded[n] for n in side] for side in (one, other))
        letters = process.cpdist(*texts, scorer=fuzz.token_sort_ratio, dtype=np.float64)
        return np.rec.fromarrays((one, other, np.clip(value + 0.15 * letters / 100 + more, 0, 1)))

    def _shared(self, one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, ...]:
        """Of pairs: how many features they share, their weight, whether the predicate of one is a word of the other."""
        lengths = self._sizes[one]
        pair, first = np.repeat(np.arange(len(one)), lengths), np.cumsum(lengths) - lengths
        thing = self._things[np.repeat(self._begins[one] - first, lengths) + np.arange(len(pair))]
        both = self._holds(other[pair], thing)
        foreign = self._holds(other, self._predicate_feature[one]) | self._holds(one, self._predicate_feature[other])
        pair, thing = pair[both], thing[both]
        return np.bincount(pair, minlength=len(one)), np.bincount(pair, self._weights[thing], len(one)), foreign

    def _holds(self, place: np.ndarray, thing: np.ndarray) -> np.ndarray:
        """Whether statements hold features (-1: none does)."""
        code = place * (len(self._weights) + 1) + thing
        return self._codes[np.searchsorted(self._codes[:-1], code)] == code


class Alike:
    """Pairs of positions, the first before the second, with a value of at least `least`; as arrays, in order of
    position."""

    def __init__(self, scored: np.ndarray, least: float):
        scored = scored[scored["f2"] >= least]
        scored = scored[np.lexsort((scored["f1"], scored["f0"]))]
        self.one, self.other, self.value = (scored[name] for name in ("f0", "f1", "f2"))

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
        # to the first position that a chain of strong pairs leads to: no cluster reaches farther
        while not np.array_equal(home, last):
            last = home.copy()
            np.minimum.at(home, one, last[other])
            np.minimum.at(home, other, last[one])
            home = home[home]
        for i, first in enumerate(home.tolist()):
            chains[first].append(i)
        return sorted(cluster for chain in chains.values() for cluster in (
            _linked(chain, self.among(chain), least, allowed) if len(chain) > 1 else [chain]))


def _linked(chain: list[int], known: dict[tuple[int, int], float], least: float, allowed: Callable) -> list[list[int]]:
    cluster, home, tried = {i: [i] for i in chain}, {i: i for i in chain}, set()
    for i, j in sorted(known, key=lambda pair: (-known[pair], pair)):
        a, b = home[i], home[j]
        now = a, b, len(cluster[a]), len(cluster[b])
        if a == b or now in tried or tried.add(now) or not allowed(cluster[a], cluster[b], known):
            continue
        links = [known.get((min(x, y), max(x, y)), 0.0) for x in cluster[a] for y in cluster[b]]
        if sum(links) / len(links) >= least:
            cluster[a] = sorted(cluster[a] + cluster.pop(b))
            home |= dict.fromkeys(cluster[a], a)
    return list(cluster.values())
