"""Dated articles of the same study: when they appeared, and which of them tell the same thing as an undated one."""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import numpy as np

from helpers.annotation.gazetteer import adjectives, by_form, fold, read_words
from helpers.dating.belief import Clue, weights

_WORD = re.compile(r"[^\W\d_]{4,}")
_NAME = re.compile(r"(?:(?<=[a-zà-ÿ,;À] )|(?<=[ldLD]['’]))[A-ZÀ-Ý][^\W\d_]{3,}(?:-[^\W\d_]+)*")
_PLAIN = re.compile(r"\b[a-zà-ÿœ]{4,}\b")
_CALENDAR = frozenset(weights()["words"]["calendar"].split())
_NUMBER = re.compile(r"\b\d{1,3}(?:[ \u00a0\u202f]\d{3})+\b|\b\d{3}\b")
_DAY = re.compile(r"\b(\d\d?)(?:er)? (janvier|fevrier|mars|avril|mai|juin|juillet|aout|(?:sept|nov|dec)embre|octobre)\b")


@dataclass(frozen=True)
class Dated:
    """An article whose day is known, or narrowly inferred: its day and how far it may be off, in days."""

    article_id: str
    day: int
    spread: float = 0.0


@dataclass
class Library:
    """The articles of a study by their rarer words; only the dated ones can be found in it.

    df: in how many articles each word stands; wanted: the words of the undated ones; held: the dated ones, span: their first
    and last day. The index has their places by wanted word; a word of many articles is not used, so that a look-up
    costs no more in a larger study.
    """

    df: Counter
    n: int
    wanted: frozenset[str] = frozenset()
    index: dict[str, array] = field(default_factory=lambda: defaultdict(lambda: array("q")))
    held: list[Dated] = field(default_factory=list)
    norms: array = field(default_factory=lambda: array("d"))
    days: array = field(default_factory=lambda: array("q"))
    span: tuple[int, ...] = ()
    priors: dict[tuple, np.ndarray] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    names: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: dict[str, str], undated: Collection[str], outlets: Iterable[str] = ()) -> Library:
        """A library of these texts {article_id: text}, none dated yet; undated: the ids that will be looked up;
        outlets: each one's outlet; a word of its name that stands in its articles alone tells nothing."""
        df: Counter = Counter(word for text in texts.values() for word in words(text))
        named = Counter(word for name in outlets for word in words(name))
        owned = {word for word in named if df[word] <= named[word]}
        df = Counter({word: n for word, n in df.items() if word not in owned})
        plain = owned.union(fold(word) for text in texts.values() for word in _PLAIN.findall(text))
        return cls(df, len(texts), frozenset(word for key in undated for word in words(texts[key])), plain=frozenset(plain))

    def rare(self, text: str) -> dict[str, float]:
        """The rarer words of a text, each with its weight (inverse document frequency)."""
        given = weights()["neighbours"]
        cap = min(max(given["at_least"], given["share"] * self.n), given["at_most"])
        cap = min(cap, self.n - 1)
        return {w: math.log(self.n / self.df[w]) for w in sorted(words(text)) if 2 <= self.df[w] <= cap}

    def naming(self, text: str) -> frozenset[str]:
        """The names in a text that are rare in the press at large: words with a capital inside a sentence, which no text
        here writes without one; no country, capital or institution, nor a given name. Only a small study asks for them."""
        if self.n >= weights()["neighbours"]["enough"]:
            return frozenset()
        known = _known_names()
        return frozenset(w for w in _NAME.findall(text)
                         if any(part not in self.plain and part not in known for part in _WORD.findall(fold(w))))

    def add(self, article: Dated, text: str) -> None:
        """Shelve a dated article."""
        rare = self.rare(text)
        for word in rare.keys() & self.wanted:
            self.index[word].append(len(self.held))
        self.names[article.article_id] = self.naming(text)
        self.norms.append(math.sqrt(sum(v * v for v in rare.values())) or 1.0)
        self.held.append(article)
        self.days.append(article.day)
        self.span = (min([article.day, *self.span]), max([article.day, *self.span]))
        self.priors.clear()

    def like(self, text: str) -> list[tuple[float, Dated, list[str]]]:
        """The most similar dated articles: (cosine over rarer words, article, of the first the words shared, rarest first)."""
        rare, most = self.rare(text), weights()["neighbours"]["most"]
        shelves = {word: np.array(self.index[word]) for word in rare if word in self.index}
        if not shelves:
            return []
        norm = math.sqrt(sum(v * v for v in rare.values()))
        values = np.repeat([rare[word] ** 2 for word in shelves], list(map(len, shelves.values())))
        sums = np.bincount(np.concatenate(list(shelves.values())), values)
        found = np.flatnonzero(sums)
        scores = sums[found] / norm / np.frombuffer(self.norms)[found]
        least = np.partition(scores, -most)[-most] if len(found) > most else 0
        near = scores >= least
        kept = sorted(zip(-scores[near], [self.held[n].article_id for n in found[near]], found[near]))[:most]
        shared = [w for w in sorted(shelves, key=lambda w: (-rare[w], w)) if kept[0][2] in shelves[w]][:4]
        return [(-score, self.held[n], [] if at else shared) for at, (score, _, n) in enumerate(kept)]


def words(text: str) -> set[str]:
    """The words of four letters or more, folded, the days told (« 4 mai »), the larger numbers; no words of the calendar.

    >>> sorted(words("Jeudi 4 mai, la délégation était à Wonsan."))
    ['4 mai', 'delegation', 'etait', 'wonsan']
    """
    folded = fold(text)
    return {w for w in _WORD.findall(folded) if w not in _CALENDAR} | {" ".join(d) for d in _DAY.findall(folded)} | {
        re.sub(r"\s", "", number) for number in _NUMBER.findall(text)}


@cache
def _known_names() -> frozenset[str]:
    forms = [*by_form(), *adjectives(), *read_words("given_names.txt"), *read_words("titles.txt"),
             *read_words("institutions.txt")]
    return frozenset(word for form in forms for word in _WORD.findall(fold(form))) | _CALENDAR


def prior(library: Library, days: np.ndarray) -> np.ndarray:
    """What to expect before reading: near the dated articles of the study, if there are some, else any day alike.

    By the rule of succession, 2 / (n + 2) of the belief stays for days that the n dated articles do not speak for, the
    farther from them the less.
    """
    key = int(days[0]), len(days)
    if key not in library.priors:
        library.priors[key] = _prior(library, days)
    return library.priors[key]


def _prior(library: Library, days: np.ndarray) -> np.ndarray:
    flat = np.full(len(days), 1 / len(days))
    given = weights()["prior"]
    held = np.array(library.days)
    held = held[(days[0] <= held) & (held <= days[-1])] - int(days[0])
    if len(library.days) < given["at_least"] or not len(held):
        return flat
    counts = np.bincount(held, minlength=len(days)).astype(float)
    reach = np.exp(-np.abs(np.arange(-10 * given["scale"], 10 * given["scale"] + 1)) / given["scale"])
    near = np.convolve(counts, reach)[10 * given["scale"]: 10 * given["scale"] + len(days)]
    (first, last), outside = library.span, 2 / (len(library.days) + 2)
    off = np.maximum(0, np.maximum(first - days, days - last))
    far = 1 / (1 + (off / (last - first + 365)) ** 2)
    return (1 - outside) * near / near.sum() + outside * far / far.sum()


def clue(library: Library, text: str, days: np.ndarray, before: np.ndarray, ahead: np.ndarray,
         later: int = 0) -> Clue | None:
    """What dated articles that are like it say: published about when they were, the more alike the closer.

    before: the prior; ahead: days that the text announces, whose reports share its words at another time; later: how
    many days it counts since what it retells. In a study too small to tell rare words, articles that share names tell
    one affair, within some months of each other or recalled later, and nearest to those whose other words they share.
    Source: temporal language models by nearest neighbours; weights measured on dated news. Not to be trusted where all
    share a topic, not a time.
    """
    found, given, kind = library.like(text), weights()["neighbours"], "dated article"
    found = [row for row in found if not ((0 <= row[1].day - ahead) & (row[1].day - ahead <= 7)).any()]
    alike = found[0][0] if found else 0
    if library.n < given["enough"]:
        given, kind, own = weights()["affair"], "same affair", library.naming(text)
        found = [(score, a, sorted(library.names[a.article_id] & own)) for score, a, _ in found]
        found = [row for row in found if len(row[2]) >= given["names"]]
        alike = len({name for *_, shared in found for name in shared}) ** 2 / max(1, len(own))
    if not found:
        return None
    near, wide = (np.interp(alike, given["similarity"], given[key]) for key in ("near", "wide"))
    shares = np.array([score ** 3 for score, *_ in found])
    shares, later = shares / shares.sum(), later * (kind == "same affair")  # in a larger study some retell it as well
    weight = np.zeros(len(days))
    for share, (_, a, _) in zip(shares, found):
        for part, scale in ((near, given["near_days"]), (wide, given["wide_days"])):
            _add(weight, a.day + later - int(days[0]), scale + a.spread + later / 30, part * share)
    said = ", ".join(f"« {word} »" for word in found[0][2][:4])
    words = f"Shares {said} with {found[0][1].article_id}, of {date.fromordinal(found[0][1].day)}."
    return Clue(kind, words, np.log(1 - near - wide + weight / before))


def _add(weight: np.ndarray, at: int, scale: float, share: float) -> None:
    """Add a share of belief around a place, the less the farther off; beyond forty times the scale nothing is left of it."""
    first, last = max(0, at - int(40 * scale)), max(0, at + int(40 * scale) + 1)
    weight[first:last] += share / 2 / scale * np.exp(-np.abs(np.arange(first, min(last, len(weight))) - at) / scale)
