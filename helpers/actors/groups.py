"""Which organisations and places are one: acronyms, word order, nationality words, transcriptions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache

from helpers.actors.spellings import sounds
from helpers.annotation.gazetteer import adjectives, by_form, fold, parts, read_rows, section

KOREAS = frozenset(("Corée du Nord", "Corée du Sud"))


@lru_cache(200_000)
def bag(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """An organisation's or place's name as (content words, countries), whatever their order and form.

    >>> bag("agence de presse centrale coréenne") == bag("Agence centrale de presse coréenne")
    True
    """
    low = fold(text)
    countries = set()
    near = {pair for word in re.findall(r"\w+", low) for pair in _country_forms().get(word, ())}
    for form, entry in sorted(near, key=lambda pair: (-len(pair[0]), pair[0])):
        if re.search(rf"(?<![\w-]){re.escape(form)}(?![\w-])", low):
            countries.add(entry)
            low = re.sub(rf"(?<![\w-]){re.escape(form)}(?![\w-])", " ", low)
    if "Corée" in countries:
        countries = (countries - {"Corée"}) | KOREAS
    words = set()
    for word in re.split(r"[^\w]+|(?<=\b[dl])'", low):
        if len(word) > 1 and word not in section("empty"):
            words.add(word[:-1] if len(word) > 4 and word.endswith("s") else word)
    return frozenset(words), frozenset(countries)


@cache
def _country_forms() -> dict[str, list[tuple[str, str]]]:
    """First word → the countries' names and adjectives that begin with it, each with its country."""
    forms: dict[str, list[tuple[str, str]]] = defaultdict(list)
    places = {form: e.country for form, e in by_form().items() if e.role in ("country", "seat") and len(form) > 3}
    for form, country in (places | adjectives()).items():
        forms[re.findall(r"\w+", form)[0]].append((form, country))
    return forms


def same_bag(a: str, b: str) -> bool:
    """Whether two names say the same words of the same country (« coréenne » leaves open which Korea).

    >>> same_bag("agence centrale de presse nord-coréenne", "Agence de presse centrale coréenne")
    True
    """
    (words, lands), (others, other_lands) = bag(a), bag(b)
    vague = len(words) == 1 and words <= section("organisations") and not lands
    same_land = lands == other_lands or bool(lands & other_lands) and lands | other_lands <= KOREAS
    return bool(words) and words == others and not vague and same_land


def is_acronym(text: str) -> bool:
    """Whether a form is an acronym (KCNA, R.P.D.C., AFP).

    >>> is_acronym("KCNA"), is_acronym("Yonhap")
    (True, False)
    """
    letters = text.replace(".", "")
    return 2 <= len(letters) <= 8 and letters.isupper() and letters.isalnum()


@cache
def other_names() -> dict[str, list[str]]:
    """Folded name → all names of that organisation, for those known the world over (`data/organisations.csv`).

    >>> other_names()["agence france-presse"][0]
    'AFP'
    """
    bodies = [[row["name"], *parts(row["aliases"])] for row in read_rows("organisations.csv")]
    return {fold(name): names for names in bodies for name in names}


def definitions(text: str, spans: Iterable[tuple[int, int, str]]) -> list[tuple[str, str]]:
    """(acronym, name) pairs that a text defines by parenthesis: "Organisation … (ACR)" or "ACR (Organisation …)".

    spans: (start, end, form) of its organisations and places, in order. A foreign acronym shares half its letters.
    """
    spans, found = sorted(spans), []
    for (_, end, a), (start, close, b) in zip(spans, spans[1:]):
        opened = re.fullmatch(r"\s*[(\[]\s*(?:l[ae]\s+|l['’]|les\s+)?", text[end:start])
        if is_acronym(a) != is_acronym(b) and opened and re.match(r"\s*[)\]]", text[close:close + 2]):
            short, long = (a, b) if is_acronym(a) else (b, a)
            letters = Counter(fold(short).replace(".", ""))
            initials = Counter(word[0] for word in re.findall(r"\w+", fold(long)))
            if " " in long and 2 * (letters & initials).total() >= letters.total():
                found.append((short, long))
    return found


def place_key(text: str) -> str:
    """The sounds of a place's name without words like région, oblast, fleuve.

    >>> place_key("région de Kursk") == place_key("Koursk")
    True
    """
    words = [w for w in re.split(r"[^\w]+", fold(text)) if len(w) > 1]
    proper = [w for w in words if w not in section("empty") and w not in section("places") and w not in adjectives()]
    return " ".join(w[0] + sounds(w) for w in proper or words)


def bare_names(text: str) -> str | None:
    """The acronym or one-word name that a form wraps in general words (« agence officielle KCNA » → KCNA), else
    None.
    """
    words = [w for w in re.split(r"\s+|(?<=\b[dlDL])['’]", text) if fold(w) not in ("d", "l", "a")]
    general = section("empty") | section("media") | frozenset(adjectives())
    rest = [w for w in words if fold(w) not in general]
    if len(rest) != 1 or rest[0] == text or not rest[0][0].isupper() or fold(rest[0]) in section("organisations"):
        return None
    around = {fold(w) for w in words} - {fold(rest[0])}
    return rest[0] if around & section("media") or around <= {"le", "la", "les"} else None
