"""Findings of the third notebook: what happened when, when it was told, how the undated were dated."""

from __future__ import annotations

import pandas as pd

from helpers.findings.articles import counted, once
from helpers.findings.claims import disagreements
from helpers.findings.concordance import with_sentences
from helpers.findings.press import Press


def times_shown(press: Press) -> pd.DataFrame:
    """Time expressions in their sentences: the columns of `timexes`, outlet, outlet_kind, sentence."""
    return with_sentences(press, counted(press, press.timexes)).reset_index(drop=True)


def contradictions(press: Press) -> pd.DataFrame:
    """What goes against the calendar, the page, the chronology or the other outlets: outlet, article_id, said, against,
    sentence (None: of the page)."""
    known = press.registers["chronology"].set_index("event_id")
    against, found = {"calendar": "the calendar", "page": "the day or the address of its page"}, []
    for row in disagreements(press).query("kind == 'date'").itertuples():
        said, _, true = row.value.partition(" was a ")  # « mercredi 17/06/2025 was a mardi »
        other = f"the calendar: that day was a {true}" if true else against.get(row.attribute, "other outlets")
        if row.attribute == "chronology":
            other = "the chronology: {label}, {start} to {end}".format_map(known.loc[row.event_id])
        found.append((row.article_id, said, row.sentence, other))
    found += [(row.article_id, f"published {row.best}", None, row.evidence[-1])
              for row in press.datings.itertuples() if len(row.flags)]
    rows = counted(press, pd.DataFrame(found, columns=["article_id", "said", "sentence", "against"], dtype=object))
    return rows[["outlet", "article_id", "said", "against", "sentence"]].drop_duplicates().sort_values(
        ["outlet", "article_id", "said"], ignore_index=True)


def _told(press: Press) -> pd.DataFrame:
    """article_id, outlet, outlet_kind, event_id, statements: who tells what happened."""
    rows = counted(press, press.statements.dropna(subset=["event_id"]))
    return rows.groupby(["article_id", "outlet", "outlet_kind", "event_id"], as_index=False, dropna=False).agg(
        statements=("statement_id", list))


def events_told(press: Press) -> pd.DataFrame:
    """Events: the columns of `events` with first and last (days), n_articles (copies aside), outlets; most told
    first."""
    told = _told(press).groupby("event_id", as_index=False).agg(
        n_articles=("article_id", "nunique"), outlets=("outlet", lambda names: sorted(names.dropna().unique())))
    rows = press.events.drop(columns="n_articles").rename(columns={"earliest": "first", "latest": "last"})
    return rows.merge(told, on="event_id").sort_values(
        ["n_articles", "event_id"], ascending=[False, True], ignore_index=True)


def affair(press: Press) -> pd.DataFrame:
    """A row per article and event told: article_id, outlet, event_id, first, last, published, published_first,
    published_last, basis, statements (ids)."""
    events = press.events[["event_id", "earliest", "latest"]].set_axis(["event_id", "first", "last"], axis=1)
    dates = press.datings[["article_id", "best", "earliest", "latest", "basis"]].set_axis(
        ["article_id", "published", "published_first", "published_last", "basis"], axis=1)
    return _told(press).merge(events, on="event_id").merge(dates, on="article_id", how="left")


def undated(press: Press, true: dict | None = None) -> pd.DataFrame:
    """Articles that state no day: article_id, outlet, earliest, latest, best, true (a day by article, as gold has it),
    basis, kind and reason (of the strongest evidence), evidence."""
    rows = press.datings[press.datings.basis != "stated"].merge(once(press)[["article_id", "outlet"]], on="article_id")
    rows = rows.assign(true=pd.Series([(true or {}).get(article) for article in rows.article_id], rows.index, object),
                       kind=[next(iter(given), "none") for given in rows["kinds"]],
                       reason=[next(iter(given), "no evidence") for given in rows.evidence])
    return rows[["article_id", "outlet", "earliest", "latest", "best", "true", "basis", "kind", "reason", "evidence"]]


def dated_by(rows: pd.DataFrame) -> pd.DataFrame:
    """Undated articles by their strongest evidence: kind, articles, best_day (have one), width (of the interval, days,
    the median), and of those whose true day is known: checked, within_3_days, interval_holds. In: `undated`."""
    days = pd.DataFrame({name: pd.to_datetime(rows[name], errors="coerce")
                         for name in ("earliest", "latest", "best", "true")})
    found = rows[["kind"]].assign(
        articles=1, best_day=days.best.notna(), width=(days.latest - days.earliest).dt.days + 1,
        checked=days.true.notna(), within_3_days=(days.best - days.true).abs() <= pd.Timedelta(3, "D"),
        interval_holds=(days.earliest <= days.true) & (days.true <= days.latest))
    ways = {name: "median" if name == "width" else "sum" for name in found.columns[1:]}
    return found.groupby("kind").agg(ways).reset_index().sort_values(["articles", "kind"], ascending=[False, True],
                                                                     ignore_index=True)


def lags(press: Press, most: int = 60) -> pd.DataFrame:
    """Days from an article's news to its appearance: article_id, outlet, kind (of outlet), event, published, last,
    days, basis; one row per article that has a day.

    The news is the latest event known to the day that the article tells; after `most` days it is memory and left out.
    """
    rows = affair(press).dropna(subset=["published", "last"])
    rows = rows[rows["first"] == rows["last"]].rename(columns={"event_id": "event", "outlet_kind": "kind"})
    days = [(told - happened).days for told, happened in zip(rows.published, rows["last"])]
    rows = rows.assign(days=pd.Series(days, rows.index, dtype=int))
    rows = rows[rows.days.between(0, most)].sort_values(["article_id", "days", "event"]).drop_duplicates("article_id")
    return rows[["article_id", "outlet", "kind", "event", "published", "last", "days", "basis"]].reset_index(drop=True)
