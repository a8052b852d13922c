"""Findings of the second notebook: who is named, how, as what, beside whom."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from helpers import actors
from helpers.actors.offices import compare, read_office, read_roles
from helpers.charts import KINDS
from helpers.findings.articles import kinds, once
from helpers.findings.concordance import with_sentences
from helpers.findings.corrections import correction_line
from helpers.findings.press import Press


def _mentions(press: Press) -> pd.DataFrame:
    """Mentions of known actors in articles counted once, with outlet, kind of outlet and the actor's name."""
    articles = once(press).set_index("article_id")
    rows = press.mentions[press.mentions.actor_id.notna() & press.mentions.article_id.isin(articles.index)]
    outlet = rows.article_id.map(articles.outlet)
    return rows.assign(outlet=outlet, outlet_kind=kinds(press, outlet), name=rows.actor_id.map(press.actors.set_index("actor_id").name),
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
    counts = counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index[:most],
                        [kind for kind in KINDS if kind in counts] if column == "kind" else counts.columns]
    rates = (1000 * counts / words[counts.columns]).reset_index(names="actor")
    return pd.concat([counts, words[counts.columns].to_frame("words in all").T]).reset_index(names="actor"), rates


def main_person(press: Press) -> str | None:
    """The person with most spellings, then most mentions; None where nobody is named."""
    rows = _mentions(press)
    rows = rows[(rows.actor_kind == "person") & (rows.form == "name")]
    ranks = rows.groupby("actor_id").agg(forms=("text", "nunique"), n=("text", "size")).sort_values(["forms", "n"],
        ascending=False, kind="stable")
    return ranks.index[0] if len(ranks) else None


def named_as(press: Press, most: int = 10) -> pd.DataFrame:
    """The persons named most, by whom and as what: actor_id, name, n_mentions, rate (per 1,000 words), outlets, names
    and titles (lists, each with its count, the commonest first)."""
    rows = _mentions(press)
    rows, n_words = rows[rows.actor_kind == "person"], once(press).n_words.sum()
    told = [(actor, name, len(some), 1000 * len(some) / max(1, n_words), *(_tally(some[column])
             for column in ("outlet", "text", "title"))) for (actor, name), some in rows.groupby(["actor_id", "name"])]
    told = pd.DataFrame(told, columns=["actor_id", "name", "n_mentions", "rate", "outlets", "names", "titles"])
    return told.sort_values("n_mentions", ascending=False, kind="stable", ignore_index=True).head(most)


def _tally(values: pd.Series) -> list[str]:
    values = values.dropna().str.split().str.join(" ").value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return [f"{value} {n}" for value, n in values.items()]


def spellings(press: Press, actor_id: str | None = None) -> pd.DataFrame:
    """What persons are called, by article: actor_id, name, form, called (name or description), outlet, article_id, n. Of
    one actor, or of all persons."""
    rows = _mentions(press)
    rows = rows[rows.form.isin(["name", "description"]) & (rows.actor_id == actor_id if actor_id else rows.actor_kind == "person")]
    rows = rows.assign(called=rows.form, form=[" ".join(text.split()) for text in rows.text])
    return rows.groupby(["actor_id", "name", "form", "called", "outlet", "article_id"], as_index=False).size().rename(columns={"size": "n"})


def titles(press: Press, actor_id: str | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Titles given to persons, the doubtful first, and the offices that the register knows of.

    Out: given (outlet, article_id, sentence_id, start, end, actor_id, title, day, verdict, office_then, office: the one
    of the register that the title names, None where it names another, a former or none), day None where the article's
    is unknown; held (actor_id, office, first, last).
    """
    register, columns = press.registers["actors"], ["article_id", "sentence_id", "start", "end", "actor_id", "title"]
    given = actors.offices(press.mentions, press.actors, register, press.datings)
    roles = {row.actor_id: read_roles(row.roles) for row in register.itertuples()}
    held = pd.DataFrame([(actor, role.text, role.start, role.end) for actor, known in roles.items() for role in known],
                        columns=["actor_id", "office", "first", "last"])
    office = [_office(row.title, row.office_then, roles.get(row.actor_id, ())) for row in given.itertuples()]
    given = given.assign(outlet=given.article_id.map(press.articles.set_index("article_id").outlet),
                         day=given.article_id.map(press.datings.set_index("article_id").best)).astype(object)
    given = given.assign(office=pd.Series(office, index=given.index, dtype=object)).sort_values(
        "verdict", key=lambda column: column.map(VERDICTS.index), kind="stable")
    if actor_id:
        given, held = given[given.actor_id == actor_id], held[held.actor_id == actor_id]
    return (given[["outlet", *columns, "day", "verdict", "office_then", "office"]].reset_index(drop=True), held.reset_index(drop=True))


#: What the register says of a title, the doubtful first.
VERDICTS = ["wrong", "outdated", "unknown", "right"]


def _office(title: str, then: str, roles: list) -> str | None:
    """The office of the register that a title names, one held at that time before another."""
    named = read_office(title)
    fit = [role.text for role in roles if not named.former and compare(named, role.office) in ("same", "fits")]
    return min(fit, key=lambda text: text not in then, default=None)


def acting(press: Press) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Capitals and seats that act as their state: the names in the one sentence that shows it best (columns of
    `mentions`, with sentence), and how often each acts and is a place (text, state, acts, place)."""
    seats = press.merges[press.merges.reason.str.contains("acts as the state") & press.merges.accepted.astype(bool)].form
    rows = _mentions(press)
    rows = rows[rows.text.isin(seats)].assign(acts=lambda rows: rows.is_metonym.astype(bool))
    counts = rows.groupby("text", as_index=False).agg(acts=("acts", "sum"), place=("acts", lambda acts: (~acts).sum()))
    counts.insert(1, "state", counts.text.map(rows[rows.acts].groupby("text").name.first()))
    sizes = rows.groupby(["article_id", "sentence_id"]).acts.agg(["nunique", "size"]).sort_values(["nunique", "size"],
        ascending=False, kind="stable").index[:1]
    example = press.mentions[pd.MultiIndex.from_frame(press.mentions[["article_id", "sentence_id"]]).isin(sizes)]
    return with_sentences(press, example), counts.sort_values(["acts", "text"], ascending=[False, True], ignore_index=True)


def descriptions(press: Press) -> pd.DataFrame:
    """Phrases that stand for somebody without a name: description, actor, standing, n, outlets. `standing` is open
    (nobody was found), resolved, or nameless (a source that no name fits, such as « témoignages »), in that order."""
    known, rows = press.actors.set_index("actor_id"), press.mentions[press.mentions.form == "description"]
    standing = ["open" if pd.isna(kind) else "nameless" if kind == "other" else "resolved" for kind in rows.actor_id.map(known.kind)]
    rows = rows.assign(description=[" ".join([text[:1].lower() + text[1:], *more]) for text, *more in rows.text.str.split()],
                       actor=rows.actor_id.map(known.name).fillna("–").astype(object), standing=standing,
                       outlet=rows.article_id.map(press.articles.set_index("article_id").outlet))
    rows = rows.groupby(["description", "actor", "standing"], as_index=False).agg(n=("text", "size"),
        outlets=("outlet", lambda outlets: sorted(set(outlets))))
    order = rows.standing.map({"open": 0, "resolved": 1, "nameless": 2})
    return rows.iloc[pd.DataFrame({"order": order, "n": -rows.n}).sort_values(["order", "n"], kind="stable").index].reset_index(drop=True)


def joined(press: Press) -> pd.DataFrame:
    """Forms that were joined to an actor on evidence, the least certain first: form, name, reason, score, line (for
    corrections.csv, to part them). What the register, a state's own names or a phrase without a name decided is left
    out."""
    rows = press.merges[press.merges.accepted.astype(bool) & ~press.merges.reason.isin(_PLAIN)]
    rows = rows.assign(name=rows.actor_id.map(press.actors.set_index("actor_id").name), score=rows.score.astype(float),
                       line=[correction_line("different", "", row.form, row.actor_id, "…") for row in rows.itertuples()])
    return rows.sort_values(["score", "name", "form"], ignore_index=True)[["form", "name", "reason", "score", "line"]]


_PLAIN = {"own name", "in the register", "named for the state", "name of the country", "credited without a name"}


def company(press: Press) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who stands with whom in a sentence, places aside: nodes (actor_id, name, kind, n_mentions) and edges (actor_a,
    actor_b, n, sentences as "article_id:sentence_id")."""
    rows = _mentions(press)
    rows = rows[rows.actor_kind.isin(["person", "state", "organisation"]) & ((rows.label != "LOC")
        | rows.is_metonym.astype(bool) | (rows.actor_kind == "state"))]
    pairs = [(*pair, f"{article}:{sentence}") for (article, sentence), names in rows.groupby(["article_id", "sentence_id"]).actor_id
             for pair in combinations(sorted(set(names)), 2)]
    edges = pd.DataFrame(pairs, columns=["actor_a", "actor_b", "sentences"]).groupby(["actor_a", "actor_b"],
        as_index=False).sentences.agg(list)
    edges = edges.assign(n=edges.sentences.map(len))[["actor_a", "actor_b", "n", "sentences"]]
    return press.actors[["actor_id", "name", "kind", "n_mentions"]], edges.sort_values(["n", "actor_a", "actor_b"],
        ascending=[False, True, True], ignore_index=True)
