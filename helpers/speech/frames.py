"""Reporting frames: the words that credit a source, and the stretch of text they cover."""
from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Span, Token

from helpers.speech import clauses, lexicon, quotations, sources
from helpers.speech.quotations import text_of
from helpers.speech.sources import Source

_CLITICS = {"l'", "l’", "le", "les", "en", "y", "lui", "leur", "nous", "m'", "m’", "s'", "s’", "se", "la"}
_AUXILIARIES = {"a", "ont", "avait", "avaient", "aurait", "auraient", "est", "sont", "était", "étaient", "eut", "ait", "aura"}
_INVERTED = {"-t", "-t-il", "-t-elle", "-il", "-elle", "-ils", "-elles", "-on", "-t-on", "il", "elle", "ils", "elles", "-", "t", "-t-"}
_LINKS = {"comme", "ainsi", "que", "qu'", "qu’", "ce"}
_IMPERSONAL = re.compile(r"\bil\s+(?:est\s+à|faut|convient|importe|reste\s+à|s['’]agit)\b[^,]*$", re.I)
_AFTER = {",", "»", "”", '"', "–", "—", "-", "“", "«", "’", "?", "!", "…", "(", "."}


@dataclass
class Frame:
    """One credit: its own words (start, end), who is credited (nearest first), the text covered, the predicate it uses up."""

    kind: str
    start: int
    end: int
    scope: list[tuple[int, int]]
    sources: list[Source] = field(default_factory=list)
    commits_to: str = "asserts"
    head: int | None = None
    pronoun: Token | None = None
    content: frozenset[int] = frozenset()
    verb: int | None = None

    @property
    def size(self) -> int:
        return sum(b - a for a, b in self.scope)

    def covers(self, at: int) -> bool:
        return any(a <= at < b for a, b in self.scope)


def _end(token: Token) -> int:
    return token.idx + len(token)


def _source(frame: Frame, head: Token | None) -> Frame:
    if head is not None and head.lower_ in ("on", "-on", "-t-on"):  # « apprend-on dans un communiqué »: the communiqué
        written = [t for t in head.sent if lexicon.nouns().get(t.lower_) in ("document", "agency") and t.nbor(-1).pos_ in ("DET", "ADJ")]
        return replace(frame, sources=sources.from_head(written[-1])) if written else frame
    if head is None or head.lower_ in sources._NOBODY:
        return frame
    if sources.is_pronoun(head):
        return replace(frame, pronoun=head)
    return replace(frame, sources=sources.from_head(head))


def _negated(verb: Token) -> bool:
    near = {t.lower_ for t in verb.doc[max(verb.sent.start, verb.i - 4):verb.i + 2]}
    only = verb.i + 1 < len(verb.doc) and verb.nbor(1).lower_ == "que" and not near & {"pas", "jamais", "plus", "rien", "ni"}
    return bool(near & {"ne", "n'", "n’"}) and not only


# ---------------------------------------------------------------- « X affirme que … », « X affirme avoir … », « X dément la … »
def _subject(verb: Token) -> Token | None:
    head = clauses.subject(verb)
    if head is not None and verb.dep_ == "acl:relcl" and not sources.can_be_source(head):
        near = [t for t in verb.doc[verb.sent.start:verb.left_edge.i] if t.pos_ in ("NOUN", "PROPN")][-1:]
        return near[0] if near and sources.can_be_source(near[0]) and near[0].ent_type_ != "LOC" else head
    if head is None and not verb.dep_.startswith(("acl", "amod")):  # the parser lost it: the nearest noun or name before the verb
        before = [t for t in verb.doc[verb.sent.start:verb.i] if t.pos_ in ("NOUN", "PROPN") and t.dep_.startswith(("ROOT", "nsubj"))]
        names = [e.root for e in verb.sent.ents if e.end <= verb.i and e.label_ in ("PER", "ORG") and e.start > verb.sent.start
                 and e.end < len(verb.doc) and (verb.doc[e.end].text == "," or verb.doc[e.end].pos_ in ("AUX", "VERB"))
                 and verb.doc[e.start - 1].pos_ not in ("ADP", "DET")]
        head = before[-1] if before else names[-1] if names else None
    return head


def _agent(verb: Token) -> Token | None:
    """« a été annoncé par X »: X."""
    agents = [c for c in verb.children if c.dep_ == "obl:agent"]
    return agents[0] if agents else None


def _passive(verb: Token) -> bool:
    helped = [c for c in verb.children if c.dep_.startswith("aux")]
    bare = not helped and "Past" in verb.morph.get("Tense") and "Part" in verb.morph.get("VerbForm") and verb.dep_ != "conj"
    return bare or any(c.dep_ == "aux:pass" or c.lower_ == "été" for c in helped)


def _que(verb: Token) -> Token | None:
    """The « que » (or « : » before a quotation) that opens the content of a reporting verb."""
    for token in verb.doc[verb.i + 1:min(verb.sent.end, verb.i + 25)]:
        if token.lower_ in ("combien", "comment", "pourquoi") and token.i - verb.i < 3:
            return token.nbor(-1)
        if token.lower_ in ("que", "qu'", "qu’"):
            relative = token.pos_ == "PRON" and token.i > verb.i + 1 and token.nbor(-1).pos_ in ("NOUN", "PROPN")
            quoted = token.i + 1 < verb.sent.end and token.nbor(1).text in "«“\""
            told = quoted or _passive(verb) and any(c.lower_ == "il" for c in verb.children)
            return None if relative and token.dep_ in ("obj", "nsubj") and not told else token
        if clauses.is_finite(token) or token.text in (";", ":") or token.pos_ == "VERB" and lexicon.reporting_verb(token):
            return None
    return None


def _covered(verb: Token, opener: Token) -> list[tuple[int, int]]:
    """The text after « que » that hangs below the verb: coordinated verbs and afterthoughts of the frame stay out."""
    sentence = verb.sent
    out = set()
    for child in verb.children:
        if child.i > opener.i and (child.dep_ == "conj" or child.dep_ == "advcl" and "Part" in child.morph.get("VerbForm")
                                   and child.nbor(-1).text == "," and lexicon.reporting_verb(child)):
            out |= {t.i for t in child.subtree if t.i >= child.left_edge.i}
    inside = [t for t in verb.doc[opener.i + 1:sentence.end] if t.i not in out]
    against = next((k for k, t in enumerate(inside) if t.text == "," and _opposes(t, inside[0].i)), len(inside))
    inside = inside[:against]
    if verb.dep_ == "acl:relcl" and verb.head.i < verb.i:  # « X, qui affirme que …, a reçu »: up to the verb X is subject of
        above = [t.i for t in inside if clauses.is_finite(t) and clauses.predicate_of(t) != verb
                 and clauses.predicate_of(t) in (verb.head.head, *verb.head.ancestors) and t.nbor(-1).text == ","]
        inside = [t for t in inside if not above or t.i < above[0]]
    return [(inside[0].idx, _end(inside[-1]))] if inside else []


def _opposes(comma: Token, start: int) -> bool:
    """« …, mais il a plu », « …, alors que le parquet affirme que »: no longer what the source said."""
    doc, end = comma.doc, comma.sent.end
    if any(t.text in "«“\"" for t in doc[start:comma.i]):
        return False
    if doc[comma.i + 1:comma.i + 2].text.lower() == "mais":
        return doc[comma.i + 2:comma.i + 3].text.lower() not in ("que", "qu'", "qu’", "aussi", "pas", "également")
    versus = doc[comma.i + 1:comma.i + 3].text.lower() in ("alors que", "tandis que")
    return versus and any(lexicon.reporting_verb(t) and t.pos_ == "VERB" and _que(t) is not None for t in doc[comma.i + 2:end])


def _infinitives(verb: Token, direct: bool) -> list[Token]:
    """Infinitives that are the content: « affirme avoir signé »; with « de » for accuser, démentir, se défendre."""
    found = []
    for token in verb.doc[verb.i + 1:min(verb.sent.end, verb.i + 12)]:
        if "Inf" in token.morph.get("VerbForm") or token.dep_.startswith("aux") and token.head.i > verb.i and token.lower_ in ("avoir", "être"):
            owner = token.head if token.dep_.startswith("aux") else token
            marks = {c.lower_ for c in owner.children if c.i < token.i and c.pos_ in ("ADP", "SCONJ")}
            if (not marks if direct else marks & {"de", "d'", "d’"}) and owner.dep_ in ("xcomp", "ccomp", "obj", "advcl", "obl:arg", "acl"):
                found.append(owner)
            break
        if clauses.is_finite(token) or token.lower_ in ("que", "qu'", "qu’"):
            break
    return found


def _speech_verbs(sentence: Span):
    for token in sentence:
        found = lexicon.reporting_verb(token)
        mistaken = token.pos_ == "ADV" and token.i + 1 < sentence.end and token.nbor(1).lower_ in ("que", "qu'", "qu’")
        if found and (token.pos_ in ("VERB", "AUX") or mistaken or lexicon.PARTICIPLE in found[1] and any(
                c.dep_.startswith("aux") for c in token.children)):
            yield token, *found


def verb_frames(sentence: Span) -> list[Frame]:
    """Frames of a reporting verb that governs its content: que-clause, colon, infinitive, or noun object."""
    frames = []
    for token, verb, _ in _speech_verbs(sentence):
        if _negated(token) and verb.commits_to != "denies":
            continue
        if _IMPERSONAL.search(text_of(sentence.doc), max(sentence.start_char, token.idx - 40), token.idx):
            frames += [f for f in [_governed(token, verb, True)] if f is not None and f.kind == "que"]
            continue
        passive = _passive(token)
        head = _agent(token) if passive else _subject(token)
        frame = _governed(token, verb, passive) or Frame("act", token.idx, token.idx, [])
        if frame.kind == "object" and not passive and head is not None and not sources.can_be_source(head):
            frame = Frame("act", token.idx, token.idx, [])
        if passive and frame.kind == "act":
            continue
        if frame.kind == "act" and head is not None:
            frame = _set_in(token, verb, head) or frame
        strict = "t" in verb.syntax or frame.kind == "object"
        if head is not None and not sources.can_be_source(head, anyone=not strict) and head.lower_ not in sources._NOBODY:
            continue
        if head is not None or frame.kind not in ("object", "act"):
            frames.append(replace(_source(frame, head), verb=token.i))
    return frames


def _governed(token: Token, verb: lexicon.Verb, passive: bool) -> Frame | None:
    sentence, opener = token.sent, _que(token)
    if opener is not None and "q" in verb.syntax:
        scope = _covered(token, opener)
        return Frame("que", _frame_start(token), _end(opener), scope, commits_to=verb.commits_to, head=token.i) if scope else None
    colon = next((t for t in token.doc[token.i + 1:sentence.end] if t.text == ":"), None)
    if colon is not None and colon.i - token.i < 15 and not any(clauses.is_finite(t) for t in token.doc[token.i + 1:colon.i]):
        after = text_of(sentence.doc)[colon.idx + 1:colon.idx + 4].strip()
        if after[:1] in "«“\"‹" or colon.i + 1 < sentence.end and "q" in verb.syntax:
            return Frame("colon", _frame_start(token), _end(colon), [(_end(colon), max(_end(colon) + 1, sentence.end_char))],
                         commits_to=verb.commits_to, head=token.i)
    for letter, direct in (("i", True), ("d", False)):
        content = _infinitives(token, direct) if letter in verb.syntax and not passive else []
        if content:
            below = content[0]
            return Frame("infinitive", _frame_start(token), below.left_edge.idx, [(below.left_edge.idx, _end(below.right_edge))],
                         commits_to=verb.commits_to, head=token.i, content=frozenset({below.i}))
    medium = "m" in verb.syntax and (passive or _is_medium(_subject(token)))
    if ("n" in verb.syntax or medium) and (passive or any(c.dep_ in ("obj", "obl:arg", "xcomp", "ccomp") for c in token.children)):
        return Frame("object", token.idx, token.idx, [(token.idx, _end(token))], commits_to=verb.commits_to)
    return None


def _set_in(token: Token, verb: lexicon.Verb, head: Token) -> Frame | None:
    """« …, l'agence a ajouté, … », « … », le ministre a dit: subject before verb, but set into what it credits."""
    doc, sentence, start = token.doc, token.sent, head.left_edge.i
    closed = token.i + 1 >= sentence.end or doc[token.i + 1].text in (",", ".", "«", "“")
    if not closed or "q" not in verb.syntax or start <= sentence.start or doc[start - 1].text not in (",", "»", "”", '"') or head.i > token.i:
        return None
    return Frame("incise", doc[start].idx, _end(token), [(_content_start(sentence, start - 1), sentence.end_char)],
                 commits_to=verb.commits_to, head=token.i)


def _is_medium(head: Token | None) -> bool:
    """An agency or a document; for a document without name, see source_nouns.csv."""
    return head is not None and lexicon.nouns().get(head.lower_) in ("agency", "document")


def _frame_start(verb: Token) -> int:
    """Where the words of the frame begin: its subject or auxiliary, the first of them."""
    return min([verb.idx] + [c.left_edge.idx for c in verb.children if c.i < verb.i and c.dep_.startswith(("nsubj", "aux", "expl"))])


# ---------------------------------------------------------------- « …, a indiqué l'agence, … »
def _incise_verb(doc: Doc, i: int, stop: int) -> tuple[Token, lexicon.Verb, Token | None] | None:
    """A reporting verb with its subject after it, from token i on: (verb, entry, inverted pronoun)."""
    pronoun = None
    while i < stop and (doc[i].lower_ in _LINKS or doc[i].lower_ == "qui" and doc[i - 1].lower_ == "ce"):
        i += 1
    while i < stop and doc[i].lower_ in _CLITICS:
        i += 1
    compound = i < stop and doc[i].lower_ in _AUXILIARIES
    if compound:
        i += 1
        while i < stop and (doc[i].lower_ in _INVERTED or doc[i].pos_ == "ADV"):
            pronoun = doc[i] if doc[i].lower_.endswith(("il", "elle", "ils", "elles", "on")) else pronoun
            i += 1
    found = lexicon.reporting_verb(doc[i]) if i < stop else None
    if found is None or "c" not in found[0].syntax or (
            lexicon.PARTICIPLE if compound else lexicon.FINITE) not in found[1]:
        return None
    return doc[i], found[0], pronoun


def _segments_end(doc: Doc, i: int, stop: int) -> int:
    """Token end of an incise: the next comma, or further over appositions and participles when no new clause starts."""
    while i < stop and doc[i].text not in (",", ";", ":", "«", "“", '"', "—", "–", "»"):
        i += 1
    if i >= stop or doc[i].text != "," or i + 1 >= stop:
        return i
    follows = doc[i + 1]
    rest = doc[i + 1:stop]
    if not any(clauses.is_finite(t) for t in rest) and not any(t.text in "«“\"" for t in rest):
        return stop - 1 if not doc[stop - 1].is_alpha else stop
    if follows.pos_ in ("NOUN", "PROPN") or follows.lower_ in ("cité", "citée", "citant", "cités"):
        return _segments_end(doc, i + 1, stop)
    return i


def incise_frames(sentence: Span) -> list[Frame]:
    """Frames set into what they credit, verb before subject: « …, a annoncé lundi l'agence, … », « …, ajoute-t-il »."""
    doc, frames, done = sentence.doc, [], -1
    for i in range(sentence.start, sentence.end):
        before = doc[i - 1].text if i else ""
        if i < done or not (before in _AFTER or i == sentence.start + 2 and doc[i - 1].lower_ == "est" or i == sentence.start and before or _follows_bare(doc, i, sentence)):
            continue
        found = _incise_verb(doc, i, sentence.end)
        if found is None:
            continue
        token, verb, pronoun = found
        j = token.i + 1
        while j < sentence.end and doc[j].lower_ in _INVERTED:
            pronoun = doc[j] if doc[j].lower_.endswith(("il", "elle", "ils", "elles", "on")) else pronoun
            j += 1
        head = pronoun if pronoun is not None else _postposed(token, j, sentence.end, "q" in verb.syntax)
        if head is None or i == sentence.start and before not in "»”\"’?!…,":
            continue
        done = max(_segments_end(doc, max(head.i, token.i) + 1, sentence.end), j)
        tail = next((t for t in doc[done:sentence.end] if t.text != ","), None)
        stop = tail.idx if tail is not None and tail.lower_ in ("qui", "dont", "où", "lors", "alors", "tandis") and done < sentence.end else sentence.end_char
        if pronoun is not None and pronoun.lower_[0] == "-" and "-" in pronoun.lower_[1:]:
            head = pronoun
        scope = [(_content_start(sentence, i), stop)]
        start = doc[i].idx
        if before.lower() == "est":
            start, scope = sentence.start_char, [(_sentence_before(sentence), sentence.start_char)]
        frame = Frame("incise", start, _end(doc[done - 1]), scope, commits_to=verb.commits_to, head=token.i, verb=token.i)
        frames.append(_source(frame, head))
    return frames


def _sentence_before(sentence: Span) -> int:
    """Where the sentence before begins: « … C'est ce qu'a annoncé l'agence. »"""
    i = sentence.start - 1
    while i > 0 and sentence.doc[i].is_space:
        i -= 1
    return sentence.doc[i].sent.start_char if i >= 0 else sentence.start_char


def _follows_bare(doc: Doc, i: int, sentence: Span) -> bool:
    """« Le port reste fermé confirme Jean Morel »: an incise that lost its comma, after a finite clause, before a name."""
    if doc[i].pos_ not in ("VERB", "AUX") or not clauses.is_finite(doc[i]) or doc[i - 1].pos_ not in ("NOUN", "ADJ", "PROPN", "NUM", "VERB"):
        return False
    found = _incise_verb(doc, i, sentence.end)
    if found is None or "q" not in found[1].syntax or found[0].i + 1 >= sentence.end or found[0].nbor(1).ent_type_ != "PER":
        return False
    before = [t for t in doc[sentence.start:i] if clauses.is_finite(t)]
    between = doc[before[-1].i:i] if before else []
    return bool(before) and not any(t.dep_ == "cc" or t.lower_ in ("qui", "que", "qu'", "qu’", "dont") for t in between)


def _content_start(sentence: Span, i: int) -> int:
    """The sentence, and the quotation that ends just before the incise where that began earlier."""
    text = text_of(sentence.doc)
    starts = [q.outer_start for q in quotations.outer(sentence.doc) if q.outer_end <= sentence.doc[i].idx <= q.outer_end + 4]
    if starts and text[:starts[0]].rstrip(" ")[-1:] in ".!?:":  # a sentence of its own, though the parser did not cut there
        return starts[0]
    return min([sentence.start_char, *starts])


def _postposed(verb: Token, i: int, stop: int, anyone: bool) -> Token | None:
    """Head of the subject after the verb; None if the verb turns out to have its object or a que-clause there.

    A verb that can only be an incise (« a salué … ») is one only with a source behind it, not with any noun.
    """
    doc = verb.doc
    if i >= stop or doc[i].lower_ in ("que", "qu'", "qu’", "par") or _has_subject(verb):
        return None
    for child in verb.children:
        if child.dep_.startswith("nsubj") and child.i > verb.i and child.i < stop and sources.can_be_source(child, anyone):
            return child
    if i + 1 < stop and doc[i].text == "," and doc[i + 1].pos_ == "ADP":  # « a confié, à Reuters, le directeur »
        i += 1
        while i < stop and doc[i].text != ",":
            i += 1
        i += 1
    head = sources.first_head(doc, i, stop)
    return head if head is not None and sources.can_be_source(head, anyone) else None


def _has_subject(verb: Token) -> bool:
    """The verb has its subject before it, and no clause stands before it that it could report: no incise."""
    subjects = [c for c in verb.children if c.dep_.startswith("nsubj") and c.i < verb.i and c.pos_ in ("NOUN", "PROPN")]
    told = [t for t in verb.doc[verb.sent.start:verb.i] if clauses.is_finite(t) and clauses.predicate_of(t) != verb
            and not clauses.predicate_of(t).dep_.startswith("acl")]
    closed = [t.i for t in verb.doc[verb.i:verb.sent.end] if t.text == ","]
    goes_on = closed and any(clauses.is_finite(t) for t in verb.doc[closed[0] + 1:closed[0] + 4]) and \
        verb.doc[closed[0] + 1].pos_ in ("VERB", "AUX", "ADV")  # « Le tunnel, a précisé la préfecture, restera fermé »
    return bool(subjects) and not told and not goes_on


# ---------------------------------------------------------------- « selon X », « de source Y », « citant Z »
def cue_frames(sentence: Span) -> tuple[list[Frame], list[Frame]]:
    """Frames of prepositions, and apart from them the relays (« citant X », « repris par X ») still to be joined to a source."""
    pattern, kinds = lexicon.cues()
    doc, frames, relays = sentence.doc, [], []
    for match in pattern.finditer(text_of(doc), sentence.start_char, sentence.end_char):
        cue = doc.char_span(*match.span(), alignment_mode="expand")
        kind = kinds[re.sub(r"\s+", " ", match.group().lower().replace("’", "'"))]
        head = cue[-1] if kind == "role" else sources.first_head(doc, cue.end, min(sentence.end, cue.end + 14), skip=False)
        if head is None or not _credible(head, kind, sentence, cue):
            continue
        frame = _source(Frame(kind, cue.start_char, 0, []), head)
        last = max([s.end for s in frame.sources] + [_end(head)])
        acronym = re.compile(r"\s*\([^()]{2,40}\)").match(text_of(doc), last)
        rest = re.compile(r"[^,.;:«»]*").match(text_of(doc), last, sentence.end_char)
        words = doc.char_span(last, rest.end(), alignment_mode="expand") if rest.group().strip() else ()
        closed = rest.end() >= sentence.end_char - 2 or text_of(doc)[rest.end()] == ","
        plain = closed and not any(clauses.is_finite(t) for t in words) and not kind.startswith("relay")
        frame.end = acronym.end() if acronym else rest.end() if plain else last
        frame.scope = [_cue_scope(cue, last)]
        if cue.start == sentence.start and cue[0].is_lower:
            frame.scope.append((_content_start(sentence, cue.start), sentence.end_char))
        (relays if kind.startswith("relay") else frames).append(frame)
    return frames, relays


def _credible(head: Token, kind: str, sentence: Span, cue: Span) -> bool:
    if kind == "opinion":
        opening = text_of(sentence.doc)[sentence.start_char:cue.start_char].strip(" «\"“").lower() in ("", "mais", "et", "or")
        follows = text_of(sentence.doc)[head.idx:sentence.end_char].split(",")[0]
        judged = re.search(r"\b(?:il (?:faut|s['’]agit|est|y a)|c['’]est|n['’]est|ne |doi[tv]|devrai|(?:est|sont) (?!souvent|une? |l[ea] |l['’]))|[«“\"]", text_of(sentence.doc)[
            cue.end_char:sentence.end_char], re.I)
        return opening and judged is not None and head.ent_type_ != "LOC" and head.lower_ != "pays" and sources.can_be_source(head) and len(follows) < 60 < len(sentence.text)
    if kind != "source":
        return kind == "role" or sources.can_be_source(head)
    listed = lexicon.nouns().get(head.lower_)
    if listed == "not" or head.lower_ in ("que", "lequel", "laquelle", "lesquels", "lesquelles"):
        return False
    apart = cue.start == sentence.start or sentence.doc[cue.start - 1].text in ",(«"
    return sources.can_be_source(head) or apart and sources.can_be_source(head, anyone=True)


def _cue_scope(cue: Span, end: int) -> tuple[int, int]:
    """The sentence when the cue opens or closes it behind a comma, else the clause the cue stands in."""
    doc, sentence = cue.doc, cue.sent
    finite = [t.i for t in sentence if clauses.is_finite(t)]
    before, after = [i for i in finite if i < cue.start], [i for i in finite if doc[i].idx >= end]
    if not before or not after and doc[cue.start - 1].text in (",", "»", "(", "—", "–"):
        return _content_start(sentence, cue.start) if not after else sentence.start_char, sentence.end_char
    owner = clauses.predicate_of(cue[0])
    while owner.head != owner and not (clauses.is_finite(owner) or any(c.dep_.startswith("aux") for c in owner.children)):
        owner = owner.head
    words = [t for t in owner.subtree]
    if owner.dep_ == "ROOT" and doc[cue.start - 1].pos_ != "CCONJ":
        return sentence.start_char, sentence.end_char
    return min(words[0].idx, cue.start_char), max(_end(words[-1]), end)


def join_relays(frames: list[Frame], relays: list[Frame]) -> list[Frame]:
    """Put « citant X » before, « repris par X » after the source of the frame they follow; without one they stand alone."""
    alone = []
    for relay in relays:
        near = [f for f in frames if f.sources and -2 <= relay.start - max(s.end for s in f.sources) <= 60
                and not any(c in ".;:«" for c in "")]
        if not near:
            if relay.kind == "relay":
                alone.append(relay)
            continue
        frame = max(near, key=lambda f: max(s.end for s in f.sources))
        frame.sources = relay.sources + frame.sources if relay.kind == "relay" else frame.sources + relay.sources
        frame.end = max(frame.end, relay.end) if frame.kind in ("incise", "source", "role") else frame.end
    return frames + alone
