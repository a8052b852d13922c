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
    """Outlets of a study's articles: outlet, name, kind ("" where the register does not know them)."""
    kinds, names = press.registers["outlets"].set_index("outlet").kind, _names(press)
    rows = [(outlet, names.get(outlet, ""), kinds.get(outlet, ""))
            for outlet in sorted(press.articles.outlet.dropna().unique())]
    return pd.DataFrame(rows, columns=["outlet", "name", "kind"], dtype=object)


def _names(press: Press) -> dict[str, str]:
    """What outlets are called; one that nothing but a file name stands for has that in square brackets."""
    unnamed = press.articles[press.articles.outlet_from == "file name"].outlet
    known = press.registers["outlets"].set_index("outlet").name
    return {outlet: f"[{outlet}]" for outlet in unnamed} | known[known.astype(bool)].to_dict()


def by_name(press: Press, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows for a reader: outlets (in `outlet`, or lists in `outlets`) and actors (`actor`, from `actor_id`) under their
    names."""
    names, actors = _names(press), press.actors.set_index("actor_id").name
    if "outlet" in rows:
        rows = rows.assign(outlet=[names.get(outlet) or outlet for outlet in rows.outlet])
    if "outlets" in rows:
        rows = rows.assign(outlets=[[names.get(one) or one for one in some] for some in rows.outlets])
    return rows.assign(actor=rows.actor_id.map(actors)) if "actor_id" in rows else rows


def kinds(press: Press, names: pd.Series) -> list[str]:
    """The kind of each outlet named."""
    known = {row.outlet: kind_of(row.kind) for row in outlets(press).itertuples()}
    return [known.get(name, "other") for name in names]


def counted(press: Press, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table that are of articles which copy no other, with `outlet` and `outlet_kind`."""
    articles = once(press).set_index("article_id").outlet
    rows = rows[rows.article_id.isin(articles.index)]
    outlet = rows.article_id.map(articles)
    return rows.assign(outlet=outlet, outlet_kind=kinds(press, outlet))


def page_parts(press: Press) -> pd.DataFrame:
    """Characters of each page by part: article_id, outlet, title, part, characters (white space aside)."""
    base = press.articles[["article_id", "outlet", "title"]]
    headline, text = (press.articles[column].map(_length) for column in ("title", "text"))
    removed = press.removed.assign(part=press.removed.reason.map(_part), characters=press.removed.text.map(_length))
    removed = removed.groupby(["article_id", "part"], as_index=False).characters.sum().merge(base, on="article_id")
    parts = [base.assign(part="headline", characters=headline), base.assign(part="body", characters=text - headline),
             removed]
    parts = pd.concat(parts, ignore_index=True).astype({"characters": int})
    return parts.sort_values(["article_id", "part"], ignore_index=True)


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _part(reason: str) -> str:
    return next((part for word, part in (("caption", "caption"), ("related", "related articles")) if word in reason),
                "furniture")


def removed_by_reason(press: Press) -> pd.DataFrame:
    """What was taken out and why: reason, passages, pages, characters, example."""
    rows = press.removed.assign(characters=press.removed.text.map(_length))
    found = rows.groupby("reason", as_index=False).agg(passages=("text", "size"), pages=("article_id", "nunique"),
                                                       characters=("characters", "sum"), example=("text", "first"))
    return found.sort_values(["characters", "reason"], ascending=[False, True], ignore_index=True)


def pieces(press: Press, article_id: str | None = None) -> pd.DataFrame:
    """One page (by default the one that lost most) from top to bottom as it was cut: kept, text, reason, start (in the
    raw text).

    The kept text between two removals is one piece; a removal's place comes from its `start`.
    """
    if article_id is None:
        article_id = next(iter([*press.removed.article_id.value_counts().index, *press.articles.article_id]), None)
    text = press.articles.set_index("article_id").text.get(article_id, "")
    rows, at, raw = [], 0, 0
    for cut in press.removed[press.removed.article_id == article_id].sort_values("start").itertuples():
        end = at + _take(text[at:], cut.start - raw)
        rows += [(True, text[at:end], None, raw), (False, cut.text, cut.reason, cut.start)]
        at, raw = end, cut.start + len(cut.text)
    rows = pd.DataFrame([*rows, (True, text[at:], None, raw)], columns=["kept", "text", "reason", "start"])
    return rows[~rows.kept | rows.text.map(str.strip).astype(bool)].reset_index(drop=True)


def _take(text: str, room: int) -> int:
    """How much of the text stands before a removal: up to the line's end nearest to `room` characters on."""
    ends = [0, *(place + 1 for place, sign in enumerate(text) if sign == "\n"), len(text)]
    near = min(ends, key=lambda end: abs(end - room))
    return near if abs(near - room) <= 8 else min(max(room, 0), len(text))


def known(press: Press) -> pd.DataFrame:
    """What is known of each article: article_id, outlet, field, state (stated, inferred, missing), value
    (of an inferred date the best day, else the first it may be)."""
    rows, dated = press.articles, press.datings.set_index("article_id")
    told = rows.article_id.map(dated.best.fillna(dated.earliest))
    basis = rows.article_id.map(dated.basis).where(told.notna())
    found = []
    for field, column in FIELDS.items():
        value, state = rows[column], rows[column].notna().map({True: "stated", False: "missing"})
        if field == "date":
            value, state = value.where(value.notna(), told), state.mask(value.isna() & basis.notna(), basis)
        if field == "outlet":
            state = state.mask(rows.outlet_from == "file name", "missing")
        found.append(rows[["article_id", "outlet"]].assign(field=field, state=state, value=value.astype(object)))
    return pd.concat(found).sort_index(kind="stable").reset_index(drop=True)
