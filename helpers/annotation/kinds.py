"""What the words beside a name say it is: person, place or organisation; and institutions written in small letters."""

from __future__ import annotations

import re
from functools import cache

from helpers.annotation.gazetteer import adjectives, fold, read_words, section

_ADJECTIVE = r"(?:\s+[a-z-]{2,}(?:ie[rn]|ale?|[ao]is|ain|if|el|eu[xr]|e))?"
_CAPITAL = r"[A-Z][\w'-]*\w"


@cache
def _any(words: frozenset[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) + ")"


@cache
def _before() -> list[tuple[str, re.Pattern]]:
    """The label that the words right before a name state (folded), in the order in which they are believed."""
    firm, told = _any(section("firms")), _any(section("told"))
    title = _any(frozenset(fold(word) for line in read_words("titles.txt") for word in line.split()))
    rules = (("PER", rf"\b(?:mm?\.|mme|mlle|me|dr|pr|docteur|{title}(?:\s+{_any(frozenset(adjectives()))})?)\s$"),
             ("ORG", rf"(?:\b(?:l[ea]|du|une?|sa|son|cette|ce|d'une?|l'|d')\s?{firm}{_ADJECTIVE}\s"
                     rf"|\b{_any(section('owned'))} (?:de |d')|\((?:avec|source :) )$"),
             ("", rf"\b{told}(?:\s\w+)? (?:a|de) $"),
             ("LOC", rf"(?:(?:^|\W)a|\b{_any(section('where'))}(?: de| d'))\s?$"))
    return [(label, re.compile(pattern)) for label, pattern in rules]


def stated(text: str, start: int, end: int, label: str | None = None) -> str | None:
    """What the words around a name say it is (PER, LOC, ORG), or None; label: what it seems to be, where that is known.

    >>> texts = "la société Zor", "arrivé à Zor", "a dit à Zor", "le préfet Zor"
    >>> [stated(text, text.index("Zor"), len(text)) for text in texts]
    ['ORG', 'LOC', None, 'PER']
    """
    words = text[start:end].split()
    if len(words) > 1 and is_given(words[0]):
        return None
    before = text[max(text.rfind("\n", 0, start) + 1, start - 50):start]
    before = fold(before) + " " * before.endswith((" ", "\u00a0"))
    found = next((said for said, pattern in _before() if pattern.search(before)), None)
    if found == "LOC" and (label == "ORG" or label == "PER" and len(words) > 1):
        return None
    return found if found == "ORG" or found and not text[start:end].isupper() else None


def called(text: str, start: int) -> str | None:
    """The noun of an organisation that stands right before its name (« la société X » → societe)."""
    said = fold(text[max(0, start - 40):start]) + " "
    return (match := re.search(rf"\b({_any(section('firms'))}){_ADJECTIVE} $", said)) and match[1]


def is_given(word: str) -> bool:
    """Whether a word is a given name, or begins with one (Jean-Luc)."""
    return word[:1].isupper() and not section("", "given_names.txt").isdisjoint((fold(word), fold(word).split("-")[0]))


@cache
def _institution() -> re.Pattern:
    public, nation, level = _any(section("public")), _any(frozenset(adjectives())), _any(section("level"))
    field = r"(?: (?:de |d')[a-z]{4,})"
    capitals = rf"{_CAPITAL}(?:[ -](?:(?:de|du|des|la|le|sur|et) ){{0,2}}{_CAPITAL})*"
    named = rf"(?: (?:de |du |des |d')(?:la |l')?{capitals}(?: [a-z]+(?:eres|iques?|ales?|aires?))?)"
    kinds = (rf"(?: {level})+(?: {nation}\b)?{field}?(?: {nation}\b)?{named}?"
             rf"|{field}(?: {level})+ {nation}|(?: {nation})?{named}")
    return re.compile(rf"\b(?:[Ll][ea] |[Ll]'|du |au )({public}(?:{kinds}))(?![\w-])")


def institutions(text: str) -> list[tuple[int, int]]:
    """« l'agence régionale de santé », « le parquet de Lyon », « le ministère tadjik de la Défense »: where they
    stand, without article.
    """
    return [match.span(1) for match in _institution().finditer(text.translate(_PLAIN))]


_PLAIN = str.maketrans("àâçéèêëîïôùûüÀÉÈÊÎÔÇ’\u00a0", "aaceeeeiiouuuAEEEIOC' ")
