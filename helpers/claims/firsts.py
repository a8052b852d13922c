"""« Firsts » that cannot both be true."""
from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from statistics import mode

import pandas as pd

from helpers.claims import numbers, patterns
from helpers.claims.counts import Accounts
from helpers.claims.likeness import Profiles
from helpers.claims.naming import Value
from helpers.events import ideas


def disagreements(profiles: Profiles, articles: pd.DataFrame, accounts: Accounts) -> Iterable[tuple]:
    """("first", "first", event_id, values) for « firsts » that articles of one affair tell differently of one event, of
    the same days, or of one kind of thing."""
    told: list[tuple] = []
    for article_id, text in sorted(zip(articles["article_id"], articles["text"])):
        found = numbers.firsts(text)
        here = sorted(filter(None, map(profiles.events.__getitem__, profiles.places(article_id)))) if found else []
        for at, words, *one in found if here else ():
            n, whose = profiles.nearest(article_id, at, at + 1), patterns.expression("whose").search(words)
            event_id = profiles.begin[n] <= at < profiles.end[n] and profiles.events[n] or mode(here)
            kind, clause = ideas.of_text(one[1]), f"{profiles[n].fact.own_text} {re.match(r'[^.;:]*', text[at:])[0]}"
            told_of = (profiles[n].features | ideas.of_text(patterns.any_of("comes").sub("visite", clause))) - profiles.when
            one += [_year(one[2], accounts.days.get(article_id)), whose and whose.lastgroup, told_of, kind]
            told.append(((article_id, event_id), words, one, profiles.ids[n]))

    def differ(n: int, m: int) -> bool:
        met = accounts.meet(told[n][0], told[m][0], dated=True) or told[n][2][-1] & told[m][2][-1] and accounts.together(told[n][0], told[m][0])
        return bool(met) and _at_odds(told[n][2], told[m][2])
    for event_id, group in accounts.rivals([place for place, *_ in told], differ):
        yield "first", "first", event_id, [Value(told[n][0][0], told[n][1], told[n][3]) for n in group]


def _year(since: str, day: date | None) -> int | None:
    """The year since when something is the first, told as such or as a number of years before the article's day."""
    if told := re.search(r"\b(?:1[5-9]|20)\d\d\b", since):
        return int(told[0])
    years = re.search(r"\b([\w-]+) ans\b", since)
    number = numbers.value(years[1]) if years and day is not None else None
    return day.year - int(number) if number else None


def _at_odds(one: list, other: list) -> bool:
    """Two firsts that are not one: another ordinal, or since another time; of two superlatives, or who was the first to
    do something, such as are of one thing. What is somebody's first is no rival of the first of his kind."""
    _, things, _, year, whose, told, kind = zip(one, other)
    if {"named", "any"} <= set(whose) or {"own", "wide"} <= set(whose) or (one[0] == "most") != (other[0] == "most") \
            or told[0].isdisjoint(told[1]):
        return False
    if one[0] == other[0] and None not in year:
        return abs(year[0] - year[1]) > any(" ans" in first[2] for first in (one, other))
    since = [set(re.findall(r"\w+", first[2])) - {"depuis", "en", "l", "la", "le", "les", "que", "de"} for first in (one, other)]
    within = since[0] <= since[1] or since[1] <= since[0]
    apart = bool(since[0] and since[1]) and (not within or bool((since[0] ^ since[1]) & {"moins", "plus"}))
    return one[0] != other[0] or apart
