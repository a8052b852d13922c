"""The figure of the fifth notebook: how right the tables are."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from helpers.charts.style import ALARM, GREY, Nothing, bare, canvas, count, listed, look, nothing, short

_MEASURES = {"precision": ("o", "#0072b2"), "recall": ("s", "#d55e00")}
_OTHER = ("D", "#444444")


@look
def how_right(data: pd.DataFrame, errors: pd.DataFrame) -> Figure | Nothing:
    """Per table precision and recall (or another share) with intervals, the size of the gold beside; below, errors by
    cause.

    `data`: table, measure (precision, recall, or any word for a share), value, low, high (0–1), n (gold items).
    `errors`: cause, n.
    """
    if not len(data):
        return nothing("this study has no gold/ to be measured against")
    tables = list(dict.fromkeys(data.table))
    means = data.groupby("table", sort=False).value.mean()
    worst = means.idxmin()
    title = f"{worst}: right in {means[worst]:.0%}"
    title = f"Most to be doubted: {title}" if len(means) > 1 else title
    alt = "Share right by table: " + listed([f"{table} " + " and ".join(f"{row.value:.0%} ({row.measure})"
        for row in rows.itertuples())
                                             for table, rows in data.groupby("table", sort=False)], 9) + "."
    gold = data[data.measure != "precision"].groupby("table").n.max()
    errors = errors.sort_values("n", ascending=False, kind="stable").head(12)
    heights = [0.5 + 0.34 * len(tables)] + ([0.55 + 0.25 * len(errors)] if len(errors) else [])
    figure = canvas(title, "share right, against hand annotation; lines: 95 % intervals" + ("; below: errors by cause"
        if len(errors) else ""),
                    sum(heights) + 0.3, alt=alt)
    panels = figure.subplots(len(heights), squeeze=False, height_ratios=heights)[:, 0]
    measures = list(dict.fromkeys(data.measure))
    for row in data.itertuples():
        mark, colour = _MEASURES.get(row.measure, _OTHER)
        y = tables.index(row.table) + (0.14 if row.measure == "recall" else -0.14 if row.measure == "precision" else 0)
        panels[0].plot([row.low, row.high], [y, y], color=colour, linewidth=1.6, alpha=0.7)
        panels[0].plot(row.value, y, mark, color=colour, markersize=7)
    for place, table in enumerate(tables):
        panels[0].text(1.02, place, count(int(gold.get(table, 0)), "gold item"), va="center", size=8.5, color=GREY)
    panels[0].set_yticks(range(len(tables)), tables)
    panels[0].set(xlim=(0, 1.005), ylim=(len(tables) - 0.5, -0.5))
    panels[0].xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    panels[0].grid(axis="both")
    bare(panels[0])
    handles = [panels[0].plot([], [], _MEASURES.get(name, _OTHER)[0], color=_MEASURES.get(name, _OTHER)[1],
                              label=name)[0] for name in measures]
    panels[0].legend(handles=handles, ncols=4, loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2)
    if len(errors):
        panels[1].barh(range(len(errors)), errors.n, color="#e0a3b2", edgecolor=ALARM, hatch="....", height=0.7)
        panels[1].set_yticks(range(len(errors)), [short(cause, 60) for cause in errors.cause])
        panels[1].set(ylim=(len(errors) - 0.5, -0.5), xlabel="errors")
        for place, n in enumerate(errors.n):
            panels[1].text(n, place, f" {n}", va="center", size=8.5)
        panels[1].xaxis.get_major_locator().set_params(integer=True)
        bare(panels[1])
    return figure
