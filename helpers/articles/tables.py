"""Files of many records: CSV, JSON, JSON Lines, Parquet, RSS and Atom; which column holds what."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from itertools import chain

import feedparser
import ijson
import pyarrow.parquet as pq

from helpers.articles.decoding import decode
from helpers.articles.files import RULES, Unreadable, slug
from helpers.articles.found import LIMITS, Found, Place
from helpers.cleaning import Part

Columns = dict[str, list[str]]
Rows = Callable[[Place, Iterator[str]], Iterator[Found]]
_FEED = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*|<\?.*?\?>\s*|<!DOCTYPE[^>\[]*>\s*)*<(rss|feed|rdf:RDF)\b", re.S)
_PIECE = 1 << 16  # characters handed to the parser at a time: between two, the time allowed can end
csv.field_size_limit(LIMITS["record"])


def columns_of(names: Iterable[str], given: Mapping[str, str]) -> Columns:
    """Which columns may hold what, best first: the one the study names, else those with usual names
    (helpers/data/files.toml).

    >>> columns_of(["Titre", "Corps du texte", "date", "publishedAt"], {"text": "Corps du texte"})
    {'text': ['Corps du texte'], 'title': ['Titre'], 'published': ['date', 'publishedAt']}
    """
    named = [name for name in names if isinstance(name, str)]
    present = {slug(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name)): name for name in reversed(named)}
    usual = {what: [present[alias] for alias in aliases.split() if alias in present]
             for what, aliases in RULES["columns"].items()}
    found = usual | {what: [name] for what, name in given.items() if name in named}
    return {what: columns for what, columns in found.items() if columns}


def told_by(row: Mapping, names: Columns) -> dict[str, tuple[str, str]]:
    """What a row says, and in which column: of those that may hold a thing, the first that is filled."""
    cells = ((what, name, _plain(row.get(name), "\n" if what == "text" else ", "))
             for what, columns in names.items() for name in reversed(columns))
    return {what: (name, text) for what, name, text in cells if text}


def is_index(names: Columns) -> bool:
    """Addresses and dates or outlets without texts: a list of pages, such as Media Cloud gives."""
    return "text" not in names and "url" in names and bool({"published", "outlet"} & set(names))


def lines(text: str, rest: bytes, stream: io.BufferedReader, encoding: str) -> Iterator[str]:
    """The lines of a file: of what was decoded already, then of the stream; one that is too long comes in pieces."""
    yield from io.StringIO(text, newline=None)
    while rest or (rest := stream.readline(LIMITS["record"])):
        yield (rest if rest.endswith(b"\n") else rest + stream.readline(LIMITS["record"])).decode(encoding, "replace")
        rest = b""


def reader(place: Place, text: str) -> Rows | None:
    """What reads a file of records, told by its first characters; None for any other text."""
    if re.match(r'\s*(\{\s*"|\[\s*\{)', text):
        rows = [row.strip() for row in text.strip().split("\n", 20)[:20]]
        whole = [row.startswith("{") and row.endswith("}") for row in rows]
        return _json_lines if rows[0][0] == "{" and rows[1:] and (whole[0] or 2 * sum(whole) > len(rows)) else _json
    if _FEED.match(text[:5000]):
        return _feed
    return _csv if place.name.lower().endswith((".csv", ".tsv")) or header(text, place.columns, place.name)[1] else None


def header(text: str, given: Mapping[str, str], name: str) -> tuple[str, Columns]:
    """(delimiter, columns) of a table with a text or an index; no columns for what is none. A file whose name does not
    say that it is a table must have two columns that are known."""
    first = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0][:10_000]
    found = {sign: columns_of(next(csv.reader([first], delimiter=sign), []), given) for sign in ",;\t|"}
    sign, names = max(found.items(), key=lambda one: (len(one[1]), first.count(one[0])))
    told = len(names) > 1 or name.lower().endswith((".csv", ".tsv"))
    return sign, names if told and ("text" in names or is_index(names)) else {}


def record(place: Place, number: int, row: Mapping, names: Columns, kind: str) -> Found:
    """One record: its raw text is its title, where it has one, and its text, a line break between them."""
    told, source = told_by(row, names), f"{place.source}#{number}"
    stated = {what: text for what, (_, text) in told.items()}
    text, title = stated.pop("text", ""), stated.get("title", "")
    if re.match(r"https?://", stated.get("outlet", "")):
        stated.setdefault("url", stated.pop("outlet"))
    if not text:
        return Found(source, reason=f"no text in the column “{names['text'][0]}”: fill it in or take the record out")
    parts = (Part(" ".join(title.split()), "headline"),) * bool(title) + (Part(text),)
    read = {name for name, _ in told.values()} | {name for of in names.values() for name in of if not row.get(name)}
    return Found(source, kind, parts, stated={**place.stated, **stated},
                 unread=tuple(str(name) for name in row if name and name not in read))


def _no_text(names: Iterable[str]) -> str:
    told = ", ".join(" ".join(str(name).split())[:60] for name in [*names][:12])
    return f"no column of text among: {told}. Name it in study.toml: [columns] text = “…”"


def _plain(value: object, between: str) -> str:
    """A value as text: a list joined, the name of a thing, a day in ISO."""
    if isinstance(value, (list, tuple)):
        return between.join(filter(None, (_plain(one, between) for one in value)))
    if isinstance(value, Mapping):
        return _plain(next(filter(None, map(value.get, RULES["naming_keys"])), None), between)
    if isinstance(value, bytes):
        with suppress(Unreadable):
            return decode(value)[0].strip()
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None or value != value else str(value).strip()


def _csv(place: Place, rows: Iterator[str]) -> Iterator[Found]:
    first = next(row for row in rows if row.strip())
    sign, names = header(first, place.columns, place.name)
    held, last = [], ""  # the lines of the row that is read, and of the last
    rows = (held.append(row) or row for row in rows)
    table = csv.DictReader(rows, next(csv.reader([first], delimiter=sign)), delimiter=sign)
    if not names:
        raise Unreadable(_no_text(table.fieldnames))
    if is_index(names):
        raise Unreadable(f"an index of {sum(1 for _ in table)} addresses, which completes the pages "
                         f"beside it: {'take it out of the archive' if place.depth else 'nothing to do'}")
    for number, row in enumerate(table, 1):
        last, held[:] = "".join(held), []
        broken = Found(f"{place.source}#{number}", reason="more cells than columns: put the text in quotation marks")
        yield broken if any(row.pop(None, ())) else record(place, number, row, names, "CSV")
    if last.count('"') % 2:
        raise Unreadable("ends within quotation marks: cut short, its last row, too: fetch it again")


def _json_lines(place: Place, rows: Iterator[str]) -> Iterator[Found]:
    for number, line in enumerate(rows, 1):
        if line.strip():
            yield _json_record(place, number, line, "JSON Lines")


def _json_record(place: Place, number: int, node: object, kind: str) -> Found:
    try:
        node = json.loads(node) if isinstance(node, str) else node
    except (ValueError, RecursionError):
        return Found(f"{place.source}#{number}", reason="a line that is no JSON: export the file again")
    names = columns_of(node, place.columns) if isinstance(node, dict) else {}
    if "text" not in names:
        return Found(f"{place.source}#{number}", reason=_no_text(node if isinstance(node, dict) else ["none"]))
    return record(place, number, node, names, kind)


def _json(place: Place, rows: Iterator[str]) -> Iterator[Found]:
    """An array of records; or one record, or an object that holds an array of them."""
    stream = (row[at:at + _PIECE].encode("utf-8", "replace") for row in rows for at in range(0, len(row), _PIECE))
    first = next(stream, b"")
    listed = "item" if first.lstrip().startswith(b"[") else ""
    wholes = ijson.items(ijson.from_iter(chain([first], stream)), listed, use_float=True, multiple_values=True)
    nodes = chain.from_iterable(_nodes(whole, place.columns) for whole in wholes)
    for number, node in enumerate(nodes, 1):
        yield _json_record(place, number, node, "JSON")


def _nodes(whole: object, given: Mapping[str, str]) -> list:
    """The records that a JSON value holds: a table by columns; itself; those of its longest list, or of what it
    wraps."""
    items = whole.items() if isinstance(whole, dict) else ()
    values = [value for _, value in items]
    if values and "text" in columns_of(whole, given):
        rows = dict.fromkeys(chain.from_iterable(values)) if all(isinstance(value, dict) for value in values) else None
        return [{name: cells.get(row) for name, cells in whole.items()} for row in rows] if rows else [whole]
    lists = [value for value in values if isinstance(value, list) and value and isinstance(value[0], dict)]
    wrapped = [{key: one for key, one in items if key != name} | node
               for name, value in items if isinstance(value, dict) for node in _nodes(value, given)]
    return max([*lists, wrapped], key=len) or [whole]


def parquet(place: Place, stream: io.IOBase) -> Iterator[Found]:
    """The records of a Parquet table."""
    table = pq.ParquetFile(stream)
    names = columns_of(table.schema_arrow.names, place.columns)
    if "text" not in names:
        raise Unreadable(_no_text(table.schema_arrow.names))
    place.allowance[0] -= sum(table.metadata.row_group(group).total_byte_size for group in range(table.num_row_groups))
    if place.allowance[0] < 0:
        raise Unreadable(f"unpacks to more than {LIMITS['ratio']} times its size: write it again, uncompressed")
    batches = table.iter_batches(16, columns=[*chain.from_iterable(names.values())])
    for number, row in enumerate(chain.from_iterable(batch.to_pylist() for batch in batches), 1):
        yield record(place, number, dict.fromkeys(table.schema_arrow.names) | row, names, "Parquet")


def _feed(place: Place, rows: Iterator[str]) -> Iterator[Found]:
    """The entries of a feed: what they hold in full, else their summary."""
    data = "".join(rows).encode("utf-8", "replace")
    feed = feedparser.parse(io.BytesIO(data), response_headers={"content-type": "application/xml; charset=utf-8"})
    for number, entry in enumerate(feed.entries, 1):
        row = {"text": entry.get("content") or entry.get("summary"), "title": entry.get("title"),
               "url": entry.get("link"), "published": entry.get("published"), "byline": entry.get("author"),
               "outlet": None if entry.get("link") else feed.feed.get("title"), "id": entry.get("id"),
               "flag": None if entry.get("content") else "summary only"}
        yield record(place, number, row, {what: [what] for what in row}, "RSS or Atom")
    if not feed.entries:
        raise Unreadable("a feed without entries: fetch it again")
    if not re.search(rb"</(rss|feed|rdf:RDF)\s*>", data[-2000:]):
        raise Unreadable("a feed that is cut short, its last entry, too: fetch it again")
