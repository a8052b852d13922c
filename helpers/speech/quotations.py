"""Quotations: what stands between quotation marks, whatever the marks and however badly they are set."""
import re
from functools import lru_cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Token

_MARKS = re.compile(r"[«»“”„\"‹›‘]|<<|>>|(?<=\s)’(?=\w)|(?<=[\w.,!?])’(?=[\s.,;:!?)]|$)"
                    r"|(?<![\w’'])'(?=\w)|(?<=[\w.!?…])'(?![\w'])", re.MULTILINE)
_FAMILY = {mark: family[0] for family in (("«", "»", "<<", ">>"), "“”„", '"', "‹›", "‘’", "'") for mark in family}


class Quotation(NamedTuple):
    """Offsets of the words between the marks (start, end) and of the marks with them (outer_start, outer_end)."""

    start: int
    end: int
    outer_start: int
    outer_end: int


def _opens(text: str, at: int, mark: str, is_open: bool) -> bool:
    """Does the mark open? The mark's own direction, unless the spaces around it speak clearly for the other."""
    before, after = text[at - 1:at], text[at + len(mark):at + len(mark) + 1]
    tight_left = bool(before) and not before.isspace() and before not in "(['’:-–—/"
    tight_right = bool(after) and not after.isspace() and after not in ".,;:!?)]…"
    if mark in '"\'’‘':
        return tight_right and not tight_left if tight_left != tight_right else not is_open
    if mark in ("«", "„", "‹", "<<", "“"):
        return not (is_open and tight_left and not tight_right)
    return not is_open and tight_right and not tight_left


def _paragraph(text: str, start: int, end: int) -> list[Quotation]:
    found, stack = [], []
    for mark in _MARKS.finditer(text, start, end):
        family = _FAMILY[mark.group()]
        is_open = any(f == family for f, _ in stack)
        if _opens(text[:end], mark.start(), mark.group(), is_open):
            stack.append((family, mark))
        elif is_open:
            while stack and stack[-1][0] != family:
                stack.pop()  # a mark of another kind left open inside: not a quotation
            found.append((stack.pop()[1], mark))
    quotations = [_trim(text, a.end(), b.start(), a.start(), b.end()) for a, b in found]
    for family, mark in stack:
        if family in "«“":  # never closed: to the end of the sentence before the next quotation, else of the paragraph
            inside = [q.outer_start for q in quotations if q.outer_start > mark.end()]
            stop = re.compile(r"[.!?…](?=\s)").search(text, mark.end(), inside[0]) if inside else None
            last = stop.end() if stop else inside[0] if inside else end
            quotations.append(_trim(text, mark.end(), last, mark.start(), last))
    return quotations


def _trim(text: str, start: int, end: int, outer_start: int, outer_end: int) -> Quotation:
    said = text[start:end].lstrip()
    start = end - len(said)
    return Quotation(start, start + len(re.sub(r"[\s,]+$", "", said)), outer_start, outer_end)


def find(text: str) -> list[Quotation]:
    """Quotations of a text in order, outer before inner.

    Any French or English marks, also reversed (« d' »occasion » », « Ukraine« »), nested, or never closed (then
    bounded by the paragraph). Single marks count only around three words or more. Not to be trusted to tell speech
    from titles and scare quotes: that is what a speaker is for.

    >>> [q for q in find("Il a dit : « C'est fini. »")][0].start
    13
    """
    found = []
    for line in re.finditer(r"[^\n]+", text):
        found += _paragraph(text, line.start(), line.end())
    held = (q for q in found if len(re.findall(r"\w+", text[q.start:q.end])) > 2 * (text[q.outer_start] in "‘’"))
    return sorted(held, key=lambda q: (q.outer_start, -q.outer_end))


@lru_cache(maxsize=1)
def text_of(doc: Doc) -> str:
    """The text of a doc: spaCy puts it together anew each time it is asked."""
    return doc.text


def outer(doc: Doc) -> list[Quotation]:
    """The quotations of a doc with their marks."""
    return doc.user_data["quotations"]


def inside(token: Token) -> bool:
    """The token stands between quotation marks."""
    return any(q.start <= token.idx < q.end for q in outer(token.doc))


def mark(doc: Doc) -> Doc:
    """Set doc.spans["quotations"]: the words between the marks; `outer` gives them with their marks."""
    doc.user_data["quotations"] = found = find(text_of(doc))
    doc.spans["quotations"] = [doc.char_span(q.start, q.end, alignment_mode="expand") for q in found]
    return doc


Language.component("quotations", func=mark)
