"""The analyst's corrections behind a study, and those that no longer match anything."""

from __future__ import annotations

import pandas as pd

from helpers.charts import count, listed, literal
from helpers.cleaning import articles_of, passages
from helpers.cleaning.corrections import REASON
from helpers.events.corrections import quoted
from helpers.findings.articles import once
from helpers.findings.press import Press


def corrections(press: Press, built: bool = True) -> pd.DataFrame:
    """The corrections of a study: line (in corrections.csv), what, article, target, value, why, idle.

    `idle` says why a line has no effect any more ("" where it has): its article is gone, its words stand nowhere, the form is no
    name. With `built` false only articles, removed and the registers are looked at, before any other table is made.
    """
    given = press.registers["corrections"]
    given = given[["line", *(column for column in given if column != "line")]]
    rows = [_idle(fix, press, built) for fix in given.to_dict("records")]
    return given.assign(idle=pd.Series(rows, index=given.index, dtype=object))


def _idle(fix: dict, press: Press, built: bool) -> str:
    articles = press.articles[press.articles.article_id.isin(articles_of(fix["article"], press.articles))]
    if not len(articles):
        return f"no article is called “{fix['article']}”"
    if fix["what"] in ("date", "outlet"):
        return ""
    if fix["what"] in ("remove", "restore"):
        gone = press.removed[press.removed.article_id.isin(articles.article_id) & press.removed.reason.str.startswith(REASON)]
        texts = articles.text if fix["what"] == "restore" else gone.groupby("article_id").text.agg("\n".join)
        return "" if any(passages(text, fix["target"]) for text in texts) else f"“{fix['target']}” stands in no page it concerns"
    for words, where in ((fix["target"], articles), (fix["value"], press.articles)):
        if not (words == "none" or words in _ids(press, fix["what"], built) or _stands(words, where, press, fix["what"], built)):
            return f"“{words}” is no {'name' if fix['what'] in ('same', 'different') else 'statement'} of the articles it concerns"
    return ""


def _ids(press: Press, what: str, built: bool) -> set[str]:
    """Ids that a line may name beside words: actors for names, events for events."""
    table, register, key = ("actors", "actors", "actor_id") if what in ("same", "different") else ("events", "chronology", "event_id")
    return set() if "claim" in what else set(press.registers[register][key]) | set(getattr(press, table)[key] if built else ())


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
    kinds, idle = rows.what.value_counts(), rows[rows.idle != ""]
    said = [f"**{count(len(rows), 'correction')}** by hand (`corrections.csv`) "
            f"{'stands' if len(rows) == 1 else 'stand'} behind this: {listed(f'{name} ({n})' for name, n in sorted(kinds.items()))}."]
    return said + [f"**{count(len(idle), 'correction matches', 'corrections match')} nothing any more** and had no effect: "
                   + listed(f"line {row.line}, {literal(row.idle)}" for row in idle.itertuples()) + "."] * bool(len(idle))


def doubts(press: Press) -> pd.DataFrame:
    """What the tool is unsure of, with the line that would settle it: about, what, why, line (for corrections.csv, with
    … where the analyst's word goes). The most useful first: outlets, days, names."""
    articles, datings = once(press), press.datings.set_index("article_id")
    files = dict(zip(articles.article_id, articles.source_file.str.rsplit("/", n=1).str[-1]))
    rows = [(row.article_id, "outlet", f"taken from the file name: {row.outlet}", f"outlet,{files[row.article_id]},,…,…")
            for row in articles.itertuples() if row.outlet_from == "file name"]
    for row in datings[(datings.basis != "stated") & datings.index.isin(files)].itertuples():
        told = f"{row.earliest} to {row.latest}" if row.basis == "inferred" else "no year is told"
        if row.earliest is None or row.earliest != row.latest:
            rows.append((row.Index, "day", told, f"date,{files[row.Index]},,…,…"))
    names = press.actors.set_index("actor_id").name
    rows += [(row.form, "name", f"{names.get(row.actor_id, row.actor_id)}? {row.reason}", f"same,,{row.form},{row.actor_id},…")
             for row in press.merges[~press.merges.accepted.astype(bool)].itertuples()]
    return pd.DataFrame(rows, columns=["about", "what", "why", "line"])


def changes(before: Press, after: Press) -> pd.DataFrame:
    """What corrections changed, counted: measure, before, after."""
    def counts(press: Press) -> dict[str, int]:
        claims = press.statements.merge(press.articles[["article_id", "outlet"]]).groupby("claim_id").outlet.nunique()
        return {"outlets": press.articles.outlet.nunique(), "articles with a day": int(press.datings.best.notna().sum()),
                "persons": int((press.actors.kind == "person").sum()), "events": len(press.events),
                "claims told by several outlets": int((claims > 1).sum()), "passages set aside": len(press.removed),
                "differences between accounts": press.conflicts.conflict_id.nunique(), "doubts": len(doubts(press))}
    was, now = counts(before), counts(after)
    return pd.DataFrame([(measure, was[measure], now[measure]) for measure in was], columns=["measure", "before", "after"])
