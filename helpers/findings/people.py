"""Findings of the second notebook: who is named, how, as what, beside whom."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from helpers import actors
from helpers.actors.offices import compare, read_office, read_roles
from helpers.charts import VERDICTS, ranked
from helpers.findings.articles import by_name, counted, once
from helpers.findings.concordance import with_sentences
from helpers.findings.corrections import correction_line
from helpers.findings.press import Press

_PLAIN = {"own name", "in the register", "named for the state", "name of the country", "credited without a name"}
_STANDINGS = ["open", "resolved", "nameless"]


def _mentions(press: Press) -> pd.DataFrame:
    """Mentions of known actors in articles counted once, with outlet, kind of outlet and the actor's name and kind."""
    rows = counted(press, press.mentions[press.mentions.actor_id.notna()])
    known = press.actors.set_index("actor_id")
    return rows.assign(name=rows.actor_id.map(known.name), actor_kind=rows.actor_id.map(known.kind))


def named(press: Press) -> pd.DataFrame:
    """Mentions of each actor by kind of outlet: actor_id, name, kind, n_mentions, n_words (of that kind), rate (per
    1,000 words)."""
    rows = _mentions(press).rename(columns={"outlet_kind": "kind"})
    rows = rows.groupby(["actor_id", "name", "kind"], as_index=False).agg(n_mentions=("name", "size"))
    words = counted(press, press.articles).groupby("outlet_kind").n_words.sum()
    rows = rows.assign(n_words=rows.kind.map(words).astype(float))
    return rows.assign(rate=1000 * rows.n_mentions / rows.n_words)


def main_person(press: Press) -> str | None:
    """The person with most spellings, then most mentions; None where nobody is named."""
    rows = _mentions(press)
    rows = rows[(rows.actor_kind == "person") & (rows.form == "name")]
    ranks = rows.groupby("actor_id").text.agg(["nunique", "size"])
    return next(iter(ranks.sort_values(["nunique", "size"], ascending=False, kind="stable").index), None)


def named_as(press: Press, most: int = 10) -> pd.DataFrame:
    """The persons named most, by whom and as what: actor_id, name, n_mentions, rate (per 1,000 words), outlets, names
    and titles (lists, each with its count, the commonest first)."""
    rows, n_words = by_name(press, _mentions(press)), once(press).n_words.sum()
    told = [(actor, name, len(some), 1000 * len(some) / max(1, n_words),
             *(_tally(some[column]) for column in ("outlet", "text", "title")))
            for (actor, name), some in rows[rows.actor_kind == "person"].groupby(["actor_id", "name"])]
    told = pd.DataFrame(told, columns=["actor_id", "name", "n_mentions", "rate", "outlets", "names", "titles"])
    return told.sort_values("n_mentions", ascending=False, kind="stable", ignore_index=True).head(most)


def _tally(values: pd.Series) -> list[str]:
    counts = ranked(values.dropna().str.split().str.join(" ").value_counts().sort_index())
    return [f"{value} {n}" for value, n in counts.items()]


def spellings(press: Press, actor_id: str | None = None) -> pd.DataFrame:
    """What persons are called, by article: actor_id, name, form, called (name or description), outlet, article_id,
    n. Of one actor, or of all persons."""
    rows = _mentions(press)
    rows = rows[rows.form.isin(["name", "description"])
                & (rows.actor_id == actor_id if actor_id else rows.actor_kind == "person")]
    rows = rows.assign(called=rows.form, form=[" ".join(text.split()) for text in rows.text])
    rows = rows.groupby(["actor_id", "name", "form", "called", "outlet", "article_id"], as_index=False).size()
    return rows.rename(columns={"size": "n"})


def titles(press: Press, actor_id: str | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Titles given to persons, the doubtful first, and the offices that the register knows of.

    Out: given (outlet, article_id, sentence_id, start, end, actor_id, name, title, day, verdict, office_then, office:
    the one of the register that the title names, None where it names another, a former or none), day None where the
    article's is unknown; held (actor_id, office, first, last).
    """
    register = press.registers["actors"]
    given = actors.offices(press.mentions, press.actors, register, press.datings)
    roles = {row.actor_id: read_roles(row.roles) for row in register.itertuples()}
    held = pd.DataFrame([(actor, role.text, role.start, role.end) for actor, known in roles.items() for role in known],
                        columns=["actor_id", "office", "first", "last"])
    office = [_office(row.title, row.office_then, roles.get(row.actor_id, ())) for row in given.itertuples()]
    given = given.assign(outlet=given.article_id.map(press.articles.set_index("article_id").outlet),
                         name=given.actor_id.map(press.actors.set_index("actor_id").name),
                         day=given.article_id.map(press.datings.set_index("article_id").best)).astype(object)
    given = given.assign(office=pd.Series(office, given.index, dtype=object)).sort_values(
        "verdict", key=lambda column: column.map(VERDICTS.index), kind="stable")
    if actor_id:
        given, held = given[given.actor_id == actor_id], held[held.actor_id == actor_id]
    return given.reset_index(drop=True), held.reset_index(drop=True)


def _office(title: str, then: str, roles: list) -> str | None:
    """The office of the register that a title names, one held at that time before another."""
    named = read_office(title)
    fit = [role.text for role in roles if not named.former and compare(named, role.office) in ("same", "fits")]
    return min(fit, key=lambda text: text not in then, default=None)


def acting(press: Press) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Capitals and seats that act as their state: the names in the one sentence that shows it best (columns of
    `mentions`, with sentence), and how often each acts and is a place (text, state, acts, place)."""
    merges = press.merges[press.merges.accepted.astype(bool)]
    rows = _mentions(press)[lambda rows: rows.text.isin(merges.form[merges.reason.str.contains("acts as the state")])]
    rows = rows.assign(acts=rows.is_metonym.astype(bool), place=~rows.is_metonym.astype(bool))
    found = rows.groupby("text", as_index=False)[["acts", "place"]].sum()
    found.insert(1, "state", found.text.map(rows[rows.acts].groupby("text").name.first()))
    sizes = rows.groupby(["article_id", "sentence_id"]).acts.agg(["max", "nunique", "size"])
    best = sizes.sort_values(["max", "nunique", "size"], ascending=False, kind="stable").index[:1]
    example = press.mentions[pd.MultiIndex.from_frame(press.mentions[["article_id", "sentence_id"]]).isin(best)]
    return with_sentences(press, example), found.sort_values(["acts", "text"], ascending=[False, True])


def descriptions(press: Press) -> pd.DataFrame:
    """Phrases that stand for somebody without a name: description, actor, standing, n, outlets. `standing` is open
    (nobody was found), resolved, or nameless (a source that no name fits, such as « témoignages »), in that order."""
    known, rows = press.actors.set_index("actor_id"), counted(press, press.mentions).query("form == 'description'")
    kind = rows.actor_id.map(known.kind)
    standing = kind.map({"other": "nameless"}).fillna("resolved").mask(kind.isna(), "open")
    rows = rows.assign(
        description=[" ".join([text[:1].lower() + text[1:], *more]) for text, *more in rows.text.str.split()],
        actor=rows.actor_id.map(known.name).fillna("–").astype(object),
        standing=pd.Categorical(standing, _STANDINGS))
    rows = rows.groupby(["standing", "description", "actor"], as_index=False, observed=True).agg(
        n=("text", "size"), outlets=("outlet", lambda outlets: sorted(set(outlets))))
    rows = rows.sort_values(["standing", "n"], ascending=[True, False], kind="stable", ignore_index=True)
    return rows[["description", "actor", "standing", "n", "outlets"]].astype({"standing": object})


def joined(press: Press) -> pd.DataFrame:
    """Forms that were joined to an actor on evidence, the least certain first: form, name, reason, score, line (for
    corrections.csv, to part them). What the register, a state's own names or a phrase without a name decided is left
    out."""
    rows = press.merges[press.merges.accepted.astype(bool) & ~press.merges.reason.isin(_PLAIN)]
    line = [correction_line("different", "", row.form, row.actor_id, "…") for row in rows.itertuples()]
    rows = rows.assign(name=rows.actor_id.map(press.actors.set_index("actor_id").name), score=rows.score.astype(float),
                       line=line)
    return rows.sort_values(["score", "name", "form"], ignore_index=True)[["form", "name", "reason", "score", "line"]]


def company(press: Press) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who stands with whom in a sentence, places aside: nodes (actor_id, name, kind, n_mentions) and edges (actor_a,
    actor_b, n, sentences as "article_id:sentence_id")."""
    rows = _mentions(press)
    rows = rows[rows.actor_kind.isin(["person", "state", "organisation"])
                & ((rows.label != "LOC") | rows.is_metonym.astype(bool) | (rows.actor_kind == "state"))]
    pairs = [(*pair, f"{article}:{sentence}")
             for (article, sentence), names in rows.groupby(["article_id", "sentence_id"]).actor_id
             for pair in combinations(sorted(set(names)), 2)]
    edges = pd.DataFrame(pairs, columns=["actor_a", "actor_b", "sentences"]).groupby(["actor_a", "actor_b"],
                                                                                     as_index=False).sentences.agg(list)
    edges.insert(2, "n", edges.sentences.map(len))
    return press.actors[["actor_id", "name", "kind", "n_mentions"]], edges.sort_values(
        ["n", "actor_a", "actor_b"], ascending=[False, True, True], ignore_index=True)
