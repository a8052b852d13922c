"""Clauses: the smallest stretches of a sentence with one predicate, from the parse, robust to its errors."""
from dataclasses import dataclass, field
from functools import lru_cache

from spacy.attrs import MORPH
from spacy.tokens import Doc, Span, Token

from helpers.speech.lexicon import FINITE, pattern, reporting_verb, words
from helpers.speech.quotations import text_of

_AUXILIARY = ("aux", "cop")
_CONTENT = {"NOUN", "VERB", "ADJ", "PROPN", "NUM"}


@dataclass
class Clause:
    """One predicate with the tokens that are nearest to it in the parse."""

    head: Token
    tokens: list[Token] = field(default_factory=list)


def children(token: Token, *relations: str) -> list[Token]:
    """The children of a token in these relations, or kinds of them (« nsubj »: also « nsubj:pass »)."""
    return [c for relation, c in _below(token.doc)[token.i] if relation.startswith(relations)]


@lru_cache(maxsize=1)
def _below(doc: Doc) -> list[list[tuple[str, Token]]]:
    """The children of each token with their relations: spaCy looks for them, and makes them, anew each time.

    (The root is a child of itself.)
    """
    below: list[list[tuple[str, Token]]] = [[] for _ in doc]
    for token in doc:
        below[token.head.i].append((token.dep_, token))
    return below


def form_of(token: Token) -> str:
    """Fin | Inf | Pres (present participle) | Past (past participle) | "" """
    return _forms(token.doc)[token.i]


@lru_cache(maxsize=1)
def _forms(doc: Doc) -> list[str]:
    return [_form(doc.vocab.strings[features]) for features in doc.to_array(MORPH).tolist()]


@lru_cache(maxsize=1 << 12)
def _form(features: str) -> str:
    told = dict(feature.split("=") for feature in features.split("|") if "=" in feature)
    return told.get("Tense", "") if told.get("VerbForm") == "Part" else told.get("VerbForm", "")


def is_finite(token: Token) -> bool:
    """A finite verb form, auxiliaries included; not a noun or preposition that the tagger took for one."""
    return token.i in _finite(token.doc)


@lru_cache(maxsize=1)
def _finite(doc: Doc) -> frozenset[int]:
    return frozenset(t.i for t in doc if _seems_finite(t))


def _seems_finite(token: Token) -> bool:
    # « la police en dénombre 3 000 »
    if token.pos_ == "NOUN" and 0 < token.i < len(token.doc) - 1 and token.nbor(-1).lower_ == "en":
        return token.nbor().text[0].isdigit() and FINITE in (reporting_verb(token) or ("", ()))[1]
    if token.pos_ in ("ADJ", "PROPN") and token.is_lower:
        return bool(pattern("surely verb").search(token.text))
    noun = token.i and token.nbor(-1).lower_ in words("before_noun") or token.lower_ in words("no_verb")
    if token.pos_ not in ("VERB", "AUX") or not token.is_alpha or noun:
        return False
    # « on | sacrifie »
    lost = form_of(token) == "Inf" and not token.lower_.endswith(("r", "re")) and children(token, "nsubj")
    return form_of(token) == "Fin" or bool(lost)


def tense(token: Token) -> str | None:
    """future | conditional by the form of the verb, which the tagger often gets wrong; None for other tenses."""
    form = pattern("future").fullmatch(token.lower_)
    if form is None or token.lemma_.startswith(form[1]) and token.lemma_ not in (form[1], form[1] + "e", token.lower_):
        return None  # « tirait », « ouvrait »: the r belongs to the stem
    return "conditional" if form[2].startswith(("ait", "ais", "aient", "ions", "iez")) else "future"


def predicate_of(token: Token) -> Token:
    """The predicate a finite form belongs to: the head of its auxiliary or copula, else itself."""
    while token.dep_.startswith(_AUXILIARY):
        token = token.head
    return token


def _asserting_participle(token: Token) -> bool:
    """A participle clause that says something of its own: « dirigée par le ministre », « marquant la fin »."""
    if form_of(token) not in ("Past", "Pres") or token.lower_ in words("no_verb"):
        return False
    helped = {c.lower_ for c in children(token, *_AUXILIARY)}
    if not token.dep_.startswith(("acl", "advcl", "ROOT", "parataxis", "conj")) or helped - {"ayant", "été"}:
        return False
    before = token.nbor(-1).text if token.i else ","
    if token.dep_.startswith("acl") and form_of(token) == "Past" and before != "," and not helped:
        return False  # « une lettre écrite par le président »
    return any(c.i > token.i for c in children(token, "obj", "obl", "ccomp", "xcomp"))


def _joined_infinitive(token: Token) -> bool:
    """« les armées doivent s'unir | et défendre la paix »: an infinitive beside the one under a modal verb."""
    if form_of(token) != "Inf" or token.dep_ not in ("conj", "advcl") or children(token, *_AUXILIARY) or any(
            c.pos_ == "ADP" and c.i < token.i for c in token.children):
        return False
    modal = next((t for t in token.ancestors if form_of(t) != "Inf"), token)
    return modal.lemma_ in words("pass_on") and content_verb(modal).i < token.i


def _heading(sentence: Span) -> set[int]:
    """The head noun of a sentence without verb (a headline), if it says enough to be a statement."""
    content = [t for t in sentence if t.pos_ in _CONTENT and t.is_alpha]
    return {sentence.root.i if sentence.root.pos_ in _CONTENT else content[0].i} if len(content) > 3 else set()


def split(sentence: Span, also: frozenset[int] = frozenset(), frames: dict[int, int] | None = None) -> list[Clause]:
    """Clauses of a sentence in order; `also` holds indices of further predicates (the content of a reporting verb),
    `frames` the reporting verbs with the offset where their content begins: from there on no word belongs to them.

    Every token goes to its nearest predicate above, so clauses never share a token; one may stand inside another.
    """
    heads = {predicate_of(t).i for t in sentence if is_finite(t)}
    heads |= {t.i for t in sentence if t.i in also or _asserting_participle(t) or _joined_infinitive(t)}
    heads -= {i for i in heads - also if _merged(sentence.doc[i])}
    clauses = {i: Clause(sentence.doc[i]) for i in sorted(heads or _heading(sentence))}
    owners = clauses | {c.head.head.i: c for c in reversed(clauses.values()) if _takes_above(c.head, clauses)}
    frames, last = frames or {}, None
    for token in sentence:
        owner = next((owners[above.i] for above in (token, *token.ancestors) if above.i in owners), None)
        if owner is not None and token.idx >= frames.get(owner.head.i, 10 ** 9):
            owner = last if last is not None and last.head.i > owner.head.i else None
        last = owner or last
        if owner is not None:
            owner.tokens.append(token)
    return [c for c in clauses.values() if c.tokens]


def _takes_above(head: Token, clauses: dict[int, Clause]) -> bool:
    """Whether the noun above a verb is its subject, taken for the root: « Le ministre | démissionnera lundi »."""
    above = head.head
    if above.pos_ not in ("NOUN", "PROPN", "PRON") or above.i >= head.i or any(t.i in clauses for t in head.ancestors):
        return False
    helped = is_finite(head) or children(head, "aux")
    beneath = helped and head.dep_ in ("acl", "nmod", "amod", "appos", "obl:mod", "flat:name")
    return bool(beneath) and not any(c.i < head.i for c in children(head, "nsubj", "mark"))


def _merged(head: Token) -> bool:
    """A clause that says nothing without the one above it: « craint que le conflit s'étende »,
    « pour que la paix dure », « le prix que chacun attache au traité »."""
    verbs, opener = [head, *children(head, *_AUXILIARY)], head.left_edge
    if any("Sub" in v.morph.get("Mood") for v in verbs):
        return head.dep_ in ("advcl", "ccomp")
    behind = opener.i > 0 and opener.nbor(-1).pos_ in _CONTENT
    bound = head.dep_ == "acl:relcl" and opener.lower_ in words("bound") and behind
    return bound and not any(form_of(v) == "Past" or tense(v) for v in verbs)


def content_verb(head: Token) -> Token:
    """The verb that says what happens: under « va », « doit », « prévoit de » the infinitive."""
    for _ in range(3):
        below = [c for c in children(head, "xcomp", "ccomp", "obj", "advcl") if form_of(c) == "Inf"]
        near = [c for c in below if 0 < c.i - head.i < 9 and head.lemma_ in words("pass_on")]
        if not near:
            return head
        head = near[0]
    return head


def predicate(clause: Clause) -> str:
    """Lemma of the head verb, or of the event noun under a light verb (« a effectué une visite » → visite)."""
    head = content_verb(clause.head)
    event = next((c for c in children(head, "obj", "obl:arg") if c.lemma_.endswith((*words("event_endings"),))), head)
    return (event if head.lemma_ in words("light") else head).lemma_.lower()


def negated(clause: Clause) -> bool:
    """Negation of the predicate (« ne … pas », « aucun », « n'… ni »); not « ne … que »."""
    found = {t.lower_ for t in clause.tokens}
    return bool(found & words("ne")) and bool(found & words("not"))


def mood(clause: Clause) -> str:
    """planned | due (« doit ») | conditional | past-conditional | factual, from tense, mood and modal verbs."""
    finite = [t for t in (clause.head, *children(clause.head, *_AUXILIARY)) if is_finite(t)]
    tenses = {tense(t) for t in finite} | {"conditional" for t in finite if "Cnd" in t.morph.get("Mood")}
    head = clause.head
    if "conditional" in tenses:
        past = "factual" if head.lemma_ == "devoir" else "past-conditional"  # « aurait dû »: no report
        return past if children(head, "aux") and not any(t.lower_.startswith("ser") for t in finite) else "conditional"
    if "future" in tenses or head.lower_ in words("awaited"):
        return "planned"
    modal = next((t for t in finite if t.lemma_ in ("aller", "devoir")), head)
    if modal.lemma_ in ("aller", "devoir") and modal.morph.get("Tense") in (["Pres"], ["Imp"]) and any(
            form_of(t) == "Inf" for t in modal.doc[modal.i + 1:modal.i + 15]):
        return "planned" if modal.lemma_ == "aller" else "due"
    planned = head.lemma_ in words("planning") and content_verb(head) != head and not negated(clause)
    return "planned" if planned else "factual"


def lemmas(clause: Clause) -> list[str]:
    """Content lemmas, sorted, without double."""
    return sorted({t.lemma_.lower() for t in clause.tokens if t.pos_ in _CONTENT and any(c.isalnum() for c in t.text)})


def bounds(clause: Clause, cut: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Offsets of the clause without the stretches in `cut` (reporting frames), and the marks and links at its edges.

    A bracket or quotation mark at an edge is taken in where its partner stands inside.
    """
    tokens = [t for t in clause.tokens if not any(a <= t.idx < b for a, b in cut) and not t.is_space]
    while tokens and _is_edge(tokens[0]):
        tokens.pop(0)
    while tokens and _is_edge(tokens[-1]):
        tokens.pop()
    if len(tokens) < 2:
        return None
    while tokens[0].ent_iob_ == "I":  # a name is not cut: « Kim Jong- | un accueille »
        tokens.insert(0, tokens[0].nbor(-1))
    text, start, end = text_of(clause.head.doc), tokens[0].idx, tokens[-1].idx + len(tokens[-1])
    for left, right in ("()", "«»", "“”"):
        inside, after, before = text[start:end], text[end:end + 2].lstrip(), text[max(0, start - 2):start].rstrip()
        if inside.count(left) > inside.count(right) and after[:1] == right:
            end = text.index(right, end) + 1
        elif inside.count(right) > inside.count(left) and before[-1:] == left:
            start = text.rindex(left, 0, start)
    return start, end


def _is_edge(token: Token) -> bool:
    return token.lower_ in words("edge") or token.text not in "%€$" and not any(c.isalnum() for c in token.text)


def subject(head: Token) -> Token | None:
    """Head of the subject: before or after the verb, shared by coordinated verbs, the antecedent of « qui »."""
    for _ in range(4):
        found = [c for c in children(head, "nsubj", "expl:subj") if c.lower_ not in words("never_subject")]
        if found:  # the nearest before the verb: « L'agence rapporte que le ministre soutient »
            return _antecedent(([c for c in found if c.i < head.i] or found[:1])[-1], head)
        if head.dep_.startswith("acl") and head.head.pos_ in ("NOUN", "PROPN", "PRON"):
            if form_of(head) != "Pres" or not head.left_edge.i or head.left_edge.nbor(-1).text != ",":
                return head.head
            above = next((t for t in head.ancestors if t.pos_ == "VERB"), None)
            return above and subject(above)  # « X a reçu Y, soulignant que »: X
        if head.dep_ not in ("conj", "advcl", "xcomp", "parataxis"):
            return None
        head = head.head
    return None


def _antecedent(pronoun: Token, verb: Token) -> Token:
    if pronoun.lower_ not in ("qui", "lequel", "laquelle", "lesquels", "lesquelles"):
        return pronoun
    if verb.head.pos_ in ("NOUN", "PROPN", "PRON") and verb.head.i < pronoun.i:
        return verb.head
    return next((t for t in reversed(verb.sent) if t.i < pronoun.i and t.pos_ in ("NOUN", "PROPN", "PRON")), pronoun)
