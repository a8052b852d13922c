"""What the words beside a name say it is: person, place or organisation; and institutions written in small letters."""

from __future__ import annotations

import re
from functools import cache

from helpers.annotation.gazetteer import adjectives, fold, section
from helpers.annotation.roles import genders
from helpers.data import read_toml

_ADJECTIVE = r"(?:\s+[a-z-]{2,}(?:ie[rn]|ale?|[ao]is|ain|if|el|eu[xr]|e))?"


@cache
def _any(words: frozenset[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) + ")"


def _filled(pattern: str) -> str:
    """A pattern of kinds.toml with the words of the lists it names."""
    lists = {"title": frozenset(genders()) - section("verbs-too"), "nation": frozenset(adjectives())}
    return re.sub(r"<(\w[\w-]*)>", lambda name: _any(lists.get(name[1]) or section(name[1])), pattern)


@cache
def _rules(side: str) -> list[tuple[str, re.Pattern]]:
    """The labels that the words right before or behind a name state, in the order in which they are believed."""
    return [(label, re.compile(_filled(pattern.replace("<adjective>", _ADJECTIVE))))
            for label, pattern in read_toml("kinds.toml")[side]]


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
    behind = text[end:end + 50].lower().replace("’", "'")
    found = next((said for said, pattern in _rules("before") if pattern.search(before)),
                 next((said for said, pattern in _rules("behind") if pattern.match(behind)), None))
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
    patterns = read_toml("kinds.toml")
    return re.compile(_filled(patterns["institution"].replace("<named>", patterns["named"])), re.X)


def institutions(text: str) -> list[tuple[int, int]]:
    """« l'agence régionale de santé », « le parquet de Lyon », « le ministère tadjik de la Défense »: where they
    stand, without article.
    """
    return [match.span(1) for match in _institution().finditer(text.translate(_PLAIN))]


_PLAIN = str.maketrans("àâçéèêëîïôùûüÀÉÈÊÎÔÇ’\u00a0", "aaceeeeiiouuuAEEEIOC' ")
