"""Findings of the fourth notebook, outlet by outlet: what each makes of an event and of the days around it."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pandas as pd

from helpers.claims.conflicts import firsts
from helpers.charts import short
from helpers.claims.naming import find_terms
from helpers.cleaning.lines import fold
from helpers.findings.accuracy import wilson
from helpers.findings.articles import kinds, once, outlet_name
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
        row.Index for row in events[events.earliest.notna()].itertuples()
        if row.earliest <= last + timedelta(days) and first - timedelta(days) <= row.latest]
    rows = statements(press)
    rows = rows[rows.event_id.isin(near)].drop_duplicates(["event_id", "article_id"])
    rows = rows.assign(appeared=rows.article_id.map(press.datings.set_index("article_id").best))
    limit = None if pd.isna(last) else last + timedelta(45)
    news = [limit is None or pd.isna(day) or day <= limit for day in rows.appeared]
    return rows[news][["event_id", "article_id", "outlet", "appeared"]].reset_index(drop=True)


def at_a_glance(press: Press, event_id: str | None, referents: int = 3) -> pd.DataFrame:
    """Each outlet on an event and the days around it, a row each: outlet (name), appeared, sources (who is credited, most often
    first), first (what it calls a first, and since when), and a column for each of the things most outlets name (from
    terms.csv) with the names it gives them.
    """
    told = episode(press, event_id).drop_duplicates("article_id")
    articles = once(press)[lambda rows: rows.article_id.isin(told.article_id)]
    rows = relayed(press)
    rows = rows[rows.article_id.isin(told.article_id)].explode("chain")
    terms = find_terms(articles, press.registers["terms"])
    terms = terms.assign(outlet=terms.article_id.map(articles.set_index("article_id").outlet))
    spread = terms.groupby("referent").agg(outlets=("outlet", "nunique"), terms=("term", "nunique"))
    spread = spread[spread.terms > 1].sort_values(["outlets", "terms"], ascending=False, kind="stable")
    found = []
    for outlet, group in told.sort_values("outlet").groupby("outlet"):
        ids = set(group.article_id)
        texts = articles[articles.article_id.isin(ids)].text
        row = {"outlet": outlet_name(press, outlet), "appeared": group.appeared.min(),
               "sources": list(rows[rows.outlet == outlet].chain.dropna().value_counts().index[:3]),
               "first": [short(words, 70) for text in texts for _, words, *_ in firsts(text)][:2]}
        own = terms[terms.outlet == outlet]
        found.append(row | {referent: list(own[own.referent == referent].term.value_counts().index)
                            for referent in spread.index[:referents]})
    return pd.DataFrame(found, columns=["outlet", "appeared", "sources", "first", *spread.index[:referents]])


def side_by_side(press: Press, event_id: str | None, longest: int = 45) -> pd.DataFrame:
    """The two sentences that tell most about a difference between outlets, a row each: kind (of the conflict), attribute,
    outlet, value, sentence, article_id, sentence_id.

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
                rank = (TELLING.index(kind), one.event_id != event_id, _overlap(one.value, other.value) - _overlap(one.sentence, other.sentence))
                if top is None or rank < top:
                    top, best = rank, group.loc[[a, b]]
    return best[["kind", "attribute", "outlet", "value", "sentence", "article_id", "sentence_id"]].reset_index(drop=True)


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
    agencies = set(reliance(press).query("source_kind == 'agency'").source)
    carried = rows.explode("chain").drop_duplicates(["chain", "outlet", "claim_id"])
    told, found = rows.groupby("outlet").claim_id.agg(set), []
    for agency, group in carried[carried.chain.isin(agencies)].groupby("chain"):
        if group.outlet.nunique() > 1:
            passed = group.claim_id.value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
            for outlet in sorted(group.outlet.unique()):
                left = [claim for claim in passed.index if claim not in told[outlet]]
                found.append((agency, outlet, len(passed), len(passed) - len(left), len(left),
                              texts.get(left[0]) if left else None))
    frame = pd.DataFrame(found, columns=["agency", "outlet", "passed_on", "kept", "left_out", "example"])
    return frame.sort_values(["passed_on", "agency", "left_out", "outlet"], ascending=[False, True, False, True],
                             ignore_index=True)


def in_brief(press: Press) -> pd.DataFrame:
    """All events that two outlets tell: event_id, label, first, outlets, claims, shared (claims told by two outlets),
    no_source (share of statements), differences (conflicts)."""
    rows = _with_source(press).dropna(subset=["event_id"])
    shared = rows.groupby(["event_id", "claim_id"]).outlet.nunique().gt(1).groupby("event_id")
    found = rows.groupby("event_id").agg(outlets=("outlet", "nunique"), no_source=("alone", "mean"))
    found = found.assign(claims=shared.size(), shared=shared.sum(),
                         differences=press.conflicts.groupby("event_id").conflict_id.nunique())[found.outlets > 1]
    events = press.events[["event_id", "label", "earliest"]].rename(columns={"earliest": "first"})
    found = events.merge(found.fillna(0).reset_index(), on="event_id")
    numbers = ["outlets", "claims", "shared", "differences"]
    return found.astype(dict.fromkeys(numbers, int)).sort_values(
        ["outlets", "claims", "event_id"], ascending=[False, False, True], ignore_index=True)


def _with_source(press: Press) -> pd.DataFrame:
    """`statements` with `alone`: no source is named."""
    rows = statements(press)
    return rows.assign(alone=[not len(sources) for sources in rows.source_chain])


def patterns(press: Press) -> pd.DataFrame:
    """Kinds of outlet compared over all events: kind, outlets, statements, no_source (share without a source named) and
    told (share told of the claims about an event they cover that two other outlets tell), each with _low and _high
    (95 %); chances (how many such claims there were).

    Intervals take statements for independent, which those of one article are not.
    """
    rows = _with_source(press)
    rows["kind"] = kinds(press, rows.outlet)
    cover = rows.dropna(subset=["claim_id"]).groupby("event_id").outlet.agg(set)
    tellers = rows.groupby(["event_id", "claim_id"]).outlet.agg(set)
    chances = [(outlet, outlet in told) for (event, _), told in tellers.items()
               for outlet in sorted(cover[event]) if len(told - {outlet}) > 1]
    chances = pd.DataFrame(chances, columns=["outlet", "told"])
    chances["kind"], found = kinds(press, chances.outlet), []
    for kind, group in rows.groupby("kind"):
        shares = {"no_source": group.alone, "told": chances[chances.kind == kind].told}
        found.append({"kind": kind, "outlets": group.outlet.nunique(), "statements": len(group)} | {
            f"{name}{end}": value for name, flags in shares.items() if len(flags)
            for end, value in zip(("", "_low", "_high"), (flags.mean(), *wilson(flags.sum(), len(flags))))}
            | {"chances": len(shares["told"])})
    return pd.DataFrame(found, columns=["kind", "outlets", "statements", "no_source", "no_source_low", "no_source_high",
                                        "told", "told_low", "told_high", "chances"])
