"""The rules that tell furniture from article, line by line; the patterns are in helpers/data/furniture.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from helpers.cleaning.lines import Line, ends, fold, is_sentence, kept, words

LONGEST = 300  # characters: a longer line is no furniture
_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’.-]+"
_SIGNATURE = re.compile(rf"(?:{_NAME}|de|du|le|la|van|von|ben|el|al|d'|M\.)(?:[ ](?:{_NAME}|de|du|le|la|van|von|ben|el|al))*")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+")


@cache
def rules() -> dict:
    """furniture.toml, its patterns compiled."""
    text = files("helpers.data").joinpath("furniture.toml").read_text(encoding="utf-8")
    data = _straight(tomllib.loads(text))
    agency = "|".join(data["agencies"]["names"])
    compiled = {
        "agency": agency,
        "whole": [(reason, _any(patterns)) for reason, patterns in data["whole"].items()],
        "inline": [(reason, re.compile("|".join(patterns))) for reason, patterns in data["inline"].items()],
        "strong": _any(data["related"]["strong"]), "weak": _any(data["related"]["weak"]),
        "opener": re.compile(rf"(?:[>»•·*→▶-]+ ?)?(?:{'|'.join(data['related']['strong'])})(?: ?[:>→|]+ ?|(?= ))(?P<rest>.+)"),
        "caption": [(row["weight"], re.compile(row["pattern"].replace("@AGENCY@", f"(?:{agency})"))) for row in data["caption"]],
        "byline": _any(data["byline"]["patterns"]),
        "credit": re.compile(rf"[/(— –-]*(?:(?:avec|source ?:|par|d'apres|©) (?:l'|les )?)?(?:{agency})(?:(?: ?[/,&+] ?| et | avec | )(?:l')?(?:{agency})"
                             rf"|,? agence [a-z ]{{4,40}})*[). ]*"),
        "sign-off": re.compile(rf"(?<=[.!?»\"”])\s*(?:[/(–—-] ?(?:avec )?|\bavec )(?:{agency})(?:(?: ?[/,] ?| et )(?:{agency}))*[). ]*$"),
        "photo prefix": re.compile(rf"^(?:credits? )?(?:photo|image) ?[:©] ?(?:{agency})(?: news)?"),
        "html": data["html"]["tags"],
        "classes": [(reason, re.compile(rf"(?:^|[\s_-])(?:{'|'.join(patterns)})(?=$|[\s_-])"))
                    for reason, patterns in data["html"]["classes"].items()],
    }
    return compiled


def _straight(value: object) -> object:
    """The same data with every ’ made straight, as it is in folded text."""
    if isinstance(value, dict):
        return {key: _straight(item) for key, item in value.items()}
    return [_straight(item) for item in value] if isinstance(value, list) else (
        value.replace("’", "'") if isinstance(value, str) else value)


def _any(patterns: list[str]) -> re.Pattern:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def short(lines: list[Line]) -> list[Line]:
    """The kept lines that are short enough to be furniture."""
    return [line for line in lines if not line.reason and len(line.text) <= LONGEST]


def mark_invisible(lines: list[Line]) -> None:
    """Zero-width marks, soft hyphens and control characters."""
    for line in lines:
        for found in _INVISIBLE.finditer(line.text):
            line.cuts.append((found.start(), found.end(), "invisible character"))


def mark_pieces(lines: list[Line]) -> None:
    """Pieces inside a line: carousel labels, bracketed cross-references and photo credits, a credit glued to the text."""
    for line in lines:
        if len(line.text) > 20_000:
            continue
        for reason, pattern in rules()["inline"]:
            for found in pattern.finditer(line.folded):
                line.cut(found.start(), found.end(), reason)
        found = rules()["photo prefix"].match(line.folded)
        if found and len(line.text) > found.end():
            line.cut(0, found.end(), "photo credit")


def mark_whole(lines: list[Line]) -> None:
    """Lines that match a `whole` pattern."""
    for line in short(lines):
        flat = line.flat.strip(" |•·*→▶")
        if reason := next((reason for reason, pattern in rules()["whole"] if pattern.fullmatch(flat)), None):
            line.remove(reason)


def mark_captions(lines: list[Line]) -> None:
    """Photo captions, wherever they stand: the weights of their signals sum to 3.

    A caption that repeats the names of the line above and ends without a full stop gets one point for each.
    """
    above = ""
    for line in kept(lines):
        if len(line.text) <= 420:
            flat = fold(line.kept)
            weight = sum(weight for weight, pattern in rules()["caption"] if pattern.search(flat))
            if weight and not ends(line.kept.rstrip("| ")):
                weight += 1
            if weight and _shared_names(line.kept, above) >= 2:
                weight += 1
            if weight >= 3:
                line.remove("photo caption")
                continue
        above = line.kept


def _shared_names(text: str, above: str) -> int:
    names = lambda value: set(re.findall(r"[A-ZÀ-ÖØ-Þ][\w'’-]{2,}", value))  # noqa: E731
    return len(names(text) & names(above))


def mark_related(lines: list[Line]) -> None:
    """Blocks of other articles: their heading, headlines, bylines and teasers, up to the next body text.

    The block ends at the first body sentence, so that no paragraph after an inline "Lire aussi" is lost; only where
    headlines and one-sentence teasers alternate down to the foot of the page do the teasers go with them.
    """
    seen = 0
    for place, line in enumerate(lines):
        seen += not line.reason and is_sentence(line.kept)
        if line.reason not in (None, "site banner") or not line.flat or len(line.text) > LONGEST:
            continue
        flat = line.flat.strip(" :>→▶•·|*-")
        if rules()["strong"].fullmatch(flat) or (seen >= 2 and rules()["weak"].fullmatch(flat)):
            line.reason = "related articles"
            _close(lines, place)
        elif not line.reason and (found := rules()["opener"].fullmatch(line.flat)) and not _continues(line, found["rest"]):
            line.remove("related articles")
            if not re.search(r":", line.text) and flat.startswith(("sur le meme", "vous pouvez", "dans la meme")):
                _close(lines, place)


def _continues(line: Line, rest: str) -> bool:
    """Is the line a sentence that only begins like a cross-reference?"""
    return ":" not in line.flat and not line.flat.startswith(">>") and line.text.endswith(".") and len(words(rest)) > 3


def _close(lines: list[Line], place: int) -> None:
    """Remove what belongs to the block whose heading stands at `place`."""
    rest = [line for line in lines[place + 1:] if not line.reason]
    teasers = _only_teasers(rest)
    for line in rest:
        if not teasers and (is_sentence(line.kept) or _opens_body(line)):
            break
        line.remove("related articles")


def _opens_body(line: Line) -> bool:
    return bool(re.match(r"\d{1,2}(er)? \w+ \d{4}\b.{0,30}[–—-]|— ", line.text))


def _only_teasers(rest: list[Line]) -> bool:
    """Headline, one-sentence teaser, headline, teaser … down to the foot of the page."""
    bodies = [is_sentence(line.kept) for line in rest]
    if sum(bodies) < 2 or bodies[0] or sum(bodies) > len(bodies) / 2:
        return False
    apart = not any(a and b for a, b in zip(bodies, bodies[1:]))
    return apart and all(len(words(line.kept)) <= 40 for line in rest)


def is_signature(text: str) -> bool:
    """Two to six words that are all a person's name.

    >>> is_signature("Didier PLANADEVALL"), is_signature("Le ministre arrive")
    (True, False)
    """
    parts = text.split()
    return (2 <= len(parts) <= 6 and bool(_SIGNATURE.fullmatch(text)) and parts[0][:1].isupper()
            and fold(parts[0]) not in ("le", "la", "les", "un", "une", "des", "en", "par", "avec"))
