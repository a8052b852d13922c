"""Copies of an article in one study: the same page twice, or nearly."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

import numpy as np
from datasketch import MinHash, MinHashLSH

from helpers.cleaning.lines import fold

ALIKE = 0.8  # share of five-word shingles two texts have in common, measured exactly after MinHash has proposed them


def shingles(text: str) -> np.ndarray:
    """The runs of five words of a text, folded, as sorted 32-bit hashes; a shorter text is one run.

    >>> len(shingles("Un deux trois quatre cinq six")), len(shingles("Un deux"))
    (2, 1)
    """
    plain = re.findall(r"\w+", fold(text))
    runs = (" ".join(plain[at:at + 5]) for at in range(max(1, len(plain) - 4)))
    return np.unique(np.fromiter((zlib.crc32(run.encode()) for run in runs), dtype=np.uint32))


def find_copies(texts: Iterable[str], outlets: Iterable[str | None]) -> list[int | None]:
    """For each text, in order of preference, the place of the first it copies, or None (near-duplicates: Broder 1997).

    Source: MinHash LSH proposes, the Jaccard index of the shingles decides (at least 0.8). Two outlets that print one
    agency text are no copies of each other: texts of different outlets are compared only where one of them is None.
    Not to be trusted below some thirty words, where one changed word parts two copies.
    """
    index = MinHashLSH(threshold=0.7, num_perm=128)
    known: dict[int, tuple[np.ndarray, str | None]] = {}
    result: list[int | None] = []
    for place, (text, outlet) in enumerate(zip(texts, outlets)):
        runs = shingles(text)
        signature = MinHash(num_perm=128, seed=1, hashfunc=int)
        signature.update_batch(runs)
        near = [(other, *known[other]) for other in sorted(index.query(signature))]
        alike = next((other for other, its, whose in near if outlet == whose or None in (outlet, whose)
                      if len(np.intersect1d(runs, its)) / len(np.union1d(runs, its)) >= ALIKE), None)
        result.append(alike)
        if alike is None:
            known[place] = runs, outlet
            index.insert(place, signature)
    return result
