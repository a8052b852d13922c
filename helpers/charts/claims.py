"""Figures of the fourth notebook: who tells what, and on whose word."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from helpers.charts.style import (ALARM, GREY, INK, KINDS, PALE, Nothing, bare, brief, canvas, count, folded, in_order,
                                  listed, look, noted, nothing, of_outlets, ranked, rows, short, slanted)

_ROWS, _COLUMNS = 20, 18
_TOLD = ["own", "reported", "contradicted"]
_FILL = "#1f4e79"
#: States of a cell: what they mean, and how they are marked.
_STATES = {
    "own": ("on its own word", {"marker": "s", "color": _FILL}),
    "reported": ("on the word of …", {"marker": "s", "color": _FILL, "fillstyle": "left",
                                      "markerfacecoloralt": "white"}),
    "contradicted": ("told otherwise elsewhere", {"marker": "X", "color": ALARM, "markeredgecolor": "white"}),
    "near": ("something like it", {"marker": "o", "color": "#b5b5b5", "markersize": 4}),
    "silent": ("tells the event, nothing like this", {"marker": "s", "color": "#b5b5b5", "markerfacecolor": "white"}),
    "away": ("does not tell the event", {"marker": "s", "color": PALE})}


@look
def who_tells_what(data: pd.DataFrame, outlets: pd.DataFrame, event: str) -> Figure | Nothing:
    """Claims × outlets of one event: a full square on its own word, a half one on somebody's word (with that source),
    a cross where it contradicts others, a dot where it has something like it, an empty square where it tells the event
    and nothing like this, grey where it does not tell it; below, how many claims each alone tells.

    `data`: claim_id, text, outlet, state (own, reported, contradicted, near, silent, away), source (short name or "").
    Claims that most outlets tell come first, contradicted ones last, at most 20 (those of one outlet only where there
    are fewer than eight others). Beyond 18 outlets those away are left out; beyond 18 still, those that tell least.
    """
    told = data[data.state.isin(_TOLD)]
    if not len(told):
        return nothing("no event is told here in comparable claims")
    covering = len(telling := set(data.outlet[data.state != "away"]))
    if data.outlet.nunique() > _COLUMNS:
        data = data[data.outlet.isin(ranked(told.groupby("outlet").claim_id.nunique()).index[:_COLUMNS])]
    fewest = covering - data[data.state != "away"].outlet.nunique()
    totals = ranked(told.groupby("claim_id").outlet.nunique())
    texts = data.drop_duplicates("claim_id").set_index("claim_id").text
    crossed, several = totals.index.isin(told[told.state == "contradicted"].claim_id), int((totals > 1).sum())
    alone = totals.index[totals == 1].difference(data[data.state == "near"].claim_id)
    plain = totals[~crossed].head(max(8, (totals[~crossed] > 1).sum()))
    shown = pd.concat([plain.head(_ROWS - min(5, crossed.sum())), totals[crossed]]).head(_ROWS)
    columns = in_order(data.outlet, outlets)
    cells = data[data.claim_id.isin(shown.index)]
    signs = _initials(cells.source, max(4, int(66 / max(len(columns), 6))))
    abbreviated = ", ".join(f"{sign} = {name}" for name, sign in signs.items() if sign != name)
    most = [f"“{short(texts[claim], 70)}” by {n}" for claim, n in shown.items() if n > 1 or claim == shown.index[0]]
    left, top = len(totals) - len(shown), int((totals == covering).sum())
    figure = canvas(
        f"{several or 'None'} of {count(len(totals), 'claim')} {'is' if several < 2 else 'are'} told by "
        + (f"several outlets, {top or 'none'} by all {covering}" if covering > 2 else "both outlets")
        if covering > 1 else f"{count(len(totals), 'claim')}, all told by one outlet",
        f"{event}; {count(covering, 'outlet tells', 'outlets tell')} it; claims told by most come first"
        + ", contradicted ones last" * bool(crossed.any()),
        1.7 + 0.44 * len(shown),
        noted((left, f"Left out above: {count(left, 'claim')} of one outlet each."),
              (fewest, f"{count(fewest, 'outlet')} with fewest claims."), (abbreviated, f"Sources: {abbreviated}.")),
        f"Matrix of {count(len(totals), 'claim')} by {count(covering, 'outlet')}. Told most: {listed(most, 3)}.")
    axes = figure.subplots()
    _cells(axes, cells, list(shown.index), columns, signs)
    own = dict.fromkeys(telling, 0) | told.outlet[told.claim_id.isin(alone)].value_counts().to_dict()
    labels = [texts[claim] for claim in shown.index] + ["claims it alone tells, nothing like them elsewhere"]
    rows(axes, [folded(label, 54 if len(columns) < 12 else 42) for label in labels])
    axes.set_xlim(-0.5, max(len(columns), 5) + 0.6)
    for x, name in enumerate(columns):
        axes.text(x, len(shown), own.get(name, ""), ha="center", va="center", size=9, weight="bold")
    for row, n in enumerate(shown):
        axes.text(len(columns) - 0.25, row, f"{n} of {covering}", va="center", size=8.5, weight="bold")
        axes.axhline(row + 0.5, color="#e3e3e3", linewidth=0.6, zorder=0)
    slanted(axes, [brief(outlets.name.get(name, name) or "outlet unknown", 28) for name in columns],
            [outlets.colour.get(name, GREY) for name in columns])
    return figure


def _initials(sources: Iterable[str], letters: int) -> dict[str, str]:
    """A short sign for each source: itself where it fits, else the capitals of its words, small ones aside, else its
    beginning and a point; all different.

    >>> _initials(["KCNA", "agence régionale de santé", "médias d'État", "préfecture"], 4)
    {'KCNA': 'KCNA', 'agence régionale de santé': 'ARS', "médias d'État": 'MÉ', 'préfecture': 'pré.'}
    """
    signs: dict[str, str] = {}
    for name in sorted(set(filter(None, sources))):
        words = re.split(r"[\s’'-]+", name)
        capitals = "".join(word[:1] for word in words if len(word) > 3 or word[:1].isupper()).upper()
        options = [name] * (len(name) <= letters) + [capitals] * (1 < len(capitals) <= letters) + [
            f"{name[:letters - 1]}{number}" for number in (".", *range(2, 99))]
        signs[name] = next(sign for sign in options if sign not in signs.values())
    return signs


def _cells(axes: Axes, cells: pd.DataFrame, claims: list, columns: list[str], signs: dict[str, str]) -> None:
    """The marks of the matrix, each with the sign of its source."""
    style = {"markersize": 11, "linestyle": "none"}
    for row in cells.itertuples():
        x, y = columns.index(row.outlet), claims.index(row.claim_id)
        if row.state == "away":
            axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, color=PALE, linewidth=0, zorder=0))
            continue
        source = signs.get(row.source, "") if row.state in _TOLD else ""
        axes.plot(x, y - 0.14 * bool(source), **style | _STATES[row.state][1])
        axes.text(x, y + 0.3, source, ha="center", va="center", size=8)
    handles = [axes.plot([], [], label=text, **style | marked)[0] for state, (text, marked) in _STATES.items()
               if (cells.state == state).any()]
    axes.legend(handles=handles, ncols=3, loc="upper right", bbox_to_anchor=(1, -0.005), handletextpad=0.4,
                columnspacing=1.4)


#: Layers of the graph from left to right: place, colour and head.
_LAYERS = {"official": (0, "#8a5a00", "who said it"), "agency": (1, INK, "passed on by"),
           "outlet": (3, _FILL, "told by")}


@look
def who_relies_on_whom(data: pd.DataFrame, outlets: pd.DataFrame, most: int = 9) -> Figure | Nothing:
    """From left to right: who said it, the agencies that carried it, the outlets that tell it; width = statements.

    `data`: source, source_kind (official, agency; "" with no source named), target, target_kind (agency, outlet; what
    one official has from another is not drawn), n. Targets of kind outlet are the ids of `outlets`; other ends are
    names. Each layer shows its `most` busiest, the rest in one; beyond 18 outlets they stand by kind.
    """
    data = data[(data.n > 0) & (data.target_kind != "official")]
    if not len(data):
        return nothing("no statement is credited to anyone, and none stands on its own")
    total, alone = int(data[data.target_kind == "outlet"].n.sum()), int(data[data.source == ""].n.sum())
    by = ranked(data[data.source != ""].groupby("source").n.sum())
    edges = _gathered(data, outlets, most)
    place = _places(edges, outlets)
    figure = canvas(
        f"{alone / max(1, total):.0%} of statements name no source"
        + (f"; {by.index[0]} is relied on most, {count(int(by.iloc[0]), 'time')}" if len(by) else ""),
        "statements, from their source (left) through agencies to the outlet (right); " + count(total, "statement"),
        max(2.6, 0.34 * place.x.value_counts().max() + 1.6),
        "Hatched stub: statements with no source named, and their number. Width of a band: number of statements.",
        f"Layered graph from sources to outlets. Relied on: {listed([f'{name} {n}' for name, n in by.items()], 6)}. No "
        f"source named: {alone} of {total}." if len(by) else f"No source is named in any of {total} statements.")
    _flows(figure.subplots(), edges, place)
    return figure


def _gathered(data: pd.DataFrame, outlets: pd.DataFrame, most: int) -> pd.DataFrame:
    """The edges with each layer's small fry put together, targets under their names."""
    data, is_outlet = data.copy(), data.target_kind == "outlet"
    column = "kind" if data[is_outlet].target.nunique() > 18 else "name"
    data.loc[is_outlet, "target"] = of_outlets(outlets, column, data.target[is_outlet])
    for kind, name in (("official", "other sources"), ("agency", "other relays")):
        small = ranked(data[data.source_kind == kind].groupby("source").n.sum()).index[most:]
        for end in ("source", "target"):
            data.loc[data[end].isin(small) & (data[f"{end}_kind"] == kind), end] = name
    data = data[(data.source != data.target) | is_outlet]
    return data.groupby(["source", "source_kind", "target", "target_kind"], as_index=False).n.sum()


def _places(edges: pd.DataFrame, outlets: pd.DataFrame) -> pd.DataFrame:
    """Where each node stands, by name and kind: layer x, top and size (its height)."""
    sizes = [edges.groupby([end, f"{end}_kind"]).n.sum().rename_axis(["name", "kind"]) for end in ("source", "target")]
    nodes = pd.concat(sizes).groupby(level=[0, 1]).max().reset_index(name="size")
    nodes = nodes[nodes.name != ""]
    upstream = set(edges[(edges.source_kind == "agency") & (edges.target_kind == "agency")].source)
    nodes = nodes.assign(x=[2 if kind == "agency" and name not in upstream else _LAYERS[kind][0]
                            for name, kind in zip(nodes.name, nodes.kind)])
    nodes["x"] = nodes.x.rank(method="dense").astype(int) - 1
    ranks = {name: rank for rank, name in enumerate([*outlets.name, *KINDS])}
    nodes["rank"] = [ranks.get(name, 999) if kind == "outlet" else name.startswith("other ") * 1e6 - size
                     for name, kind, size in zip(nodes.name, nodes.kind, nodes["size"])]
    nodes = nodes.sort_values(["x", "rank", "name"]).reset_index(drop=True)
    layers = nodes.groupby("x")["size"]
    tall, n = layers.transform("sum"), layers.transform("size")
    room = (tall + 0.09 * tall.max() * n).max()
    nodes["top"] = layers.cumsum() - nodes["size"] + (room - tall) / n * (layers.cumcount() + 0.5)
    return nodes.set_index(["name", "kind"])


def _flows(axes: Axes, edges: pd.DataFrame, place: pd.DataFrame) -> None:
    ends = {end: pd.MultiIndex.from_frame(edges[[end, f"{end}_kind"]]) for end in ("source", "target")}
    for end, spots in ends.items():
        edges = edges.assign(**{f"{end}_{column}": place[column].reindex(spots).to_numpy() for column in ("top", "x")})
    for end, other in (("source", "target"), ("target", "source")):  # bands leave and arrive one under the other
        groups = edges.sort_values([f"{end}_top", f"{other}_top"]).groupby([end, f"{end}_kind"]).n
        edges[f"{end}_y"] = edges[f"{end}_top"] + groups.cumsum() - edges.n
    for row in edges.itertuples():
        if not row.source:
            axes.add_patch(Rectangle((row.target_x - 0.12, row.target_y), 0.1, row.n, facecolor="white",
                                     edgecolor="#999999", hatch="////", linewidth=0.5))
            axes.text(row.target_x - 0.13, row.target_y + row.n / 2, row.n, ha="right", va="center", size=8, color=GREY)
        elif row.source_x < row.target_x:  # what one relay has from another of its own column is counted, not drawn
            _band(axes, row.source_x + 0.02, row.source_y, row.target_x - 0.02, row.target_y, row.n)
    last, bottom = place.x.max(), (place.top + place["size"]).max()
    for (name, kind), node in place.iterrows():
        axes.add_patch(Rectangle((node.x - 0.02, node.top), 0.04, node["size"], color=_LAYERS[kind][1]))
        offset, side = (-0.04, "right") if last and not node.x else (0.04, "left")
        axes.text(node.x + offset, node.top + node["size"] / 2,
                  f"{folded(name, 26 if node.x in (0, last) else 22)}  {node['size']:.0f}", ha=side, va="center",
                  size=8.5, bbox={"color": "white", "alpha": 0.75, "pad": 0.6}, zorder=5)
    axes.set(xlim=(-0.25, last + 0.3), ylim=(bottom * 1.03, -0.02 * bottom), xticks=[], yticks=[])
    for x, kinds in place.reset_index().groupby("x").kind:
        axes.annotate(_LAYERS[min(kinds, key=list(_LAYERS).index)][2], (x, 1), xycoords=("data", "axes fraction"),
                      xytext=(0, 4), textcoords="offset points", ha="center", size=9, color=GREY)
    bare(axes)


def _band(axes: Axes, x0: float, y0: float, x1: float, y1: float, width: float) -> None:
    middle = (x0 + x1) / 2
    points = [(x0, y0), (middle, y0), (middle, y1), (x1, y1), (x1, y1 + width), (middle, y1 + width),
              (middle, y0 + width), (x0, y0 + width), (x0, y0)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    axes.add_patch(PathPatch(Path(points, codes), facecolor="#7fa3c7", alpha=0.55, edgecolor="white", linewidth=0.4))
