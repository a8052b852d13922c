"""Findings of the fourth notebook, outlet by outlet: what each makes of an event, and what kinds of outlet do."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pandas as pd
from rapidfuzz import fuzz

from helpers.charts import days, ranked
from helpers.claims.naming import find_terms
from helpers.claims.numbers import firsts
from helpers.cleaning.lines import fold
from helpers.findings.accuracy import clustered, spread
from helpers.findings.articles import by_name, counted, kinds, once
from helpers.findings.claims import DIFFER, between, claims_told, media, near, relayed
from helpers.findings.press import Press, about

#: What kinds of outlet are compared in.
QUESTIONS = ("name no source", "tell what two others tell")


def at_a_glance(press: Press, event_id: str | None, referents: int = 3) -> pd.DataFrame:
    """Each outlet that reports an event while it is news, a row each: outlet (name), appeared, sources (who is credited
    by name in its articles on it, most often first), first (what it calls a first, and since when), and a column for
    each of the things most outlets name (from terms.csv) with the names it gives them.

    An article dated more than 45 days after the event recalls it and is left out; one without a date is kept.
    """
    told, last = once(about(press, event_id)), press.events.set_index("event_id").latest.get(event_id)
    told = told.assign(appeared=told.article_id.map(press.datings.set_index("article_id").best))
    told = told[[pd.isna(last) or pd.isna(day) or day <= last + timedelta(45) for day in told.appeared] or slice(0)]
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

    Taken from the conflicts about the event, the most telling kind first; then the pair whose sentences are most alike
    and whose values least. Where there is none, the claim told by most outlets, in the two wordings that are least
    alike. Empty where no two outlets tell the same.
    """
    rows, told = between(about(press, event_id)), claims_told(press, event_id)
    told = told[told.claim_id == next(iter(told.claim_id), None)].assign(
        kind="wording", value=told.sentence, conflict_id="", event_id=event_id)
    for found in (rows, told):
        found = found[found.sentence.fillna("").astype(str).str.split().str.len().between(6, longest)]
        pairs = [(one, other) for _, group in found.groupby("conflict_id")
                 for one, other in combinations(group.to_dict("records"), 2)
                 if one["outlet"] != other["outlet"] and one["value"] != other["value"]]
        if pairs:
            best = min(pairs, key=lambda pair: (
                (*DIFFER, "wording").index(pair[0]["kind"]),
                _alike(pair, "value") - _alike(pair, "sentence") * (pair[0]["kind"] != "wording")))
            return pd.DataFrame(best)[["kind", "outlet", "value", "sentence", "article_id", "sentence_id"]]
    return rows.head(0)


def _alike(pair: tuple[dict, dict], column: str) -> float:
    return fuzz.token_set_ratio(*(fold(row[column]) for row in pair))


def dropped(press: Press, event_id: str | None) -> pd.DataFrame:
    """What clients of one agency leave out of what it passed on: agency, outlet, passed_on (claims about the event that
    any of its clients gives on its word, or it tells itself where it is in the study), kept, left_out, example (the
    left-out claim told by most others).

    A client credits the agency at the head or foot of the article or in a sentence. What no client prints is not seen;
    what a client may have in other words counts as kept.
    """
    texts = claims_told(press, event_id).drop_duplicates("claim_id").set_index("claim_id").claim
    rows = relayed(about(press, event_id)).dropna(subset=["claim_id"])
    carried = pd.concat([rows.explode("chain"), rows.assign(chain=by_name(press, rows).outlet)])
    carried = carried.drop_duplicates(["chain", "outlet", "claim_id"]).dropna(subset=["chain"])
    told, found = pd.concat([rows, near(press, event_id)]).groupby("outlet").claim_id.agg(set), []
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
    """All events that two outlets tell: event_id, label, when (in words), outlets, claims, shared (claims that several
    of them tell, their share with its interval), statements, no_source (the share of these that name no source),
    differences (between outlets)."""
    rows, disputed, found = relayed(press).dropna(subset=["event_id"]), between(press), []
    for row in press.events.itertuples():
        told = rows[rows.event_id == row.event_id]
        if (n := told.outlet.nunique()) > 1:
            tellers = told.groupby("claim_id").outlet.nunique()
            found.append((row.event_id, row.label, days(row.earliest, row.latest), n, len(tellers),
                          spread((tellers > 1).sum(), len(tellers)), len(told), spread(told.alone.sum(), len(told)),
                          disputed[disputed.event_id == row.event_id].conflict_id.nunique()))
    columns = ["event_id", "label", "when", "outlets", "claims", "shared", "statements", "no_source", "differences"]
    return pd.DataFrame(found, columns=columns).sort_values(["outlets", "claims", "event_id"],
                                                            ascending=[False, False, True], ignore_index=True)


def patterns(press: Press, few: int = 100) -> pd.DataFrame:
    """Kinds of outlet compared over all events, a row to a kind and question: kind, outlets, question, n (statements,
    or claims they could have told), share, low, high (95%), enough (two outlets and `few` of n stand behind it).

    The questions: which part of their statements names no source, neither in the text nor for the whole article; which
    part they tell of the claims, about an event they cover, that two other outlets tell. Intervals know that the
    statements of one article, and an outlet's claims about one event, hang together.
    """
    rows = relayed(press)
    cover = rows.dropna(subset=["claim_id"]).groupby("event_id").outlet.agg(set)
    tellers = rows.groupby(["event_id", "claim_id"]).outlet.agg(set)
    chances = pd.DataFrame([(outlet, outlet in told, f"{outlet} {event}") for (event, _), told in tellers.items()
                            for outlet in sorted(cover[event]) if len(told - {outlet}) > 1],
                           columns=["outlet", "yes", "group"])
    asked = pd.concat([rows.assign(yes=rows.alone, group=rows.article_id, question=QUESTIONS[0]),
                       chances.assign(question=QUESTIONS[1])]).astype({"yes": float})
    asked["kind"] = kinds(press, asked.outlet)
    found = [(kind, n := some.outlet.nunique(), question, len(some), some.yes.mean(), *clustered(some.yes, some.group),
              n > 1 and len(some) >= few) for (question, kind), some in asked.groupby(["question", "kind"])]
    columns = ["kind", "outlets", "question", "n", "share", "low", "high", "enough"]
    return pd.DataFrame(found, columns=columns).astype({"enough": bool})
