"""The files of a study folder: which are articles, what is in them, and what each is called."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path

from charset_normalizer import from_bytes

RULES = tomllib.loads(resources("helpers.data").joinpath("files.toml").read_text(encoding="utf-8"))
MAX_BYTES = 20_000_000
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class Unreadable(ValueError):
    """A file that gives no article; the message says why and what to do."""


@dataclass(frozen=True)
class File:
    """A candidate article: its path, its name in the tables, its path below the folder searched, what forbids it."""

    path: Path
    source: str
    inner: str
    reason: str | None = None


def list_files(folder: Path, pattern: str | None = None) -> list[File]:
    """The candidate files of a study folder, sorted by name.

    Looked for in `pattern` (a folder or a glob, absolute or relative to `folder`) where given, else in
    `folder/articles`, else in `folder` itself. Hidden files and the tool's own are passed over; links that lead out
    of the place searched are listed with a reason and never followed.
    """
    base, paths = _search(folder, pattern)
    files, home = [], base.resolve()
    for path in set(paths):
        inner = path.relative_to(base)
        if any(part.startswith((".", "~$")) for part in inner.parts) or _is_own(path, folder):
            continue
        outside = not path.resolve().is_relative_to(home)
        source = path.relative_to(folder) if path.is_relative_to(folder) else inner
        reason = "a link that leads out of the folder: put the file itself there" if outside else None
        files.append(File(path, _name(source), _name(inner), reason))
    return sorted(files, key=lambda file: file.source)


def _name(path: Path) -> str:
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def _search(folder: Path, pattern: str | None) -> tuple[Path, list[Path]]:
    """The folder searched and the files found there."""
    place = folder / (pattern or ("articles" if (folder / "articles").is_dir() else "."))
    if place.is_dir():
        return place, [Path(root) / name for root, _, names in os.walk(place) for name in names]
    fixed = next((at for at, part in enumerate(place.parts) if re.search(r"[*?\[]", part)), len(place.parts) - 1)
    base = Path(*place.parts[:fixed])
    found = base.glob("/".join(place.parts[fixed:])) if base.is_dir() else ()
    return base, [path for path in found if path.is_file()]


def _is_own(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts if path.is_relative_to(folder) else ("elsewhere", "")
    return parts[0] in RULES["own_folders"] or len(parts) == 1 and path.name.lower() in RULES["own_files"]


def slug(text: str) -> str:
    """Lower-case letters, digits and hyphens.

    >>> slug("Kim reçoit l’Envoyé (2).txt"), slug("Женя")
    ('kim-recoit-l-envoye-2-txt', '')
    """
    plain = re.sub("[’']", "-", text).replace("œ", "oe").replace("æ", "ae")
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def article_ids(inners: list[str]) -> dict[str, str]:
    """An id for each path below the folder searched: the slug of the path without its suffix.

    Paths that would share one, or have none, get six characters of the path's own hash.

    >>> article_ids(["a.txt", "b/Été.html"])
    {'a.txt': 'a', 'b/Été.html': 'b-ete'}
    """
    plain = {inner: slug(re.sub(r"\.[A-Za-z0-9]{1,8}$", "", inner))[:80] for inner in inners}
    count = Counter(plain.values())
    tail = {inner: hashlib.sha1(inner.encode()).hexdigest()[:6] for inner in inners}
    return {inner: name if name and count[name] == 1 else f"{name or 'article'}-{tail[inner]}"
            for inner, name in plain.items()}


def read_text(path: Path) -> tuple[str, str, bytes]:
    """(text, encoding, bytes) of a file. Raises `Unreadable` for what is no text, with a remedy in plain words."""
    try:
        if not path.is_file():
            raise Unreadable("not a file that can be opened: put the article itself there")
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(f"larger than {MAX_BYTES // 1_000_000} MB: split it into one file per article")
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be opened ({error.strerror}): check its rights") from None
    if not data.strip():
        raise Unreadable("empty file: fetch the article again or delete the file")
    if reasons := [reason for magic, reason in RULES["magic"].items() if data.startswith(bytes.fromhex(magic))]:
        raise Unreadable(reasons[0])
    if path.suffix.lower() not in RULES["suffixes"]:
        raise Unreadable(f"a {path.suffix} file: only text, Markdown and HTML pages are read; save the article as one")
    return *decode(data), data


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding): byte order mark, else UTF-16 by its zero bytes, else valid UTF-8, else the likeliest code page.

    A code page is inferred from which of its letters French would use; in a text with few accents it may be wrong.
    Raises `Unreadable` for what is no text.

    >>> decode("été à Genève".encode("cp1252"))
    ('été à Genève', 'cp1252')
    """
    encoding, head = next((name for mark, name in _BOMS.items() if data.startswith(mark)), None), data[:4000]
    if encoding is None and head.count(0) > 0.15 * len(head):
        encoding = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    try:
        text, encoding = data.decode(encoding or "utf-8"), encoding or "utf-8"
    except UnicodeDecodeError:
        if encoding or 0 in head:
            raise Unreadable("damaged text or a binary file: fetch the article again, save it as UTF-8") from None
        text, encoding = _code_page(data)
    odd = re.findall(r"[^\s\x20-\x7e\xa0-\U0010ffff]", text[:20_000])
    if len(odd) > 0.01 * len(text[:20_000]) + 2:
        raise Unreadable("a binary file, not text: give the text of the article")
    return text.removeprefix("\ufeff"), encoding


def _code_page(data: bytes) -> tuple[str, str]:
    declared = re.search(rb"charset\s*=\s*[\"']?([\w-]{3,20})", data[:3000])
    names = ([declared[1].decode("ascii").lower()] if declared else []) + ["cp1252", "mac_roman", "cp850"]
    best = max(names, key=lambda name: _plausible(data, name))  # the first of equals
    if _plausible(data, best) < 0.8:
        guess = from_bytes(data[:200_000]).best()
        if guess is None:
            raise Unreadable("in an unknown encoding: save the file as UTF-8")
        best = guess.encoding
    return data.decode(best, "replace"), best


def _plausible(data: bytes, encoding: str) -> float:
    """Share of the characters beyond ASCII that French text uses; 0 where the bytes are no such text."""
    try:
        beyond = [char for char in data[:200_000].decode(encoding) if char > "\x7f"]
    except (UnicodeDecodeError, LookupError):
        return 0.0
    return sum(char in RULES["french_characters"] for char in beyond) / len(beyond) if beyond else 1.0
