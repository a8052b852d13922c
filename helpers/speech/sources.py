"""Who is credited: from a head word to the span that names the source, and pronouns to their antecedent."""
import itertools
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Span, Token

from helpers.speech import quotations
from helpers.speech.clauses import children, is_finite
from helpers.speech.lexicon import given_gender, is_agency, nouns, words

_KINDS = {"PER": "person", "ORG": "org", "LOC": "place", "MISC": "name"}
_ENDS = words("stop") | words("times")  # of a noun phrase that names a source
_NOMINAL = ("ADP", "ADJ", "ADV", "CCONJ", "DET", "NOUN", "NUM", "PROPN")
_GENDERS = {"la": "Fem", "une": "Fem", "cette": "Fem", "le": "Masc", "un": "Masc", "ce": "Masc"}


@dataclass(frozen=True)
class Source:
    """Offsets of a credited source and its head word; kind: as in source_nouns.csv, or person, org, place, name."""

    start: int
    end: int
    head: int
    kind: str = "name"
    gender: str = ""
    plural: bool = False
    named: bool = False


def is_pronoun(token: Token) -> bool:
    """A personal pronoun that stands for a source."""
    return is_last(token) or token.lower_ in words("singular") | words("plural")


def is_last(token: Token) -> bool:
    """« ce dernier », « celle-ci »: whoever was told of last, subject or not."""
    this = token.i and token.nbor(-1).lower_ in words("this")
    alone = token.i + 1 == len(token.doc) or token.nbor().pos_ != "NOUN"  # not « ces derniers jours »
    return token.lower_.endswith("-ci") or bool(this) and token.lower_.startswith("derni") and alone


def can_be_source(token: Token, anyone: bool = False) -> bool:
    """Names, listed source nouns and pronouns can be a source; with `anyone` every noun not listed as « not »."""
    if token.lower_ in words("nobody") or not (token.ent_type_ or token.lower_.strip("-0123456789h")[:1].isalpha()):
        return False  # « 9h24 », but « 7sur7 »
    # « les Européens », « l'exploitant »
    kind, named = nouns().get(token.lower_), token.i and token.nbor(-1).pos_ == "DET" or token.lower_ in words("civil")
    if token.ent_type_ in _KINDS or is_pronoun(token) or token.pos_ == "PROPN" or token.text[0].isupper() and named:
        return True
    # what happens does not speak
    anybody = anyone and not token.lemma_.endswith((*words("event_endings"),)) and token.lemma_ not in words("times")
    return kind != "not" and (kind is not None or anybody)


@lru_cache(maxsize=1)
def _names(doc: Doc) -> dict[int, Span]:
    return {i: name for name in doc.ents if name.label_ in _KINDS for i in range(name.start, name.end)}


def noun_phrase(head: Token) -> tuple[int, int]:
    """Token bounds of the phrase around a head: determiners, adjectives, complements up to the first stop word."""
    doc, start, sentence = head.doc, head.i, head.sent
    while start > sentence.start and doc[start - 1].pos_ in ("DET", "ADJ", "NUM"):
        start -= 1
    end = next((t.i for t in doc[head.i + 1:sentence.end] if not _continues(t)), sentence.end)
    while end > head.i + 1 and doc[end - 1].pos_ in ("ADP", "DET", "ADV") and not doc[end - 1].ent_type_:
        end -= 1
    return start, end


def _continues(token: Token) -> bool:
    before = token.nbor(-1)
    if token.is_space or token.lower_ in _ENDS or token.pos_ == "NOUN" and is_finite(token):
        return False
    if token.pos_ == "ADP" and before.pos_ in ("NOUN", "PROPN", "ADJ", "ADV"):
        told = [t for t in token.doc[token.i + 1:token.i + 3] if is_agency(t.text) or nouns().get(t.lower_) == "agency"]
        return token.lower_ in words("de") or token.lower_ == "en" or token.lower_ in words("to") and not told
    if token.pos_ == "DET":
        return before.pos_ in ("ADP", "ADJ") or token.lower_ == "des" or token.text[0].isupper()
    return token.pos_ not in ("AUX", "PRON", "SCONJ") and (token.pos_ != "VERB" or bool(token.ent_type_))


def _apposed(head: Token, start: int, end: int, label: str) -> Span | None:
    """The name in « le maire Jean Lenoir », « le maire, Jean Lenoir, », « KCNA, l'agence d'État, »."""
    doc, known, governed = head.doc, _names(head.doc), bool(children(head, "case"))
    # « de l'Institut (…), Anne Roy, »
    over = max([end, *(t.i + 1 for t in doc[end:end + 5] if t.text == ")" and doc[end].text == "(")])
    for name in (e for t in head.sent if (e := known.get(t.i)) is not None and e.start == t.i and e.label_ == label):
        first = name.start - (doc[name.start - 1].lower_ in words("civil"))
        before, after = doc[max(first - 1, 0)], doc[min(name.end, len(doc) - 1)]
        ahead = name.end == start - 1 and after.text == "," and doc[end:end + 1].text == ","
        near = over <= first <= over + 9 and all(
            t.pos_ in _NOMINAL and nouns().get(t.lower_) != "person" for t in doc[over:first - 1])
        # not « selon le maire, Anne Roy a fui »
        ends = after.text in ",(.»" or not governed and any(map(is_finite, doc[name.end:name.end + 2]))
        behind = near and doc[first - 1].text == "," and ends
        within = start < name.start < end and before.pos_ not in ("ADP", "DET", "CCONJ")
        direct = near and (before.pos_ in ("NOUN", "PROPN", "ADJ") or before.text == ")") and name.start > end
        if ahead or behind or label == "PER" and (within or direct):
            return name
    return None


def from_head(head: Token) -> list[Source]:
    """The source named by a head word, and those joined by « et »; a person in apposition stands for the noun."""
    joined = [c for c in children(head, "conj") if c.pos_ in ("NOUN", "PROPN") and c.text != "-" and can_be_source(c)]
    listed = any(children(c, "cc") for c in joined)  # else « selon les médias, l'homme … »
    return [_one(token) for token in (head, *joined * listed)]


@lru_cache(maxsize=512)
def _one(head: Token) -> Source:
    doc, name, kind = head.doc, _names(head.doc).get(head.i), nouns().get(head.lower_, "other")
    genders = [_GENDERS[c.lower_] for c in children(head, "det") if c.lower_ in _GENDERS]  # « la maire »
    genders += head.morph.get("Gender") if head.pos_ == "NOUN" and not head.ent_type_ else []
    start, end = noun_phrase(head)
    near = itertools.takewhile(lambda t: t.text not in _ENDS - {"par"} and not is_finite(t), doc[head.i + 1:head.i + 8])
    author = next(filter(can_be_source, near), None) if kind in ("words", "document") else None
    if author is not None and (kind == "words" or nouns().get(author.lower_) == "person"):
        return _one(author)  # « selon les informations fournies par Anne Roy », « un communiqué du ministre »
    if name is None and (kind in ("person", "other", "agency") or doc[start].lower_ in ("un", "une")):
        name = _apposed(head, start, end, "PER" if kind in ("person", "other") else "ORG")
    bare = name is None and kind == "person" and end == head.i + 1 == start + 2 and doc[start].lower_ in words("the")
    for same in (t for t in reversed(doc[max(0, start - 300):start] if bare else ()) if t.lower_ == head.lower_):
        if (known := _one(same)).named and known.gender in ("", *genders):  # « le ministre »: named before
            return known
    if name is None:
        last, plural = doc[end - 1], "Plur" in head.morph.get("Number") or head.lower_ in words("amounts")
        return Source(doc[start].idx, last.idx + len(last), head.idx, kind, "".join(genders[:1]), plural)
    gender = name.label_ == "PER" and given_gender(name.text) or "".join(genders[:1])
    article = {token.lower_ for token in doc[max(0, name.start - 1):name.start + 1]}
    several = name.label_ == "ORG" and not article.isdisjoint(words("several"))  # « les Verts »
    return Source(name.start_char, name.end_char, name.root.idx, _KINDS[name.label_], gender, several, True)


def first_head(start: Token, stop: int, skip: bool = True) -> Token | None:
    """The head of the first noun phrase from `start` on (« mardi à la presse le ministre » → ministre).

    With `skip`, phrases after a preposition and words of time are passed over.
    """
    doc, i = start.doc, start.i
    while i < stop:
        token, behind = doc[i], doc[min(i + 1, stop - 1)]
        if skip and token.pos_ == "ADP":  # a complement (« à l'AFP », « dans un entretien »): skip its noun
            last = noun_phrase(doc[i])[1]
            i = next((t.i for t in doc[i + 1:last] if t.nbor(-1).pos_ != "ADP" and (t.pos_ == "DET" or (
                t.ent_iob_ == "B" and (t.ent_type_ == "PER" or t.nbor(-1).lower_ in words("turn"))))), last) - 1
        elif token.text in "«»,.;:" or token.lower_ in words("que"):
            # « a dit, à Rome, le pape »
            if not skip or token.text != "," or token.i > start.i and behind.pos_ != "ADP":
                return None
            aside = [t for t in doc[i + 1:min(i + 8, stop)] if t.text == "," or is_finite(t)]
            i = aside[0].i if aside and aside[0].text == "," and behind.pos_ == "ADP" else i
        elif token.lower_ not in _ENDS | words("civil") and (  # « M. Goudet »
                token.pos_ in ("NOUN", "PROPN") or is_pronoun(token) or token.ent_type_ and token.pos_ != "DET"
                or token.pos_ in ("VERB", "ADJ") and token.i and token.nbor(-1).pos_ == "DET" and behind.pos_ != "NOUN"
                or token.pos_ == "PRON" and behind.lower_ in words("de")):  # « un de ses avocats »
            return token
        i += 1
    return None


def is_anaphoric(token: Token) -> bool:
    """A noun for somebody told of before: « ce responsable »."""
    person = nouns().get(token.lower_) == "person" and not token.ent_type_
    return person and any(t.lower_ in words("this") for t in children(token, "det"))


def antecedent(word: Token, focus: list[list[Source]]) -> list[Source]:
    """The most recent source(s) a pronoun, or « ce responsable », can stand for; « il » is no agency or country unless
    its noun is masculine; where none fits, or a place alone, the last person told of (behind it) who does."""
    whose = word.lower_ in words("whose") | words("them")
    own = () if whose or is_pronoun(word) else (_one(word).gender,)  # of « cette responsable »
    plural = word.lower_ in words("plural") or whose and word.lower_[:2] == "le"  # « leurs yeux »
    feminine = word.lower_ in words("feminine") or "Fem" in own
    genders = ("", "Fem", "Masc") if whose else ("", "Fem" if feminine else "Masc")
    focus = [g for g in focus if all(s.end <= word.idx for s in g)]
    groups = focus if plural else [[s] for g in focus for s in g]
    fits = [g for g in groups if (len(g) > 1 or g[0].plural) == plural and any(s.gender in genders for s in g)]
    persons = [g for g in fits if g[0].kind == "person" and (g[0].gender or not feminine)]
    fits = persons + [g for g in fits if feminine or g[0].kind in ("body", "other") or g[0].gender or plural]
    best = min(fits, key=lambda g: g[0].kind == "place", default=[])
    known = best and not is_last(word) and (word.idx if best[0].kind != "place" else best[0].end)
    told = (_one(t) for t in reversed(word.doc[max(0, word.i - 400):word.i]) if t.idx >= (known or 0) and is_person(t))
    return next(([s] for s in told if s.plural == plural and s.gender in genders), best)


def is_person(token: Token) -> bool:
    """The first word of a person's name; not one in a quotation."""
    return token.ent_type_ == "PER" and token.ent_iob_ == "B" and not quotations.inside(token)
