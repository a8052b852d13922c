"""Tables of addresses, dates and outlets without texts, which complete the pages that stand beside them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

from helpers.articles.decoding import decode
from helpers.articles.files import File, Unreadable
from helpers.articles.tables import header, is_index, told_by
from helpers.cleaning import words
from helpers.cleaning.lines import plain


def key_of(url: str) -> str:
    """An address without what does not change the page: scheme, www., fragment, campaign, closing slash.

    >>> key_of("https://www.Exemple.fr/a/b/?utm_source=x#c") == key_of("http://exemple.fr/a/b")
    True
    """
    host, _, path = re.sub(r"^\w+://(?:www\.)?", "", url.strip()).partition("#")[0].partition("/")
    path = re.sub(r"(?<=[?&])(?:utm_\w+|fbclid|xtor)=[^&]*&?", "", path)
    return f"{host.lower()}/{path}".rstrip("/?&")


class Index:
    """The rows of all indexes of a folder, found by address, or by a title of five words or more that is no other's."""

    def __init__(self, files: Sequence[File], columns: Mapping[str, str]) -> None:
        self.rows: dict[str, dict[str, str]] = {}
        for file in files:
            with suppress(OSError, Unreadable, UnicodeError, csv.Error):
                if file.path.is_file() and not file.reason:
                    self._read(file, columns)

    def _read(self, file: File, columns: Mapping[str, str]) -> None:
        with file.path.open("rb") as stream:
            head = stream.read(4096)
        text, encoding = decode(head[:head.rfind(b"\n") + 1] or head)
        sign, names = header(text, columns, file.path.name)
        if is_index(names):
            with file.path.open(encoding=encoding.replace("utf-8", "utf-8-sig"), errors="replace", newline="") as stream:
                for row in csv.DictReader(stream, delimiter=sign):
                    self._add({what: text for what, (_, text) in told_by(row, names).items()})

    def _add(self, row: dict[str, str]) -> None:
        title = row.get("title", "")
        for key in [key_of(row.get("url", "")), plain(title) if len(words(title)) > 4 else ""]:
            if key and self.rows.setdefault(key, row) is not row and self.rows[key] != row:
                self.rows[key] = {what: told for what, told in row.items() if self.rows[key].get(what) == told}

    def of(self, url: str | None, title: str | None) -> dict[str, str]:
        """What the indexes say of a page; nothing where they do not agree."""
        return (self.rows.get(key_of(url)) if url else None) or self.rows.get(plain(title or "")) or {}
