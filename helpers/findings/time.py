"""Findings of the third notebook: what happened when, when it was told, how the undated were dated."""

from __future__ import annotations

import pandas as pd

from helpers.findings.articles import kinds, once
from helpers.findings.concordance import with_sentences
from helpers.findings.press import Press


def times_shown(press: Press) -> pd.DataFrame:
    """Time expressions in their sentences: outlet, article_id, sentence_id, start, end, text, type, value, earliest,
    latest, sentence."""
    rows = press.timexes.assign(outlet=press.timexes.article_id.map(press.articles.set_index("article_id").outlet))
    columns = ["outlet", "article_id", "sentence_id", "start", "end", "text", "type", "value", "earliest", "latest",
               "flags", "sentence"]
    return with_sentences(press, rows)[columns]


def doubtful_times(press: Press) -> pd.DataFrame:
    """Time expressions with a flag (a weekday that disagrees …), in their sentences."""
    rows = times_shown(press)
    return rows[rows["flags"].map(len) > 0].reset_index(drop=True)


def contradictions(press: Press) -> pd.DataFrame:
    """What goes against the calendar, the page, the chronology or the other outlets: outlet, article_id, said, against,
    sentence (None: of the page)."""
    times, articles = times_shown(press), press.articles.set_index("article_id")
    numbered = times[[any(map(str.isdigit, text)) for text in times.text]]  # « aujourd'hui » is no day of its own
    found = [(row.article_id, row.text, "; ".join(doubts), row.sentence) for row in times.itertuples()
             if (doubts := [flag for flag in row.flags if flag != "publication day uncertain"])]
    found += [(key, detail.partition(": ")[2], "the calendar, the page or its address", None)
              for key, details in articles.get("flag_details", pd.Series(dtype=object)).items() for detail in details if detail.startswith("dates")]
    found += [(row["article_id"], f"published {row['best']}", row["evidence"][-1], None)
              for row in press.datings.to_dict("records") if len(row.get("flags", ()))]
    for event in press.registers["chronology"].to_dict("records"):
        known, end = (pd.to_datetime(event[edge], errors="coerce") for edge in ("start", "end"))
        for row in numbered.itertuples() if known < end else ():  # the same days of another month
            first, last = pd.Timestamp(row.earliest), pd.Timestamp(row.latest)
            if (first.day, last.day) == (known.day, end.day) and 20 < abs((first - known).days) < 300:
                found.append((row.article_id, f"{first.date()} to {last.date()}",
                              f"the chronology: {event['label']}, {known.date()} to {end.date()}", row.sentence))
    sentences = press.statements.set_index("statement_id").text
    found += [(row.article_id, row.value, "other outlets", sentences.get(row.statement_id))
              for row in press.conflicts[press.conflicts.kind == "date"].itertuples()]
    rows = pd.DataFrame(found, columns=["article_id", "said", "against", "sentence"], dtype=object).drop_duplicates()
    rows.insert(0, "outlet", rows.article_id.map(articles.outlet))
    return rows.sort_values(["outlet", "article_id", "said"], ignore_index=True)


def events_told(press: Press) -> pd.DataFrame:
    """Events: event_id, label, first, last (days), n_articles (copies aside), outlets; most told first."""
    told = _told(press)
    rows = press.events.rename(columns={"earliest": "first", "latest": "last"})[["event_id", "label", "kind", "first",
        "last", "place"]]
    groups = told.groupby("event_id")
    rows = rows.assign(n_articles=rows.event_id.map(groups.article_id.nunique()),
                       outlets=rows.event_id.map(groups.outlet.agg(lambda names: sorted(set(names)))))
    rows = rows.dropna(subset=["n_articles"]).astype({"n_articles": int})
    return rows.sort_values(["n_articles", "event_id"], ascending=[False, True], ignore_index=True)


def _told(press: Press) -> pd.DataFrame:
    """article_id, outlet, event_id, statements: who tells what happened."""
    articles = once(press).set_index("article_id").outlet
    rows = press.statements[press.statements.event_id.notna() & press.statements.article_id.isin(articles.index)]
    rows = rows.groupby(["article_id", "event_id"], as_index=False).agg(statements=("statement_id", list))
    return rows.assign(outlet=rows.article_id.map(articles))


def affair(press: Press) -> pd.DataFrame:
    """A row per article and event told: article_id, outlet, event_id, first, last, published, published_first,
    published_last, basis, statements (ids)."""
    events = press.events[["event_id", "earliest", "latest"]].set_axis(["event_id", "first", "last"], axis=1)
    dates = press.datings[["article_id", "best", "earliest", "latest", "basis"]].set_axis(
        ["article_id", "published", "published_first", "published_last", "basis"], axis=1)
    rows = _told(press).merge(events, on="event_id").merge(dates, on="article_id", how="left")
    return rows[["article_id", "outlet", "event_id", "first", "last", "published", "published_first", "published_last",
                 "basis", "statements"]]


def undated(press: Press, true: dict | None = None) -> pd.DataFrame:
    """Articles that state no day: article_id, outlet, earliest, latest, best, true (a day by article, as gold has it),
    basis, kind and reason (of the strongest evidence), evidence."""
    rows = press.datings[press.datings.basis != "stated"].merge(once(press)[["article_id", "outlet"]], on="article_id")
    rows = rows.assign(true=[(true or {}).get(article) for article in rows.article_id],
                       kind=[given[0] if len(given) else "none" for given in rows["kinds"]],
                       reason=[evidence[0] if len(evidence) else "no evidence"
                               for evidence in rows.evidence]).astype({"true": object})
    return rows[["article_id", "outlet", "earliest", "latest", "best", "true", "basis", "kind", "reason", "evidence"]]


def dated_by(rows: pd.DataFrame) -> pd.DataFrame:
    """Undated articles by their strongest evidence: kind, articles, best_day (have one), width (of the interval, days, the
    median), and of those whose true day is known: checked, within_3_days, interval_holds. In: `undated`."""
    found = [(kind, len(some), int(some.best.notna().sum()), *_held(some)) for kind, some in rows.groupby("kind")]
    columns = ["kind", "articles", "best_day", "width", "checked", "within_3_days", "interval_holds"]
    return pd.DataFrame(found, columns=columns).sort_values(["articles", "kind"], ascending=[False, True], ignore_index=True)


def _held(rows: pd.DataFrame) -> tuple[float | None, int, int, int]:
    """Median width, and how many have a true day, a best day near it, an interval that holds it."""
    spans = [row for row in rows.itertuples() if pd.notna(row.earliest) and pd.notna(row.latest)]
    widths = pd.Series([(row.latest - row.earliest).days + 1 for row in spans], dtype=float)
    near = sum(pd.notna(row.best) and pd.notna(row.true) and abs((row.best - row.true).days) <= 3 for row in rows.itertuples())
    holds = sum(pd.notna(row.true) and row.earliest <= row.true <= row.latest for row in spans)
    return (None if widths.empty else widths.median()), int(rows.true.notna().sum()), near, holds


def lags(press: Press, most: int = 60) -> pd.DataFrame:
    """Days from an article's news to its appearance: article_id, outlet, kind, event, days; one row per article that
    has a day.

    The news is the latest event known to the day that the article tells; after `most` days it is memory and left out.
    """
    rows = affair(press).dropna(subset=["published", "last"])
    rows = rows[rows["first"] == rows["last"]]
    days = pd.Series([(told - happened).days for told, happened in zip(rows.published, rows["last"])], index=rows.index,
                     dtype=object)
    rows = rows.assign(days=days, kind=kinds(press, rows.outlet), event=rows.event_id)
    rows = rows[(days >= 0) & (days <= most)] if len(rows) else rows
    rows = rows.sort_values(["article_id", "days", "event_id"]).drop_duplicates("article_id")
    return rows[["article_id", "outlet", "kind", "event", "published", "last", "days", "basis"]].reset_index(drop=True)
