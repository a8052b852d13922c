"""What a reader should know about the state of a text; nothing is mended.

| flag | meaning |
|---|---|
| cut sentence | a paragraph stops, or the page starts, in mid-sentence |
| truncated | the text ends with … or […], or the page asks to read on elsewhere |
| glued words | two words have run together (a capital inside a word, no space after a full stop) |
| reversed quotation mark | a closing guillemet where one should open, or the reverse |
| machine translation | capitals inside sentences, as translation engines leave them; a hint, never proof |
| wrong characters | UTF-8 once read as something else ("Ã©") |
| dates disagree | page, metadata, register or address name different days of publication |
| unreadable date | articles.csv gives a day of publication that is no date |
| encoding guessed | the file is not Unicode; the encoding was inferred |
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpers.cleaning.lines import ends, fold, is_cut, words
from helpers.cleaning.rules import PATTERNS


def find_flags(text: str, title: str | None = None, foot: Sequence[str] = ()) -> list[tuple[str, str]]:
    """(flag, evidence) pairs for a cleaned text; `foot` is its last line as printed, and what follows it.

    >>> find_flags("Il a remis une lettre du\\nLa visite a lieu mardi dans la capitale.")
    [('cut sentence', '…Il a remis une lettre du')]
    """
    capitals = {found.group(): found.start() for found in PATTERNS["cased_translated"].finditer(text)}
    glued, wrong, ends_open = ({found.start(): found.group() for found in PATTERNS[f"cased_{name}"].finditer(text)}
                               for name in ("glued", "wrong_characters", "open_end"))
    places = {"glued words": [at for at, pair in glued.items() if _is_glued(pair, text)], "wrong characters": [*wrong],
              "reversed quotation mark": _reversed(text),
              "machine translation": [*capitals.values()] * (len(capitals) > 1), "truncated": [*ends_open]}
    asked = [("truncated", line[-60:]) for line in foot if PATTERNS["read_on"].search(fold(line))]
    return asked + [("cut sentence", "…" + line[-60:]) for line in _cut(text, title)] + [
        (flag, " ".join(text[max(0, at - 15):at + 25].split())) for flag, ats in places.items() for at in ats[:5]]


def _cut(text: str, title: str | None) -> list[str]:
    """The paragraphs that stop in mid-sentence, and a first one that starts there."""
    lines = [line for line in text.split("\n") if line != title]
    cut = [line for line in lines if len(words(line)) >= 5 and not ends(line) and _stops(line, line is lines[-1])]
    return [line for line in lines[:1] if line[:1].islower()] + cut


def _stops(line: str, last: bool) -> bool:
    """Is an unfinished line cut rather than a subheading or an item of a list?"""
    return is_cut(line) or line[-1:].isalnum() and (last or len(words(line)) > 25) and bool(
        re.search(r"\w{3,}[.!?»] [A-ZÀ-ÖØ-Þ]", line))


def _is_glued(pair: str, text: str) -> bool:
    """Is the second part a word of the text, or has it the ending of a verb? Brands, too, have capitals inside."""
    second = re.split(r"[.!?]|(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])", pair)[-1]
    known = re.search(rf"\b{re.escape(second.lower())}\b", text)
    return bool(re.search(r"[.!?]", pair) or re.search(r"(?:ée?s?|ait|ant|ent|era|eront)$", second) or known)


def _reversed(text: str) -> list[int]:
    """Where a » stands with nothing open, or a « closes what is open; each paragraph starts closed."""
    wrong, is_open = [], False
    for found in re.finditer("[«»\n]", text):
        at, mark = found.start(), found.group()
        lone = mark == "»" and not is_open and re.match(r"»\s?\w", text[at:at + 3])
        closing = mark == "«" and is_open and text[at - 1].isalnum()
        wrong += [at] if lone or closing else []
        is_open = bool(lone) or mark == "«" and not closing
    return wrong
