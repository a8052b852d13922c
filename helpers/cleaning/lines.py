"""A page as lines that are kept, cut or removed; nothing is ever rewritten."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise

from helpers.cleaning.rules import DATA

_LINE = re.compile(r"\S(?:[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]*\S)?")
_BLANK = re.compile(r"\n[^\S\n]*\n|\r[^\S\r\n]*\r|\u2029")
_END = re.compile(r"[.!?…][\s\"'»”’)\]]*$")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
#: Words that cannot end a French sentence: a line that ends with one is cut. Folded.
_OPEN_WORDS = frozenset(DATA["lines"]["open_words"].split())


class _Fold(dict):
    """Translation table: each character to its lower-case base letter, one for one, so that offsets survive."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFKD", chr(code))[:1]
        blank = unicodedata.category(chr(code)) in ("Cf", "Cc") or base.isspace()
        self[code] = " " if blank else "'" if base in "’‘ʼ`´" else base.lower()[:1]
        return self[code]


_FOLD = _Fold()


def fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes, plain spaces; as long as the input.

    >>> fold("À LIRE aussi : l’été")
    "a lire aussi : l'ete"
    """
    return text.translate(_FOLD)


def plain(text: str) -> str:
    """The folded letters and digits alone, to compare what is printed twice.

    >>> plain("L’Été, enfin !")
    'leteenfin'
    """
    return re.sub(r"\W+", "", fold(text))


def words(text: str) -> list[str]:
    """The words of a text, as counted everywhere.

    >>> words("L’agence l'a dit : « peut-être ».")
    ['L’agence', "l'a", 'dit', 'peut-être']
    """
    return _WORD.findall(text)


def ends(text: str) -> bool:
    """Does the text end like a sentence?"""
    return bool(_END.search(text[-20:]))


@lru_cache(4096)
def is_sentence(text: str) -> bool:
    """Could the text be body text: at least six words and a closing mark, or more than forty words?

    >>> is_sentence("Le ministre est arrivé mardi dans la capitale."), is_sentence("Le ministre est arrivé")
    (True, False)
    """
    count = len(words(text[:400]))
    return (count >= 6 and ends(text)) or count > 40


@lru_cache(4096)
def _size(text: str) -> int:
    return len(words(text))


def is_cut(text: str) -> bool:
    """Does the text stop on a word that cannot end a sentence?"""
    last = words(text[-40:])
    return bool(last) and text[-1].isalnum() and re.split("['’]", fold(last[-1]))[-1] in _OPEN_WORDS


@dataclass
class Line:
    """One line of the raw page: where it starts, its text, what the markup calls it, and what is taken from it."""

    start: int
    text: str
    tag: str | None = None
    reason: str | None = None
    cuts: list[tuple[int, int, str]] = field(default_factory=list)  # start and end in the line, reason

    def __post_init__(self) -> None:
        self.folded = fold(self.text)
        self.flat = " ".join(self.folded.split()).strip(" |•·*→▶") if len(self.text) <= 600 else ""
        self.even = " ".join(self.text.split())

    @property
    def kept(self) -> str:
        """What is left of the line, white space evened out."""
        if self.reason or not self.cuts:
            return "" if self.reason else self.even
        text = self.text
        for start, end, _ in reversed(self.cuts):
            text = text[:start] + text[end:]
        return " ".join(text.split())

    @property
    def count(self) -> int:
        """Words left."""
        return _size(self.kept)

    @property
    def plain(self) -> str:
        """The folded letters and digits left."""
        return plain(self.kept)

    @property
    def is_body(self) -> bool:
        """Is what is left of the line like a sentence?"""
        return not self.reason and is_sentence(self.kept)

    def remove(self, reason: str) -> None:
        """Take the whole line out, unless it already is."""
        self.reason = self.reason or reason

    def cut(self, start: int, end: int, reason: str) -> None:
        """Take a piece out; a piece that overlaps an earlier one is left alone."""
        if self.text[start:end].strip() and all(end <= a or b <= start for a, b, _ in self.cuts):
            self.cuts = sorted([*self.cuts, (start, end, reason)])

    def removed(self) -> list[tuple[int, str, str]]:
        """(start in the raw page, text, reason) of what is not kept."""
        pieces = [(0, len(self.text), self.reason)] if self.reason else self.cuts
        return [(self.start + a, self.text[a:b], reason) for a, b, reason in pieces]


@dataclass
class Draft:
    """A page while it is cleaned: its lines, known names of outlets (folded), and what it says about itself.

    `notes` are the fields of `cleaning.Page` that hold one text: title, byline, credit, url, site, masthead, dateline …
    """

    lines: list[Line]
    names: frozenset[str] = frozenset()
    stem: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    #: Day, what states it ("metadata", "published", "time", "updated" or "dateline"), and where that stands.
    dates: list[tuple[date, str, str]] = field(default_factory=list)
    flags: list[tuple[str, str]] = field(default_factory=list)

    @property
    def rest(self) -> list[Line]:
        """The lines of which something stays."""
        return [line for line in self.lines if line.kept]

    @property
    def below_title(self) -> list[Line]:
        """The lines of which something stays, but for the headline."""
        return [line for line in self.rest if line.kept != self.notes.get("title")]

    def note(self, what: str, value: str | None, why: str = "printed on the page") -> None:
        """Keep the first thing found of a kind, and where it stands."""
        if value and what not in self.notes:
            self.notes[what], self.why[what] = value, why


def split(raw: str) -> list[Line]:
    """The lines of a page that hold anything visible; a sentence wrapped over several rows is one."""
    rows = [found.span() for found in _LINE.finditer(raw)]
    width, lines = _width(raw, rows), []
    for row in rows:
        if lines and _goes_on(raw, lines[-1], row, width):
            lines[-1].append(row)
        else:
            lines.append([row])
    return [Line(line[0][0], raw[line[0][0]:line[-1][1]]) for line in lines]


def _goes_on(raw: str, above: list[tuple[int, int]], row: tuple[int, int], width: int) -> bool:
    """Does a row go on with the sentence of the rows above it?"""
    (last, stop), (start, end) = above[-1], row
    if _BLANK.search(raw, stop, start) or raw[stop - 1] in ".!?…:;»\"”":
        return False
    if width and stop - last >= 0.7 * width:
        return True
    return raw[start].islower() and is_sentence(raw[max(above[0][0], stop - 400):stop] + " " + raw[start:end])


def _width(raw: str, rows: list[tuple[int, int]]) -> int:
    """The width of a text typed in rows of one width, 0 for others: there most full rows go on in lower case."""
    width = max((end - start for start, end in rows), default=0)
    lower = [raw[below].islower() for (start, end), (below, _) in pairwise(rows)
             if end - start >= 0.7 * width and not ends(raw[end - 3:end])]
    return width if 45 <= width <= 110 and len(lower) >= 5 and sum(lower) > 0.6 * len(lower) else 0
