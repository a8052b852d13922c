"""Frames set into what they credit, verb before subject: « …, a annoncé lundi l'agence, … », « …, ajoute-t-il »."""
from __future__ import annotations

from spacy.tokens import Span, Token

from helpers.speech import clauses, sources
from helpers.speech.clauses import children, form_of
from helpers.speech.frames import Frame, before, content_start, credited, end_of
from helpers.speech.lexicon import FINITE, PARTICIPLE, Verb, reporting_verb, words

_MARKS = (",", ";", ":", "«", "“", '"', "—", "–", "»")


def _over(sentence: Span, i: int, name: str) -> int:
    """The first index from i on whose word is not in a list; at most that of the last token."""
    while i < sentence.end - 1 and sentence.doc[i].lower_ in words(name):
        i += 1
    return i


def _pronoun(sentence: Span, start: int, stop: int) -> Token | None:
    """The inverted subject among the tokens: « a-t-il dit »."""
    inverted = [t for t in sentence.doc[start:stop] if t.lower_ in words("inverted") - {"-", "t", "-t", "-t-"}]
    return inverted[-1] if inverted else None


def _verb_at(sentence: Span, i: int) -> tuple[Token, Verb, Token | None, int] | None:
    """A reporting verb from token i on: (verb, entry, its inverted pronoun, index behind them)."""
    doc = sentence.doc
    i = _over(sentence, i, "links")
    relative = doc[i].lower_ == "qui" and doc[i - 1].lower_ == "ce"  # « c'est ce qui a annoncé l'agence »
    i = first = _over(sentence, i + relative, "clitics")
    compound = doc[i].lower_ in words("auxiliaries")
    if compound:
        i += 1
        while i < sentence.end - 1 and (doc[i].lower_ in words("inverted") or doc[i].pos_ == "ADV"):
            i += 1
        said = clauses.predicate_of(doc[first]).i  # « a pour sa part commenté »
        i = said if i < said < first + 6 and not reporting_verb(doc[i]) else i
    elif relative:
        return None
    verb, kinds = reporting_verb(doc[i]) or (None, ())
    pronoun = _pronoun(sentence, first, i)
    quoted = any(t.text in "»”\"" for t in doc[max(0, first - 2):first])
    if verb is None and (quoted or pronoun and doc[first - 1].text == ","):
        behind = doc[min(i + 1, sentence.end - 1)]  # « … », a-t-il souri; « … », tacle Anne Roy
        somebody = behind.pos_ == "DET" or behind.ent_type_ == "PER"
        plain = somebody and not compound and doc[i].is_lower and doc[i].pos_ in ("VERB", "NOUN", "PROPN")
        if pronoun or plain and form_of(doc[i]) != "Past":
            return doc[i], Verb(doc[i].lemma_, "asserts", "c"), pronoun, i + 1
    if verb is None or "c" not in verb.syntax or (PARTICIPLE if compound else FINITE) not in kinds:
        return None
    behind = _over(sentence, i + 1 + len(verb.rest), "inverted")
    return doc[i], verb, _pronoun(sentence, i + 1, behind) or pronoun, behind


def _subject_behind(verb: Token, i: int, stop: int, anyone: bool) -> Token | None:
    """Head of the subject after the verb; None if the verb turns out to have its object or a que-clause there.

    A verb that can only be an incise (« a salué … ») is one only with a source behind it, not with any noun.
    """
    doc = verb.doc
    if i >= stop or doc[i].lower_ in words("no_subject") or _has_subject(verb):
        return None
    head = sources.first_head(doc[i], stop)
    owned = head is not None and any(c.lower_ in ("sa", "son", "des") for c in children(head, "det"))
    return head if head is not None and sources.can_be_source(head, anyone and not owned) else None


def _has_subject(verb: Token) -> bool:
    """The verb has its subject before it, and no clause stands before it that it could report: no incise."""
    lead, rest = verb.doc[verb.sent.start:verb.i], verb.doc[verb.i:verb.sent.end]
    if not any(c.i < verb.i and c.pos_ in ("NOUN", "PROPN") for c in children(verb, "nsubj")):
        return False
    comma = next((t.i for t in rest if t.text == ","), verb.i)  # « Le tunnel, a précisé la préfecture, restera fermé »
    behind = verb.doc[comma + 1:comma + 4]
    if any(clauses.is_finite(t) for t in behind) and behind[0].pos_ in ("VERB", "AUX", "ADV"):
        return False
    mark = next((t.i for t in reversed(lead) if t.text in _MARKS), verb.i)
    predicates = [(t, clauses.predicate_of(t)) for t in lead if clauses.is_finite(t)]
    return all(p.dep_.startswith("acl") or p == verb and t.i >= mark for t, p in predicates)


def _end(sentence: Span, i: int) -> int:
    """Index behind an incise: the next comma, or the end where no new clause starts."""
    doc, stop = sentence.doc, sentence.end
    i = next((t.i for t in doc[i:stop] if t.text in _MARKS), stop)
    new = any(clauses.is_finite(t) or t.text in "«“\"" for t in doc[i + 1:stop])
    goes_on = i < stop and (new or doc[i].text != ",")
    return i if goes_on else stop - (not doc[stop - 1].is_alpha)


def _may_begin(sentence: Span, i: int) -> bool:
    """Behind a mark, or in « c'est ce qu'a dit »."""
    doc, last = sentence.doc, sentence.doc[i - 1] if i else None
    if i == sentence.start:
        return doc[i].lower_ == "comme" or last is not None and last.text in "»”\"’?!…,"
    return last.text in words("before_incise") or i == sentence.start + 2 and last.lower_ == "est"


def incise_frames(sentence: Span) -> list[Frame]:
    """The incises of a sentence. They cover it whole, and the quotation before; not a relative clause behind."""
    doc, frames, done = sentence.doc, [], -1
    for i in range(sentence.start, sentence.end):
        found = _verb_at(sentence, i) if i >= done and _may_begin(sentence, i) else None
        if found is None:
            continue
        token, verb, pronoun, behind = found
        quoted = any(t.text in "»”" for t in doc[max(i - 2, 0):i])
        head = pronoun or _subject_behind(token, behind, sentence.end, "q" in verb.syntax or quoted)
        if head is None:
            continue
        done = max(_end(sentence, max(head.i, token.i) + 1), behind)
        tail = next((t for t in doc[done:sentence.end] if t.text != ","), None)
        stop = tail.idx if tail is not None and tail.lower_ in words("away") else sentence.end_char
        start, scope = doc[i].idx, (content_start(sentence, i), stop)
        # « … C'est ce qu'a annoncé l'agence. »: the sentence before
        if i == sentence.start + 2 and doc[i - 1].lower_ == "est":
            start, scope = sentence.start_char, before(sentence)
        frame = Frame("incise", start, end_of(doc[done - 1]), [scope], [], verb.commits_to, token.i, token.i)
        frames.append(credited(frame, head))
    return frames
