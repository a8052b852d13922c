"""Findings of the first notebook: what pages hold, what was taken out, what is known of each article."""

from __future__ import annotations

import pandas as pd

from helpers.charts import kind_of
from helpers.findings.press import Press

FIELDS = {"date": "published", "outlet": "outlet", "URL": "url", "title": "title", "byline": "byline",
          "credit": "credit"}


def once(press: Press) -> pd.DataFrame:
    """The articles without those that copy another."""
    return press.articles[press.articles.duplicate_of.isna()]


def outlets(press: Press) -> pd.DataFrame:
    """Outlets of a study's articles: outlet, name, country, kind ("" where the register does not know them)."""
    known = press.registers["outlets"].set_index("outlet").to_dict("index")
    found = sorted(press.articles.outlet.dropna().unique())
    return pd.DataFrame([(outlet, *(known.get(outlet, {}).get(column, "") for column in ("name", "country", "kind")))
                         for outlet in found],
                        columns=["outlet", "name", "country", "kind"], dtype=object)


def outlet_name(press: Press, outlet: str) -> str:
    """An outlet's name by the register, else its id."""
    return press.registers["outlets"].set_index("outlet").name.get(outlet) or outlet


def by_name(press: Press, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows for a reader: each outlet under its name."""
    names = press.registers["outlets"].set_index("outlet").name
    return rows.assign(outlet=[names.get(outlet) or outlet for outlet in rows.outlet])


def kinds(press: Press, names: pd.Series) -> list[str]:
    """The kind of each outlet named."""
    known = {row.outlet: kind_of(row.kind) for row in outlets(press).itertuples()}
    return [known.get(name, "other") for name in names]


def page_parts(press: Press) -> pd.DataFrame:
    """Characters of each page by part: article_id, outlet, title, part, characters (white space aside)."""
    articles = press.articles
    headline = [_length(title) for title in articles.title]
    body = [_length(text) - head for text, head in zip(articles.text, headline)]
    base = articles[["article_id", "outlet", "title"]]
    removed = press.removed.assign(part=[_part(reason) for reason in press.removed.reason],
                                   characters=[_length(text) for text in press.removed.text])
    removed = removed.groupby(["article_id", "part"], as_index=False).characters.sum().merge(base, on="article_id")
    parts = [base.assign(part="headline", characters=headline), base.assign(part="body", characters=body), removed]
    return pd.concat(parts, ignore_index=True)[[*base, "part", "characters"]].sort_values(["article_id", "part"],
        ignore_index=True)


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _part(reason: str) -> str:
    return next((part for word, part in (("caption", "caption"), ("related", "related articles")) if word in reason),
                "furniture")


def removed_by_reason(press: Press) -> pd.DataFrame:
    """What was taken out and why: reason, passages, pages, characters, example."""
    rows = press.removed.assign(characters=[_length(text) for text in press.removed.text])
    found = rows.groupby("reason").agg(passages=("text", "size"), pages=("article_id", "nunique"),
                                       characters=("characters", "sum"),
                                       example=("text", "first")).reset_index()
    return found.sort_values(["characters", "reason"], ascending=[False, True], ignore_index=True)


def pieces(press: Press, article_id: str | None = None) -> pd.DataFrame:
    """One page (by default the one that lost most) from top to bottom as it was cut: kept, text, reason, start (in the
    raw text).

    The kept text between two removals is one piece; a removal's place comes from its `start`.
    """
    if article_id is None:
        article_id = next(iter(press.removed.article_id.value_counts(sort=True).index),
                          next(iter(press.articles.article_id), None))
    text = press.articles.set_index("article_id").text.get(article_id, "")
    rows, at, raw = [], 0, 0
    for cut in press.removed[press.removed.article_id == article_id].sort_values("start").itertuples():
        taken = _take(text[at:], cut.start - raw)
        rows += [(True, text[at:at + taken], None, raw)] * bool(text[at:at + taken].strip()) + [(False, cut.text,
            cut.reason, cut.start)]
        at, raw = at + taken, cut.start + len(cut.text)
    rows += [(True, text[at:], None, raw)] * bool(text[at:].strip())
    return pd.DataFrame(rows, columns=["kept", "text", "reason", "start"])


def _take(text: str, room: int) -> int:
    """How much of the text stands before a removal: up to the line's end nearest to `room` characters on."""
    ends = [0, *(place + 1 for place, sign in enumerate(text) if sign == "\n"), len(text)]
    near = min(ends, key=lambda end: abs(end - room))
    return near if abs(near - room) <= 8 else min(max(room, 0), len(text))


def known(press: Press) -> pd.DataFrame:
    """What is known of each article: article_id, outlet, field, state (stated, inferred, missing), value
    (of an inferred date the best day, else the first it may be)."""
    dated = press.datings.set_index("article_id")
    best, basis, rows = dated.best.fillna(dated.earliest), dated.basis, []
    for article in press.articles.to_dict("records"):
        for field, column in FIELDS.items():
            value, state = article[column], "stated" if article[column] is not None else "missing"
            if field == "date" and value is None and pd.notna(best.get(article["article_id"])):
                value, state = best[article["article_id"]], basis[article["article_id"]]
            if field == "outlet" and article.get("outlet_from") == "file name":
                state = "missing"
            rows.append((article["article_id"], article["outlet"], field, state, value))
    return pd.DataFrame(rows, columns=["article_id", "outlet", "field", "state", "value"])
