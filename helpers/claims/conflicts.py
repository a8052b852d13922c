"""Where articles contradict each other, or what is known: values side by side, each with its statement."""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import combinations, product

import pandas as pd

from helpers.annotation.gazetteer import fold
from helpers.articles import slug
from helpers.claims import counts, days, naming, numbers, patterns
from helpers.claims.alignment import profiles_of
from helpers.claims.differences import differences
from helpers.claims.likeness import Profiles
from helpers.claims.naming import Value
from helpers.events import ideas
from helpers.events.labels import numbered

COLUMNS = ["conflict_id", "event_id", "kind", "attribute", "article_id", "value", "statement_id", "supported"]


def conflicts(statements: pd.DataFrame, mentions: pd.DataFrame, timexes: pd.DataFrame, events: pd.DataFrame, articles: pd.DataFrame,
              terms: pd.DataFrame | None = None, known_actors: pd.DataFrame | None = None,
              datings: pd.DataFrame | None = None, profiles: Profiles | None = None, chronology: pd.DataFrame | None = None) -> pd.DataFrame:
    """Conflicts of kind number, date, first, who, role, name and naming, columns of the design.

    Numbers, days and agents are compared where two articles of one affair tell the same deed; compatible values (plus de
    10 000, environ 11 000) are none. Offices and days that a register, the calendar or the page contradicts stand alone.
    `supported` is what registers and dated events say of a value, else null. Not to be trusted to say who is right: only
    that the articles differ.
    """
    profiles = profiles or profiles_of(statements, mentions, timexes)
    chosen = list(naming.terms_of(profiles, mentions, articles, terms))
    listed = {value.statement_id for *_, values in chosen for value in values}
    differ = [row for row in differences(profiles, statements, mentions, articles, datings) if row[0] != "naming" or not listed.issuperset(value.statement_id for value in row[3])]
    found = [*counts.disagreements(profiles, articles, mentions), *differ, *_firsts(profiles, articles, events, mentions, datings), *chosen,
             *naming.roles(profiles, mentions, known_actors, datings), *naming.spellings(profiles, mentions, known_actors),
             *days.doubted(profiles, timexes, articles, chronology)]
    rows, taken = [], set()
    for kind, attribute, event_id, values in found:
        taken.add(conflict_id := numbered(slug("-".join(filter(None, [kind, event_id, attribute]))), taken))
        rows += [[conflict_id, event_id, kind, attribute, v.article_id, v.value, v.statement_id, v.supported] for v in values]
    frame = pd.DataFrame(rows, columns=COLUMNS, dtype=object)
    return frame.sort_values(["conflict_id", "article_id", "value"], kind="stable", ignore_index=True)


def firsts(text: str) -> list[tuple[int, str, str, str, str]]:
    """« First since » claims of a text: (offset, words, ordinal, what is counted, since when).

    >>> firsts("c’est la première visite connue d’un responsable étranger en trois ans")
    [(9, 'première visite connue d’un responsable étranger en trois ans', '1', "visite connue d'un responsable etranger", 'en trois ans')]
    >>> [words for _, words, *_ in firsts("Le premier ministre est venu. C’est le premier incendie du site depuis 2009")]
    ['premier incendie du site depuis 2009']
    """
    found = [(m, m["order"] or "première", "fois") for m in patterns.expression("any_first").finditer(text) if m["order"] or m["link"]]
    found += [(m, m["order"], m["what"]) for m in patterns.expression("first").finditer(text) if _countable(m)
              and not any(m.start() < other.end() and other.start() < m.end() for other, *_ in found)]
    found += [(m, "most" if " plus " in m["what"][:9] else "première", m["what"]) for m in patterns.expression("never").finditer(text)]
    return [(m.start(), m.group().strip(" ,.;:»"), str(patterns.table()["ordinals"].get(order.lower(), order)), fold(what).strip(),
             fold(f"{m['link'] or ''} {m['since'] or ''}").strip()) for m, order, what in found]


def _countable(match: re.Match) -> bool:
    """Whether what is first is a happening, or anything « since », and no premier minister or quarter."""
    noun = re.search(r"\w+", fold(match["what"]))
    happens = patterns.any_of("happens").search(match["what"])
    since = match["link"] in ("depuis", "avant", "en")
    return since if noun is None else noun[0] not in patterns.words("not_first") and bool(happens or since)


def _firsts(profiles: Profiles, articles: pd.DataFrame, events: pd.DataFrame, mentions: pd.DataFrame,
            datings: pd.DataFrame | None) -> Iterable[tuple]:
    """Different « firsts » told of one event, or on the same days of one affair."""
    days = {row["event_id"]: (row["earliest"], row["latest"]) for row in events.to_dict("records") if row["earliest"] and row["latest"]}
    told, affair = defaultdict(list), counts.affairs(mentions, articles)
    published = {} if datings is None else dict(zip(datings["article_id"], datings["best"]))
    for article_id, text in sorted(zip(articles["article_id"], articles["text"])):
        for at, words, *first in firsts(text):
            nearest = profiles.nearest(article_id, at, at + 1)
            main = Counter(sorted(each.event_id for each in profiles.of(article_id) if each.event_id)).most_common(1)
            event_id = nearest.event_id if nearest and nearest.fact.start <= at < nearest.fact.end else main and main[0][0]
            if event_id:
                whose = patterns.expression("whose").search(words)
                told[event_id].append(((*first, _year(first[2], published.get(article_id)), whose and whose.lastgroup), words, nearest))
    joined: list[list[str]] = []
    for event_id in sorted(told):
        home = [group for group in joined if any(_one_occasion(event_id, other, told, days, affair) for other in group)]
        joined = [group for group in joined if group not in home] + [sum(home, []) + [event_id]]
    for group, most in product(joined, (False, True)):
        rows = [row for event_id in group for row in told[event_id] if (row[0][0] == "most") == most]
        if any(_at_odds(one, other) for (one, _, a), (other, _, b) in combinations(rows, 2) if a.fact.article_id != b.fact.article_id):
            yield "first", "first", group[0], [Value(each.fact.article_id, words, each.fact.statement_id) for _, words, each in rows]


def _year(since: str, day: date | None) -> int | None:
    """The year since when something is the first, told as such or as a number of years before the article's day."""
    if told := re.search(r"\b(?:1[5-9]|20)\d\d\b", since):
        return int(told[0])
    years = re.search(r"\b([\w-]+) ans\b", since)
    number = numbers.value(years[1]) if years and day is not None else None
    return day.year - int(number) if number else None


def _at_odds(one: tuple, other: tuple) -> bool:
    """Two firsts that are not one: another ordinal, or since another time; of two superlatives such as are of one
    thing. What is somebody's first is no rival of the first of his kind."""
    *_, year, whose = zip(one, other)
    if {"named", "any"} <= set(whose):
        return False
    if one[0] == other[0] and None not in year:
        return abs(year[0] - year[1]) > 1
    since = [set(re.findall(r"\w+", first[2])) - {"depuis", "en", "l", "la", "le", "les", "que", "de"} for first in (one, other)]
    within = since[0] <= since[1] or since[1] <= since[0]
    apart = bool(since[0] and since[1]) and (not within or bool((since[0] ^ since[1]) & {"moins", "plus"}))
    about = [ideas.of_text(first[1].replace("plus", "")) for first in (one, other)]
    return (one[0] != other[0] or apart) and (one[0] != "most" or bool(about[0] & about[1]))


def _one_occasion(event_id: str, other: str, told: dict, days: dict, affair: dict[str, set[str]]) -> bool:
    """Whether two events on which firsts are told are of the same days, and told by articles on one affair."""
    meet = event_id in days and other in days and days[event_id][0] <= days[other][1] and days[other][0] <= days[event_id][1]
    return meet and any(len(affair[a.fact.article_id] & affair[b.fact.article_id]) > 1 for *_, a in told[event_id] for *_, b in told[other])
