"""The steps that read the head and the foot of a page: headline, banner, bylines, credits, dates, dateline."""

from __future__ import annotations

import re

from helpers.cleaning import rules
from helpers.cleaning.furniture import LONGEST, short
from helpers.cleaning.lines import Draft, Line, ends, fold, is_cut, is_sentence, plain, words
from helpers.cleaning.stated import bare_name, find_dateline, odd_weekday, printed, read_day

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"»)]+")
_CORRESPONDENT = re.compile(
    r"(?:De|Avec) (?:notre|nos) (?:correspondant|envoyé)\w*(?: spécia\w+| permanent\w*)? (?:à|en|au|aux) [A-ZÀ-Þ][\w-]+"
    r"(?: [A-ZÀ-Þ][\w-]+)?, ([A-ZÀ-Þ][a-zà-ÿ-]+ (?:de |d'|du |le )?[A-ZÀ-Þ](?:[a-zà-ÿ-]+|[A-ZÀ-Þ-]+\b))[,.]?"
    r"(?=\s*[A-ZÀ-Þ«\"“])")


def is_headline(text: str) -> bool:
    """Could the text be a headline: short, no closing full stop, not cut, no sentence break inside?

    >>> is_headline("Kim reçoit une délégation russe"), is_headline("Kim a reçu une délégation.")
    (True, False)
    """
    count = len(words(text[:400]))
    stops = re.search(r"[,;:–—-]$|(?<![.])[.]$|\w{4,}[.] [A-ZÉÀ]", text)
    name = count <= 3 and rules.is_signature(text)
    return 2 <= count <= 32 and len(text) <= 220 and not (stops or name or is_cut(text) or text[:1].islower())


def find_headline(draft: Draft) -> None:
    """Find the headline; what stands above it is banner, a second copy of it is removed, its suffix is cut.

    The heading of the markup, else a line printed twice in the head, else the first line, where it looks like a
    headline and a body follows. A page that opens with a sentence has none.
    """
    head = _head(draft.rest)
    copies = [plain(line.kept) for line in head]
    found = [line for line in draft.rest if line.tag == "h1"] or [
        line for line in head
        if copies.count(plain(line.kept)) > 1 and line.count >= 4 and is_headline(line.kept)]
    line = found[0] if found else _first(head)
    if line is None:
        return
    at = draft.lines.index(line)
    for above, below in zip(draft.lines[:at], draft.lines[1:]):
        if above.kept and not above.is_body:
            _banner(above, below, draft)
    _cut_suffix(line, draft)
    draft.title = line.kept
    title = plain(draft.title)
    for other in short(draft):
        if other is not line and plain(other.kept) == title:
            other.remove("headline repeated")
    for other in draft.lines[at + 1:next((at for at, one in enumerate(draft.lines) if one.is_body), 0)]:
        if other.kept and not re.search(r"[^\W\d_]", other.kept):
            other.remove("counter")


def _head(rest: list[Line]) -> list[Line]:
    """The lines down to the second sentence, if a body follows at all."""
    bodies = [place for place, line in enumerate(rest) if line.is_body and not is_headline(line.kept)]
    return rest[:bodies[:2][-1] + 1] if bodies else rest[:3]


def _first(head: list[Line]) -> Line | None:
    """The first line that looks like a headline over a body; labels of up to three words may stand above it."""
    for place, line in enumerate(head[:3]):
        text, below = line.kept, head[place + 1:]
        if text[0].islower() and not ends(text) and line.count <= 12:
            continue  # the words of a picture
        labels = any(is_headline(other.kept) and other.count >= 5 for other in below[:2 - place])
        if line.count <= 3 and text[-1].isalnum() and labels:
            continue
        return line if is_headline(text) and any(other.is_body for other in below) else None
    return None


def _banner(line: Line, below: Line, draft: Draft) -> None:
    """A short line above the headline: the site's name where furniture follows at once, else a label."""
    if line is draft.lines[0] and below.reason and line.count <= 4 and not line.tag:
        draft.note("masthead", line.kept)
        line.remove("masthead")
    line.remove("label above the headline")


def _cut_suffix(line: Line, draft: Draft) -> None:
    """Cut a section or a site's name from the end of a headline: after " | ", or a known name after a dash."""
    bar = re.search(r"\s+[|•]\s+", line.text)
    dash = re.search(r"\s+[–—-]\s+(?=[^–—]{2,40}$)", line.text)
    known = draft.names | {fold(draft.masthead or ""), fold(draft.site or "")}
    if bar and len(words(line.text[:bar.start()])) >= 3:
        line.cut(bar.start(), len(line.text), "section after the headline")
    elif dash and fold(line.text[dash.end():]) in known:
        line.cut(dash.start(), len(line.text), "site name after the headline")
    name = re.split(r"\s[|•–—-]\s", line.text)[-1].strip()
    if line.cuts and fold(name) in draft.names:
        draft.note("masthead", name)


# ---------------------------------------------------------------- dates
def mark_dates(draft: Draft) -> None:
    """Printed dates of publication: anywhere with their label, bare ones only in the head of the page."""
    bodies, below_heading = 0, False
    for line in draft.lines:
        bodies += line.is_body
        below_heading |= line.tag == "h1"
        marked = line.reason in ("byline", "date line") and not bodies and below_heading
        stamp = printed(line.flat) if (marked or not line.reason) and len(line.text) <= 200 else None
        labelled = re.match(r".*\b(publi|mis|post|maj|modifi|paru|actualis|updated)", line.flat)
        if stamp and (labelled or not bodies or bodies <= 2 and re.search(r"\d ?[h:] ?\d\d", line.flat)):
            if line.flat.startswith("par "):
                draft.note("byline", bare_name(line.text))
            line.remove("date line")
            _state(draft, line.text, *stamp)


def _state(draft: Draft, text: str, day, where: str) -> None:
    draft.dates += [(day, where)] if day else []
    draft.flags += [("dates disagree", wrong) for wrong in [odd_weekday(text)] if wrong]


def mark_dateline(draft: Draft) -> None:
    """The dateline before the first sentences; its day and agency are kept as the page's own statement."""
    for line in [line for line in draft.rest if line.kept != draft.title][:8]:
        start = line.cuts[0][1] if line.cuts and line.cuts[0][0] == 0 else 0
        if found := find_dateline(line.text[start:]):
            text = line.text[start:start + found.end].strip(" -–—.")
            writers = re.match(r"[Pp]ar (.+?) (?=[A-ZÀ-Þ][A-ZÀ-Þ -]{2,}[,(])", text)
            draft.dateline, draft.dateline_value = text[writers.end() if writers else 0:], found.value
            draft.note("byline", writers and writers[1])
            draft.note("credit", found.credit)
            line.cut(start, start + found.end, "dateline")
            _state(draft, text, read_day(found.value or ""), "dateline")
            return


# ---------------------------------------------------------------- bylines, credits, source
def mark_bylines(draft: Draft) -> None:
    """Bylines, source lines and agency credits, on lines of their own or glued to the first sentence."""
    for line in short(draft):
        text, flat = line.kept, fold(line.kept)
        if (source := re.fullmatch(r"sources? ?: (.{2,80})", flat)) and line.count <= 10:
            draft.note("credit", text[source.start(1):].strip(" ."))
            line.remove("source line")
        elif rules.CREDIT.fullmatch(flat):
            draft.note("credit", bare_name(text.strip(" /()—–-.")))
            line.remove("agency credit")
        elif _is_byline(text, flat):
            draft.note("byline", bare_name(text.strip("() ")))
            line.remove("byline")
    for line in draft.rest[:6]:
        if not line.cuts and (found := _CORRESPONDENT.match(line.text)):
            draft.note("byline", found[1])
            line.cut(*found.span(), "byline")


def _is_byline(text: str, flat: str) -> bool:
    if not rules.BYLINE.fullmatch(flat) or is_sentence(text) and not flat.startswith(("avec ", "de ", "propos")):
        return False
    name = re.sub(r"^\w+\s+", "", re.split(r",| - | à ", text)[0])
    return not flat.startswith(("par ", "by ")) or flat.startswith("par la redaction") or rules.is_signature(name)


def mark_signature(draft: Draft) -> None:
    """A name alone under the headline or under the last sentence; an agency's sign-off after a sentence."""
    rest = [line for line in draft.rest if line.kept != draft.title]
    for place in {0, len(rest) - 1} if len(rest) > 1 else ():
        line, last = rest[place], place == len(rest) - 1
        beside = ends(rest[-2].kept) and line.count <= 4 if last else draft.title and rest[1].is_body
        if beside and rules.is_signature(line.kept):
            draft.note("byline", line.kept)
            line.remove("byline")
    rest = [line for line in rest if line.kept]
    for line in rest:
        found = rules.SIGN_OFF.search(line.folded, max(0, len(line.text) - 80))
        if found and (line is rest[-1] or "(" in found.group()):
            draft.note("credit", line.text[found.start():].strip(" /()—–-."))
            line.cut(*found.span(), "agency credit")


def find_source(draft: Draft) -> None:
    """The address a page prints of itself or of its original ("Source : https://…")."""
    for line in draft.lines:
        if line.reason == "source line" and len(line.text) <= LONGEST and (address := _ADDRESS.search(line.text)):
            draft.note("url", address.group().rstrip(".,;"))
