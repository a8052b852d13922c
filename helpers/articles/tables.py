"""Files of many records: CSV, JSON, JSON Lines, Parquet, RSS and Atom; which column holds what."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

import feedparser
import ijson
import pyarrow.parquet as pq

from helpers.articles.files import RULES, Unreadable, slug
from helpers.articles.found import LIMITS, Found, Place
from helpers.cleaning import Part

Rows = Callable[[Place, Iterator[str]], Iterator[Found]]
_FEED = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*|<\?.*?\?>\s*|<!DOCTYPE[^>\[]*>\s*)*<(rss|feed|rdf:RDF)\b", re.S)
_PIECE = 1 << 16  # characters handed to the parser at a time: between two, the time allowed can end
csv.field_size_limit(LIMITS["record"])


def columns_of(names: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """Which column holds what: those the study names, else by their usual names (helpers/data/files.toml).

    >>> columns_of(["Titre", "Corps du texte", "publishedAt"], {"text": "Corps du texte"})
    {'text': 'Corps du texte', 'title': 'Titre', 'published': 'publishedAt'}
    """
    named = reversed([name for name in names if isinstance(name, str)])
    present = {slug(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name)): name for name in named}
    usual = {what: present[alias] for what, aliases in RULES["columns"].items()
             for alias in reversed(aliases.split()) if alias in present}
    return usual | {what: name for what, name in given.items() if name in present.values()}


def likely(name: str) -> str | None:
    """What a column might hold whose name is no usual one, by the words that it shares with those; None: no idea.

    >>> likely("date_parution_web"), likely("nb_mots")
    ('published', None)
    """
    words = set(slug(name).split("-"))
    shared = {what: len(words & set(re.findall(r"\w{4,}", usual))) for what, usual in RULES["columns"].items()}
    best = max(shared, key=shared.get)
    return best if shared[best] else None


def is_index(names: Mapping[str, str]) -> bool:
    """Addresses and dates or outlets without texts: a list of pages, such as Media Cloud gives."""
    return "text" not in names and "url" in names and bool({"published", "outlet"} & set(names))


def lines(text: str, rest: bytes, stream: io.BufferedReader, encoding: str) -> Iterator[str]:
    """The lines of a file: of what was decoded already, then of the stream; one that is too long comes in pieces."""
    yield from io.StringIO(text, newline=None)
    while rest or (rest := stream.readline(LIMITS["record"])):
        yield (rest if rest.endswith(b"\n") else rest + stream.readline(LIMITS["record"])).decode(encoding, "replace")
        rest = b""


def reader(text: str, given: Mapping[str, str]) -> Rows | None:
    """What reads a file of records, told by its first characters; None for any other text."""
    if re.match(r'\s*(\{\s*"|\[\s*\{)', text):
        first, _, more = text.strip().partition("\n")
        return _json_lines if first[0] == "{" and more and first.rstrip().endswith("}") else _json
    if _FEED.match(text[:5000]):
        return _feed
    return _csv if header(text, given)[1] else None


def header(text: str, given: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """(delimiter, columns) of a table with a text or an index; no columns for what is none."""
    first = text.lstrip("\n").partition("\n")[0]
    found = []
    for sign in ",;\t|" if len(first) < 10_000 else "":
        cells = next(csv.reader([first], delimiter=sign), [])
        names = columns_of(cells, given)
        found.append((len(names) if len(cells) > 1 and ("text" in names or is_index(names)) else 0, sign, names))
    count, sign, names = max(found, key=lambda one: one[0], default=(0, ",", {}))
    return sign, names if count else {}


def record(place: Place, number: int, row: Mapping, names: Mapping[str, str], kind: str) -> Found:
    """One record: its raw text is its title, where it has one, and its text, a line break between them."""
    stated = {what: told for what, name in names.items() if (told := _plain(row.get(name), "\n" if what == "text" else ", "))}
    text, title, source = stated.pop("text", ""), stated.get("title", ""), f"{place.source}#{number}"
    if re.match(r"https?://", stated.get("outlet", "")):
        stated.setdefault("url", stated.pop("outlet"))
    if not text:
        return Found(source, reason=f"no text in the column “{names['text']}”: fill it in or take the record out")
    parts = (Part(" ".join(title.split()), "headline"),) * bool(title) + (Part(text),)
    unread = tuple(str(name) for name in row if name and name not in names.values())
    return Found(source, kind, parts, stated={**place.stated, **stated}, unread=unread)


def _plain(value: object, between: str) -> str:
    """A value as text: a list joined, the name of a thing, a day in ISO."""
    if isinstance(value, (list, tuple)):
        return between.join(filter(None, (_plain(one, between) for one in value)))
    if isinstance(value, Mapping):
        return _plain(value.get("name") or value.get("value") or value.get("title"), between)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None or value != value else str(value).strip()


def _csv(place: Place, rows: Iterator[str]) -> Iterator[Found]:
    first = next(row for row in rows if row.strip())
    sign, names = header(first, place.columns)
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
    source = ijson.from_iter(itertools.chain([first], stream))
    if first.lstrip().startswith(b"["):
        nodes = ijson.items(source, "item", use_float=True)
    else:
        whole = next(ijson.items(source, "", use_float=True))
        lists = [value for value in whole.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        nodes = [whole] if "text" in columns_of(whole, place.columns) or not lists else max(lists, key=len)
    for number, node in enumerate(nodes, 1):
        yield _json_record(place, number, node, "JSON")


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
    batches = table.iter_batches(16, columns=list(dict.fromkeys(names.values())))
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
        found = record(place, number, row, dict(zip(row, row)), "RSS or Atom")
        short = {} if entry.get("content") else {"flag": "summary only"}
        yield replace(found, stated={**found.stated, **short})
    if not feed.entries:
        raise Unreadable("a feed without entries: fetch it again")
