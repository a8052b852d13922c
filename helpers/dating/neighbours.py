"""Dated articles of the same study: when they appeared, and which of them tell the same thing as an undated one."""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import numpy as np

from helpers.annotation.gazetteer import adjectives, by_form, fold, read_words
from helpers.dating.belief import Clue, weights

_WORD = re.compile(r"[^\W\d_]{4,}")
_NAME = re.compile(r"(?:(?<=[a-zà-ÿ,;À] )|(?<=[ldLD]['’]))[A-ZÀ-Ý][^\W\d_]{3,}(?:-[^\W\d_]+)*")
_PLAIN = re.compile(r"\b[a-zà-ÿœ]{4,}\b")
_CALENDAR = frozenset(weights()["words"]["calendar"].split())
_NUMBER = re.compile(r"\b\d+(?:,\d+)? mill(?=ion|iard)|\b\d{1,3}(?:[ .\u00a0\u202f]\d{3})+\b"
                     r"|\b(?!(?:1[89]|20)\d\d\b)\d{3,}\b")
_DAY = re.compile(
    r"\b(\d\d?)(?:er)? (janvier|fevrier|mars|avril|mai|juin|juillet|aout|(?:sept|nov|dec)embre|octobre)\b")


@dataclass(frozen=True)
class Dated:
    """An article whose day is known, or narrowly inferred: its day and how far it may be off, in days."""

    article_id: str
    day: int
    spread: float = 0.0


class Library:
    """The articles of a study by their rarer words; only the dated ones can be found in it.

    texts: {article_id: text}, none dated yet; undated: the ids that will be looked up; outlets: each one's outlet; a
    word of its name that stands in its articles alone tells nothing.

    told: the rarer words of each article, as numbers in the order of the alphabet, which `weight` (inverse document
    frequency) and `words` go by; names: those of each article of a small study; held: the dated ones, span: their first
    and last day. The index has their places by word of the undated (`wanted`); a word of many articles is not used, so
    that a look-up costs no more in a larger study.
    """

    def __init__(self, texts: dict[str, str], undated: Collection[str], outlets: Iterable[str] = ()):
        known: dict[str, int] = {}
        told = {key: np.array([known.setdefault(word, len(known)) for word in sorted(words(text))], dtype=np.int32)
                for key, text in texts.items()}
        df = np.bincount(np.concatenate([_NONE, *told.values()]), minlength=len(known)).tolist()
        named = Counter(word for name in outlets for word in words(name))
        owned = {word for word in named if word in known and df[known[word]] <= named[word]}
        given, self.n, self.words = weights()["neighbours"], len(texts), list(known)
        cap = min(max(given["at_least"], given["share"] * self.n), given["at_most"], self.n - 1)
        self.weight = np.array([math.log(self.n / count) if 2 <= count <= cap and word not in owned else 0
                                for word, count in zip(known, df)])
        self.told = {key: held[self.weight[held] > 0] for key, held in told.items()}
        self.wanted = np.isin(np.arange(len(known)), np.concatenate([_NONE, *map(told.get, undated)]))
        self.names = _names(texts, owned) if self.n < given["enough"] else {}
        self.index: dict[int, array] = defaultdict(lambda: array("q"))
        self.held, self.norms, self.days, self.span, self.priors = [], array("d"), array("q"), (), {}

    def add(self, article: Dated) -> None:
        """Shelve a dated article."""
        rare = self.told.get(article.article_id, _NONE)
        for word in rare[self.wanted[rare]].tolist():
            self.index[word].append(len(self.held))
        self.norms.append(math.sqrt(sum(v * v for v in self.weight[rare].tolist())) or 1.0)
        self.held.append(article)
        self.days.append(article.day)
        self.span = (min([article.day, *self.span]), max([article.day, *self.span]))
        self.priors.clear()

    def like(self, article_id: str) -> list[tuple[float, Dated, list[str]]]:
        """The most similar dated articles: (cosine over rarer words, article, of the first the words shared, rarest
        first)."""
        rare, most = self.told[article_id].tolist(), weights()["neighbours"]["most"]
        shelves = {word: np.array(self.index[word]) for word in rare if word in self.index}
        if not shelves:
            return []
        norm = math.sqrt(sum(v * v for v in self.weight[rare].tolist()))
        values = np.repeat(self.weight[list(shelves)] ** 2, list(map(len, shelves.values())))
        sums = np.bincount(np.concatenate(list(shelves.values())), values)
        found = np.flatnonzero(sums)
        scores = sums[found] / norm / np.frombuffer(self.norms)[found]
        least = np.partition(scores, -most)[-most] if len(found) > most else 0
        near = scores >= least
        kept = sorted(zip(-scores[near], [self.held[n].article_id for n in found[near]], found[near]))[:most]
        shared = sorted((-self.weight[w], self.words[w]) for w, held in shelves.items() if kept[0][2] in held)[:4]
        return [(-score, self.held[n], [] if at else [word for _, word in shared])
                for at, (score, _, n) in enumerate(kept)]


_NONE = np.array([], dtype=np.int32)


def _names(texts: dict[str, str], owned: set[str]) -> dict[str, frozenset[str]]:
    """The names in each text that are rare in the press at large: words with a capital inside a sentence, which no text
    here writes without one; no country, capital or institution, nor a given name."""
    plain = owned.union(fold(word) for text in texts.values() for word in _PLAIN.findall(text)) | _known_names()
    return {key: frozenset(w for w in _NAME.findall(text) if any(part not in plain for part in _WORD.findall(fold(w))))
            for key, text in texts.items()}


def words(text: str) -> set[str]:
    """The words of four letters or more, folded, the days told (« 4 mai »), the larger numbers; no words of the
    calendar.

    >>> sorted(words("Jeudi 4 mai, la délégation était à Wonsan."))
    ['4 mai', 'delegation', 'etait', 'wonsan']
    """
    folded = fold(text)
    days = {" ".join(day) for day in _DAY.findall(folded)}
    return {w for w in _WORD.findall(folded) if w not in _CALENDAR} | days | figures(text)


def figures(text: str) -> set[str]:
    """The larger numbers of a text, which seldom stand in two of them by accident.

    >>> sorted(figures("368.000 ou 1,2 million de personnes, 12 arrêtées"))
    ['1,2mill', '368000']
    """
    return {re.sub(r"[\s.]", "", number) for number in _NUMBER.findall(text)}


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


def clue(library: Library, article_id: str, days: np.ndarray, before: np.ndarray, later: int = 0) -> Clue | None:
    """What dated articles that are like it say: published about when they were, the more alike the closer.

    before: the prior; later: how many days it counts since what it retells. In a study too small to tell rare words,
    articles that share names tell one affair, within some months of each other or recalled later, and nearest to those
    whose other words they share. Source: temporal language models by nearest neighbours; weights measured on dated
    news. Not to be trusted where all share a topic, not a time.
    """
    found, given, kind = library.like(article_id), weights()["neighbours"], "dated article"
    alike = found[0][0] if found else 0
    if library.n < given["enough"]:
        given, kind, own = weights()["affair"], "same affair", library.names[article_id]
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
    """Add a share of belief around a place, the less the farther off; beyond forty times the scale nothing is left of
    it."""
    reach = int(40 * scale)
    first, last = max(0, at - reach), max(0, min(at + reach + 1, len(weight)))
    if first < last:
        weight[first:last] += share / 2 / scale * _slope(scale)[first - at + reach:last - at + reach]


_slope = lru_cache(100)(lambda scale: np.exp(-np.abs(np.arange(-int(40 * scale), int(40 * scale) + 1)) / scale))
