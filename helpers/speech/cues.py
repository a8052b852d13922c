"""Frames without a verb of their own: « selon X », « de source Y », « Pour Z, … »; relays: « citant X »."""
from __future__ import annotations

import re
from dataclasses import replace

from spacy.tokens import Span, Token

from helpers.speech import clauses, lexicon, quotations, sources
from helpers.speech.clauses import children
from helpers.speech.frames import Frame, content_start, credited, end_of
from helpers.speech.lexicon import words
from helpers.speech.quotations import text_of

_JUDGED = re.compile(r"\b(?:il (?:faut|s['’]agit|est|y a)|[cn]['’]est|ne |doi[tv]|devrai"
                     r"|(?:est|sont) (?!souvent|une? |l[ea] |l['’]))|[«“\"]", re.IGNORECASE)
_APART = (",", "»", "(", "—", "–")


def cue_frames(sentence: Span) -> tuple[list[Frame], list[Frame]]:
    """Frames of prepositions, and apart from them the relays, still to be joined to a source."""
    doc, frames, relays = sentence.doc, [], _told(sentence)
    for match in lexicon.cues().finditer(text_of(doc), sentence.start_char, sentence.end_char):
        cue, kind = doc.char_span(*match.span(), alignment_mode="expand"), match.lastgroup
        behind = doc[cue.end:min(sentence.end, cue.end + 14)]
        head = cue[-1] if kind == "role" else behind and sources.first_head(behind[0], behind.end, skip=False) or None
        if head is None or not _credible(head, kind, cue):
            continue
        frame = credited(Frame(kind, cue.start_char, 0, []), head)
        frame.end = last = max([s.end for s in frame.sources] + [end_of(head)])
        frame.scope = [_scope(cue, last)]
        (relays if kind.startswith("relay") else frames).append(frame)
    return frames, relays


def _told(sentence: Span) -> list[Frame]:
    """« a dit le ministre à l'AFP », « selon Anne Roy, du journal La Digue »: the medium stands one step farther."""
    found = []
    for token in sentence[1:-1]:
        named = lexicon.nouns().get(token.lower_) == "agency" and token.nbor(1).ent_type_
        if not named and not (token.ent_type_ and lexicon.is_agency(token.text)):
            continue
        near = sentence.doc[max(sentence.start, token.i - 4):token.i]
        lead = [t for t in near if t.pos_ not in ("DET", "ADJ", "PUNCT")]
        links = words("to") | words("de") if lead[-2:-1] and lead[-2].ent_type_ == "PER" else words("to")
        if lead and lead[-1].lower_ in links:
            relay = credited(Frame("relayed", lead[-1].idx, 0, []), token.nbor(1) if named else token)
            found.append(replace(relay, end=end_of(token)))
    return found


def _credible(head: Token, kind: str, cue: Span) -> bool:
    sentence, text = cue.sent, text_of(cue.doc)
    listed = lexicon.nouns().get(head.lower_)
    if kind == "opinion":
        lead = text[sentence.start_char:cue.start_char].strip(" «\"“")
        apart = not lead or lead.endswith(",") and cue.start - sentence.start < 5  # « À l'inverse, pour le maire, … »
        quoted = any(head.idx < q.outer_start < sentence.end_char for q in quotations.outer(cue.doc))
        comma = "," in text[head.idx:min(head.idx + 60, sentence.end_char)]
        fits = (listed != "body" or head.ent_type_ == "ORG") and sources.can_be_source(head, quoted)
        return apart and comma and fits and _JUDGED.search(text, cue.end_char, sentence.end_char) is not None
    if kind not in ("source", "shown"):
        return kind == "role" or sources.can_be_source(head)
    apart = cue.start == sentence.start or cue.doc[cue.start - 1].text in ",(«"
    ours = any(c.lower_ in ("notre", "nos") for c in head.children)  # « selon nos informations »: the outlet itself
    return not ours and sources.can_be_source(head, anyone=apart)


def _scope(cue: Span, end: int) -> tuple[int, int]:
    """The sentence when the cue opens or closes it behind a comma, else the clause the cue stands in."""
    doc, sentence = cue.doc, cue.sent
    finite = [t for t in sentence if clauses.is_finite(t)]
    before, after = any(t.i < cue.start for t in finite), any(t.idx >= end for t in finite)
    lead = next((t.text for t in reversed(doc[max(sentence.start, cue.start - 2):cue.start]) if t.pos_ != "ADV"), "")
    if not after and (not before or lead in _APART):
        return content_start(sentence, cue.start), sentence.end_char
    owner = clauses.predicate_of(cue[0])
    while owner.head != owner and not clauses.is_finite(owner) and not children(owner, "aux"):
        owner = owner.head
    if not before or owner.dep_ == "ROOT":
        return sentence.start_char, sentence.end_char
    return min(owner.left_edge.idx, cue.start_char), max(end_of(owner.right_edge), end)


def join_relays(frames: list[Frame], relays: list[Frame]) -> list[Frame]:
    """« citant X » stands before, « repris par X » after the source of the frame they follow."""
    joined = []
    for relay in relays:
        known = [(f.sources[-1].end, f) for f in frames if f.sources]
        near = [(end, f) for end, f in known if -2 <= relay.start - end <= 60 or f.start <= relay.start < f.end]
        if near:
            scope = list(max(near, key=lambda pair: pair[0])[1].scope)
            joined.append(replace(relay, scope=scope, order=-1 if relay.kind == "relay" else 1))
    return frames + joined
