"""Saved HTML pages and Markdown: which lines there are, and what the markup says of them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import trafilatura
from lxml import etree, html

from helpers.cleaning.lines import Draft, Line, fold, is_cut, is_sentence, plain, split, words
from helpers.cleaning.rules import AGENCY, CLASSES, DATA, PATTERNS
from helpers.cleaning.stated import find_day, is_name, read_day, writer_and_agency

_BLOCKS, _UNSEEN = (frozenset(DATA["html"][key].split()) for key in ("blocks", "unseen"))
_LIKE_HTML = re.compile(r"</?(?:!doctype html|html|head|body|article|main|div|section|p|h1|meta|table)\b[^<>]*>", re.I)
_TAGS = re.compile(r"</?(?:p|div|br|a|b|i|u|em|strong|span|h[1-6]|ul|ol|li|img|figure|article|section|html|body)\b[^<>]*>", re.I)
_NEUTRAL = re.compile(rb"(?i)</?(?:div|span|font|b|i|section|center)\b[^>]*>")
Element = html.HtmlElement
#: Parts of a page that tell of other articles, with their dates.
_OTHERS = ("side column", "related article", "navigation", "comment", "page footer")


def is_html(raw: str, part: bool = False) -> bool:
    """Is the text a saved web page? A tag that opens one among the first characters, and several more; as `part` of a
    record, any two tags.

    >>> is_html("<!DOCTYPE html><html><body><p>Bonjour</p></body></html>"), is_html("Il écrit <b>gras</b>.")
    (True, False)
    """
    if part:
        return len(_TAGS.findall(raw[:20_000])) > 1
    head = raw[:3000].lstrip("\ufeff \t\r\n")
    return bool(head.startswith("<") and _LIKE_HTML.search(head) and len(_LIKE_HTML.findall(raw[:20_000])) >= 3)


def is_markdown(raw: str) -> bool:
    """Is the text marked up as Markdown: front matter, or two headings, links or bold words?

    >>> is_markdown("# Le pont rouvre\\n\\nLe **pont** a rouvert."), is_markdown("Le pont #1 a rouvert.")
    (True, False)
    """
    return bool(re.match(r"---[^\S\n]*\n[\w-]+:", raw)) or len(PATTERNS["markdown"].findall(raw[:20_000])) > 1


def blocks_of(source: str, path: str) -> list[tuple[Element, list[tuple[str, Element]]]]:
    """The elements of a page at an XPath, each with its visible blocks: (text, element it stands in), of which any
    `span` with a class is one."""
    elements = _tree(source).xpath(path)
    for span in (span for element in elements for span in element.xpath(".//span[@class]")):
        span.tag = "div"
    return [(element, _blocks(element)) for element in elements]


def visible_text(source: str) -> str:
    """What a reader of the page could see, one block a line: entities decoded, white space evened out.

    The title shown in the browser's tab comes first. Scripts, styles, comments and elements with the attribute `hidden`
    or `display:none` are not visible; text that only a style sheet hides or adds is not known to be.

    >>> visible_text("<html><head><title>Un</title></head><body><p>Deux&nbsp;&eacute;t&eacute;s<p>Trois</body></html>")
    'Un\\nDeux étés\\nTrois'
    """
    return "\n".join(text for text, _ in _blocks(_tree(source)))


def _tree(source: str) -> Element:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    data = source.encode("utf-8", "replace").replace(b"\x00", b" ")
    tree = html.document_fromstring(b"<html>" + data, parser=parser)  # never empty, which the parser refuses
    if tree.xpath("//*[count(ancestor::*) > 2000]"):  # the parser stops, without a word, at 2048
        tree = html.document_fromstring(b"<html>" + _NEUTRAL.sub(b"<br>", data), parser=parser)
    return tree


def _blocks(tree: Element) -> list[tuple[str, Element]]:
    """(text, element it stands in) of every visible block."""
    runs: list[tuple[list[str], Element]] = [([], tree)]
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        opens, parent = event == "start", element.getparent()
        style = re.sub(r"\s", "", element.get("style") or "").lower()
        if opens and (element.tag in _UNSEEN or "hidden" in element.attrib or "display:none" in style):
            walk.skip_subtree()
            continue
        if element.tag in _BLOCKS:
            runs.append(([], element if opens or parent is None else parent))
        runs[-1][0].append((element.text if opens else element.tail if parent is not None else None) or "")
    texts = [(" ".join("".join(pieces).split()), element) for pieces, element in runs]
    return [(text, element) for text, element in texts if text]


def read_html(source: str) -> tuple[str, Draft]:
    """(visible text, draft): the lines of a page with what the markup says of each, and its metadata.

    Trafilatura decides what is main content; blocks under navigation, comments, captions and the like go by their tag
    and class; a sentence between the headline and the last main block stays even where trafilatura left it out.
    """
    tree = _tree(source)
    blocks = _blocks(tree)
    main = _main(source, blocks)
    weight = Counter({tree: 0})
    for (text, element), inside in zip(blocks, main):
        for one in [element, *element.iterancestors()] if inside else ():
            weight[one] += len(text)
    last = max((place for place, inside in enumerate(main) if inside), default=-1)
    first = next((place for place, (_, element) in enumerate(blocks) if element.tag == "h1"), last)
    reasons = [_reason(element, weight, weight[tree]) for _, element in blocks]
    # Of a live page, whose every entry is called a comment, the names say nothing.
    mute = 0.6 * weight[tree] < sum(len(text) for (text, _), held, why in zip(blocks, main, reasons) if held and why)
    lines, start = [], 0
    for place, ((text, element), inside) in enumerate(zip(blocks, main)):
        heads = element.tag in ("h2", "h3") and main[place + 1:place + 2] == [True]
        amid = first < place < last and (is_sentence(text) or heads and blocks[place + 1][1].getparent() is element.getparent())
        stays = inside or amid or element.tag in ("h1", "title") or last < 0
        reason = None if inside and mute else reasons[place] or (None if stays else "outside the article")
        lead = amid and reason in ("byline", "date line") and is_sentence(text)  # marked with the writer and the day
        lines.append(Line(start, text, element.tag, None if lead else reason))
        start += len(text) + 1
    draft = _metadata(tree, source, lines, weight)
    _mark_strays(lines, [element for _, element in blocks])
    _name_site(draft, [element for _, element in blocks])
    draft.flags += [("truncated", "the file ends before the page does")] * bool(PATTERNS["cased_cut_page"].match(source))
    return "\n".join(line.text for line in lines), draft


def _main(source: str, blocks: list[tuple[str, Element]]) -> list[bool]:
    """Which blocks stand in what trafilatura extracts."""
    text = trafilatura.extract(source, include_comments=False, include_tables=True, favor_recall=True) or ""
    extracted = [plain(line) for line in text.split("\n")]
    known, whole = set(extracted) - {""}, "".join(extracted)
    return [(block := plain(text)) in known or len(block) >= 25 and block in whole for text, _ in blocks]


def _mark_strays(lines: list[Line], elements: list[Element]) -> None:
    """Mark the short blocks below the text, and above that of a page without heading, that stand in another container
    than any sentence; above, only where they have nothing to do with the text."""
    told = [place for place, line in enumerate(lines) if line.is_body]
    homes, stems = {one for place in told for one in _homes(elements[place])}, _stems([lines[place] for place in told])
    inside = [place for place, line in enumerate(lines) if line.kept and homes & _homes(elements[place])]
    top = 0 if any(line.tag == "h1" for line in lines) else min(inside, default=0)
    for place, line in enumerate(lines) if told else ():
        stray = place > inside[-1] or place < top and len(_stems([line]) & stems) < 2
        if stray and line.count <= 25 and not is_cut(line.text):
            line.remove("outside the article")


def _name_site(draft: Draft, elements: list[Element]) -> None:
    """The site's name: what follows the headline in the page's title; else a block whose class says masthead or
    logo."""
    lines, title = draft.lines, next((line.text for line in draft.lines[:1] if line.tag == "title"), "\0")
    head = next((line.plain for line in lines if line.tag == "h1"), "")
    start, _, name = title.rpartition(next(iter(re.findall(r"\s[|–—-]\s", title)[-1:]), "\0"))
    if head and plain(start) == head and is_name(name):
        draft.note("site", name.strip(), "title of the page")
    named = [line.text for line, element in zip(lines, elements) if CLASSES["masthead"].search(_named(element))]
    named += [title for line in lines[1:] if line.tag != "h1" and plain(line.text) == plain(title)]
    draft.note("masthead", next(filter(is_name, named), None))


def _homes(element: Element) -> set:
    """The container of a block, and how both are marked up: blocks alike may stand each in a container of its own."""
    home = next((one for one in element.iterancestors() if one.tag not in ("ul", "ol", "li", "blockquote")), element)
    return {home, (element.tag, element.get("class"), home.tag, home.get("class"))}


def _stems(lines: list[Line]) -> set[str]:
    """Beginnings of the longer words: a headline shares two or more with its article, a site's name does not."""
    return {word[:5] for line in lines for word in words(line.folded) if len(word) > 4}


def _reason(element: Element, weight: Counter, total: int) -> str | None:
    """What the outermost marked element around a block says it is; one that holds much of the article says nothing."""
    for one in [*reversed(list(element.iterancestors())), element]:
        if one.tag in ("html", "body", "main", "article", "h1", "title") or weight[one] > 0.3 * total:
            continue
        named = (reason for reason, pattern in CLASSES.items() if pattern.search(_named(one)))
        if reason := DATA["html"]["tags"].get(one.tag) or next(named, None):
            return reason
    return None


def _named(element: Element) -> str:
    """What class and id call an element."""
    return fold(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", f"{element.get('class') or ''} {element.get('id') or ''}"[:300]))


# ---------------------------------------------------------------- metadata
def _metadata(tree: Element, source: str, lines: list[Line], weight: Counter) -> Draft:
    """The draft with what the page states of itself in its markup."""
    found = trafilatura.extract_metadata(source, date_config={"extensive_search": False, "original_date": True})
    _one_heading(lines, plain(found and found.title or ""))
    draft = Draft(lines, dates=list(_days(tree, weight))[:1])
    saved = re.findall(r"<!-- saved from url=\(\d+\)(http\S+)|saved with SingleFile\s+url: (http\S+)", source[:5000])
    urls = [(url, why) for path, why in DATA["stated"]["urls"].items() for url in tree.xpath(path)]
    for url, why in [*urls, *(("".join(pair), "note of the browser that saved the page") for pair in saved)]:
        draft.note("url", url.strip() if re.match(r"\s*https?://\S+\s*$", url) else None, why)
    sites = [plain(found and found.sitename or ""), plain(re.sub(r"^https?://(www\.)?|(?<=\w)/.*", "", draft.notes.get("url", "")))]
    signed = [("printed on the page", line.text) for line in lines if line.reason == "byline" and len(line.text) < 80]
    for why, text in [("author in the metadata", found and found.author or ""), *signed]:
        people = [one for one in re.split(r"\s*;\s*|\s+et\s+(?=[A-Z]{2,}$)", text) if not (
            re.match(r"envoy|correspond|journaliste|redact", fold(one)) or any(site.startswith(plain(one)) for site in sites))]
        agencies = [one for one in people if AGENCY.fullmatch(fold(one))]
        name, agency = writer_and_agency("; ".join(one for one in people if one not in agencies))
        draft.note("byline", name, why)
        draft.note("credit", next(iter(agencies), agency), why)
    if found and found.sitename and not re.fullmatch(r"(?:https?://)?[\w-]+(\.[\w-]+)+/?", found.sitename):
        draft.note("site", found.sitename, "site name in the metadata")
    return draft


def _one_heading(lines: list[Line], title: str) -> None:
    """Leave the tag h1 to one line: the heading the metadata name, else the first long one, else the page's title."""
    long = [line for line in lines if line.tag in ("h1", "h2", "h3", "title") and len(words(line.text)) >= 4]
    named = [line for line in long if line.tag != "title" and (
        plain(line.text) in title + "|" + plain(lines[0].text) or plain(line.text)[:25] == title[:25])]
    named.sort(key=lambda line: (line.tag != "h1", -len(line.text)))  # before the site's name and a shortened copy
    first = [line for line in long if line.tag == "h1" and not line.reason]
    told = _stems([line for line in lines if line.is_body and line.tag != "title"])
    titles = [line for line in long if line.tag == "title" and len(_stems([line]) & told) >= 2]
    body = next((place for place, line in enumerate(lines) if line.is_body), 0)
    heads = [line for line in lines[:body] if line.reason in (None, "outside the article") and len(words(line.text)) >= 4
             and (line.tag == "h2" or line.reason and not is_sentence(line.text) and len(_stems([line]) & told) >= 3)]
    best = next(iter([*named, *first, *titles, *heads[-1:]]), None)
    at = -1 if best is None else lines.index(best)
    for place, line in enumerate(lines):
        if place != at and (place < at or line.tag == "title"):
            line.remove("page title" if line.tag == "title" else "above the headline")
        line.tag = "h1" if place == at else None if line.tag == "h1" else line.tag
        line.reason = None if place == at else line.reason


def _days(tree: Element, weight: Counter) -> Iterator[tuple[date, str, str]]:
    """Days of publication a page states in its markup, best first, and where; nothing is guessed from text or
    address."""
    values = []
    for script in tree.xpath("//script[contains(@type, 'ld+json')]/text()"):
        with suppress(ValueError, RecursionError):
            values += [("JSON-LD", day) for day in _linked(json.loads(script, strict=False))]
    metas = {(meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower(): meta.get("content")
             for meta in reversed(tree.xpath("//meta[@content]"))}
    values += [(name, metas[name]) for name in DATA["stated"]["days"] if name in metas]
    values += [("datePublished", value) for value in tree.xpath("//*[@itemprop='datePublished']/@datetime")]
    times = [value for value in tree.xpath(DATA["stated"]["time"])
             if _reason(value.getparent(), weight, weight[tree]) not in _OTHERS]
    values += [("time in the markup", value) for value in times if len({time[:10] for time in times}) == 1]
    return ((day, "time" if name.startswith("time") else "metadata", f"{name}: {value[:40]}")
            for name, value in values if (day := read_day(value)))


def _linked(node: object) -> list[str]:
    """datePublished of the articles that a JSON-LD node describes."""
    if isinstance(node, list):
        return [day for one in node for day in _linked(one)]
    if not isinstance(node, dict):
        return []
    own = [str(node.get("datePublished"))] if re.search(r"Article|BlogPosting|Report", str(node.get("@type"))) else []
    return own + _linked([node.get("@graph"), node.get("mainEntity")])


# ---------------------------------------------------------------- Markdown and plain text
def read_text(raw: str, marked: bool) -> Draft:
    """The draft of a text: marks of Markdown cut, front matter (`---` … `---`, or lines « Titre : … », « Date : … »
    above the text) removed and what it states kept; its title is the headline, where there is no other."""
    draft = Draft(split(raw))
    front, headed = PATTERNS["cased_front"].match(raw), "\n# " in raw
    for line in draft.lines:
        if front and line.start < front.end():
            key, value = (part.strip(" \"'") for part in line.text.partition(":")[::2])
            if headed or fold(key) not in ("titre", "title") or not value:
                line.remove("front matter")
            field = DATA["front_matter"].get(fold(key))
            if field == "day" and (day := find_day(value)):
                draft.dates.append((day, "metadata", f"front matter: {value[:40]}"))
            elif field and field != "day":
                field = "site" if field == "url" and not re.match(r"https?://\S+$", value) else field
                draft.note(field, value, "front matter")
            line.cut(0, line.text.index(value), "front matter")
            line.cut(line.text.rindex(value) + len(value), len(line.text), "front matter")
        elif marked:
            line.tag = "h1" if line.text.startswith("# ") else None
            for found in PATTERNS["markdown_mark"].finditer(line.text) if len(line.text) <= 20_000 else ():
                line.cut(*found.span(), "Markdown mark")
            line.flat = " ".join(fold(line.kept).split()).strip(" |•·*→▶-") if line.flat else ""
    return draft
