"""Ideas: what words stand for when wordings are compared, from `data/events_synonyms.csv`."""
from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from helpers.annotation.gazetteer import fold, read_rows, read_words

_WORD = re.compile(r"[^\W\d]+(?:-[^\W\d]+)*")


_empty = cache(lambda: frozenset(read_words("events_stopwords.txt")))


@cache
def _ideas() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in read_rows("events_synonyms.csv"):
        for word in row["words"].split():
            found.setdefault(fold(word), row["idea"])
    return found


@cache
def idea(word: str) -> str:
    """What a word stands for: its idea, else its beginning, the same for a verb and its noun.

    >>> idea("approfondissement") == idea("renforcer"), idea("satellites")
    (True, 'satell')
    """
    word = fold(word)
    return _ideas().get(word) or _ideas().get(word.rstrip("sx")) or word[:6].rstrip("es")


_told = cache(lambda word: None if fold(word) in _empty() or len(word) < 3 else idea(word))


def of_text(text: str, lemmas: Iterable[str] = ()) -> frozenset[str]:
    """Ideas of the content words of a text, and of lemmas where they are known.

    >>> sorted(of_text("Les armées ont signé un pacte"))
    ['accord', 'armée', 'sign']
    """
    return frozenset(filter(None, map(_told, [*_WORD.findall(text.lower()), *lemmas])))
