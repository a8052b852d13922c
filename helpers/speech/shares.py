"""Numbers that several give in one sentence: « 3 000 selon la police, 10 000 selon la CGT »."""
from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Span, Token

from helpers.speech import clauses, sources
from helpers.speech.clauses import Clause
from helpers.speech.frames import Frame, end_of
from helpers.speech.lexicon import nouns, reporting_verb, words

_FAR = 9  # words from the first of a share to its source


def share(cue: Span, credited: bool) -> Token | None:
    """The word with which the share before a cue begins: a number without verb, behind another number and a verb.

    `credited`: somebody gives the other number; else this one has no noun of its own (not « 12 morts et 30 blessés,
    selon la mairie », which the town hall says both).
    """
    doc, sentence, found, noun = cue.doc, cue.sent, None, False
    for token in reversed(doc[max(sentence.start, cue.start - _FAR):cue.start]):
        if token.lower_ in words("shares") and found is not None:
            lead = doc[sentence.start:token.i]
            after = any(clauses.is_finite(t) for t in doc[cue.end:sentence.end])
            told = any(map(_is_number, lead)) and any(map(clauses.is_finite, lead))
            alone = credited or not noun and token.lower_ != "et"
            return found if told and alone and not after else None
        if clauses.is_finite(token) or token.text in ";:" or token.lower_ == "dont":
            return None
        found = token if _is_number(token) or found is not None else None
        noun |= token.pos_ == "NOUN" and found is None
        if found is None and token.pos_ not in ("NOUN", "ADJ", "PUNCT", "ADV"):
            return None
    return None


def gapped(sentence: Span, frames: list[Frame]) -> list[Frame]:
    """« La CGT annonce 10 000 manifestants, la préfecture 3 500 »: the number of the second, whose verb is left out."""
    doc, found = sentence.doc, []
    for frame in (f for f in frames if f.kind == "object" and f.verb is not None):
        verb = reporting_verb(doc[frame.verb])
        behind = doc[frame.verb + 1:sentence.end - 2] if verb and "k" in verb[0].syntax else ()
        for comma in (t for t in behind if t.text == ","):
            head = sources.first_head(comma.nbor(), min(comma.i + 4, sentence.end - 1), False)
            told = head is not None and (nouns().get(head.lower_) in ("body", "person") or head.ent_type_ == "ORG")
            rest = doc[head.i + 1:sentence.end] if told else ()
            if told and _is_number(rest[0]) and len(rest) < _FAR and not any(map(clauses.is_finite, rest)):
                start, end = comma.nbor().idx, end_of(rest[-1])
                who = [replace(s, end=min(s.end, end_of(head))) for s in sources.from_head(head)]
                found.append(Frame("source", start, end_of(head), [(start, end)], who, divides=True))
    return found


def divide(clause: Clause, frames: Iterable[Frame]) -> list[Clause]:
    """A clause, and behind it each of its shares that somebody else gives."""
    parts = [clause]
    for start in sorted(f.scope[0][0] for f in frames if f.divides):
        last, first = parts[-1].tokens, [t for t in parts[-1].tokens if t.idx >= start]
        if first and len(first) < len(last) and any(map(_is_number, last[:-len(first)])):
            rest = last[:-len(first)]
            parts[-1] = Clause(parts[-1].head, rest[:-1] if rest[-1].lower_ == "contre" else rest)
            parts.append(Clause(next(filter(_is_number, first), first[0]), first))
    return parts


def _is_number(token: Token) -> bool:
    return token.text[0].isdigit() or token.lower_ in words("great numbers")
