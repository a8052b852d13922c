"""Hand annotation of a study: read, and laid over the tool's own text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pandas as pd

from helpers.study.mistakes import StudyError

TAGS = {"m": "mentions", "t": "timexes", "s": "statements"}
_NAMES = {"a": "actor_id", "l": "label", "v": "value", "e": "event_id", "c": "claim_id", "st": "status", "by": "source_chain",
          "sp": "speaker", "q": "quote_group", "quote": "is_quote", "metonym": "is_metonym", "id": "statement_id"}


class Gold(NamedTuple):
    """Bodies by article; which of them are marked up whole; annotated rows by table (article_id, start and end in the
    body, what the mark-up says); gold/*.csv by name."""

    bodies: dict[str, str]
    annotated: frozenset[str]
    rows: dict[str, list[dict]]
    tables: dict[str, pd.DataFrame]


def read_annotated(path: Path) -> tuple[str, str, list[dict]]:
    """One annotated article: its id, its body, and its rows {tag, start, end, text, …} with offsets into the body.

    Raises `StudyError` where the file is not well-formed.
    """
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        raise StudyError(f"{path}: not well-formed ({error}). Correct the mark-up.") from None
    whole, rows = "", []

    def walk(node: ElementTree.Element) -> None:
        nonlocal whole
        start, whole = len(whole), whole + (node.text or "")
        for child in node:
            walk(child)
            whole += child.tail or ""
        rows.append({"tag": node.tag, "start": start, "end": len(whole), "text": whole[start:],
                     **{_NAMES.get(key, key): value for key, value in node.attrib.items()}})

    walk(root)
    lead = len(whole) - len(whole.lstrip())
    moved = [row | {"start": row["start"] - lead, "end": row["end"] - lead} for row in rows[:-1]]
    return root.get("id"), whole.strip(), moved


def read(folder: Path) -> Gold:
    """All gold of a study: bodies/*.txt, annotated/*.xml (marked up whole), told.csv (statements by an anchor in the
    body), other *.csv."""
    bodies = {path.stem: path.read_text(encoding="utf-8").strip() for path in sorted((folder / "bodies").glob("*.txt"))}
    marked = map(read_annotated, sorted((folder / "annotated").glob("*.xml")))
    whole = {name: (body, rows) for name, body, rows in marked}
    bodies |= {article_id: body for article_id, (body, _) in whole.items()}
    rows = {table: [{"article_id": article_id} | row for article_id, (_, found) in whole.items() for row in found
                    if row["tag"] == tag] for tag, table in TAGS.items()}
    tables = {path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in sorted(folder.glob("*.csv"))}
    for row in named(tables.get("told", pd.DataFrame())):
        start = bodies[row["article_id"]].index(row["anchor"])
        rows["statements"].append(row | {"start": start, "end": start + len(row["anchor"]), "text": row["anchor"]})
    return Gold(bodies, frozenset(whole), rows, tables)


def named(table: pd.DataFrame) -> list[dict]:
    """Rows of a table of statements, without what is empty, under the names of the columns the tool gives."""
    return [{_NAMES.get(key, key): value for key, value in row.items() if value} for row in table.to_dict("records")]


def aligner(gold: str, text: str) -> Callable[[int, int], tuple[int, int] | None]:
    """A function from a span of `gold` to the span of `text` that holds the same words, None where there is none."""
    if gold == text:
        return lambda start, end: (start, end)
    ours, theirs = ([(one.start(), one.group()) for one in re.finditer(r"\w+|[^\w\s]", side)] for side in (gold, text))
    matcher = difflib.SequenceMatcher(None, [word for _, word in ours], [word for _, word in theirs], autojunk=False)
    place = {}
    for i, j, size in matcher.get_matching_blocks():
        for (a, word), (b, _) in zip(ours[i:i + size], theirs[j:j + size]):
            place.update((a + k, b + k) for k in range(len(word)))

    def spot(start: int, end: int) -> tuple[int, int] | None:
        inside = [place[i] for i in range(start, end) if i in place]
        return (min(inside), max(inside) + 1) if inside else None
    return spot


def days(folder: Path) -> dict[str, date]:
    """The day each annotated article appeared, by article; empty where a study has no gold."""
    rows = read(folder).tables.get("articles", pd.DataFrame())
    return {row.article_id: date.fromisoformat(row.published) for row in rows.itertuples() if row.published}
