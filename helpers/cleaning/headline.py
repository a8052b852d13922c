"""The head of a page: banner, headline, its repetition, its suffix, byline and date; and the foot: signature, credit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from helpers.cleaning.furniture import LONGEST, is_signature, rules, short
from helpers.cleaning.lines import Line, ends, fold, is_cut, is_sentence, kept, words
from helpers.cleaning.stated import bare_name, dateline, odd_weekday, printed, read_day


@dataclass
class Found:
    """What a page says about itself, gathered while it is cleaned."""

    title: str | None = None
    byline: str | None = None
    credit: str | None = None
    url: str | None = None
    masthead: str | None = None
    dateline: str | None = None
    dateline_value: str | None = None
    dates: list[tuple[date, str]] = field(default_factory=list)
    flags: list[tuple[str, str]] = field(default_factory=list)


def is_headline(line: Line) -> bool:
    """Could the line be a headline: short, no closing full stop, not cut, no sentence break inside?

    >>> is_headline(Line(0, "Kim reçoit une délégation russe")), is_headline(Line(0, "Kim a reçu une délégation."))
    (True, False)
    """
    text = line.kept
    stops = text.endswith((".", ",", ";", ":", "–", "—", "-")) and not text.endswith(("...", "…"))
    return (2 <= len(words(text)) <= 32 and len(text) <= 220 and not stops and not is_cut(text)
            and not text[:1].islower() and not re.search(r"\w{4,}[.] [A-ZÉÀ]", text) and not (is_signature(text) and len(text.split()) <= 3))


def find_headline(lines: list[Line], found: Found, names: frozenset[str] = frozenset()) -> None:
    """Find the headline; what stands above it is banner, a second copy of it is removed, its suffix is cut.

    A line printed twice above or around the head is the headline; else the first line, where it looks like one and a
    body follows. A page that opens with a sentence has none.
    """
    head = _head(lines)
    tagged = [line for line in lines if line.tag == "h1" and line.kept and not line.reason]
    title = (tagged or [line for line in head if _copies(head, line) > 1 and len(words(line.kept)) >= 4] or [None])[0]
    if title is None and head:
        title = _first(head)
    if title is None:
        return
    for line in lines[: lines.index(title)]:
        if not line.reason and not is_sentence(line.kept):
            _banner(line, lines, found)
    cut_suffix(title, names, found)
    found.title = title.kept
    for line in kept(lines):
        if line is not title and len(line.text) <= LONGEST and _same(line.kept, found.title):
            line.remove("headline repeated")
    for line in lines[lines.index(title) + 1:]:
        if is_sentence(line.kept):
            break
        if not line.reason and not re.search(r"[^\W\d_]", line.kept):
            line.remove("counter")


def _head(lines: list[Line]) -> list[Line]:
    """The kept lines up to the first two sentences, if a body follows at all."""
    rest = kept(lines)
    bodies = [place for place, line in enumerate(rest) if is_sentence(line.kept) and not is_headline(line)]
    return rest[: bodies[1] + 1 if len(bodies) > 1 else bodies[0] + 1] if bodies else rest[:3]


def _copies(head: list[Line], line: Line) -> int:
    return sum(_same(line.kept, other.kept) for other in head) if is_headline(line) else 0


def _same(text: str, other: str) -> bool:
    plain = lambda value: re.sub(r"\W+", "", fold(value))  # noqa: E731
    return bool(plain(text)) and plain(text) == plain(other)


def _first(head: list[Line]) -> Line | None:
    """The first line, or the second under a label of three words, where it looks like a headline over a body."""
    for place, line in enumerate(head[:3]):
        below = head[place + 1:]
        if not is_headline(line) and not (len(words(line.kept)) == 1 and line.kept[-1:].isalnum()):
            if line.kept[:1].islower() and not ends(line.kept) and len(words(line.kept)) <= 12:
                continue  # the words of a picture
            return None
        label = len(words(line.kept)) <= 3 and any(is_headline(other) and len(words(other.kept)) >= 5 for other in below[:2 - place])
        if not label and (any(is_sentence(other.kept) for other in below) or not below):
            return line if below and is_headline(line) else None
    return None


def _banner(line: Line, lines: list[Line], found: Found) -> None:
    """A short line above the headline: the site's name where furniture follows at once, else a label."""
    after = lines[lines.index(line) + 1]
    if line is lines[0] and after.reason and len(words(line.kept)) <= 4 and not line.tag:
        found.masthead = line.kept
        line.remove("masthead")
    else:
        line.remove("label above the headline")


def cut_suffix(line: Line, names: frozenset[str], found: Found) -> None:
    """Cut a section or site name from the end of a headline: after " | ", or after a dash where it is a known name.

    `names` are folded names of outlets. A dash followed by anything else belongs to the headline.
    """
    bar = re.search(r"\s+[|•]\s+", line.text)
    if bar and len(words(line.text[: bar.start()])) >= 3:
        _take_name(line.text[bar.end():], names, found)
        line.cut(bar.start(), len(line.text), "section after the headline")
        return
    dash = re.search(r"\s+[–—-]\s+([^–—]{2,40})$", line.text)
    if dash and (fold(dash[1]).strip() in names or fold(dash[1]).strip() == fold(found.masthead or "")):
        _take_name(dash[1], names, found)
        line.cut(dash.start(), len(line.text), "site name after the headline")


def _take_name(text: str, names: frozenset[str], found: Found) -> None:
    last = re.split(r"\s+[|•]\s+", text)[-1].strip()
    if fold(last) in names:
        found.masthead = found.masthead or last


def _below_heading(lines: list[Line], line: Line) -> bool:
    """Does the line stand below the heading that the markup gives?"""
    return any(other.tag == "h1" for other in lines[: lines.index(line)])


def mark_dates(lines: list[Line], found: Found) -> None:
    """Printed dates of publication: anywhere with their label, bare ones only in the head of the page."""
    sentences = 0
    for line in lines:
        sentences += not line.reason and is_sentence(line.kept)
        marked = line.reason in ("byline", "date line") and not sentences and _below_heading(lines, line)
        if line.reason and not marked or len(line.text) > 200 or not (stamp := printed(line.flat.strip(" |•·"))):
            continue
        labelled = re.match(r".*\b(publi|mis|post|maj|modifi|paru|actualis|updated)", line.flat)
        if labelled or not sentences or sentences <= 2 and re.search(r"\d ?[h:] ?\d\d", line.flat):
            if line.flat.startswith("par ") and not found.byline:
                found.byline = bare_name(line.text)
            line.remove("date line")
            _doubt(line.text, found)
            if stamp[0]:
                found.dates.append(stamp)


def _doubt(text: str, found: Found) -> None:
    if wrong := odd_weekday(text):
        found.flags.append(("dates disagree", wrong))


def mark_dateline(lines: list[Line], found: Found) -> None:
    """The dateline before the first sentences; its day and agency are kept as the page's own statement."""
    body = [line for line in kept(lines) if line.kept != found.title][:8]
    for line in body:
        offset = line.cuts[0][1] if line.cuts and line.cuts[0][0] == 0 else 0
        if stamp := dateline(line.text[offset:], rules()["agency"]):
            end, found.dateline_value, credit = stamp
            found.dateline = line.text[offset:offset + end].strip(" -–—.")
            found.credit = found.credit or credit
            _doubt(found.dateline, found)
            line.cut(offset, offset + end, "dateline")
            writers = re.match(r"[Pp]ar (.+?) (?=[A-ZÀ-Þ][A-ZÀ-Þ -]{2,}[,(])", found.dateline)
            if writers:
                found.byline, found.dateline = found.byline or writers[1], found.dateline[writers.end():]
            day = read_day(found.dateline_value or "")
            found.dates += [(day, "dateline")] if day else []
            return


def mark_bylines(lines: list[Line], found: Found) -> None:
    """Bylines, signatures and agency credits, which stand on lines of their own."""
    title = found.title
    for line in short(lines):
        text = line.kept
        if text == title or not text:
            continue
        flat = fold(text)
        source = re.fullmatch(r"sources? ?: (.{2,80})", flat)
        if source and len(words(text)) <= 10:
            line.remove("source line")
            found.credit = found.credit or text[source.start(1):].strip(" .")
        elif rules()["credit"].fullmatch(flat):
            line.remove("agency credit")
            found.credit = found.credit or bare_name(text.strip(" /()—–-."))
        elif _is_byline(text, flat):
            line.remove("byline")
            found.byline = found.byline or bare_name(text.strip("() "))
    mark_prefixes(lines, found)
    _mark_signature(lines, found)


_PREFIX = re.compile(
    r"(?:De|Avec) (?:notre|nos) (?:correspondant|envoyé)\w*(?: spécia\w+| permanent\w*)? (?:à|en|au|aux) [A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)?, "
    r"[A-ZÀ-Þ][a-zà-ÿ-]+ (?:de |d'|du |le )?[A-ZÀ-Þ](?:[a-zà-ÿ-]+|[A-ZÀ-Þ-]+\b)[,.]?(?=\s*[A-ZÀ-Þ«\"“])")


def mark_prefixes(lines: list[Line], found: Found) -> None:
    """A correspondent's line glued to the first sentence."""
    for line in kept(lines)[:6]:
        prefix = _PREFIX.match(line.text)
        if prefix and not line.cuts and prefix.end() < len(line.text):
            line.cut(0, prefix.end(), "byline")
            found.byline = found.byline or prefix.group().rpartition(", ")[2].strip(" ,.")


def _is_byline(text: str, flat: str) -> bool:
    if not rules()["byline"].fullmatch(flat) or is_sentence(text) and not flat.startswith(("avec ", "de ", "propos")):
        return False
    if flat.startswith(("par ", "by ")):
        return is_signature(re.sub(r"^\w+\s+", "", re.split(r",| - | à ", text)[0])) or flat.startswith("par la redaction")
    return True


def _mark_signature(lines: list[Line], found: Found) -> None:
    """A name alone under the headline or under the last sentence; a credit after the last sentence."""
    rest = [line for line in kept(lines) if line.kept != found.title]
    if not rest:
        return
    last, above = rest[-1], rest[-2].kept if len(rest) > 1 else ""
    if ends(above) and is_signature(last.kept) and len(words(last.kept)) <= 4:
        found.byline = found.byline or last.kept
        last.remove("byline")
        rest.pop()
    first = rest[0] if found.title and len(rest) > 1 else None
    if first is not None and is_signature(first.kept) and is_sentence(rest[1].kept):
        found.byline = found.byline or first.kept
        first.remove("byline")
    for line in rest:
        tail = line.text[-80:]
        if not line.reason and (sign := rules()["sign-off"].search(fold(tail))) and (line is rest[-1] or "(" in sign.group()):
            start = len(line.text) - len(tail) + sign.start()
            found.credit = found.credit or line.text[start:].strip(" /()—–-.")
            line.cut(start, len(line.text), "agency credit")


def find_source(lines: list[Line], found: Found) -> None:
    """The address a page prints of itself or of its original ("Source : https://…")."""
    for line in lines:
        address = re.search(r"(?:https?://|www\.)[^\s<>\"»)]+", line.text) if line.reason == "source line" else None
        if address and not found.url:
            found.url = address.group().rstrip(".,;")
