"""Figures of the fourth notebook: who tells what, and on whose word."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from helpers.charts.style import (ALARM, GREY, INK, KINDS, PALE, Nothing, bare, canvas, count, folded, in_order, listed,
                                  look, noted, nothing, of_outlets, short, slanted)

_ROWS, _COLUMNS = 20, 16
_TOLD = ["own", "reported", "contradicted"]
_FILL = "#1f4e79"
_STATES = {"own": "on its own word", "reported": "on the word of …", "contradicted": "told otherwise elsewhere",
           "silent": "covers the event, silent on this", "away": "does not cover the event"}


@look
def who_tells_what(data: pd.DataFrame, outlets: pd.DataFrame, event: str) -> Figure | Nothing:
    """Claims × outlets of one event: a full square on its own word, a half one on somebody's word (with that source),
    a cross where it contradicts others, an empty square where it covers the event and is silent, grey where it does not
    cover it; below, how many claims each tells alone.

    `data`: claim_id, text, outlet, state (own, reported, contradicted, silent, away), source (short name or ""). Claims
    that two outlets tell come first, at most 20 (with fewer than eight, others after them). Beyond 16 outlets those away
    are left out; beyond 16 still, columns are kinds.
    """
    told = data[data.state.isin(_TOLD)]
    if not len(told):
        return nothing("no event is told here in comparable claims")
    away = data.groupby("outlet").state.agg(lambda states: (states == "away").all())
    if data.outlet.nunique() > _COLUMNS:
        data = data[~data.outlet.isin(away[away].index)]
    totals = told.groupby("claim_id").outlet.nunique().sort_values(ascending=False, kind="stable")
    texts, covering, alone = data.drop_duplicates("claim_id").set_index("claim_id").text, int((~away).sum()), totals == 1
    order = list(totals.index[:min(_ROWS, max(8, int((~alone).sum())))])
    title = f"{event}: {count(len(totals), 'claim')}, " + (
        f"{int(alone.sum()) or 'none'} told by one outlet alone" if covering > 1 else "all told by one outlet")
    alt = f"Matrix of {count(len(totals), 'claim')} by {count(covering, 'outlet')}. Told most: " + listed(
        [f"“{short(texts[claim], 70)}” by {totals[claim]}" for claim in order[:1] + [name for name in order[1:] if not alone[name]]],
        3) + "."
    many = data.outlet.nunique() > _COLUMNS
    columns = in_order(of_outlets(outlets, "kind", data.outlet) if many else data.outlet, outlets)
    signs = _initials(data.source, max(4, int(66 / max(len(columns), 6))))
    left, abbreviated = len(totals) - len(order), [f"{sign} = {name}" for name, sign in signs.items() if sign != name and not many]
    figure = canvas(title, f"claims by the number of outlets that tell them; {count(covering, 'outlet')} cover the event",
                    1.7 + 0.44 * len(order),
                    noted((left, f"Left out above: {count(left, 'claim')}, told by fewest."),
                          (abbreviated, f"Sources: {', '.join(abbreviated)}.")), alt)
    axes = figure.subplots()
    _cells(axes, data[data.claim_id.isin(order)], order, columns, signs, outlets if many else None)
    own = told[told.claim_id.map(alone)]
    own = (of_outlets(outlets, "kind", own.outlet) if many else own.outlet.fillna("")).value_counts()
    for x, name in enumerate(columns):
        axes.text(x, len(order), own.get(name or "", 0), ha="center", va="center", size=9, weight="bold")
    axes.set_yticks(range(len(order) + 1), [folded(texts[claim][:1].upper() + texts[claim][1:], 54) for claim in order] + ["claims it tells alone"])
    axes.set(ylim=(len(order) + 0.5, -0.5), xlim=(-0.5, max(len(columns), 5) + 0.6))
    for row, claim in enumerate(order):
        axes.text(len(columns) - 0.25, row, f"{totals[claim]} of {covering}", va="center", size=8.5, weight="bold")
        axes.axhline(row + 0.5, color="#e3e3e3", linewidth=0.6, zorder=0)
    slanted(axes, [short(outlets.name.get(name, name) or "outlet unknown", 28) for name in columns],
            [outlets.colour.get(name, KINDS.get(name, (GREY,))[0]) for name in columns])
    bare(axes)
    return figure


def _initials(sources: Iterable[str], letters: int) -> dict[str, str]:
    """A short sign for each source: itself where it fits, else the capitals of its words, else its beginning; all
    different."""
    signs: dict[str, str] = {}
    for name in sorted(set(filter(None, sources))):
        capitals = "".join(part[0] for part in name.replace("-", " ").replace("’", " ").replace("'",
            " ").split()).upper()
        options = [name] * (len(name) <= letters) + [capitals] * (1 < len(capitals) <= letters) + [name[:letters]] + [
            f"{name[:letters - 1]}{number}" for number in range(2, 99)]
        signs[name] = next(sign for sign in options if sign not in signs.values())
    return signs


def _cells(axes: Axes, data: pd.DataFrame, order: list, columns: list[str], signs: dict[str, str],
           outlets: pd.DataFrame | None) -> None:
    """The marks of the matrix; with `outlets` given columns are kinds, and a bar says how many of a kind tell the claim."""
    if outlets is not None:
        data = data.assign(kind=of_outlets(outlets, "kind", data.outlet), told=data.state.isin(_TOLD))
        for (claim, kind), rows in data.groupby(["claim_id", "kind"]):
            x, y, told, whole = columns.index(kind), order.index(claim), int(rows.told.sum()), rows.outlet.nunique()
            axes.add_patch(Rectangle((x - 0.42, y - 0.4), 0.84 * told / whole, 0.8, color="#9dbfdd"))
            axes.add_patch(Rectangle((x - 0.42, y - 0.4), 0.84, 0.8, facecolor="none", edgecolor="#b5b5b5"))
            axes.text(x, y, f"{told} of {whole}", ha="center", va="center", size=8.5)
        return
    for row in data.itertuples():
        x, y = columns.index(row.outlet or ""), order.index(row.claim_id)
        if row.state == "away":
            axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, color=PALE, linewidth=0, zorder=0))
            continue
        source = signs.get(row.source, "") if row.state != "silent" else ""
        _mark(axes, x, y - 0.14 * bool(source), row.state)
        if source:
            axes.text(x, y + 0.3, source, ha="center", va="center", size=8)
    handles = [_mark(axes, [], [], state, label=text) for state, text in _STATES.items() if (data.state == state).any()]
    axes.legend(handles=handles, ncols=3, loc="upper right", bbox_to_anchor=(1, -0.005), handletextpad=0.4, columnspacing=1.4)


def _mark(axes: Axes, x: float, y: float, state: str, **options):
    style = {"own": ("s", {"markerfacecolor": _FILL, "markeredgecolor": _FILL}),
             "reported": ("s", {"fillstyle": "left", "markerfacecolor": _FILL, "markerfacecoloralt": "white",
                                "markeredgecolor": _FILL}),
             "contradicted": ("X", {"markerfacecolor": ALARM, "markeredgecolor": "white"}),
             "silent": ("s", {"markerfacecolor": "white", "markeredgecolor": "#b5b5b5"}),
             "away": ("s", {"markerfacecolor": PALE, "markeredgecolor": PALE})}[state]
    return axes.plot(x, y, style[0], markersize=11, linestyle="none", **style[1], **options)[0]


_LAYERS = {"official": 0, "agency": 1, "outlet": 3}


@look
def who_relies_on_whom(data: pd.DataFrame, outlets: pd.DataFrame, most: int = 9) -> Figure | Nothing:
    """From left to right: who said it, the agencies that carried it, the outlets that tell it; width = statements.

    `data`: source, source_kind (official, agency; "" with no source named), target, target_kind (agency, outlet; what
    one official has from another is not drawn), n. Targets of kind outlet are the ids of `outlets`; other ends are
    names. Each layer shows its `most` busiest, the rest in one; beyond 18 outlets they stand by kind.
    """
    if not len(data):
        return nothing("no statement is credited to anyone, and none stands on its own")
    edges = _gathered(data, outlets, most)
    alone = edges[edges.source == ""]
    total, uncredited = int(data[data.target_kind == "outlet"].n.sum()), int(alone.n.sum())
    by = data[data.source != ""].groupby("source").n.sum().sort_values(ascending=False, kind="stable")
    title = f"{uncredited / max(1, total):.0%} of statements name no source"
    title += f"; {by.index[0]} is relied on most, {count(int(by.iloc[0]), 'time')}" if len(by) else ""
    alt = ("Layered graph from sources to outlets. Relied on: " + listed([f"{name} {n}" for name, n in by.items()], 6)
           + f". No source named: {uncredited} of {total}."
           if len(by) else f"No source is named in any of {total} statements.")
    place = _places(edges, outlets)
    figure = canvas(title,
                    "statements, from their source (left) through agencies to the outlet (right); "
                    f"{count(total, 'statement')}",
                    max(2.6, 0.34 * max(place.groupby("x").size()) + 1.6),
                    note="Hatched stub: no source named. Width of a band: number of statements.", alt=alt)
    axes = figure.subplots()
    _flows(axes, edges, place)
    return figure


def _gathered(data: pd.DataFrame, outlets: pd.DataFrame, most: int) -> pd.DataFrame:
    """The edges with each layer's small fry put together, targets under their names."""
    data = data[(data.n > 0) & (data.target_kind != "official")].copy()
    is_outlet = data.target_kind == "outlet"
    column = "kind" if data[is_outlet].target.nunique() > 18 else "name"
    data.loc[is_outlet, "target"] = of_outlets(outlets, column, data.target[is_outlet])
    for kind, name in (("official", "other sources"), ("agency", "other relays")):
        sizes = data[data.source_kind == kind].groupby("source").n.sum().sort_values(ascending=False, kind="stable")
        small = set(sizes.index[most:])
        data.loc[data.source.isin(small) & (data.source_kind == kind), "source"] = name
        data.loc[data.target.isin(small) & (data.target_kind == kind), "target"] = name
    data = data[(data.source != data.target) | is_outlet]
    return data.groupby(["source", "source_kind", "target", "target_kind"], as_index=False).n.sum()


def _places(edges: pd.DataFrame, outlets: pd.DataFrame) -> pd.DataFrame:
    """Where each node stands: layer x, top and height y, and its label."""
    nodes = pd.concat([edges[["source", "source_kind"]].set_axis(["name", "kind"], axis=1),
                       edges[["target", "target_kind"]].set_axis(["name", "kind"], axis=1)]).drop_duplicates()
    nodes = nodes[nodes.name != ""].sort_values(["kind", "name"]).reset_index(drop=True)
    upstream = set(edges[(edges.source_kind == "agency") & (edges.target_kind == "agency")].source)
    nodes["x"] = [2 if kind == "agency" and name not in upstream else _LAYERS[kind]
                  for name, kind in zip(nodes.name, nodes.kind)]
    inward = edges.groupby(["target", "target_kind"]).n.sum()
    outward = edges[edges.source != ""].groupby(["source", "source_kind"]).n.sum()
    nodes["size"] = [max(inward.get((name, kind), 0), outward.get((name, kind), 0))
                     for name, kind in zip(nodes.name, nodes.kind)]
    ranks = {name: rank for rank, name in enumerate(list(outlets.name) + list(KINDS))}
    nodes["rank"] = [ranks.get(name, 999) if kind == "outlet" else name.startswith("other ") * 1e6 - size
                     for name, kind, size in zip(nodes.name, nodes.kind, nodes["size"])]
    nodes["x"] = nodes.x.map({x: place for place, x in enumerate(sorted(nodes.x.unique()))})
    tallest = nodes.groupby("x")["size"].sum().max()
    gap = 0.09 * tallest
    nodes = nodes.sort_values(["x", "rank", "name"]).reset_index(drop=True)
    room = max(rows["size"].sum() + gap * len(rows) for _, rows in nodes.groupby("x"))
    nodes["top"] = 0.0
    for _, rows in nodes.groupby("x"):
        spare = (room - rows["size"].sum()) / len(rows) * (pd.Series(range(len(rows)), rows.index) + 0.5)
        nodes.loc[rows.index, "top"] = rows["size"].cumsum() - rows["size"] + spare
    return nodes.set_index(["name", "kind"])


def _flows(axes: Axes, edges: pd.DataFrame, place: pd.DataFrame) -> None:
    last = place.x.max()
    edges = edges.assign(from_y=[place.top.get((row.source, row.source_kind), 1e9) for row in edges.itertuples()],
                         to_y=[place.top[row.target, row.target_kind] for row in edges.itertuples()])
    leaving, arriving = place.top.to_dict(), place.top.to_dict()
    for row in edges.sort_values(["from_y", "to_y"]).itertuples():
        if row.source:
            edges.loc[row.Index, "y0"] = leaving[row.source, row.source_kind]
            leaving[row.source, row.source_kind] += row.n
    for row in edges.sort_values(["to_y", "from_y"]).itertuples():
        edges.loc[row.Index, "y1"] = arriving[row.target, row.target_kind]
        arriving[row.target, row.target_kind] += row.n
    for row in edges.itertuples():
        x0, x1 = place.x.get((row.source, row.source_kind)), place.x[row.target, row.target_kind]
        if row.source and x0 < x1:   # what one relay has from another of its own column is counted, not drawn
            _band(axes, x0 + 0.02, row.y0, x1 - 0.02, row.y1, row.n)
        elif not row.source:
            axes.add_patch(Rectangle((x1 - 0.16, row.y1), 0.14, row.n, facecolor="white", edgecolor="#999999",
                                     hatch="////", linewidth=0.5))
    for (name, kind), node in place.iterrows():
        axes.add_patch(Rectangle((node.x - 0.02, node.top), 0.04, node["size"],
                                 color={"official": "#8a5a00", "agency": INK}.get(kind, _FILL)))
        ends = {0: (-0.04, "right")} if last else {}
        offset, side = ends.get(node.x, (0.04, "left"))
        axes.text(node.x + offset, node.top + node["size"] / 2, f"{folded(name, 26)}  {node['size']:.0f}", ha=side,
                  va="center", size=8.5,
                  bbox={"color": "white", "alpha": 0.75, "pad": 0.6}, zorder=5)
    bottom = (place.top + place["size"]).max()
    axes.set(xlim=(-0.25, last + 0.3), ylim=(bottom * 1.03, -0.02 * bottom), xticks=[], yticks=[])
    heads = place.reset_index().groupby("x").kind.agg(lambda kinds: _HEADS[min(kinds, key=list(_HEADS).index)])
    for x, text in heads.items():
        axes.annotate(text, (x, 1), xycoords=("data", "axes fraction"), xytext=(0, 4), textcoords="offset points",
                      ha="center", size=9, color=GREY)
    bare(axes)


_HEADS = {"official": "who said it", "agency": "passed on by", "outlet": "told by"}


def _band(axes: Axes, x0: float, y0: float, x1: float, y1: float, width: float) -> None:
    middle = (x0 + x1) / 2
    points = [(x0, y0), (middle, y0), (middle, y1), (x1, y1), (x1, y1 + width), (middle, y1 + width),
              (middle, y0 + width), (x0, y0 + width), (x0, y0)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    axes.add_patch(PathPatch(Path(points, codes), facecolor="#7fa3c7", alpha=0.55, edgecolor="white", linewidth=0.4))
