"""Word lists of this room, from `data/claims_patterns.toml`."""
from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> tuple[str, ...]:
    """One of the lists.

    >>> "patron" in words("vague")
    True
    """
    return tuple(tomllib.loads(files("helpers.data").joinpath("claims_patterns.toml").read_text(encoding="utf-8"))[name])


@cache
def any_of(name: str) -> re.Pattern:
    """A pattern for any word of a list, standing alone."""
    return re.compile(rf"\b(?:{'|'.join(words(name))})\b", re.IGNORECASE)
