"""Dated articles of the same study: when they appeared, and which of them tell the same thing as an undated one."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from helpers.annotation.gazetteer import fold
from helpers.dating.belief import Clue, weights

_WORD = re.compile(r"[^\W\d_]{4,}")
_CALENDAR = frozenset(
    "lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril juin juillet aout septembre "
    "octobre novembre decembre annee annees mois jour jours hier demain".split())
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

    df: in how many articles each word stands; wanted: the words of the undated ones. The index lists dated articles by
    wanted word; a word of many articles is not used, so that the cost of a look-up does not grow with the study.
    """

    df: Counter
    n: int
    wanted: frozenset[str] = frozenset()
    index: dict[str, list[Dated]] = field(default_factory=lambda: defaultdict(list))
    norms: dict[str, float] = field(default_factory=dict)
    days: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, texts: dict[str, str], undated: Collection[str]) -> Library:
        """A library of these texts {article_id: text}, none dated yet; undated: the ids that will be looked up."""
        df: Counter = Counter()
        for text in texts.values():
            df.update(words(text))
        return cls(df, len(texts), frozenset(word for key in undated for word in words(texts[key])))

    def rare(self, text: str) -> dict[str, float]:
        """The rarer words of a text, each with its weight (inverse document frequency)."""
        given = weights()["neighbours"]
        cap = min(max(given["at_least"], given["share"] * self.n), given["at_most"])
        cap = min(cap, self.n - 1)
        return {w: math.log(self.n / self.df[w]) for w in sorted(words(text)) if 2 <= self.df[w] <= cap}

    def add(self, article: Dated, text: str) -> None:
        """Shelve a dated article."""
        rare = self.rare(text)
        self.norms[article.article_id] = math.sqrt(sum(v * v for v in rare.values())) or 1.0
        self.days.append(article.day)
        for word in rare.keys() & self.wanted:
            self.index[word].append(article)

    def like(self, text: str) -> list[tuple[float, Dated, list[str]]]:
        """The most similar dated articles: (cosine over rarer words, article, the words shared, rarest first)."""
        rare = self.rare(text)
        norm = math.sqrt(sum(v * v for v in rare.values())) or 1.0
        sums: dict[Dated, float] = defaultdict(float)
        for word, value in rare.items():
            for article in self.index.get(word, ()):
                sums[article] += value * value
        scored = sorted(((total / norm / self.norms[a.article_id], a) for a, total in sums.items()),
                        key=lambda pair: (-pair[0], pair[1].article_id))[: weights()["neighbours"]["most"]]
        by_rarity = sorted(rare, key=lambda w: (-rare[w], w))
        return [(score, a, [w for w in by_rarity if a in self.index.get(w, ())][:4]) for score, a in scored]


def words(text: str) -> set[str]:
    """The words of four letters or more, folded, and the days told (« 4 mai »); else no words of the calendar.

    >>> sorted(words("Jeudi 4 mai, la délégation était à Wonsan."))
    ['4 mai', 'delegation', 'etait', 'wonsan']
    """
    folded = fold(text)
    return {w for w in _WORD.findall(folded) if w not in _CALENDAR} | {" ".join(d) for d in _DAY.findall(folded)}


def prior(library: Library, days: np.ndarray) -> np.ndarray:
    """What to expect before reading: near the dated articles of the study, if there are some, else any day alike.

    By the rule of succession, 2 / (n + 2) of the belief stays for days that the n dated articles do not speak for, the
    farther from them the less.
    """
    flat = np.full(len(days), 1 / len(days))
    given = weights()["prior"]
    if len(library.days) < given["at_least"]:
        return flat
    held = np.array([d for d in library.days if days[0] <= d <= days[-1]], dtype=int) - int(days[0])
    if not len(held):
        return flat
    counts = np.bincount(held, minlength=len(days)).astype(float)
    reach = np.exp(-np.abs(np.arange(-10 * given["scale"], 10 * given["scale"] + 1)) / given["scale"])
    near = np.convolve(counts, reach)[10 * given["scale"]: 10 * given["scale"] + len(days)]
    first, last, outside = min(library.days), max(library.days), 2 / (len(library.days) + 2)
    off = np.maximum(0, np.maximum(first - days, days - last))
    far = 1 / (1 + (off / (last - first + 365)) ** 2)
    return (1 - outside) * near / near.sum() + outside * far / far.sum()


def clue(library: Library, text: str, days: np.ndarray, before: np.ndarray) -> Clue | None:
    """What similar dated articles say: published about when they were, the more alike the closer.

    before: the prior. Source: temporal language models by nearest neighbours; the weights by similarity were measured
    on dated news. Not to be trusted where a study's articles all share a topic but not a time.
    """
    found, given = library.like(text), weights()["neighbours"]
    if not found or library.n < given["enough"]:
        return None
    near, wide = (np.interp(found[0][0], given["similarity"], given[key]) for key in ("near", "wide"))
    shares = np.array([score ** 3 for score, *_ in found])
    shares /= shares.sum()
    kernel = lambda scale: sum(
        share * _about(days - article.day, scale + article.spread, score)
        for share, (score, article, _) in zip(shares, found))
    weight = np.log(1 - near - wide + (near * kernel(given["near_days"]) + wide * kernel(given["wide_days"])) / before)
    score, article, shared = found[0]
    said = ", ".join(f"« {word} »" for word in shared)
    words = f"Shares {said} with {article.article_id}, of {date.fromordinal(article.day)}."
    return Clue("dated article", words, weight)


def _about(gap: np.ndarray, scale: float, score: float) -> np.ndarray:
    """Density around a neighbour's day, with a share for that season of the years beside it: much comes back yearly."""
    yearly = weights()["neighbours"]["yearly"] * (1 - min(score, 1)) ** 2
    at = lambda shift: np.exp(-np.abs(gap - shift) / scale) / 2 / scale
    return (1 - yearly) * at(0) + yearly * (at(-365) + at(365)) / 2
