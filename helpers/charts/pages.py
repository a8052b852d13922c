"""Figures of the first notebook: what pages are made of, and what is known of each article."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from helpers.charts.style import (GREY, INK, Nothing, bare, canvas, count, folded, in_order, listed, look, nothing,
                                  of_outlets, short, words)

#: Parts of a page with fill and hatch: article text dark and plain, what was taken out light and hatched.
PARTS = {"headline": ("#08306b", ""), "body": ("#4a83bd", ""), "caption": ("#fdd49e", "...."),
         "furniture": ("#d9d9d9", "////"), "related articles": ("#e58c5b", "xxxx")}
#: A page is shown by itself up to so many; more are shown by outlet, and then by kind.
MOST = 45
_KNOWN = {"stated": ("o", INK), "inferred": ("o", "white"), "missing": ("x", "#b0b0b0")}


@look
def page_parts(data: pd.DataFrame, outlets: pd.DataFrame) -> Figure | Nothing:
    """One bar per page: the share of its characters that is headline, body, caption, furniture, related articles.

    `data`: article_id, outlet, title, part (one of `PARTS`), characters. `outlets`: from `key`. Sorted by share
    removed, the worst page marked. Beyond 45 pages, one bar per outlet or per kind.
    """
    if not len(data):
        return nothing("no article was read")
    unit = _unit(data, outlets)
    wide = data.assign(unit=unit).pivot_table(index="unit", columns="part", values="characters", aggfunc="sum",
                                              fill_value=0)
    wide = wide.reindex(columns=list(PARTS), fill_value=0)
    shares = wide.div(wide.sum(axis=1).clip(lower=1), axis=0)
    removed = 1 - shares["headline"] - shares["body"]
    order = sorted(shares.index, key=lambda name: (-removed[name], name))
    whole = 1 - wide[["headline", "body"]].to_numpy().sum() / max(1, wide.to_numpy().sum())
    pages = data.article_id.nunique()
    title = (f"{whole:.0%} of what the pages hold is not article; on the worst page {removed.max():.0%}" if pages > 1
             else f"{whole:.0%} of what the page holds is not article")
    alt = (f"Stacked bars, one for each of {count(len(order), 'page')}. Taken out as page furniture, captions or "
           "related articles: "
           + listed([f"{short(name.split(chr(10))[0], 40)} {removed[name]:.0%}" for name in order], 6) + ".")
    figure = canvas(title,
                    f"share of the characters on the page, by part; {count(pages, 'page')}, most furniture first",
                    0.55 + 0.36 * len(order), alt=alt)
    axes = figure.subplots()
    left = pd.Series(0.0, index=order)
    for part, (colour, hatch) in PARTS.items():
        values = shares.loc[order, part]
        axes.barh(range(len(order)), values, left=left, height=0.72, color=colour, hatch=hatch, edgecolor="white",
                  label=part)
        left += values
    for row, name in enumerate(order):
        axes.text(1.01, row, f"{removed[name]:.0%} removed" + ("  ← worst" if row == 0 and len(order) > 1
                                                               and removed[name] else ""),
                  va="center", size=8.5)
    axes.set_yticks(range(len(order)), order)
    axes.set(xlim=(0, 1.0), ylim=(len(order) - 0.45, -0.55))
    axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    bare(axes)
    axes.legend(ncols=len(PARTS), loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2)
    return figure


def _unit(data: pd.DataFrame, outlets: pd.DataFrame) -> pd.Series:
    """The label under which a page is drawn: itself, its outlet, or its kind of outlet."""
    name, kind = (of_outlets(outlets, column, data.outlet) for column in ("name", "kind"))
    if data.article_id.nunique() <= MOST:
        labels = [folded(": ".join(dict.fromkeys([who, short(words(title) or article, 60)])), 44)
                  for who, title, article in zip(name, data.title, data.article_id)]
        sizes = [pd.Series(each).groupby(list(each)).transform("size").to_numpy() for each in (labels, data.article_id)]
        twice = sizes[0] > sizes[1]
        return pd.Series([f"{label}\n({short(article, 42)})" if more else label
                          for label, article, more in zip(labels, data.article_id, twice)], index=data.index)
    return name if data.outlet.nunique() <= MOST else kind


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
    missing = data[data.state != "stated"].groupby("field").size().reindex(fields, fill_value=0)
    worst = missing.idxmax()
    title = (f"The {worst} is what pages most often leave out: {missing[worst]} of {count(n, 'article')} do not "
             "state it"
             if missing[worst] else "Every particular is stated for every article")
    alt = "For each particular, how many articles state it, how many had it inferred, how many lack it: " + "; ".join(
        f"{field} {', '.join(f'{len(part)} {state}' for state, part in rows.groupby('state'))}"
        for field, rows in data.groupby("field", sort=False)) + "."
    draw, height = (_grid, 0.9 + 0.25 * n) if n <= MOST else (_bars, 0.6 + 0.45 * len(fields))
    figure = canvas(title, f"stated on the page or in a register, inferred, or missing; {count(n, 'article')}", height,
                    alt=alt)
    draw(figure.subplots(), data, fields, outlets)
    return figure


def _grid(axes, data: pd.DataFrame, fields: list[str], outlets: pd.DataFrame) -> None:
    articles = data.drop_duplicates("article_id")
    order = in_order(articles.outlet, outlets)
    articles = articles.assign(rank=articles.outlet.map(order.index)).sort_values(["rank", "article_id"])
    place = {article: row for row, article in enumerate(articles.article_id)}
    for state, (mark, colour) in _KNOWN.items():
        chosen = data[data.state == state]
        axes.scatter(chosen.field.map(fields.index), chosen.article_id.map(place), marker=mark, s=62 if mark == "o"
                     else 26,
                     linewidth=1.4, label=state, **{"color": colour} if mark == "x"
                     else {"facecolor": colour, "edgecolor": INK})
    names = of_outlets(outlets, "name", articles.outlet)
    axes.set_yticks(range(len(place)), [short(" · ".join(dict.fromkeys([name, article])), 62)
                                        for name, article in zip(names, place)])
    axes.set(ylim=(len(place) - 0.5, -0.5), xlim=(-0.6, len(fields) - 0.4))
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(fields)), fields)
    axes.grid(axis="y")
    bare(axes)
    axes.legend(ncols=3, loc="upper left", bbox_to_anchor=(0, 0), borderaxespad=0.2)


def _bars(axes, data: pd.DataFrame, fields: list[str], _: pd.DataFrame) -> None:
    wide = data.pivot_table(index="field", columns="state", aggfunc="size", fill_value=0).reindex(
        index=fields, columns=list(_KNOWN), fill_value=0)
    left = pd.Series(0, index=fields)
    for state, (colour, hatch) in {"stated": ("#4a83bd", ""), "inferred": ("#fdd49e", "...."),
                                   "missing": ("#f2f2f2", "")}.items():
        axes.barh(fields, wide[state], left=left, color=colour, hatch=hatch, edgecolor=GREY, label=state, height=0.7)
        for row, (start, width) in enumerate(zip(left, wide[state])):
            if width > 0.06 * wide.sum(axis=1).max():
                axes.text(start + width / 2, row, f"{width:,}", ha="center", va="center", size=8.5,
                          bbox={"color": "white", "pad": 1})
        left += wide[state]
    axes.invert_yaxis()
    axes.set_xlabel("articles")
    bare(axes)
    axes.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2)
