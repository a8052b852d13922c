"""Who is credited: from a head word to the span that names the source, and pronouns to their antecedent."""
from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from helpers.speech import lexicon

_NAMES = ("PER", "ORG", "LOC", "MISC")
_PRONOUNS = {"il": "s", "elle": "s", "-il": "s", "-elle": "s", "lui": "s", "celui-ci": "s", "celle-ci": "s", "dernier": "s",
             "dernière": "s", "ils": "p", "elles": "p", "-ils": "p", "-elles": "p", "eux": "p", "ceux-ci": "p"}
_NOBODY = {"quoi", "lequel", "laquelle", "lesquels", "lesquelles", "on", "je", "j'", "j’", "nous", "tu", "vous", "-je", "-on", "-nous", "-vous", "ce", "c'", "c’", "cela", "ça", "ceci", "tout", "rien", "qui",
           "que", "se", "moi", "où", "dont", "chacun", "-t", "-ce"}
_STOP = {"qui", "que", "qu'", "qu’", "dont", "où", "(", ")", ",", ";", ":", ".", "«", "»", "“", "”", '"', "–", "—", "[", "lors",
         "selon", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "hier", "avant", "après", "dans", "sur",
         "lorsque", "et", "ou", "mais", "pour", "par", "cité", "citant", "interrogé"}
_KINDS = {"PER": "person", "ORG": "org", "LOC": "place"}
_TIMES = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre", "matin",
          "soir", "midi", "après-midi", "jour", "nuit", "semaine", "mois", "an", "année", "aujourd'hui", "aujourd’hui", "demain", "veille", "lendemain"}
_FEMININE = {"elle", "-elle", "elles", "-elles", "celle-ci", "dernière"}


@dataclass(frozen=True)
class Source:
    """Offsets of a credited source; `head` is the offset of its head word, `kind` as in source_nouns.csv or name."""

    start: int
    end: int
    head: int
    kind: str = "name"
    gender: str = ""
    plural: bool = False


def is_pronoun(token: Token) -> bool:
    """A personal pronoun that stands for a source."""
    return token.lower_ in _PRONOUNS


def can_be_source(token: Token, anyone: bool = False) -> bool:
    """Names, listed source nouns and pronouns can be a source; with `anyone` every noun that is not listed as « not »."""
    if token.lower_ in _NOBODY or not any(c.isalnum() for c in token.text):
        return False
    if token.ent_type_ in _NAMES or is_pronoun(token) or token.pos_ == "PROPN":
        return True
    if token.text[0].isupper() and token.pos_ in ("NOUN", "ADJ") and not token.is_sent_start and token.i and token.nbor(-1).pos_ == "DET":
        return True  # « les Européens »
    if token.pos_ == "NOUN" and any(c.dep_ == "appos" and c.ent_type_ == "PER" for c in token.children):
        return True
    kind = lexicon.nouns().get(token.lower_)
    return kind not in (None, "not") or anyone and kind != "not" and token.pos_ in ("NOUN", "ADJ", "PRON", "NUM")


def _name_at(token: Token):
    return next((e for e in token.doc.ents if e.start <= token.i < e.end and e.label_ in _NAMES), None)


def noun_phrase(head: Token) -> tuple[int, int]:
    """Token bounds of the phrase around a head: determiners and adjectives before, complements up to the first stop word."""
    doc, start, end = head.doc, head.i, head.i + 1
    while start > head.sent.start and doc[start - 1].pos_ in ("DET", "ADJ", "NUM") and doc[start - 1].lower_ not in _STOP:
        start -= 1
    while end < head.sent.end and doc[end].lower_ not in _STOP and not doc[end].is_space and _continues(doc[end], head):
        end += 1
    while end > head.i + 1 and doc[end - 1].pos_ in ("ADP", "DET", "CCONJ", "ADV") and not doc[end - 1].ent_type_:
        end -= 1
    return start, end


def _continues(token: Token, head: Token) -> bool:
    if token.pos_ in ("AUX", "PRON", "SCONJ") or token.pos_ == "VERB" and not token.ent_type_:
        return False
    before = token.nbor(-1)
    if token.pos_ == "ADP" and before.pos_ in ("NOUN", "PROPN", "ADJ", "ADV"):
        return token.lower_ in ("de", "d'", "d’", "du", "des", "à", "au", "aux", "en")
    if token.pos_ == "DET":
        return before.pos_ in ("ADP", "DET", "ADJ") or token.lower_ in ("des", "du")
    return True


def _apposed(doc: Doc, start: int, end: int, agency: bool = False):
    """« le président russe Vladimir Poutine », « le ministre, Sergueï Choïgou, »: the person named with the noun."""
    for ent in doc.ents:
        if agency:
            continue
        follows = doc[min(ent.end, len(doc) - 1)]
        apposed = ent.start == end + 1 and doc[end].text == "," and (
            follows.text in (",", "(", ".", "»") or follows.pos_ in ("AUX", "VERB") and doc[max(start - 1, 0)].pos_ != "ADP")
        if ent.label_ == ("ORG" if agency else "PER") and ent.end == start - 1 and doc[start - 1].text == "," and doc[end:end + 1].text == ",":
            return ent  # « Paul Marchand, le maire de la ville, »
        if ent.label_ == "PER" and (start < ent.start < end or apposed) and doc[ent.start - 1].pos_ not in ("ADP", "DET") and \
                doc[ent.start - 1].lower_ not in ("de", "d'", "d’", "du", "des", "par", "à", "et", "avec", "au"):
            return ent
    return None


def from_head(head: Token) -> list[Source]:
    """The source named by a head word, and those joined to it by « et »; a person named in apposition stands for the noun."""
    found = _listed(head) + [_one(head)]
    for child in head.children:
        if child.dep_ == "conj" and child.i > head.i and can_be_source(child) and child.pos_ in ("NOUN", "PROPN"):
            found.append(_one(child))
    return found


def _listed(head: Token) -> list[Source]:
    """« Kiev, Séoul et Washington »: the names before the one the parser took for the head."""
    names, doc, i = [], head.doc, head.i - 1
    after = next((t for t in doc[head.i:min(head.i + 8, len(doc))] if t.pos_ in ("AUX", "VERB")), None)
    many = after is not None and after.lower_.endswith(("ont", "ent"))
    if head.pos_ != "PROPN" or not (any(c.dep_ == "conj" for c in head.children) or many):
        return []
    while i > head.sent.start and (doc[i].text == "," or many and doc[i].text == "et") and doc[i - 1].ent_type_ in ("LOC", "ORG", "PER"):
        ent = _name_at(doc[i - 1])
        names.insert(0, _one(doc[i - 1]))
        i = (ent.start if ent is not None else i - 1) - 1
    return names


def _one(head: Token) -> Source:
    doc = head.doc
    ent = _name_at(head)
    kind = lexicon.nouns().get(head.lower_, "other")
    titled = head.pos_ == "NOUN" and (kind == "person" and ent is not None and ent.label_ != "PER" or kind != "other" and
                                      ent is not None and ent.label_ == "LOC")
    if ent is not None and not titled:
        return Source(ent.start_char, ent.end_char, ent.root.idx, _KINDS.get(ent.label_, "name"), _gender(head))
    start, end = noun_phrase(head)
    name = _apposed(doc, start, end, kind == "agency") if kind in ("person", "other", "agency") else None
    if name is not None:
        return Source(name.start_char, name.end_char, name.root.idx, _KINDS[name.label_], _gender(head))
    plural = "Plur" in head.morph.get("Number")
    return Source(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]), head.idx, kind, _gender(head), plural)


def _gender(token: Token) -> str:
    return (token.morph.get("Gender") or [""])[0] if token.pos_ == "NOUN" else ""


def first_head(doc: Doc, start: int, stop: int, skip: bool = True) -> Token | None:
    """The head of the first noun phrase from token `start` on (« mardi à la presse le ministre » → ministre).

    With `skip`, phrases after a preposition are passed over."""
    i = start
    while i < stop:
        token = doc[i]
        if skip and token.pos_ == "ADP":  # a complement (« à l'AFP », « dans un entretien »): skip its noun
            i += 1
            while i < stop and doc[i].pos_ in ("DET", "ADJ", "NUM"):
                i += 1
            name = _name_at(doc[i]) if i < stop else None
            i = name.end if name is not None else i + 1
            continue
        if token.text in "«»,.;:" or token.lower_ in ("que", "qu'", "qu’"):
            return None
        timed = token.lower_ in _STOP or token.lower_ in _TIMES
        if not timed and (token.pos_ in ("NOUN", "PROPN") or token.ent_type_ in _NAMES or is_pronoun(token)) and \
                token.pos_ not in ("DET", "ADP"):
            return token
        i += 1
    return None


def antecedent(pronoun: Token, focus: list[Source]) -> Source | None:
    """The most recent source a pronoun can stand for; « il » is no agency or country unless its noun is masculine."""
    plural, feminine = _PRONOUNS[pronoun.lower_] == "p", pronoun.lower_ in _FEMININE
    fits = [s for s in focus if s.plural == plural and s.end <= pronoun.idx and s.gender in ("", "Fem" if feminine else "Masc")]
    if not feminine:
        fits = [s for s in fits if s.kind == "person"] + [s for s in fits if s.kind in ("body", "other") or s.gender]
    if fits:
        return fits[0]
    named = [] if plural else [e for e in pronoun.doc[:pronoun.i].ents if e.label_ == "PER"]
    return from_head(named[-1].root)[0] if named else None
