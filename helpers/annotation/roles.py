"""Titles beside names, descriptions that stand for a name, demonyms, and places that act as states."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from spacy.tokens import Doc, Span, Token

from helpers.annotation.gazetteer import adjectives, by_form, country_in, fold, read_words, section

_PREFIX = r"(?:(?:vice|ex|sous|co)-)?"
_LINKS = {"de", "du", "des", "d'", "à", "au", "aux", "et", "en", "pour", "chez", "la", "le", "les", "l'", "adjoint"}
_ARTICLES = {"la", "le", "les", "l'"}
_BEFORE = {"ancien", "ancienne", "ex", "vice", "premier", "première", "futur", "future", "nouveau", "nouvelle", "haut", "haute"}


@cache
def _title_noun() -> re.Pattern:
    nouns = sorted({fold(word) for line in read_words("titles.txt") for word in line.split()})
    return re.compile(_PREFIX + "(?:" + "|".join(map(re.escape, nouns)) + ")s?")


@cache
def _metonymy() -> dict[str, frozenset[str]]:
    text = files("helpers.data").joinpath("metonymy.toml").read_text(encoding="utf-8")
    return {key: frozenset(words) for key, words in tomllib.loads(text).items()}


def is_title_noun(token: Token) -> bool:
    """Whether a token names an office or a role (président, vice-ministre, porte-parole …)."""
    return _names_role(token.text) or _is_double(token)


@lru_cache(1 << 16)
def _names_role(word: str) -> bool:
    return bool(_title_noun().fullmatch(fold(word)))


def _is_double(token: Token) -> bool:
    """Whether a token begins « homme fort » or « numéro un », whose second word is part of the noun."""
    after = {"homme": "fort", "numéro": "un"}.get(token.lower_)
    return after is not None and token.i + 1 < len(token.doc) and token.nbor().lower_ == after


def title_end(doc: Doc, i: int, stops: dict[int, int]) -> int:
    """Where the title whose noun is token i ends: its adjectives, "de …" phrases and places.

    stops: first token of each person's name → its end; a title never runs into a name.
    """
    end = j = i + 1 + _is_double(doc[i])
    while j < len(doc) and j not in stops:
        token = doc[j]
        low = fold(token.text)
        if low in ("et", "ainsi") and any(is_title_noun(t) for t in doc[j + 1:j + 4]):
            break
        if low == "pour" and not any(t.text[0].isupper() for t in doc[j + 1:j + 3]):
            break
        if low in _ARTICLES and fold(doc[j - 1].text) not in _LINKS or low not in _LINKS and _is_country(doc[j - 1]):
            break
        if low in _LINKS:
            j += 1
        elif token.is_alpha or "-" in token.text or "'" in token.text:
            if token.pos_ in ("VERB", "AUX", "ADV", "PRON", "SCONJ") or (token.is_sent_start and j > i + 1):
                break
            if token.pos_ not in ("NOUN", "PROPN", "ADJ") and low not in adjectives():
                break
            if low in by_form() and fold(doc[j - 1].text) not in _LINKS:
                break
            j += 1
            end = j
        else:
            break
    return end


def _is_country(token: Token) -> bool:
    return fold(token.text) in adjectives() or fold(token.text) in by_form()


def title_start(doc: Doc, i: int) -> int:
    """Where a title begins: "ancien", "premier", "vice" before its noun belong to it."""
    while i and fold(doc[i - 1].text) in _BEFORE:
        i -= 1
    return i


def titles(doc: Doc, persons: list[tuple[int, int]]) -> list[tuple[int, int, int | None]]:
    """Every title in the text: (first token, end token, index into persons of whoever bears it, or None).

    persons: (first token, end token). A title is borne by the name that follows directly or after a comma, or that
    stands before it with a comma between ("Sergueï Lavrov, ministre russe …").
    """
    stops = {start: end for start, end in persons}
    owner = {start: n for n, (start, _) in enumerate(persons)}
    ends = {end: n for n, (_, end) in enumerate(persons)}
    inside = {k for start, end in persons for k in range(start, end)}
    found, done = [], -1
    for token in doc:
        if token.i in inside or token.i < done or not is_title_noun(token) or token.pos_ in ("VERB", "AUX"):
            continue
        start, end = title_start(doc, token.i), title_end(doc, token.i, stops)
        found.append((start, end, _bearer(doc, start, end, owner, ends)))
        done = end
    return found


def _bearer(doc: Doc, start: int, end: int, owner: dict[int, int], ends: dict[int, int]) -> int | None:
    if end in owner:
        return owner[end]
    if end < len(doc) and doc[end].text == "," and end + 1 in owner:
        return owner[end + 1]
    k = start - 1
    while k > 0 and fold(doc[k].text) in ("le", "la", "l'", "les", "un", "une", "son", "sa"):
        k -= 1
    if k > 0 and doc[k].text in (",", "(") and k in ends:
        return ends[k]
    return None


def is_definite(doc: Doc, start: int) -> bool:
    """Whether the phrase that begins at a token has the singular definite article (also in du, au)."""
    return start > 0 and fold(doc[start - 1].text) in ("le", "la", "l'", "du", "au")


def describes(doc: Doc, start: int, end: int) -> bool:
    """Whether a title without a name stands for one holder: definite, singular, and saying of what country or place."""
    plural = doc[start:end].root.morph.get("Number") == ["Plur"]
    vague = end - start < 3 and doc[start].lower_ in ("chef", "membre")
    placed = any(t.ent_type_ == "LOC" for t in doc[start + 1:end])
    return is_definite(doc, start) and not plural and not vague and (placed or country_in(doc[start:end].text) is not None)


def demonyms(doc: Doc) -> list[tuple[int, int]]:
    """Inhabitants and adjectives of a country (« les Nord-Coréens », « russe »), not languages: (first token, end token)."""
    return [(t.i, t.i + 1) for t in doc if fold(t.text) in adjectives() and (t.text[0].isupper() or t.pos_ != "VERB")
            and not (t.i and doc[t.i - 1].lower_ == "en")]


def capitals(doc: Doc) -> list[tuple[int, int]]:
    """Descriptions of a capital (« la capitale nord-coréenne », « la capitale de la Russie »)."""
    found = ((t.i, title_end(doc, t.i, {})) for t in doc if t.lower_ == "capitale" and is_definite(doc, t.i))
    return [(a, b) for a, b in found if country_in(doc[a:b].text) and b - a <= 5 and fold(doc[a + 1].text) not in ("a", "au", "aux")]


def metonyms(doc: Doc, places: list[Span]) -> list[bool]:
    """Of each place in order, whether it is a country, capital or seat of power that acts, speaks or is a party.

    Not to be trusted in headlines, or where the parse of a garbled sentence is wrong.
    """
    found: list[bool] = []
    text = doc.text
    for n, span in enumerate(places):
        entry = by_form().get(fold(span.text))
        between = text[places[n - 1].end_char:span.start_char] if n else "."
        if entry is None:
            found.append(False)
        elif n and _SAME_PART.fullmatch(between) and by_form().get(fold(places[n - 1].text)):
            found.append(found[-1])
        else:
            found.append(_acts(doc, span.root, span.start, entry.role == "country") or _is_followed_by_verb(doc, n, places))
    return found


def _is_followed_by_verb(doc: Doc, n: int, places: list[Span]) -> bool:
    """Whether « Moscou », or « Moscou et Pyongyang », stands without preposition right before its verb."""
    span = places[n]
    if span.start and doc[span.start - 1].pos_ == "ADP" or span.start > 1 and doc[span.start - 2].pos_ == "ADP" and doc[span.start - 1].pos_ == "DET":
        return False
    while n + 1 < len(places) and _SAME_PART.fullmatch(doc.text[places[n].end_char:places[n + 1].start_char]):
        n += 1
    verb = next((t for t in doc[places[n].end:places[n].end + 4] if t.pos_ not in ("PRON", "ADV")), None)
    if verb is None or verb.pos_ not in ("AUX", "VERB") or verb.is_sent_start or "Inf" in verb.morph.get("VerbForm"):
        return False
    lexical = next((t for t in doc[verb.i:verb.i + 4] if t.pos_ == "VERB"), verb)
    return not _lemmas(lexical) & _metonymy()["place_verbs"]


_SAME_PART = re.compile(r"\s*(?:\(|,|(?:,\s*)?(?:et|ou|ni|comme)(?:\s+(?:avec|de|à|contre))?)\s*(?:la\s|le\s|les\s|l['’])?\s*", re.I)


def _acts(doc: Doc, root: Token, start: int, country: bool) -> bool:
    words, heads = _metonymy(), _lemmas(root.head)
    before = [fold(t.text) for t in doc[max(0, start - 3):start]]
    link = next((word for word in reversed(before) if word not in _ARTICLES), "")
    if link in words["parties"]:
        return not heads & section("localities") and not (link in ("entre", "pour") and heads & words["moves"])
    if link in ("a", "au", "aux"):
        given = heads & words["recipients"] and not _reflexive(root.head) or root.head.head.i < start and _lemmas(root.head.head) & words["gifts"]
        return bool(country and before[-1] in ("la", "l'") or root.head.i < start and given)
    if link in ("de", "d'", "du", "des"):
        land = root.head.pos_ != "NOUN" or heads & (section("localities") | words["parts"])
        named = country and (link in ("du", "des") or before[-1] in _ARTICLES) and not land
        return bool(heads & words["acts"] or "aupres" in before or named)
    if link in words["places"]:
        return link == "sur" and "pression" in heads
    if doc[root.i + 1:root.i + 3].text == ", qui":
        return True
    if root.dep_ in ("nsubj", "nsubj:pass", "obl:agent", "nsubj:caus"):
        return not heads & (words["place_verbs"] | section("localities"))
    return root.dep_ in ("obj", "iobj", "obl:arg") and not heads & words["reached"]


def _lemmas(token: Token) -> set[str]:
    """A head's lemma; the model leaves « demande » and « compte » as they are, also as verbs."""
    lemma = fold(token.lemma_)
    return {lemma, lemma + "r"} if token.pos_ == "VERB" else {lemma}


def _reflexive(verb: Token) -> bool:
    return any(fold(child.text) in ("se", "s'") for child in verb.children)
