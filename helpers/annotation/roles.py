"""Titles beside names, descriptions that stand for a name, demonyms, and places that act as states."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from helpers.annotation.gazetteer import adjectives, by_form, countries, country_in, fold, read_words

_PREFIX = r"(?:(?:vice|ex|sous|co)-)?"
_LINKS = {"de", "du", "des", "d'", "à", "au", "aux", "et", "en", "pour", "chez", "la", "le", "les", "l'", "adjoint"}
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
    return bool(_title_noun().fullmatch(fold(token.text)))


def title_end(doc: Doc, i: int, stops: dict[int, int]) -> int:
    """Where the title whose noun is token i ends: its adjectives, "de …" phrases and places.

    stops: first token of each person's name → its end; a title never runs into a name.
    """
    end = j = i + 1
    while j < len(doc) and j not in stops:
        token = doc[j]
        low = fold(token.text)
        if low in _LINKS or low in ("-",):
            j += 1
        elif token.is_alpha or "-" in token.text or "'" in token.text:
            if token.pos_ in ("VERB", "AUX", "ADV", "PRON", "SCONJ") or (token.is_sent_start and j > i + 1):
                break
            if token.pos_ not in ("NOUN", "PROPN", "ADJ") and low not in adjectives():
                break
            j += 1
            end = j
        else:
            break
    return end


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
        after = owner[end + 1]
        closing = next((k for k, n in ends.items() if n == after), end)
        if closing < len(doc) and doc[closing].text not in (",", ".", ")", ";", ":", "»"):
            pass
        return after
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
    """Whether a title without a name stands for one holder: definite, singular, and saying of what country."""
    plural = doc[start:end].root.morph.get("Number") == ["Plur"]
    return is_definite(doc, start) and not plural and country_in(doc[start:end].text) is not None


def demonyms(doc: Doc) -> list[tuple[int, int]]:
    """Inhabitants named as such (« les Nord-Coréens », « un Russe »): (first token, end token)."""
    forms = {entry.form for entry in countries() if entry.role == "demonym"}
    return [(t.i, t.i + 1) for t in doc if t.text in forms and t.i and not t.is_sent_start
            and fold(doc[t.i - 1].text) in _ARTICLES]


_ARTICLES = {"le", "la", "les", "l'", "des", "aux", "un", "une", "du", "au", "deux", "trois", "quatre", "ces", "cet", "ce", "cette", "d'", "de", "jeunes"}


def is_metonym(doc: Doc, start: int, end: int) -> bool:
    """Whether a country, capital or seat of power acts, speaks or is dealt with as a party, by the parse.

    Not to be trusted in headlines, or where the parse of a garbled sentence is wrong.
    """
    entry = by_form().get(fold(doc[start:end].text))
    if entry is None:
        return False
    root = doc[start:end].root
    words = _metonymy()
    for _ in range(4):
        if root.dep_ == "conj" and root.head != root:
            root = root.head
    if root.dep_ in ("nsubj", "nsubj:pass", "obl:agent", "nsubj:caus"):
        return root.head.lemma_ not in words["place_verbs"]
    prepositions = {fold(t.text) for t in root.children if t.dep_ in ("case", "fixed")}
    if start:
        prepositions.add(fold(doc[start - 1].text))
        if fold(doc[start - 1].text) in ("le", "la", "l'", "les") and start > 1:
            prepositions.add(fold(doc[start - 2].text))
    if prepositions & {fold(word) for word in words["party_prepositions"]}:
        return True
    if prepositions & {"de", "d'", "du"} and entry.role != "country":
        return fold(root.head.lemma_) in {fold(word) for word in words["acts"]}
    return False
