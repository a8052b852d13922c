"""Files of many records: CSV, JSON, JSON Lines, Parquet, RSS and Atom; which column holds what."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
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
    named = reversed([name for name in names if isinstance(name, str)])
    present = {slug(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name)): name for name in named}
    usual = {what: [present[alias] for alias in aliases.split() if alias in present]
             for what, aliases in RULES["columns"].items()}
    found = usual | {what: [name] for what, name in given.items() if name in present.values()}
    return {what: columns for what, columns in found.items() if columns}


def told_by(row: Mapping, names: Columns) -> dict[str, tuple[str, str]]:
    """What a row says, and in which column: of those that may hold a thing, the first that is filled."""
    cells = {what: ((name, _plain(row.get(name), "\n" if what == "text" else ", ")) for name in columns)
             for what, columns in names.items()}
    found = {what: next((cell for cell in told if cell[1]), None) for what, told in cells.items()}
    return {what: cell for what, cell in found.items() if cell}


def likely(name: str) -> str | None:
    """What a column might hold whose name is no usual one, by the words that it shares with those; None: no idea.

    >>> likely("date_parution_web"), likely("nb_mots")
    ('published', None)
    """
    words = set(slug(name).split("-"))
    shared = {what: len(words & set(re.findall(r"\w{4,}", usual))) for what, usual in RULES["columns"].items()}
    best = max(shared, key=shared.get)
    return best if shared[best] else None


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
    return _csv if header(text, place.columns, _is_named(place))[1] else None


def _is_named(place: Place) -> bool:
    return place.name.lower().endswith((".csv", ".tsv"))


def header(text: str, given: Mapping[str, str], named: bool = False) -> tuple[str, Columns]:
    """(delimiter, columns) of a table with a text or an index; no columns for what is none. A file that is not `named`
    as a table must have two columns that are known."""
    first = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    found = []
    for sign in ",;\t|" if len(first) < 10_000 else "":
        cells = next(csv.reader([first], delimiter=sign), [])
        names = columns_of(cells, given)
        known = len(names) if named or len(names) > 1 else 0
        found.append((known if "text" in names or is_index(names) else 0, sign, names))
    count, sign, names = max(found, key=lambda one: one[0], default=(0, ",", {}))
    return sign, names if count else {}


def record(place: Place, number: int, row: Mapping, names: Columns, kind: str) -> Found:
    """One record: its raw text is its title, where it has one, and its text, a line break between them."""
    told = told_by(row, names)
    stated, source = {what: text for what, (_, text) in told.items()}, f"{place.source}#{number}"
    text, title, day = stated.pop("text", ""), stated.get("title", ""), stated.get("published", "")
    if re.match(r"https?://", stated.get("outlet", "")):
        stated.setdefault("url", stated.pop("outlet"))
    if not text:
        columns = "”, “".join(names["text"])
        return Found(source, reason=f"no text in the column “{columns}”: fill it in or take the record out")
    parts = (Part(" ".join(title.split()), "headline"),) * bool(title) + (Part(text),)
    read, empty = {name for name, _ in told.values()}, {name for of in names.values() for name in of if not row.get(name)}
    stated |= {"published": _in_figures(day)} if day else {}
    return Found(source, kind, parts, stated={**place.stated, **stated},
                 unread=tuple(str(name) for name in row if name and name not in read | empty))


def _in_figures(day: str) -> str:
    """A day that a machine wrote in figures alone, as ISO: year, month and day, or the seconds (or thousandths) since
    1970, in universal time; any other text as it is.

    >>> _in_figures("20240719"), _in_figures("1721383200.0"), _in_figures("1721383200000"), _in_figures("19/07/2024")
    ('2024-07-19', '2024-07-19', '2024-07-19', '19/07/2024')
    """
    if seconds := re.fullmatch(r"(1?\d{9})(\d{3})?(\.\d*)?", day):
        return datetime.fromtimestamp(int(seconds[1]), UTC).date().isoformat()
    return re.sub(r"((?:19|20)\d\d)(\d\d)(\d\d)(\d{6})?", r"\1-\2-\3", day) if day.isdigit() else day


def _plain(value: object, between: str) -> str:
    """A value as text: a list joined, the name of a thing, a day in ISO."""
    if isinstance(value, (list, tuple)):
        return between.join(filter(None, (_plain(one, between) for one in value)))
    if isinstance(value, Mapping):
        return _plain(next(filter(None, map(value.get, ("name", "value", "title", "rendered"))), None), between)
    if isinstance(value, bytes):
        with suppress(Unreadable):
            return decode(value)[0].strip()
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None or value != value else str(value).strip()


def _csv(place: Place, rows: Iterator[str]) -> Iterator[Found]:
    first = next(row for row in rows if row.strip())
    sign, names = header(first, place.columns, _is_named(place))
    table = csv.DictReader(rows, next(csv.reader([first], delimiter=sign)), delimiter=sign)
    if is_index(names):
        raise Unreadable(f"an index of {sum(1 for _ in table)} addresses, which completes the pages "
                         f"beside it: {'take it out of the archive' if place.depth else 'nothing to do'}")
    for number, row in enumerate(table, 1):
        yield record(place, number, row, names, "CSV")


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
        told = ", ".join(map(str, list(node)[:12])) if isinstance(node, dict) else type(node).__name__
        return Found(f"{place.source}#{number}", reason=f"no field of text among: {told}. Name it in study.toml: "
                     '[columns] text = "…"')
    return record(place, number, node, names, kind)


def _json(place: Place, rows: Iterator[str]) -> Iterator[Found]:
    """An array of records; or one record, or an object that holds an array of them."""
    stream = (row[at:at + _PIECE].encode("utf-8", "replace") for row in rows for at in range(0, len(row), _PIECE))
    first = next(stream, b"")
    source = ijson.from_iter(chain([first], stream))
    if first.lstrip().startswith(b"["):
        nodes = ijson.items(source, "item", use_float=True, multiple_values=True)
    else:
        wholes = ijson.items(source, "", use_float=True, multiple_values=True)
        nodes = chain.from_iterable(_nodes(whole, place.columns) for whole in wholes)
    for number, node in enumerate(nodes, 1):
        yield _json_record(place, number, node, "JSON")


def _nodes(whole: object, given: Mapping[str, str]) -> list:
    """The records that a JSON value holds: a table by columns or by rows; itself; those of its longest list."""
    values = list(whole.values()) if isinstance(whole, dict) else []
    is_record = "text" in columns_of(whole, given) if values else True
    if values and all(isinstance(value, dict) for value in values):
        rows = dict.fromkeys(chain.from_iterable(values))
        return [{name: cells.get(row) for name, cells in whole.items()} for row in rows] if is_record else values
    lists = [value for value in values if isinstance(value, list) and value and isinstance(value[0], dict)]
    return [whole] if is_record or not lists else max(lists, key=len)


def parquet(place: Place, stream: io.IOBase) -> Iterator[Found]:
    """The records of a Parquet table."""
    table = pq.ParquetFile(stream)
    names = columns_of(table.schema_arrow.names, place.columns)
    if "text" not in names:
        raise Unreadable(f"no column of text among: {', '.join(table.schema_arrow.names[:12])}. Name it in study.toml: "
                         '[columns] text = "…"')
    groups = range(table.num_row_groups)
    place.allowance[0] -= sum(table.metadata.row_group(group).total_byte_size for group in groups)
    if place.allowance[0] < 0:
        raise Unreadable(f"unpacks to more than {LIMITS['ratio']} times its size: write it again, uncompressed")
    batches = table.iter_batches(16, columns=list(dict.fromkeys(chain.from_iterable(names.values()))))
    for number, row in enumerate((row for batch in batches for row in batch.to_pylist()), 1):
        yield record(place, number, dict.fromkeys(table.schema_arrow.names) | row, names, "Parquet")


def _feed(place: Place, rows: Iterator[str]) -> Iterator[Found]:
    """The entries of a feed: what they hold in full, else their summary."""
    data = "".join(rows).encode("utf-8", "replace")
    feed = feedparser.parse(io.BytesIO(data), response_headers={"content-type": "application/xml; charset=utf-8"})
    for number, entry in enumerate(feed.entries, 1):
        row = {"text": entry["content"] if entry.get("content") else entry.get("summary"), "title": entry.get("title"),
               "url": entry.get("link"), "published": entry.get("published"), "byline": entry.get("author"),
               "outlet": None if entry.get("link") else feed.feed.get("title"), "id": entry.get("id")}
        found = record(place, number, row, {what: [what] for what in row}, "RSS or Atom")
        short = {} if entry.get("content") else {"flag": "summary only"}
        yield replace(found, stated={**found.stated, **short})
    if not feed.entries:
        raise Unreadable("a feed without entries: fetch it again")
    if not re.search(rb"</(rss|feed|rdf:RDF)\s*>", data[-2000:]):
        raise Unreadable("a feed that is cut short, its last entry, too: fetch it again")
