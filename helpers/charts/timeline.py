"""Figures of the third notebook: the affair in time, how undated articles were dated, how soon outlets report."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from helpers.charts.style import (ALARM, GREY, KINDS, MONTHS, Nothing, bare, brief, canvas, count, day, days, folded,
                                  in_order, kind_name, listed, look, noted, nothing, of_outlets, rows, short, words)

_QUIET = 10        # so many days without event or publication make a gap in the axis
_SPANS = 12        # so many stretches of time fit side by side
_LANES = 36
_LEGEND = {"event told": {"marker": "o", "markersize": 4, "linestyle": "none"},
           "event, days it may fall on": {"linewidth": 3.5, "alpha": 0.55},
           "published": {"marker": "o", "markersize": 10, "markerfacecolor": "none", "linestyle": "none"},
           "published about then (inferred)": {"marker": "s", "markersize": 9, "markerfacecolor": "none",
                                               "linestyle": "none"}, "lag": {"linewidth": 1}}


@look
def affair(data: pd.DataFrame, events: pd.DataFrame, outlets: pd.DataFrame) -> Figure | Nothing:
    """The affair in time: a lane per outlet, what it tells and when it tells it; a panel per stretch of time, quiet
    months left out.

    `data`, a row per article and event told: article_id, outlet, event_id, first, last (days of the event), published
    (best day or None), published_first, published_last, basis (stated, inferred, unknown). `events`: event_id, label,
    first, last, n_articles; the ten told most of those known to the week are bands with their names. An outlet of which
    nothing can be drawn has no lane. Beyond 36 outlets a lane is a kind of outlet.
    """
    articles, dated = data.drop_duplicates("article_id"), data[data["first"].notna() & data["last"].notna()]
    known = articles.dropna(subset=["published"])
    spans = _stretches(_busy(dated, known), set(known.published)) if len(dated) else []
    if not spans:
        return nothing("no event has a date")
    drawn, shown = (some[[any(first <= when <= last for first, last in spans) for when in some[column]]]
                    for some, column in ((dated, "first"), (known, "published")))
    lane = data.outlet if data.outlet.nunique() <= _LANES else of_outlets(outlets, "kind", data.outlet)
    lanes = in_order({*lane[drawn.index], *lane[shown.index]}, outlets)
    drawn, shown = (some.assign(lane=lane[some.index].map(lanes.index).astype(float),
                                colour=[outlets.colour.get(outlet, GREY) for outlet in some.outlet])
                    for some in (drawn, shown))
    ranked = events[events.event_id.isin(drawn.event_id)].sort_values(["n_articles", "first"], ascending=[False, True])
    week = ranked[[(last - first).days <= 7 for first, last in zip(ranked["first"], ranked["last"])]].head(10)
    told, late = count(len(articles), "article"), dated.event_id.nunique() - drawn.event_id.nunique()
    undated, beyond = len(articles) - len(known), len(known) - len(shown)
    most = [f"{row.label} ({days(row.first, row.last)}) by {count(row.n_articles, 'article')}"
            for row in ranked.itertuples()]
    heights = [0.17 * len(week) + 0.1, 0.1 + 0.25 * len(lanes), 0.25]
    figure = canvas(
        f"“{ranked.label.iloc[0]}” is told by {ranked.n_articles.iloc[0]} of {told}"
        if len(ranked) and ranked.n_articles.iloc[0] > 1 else
        f"{count(dated.event_id.nunique(), 'event')}, none of them told by two articles",
        f"events and their reports, {days(spans[0][0], spans[-1][1])}; {told} of "
        + count(data.outlet.nunique(), "outlet"),
        sum(heights) + 0.55,
        noted((True, "Months without event or publication are cut out of the axis."),
              (late, f"Left out: {count(late, 'event')} told far from any publication."),
              (undated, f"{count(undated, 'article has', 'articles have')} no best day."),
              (beyond, f"Not drawn: {count(beyond, 'publication')} in quieter weeks.")),
        f"Time from left to right, a lane per outlet. Events told most: {listed(most, 5)}.")
    lengths = [(last - first).days for first, last in spans]
    widths = np.maximum(lengths, max(3, 0.3 * max(lengths)))
    pad = 0.03 * widths.sum()
    grid = figure.add_gridspec(3, len(spans), height_ratios=heights, width_ratios=widths + 2 * pad)
    panels = [figure.add_subplot(grid[1, 0])]
    panels += [figure.add_subplot(grid[1, place], sharey=panels[0]) for place in range(1, len(spans))]
    for axes, (first, last), width in zip(panels, spans, widths):
        _tellings(axes, drawn)
        _publications(axes, shown, drawn)
        axes.set_xlim(date2num(first) - pad, date2num(first) + width + pad)
        _ticks(axes, first, last, int(max(1, -(-0.3 * (widths + 2 * pad).sum() // 6.2))))
    _bands(panels, week.sort_values("first"), spans)
    _frame(panels, lanes, outlets)
    below = figure.add_subplot(grid[2, :])
    below.legend(handles=[below.plot([], [], color=GREY, label=label, **style)[0] for label, style in _LEGEND.items()],
                 ncols=5, loc="center", handletextpad=0.5, columnspacing=1.4, borderaxespad=0)
    below.set_axis_off()
    return figure


def _busy(dated: pd.DataFrame, known: pd.DataFrame) -> set[date]:
    """Days worth room on the axis: publications and the days just around that they may have, events near one or told by
    two articles."""
    published = set(known.published)
    found = published | {edge for row in known.itertuples() for edge in (row.published_first, row.published_last)
                         if pd.notna(edge) and abs((edge - row.published).days) <= 5}
    shared = dated.groupby("event_id").article_id.transform("nunique") > 1
    for first, last, common in set(zip(dated["first"], dated["last"], shared)):
        near = any(-30 <= (when - first).days <= 45 for when in published)
        recent = not published or first >= min(published) - timedelta(400)
        if (near or common) and recent and (last - first).days <= 45:
            found |= {first, first + (last - first) // 3, first + 2 * (last - first) // 3, last}
    return found


def _stretches(busy: set[date], first: set[date]) -> list[tuple[date, date]]:
    """Stretches of busy days with no long gap in them; where there are too many, those with a day of `first`, then the
    busiest."""
    found = np.array(sorted(busy))
    groups = np.split(found, [place + 1 for place, gap in enumerate(np.diff(found)) if gap.days > _QUIET])
    kept = sorted(groups, key=lambda group: (not first & set(group), -len(group)))[:_SPANS] if len(found) else []
    return sorted((group[0], group[-1]) for group in kept)


def _ticks(axes: Axes, first: date, last: date, step: int) -> None:
    """Days named below a panel, month and year under the first of each month."""
    found = [first + timedelta(offset) for offset in range(0, (last - first).days + 1, step)]
    new = [not place or when.month != found[place - 1].month for place, when in enumerate(found)]
    axes.set_xticks(date2num(found), [f"{when.day}" + f"\n{MONTHS[when.month - 1][:3]}\n{when.year}" * month
                                      for when, month in zip(found, new)], size=8)


def _bands(panels: list[Axes], main: pd.DataFrame, spans: list[tuple[date, date]]) -> None:
    """The main events as light bands, their names above, each on a line of its own, the earliest on top."""
    ends = np.cumsum([np.ptp(axes.get_xlim()) for axes in panels])
    for level, row in zip(range(len(main))[::-1], main.itertuples()):
        place = next(place for place, (start, stop) in enumerate(spans) if start <= row.first <= stop)
        late = ends[place] - panels[place].get_xlim()[1] + date2num(row.first) > ends[-1] / 2
        for axes in panels:
            axes.axvspan(date2num(row.first) - 0.4, date2num(row.last) + 0.4, color="#f3ecd9", zorder=0)
        spot = {"xy": (date2num(row.first), 1), "xytext": (0, 6 + 12.2 * level), "xycoords": ("data", "axes fraction"),
                "textcoords": "offset points", "annotation_clip": False, "in_layout": False}
        panels[place].annotate("", **spot, arrowprops=dict(arrowstyle="-", color="#b59b5a", shrinkA=0, shrinkB=0))
        panels[place].annotate(f" {short(row.label, 60)} ", **spot, size=8, va="center", ha="right" if late else "left",
                               bbox={"color": "white", "pad": 0.5})


def _tellings(axes: Axes, drawn: pd.DataFrame) -> None:
    drawn = drawn.drop_duplicates(["lane", "first", "last"])  # one dot for all that would stand on it
    long, point = drawn[drawn["last"] > drawn["first"]], drawn[drawn["last"] == drawn["first"]]
    axes.hlines(long.lane, date2num(long["first"]), date2num(long["last"]), color=long.colour, linewidth=3.5,
                alpha=0.55, capstyle="round", zorder=3)
    axes.scatter(date2num(point["first"]), point.lane, color=point.colour, s=18, zorder=4)


def _publications(axes: Axes, shown: pd.DataFrame, drawn: pd.DataFrame) -> None:
    news = drawn[[pd.notna(published) and 0 <= (published - last).days <= 30
                  for published, last in zip(drawn.published, drawn["last"])]].groupby("article_id")["last"].max()
    shown = shown.assign(start=shown.article_id.map(news).fillna(shown.published)).drop_duplicates(
        ["lane", "published", "start", "published_first", "published_last", "basis"])
    axes.hlines(shown.lane, date2num(shown.start), date2num(shown.published), color=shown.colour, linewidth=1, zorder=2)
    about = shown[(shown.basis == "inferred") & (shown.published_first < shown.published_last)]
    left = date2num(about.published_first)
    axes.barh(about.lane, date2num(about.published_last) - left, left=left, height=0.5, facecolor="none",
              edgecolor=about.colour, linewidth=1.1, zorder=2)
    for basis, some in shown.groupby(shown.basis == "inferred"):
        axes.scatter(date2num(some.published), some.lane, marker="s" if basis else "o", s=60 if basis else 100,
                     facecolor="none", linewidth=1.3, zorder=5, edgecolor=some.colour)


def _frame(panels: list[Axes], lanes: list[str], outlets: pd.DataFrame) -> None:
    kinds = [outlets.kind.get(lane, lane if lane in KINDS else "other") for lane in lanes]
    names = [outlets.name.get(lane, lane) or "outlet unknown" for lane in lanes]
    for axes in panels:
        rows(axes, [brief(name, 30) for name in names])
        bare(axes, "bottom")
        axes.tick_params(labelleft=axes is panels[0])
        if axes is not panels[-1]:
            axes.annotate("//", (1, 0), (3, 0), "axes fraction", "offset points", ha="center", va="center", color=GREY,
                          annotation_clip=False, in_layout=False)
    for row, (label, kind) in enumerate(zip(panels[0].get_yticklabels(), kinds)):
        label.set_color(KINDS[kind][0])
        if not row or kinds[row - 1] != kind:
            for axes in panels:
                axes.axhline(row - 0.5, color="#cccccc", linewidth=0.8, zorder=0)
            panels[-1].text(1.03, row, "" if kind == names[row] else kind_name(kind, kinds), size=8,
                            color=KINDS[kind][0], va="center", transform=panels[-1].get_yaxis_transform())


@look
def undated(data: pd.DataFrame, outlets: pd.DataFrame) -> Figure | Nothing:
    """One row per undated article: the days on which it may have appeared, the best day, the true one where known, and
    why.

    `data`: article_id, outlet, earliest, latest, best (days; best None: no day stands out, all None: unknown), true
    (day or None), reason (text). Days are counted from the best guess, so that articles of different years stand on one
    scale.
    """
    if not len(data):
        return nothing("every article states its day")
    data = data.sort_values(["best", "article_id"], na_position="last")
    shown, rest, n = data.head(30).reset_index(drop=True), len(data) - 30, len(data)
    spans = [(last - first).days + 1 for first, last in zip(data.earliest, data.latest)
             if pd.notna(first) and pd.notna(last)]
    shown = shown.assign(**{name: [(when - best).days if pd.notna(best) and pd.notna(when) else fill
                                   for when, best in zip(shown[column], shown.best)]
                            for name, column, fill in (("left", "earliest", -9999), ("right", "latest", 9999),
                                                       ("off", "true", None))})
    edges = shown[["left", "right"]].abs().to_numpy()
    reach = int(max(4, min(30, max(edges[edges < 9999], default=4))))
    names = [brief(outlets.name.get(row.outlet, words(row.outlet) or row.article_id), 30) for row in shown.itertuples()]
    figure = canvas(
        f"{count(n, 'article states', 'articles state')} no day: {data.earliest.notna().sum() or 'none'} dated from "
        f"what {'it says' if n == 1 else 'they say'}"
        + f", half within {count(int(np.median(spans or 0)), 'day')}" * (len(spans) > 1),
        "bar: days on which it may have appeared, counted from the best guess (an open bar goes on)"
        + "; cross: the true day" * bool(shown.true.notna().any()), 0.7 + 0.5 * len(shown),
        f"Left out: {count(rest, 'further article')}." * (rest > 0),
        "Undated articles and the day inferred: "
        f"{listed([f'{name} {_when(row)}' for name, row in zip(names, shown.itertuples())], 6)}.")
    axes, guessed = figure.subplots(), shown[shown.best.notna()]
    colours = [outlets.colour.get(outlet, GREY) for outlet in guessed.outlet]
    axes.barh(guessed.index, guessed.right - guessed.left + 0.8, left=guessed.left - 0.4, height=0.36,
              facecolor="white", edgecolor=colours, linewidth=1.5)
    axes.scatter([0] * len(guessed), guessed.index, color=colours, s=49, zorder=2)
    axes.plot(guessed.off, guessed.index, "x", color=ALARM, markersize=9, markeredgewidth=2)
    for row in shown.itertuples():
        axes.text(1.03, row.Index, folded(row.reason, 90, 3), transform=axes.get_yaxis_transform(), va="center", size=8,
                  linespacing=1.1)
        if pd.isna(row.best):
            axes.text(0, row.Index, "unknown" if pd.isna(row.earliest) else "no day stands out", ha="center",
                      va="center", style="italic", color=GREY)
    axes.axvline(0, color="#cccccc", zorder=0)
    rows(axes, [f"{name}\n{_when(row)}" for name, row in zip(names, shown.itertuples())], "x")
    axes.set(xlim=(-reach - 0.8, reach + 0.8), xlabel="days before and after the best guess")
    axes.xaxis.get_major_locator().set_params(integer=True)
    return figure


def _when(row) -> str:
    """The best day of an article, else the days it may have appeared on."""
    return day(row.best) if pd.notna(row.best) or pd.isna(row.earliest) else days(row.earliest, row.latest)


@look
def lag(data: pd.DataFrame, most: int = 14) -> Figure | Nothing:
    """Days from an event to its report: one dot per article, by kind of outlet, the median marked.

    `data`: article_id, outlet (name), kind (of outlet), event, days (0 = same day), basis (of the article's own day).
    An article whose day was inferred is hollow, and in no number of the title where others state theirs: the event
    itself may have dated it. Lags beyond `most` stand at the edge.
    """
    if not len(data):
        return nothing("no article with a day tells an event with a day")
    kinds = [kind for kind in KINDS if kind in set(data.kind)]
    stated = data[data.basis == "stated"] if (data.basis == "stated").any() else data
    inferred = int((data.basis != "stated").sum())
    reach, beyond = min(most, max(1, int(data.days.max()))), int((data.days > most).sum())
    piles = data.assign(x=data.days.clip(upper=reach).astype(int), at=data.basis != "stated").sort_values(
        ["kind", "x", "at", "article_id"])
    piles["level"] = piles.groupby(["kind", "x"]).cumcount()
    tallest = piles.groupby("kind")["level"].max() + 1
    middle = data.astype({"days": float}).groupby("kind").days.median()
    heights = [max(0.55, 0.16 * tallest[kind] + 0.3) for kind in kinds]
    told = [f"{kind_name(kind, kinds)} median {middle[kind]:g} in {count(int((data.kind == kind).sum()), 'report')}"
            for kind in sorted(kinds)]
    figure = canvas(
        f"{(stated.days <= 1).sum() or 'None'} of {count(len(stated), 'report')} "
        + ("" if not inferred else "that state their day " if len(stated) < len(data) else "of inferred days ")
        + "appear on the day of the event or the next",
        f"days from the event to publication; one mark per article, line = median; {count(len(data), 'article')}",
        0.5 + min(9, sum(heights)),
        noted((inferred, f"Hollow: {count(inferred, 'article')} whose day was inferred, often from the event itself."),
              (beyond, f"At the right edge: {count(beyond, 'report')} later than {reach} days.")),
        f"Days between an event and its report, by kind of outlet: {'; '.join(told)}.")
    panels = figure.subplots(len(kinds), sharex=True, squeeze=False, height_ratios=heights)[:, 0]
    for axes, kind in zip(panels, kinds):
        some, (colour, mark) = piles[piles.kind == kind], KINDS[kind]
        axes.scatter(some.x, some.level, marker=mark, edgecolor=colour, s=46 if tallest[kind] < 25 else 12,
                     facecolor=["white" if basis != "stated" else colour for basis in some.basis])
        axes.axvline(middle[kind], color=colour, linewidth=1.4, alpha=0.6, zorder=0)
        axes.set(ylim=(-0.8, tallest[kind] + 0.3), yticks=[], xlim=(-0.5, reach + 0.5))
        axes.set_ylabel(f"{folded(kind_name(kind, kinds), 14)}\nn = {len(some)}", rotation=0, ha="right", va="center",
                        color=colour)
        bare(axes, "bottom")
    panels[-1].set_xlabel("days after the event")
    panels[-1].xaxis.get_major_locator().set_params(integer=True)
    panels[-1].xaxis.set_major_formatter(lambda x, _: f"{x:g}" + ("+" if beyond and x == reach else ""))
    return figure
