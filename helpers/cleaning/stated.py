"""Dates, datelines and names that a page states about itself."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pandas as pd

from helpers.cleaning.lines import fold
from helpers.cleaning.rules import AGENCY, DATA, DATELINES, PATTERNS

_MONTHS = {name: number for number, names in enumerate(DATA["calendar"]["months"], 1) for name in names.split()}
_DAYS = DATA["macros"]["WEEKDAY"]


def _day(found: re.Match | None) -> tuple[int | None, int, int] | None:
    """(year, month, day) of a match of the macro DAY; None where there is none or the calendar has no such day."""
    group = found.groupdict() if found else {}
    day, month, year = ("".join(group.get(name + way) or "" for way in "123") for name in "dmy")
    try:
        parts = int(year or 2024), _MONTHS.get(month) or int(month), int(day)
        date(*parts)
    except ValueError:
        return None
    return parts if year else (None, *parts[1:])


def _full(found: re.Match | None) -> date | None:
    parts = _day(found)
    return date(*parts) if parts and parts[0] and 1800 <= parts[0] <= 2100 else None


def read_day(text: str) -> date | None:
    """A full date at the start of a text: ISO, 19/07/2024, 19.07.2024, 19 juillet 2024; None for anything else.

    >>> read_day("vendredi 19 juillet 2024 à 10h05"), read_day("19 juillet"), read_day("2024-07-19T10:05:00Z")
    (datetime.date(2024, 7, 19), None, datetime.date(2024, 7, 19))
    """
    return _full(PATTERNS["stamp"].match(fold(" ".join(text.split()))))


def find_day(text: str) -> date | None:
    """The first full date anywhere in a text, in French, or in the English of feeds and databases; of a text all in
    figures, the year, month and day, or the seconds (or thousandths) since 1970, in universal time.

    >>> find_day("Monde, vendredi 19 juillet 2024, p. 8"), find_day("Friday, July 19, 2024")
    (datetime.date(2024, 7, 19), datetime.date(2024, 7, 19))
    >>> find_day("20240719"), find_day("1721383200000")
    (datetime.date(2024, 7, 19), datetime.date(2024, 7, 19))
    """
    if seconds := re.fullmatch(r"(1?\d{9})(\d{3})?(\.\d*)?", text):
        return datetime.fromtimestamp(int(seconds[1]), UTC).date()
    if day := next(filter(None, map(_full, PATTERNS["stamp"].finditer(fold(" ".join(text.split()))))), None):
        return day
    found = PATTERNS["english_day"].search(fold(text))
    day = pd.to_datetime(found.group() if found else None, errors="coerce")
    return None if pd.isna(day) else day.date()


def printed(flat: str) -> tuple[date | None, str] | None:
    """A whole line that only says when the page was published or changed: (day, "published" or "updated").

    >>> printed("publie le 19 juillet 2024 a 10h")
    (datetime.date(2024, 7, 19), 'published')
    """
    if found := PATTERNS["printed"].fullmatch(flat):
        return _full(found), "updated" if found["updated"] else "published"
    found = PATTERNS["stamp"].match(flat)
    if not found or not PATTERNS["again"].fullmatch(flat, found.end()):
        found = PATTERNS["bare_day"].fullmatch(flat)
    day = _full(found)
    return (day, "published") if day else None


def bare_name(text: str) -> str:
    """The writer in a byline.

    >>> bare_name("Par Odile Marc, le 7 mai 2020"), bare_name("Article rédigé par Jens Hall avec Ida Brook")
    ('Odile Marc', 'Jens Hall avec Ida Brook')
    """
    name = PATTERNS["cased_writer"].sub("", text)
    name = re.split(r"(?i),? (?:[|·–-] )?(?:le )?\d|,? publié|,? mis à jour", name)[0]
    return re.sub(r"(?<=\w\w)\.$", "", name.strip(" :,-|")).strip() or text


def is_name(text: str) -> bool:
    """Could the text be the name of an outlet: short, no mark inside, and no section of a site?

    >>> is_name("La Gazette de Lindaum"), is_name("Faits divers"), is_name("Guerre en Bordavie")
    (True, False, False)
    """
    shaped = re.fullmatch(r"[A-ZÀ-Þ\d][^!?:;,«»\"()|]{,39}[\w+]", text) and len(text.split()) <= 7
    return bool(shaped) and not PATTERNS["section"].fullmatch(fold(text))


def name_and_slogan(text: str) -> tuple[str, str]:
    """A line as a name, and the slogan, sections or frequency beside it.

    >>> name_and_slogan("Radio Lindaum 98.4 FM"), name_and_slogan("Le Phare – le journal du fleuve")
    (('Radio Lindaum', ' 98.4 FM'), ('Le Phare', ' – le journal du fleuve'))
    """
    found = PATTERNS["slogan"].search(fold(text))
    start = found.start() if found else len(text)
    return " ".join(text[:start].split()), text[start:]


def writer_and_agency(text: str) -> tuple[str, str | None]:
    """The writer in a byline, and the agency named beside; two words that are no known agency may be a second writer.

    >>> writer_and_agency("Par Odile Marc (avec Lumen)"), writer_and_agency("Jens Hall avec Ida Brook")
    (('Odile Marc', 'Lumen'), ('Jens Hall avec Ida Brook', None))
    """
    found = PATTERNS["cased_with"].search(text)
    if not found or " " in found["agency"] and not AGENCY.match(fold(found["agency"])):
        return bare_name(text.strip("() ")), None
    return bare_name(text[:found.start()].strip("( ")) if found.start() else "", found["agency"]


def odd_weekday(text: str) -> str | None:
    """What is wrong where a text gives a weekday with a full date and the calendar another.

    >>> odd_weekday("Moscou, mercredi 17/06/2025")
    'mercredi 17/06/2025 was a mardi'
    """
    found = PATTERNS["weekday"].search(fold(text))
    day = _full(found)
    true = _DAYS[day.weekday()] if day else None
    return f"{found.group()} was a {true}" if true and true != found["weekday"] else None


def find_dateline(text: str) -> tuple[int, str | None, str | None] | None:
    """The dateline at the start of a body line, None where there is none: (its end, its day, the agency it credits).

    Handled: "PYONGYANG, 19 juil (AFP) -", "12 mars 2016, Montpellier . –", "Moscou, Russie | AFP | mardi 17/06/2025 -",
    "JAKARTA -". The day is TIMEX3, XXXX for an unstated year. A name in capitals before a dash is taken for a place.

    >>> find_dateline("SÉOUL, 27 juillet (Reuters) - Le dirigeant…")
    (30, 'XXXX-07-27', 'Reuters')
    """
    head = fold(text[:140])
    found = next(filter(None, (one.match(head) for one in DATELINES)), None) or PATTERNS["cased_place"].match(text)
    if not found or re.search(r"\([^()]*\d{4} ?[-–—] ?$", found.group()):  # « (24 mai 1945 – … »: the span of a life
        return None
    parts, (start, end) = _day(found), found.span("agency")
    value = f"{parts[0] or 'XXXX':0>4}-{parts[1]:02}-{parts[2]:02}" if parts else None
    return found.end(), value, text[start:end].strip() or None
