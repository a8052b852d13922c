"""A page as lines that are kept, cut or removed; nothing is ever rewritten."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BLANK = re.compile(r"\n[^\S\n]*\n|\r[^\S\r\n]*\r|\u2029")
_END = re.compile(r"(?:[.!?…]|\.{3})[\s\"'»”’)\]]*$")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
#: Words that cannot end a French sentence: a line that ends with one is cut.
FUNCTION_WORDS = frozenset(
    "le la les un une des du de d l à au aux en et ou que qui qu dont par pour dans sur sous avec sans entre vers chez ce cet "
    "cette ces son sa ses leur leurs mon ma notre nos votre vos selon est sont était se s ne n comme si mais".split())


class _Fold(dict):
    """Translation table: each character to its lower-case base letter, one for one, so that offsets survive."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if unicodedata.category(char) in ("Cf", "Cc"):
            folded = " "
        else:
            base = unicodedata.normalize("NFKD", char)[:1]
            folded = " " if base.isspace() else "'" if base in "’‘ʼ`´" else base.lower()[:1] or " "
        self[code] = folded
        return folded


_FOLD = _Fold()


def fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes, plain spaces; as long as the input.

    >>> fold("À LIRE aussi : l’été")
    "a lire aussi : l'ete"
    """
    return text.translate(_FOLD)


@dataclass
class Line:
    """One line of the raw page: where it starts, its words, and what is cut from it (offsets in the line)."""

    start: int
    text: str
    blank_before: bool = False
    tag: str | None = None
    cuts: list[tuple[int, int, str]] = field(default_factory=list)
    reason: str | None = None

    def __post_init__(self) -> None:
        self.folded = fold(self.text)
        self.flat = " ".join(self.folded.split()) if len(self.text) <= 600 else ""

    @property
    def kept(self) -> str:
        """What is left of the line, white space evened out."""
        if self.reason:
            return ""
        pieces, at = [], 0
        for start, end, _ in self.cuts:
            pieces.append(self.text[at:start])
            at = end
        return " ".join("".join([*pieces, self.text[at:]]).split())

    def remove(self, reason: str) -> None:
        """Take the whole line out, unless it already is."""
        self.reason = self.reason or reason

    def cut(self, start: int, end: int, reason: str) -> None:
        """Take a piece out; a piece that overlaps an earlier one is left alone."""
        if start < end and self.text[start:end].strip() and all(end <= a or b <= start for a, b, _ in self.cuts):
            self.cuts = sorted([*self.cuts, (start, end, reason)])

    def removed(self) -> Iterable[tuple[int, str, str]]:
        """(start in the raw page, text, reason) of what is not kept."""
        pieces = [(0, len(self.text), self.reason)] if self.reason else self.cuts
        return [(self.start + a, self.text[a:b], reason) for a, b, reason in pieces]


def split(raw: str) -> list[Line]:
    """The lines of a page that hold anything visible."""
    lines, last = [], 0
    for found in _LINE.finditer(raw):
        text = found.group().strip()
        if text:
            start = found.start() + found.group().index(text[0])
            lines.append(Line(start, text, blank_before=bool(_BLANK.search(raw, last, found.start())) or not lines))
            last = found.end()
    return lines


def kept(lines: list[Line]) -> list[Line]:
    """The lines of which something stays."""
    return [line for line in lines if line.kept]


def words(text: str) -> list[str]:
    """The words of a text, as counted everywhere.

    >>> words("L’agence l'a dit : « peut-être ».")
    ['L’agence', "l'a", 'dit', 'peut-être']
    """
    return _WORD.findall(text)


def ends(text: str) -> bool:
    """Does the line end like a sentence?"""
    return bool(_END.search(text[-20:]))


def is_sentence(text: str) -> bool:
    """Could the line be body text: at least six words and a closing mark, or long?

    >>> is_sentence("Le ministre est arrivé mardi dans la capitale."), is_sentence("Le ministre est arrivé")
    (True, False)
    """
    count = len(words(text[:400]))
    return (count >= 6 and ends(text)) or count > 40


def is_cut(text: str) -> bool:
    """Does the text stop on a word that cannot end a sentence?"""
    last = words(text[-40:])
    return bool(last) and text.rstrip()[-1:].isalnum() and fold(re.split("['’]", last[-1])[-1]) in _CUT


_CUT = frozenset(fold(word) for word in FUNCTION_WORDS)
