"""The files of a study folder: which are articles, what is in them, and what each is called."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

MAX_BYTES = 20_000_000
#: What the tool writes or reads for itself in a study folder: never articles.
OWN_FOLDERS = frozenset(("derived", "notebooks", "figures", "gold"))
OWN_FILES = frozenset(("study.toml", "articles.csv", "outlets.csv", "actors.csv", "chronology.csv", "terms.csv", "corrections.csv", "readme.md", "readme.txt"))
_READ = frozenset((".txt", ".text", ".md", ".markdown", ".htm", ".html", ".xhtml", ""))
_MAGIC = (
    (b"%PDF", "a PDF: save its text as a .txt file"), (b"PK\x03\x04", "a zip archive or an office document: save its text as a .txt file, or unpack it"),
    (b"\x1f\x8b", "a gzip archive: unpack it"), (b"\xff\xd8\xff", "an image: give the text of the article"),
    (b"\x89PNG", "an image: give the text of the article"), (b"GIF8", "an image: give the text of the article"),
    (b"{\\rtf", "an RTF document: save it as plain text"), (b"\xd0\xcf\x11\xe0", "an office document: save it as plain text"),
    (b"PAR1", "a Parquet table: only text, Markdown and HTML pages are read"), (b"SQLite", "a database: export its articles as text files"))
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FRENCH = frozenset("éèêëàâäîïôöùûüçœæÉÈÊËÀÂÎÏÔÙÛÜÇŒÆ«»’‘“”…–—·•€°º§\xa0²³©®")


@dataclass(frozen=True)
class File:
    """A candidate article: its path, its name in the tables, its path below the folder of articles, what forbids it."""

    path: Path
    source: str
    inner: str
    reason: str | None = None


class Unreadable(ValueError):
    """A file that gives no text; the message says why and what to do."""


def list_files(folder: Path, pattern: str | None = None) -> list[File]:
    """The candidate files of a study folder, sorted by path.

    Looked for in `pattern` (a folder or a glob, absolute or relative to `folder`) where given, else in
    `folder/articles`, else in `folder` itself. Hidden files and the tool's own are passed over; links that lead out
    of the place searched are listed with a reason and never followed.
    """
    folder = Path(folder)
    base, paths = _search(folder, pattern)
    own = not base.resolve().is_relative_to((folder / "articles").resolve())
    files, home = [], base.resolve()
    for path in sorted(set(paths)):
        inner = path.relative_to(base)
        if any(part.startswith((".", "~$")) for part in inner.parts) or own and _is_own(path, folder):
            continue
        outside = path.is_symlink() and not path.resolve().is_relative_to(home)
        source = (path.relative_to(folder) if path.is_relative_to(folder) else inner).as_posix()
        files.append(File(path, source, inner.as_posix(), "a link that leads out of the folder: put the file itself there" if outside else None))
    return sorted(files, key=lambda file: file.source)


def _search(folder: Path, pattern: str | None) -> tuple[Path, list[Path]]:
    if not pattern:
        return (lambda base: (base, _walk(base)))(folder / "articles" if (folder / "articles").is_dir() else folder)
    place = Path(pattern) if os.path.isabs(pattern) else folder / pattern
    if place.is_dir():
        return place, _walk(place)
    if not re.search(r"[*?\[]", pattern):
        return place.parent, [place] if place.is_file() else []
    fixed = [part for part in place.parts]
    count = next(place for place, part in enumerate(fixed) if re.search(r"[*?\[]", part))
    base = Path(*fixed[:count])
    return base, [path for path in base.glob("/".join(fixed[count:])) if path.is_file()] if base.is_dir() else []


def _walk(base: Path) -> list[Path]:
    return [Path(root) / name for root, _, names in os.walk(base) for name in names]


def _is_own(path: Path, folder: Path) -> bool:
    if not path.is_relative_to(folder):
        return False
    parts = path.relative_to(folder).parts
    return parts[0] in OWN_FOLDERS or len(parts) == 1 and path.name.lower() in OWN_FILES


def slug(text: str) -> str:
    """Lower-case letters, digits and hyphens.

    >>> slug("Kim reçoit l’Envoyé (2).txt"), slug("Женя")
    ('kim-recoit-l-envoye-2-txt', '')
    """
    plain = unicodedata.normalize("NFKD", re.sub("[’']", "-", text).replace("œ", "oe").replace("æ", "ae")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def article_ids(inners: list[str]) -> dict[str, str]:
    """An id for each path below the folder of articles: the slug of the path without its suffix.

    Paths that would share one, or have none, get six characters of the path's own hash, whatever other files there are.

    >>> article_ids(["a.txt", "b/Été.html"])
    {'a.txt': 'a', 'b/Été.html': 'b-ete'}
    """
    plain = {inner: slug(re.sub(r"\.[A-Za-z0-9]{1,8}$", "", inner))[:80] for inner in inners}
    count = Counter(plain.values())
    tail = {inner: hashlib.sha1(inner.encode("utf-8", "surrogateescape")).hexdigest()[:6] for inner in inners}
    return {inner: name if name and count[name] == 1 else f"{name or 'article'}-{tail[inner]}" for inner, name in plain.items()}


def read_text(path: Path) -> tuple[str, str, bytes]:
    """(text, encoding, bytes) of a file. Raises `Unreadable` for what is no text, with a remedy in plain words."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(f"larger than {MAX_BYTES // 1_000_000} MB: not one article; split it into one file per article")
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be opened ({error.strerror}): check its rights") from None
    if not data.strip():
        raise Unreadable("empty file: fetch the article again or delete the file")
    if reason := next((reason for magic, reason in _MAGIC if data.startswith(magic)), None):
        raise Unreadable(reason)
    if path.suffix.lower() not in _READ:
        raise Unreadable(f"a {path.suffix} file: only text, Markdown and HTML pages are read; save the article as one of these")
    text, encoding = decode(data)
    return text, encoding, data


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding): byte order mark, else valid UTF-8, else UTF-16 by its zero bytes, else the declared or likeliest code page.

    A code page is inferred from which of its letters French would use; in a text with few accents it may be wrong.

    >>> decode("été à Genève".encode("cp1252"))
    ('été à Genève', 'cp1252')
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding, "damaged text")[0].removeprefix("\ufeff"), encoding.replace("-sig", "")
    if b"\x00" in data[:4000]:
        low, high = data[0:2000:2].count(0), data[1:2000:2].count(0)
        if max(low, high) < 0.3 * min(len(data), 2000) / 2:
            raise Unreadable("a binary file, not text: give the text of the article")
        return _strict(data, "utf-16-le" if high > low else "utf-16-be", "a binary file, not text")
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = _code_page(data)
    odd = sum(char < " " and char not in "\t\n\r\f\x0b\x1a" or "\x7f" <= char < "\xa0" and char != "\x85" for char in text[:20_000])
    if odd > 0.01 * min(len(text), 20_000) + 2 or "\x00" in text:
        raise Unreadable("a binary file, not text: give the text of the article")
    return text, encoding


def _strict(data: bytes, encoding: str, what: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        raise Unreadable(f"{what}: fetch the article again and save it as UTF-8") from None


def _code_page(data: bytes) -> tuple[str, str]:
    declared = re.search(rb"charset\s*=\s*[\"']?([\w-]{3,20})", data[:3000])
    names = ([declared[1].decode("ascii")] if declared else []) + ["cp1252", "mac_roman", "cp850"]
    best = max(((_plausible(data, name), -rank, name) for rank, name in enumerate(names)), default=(0, 0, "cp1252"))
    if best[0] < 0.8:
        guess = from_bytes(data[:200_000]).best()
        if guess is None:
            raise Unreadable("in an unknown encoding: save the file as UTF-8")
        return data.decode(guess.encoding, "replace"), guess.encoding
    return data.decode(best[2]), best[2].lower()


def _plausible(data: bytes, encoding: str) -> float:
    """Share of the characters beyond ASCII that French text uses; 0 where the bytes are no such text."""
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return 0.0
    beyond = [char for char in text[:200_000] if char > "\x7f"]
    return sum(char in _FRENCH for char in beyond) / len(beyond) if beyond else 1.0
