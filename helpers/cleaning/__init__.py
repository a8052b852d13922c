"""A saved page: what of it is the article, what is furniture, and why.

Nothing is rewritten. The text of a page is the page less the pieces listed in `Page.removed`, in order, character for
character, white space aside. The rules look at features of lines (length, closing mark, capitals, place on the page,
repetition), never at the name of a site; the patterns stand in helpers/data/furniture.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from helpers.cleaning import furniture, headline
from helpers.cleaning.corrections import articles_of, concerning, correct, passages
from helpers.cleaning.flags import find_flags
from helpers.cleaning.lines import Draft, words
from helpers.cleaning.page import blocks_of, is_html, is_markdown, read_html, read_text, visible_text

__all__ = ["Page", "Part", "Removed", "articles_of", "blocks_of", "clean", "concerning", "is_html", "is_markdown", "passages",
           "visible_text", "words"]


class Part(NamedTuple):
    """A part of a record that its container tells apart: "headline", "body", or the reason why it is no article
    text."""

    text: str
    role: str = "body"


class Removed(NamedTuple):
    """A piece of the raw page that is not article text."""

    start: int
    text: str
    reason: str


@dataclass(frozen=True)
class Page:
    """A page taken apart. `raw` is the decoded page (for HTML its visible text); missing values are None.

    `published` is the day the page itself states, `published_from` says where ("metadata" or "page"); `dateline_value`
    is the dateline's day as TIMEX3, XXXX for a year it does not give; `flags` are pairs of flag and evidence,
    `stated` of what the page states (title, url, published …) and where.
    """

    raw: str
    text: str
    removed: tuple[Removed, ...]
    flags: tuple[tuple[str, str], ...]
    stated: tuple[tuple[str, str], ...] = ()
    published: date | None = None
    published_from: str | None = None
    title: str | None = None
    byline: str | None = None
    credit: str | None = None
    url: str | None = None
    masthead: str | None = None
    site: str | None = None
    dateline: str | None = None
    dateline_value: str | None = None


def clean(raw: str | Sequence[Part], kind: str | None = None, outlet_names: frozenset[str] = frozenset(),
          corrections: Sequence[dict] = (), stem: str = "") -> Page:
    """Take a page apart into article and furniture.

    `raw` is plain text, Markdown or HTML (recognised by content unless `kind` is "text", "markdown" or "html"), or the
    parts of a record: then `Page.raw` is what is visible of them, a line break between two.
    `outlet_names` are known names of outlets, folded, which may follow a headline after a dash; `corrections` are the
    analyst's lines (what: remove or restore, target: the words, why), which win over the rules; `stem` is the name of
    the file, which may begin with the outlet's.
    Not to be trusted with pages of several articles, transcripts and live blogs. A body sentence is kept when in
    doubt, so furniture written in full sentences (a teaser, a notice of an unknown kind) may stay.

    >>> page = clean("Le Courrier\\nDERNIÈRES NOUVELLES\\nUne délégation arrive à la frontière\\n"
    ...              "Les ministres sont arrivés mardi soir à la frontière.\\nLire aussi : Le sommet\\nCommenter")
    >>> print(page.text)
    Une délégation arrive à la frontière
    Les ministres sont arrivés mardi soir à la frontière.
    >>> [(piece.text, piece.reason) for piece in page.removed][0]
    ('Le Courrier', 'masthead')
    """
    raw, draft = _read(raw, kind) if isinstance(raw, str) else _join(raw)
    draft.names, draft.stem = outlet_names, stem
    correct(draft, raw, [fix for fix in corrections if fix["what"] == "remove"])  # the rules read the page without
    for step in STEPS:
        step(draft)
    correct(draft, raw, corrections)
    text = "\n".join(line.kept for line in draft.rest)
    removed = tuple(Removed(*piece) for line in draft.lines for piece in line.removed())
    days = [(day, label, why) for label in _LABELS for day, what, why in draft.dates if what == label]
    day, label, why = days[0] if days else (None, None, None)
    told = ("dates disagree", ", ".join(f"{day} ({_LABELS[label]})" for day, label, _ in days))
    stated = tuple((draft.why | ({"published": why} if why else {})).items())
    last = max((place for place, line in enumerate(draft.lines) if line.kept), default=0)
    foot = [line.text for line in draft.lines[last:last + 2]]
    flags = [*find_flags(text, draft.notes.get("title"), foot), *draft.flags, *[told] * (len({day for day, *_ in days}) > 1)]
    return Page(raw, text, removed, tuple(flags), stated, day, _LABELS.get(label), **draft.notes)


def _read(raw: str, kind: str | None) -> tuple[str, Draft]:
    if kind == "html" or kind is None and is_html(raw):
        return read_html(raw)
    return raw, read_text(raw, kind == "markdown")


def _join(parts: Sequence[Part]) -> tuple[str, Draft]:
    """The parts of a record one below the other; what its headline is, no heading inside it is."""
    texts, whole, start = [], Draft([]), 0
    headed = any(part.role == "headline" for part in parts)
    for part in parts:
        text, draft = _read(part.text, "html" if part.role == "body" and is_html(part.text, part=True) else None)
        for line in draft.lines:
            line.start += start
            line.tag = "h1" if part.role == "headline" else None if headed else line.tag
            line.reason = line.reason if part.role in ("headline", "body") else part.role
        whole = Draft(whole.lines + draft.lines, notes=draft.notes | whole.notes, dates=whole.dates + draft.dates,
                      why=draft.why | whole.why)
        texts.append(text)
        start += len(text) + 1
    return "\n".join(texts), whole


#: What states a day of publication, best first, and where that stands.
_LABELS = {"metadata": "metadata", "published": "page", "time": "metadata", "dateline": "page"}
#: The steps of the cleaning, in order; each marks lines, none changes a character.
STEPS = (
    furniture.mark_pieces, furniture.mark_whole, headline.mark_masthead, furniture.mark_captions, headline.mark_dates,
    furniture.mark_related, furniture.mark_comments, headline.mark_bylines, headline.mark_signature, headline.find_headline,
    furniture.mark_caption_heads, furniture.mark_repeats, furniture.mark_foot, headline.mark_dateline)
