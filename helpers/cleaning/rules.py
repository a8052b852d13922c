"""The patterns of helpers/data/furniture.toml, compiled."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

from helpers.cleaning.lines import fold

_NAME = r"(?:[A-ZÀ-ÖØ-Þ][\w'’.-]+|de|du|le|la|van|von|ben|el|al|d'|M\.)"


def _read() -> dict:
    """The file; every ’ made straight, as it is in folded text, and @AGENCY@ filled in."""
    text = files("helpers.data").joinpath("furniture.toml").read_text(encoding="utf-8")
    agency = "|".join(tomllib.loads(text)["agencies"]["names"])
    return _straight(tomllib.loads(text.replace("@AGENCY@", f"(?:{agency})")))


def _straight(value):
    if isinstance(value, dict):
        return {key: _straight(item) for key, item in value.items()}
    return [_straight(item) for item in value] if isinstance(value, list) else (
        value.replace("’", "'") if isinstance(value, str) else value)


def _any(patterns: list[str]) -> re.Pattern:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


DATA = _read()
AGENCY = "(?:" + "|".join(DATA["agencies"]["names"]) + ")"
WHOLE = [(reason, _any(patterns)) for reason, patterns in DATA["whole"].items()]
INLINE = [(reason, _any(patterns)) for reason, patterns in DATA["inline"].items()]
CLASSES = [(reason, re.compile(rf"(?:^|[\s_-])(?:{'|'.join(patterns)})(?=$|[\s_-])"))
           for reason, patterns in DATA["html"]["classes"].items()]
CAPTION = [(row["weight"], re.compile(row["pattern"])) for row in DATA["caption"]]
PICTURE, BYLINE = _any(DATA["picture"]["signs"]), _any(DATA["byline"]["patterns"])
STRONG, WEAK = _any(DATA["related"]["strong"]), _any(DATA["related"]["weak"])
OPENER = re.compile(rf"(?:[>»•·*→▶-]+ ?)?(?:{STRONG.pattern})")
CREDIT, SIGN_OFF, PHOTO = (re.compile(DATA["credit"][key]) for key in ("line", "tail", "head"))


def is_signature(text: str) -> bool:
    """Two to six words that are all a person's name.

    >>> is_signature("Didier PLANADEVALL"), is_signature("Le ministre arrive")
    (True, False)
    """
    first = fold(text.split(" ")[0])
    return (bool(re.fullmatch(rf"{_NAME}(?: {_NAME}){{1,5}}", text)) and text[0].isupper()
            and first not in ("le", "la", "les", "un", "une", "des", "en", "par", "avec"))
