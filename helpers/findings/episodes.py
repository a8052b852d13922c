"""Findings of the fourth notebook, outlet by outlet: what each makes of an event and of the days around it."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pandas as pd
from rapidfuzz import fuzz

from helpers.charts import ranked
from helpers.claims.naming import find_terms
from helpers.claims.numbers import firsts
from helpers.cleaning.lines import fold
from helpers.findings.accuracy import spread, wilson
from helpers.findings.articles import by_name, counted, kinds, once
from helpers.findings.claims import TELLING, between, claims_told, media, relayed, statements
from helpers.findings.press import Press, about

#: What kinds of outlet are compared in.
QUESTIONS = ("name no source", "tell what two others tell")


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
    """Each outlet on an event and the days around it, a row each: outlet (name), appeared, sources (who is credited
    by name, most often first), first (what it calls a first, and since when), and a column for each of the things most
    outlets name (from terms.csv) with the names it gives them.
    """
    told = episode(press, event_id).drop_duplicates("article_id")
    articles = once(press)[lambda rows: rows.article_id.isin(told.article_id)]
    rows = relayed(press)
    rows = rows[rows.article_id.isin(told.article_id)].explode("chain").dropna(subset=["chain"])
    rows = rows[rows.chain.isin({*press.actors.name[press.actors.kind != "other"], *media(press, rows.chain)})]
    terms = counted(press, find_terms(articles, press.registers["terms"]))
    things = terms.groupby("referent")[["outlet", "term"]].nunique().query("term > 1").sort_values(
        ["outlet", "term"], ascending=False, kind="stable").index[:referents]
    found = []
    for outlet, group in told.groupby("outlet"):
        texts, own = articles.text[articles.article_id.isin(group.article_id)], terms[terms.outlet == outlet]
        row = {"outlet": outlet, "appeared": group.appeared.min(),
               "sources": list(rows[rows.outlet == outlet].chain.value_counts().index[:3]),
               "first": [words for text in texts for _, words, *_ in firsts(text)][:1]}
        found.append(row | {name: list(own[own.referent == name].term.value_counts().index) for name in things})
    return by_name(press, pd.DataFrame(found, columns=["outlet", "appeared", "sources", "first", *things]))


def side_by_side(press: Press, event_id: str | None, longest: int = 45) -> pd.DataFrame:
    """The two sentences that tell most about a difference between outlets, a row each: kind (of the conflict, or
    "wording"), outlet, value, sentence, article_id, sentence_id.

    Taken from the conflicts about the event and the days around it, the most telling kind first; then the pair whose
    sentences are most alike and whose values least. Where there is none, the claim told by most outlets, in the two
    wordings that are least alike. Empty where no two outlets tell the same.
    """
    rows = between(press)
    rows = rows[rows.event_id.isin({*episode(press, event_id).event_id})]
    told = claims_told(press, event_id)
    told = told[told.claim_id == next(iter(told.claim_id), None)].assign(
        kind="wording", value=told.sentence, conflict_id="", event_id=event_id)
    for found in (rows, told):
        found = found[found.sentence.fillna("").astype(str).str.split().str.len().between(6, longest)]
        pairs = [(one, other) for _, group in found.groupby("conflict_id")
                 for one, other in combinations(group.to_dict("records"), 2)
                 if one["outlet"] != other["outlet"] and one["value"] != other["value"]]
        if pairs:
            best = min(pairs, key=lambda pair: (
                (*TELLING, "wording").index(pair[0]["kind"]), pair[0]["event_id"] != event_id,
                _alike(pair, "value") - _alike(pair, "sentence") * (pair[0]["kind"] != "wording")))
            return pd.DataFrame(best)[["kind", "outlet", "value", "sentence", "article_id", "sentence_id"]]
    return rows.head(0)


def _alike(pair: tuple[dict, dict], column: str) -> float:
    return fuzz.token_set_ratio(*(fold(row[column]) for row in pair))


def dropped(press: Press, event_id: str | None) -> pd.DataFrame:
    """What clients of one agency leave out of what it passed on: agency, outlet, passed_on (claims about the event that
    any of its clients gives on its word, or it tells itself where it is in the study), kept, left_out, example (the
    left-out claim told by most others).

    A client credits the agency at the head or foot of the article or in a sentence. What no client prints is not seen.
    """
    texts, rows = press.claims.set_index("claim_id").text, relayed(about(press, event_id)).dropna(subset=["claim_id"])
    carried = pd.concat([rows.explode("chain"), rows.assign(chain=by_name(press, rows).outlet)])
    carried = carried.drop_duplicates(["chain", "outlet", "claim_id"]).dropna(subset=["chain"])
    told, found = rows.groupby("outlet").claim_id.agg(set), []
    for agency, group in carried[carried.chain.isin(media(press, carried.chain))].groupby("chain"):
        passed = ranked(group.claim_id.value_counts().sort_index()).index
        clients = set(group.outlet[by_name(press, group).outlet != agency])
        for outlet in sorted(clients) if group.outlet.nunique() > 1 else ():
            left = [claim for claim in passed if claim not in told[outlet]]
            found.append((agency, outlet, len(passed), len(passed) - len(left), len(left),
                          texts.get(next(iter(left), None))))
    frame = pd.DataFrame(found, columns=["agency", "outlet", "passed_on", "kept", "left_out", "example"])
    return frame.sort_values(["passed_on", "agency", "left_out", "outlet"], ascending=[False, True, False, True],
                             ignore_index=True)


def in_brief(press: Press) -> pd.DataFrame:
    """All events that two outlets tell: event_id, label, first, outlets, claims, alone (claims that one outlet tells
    alone, their share with its interval), statements, no_source (the share of these that name no source), differences
    (between outlets)."""
    rows, disputed, found = relayed(press).dropna(subset=["event_id"]), between(press), []
    for row in press.events.itertuples():
        told = rows[rows.event_id == row.event_id]
        if (n := told.outlet.nunique()) > 1:
            single, claims = (told.groupby("claim_id").outlet.nunique() == 1).sum(), told.claim_id.nunique()
            found.append((row.event_id, row.label, row.earliest, n, claims, spread(single, claims), len(told),
                          spread(told.alone.sum(), len(told)),
                          disputed[disputed.event_id == row.event_id].conflict_id.nunique()))
    columns = ["event_id", "label", "first", "outlets", "claims", "alone", "statements", "no_source", "differences"]
    return pd.DataFrame(found, columns=columns).sort_values(["outlets", "claims", "event_id"],
                                                            ascending=[False, False, True], ignore_index=True)


def patterns(press: Press) -> pd.DataFrame:
    """Kinds of outlet compared over all events, a row to a kind and question: kind, outlets, question, n (statements,
    or claims they could have told), share, low, high (95 %).

    The questions: which part of their statements names no source, neither in the text nor for the whole article; which
    part they tell of the claims, about an event they cover, that two other outlets tell. Intervals take statements for
    independent, which those of one article are not.
    """
    rows = relayed(press)
    cover = rows.dropna(subset=["claim_id"]).groupby("event_id").outlet.agg(set)
    tellers = rows.groupby(["event_id", "claim_id"]).outlet.agg(set)
    chances = pd.DataFrame([(outlet, outlet in told) for (event, _), told in tellers.items()
                            for outlet in sorted(cover[event]) if len(told - {outlet}) > 1], columns=["outlet", "yes"])
    asked = pd.concat([rows.assign(yes=rows.alone, question=QUESTIONS[0])[["outlet", "yes", "question"]],
                       chances.assign(question=QUESTIONS[1])])
    asked = asked.assign(kind=kinds(press, asked.outlet), yes=asked.yes.astype(bool))
    found = [(kind, some.outlet.nunique(), question, len(some), some.yes.mean(), *wilson(some.yes.sum(), len(some)))
             for (question, kind), some in asked.groupby(["question", "kind"])]
    return pd.DataFrame(found, columns=["kind", "outlets", "question", "n", "share", "low", "high"])
