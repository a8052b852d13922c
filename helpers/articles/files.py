"""The files of a study folder: which are articles, what is in them, and what each is called."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from helpers.data import read_toml

RULES = read_toml("files.toml")


class Unreadable(ValueError):
    """A file that gives no article; the message says why and what to do."""


@dataclass(frozen=True)
class File:
    """A candidate article: its path, its name in the tables, its path below the folder searched, what forbids it."""

    path: Path
    source: str
    inner: str
    reason: str | None = None


def list_files(folder: Path | str, pattern: str | None = None) -> list[File]:
    """The candidate files of a study folder, sorted by name.

    Looked for in `pattern` (a folder or a glob, absolute or relative to `folder`) where given, else in
    `folder/articles`, else in `folder` itself. Hidden files and the tool's own are passed over; links that lead out
    of the place searched are listed with a reason and never followed.
    """
    folder = Path(folder) if isinstance(folder, str) else folder
    base, paths = _search(folder, pattern)
    files, home = [], base.resolve()
    for path in set(paths):
        inner = path.relative_to(base)
        if any(part.startswith((".", "~$")) for part in inner.parts) or _is_own(path, folder):
            continue
        source = path.relative_to(folder) if path.is_relative_to(folder) else inner
        reason = None if path.resolve().is_relative_to(home) else "a link out of the folder: put the file itself there"
        files.append(File(path, _name(source), _name(inner), reason))
    return sorted(files, key=lambda file: file.source)


def _name(path: Path) -> str:
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def _search(folder: Path, pattern: str | None) -> tuple[Path, list[Path]]:
    """The folder searched and the files found there."""
    place = folder / (pattern or ("articles" if (folder / "articles").is_dir() else "."))
    if place.is_dir():
        closed: list[OSError] = []  # folders without the right to look inside, told like files that cannot be opened
        found = os.walk(place, onerror=closed.append) if isinstance(place, Path) else place.walk()
        paths = [place.joinpath(root, name) for root, _, names in found for name in names]
        return place, paths + [Path(error.filename) for error in closed]
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
    plain = unicodedata.normalize("NFKD", re.sub("[’']", "-", text).replace("œ", "oe").replace("æ", "ae"))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")


def digest(path: Path) -> str:
    """A hash of what a file holds."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def digest_of(text: str) -> str:
    """A hash of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


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
