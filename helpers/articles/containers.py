"""Files that hold others: compressed files, zip and tar archives, web archives; each member as it comes."""

from __future__ import annotations

import bz2
import errno
import gzip
import hashlib
import io
import lzma
import re
import shutil
import stat
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from warcio.archiveiterator import ArchiveIterator

from helpers.articles import exports, tables
from helpers.articles.decoding import decode
from helpers.articles.files import RULES, File, Unreadable
from helpers.articles.found import LIMITS, Bounded, Found, Place
from helpers.cleaning import is_html, is_markdown

_COMPRESSED = {rb"\x1f\x8b": gzip.open, rb"BZh[1-9]1AY&SY": bz2.open, rb"\xfd7zXZ\0": lzma.open}
_REFUSED = {re.compile(pattern, re.I): reason for pattern, reason in RULES["refused"].items()}


def candidates(file: File, columns: dict[str, str]) -> Iterator[Found]:
    """Everything in a file that may be an article, in its order; what cannot be one comes with its reason."""
    def begin() -> io.BufferedIOBase:
        if file.reason or not file.path.is_file():
            raise Unreadable(file.reason or "not a file that can be opened: put the article itself there")
        place.allowance[0] = max(LIMITS["unpacked"], LIMITS["ratio"] * file.path.stat().st_size)
        return file.path.open("rb")
    place, one = Place(file.source, file.path.name, columns, [0]), None
    for one in _safely(place, begin):
        yield one
    if one is None:
        yield Found(file.source, reason="nothing stands in it: fetch it again or delete the file")


def _safely(place: Place, begin: Callable[[], io.IOBase]) -> Iterator[Found]:
    """The candidates up to the first damage, which is told: whatever stands in a file, the others go on."""
    try:
        with begin() as stream:
            yield from _open(place, stream)
    except Unreadable as error:
        yield Found(place.source, reason=str(error))
    except PermissionError as error:
        yield Found(place.source, reason=f"cannot be opened ({error.strerror}): check its rights")
    except Exception as error:
        if getattr(error, "errno", None) == errno.ENOSPC:
            raise
        yield Found(place.source, reason=f"damaged ({type(error).__name__}): nothing beyond was read; fetch it again")


def _open(place: Place, raw: io.IOBase) -> Iterator[Found]:
    """The candidates in a stream, told by its first bytes."""
    if place.depth > LIMITS["depth"]:
        raise Unreadable(f"archives in archives, more than {LIMITS['depth']} deep: unpack them")
    stream = io.BufferedReader(raw, 1 << 16)
    head = stream.peek(512)
    unpack = next((way for magic, way in _COMPRESSED.items() if re.match(magic, head)), None)
    if unpack:
        yield from _open(place.inside(), Bounded(unpack(stream), place.allowance))
    elif head.startswith((b"PK\3\4", b"PK\5\6", b"PAR1")):
        with tempfile.SpooledTemporaryFile(LIMITS["bytes"]) as copy:
            if place.depth:
                shutil.copyfileobj(stream, copy)
            yield from (tables.parquet if head.startswith(b"PAR1") else _zip)(place, copy if place.depth else stream)
    elif head.startswith((b"WARC/", b"filedesc://")):
        yield from _warc(place, stream)
    elif head[257:262] == b"ustar":
        yield from _tar(place, stream)
    else:
        yield from _text(place, stream)
    if damage := getattr(raw, "damage", None):
        raise damage


def _zip(place: Place, stream: io.IOBase) -> Iterator[Found]:
    with zipfile.ZipFile(stream) as archive:
        if {"[Content_Types].xml", "mimetype"} & set(archive.namelist()):
            raise Unreadable("an office document: save its text as a .txt file")
        for entry in archive.infolist():
            closed = stat.S_ISLNK(entry.external_attr >> 16) or entry.flag_bits & 1  # a password is asked for
            if not entry.is_dir():
                yield from _member(place, entry.filename, not closed, lambda entry=entry: archive.open(entry))


def _tar(place: Place, stream: io.IOBase) -> Iterator[Found]:
    noting = Bounded(stream, place.allowance)
    with tarfile.open(fileobj=noting, mode="r|") as archive:
        for entry in archive:
            if not entry.isdir():
                yield from _member(place, entry.name, entry.isfile(), lambda entry=entry: archive.extractfile(entry))
    if noting.last.strip(b"\0"):  # the end is a block of zeros
        raise Unreadable("cut short: fetch it again")


def _member(place: Place, name: str, plain: bool, opens: Callable) -> Iterator[Found]:
    """The candidates in a member of an archive; hidden ones are passed over, as in folders, and links never
    followed."""
    inner = place.inside(name)
    if any(part.startswith((".", "__MACOSX")) for part in inner.name.split("/")):
        return
    if plain:
        yield from _safely(inner, lambda: Bounded(opens(), place.allowance))
    else:
        yield Found(inner.source, reason="a link, a device or a locked file in an archive: put the file itself there")


def _warc(place: Place, stream: io.IOBase) -> Iterator[Found]:
    others, noting = Counter(), Bounded(stream, place.allowance)
    for number, record in enumerate(ArchiveIterator(noting, arc2warc=True), 1):
        url = record.rec_headers.get_header("WARC-Target-URI") or str(number)
        kind = (record.http_headers or record.rec_headers).get_header("Content-Type", "").split(";")[0].strip().lower()
        status = record.http_headers.get_statuscode() if record.http_headers else "200"
        if record.rec_type in ("response", "resource", "conversion") and status == "200" and kind in RULES["page_types"]:
            inner = place.inside(re.sub(r"^\w+:/+", "", url), url=url)
            yield from _safely(inner, lambda record=record: Bounded(record.content_stream(), place.allowance))
        elif record.rec_type in ("response", "resource", "conversion", "revisit"):
            others[kind if status == "200" and record.rec_type != "revisit" else f"{record.rec_type} {status}"] += 1
    if others:
        told = ", ".join(f"{count} {kind or 'of no type'}" for kind, count in sorted(others.items()))
        yield Found(place.source, reason=f"{sum(others.values())} records that are no pages ({told}): nothing to do")
    if not noting.last.endswith(b"\n"):  # the end of every record
        raise Unreadable("cut short in its last record: fetch it again")


def _text(place: Place, stream: io.IOBase) -> Iterator[Found]:
    """The candidates in what is no archive; beyond the limit only tables are read, line by line."""
    data = stream.read(LIMITS["bytes"])
    damage = getattr(stream.raw, "damage", None)
    if not data.strip() and not damage:
        raise Unreadable("empty file: fetch the article again or delete the file")
    if reasons := [reason for magic, reason in RULES["magic"].items() if data.startswith(bytes.fromhex(magic))]:
        raise Unreadable(reasons[0])
    more = stream.peek(1)
    cut = data.rfind(b"\n") + 1 if more else len(data)
    text, encoding = decode(data[:cut])
    text = re.sub(r"\Asep=.\r?\n", "", text)  # a spreadsheet's word to itself
    lines = tables.lines(text, data[cut:], stream, encoding)
    if rows := tables.reader(place, text):
        found = rows(place, lines)
    elif damage:
        raise damage
    elif more:
        raise Unreadable(f"larger than {LIMITS['bytes'] // 1_000_000} MB: split it into one file per article")
    else:
        found = exports.find(place, text) or [replace(_single(place, text), digest=hashlib.sha256(data).hexdigest())]
    for one in found:
        yield replace(one, encoding=encoding)


def _single(place: Place, text: str) -> Found:
    """A file that is one article."""
    name = place.name.lower()
    if reasons := [reason for pattern, reason in _REFUSED.items() if pattern.search(f"{name}\n{text[:2000]}")]:
        raise Unreadable(reasons[0])
    marked = name.endswith((".md", ".markdown")) or is_markdown(text)
    kind = "HTML page" if is_html(text) else "Markdown" if marked else "text"
    return Found(place.source, kind, text, stated=place.stated)
