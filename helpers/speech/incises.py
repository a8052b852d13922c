"""Frames set into what they credit, verb before subject: « …, a annoncé lundi l'agence, … », « …, ajoute-t-il »."""
from __future__ import annotations

from spacy.tokens import Span, Token

from helpers.speech import clauses, sources
from helpers.speech.frames import Frame, before, content_start, credited, end_of
from helpers.speech.lexicon import FINITE, PARTICIPLE, Verb, reporting_verb, words

_MARKS = (",", ";", ":", "«", "“", '"', "—", "–", "»")


def _over(sentence: Span, i: int, name: str) -> int:
    while i < sentence.end and sentence.doc[i].lower_ in words(name):
        i += 1
    return i


def _pronoun(sentence: Span, start: int, stop: int) -> Token | None:
    """The inverted subject among the tokens: « a-t-il dit »."""
    inverted = [t for t in sentence.doc[start:max(start, stop)] if t.lower_ in words("inverted") and t.lower_.endswith(("l", "e", "s", "on"))]
    return inverted[-1] if inverted else None


def _verb_at(sentence: Span, i: int) -> tuple[Token, Verb, Token | None, int] | None:
    """A reporting verb from token i on: (verb, entry, its inverted pronoun, index behind them)."""
    doc = sentence.doc
    i = _over(sentence, i, "links")
    relative = i < sentence.end and doc[i].lower_ == "qui" and doc[i - 1].lower_ == "ce"  # « c'est ce qui a annoncé l'agence »
    i += relative
    i = first = _over(sentence, i, "clitics")
    compound = i < sentence.end and doc[i].lower_ in words("auxiliaries")
    if compound:
        i += 1
        while i < sentence.end and (doc[i].lower_ in words("inverted") or doc[i].pos_ == "ADV"):
            i += 1
        said = clauses.predicate_of(doc[first]).i  # « a pour sa part commenté »
        i = said if i < said < first + 6 and not reporting_verb(doc[i]) else i
    found = reporting_verb(doc[i]) if i < sentence.end and compound >= relative else None
    if found is None and compound and first and doc[first - 1].text in "»”," and doc[i:i + 1].text.isalpha() and _pronoun(sentence, first, i):
        return doc[i], Verb(doc[i].lemma_, "asserts", "c"), _pronoun(sentence, first, i), i + 1  # « … », a-t-il souri
    if found is None or "c" not in found[0].syntax or (PARTICIPLE if compound else FINITE) not in found[1]:
        return None
    behind = _over(sentence, i + 1 + found[0].more, "inverted")
    return doc[i], found[0], _pronoun(sentence, i + 1, behind) or _pronoun(sentence, first, i), behind


def _subject_behind(verb: Token, i: int, stop: int, anyone: bool) -> Token | None:
    """Head of the subject after the verb; None if the verb turns out to have its object or a que-clause there.

    A verb that can only be an incise (« a salué … ») is one only with a source behind it, not with any noun.
    """
    doc = verb.doc
    if i >= stop or doc[i].lower_ in words("no_subject") or _has_subject(verb):
        return None
    head = sources.first_head(doc[i], stop) if i < stop else None
    owned = head is not None and any(c.dep_ == "det" and c.lower_ in ("sa", "son", "ses", "leur", "leurs") for c in head.children)
    return head if head is not None and sources.can_be_source(head, anyone and not owned) else None


def _has_subject(verb: Token) -> bool:
    """The verb has its subject before it, and no clause stands before it that it could report: no incise."""
    mark = next((t.i for t in reversed(verb.doc[verb.sent.start:verb.i]) if t.text in _MARKS), verb.i)
    above = [t if clauses.predicate_of(t) == verb and t.i < mark else clauses.predicate_of(t) for t in verb.doc[verb.sent.start:verb.i] if clauses.is_finite(t)]
    comma = next((t.i for t in verb.doc[verb.i:verb.sent.end] if t.text == ","), verb.i)  # « Le tunnel, a précisé la préfecture, restera fermé »
    goes_on = any(clauses.is_finite(t) for t in verb.doc[comma + 1:comma + 4]) and verb.doc[comma + 1].pos_ in ("VERB", "AUX", "ADV")
    return not goes_on and all(t == verb or t.dep_.startswith("acl") for t in above) and any(
        c.dep_.startswith("nsubj") and c.i < verb.i and c.pos_ in ("NOUN", "PROPN") for c in verb.children)


def _end(sentence: Span, i: int) -> int:
    """Index behind an incise: the next comma, or further over appositions and participles when no new clause starts."""
    doc, stop = sentence.doc, sentence.end
    while i < stop and doc[i].text not in _MARKS:
        i += 1
    rest = doc[i + 1:stop]
    if i + 1 >= stop or doc[i].text != ",":
        return i
    if not any(clauses.is_finite(t) or t.text in "«“\"" for t in rest):
        return stop if doc[stop - 1].is_alpha else stop - 1
    return _end(sentence, i + 1) if rest[0].pos_ in ("NOUN", "PROPN") or rest[0].lower_.startswith("cit") else i


def _may_begin(sentence: Span, i: int) -> bool:
    """Behind a mark, or in « c'est ce qu'a dit »."""
    doc, last = sentence.doc, sentence.doc[i - 1] if i else None
    if i == sentence.start:
        return doc[i].lower_ == "comme" or last is not None and last.text in "»”\"’?!…,"
    return last.text in words("before_incise") or i == sentence.start + 2 and last.lower_ == "est"


def incise_frames(sentence: Span) -> list[Frame]:
    """The incises of a sentence. They cover it whole, and the quotation before them; not a relative clause behind them."""
    doc, frames, done = sentence.doc, [], -1
    for i in range(sentence.start, sentence.end):
        found = _verb_at(sentence, i) if i >= done and _may_begin(sentence, i) else None
        if found is None:
            continue
        token, verb, pronoun, behind = found
        head = pronoun or _subject_behind(token, behind, sentence.end, "q" in verb.syntax or doc[i - 1].text in "»”" or doc[i - 2:i - 1].text in ("»", "”"))
        if head is None:
            continue
        done = max(_end(sentence, max(head.i, token.i) + 1), behind)
        tail = next((t for t in doc[done:sentence.end] if t.text != ","), None)
        stop = tail.idx if tail is not None and tail.lower_ in words("away") else sentence.end_char
        start, scope = doc[i].idx, (content_start(sentence, i), stop)
        if i == sentence.start + 2 and doc[i - 1].lower_ == "est":  # « … C'est ce qu'a annoncé l'agence. »: the sentence before
            start, scope = sentence.start_char, before(sentence)
        frames.append(credited(Frame("incise", start, end_of(doc[done - 1]), [scope], commits_to=verb.commits_to, head=token.i, verb=token.i), head))
    return frames
