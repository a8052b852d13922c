"""Texts with annotation inside them: what XML allows, safe file names, and TimeML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from lxml import etree

from helpers.articles import slug
from helpers.findings import Press

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)$")


#: An annotation: start and end in the text, element, attributes (None: left out).
Span = tuple[int, int, str, dict]


def plain(text: str | None) -> str:
    """A text with a space for every character that XML forbids; as long as before.

    >>> plain("a\\x00b\\x1b & <c>")
    'a b  & <c>'
    """
    return _FORBIDDEN.sub(" ", (text or "").replace("\r", " "))


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """A file name, without ending, for every id: small letters, digits and hyphens, none twice, none reserved.

    >>> file_names(["../été", "con", "Été"])
    {'../été': 'ete', 'con': 'con-1', 'Été': 'ete-2'}
    """
    names: dict[str, str] = {}
    for place, key in enumerate(ids):
        name = slug(key)[:100] or "article"
        taken = name in names.values() or _DEVICES.match(name)
        names[key] = f"{name}-{place}" if taken else name
    return names


def element(parent: etree._Element, tag: str, text: str | None = None, **attributes: str | None) -> etree._Element:
    """A new element below `parent`; attributes that are None are left out."""
    given = {key: plain(str(value)) for key, value in attributes.items() if some(value) is not None}
    made = etree.SubElement(parent, tag, given)
    made.text = plain(text) if text is not None else None
    return made


def inline(parent: etree._Element, text: str, spans: Iterable[Span], start: int = 0) -> None:
    """Write a text below `parent` with its spans as elements; a span that crosses an earlier one is left out.

    Offsets of the spans count from `start`, that of the text's first character.
    """
    open_, at = [(parent, start + len(text))], start
    for first, last, tag, attributes in sorted(spans, key=lambda span: (span[0], -span[1], span[2])):
        while len(open_) > 1 and open_[-1][1] <= first:
            at = _append(open_.pop(), text, at, start)
        if last <= open_[-1][1]:
            at = _append((open_[-1][0], first), text, at, start)
            open_.append((element(open_[-1][0], tag, **attributes), last))
    while open_:
        at = _append(open_.pop(), text, at, start)


def _append(within: tuple[etree._Element, int], text: str, at: int, start: int) -> int:
    """Write the text up to an offset into an element, behind what it holds already."""
    node, end = within
    piece = plain(text[at - start:end - start])
    if len(node):
        node[-1].tail = (node[-1].tail or "") + piece
    else:
        node.text = (node.text or "") + piece
    return max(at, end)


def save(root: etree._Element, path: Path) -> None:
    """Write an XML file, its white space as it is."""
    path.write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n")


def spans_of(rows: pd.DataFrame) -> dict[str, list]:
    """Rows of a table by article, each as a record."""
    return {key: list(found.itertuples()) for key, found in rows.groupby("article_id")}


def some(value: object) -> object:
    """None for what is missing, of any make."""
    return None if value is None or value != value else value


def write_timeml(press: Press, folder: Path) -> None:
    """ARTICLE.tml for every article: DOCID, DCT (its day; mod="APPROX" where inferred), TITLE, TEXT with TIMEX3 inside.

    The text of TEXT is that of the table, character for character, so that offsets hold.
    """
    dated, found = press.datings.set_index("article_id"), spans_of(press.timexes)
    names = file_names(press.articles.article_id)
    for article in press.articles.itertuples():
        root = etree.Element("TimeML", {"{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation":
                                        "http://timeml.org/timeMLdocs/TimeML_1.2.1.xsd"})
        element(root, "DOCID", article.article_id)
        day, basis = some(dated.best.get(article.article_id)), dated.basis.get(article.article_id)
        mod = "APPROX" if basis == "inferred" else None
        element(element(root, "DCT"), "TIMEX3", str(day or ""), tid="t0", type="DATE", value=str(day or "XXXX-XX-XX"),
                mod=mod, temporalFunction="false", functionInDocument="CREATION_TIME")
        element(root, "TITLE", some(article.title) or "")
        rows = enumerate(found.get(article.article_id, ()), 1)
        spans = [(row.start, row.end, "TIMEX3", {"tid": f"t{n}", "type": row.type, "value": some(row.value) or "",
                                                 "mod": row.mod}) for n, row in rows]
        inline(element(root, "TEXT"), article.text, spans)
        save(root, folder / f"{names[article.article_id]}.tml")
