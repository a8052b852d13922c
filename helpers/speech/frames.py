"""Reporting frames: words that credit a source, and the text they cover. Here those of a verb above its content."""
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from spacy.tokens import Span, Token

from helpers.speech import clauses, quotations, sources
from helpers.speech.clauses import children, form_of
from helpers.speech.lexicon import FINITE, PARTICIPLE, Verb, nouns, pattern, reporting_verb, words
from helpers.speech.sources import Source

MEDIA = ("agency", "document", "org")


@dataclass
class Frame:
    """One credit: its own words (start, end), the text covered, who is credited, the predicate it uses up."""

    kind: str
    start: int
    end: int
    scope: list[tuple[int, int]]
    sources: list[Source] = field(default_factory=list)
    commits_to: str = "asserts"
    head: int | None = None  # index of the verb whose clause is used up: no statement of its own
    verb: int | None = None
    pronoun: Token | None = None
    content: int | None = None  # index of an infinitive that is the content
    order: int = 0  # -1: nearer to the facts than a frame of the same scope, 1: farther
    divides: bool = False  # the text covered is a statement of its own, though it holds no verb

    def covers(self, at: int) -> bool:
        return any(a <= at < b for a, b in self.scope)


def rank(frame: Frame) -> tuple[int, int, bool, int]:
    """Order of frames that cover a word: the narrowest first, then persons before media, then as they stand."""
    return sum(b - a for a, b in frame.scope), frame.order, "agency" in [s.kind for s in frame.sources[:1]], frame.start


def end_of(token: Token) -> int:
    """Offset behind a token."""
    return token.idx + len(token)


def credited(frame: Frame, head: Token | None) -> Frame:
    """The frame with its source: that of the head word, a pronoun to be resolved later, or nobody."""
    if head is None or head.lower_ in words("nobody"):
        return frame
    owned = nouns().get(head.lower_) in ("document", "words") and children(head, "det")
    whose = next((c for c in owned or () if c.lower_ in words("whose")), None)  # « leur communiqué »
    refers = sources.is_pronoun(head) or sources.is_anaphoric(head)
    return replace(frame, pronoun=whose or head) if refers or whose else replace(frame, sources=sources.from_head(head))


def content_start(sentence: Span, i: int) -> int:
    """Where the content of an incise at token i begins: with the sentence, or the quotation before it."""
    at = sentence.doc[i].idx
    starts = [q.outer_start for q in quotations.outer(sentence.doc) if q.outer_end <= at and (
        at <= q.outer_end + 4 or q.outer_start < sentence.start_char < q.outer_end)]
    # a sentence of its own, though not cut there
    if starts and quotations.text_of(sentence.doc)[:starts[0]].rstrip(" ")[-1:] in ".!?:":
        return starts[0]
    return min([sentence.start_char, *starts])


def before(sentence: Span) -> tuple[int, int]:
    """Offsets of the sentence before: « … C'est ce qu'a annoncé l'agence. », « … Le palais l'a confirmé. »"""
    lead = [t for t in sentence.doc[max(0, sentence.start - 6):sentence.start] if not (t.is_space or t.is_punct)]
    return lead[-1].sent.start_char if lead else sentence.start_char, sentence.start_char


def _subject(verb: Token) -> Token | None:
    """The subject as the parse has it, or where it lost it, the nearest noun or name before the verb."""
    head, lead = clauses.subject(verb), verb.doc[verb.sent.start:verb.i]
    if head is not None and any(c.lower_ == "qui" for c in verb.children):  # « un élu opposé à la loi qui a crié »
        near = verb.doc[max(verb.left_edge.i - 2, 0):verb.left_edge.i]  # « à midi par Anne Roy, qui a »
        head = next(filter(sources.can_be_source, (head, *head.ancestors, *near)), head)
    at = min([verb.i, *(c.i for c in children(verb, "aux"))])
    aside = head is not None and head.left_edge.i > 1 and head.left_edge.nbor(-1).text == verb.doc[at - 1].text == ","
    if aside and (sources.is_pronoun(head) or not sources.can_be_source(head, True)):
        head = head.left_edge.nbor(-2)  # « Anne Roy, la mine grave, a dit », « La CGT, elle, dit »
    if head is not None and head.i > verb.i and (not children(verb, "nsubj") or verb.nbor().lower_ in words("que")):
        head = None
    named = _named_before(verb.doc[at])
    if head is not None and head.i < verb.i and named is not None and not sources.is_pronoun(head):
        thing = named.i > head.i and not head.ent_type_ and head.lower_ not in nouns()
        apposed = named.i < head.i and verb.doc[at - 1].text == ","  # « Anne Roy, secrétaire de la CGT, dit »
        head = named if thing or apposed or head.left_edge.pos_ == "ADP" else head
    # not a title in marks
    head = None if head is not None and quotations.inside(head) > quotations.inside(verb) else head
    if head is None and verb.pos_ not in ("VERB", "AUX") and verb.head in lead and verb.head.pos_ in ("NOUN", "PROPN"):
        return verb.head  # taken for a noun or adjective: « l'agence juge que »
    if head is not None and not children(verb, "nsubj") and lead[-1:].text == ",":  # « et Anne Roy, la maire, estime »
        joined = [t for t in verb.doc[head.i + 1:verb.i] if t.ent_type_ == "PER" and t.nbor(-1).pos_ == "CCONJ"]
        head = joined[-1] if joined else head
    lost = clauses.is_finite(verb) or not verb.dep_.startswith(("acl", "amod")) and form_of(verb) != "Inf"
    head = named if lost and head is None else head
    if head is not None or not lost:
        return head
    at = [verb.sent.start, *(t.i + 1 for t in lead[:-1] if t.text in ",;" or t.pos_ == "CCONJ")]
    # not after a preposition: « Selon X, qui …, Anne Roy a soutenu »
    return next(filter(None, (sources.first_head(verb.doc[i], verb.i) for i in at if verb.doc[i].pos_ != "ADP")), None)


def _named_before(verb: Token) -> Token | None:
    """The name that opens the clause of a verb, if one does: « À 8 heures, Anne Roy sur Radio Sud a dit »."""
    for token in reversed(verb.doc[verb.sent.start:verb.i]):
        opens = token.i == verb.sent.start or token.nbor(-1).text == ","
        if token.ent_iob_ == "B" and token.ent_type_ in ("PER", "ORG") and opens and not quotations.inside(token):
            return token
        if clauses.is_finite(token) and not token.ent_type_:
            return None
    return None


def is_passive(verb: Token) -> bool:
    """A passive: its subject is what is said, who says it stands behind « par »."""
    helped = children(verb, "aux")
    if not helped and form_of(verb) == "Past":
        return verb.dep_ not in ("conj", "dep") and not any(c.dep_ == "nsubj" for c in verb.children)
    return any(c.dep_ == "aux:pass" for c in helped)


def _que(verb: Token) -> Token | None:
    """The « que » that opens the content of a reporting verb, not one that refers to a noun before it."""
    for token in verb.doc[verb.i + 1:min(verb.sent.end, verb.i + 25)]:
        if token.lower_ == "combien":
            return token.nbor(-1)
        if token.dep_ == "fixed" and token.i > verb.i + 2:  # « bien que »
            return None
        if token.lower_ in words("que"):
            behind = next((t for t in verb.doc[verb.i + 1:token.i] if t.pos_ != "ADV"), token)
            relative = token.pos_ == "PRON" and token.dep_ == "obj" and token.nbor(-1).pos_ in ("NOUN", "PROPN")
            return None if relative and behind.pos_ != "ADP" else token
        if clauses.is_finite(token) or token.text in (";", ":") or token.pos_ == "VERB" and reporting_verb(token):
            return None
    return None


def _covered(verb: Token, opener: Token) -> list[tuple[int, int]]:
    """The text after « que » that hangs below the verb: coordinated verbs, afterthoughts and objections stay out."""
    out = {t.i for child in children(verb, "conj") for t in child.subtree}
    inside = [t for t in verb.doc[opener.i + 1:verb.sent.end] if t.i not in out]
    # « …, alors que le parquet affirme que »
    away = words("aside") | ({"alors", "tandis"} if any(map(reporting_verb, inside)) else set())
    commas = [*(k for k, t in enumerate(inside) if t.text == ","), len(inside)]
    ends = (k for k, over in zip(commas, commas[1:]) if k + 1 < over and inside[k + 1].lower_ in away and any(
        # not « que dix, dont un enfant, ont fui »
        map(clauses.is_finite, inside[k:over if inside[k + 1].lower_ == "dont" else None])))
    inside = inside[:next(ends, None)]
    return [(inside[0].idx, end_of(inside[-1]))] if inside else []


def _infinitive(verb: Token, syntax: str) -> Token | None:
    """The infinitive that is the content: « affirme avoir signé »; or with « de »: « se défend d'avoir signé »."""
    for token in verb.doc[verb.i + 1:min(verb.sent.end, verb.i + 12)]:
        if form_of(token) == "Inf":
            owner = token.head if token.dep_.startswith("aux") else token
            marks = {c.lower_ for c in owner.children if c.i < token.i and c.pos_ == "ADP"}
            fits = "d" in syntax and marks <= words("de") if marks else "i" in syntax
            return owner if fits and owner.dep_ in words("content relations") else None
        if clauses.is_finite(token) or token.lower_ in words("que"):
            return None
    return None


def _speech_verbs(sentence: Span) -> Iterator[tuple[Token, Verb]]:
    """The reporting verbs, those too that the tagger took for nouns or adjectives: « l'agence juge | que »."""
    for token in sentence:
        verb, kinds = reporting_verb(token) or (None, ())
        helped = PARTICIPLE in kinds and (children(token, "aux") or token.i > sentence.start and (
            token.nbor(-1).lower_ in words("auxiliaries")))
        told = FINITE in kinds and token.i > sentence.start and token.nbor(-1).pos_ != "DET" and (
            token.doc[token.i + 1:token.i + 2].text.lower() in words("told"))  # « le club juge « inique » le tarif »
        lost = token.lower_ == "dément" or helped or told
        if verb and (token.pos_ in ("VERB", "AUX") or lost or clauses.is_finite(token)):
            yield token, verb


def verb_frames(sentence: Span) -> list[Frame]:
    """Frames of reporting verbs: que-clause, colon, infinitive or object for content, or none (« act »: who speaks)."""
    frames = []
    for token, verb in _speech_verbs(sentence):
        lead = {t.lower_ for t in token.doc[max(sentence.start, token.i - 4):token.i]}
        marks = {c.lower_ for c in token.children if c.i < token.i and c.pos_ == "ADP"}
        verbs = (reporting_verb(t) for t in token.ancestors if t.pos_ == "VERB")
        over = form_of(token) == "Inf" and marks and marks <= words("de") and next(verbs, None)
        if lead & words("ne") and verb.commits_to != "denies" or over and over[0].commits_to in ("demands", "accuses"):
            continue  # « demande à la ville de préciser »: the words are his who demands
        if "à" in marks and any(token.head.i < c.i < token.i for c in children(token.head, "obj")):
            continue  # « la crue a conduit la préfète à exprimer »
        passive = is_passive(token) or bool(pattern("il").search(sentence.text[:token.idx - sentence.start_char][-40:]))
        agent = next((c for c in children(token, "obl") if c.left_edge.lower_ == "par"), None)
        head = agent if passive else _subject(token)
        frame = _governed(token, verb, None if passive else head, passive)
        unable = head is not None and not passive and not sources.can_be_source(head)
        if frame is None or frame.kind == "object" and unable:
            frame = None if head is None else Frame("act", token.idx, token.idx, [])
        told = any(c.lower_ in ("l'", "l’") for c in token.children) and len(sentence) < 16
        if told and frame and head is not None and "q" in verb.syntax and verb.commits_to != "denies":
            frame = Frame("incise", sentence.start_char, sentence.end_char, [before(sentence)], head=token.i)
        if frame is None or head is None and frame.kind == "object":
            continue
        strict = "t" in verb.syntax or frame.kind == "object"
        if head is None or head.lower_ in words("nobody") or sources.can_be_source(head, anyone=not strict):
            frames.append(replace(credited(frame, head), verb=token.i, commits_to=verb.commits_to))
    return frames


def _governed(token: Token, verb: Verb, owner: Token | None, passive: bool) -> Frame | None:
    """The frame of a verb that has its content below it."""
    sentence, opener = token.sent, _que(token)
    start = min([token.idx, *(c.left_edge.idx for c in children(token, "nsubj", "aux", "expl") if c.i < token.i)])
    if opener is not None and "q" in verb.syntax:
        scope = _covered(token, opener)
        root = next((t for t in token.doc[opener.i + 1:sentence.end] if t.head.i <= opener.i), opener)
        says = any(clauses.is_finite(root) or c.pos_ == "AUX" for c in [root, *root.children])
        content = root.i if scope and says and root.idx < scope[0][1] else None
        return Frame("que", start, end_of(opener), scope, head=token.i, content=content) if scope else None
    near = token.doc[token.i + 1:min(token.i + 15, sentence.end)]
    colon = next((t for t in near if t.text in ":»" or clauses.is_finite(t)), token)
    if colon.text == ":":
        quoted = quotations.text_of(sentence.doc)[colon.idx + 1:colon.idx + 4].strip()[:1] in "«“\"‹"
        if quoted or "q" in verb.syntax:
            scope = [(end_of(colon), max(end_of(colon) + 1, sentence.end_char))]
            return Frame("colon", start, end_of(colon), scope, head=token.i)
    below = None if passive else _infinitive(token, verb.syntax)
    if below is not None:
        first = below.left_edge
        edge = (first.nbor(1) if first.lower_ in words("de") else first).idx
        return Frame("infinitive", start, edge, [(edge, end_of(below.right_edge))], head=token.i, content=below.i)
    number = any(t.text[0].isdigit() or t.like_num and t.pos_ != "DET" for t in near[:3])
    counted = number or clauses.content_verb(token) != token
    medium = passive or owner is not None and nouns().get(owner.lower_) in ("agency", "document")
    object_of = passive or any(c.dep_ in words("content relations") for c in token.children)
    if "k" in verb.syntax and counted or object_of and ("n" in verb.syntax or "m" in verb.syntax and medium):
        return Frame("object", token.idx, token.idx, [(token.idx, end_of(token))])
    return None
