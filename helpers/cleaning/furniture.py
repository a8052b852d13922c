"""The steps that mark furniture wherever it stands. Each takes a draft and marks lines; none changes a character."""

from __future__ import annotations

import re
from itertools import pairwise

from helpers.cleaning.lines import Draft, Line, ends, fold, is_sentence, plain, words
from helpers.cleaning.rules import CAPTION, INLINE, PATTERNS, WHOLE

LONGEST = 300  # characters: a longer line is no furniture
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+")
_BESIDE = ("outside the article", "side column")


def short(draft: Draft) -> list[Line]:
    """The kept lines that are short enough to be furniture."""
    return [line for line in draft.rest if len(line.text) <= LONGEST]


def mark_pieces(draft: Draft) -> None:
    """Pieces of lines: invisible marks, carousel labels, bracketed references and credits, a glued photo credit."""
    for line in draft.lines:
        for found in _INVISIBLE.finditer(line.text):
            line.cut(*found.span(), "invisible character")
        for reason, pattern in INLINE.items() if len(line.text) <= 20_000 else ():
            for found in pattern.finditer(line.folded):
                line.cut(*found.span(), reason)
        glued = PATTERNS["credit_before"].match(line.folded) or PATTERNS["cased_credit_before"].match(line.text)
        if glued and ends(line.text) and len(words(line.text[glued.end():])) > 8:
            line.cut(0, glued.end(), "photo credit")


def mark_whole(draft: Draft) -> None:
    """Lines that match a `whole` pattern; an address that a page prints of itself or of its original is noted."""
    for line in short(draft):
        matching = (reason for reason, pattern in WHOLE.items() if pattern.fullmatch(line.flat))
        if reason := next(matching, None if any(map(str.isalnum, line.flat)) else "ornament"):
            line.remove(reason)
            found = re.search(r"(?:https?://|www\.)[^\s<>\"»)]+", line.text) if reason == "source line" else None
            draft.note("url", found and found.group().rstrip(".,;"))


# ---------------------------------------------------------------- captions
def mark_captions(draft: Draft) -> None:
    """Photo captions, also in mid-text: the weights of their signals sum to 3."""
    for line in draft.rest:
        credit = PATTERNS["credit"].fullmatch(line.flat)
        if len(line.kept) <= 2000 and line.tag != "h1" and _weight(line.kept) >= 3 and not credit:
            _remove_caption(line)


def _weight(text: str) -> int:
    """The weight of a caption's signals; no full stop adds one."""
    folded = fold(text)
    weight = sum(weight for weight, pattern, cased in CAPTION if pattern.search(text if cased else folded))
    return weight and weight + (not ends(text.rstrip("| ")))


def _remove_caption(line: Line) -> None:
    """Remove a caption of one sentence; of a longer line only its last part, where that alone is one or a credit."""
    stops = [found.end() for found in re.finditer(r"(?<!\b[A-ZÀ-Þ])[.!?…»](?=\s+[^\W\d_]|\s*[(©|/])", line.text)]
    if (len(stops) < 2 or line.text[0] == line.text[-1] == "|") and line.count <= 60:
        line.remove("photo caption")
    for stop in reversed(stops):
        tail = line.text[stop:]
        if _weight(tail.strip()) >= 3 and len(words(tail)) <= 45 and not (len(stops) > 2 and is_sentence(tail)):
            line.cut(stop, len(line.text), "photo caption")


def mark_caption_heads(draft: Draft) -> None:
    """The line above a caption that its beginning repeats; above a bare credit, one that places and dates a picture."""
    for line, below in pairwise(draft.lines):
        if below.reason == "photo caption" and line.kept not in ("", draft.notes.get("title")):
            copied = len(plain(line.text)) >= 20 and plain(below.text).startswith(plain(line.text))
            bare = len(words(below.text)) <= 8 and not is_sentence(below.text) and not ends(line.kept)
            if copied or bare and PATTERNS["picture"].search(line.flat):
                line.remove("photo caption")


# ---------------------------------------------------------------- other articles
def mark_related(draft: Draft) -> None:
    """Blocks of other articles: their heading, headlines, bylines and teasers, up to the next body text.

    The block ends at the first body sentence, so that no paragraph after an inline "Lire aussi" is lost; only where
    headlines and one-sentence teasers alternate down to the foot of the page do the teasers go with them.
    """
    seen = 0
    for place, line in enumerate(draft.lines):
        seen += line.is_body
        flat = line.flat.strip(" :>→▶•·|*-")
        below = seen >= 2 and PATTERNS["related_below"].fullmatch(flat)
        if not flat or line.reason not in (None, "site banner", below and "navigation", *_BESIDE) or len(line.text) > LONGEST:
            continue
        heading = below or PATTERNS["related"].fullmatch(flat)
        found = None if heading or line.reason else PATTERNS["related_line"].match(line.folded)
        if heading or found and _refers(line, found.end()):
            line.reason = line.reason if line.reason in _BESIDE else "related articles"
            if heading or flat.startswith(("sur le meme", "vous pouvez", "dans la meme")) and ":" not in flat:
                _close(draft.lines[place + 1:])


def _refers(line: Line, end: int) -> bool:
    """Does a line that opens like a cross-reference go on like one ("Lire aussi : …", "À écouter aussiLe sommet …")?"""
    rest = line.text[end:]
    goes_on = re.match(r"\s?[A-ZÀ-Þ«\"“]|\s(?:l['’]|notre |nos |sur |dans |le |la |les |dossier)", rest)
    return bool(re.match(r"\s?[:>→|]|\. ", rest) or goes_on and not (line.text.endswith(".") and len(words(rest)) > 3))


def _close(below: list[Line]) -> None:
    """Remove what belongs to a block of other articles from the lines below its heading: a sentence ends it."""
    rest = [line for line in below if not line.reason]
    teasers = _only_teasers(rest)
    for line in rest:
        if line.tag == "h1" or line.is_body and not teasers:
            break
        line.remove("related articles")


def _only_teasers(rest: list[Line]) -> bool:
    """Headline, one-sentence teaser, headline, teaser … down to the foot of the page."""
    bodies = [line.is_body for line in rest]
    apart = not any(one and two for one, two in pairwise(bodies))
    return 2 <= sum(bodies) <= len(bodies) / 2 and not bodies[0] and apart and all(line.count <= 40 for line in rest)


def mark_foot(draft: Draft) -> None:
    """Three headlines or more at the foot of the page, below the last sentence: other articles without a heading."""
    rest = draft.rest
    foot = next((place for place in range(len(rest), 0, -1) if ends(rest[place - 1].kept)), 0)
    heads = [line for line in rest[foot:] if 5 <= line.count <= 25 and re.match(r"[A-ZÀ-Þ«].*\w$", line.kept)]
    listed = not foot or rest[foot - 1].kept.endswith(":") or sum(line.is_body for line in rest[:foot]) < 2
    if len(heads) >= 3 and len(heads) == len(rest) - foot and not listed:
        for line in heads:
            line.remove("related articles")


# ---------------------------------------------------------------- comments, copies
def mark_comments(draft: Draft) -> None:
    """What stands below the heading of the comments, once the greater part of the text is past."""
    sizes = [line.count if line.is_body else 0 for line in draft.lines]
    for place, line in enumerate(draft.lines) if sum(map(bool, sizes)) >= 3 else ():
        beside = line.reason in _BESIDE and WHOLE["comment counter"].fullmatch(line.flat)
        if line.reason != "comment counter" and not beside:
            continue
        above, below = sizes[:place], sizes[place:]
        if sum(map(bool, above)) >= 3 and sum(above) > 1.5 * sum(below):
            for other in draft.lines[place:]:
                other.remove("comments")


def mark_repeats(draft: Draft) -> None:
    """Pull quotes and lines printed twice: four words in quotation marks, or eight, that stand elsewhere too."""
    rest = [(line, line.plain) for line in draft.below_title]
    whole, seen = "\n".join(["", *(text for _, text in rest), ""]), {text for _, text in rest[:1]}
    for line, text in rest[1:]:
        least = 4 if line.text[0] in "«\"“" and line.text[-1] in "»\"”" else 8
        if len(line.text) <= 2 * LONGEST and line.count >= least and len(text) >= 18:
            if text in seen or whole.count(text) > whole.count(f"\n{text}\n"):
                line.remove("repeated line")
            seen.add(text)
