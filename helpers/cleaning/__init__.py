"""A saved page: what of it is the article, what is furniture, and why.

Nothing is rewritten. The text of a page is the page less the pieces listed in `Page.removed`, in order, character for
character, white space aside. The rules look at features of lines (length, closing mark, capitals, place on the page,
repetition), never at the name of a site; the patterns stand in helpers/data/furniture.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from helpers.cleaning import furniture, headline
from helpers.cleaning.flags import find_flags
from helpers.cleaning.lines import Line, is_sentence, kept, split, words
from helpers.cleaning.page import is_html, read_html, read_markdown, visible_text

__all__ = ["Page", "Removed", "clean", "is_html", "visible_text", "words"]


@dataclass(frozen=True)
class Removed:
    """A piece of the raw page that is not article text."""

    start: int
    text: str
    reason: str


@dataclass(frozen=True)
class Page:
    """A page taken apart. `raw` is the decoded page (for HTML its visible text); missing values are None.

    `published` is the day the page itself states, `published_from` says where ("metadata" or "page"); `dateline_value`
    is the dateline's day as TIMEX3, XXXX for a year it does not give; `flags` are pairs of flag and evidence.
    """

    raw: str
    text: str
    title: str | None
    byline: str | None
    credit: str | None
    url: str | None
    published: date | None
    published_from: str | None
    masthead: str | None
    site: str | None
    dateline: str | None
    dateline_value: str | None
    removed: tuple[Removed, ...]
    flags: tuple[tuple[str, str], ...]


def clean(raw: str, kind: str | None = None, outlet_names: frozenset[str] = frozenset()) -> Page:
    """Take a page apart into article and furniture.

    `raw` is plain text, or HTML (recognised by content unless `kind` is "text", "markdown" or "html");
    `outlet_names` are known names of outlets, folded, which may follow a headline after a dash.
    Not to be trusted with pages of several articles, transcripts and live blogs. A body sentence is kept when in
    doubt, so furniture written in full sentences (a teaser, a notice of an unknown kind) may stay.

    >>> page = clean("Le Courrier\\nDERNIÈRES NOUVELLES\\nUne délégation arrive à la frontière\\n"
    ...              "Les ministres sont arrivés mardi soir à la frontière.\\nLire aussi : Le sommet de Genève\\nCommentaires (3)")
    >>> print(page.text)
    Une délégation arrive à la frontière
    Les ministres sont arrivés mardi soir à la frontière.
    >>> [(piece.text, piece.reason) for piece in page.removed][0]
    ('Le Courrier', 'masthead')
    """
    kind = kind or ("html" if is_html(raw) else "text")
    found = headline.Found()
    if kind == "html":
        raw, lines, stated = read_html(raw)
    else:
        lines, stated = split(raw), {}
        if kind == "markdown":
            stated = read_markdown(lines)
    _take_apart(lines, found, outlet_names | {name for name in [stated.get("site_folded")] if name})
    text = _text(lines, found.title)
    removed = tuple(Removed(*piece) for line in lines for piece in line.removed())
    days = [(stated["published"], "metadata")] if stated.get("published") else []
    days += [(day, "page") for label in ("published", "dateline") for day, what in found.dates if what == label]
    flags = find_flags(text, found.title) + found.flags
    if len({day for day, _ in days}) > 1:
        flags.append(("dates disagree", ", ".join(f"{day} ({where})" for day, where in days)))
    return Page(
        raw, text, found.title, stated.get("byline") or found.byline, found.credit, stated.get("url") or found.url,
        *(days[0] if days else (None, None)), found.masthead, stated.get("site"), found.dateline, found.dateline_value,
        removed, tuple(flags))


def _take_apart(lines: list[Line], found: headline.Found, names: frozenset[str]) -> None:
    """The steps of the cleaning, in order; each marks lines, none changes a character."""
    furniture.mark_invisible(lines)
    furniture.mark_pieces(lines)
    furniture.mark_whole(lines)
    furniture.mark_captions(lines)
    headline.mark_dates(lines, found)
    furniture.mark_related(lines)
    furniture.mark_comments(lines)
    headline.mark_bylines(lines, found)
    furniture.mark_labels(lines)
    headline.find_headline(lines, found, names)
    furniture.mark_caption_heads(lines, found.title)
    furniture.mark_repeats(lines, found.title)
    furniture.mark_foot(lines)
    headline.mark_dateline(lines, found)
    headline.find_source(lines, found)


def _text(lines: list[Line], title: str | None) -> str:
    """The kept lines, one paragraph a line; a sentence wrapped over two lines is joined by a space."""
    paragraphs: list[str] = []
    for line in kept(lines):
        text = line.kept
        wrapped = (paragraphs and text[:1].islower() and not line.blank_before and paragraphs[-1] != title
                   and not re.search(r"[.!?…:;»\"”]$", paragraphs[-1]) and is_sentence(paragraphs[-1] + " " + text))
        if wrapped:
            paragraphs[-1] += " " + text
        else:
            paragraphs.append(text)
    return "\n".join(paragraphs)
