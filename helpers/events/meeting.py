"""Which of very many things have something in common: pairs as arrays, never all with all; and lists too long to be
held."""
from __future__ import annotations

import pickle
from array import array
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from tempfile import TemporaryFile

import numpy as np

#: Pairs made at a time; things of a long list that are at hand.
AT_ONCE, AT_HAND = 500_000, 5_000
Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]


class Shelf(Sequence):
    """A list of things that wait on disk, in parts; those asked for last are at hand.

    Tuples of plain values come and go fast: what else is to wait here says in `__reduce__` how it is made of them.
    """

    def __init__(self) -> None:
        self._file, self._places, self.starts = TemporaryFile(buffering=0), array("q", [0]), array("q", [0])
        self._at = lru_cache(AT_HAND)(self._read)

    def add(self, part: list) -> None:
        """One more part."""
        pickled = [pickle.dumps(thing, pickle.HIGHEST_PROTOCOL) for thing in part]
        self._file.seek(self._places[-1])
        self._file.write(b"".join(pickled))
        self._places.extend(accumulate(map(len, pickled), initial=self._places.pop()))
        self.starts.append(len(self))

    def _read(self, place: int) -> object:
        self._file.seek(self._places[place])
        return pickle.loads(self._file.read(self._places[place + 1] - self._places[place]))

    def __len__(self) -> int:
        return len(self._places) - 1

    def __getitem__(self, place: int) -> object:
        return self._at(place)


class Held:
    """What each of many holds, in numbers."""

    def __init__(self, held: Iterable[Collection[Hashable]] = ()):
        self.known: dict[Hashable, int] = {}
        self.things, self.sizes = array("i"), array("i")
        for things in held:
            self.add(things)

    def add(self, things: Collection[Hashable]) -> None:
        """One more, who holds these."""
        self.things.extend(self.known.setdefault(thing, len(self.known)) for thing in things)
        self.sizes.append(len(things))

    def counts(self) -> np.ndarray:
        """By how many each thing is held."""
        return np.bincount(self.things, minlength=len(self.known))


def rows(*columns: np.ndarray) -> Iterator[tuple]:
    """Arrays of one length as rows of plain numbers."""
    for at in range(0, len(columns[0]), 100_000):
        yield from zip(*(values[at:at + 100_000].tolist() for values in columns))


def meeting(held: Held, most: int, home: Sequence[int] = (), crowd: int = 0) -> Iterator[Pairs]:
    """Pairs of positions that hold something in common, as arrays (one, the other, how much); all of one position at a
    time.

    Over a thing that more than `most` hold, only those of one `home` (a number for each; -1: of none) meet, `crowd` at
    most.
    """
    thing, owner = np.array(held.things, dtype=np.int64), np.repeat(np.arange(len(held.sizes)), held.sizes)
    many = held.counts()[thing] > most
    if len(home):
        here = np.asarray(home, dtype=np.int64)[owner]
        thing[many] += (here[many] + 1) * len(held.known)
        _, found, count = np.unique(thing, return_inverse=True, return_counts=True)
        many &= (here < 0) | (count[found] > crowd)
    thing, owner = thing[~many], owner[~many]
    for one, two in places(thing, owner):
        met, count = np.unique(owner[one] * len(held.sizes) + owner[two], return_counts=True)
        yield *np.divmod(met, len(held.sizes)), count


def places(thing: np.ndarray, owner: np.ndarray, most: float = np.inf) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of places where the same thing stands, if it stands at no more than `most`; `AT_ONCE` of them, or those of
    one owner.

    owner: to whom each place belongs, in rising order.
    """
    order = np.argsort(thing, kind="stable")
    lengths = np.diff(np.r_[0, np.flatnonzero(np.diff(thing[order])) + 1, len(order)])
    kept = np.repeat((lengths >= 2) & (lengths <= most), lengths)
    later = (np.repeat(np.cumsum(lengths), lengths) - np.arange(len(order)) - 1)[kept]
    order = order[kept]
    firsts = np.argsort(owner[order], kind="stable")
    until = np.searchsorted(owner[order][firsts], np.arange(owner.max(initial=-1) + 1), side="right")
    total = np.r_[0, np.cumsum(later[firsts])]
    number, done = 0, 0
    while done < len(firsts):
        number = max(number + 1, int(np.searchsorted(total[until], total[done] + AT_ONCE)))
        end = until[number - 1]
        one = np.repeat(firsts[done:end], later[firsts[done:end]])
        two = one + 1 + np.arange(len(one)) - np.repeat(total[done:end] - total[done], later[firsts[done:end]])
        yield order[one], order[two]
        done = end
