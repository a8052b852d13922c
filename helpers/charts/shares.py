"""Figures of shares with their intervals: how right the tables are, what things are called, how kinds of outlet
differ."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.charts.style import (ALARM, GREY, KINDS, Nothing, canvas, count, kind_name, legend_above, listed, look,
                                  noted, nothing, ranked, rows, shares, short, slanted)

_MEASURES = {"precision (of the given, right)": ("#0072b2", "o"), "recall (of all there is, found)": ("#d55e00", "s")}
_CHANCE = "#a9a9a9"


def _dots(axes: Axes, data: pd.DataFrame, labels: list[str], styles: dict[str, tuple], apart: float) -> None:
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
    asked = dict(zip(("precision", "recall"), _MEASURES))
    figure = canvas(f"Most to be doubted: {worst.table}, {worst.value:.0%} {asked[worst.measure]}",
                    "share right, against hand annotation; lines: 95% intervals"
                    + "; below: errors by cause" * bool(len(errors)), sum(heights) + 0.3,
                    alt=f"Share right by table: {listed(told, 9)}.")
    panels = figure.subplots(len(heights), squeeze=False, height_ratios=heights)[:, 0]
    data = data.assign(row=data.table.map(tables.index), chance=False, series=data.measure.map(asked), share=data.value)
    _dots(panels[0], data, tables, _MEASURES, 0.28)
    for place, n in enumerate(gold):
        panels[0].text(1.035, place, f"{int(n):,} by hand", va="center", size=8.5, color=GREY)
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
    """Terms × kinds of outlet, the few things named most one under the other (those named in two ways or more): how
    often each kind uses a term, a circle as large as its share of that kind's namings of the thing.

    `data`: referent, term, kind (of outlet), n, total (namings of the referent by that kind), share, chance (true where
    the difference from the other kinds is no better than chance: hollow and grey).
    """
    size, ways = ranked(data.groupby("referent").n.sum()), data[data.n > 0].groupby("referent").term.nunique()
    order = [referent for referent, n in size.items() if n > 2 and ways.get(referent, 0) > 1][:referents]
    data = data[data.referent.isin(order) & (data.n > 0)]
    if not len(data):
        return nothing("nothing listed (terms.csv, else the general list) goes by two names here")
    top = ranked(data.groupby(["referent", "term"]).n.sum())
    labels = [(referent, term) for referent in order for term in ["", *top[referent].index[:terms]]]
    solid, left = data[~data.chance.astype(bool)], len(top) + len(order) - len(labels)
    kinds = [kind for kind in KINDS if kind in set(data.kind)]
    told = [f"{referent}: {listed([f'“{term}” {n}' for term, n in top[referent].items()], 3)}." for referent in order]
    figure = canvas(
        f"{count(len(solid), 'choice of name', 'choices of name')} by kind of outlet better than chance, "
        f"“{short(solid.iloc[0].term, 40)}” the clearest" if len(solid) else
        "No kind of outlet differs from the others in its names by more than chance",
        "how often each kind of outlet uses a name; circles: its share of that kind’s namings of the thing; "
        f"{count(int(size.sum()), 'naming')}", 1.2 + 0.36 * len(labels),
        noted((True, "Hollow and grey: no better than chance. In grey: all namings of the thing by that kind."),
              (left, f"Left out: {count(left, 'rarer term')}.")),
        f"Names by kind of outlet. {' '.join(told)}")
    axes = figure.subplots()
    for row in data.drop_duplicates(["referent", "kind"]).itertuples():
        axes.text(kinds.index(row.kind), labels.index((row.referent, "")), f"of {row.total}", ha="center", va="center",
                  size=8, color=GREY)
    for row in data[[pair in labels for pair in zip(data.referent, data.term)]].itertuples():
        x, y, colour = kinds.index(row.kind), labels.index((row.referent, row.term)), KINDS[row.kind][0]
        axes.scatter(x, y, s=60 + 480 * row.share, facecolor="white" if row.chance else colour,
                     edgecolor=_CHANCE if row.chance else colour, alpha=1 if row.chance else 0.75)
        axes.text(x, y, row.n, ha="center", va="center", size=8.5)
    rows(axes, [short(term, 44) or referent for referent, term in labels])
    for label, (_, term) in zip(axes.get_yticklabels(), labels):
        label.set_weight("normal" if term else "bold")
    axes.set_xlim(-0.6, max(len(kinds), 4) - 0.4)
    slanted(axes, [kind_name(kind, kinds) for kind in kinds], [KINDS[kind][0] for kind in kinds])
    return figure


@look
def patterns(data: pd.DataFrame) -> Figure | Nothing:
    """Kinds of outlet compared, a panel to a question: the share with its interval, and how much stands behind it.

    `data`: kind (of outlet), question, n, share, low, high, enough (else it is hollow, and no finding).
    """
    if data.kind.nunique() < 2:
        return nothing("the outlets are of one kind, as far as the register tells")
    kinds = [kind for kind in KINDS if kind in set(data.kind)]
    questions, apart = list(dict.fromkeys(data.question)), []
    for question, some in data[data.enough].sort_values("share").groupby("question", sort=False):
        least, most = some.iloc[0], some.iloc[-1]
        if most.low > least.high:
            apart.append(f"{most.kind.capitalize()} outlets {question} more often than {least.kind} ones")
    told = [f"{question}: " + listed([f"{row.kind} {row.share:.0%} of {row.n}" for row in some.itertuples()], 7)
            for question, some in data.groupby("question", sort=False)]
    figure = canvas(
        "; ".join(apart) or "Kinds of outlet differ by no more than chance",
        "share of statements, or of claims they could have told, by kind of outlet, all events; lines: 95% intervals",
        0.6 + 0.34 * len(kinds),
        noted(((~data.enough).any(), "Hollow and grey: one outlet or little behind it, so that one article more could "
               "turn it.")),
        f"Shares by kind of outlet. {'; '.join(told)}.")
    panels = figure.subplots(1, len(questions), sharey=True, squeeze=False)[0]
    for axes, question in zip(panels, questions):
        some = data[data.question == question]
        some = some.assign(row=some.kind.map(kinds.index), series=some.kind, chance=~some.enough)
        _dots(axes, some, kinds, {kind: KINDS[kind] for kind in kinds}, 0)
        for row in some.itertuples():
            axes.text(1.04, row.row, f"n = {row.n}", size=8, va="center", color=GREY)
        axes.set_title(question, loc="left", size=9.5, weight="bold", pad=3)
    return figure
