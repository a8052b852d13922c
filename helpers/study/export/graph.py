"""Graphs for Gephi: who is named with whom, and who relies on whom."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
from lxml import etree

from helpers.findings import Press, company, reliance
from helpers.study.export.markup import plain, save


def write(press: Press, folder: Path) -> None:
    """people.gexf: actors, joined by the number of sentences they share. sources.gexf: from a source to who passes it
    on or prints it, by the number of statements."""
    nodes, edges = company(press)
    people = nx.Graph()
    for row in nodes.itertuples():
        people.add_node(row.actor_id, label=plain(row.name), kind=row.kind, n_mentions=int(row.n_mentions))
    for row in edges.itertuples():
        people.add_edge(row.actor_a, row.actor_b, weight=float(row.n), sentences="; ".join(row.sentences))
    _save(people, folder / "people.gexf")
    sources = nx.DiGraph()
    for row in reliance(press).itertuples():
        ends = [(f"{kind}:{plain(name)}", plain(name) or "no source named", kind)
                for name, kind in ((row.source, row.source_kind), (row.target, row.target_kind))]
        for key, label, kind in ends:
            sources.add_node(key, label=label, kind=kind or "none")
        sources.add_edge(ends[0][0], ends[1][0], weight=float(row.n), statements="; ".join(row.statements))
    _save(sources, folder / "sources.gexf")


def _save(graph: nx.Graph, path: Path) -> None:
    """Write GEXF without the day it was written on."""
    root = etree.fromstring("\n".join(nx.generate_gexf(graph)).encode("utf-8"))
    for meta in root.iter("{*}meta"):
        meta.attrib.pop("lastmodifieddate", None)
    save(root, path)
