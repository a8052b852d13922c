"""What each statement says in comparable terms: who, where, when, what kind of deed."""
from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import NamedTuple

import pandas as pd

from helpers.annotation.gazetteer import fold
from helpers.articles.rows import ByArticle
from helpers.events import ideas, kinds



class When(NamedTuple):
    """A time told in the text: days as ordinals (date.toordinal), ends included; `text`: its words."""

    earliest: int
    latest: int
    text: str = ""

    @property
    def width(self) -> int:
        """Days it spans, 1 for a single day."""
        return self.latest - self.earliest + 1


@dataclass
class Fact:
    """A statement's structure. `actors`, `places`, `times` stand in the clause, `near_…` in its sentence.

    `kinds` are the deeds it tells, `predicate_kind` that of its verb, `has_subject`: a subject stands in it.
    `antecedent` is the kind of the noun a relative or participle clause hangs on (« le voyage fait en mai »),
    `hangs_on` the words before it, `outer` the statement it stands in, `own_text` its text with the clauses inside it
    blanked, `names` the folded words of names and titles in its sentence, `paragraph` its number.
    """

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
    is_credited: bool
    actors: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    times: list[When] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    predicate_kind: str | None = None
    antecedent: str | None = None
    has_subject: bool = False
    own_text: str = ""
    hangs_on: str = ""
    deed: tuple[str | None, bool] | None = None
    near_actors: list[str] = field(default_factory=list)
    near_times: list[When] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    outer: Fact | None = None
    paragraph: int = 0

    def __reduce__(self) -> tuple:
        """On a shelf a statement waits without what it has from its sentence alone."""
        return Fact, _KEPT(self)

    @cached_property
    def words(self) -> frozenset[str]:
        """Ideas of the clause and of what it hangs on, without those of names and titles, which stand for actors."""
        own = [lemma for lemma in self.lemmas if self.names.isdisjoint(_parts(lemma)) and not lemma.isdigit()]
        return ideas.of_text(self.hangs_on, own)


_KEPT = attrgetter(*list(Fact.__dataclass_fields__)[:-5])
_parts = lru_cache(1 << 16)(lambda words: re.findall(r"\w+", fold(words)))


def ordinal(day: date | None) -> int | None:
    """A day as ordinal; None for null of any make."""
    return None if day is None or pd.isna(day) else date(day.year, day.month, day.day).toordinal()


class Reader:
    """The statements of a study as facts, article by article.

    A mention or time expression belongs to the smallest clause that holds it. `kind_of` gives the kinds of actors
    (places are no cast), `texts` the articles' texts (for paragraphs). Columns read: those of the design, and
    `predicate`, `lemmas` where present.
    """

    def __init__(self, statements: pd.DataFrame, mentions: pd.DataFrame, timexes: pd.DataFrame, kind_of: dict[str, str] | None = None,
                 texts: dict[str, str] | None = None):
        self.statements = ByArticle(statements, ["start", "end", "statement_id"])
        self.mentions, self.timexes = (ByArticle(table, ["start", "end"]) for table in (mentions, timexes))
        self.kind_of, self.texts = kind_of or {}, texts or {}

    def of(self, article_id: str) -> list[Fact]:
        """One `Fact` per statement of an article, in the order of the text."""
        text, by_sentence = self.texts.get(article_id, ""), defaultdict(list)
        facts = [_bare(row, text.count("\n", 0, row["start"])) for row in self.statements.of(article_id)]
        for fact in facts:
            by_sentence[fact.sentence_id].append(fact)
        starts = [fact.start for fact in facts]
        for table, place in ((self.mentions, self._place_mention), (self.timexes, _place_time)):
            for row in table.of(article_id):
                before = bisect_right(starts, row["start"])
                around = (fact for fact in facts[max(0, before - 12):before] if row["end"] <= fact.end)
                home = min(around, key=lambda fact: (fact.end - fact.start, fact.start), default=None)
                place(row, home, by_sentence.get(home.sentence_id if home else row["sentence_id"], ()))
        for sentence in by_sentence.values():
            for fact in sentence:
                _read_deeds(fact, sentence)
        return facts

    def _place_mention(self, row: dict, home: Fact | None, sentence: Sequence[Fact]) -> None:
        actor = None if row.get("nested") else row.get("actor_id") or None  # « l’armée russe »
        names = _parts(f"{row['text']} {row.get('title') or ''}") if actor else ()
        for fact in sentence:
            fact.names.update(names)
        kind = self.kind_of.get(actor)
        if kind == "place" or row.get("label") == "LOC" and not row.get("is_metonym") and kind != "state":
            if home:
                _add(home.places, actor or fold(row["text"]))
        elif actor:
            for fact in sentence:
                _add(fact.near_actors, actor)
            if home:
                _add(home.actors, actor)


def _bare(row: dict, paragraph: int) -> Fact:
    lemmas, chain = row.get("lemmas"), row.get("source_chain")
    lemmas = re.findall(r"\w+", row["text"].lower()) if lemmas is None else lemmas
    first = row.get("subject_start")
    return Fact(row["statement_id"], row["article_id"], int(row["sentence_id"]), int(row["start"]), int(row["end"]), row["text"],
                row.get("predicate") or "", frozenset(lemmas), row.get("status") or "factual", bool(row.get("is_quote")),
                row.get("speaker") or None, chain is not None and len(chain) > 0, paragraph=paragraph,
                has_subject=first is not None and row["start"] <= first < row["end"])


def _read_deeds(fact: Fact, sentence: Sequence[Fact]) -> None:
    """Deeds of the clause without the clauses inside it, and of the noun it hangs on."""
    own = fact.text
    for inner in sentence:
        if fact.start <= inner.start and inner.end <= fact.end and inner.end - inner.start < fact.end - fact.start:
            a, b = inner.start - fact.start, inner.end - fact.start
            own = own[:a] + " " * (b - a) + own[b:]
    fact.own_text = own
    fact.kinds = kinds.deeds(fact.predicate, fact.lemmas, own)
    fact.predicate_kind = kinds.of_word(fact.predicate, own)
    wider = [other for other in sentence if other is not fact and other.start <= fact.start and fact.end <= other.end]
    fact.outer = min(wider, key=lambda other: other.end - other.start, default=None)
    whole = fact.outer or next((other for other in sentence if 0 <= fact.start - other.end <= 3), None)
    if whole and kinds.reference("attached").match(fact.text):
        hangs_on = whole.text[max(0, fact.start - whole.start - 60):fact.start - whole.start]
        fact.hangs_on = hangs_on[-40:].partition(" ")[2] if len(hangs_on) > 40 else hangs_on
        before = kinds.nouns_in(hangs_on)
        if not kinds.has("strong", fact.predicate_kind) and before:
            fact.antecedent = before[-1][1]
            fact.kinds = list(dict.fromkeys([fact.antecedent, *fact.kinds]))


def _place_time(row: dict, home: Fact | None, sentence: Sequence[Fact]) -> None:
    earliest, latest = ordinal(row.get("earliest")), ordinal(row.get("latest"))
    around = (home.text[:row["start"] - home.start] if home else "") + "¦" + row["text"]
    if row.get("type") not in ("DATE", "TIME") or earliest is None or latest is None or kinds.reference("since").search(around):
        return
    when = When(earliest, latest, row["text"])
    if kinds.reference("adnominal").search(around):
        _add(home.near_times, when)
        return
    if home:
        _add(home.times, when)
    for fact in sentence:
        if fact is not home and row["start"] <= fact.start:
            _add(fact.near_times, when)


def _add(values: list, value) -> None:
    if value not in values:
        values.append(value)
