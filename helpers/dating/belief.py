"""Beliefs over days: what each clue says of every candidate day of publication, and the interval they leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from helpers.data import read_toml


@dataclass(frozen=True)
class Clue:
    """One piece of evidence: its kind, a sentence in plain words, and its log-likelihood for each candidate day.

    readings: where it may mean several things, what each says of every day, and its sentence.
    """

    kind: str
    words: str
    weight: np.ndarray
    readings: tuple[tuple[np.ndarray, str], ...] = ()

    def told(self, chance: np.ndarray) -> str:
        """The sentence; of several readings that of the one which the whole answer bears out best."""
        return max(self.readings, key=lambda reading: float(reading[0] @ chance))[1] if self.readings else self.words


def weights() -> dict:
    """The curves and weights of helpers/data/dating.toml."""
    return read_toml("dating.toml")


def curve(name: str, lag: np.ndarray) -> np.ndarray:
    """Density of a lag in whole days (0, 1, 2 …; infinite: the curve's floor), by lines between points of a log-log
    curve.

    >>> bool(curve("past_day", np.array([0.0])) > curve("past_day", np.array([30.0])))
    True
    """
    table = _curve(name)
    return table[np.minimum(lag, len(table) - 1).astype(int)]


@cache
def _curve(name: str) -> np.ndarray:
    points = np.array(weights()["curve"][name], dtype=float)
    return np.exp(np.interp(np.log1p(np.arange(points[-1, 0] + 2)), np.log1p(points[:, 0]), np.log(points[:, 1])))


def either(inside: np.ndarray, slip: float) -> np.ndarray:
    """Log-likelihood of a clue that puts the day inside (1; less: likely less), and is wrong with chance `slip` in all.

    >>> bool(either(np.array([1.0, 0, 0, 0, 0]), 0.1)[1] < np.log(0.1))
    True
    """
    share = inside.sum() / max(1, (inside == 0).sum())
    return np.log(np.maximum((1 - slip) * inside, slip * min(1.0, share) + 1e-9))


def candidate_days(years: Iterable[int]) -> np.ndarray:
    """The days among which an article is sought, as ordinals, given every year that anything speaks for."""
    years = list(years)
    if not years:
        return np.array([], dtype=int)
    before, after = weights()["grid"]["before"], weights()["grid"]["after"]
    first, last = max(2, min(years) - before), min(9998, max(years) + after)
    return np.arange(date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal() + 1)


def combine(prior: np.ndarray, clues: Sequence[Clue]) -> np.ndarray:
    """The probability of each day: prior times all clues, made to sum to one."""
    total = np.log(prior) + sum((clue.weight for clue in clues), np.zeros_like(prior))
    chance = np.exp(total - total.max())
    return chance / chance.sum()


def around(days: np.ndarray, chance: np.ndarray, within: int) -> tuple[float, np.ndarray]:
    """The run of `within` days that holds most belief: how much that is, and the belief of its days as if sure of it.

    >>> around(np.arange(5), np.array([0.3, 0, 0, 0.3, 0.4]), 2)[0]
    0.7
    """
    held = np.concatenate([[0.0], np.cumsum(chance)])
    sums = held[within:] - held[:-within] if len(days) >= within else np.array([held[-1]])
    first = int(sums.argmax())
    inside = (days >= days[first]) & (days < days[first] + within)
    return float(sums[first]), np.where(inside, chance, 0) / sums[first]


def interval(days: np.ndarray, chance: np.ndarray, share: float) -> tuple[int, int, int]:
    """The shortest run of days that holds `share` of the belief, and the best day in it, as ordinals.

    Two separate peaks that both matter give one wide interval: evidence that conflicts is never hidden.

    >>> interval(np.arange(10, 15), np.array([0, .1, .8, .1, 0]), 0.95)
    (11, 13, 12)
    """
    held = np.concatenate([[0.0], np.cumsum(chance)])
    ends = np.searchsorted(held, held[:-1] + share * held[-1] - 1e-12)
    widths = np.where(ends <= len(days), ends - np.arange(len(days)), len(days) + 1)
    first = int(widths.argmin())
    last = int(ends[first])
    return int(days[first]), int(days[last - 1]), int(days[first + int(chance[first:last].argmax())])


def gain(prior: np.ndarray, chance: np.ndarray, clue: Clue) -> float:
    """How much a clue speaks for the days believed in, against days at large: in nats, negative if against them."""
    return float(np.log((chance * np.exp(clue.weight)).sum()) - np.log((prior * np.exp(clue.weight)).sum()))
