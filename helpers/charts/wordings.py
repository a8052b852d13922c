"""Figures of the fourth notebook on words: one original in its wordings, names chosen, passages shared."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextPath

from helpers.charts.style import (GREY, INK, KINDS, Nothing, bare, canvas, count, folded, in_order, kind_name,
                                  listed, look, noted, nothing, of_outlets, ranked, rows, shares, short, slanted)

_SIZE = 10


@look
def wordings(data: pd.DataFrame, outlets: pd.DataFrame) -> Figure | Nothing:
    """The wordings of one original under each other, word under word: grey what all share, plain what some share, bold
    and underlined what one has alone.

    `data`, a row per word: wording (id), outlet, place (column in the alignment, 0…), word, shared_by (number of
    wordings that have the word in this place). At most eight wordings.
    """
    order = list(dict.fromkeys(data.wording))[:8]
    if len(order) < 2:
        return nothing("no statement stands in two wordings")
    data = data[data.wording.isin(order)].sort_values("place", kind="stable")
    data = data.assign(alone=data.shared_by == 1, common=data.shared_by >= len(order))
    data["width"] = [_width(word, alone) for word, alone in zip(data.word, data.alone)]
    owner = data.drop_duplicates("wording").set_index("wording").outlet
    labels, lines = of_outlets(outlets, "name", owner), _lines(data.groupby("place").width.max() + 0.085, 7.1)
    common, places = data[data.common].place.nunique(), data.place.nunique()
    texts = data.groupby("wording").word.agg(" ".join)
    step = 0.27 * len(order) + 0.22
    figure = canvas(
        f"One original in {count(len(order), 'wording')}: {common or 'none'} of {count(places, 'word')} the same in "
        "all",
        "grey: in all; black: in some; bold, underlined: in one; a dot: nothing here; words before and after are cut",
        step * len(lines),
        alt=f"Wordings aligned word by word. {' / '.join(f'{labels[name]}: {texts[name]}' for name in order)}.")
    axes, words = figure.subplots(), data.set_index(["wording", "place"])
    for number, line in enumerate(lines):
        for row, name in enumerate(order):
            y = number * step + 0.27 * row + 0.15
            if any((name, place) in words.index for place in line):
                axes.text(0, y, short(labels[name], 24), size=8.5, va="baseline",
                          color=outlets.colour.get(owner[name], GREY))
                for place, x in line.items():
                    _word(axes, 1.95 + x, y, words.loc[(name, place)] if (name, place) in words.index else None)
        if number:
            axes.axhline(number * step - 0.1, color="#dddddd", linewidth=0.7)
    axes.set(xlim=(0, 9.2), ylim=(step * len(lines), 0), xticks=[], yticks=[])
    bare(axes)
    return figure


def _width(word: str, bold: bool) -> float:
    """Width of a word in inches."""
    path = TextPath((0, 0), word.replace(" ", "x"), size=_SIZE,
                    prop=FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal"))
    return path.get_extents().width / 72


def _lines(widths: pd.Series, room: float) -> list[dict[int, float]]:
    """Columns laid into lines: for each line, column → its left edge in inches."""
    lines, x = [{}], 0.0
    for place, width in widths.sort_index().items():
        if x + width > room and lines[-1]:
            lines, x = [*lines, {}], 0.0
        lines[-1][place], x = x, x + width
    return lines


def _word(axes: Axes, x: float, y: float, word: pd.Series | None) -> None:
    if word is None:
        axes.text(x, y, "·", size=_SIZE, color="#aaaaaa")
        return
    weight = "bold" if word.alone else "normal"
    axes.text(x, y, word.word, size=_SIZE, color=GREY if word.common else INK, weight=weight)
    if word.alone:
        axes.plot([x, x + word.width], [y + 0.045] * 2, color=INK, linewidth=1)


@look
def what_it_is_called(data: pd.DataFrame, terms: int = 4, referents: int = 4) -> Figure | Nothing:
    """A panel per referent (the few named most, in two ways or more): what share of each kind of outlet's namings goes
    to each term, with its interval.

    `data`: referent, term, kind (of outlet), n, total (namings of the referent by that kind), share, low, high, chance
    (true where the difference from the other kinds is no better than chance). Those are hollow and grey. A kind with
    fewer than three namings of a referent is left out.
    """
    data = data[data.total > 2] if (data.total > 2).any() else data
    size, ways = ranked(data.groupby("referent").n.sum()), data[data.n > 0].groupby("referent").term.nunique()
    order = [referent for referent, n in size.items() if n > 2 and ways.get(referent, 0) > 1][:referents]
    data = data[data.referent.isin(order)]
    if not len(data):
        return nothing("nothing listed in terms.csv goes by two names here")
    top = ranked(data.groupby(["referent", "term"]).n.sum())
    top = top[top > 0]
    chosen = {referent: top[referent].head(terms) for referent in order}
    solid, left = data[~data.chance.astype(bool)], len(top) - sum(map(len, chosen.values()))
    told = [f"{referent}: {listed([f'“{term}” {n}' for term, n in names.items()], 3)}."
            for referent, names in chosen.items()]
    height, kinds = -(-len(order) // 2), [kind for kind in KINDS if kind in set(data.kind)]
    figure = canvas(
        f"{count(len(solid), 'choice of name', 'choices of name')} by kind of outlet better than chance, "
        f"“{short(solid.iloc[0].term, 40)}” the clearest" if len(solid) else
        "No kind of outlet differs from the others in its names by more than chance",
        "share of the names given to each thing, by kind of outlet, 95 % intervals; "
        f"{count(int(top.sum()), 'naming')} of {size.sum()}", height * (0.6 + 0.4 * terms) + 0.4,
        noted((True, "Hollow and grey: no better than chance. Kinds with fewer than three namings are left out."),
              (left, f"Left out: {count(left, 'rarer term')}.")),
        f"Shares of terms by kind of outlet. {' '.join(told)}")
    panels = figure.subplots(height, min(2, len(order)), squeeze=False, sharex=True).flatten()
    for axes, (referent, names) in zip(panels, chosen.items()):
        rows(axes, [f"{folded(name, 22)}  {n}" for name, n in names.items()], "both")
        for row in data[(data.referent == referent) & data.term.isin(names.index)].itertuples():
            _share(axes, row, names.index.get_loc(row.term) + 0.13 * (kinds.index(row.kind) - (len(kinds) - 1) / 2))
        axes.set(ylim=(terms - 0.5, -0.5), xlim=(-0.03, 1.03))
        axes.set_title(referent, loc="left", size=9.5, weight="bold", pad=3)
        shares(axes.xaxis)
    for axes in panels[len(order):]:
        axes.set_visible(False)
    marks = [axes.plot([], [], KINDS[kind][1], color=KINDS[kind][0], label=kind_name(kind, kinds), markersize=6)[0]
             for kind in kinds]
    panels[2 * (height - 1)].legend(handles=marks, ncols=4, loc="upper left", bbox_to_anchor=(-0.4, -0.12),
                                    handletextpad=0.2, columnspacing=1.2)
    return figure


def _share(axes: Axes, row, y: float) -> None:
    colour, mark = ("#a9a9a9" if row.chance else KINDS[row.kind][0]), KINDS[row.kind][1]
    axes.plot([row.low, row.high], [y, y], color=colour, linewidth=1.3, alpha=0.8)
    axes.plot(row.share, y, mark, color=colour, markersize=6, markerfacecolor="white" if row.chance else colour)


@look
def shared_passages(data: pd.DataFrame, own: pd.DataFrame, outlets: pd.DataFrame, most: int = 22) -> Figure | Nothing:
    """A matrix article × article: which part of the row's article stands word for word in the column's; beside it, its
    own text.

    `data`: article_a, article_b, shared_words, share_a, share_b. `own`: article_id, outlet, own_share, n_words. The
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
    names = [short(outlets.name.get(outlet, "outlet unknown"), 20) for outlet in kept.outlet]
    top = both.sort_values(["share", "row"], ascending=[False, True]).iloc[0]
    outlet = of_outlets(outlets, "name", own.set_index("article_id").outlet)
    told = [f"{outlet[a]} and {outlet[b]}: {count(n, 'word')}"
            for a, b, n in zip(data.article_a, data.article_b, data.shared_words)]
    left, n = len(sizes) - len(kept), len(kept)
    figure = canvas(
        f"{top.share:.0%} of {outlet[top.row]}’s text stands word for word in {outlet[top.column]}",
        "per cent of the row’s article found in the column’s; bars: text found nowhere else; "
        f"{count(len(data), 'pair')} of articles share passages", 1.9 + 0.36 * n,
        noted((small, f"Left out: {count(small, 'pair')} with less than 5 % in common."),
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
    rows(axes, [f"{name} · {short(article, 26)}" for name, article in zip(names, place)])
    axes.set_xlim(-0.5, n - 0.5)
    slanted(axes, names, [outlets.colour.get(name, GREY) for name in kept.outlet])
    side.barh(range(n), kept.own_share, color="#c9c9c9", height=0.6)
    for row, share in enumerate(kept.own_share):
        side.text(share + 0.02, row, f"{share:.0%}", va="center", size=8)
    side.set(xlim=(0, 1.25), xticks=[])
    side.set_title("its own", size=9)
    side.tick_params(labelleft=False)
    bare(side)
    return figure
