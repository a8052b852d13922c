"""Figures of the second notebook: who is named, under which spellings and titles, and beside whom."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from helpers.charts.style import (ALARM, GREY, INK, KINDS, Nothing, bare, brief, canvas, count, day, folded,
                                  in_order, kind_name, legend_above, listed, look, noted, nothing, of_outlets, ranked,
                                  rows, short, slanted)

_KINDS_OF_ACTOR = {"person": ("o", "#00506b"), "state": ("s", "#dd9a00"), "organisation": ("D", "#6f9f68"),
                   "place": ("^", "#a8a8a8"), "other": ("v", "#7f7f7f")}
#: A kind of outlet with fewer words is drawn hollow.
_FEW = 500
#: What a register says of a title, the doubtful first.
VERDICTS = ["wrong", "outdated", "unknown", "right"]


@look
def who_is_named(data: pd.DataFrame, most: int = 15) -> Figure | Nothing:
    """Dots per actor: mentions per 1,000 words in each kind of outlet, the plain count beside the name.

    `data`: actor_id, name, kind (of outlet), n_mentions, n_words (that kind's words in the study). Actors by count, the
    first `most`.
    """
    if not len(data):
        return nothing("nobody is named")
    totals = data.groupby(["actor_id", "name"], as_index=False).n_mentions.sum().sort_values(
        ["n_mentions", "name"], ascending=[False, True], ignore_index=True)
    chosen, first, mentions = totals.head(most), totals.iloc[0], int(totals.n_mentions.sum())
    words = data.drop_duplicates("kind").set_index("kind").n_words.astype(int)
    labels = [f"{short(name, 40)}  {n}" for name, n in zip(chosen.name, chosen.n_mentions)]
    left = len(totals) - len(chosen)
    figure = canvas(
        f"{first['name']} is named most: {count(int(first.n_mentions), 'time')}, "
        f"one mention in {mentions / first.n_mentions:.0f}",
        f"beside the name: how often; marks: mentions per 1,000 words of each kind of outlet; {mentions:,} mentions in "
        f"{words.sum():,} words", 0.9 + 0.27 * len(chosen),
        noted(((words < _FEW).any(), f"Hollow: fewer than {_FEW} words, so chance weighs much."),
              (left, f"Left out: {count(left, 'actor')} named less often.")),
        f"Dot plot of the actors named most, with the number of mentions: {listed(labels, 8)}.")
    axes = figure.subplots()
    data = data.assign(rate=1000 * data.n_mentions / data.n_words.clip(lower=1),
                       row=data.actor_id.map({actor: row for row, actor in enumerate(chosen.actor_id)}))
    spans = data.groupby("row").rate.agg(["min", "max"])
    axes.hlines(spans.index, spans["min"], spans["max"], color="#cccccc", linewidth=1.5, zorder=1)
    for kind in (kind for kind in KINDS if kind in words.index):
        some, (colour, mark) = data[data.kind == kind], KINDS[kind]
        fill, edge = ("white", colour) if words[kind] < _FEW else (colour, "white")
        axes.scatter(some.rate, some.row, marker=mark, color=fill, edgecolor=edge, s=60, zorder=2, linewidth=0.6,
                     label=f"{kind_name(kind, words.index)} ({count(words[kind], 'word')})")
    rows(axes, labels, "both")
    axes.set_xlabel("mentions per 1,000 words")
    axes.set_xlim(left=0)
    legend_above(axes, ncols=3, handletextpad=0.2)
    return figure


@look
def spellings(data: pd.DataFrame, titles: pd.DataFrame, offices: pd.DataFrame, outlets: pd.DataFrame,
              name: str) -> Figure | Nothing:
    """One actor: its names × outlets above; below, on their dates, the offices it held and the titles it is given.

    `data`: form, called (name or description), outlet, article_id, n. `titles`: title, day (of the article; None where
    unknown), verdict, office (of the register, where the title names one). `offices` (of the register): office, first,
    last (days or None). `outlets`: from `key`. A ring: one article spells the name in two ways (a surname beside the
    full name is one way). Beyond 24 outlets, columns are kinds.
    """
    if not len(data):
        return nothing(f"{name} is not named" if name else "no actor is named")
    names = data[data.called == "name"]
    mixed = names.groupby("article_id").form.agg(_differ)
    data = data.assign(
        mixed=(data.called == "name") & data.article_id.isin(mixed.index[mixed.astype(bool)]),
        column=data.outlet if data.outlet.nunique() <= 24 else of_outlets(outlets, "kind", data.outlet))
    forms = data.groupby(["called", "form"]).n.sum().reset_index().sort_values(["called", "n", "form"],
                                                                               ascending=[False, False, True])
    rest, dated = len(forms) - 14, titles.dropna(subset=["day"])
    forms, below = forms.head(14).set_index("form"), _office_rows(dated, offices)
    numbers = {"spelling": names.form.nunique(), "description": len(set(data.form) - set(names.form)),
               "outdated title": (titles.verdict == "outdated").sum(), "wrong title": (titles.verdict == "wrong").sum()}
    n_mixed, lost = data[data.mixed].article_id.nunique(), len(titles) - len(dated)
    heights = [1.25 + 0.27 * len(forms)] + [0.55 + 0.34 * len(below)] * bool(below)
    figure = canvas(
        f"{name}: {listed(count(n, noun) for noun, n in numbers.items() if n)} in "
        f"{count(data.article_id.nunique(), 'article')}",
        "above: how often each outlet writes what (squares: descriptions)"
        + "; below: offices held (bars), titles given (dots), by day" * bool(below), sum(heights),
        noted((n_mixed, f"Ringed: {count(n_mixed, 'article spells', 'articles spell')} the name in two ways."),
              (rest > 0, f"Left out: {count(rest, 'rarer name')}."),
              (lost, f"{count(lost, 'title')} in undated articles not drawn.")),
        f"Names of {name} by outlet, with counts: {listed([f'{form} {n}' for form, n in forms.n.items()], 10)}. Below, "
        f"{listed([label for label, *_ in below], 8) or 'no office: no title stands in a dated article'}.")
    panels = figure.subplots(len(heights), squeeze=False, height_ratios=heights)[:, 0]
    _spelling_grid(panels[0], data, forms, in_order(data.column, outlets), outlets)
    if below:
        _offices(panels[1], dated, below)
    return figure


def _differ(forms: pd.Series) -> bool:
    """Whether two forms differ by more than words left out."""
    return any(not (a <= b or b <= a) for a, b in combinations([set(form.split()) for form in forms], 2))


def _numbered(axes: Axes, x, y, numbers, colours, marker: str = "o", size=160) -> None:
    """Marks with a number in each, dark on light and light on dark."""
    axes.scatter(x, y, s=size, color=colours, marker=marker, linewidth=0, zorder=3)
    for across, up, n, colour in zip(x, y, numbers, colours):
        axes.text(across, up, str(n), ha="center", va="center_baseline", size=8, weight="bold", zorder=4,
                  color=INK if np.mean(to_rgb(colour)) > 0.6 else "white")


def _spelling_grid(axes: Axes, data: pd.DataFrame, forms: pd.DataFrame, columns: list[str],
                   outlets: pd.DataFrame) -> None:
    cells = data[data.form.isin(forms.index)].groupby(["called", "form", "column"], as_index=False).agg(
        n=("n", "sum"), mixed=("mixed", "any"))
    cells = cells.assign(x=cells.column.map(columns.index), y=cells.form.map(list(forms.index).index),
                         size=120 + 260 * np.sqrt(cells.n / cells.n.max()))
    colours = [outlets.colour.get(name, KINDS.get(name, (GREY,))[0]) for name in columns]
    for called, some in cells.groupby("called"):
        _numbered(axes, some.x, some.y, some.n, [colours[x] for x in some.x], "o" if called == "name" else "s",
                  some["size"])
    ringed = cells[cells.mixed]
    axes.scatter(ringed.x, ringed.y, s=ringed["size"] + 90, facecolor="none", edgecolor=INK, linewidth=1.4)
    rows(axes, [f"{short(form, 42) if called == 'name' else f'« {short(form, 40)} »'}  {n}"
                for form, called, n in forms[["called", "n"]].itertuples()], "both")
    axes.set_xlim(-0.7, max(len(columns), 6) - 0.3)
    slanted(axes, [brief(outlets.name.get(name, name), 28) for name in columns], colours)


def _office_rows(titles: pd.DataFrame, offices: pd.DataFrame) -> list[tuple[str, list, pd.DataFrame]]:
    """Rows of the lower picture, (label, spans held, titles given): offices that somebody names or that touch the time
    of the articles, then titles that name none, the wrong first."""
    found = []
    for office, spans in offices.groupby("office", sort=False) if len(titles) else ():
        held = [(row.first or date.min, row.last or date.max) for row in spans.itertuples()]
        given = titles[titles.office == office]
        if len(given) or any(start <= titles.day.max() and stop >= titles.day.min() for start, stop in held):
            found.append((f"held: {office}", held, given))
    others = titles[titles.office.isna()]
    others = others.assign(verdict=pd.Categorical(others.verdict, VERDICTS), same=others.title.str.lower())
    return found + [(f"{verdict}: « {given.title.iloc[0]} »", [], given)
                    for (verdict, _), given in list(others.groupby(["verdict", "same"], observed=True))[:8]]


def _offices(axes: Axes, titles: pd.DataFrame, below: list[tuple[str, list, pd.DataFrame]]) -> None:
    margin = max(30, (titles.day.max() - titles.day.min()).days // 12)
    low, high = mdates.date2num(titles.day.min()) - margin, mdates.date2num(titles.day.max()) + margin
    rows(axes, [folded(label, 46) for label, *_ in below], "both")
    for place, (label, spans, given) in enumerate(below):
        for span in spans:
            start, stop = np.clip(mdates.date2num(span), low, high)
            axes.barh(place, stop - start, left=start, height=0.62, color="#dcdcdc")
        given = given.assign(at=mdates.date2num(given.day), bad=given.verdict.isin(["wrong", "outdated"]))
        for bad, some in given.groupby("bad"):
            near = some.groupby((some["at"] - low) // ((high - low) / 30))["at"].agg(["mean", "size"])
            _numbered(axes, near["mean"], [place] * len(near), near["size"], [ALARM if bad else INK] * len(near),
                      "D" if bad else "o")
        axes.get_yticklabels()[place].set_color(ALARM if label.startswith(("wrong", "outdated")) else INK)
    axes.set_xlim(low, high)
    axes.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=3, maxticks=7))
    axes.xaxis.set_major_formatter(lambda x, _: day(mdates.num2date(x)) if high - low < 200
                                   else f"{mdates.num2date(x):%Y-%m}")


@look
def who_acts_with_whom(nodes: pd.DataFrame, edges: pd.DataFrame, most: int = 20) -> Figure | Nothing:
    """A network of actors named in the same sentences, drawn as a ring: states, organisations and persons apart.

    `nodes`: actor_id, name, kind (of actor), n_mentions. `edges`: actor_a, actor_b, n (sentences together). The `most`
    actors with the most company, and the three thickest lines of each.
    """
    edges = edges[edges.n > 0].sort_values(["n", "actor_a", "actor_b"], ascending=[False, True, True],
                                           ignore_index=True)
    if not len(edges):
        return nothing("no two persons, states or organisations stand in one sentence")
    company = pd.concat([edges.set_index("actor_a").n, edges.set_index("actor_b").n]).groupby(level=0).sum()
    kept = ranked(company).head(most).index
    drawn = edges[edges.actor_a.isin(kept) & edges.actor_b.isin(kept)]
    ends = pd.concat([drawn.actor_a, drawn.actor_b]).sort_index(kind="stable")
    drawn = drawn.loc[ends[ends.groupby(ends).cumcount() < 3].index.unique()]
    nodes = nodes.drop_duplicates("actor_id").set_index("actor_id").loc[kept[kept.isin(ends)]]
    nodes = nodes.assign(kind=nodes.kind.where(nodes.kind.isin(_KINDS_OF_ACTOR), "other"))
    drawn = drawn.assign(pair=drawn.actor_a.map(nodes.name) + " and " + drawn.actor_b.map(nodes.name))
    top = drawn.iloc[0]
    persons = drawn[(drawn[["actor_a", "actor_b"]].map(nodes.kind.get) == "person").all(axis=1)].head(1)
    left, lines = len(company) - len(nodes), int(edges.n.sum() - drawn.n.sum())
    figure = canvas(
        f"{top.pair} share most sentences: {top.n}" + "".join(
            f"; among persons, {row.pair}: {row.n}" for row in persons.itertuples() if row.pair != top.pair),
        "lines: sentences in which both are named, thicker and darker = more; beside the name: how often", 6,
        noted((left, f"Left out: {count(left, 'actor')} with less company, and {lines} of "
               f"{count(int(edges.n.sum()), 'pair')} in sentences.")),
        f"Network of {count(len(nodes), 'actor')}; sentences together: "
        f"{listed([f'{row.pair} {row.n}' for row in drawn.itertuples()], 6)}.")
    _ring(figure.subplots(), nodes, drawn)
    return figure


def _ring(axes: Axes, nodes: pd.DataFrame, edges: pd.DataFrame) -> None:
    """Down the left, up the right: states, then organisations, then persons, the most named on top; a line to a row, so
    that no label meets another."""
    ranks = nodes.kind.map({"state": 0, "place": 1, "organisation": 1, "other": 1, "person": 2})
    nodes = nodes.assign(rank=ranks, size=nodes.n_mentions.where(ranks == 2, -nodes.n_mentions)).sort_values(
        ["rank", "size", "name"])
    half = (len(nodes) + 1) // 2
    up = 1 - (2 * np.r_[np.arange(half), np.arange(len(nodes) - half)[::-1]] + 1) / half
    nodes["side"] = np.where(np.arange(len(nodes)) < half, -1, 1)
    nodes["x"], nodes["y"] = nodes.side * np.sqrt(1.02 - up ** 2), up

    def stroke(n: int) -> dict:
        share = n / edges.n.max()
        return {"linewidth": 0.6 + 7 * share, "zorder": 1 + share, "color": str(0.8 - 0.55 * share ** 0.5)}
    for row in edges.itertuples():
        ends = nodes.loc[[row.actor_a, row.actor_b], ["x", "y"]].to_numpy()
        curve = Path([ends[0], ends.mean(axis=0) * (0.55, 0.85), ends[1]], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
        axes.add_patch(PathPatch(curve, fill=False, capstyle="round", **stroke(row.n)))
    for n in sorted({1, -(-edges.n.max() // 4), edges.n.max()}):
        axes.plot([], [], label=count(n, "sentence"), **stroke(n))
    for kind, (mark, colour) in _KINDS_OF_ACTOR.items():
        if len(some := nodes[nodes.kind == kind]):
            axes.scatter(some.x, some.y, marker=mark, color=colour, s=70, edgecolor="white", label=kind, zorder=3)
    for row in nodes.itertuples():
        axes.text(row.x + 0.06 * row.side, row.y, f"{folded(row.name, 30)}  {row.n_mentions}", size=9.5, va="center",
                  ha="left" if row.side > 0 else "right", weight="bold" if row.kind == "state" else "normal")
    axes.set(xlim=(-2, 2), ylim=(-1.05, 1.05), xticks=[], yticks=[])
    bare(axes)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=8, borderaxespad=0.1)
