"""Word lists and expressions of this room, from `data/claims_patterns.toml`."""
from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def table() -> dict:
    """All that the file holds."""
    return tomllib.loads(files("helpers.data").joinpath("claims_patterns.toml").read_text(encoding="utf-8"))


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
    """One of the expressions in verbose form, with what stands in capitals filled in."""
    filled = table()[name].replace("SPAN", table()["span"]).replace("ORDER", "|".join(words("ordinals")))
    return re.compile(filled, re.IGNORECASE | re.VERBOSE)
