"""Statements as the text makes them: clauses, with everyone credited for each."""

from spacy.language import Language
from spacy.tokens import Doc, Span

from helpers.speech import clauses, quotations, sources
from helpers.speech.clauses import Clause
from helpers.speech.cues import cue_frames, incise_frames, join_relays
from helpers.speech.frames import MEDIA, Frame, rank, verb_frames
from helpers.speech.lexicon import nouns, pattern, words
from helpers.speech.quotations import Quotation, text_of
from helpers.speech.shares import divide, gapped
from helpers.speech.sources import Source
from helpers.speech.speakers import speakers

_WIDE = ("source", "role", "incise", "carried")


def analyse(doc: Doc) -> list[Frame]:
    """All frames of a doc, their pronouns resolved."""
    frames, focus, previous = [], [], []
    for sentence in (s for s in doc.sents if not text_of(doc)[s.start_char:s.end_char].isspace()):
        found, subjects = _frames(sentence), _subjects(sentence)
        for frame in (f for f in found if f.pronoun is not None):
            above = [f.sources for f in sorted(found, key=rank) if f.covers(frame.start) and f.sources]
            above += [f.sources for f in reversed(found) if frame.kind == "source" and f.sources]
            above += [g for g in [*subjects, *(f.sources for f in found if f.kind in ("act", "object") and f.sources)]
                      if g[0].start < frame.start and not frame.covers(g[0].start)]
            same = next((f.sources for f in found if f.pronoun == frame.pronoun and f.sources), None)
            frame.sources = same or sources.antecedent(frame.pronoun, above + focus)
            if not frame.sources and frame.pronoun.lower_ not in words("them"):  # « son communiqué », not « ses yeux »
                whose = frame.pronoun.lower_ in words("whose")
                known = not whose or nouns().get(frame.pronoun.head.lower_)
                frame.sources = sources.from_head(frame.pronoun.head if whose else frame.pronoun) if known else []
        for frame in (f for f in found if not f.sources and f.kind in ("que", "colon") and f.verb is not None):
            # « Et d'ajouter : », « » et ajoutait que »
            lead = {t.lower_ for t in doc[sentence.start:frame.verb] if not t.is_punct}
            if focus and lead <= words("resumed") and (lead or clauses.form_of(doc[frame.verb]) == "Inf"):
                frame.sources = focus[0]
        found += _carried(sentence, found, previous)
        credited = [f.sources for f in sorted(found, key=lambda f: (f.kind == "act", *rank(f))) if f.sources]
        told = [g for g in subjects if not any(f.covers(g[0].start) for f in found if f.kind != "object")]
        focus, previous = (credited + told + focus)[:12], found  # as far back as a pronoun looks
        frames += found
    return frames


def _frames(sentence: Span) -> list[Frame]:
    incises, (cues, relays) = incise_frames(sentence), cue_frames(sentence)
    verbs, found = {g.verb for g in incises}, list(incises)
    for frame in (f for f in verb_frames(sentence) if f.verb not in verbs):
        verb, alone = sentence.doc[frame.verb], not (frame.sources or frame.pronoun)
        form, text = clauses.form_of(verb), text_of(sentence.doc)
        told = [g for g in incises if g.start <= frame.start and form in ("Inf", "Pres")]  # « dit-il, avant d'ajouter »
        told = told or [g for g in incises + cues if g.sources and pattern("who").fullmatch(text[g.end:verb.idx])]
        if told := told or [g for g in found if form == "Inf" and alone]:
            frame.sources, frame.pronoun = told[-1].sources, told[-1].pronoun
        found.append(frame)
    found += cues + gapped(sentence, found)
    return sorted(join_relays(found, relays, sentence.start_char), key=lambda f: f.start)


def _subjects(sentence: Span) -> list[list[Source]]:
    """Subjects and agents that could speak."""
    heads = (t for t in sentence if t.dep_.startswith(("nsubj", "obl:agent")) and not quotations.inside(t))
    known = [t for t in heads if sources.can_be_source(t) and (not sources.is_pronoun(t) or sources.is_last(t))]
    return [sources.is_last(t) and sources.antecedent(t, []) or sources.from_head(t) for t in known]


def _carried(sentence: Span, found: list[Frame], previous: list[Frame]) -> list[Frame]:
    """Who reported the sentence before reports this one too, if it goes on: « Lors de cette visite », or the same man
    speaks.

    « Selon KCNA, Kim a souligné … Kim a ajouté … »; « Il a visité le port, dit KCNA. Lors de cette visite, … »
    """
    wide, text = [f for f in found if f.kind in _WIDE], text_of(sentence.doc)
    told = [f for f in previous if f.kind in _WIDE and f.sources and f.sources[0].kind in MEDIA]
    goes_on = wide or pattern("goes on").match(sentence.text) or any(_speaks_on(text, found, outer) for outer in told)
    if not told or not goes_on or any(f.pronoun is None for f in wide):
        return []
    at = sentence.start_char
    return [Frame("carried", at, at, [(at, sentence.end_char)], list(told[0].sources))]


def _speaks_on(text: str, found: list[Frame], outer: Frame) -> bool:
    """Somebody of whom the frame before told reports something himself."""
    told = set(text[outer.scope[0][0]:outer.scope[-1][1]].replace(",", " ").split())
    named = [text[s.start:s.end].split() for f in found if f.kind == "que" for s in f.sources if s.kind == "person"]
    return any(word[0].isupper() for name in named for word in told.intersection(name))


def _status(clause: Clause, covering: list[Frame]) -> str:
    """factual | planned | conditional | denied (see statements)."""
    near = covering[0] if covering else Frame("", 0, 0, [])
    mood, lemma = clauses.mood(clause), clause.head.lemma_
    none = near.sources and pattern("none").search(" ".join(t.lower_ for t in clause.tokens if t.i < clause.head.i))
    if none or near.commits_to == "denies" and near.kind in ("que", "infinitive", "object"):
        return "denied"
    if mood == "conditional":  # « a dit qu'il viendrait »: a future told in the past; « devrait »: what is expected
        told = near.kind in ("que", "incise") and lemma != "pouvoir"
        return "planned" if told or lemma == "devoir" else "conditional"
    if mood == "due":  # « les armées doivent s'unir », says a person: a demand; « il doit arriver jeudi »: a plan
        dated = any(t.lower_ in words("times") for t in clause.tokens)
        return "factual" if near.sources and near.sources[0].kind == "person" and not dated else "planned"
    demanded = near.commits_to == "demands" and near.kind == "que"  # « exige que X soit libéré »
    return "planned" if mood == "factual" and demanded else mood.removeprefix("past-")


def _chain(covering: list[Frame], quote: Quotation | None, quoted: list[Source]) -> list[tuple[int, Source]]:
    """Everyone credited, nearest to the words first; those credited together have one level."""
    chain: list[tuple[int, Source]] = []
    speaking = [s for s in quoted if not any(s in f.sources for f in covering)]
    inside = [f.sources for f in covering if quote is not None and quote.start <= f.start < quote.end]
    for level, credited in enumerate([*inside, speaking, *(f.sources for f in covering if f.sources not in inside)]):
        chain += [(level, s) for s in credited if not any(s.start < c.end and c.start < s.end for _, c in chain)]
    return chain


def _told(clause: Clause, frames: list[Frame]) -> list[tuple[int, Source]]:
    """« Anne Roy s'est confiée à Radio Sud »: nobody is credited for this (level < 0), but she tells it the rest."""
    acts = [f for f in frames if f.kind == "act" and f.verb == clause.head.i and f.sources]
    media = [m for f in acts for m in frames if m.kind == "relayed" and not m.scope and 0 < m.start - f.start < 60]
    return [(-2, acts[0].sources[0]), (-1, media[0].sources[0])] if media else []


def _build(doc: Doc) -> list[dict]:
    frames = analyse(doc)
    spoken = speakers(doc, frames)
    doc.user_data["speakers"] = spoken
    heads, content = {f.head for f in frames}, frozenset(f.content for f in frames if f.content is not None)
    openers = {f.head: f.end for f in frames if f.kind in ("que", "colon")}
    found = []
    for number, sentence in enumerate(s for s in doc.sents if not text_of(doc)[s.start_char:s.end_char].isspace()):
        first, end = sentence.start_char, sentence.end_char
        near = [f for f in frames if any(a < end and first < b for a, b in [(f.start, f.end), *f.scope])]
        said = {q: who for q, who in spoken.items() if q.outer_start < end and first < q.outer_end}
        parts = clauses.split(sentence, content, openers)
        for clause in parts:
            at = clause.head
            if at.i in heads:  # « J'ai | peur, a confié Anne »: what the parser gave to the verb of an incise
                own = [t for t in clause.tokens if not any(f.start <= t.idx < f.end for f in near)]
                bare = own[0] if len(parts) == 1 and len(own) > 3 else at  # « Anne Roy élue maire, dit la préfecture »
                at = next((t for t in own if clauses.is_finite(t)), bare)
                clause = Clause(at, own if at is not clause.head else clause.tokens)
            used_up = any(t.i in heads and at.i <= t.i < at.i + 4 for t in clause.tokens)
            cut = [(f.start, f.end) for f in near if f.kind == "incise" or not f.head or not f.start <= at.idx < f.end]
            same = {}  # what a share is told of: as its clause
            for part in divide(clause, near):
                divided = any(f.divides and f.covers(part.tokens[0].idx) for f in near)
                span = clauses.bounds(part, [] if divided else cut)
                if span is not None and not used_up:
                    found.append({"sentence_id": number} | _record(part, span, near, said) | same)
                    same = {key: found[-1][key] for key in ("predicate", "subject_start", "subject_end")}
        for q, who in said.items():  # words said that hold no clause: « Plus jamais ça ici ! »
            part = [t for t in sentence if who and q.start <= t.idx < q.end]
            told = [s for s in found if s["start"] < q.end and q.start < s["end"] and s["sentence_id"] == number
                    and (s["quote_text"] == doc.text[q.start:q.end] or not s["start"] < q.outer_start)]
            says = len(part) > 2 and (part[0].is_title or len(part) > 8 or any(map(clauses.form_of, part)))
            if says and not told and (span := clauses.bounds(Clause(part[0], part), [])):
                root = doc[part[0].i:part[-1].i + 1].root
                found.append({"sentence_id": number} | _record(Clause(root, part), span, near, said))
    return sorted(found, key=lambda s: (s["start"], s["end"]))


def _record(clause: Clause, span: tuple[int, int], frames: list[Frame], spoken: dict[Quotation, list[Source]]) -> dict:
    text, (start, end) = text_of(clause.head.doc), span
    at = clause.head.idx if start <= clause.head.idx < end else start
    # « pour le maire, qui a été élu en 2020, … »: who he is, the outlet says
    above = clause.head.head.idx if clause.head.left_edge.lower_ in ("qui", "dont") else -1
    covering = [f for f in frames if f.covers(at) and (f.verb == clause.head.i or not f.start <= above < f.end)]
    covering.sort(key=rank)
    quote = _quotation(clause, span, spoken)
    heard = [s for f in frames if f.kind == "relayed" for s in f.sources]
    credited = [{"start": s.start, "end": s.end, "text": text[s.start:s.end], "head": s.head, "kind": s.kind,
                 "gender": s.gender, "level": level, "hears": s in heard}
                for level, s in _chain(covering, quote, spoken.get(quote, [])) or _told(clause, frames)]
    speaking = spoken.get(quote) or [s for f in covering[:1] if quote or f.verb is not None for s in f.sources]
    voice = next(({"start": s.start, "end": s.end, "text": text[s.start:s.end]} for s in speaking), {})
    subject = clauses.subject(clause.head)
    who = sources.from_head(subject)[0] if subject is not None else None
    return {
        "start": start, "end": end, "text": text[start:end],
        "speaker_start": voice.get("start"), "speaker_end": voice.get("end"), "speaker_text": voice.get("text"),
        "sources": credited, "is_quote": quote is not None, "quote_text": quote and text[quote.start:quote.end],
        "status": _status(clause, covering), "predicate": clauses.predicate(clause), "negated": clauses.negated(clause),
        "lemmas": clauses.lemmas(clause), "subject_start": who and who.start, "subject_end": who and who.end,
    }


def _quotation(clause: Clause, span: tuple[int, int], spoken: dict[Quotation, list[Source]]) -> Quotation | None:
    """The quotation a statement lies in, else of those it holds, if speech, that of its predicate, or the longest."""
    around = [q for q in spoken if q.outer_start <= span[0] and span[1] <= q.outer_end]
    held = [q for q, who in spoken.items() if who and q.outer_start < span[1] and span[0] < q.outer_end
            and any(q.start < t.idx + len(t) and t.idx < q.end for t in clause.tokens)]
    at = clause.head.idx
    return around[-1] if around else max(held, key=lambda q: (q.start <= at < q.end, q.end - q.start), default=None)


@Language.component("attribution")
def attribution(doc: Doc) -> Doc:
    """Component, after names and quotations: these with their speakers, and the statements of the doc."""
    doc.user_data["statements"] = _build(doc)
    return doc


def statements(doc: Doc) -> list[dict]:
    """Statements of a doc in text order: the smallest clauses with one predicate, with who is credited.

    Keys: sentence_id (of the sentences that are not blank), start, end, text; speaker_start, speaker_end,
    speaker_text: who said it, in marks or by a verb (« selon X » credits X and quotes nobody); sources: dicts
    start, end, text, head, kind, level, hears, nearest to the words first (level: those credited together;
    hears: a medium whom the next tells it); is_quote,
    quote_text; status: factual, planned, conditional (« aurait livré »), denied (the content of « dément », and «
    rien n’a été volé », says X; a plain negation is in `negated`); predicate, negated, lemmas; subject_start,
    subject_end. Reporting frames (« KCNA a rapporté que ») are no statements themselves. Source: cues, verbs and
    syntax as in the csv files of helpers/data. When not to trust: garbled text, where the parse fails and clauses
    come out too long; pronouns far from their antecedent; facts that go on from a source named sentences
    before are taken for the outlet's own.
    """
    return doc.user_data["statements"]
