"""Figures of the second notebook: who is named, under which spellings and titles, and beside whom."""

from __future__ import annotations

from datetime import date

import matplotlib.dates as mdates
import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from helpers.charts.labels import beside
from helpers.charts.style import (GREY, INK, KINDS, Nothing, bare, canvas, count, day, folded, in_order, kind_legend,
                                  listed, look, noted, nothing, of_outlets, short, slanted)

_KINDS_OF_ACTOR = {"person": ("o", "#00506b"), "state": ("s", "#dd9a00"), "organisation": ("D", "#6f9f68"),
                   "place": ("^", "#a8a8a8"), "other": ("v", "#7f7f7f")}


@look
def who_is_named(data: pd.DataFrame, most: int = 15) -> Figure | Nothing:
    """Dots per actor: mentions per 1,000 words in each kind of outlet, the plain count beside the name.

    `data`: actor_id, name, kind (of outlet), n_mentions, n_words (that kind's words in the study). Actors by count, the
    first `most`.
    """
    if not len(data):
        return nothing("nobody is named")
    data = data.assign(kind=pd.Categorical(data.kind, list(KINDS), ordered=True),
                       rate=1000 * data.n_mentions / data.n_words.clip(lower=1))
    totals = data.groupby(["actor_id", "name"], as_index=False).n_mentions.sum()
    totals = totals.sort_values(["n_mentions", "name"], ascending=[False, True], ignore_index=True)
    chosen = totals.head(most)
    first, mentions = chosen.iloc[0], int(totals.n_mentions.sum())
    kinds, words = list(dict.fromkeys(data.sort_values("kind").kind)), int(data.drop_duplicates("kind").n_words.sum())
    share = f"one mention in {mentions / first.n_mentions:.0f}"
    title = f"{first['name']} is named most: {count(int(first.n_mentions), 'time')}, {share}"
    alt = "Dot plot of the actors named most, with the number of mentions: " + listed(
        [f"{name} {n}" for name, n in zip(chosen.name, chosen.n_mentions)], 8) + "."
    left = len(totals) - len(chosen)
    figure = canvas(title,
                    f"mentions per 1,000 words, by kind of outlet; {mentions:,} mentions in {words:,} words (the "
                    "number of mentions stands by the name)",
                    0.75 + 0.27 * len(chosen),
                    noted((left, f"Left out: {count(left, 'actor')} named less often.")), alt)
    axes = figure.subplots()
    place = {actor: row for row, actor in enumerate(chosen.actor_id)}
    shown = data[data.actor_id.isin(place)]
    for actor, rows in shown.groupby("actor_id"):
        axes.plot([rows.rate.min(), rows.rate.max()], [place[actor]] * 2, color="#cccccc", linewidth=1.5, zorder=1)
    for kind in kinds:
        rows, (colour, mark) = shown[shown.kind == kind], KINDS[kind]
        axes.scatter(rows.rate, rows.actor_id.map(place), marker=mark, color=colour, s=42, edgecolor="white",
                     linewidth=0.6, zorder=2)
    axes.set_yticks(range(len(chosen)), [f"{short(name, 40)}  {n}" for name, n in zip(chosen.name, chosen.n_mentions)])
    axes.set(ylim=(len(chosen) - 0.5, -0.5), xlabel="mentions per 1,000 words")
    axes.set_xlim(left=0)
    axes.grid(axis="both")
    bare(axes)
    kind_legend(axes, kinds)
    return figure


@look
def spellings(data: pd.DataFrame, titles: pd.DataFrame, offices: pd.DataFrame, outlets: pd.DataFrame,
              name: str) -> Figure | Nothing:
    """One actor: its spellings × outlets above, the offices it is given and those it held below, on their dates.

    `data`: form, outlet, article_id, n. `titles`: title, outlet, day (of the article; None where unknown). `offices`
    (of the register): office, first, last (days or None). `outlets`: from `key`. A dot is sized by count; it is ringed
    where one article has that spelling and another. Beyond 24 outlets, columns are kinds.
    """
    if not len(data):
        return nothing(f"{name} is not named" if name else "no actor is named")
    many = data.outlet.nunique() > 24
    data = data.assign(column=of_outlets(outlets, "kind", data.outlet) if many else data.outlet)
    forms = data.groupby("form").n.sum().sort_values(ascending=False, kind="stable")
    forms, rest = forms.head(14), len(forms) - 14
    columns = in_order(data.column, outlets)
    data["mixed"] = data.groupby("article_id").form.transform("nunique") > 1
    dated = titles.dropna(subset=["day"])
    rows = _office_rows(dated, offices)
    n_articles, n_mixed = data.article_id.nunique(), data[data.mixed].article_id.nunique()
    title = f"{name} goes by {count(data.form.nunique(), 'spelling')} in {count(n_articles, 'article')}" + (
        f"; {count(n_mixed, 'article mixes', 'articles mix')} several" if n_mixed else "")
    counts = listed([f"{form} {n}" for form, n in forms.items()], 8)
    given = listed(dict.fromkeys(dated.title), 5) or "none in a dated article"
    alt = f"Spellings of {name} by outlet, with counts: {counts}. Titles given: {given}."
    heights = [1.25 + 0.27 * len(forms)] + ([0.55 + 0.3 * len(rows)] if rows else [])
    lost = len(titles) - len(dated)
    note = noted((n_mixed, "Ringed: an article there uses this spelling beside another."),
                 (rest > 0, f"Left out: {count(rest, 'rarer spelling')}."),
                 (lost, f"{count(lost, 'title')} in undated articles not drawn."))
    below = "; below: titles articles give (marks) and offices held by the register (bars)" * bool(rows)
    figure = canvas(title, f"above: how often each outlet uses each spelling{below}", sum(heights), note, alt)
    axes = figure.subplots(len(heights), squeeze=False, height_ratios=heights)[:, 0]
    _spelling_grid(axes[0], data, forms, columns, outlets)
    if rows:
        _offices(axes[1], dated, offices, rows, outlets)
    return figure


def _spelling_grid(axes, data: pd.DataFrame, forms: pd.Series, columns: list[str], outlets: pd.DataFrame) -> None:
    cells = data[data.form.isin(forms.index)].groupby(["form", "column"], as_index=False).agg(n=("n", "sum"),
        mixed=("mixed", "any"))
    x, y = cells.column.map(columns.index), cells.form.map(list(forms.index).index)
    colours = [outlets.colour.get(name, KINDS.get(name, (GREY,))[0]) for name in columns]
    ringed = cells.mixed
    size = 120 + 260 * np.sqrt(cells.n / cells.n.max())
    axes.scatter(x, y, s=size, color=[colours[column] for column in x], linewidth=0)
    axes.scatter(x[ringed], y[ringed], s=size[ringed] + 90, facecolor="none", edgecolor=INK, linewidth=1.2)
    for column, row, n in zip(x, y, cells.n):
        axes.text(column, row, str(n), ha="center", va="center", color="white", size=8, weight="bold")
    axes.set_yticks(range(len(forms)), [f"{short(form, 44)}  {n}" for form, n in forms.items()])
    axes.set(ylim=(len(forms) - 0.45, -0.55), xlim=(-0.7, max(len(columns), 6) - 0.3))
    slanted(axes, [short(outlets.name.get(name, name), 28) for name in columns], colours)
    axes.grid(axis="both")
    bare(axes)


def _office_rows(titles: pd.DataFrame, offices: pd.DataFrame) -> list[str]:
    """Offices of the register that touch the time of the articles, then the titles given most."""
    if not len(titles):
        return []
    first, last = titles.day.min(), titles.day.max()
    held = [row.office for row in offices.itertuples() if (row.first or date.min) <= last
            and (row.last or date.max) >= first]
    given = titles.groupby("title").size().sort_values(ascending=False, kind="stable").head(8).index
    return list(dict.fromkeys([f"held: {office}" for office in held] + [f"given: {title}" for title in given]))


def _offices(axes, titles: pd.DataFrame, offices: pd.DataFrame, rows: list[str], outlets: pd.DataFrame) -> None:
    margin = max(30, (titles.day.max() - titles.day.min()).days // 12)
    low, high = (mdates.date2num(when) + sign * margin for when, sign in ((titles.day.min(), -1),
        (titles.day.max(), 1)))
    for row, label in enumerate(rows):
        text = label.split(": ", 1)[1]
        if label.startswith("held"):
            for office in offices[offices.office == text].itertuples():
                start = max(low, mdates.date2num(office.first)) if office.first else low
                stop = min(high, mdates.date2num(office.last)) if office.last else high
                axes.barh(row, stop - start, left=start, height=0.45, color="#bdbdbd")
        else:
            chosen = titles[titles.title == text]
            for outlet, when in zip(chosen.outlet, chosen.day):
                mark, colour = (outlets.mark.get(outlet, "X"), outlets.colour.get(outlet, GREY))
                axes.plot(mdates.date2num(when), row, marker=mark, color=colour, markersize=8, linestyle="none",
                          markeredgewidth=0, clip_on=False)
    axes.set_yticks(range(len(rows)), [folded(label, 46) for label in rows])
    axes.set(ylim=(len(rows) - 0.5, -0.5), xlim=(low, high))
    axes.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=3, maxticks=7))
    axes.xaxis.set_major_formatter(lambda x, _: day(mdates.num2date(x).date()) if high - low < 200
                                   else f"{mdates.num2date(x):%Y-%m}")
    axes.grid(axis="both")
    bare(axes)


@look
def who_acts_with_whom(nodes: pd.DataFrame, edges: pd.DataFrame, most: int = 20) -> Figure | Nothing:
    """A network of actors named in the same sentences.

    `nodes`: actor_id, name, kind (of actor), n_mentions. `edges`: actor_a, actor_b, n (sentences together). The `most`
    actors with the most company; a link needs two sentences where there are many.
    """
    edges = edges[edges.n > 0].sort_values(["n", "actor_a", "actor_b"], ascending=[False, True, True])
    if not len(edges):
        return nothing("no two actors stand in one sentence")
    company = pd.concat([edges.set_index("actor_a").n, edges.set_index("actor_b").n]).groupby(level=0).sum()
    kept = company.sort_values(ascending=False, kind="stable").head(most).index
    drawn = edges[edges.actor_a.isin(kept) & edges.actor_b.isin(kept)].head(3 * most)
    graph = nx.Graph()
    graph.add_weighted_edges_from(drawn[["actor_a", "actor_b", "n"]].itertuples(index=False, name=None))
    for names in sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))[1:]:
        graph.remove_nodes_from(names if len(names) < 3 else ())
    nodes = nodes.drop_duplicates("actor_id").set_index("actor_id").reindex(sorted(graph))
    top, left = drawn.iloc[0], len(company) - len(graph)
    title = f"{nodes.name[top.actor_a]} and {nodes.name[top.actor_b]} share most sentences: {top.n}"
    alt = "Network of " + count(len(graph), "actor") + "; sentences together: " + listed(
        [f"{nodes.name.get(row.actor_a)} with {nodes.name.get(row.actor_b)} {row.n}" for row in drawn.itertuples()
         if row.actor_a in graph and row.actor_b in graph], 6) + "."
    figure = canvas(title,
                    "lines: sentences in which both are named, thicker = more; marks sized by mentions; "
                    f"{count(len(graph), 'actor')}, {count(int(edges.n.sum()), 'pair')} in sentences", 6.2,
                    noted((left, f"Left out: {count(left, 'actor')} with less company.")), alt)
    _network(figure.subplots(), graph, nodes)
    return figure


def _network(axes, graph: nx.Graph, nodes: pd.DataFrame) -> None:
    lengths = {(a, b): 1 / (1 + np.log(data["weight"])) for a, b, data in graph.edges(data=True)}
    nx.set_edge_attributes(graph, lengths, "length")
    start = nx.circular_layout(sorted(graph))
    place = nx.kamada_kawai_layout(graph, pos=start, weight="length") if len(graph) > 2 else start
    heaviest = max(data["weight"] for *_, data in graph.edges(data=True))
    for a, b, data in graph.edges(data=True):
        (xa, ya), (xb, yb) = place[a], place[b]
        axes.plot([xa, xb], [ya, yb], color="#9a9a9a", alpha=0.35 + 0.5 * data["weight"] / heaviest,
                  solid_capstyle="round", linewidth=0.6 + 5 * data["weight"] / heaviest, zorder=1)
    nodes = nodes.assign(kind=nodes.kind.where(nodes.kind.isin(_KINDS_OF_ACTOR), "other"))
    sizes = 50 + 300 * nodes.n_mentions.astype(float) / nodes.n_mentions.max()
    for kind, (mark, colour) in _KINDS_OF_ACTOR.items():
        rows = nodes[nodes.kind == kind]
        if len(rows):
            axes.scatter(*zip(*(place[name] for name in rows.index)), marker=mark, color=colour, s=sizes[rows.index],
                         edgecolor="white", linewidth=1, label=kind, zorder=2)
    axes.margins(0.14, 0.08)
    bare(axes)
    axes.set(xticks=[], yticks=[])
    legend = axes.legend(loc="upper left", bbox_to_anchor=(0, 0), ncols=5, borderaxespad=0.1)
    for handle in legend.legend_handles:
        handle.set_sizes([45])
    order = sorted(graph, key=lambda name: (-nodes.n_mentions[name], name))
    weight = {name: "bold" if kind == "state" else "normal" for name, kind in nodes.kind.items()}
    texts = [axes.text(*place[name], folded(nodes.name[name], 22), size=9, weight=weight[name], zorder=3,
                       bbox={"boxstyle": "round,pad=0.1", "color": "white", "alpha": 0.7}) for name in order]
    beside(axes, texts, [np.sqrt(sizes[name]) / 2 for name in order])
