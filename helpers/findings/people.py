"""Findings of the second notebook: who is named, how, as what, beside whom."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from helpers import actors
from helpers.actors.offices import read_roles
from helpers.findings.articles import kinds, once
from helpers.findings.press import Press


def _mentions(press: Press) -> pd.DataFrame:
    """Mentions of known actors in articles counted once, with outlet, kind of outlet and the actor's name."""
    articles = once(press).set_index("article_id")
    rows = press.mentions[press.mentions.actor_id.notna() & press.mentions.article_id.isin(articles.index)]
    outlet = rows.article_id.map(articles.outlet)
    return rows.assign(outlet=outlet, outlet_kind=kinds(press, outlet),
                       name=rows.actor_id.map(press.actors.set_index("actor_id").name),
                       actor_kind=rows.actor_id.map(press.actors.set_index("actor_id").kind))


def _words(press: Press, column: str) -> pd.Series:
    articles = once(press)
    return articles.assign(kind=kinds(press, articles.outlet)).groupby(column).n_words.sum()


def named(press: Press) -> pd.DataFrame:
    """Mentions of each actor by kind of outlet: actor_id, name, kind, n_mentions, n_words (of that kind), rate (per
    1,000 words)."""
    rows = _mentions(press).groupby(["actor_id", "name", "outlet_kind"], as_index=False).size()
    rows = rows.set_axis(["actor_id", "name", "kind", "n_mentions"], axis=1)
    rows["n_words"] = rows.kind.map(_words(press, "kind")).astype(float)
    return rows.assign(rate=1000 * rows.n_mentions / rows.n_words)


def named_by_outlet(press: Press, most: int = 10) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The actors named most (rows) in each outlet, or each kind of outlet beyond eight (columns): counts, then rates
    per 1,000 words; the words in all in the last row of the counts."""
    rows = _mentions(press)
    column = "outlet" if rows.outlet.nunique() <= 8 else "kind"
    words = _words(press, column).astype(int)
    counts = rows.rename(columns={"outlet_kind": "kind"}).groupby(["name", column]).size().unstack(fill_value=0)
    counts = counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index[:most]]
    rates = (1000 * counts / words[counts.columns]).reset_index(names="actor")
    return pd.concat([counts,
                      words[counts.columns].to_frame("words in all").T]).reset_index(names="actor"), rates


def main_person(press: Press) -> str | None:
    """The person with most spellings, then most mentions; None where nobody is named."""
    rows = _mentions(press)
    rows = rows[(rows.actor_kind == "person") & (rows.form == "name")]
    ranks = rows.groupby("actor_id").agg(forms=("text", "nunique"), n=("text", "size")).sort_values(["forms", "n"],
        ascending=False, kind="stable")
    return ranks.index[0] if len(ranks) else None


def spellings(press: Press, actor_id: str | None = None) -> pd.DataFrame:
    """Spellings by article: actor_id, name, form, outlet, article_id, n. Of one actor, or of all persons."""
    rows = _mentions(press)
    rows = rows[(rows.form == "name") & (rows.actor_id == actor_id if actor_id else rows.actor_kind == "person")]
    rows = rows.assign(form=[" ".join(text.split()) for text in rows.text])
    return rows.groupby(["actor_id", "name", "form", "outlet", "article_id"],
                        as_index=False).size().rename(columns={"size": "n"})


def titles(press: Press, actor_id: str | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Titles given to persons, and the offices that the register knows of.

    Out: given (outlet, article_id, sentence_id, start, end, actor_id, title, day, verdict, office_then), day None where
    the article's is unknown; held (actor_id, office, first, last).
    """
    register = press.registers["actors"]
    given = actors.offices(press.mentions, press.actors, register, press.datings)
    held = [(row.actor_id, role.text, role.start, role.end) for row in register.itertuples()
            for role in read_roles(row.roles)]
    held = pd.DataFrame(held, columns=["actor_id", "office", "first", "last"])
    given = given.assign(outlet=given.article_id.map(press.articles.set_index("article_id").outlet),
                         day=given.article_id.map(press.datings.set_index("article_id").best)).astype(object)
    if actor_id:
        given, held = given[given.actor_id == actor_id], held[held.actor_id == actor_id]
    columns = ["outlet", "article_id", "sentence_id", "start", "end", "actor_id", "title", "day", "verdict",
               "office_then"]
    return given[columns].reset_index(drop=True), held.reset_index(drop=True)


def company(press: Press) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who stands with whom in a sentence, places aside: nodes (actor_id, name, kind, n_mentions) and edges (actor_a,
    actor_b, n, sentences as "article_id:sentence_id")."""
    rows = _mentions(press)
    rows = rows[rows.actor_kind.isin(["person", "state", "organisation"]) & ((rows.label != "LOC")
        | rows.is_metonym.astype(bool) | (rows.actor_kind == "state"))]
    pairs = [(*pair, f"{article}:{sentence}")
             for (article, sentence), names in rows.groupby(["article_id", "sentence_id"]).actor_id
             for pair in combinations(sorted(set(names)), 2)]
    edges = pd.DataFrame(pairs, columns=["actor_a", "actor_b", "sentences"]).groupby(["actor_a", "actor_b"],
        as_index=False).sentences.agg(list)
    edges = edges.assign(n=edges.sentences.map(len))[["actor_a", "actor_b", "n", "sentences"]]
    return press.actors[["actor_id", "name", "kind", "n_mentions"]], edges.sort_values(["n", "actor_a", "actor_b"],
        ascending=[False, True, True], ignore_index=True)
