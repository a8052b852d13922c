"""Bytes → text: which encoding a file is in."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from helpers.articles.files import RULES, Unreadable

_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
         codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding): byte order mark, else UTF-16 or UTF-32 by their zero bytes, else valid UTF-8, else the
    likeliest code page.

    A code page is inferred from which of its letters French would use; in a text with few accents it may be wrong.
    Raises `Unreadable` for what is no text.

    >>> decode("été à Genève".encode("cp1252")), decode("été à Genève".encode("utf-32-le"))
    (('été à Genève', 'cp1252'), ('été à Genève', 'utf-32-le'))
    """
    head = data[:4000]
    encoding = next((name for mark, name in _BOMS.items() if data.startswith(mark)), None) or _wide(head)
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


def _wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32, by the share of zero bytes in a text of Latin letters and where they stand."""
    size = 4 if head.count(0) > 0.6 * len(head) else 2
    order = "le" if head[::size].count(0) < head[size - 1::size].count(0) else "be"
    return f"utf-{8 * size}-{order}" if head.count(0) > 0.15 * len(head) else None


def _code_page(data: bytes) -> tuple[str, str]:
    declared = re.search(rb"charset\s*=\s*[\"']?([\w-]{3,20})", data[:3000])
    names = ([declared[1].decode("ascii").lower()] if declared else []) + ["cp1252", "mac_roman", "cp850"]
    best = max(names, key=lambda name: _plausible(data, name))  # the first of equals
    if _plausible(data, best) < 0.8:
        guess = from_bytes(data[:200_000]).best()
        if guess is None:
            raise Unreadable("in an unknown encoding: save the file as UTF-8")
        best = guess.encoding
    return data.decode(best, "replace"), best.replace("windows-", "cp")


def _plausible(data: bytes, encoding: str) -> float:
    """Share of the characters beyond ASCII that French text uses; 0 where the bytes are no such text."""
    try:
        beyond = [char for char in data[:200_000].decode(encoding) if char > "\x7f"]
    except (UnicodeError, LookupError):
        return 0.0
    return sum(char in RULES["french_characters"] for char in beyond) / len(beyond) if beyond else 1.0
