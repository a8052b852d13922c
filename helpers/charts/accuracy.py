"""The figure of the fifth notebook: how right the tables are."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from helpers.charts.style import (ALARM, GREY, Nothing, canvas, count, legend_above, listed, look, nothing, ranked,
                                  rows, shares, short)

#: Mark, colour, and how far from the middle of its row.
_MEASURES = {"precision": ("o", "#0072b2", -0.14), "recall": ("s", "#d55e00", 0.14)}
_OTHER = ("D", "#444444", 0)


@look
def how_right(data: pd.DataFrame, errors: pd.DataFrame) -> Figure | Nothing:
    """Per table precision and recall (or another share) with intervals, the size of the gold beside; below, errors by
    cause.

    `data`: table, measure (precision, recall, or any word for a share), value, low, high (0–1), n (gold items).
    `errors`: cause, n.
    """
    if not len(data):
        return nothing("this study has no gold/ to be measured against")
    tables, worst = list(dict.fromkeys(data.table)), data.loc[data.value.idxmin()]
    gold = data[data.measure != "precision"].groupby("table").n.max().reindex(tables, fill_value=0)
    told = [f"{table} " + " and ".join(f"{row.value:.0%} ({row.measure})" for row in some.itertuples())
            for table, some in data.groupby("table", sort=False)]
    errors = errors.loc[ranked(errors.n).index].head(12)
    heights = [0.5 + 0.34 * len(tables)] + [0.55 + 0.25 * len(errors)] * bool(len(errors))
    below = "; below: errors by cause" * bool(len(errors))
    figure = canvas(f"Most to be doubted: {worst.table}, {worst.value:.0%} {worst.measure}" if len(data) > 1
                    else f"{worst.table}: {worst.value:.0%} {worst.measure}",
                    f"share right, against hand annotation; lines: 95 % intervals{below}", sum(heights) + 0.3,
                    alt=f"Share right by table: {listed(told, 9)}.")
    panels = figure.subplots(len(heights), squeeze=False, height_ratios=heights)[:, 0]
    for measure, some in data.groupby("measure"):
        mark, colour, off = _MEASURES.get(measure, _OTHER)
        y = some.table.map(tables.index) + off
        panels[0].hlines(y, some.low, some.high, color=colour, linewidth=1.6, alpha=0.7)
        panels[0].plot(some.value, y, mark, color=colour, markersize=7, label=measure)
    for place, n in enumerate(gold):
        panels[0].text(1.02, place, count(int(n), "gold item"), va="center", size=8.5, color=GREY)
    rows(panels[0], tables, "both")
    panels[0].set_xlim(0, 1.005)
    shares(panels[0].xaxis)
    legend_above(panels[0], ncols=4)
    if len(errors):
        panels[1].barh(range(len(errors)), errors.n, color="#e0a3b2", edgecolor=ALARM, hatch="....", height=0.7)
        rows(panels[1], [short(cause, 60) for cause in errors.cause])
        for place, n in enumerate(errors.n):
            panels[1].text(n, place, f" {n}", va="center", size=8.5)
        panels[1].set_xlabel("errors")
        panels[1].xaxis.get_major_locator().set_params(integer=True)
    return figure
