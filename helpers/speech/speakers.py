"""Who speaks in a quotation: its frame, the verb of its clause, or whoever spoke before."""
from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from helpers.speech import clauses, quotations, sources
from helpers.speech.frames import Frame
from helpers.speech.quotations import Quotation, text_of
from helpers.speech.sources import Source

MEDIA = ("agency", "document", "org")
_SIGNED = re.compile(r"\s*\n\s*[—–-]\s*(?=[A-ZÉÈÀ])|\s*[—–-]\s*\n\s*(?=[A-ZÉÈÀ])")


def rank(frame: Frame) -> tuple[int, int, bool, int]:
    """Order of frames that cover a word: the narrowest first, then persons before media, then as they stand."""
    return frame.size, frame.order, any(s.kind == "agency" for s in frame.sources[:1]), frame.start


def speakers(doc: Doc, frames: list[Frame]) -> dict[Quotation, list[Source]]:
    """The speaker(s) of each quotation in order, none where the words are nobody's (titles, scare quotes)."""
    text, marks, last = text_of(doc), quotations.outer(doc), None
    found: dict[Quotation, list[Source]] = {}
    for q in marks:
        outer = [o for o in marks if o is not q and o.outer_start <= q.outer_start and q.outer_end <= o.outer_end]
        n_words, token = len(text[q.start:q.end].split()), _token(doc, q.start)
        governed = _of_clause(q, token, frames, marks)
        first = outer or text[q.start].islower() and any(s.kind != "other" for s in governed)
        who = _signed(doc, q) or first and governed or _of_frame(q, frames) or governed
        if not who and outer:
            who = found.get(outer[-1], []) if n_words > 2 else []
        elif not who and last and last[0].end > token.sent.start_char and n_words > 2:
            who = last[1]  # the next key words of the same sentence
        elif not who and n_words > 3 and text[:q.outer_start].rstrip(" ")[-1:] in "\n.!?:»…":  # a sentence, not words in one
            near = last is not None and text[:q.outer_start].rstrip(" ")[-1:] != ":" and text.count("\n", last[0].end, q.start) <= 1 and q.start - last[0].end < 600
            who = _acting(doc, q, last[0].end if near else 0) or (last[1] if near else _before(doc, q, frames))
        named = re.search(r"(?:\b(?:une?|l[ea]|du|de l['’])\s*|l['’]\s*)$", text[max(0, q.outer_start - 6):q.outer_start])
        if not who and not outer and not named and n_words > 1 and not text[q.start].isupper():  # of the medium whose account this is
            media = [f.sources for f in frames if f.kind not in ("act", "colon", "infinitive", "role", "shown", "relay", "relayed") and f.sources
                     and q.start - 800 < f.start < q.start and f.sources[-1].kind in MEDIA]
            who = media[-1][-1:] if media else []
        found[q] = who
        if who:
            again = " ".join(text[q.start:q.end].split()).strip(" .,")
            found.update((h, who) for h in found if not found[h] and text[h.start:h.end] in again and " " in text[h.start:h.end])
        last = (q, who) if who and not outer else last
    return found


def _token(doc: Doc, at: int) -> Token:
    return doc.char_span(at, at + 1, alignment_mode="expand")[0]


def _signed(doc: Doc, q: Quotation) -> list[Source]:
    """A name behind a dash under the quotation."""
    dash = _SIGNED.match(text_of(doc), q.outer_end)
    token = _token(doc, dash.end()) if dash else None
    return sources.from_head(token) if token is not None and sources.can_be_source(token) else []


def _of_frame(q: Quotation, frames: list[Frame]) -> list[Source]:
    covering = [f for f in frames if f.sources and f.covers(q.start) and f.kind not in ("carried", "relay", "relayed")]
    return min(covering, key=rank).sources if covering else []


def _of_clause(q: Quotation, token: Token, frames: list[Frame], marks: list[Quotation]) -> list[Source]:
    """Key words in the clause of a reporting verb are those of its subject: « a salué un « acte héroïque » »."""
    doc, others = token.doc, [o for o in marks if not o.outer_start <= q.outer_start < o.outer_end]
    verbs = {f.verb: f.sources for f in frames if f.verb is not None and f.sources and token.sent.start_char <= f.start < q.start
             and not any(o.start <= f.start < o.end for o in others)}
    near = [t.i for t in doc[max(token.sent.start, token.i - 5):token.i] if t.i in verbs]
    since = [t for t in doc[max(v for v in verbs) + 1:token.i]] if verbs and len(text_of(doc)[q.start:q.end].split()) > 3 else []
    if since and not any(clauses.is_finite(t) for t in since):
        return verbs[since[0].i - 1]
    if near and not any(t.is_alpha and t.pos_ in ("VERB", "NOUN", "PROPN") or t.text in ",;." for t in doc[near[-1] + 1:token.i]):
        return verbs[near[-1]]
    for above in token.ancestors:
        if above.i in verbs:
            return verbs[above.i]
        if clauses.is_finite(above) or any(c.dep_.startswith("aux") for c in above.children):
            break
    return []


def _acting(doc: Doc, q: Quotation, since: int) -> list[Source]:
    """The person who acts in the sentence before, if nobody spoke since: « Anne Roy a brandi un drapeau. « Je voulais … » »"""
    lead = [t for t in doc[max(0, _token(doc, q.outer_start).i - 3):_token(doc, q.outer_start).i] if not t.is_space]
    if not lead or lead[-1].sent.start_char < since or lead[-1].text == ":":
        return []
    heads = [t for t in lead[-1].sent if t.dep_ == "nsubj" and t.head.dep_ == "ROOT" and sources.can_be_source(t) and not sources.is_pronoun(t)]
    return [s for t in heads for s in sources.from_head(t) if s.kind == "person"]


def _before(doc: Doc, q: Quotation, frames: list[Frame]) -> list[Source]:
    """Who speaks in the sentence before, or is the agent or subject of the words before a colon."""
    lead = [t for t in doc[max(0, _token(doc, q.outer_start).i - 60):_token(doc, q.outer_start).i] if not t.is_space]
    start = lead[-1].sent.start_char if lead else 0
    spoken = [f for f in frames if f.kind in ("que", "incise", "object", "colon", "act") and f.sources and start <= f.start < q.outer_start]
    if spoken or not lead or lead[-1].text != ":":
        return spoken[-1].sources[:1] if spoken else []
    heads = [t for t in lead if t.idx >= start and t.dep_.startswith(("nsubj", "ROOT", "obl:agent")) and sources.can_be_source(t)
             and not sources.is_pronoun(t) and (t.dep_ != "obl:agent" or t.head.dep_ == "ROOT")]
    return sources.from_head(min(heads, key=lambda t: (t.dep_ != "obl:agent", t.i))) if heads else []
