"""Offices: titles and descriptions read as (noun, institution, country), held against who held what and when."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import pandas as pd

from helpers.annotation.gazetteer import adjectives, by_form, country_in, fold, parts
from helpers.data import read_toml

_DATA = read_toml("offices.toml")


@dataclass(frozen=True)
class Office:
    """An office as a title names it: noun, content words of the institution, country, deputy, former."""

    noun: str
    domain: frozenset[str]
    country: str | None
    deputy: bool = False
    former: bool = False


@dataclass(frozen=True)
class Role:
    """An office held: as written in the register, as read, first and last day known (None: not known or not over)."""

    text: str
    office: Office
    start: date | None
    end: date | None
    end_known: bool

    @property
    def reach(self) -> tuple[date, date]:
        """The first and the last day on which it may have been held, for all the register knows."""
        return self.start or date.min, self.end or date.max

    def held(self, low: date, high: date) -> bool | None:
        """Whether it was held throughout low..high; None where the register cannot tell."""
        first, last = self.reach
        if low > last or high < first:
            return False
        return True if self.start and self.end_known and first <= low and high <= last else None


@cache
def _phrases() -> list[tuple[re.Pattern, str, str]]:
    pairs = sorted(_DATA["phrases"].items(), key=lambda item: -len(item[0]))
    return [(re.compile(rf"\b{re.escape(phrase)}\b"), *map(str.strip, office.split("|"))) for phrase, office in pairs]


@cache
def _synonym() -> dict[str, str]:
    return {noun: group[0] for group in _DATA["nouns"]["same"] for noun in group}


@lru_cache(100_000)
def read_office(text: str) -> Office:
    """A title as an office.

    Not to be trusted for titles that name their institution by allusion only (« patron de la sécurité »).

    >>> office = read_office("ancien ministre russe de la Défense")
    >>> office.noun, sorted(office.domain), office.country, office.former
    ('ministre', ['defense'], 'Russie', True)
    """
    low = fold(text)
    former = bool(re.match(r"(?:ancien|ancienne|ex)\b", low))
    deputy = bool(re.search(r"\b(?:vice|sous)-|\badjointe?\b|\bvice\b", low))
    # « ambassadeur russe en Turquie »
    country = country_in(re.split(r"\b(?:en|au|aux|à|auprès)\s", text)[0]) or country_in(text)
    for pattern, noun, domain in _phrases():
        if pattern.search(low):
            deputy = "vice" in low and noun != "chief"
            return Office(noun, frozenset(map(_stem, domain.split())), country, deputy, former)
    words = [w for w in re.split(r"[^\w-]+", re.sub(r"\b(?:vice|ex|sous)-", "", low)) if w]
    words = [w for w in words if w not in _country_words() and w not in _DATA["words"]["empty"]]
    noun, domain = (_stem(words[0]), frozenset(_stem(w) for w in words[1:])) if words else ("", frozenset())
    alone = noun in _DATA["nouns"]["chief"] and not domain and not deputy
    if alone and (country or noun not in _DATA["nouns"]["vague"]):
        return Office("chief", domain, country, False, former)
    return Office(_synonym().get(noun, noun), domain, country, deputy, former)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 4 and word[-1] in "sx" and word not in ("affaires",) else word


@cache
def _country_words() -> frozenset[str]:
    return frozenset(adjectives()) | {w for form in by_form() for w in re.split(r"[\s-]+", form) + [form] if len(w) > 2}


def compare(a: Office, b: Office) -> str:
    """How two offices stand: same, fits (one says less), near (same kind, other institution), other."""
    if a.noun != b.noun or a.deputy != b.deputy or a.country and b.country and a.country != b.country:
        return "other"
    if a.domain == b.domain:
        return "same" if a.country == b.country and (a.domain or a.country) else "fits"
    if not a.domain or not b.domain or a.domain < b.domain or b.domain < a.domain:
        return "fits"
    return "near"


def read_roles(cell: str | None) -> list[Role]:
    """The roles of a register row: "office @from..to; …" with ISO days, "?" unknown, empty end still held.

    >>> read_roles("ministre de la Défense de Russie @2012-11-06..2024-05-12")[0].end
    datetime.date(2024, 5, 12)
    """
    roles = []
    for part in parts(cell):
        text, span = (half.strip() for half in part.partition("@")[::2])
        low, high = (half.strip() for half in span.partition("..")[::2])
        roles.append(Role(text, read_office(text), _day(low), _day(high), not high or _day(high) is not None))
    return roles


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def holders(office: Office, people: Iterable[tuple[str, list[Role]]], low: date | None, high: date | None) -> list[str]:
    """Who of [(actor_id, roles)] held an office between two days, or ever where no day is known; sorted.

    A country leader described as such is whoever the register gives as its highest; deputies never count.
    """
    if office.country is None or office.deputy and not office.domain:
        return []
    return sorted({actor_id for actor_id, roles in people for role in roles
                   if compare(office, role.office) == "same" and not office.former
                   and (low is None or role.held(low, high) is not False)})


def verdict(title: str, roles: list[Role], low: date | None, high: date | None) -> tuple[str, str]:
    """(right | outdated | wrong | unknown, office held then) of one title given to a person between two days.

    right: also where the register knows the first day but no last one. unknown: no roles, no date, a title that is
    no office or names it by allusion, or a register that does not say.
    """
    office = read_office(title)
    if not roles or low is None or high is None or office.noun in ("", *_DATA["nouns"]["vague"]) and not office.domain:
        return "unknown", ""
    office_then = "; ".join(role.text for role in roles if role.held(low, high) is not False)
    graded = [(compare(office, role.office), role) for role in roles]
    matching = [role for grade, role in graded if grade in ("same", "fits")]
    if matching:
        held = [role.held(low, high) for role in matching]
        if office.former:
            over = any(h is False and role.end and role.end < high for h, role in zip(held, matching))
            return ("right" if over else "wrong" if True in held else "unknown"), office_then
        if True in held or any(h is None and role.start and role.start <= low for h, role in zip(held, matching)):
            return "right", office_then
        if None in held:
            return "unknown", office_then
        return ("outdated" if any(role.end and role.end < low for role in matching) else "wrong"), office_then
    nouns = _DATA["nouns"]
    if any(grade == "near" for grade, _ in graded):
        wrong = office.noun not in nouns["loose"]
    else:
        named = {*_synonym().values(), *nouns["chief"], "chief", "premier ministre"} - {*nouns["vague"]}
        wrong = office.noun in named and any(role.held(low, high) for role in roles)
    return ("wrong" if wrong else "unknown"), office_then


def offices(mentions: pd.DataFrame, actors: pd.DataFrame, known: pd.DataFrame | None,
            datings: pd.DataFrame) -> pd.DataFrame:
    """What each article calls a person, against the register at the article's date.

    In: mentions (with actor_id, title), known (actor_id, roles), datings (article_id, earliest, latest, best).
    Out: article_id, sentence_id, start, end, actor_id, title, verdict, office_then ("" where none is known); one row
    per titled mention.
    """
    columns = ["article_id", "sentence_id", "start", "end", "actor_id", "title", "verdict", "office_then"]
    roles = {} if known is None else {a: read_roles(r) for a, r in zip(known["actor_id"], known.get("roles", ""))}
    days = {row.article_id: (row.earliest, row.latest) for row in datings.itertuples()}
    rows = []
    for m in mentions[mentions["title"].notna() & mentions["actor_id"].notna()].itertuples():
        low, high = (None if pd.isna(day) else pd.Timestamp(day).date() for day in days.get(m.article_id, (None, None)))
        word, then = verdict(m.title, roles.get(m.actor_id, []), low, high)
        rows.append([m.article_id, m.sentence_id, m.start, m.end, m.actor_id, m.title, word, then])
    return pd.DataFrame(rows, columns=columns)

