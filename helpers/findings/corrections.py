"""The analyst's corrections behind a study, and those that no longer match anything."""

from __future__ import annotations

import pandas as pd

from helpers.charts import count, days, listed, literal
from helpers.cleaning import articles_of, passages
from helpers.cleaning.corrections import REASON
from helpers.events.corrections import quoted
from helpers.findings.articles import once
from helpers.findings.press import Press


def corrections(press: Press, built: bool = True) -> pd.DataFrame:
    """The corrections of a study: line (in corrections.csv), what, article, target, value, why, idle.

    `idle` says why a line has no effect any more ("" where it has): its article is gone, its words stand nowhere, the
    form is no name. With `built` false only articles, removed and the registers are looked at, before any other table
    is made.
    """
    given = press.registers["corrections"]
    given = given[["line", *(column for column in given if column != "line")]]
    rows = [_idle(fix, press, built) for fix in given.to_dict("records")]
    return given.assign(idle=pd.Series(rows, index=given.index, dtype=object))


def _idle(fix: dict, press: Press, built: bool) -> str:
    what, here = fix["what"], articles_of(fix["article"], press.articles)
    articles = press.articles[press.articles.article_id.isin(here)]
    if not len(articles):
        return f"no article is called “{fix['article']}”"
    if what in ("date", "outlet"):
        return ""
    if what in ("remove", "restore"):
        gone = press.removed[press.removed.reason.str.startswith(REASON)]
        gone = gone[gone.article_id.isin(articles.article_id)].groupby("article_id").text.agg("\n".join)
        there = any(passages(text, fix["target"]) for text in (articles.text if what == "restore" else gone))
        return "" if there else f"“{fix['target']}” stands in no page it concerns"
    for words, where in ((fix["target"], articles), (fix["value"], press.articles)):
        if words not in {"none", *_ids(press, what, built)} and not _stands(words, where, press, what, built):
            kind = "name" if what in ("same", "different") else "statement"
            return f"“{words}” is no {kind} of the articles it concerns"
    return ""


def _ids(press: Press, what: str, built: bool) -> set[str]:
    """Ids that a line may name beside words: actors for names, events for events."""
    if "claim" in what:
        return set()
    events = ("events", "chronology", "event_id")
    table, register, key = ("actors", "actors", "actor_id") if what in ("same", "different") else events
    return set(press.registers[register][key]) | set(getattr(press, table)[key] if built else ())


def _stands(words: str, articles: pd.DataFrame, press: Press, what: str, built: bool) -> bool:
    if not built:
        return any(passages(text, words) for text in articles.text)
    if what in ("same", "different"):
        return words in set(press.mentions.text[press.mentions.article_id.isin(articles.article_id)])
    return bool(quoted(words, "", press.statements, articles))


def on_corrections(press: Press) -> list[str]:
    """How many corrections by hand stand behind what a notebook shows, and which of them match nothing any more."""
    rows = corrections(press)
    if not len(rows):
        return ["No correction by hand (`corrections.csv`) stands behind this."]
    kinds, idle = sorted(rows.what.value_counts().items()), rows[rows.idle != ""]
    lines = listed(f"line {row.line}, {literal(row.idle)}" for row in idle.itertuples())
    match = count(len(idle), "correction matches", "corrections match")
    return [f"**{count(len(rows), 'correction')}** by hand (`corrections.csv`) stand{'s' * (len(rows) == 1)} behind "
            f"this: {listed([f'{name} ({n})' for name, n in kinds], 10)}.",
            *[f"**{match} nothing any more** and had no effect: {lines}."] * bool(len(idle))]


def doubts(press: Press) -> pd.DataFrame:
    """What the tool is unsure of, with the line that would settle it: about, what, why, line (for corrections.csv, with
    … where the analyst's word goes). The most useful first: outlets, days, names."""
    articles, datings = once(press), press.datings.set_index("article_id")
    ends = articles.source_file.str.split("/").str[-1]
    file = dict(zip(articles.article_id, ends.where(~ends.duplicated(False), articles.source_file)))
    labels = press.removed[press.removed.reason == "label above the headline"].groupby("article_id").text.first()
    unnamed, rows = articles[articles.outlet_from == "file name"], []
    for base, found in unnamed.groupby(unnamed.source_file.str.split("#").str[0]):  # one line for a whole table
        row, whole = found.iloc[0], base.split("/")[-1] if len(found) > 1 else None
        said = labels.get(row.article_id) or row.credit
        why = f"taken from the file name: {row.outlet}" + f"; perhaps « {said} », named on the page" * bool(said)
        line = correction_line("outlet", whole or file[row.article_id], "", said or "…", "…")
        rows.append((whole or row.article_id, "outlet", why, line))
    for row in datings[(datings.basis != "stated") & datings.index.isin(file)].itertuples():
        told = f"appeared: {days(row.earliest, row.latest)}" if row.basis == "inferred" else "no year is told"
        if row.earliest is None or row.earliest != row.latest:
            rows.append((row.Index, "day", told, correction_line("date", file[row.Index], "", "…", "…")))
    names, merges = press.actors.set_index("actor_id").name, press.merges[~press.merges.accepted.astype(bool)]
    rows += [(row.form, "name", f"{names.get(row.actor_id, row.actor_id)}? {row.reason}",
              correction_line("same", "", row.form, row.actor_id, "…")) for row in merges.itertuples()]
    return pd.DataFrame(rows, columns=["about", "what", "why", "line"])


def correction_line(*cells: str) -> str:
    """A line of corrections.csv: what, article, target, value, why."""
    return pd.DataFrame([cells]).to_csv(index=False, header=False).rstrip("\r\n")


def changes(before: Press, after: Press) -> pd.DataFrame:
    """What corrections changed, counted: measure, before, after."""
    def counts(press: Press) -> dict[str, int]:
        told = press.statements.merge(press.articles[["article_id", "outlet"]]).groupby("claim_id").outlet.nunique()
        return {"outlets": press.articles.outlet.nunique(),
                "articles with a day": int(press.datings.earliest.notna().sum()),
                "persons": int((press.actors.kind == "person").sum()), "events": len(press.events),
                "claims told by several outlets": int((told > 1).sum()), "passages set aside": len(press.removed),
                "differences between accounts": press.conflicts.conflict_id.nunique(), "doubts": len(doubts(press))}
    was, now = counts(before), counts(after)
    return pd.DataFrame([(name, was[name], now[name]) for name in was], columns=["measure", "before", "after"])
