"""Saved HTML pages and Markdown: which lines there are, and what the markup says of them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import trafilatura
from lxml import etree, html

from helpers.cleaning.furniture import rules
from helpers.cleaning.lines import Line, fold, is_sentence, words
from helpers.cleaning.stated import bare_name, read_day

_BLOCKS = frozenset(
    "address article aside blockquote body br button caption center dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html label li main menu nav ol option p pre section select summary table tbody td tfoot th "
    "thead title tr ul video audio".split())
_UNSEEN = frozenset("script style noscript template svg iframe object textarea math canvas meta link datalist".split())
_LIKE_HTML = re.compile(r"<(?:!doctype html|html|head|body|article|main|div|section|p|h1|meta|table)\b[^<>]*>", re.I)
_MARKUP = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*\b[^<>]{0,2000}>")
#: Where pages state their day of publication, best first.
_DATE_META = (
    "article:published_time", "og:article:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date",
    "dcterms.date", "date", "pubdate", "publish-date", "publication_date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime")
_ARTICLE_TYPE = re.compile(r"(?:News|Report|Reportage|Analysis|Opinion|Background|Satirical|Scholarly|Tech)?(?:News)?Article|BlogPosting|LiveBlogPosting|Report")


def is_html(raw: str) -> bool:
    """Is the text a saved web page? A tag that opens one among the first characters, and several more.

    >>> is_html("<!DOCTYPE html><html><body><p>Bonjour</p></body></html>"), is_html("Il écrit <b>gras</b>.")
    (True, False)
    """
    head = raw[:3000].lstrip("\ufeff \t\r\n")
    return head.startswith("<") and bool(_LIKE_HTML.search(head)) and len(_MARKUP.findall(raw[:20_000])) >= 3


def visible_text(source: str) -> str:
    """What a reader of the page could see, one block a line: entities decoded, white space evened out.

    The title shown in the browser's tab comes first. Scripts, styles, comments and elements with the attribute `hidden`
    or `display:none` are not visible; text that only a style sheet hides or adds is not known to be.

    >>> visible_text("<html><head><title>Un</title></head><body><p>Deux&nbsp;&eacute;t&eacute;s<p>Trois</body></html>")
    'Un\\nDeux étés\\nTrois'
    """
    return "\n".join(text for text, _ in _blocks(_tree(source)))


def _tree(source: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    data = source.encode("utf-8", "replace").replace(b"\x00", b" ")
    try:
        tree = html.document_fromstring(data, parser=parser)
        if _depth(tree) < 2000:  # the parser stops, without a word, at 2048
            return tree
        return html.document_fromstring(re.sub(rb"(?i)</?(?:div|span|font|b|i|section|center)\b[^>]*>", b"<br>", data), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return html.document_fromstring(b"<html></html>")


def _depth(tree: html.HtmlElement) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _hidden(element: html.HtmlElement) -> bool:
    style = re.sub(r"\s", "", element.get("style") or "").lower()
    return not isinstance(element.tag, str) or element.tag in _UNSEEN or "hidden" in element.attrib or "display:none" in style


def _blocks(tree: html.HtmlElement) -> list[tuple[str, html.HtmlElement]]:
    """(text, element it stands in) of every visible block."""
    blocks: list[tuple[str, html.HtmlElement]] = []
    pieces: list[str] = []
    owner = tree

    def flush(element: html.HtmlElement) -> None:
        nonlocal owner
        if text := " ".join("".join(pieces).split()):
            blocks.append((text, owner))
        pieces.clear()
        owner = element

    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        block = element.tag in _BLOCKS
        if event == "start":
            if _hidden(element) or (element.tag == "head" and _no_title(element)):
                walk.skip_subtree()
            else:
                if block:
                    flush(element)
                pieces.append(element.text or "")
        else:
            if block:
                flush(element.getparent() if element.getparent() is not None else tree)
            pieces.append(element.tail or "" if element is not tree else "")
    flush(tree)
    return blocks


def _no_title(head: html.HtmlElement) -> bool:
    return head.find("title") is None


def read_html(source: str) -> tuple[str, list[Line], dict]:
    """(visible text, its lines with what the markup says of each, metadata).

    Trafilatura decides what is main content; blocks under navigation, comments, captions and the like go by their tag
    and class; a sentence between the headline and the last main block stays even where trafilatura left it out.
    """
    tree = _tree(source)
    blocks = _blocks(tree)
    stated = _metadata(tree, source)
    main = _main(source, blocks)
    weight = Counter()
    for (text, element), inside in zip(blocks, main):
        for ancestor in [element, *element.iterancestors()] if inside else []:
            weight[ancestor] += len(text)
    total = sum(len(text) for (text, _), inside in zip(blocks, main) if inside)
    parents = Counter(element.getparent() for (_, element), inside in zip(blocks, main) if inside)
    last = max((place for place, inside in enumerate(main) if inside), default=-1)
    first = next((place for place, (_, element) in enumerate(blocks) if element.tag == "h1"), last)
    lines, start = [], 0
    for place, ((text, element), inside) in enumerate(zip(blocks, main)):
        line = Line(start, text, blank_before=True, tag=element.tag)
        reason = _reason(element, weight, total)
        between = (first < place < last or parents[element.getparent()] >= 2) and is_sentence(text)
        if reason or not (inside or between or element.tag in ("h1", "title") or not total):
            line.remove(reason or "outside the article")
        lines.append(line)
        start += len(text) + 1
    _one_headline(lines, stated)
    if not stated.get("byline"):
        stated["byline"] = next((bare_name(line.text) for line in lines if line.reason == "byline" and len(line.text) < 80), None)
    return "\n".join(line.text for line in lines), lines, stated


def _main(source: str, blocks: list[tuple[str, html.HtmlElement]]) -> list[bool]:
    """Which blocks stand in what trafilatura extracts."""
    extracted = trafilatura.extract(source, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False) or ""
    flat = [_plain(line) for line in extracted.split("\n")]
    known, whole = set(flat), "".join(flat)
    plain = [_plain(text) for text, _ in blocks]
    return [bool(text) and (text in known or len(text) >= 25 and text in whole) for text in plain]


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", fold(text))


def _reason(element: html.HtmlElement, weight: Counter, total: int) -> str | None:
    """What the outermost marked element around a block says it is; one that holds a good part of the article says nothing."""
    for ancestor in [*reversed(list(element.iterancestors())), element]:
        if ancestor.tag in ("html", "body", "main", "article", "h1", "title") or weight[ancestor] > 0.3 * total:
            continue
        if reason := rules()["html"].get(ancestor.tag):
            return reason
        name = fold(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"[:300]))
        if reason := next((reason for reason, pattern in rules()["classes"] if pattern.search(name)), None):
            return reason
    return None


def _one_headline(lines: list[Line], stated: dict) -> None:
    """Leave the tag h1 to one line: the heading the metadata name, else the first of some length, else the page's title."""
    goal = _plain(stated.get("title") or "")
    headings = [line for line in lines if line.tag in ("h1", "h2", "h3") and len(words(line.text)) >= 2]
    best = next((line for line in headings if goal and _plain(line.text) and _plain(line.text) in goal + "|" + _plain(lines[0].text)
                 and len(words(line.text)) >= 4), None)
    best = best or next((line for line in headings if line.tag == "h1" and len(words(line.text)) >= 4 and not line.reason), None)
    best = best or next((line for line in lines if line.tag == "title" and len(words(line.text)) >= 4), None)
    for line in lines:
        if line is best:
            line.tag, line.reason = "h1", None
        elif line.tag == "title":
            line.remove("page title")
        elif line.tag == "h1":
            line.tag = None
    if best is not None and best.reason is None:
        for line in lines[: lines.index(best)]:
            line.remove("above the headline")


# ---------------------------------------------------------------- metadata
def _metadata(tree: html.HtmlElement, source: str) -> dict:
    """title, byline, url, site, published: what the page states of itself in its markup."""
    config = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"}
    found = trafilatura.extract_metadata(source, date_config=config)
    site = found.sitename if found and found.sitename and not re.fullmatch(r"(?:https?://)?[\w-]+(\.[\w-]+)+/?", found.sitename) else None
    return {
        "title": found.title if found else None, "byline": found.author if found else None,
        "url": _address(tree), "site": site, "site_folded": fold(site) if site else None,
        "published": next(_days(tree), None),
    }


def _address(tree: html.HtmlElement) -> str | None:
    paths = ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
    return next((url.strip() for path in paths for url in tree.xpath(path) if re.match(r"https?://\S+$", url.strip())), None)


def _days(tree: html.HtmlElement) -> Iterator[date]:
    """Days of publication a page states in its markup, best first; nothing is guessed from its text or address."""
    for script in tree.xpath("//script[contains(@type, 'ld+json')]/text()"):
        yield from _linked_days(script)
    metas = {(meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower(): meta.get("content") or ""
             for meta in reversed(tree.xpath("//meta[@content]"))}
    values = [metas[name] for name in _DATE_META if name in metas]
    values += tree.xpath("//*[@itemprop='datePublished']/@datetime")
    values += tree.xpath("//time[@pubdate or contains(@class, 'published') or contains(@class, 'entry-date')]/@datetime")
    yield from (day for value in values if (day := read_day(value.strip())))


def _linked_days(script: str) -> Iterator[date]:
    try:
        todo = [json.loads(script, strict=False)]
    except (ValueError, RecursionError):
        return
    while todo:
        node = todo.pop(0)
        if isinstance(node, list):
            todo = node + todo
        elif isinstance(node, dict):
            kind = node.get("@type")
            kinds = kind if isinstance(kind, list) else [kind]
            if any(isinstance(name, str) and _ARTICLE_TYPE.fullmatch(name) for name in kinds):
                if isinstance(node.get("datePublished"), str) and (day := read_day(node["datePublished"])):
                    yield day
            todo += [node[key] for key in ("@graph", "mainEntity") if key in node]


# ---------------------------------------------------------------- Markdown
_MARKS = re.compile(r"^\s{0,3}#{1,6}\s+|\s+#+$|!\[[^\]]*\]\([^)]*\)|(?<!!)\[(?=[^\]]+\]\()|(?<=[^\s\[])\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|^\s{0,3}>\s+")


def read_markdown(lines: list[Line]) -> dict:
    """Cut Markdown's marks and front matter (`---` … `---`); what the front matter states is returned."""
    stated: dict = {}
    ends = [place for place, line in enumerate(lines) if line.text == "---"]
    if len(ends) > 1 and ends[0] == 0:
        for line in lines[: ends[1] + 1]:
            key, _, value = line.text.partition(":")
            _front(stated, key.strip().lower(), value.strip().strip("\"'"))
            line.remove("front matter")
    for line in lines:
        if not line.reason and len(line.text) <= 20_000:
            if line.text.startswith("# "):
                line.tag = "h1"
            for found in _MARKS.finditer(line.text):
                line.cut(found.start(), found.end(), "Markdown mark")
    return stated


def _front(stated: dict, key: str, value: str) -> None:
    if not value:
        return
    if key in ("date", "published") and (day := read_day(value)):
        stated["published"] = day
    elif key in ("author", "byline", "auteur"):
        stated["byline"] = value
    elif key in ("url", "source", "link") and re.match(r"https?://\S+$", value):
        stated["url"] = value
    elif key in ("site", "outlet", "sitename", "journal"):
        stated["site"], stated["site_folded"] = value, fold(value)
