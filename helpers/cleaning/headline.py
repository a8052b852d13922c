"""The steps that read the head and the foot of a page: headline, banner, bylines, credits, dates, dateline."""

from __future__ import annotations

import re
from datetime import date

from helpers.cleaning.furniture import short
from helpers.cleaning.lines import Draft, Line, ends, fold, is_cut, is_sentence, words
from helpers.cleaning.rules import PATTERNS
from helpers.cleaning.stated import (
    bare_name, find_dateline, is_name, name_and_slogan, odd_weekday, printed, read_day, writer_and_agency)

_SMALL = frozenset("de du des d la le les l et en sur".split())
_ALONE = ("radio", "tele", "fm", "tv")  # such a word makes a name also in capitals and without article


def is_signature(text: str) -> bool:
    """Two to six words that are all a person's name.

    >>> is_signature("Didier PLANADEVALL"), is_signature("Le ministre arrive")
    (True, False)
    """
    return bool(PATTERNS["cased_signature"].fullmatch(text))


def is_headline(text: str) -> bool:
    """Could the text be a headline: short, no closing full stop, not cut, no sentence break inside?

    >>> is_headline("Kim reçoit une délégation russe"), is_headline("Kim a reçu une délégation.")
    (True, False)
    """
    count = len(words(text[:400]))
    stops = re.search(r"[,;:–—-]$|(?<![.])[.]$|\S \S*\w{4,}[.] [A-ZÉÀ]", text)
    name = count <= 3 and is_signature(text)
    return 2 <= count <= 32 and len(text) <= 220 and not (stops or name or is_cut(text) or text[:1].islower())


def mark_masthead(draft: Draft) -> None:
    """The outlet's name as first line of a page without markup, its slogan or frequency beside it.

    A short name above a headline is one where it is made of the words outlets are named with, the article names it as
    its outlet ("au micro de …", "(…) -"), the file is named after it, or `Draft.names` has it; a kicker is none.
    """
    if not draft.lines or draft.lines[0].tag or len(draft.lines[0].text) > 90:
        return
    top, below = draft.lines[0], draft.lines[1:6]
    name, slogan = name_and_slogan(top.text)
    headed = is_name(name) and not top.is_body and any(line.count >= 4 and is_headline(line.kept) for line in below)
    if not headed or not any(line.is_body for line in draft.lines) or not _names_outlet(name, slogan, draft):
        return
    if name.isupper() and len(name) > 5:
        name = re.sub(r"[^\W\d_]+", lambda one: one[0].lower() if fold(one[0]) in _SMALL else one[0].capitalize(), name)
    draft.note("masthead", name[0].upper() + name[1:])
    top.reason = "masthead"


def _names_outlet(name: str, slogan: str, draft: Draft) -> bool:
    """What else than its place says that a first line is an outlet's name?"""
    article = re.match(r"(?:l[ea]s? |l['’]|)", fold(name))[0]
    core = name[len(article):]
    media = PATTERNS["media"].search(fold(core))
    titled = sum(word.islower() and len(word) > 3 for word in re.split(r"[ '’-]", core)) <= bool(article)
    made = media and core[media.start()].isupper() and (article or media[0] in _ALONE or not name.isupper())
    told = PATTERNS["self_named"].pattern.replace("{}", rf"(?:l[ea]s? |l\x27)?{re.escape(fold(core))}")
    stem, begun = (re.sub(r"[\W_]+", "-", fold(text.replace("&", "et"))).strip("-") for text in (draft.stem, core))
    filed = len(begun) > 5 and titled and re.match(rf"(l[ea]s?-|l-)?{re.escape(begun)}(-|$)", stem)
    return bool(fold(name) in draft.names or titled and made or filed or PATTERNS["media"].search(fold(slogan))
                or any(re.search(told, line.folded) for line in draft.lines[1:]))


def find_headline(draft: Draft) -> None:
    """Find the headline; what stands above it is banner, a second copy of it is removed, its suffix is cut.

    The heading of the markup, where no sentence stands above it, else the first line, where it looks like a headline
    and a body follows. A page that opens with a sentence has none. """
    top = next((line for line in draft.rest if line.tag == "h1" or line.is_body), None)
    line = top if top and top.tag == "h1" else _in_head(draft.rest)
    if line is None:
        return
    _mark_banner(draft, draft.lines.index(line))
    _cut_suffix(line, draft)
    draft.note("title", line.kept)
    title = line.plain
    for other in draft.lines:
        if other is not line and other.plain == title:
            other.remove("headline repeated")


def _in_head(rest: list[Line]) -> Line | None:
    """The headline among the first lines: the first that looks like one.

    Labels of up to three words, the words of a picture and a list of other headlines may stand above it, a body must
    stand below.
    """
    bodies = [place for place, line in enumerate(rest) if line.is_body and not is_headline(line.kept)]
    head = [line for line in rest[:bodies[:2][-1] + 1 if bodies else 3] if not re.match(r"[-–•*›>] ", line.text)]
    for place, line in enumerate(head[:5]):
        text, below = line.kept, head[place + 1:]
        labels = line.count <= 3 and any(is_headline(other.kept) and other.count >= 4 for other in below[:4 - place])
        pictured = text[0].islower() and line.count <= 12
        if not (labels and text[-1].isalnum() or pictured and not ends(text)):
            return line if is_headline(text) and any(other.is_body for other in below) else None
    return None


def _mark_banner(draft: Draft, at: int) -> None:
    """Short lines above the headline: the site's name where furniture follows it at once, else labels."""
    top = draft.lines[0]
    followed = at and top.kept and not top.is_body and draft.lines[1].reason
    if followed and top.count <= 4 and not top.tag and is_name(top.kept):
        draft.note("masthead", top.kept)
        top.remove("masthead")
    for line in draft.lines[:at]:
        if line.kept and not line.is_body:
            line.remove("label above the headline")


def _cut_suffix(line: Line, draft: Draft) -> None:
    """Cut a section or a site's name from the end of a headline: after " | ", or a known name after a dash."""
    bar = re.search(r"\s+[|•]\s+", line.text)
    dash = re.search(r"\s+[–—-]\s+(?=[^–—]{2,40}$)", line.text)
    name = re.split(r"\s[|•–—-]\s", line.text)[-1].strip()
    if bar and len(words(line.text[:bar.start()])) >= 3:
        line.cut(bar.start(), len(line.text), "section after the headline")
    elif dash and fold(name) in draft.names | {fold(draft.notes.get(key, "")) for key in ("masthead", "site")}:
        line.cut(dash.start(), len(line.text), "site name after the headline")
    if line.cuts and fold(name) in draft.names:
        draft.note("masthead", name)


# ---------------------------------------------------------------- dates
def mark_dates(draft: Draft) -> None:
    """Printed dates of publication: anywhere with their label, bare ones only in the head of the page."""
    bodies, below = 0, 0  # sentences so far, lines since the heading of the markup
    for line in draft.lines:
        bodies += line.is_body and line.tag != "h1"
        below += bool(below) or line.tag == "h1"
        near = ("byline", "date line") + ("outside the article",) * (below < 6)
        marked = below and not bodies and line.reason in near
        glued = line.is_body and find_dateline(line.text)
        hour = re.search(r"\d ?[h:] ?\d\d", line.flat)
        flat = line.flat.removeprefix("le ") if marked or hour else line.flat
        stamp = printed(flat) if (marked or not line.reason) and len(line.text) <= 200 and not glued else None
        labelled = re.match(r".*\b(publi|mis|post|maj|modifi|paru|actualis|updated)", line.flat)
        if stamp and (labelled or not bodies or bodies <= 2 and hour):
            signed = re.search(r" [Pp]ar (?P<name>[^,|]{3,60})$", line.text)
            draft.note("credit", writer_and_agency(line.text)[1])
            draft.note("byline", bare_name(line.kept) if line.flat.startswith("par ") else
                       signed["name"] if signed and is_signature(signed["name"]) else None)
            line.remove("date line")
            _state(draft, line.text, *stamp)


def _state(draft: Draft, text: str, day: date | None, where: str) -> None:
    draft.dates += [(day, where, f"printed: {text[:80]}")] if day else []
    draft.flags += [("dates disagree", wrong) for wrong in [odd_weekday(text)] if wrong]


def mark_dateline(draft: Draft) -> None:
    """The dateline before the first sentences; its day and agency are kept as the page's own statement."""
    told = False  # a date alone on its line is a dateline above the sentences only
    for line in draft.below_title[:8]:
        start = line.cuts[0][1] if line.cuts and line.cuts[0][0] == 0 else 0
        alone = find_dateline(line.text + " – x") if line.count <= 9 and not told and not line.is_body else None
        told |= line.is_body
        found = find_dateline(line.text[start:]) or (alone if alone and alone[0] > len(line.text) and any(alone[1:]) else None)
        if found:
            end, value, credit = found
            text = line.text[start:start + end].strip(" -–—.")
            writers = re.match(r"(?:[Pp]ar (.+?) (?=[A-ZÀ-Þ][A-ZÀ-Þ -]{2,}[,(]))?", text)
            draft.notes |= {"dateline": text[writers.end():]} | ({"dateline_value": value} if value else {})
            draft.note("byline", writers[1])
            draft.note("credit", credit)
            line.cut(start, start + end, "dateline")
            _state(draft, text, read_day(value or ""), "dateline")
            return


# ---------------------------------------------------------------- bylines, credits, source
def mark_bylines(draft: Draft) -> None:
    """Bylines, source lines and agency credits, on lines of their own or glued to the first sentence."""
    first, own = draft.rest[:1], {fold(draft.notes[key]) for key in ("masthead", "site") if key in draft.notes}
    for line in short(draft):
        text, flat = line.kept, fold(line.kept)
        pair, piece = PATTERNS["cased_with"].search(text) if "avec" in flat else None, PATTERNS["cased_piece_by"].fullmatch(text)
        name, agency, reason = None, None, "agency credit"
        if re.fullmatch(r"sources? ?: .{2,80}", flat) and line.count <= 10:
            agency, reason = text.split(":", 1)[1].strip(" ."), "source line"
        elif PATTERNS["credit"].fullmatch(flat):
            agency = bare_name(text.strip(" /()—–-."))
        elif piece and not line.tag and line not in first:
            name, reason = piece["name"], "byline"
        elif _is_byline(text, flat, own):
            (name, agency), reason = writer_and_agency(text), "byline"
        elif pair and fold(text[:pair.start()]) in own:
            agency = pair["agency"]
        else:
            continue
        draft.note("byline", name)
        draft.note("credit", agency if fold(agency or "") not in own else None)
        line.remove(reason)
    for line in draft.rest[:6]:
        if not line.cuts and (found := PATTERNS["cased_correspondent"].match(line.text)):
            draft.note("byline", found["name"])
            line.cut(*found.span(), "byline")


def _is_byline(text: str, flat: str, own: set[str]) -> bool:
    if not PATTERNS["byline"].fullmatch(flat) or is_sentence(text) and not flat.startswith(("avec ", "de ", "propos")):
        return False
    name = re.sub(r"^\w+\s+", "", re.split(r",| - | à | ?\(| avec ", text)[0])
    return not flat.startswith(("par ", "by ")) or flat.startswith(("par la redaction", "par notre", "par nos ")) or (
        fold(name) in own or is_signature(name))


def mark_signature(draft: Draft) -> None:
    """A name alone under the headline or under the last sentence; an agency's sign-off after a sentence."""
    rest = draft.below_title
    headed = rest[:1] and rest[0].tag == "h1" or "title" in draft.notes
    rest = rest[1:] if rest[:1] and rest[0].tag == "h1" else rest
    pairs = [(rest[-1], ends(rest[-2].kept)), (rest[0], headed and rest[1].is_body)] if rest[1:] else []
    for line, beside in pairs:
        if beside and line.count <= 6 and is_signature(line.kept):
            draft.note("byline", line.kept)
            line.remove("byline")
    rest = draft.below_title
    for line in rest:
        found = PATTERNS["sign_off"].search(line.folded, max(0, len(line.text) - 80))
        if found and (line is rest[-1] or "(" in found.group()):
            draft.note("credit", line.text[found.start():].strip(" /()—–-."))
            line.cut(*found.span(), "agency credit")
        found = PATTERNS["cased_initials"].search(line.text, max(0, len(line.text) - 60)) if line.text[-1] == ")" else None
        if found and (not found.start() or ends(line.text[:found.start()].rstrip())):
            draft.note("credit", found["agency"] or found["agency2"])
            line.cut(*found.span(), "agency credit")

