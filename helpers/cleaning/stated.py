"""Dates, datelines and names that a page states about itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from helpers.cleaning.lines import fold
from helpers.cleaning.rules import AGENCY

_NAMES = ("janvier janv jan", "fevrier fevr fev", "mars mar", "avril avr", "mai", "juin", "juillet juil", "aout",
          "septembre sept sep", "octobre oct", "novembre nov", "decembre dec")
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_WEEKDAY = rf"(?:(?:{'|'.join(_DAYS)}|lun|mar|mer|jeu|ven|sam|dim)\.?,? )?(?:le )?"
_DAY = (rf"(?:(?P<d>\d{{1,2}})(?:er| er)?\.? (?P<m>{'|'.join(_MONTHS)})\b\.?,?(?: (?P<y>\d{{4}}))?"
        r"|(?P<d2>\d{1,2})[/.-](?P<m2>\d{1,2})[/.-](?P<y2>\d{4})|(?P<y3>\d{4})-(?P<m3>\d\d)-(?P<d3>\d\d))")
_CLOCK = (r"(?:(?:,| a| -| –| —|:| \||t)? ?\d{1,2} ?(?:h|:|heures?)(?: ?\d{2})?(?::\d{2})?"
          r"(?: ?(?:heures?|min|utc|gmt|cest|cet|z))*(?: ?[(+][^)]{1,12}\)?)?)?")
_STAMP = rf"{_WEEKDAY}{_DAY}(?!\d){_CLOCK}"
_BARE = re.sub(r"\?P<\w+>", "?:", _WEEKDAY + _DAY + _CLOCK)  # no names, so that it may be used twice
_UPDATED = r"(?:mise? a jour|modifiee?|actualisee?|maj|updated|derniere (?:mise a jour|modification))"
_PRINTED = re.compile(
    r"(?:(?:par [^:|]{2,60}?|[^:|.!?]{2,40}?)[,|·•-]? )??(?P<label>(?:article |date )?"
    rf"(?:publie|poste|paru|cree|mis en ligne|ecrit|publication|published|posted on|date)e?|{_UPDATED})\b"
    rf"(?: de publication)?(?: par [^:|]{{2,40}}?)?(?: ?:| en ligne)? ?(?:le |on )?{_STAMP}(?P<rest>.{{0,120}})$")
_TWICE = re.compile(rf"({_BARE}) ?(?:[|·•,–—-]|mis a jour|modifie)?(?: ?:| le)? ?{_BARE}")
_BEFORE = re.compile(r"(?:(?:accueil \| )?par [a-z][a-z '.-]{3,50}?(?:,| \|)?(?: le)?|[a-z][a-z ]{1,20} [|·–-]) (?=\d)")
_AFTER = re.compile(r"(?<=\d)(?:,| [|·•-])? [a-z-]{2,15}(?: [a-z-]{2,15}){0,2}$")


def _day(found: re.Match | None) -> tuple[int | None, int, int] | None:
    """(year, month, day) of a match of `_DAY`; None where there is none or the calendar has no such day."""
    group = found.groupdict() if found else {}
    day = group.get("d") or group.get("d2") or group.get("d3")
    year = group.get("y") or group.get("y2") or group.get("y3")
    if not day:
        return None
    month = _MONTHS.get(group["m"] or "") or int(group["m2"] or group["m3"])
    try:
        date(int(year or 2024), month, int(day))
    except ValueError:
        return None
    return int(year) if year else None, month, int(day)


def _full(found: re.Match | None) -> date | None:
    parts = _day(found)
    return date(*parts) if parts and parts[0] and 1800 <= parts[0] <= 2100 else None


def read_day(text: str) -> date | None:
    """A full date at the start of a text: ISO, 19/07/2024, 19.07.2024, 19 juillet 2024; None for anything else.

    >>> read_day("vendredi 19 juillet 2024 à 10h05"), read_day("19 juillet"), read_day("2024-07-19T10:05:00Z")
    (datetime.date(2024, 7, 19), None, datetime.date(2024, 7, 19))
    """
    return _full(re.match(_STAMP, fold(" ".join(text.split()))))


def printed(flat: str) -> tuple[date | None, str] | None:
    """A whole line that only says when the page was published or changed: (day, "published" or "updated").

    >>> printed("publie le 19 juillet 2024 a 10h")
    (datetime.date(2024, 7, 19), 'published')
    """
    found = _PRINTED.fullmatch(flat)
    if found and not re.search(r"[.!?] |\b(?:par la|par le|dans)\b.{30}", found["rest"]):
        return _full(found), "updated" if re.fullmatch(_UPDATED, found["label"]) else "published"
    if found := _TWICE.fullmatch(flat):
        return (day, "published") if (day := read_day(found[1])) else None
    bare = flat[found.end():] if (found := _BEFORE.match(flat)) else flat
    day = _full(re.fullmatch(_STAMP, _AFTER.sub("", bare)) or re.fullmatch(_STAMP, bare))
    return (day, "published") if day and not bare.startswith("le ") else None


def bare_name(text: str) -> str:
    """The writer in a byline.

    >>> bare_name("Par Odile Marc, le 7 mai 2020"), bare_name("Article rédigé par Jens Hall avec AFP")
    ('Odile Marc', 'Jens Hall avec AFP')
    """
    name = re.sub(r"(?i)^(?:(?:écrit|rédigé|publié|posté|article|texte|par|by|auteurs?|de)\b\s*:?\s*)+", "", text)
    name = re.split(r"(?i),? (?:[|·–-] )?(?:le )?\d|,? publié|,? mis à jour", name)[0]
    return name.strip(" .:,-|") or text


def odd_weekday(text: str) -> str | None:
    """What is wrong where a text gives a weekday with a full date and the calendar another.

    >>> odd_weekday("Moscou, mercredi 17/06/2025")
    'mercredi 17/06/2025 was a mardi'
    """
    found = re.search(rf"\b({'|'.join(_DAYS)}),? (?:le )?{_DAY}(?!\d)", fold(text))
    day = _full(found)
    true = _DAYS[day.weekday()] if day else None
    return f"{found.group()} was a {true}" if true and true != found[1] else None


# ---------------------------------------------------------------- datelines
_WORDS = r"(?!l[ae]s? )[^\W\d_][^\W\d_'.-]*(?:[ '.-]{1,2}[^\W\d_]+){0,3}"
_PLACE = rf"(?:par [^,.:;(]{{5,90}}? )?{_WORDS}(?:(?:,| et|/) ?{_WORDS}){{0,2}}"  # writers may be glued to the place
_KNOWN = rf"{AGENCY}(?:[/, ]+(?:et )?{AGENCY})*"
_DASH = r" ?[.:]? ?(?:[–—-]+|/)(?: |$)"
_DATELINES = [re.compile(pattern) for pattern in (
    rf"{_STAMP} ?\((?P<agency>{_KNOWN})\){_DASH}",  # 17 septembre (Reuters) -
    rf"{_PLACE}(?: ?[,(|]? ?){_STAMP}\)?,? ?(?:[(\[](?P<agency>[^()\[\]\d]{{2,30}})[)\]])?{_DASH}",
    rf"{_PLACE} ?[|,(] ?(?P<agency>{_KNOWN}) ?[)\]|]?,? ?(?:\| )?(?:{_STAMP}\)?)?{_DASH}")]
_DATED = re.compile(
    rf"(?!le ){_STAMP}(?:, (?:{_PLACE})?)?(?: [a-z]{{3}})?(?: ?[(\[|/]? ?(?P<agency>{_KNOWN}) ?[)\]|]?)?{_DASH}")
_CAPITALS = re.compile(rf"{_PLACE} ?[–—-]+ (?=\S)")


@dataclass(frozen=True)
class Dateline:
    """Where a dateline ends, its day (TIMEX3, XXXX for an unstated year) and the agency it credits."""

    end: int
    value: str | None
    credit: str | None


def find_dateline(text: str) -> Dateline | None:
    """The dateline at the start of a body line, None where there is none.

    Handled: "PYONGYANG, 19 juil (AFP) -", "12 mars 2016, Montpellier . –", "Moscou, Russie | AFP | mardi 17/06/2025 -",
    "JAKARTA -". A name in capitals followed by a dash is taken for a place, whatever it names.

    >>> find_dateline("SÉOUL, 27 juillet (Reuters) - Le dirigeant…")
    Dateline(end=30, value='XXXX-07-27', credit='Reuters')
    """
    head = fold(text[:140])
    found = next((found for pattern in _DATELINES if (found := pattern.match(head))), None)
    if not found and (dated := _DATED.match(head)) and _full(dated):
        found = dated
    if not found and (place := _CAPITALS.match(head)) and text[:place.end()].isupper() and place.end() > 6:
        return Dateline(place.end(), None, None)
    if not found:
        return None
    parts = _day(found)
    value = f"{parts[0] or 'XXXX':0>4}-{parts[1]:02}-{parts[2]:02}" if parts else None
    return Dateline(found.end(), value, text[slice(*found.span("agency"))].strip() if found["agency"] else None)
