"""Titles beside names, descriptions that stand for a name, and demonyms."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from spacy.tokens import Doc, Token

from helpers.annotation.gazetteer import adjectives, by_form, country_in, fold, read_words
from helpers.speech.lexicon import given_gender

_PREFIX = r"(?:(?:vice|ex|sous|co)-)?"
_LINKS = {"de", "du", "des", "d'", "à", "au", "aux", "et", "en", "pour", "chez", "la", "le", "les", "l'", "adjoint"}
_ARTICLES = {"la", "le", "les", "l'"}
_BEFORE = {"ancien", "ancienne", "ex", "vice", "premier", "première", "futur", "future", "nouveau", "nouvel", "nouvelle", "haut", "haute", "defunt", "defunte", "actuel", "actuelle"}


@cache
def _title_noun() -> re.Pattern:
    nouns = sorted({fold(word) for line in read_words("titles.txt") for word in line.split()})
    return re.compile(_PREFIX + "(?:" + "|".join(map(re.escape, nouns)) + ")s?")


@cache
def genders() -> dict[str, str]:
    """Noun of a title or calling, without accents → M or F, as its form says; "" where both are called so."""
    found: dict[str, str] = {}
    for line in [*read_words("titles.txt"), *read_words("callings.txt")]:
        for word, gender in zip(line.split(), "MF" if " " in line else [""]):
            found.setdefault(fold(word), gender)
    return found


def gender_of(text: str, row: dict) -> str:
    """M or F by the article or civility before a mention, by its noun or title, by the given name; "" where none
    shows.
    """
    before = re.search(r"\b(le|du|au|cet?|mm?\.)\s$|\b(la|cette|mme|mlle)\s$", text[max(0, row["start"] - 8):row["start"]].lower())
    name = row["form"] == "name"
    if before and not (name and before[0].startswith(("l", "d", "a", "c"))):
        return "M" if before[1] else "F"
    titled = genders().get(fold(((row["title"] if name else row["text"]) or " ").split(" ")[0]), "")
    return titled if titled or not name or " " not in row["text"] else given_gender(row["text"])[:1]


@lru_cache(maxsize=1)
def forms(doc: Doc) -> list[str]:
    """The tokens of a doc as they are written: quicker gone through than the tokens themselves."""
    return [token.text for token in doc]


def is_title_noun(token: Token) -> bool:
    """Whether a token names an office or a role (président, vice-ministre, porte-parole …)."""
    return names_role(token.text) or is_double(token)


@lru_cache(1 << 16)
def names_role(word: str) -> bool:
    """Whether a word by itself names an office or a role."""
    return bool(_title_noun().fullmatch(fold(word)))


_DOUBLE = {"homme": "fort", "numéro": "un"}


def is_double(token: Token) -> bool:
    """Whether a token begins « homme fort » or « numéro un », whose second word is part of the noun."""
    after = _DOUBLE.get(token.lower_)
    return after is not None and token.i + 1 < len(token.doc) and token.nbor().lower_ == after


def title_end(doc: Doc, i: int, stops: dict[int, int]) -> int:
    """Where the title whose noun is token i ends: its adjectives, "de …" phrases and places.

    stops: first token of each person's name → its end; a title never runs into a name.
    """
    end = j = i + 1 + is_double(doc[i])
    while j < len(doc) and j not in stops and _goes_on(doc, i, j):
        j += 1
        end = end if fold(doc[j - 1].text) in _LINKS else j
    return end


def _goes_on(doc: Doc, i: int, j: int) -> bool:
    token, low, linked = doc[j], fold(doc[j].text), fold(doc[j - 1].text) in _LINKS
    if low in ("et", "ainsi") and any(is_title_noun(t) for t in doc[j + 1:j + 4]) or low == "pour" and not any(t.text[0].isupper() for t in doc[j + 1:j + 3]):
        return False
    named = token.text[0].isupper() and not token.is_upper and not linked and doc[j - 1].text[0].islower()
    if named and not _is_country(token) and not is_title_noun(token):  # « le colonel X »
        return False
    if low in _ARTICLES and not linked or low not in _LINKS and _is_country(doc[j - 1]):
        return False
    if low in _LINKS:
        return True
    word = (token.is_alpha or "-" in token.text or "'" in token.text) and not (token.is_sent_start and j > i + 1)
    said = token.pos_ in ("NOUN", "PROPN", "ADJ") or low in adjectives() and token.pos_ not in ("VERB", "AUX", "ADV", "PRON", "SCONJ")
    return word and said and not (low in by_form() and not linked)


def _is_country(token: Token) -> bool:
    return fold(token.text) in adjectives() or fold(token.text) in by_form()


def titles(doc: Doc, persons: list[tuple[int, int]]) -> list[tuple[int, int, int | None]]:
    """Every title in the text: (first token, end token, index into persons of whoever bears it, or None).

    persons: (first token, end token). A title is borne by the name that follows directly or after a comma, or that
    stands before it with a comma between ("Sergueï Lavrov, ministre russe …").
    """
    stops = dict(persons)
    owner = {start: n for n, (start, _) in enumerate(persons)}
    ends = {end: n for n, (_, end) in enumerate(persons)}
    inside = {k for start, end in persons for k in range(start, end)}
    found, done, known = [], -1, genders()
    for i, text in enumerate(forms(doc)):
        if i < done or i in inside or not (names_role(text) or fold(text) in known or text.lower() in _DOUBLE) or (
                token := doc[i]).pos_ in ("VERB", "AUX") or not (is_title_noun(token) or token.pos_ == "NOUN" and fold(text) in known):
            continue
        start, end = i, title_end(doc, i, stops)
        while start and fold(doc[start - 1].text) in _BEFORE:  # « ancien », « premier » belong to it
            start -= 1
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
    return ends.get(k) if k > 0 and doc[k].text in (",", "(") else None


def is_definite(doc: Doc, start: int) -> bool:
    """Whether the phrase that begins at a token has the singular definite article (also in du, au)."""
    return start > 0 and fold(doc[start - 1].text) in ("le", "la", "l'", "du", "au", "cette", "ce", "cet")


def describes(doc: Doc, start: int, end: int) -> bool:
    """Whether a title without a name stands for one holder: a definite, singular noun, not one that says nothing by
    itself.
    """
    head = doc[start:end].root
    vague = end - start < 2 and doc[start].lower_ in ("chef", "membre", "maître", "guide", "numéro", "général", "leader")
    return is_definite(doc, start) and head.morph.get("Number") != ["Plur"] and not vague and head.pos_ in ("NOUN", "PROPN", "ADJ")


def demonyms(doc: Doc) -> list[tuple[int, int]]:
    """Inhabitants and adjectives of a country (« les Nord-Coréens », « russe »), not languages: (first token, end
    token).
    """
    known = adjectives()
    return [(i, i + 1) for i, text in enumerate(forms(doc)) if fold(text) in known and (text[0].isupper() or doc[i].pos_ != "VERB")
            and not (i and doc[i - 1].lower_ == "en")]


def capitals(doc: Doc) -> list[tuple[int, int]]:
    """Descriptions of a capital (« la capitale nord-coréenne », « la capitale de la Russie »)."""
    found = ((i, title_end(doc, i, {})) for i, text in enumerate(forms(doc)) if text.lower() == "capitale" and is_definite(doc, i))
    return [(a, b) for a, b in found if country_in(doc[a:b].text) and b - a <= 5 and fold(doc[a + 1].text) not in ("a", "au", "aux")]
