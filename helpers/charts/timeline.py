"""Figures of the third notebook: the affair in time, how undated articles were dated, how soon outlets report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.charts.style import (ALARM, GREY, KINDS, MONTHS, Nothing, bare, canvas, count, day, days, folded,
                                  in_order, listed, look, noted, nothing, of_outlets, short, words)

_QUIET = 10        # so many days without event or publication make a gap in the axis
_SPANS = 12        # so many stretches of time fit side by side
_LANES = 36


class Stretches:
    """An axis of time that leaves out quiet months: busy stretches of days side by side, a gap between them."""

    def __init__(self, busy: Iterable[date], most: int = _SPANS):
        groups: list[list[date]] = []
        for when in sorted(busy):
            if groups and (when - groups[-1][-1]).days <= _QUIET:
                groups[-1].append(when)
            else:
                groups.append([when])
        kept = sorted(sorted(groups, key=lambda group: -len(group))[:most])
        self.spans = [(group[0], group[-1]) for group in kept]
        lengths = [(last - first).days for first, last in self.spans]
        self.widths = [max(length, 3, 0.3 * max(lengths)) for length in lengths]
        self.pad = 0.03 * sum(self.widths)
        self.starts = [sum(self.widths[:place]) + 2.6 * place * self.pad + self.pad for place in range(len(kept))]
        self.end = self.starts[-1] + self.widths[-1] + self.pad if kept else 0

    def holds(self, when: date) -> bool:
        return any(first <= when <= last for first, last in self.spans)

    def scale(self, place: int) -> float:
        """Room that a day takes in a stretch."""
        first, last = self.spans[place]
        return self.widths[place] / max(3, (last - first).days)

    def at(self, when: date) -> float:
        """Place of a day; one in a gap stands just after the stretch before."""
        place = max((number for number, (first, _) in enumerate(self.spans) if first <= when), default=0)
        first, last = self.spans[place]
        return self.starts[place] + self.scale(place) * min((last - first).days + 1, max(-1, (when - first).days))

    def ticks(self, inches: float) -> list[tuple[float, str]]:
        """Days named below an axis so many inches wide: a few in each stretch, month and year under the first."""
        found = []
        for place, (first, last) in enumerate(self.spans):
            length = (last - first).days
            step = max(1, -(-0.3 * self.end // (self.scale(place) * inches)))
            previous = None
            for offset in range(0, length + 1, int(step)):
                when = first + timedelta(offset)
                month = f"\n{MONTHS[when.month - 1][:3]}\n{when.year}" if (when.year, when.month) != previous else ""
                found.append((self.at(when), f"{when.day}{month}"))
                previous = when.year, when.month
        return found


@look
def affair(data: pd.DataFrame, events: pd.DataFrame, outlets: pd.DataFrame) -> Figure | Nothing:
    """The affair in time: a lane per outlet, what it tells and when it tells it; quiet months left out.

    `data`, a row per article and event told: article_id, outlet, event_id, first, last (days of the event), published
    (best day or None), published_first, published_last, basis (stated, inferred, unknown). `events`: event_id, label,
    first, last, n_articles; the ten told most are bands with their names. Beyond 36 outlets a lane is a kind of outlet.
    """
    data = data[data["first"].notna() & data["last"].notna()]
    axis = Stretches(_busy(data)) if len(data) else None
    if axis is None or not axis.spans:
        return nothing("no event has a date")
    lane = data.outlet if data.outlet.nunique() <= _LANES else of_outlets(outlets, "kind", data.outlet)
    lanes = in_order(lane, outlets)
    data = data.assign(lane=lane.map(lanes.index).astype(float))
    drawn = data[[axis.holds(when) for when in data["first"]]]
    known = data.drop_duplicates("article_id").dropna(subset=["published"])
    ranked = events[events.event_id.isin(drawn.event_id)].sort_values(["n_articles", "first"], ascending=[False, True])
    articles = count(data.article_id.nunique(), "article")
    title = f"{count(data.event_id.nunique(), 'event')}, none of them told by two articles"
    if len(ranked) and ranked.n_articles.iloc[0] > 1:
        title = f"“{ranked.label.iloc[0]}” is told by {ranked.n_articles.iloc[0]} of {articles}"
    alt = "Time from left to right, a lane per outlet. Events told most: " + listed(
        [f"{row.label} ({days(row.first, row.last)}) by {count(row.n_articles, 'article')}"
         for row in ranked.head(10).itertuples()], 5) + "."
    late, undated = data.event_id.nunique() - drawn.event_id.nunique(), data.article_id.nunique() - len(known)
    beyond = sum(not axis.holds(when) for when in known.published)
    note = noted((True, "Months without event or publication are cut out of the axis."),
                 (late, f"Left out: {count(late, 'event')} told far from any publication."),
                 (undated, f"{count(undated, 'article has', 'articles have')} no publication day."),
                 (beyond, f"Not drawn: {count(beyond, 'publication')} in quieter weeks."))
    first, last = min([*drawn["first"], *known.published]), max([*drawn["last"], *known.published])
    main = ranked.head(10).sort_values("first").assign(label=lambda rows: [short(label, 60) for label in rows.label])
    flags = _flags(main, axis)
    heights = [0.1 + 0.17 * (max((level for *_, level in flags), default=0) + 1), 0.1 + 0.25 * len(lanes), 0.25]
    subtitle = f"events and their reports, {days(first, last)}; {articles} of {count(data.outlet.nunique(), 'outlet')}"
    figure = canvas(title, subtitle, sum(heights) + 0.55, note, alt)
    above, axes, below = figure.subplots(3, height_ratios=heights)
    above.sharex(axes)
    _bands(above, axes, main, axis, flags)
    _tellings(axes, drawn, axis, outlets)
    _publications(axes, data, axis, outlets)
    _frame(axes, axis, lanes, outlets)
    _legend(below)
    return figure


def _busy(data: pd.DataFrame) -> set[date]:
    """Days worth room on the axis: publications, and events near one or told by two articles."""
    published = set(data.published.dropna())
    shared = data.groupby("event_id").article_id.transform("nunique") > 1
    found = set(published)
    for first, last, common in zip(data["first"], data["last"], shared):
        near = any(-30 <= (when - first).days <= 45 for when in published)
        recent = not published or first >= min(published) - timedelta(400)
        if (near or common) and recent and (last - first).days <= 45:
            found |= {first, first + (last - first) // 3, first + 2 * (last - first) // 3, last}
    return found


def _flags(main: pd.DataFrame, axis: Stretches) -> list[tuple[float, float, int]]:
    """For each event's name its left and right end and its level: no two on one place, few on another's stem."""
    placed: list[tuple[float, float, float, int]] = []
    for row in reversed(list(main.itertuples())):
        stem, width = axis.at(row.first), axis.end * (0.0098 * len(row.label) + 0.02)
        left = stem if stem + width <= axis.end * 1.05 else stem - width
        free = [level for level in range(len(placed) + 1)
                if not any(level == level_ and left < right_ and left_ < left + width
                           for left_, right_, _, level_ in placed)]
        crossed = {level: sum(left < stem_ < left + width if level < level_ else left_ < stem < right_
                              for left_, right_, stem_, level_ in placed if level != level_) for level in free}
        level = min(free, key=lambda level: (3 * crossed[level] + level, level))
        placed.append((left, left + width, stem, level))
    return [(left, right, level) for left, right, _, level in reversed(placed)]


def _bands(above: Axes, axes: Axes, main: pd.DataFrame, axis: Stretches, flags: list) -> None:
    for row, (left, _, level) in zip(main.itertuples(), flags):
        start, stop = axis.at(row.first), axis.at(row.last)
        half = 0.4 * min(axis.scale(place) for place in range(len(axis.spans)))
        axes.axvspan(start - half, stop + half, color="#f3ecd9", zorder=0)
        above.plot([start, start], [0, level + 0.75], color="#b59b5a", linewidth=1)
        above.text(start, level + 0.55, f" {row.label} ", size=8, va="center", ha="left" if left >= start else "right",
                   bbox={"color": "white", "pad": 0.5})
    above.set(ylim=(0, max((level for *_, level in flags), default=0) + 1.1), yticks=[])
    above.tick_params(labelbottom=False)
    bare(above)


def _tellings(axes: Axes, drawn: pd.DataFrame, axis: Stretches, outlets: pd.DataFrame) -> None:
    for row in drawn.itertuples():
        colour = outlets.colour.get(row.outlet, GREY)
        if row.last > row.first:
            axes.plot([axis.at(row.first), axis.at(row.last)], [row.lane] * 2, color=colour, linewidth=3.5, alpha=0.55,
                      solid_capstyle="round", zorder=3)
        else:
            axes.plot(axis.at(row.first), row.lane, "o", color=colour, markersize=4, zorder=4)


def _publications(axes: Axes, data: pd.DataFrame, axis: Stretches, outlets: pd.DataFrame) -> None:
    for _, rows in data.dropna(subset=["published"]).groupby("article_id"):
        row = rows.iloc[0]
        if not axis.holds(row.published):
            continue
        x, colour = axis.at(row.published), outlets.colour.get(row.outlet, GREY)
        told = [axis.at(last) for last in rows["last"] if axis.holds(last) and 0 <= (row.published - last).days <= 30]
        if told:
            axes.plot([max(told), x], [row.lane] * 2, color=colour, linewidth=1, zorder=2)
        if row.basis == "inferred" and row.published_first < row.published_last:
            left, right = axis.at(row.published_first), axis.at(row.published_last)
            axes.barh(row.lane, right - left, left=left, height=0.5, facecolor="none", edgecolor=colour, linewidth=1.1,
                      zorder=2)
        axes.plot(x, row.lane, marker=outlets.mark.get(row.outlet, "X"), markerfacecolor="none", markeredgecolor=colour,
                  markersize=10, markeredgewidth=1.3, zorder=5, alpha=0.55 if row.basis == "inferred" else 1)


def _frame(axes: Axes, axis: Stretches, lanes: list[str], outlets: pd.DataFrame) -> None:
    names = [outlets.name.get(lane, lane) or "outlet unknown" for lane in lanes]
    kinds = [outlets.kind.get(lane, lane if lane in KINDS else "other") for lane in lanes]
    axes.set_yticks(range(len(lanes)), [short(name, 30) for name in names])
    for label, kind in zip(axes.get_yticklabels(), kinds):
        label.set_color(KINDS[kind][0])
    for row, kind in enumerate(kinds):
        if not row or kinds[row - 1] != kind:
            axes.axhline(row - 0.5, color="#cccccc", linewidth=0.8, zorder=0)
            if kind != names[row]:
                axes.text(1.005, row, kind, transform=axes.get_yaxis_transform(), size=8, color=KINDS[kind][0],
                          va="center")
    ticks = axis.ticks(6.2)
    axes.set_xticks([x for x, _ in ticks], [text for _, text in ticks], size=8)
    for left, (start, width) in zip(axis.starts[1:], zip(axis.starts, axis.widths)):
        axes.axvspan(start + width + axis.pad, left - axis.pad, color="white", zorder=6)
        axes.text((start + width + left) / 2, 0, "//", transform=axes.get_xaxis_transform(), ha="center", va="center",
                  color=GREY, zorder=7)
    axes.set(xlim=(0, axis.end), ylim=(len(lanes) - 0.4, -0.5))
    bare(axes, "bottom")


def _legend(axes: Axes) -> None:
    style = {"color": GREY, "linestyle": "none"}
    handles = [axes.plot([], [], "o", **style, markersize=4, label="event told")[0],
               axes.plot([], [], color=GREY, linewidth=3.5, alpha=0.55, label="event, days it may fall on")[0],
               axes.plot([], [], "o", **style, markersize=10, markerfacecolor="none", label="published")[0],
               axes.plot([], [], "s", **style, markersize=9, markerfacecolor="none",
                         label="published about then (inferred)")[0],
               axes.plot([], [], color=GREY, linewidth=1, label="lag")[0]]
    axes.legend(handles=handles, ncols=5, loc="center", handletextpad=0.5, columnspacing=1.4, borderaxespad=0)
    axes.set_axis_off()


@look
def undated(data: pd.DataFrame, outlets: pd.DataFrame) -> Figure | Nothing:
    """One row per undated article: the days on which it may have appeared, the best day, the true one where known, and
    why.

    `data`: article_id, outlet, earliest, latest, best (days; best None: no day stands out, all None: unknown), true (day
    or None), reason (text). Days are counted from the best guess, so that articles of different years stand on one scale.
    """
    if not len(data):
        return nothing("every article states its day")
    data = data.sort_values(["best", "article_id"], na_position="last")
    shown, rest = data.head(30).reset_index(drop=True), len(data) - 30
    found, n = shown.best.notna(), len(data)
    widths = [(last - first).days + 1 for first, last in zip(data.earliest, data.latest) if pd.notna(first)
              and pd.notna(last)]
    reach = max(4, min(30,
                       max([abs((edge - best).days) for best, first, last in zip(shown.best, shown.earliest,
                           shown.latest)
                                if pd.notna(best) for edge in (first, last) if pd.notna(edge)], default=4)))
    title = (f"{count(n, 'article states', 'articles state')} no day: {int(data.earliest.notna().sum())} dated from what "
             f"{'it says' if n == 1 else 'they say'}" + (f", half of them to within {count(int(median(widths)), 'day')}"
                                                         if len(widths) > 1 else ""))
    alt = "Undated articles and the day inferred: " + listed([f"{outlets.name.get(row.outlet, row.article_id)} "
                                                              f"{_when(row)}" for row in shown.itertuples()],
                                                              6) + "."
    figure = canvas(title, "bar: days on which it may have appeared, counted from the best guess" + (
        "; cross: the true day" if shown.true.notna().any() else ""), 0.7 + 0.5 * len(shown),
        note=f"Left out: {count(rest, 'further article')}." if rest > 0 else "", alt=alt)
    axes = figure.subplots()
    for row in shown.itertuples():
        axes.text(1.03, row.Index, folded(row.reason, 62, 3), transform=axes.get_yaxis_transform(), va="center", size=8,
                  linespacing=1.1)
        if found[row.Index]:
            _interval(axes, row, reach, outlets.colour.get(row.outlet, GREY))
        else:
            axes.text(0, row.Index, "unknown" if pd.isna(row.earliest) else "no day stands out", ha="center", va="center", style="italic", color=GREY)
    axes.axvline(0, color="#cccccc", zorder=0)
    axes.set(xlim=(-reach - 0.8, reach + 0.8), ylim=(len(shown) - 0.5, -0.5))
    axes.set_yticks(range(len(shown)), [f"{short(outlets.name.get(row.outlet, words(row.outlet) or row.article_id), 30)}\n{_when(row)}"
                                        for row in shown.itertuples()])
    axes.set_xlabel("days before and after the best guess")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(axis="x")
    bare(axes)
    return figure


def _when(row) -> str:
    """The best day of an article, else the days it may have appeared on."""
    return day(row.best) if pd.notna(row.best) or pd.isna(row.earliest) else days(row.earliest, row.latest)


def _interval(axes: Axes, row, reach: int, colour: str) -> None:
    first, last = ((edge - row.best).days if pd.notna(edge) else sign * 9999
                   for edge, sign in ((row.earliest, -1), (row.latest, 1)))
    left, right = max(first, -reach) - 0.4, min(last, reach) + 0.4
    axes.barh(row.Index, right - left, left=left, height=0.36, facecolor="white", edgecolor=colour, linewidth=1.5)
    for edge, inside, sign in ((left, first < -reach, "◀"), (right, last > reach, "▶")):
        if inside:
            axes.text(edge, row.Index, sign, ha="center", va="center", size=9, color=colour)
    axes.plot(0, row.Index, "o", color=colour, markersize=7)
    if pd.notna(row.true) and abs((row.true - row.best).days) <= reach:
        axes.plot((row.true - row.best).days, row.Index, "x", color=ALARM, markersize=9, markeredgewidth=2)


@look
def lag(data: pd.DataFrame, most: int = 14) -> Figure | Nothing:
    """Days from an event to its report: one dot per article, by kind of outlet, the median marked.

    `data`: article_id, outlet (name), kind (of outlet), event, days (0 = same day). Lags beyond `most` stand at the
    edge.
    """
    if not len(data):
        return nothing("no article with a day tells an event with a day")
    kinds = [kind for kind in KINDS if kind in set(data.kind)]
    soon = (data.days <= 1).mean()
    title = f"{soon:.0%} of reports appear on the day of the event or the next"
    alt = "Days between an event and its report, by kind of outlet: " + "; ".join(
        f"{kind} median {median(rows.days):g} in {count(len(rows), 'report')}"
        for kind, rows in data.groupby("kind")) + "."
    reach = min(most, max(3, int(data.days.max())))
    piles = data.assign(x=data.days.clip(upper=reach).astype(int)).sort_values(["kind", "x", "article_id"])
    piles["level"] = piles.groupby(["kind", "x"]).cumcount()
    tallest = {kind: 1 + int(rows.level.max()) for kind, rows in piles.groupby("kind")}
    beyond = int((data.days > reach).sum())
    heights = [max(0.55, 0.16 * tallest[kind] + 0.3) for kind in kinds]
    figure = canvas(title,
                    "days from the event to publication; one mark per article, line = median; "
                    f"{count(len(data), 'article')}", 0.5 + min(9, sum(heights)),
                    note=f"At the right edge: {count(beyond, 'report')} later than {reach} days." * (beyond > 0),
                    alt=alt)
    panels = figure.subplots(len(kinds), sharex=True, squeeze=False, height_ratios=heights)[:, 0]
    for axes, kind in zip(panels, kinds):
        rows, (colour, mark) = piles[piles.kind == kind], KINDS[kind]
        axes.scatter(rows.x, rows.level, marker=mark, color=colour, s=46 if tallest[kind] < 25 else 12)
        axes.axvline(median(rows.days), color=colour, linewidth=1.4, alpha=0.6)
        axes.set(ylim=(-0.8, tallest[kind] + 0.3), yticks=[], xlim=(-0.5, reach + 0.5))
        axes.set_ylabel(f"{folded(kind, 14)}\nn = {len(rows)}", rotation=0, ha="right", va="center", color=colour)
        bare(axes, "bottom")
    panels[-1].set_xlabel("days after the event")
    panels[-1].xaxis.get_major_locator().set_params(integer=True)
    panels[-1].xaxis.set_major_formatter(lambda x, _: f"{x:g}" + ("+" if beyond and x == reach else ""))
    return figure
