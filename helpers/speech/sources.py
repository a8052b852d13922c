"""Who is credited: from a head word to the span that names the source, and pronouns to their antecedent."""
from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Span, Token

from helpers.speech.lexicon import given_gender, is_agency, nouns, words

_KINDS = {"PER": "person", "ORG": "org", "LOC": "place", "MISC": "name"}


@dataclass(frozen=True)
class Source:
    """Offsets of a credited source and of its head word; kind: as in source_nouns.csv, or of a name: person, org, place, name."""

    start: int
    end: int
    head: int
    kind: str = "name"
    gender: str = ""
    plural: bool = False


def is_pronoun(token: Token) -> bool:
    """A personal pronoun that stands for a source."""
    return token.lower_ in words("singular") or token.lower_ in words("plural")


def can_be_source(token: Token, anyone: bool = False) -> bool:
    """Names, listed source nouns and pronouns can be a source; with `anyone` every noun that is not listed as « not »."""
    if token.lower_ in words("nobody") or not any(c.isalnum() for c in token.text):
        return False
    if token.ent_type_ in _KINDS or is_pronoun(token) or token.pos_ == "PROPN":
        return True
    if token.text[0].isupper() and token.pos_ in ("NOUN", "ADJ") and token.i and token.nbor(-1).pos_ == "DET":
        return True  # « les Européens »
    kind, named = nouns().get(token.lower_), token.i and token.nbor(-1).pos_ == "DET"  # « l'exploitant »: the tagger's verb
    return kind not in (None, "not") or anyone and kind != "not" and (named or token.pos_ in ("NOUN", "ADJ", "PRON", "NUM"))


@lru_cache(maxsize=1)
def _names(doc: Doc) -> dict[int, Span]:
    return {i: name for name in doc.ents if name.label_ in _KINDS for i in range(name.start, name.end)}


def _name_at(token: Token) -> Span | None:
    return _names(token.doc).get(token.i)


def names(span: Span) -> list[Span]:
    """The names that begin in a span (`Span.ents` goes through those of the whole doc each time)."""
    return [name for t in span if (name := _name_at(t)) is not None and name.start == t.i]


def noun_phrase(head: Token) -> tuple[int, int]:
    """Token bounds of the phrase around a head: determiners and adjectives before, complements up to the first stop word."""
    doc, start, end, stop = head.doc, head.i, head.i + 1, words("ends")
    while start > head.sent.start and doc[start - 1].pos_ in ("DET", "ADJ", "NUM") and doc[start - 1].lower_ not in stop:
        start -= 1
    while end < head.sent.end and doc[end].lower_ not in stop and not doc[end].is_space and _continues(doc[end]):
        end += 1
    while end > head.i + 1 and doc[end - 1].pos_ in ("ADP", "DET", "CCONJ", "ADV") and not doc[end - 1].ent_type_:
        end -= 1
    return start, end


def _continues(token: Token) -> bool:
    before = token.nbor(-1)
    if token.pos_ == "ADP" and before.pos_ in ("NOUN", "PROPN", "ADJ", "ADV"):
        to = token.lower_ in words("to") and not any(is_agency(t.text) for t in token.doc[token.i + 1:token.i + 3])
        return token.lower_ in words("de") or token.lower_ == "en" or to
    if token.pos_ == "DET":
        return before.pos_ in ("ADP", "DET", "ADJ") or token.lower_ in ("des", "du")
    return token.pos_ not in ("AUX", "PRON", "SCONJ") and (token.pos_ != "VERB" or bool(token.ent_type_))


def _apposed(head: Token, start: int, end: int, label: str) -> Span | None:
    """« le président russe Vladimir Poutine », « le ministre, Sergueï Choïgou, », « KCNA, l'agence d'État, »: the name."""
    doc = head.doc
    for name in (e for e in names(head.sent) if e.label_ == label):
        first = name.start - (name.start > start and doc[name.start - 1].lower_ in words("civil"))
        before, after = doc[max(first - 1, 0)], doc[min(name.end, len(doc) - 1)]
        if name.end == start - 1 and after.text == "," and doc[end:end + 1].text == ",":
            return name
        behind = first == end + 1 and before.text == "," and (
            after.text in (",", "(", ".", "»") or after.pos_ in ("AUX", "VERB") and doc[max(start - 1, 0)].pos_ != "ADP")
        within = start < name.start < end and before.pos_ not in ("ADP", "DET") and before.lower_ not in words("de") | {"par", "à", "et", "avec", "au"}
        if behind or label == "PER" and within:
            return name
    return None


def from_head(head: Token) -> list[Source]:
    """The source named by a head word, and those joined to it by « et »; a person named in apposition stands for the noun."""
    joined = [c for c in head.children if c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN") and can_be_source(c)]
    listed = any(t.dep_ == "cc" for c in joined for t in c.children)  # else « selon les médias, l'homme … »
    return [_one(token) for token in (head, *joined * listed)]


def _one(head: Token) -> Source:
    doc, name, kind = head.doc, _name_at(head), nouns().get(head.lower_, "other")
    her = any(c.dep_ == "det" and c.lower_ in ("la", "une", "cette") for c in head.children)  # « la maire »
    his = any(c.dep_ == "det" and c.lower_ in ("le", "un", "ce") for c in head.children)
    gender = "Fem" if her else "Masc" if his else "" if head.pos_ != "NOUN" else (head.morph.get("Gender") or [""])[0]
    titled = name is not None and head.pos_ == "NOUN" and (kind == "person" and name.label_ != "PER" or kind != "other" and name.label_ == "LOC")
    start, end = noun_phrase(head)
    if name is None or titled:
        name = _apposed(head, start, end, "ORG" if kind == "agency" else "PER") if kind in ("person", "other", "agency") else None
    if name is None or titled:
        apposed = [_name_at(c) for c in head.children if c.dep_ == "appos" and c.ent_type_ == "PER"] if kind in ("person", "other") else []
        name = apposed[0] if apposed and apposed[0] is not None else name
    if name is not None:
        return Source(name.start_char, name.end_char, name.root.idx, _KINDS[name.label_], name.label_ == "PER" and given_gender(name.text) or gender)
    return Source(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]), head.idx, kind, gender, "Plur" in head.morph.get("Number"))


def first_head(start: Token, stop: int, skip: bool = True) -> Token | None:
    """The head of the first noun phrase from `start` on (« mardi à la presse le ministre » → ministre).

    With `skip`, phrases after a preposition and words of time are passed over.
    """
    doc, i, aside = start.doc, start.i, False
    while i < stop:
        token = doc[i]
        if skip and token.text == "," and i + 1 < stop and (aside or doc[i + 1].pos_ == "ADP"):  # « a dit, à Rome, le pape »
            i, aside = i + 1, not aside
            continue
        if skip and token.pos_ == "ADP":  # a complement (« à l'AFP », « dans un entretien »): skip its noun
            i += 1
            while i < stop and doc[i].pos_ in ("DET", "ADJ", "NUM"):
                i += 1
            name = _name_at(doc[i]) if i < stop else None
            i = name.end if name is not None else i + 1
            continue
        if token.text in "«»,.;:" or token.lower_ in words("que"):
            return None
        some = token.pos_ == "PRON" and token.i + 1 < stop and token.nbor(1).lower_ in words("de")  # « un de ses avocats »
        named = some or token.pos_ in ("NOUN", "PROPN") or token.pos_ == "VERB" and token.i > start.i and token.nbor(-1).pos_ == "DET" or token.ent_type_ in _KINDS and token.pos_ not in ("DET", "ADP") or is_pronoun(token)
        if named and token.lower_ not in words("ends"):
            return token
        i += 1
    return None


def antecedent(pronoun: Token, focus: list[Source]) -> Source | None:
    """The most recent source a pronoun can stand for; « il » is no agency or country unless its noun is masculine."""
    plural, feminine = pronoun.lower_ in words("plural"), pronoun.lower_ in words("feminine")
    fits = [s for s in focus if s.plural == plural and s.end <= pronoun.idx and s.gender in ("", "Fem" if feminine else "Masc")]
    if not feminine:
        fits = [s for s in fits if s.kind == "person"] + [s for s in fits if s.kind in ("body", "other") or s.gender]
    else:
        fits = [s for s in fits if s.kind == "person" and s.gender] + fits
    if fits or plural:
        return fits[0] if fits else None
    named = [t for t in pronoun.doc[max(0, pronoun.i - 400):pronoun.i] if t.ent_type_ == "PER" and t.ent_iob_ == "B"]
    return _one(named[-1]) if named else None
