"""The analyst's corrections behind a study, and those that no longer match anything."""

from __future__ import annotations

import pandas as pd

from helpers.charts import count, listed, literal
from helpers.cleaning import articles_of, passages
from helpers.cleaning.corrections import REASON
from helpers.events.corrections import quoted
from helpers.findings.press import Press


def corrections(press: Press, built: bool = True) -> pd.DataFrame:
    """The corrections of a study: line (in corrections.csv), what, article, target, value, why, idle.

    `idle` says why a line has no effect any more ("" where it has): its article is gone, its words stand nowhere, the form is no
    name. With `built` false only articles, removed and the registers are looked at, before any other table is made.
    """
    given = press.registers["corrections"]
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
