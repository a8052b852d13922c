"""Names known beforehand: the countries of the world (always) and the study's own register (where there is one)."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import pandas as pd

from helpers.data import read_text

LABELS = {"person": "PER", "organisation": "ORG", "state": "LOC", "place": "LOC"}
APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‑": "-", "–": "-", "\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True)
class Entry:
    """What a known form stands for: label (PER LOC ORG), role (country, capital, seat, demonym, register), the
    country's French name where it is one of ours, else None."""

    form: str
    label: str
    role: str
    country: str | None = None


class _Plain(dict):
    """A character's code → what it is without accents, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        apart = unicodedata.normalize("NFKD", chr(code).translate(APOSTROPHES))
        return self.setdefault(code, "".join(each for each in apart if not unicodedata.combining(each)))


_PLAIN = _Plain()


def fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes, single spaces: the form under which names are looked up.

    >>> fold("L’Élysée")
    "l'elysee"
    """
    return _fold(text) if len(text) < 200 else _fold.__wrapped__(text)  # whole texts do not come again


@lru_cache(1 << 16)
def _fold(text: str) -> str:
    return " ".join((text if text.isascii() else text.translate(_PLAIN)).lower().split())


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the project's own CSV word lists (comment lines start with #)."""
    return list(csv.DictReader(read_words(name)))


def read_words(name: str) -> list[str]:
    """The lines of one of the project's own word lists, without comments and blank lines."""
    return [line.strip() for line in read_text(name).splitlines() if line.strip() and not line.startswith("#")]


@cache
def section(name: str, of: str = "institutions.txt") -> frozenset[str]:
    """The words of one [section] of a word list."""
    words, current = set(), ""
    for line in read_words(of):
        if line.startswith("["):
            current = line.strip("[]")
        elif current == name:
            words.update(line.split())
    return frozenset(words)


def parts(cell: str | None) -> list[str]:
    """The values of a cell that holds several, separated by semicolons."""
    return [part.strip() for part in (cell or "").split(";") if part.strip()]


def plurals(adjective: str) -> list[str]:
    """Singular and plural of a French adjective of nationality.

    >>> plurals("russe"), plurals("français")
    (['russe', 'russes'], ['français'])
    """
    if adjective.endswith("al"):
        return [adjective, adjective[:-1] + "ux"]
    return [adjective] if adjective[-1] in "sxz" else [adjective, adjective + "s"]


@cache
def countries() -> list[Entry]:
    """Countries, capitals, seats of power and inhabitants under each French form, seats before capitals.

    Source: helpers/data/countries.csv. Not to be trusted for places that share a name with a country's capital.
    """
    entries = []
    for row in read_rows("countries.csv"):
        name = row["name"]
        entries += [Entry(form, "LOC", "seat", name) for form in parts(row["seats"])]
        label = "ORG" if row["iso"] == "EU" else "LOC"
        entries += [Entry(form, label, "country", name) for form in [name, *parts(row["aliases"])]]
        for form in sorted({p for adjective in parts(row["adjectives"]) for a in adjective.split() for p in plurals(a)}):
            entries.append(Entry("-".join(p[:1].upper() + p[1:] for p in form.split("-")), "MISC", "demonym", name))
        entries += [Entry(form, "LOC", "capital", name) for form in parts(row["capital"])]
    return entries


@cache
def by_form() -> dict[str, Entry]:
    """Folded form of a country, capital or seat → entry; the first of several wins (seat, country, capital)."""
    return {fold(entry.form): entry for role in ("capital", "country", "seat")
            for entry in reversed(countries()) if entry.role == role}


@cache
def beginnings() -> frozenset[str]:
    """All that a folded form of `by_form` may begin with."""
    return frozenset(form[:end] for form in by_form() for end in range(1, len(form) + 1))


@cache
def adjectives() -> dict[str, str]:
    """Lower-case adjective or inhabitant's name, without accents → the country's French name.

    >>> adjectives()["nord-coreenne"]
    'Corée du Nord'
    """
    return {fold(entry.form): entry.country for entry in reversed(countries()) if entry.role == "demonym"}


@cache
def _place_words() -> re.Pattern:
    forms = sorted((form for form, e in by_form().items() if len(form) > 2), key=len, reverse=True)
    words = sorted(adjectives(), key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:(?P<adjective>%s)|(?P<place>%s))(?![\w-])" % (
        "|".join(map(re.escape, words)), "|".join(map(re.escape, forms))))


def country_in(text: str) -> str | None:
    """The one country a title or description speaks of, by name, capital, seat or adjective; None if none or several.

    >>> country_in("chef de la diplomatie russe"), country_in("homme fort de Pyongyang")
    ('Russie', 'Corée du Nord')
    """
    matches = _place_words().finditer(fold(text))
    found = {adjectives().get(match["adjective"]) or by_form()[match["place"]].country for match in matches}
    return found.pop() if len(found) == 1 else None


def register_entries(known: pd.DataFrame | None) -> list[Entry]:
    """The forms of a register of actors (columns name, kind, aliases) as gazetteer entries."""
    if known is None or known.empty:
        return []
    return [Entry(form, LABELS[kind], "register") for name, kind, aliases in zip(
        known["name"], known["kind"], known.get("aliases", [""] * len(known)))
        for form in [name, *parts(aliases)] if kind in LABELS and form]
