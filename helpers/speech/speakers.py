"""Who speaks in a quotation: its frame, the verb of its clause, or whoever spoke before."""
from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from helpers.speech import clauses, quotations, sources
from helpers.speech.clauses import children
from helpers.speech.frames import Frame
from helpers.speech.quotations import Quotation, text_of
from helpers.speech.sources import Source

MEDIA = ("agency", "document", "org")
_SIGNED = re.compile(r"\s*\n\s*[—–-]\s*(?=[A-ZÉÈÀ])|\s*[—–-]\s*\n\s*(?=[A-ZÉÈÀ])")
_NAMED = re.compile(r"(?:\b(?:une?|l[ea]|du|de l['’])\s*|l['’]\s*)$")  # before a title or a nickname
_REPORTED = ("que", "incise", "object", "source", "carried")


def rank(frame: Frame) -> tuple[int, int, bool, int]:
    """Order of frames that cover a word: the narrowest first, then persons before media, then as they stand."""
    return frame.size, frame.order, any(s.kind == "agency" for s in frame.sources[:1]), frame.start


def speakers(doc: Doc, frames: list[Frame]) -> dict[Quotation, list[Source]]:
    """The speaker(s) of each quotation in order, none where the words are nobody's (titles, scare quotes)."""
    text, marks, last = text_of(doc), quotations.outer(doc), None
    found: dict[Quotation, list[Source]] = {}
    for q in marks:
        outer = [o for o in marks if o is not q and o.outer_start <= q.outer_start and q.outer_end <= o.outer_end]
        said, lead, token = text[q.start:q.end], text[:q.outer_start].rstrip(" "), _token(doc, q.start)
        n_words, governed = len(said.split()), _of_clause(q, token, frames, marks)
        first = outer or said[0].islower() and any(s.kind != "other" for s in governed)
        who = _signed(doc, q) or first and governed or _of_frame(q, frames) or governed
        if not who and last and last[0].end > token.sent.start_char and n_words > 2:
            who = last[1]  # the next key words of the same sentence
        elif not who and n_words > 3 and lead[-1:] in "\n.!?:»…":  # a sentence, not words in one
            near = last is not None and lead[-1:] != ":" and text.count("\n", last[0].end, q.start) <= 1
            who = _acting(doc, q, last[0].end if near else 0) or (last[1] if near else _before(doc, q, frames))
        if not who and not outer and n_words > 1 and not said[0].isupper() and not _NAMED.search(lead):
            near = [f for f in frames if f.kind in _REPORTED and f.sources and -800 < f.start - q.start < 0]
            media = [f.sources[-1:] for f in near if f.sources[-1].kind in MEDIA]
            who = media[-1] if media else []  # of the medium whose account this is
        found[q] = who
        if who:  # so did who says the same words elsewhere: in a headline
            again = [h for h in found if not found[h] and " " in text[h.start:h.end] and text[h.start:h.end] in said]
            found.update(dict.fromkeys(again, who))
        last = (q, who) if who and not outer else last
    return found


def _token(doc: Doc, at: int) -> Token:
    return doc.char_span(at, at + 1, alignment_mode="expand")[0]


def _lead(doc: Doc, q: Quotation, length: int) -> list[Token]:
    """The words before a quotation."""
    at = _token(doc, q.outer_start).i
    return [t for t in doc[max(0, at - length):at] if not t.is_space]


def _signed(doc: Doc, q: Quotation) -> list[Source]:
    """A name behind a dash under the quotation."""
    dash = _SIGNED.match(text_of(doc), q.outer_end)
    return sources.from_head(_token(doc, dash.end())) if dash and sources.can_be_source(_token(doc, dash.end())) else []


def _of_frame(q: Quotation, frames: list[Frame]) -> list[Source]:
    covering = [f for f in frames if f.sources and f.covers(q.start) and f.kind not in ("carried", "relay", "relayed")]
    return min(covering, key=rank).sources if covering else []


def _of_clause(q: Quotation, token: Token, frames: list[Frame], marks: list[Quotation]) -> list[Source]:
    """Key words in the clause of a reporting verb are those of its subject: « a salué un « acte héroïque » »."""
    others = [o for o in marks if not o.outer_start <= q.outer_start < o.outer_end]
    near = [f for f in frames if f.sources and f.verb is not None and token.sent.start_char <= f.start < q.start]
    verbs = {f.verb: f.sources for f in near if not any(o.start <= f.start < o.end for o in others)}
    since = token.doc[max(verbs, default=token.i) + 1:token.i]
    if since and not any(clauses.is_finite(t) for t in since):
        return verbs[since.start - 1]
    for above in token.ancestors:
        if above.i in verbs:
            return verbs[above.i]
        if clauses.is_finite(above) or children(above, "aux"):
            break
    return []


def _acting(doc: Doc, q: Quotation, since: int) -> list[Source]:
    """The person who acts in the sentence before, if nobody spoke since: « Anne Roy s'est levée. « Je … » »"""
    lead = _lead(doc, q, 3)
    if not lead or lead[-1].sent.start_char < since or lead[-1].text == ":":
        return []
    heads = [t for t in lead[-1].sent if t.dep_ == "nsubj" and t.head.dep_ == "ROOT" and not sources.is_pronoun(t)]
    return [s for t in heads if sources.can_be_source(t) for s in sources.from_head(t) if s.kind == "person"]


def _before(doc: Doc, q: Quotation, frames: list[Frame]) -> list[Source]:
    """Who speaks in the sentence before, or is the agent or subject of the words before a colon."""
    lead = _lead(doc, q, 60)
    start = lead[-1].sent.start_char if lead else 0
    colon = bool(lead) and lead[-1].text == ":"
    known = [f for f in frames if f.sources and not (colon and f.kind == "act")]
    spoken = [f.sources[:1] for f in known if start <= f.start < q.outer_start]
    if spoken or not colon:
        return spoken[-1] if spoken else []
    heads = [t for t in lead if t.idx >= start and sources.can_be_source(t) and (
        t.dep_.startswith(("nsubj", "ROOT")) or t.dep_ == "obl:agent" and t.head.dep_ == "ROOT")]
    return sources.from_head(min(heads, key=lambda t: (t.dep_ != "obl:agent", t.i))) if heads else []
