"""Dates, datelines and credits that a page states about itself."""

from __future__ import annotations

import re
from datetime import date

from helpers.cleaning.lines import fold

_MONTHS = {name: number for number, names in enumerate(
    ("janvier janv jan", "fevrier fevr fev", "mars mar", "avril avr", "mai", "juin", "juillet juil", "aout",
     "septembre sept sep", "octobre oct", "novembre nov", "decembre dec"), 1) for name in names.split()}
_MONTH = "|".join(sorted(_MONTHS, key=lambda name: (-len(name), name)))
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim)\.?,? )?(?:le )?"
_DAY = rf"(?:(?P<d>\d{{1,2}})(?:er| er)?\.? (?P<m>{_MONTH})\.?,?(?: (?P<y>\d{{4}}))?|(?P<d2>\d{{1,2}})[/.-](?P<m2>\d{{1,2}})[/.-](?P<y2>\d{{4}})|(?P<y3>\d{{4}})-(?P<m3>\d\d)-(?P<d3>\d\d))(?!\d)"
_CLOCK = r"(?:(?:,| a| -| –| —|:| \||t)? ?\d{1,2} ?(?:h|:|heures?)(?: ?\d{2})?(?::\d{2})?(?: ?(?:heures?|min|utc|gmt|cest|cet|z))*(?: ?[(+][^)]{1,12}\)?)?)?"
_STAMP = re.compile(rf"{_WEEKDAY}{_DAY}{_CLOCK}")
_UPDATED = r"(?:mise? a jour|modifiee?|actualisee?|maj|updated|derniere (?:mise a jour|modification))"
_PRINTED = re.compile(
    rf"(?:(?P<by>par [^:|]{{2,60}}?|[^:|.!?]{{2,40}}?)[,|·•-]? )??"
    rf"(?P<label>(?:(?:article |date )?(?:publie|poste|paru|cree|mis en ligne|ecrit|publication|published|posted on|date)e?)|{_UPDATED})\b"
    rf"(?: de publication)?(?: par [^:|]{{2,40}}?)?(?: ?:| en ligne)? ?(?:le |on )?{_WEEKDAY}{_DAY}{_CLOCK}(?P<rest>.{{0,120}})$")
_TWICE = re.compile(r"({0}) ?(?:[|·•,–—-]|mis a jour|modifie)?(?: ?:| le)? ?{0}".format(re.sub(r"\?P<\w+>", "?:", _WEEKDAY + _DAY.removesuffix(r"(?!\d)") + _CLOCK)))
_PLACE = r"(?!l[ae]s? )[^\W\d_][^\W\d_'.-]*(?:[ '.-]{1,2}[^\W\d_]+){0,3}"
_DASH = r" ?[.:]? ?(?:[–—-]+|/)(?= |$)"


def _found(found: re.Match) -> tuple[int | None, int, int] | None:
    """(year, month, day) of a match of `_DAY`; None where the calendar has no such day."""
    group = found.groupdict()
    day = group["d"] or group["d2"] or group["d3"]
    month = _MONTHS.get(group["m"] or "") or int(group["m2"] or group["m3"] or 0)
    year = group["y"] or group["y2"] or group["y3"]
    try:
        date(int(year or 2024), month, int(day))
    except ValueError:
        return None
    return int(year) if year else None, month, int(day)


def read_day(text: str) -> date | None:
    """A full date at the start of a text: ISO, 19/07/2024, 19.07.2024, 19 juillet 2024; None for anything else.

    >>> read_day("vendredi 19 juillet 2024 à 10h05"), read_day("19 juillet"), read_day("2024-07-19T10:05:00Z")
    (datetime.date(2024, 7, 19), None, datetime.date(2024, 7, 19))
    """
    found = _STAMP.match(fold(" ".join(text.split())))
    parts = _found(found) if found else None
    return date(*parts) if parts and parts[0] and 1800 <= parts[0] <= 2100 else None


def printed(flat: str) -> tuple[date | None, str] | None:
    """A whole line that only says when the page was published or changed: (day, "published" or "updated").

    >>> printed("publie le 19 juillet 2024 a 10h")
    (datetime.date(2024, 7, 19), 'published')
    """
    found = _PRINTED.fullmatch(flat)
    if found and not re.search(r"[.!?] |\b(?:par la|par le|dans)\b.{30}", found["rest"] or ""):
        parts = _found(found)
        kind = "updated" if re.fullmatch(_UPDATED, found["label"]) else "published"
        return (date(*parts) if parts and parts[0] else None), kind
    if found := _TWICE.fullmatch(flat):
        return (lambda day: (day, "published") if day else None)(read_day(found[1]))
    flat = re.sub(r"^(?:(?:accueil \| )?par [a-z][a-z '.-]{3,50}?(?:,| \|)?(?: le)?|[a-z][a-z ]{1,20} [|·–-]) (?=\d)", "", flat)
    bare = re.sub(r"(?<=\d)(,| [|·•-])? [a-z-]{2,15}( [a-z-]{2,15}){0,2}$", "", flat)
    found = _STAMP.fullmatch(bare) or _STAMP.fullmatch(flat)
    parts = _found(found) if found and not flat.startswith("le ") else None
    return (date(*parts), "published") if parts and parts[0] else None


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
    found = re.search(rf"\b({'|'.join(_DAYS)}),? (?:le )?{_DAY}", fold(text))
    parts = _found(found) if found else None
    if not parts or not parts[0]:
        return None
    true = _DAYS[date(*parts).weekday()]
    return None if true == found[1] else f"{found.group()} was a {true}"


def dateline(text: str, agencies: str) -> tuple[int, str | None, str | None] | None:
    """Where a dateline at the start of a body line ends, its day (TIMEX3, XXXX for an unstated year) and its credit.

    Handled: "PYONGYANG, 19 juil (AFP) -", "12 mars 2016, Montpellier . –", "Moscou, Russie | AFP | mardi 17/06/2025 -",
    "JAKARTA -". The weekday is not checked. A name in capitals followed by a dash is taken for a place.

    >>> dateline("SÉOUL, 27 juillet (Reuters) - Le dirigeant…", "reuters")
    (30, 'XXXX-07-27', 'Reuters')
    """
    head = fold(text[:140])
    for pattern in _datelines(agencies):
        found = pattern.match(head)
        if not found or (pattern is _datelines(agencies)[-1] and not _capitals(text[: found.end()])):
            continue
        groups = found.groupdict()
        parts = _found(found) if groups.get("d") or groups.get("d2") or groups.get("y3") else None
        if pattern is _datelines(agencies)[1] and not (parts and parts[0]):
            continue
        day = f"{parts[0] or 'XXXX':0>4}-{parts[1]:02}-{parts[2]:02}" if parts else None
        credit = groups.get("agency")
        return found.end(), day, text[found.start("agency"):found.end("agency")].strip() if credit else None
    return None


_CACHE: dict[str, tuple[re.Pattern, ...]] = {}


def _datelines(agencies: str) -> tuple[re.Pattern, ...]:
    if agencies not in _CACHE:
        place = _PLACE + rf"(?:(?:,| et|/) ?{_PLACE}){{0,2}}"
        known = rf"(?:{agencies})(?:[/, ]+(?:et )?(?:{agencies}))*"
        credit = rf"[(\[|/]? ?(?P<agency>{known}) ?[)\]|]?"
        bracket = rf"(?:[(\[](?P<agency>{known}|[^()\[\]\d]{{2,30}})[)\]])?"
        stamp = _WEEKDAY + _DAY + _CLOCK
        place = rf"(?:par [^,.:;(]{{5,90}}? )?{place}"  # writers glued to the place
        _CACHE[agencies] = tuple(map(re.compile, (
            rf"(?:{stamp}) ?\((?P<agency>{known})\){_DASH} ?",  # 17 septembre (Reuters) -
            rf"(?!le ){stamp}(?:, {place}?)?(?: [a-z]{{3}})?(?: ?{credit})?{_DASH} ?",  # 12 mars 2016, Montpellier . –
            rf"{place}(?: ?[,(|]? ?){stamp}\)?,? ?{bracket}{_DASH} ?",  # SÉOUL, 27 juillet (Reuters) -
            rf"{place} ?[|,(] ?{credit},? ?(?:\| )?(?:{stamp}\)?)?{_DASH} ?",  # Moscou, Russie | AFP | … -
            rf"{place} ?[–—-]+ (?=\S)")))  # JAKARTA - : capitals only
    return _CACHE[agencies]


def _capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 4 and all(char.isupper() for char in letters)
