"""Figures of shares with their intervals: how right the tables are, what things are called, how kinds of outlet
differ."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.charts.style import (ALARM, GREY, KINDS, Nothing, canvas, count, folded, kind_name, legend_above, listed,
                                  look, noted, nothing, ranked, rows, shares, short)

_MEASURES = {"precision": ("#0072b2", "o"), "recall": ("#d55e00", "s")}
_CHANCE = "#a9a9a9"


def _dots(axes: Axes, data: pd.DataFrame, labels: list[str], styles: dict[str, tuple], apart: float = 0.13) -> None:
    """Shares with their intervals, a row to each label, a mark to each series.

    `data`: row (place of the label), series, share, low, high, chance (drawn hollow and grey). `styles`: colour and
    mark of each series.
    """
    rows(axes, labels, "both")
    for place, (series, (colour, mark)) in enumerate(styles.items()):
        some = data[data.series == series]
        y, edge = some.row + apart * (place - (len(styles) - 1) / 2), np.where(some.chance, _CHANCE, colour)
        axes.hlines(y, some.low, some.high, color=edge, linewidth=1.4, alpha=0.8)
        axes.scatter(some.share, y, marker=mark, s=42, edgecolor=edge, facecolor=np.where(some.chance, "white", colour),
                     zorder=3)
        axes.plot([], [], mark, color=colour, label=series)
    axes.set_xlim(-0.02, 1.02)
    shares(axes.xaxis)


@look
def how_right(data: pd.DataFrame, errors: pd.DataFrame) -> Figure | Nothing:
    """Per table precision and recall with intervals, the size of the gold beside; below, errors by cause.

    `data`: table, measure (precision, recall), value, low, high (0–1), n (gold items). `errors`: cause, n.
    """
    if not len(data):
        return nothing("this study has no gold/ to be measured against")
    tables, worst = list(dict.fromkeys(data.table)), data.loc[data.value.idxmin()]
    gold = data[data.measure != "precision"].groupby("table").n.max().reindex(tables, fill_value=0)
    told = [f"{table} " + " and ".join(f"{row.value:.0%} ({row.measure})" for row in some.itertuples())
            for table, some in data.groupby("table", sort=False)]
    errors = errors.loc[ranked(errors.n).index].head(12)
    heights = [0.5 + 0.34 * len(tables)] + [0.55 + 0.25 * len(errors)] * bool(len(errors))
    figure = canvas(f"Most to be doubted: {worst.table}, {worst.value:.0%} {worst.measure}",
                    "share right, against hand annotation; lines: 95 % intervals"
                    + "; below: errors by cause" * bool(len(errors)), sum(heights) + 0.3,
                    alt=f"Share right by table: {listed(told, 9)}.")
    panels = figure.subplots(len(heights), squeeze=False, height_ratios=heights)[:, 0]
    data = data.assign(row=data.table.map(tables.index), chance=False)
    _dots(panels[0], data.rename(columns={"measure": "series", "value": "share"}), tables, _MEASURES, 0.28)
    for place, n in enumerate(gold):
        panels[0].text(1.035, place, count(int(n), "gold item"), va="center", size=8.5, color=GREY)
    legend_above(panels[0], ncols=2)
    if len(errors):
        panels[1].bar_label(panels[1].barh(range(len(errors)), errors.n, color="#e0a3b2", edgecolor=ALARM, hatch="....",
                                           height=0.7), padding=3, size=8.5)
        rows(panels[1], [short(cause, 60) for cause in errors.cause])
        panels[1].set_xlabel("errors")
        panels[1].xaxis.get_major_locator().set_params(integer=True)
    return figure


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
        some = data[(data.referent == referent) & data.term.isin(names.index)]
        some = some.assign(row=some.term.map(names.index.get_loc), series=some.kind)
        _dots(axes, some, [f"{folded(name, 22)}  {n}" for name, n in names.items()],
              {kind: KINDS[kind] for kind in kinds})
        axes.set_ylim(terms - 0.5, -0.5)
        axes.set_title(referent, loc="left", size=9.5, weight="bold", pad=3)
    for axes in panels[len(order):]:
        axes.set_visible(False)
    panels[2 * (height - 1)].legend(labels=[kind_name(kind, kinds) for kind in kinds], ncols=4, loc="upper left",
                                    bbox_to_anchor=(-0.4, -0.12), handletextpad=0.2, columnspacing=1.2)
    return figure


@look
def patterns(data: pd.DataFrame, few: int = 100) -> Figure | Nothing:
    """Kinds of outlet compared, a panel to a question: the share with its interval, and how much stands behind it.

    `data`: kind (of outlet), outlets (how many), question, n, share, low, high. What rests on fewer than `few` is
    hollow.
    """
    if data.kind.nunique() < 2:
        return nothing("the outlets are of one kind, as far as the register tells")
    kinds = [kind for kind in KINDS if kind in set(data.kind)]
    questions, apart = list(dict.fromkeys(data.question)), []
    for question, some in data[data.outlets > 1].sort_values("share").groupby("question", sort=False):
        least, most = some.iloc[0], some.iloc[-1]
        if most.low > least.high:
            apart.append(f"{most.kind.capitalize()} outlets {question} more often than {least.kind} ones")
    told = [f"{row.kind} {row.share:.0%} of {row.n} ({row.question})" for row in data.itertuples()]
    figure = canvas(
        "; ".join(apart) or "Kinds of outlet differ by no more than chance",
        "share of statements, or of claims they could have told, by kind of outlet, all events; lines: 95 % intervals",
        0.6 + 0.34 * len(kinds),
        noted(((data.n < few).any(), f"Hollow and grey: fewer than {few} behind it, so one article more could turn it. "
               "Statements of one article are not independent: the true intervals are wider.")),
        f"Shares by kind of outlet. {listed(told, 12)}.")
    panels = figure.subplots(1, len(questions), sharey=True, squeeze=False)[0]
    for axes, question in zip(panels, questions):
        some = data[data.question == question]
        some = some.assign(row=some.kind.map(kinds.index), series=some.kind, chance=some.n < few)
        _dots(axes, some, kinds, {kind: KINDS[kind] for kind in kinds}, 0)
        for row in some.itertuples():
            axes.text(1.04, row.row, f"n = {row.n}", size=8, va="center", color=GREY)
        axes.set_title(question, loc="left", size=9.5, weight="bold", pad=3)
    return figure
