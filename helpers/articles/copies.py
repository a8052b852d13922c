"""Copies of an article in one study: the same page twice, or nearly."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

from datasketch import MinHash, MinHashLSH

from helpers.cleaning.lines import fold

ALIKE = 0.8  # share of five-word shingles two texts have in common, measured exactly after MinHash has proposed them
_SHINGLE = 5


def shingles(text: str) -> frozenset[bytes]:
    """The runs of five words of a text, folded; a shorter text is one run.

    >>> sorted(shingles("Un deux trois quatre cinq six"))
    [b'deux trois quatre cinq six', b'un deux trois quatre cinq']
    """
    plain = re.findall(r"\w+", fold(text))
    runs = [plain[at : at + _SHINGLE] for at in range(max(1, len(plain) - _SHINGLE + 1))]
    return frozenset(" ".join(run).encode() for run in runs)


def find_copies(texts: Sequence[str], outlets: Sequence[str | None]) -> list[int | None]:
    """For each text, in order of preference, the place of the first it copies, or None (near-duplicates: Broder 1997).

    Source: MinHash LSH proposes, the Jaccard index of the shingles decides (at least 0.8). Two outlets that print one
    agency text are no copies of each other: texts of different outlets are compared only where one of them is None.
    Not to be trusted below some thirty words, where one changed word parts two copies.
    """
    index = MinHashLSH(threshold=0.7, num_perm=128)
    known: list[frozenset[bytes]] = []
    result: list[int | None] = []
    for place, (text, outlet) in enumerate(zip(texts, outlets)):
        runs = shingles(text)
        signature = MinHash(num_perm=128, seed=1, hashfunc=zlib.crc32)
        signature.update_batch(sorted(runs))
        alike = [other for other in sorted(index.query(signature))
                 if outlet == outlets[other] or None in (outlet, outlets[other])
                 if len(runs & known[other]) >= ALIKE * len(runs | known[other])]
        known.append(runs)
        result.append(alike[0] if alike else None)
        if not alike:
            index.insert(place, signature)
    return result
