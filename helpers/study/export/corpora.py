"""Corpora for textometry: IRaMuTeQ and TXM."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from lxml import etree

from helpers.articles import slug
from helpers.findings import Press, once
from helpers.study.export.markup import Span, element, file_names, inline, plain, save, some, spans_of
from helpers.study.export.tables import _cell

_TEI = "http://www.tei-c.org/ns/1.0"
_NAMES = {"person": "persName", "organisation": "orgName", "state": "placeName", "place": "placeName"}


def _facts(press: Press) -> dict[str, dict[str, str]]:
    """What is known of each article, as texts: outlet, its country and kind, day, how it is known, agency credited."""
    known = press.registers["outlets"].set_index("outlet").to_dict("index")
    dated = press.datings.set_index("article_id")
    none = {"country": "", "kind": ""}
    return {row.article_id: {"outlet": row.outlet or "", **{key: known.get(row.outlet, none)[key] for key in none},
                             "date": str(some(dated.best.get(row.article_id)) or ""),
                             "dated": dated.basis.get(row.article_id, "unknown"), "credit": some(row.credit) or ""}
            for row in press.articles.itertuples()}


def write_iramuteq(press: Press, folder: Path) -> None:
    """corpus.txt: for each article a line « **** *article_x *outlet_y … », then its text. Variables and values are
    letters, digits and underscores; asterisks of the text, which would open another, become spaces."""
    lines, facts = [], _facts(press)
    for row in once(press).itertuples():
        told = {"article": row.article_id, **facts[row.article_id]}
        told |= {"year": told["date"][:4], "month": told["date"][:7]}
        starred = [f"*{name}_{slug(value).replace('-', '_') or 'unknown'}" for name, value in told.items()]
        text = re.sub(r"\n+", "\n", plain(row.text).replace("*", " ")).strip()
        lines += [f"**** {' '.join(starred)}", text, ""]
    (folder / "corpus.txt").write_text("\n".join(lines), encoding="utf-8")


def write_txm(press: Press, folder: Path) -> None:
    """ARTICLE.xml in TEI for each article, names and time expressions inside, and metadata.csv with a line for each."""
    facts, names = _facts(press), file_names(press.articles.article_id)
    kinds = dict(zip(press.actors.actor_id, press.actors.kind))
    mentions, timexes = spans_of(press.mentions[press.mentions.actor_id.notna()]), spans_of(press.timexes)
    with (folder / "metadata.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "article_id", "title", *next(iter(facts.values()), {}), "duplicate_of"])
        for article in press.articles.itertuples():
            told, key = facts[article.article_id], article.article_id
            cells = [names[key], key, some(article.title), *told.values(), some(article.duplicate_of)]
            rows.writerow(map(_cell, cells))
            spans = [(row.start, row.end, _NAMES.get(kinds.get(row.actor_id), "name"), {"key": row.actor_id})
                     for row in mentions.get(key, ())]
            spans += [(row.start, row.end, "date", {"type": row.type, "n": row.value}) for row in timexes.get(key, ())]
            save(_tei(article, told, spans), folder / f"{names[key]}.xml")


def _tei(article, told: dict[str, str], spans: list[Span]) -> etree._Element:
    root = etree.Element("TEI", nsmap={None: _TEI})  # written out, everything below it is in that namespace
    head = element(element(root, "teiHeader"), "fileDesc")
    element(element(head, "titleStmt"), "title", some(article.title) or article.article_id)
    element(element(head, "publicationStmt"), "p", "Not for publication.")
    source = element(element(head, "sourceDesc"), "bibl")
    element(source, "publisher", told["outlet"])
    element(source, "date", told["date"], when=told["date"] or None)
    body, at = element(element(root, "text"), "body"), 0
    for line in article.text.split("\n"):
        inside = [span for span in spans if at <= span[0] and span[1] <= at + len(line)]
        if line.strip():
            inline(element(body, "p" if at or line != article.title else "head"), line, inside, at)
        at += len(line) + 1
    return root
