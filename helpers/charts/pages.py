"""Figures of the first notebook: what pages are made of, and what is known of each article."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.charts.style import (GREY, INK, Nothing, bare, brief, canvas, count, folded, in_order, legend_above,
                                  listed, look, nothing, of_outlets, rows, shares, short, words)

#: Parts of a page with fill and hatch: article text dark and plain, what was taken out light and hatched.
PARTS = {"headline": ("#08306b", ""), "body": ("#4a83bd", ""), "caption": ("#fdd49e", "...."),
         "furniture": ("#d9d9d9", "////"), "related articles": ("#e58c5b", "xxxx")}
#: A page is shown by itself up to so many; more are shown by outlet, and then by kind.
MOST = 45
_KNOWN = {"stated": ("#4a83bd", ""), "inferred": ("#fdd49e", "...."), "missing": ("#f2f2f2", "")}


@look
def page_parts(data: pd.DataFrame, outlets: pd.DataFrame) -> Figure | Nothing:
    """One bar per page: the share of its characters that is headline, body, caption, furniture, related articles.

    `data`: article_id, outlet, title, part (one of `PARTS`), characters. `outlets`: from `key`. Sorted by share
    removed, the worst page marked. Beyond 45 pages, one bar per outlet or per kind.
    """
    if not len(data):
        return nothing("no article was read")
    wide = data.assign(unit=_unit(data, outlets)).pivot_table(index="unit", columns="part", values="characters",
                                                              aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=list(PARTS), fill_value=0)
    parts = wide.div(wide.sum(axis=1).clip(lower=1), axis=0)
    parts["removed"] = 1 - parts.headline - parts.body
    parts = parts.sort_values(["removed", "unit"], ascending=[False, True])
    whole = 1 - wide[["headline", "body"]].to_numpy().sum() / max(1, wide.to_numpy().sum())
    pages, worst = data.article_id.nunique(), parts.removed.iloc[0]
    title = f"{whole:.0%} of what the page{'s hold' if pages > 1 else ' holds'} is not article" + (
        f"; on the worst page {worst:.0%}" if pages > 1 else "")
    told = [f"{short(name, 60)} {share:.0%}" for name, share in parts.removed.items()]
    figure = canvas(
        title, f"share of the characters on the page, by part; {count(pages, 'page')}, most furniture first",
        0.55 + 0.36 * len(parts), alt=f"Stacked bars, one for each of {count(len(parts), 'page')}. Taken out as page "
                                      f"furniture, captions or related articles: {listed(told, 6)}.")
    axes = figure.subplots()
    _stacked(axes, parts[list(PARTS)], PARTS, 0.72, "white")
    for row, share in enumerate(parts.removed):
        mark = "  ← worst" if not row and len(parts) > 1 and share else ""
        axes.text(1.01, row, f"{share:.0%} removed{mark}", va="center", size=8.5)
    rows(axes, list(parts.index))
    axes.set_xlim(0, 1)
    shares(axes.xaxis)
    legend_above(axes, ncols=len(PARTS))
    return figure


def _unit(data: pd.DataFrame, outlets: pd.DataFrame) -> pd.Series:
    """The label under which a page is drawn: itself, its outlet, or its kind of outlet."""
    name = of_outlets(outlets, "name", data.outlet)
    if data.article_id.nunique() > MOST:
        return name if data.outlet.nunique() <= MOST else of_outlets(outlets, "kind", data.outlet)
    pages = data.assign(name=name).drop_duplicates("article_id").set_index("article_id")
    labels = [folded(": ".join(dict.fromkeys([row.name, short(words(row.title) or row.Index, 60)])), 44)
              for row in pages.itertuples()]
    labels = pd.Series(labels, pages.index)
    twice = labels.duplicated(keep=False)
    labels[twice] = [f"{label}\n({short(article, 42)})" for article, label in labels[twice].items()]
    return data.article_id.map(labels)


def _stacked(axes: Axes, wide: pd.DataFrame, style: dict, height: float, edge: str) -> None:
    """Bars of several parts, a row of `wide` to a bar, a column to a part."""
    left = wide.cumsum(axis=1) - wide
    for part, (colour, hatch) in style.items():
        axes.barh(range(len(wide)), wide[part], left=left[part], height=height, color=colour, hatch=hatch,
                  edgecolor=edge, label=part)


@look
def known_of_articles(data: pd.DataFrame, outlets: pd.DataFrame) -> Figure | Nothing:
    """A grid article × particular: a full dot where the page or a register states it, a hollow one where it was
    inferred, a small cross where it is missing.

    `data`: article_id, outlet, field, state (stated, inferred, missing). Beyond 45 articles: bars of the three states
    per particular.
    """
    if not len(data):
        return nothing("no article was read")
    n, fields = data.article_id.nunique(), list(dict.fromkeys(data.field))
    wide = pd.crosstab(data.field, data.state).reindex(index=fields, columns=list(_KNOWN), fill_value=0)
    missing = wide.inferred + wide.missing
    worst = missing.idxmax()
    title = "Every particular is stated for every article" if not missing[worst] else (
        f"The {worst} is what pages most often leave out: {missing[worst]} of {count(n, 'article')} do not state it")
    told = [f"{field} {', '.join(f'{number} {state}' for state, number in sorted(row.items()) if number)}"
            for field, row in wide.iterrows()]
    figure = canvas(title, f"stated on the page or in a register, inferred, or missing; {count(n, 'article')}",
                    0.9 + 0.25 * n if n <= MOST else 0.6 + 0.45 * len(fields),
                    alt="For each particular, how many articles state it, how many had it inferred, how many lack it: "
                        f"{'; '.join(told)}.")
    if n <= MOST:
        _grid(figure.subplots(), data, fields, outlets)
    else:
        _bars(figure.subplots(), wide)
    return figure


def _grid(axes: Axes, data: pd.DataFrame, fields: list[str], outlets: pd.DataFrame) -> None:
    articles = data.drop_duplicates("article_id")
    order = in_order(articles.outlet, outlets)
    articles = articles.assign(rank=articles.outlet.map(order.index)).sort_values(["rank", "article_id"])
    place = {article: row for row, article in enumerate(articles.article_id)}
    for state, look_of in (("stated", {"facecolor": INK, "edgecolor": INK, "s": 62}),
                           ("inferred", {"facecolor": "white", "edgecolor": INK, "s": 62}),
                           ("missing", {"marker": "x", "color": "#b0b0b0", "s": 26})):
        some = data[data.state == state]
        axes.scatter(some.field.map(fields.index), some.article_id.map(place), linewidth=1.4, label=state, **look_of)
    names = [brief(name, 24) for name in of_outlets(outlets, "name", articles.outlet)]
    rows(axes, [short(" · ".join(dict.fromkeys(pair)), 70) for pair in zip(names, articles.article_id)], "y")
    axes.set_xlim(-0.6, len(fields) - 0.4)
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(fields)), fields)
    bare(axes)
    axes.legend(ncols=3, loc="upper left", bbox_to_anchor=(0, 0), borderaxespad=0.2)


def _bars(axes: Axes, wide: pd.DataFrame) -> None:
    _stacked(axes, wide, _KNOWN, 0.7, GREY)
    for bars, state in zip(axes.containers, wide):
        axes.bar_label(bars, [f"{n:,}" if n > 0.06 * wide.sum(axis=1).max() else "" for n in wide[state]],
                       label_type="center", size=8.5, bbox={"color": "white", "pad": 1})
    rows(axes, list(wide.index))
    axes.set_xlabel("articles")
    legend_above(axes, ncols=3)
