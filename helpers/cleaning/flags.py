"""What a reader should know about the state of a text; nothing is mended.

| flag | meaning |
|---|---|
| cut sentence | a paragraph stops, or the page starts, in mid-sentence |
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

from helpers.cleaning.lines import ends, is_cut, words

_GLUED = re.compile(r"\b[A-Za-zÀ-ÿ]?[a-zà-öø-ÿ]{3,}[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{3,}\b|\b[a-zà-öø-ÿ]{3,}[.!?][A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+(?![\w.@/])")
_CAPITAL = re.compile(r"(?<=[a-zà-öø-ÿ] )(?:A(?= \w+(?:é|i|u|is|it)e?s?\b)|Le|La|Les|Dans|Un|Une|Des|Cela|Lors|Du|En|Il|Elle|Ils|Qui|Et|Ont|Est|Sont|Par|Pour|Sur)(?= [a-zà-öø-ÿ]{2})")
_MOJIBAKE = re.compile(r"Ã[©¨ªà®´»§¢¯]|â€[™œ“”\x9d\x99]|Â[ «»°]")


def find_flags(text: str, title: str | None = None) -> list[tuple[str, str]]:
    """(flag, evidence) pairs for a cleaned text.

    >>> find_flags("Il a remis une lettre du\\nLa visite a lieu mardi dans la capitale.")
    [('cut sentence', '…Il a remis une lettre du')]
    """
    flags = [("cut sentence", "…" + line[-60:]) for line in _cut(text, title)]
    flags += [("glued words", _around(text, found)) for found in _GLUED.finditer(text) if _is_glued(found, text)][:5]
    flags += [("wrong characters", _around(text, found)) for found in list(_MOJIBAKE.finditer(text))[:5]]
    flags += [("reversed quotation mark", text[max(0, at - 20):at + 15].strip()) for at in _reversed(text)[:5]]
    capitals = list({found.group() + text[found.end():found.end() + 8]: found for found in _CAPITAL.finditer(text)}.values())
    if len(capitals) >= 2:
        flags += [("machine translation", _around(text, found)) for found in capitals[:5]]
    return flags


def _cut(text: str, title: str | None) -> list[str]:
    lines = [line for line in text.split("\n") if line != title]
    cut = [line for place, line in enumerate(lines) if len(words(line)) >= 5 and not ends(line) and _stops(line, place == len(lines) - 1)]
    return (lines[:1] if lines and lines[0][:1].islower() else []) + cut


def _is_glued(found: re.Match, text: str) -> bool:
    """A second part that is a word of the text, or has the ending of a verb: brands are written with inner capitals too."""
    second = re.split(r"[.!?]|(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", found.group())[-1]
    return any(mark in found.group() for mark in ".!?") or bool(
        re.search(r"(?:é|ée|és|ées|ait|ant|ent|era|eront)$", second) or re.search(rf"\b{re.escape(second.lower())}\b", text))


def _reversed(text: str) -> list[int]:
    """Where a » stands with nothing open, or a « closes what is open; each paragraph starts closed."""
    wrong, is_open = [], False
    for found in re.finditer("[«»\n]", text):
        mark = found.group()
        if mark == "»" and not is_open and re.match(r"»\s?\w", text[found.start():found.start() + 3]):
            wrong.append(found.start())
        elif mark == "«" and is_open and text[found.start() - 1:found.start()].isalnum():
            wrong.append(found.start())
        is_open = mark == "«" and not (wrong and wrong[-1] == found.start()) or mark == "»" and wrong[-1:] == [found.start()]
    return wrong


def _stops(line: str, last: bool) -> bool:
    """Is an unfinished line cut rather than a subheading or an item of a list?"""
    return is_cut(line) or (line[-1:].isalnum() and (last or len(words(line)) > 25) and bool(re.search(r"\w{3,}[.!?»] [A-ZÀ-Þ]", line)))


def _around(text: str, found: re.Match) -> str:
    return " ".join(text[max(0, found.start() - 15):found.end() + 15].split())
