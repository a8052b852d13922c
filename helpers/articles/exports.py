"""Exports of press databases: Europresse (HTML), Factiva and LexisNexis (text or HTML), one file for many articles.

Each row of an export is headline, body, or furniture of the export; the rules stand in helpers/data/files.toml. The raw
text of such an article is its whole block, so that what was taken for furniture can be seen in `removed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from helpers.articles.files import RULES
from helpers.articles.found import Found, Place
from helpers.cleaning import Part, blocks_of, is_html, visible_text
from helpers.cleaning.headline import is_signature
from helpers.cleaning.lines import fold
from helpers.cleaning.stated import bare_name, find_day

_EUROPRESSE = {role: re.compile(pattern, re.I) for role, pattern in RULES["europresse"].items()}
_TEXT = {name: {role: re.compile(pattern) for role, pattern in rules.items()} for name, rules in RULES["exports"].items()}
_TAGGED = re.compile(r"([A-Z]{2,3})(?:\s{2,}|\t|\s*$)(.*)")
#: What a Factiva or LexisNexis export that was saved as HTML has in it, so that no other page is read twice.
_SAVED = re.compile(r"(?i)\bdocument [a-z0-9]*\d{8}[a-z0-9]{5,}|\d+ (?:of|sur|de) \d+ documents?\b")
#: An article of Europresse: an element of its own, in older exports whatever holds the outlet's name.
_ARTICLES = "//article[not(ancestor::article)] | //*[span[@class='DocPublicationName']][not(ancestor-or-self::article)]"
Row = tuple[str, str]  # text, role


def _rows(text: str) -> str:
    return "\n".join(fold(row.strip()) for row in text.splitlines())


def find(place: Place, text: str) -> list[Found]:
    """The articles of an export; none for any other text."""
    if (saved := is_html(text)) and _EUROPRESSE["outlet"].search(text):
        name, blocks, cut = "Europresse", [*_europresse(text)], not re.search(r"(?i)</html\s*>", text[-2000:])
    else:  # each block of a page that was saved is a row of the export
        rows = _rows(text := visible_text(text) if _SAVED.search(text) else "") if saved else _rows(text)
        name, rules = next(((name, rules) for name, rules in _TEXT.items() if rules["is"].search(rows)), ("", {}))
        blocks = _blocks(text, rules) if name else []
        ends = [any(rules["foot"].match(fold(row.strip())) for row, _ in rows) for rows in blocks if _told(rows)]
        cut = any(ends) and not ends[-1]
    found = [_found(place, number, name, rows) for number, rows in enumerate(blocks, 1)]
    return [*found, *[Found(place.source, reason="cut short, its last article, too: fetch it again")] * cut]


def _told(rows: list[Row]) -> bool:
    return any(text.strip() for text, role in rows if role == "body")


def _found(place: Place, number: int, name: str, rows: list[Row]) -> Found:
    """One article: rows of one role in a row make one part; what the export says of it is noted."""
    source = f"{place.source}#{number}"
    groups = [(role, [text for text, _ in group]) for role, group in groupby(rows, key=lambda row: row[1])]
    stated = {role: " ".join(texts) for role, texts in reversed(groups)}
    if name != "Europresse" and not any(text.strip() for text, role in rows if role != "export header"):
        return Found(source, reason="the request above or below the articles of an export: nothing to do")
    if not _told(rows):
        return Found(source, reason=f"a block without text ({stated.get('headline') or 'no title'}): open it in {name}")
    parts = [Part(" ".join(" ".join(texts).split()) if role == "headline" else "\n".join(texts),
                  role if role in ("headline", "body") else "export header") for role, texts in groups]
    stated |= {"outlet": re.split(r",| \(|\n| {8}", stated.get("outlet", "").strip())[0], "title": stated.get("headline"),
               "byline": bare_name(stated.get("byline", "").strip())}
    kept = ("title", "outlet", "published", "byline", "credit", "id")
    return Found(source, name, tuple(parts), stated={key: stated[key].strip() for key in kept if stated.get(key)})


def _europresse(text: str) -> Iterator[list[Row]]:
    for element, blocks in blocks_of(text, _ARTICLES):
        rows = []
        for told, inner in blocks:
            marks = " ".join(f"<{one.tag} {one.get('class') or ''}>" for one in [inner, *inner.iterancestors()]
                             if one is element or element in one.iterancestors())
            rows.append((told, next((role for role, pattern in _EUROPRESSE.items() if pattern.search(marks)), "body")))
        yield rows


def _blocks(text: str, rules: dict[str, re.Pattern]) -> list[list[Row]]:
    """The rows of each article of a text export, those above the first article and those below the last."""
    blocks: list[list[str]] = [[]]
    for row in text.splitlines():
        flat = fold(row.strip())
        blocks += [[]] if rules["begins"].fullmatch(flat) else []
        blocks[-1].append(row)
        blocks += [[]] if rules["ends"].fullmatch(flat) else []
    covered = blocks[1:] and blocks[1] and rules["begins"].fullmatch(_rows(blocks[1][0]))
    cover = len(blocks[0]) if covered else _count(blocks[0], rules["cover"])
    above, blocks[0] = blocks[0][:cover], blocks[0][cover:]
    foot = len(blocks[-1]) - _count(blocks[-1][::-1], rules["closing"])
    blocks[-1], below = blocks[-1][:foot], blocks[-1][foot:]
    around = [[(row, "export header") for row in rows] for rows in (above, below)]
    found = [around[0], *(_tagged(rows) or _printed(rows, rules) for rows in blocks), around[1]]
    return [rows for rows in found if any(row.strip() for row, _ in rows)]


def _count(rows: list[str], pattern: re.Pattern) -> int:
    """How many rows there are down to the last that matches."""
    return max((at for at, row in enumerate(rows, 1) if pattern.match(fold(row.strip()))), default=0)


def _tagged(rows: list[str]) -> list[Row]:
    """The rows of an article whose fields are marked with two or three capitals (Factiva, with its indexing)."""
    roles, role, found = RULES["factiva_fields"], "export header", []
    for row in rows:
        if (tag := _TAGGED.match(row)) and tag[1] in roles:
            role, row = roles[tag[1]], tag[2]
            found.append((tag[1], "export header"))
        found.append((row, role))
    return found if {"headline", "body", "published"} <= {role for _, role in found} else []


def _printed(rows: list[str], rules: dict[str, re.Pattern]) -> list[Row]:
    """The rows of an article as printed: a head down to the last row that can only stand there, body, foot."""
    flats = [fold(row.strip()) for row in rows]
    foot = next((at for at, flat in enumerate(flats) if at > 3 and rules["foot"].match(flat)), len(rows))
    top = max((at for at in range(foot) if rules["head"].match(flats[at])), default=-1)
    count = next((at for at in range(top + 1) if rules["count"].fullmatch(flats[at])), -1)
    day = next((at for at in range(count + 1, top + 1) if len(flats[at]) < 80 and find_day(rows[at])), top + 1)
    free = [at for at in range(top + 1) if flats[at] and at != day and not any(rules[name].match(flats[at]) for name in (
        "head", "noise", "begins", "clock"))]
    above, below = [at for at in free if at < (day if count < 0 else count)], [at for at in free if at > day]
    places = _places(rows, above, below, count >= 0) | ({day: "published"} if day <= top else {})
    found = []
    for at, (row, flat) in enumerate(zip(rows, flats)):
        aside = at <= top or at >= foot or any(rules[name].fullmatch(flat) for name in ("noise", "begins"))
        role = places.get(at, "export header" if aside else "body")
        name = next((name for name in ("headline", "byline") if role == "export header" and rules[name].match(flat)), None)
        end = rules[name].match(flat).end() if name else 0  # of a label
        found += [(row.strip()[:end], role), (row.strip()[end:], name)] if name else [(row, role)]
    return found


def _places(rows: list[str], above: list[int], below: list[int], counted: bool) -> dict[int, str]:
    """The rows of headline, byline and outlet: above the number of words and below the day; or around the day alone,
    where only names and editions are centred."""
    if not counted:
        outlet = above[-1:]
        heads = above[:-1][-2:] or [at for at in below if not rows[at].startswith(" " * 8)][:2]
        return dict.fromkeys(outlet, "outlet") | {at: "headline" for at in heads if at - heads[0] < 2}
    last = rows[above[-1]].strip() if len(above) > 1 else ""
    signed = is_signature(last) or fold(last).startswith("par ")
    heads = above[len(above) - signed > 1 and len(rows[above[0]].split()) <= 3:len(above) - signed]
    return dict.fromkeys(heads, "headline") | dict.fromkeys(below[:1], "outlet") | dict.fromkeys(above[-1:] * signed, "byline")
