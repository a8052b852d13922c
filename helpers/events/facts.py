"""What each statement says in comparable terms: who, where, when, what kind of deed."""
from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from helpers.events import kinds

_AT = re.compile(r"(?:^|[\s(])(?:à|À|au|aux|en|En|dans|près de|depuis|vers)\s+(?:(?:la|le|les|l['’])\s*)?(?:\w+\s+de\s+)?$")
_VAGUE = {"PAST_REF", "PRESENT_REF", "FUTURE_REF"}


@dataclass(frozen=True)
class When:
    """A time told in the text: days as ordinals (date.toordinal), ends included; `value` is its TIMEX3 value."""

    earliest: int
    latest: int
    value: str = ""

    @property
    def width(self) -> int:
        """Days it spans, 1 for a single day."""
        return self.latest - self.earliest + 1


@dataclass
class Fact:
    """A statement's structure. `actors` and `places` stand in the clause, `near_actors` in its sentence."""

    statement_id: str
    article_id: str
    sentence_id: int
    start: int
    end: int
    text: str
    predicate: str
    lemmas: frozenset[str]
    status: str
    is_quote: bool
    speaker: str | None
    chain: tuple[str, ...]
    actors: list[str] = field(default_factory=list)
    near_actors: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    times: list[When] = field(default_factory=list)
    near_times: list[When] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)


def ordinal(day) -> int | None:
    """A day as ordinal; None for null of any make."""
    return None if day is None or pd.isna(day) else date(day.year, day.month, day.day).toordinal()


def collect(statements: pd.DataFrame, mentions: pd.DataFrame, timexes: pd.DataFrame) -> list[Fact]:
    """One `Fact` per statement, in order of article and offset.

    A mention or time expression belongs to the smallest clause that holds it. Columns read: those of the design, and
    `predicate`, `lemmas` where present.
    """
    facts = [_bare(row) for row in statements.sort_values(["article_id", "start", "end", "statement_id"]).to_dict("records")]
    by_sentence = defaultdict(list)
    for fact in facts:
        by_sentence[fact.article_id, fact.sentence_id].append(fact)
    for row in mentions.sort_values(["article_id", "start", "end"]).to_dict("records"):
        _place_mention(row, by_sentence.get((row["article_id"], row["sentence_id"]), ()))
    for row in timexes.sort_values(["article_id", "start", "end"]).to_dict("records"):
        _place_time(row, by_sentence.get((row["article_id"], row["sentence_id"]), ()))
    return facts


def _bare(row: dict) -> Fact:
    lemmas = row.get("lemmas")
    lemmas = re.findall(r"\w+", row["text"].lower()) if lemmas is None else lemmas
    speaker = row.get("speaker") or None
    fact = Fact(row["statement_id"], row["article_id"], int(row["sentence_id"]), int(row["start"]), int(row["end"]), row["text"],
                row.get("predicate") or "", frozenset(lemmas), row.get("status") or "factual", bool(row.get("is_quote")),
                speaker, tuple(row["source_chain"]) if row.get("source_chain") is not None else ())
    fact.kinds = kinds.deeds(fact.predicate, fact.lemmas, fact.text)
    return fact


def innermost(start: int, end: int, facts) -> Fact | None:
    """The shortest statement that holds a span."""
    holding = [fact for fact in facts if fact.start <= start and end <= fact.end]
    return min(holding, key=lambda fact: (fact.end - fact.start, fact.start), default=None)


def _place_mention(row: dict, facts) -> None:
    actor = row.get("actor_id")
    home = innermost(row["start"], row["end"], facts)
    if row.get("label") == "LOC" and not row.get("is_metonym"):
        before = home.text[:row["start"] - home.start][-40:] if home else ""
        if home and _AT.search(before):
            _add(home.places, actor or kinds.fold(row["text"]))
        return
    if actor:
        for fact in facts:
            _add(fact.near_actors, actor)
        if home:
            _add(home.actors, actor)


def _place_time(row: dict, facts) -> None:
    earliest, latest = ordinal(row.get("earliest")), ordinal(row.get("latest"))
    if row.get("type") not in ("DATE", "TIME") or earliest is None or latest is None or row.get("value") in _VAGUE:
        return
    when = When(earliest, latest, row.get("value") or "")
    home = innermost(row["start"], row["end"], facts)
    if home:
        _add(home.times, when)
    for fact in facts:
        if fact is not home and (not home or home.start <= fact.start and fact.end <= home.end or row["start"] <= fact.start):
            _add(fact.near_times, when)


def _add(values: list, value) -> None:
    if value not in values:
        values.append(value)
