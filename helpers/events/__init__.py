"""Events: one happening told by several outlets, from its time, its people, its place and what is done."""
from __future__ import annotations

from collections import defaultdict
from datetime import date

import pandas as pd

from helpers.annotation.gazetteer import fold
from helpers.events import kinds
from helpers.events.affairs import Affairs
from helpers.events.corrections import correct
from helpers.events.facts import Fact, Reader, ordinal
from helpers.events.happenings import Happening, Index, Window, anchors, fit
from helpers.events.joining import Telling, join
from helpers.events.labels import described, numbered
from helpers.events.meeting import Shelf
from helpers.events.reading import Thread, deed_of, threads

COLUMNS = ["event_id", "label", "kind", "earliest", "latest", "place", "actors", "n_articles"]

ENOUGH = 1.7
BEFORE, AFTER = 4, 2  # days an article may be reporting on

__all__ = ["find"]


def find(statements: pd.DataFrame, sentences: pd.DataFrame, mentions: pd.DataFrame, timexes: pd.DataFrame,
         articles: pd.DataFrame, datings: pd.DataFrame, actors: pd.DataFrame,
         chronology: pd.DataFrame | None = None, corrections: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events told in the articles, and the statements with `event_id` (None: of no single event).

    Statements that tell a deed are laid beside the events known so far (rows of the `chronology` first, whose id they
    keep) and join the one that time, people, place, kind and words point to; else a datable deed makes a new event.
    The rest go with the event of their sentence, the one told just before in their paragraph, or the main event of
    their article. Reports and later recalls join; events of one kind and cast on other days do not. Articles are read
    in order of their dates. `corrections` (what: event or same event; article, target, value) win over all this.

    Events: columns of the design; days, place and people from the chronology, else as most tellings have them. Not to
    be trusted for articles without any date, and where two deeds of one day have the same people and the same kind.
    """
    kind_of = dict(zip(actors["actor_id"], actors["kind"]))
    names = dict(zip(actors["actor_id"], actors["name"]))
    forms = {fold(form): row["actor_id"] for row in actors.to_dict("records") for form in [row["name"], *row["forms"]]}
    dated = {row["article_id"]: row for row in datings.to_dict("records")}
    reader = Reader(statements, mentions, timexes, kind_of, dict(zip(articles["article_id"], articles["text"])))
    index = Index(anchors(chronology, forms, names), kind_of)
    tellings, shelf, spread, ids = [], Shelf(), {}, []
    for article_id in sorted(reader.statements, key=lambda a: (ordinal(dated.get(a, {}).get("best")) or 10**7, a)):
        (window, certain), facts = _windows(dated.get(article_id, {})), reader.of(article_id)
        for thread in threads(facts, index.states, window):
            event = _event(thread, index, window, certain)
            tellings.append(Telling(len(tellings), thread, event, index.persons, certain))
            if event:
                index.tellers[event.event_id].add(article_id)
                spread |= _spread(thread, event, index, window) if event.known else {}
        shelf.add(facts)
        ids += [fact.statement_id for fact in facts]
    event_of = correct(join(tellings, Affairs(mentions, articles)) | spread, index.events, corrections, statements, articles)
    given = pd.Series([event_of.get(key) for key in statements["statement_id"]], statements.index, dtype=object)
    return _table(index, event_of, shelf, ids, names), statements.assign(event_id=given)


def _event(thread: Thread, index: Index, window: Window | None, certain: Window | None) -> Happening | None:
    """The event a telling belongs to: the one it fits best, else a new one where it is dated, lasting or the article's
    own.

    Of the days an article may report on, `window` holds the likely ones and `certain` all: an event without a day has
    these.
    """
    told = thread.told
    scored = ((fit(told, event, index, window, thread.main), event.event_id) for event in index.known)
    score, best = max(scored, default=(0.0, "")) if window or told.times else (0.0, "")
    if score >= ENOUGH:
        return index.events[best]
    deed = thread.kinds[0] if thread.kinds else None
    if not kinds.has("strong", deed) and not thread.main or not (thread.when or thread.main or kinds.has("lasting", deed)):
        return None
    span = (thread.when.earliest, thread.when.latest) if thread.when and not kinds.has("lasting", deed) else (None, None)
    span = certain if certain and span == window else span
    event = Happening(_name(deed or "other", told, span, index), told.text, list(told.kinds), *span, (told.places or [None])[0],
                      list(told.actors or told.near_actors), words=told.words)
    index.events[event.event_id] = event
    return event


def _spread(thread: Thread, event: Happening, index: Index, window: Window | None) -> dict[str, str]:
    """Statements of a telling that tell rather of another register event of those days with somebody in common."""
    others = [other for other in index.known if other is not event and set(other.actors) & set(event.actors) - index.states
              and other.earliest <= event.latest and event.earliest <= other.latest]
    found, last = {}, event
    for fact in thread.facts if others else ():
        deed, _ = deed_of(fact)
        if deed and fact.actors or len(set(fact.actors) - index.states) > 1:
            fits = {each.event_id: fit(fact, each, index, window, thread.main) for each in [event, *others]}
            best = max(fits, key=fits.get)
            last = index.events[best] if fits[best] >= ENOUGH else event
        found[fact.statement_id] = last.event_id
    return found


def _name(deed: str, told: Fact, span: tuple, index: Index) -> str:
    """A readable id that stays the same from run to run: kind, day or month, place or person."""
    first, last = (None if day is None else date.fromordinal(day).isoformat() for day in span)
    day = "undated" if first is None else first if first == last else first[:7] if first[:7] == last[:7] else last[:4]
    return numbered("-".join([deed, day, *(told.places[:1] or told.actors[:1] or told.near_actors[:1])]), index.events)


def _windows(dating: dict) -> tuple[Window | None, Window | None]:
    """Days an article may be reporting on: the likely ones, if a best day stands out, and all; None where nothing says
    when it appeared."""
    likely = [("likely_earliest", "likely_latest")] if ordinal(dating.get("best")) else []
    ends = [("published", "published"), *likely, ("earliest", "latest")]
    days = [(ordinal(dating.get(first)), ordinal(dating.get(last))) for first, last in ends]
    found = [(first - BEFORE, last + AFTER) for first, last in days if first is not None and last is not None]
    return (found[0], found[-1]) if found else (None, None)


def _table(index: Index, event_of: dict[str, str], shelf: Shelf, ids: list[str], names: dict[str, str]) -> pd.DataFrame:
    rows, places = [], defaultdict(list)
    for place, statement_id in enumerate(ids):
        places[event_of.get(statement_id)].append(place)
    for event_id in sorted(filter(None, places)):
        told = [shelf[place] for place in places[event_id]]
        event = index.events[event_id] if index.events[event_id].known else described(index.events[event_id], told)
        days = [None if day is None else date.fromordinal(day) for day in (event.earliest, event.latest)]
        rows.append([event_id, event.label, (event.kinds or [None])[0], *days, names.get(event.place, event.place), event.actors,
                     len({fact.article_id for fact in told})])
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)
