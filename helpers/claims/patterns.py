"""Word lists and expressions of this room, from `data/claims_patterns.toml`."""
from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from helpers.annotation.gazetteer import fold, read_rows
from helpers.data import read_toml


def table() -> dict:
    """All that the file holds."""
    return read_toml("claims_patterns.toml")


@cache
def words(name: str) -> tuple[str, ...]:
    """One of the lists, or the words that a table of the file is about.

    >>> "patron" in words("vague")
    True
    """
    return tuple(table()[name])


@cache
def any_of(name: str) -> re.Pattern:
    """A pattern for any word of a list, standing alone."""
    return re.compile(rf"\b(?:{'|'.join(words(name))})\b", re.IGNORECASE)


@cache
def expression(name: str) -> re.Pattern:
    """One of the expressions in verbose form, with the entries filled in whose names stand in capitals."""
    def filled(text: str) -> str:
        entries = ((name, table()[name.lower()]) for name in set(re.findall(r"[A-Z]{4,}", text)))
        for capitals, entry in entries:
            text = text.replace(capitals, filled(entry) if isinstance(entry, str) else "|".join(entry))
        return text
    return re.compile(filled(table()[name]), re.IGNORECASE | re.VERBOSE)


def says(text: str) -> int:
    """Whether a clause says that something is so (1) or is not (-1), or neither (0: a condition, a question).

    >>> [says(text) for text in ("il part", "il ne partira pas", "il refuse de partir", "il n’exclut pas de partir", "s’il part")]
    [1, -1, -1, 1, 0]
    """
    no = any(sought("negation", text)) != bool(expression("refuses").search(text))
    return 0 if "?" in text or expression("if").match(text) else -1 if no else 1


def sought(name: str, text: str) -> Iterable[re.Match]:
    """What an expression finds in a text, sought only where one of the words stands that it `needs`."""
    return expression(name).finditer(text) if any(map(text.lower().__contains__, table()["needs"][name])) else ()


@cache
def listed(name: str, words: str, value: str) -> dict[str, str]:
    """From a file of rows, each word (folded) of one column → what another column says of it.

    >>> listed("claims_units.csv", "deeds", "unit")["deceder"]
    'dead'
    """
    return {fold(word): row[value] for row in read_rows(name) for word in (row[words] or "").split()}
