"""Figures of the fourth notebook on words: one original in its wordings, names chosen, passages shared."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextPath

from helpers.charts.style import (GREY, INK, KINDS, Nothing, bare, canvas, count, folded, in_order, kind_legend, listed,
                                  look, noted, nothing, of_outlets, short, slanted)

_SIZE = 10


@look
def wordings(data: pd.DataFrame, outlets: pd.DataFrame, what: str = "One original") -> Figure | Nothing:
    """The wordings of one original under each other, word under word: grey what all share, plain what some share, bold
    and underlined what one has alone.

    `data`, a row per word: wording (id), outlet, place (column in the alignment, 0…), word, shared_by (number of
    wordings that have the word in this place). At most eight wordings.
    """
    order = list(dict.fromkeys(data.wording))[:8]
    if len(order) < 2:
        return nothing("no statement stands in two wordings")
    data = data[data.wording.isin(order)]
    labels = of_outlets(outlets, "name", data.drop_duplicates("wording").set_index("wording").outlet)
    data = data.assign(alone=data.shared_by == 1, common=data.shared_by >= len(order))
    data["width"] = [_width(word, alone) for word, alone in zip(data.word, data.alone)]
    lines = _lines(data.groupby("place").width.max() + 0.085, 7.1)
    common = data[data.common].place.nunique()
    places = data.place.nunique()
    title = f"{what} in {count(len(order), 'wording')}: {common or 'none'} of {count(places, 'word')} the same in all"
    texts = data.sort_values("place").groupby("wording").word.agg(" ".join)
    alt = "Wordings aligned word by word. " + " / ".join(f"{labels[name]}: {texts[name]}" for name in order) + "."
    step = 0.27 * len(order) + 0.22
    figure = canvas(title,
                    "grey: in all; black: in some; bold, underlined: in one; a dot: nothing here; words before and after are cut",
                    step * len(lines), alt=alt)
    axes = figure.subplots()
    words = data.set_index(["wording", "place"])
    for number, line in enumerate(lines):
        for row, name in enumerate(order):
            y = number * step + 0.27 * row + 0.15
            if not any((name, place) in words.index for place in line):
                continue
            axes.text(0, y, short(labels[name], 24), size=8.5,
                      color=outlets.colour.get(words.outlet[name].iloc[0], GREY), va="baseline")
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
            lines.append({})
            x = 0.0
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
    size = data.groupby("referent").n.sum().sort_values(ascending=False, kind="stable")
    several = data[data.n > 0].groupby("referent").term.nunique().gt(1).reindex(size.index, fill_value=False)
    order = list(size[several & (size > 2)].index[:referents])
    whole, data = int(size.sum()), data[data.referent.isin(order)]
    if not len(data):
        return nothing("nothing listed in terms.csv goes by two names here")
    top = data.groupby(["referent", "term"]).n.sum().sort_values(ascending=False, kind="stable")
    chosen = {referent: [term for owner, term in top[top > 0].index if owner == referent][:terms] for referent in order}
    solid, left = data[~data.chance.astype(bool)], int((top > 0).sum()) - sum(map(len, chosen.values()))
    title = (f"{count(len(solid), 'choice of name', 'choices of name')} by kind of outlet better than chance, "
             f"“{short(solid.iloc[0].term, 40)}” the clearest"
             if len(solid) else "No kind of outlet differs from the others in its names by more than chance")
    alt = "Shares of terms by kind of outlet. " + " ".join(
        f"{referent}: " + listed([f"“{term}” {top[referent, term]}" for term in names], 3) + "."
        for referent, names in chosen.items())
    rows, kinds = -(-len(order) // 2), [kind for kind in KINDS if kind in set(data.kind)]
    figure = canvas(title, "share of the names given to each thing, by kind of outlet, 95 % intervals; "
                    f"{count(int(top.sum()), 'naming')} of {whole}", rows * (0.6 + 0.4 * terms) + 0.4,
                    noted((True, "Hollow and grey: no better than chance. Kinds with fewer than three namings are left out."),
                          (left, f"Left out: {count(left, 'rarer term')}.")), alt)
    panels = figure.subplots(rows, min(2, len(order)), squeeze=False, sharex=True).flat
    for axes, referent in zip(panels, order):
        names = chosen[referent]
        for row in data[(data.referent == referent) & data.term.isin(names)].itertuples():
            _share(axes, row, names.index(row.term) + 0.13 * (kinds.index(row.kind) - (len(kinds) - 1) / 2))
        axes.set_yticks(range(len(names)), [f"{folded(name, 22)}  {top[referent, name]}" for name in names])
        axes.set(ylim=(terms - 0.5, -0.5), xlim=(-0.03, 1.03))
        axes.set_title(referent, loc="left", size=9.5, weight="bold", pad=3)
        axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
        axes.grid(axis="both")
        bare(axes)
    for axes in list(figure.axes)[len(order):]:
        axes.set_visible(False)
    kind_legend(figure.axes[2 * (rows - 1)], kinds, loc="upper left", bbox_to_anchor=(-0.4, -0.12))
    return figure


def _share(axes: Axes, row, y: float) -> None:
    colour, mark = KINDS[row.kind]
    colour = "#a9a9a9" if row.chance else colour
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
    both = pd.concat([pd.DataFrame({"row": data[f"article_{one}"], "column": data[f"article_{other}"],
                                    "share": data[f"share_{one}"], "words": data.shared_words})
                      for one, other in ("ab", "ba")])
    sizes = both.groupby("row").words.sum().sort_values(ascending=False, kind="stable")
    kept = own[own.article_id.isin(sizes.index[:most])]
    order = in_order(kept.outlet, outlets)
    kept = kept.assign(rank=kept.outlet.map(order.index)).sort_values(["rank", "article_id"]).reset_index(drop=True)
    place = {article: row for row, article in enumerate(kept.article_id)}
    names = [f"{short(outlets.name.get(outlet, 'outlet unknown'), 20)} · {short(article, 26)}"
             for outlet, article in zip(kept.outlet, kept.article_id)]
    top = both.sort_values(["share", "row"], ascending=[False, True]).iloc[0]
    outlet = of_outlets(outlets, "name", own.set_index("article_id").outlet)
    title = f"{top.share:.0%} of {outlet[top.row]}’s text stands word for word in {outlet[top.column]}"
    alt = "Matrix of shared passages. " + listed(
        [f"{outlet[row.article_a]} and {outlet[row.article_b]}: {count(row.shared_words, 'word')}"
         for row in data.itertuples()], 5) + "."
    left = len(sizes) - len(kept)
    figure = canvas(title,
                    "share of the row’s article found in the column’s; bars: text found nowhere else; "
                    f"{count(len(data), 'pair')} of articles share passages",
                    1.9 + 0.36 * len(kept),
                    noted((small, f"Left out: {count(small, 'pair')} with less than 5 % in common."),
                          (left, f"Left out: {count(left, 'article')} sharing less.")), alt)
    axes, side = figure.subplots(1, 2, width_ratios=[max(3, len(kept)), max(1.2, 0.3 * len(kept))], sharey=True)
    for row in both.itertuples():
        if row.row in place and row.column in place:
            x, y = place[row.column], place[row.row]
            axes.add_patch(_square(x, y, row.share))
            axes.text(x, y, f"{100 * row.share:.0f}", ha="center", va="center", size=8,
                      color="white" if row.share > 0.5 else INK)
    for spot in range(len(kept)):
        axes.add_patch(_square(spot, spot, None))
    axes.set_yticks(range(len(kept)), names)
    axes.set(xlim=(-0.5, len(kept) - 0.5), ylim=(len(kept) - 0.5, -0.5))
    slanted(axes, [short(outlets.name.get(name, "outlet unknown"), 20) for name in kept.outlet],
            [outlets.colour.get(name, GREY) for name in kept.outlet])
    side.barh(range(len(kept)), kept.own_share, color="#c9c9c9", height=0.6)
    for row, share in enumerate(kept.own_share):
        side.text(share + 0.02, row, f"{share:.0%}", va="center", size=8)
    side.set(xlim=(0, 1.25), xticks=[], title="its own")
    side.tick_params(labelleft=False)
    bare(axes)
    bare(side)
    return figure


def _square(x: float, y: float, share: float | None) -> Rectangle:
    if share is None:
        return Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor="#f0f0f0", edgecolor="white", hatch="////")
    level = 1 - 0.85 * min(1, share)
    return Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=(level, 0.35 + 0.65 * level, 0.55 + 0.45 * level),
                     edgecolor="white")
