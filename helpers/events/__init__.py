"""Events: one happening told by several outlets, from its time, its people, its place and what is done."""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date

import pandas as pd

from helpers.events import kinds
from helpers.events.facts import Fact, When, collect, ordinal
from helpers.events.happenings import Happening, Index, anchors, fit, stems

COLUMNS = ["event_id", "label", "kind", "earliest", "latest", "place", "actors", "n_articles"]
ENOUGH = 4.0
LEAD = 3
_BACK = re.compile(r"^(?:(?:lors|au cours|à l['’]occasion|à l['’]issue|en marge|durant|pendant|après|dans le cadre) )?(?:de |du )?"
                   r"(?:cette|cet|ce|ces|celui-ci|celle-ci|ceux-ci|il|elle|ils|elles|leur|leurs|son|sa|ses)\b", re.I)


def find(statements: pd.DataFrame, sentences: pd.DataFrame, mentions: pd.DataFrame, timexes: pd.DataFrame,
         articles: pd.DataFrame, datings: pd.DataFrame, actors: pd.DataFrame,
         chronology: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events told in the articles, and the statements with `event_id` (None: of no single event).

    Statements that tell a deed are laid beside the events known so far (rows of the `chronology` first, whose id they
    keep) and join the one that time, people, place, kind and words point to; else a datable deed makes a new event.
    The rest go with the event of their sentence, or with the main event of their article when they share its people.
    Reports and later recalls join; events of one kind and cast on other days do not.

    Events: columns of the design; days from the chronology or the narrowest telling. Not to be trusted for articles
    without any date, and where two deeds of one day have the same people and the same kind.
    """
    facts = collect(statements, mentions, timexes)
    names = {kinds.fold(form): row["actor_id"] for row in actors.to_dict("records") for form in [row["name"], *row["forms"]]}
    index = Index(anchors(chronology, names))
    by_article = defaultdict(list)
    for fact in facts:
        by_article[fact.article_id].append(fact)
    dated = {row["article_id"]: row for row in datings.to_dict("records")}
    order = sorted(by_article, key=lambda a: (ordinal(dated.get(a, {}).get("best")) or 10**7, a))
    event_of: dict[str, str] = {}
    for article_id in order:
        event_of |= _read(by_article[article_id], index, _window(dated.get(article_id, {})))
    _tell(facts, event_of, index)
    found = _table(index, facts, event_of, actors)
    ids = statements["statement_id"].map(event_of).astype(object)
    return found, statements.assign(event_id=ids.where(ids.notna(), None))


def _window(dating: dict) -> tuple[int, int] | None:
    """Days an article may be reporting on; None where it is not dated to a month or so."""
    published = ordinal(dating.get("published"))
    first, last = (published, published) if published else (ordinal(dating.get("earliest")), ordinal(dating.get("latest")))
    if first is None or last is None or last - first > 45:
        return None
    return first - 4, last


def _read(facts: list[Fact], index: Index, window: tuple[int, int] | None) -> dict[str, str]:
    """Event of each statement of one article: first those that tell a deed, then those around them."""
    direct: dict[str, str] = {}
    carried, carried_at = None, -9
    first = facts[0].sentence_id
    for fact in facts:
        near = carried if fact.sentence_id - carried_at <= 1 else None
        event = _match(fact, index, near, window, fact.sentence_id - first < LEAD) or _new(fact, index, near, window, bool(direct))
        if event:
            direct[fact.statement_id] = event.event_id
        if fact.times:
            carried, carried_at = fact.times[-1], fact.sentence_id
    return direct | _around(facts, direct, index)


def _match(fact: Fact, index: Index, carried: When | None, window, lead: bool) -> Happening | None:
    scored = []
    for event in index.candidates(fact):
        if lead and window and not fact.times and not fact.near_times and event.latest is not None and event.latest < window[0]:
            continue
        score = fit(fact, event, index.rarity, carried, window)
        if score >= ENOUGH + (0 if any(map(kinds.is_strong, fact.kinds)) else 1.5):
            scored.append((score, event))
    return max(scored, key=lambda pair: (pair[0], pair[1].event_id), default=(0, None))[1]


def _new(fact: Fact, index: Index, carried: When | None, window, has_main: bool) -> Happening | None:
    """A new event, where the deed is strong, somebody does it, and it can be dated to a month or opens the article."""
    deed = next((kind for kind in fact.kinds[:1] if kinds.is_strong(kind)), None)
    if not deed or not fact.actors or fact.status not in ("factual", "planned"):
        return None
    when = min(fact.times or fact.near_times, key=lambda w: (w.width, w.earliest), default=None)
    if when and when.width > 31 or (not when and has_main):
        return None
    span = (when.earliest, when.latest) if when else window or (None, None)
    day = date.fromordinal(span[0]).isoformat() if span[0] else "undated"
    if when and when.width > 1:
        day = day[:7]
    event_id = base = "-".join([deed, day, *(fact.places[:1] or fact.actors[:1])])
    number = 2
    while event_id in index.events:
        event_id, number = f"{base}-{number}", number + 1
    event = Happening(event_id, fact.text, list(fact.kinds), *span, (fact.places or [None])[0], list(fact.actors), words=stems(fact.text))
    index.add(event)
    return event


def _around(facts: list[Fact], direct: dict[str, str], index: Index) -> dict[str, str]:
    """Events of the statements that tell no deed of their own, from their sentence, the one before, or the article."""
    if not direct:
        return {}
    weight: Counter = Counter()
    by_sentence = defaultdict(list)
    for fact in facts:
        if fact.statement_id in direct:
            weight[direct[fact.statement_id]] += 1 / (1 + 0.5 * (fact.sentence_id - facts[0].sentence_id))
            by_sentence[fact.sentence_id].append(fact)
    main = index.events[min(weight, key=lambda event_id: (-weight[event_id], event_id))]
    given: dict[str, str] = {}
    last = None
    for fact in facts:
        if fact.statement_id in direct:
            last = fact.sentence_id, direct[fact.statement_id]
            continue
        event_id = _context(fact, by_sentence, direct, last, main)
        if event_id:
            given[fact.statement_id] = event_id
            last = fact.sentence_id, event_id
    return given


def _context(fact: Fact, by_sentence, direct, last, main: Happening) -> str | None:
    beside = by_sentence.get(fact.sentence_id, [])
    if beside and not fact.times:
        nearest = min(beside, key=lambda other: (abs(other.start - fact.start), other.start))
        return direct[nearest.statement_id]
    if last and fact.sentence_id - last[0] <= 1 and _BACK.match(fact.text):
        return last[1]
    if fact.times and main.earliest is not None and not any(
            when.earliest - 1 <= main.latest and main.earliest <= when.latest + 1 for when in fact.times):
        return None
    if set(fact.near_actors) & set(main.actors) or fact.speaker in main.actors or fact.chain or _BACK.match(fact.text):
        return main.event_id
    return None


def _tell(facts: list[Fact], event_of: dict[str, str], index: Index) -> None:
    """Count who tells each event, for its place and cast where no register gives them."""
    for fact in facts:
        if event := index.events.get(event_of.get(fact.statement_id)):
            event.told.update(fact.actors)


def _table(index: Index, facts: list[Fact], event_of: dict[str, str], actors: pd.DataFrame) -> pd.DataFrame:
    told = defaultdict(set)
    for fact in facts:
        if fact.statement_id in event_of:
            told[event_of[fact.statement_id]].add(fact.article_id)
    names = dict(zip(actors["actor_id"], actors["name"]))
    rows = []
    for event_id in sorted(told):
        event = index.events[event_id]
        days = [None if day is None else date.fromordinal(day) for day in (event.earliest, event.latest)]
        rows.append([event_id, event.label, event.kinds[0] if event.kinds else None, *days,
                     names.get(event.place, event.place), event.actors, len(told[event_id])])
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)
