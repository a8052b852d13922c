"""Figures of the fourth notebook on words: one original in its wordings, names chosen, passages shared."""

from __future__ import annotations

from itertools import islice
from textwrap import wrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.charts.style import (GREY, INK, Nothing, bare, brief, canvas, count, folded, in_order, listed, look,
                                  noted, nothing, of_outlets, ranked, rows, slanted, words)

#: Words stand under words in type whose signs are all as wide: so many inches.
_TYPE = {"size": 9.5, "family": "DejaVu Sans Mono"}
_SIGN = 0.602 * 9.5 / 72


@look
def wordings(data: pd.DataFrame, outlets: pd.DataFrame) -> Figure | Nothing:
    """The wordings of one original one under the other: grey what all share, plain what some share, bold and underlined
    what one has alone (words of three letters and fewer aside).

    `data`, a row per word: wording (id), outlet, place (0…), word, shared_by (wordings that have the word). At most
    eight wordings.
    """
    order = list(dict.fromkeys(data.wording))[:8]
    if len(order) < 2:
        return nothing("no statement stands in two wordings")
    data = data[data.wording.isin(order)].sort_values("place", kind="stable")
    data = data.assign(alone=(data.shared_by == 1) & (data.word.str.len() > 3), common=data.shared_by >= len(order))
    owner, texts = data.groupby("wording").outlet.first(), data.groupby("wording").word.agg(" ".join)
    labels = of_outlets(outlets, "name", owner)
    lines = {name: wrap(texts[name], 88) for name in order}
    step = 0.24
    figure = canvas(
        f"One original in {count(len(order), 'wording')}: {data.alone.sum()} of {count(len(data), 'word')} stand in "
        "one alone", "grey: a word of all; black: of some; bold, underlined: of one alone",
        step * (sum(map(len, lines.values())) + 0.5 * len(order)),
        alt=f"Wordings of one original. {' / '.join(f'{labels[name]}: {texts[name]}' for name in order)}.")
    axes, y = figure.subplots(), 0.1
    for name in order:
        words = iter(data[data.wording == name].itertuples())
        axes.text(0, y + step / 2, brief(labels[name], 24), size=8.5, va="baseline",
                  color=outlets.colour.get(owner[name], GREY))
        for line in lines[name]:
            y, x = y + step, 0
            for word in islice(words, len(line.split())):
                _word(axes, 1.95 + _SIGN * x, y - step / 2, word)
                x += len(word.word) + 1
        y += step / 2
    axes.set(xlim=(0, 9.2), ylim=(y, 0), xticks=[], yticks=[])
    bare(axes)
    return figure


def _word(axes: Axes, x: float, y: float, word: pd.Series) -> None:
    axes.text(x, y, word.word, color=GREY if word.common else INK, weight="bold" if word.alone else "normal", **_TYPE)
    if word.alone:
        axes.plot([x, x + _SIGN * len(word.word)], [y + 0.045] * 2, color=INK, linewidth=1)


@look
def shared_passages(data: pd.DataFrame, own: pd.DataFrame, outlets: pd.DataFrame, most: int = 22) -> Figure | Nothing:
    """A matrix article × article: which part of the row's article stands word for word in the column's; beside it, its
    own text.

    `data`: article_a, article_b, shared_words, share_a, share_b. `own`: article_id, outlet, title, own_share. The
    `most` articles that share most.
    """
    large = data[["share_a", "share_b"]].max(axis=1) >= 0.05
    data, small = data[large].sort_values("shared_words", ascending=False, kind="stable"), int((~large).sum())
    if not len(data):
        return nothing("no two articles share a passage of any length")
    columns = ["row", "column", "share", "shared_words"]
    both = pd.concat([data[[f"article_{one}", f"article_{other}", f"share_{one}", "shared_words"]].set_axis(
        columns, axis=1) for one, other in ("ab", "ba")])
    sizes = ranked(both.groupby("row").shared_words.sum())
    kept = own[own.article_id.isin(sizes.index[:most])]
    order = in_order(kept.outlet, outlets)
    kept = kept.assign(rank=kept.outlet.map(order.index)).sort_values(["rank", "article_id"]).reset_index(drop=True)
    place = {article: row for row, article in enumerate(kept.article_id)}
    names = of_outlets(outlets, "name", kept.outlet)
    top = both.sort_values(["share", "row"], ascending=[False, True]).iloc[0]
    outlet = of_outlets(outlets, "name", own.set_index("article_id").outlet)
    told = [f"{outlet[a]} and {outlet[b]}: {count(n, 'word')}"
            for a, b, n in zip(data.article_a, data.article_b, data.shared_words)]
    left, n = len(sizes) - len(kept), len(kept)
    figure = canvas(
        f"{top.share:.0%} of {outlet[top.row]}’s text stands word for word in {outlet[top.column]}",
        "per cent of the row’s article found in the column’s; bars: text found nowhere else; "
        f"{count(len(data), 'pair')} of articles share passages", 1.9 + 0.36 * n,
        noted((small, f"Left out: {count(small, 'pair')} with less than 5% in common."),
              (left, f"Left out: {count(left, 'article')} sharing less.")),
        f"Matrix of shared passages. {listed(told, 5)}.")
    axes, side = figure.subplots(1, 2, width_ratios=[max(3, n), max(1.2, 0.3 * n)], sharey=True)
    for row in both[both.row.isin(place) & both.column.isin(place)].itertuples():
        x, y, light = place[row.column], place[row.row], 1 - 0.85 * min(1, row.share)
        axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, edgecolor="white",
                                 facecolor=(light, 0.35 + 0.65 * light, 0.55 + 0.45 * light)))
        axes.text(x, y, f"{100 * row.share:.0f}", ha="center", va="center", size=8,
                  color="white" if row.share > 0.5 else INK)
    for spot in range(n):
        axes.add_patch(Rectangle((spot - 0.5, spot - 0.5), 1, 1, facecolor="#f0f0f0", edgecolor="white", hatch="////"))
    rows(axes, [folded(f"{name}: {words(title) or article}", 40) for name, title, article in zip(
        names, kept.title, kept.article_id)])
    axes.set_xlim(-0.5, n - 0.5)
    slanted(axes, [brief(name, 24) for name in names], [outlets.colour.get(name, GREY) for name in kept.outlet])
    side.barh(range(n), kept.own_share, color="#c9c9c9", height=0.6)
    for row, share in enumerate(kept.own_share):
        side.text(share + 0.02, row, f"{share:.0%}", va="center", size=8)
    side.set(xlim=(0, 1.25), xticks=[])
    side.set_title("its own", size=9)
    side.tick_params(labelleft=False)
    bare(side)
    return figure
