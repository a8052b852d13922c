"""Findings of the fourth notebook, outlet by outlet: what each makes of an event and of the days around it."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pandas as pd

from helpers.claims.conflicts import firsts
from helpers.charts import ranked, short
from helpers.claims.naming import find_terms
from helpers.cleaning.lines import fold
from helpers.findings.accuracy import wilson
from helpers.findings.articles import by_name, counted, kinds, once
from helpers.findings.claims import TELLING, disagreements, relayed, reliance, statements
from helpers.findings.press import Press


def episode(press: Press, event_id: str | None, days: int = 14) -> pd.DataFrame:
    """The events at most so many days from an event, and the articles that report them while they are news.

    Out: event_id, article_id, outlet, appeared (best day, or None). An article dated more than 45 days after the event
    recalls it and is left out; one without a date is kept.
    """
    events = press.events.set_index("event_id")
    if event_id not in events.index:
        return pd.DataFrame(columns=["event_id", "article_id", "outlet", "appeared"])
    first, last = events.earliest[event_id], events.latest[event_id]
    near = [event_id] if pd.isna(first) else [
        row.Index for row in events.dropna(subset=["earliest"]).itertuples()
        if row.earliest <= last + timedelta(days) and first - timedelta(days) <= row.latest]
    rows = statements(press)
    rows = rows[rows.event_id.isin(near)].drop_duplicates(["event_id", "article_id"])
    rows = rows.assign(appeared=rows.article_id.map(press.datings.set_index("article_id").best))
    news = [pd.isna(last) or pd.isna(day) or day <= last + timedelta(45) for day in rows.appeared]
    return rows[news][["event_id", "article_id", "outlet", "appeared"]].reset_index(drop=True)


def at_a_glance(press: Press, event_id: str | None, referents: int = 3) -> pd.DataFrame:
    """Each outlet on an event and the days around it, a row each: outlet (name), appeared, sources (who is credited,
    most often first), first (what it calls a first, and since when), and a column for each of the things most outlets
    name (from terms.csv) with the names it gives them.
    """
    told = episode(press, event_id).drop_duplicates("article_id")
    articles = once(press)[lambda rows: rows.article_id.isin(told.article_id)]
    rows = relayed(press)
    rows = rows[rows.article_id.isin(told.article_id)].explode("chain")
    terms = counted(press, find_terms(articles, press.registers["terms"]))
    spread = terms.groupby("referent").agg(outlets=("outlet", "nunique"), terms=("term", "nunique"))
    spread = spread[spread.terms > 1].sort_values(["outlets", "terms"], ascending=False, kind="stable")
    spread = spread.index[:referents]
    found = []
    for outlet, group in told.groupby("outlet"):
        texts, own = articles.text[articles.article_id.isin(group.article_id)], terms[terms.outlet == outlet]
        row = {"outlet": outlet, "appeared": group.appeared.min(),
               "sources": list(rows[rows.outlet == outlet].chain.value_counts().index[:3]),
               "first": [short(words, 70) for text in texts for _, words, *_ in firsts(text)][:2]}
        found.append(row | {name: list(own[own.referent == name].term.value_counts().index) for name in spread})
    return by_name(press, pd.DataFrame(found, columns=["outlet", "appeared", "sources", "first", *spread]))


def side_by_side(press: Press, event_id: str | None, longest: int = 45) -> pd.DataFrame:
    """The two sentences that tell most about a difference between outlets, a row each: kind (of the conflict),
    attribute, outlet, value, sentence, article_id, sentence_id.

    Taken from the conflicts about the event and the days around it, the most telling kind first; then the pair whose
    sentences have most words in common and whose values have fewest. Empty where outlets do not differ.
    """
    near = set(episode(press, event_id).event_id)
    rows = disagreements(press)
    length = rows.sentence.fillna("").astype(str).str.split().str.len()
    rows = rows[rows.event_id.isin(near) & length.between(6, longest)]
    best, top = rows.head(0), None
    for (_, kind), group in rows.drop_duplicates(["conflict_id", "outlet", "value"]).groupby(["conflict_id", "kind"]):
        for (a, one), (b, other) in combinations(group.iterrows(), 2):
            if one.outlet != other.outlet and one.value != other.value:
                rank = (TELLING.index(kind), one.event_id != event_id,
                        _overlap(one.value, other.value) - _overlap(one.sentence, other.sentence))
                if top is None or rank < top:
                    top, best = rank, group.loc[[a, b]]
    columns = ["kind", "attribute", "outlet", "value", "sentence", "article_id", "sentence_id"]
    return best[columns].reset_index(drop=True)


def _overlap(one: str, other: str) -> float:
    """Words two texts share, as a part of all their words."""
    a, b = set(fold(one).split()), set(fold(other).split())
    return len(a & b) / max(1, len(a | b))


def dropped(press: Press, event_id: str | None) -> pd.DataFrame:
    """What clients of one agency leave out of what it passed on: agency, outlet, passed_on (claims about the event that
    any of its clients gives on its word), kept, left_out, example (the left-out claim told by most others).

    A client credits the agency at the head or foot of the article or in a sentence. What no client prints is not seen.
    """
    texts, rows = press.claims.set_index("claim_id").text, relayed(press)
    rows = rows[(rows.event_id == event_id) & rows.claim_id.notna()]
    agencies = reliance(press).query("source_kind == 'agency'").source
    carried = rows.explode("chain").drop_duplicates(["chain", "outlet", "claim_id"])
    told, found = rows.groupby("outlet").claim_id.agg(set), []
    for agency, group in carried[carried.chain.isin(agencies)].groupby("chain"):
        passed = ranked(group.claim_id.value_counts().sort_index()).index
        for outlet in sorted(group.outlet.unique()) if group.outlet.nunique() > 1 else ():
            left = [claim for claim in passed if claim not in told[outlet]]
            found.append((agency, outlet, len(passed), len(passed) - len(left), len(left),
                          texts.get(next(iter(left), None))))
    frame = pd.DataFrame(found, columns=["agency", "outlet", "passed_on", "kept", "left_out", "example"])
    return frame.sort_values(["passed_on", "agency", "left_out", "outlet"], ascending=[False, True, False, True],
                             ignore_index=True)


def in_brief(press: Press) -> pd.DataFrame:
    """All events that two outlets tell: event_id, label, first, outlets, claims, shared (claims told by two outlets),
    differences (conflicts)."""
    rows = statements(press).dropna(subset=["event_id"])
    shared = rows.groupby(["event_id", "claim_id"]).outlet.nunique().gt(1).groupby("event_id")
    found = pd.DataFrame({"outlets": rows.groupby("event_id").outlet.nunique(), "claims": shared.size(),
                          "shared": shared.sum(),
                          "differences": press.conflicts.groupby("event_id").conflict_id.nunique()})
    events = press.events[["event_id", "label", "earliest"]].rename(columns={"earliest": "first"})
    found = events.merge(found[found.outlets > 1].fillna(0).reset_index(), on="event_id")
    return found.astype(dict.fromkeys(["outlets", "claims", "shared", "differences"], int)).sort_values(
        ["outlets", "claims", "event_id"], ascending=[False, False, True], ignore_index=True)


def patterns(press: Press) -> pd.DataFrame:
    """Kinds of outlet compared over all events: kind, outlets, statements, no_source (share with no source named,
    neither in the text nor for the whole article) and told (share told of the claims about an event they cover that two
    other outlets tell), each with _low and _high (95 %); chances (how many such claims there were).

    Intervals take statements for independent, which those of one article are not.
    """
    rows = relayed(press)
    cover = rows.dropna(subset=["claim_id"]).groupby("event_id").outlet.agg(set)
    tellers = rows.groupby(["event_id", "claim_id"]).outlet.agg(set)
    chances = pd.DataFrame([(outlet, outlet in told) for (event, _), told in tellers.items()
                            for outlet in sorted(cover[event]) if len(told - {outlet}) > 1], columns=["outlet", "told"])
    chances["kind"], found = kinds(press, chances.outlet), []
    for kind, group in rows.groupby("outlet_kind"):
        flags = {"no_source": group.alone, "told": chances[chances.kind == kind].told}
        found.append({"kind": kind, "outlets": group.outlet.nunique(), "statements": len(group),
                      "chances": len(flags["told"])})
        for name, given in flags.items():
            if len(given):
                ends = given.mean(), *wilson(given.sum(), len(given))
                found[-1] |= dict(zip((name, f"{name}_low", f"{name}_high"), ends))
    return pd.DataFrame(found, columns=["kind", "outlets", "statements", "no_source", "no_source_low", "no_source_high",
                                        "told", "told_low", "told_high", "chances"])
