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
        "inline": [(reason, re.compile("|".join(patterns).replace("@AGENCY@", agency))) for reason, patterns in data["inline"].items()],
        "strong": _any(data["related"]["strong"]), "weak": _any(data["related"]["weak"]),
        "opener": re.compile(rf"(?:[>»•·*→▶-]+ ?)?(?:{'|'.join(data['related']['strong'])})"),
        "caption": [(row["weight"], re.compile(row["pattern"].replace("@AGENCY@", f"(?:{agency})"))) for row in data["caption"]],
        "picture": _any(data["picture"]["signs"]),
        "byline": _any(data["byline"]["patterns"]),
        "credit": re.compile(rf"[/(— –-]*(?:(?:(?:[\w'. -]{{2,30}} )?(?:avec|et)|source ?:|par|d'apres|©) ?(?:l'|les )?)?(?:{agency})(?:(?: ?[/,&+] ?| et | avec | )(?:l')?(?:{agency})"
                             rf"|,? agence [a-z ]{{4,40}})*[). ]*"),
        "sign-off": re.compile(rf"(?<=[.!?»\"”])\s*(?:[/(–—-] ?(?:avec )?|\bavec )(?:{agency})(?:(?: ?[/,] ?| et )(?:{agency}))*(?:/[a-z]{{2,5}})?[). ]*$"),
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
            line.cut(found.start(), found.end(), "invisible character")


def mark_pieces(lines: list[Line]) -> None:
    """Pieces inside a line: carousel labels, bracketed cross-references and photo credits, a credit glued to the text."""
    for line in lines:
        if len(line.text) > 20_000:
            continue
        for reason, pattern in rules()["inline"]:
            for found in pattern.finditer(line.folded):
                line.cut(found.start(), found.end(), reason)
        found = rules()["photo prefix"].match(line.folded)
        if found and len(words(line.text[found.end():])) > 8 and ends(line.text):
            line.cut(0, found.end(), "photo credit")


def mark_whole(lines: list[Line]) -> None:
    """Lines that match a `whole` pattern."""
    for line in short(lines):
        flat = line.flat.strip(" |•·*→▶")
        if not any(map(str.isalnum, flat)):
            line.remove("ornament")
        elif reason := next((reason for reason, pattern in rules()["whole"] if pattern.fullmatch(flat)), None):
            line.remove(reason)


def mark_captions(lines: list[Line]) -> None:
    """Photo captions, wherever they stand: the weights of their signals sum to 3.

    A caption that repeats the names of the line above and ends without a full stop gets one point for each.
    """
    above = ""
    rest = kept(lines)
    for place, line in enumerate(rest):
        text = line.kept
        if len(text) <= 2000 and _weight(text, above) >= 3 and not rules()["credit"].fullmatch(fold(text)):
            _remove_caption(line)
            _remove_copies(line, rest[max(0, place - 3):place])
        above = line.kept or above


def _remove_copies(caption: Line, before: list[Line]) -> None:
    """The same caption once more, just above, without its credit."""
    plain = re.sub(r"\W+", "", caption.folded)
    for line in before:
        copy = re.sub(r"\W+", "", line.folded)
        if caption.reason and len(copy) >= 20 and plain.startswith(copy):
            line.remove("photo caption")


def _weight(text: str, above: str) -> int:
    flat = fold(text)
    weight = sum(weight for weight, pattern in rules()["caption"] if pattern.search(flat))
    return weight and weight + (not ends(text.rstrip("| "))) + (_shared_names(text, above) >= 2)


def _remove_caption(line: Line) -> None:
    """Remove a caption of one sentence; of a line of several only its last part, where that alone is a caption or a credit."""
    breaks = [found.end() for found in re.finditer(r"[.!?…»](?=\s+[^\W\d_\s]|\s*[(©|/])", line.text) if len(words(line.text[: found.end()])) > 3]
    if len(breaks) < 2 and len(words(line.kept)) <= 60:
        line.remove("photo caption")
        return
    for start in reversed(breaks):
        tail = line.text[start:]
        if len(words(tail)) > 45 or len(breaks) > 2 and is_sentence(tail):
            return
        if _weight(tail.strip(), "") >= 3:
            line.cut(start, len(line.text), "photo caption")
            return


def mark_caption_heads(lines: list[Line], title: str | None) -> None:
    """The unfinished line above a bare photo credit, where it places and dates a picture."""
    for line, below in zip(lines, lines[1:]):
        credit = below.reason == "photo caption" and len(words(below.text)) <= 8 and not is_sentence(below.text)
        if credit and line.kept not in ("", title) and not ends(line.kept) and rules()["picture"].search(line.flat):
            line.remove("photo caption")


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
        elif not line.reason and (found := rules()["opener"].match(line.folded)) and _refers(line, found.end()):
            line.remove("related articles")
            if ":" not in line.text and flat.startswith(("sur le meme", "vous pouvez", "dans la meme")):
                _close(lines, place)


def _refers(line: Line, end: int) -> bool:
    """Does a line that opens like a cross-reference go on like one ("Lire aussi : …", "À écouter aussiLe sommet …")?"""
    rest = line.text[end:]
    if re.match(r"\s?[:>→|]", rest) or line.folded.startswith(">>"):
        return True
    sentence = line.text.endswith(".") and len(words(rest)) > 3
    return not sentence and bool(re.match(r"\s?[A-ZÀ-Þ«\"“]|\s(?:l'|l’|notre |nos |sur |dans |le |la |les |dossier)", rest))


def _close(lines: list[Line], place: int) -> None:
    """Remove what belongs to the block whose heading stands at `place`."""
    rest = [line for line in lines[place + 1:] if not line.reason]
    teasers = _only_teasers(rest)
    for line in rest:
        if not teasers and (is_sentence(line.kept) and not _asks(line, rest) or _opens_body(line)):
            break
        line.remove("related articles")


def _asks(line: Line, rest: list[Line]) -> bool:
    """A headline in the form of a question or a cry: one, not long, with another headline or nothing below it."""
    if not re.search(r"[?!]\s*»?$", line.text) or len(words(line.text)) > 25 or re.search(r"[.!?…] [A-ZÀ-Þ«]", line.text):
        return False
    below = rest[rest.index(line) + 1:][:1]
    return not below or not is_sentence(below[0].kept) or bool(re.search(r"[?!]$", below[0].text))


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


def mark_repeats(lines: list[Line], title: str | None) -> None:
    """Pull quotes and lines printed twice: at least four words in quotation marks, or eight, that stand elsewhere in the text."""
    rest = [(line, re.sub(r"\W+", "", fold(line.kept))) for line in kept(lines) if line.kept != title]
    whole, seen = "\n".join(["", *(plain for _, plain in rest), ""]), set()
    for line, plain in rest[1:]:
        quoted = line.text[0] in "«\"“" and line.text[-1] in "»\"”"
        if len(line.text) > 2 * LONGEST or len(words(line.kept)) < (4 if quoted else 8) or len(plain) < 18:
            continue
        if plain in seen or whole.count(plain) > whole.count(f"\n{plain}\n") or plain == rest[0][1]:
            line.remove("repeated line")
        seen.add(plain)


def mark_foot(lines: list[Line]) -> None:
    """Three headlines or more in a row at the foot of the page, below the last sentence: other articles without a heading."""
    rest = kept(lines)
    foot = next((place for place in range(len(rest), 0, -1) if is_sentence(rest[place - 1].kept) or ends(rest[place - 1].kept)), 0)
    heads = rest[foot:]
    listed = not foot or rest[foot - 1].kept.endswith(":") or sum(is_sentence(line.kept) for line in rest[:foot]) < 2
    if len(heads) >= 3 and not listed and all(5 <= len(words(line.kept)) <= 25 and line.kept[0].isupper() and line.kept[-1].isalnum() for line in heads):
        for line in heads:
            line.remove("related articles")


def mark_comments(lines: list[Line]) -> None:
    """What stands below the heading of the comments, once the greater part of the text is past."""
    bodies = [(place, len(words(line.text))) for place, line in enumerate(lines) if not line.reason and is_sentence(line.text)]
    for place, line in enumerate(lines):
        if line.reason == "comment counter":
            above, below = (sum(count for at, count in bodies if (at > place) == side) for side in (False, True))
            if sum(at < place for at, _ in bodies) >= 3 and above > 1.5 * below:
                for other in lines[place + 1:]:
                    other.remove("comments")
                return


def mark_labels(lines: list[Line]) -> None:
    """A few unfinished words between two pieces of furniture in the head of the page: a desk, a company, a counter."""
    head = ("byline", "date line", "reading time", "share bar", "photo caption", "agency credit", "notice")
    for above, line, below in zip(lines, lines[1:], lines[2:]):
        if not line.reason and above.reason in head and below.reason in head and len(words(line.kept)) <= 4 and not ends(line.kept):
            line.remove("label")
