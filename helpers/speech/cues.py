"""Frames set into what they credit (« …, a annoncé lundi l'agence, … », « …, ajoute-t-il ») or without a verb of their
own: « selon X », « de source Y », « Pour Z, … »; relays: « citant X »."""
import itertools
from dataclasses import replace

from spacy.tokens import Span, Token

from helpers.speech import clauses, lexicon, quotations, sources
from helpers.speech.frames import Frame, before, content_start, credited, end_of
from helpers.speech.lexicon import FINITE, PARTICIPLE, Verb, pattern, reporting_verb, words
from helpers.speech.shares import share



def cue_frames(sentence: Span) -> tuple[list[Frame], list[Frame]]:
    """Frames of prepositions, and apart from them the relays, still to be joined to a source."""
    doc, frames, relays = sentence.doc, [], _told(sentence)
    for match in lexicon.cues().finditer(quotations.text_of(doc), sentence.start_char, sentence.end_char):
        cue, kind = doc.char_span(*match.span(), alignment_mode="expand"), match.lastgroup
        behind = doc[cue.end:min(sentence.end, cue.end + 14)]
        second = any(not any(q.start <= f.start < q.end for q in quotations.outer(doc)) for f in frames)
        told = behind[:1].text.lower() == "ce" and next((t.i for t in behind[2:6] if reporting_verb(t)), None)
        behind = doc[told + 1:behind.end] if told else behind  # « selon ce qu'a confié à la presse le préfet »
        if whose := next((t for t in cue if kind == "whose" and t.lower_ in words("whose") | words("them")), None):
            scope = _scope(cue, cue.end_char, second)
            frames.append(Frame("source", cue.start_char, cue.end_char, [scope], pronoun=whose))
            continue
        head = cue[-1] if kind == "role" else behind and sources.first_head(behind[0], behind.end, bool(told)) or None
        part = share(cue, bool(frames)) if kind in ("source", "opinion") else None
        if head is None or not (_credible(head, kind, cue) or part is not None and sources.can_be_source(head)):
            continue
        frame = credited(Frame(kind, cue.start_char, 0, []), head)
        frame.end = last = max([s.end for s in frame.sources] + [end_of(head)])
        frame.scope = [_scope(cue, last, second)]
        if part is not None:  # « …, 10 000 selon la CGT »
            for other in frames:
                other.scope = [(a, min(b, part.idx)) for a, b in other.scope]
                other.sources = [s for s in other.sources if s.start < part.idx]
            frame.kind, frame.divides, frame.scope = "source", True, [(part.idx, last)]
        (relays if kind.startswith("relay") else frames).append(frame)
    return frames, relays


def _told(sentence: Span) -> list[Frame]:
    """« a dit le ministre à l'AFP », « selon Anne Roy, du journal La Digue »: the medium stands one step farther."""
    found = []
    for token in sentence[1:-1]:
        near = reversed(sentence.doc[max(sentence.start, token.i - 4):token.i])
        lead = next((t for t in near if t.pos_ not in ("DET", "ADJ", "PUNCT")), token)
        if token.ent_type_ and token.text[0].isupper() and lexicon.is_agency(token.text) and lead.lower_ in words("to"):
            found.append(credited(Frame("relayed", lead.idx, end_of(token), []), token))
    return found


def _credible(head: Token, kind: str, cue: Span) -> bool:
    sentence, text = cue.sent, quotations.text_of(cue.doc)
    listed = lexicon.nouns().get(head.lower_)
    if kind == "opinion":
        lead = text[sentence.start_char:cue.start_char].strip(" «\"“")
        apart = not lead or lead.endswith(",") and cue.start - sentence.start < 5  # « À l'inverse, pour le maire, … »
        quoted = any(head.idx < q.outer_start < sentence.end_char for q in quotations.outer(cue.doc))
        comma = "," in text[head.idx:min(head.idx + 60, sentence.end_char)]
        fits = (quoted or listed != "body" or head.ent_type_ == "ORG") and sources.can_be_source(head)
        judged = pattern("judged").search(text, cue.end_char, sentence.end_char) is not None
        return apart and comma and fits and judged
    apart = kind in ("source", "shown") and (cue.start == sentence.start or cue.doc[cue.start - 1].text in ",(«")
    ours = any(c.lower_ in ("notre", "nos") for c in head.children)  # « selon nos informations »: the outlet itself
    return kind == "role" or not ours and sources.can_be_source(head, anyone=apart)


def _scope(cue: Span, end: int, second: bool) -> tuple[int, int]:
    """The sentence when the cue opens it or alone closes it behind a comma, else the clause the cue stands in."""
    doc, sentence = cue.doc, cue.sent
    finite = [t for t in sentence if clauses.is_finite(t)]
    before = any(t.i < cue.start for t in finite)
    stop = _away(sentence, end) if before else sentence.end_char
    after = any(end <= t.idx < stop for t in finite)
    lead = next((t.text for t in reversed(doc[max(sentence.start, cue.start - 2):cue.start]) if t.pos_ != "ADV"), "")
    if not after and (not before or lead in words("apart") and not second):
        return content_start(sentence, cue.start), stop
    if not after and lead == ",":  # « Selon X, dix ont fui, qui étaient armés, selon Y »: the last clause
        told = [t.i for t in doc[sentence.start:cue.start - 1] if t.text == "," and any(
            map(clauses.is_finite, doc[t.i:cue.start]))]
        return doc[told[-1] + 1].idx if told else sentence.start_char, stop
    owner = clauses.predicate_of(cue[0])
    while owner.head != owner and (owner.dep_.startswith("aux") or not clauses.is_finite(owner)
                                   and not clauses.children(owner, "aux", "cop")):
        owner = owner.head
    if not before or owner.dep_ == "ROOT":
        return sentence.start_char, stop
    last = max(min(end_of(owner.right_edge), stop), end)
    rest = [t for t in finite if last <= t.idx < stop]
    doubted = rest and all(t.morph.get("Mood") == ["Cnd"] for t in rest)  # « selon X ; il ne se serait pas arrêté »
    return min(owner.left_edge.idx, cue.start_char), stop if doubted else last


def _away(sentence: Span, end: int) -> int:
    """Where the outlet goes on by itself behind a source: « …, dit Anne Roy, maire de Lyon, qui rentrait de Nice »."""
    rest = itertools.takewhile(lambda t: not clauses.is_finite(t) and t.text not in '«“"', sentence.doc.char_span(
        end, sentence.end_char, alignment_mode="contract") or ())
    return next((t.idx for t in rest if t.lower_ in words("away") and t.nbor(-1).text == ","), sentence.end_char)


def join_relays(frames: list[Frame], relays: list[Frame], begins: int) -> list[Frame]:
    """« citant X » stands before, « repris par X » after the source of the frame they follow."""
    joined = []
    for relay in relays:
        known = [(f.sources[-1].end, f) for f in frames if f.sources]
        near = [(end, f) for end, f in known if -2 <= relay.start - end <= 60 or f.start <= relay.start < f.end]
        if not near and relay.start == begins:  # « Dans un entretien à Radio Sud, Anne Roy dit que »
            relayed = known if relay.kind == "relayed" else []
            near = [(-end, f) for end, f in relayed if 0 <= f.sources[0].start - relay.end < 60]
        if near:
            scope = list(max(near, key=lambda pair: pair[0])[1].scope)
            joined.append(replace(relay, scope=scope, order=-1 if relay.kind == "relay" else 1))
    return frames + joined


def _over(sentence: Span, i: int, name: str) -> int:
    """The first index from i on whose word is not in a list; at most that of the last token."""
    while i < sentence.end - 1 and sentence.doc[i].lower_ in words(name):
        i += 1
    return i


def _verb_at(sentence: Span, i: int, quoted: bool) -> tuple[Token, Verb, Token | None, int] | None:
    """A reporting verb from token i on: (verb, entry, its inverted pronoun, index behind them)."""
    doc = sentence.doc
    i = _over(sentence, i, "links")
    i = first = _over(sentence, i, "clitics")
    compound = i + 1 < sentence.end and doc[i].lower_ in words("auxiliaries")
    if compound:
        i += 1
        while i < sentence.end - 1 and (doc[i].lower_ in words("inverted") | words("aparte") or doc[i].pos_ == "ADV"):
            i += 1
    verb, kinds = reporting_verb(doc[i]) or (None, ())
    below = [t.i for t in doc[i + 1:min(i + 4, sentence.end)] if clauses.form_of(t) == "Inf"]  # « … », a tenu à dire X
    modal = quoted and doc[i].lemma_ in words("modal") and bool(below)
    i, verb = (below[0], None) if modal else (i, verb)
    over = _over(sentence, _over(sentence, i + 1, "inverted") + (len(verb.rest) if verb else 0), "inverted")
    inverted = [t for t in [*doc[i + 1:over], *doc[first:i]] if t.lower_ in words("inverted subject")]  # « a-t-il dit »
    pronoun = inverted[-1] if inverted else None
    if pronoun and verb is None and not pronoun.text.startswith("-") or doc[i].pos_ == "PRON":
        return None
    if verb is None and (quoted or pronoun and pronoun.i < i and doc[first - 1].text == ","):
        behind = doc[min(i + 1, sentence.end - 1)]  # « … », a-t-il souri; « … », s'amuse-t-elle; « … », tacle Anne Roy
        somebody = (behind.pos_ == "DET" or behind.ent_type_ == "PER") and (modal or not compound)
        plain = somebody and doc[i].is_lower and doc[i].pos_ in ("VERB", "NOUN", "PROPN", "ADJ")
        if pronoun or plain and clauses.form_of(doc[i]) not in ("Past", "Pres"):
            return doc[i], Verb(doc[i].lemma_, "asserts", "c"), pronoun, over
    if verb is None or "c" not in verb.syntax or not kinds & {compound and PARTICIPLE, quoted >= compound and FINITE}:
        return None
    return doc[i], verb, pronoun, over


def _subject_behind(verb: Token, i: int, stop: int, anyone: bool, apart: bool) -> Token | None:
    """Head of the subject after the verb; None if the verb turns out to have its object or a que-clause there.

    A verb that can only be an incise (« a salué … ») is one only with a source behind it, not with any noun.
    `apart`: behind a quotation and a comma it can have no subject before it.
    """
    doc = verb.doc
    if i >= stop or doc[i].lower_ in words("no_subject") or not apart and _has_subject(verb):
        return None
    head = sources.first_head(doc[i], stop)
    owned = not apart and head is not None and any(c.lower_ in words("owned") for c in head.children)
    agrees = head is None or not {"Plur"} <= set(verb.morph.get("Number")) or head.morph.get("Number") != ["Sing"]
    return head if head is not None and agrees and sources.can_be_source(head, anyone and not owned) else None


def _has_subject(verb: Token) -> bool:
    """The verb has its subject before it, and no clause stands before it that it could report: no incise."""
    lead, rest = verb.doc[verb.sent.start:verb.i], verb.doc[verb.i:verb.sent.end]
    held = any(c.i < verb.i and c.pos_ in ("NOUN", "PROPN") for c in clauses.children(verb, "nsubj"))
    if not held or [t.text for t in lead].count(",") == 1:  # « Anne Roy élue, dit la Cour »: no aside
        return False
    comma = next((t.i for t in rest if t.text == ","), verb.i)  # « Le tunnel, a précisé la préfecture, restera fermé »
    behind = verb.doc[comma + 1:comma + 4]
    if any(clauses.is_finite(t) for t in behind) and behind[0].pos_ in ("VERB", "AUX", "ADV"):
        return False
    predicates = [(t, clauses.predicate_of(t)) for t in lead if clauses.is_finite(t)]
    return all(p.dep_.startswith("acl") or p == verb for t, p in predicates)


def _end(sentence: Span, i: int) -> int:
    """Index behind an incise: the next comma, or the end where no new clause starts."""
    doc, stop = sentence.doc, sentence.end
    i = next((t.i for t in doc[i:stop] if t.text in words("marks")), stop)
    goes_on = i < stop and (doc[i].text != "," or any(clauses.is_finite(t) or t.text in '«“"' for t in doc[i + 1:stop]))
    return i if goes_on else stop - (not doc[stop - 1].is_alpha)


def _may_begin(sentence: Span, i: int) -> bool:
    """Behind a mark, or in « c'est ce qu'a dit »."""
    doc, last = sentence.doc, sentence.doc[i - 1] if i else None
    if i == sentence.start:
        return doc[i].lower_ == "comme" or last is not None and last.text in "»”\"’?!…,"
    return last.text in words("before_incise") or last.lower_ == "est" and doc[i].lower_ in words("links")


def incise_frames(sentence: Span) -> list[Frame]:
    """The incises of a sentence. They cover it whole, and the quotation before; not a relative clause behind."""
    doc, frames, done = sentence.doc, [], -1
    ends = {q.outer_end for q in quotations.outer(doc)}
    for i in range(sentence.start, sentence.end):
        quoted = not ends.isdisjoint(range(doc[i].idx - 3, doc[i].idx + 1))
        found = _verb_at(sentence, i, quoted) if i >= done and _may_begin(sentence, i) else None
        if found is None:
            continue
        token, verb, pronoun, behind = found
        apart = quoted and doc[i - 1].text == ","
        head = pronoun or _subject_behind(token, behind, sentence.end, "q" in verb.syntax or quoted, apart)
        if head is None:
            continue
        done = max(_end(sentence, max(head.i, token.i) + 1), behind)
        begun = (q.outer_start for q in quotations.outer(doc) if q.outer_start < doc[i].idx < q.outer_end)
        # « Non ! crie Anne Roy. Je … »
        start, scope = doc[i].idx, (min([content_start(sentence, i), *begun]), _away(sentence, end_of(doc[done - 1])))
        # « … C'est ce qu'a annoncé l'agence. »: the sentence before
        if doc[i - 1].lower_ == "est":
            start, scope = sentence.start_char, before(sentence)
        frame = Frame("incise", start, end_of(doc[done - 1]), [scope], [], verb.commits_to, token.i, token.i)
        frames.append(credited(frame, head))
    return frames
