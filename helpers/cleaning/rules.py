"""The patterns of helpers/data/furniture.toml, compiled."""

from __future__ import annotations

import re
import tomllib

from helpers.data import read_text


def _read() -> dict:
    """The file; every ’ made straight, as it is in folded text, and the macros filled in, the last first."""
    text = read_text("furniture.toml").replace("’", r"\x27")
    for name, choices in reversed(tomllib.loads(text)["macros"].items()):
        text = text.replace(f"@{name}@", f"(?:{'|'.join(choices)})")
    return tomllib.loads(text)


def _any(patterns: list[str]) -> re.Pattern:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


DATA = _read()
PATTERNS = {name: _any(patterns) for name, patterns in DATA["patterns"].items()}
WHOLE, INLINE = ({reason: _any(patterns) for reason, patterns in DATA[key].items()} for key in ("whole", "inline"))
CLASSES = {reason: re.compile(rf"(?:^|[\s_-])(?:{'|'.join(patterns)})(?=$|[\s_-])")
           for reason, patterns in DATA["html"]["classes"].items()}
CAPTION = [(row["weight"], re.compile(row.get("pattern") or row["cased"]), "cased" in row) for row in DATA["caption"]]
DATELINES = [re.compile(pattern) for pattern in DATA["datelines"]["patterns"]]
AGENCY = _any(DATA["macros"]["AGENCY"])
