"""Kinds of happenings and the words that tell them: the lexicon `data/events_kinds.toml`."""
from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from helpers.annotation.gazetteer import fold
from helpers.data import read_toml

_WORD = re.compile(r"\w+(?:-\w+)*")
_REFLEXIVE = re.compile(r"\bs(?:e\b|['’])", re.IGNORECASE)


def lexicon() -> dict[str, dict]:
    """kind → {"strong": bool, "near": kinds, "verbs": lemmas, "nouns": lemmas}."""
    return read_toml("events_kinds.toml")


@cache
def reference(name: str) -> re.Pattern:
    """A way of pointing back (this, pronoun, back, attached, since) from `data/events_references.toml`.

    >>> bool(reference("this").match("cette visite")), bool(reference("this").match("Ce mercredi"))
    (True, False)
    """
    return re.compile(read_toml("events_references.toml")[name], re.IGNORECASE | re.VERBOSE)


@cache
def _index() -> tuple[dict[str, str], dict[str, str], dict[str, list[tuple[re.Pattern, str]]]]:
    verbs, nouns, phrases = {}, {}, {}
    for kind, entry in lexicon().items():
        for group, target in ((entry["verbs"], verbs), (entry["nouns"], nouns)):
            for word in (fold(word).replace("s'", "se ") for word in group):
                if " " in word and not word.startswith("se "):
                    phrases.setdefault(_WORD.match(word)[0], []).append((re.compile(rf"\b{re.escape(word)}\b"), kind))
                else:
                    target.setdefault(word, kind)
    return verbs, nouns, phrases


def of_word(lemma: str | None, text: str = "") -> str | None:
    """The kind a verb or noun (lemma, or noun in the plural) names, or None; the text tells « se rendre » from « rendre
    ».

    >>> of_word("visites"), of_word("signer"), of_word("table"), of_word("condamner", "il est condamné à six mois")
    ('visit', 'signature', None, 'trial')
    """
    word = fold(lemma or "")
    reflexive = _index()[0].get(f"se {word}") if _REFLEXIVE.search(text) else None
    return _sense(word, reflexive or _verb(word) or _noun(word), text)


@cache
def _senses(word: str) -> list[tuple[re.Pattern, str]]:
    senses = read_toml("events_senses.toml")
    company = senses.get(word) or senses.get(word.rstrip("sx"), {})
    return [(re.compile(pattern.replace(" … ", r"\W+(?:\w+\W+){0,4}?")), kind) for kind, pattern in company.items()]


def _sense(word: str, kind: str | None, text: str) -> str | None:
    """The kind a word tells in this company (`data/events_senses.toml`), as a rule `kind`."""
    found = next((other for pattern, other in _senses(word) if pattern.search(fold(text))), kind)
    return None if found == "none" else found


_verb = cache(lambda lemma: _index()[0].get(fold(lemma)))
_noun = cache(lambda word: _index()[1].get(word) or _index()[1].get(word.rstrip("sx")))


def nouns_in(text: str) -> list[tuple[int, str]]:
    """Nouns and set phrases of the lexicon in a text: (offset in the folded text, kind), in order.

    >>> [kind for _, kind in nouns_in("la visite suit le sommet, puis la conférence de presse")]
    ['visit', 'meeting', 'speech']
    """
    folded, phrases = fold(text), _index()[2]
    words = list(_WORD.finditer(folded))
    found = [(word.start(), kind) for word in words if (kind := _sense(word[0], _noun(word[0]), folded))]
    for word in sorted(phrases.keys() & {word[0] for word in words}):
        for match, kind in [(match, kind) for pattern, kind in phrases[word] for match in pattern.finditer(folded)]:
            found = [each for each in found if not match.start() <= each[0] < match.end()]  # « conférence de presse »
            found.append((match.start(), kind))
    return sorted(found)


def deeds(predicate: str | None, lemmas: Iterable[str], text: str) -> list[str]:
    """Kinds told by a clause, without double: its predicate's, those of its nouns in order, those of its other verbs.

    Not to be trusted for words of several senses (« tir », « essai »): the lexicon has the sense of the news.

    >>> deeds("effectuer", ["président", "visite", "effectuer"], "le président a effectué une visite")
    ['visit']
    """
    found = [of_word(predicate, text), *(kind for _, kind in nouns_in(text)),
             *(_sense(fold(lemma), _verb(lemma), text) for lemma in sorted(lemmas))]
    return [kind for kind in dict.fromkeys(found) if kind]


@cache
def has(trait: str, kind: str | None) -> bool:
    """Whether deeds of this kind have a trait: strong (it makes an event of its own), lasting (told over months as
    one), aftermath (told for days after, with its tolls), light (often told as a part of another happening), foretells
    (it tells of what is announced)."""
    return lexicon().get(kind or "", {}).get(trait, False)


@cache
def are_near(a: str, b: str) -> bool:
    """Whether one happening may be told under both kinds."""
    return a == b or b in lexicon().get(a, {}).get("near", ()) or a in lexicon().get(b, {}).get("near", ())
