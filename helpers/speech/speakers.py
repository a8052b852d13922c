"""Who speaks in a quotation: its frame, the verb of its clause, or whoever spoke before."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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
        found[q] = who = next(filter(None, _evidence(doc, q, frames, bool(outer), last)), [])
        if who:  # so did who says the same words elsewhere: in a headline
            said = text[q.start:q.end]
            again = [h for h in found if not found[h] and " " in text[h.start:h.end] and text[h.start:h.end] in said]
            found.update(dict.fromkeys(again, who))
        last = (q, who) if who and not outer else last
    return found


def _evidence(doc: Doc, q: Quotation, frames: list[Frame], nested: bool,
              last: tuple[Quotation, list[Source]] | None) -> Iterator[list[Source]]:
    """Who may speak in a quotation, by what shows it, the surest first; `last`: who spoke before, and where."""
    text, marks, token = text_of(doc), quotations.outer(doc), _token(doc, q.start)
    said, lead = text[q.start:q.end], text[:q.outer_start].rstrip(" ")
    yield _signed(doc, q)
    free, n_words = lead[-1:] in ("", *"\n.!?…"), len(said.split())
    governed = [] if free else _of_clause(q, token, frames, marks)
    if nested or any(s.kind != "other" for s in governed):
        yield governed
    yield _of_frame(q, frames)
    yield governed
    if lead[-1:] == ":" or n_words > 2 and lead[-1:] in "\n.!?»…":  # a sentence, not words in one
        near = last is not None and lead[-1:] != ":" and text.count("\n", last[0].end, q.start) <= 1
        around = _around(doc, q, frames, last[0].end if near else 0)
        yield from [next(around), last[1]] if near else around
    if not nested and n_words > 1 and not said[0].isupper() and not _NAMED.search(lead):
        near = [f for f in frames if f.kind in _REPORTED and f.sources and -800 < f.start - q.start < 0]
        yield next((f.sources[-1:] for f in reversed(near) if f.sources[-1].kind in MEDIA), [])  # whose account this is


def _token(doc: Doc, at: int) -> Token:
    return doc.char_span(at, at + 1, alignment_mode="expand")[0]


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


def _around(doc: Doc, q: Quotation, frames: list[Frame], since: int) -> Iterator[list[Source]]:
    """Who speaks in a quotation that stands alone: who acts in the sentence before, if nobody spoke `since`, who speaks
    there, or is the agent or subject of the words before a colon; else who acts behind it on the same line.

    « Anne Roy s'est levée. « Je … » », « « Assez ! » Anne Roy a claqué la porte. »
    """
    text = text_of(doc)
    last = next((t for t in reversed(doc[:_token(doc, q.outer_start).i]) if not t.is_space), doc[0])
    lead, colon = [t for t in last.sent if t.idx < q.outer_start], last.text == ":"
    line = doc.char_span(q.outer_end, (text + "\n").index("\n", q.outer_end), alignment_mode="contract") or ()
    if not colon and last.sent.start_char >= since:
        yield _doer(t for t in lead if t.head.dep_ == "ROOT")
    spoken = [f.sources[:1] for f in frames if f.sources and last.sent.start_char <= f.start < q.outer_start
              and not (colon and f.kind == "act")]
    yield spoken[-1] if spoken else []
    if colon:
        heads = [t for t in lead if sources.can_be_source(t) and (
            t.dep_.startswith(("nsubj", "ROOT")) or t.dep_ == "obl:agent" and t.head.dep_ == "ROOT")]
        heads.sort(key=lambda t: (t.dep_ != "obl:agent", t.i))
        yield sources.from_head(heads[0]) if heads else []
    else:
        yield _doer(line)


def _doer(tokens: Iterable[Token]) -> list[Source]:
    """The person who is the first subject among the tokens."""
    heads = (t for t in tokens if t.dep_ == "nsubj" and not sources.is_pronoun(t) and sources.can_be_source(t, True))
    return next(filter(None, ([s for s in sources.from_head(t) if s.kind == "person"] for t in heads)), [])
