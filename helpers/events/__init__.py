"""Events: one happening told by several outlets, from its time, its people, its place and what is done."""
from __future__ import annotations

from collections import defaultdict
from datetime import date

import pandas as pd

from helpers.annotation.gazetteer import fold
from helpers.events.corrections import correct
from helpers.events.facts import Fact, collect, ordinal
from helpers.events.happenings import Index, anchors
from helpers.events.reading import read

COLUMNS = ["event_id", "label", "kind", "earliest", "latest", "place", "actors", "n_articles"]

__all__ = ["find"]


def find(statements: pd.DataFrame, sentences: pd.DataFrame, mentions: pd.DataFrame, timexes: pd.DataFrame,
         articles: pd.DataFrame, datings: pd.DataFrame, actors: pd.DataFrame,
         chronology: pd.DataFrame | None = None, corrections: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events told in the articles, and the statements with `event_id` (None: of no single event).

    Statements that tell a deed are laid beside the events known so far (rows of the `chronology` first, whose id they
    keep) and join the one that time, people, place, kind and words point to; else a datable deed makes a new event.
    The rest go with the event of their sentence, the one told just before, or the main event of their article. Reports
    and later recalls join; events of one kind and cast on other days do not. Articles are read in order of their dates.
    `corrections` (what: event or same event; article, target, value) win over all this.

    Events: columns of the design; days from the chronology or the first telling. Not to be trusted for articles without
    any date, and where two deeds of one day have the same people and the same kind.
    """
    kind_of = dict(zip(actors["actor_id"], actors["kind"]))
    names = dict(zip(actors["actor_id"], actors["name"]))
    forms = {fold(form): row["actor_id"] for row in actors.to_dict("records") for form in [row["name"], *row["forms"]]}
    index = Index(anchors(chronology, forms, names), [actor for actor, kind in kind_of.items() if kind == "state"])
    by_article = defaultdict(list)
    for fact in collect(statements, mentions, timexes, kind_of):
        by_article[fact.article_id].append(fact)
    dated = {row["article_id"]: row for row in datings.to_dict("records")}
    event_of: dict[str, str] = {}
    for article_id in sorted(by_article, key=lambda a: (ordinal(dated.get(a, {}).get("best")) or 10**7, a)):
        dating = dated.get(article_id, {})
        event_of |= read(by_article[article_id], index, _window(dating), ordinal(dating.get("best")))
    event_of = correct(event_of, index.events, corrections, statements, articles)
    ids = statements["statement_id"].map(event_of).astype(object)
    found = _table(index, by_article, event_of, names)
    return found, statements.assign(event_id=ids.where(ids.notna(), None))


def _window(dating: dict) -> tuple[int, int] | None:
    """Days an article may be reporting on; None where it is not dated."""
    published = ordinal(dating.get("published"))
    first, last = (published, published) if published else (ordinal(dating.get("earliest")), ordinal(dating.get("latest")))
    return None if first is None or last is None else (first - 4, last)


def _table(index: Index, by_article: dict[str, list[Fact]], event_of: dict[str, str], names: dict[str, str]) -> pd.DataFrame:
    told = defaultdict(set)
    for article_id, facts in by_article.items():
        for fact in facts:
            if fact.statement_id in event_of:
                told[event_of[fact.statement_id]].add(article_id)
    rows = []
    for event_id in sorted(told):
        event = index.events[event_id]
        days = [None if day is None else date.fromordinal(day) for day in (event.earliest, event.latest)]
        rows.append([event_id, event.label, event.kinds[0] if event.kinds else None, *days,
                     names.get(event.place, event.place), event.actors, len(told[event_id])])
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)
