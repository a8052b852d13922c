"""Statements as the text makes them: clauses, with everyone credited for each, nearest first."""
from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from helpers.speech import clauses, lexicon, quotations, sources
from helpers.speech.cues import cue_frames, join_relays
from helpers.speech.frames import Frame, verb_frames
from helpers.speech.incises import incise_frames
from helpers.speech.quotations import Quotation, text_of
from helpers.speech.sources import Source

_GOVERNING = ("que", "colon", "infinitive")
_ADDITION = re.compile(r"\b(?:en outre|également|par ailleurs|de plus|ainsi que|a aussi|ont aussi|a ajouté|ont ajouté)\b", re.I)
_FOCUS = 12  # how many sources back a pronoun may look


def analyse(doc: Doc) -> tuple[list[Frame], dict[Quotation, list[Source]]]:
    """All frames of a doc, scopes final and pronouns resolved, and the speaker(s) of each quotation."""
    marks, frames, focus = quotations.outer(doc), [], []
    previous: list[Frame] = []
    for sentence in doc.sents:
        found = _frames(sentence)
        subjects = _subjects(sentence)
        for frame in found:
            _fit(frame, marks)
        for frame in found:
            above = [s for f in sorted(found, key=_rank) if f is not frame and f.covers(frame.start) for s in f.sources]
            inside = [s for s in subjects if s.start < frame.start and not frame.covers(s.start)]
            _resolve(frame, [*above, *inside, *focus], doc)
        found += _carried(sentence, found, previous)
        credited = [s for f in sorted(found, key=lambda f: (f.kind == "act", f.size)) for s in f.sources]
        told = [s for s in subjects if not any(f.covers(s.start) for f in found if f.kind != "object")]
        focus = (credited + told + focus)[:_FOCUS]
        if sentence.text.strip():
            previous = found
        frames += found
    return frames, _speakers(doc, marks, frames)


def _frames(sentence: Span) -> list[Frame]:
    incises = incise_frames(sentence)
    used = {f.verb for f in incises}
    found = incises + [f for f in verb_frames(sentence) if f.verb is None or f.verb not in used]
    cues, relays = cue_frames(sentence)
    for cue in (c for c in cues if c.kind == "role"):  # « a-t-on appris de source judiciaire » covers what the incise covers
        cue.scope = next((f.scope for f in incises if f.start <= cue.start < f.end), cue.scope)
    return sorted(join_relays(found + cues, relays), key=lambda f: f.start)


def _subjects(sentence: Span) -> list[Source]:
    """Subjects that could speak, that of the main verb first."""
    heads = [t for t in sentence if t.dep_.startswith("nsubj") and not sources.is_pronoun(t) and sources.can_be_source(t)]
    heads.sort(key=lambda t: (t.head.dep_ != "ROOT", t.i))
    return [sources.from_head(t)[0] for t in heads]


def _resolve(frame: Frame, focus: list[Source], doc: Doc) -> None:
    """Give a pronoun its antecedent; the pronoun itself where there is none."""
    if frame.pronoun is not None and not frame.sources:
        found = sources.antecedent(frame.pronoun, focus)
        token = frame.pronoun
        frame.sources = [found or Source(token.idx, token.idx + len(token), token.idx, "pronoun")]


def _fit(frame: Frame, marks: list[Quotation]) -> None:
    """A frame inside a quotation stays inside it; one outside covers to its end every quotation it begins to cover."""
    inside = [q for q in marks if q.outer_start <= frame.start < q.outer_end]
    if inside and frame.kind != "incise":
        inner = inside[-1]
        frame.scope = [(max(a, inner.outer_start), min(b, inner.outer_end)) for a, b in frame.scope]
    elif inside:
        frame.scope.append((inside[0].outer_start, inside[0].outer_end))
    frame.scope += [(q.outer_start, q.outer_end) for q in marks if frame.covers(q.outer_start) or frame.covers(q.start)]
    frame.scope = _union(frame.scope)


def _union(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(r for r in ranges if r[0] < r[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _carried(sentence: Span, found: list[Frame], previous: list[Frame]) -> list[Frame]:
    """Who reported the sentence before reports this one, if it goes on: the same man speaks, or « en outre », « également ».

    « Selon KCNA, Kim a souligné … Kim a ajouté … »; « Kim a visité une usine, a rapporté KCNA. Il a également … »
    """
    spoken = [t for t in sentence if t.pos_ == "VERB" and lexicon.reporting_verb(t)]
    verb = next((t for t in spoken if t.dep_ in ("ROOT", "conj")), spoken[0] if spoken else None)
    if any(f.kind in ("source", "role", "incise") for f in found):
        return []
    adds = _ADDITION.search(text_of(sentence.doc)[sentence.start_char:sentence.end_char])
    for outer in previous:
        medium = outer.sources and outer.sources[0].kind in ("agency", "document", "org")
        wide = outer.kind in ("source", "role", "incise", "carried") or adds and outer.kind == "que"
        if medium and wide and (adds or verb is not None and _same_speaker(sentence.doc, verb, outer)):
            frame = Frame("carried", sentence.start_char, sentence.start_char, [(sentence.start_char, sentence.end_char)])
            frame.sources = list(outer.sources)
            return [frame]
    return []


def _same_speaker(doc: Doc, verb: Token, outer: Frame) -> bool:
    subject = clauses.subject(verb)
    told = text_of(doc)[outer.scope[0][0]:outer.scope[-1][1]]
    if subject is None or subject.pos_ not in ("NOUN", "PROPN"):
        return False
    name = sources.from_head(subject)[0]
    if any(s.start <= name.start < s.end or text_of(doc)[s.start:s.end] == text_of(doc)[name.start:name.end] for s in outer.sources):
        return False
    words = {w for w in text_of(doc)[name.start:name.end].split() if w[:1].isupper()}
    return name.kind == "person" and bool(words & set(told.replace(",", " ").split()))


# ---------------------------------------------------------------- who speaks in a quotation
def _speakers(doc: Doc, marks: list[Quotation], frames: list[Frame]) -> dict[Quotation, list[Source]]:
    found: dict[Quotation, list[Source]] = {}
    last: tuple[Quotation, list[Source]] | None = None
    for q in marks:
        nested = [o for o in marks if o is not q and o.outer_start <= q.outer_start and q.outer_end <= o.outer_end]
        governed = _clause_speaker(doc, q, frames)
        lead = nested or text_of(doc)[q.start].islower() and any(s.kind != "other" for s in governed)
        who = _signed(doc, q) or lead and governed or _framed(doc, q, frames) or governed
        if not who and nested:
            who = [] if len(text_of(doc)[q.start:q.end].split()) < 3 else found.get(nested[-1], [])
        elif not who and last and last[0].end > doc.char_span(q.start, q.start + 1, alignment_mode="expand").sent.start_char and \
                len(text_of(doc)[q.start:q.end].split()) > 2:
            who = last[1]  # the next key words of the same sentence
        elif not who and _stands_alone(doc, q):
            near = last is not None and text_of(doc).count("\n", last[0].end, q.start) <= 1 and q.start - last[0].end < 600
            who = last[1] if near else _preceding(doc, q, frames)
        if not who and not nested:
            who = _medium_before(doc, q, frames)
        found[q] = who
        if who and not nested:
            last = (q, who)
    return found


def _medium_before(doc: Doc, q: Quotation, frames: list[Frame]) -> list[Source]:
    """Key words in the outlet's own sentence: those of the medium whose account the paragraph gives, if it names one."""
    words = text_of(doc)[q.start:q.end]
    if len(words.split()) < 2 or words[0].isupper():
        return []
    told = [f for f in frames if f.kind in ("source", "incise", "que", "object", "carried") and f.sources and f.start < q.start
            and f.sources[-1].kind in ("agency", "document", "org") and q.start - f.start < 800]
    return told[-1].sources[-1:] if told else []


def _signed(doc: Doc, q: Quotation) -> list[Source]:
    """A name behind a dash under the quotation."""
    dash = re.compile(r"\s*[—–-]\s*(?=[A-ZÉÈÀ])").match(text_of(doc), q.outer_end)
    token = doc.char_span(dash.end(), dash.end() + 1, alignment_mode="expand") if dash and "\n" in dash.group() else None
    return sources.from_head(token[0]) if token and sources.can_be_source(token[0]) else []


def _framed(doc: Doc, q: Quotation, frames: list[Frame]) -> list[Source]:
    """The source of the smallest frame that covers the quotation, incises beside it first."""
    words = [f for f in frames if f.sources and f.covers(q.start) and f.kind != "carried"]
    return min(words, key=_rank).sources if words else []


def _rank(frame: Frame) -> tuple[int, int, int]:
    return frame.size, any(s.kind == "agency" for s in frame.sources[:1]), frame.start


def _clause_speaker(doc: Doc, q: Quotation, frames: list[Frame]) -> list[Source]:
    """Key words in the clause of a reporting verb are those of its subject: « a salué un « acte héroïque » »."""
    token = doc.char_span(q.start, q.end, alignment_mode="expand")[0]
    marks = [o for o in quotations.outer(doc) if not o.outer_start <= q.outer_start < o.outer_end]
    verbs = {f.verb: f.sources for f in frames if f.verb is not None and f.sources and f.start < q.start
             and not any(o.start <= f.start < o.end for o in marks)}
    after = [f for f in frames if f.kind == "act" and f.sources and q.outer_end < f.start < q.outer_end + 60]
    if after and re.match(r"\s*,[^.,;:«]*$", text_of(doc)[q.outer_end:after[0].start]):  # « … », May a dit aux députés
        return after[0].sources
    near = [t for t in doc[max(token.sent.start, token.i - 5):token.i] if t.i in verbs]
    if near and not any(t.is_alpha and t.pos_ in ("VERB", "NOUN", "PROPN") or t.text in ",;." for t in doc[near[-1].i + 1:token.i]):
        return verbs[near[-1].i]
    for above in token.ancestors:
        if above.i in verbs:
            return verbs[above.i]
        if clauses.is_finite(above) or any(c.dep_.startswith("aux") for c in above.children):
            break
    return []


def _stands_alone(doc: Doc, q: Quotation) -> bool:
    """The quotation is a sentence, not some words within one."""
    before = text_of(doc)[:q.outer_start].rstrip(" ")[-1:]
    return before in ("", "\n", ".", "!", "?", ":", "»", "…") and len(text_of(doc)[q.start:q.end].split()) > 3


def _preceding(doc: Doc, q: Quotation, frames: list[Frame]) -> list[Source]:
    """Before a colon, or in the sentence before: who speaks there."""
    start = doc.char_span(q.outer_start, q.outer_start + 1, alignment_mode="expand")[0].i
    lead = [t for t in doc[max(0, start - 60):start] if not t.is_space]
    if not lead:
        return []
    sentence = lead[-1].sent
    colon = lead[-1].text == ":"
    spoken = [f for f in frames if f.kind in ("que", "incise", "object", "colon", "act") and f.sources
              and sentence.start_char <= f.start < q.outer_start]
    if spoken:
        return spoken[-1].sources[:1]
    if colon:
        heads = [t for t in sentence if t.i < start and t.dep_.startswith(("nsubj", "ROOT", "obl:agent")) and sources.can_be_source(t)
                 and not sources.is_pronoun(t) and (t.dep_ != "obl:agent" or t.head.dep_ == "ROOT")]
        heads.sort(key=lambda t: t.dep_ != "obl:agent")
        return sources.from_head(heads[0]) if heads else []
    return []


# ---------------------------------------------------------------- statements
def _status(clause: clauses.Clause, covering: list[Frame]) -> str:
    """factual | planned | conditional | denied (see statements)."""
    if covering and covering[0].commits_to == "denies" and covering[0].kind in ("que", "infinitive", "object"):
        return "denied"
    mood = clauses.mood(clause)
    if mood == "conditional":  # « a dit qu'il viendrait »: a future told in the past; « devrait »: what is expected
        told = covering and covering[0].kind in ("que", "incise") and clause.head.lemma_ not in ("pouvoir", "vouloir", "être")
        return "planned" if told or clause.head.lemma_ == "devoir" else "conditional"
    if mood == "due":  # « les armées doivent s'unir », says a person: a demand; « il doit arriver jeudi »: a plan
        return "factual" if covering and covering[0].sources and covering[0].sources[0].kind == "person" else "planned"
    return mood.removeprefix("past-")


def _chain(covering: list[Frame], quoted: list[Source]) -> list[tuple[int, Source]]:
    """Everyone credited, nearest to the words first; those credited together have one level."""
    chain: list[tuple[int, Source]] = []
    for level, credited in enumerate([quoted, *(f.sources for f in covering)]):
        for source in credited:
            if not any(source.start < s.end and s.start < source.end for _, s in chain):
                chain.append((level, source))
    return chain


def _build(doc: Doc) -> list[dict]:
    frames, speakers = analyse(doc)
    _set_speakers(doc, speakers)
    heads, content = {f.head for f in frames}, frozenset(f.content for f in frames if f.content is not None)
    openers = {f.head: f.end for f in frames if f.kind in ("que", "colon")}
    cut = [f for f in frames if f.start < f.end]
    found = []
    for number, sentence in enumerate(s for s in doc.sents if s.text.strip()):
        split = clauses.split(sentence, content, openers)
        for clause in split:
            used = any(t.i in heads and t.i - clause.head.i < 4 for t in clause.tokens if t.i >= clause.head.i) or clauses.only_governs(clause, split)
            span = None if used else clauses.bounds(clause, [(f.start, f.end) for f in cut if f.kind not in _GOVERNING
                                                             or not f.start <= clause.head.idx < f.end])
            if span is not None:
                found.append(_record(doc, number, clause, span, frames, speakers))
    found.sort(key=lambda s: (s["start"], s["end"]))
    return found


def _record(doc: Doc, number: int, clause: clauses.Clause, span: tuple[int, int], frames: list[Frame],
            speakers: dict[Quotation, list[Source]]) -> dict:
    start, end = span
    at = clause.head.idx if start <= clause.head.idx < end else start
    covering = sorted((f for f in frames if f.covers(at)), key=_rank)
    quote = _quotation(doc, clause, span, speakers)
    quoted = speakers[quote] if quote else []
    framed = {(s.start, s.end) for f in covering for s in f.sources}
    chain = _chain(covering, [s for s in quoted if (s.start, s.end) not in framed])
    subject = clauses.subject(clause.head)
    bounds = sources.from_head(subject)[0] if subject is not None else None
    first = chain[0][1] if chain else None
    return {
        "sentence_id": number, "start": start, "end": end, "text": text_of(doc)[start:end],
        "speaker_start": first and first.start, "speaker_end": first and first.end,
        "speaker_text": text_of(doc)[first.start:first.end] if first else None,
        "sources": [_source(doc, s) | {"level": level} for level, s in chain],
        "is_quote": quote is not None, "quote_text": text_of(doc)[quote.start:quote.end] if quote else None,
        "status": _status(clause, covering), "predicate": clauses.predicate(clause), "negated": clauses.negated(clause),
        "lemmas": clauses.lemmas(clause),
        "subject_start": bounds and bounds.start, "subject_end": bounds and bounds.end,
    }


def _source(doc: Doc, source: Source) -> dict:
    return {"start": source.start, "end": source.end, "text": text_of(doc)[source.start:source.end], "head": source.head,
            "kind": source.kind}


def _quotation(doc: Doc, clause: clauses.Clause, span: tuple[int, int], speakers: dict[Quotation, list[Source]]) -> Quotation | None:
    """The quotation a statement lies in, else the longest it holds, if that is speech and not a title or a scare quote."""
    start, end = span
    around = [q for q in speakers if q.outer_start <= start and end <= q.outer_end]
    held = [q for q in speakers if q.outer_start < end and start < q.outer_end and any(q.start <= t.idx < q.end for t in clause.tokens)
            and (speakers[q] or len(text_of(doc)[q.start:q.end].split()) > 2)]
    return around[-1] if around else max(held, key=lambda q: q.end - q.start, default=None)


def _set_speakers(doc: Doc, speakers: dict[Quotation, list[Source]]) -> None:
    for span, who in zip(doc.spans["quotations"], speakers.values(), strict=True):
        span._.speaker_bounds = (who[0].start, who[0].end) if who else None


@Language.component("attribution")
def attribution(doc: Doc) -> Doc:
    """Component: quotations with their speaker (span._.speaker), and the statements of the doc. After names and parser."""
    if "quotations" not in doc.user_data:
        quotations.mark(doc)
    doc.user_data["statements"] = _build(doc)
    return doc


def statements(doc: Doc) -> list[dict]:
    """Statements of a doc in text order: the smallest clauses with one predicate, with who is credited.

    Keys: sentence_id, start, end, text; speaker_start, speaker_end, speaker_text (the nearest source);
    sources (dicts start, end, text, head, kind, level; nearest to the words first); is_quote, quote_text; status (factual, planned,
    conditional: « aurait livré », denied: the content of « dément », « nie »; a plain negation is in `negated`); predicate, negated, lemmas;
    subject_start, subject_end. Reporting frames (« KCNA a rapporté que ») are not statements themselves.
    Needs a parse; where the parser fails (garbled text, headlines) clauses come out too long rather than lost.
    """
    if "statements" not in doc.user_data:
        attribution(doc)
    return doc.user_data["statements"]
