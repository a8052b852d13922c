"""Quantities: numbers with their unit and bounds, and whether two of them can both be true."""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from text_to_num import text2num

from helpers.annotation.gazetteer import fold, read_rows
from helpers.claims import patterns

_FIGURE = r"(?<![\w,.-])(?<!\bh )(?:\d{1,3}(?:[\u00a0\u202f .]\d{3})+|\d+)(?:,\d+)?(?![\w-]|\.\d)"
_ABOUT = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
          "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000, "million": 10**6, "milliard": 10**9}
_SCALE = {"mille": 1000, "millier": 1000, "million": 10**6, "milliard": 10**9, "centaine": 100, "dizaine": 10}
_WORDS = (r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|"
          r"soixante|septante|huitante|octante|nonante|cents?|mille)")
_SPELLED = rf"\b{_WORDS}(?:(?: et |-et-|[ -])(?:une?\b|{_WORDS}\b))*(?!\w)"
_NUMBER = re.compile(
    rf"(?P<figure>{_FIGURE}|{_SPELLED}|\bune?(?= (?:{'|'.join(_ABOUT)}))|\bdes(?= (?:{'|'.join(_ABOUT)})s\b))"
    rf"(?: ?(?:à|et|ou) (?P<other>\d+(?:[\u00a0\u202f .]\d{{3}})*(?:,\d+)?))?"
    rf"(?: (?P<scale>{'|'.join(dict.fromkeys([*_ABOUT, *_SCALE]))})s?(?: (?:de |d['’])(?P<scale2>milliers?|millions?|milliards?))?)?"
    r"(?: ?(?P<percent>%|pour cent))?(?=(?P<after>(?:[ \u00a0](?:de |d['’])?[^\W\d]+[²³23]?(?:-[^\W\d]+)*){0,4}))", re.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """A number as the text gives it: bounds `low`, `high` (None: open), the counted `unit` (folded, singular; ""
    unknown), offsets."""

    low: float | None
    high: float | None
    unit: str
    text: str
    start: int
    end: int

    @property
    def size(self) -> float:
        """Its middle, or the bound it has."""
        given = [bound for bound in (self.low, self.high) if bound is not None]
        return sum(given) / len(given)


@cache
def _bounds_words() -> list[tuple[re.Pattern, str]]:
    return [(re.compile(rf"\b{re.escape(fold(row['words']))} ?(?:de |d'|des |du |a |quelque )?$"), row["bound"])
            for row in read_rows("claims_bounds.csv")]


def value(figure: str) -> float | None:
    """A number in figures or words; None for other words."""
    if figure[0].isdigit():
        return float(re.sub(r"[\u00a0\u202f .](?=\d{3})", "", figure).replace(",", "."))
    try:
        return float(text2num(figure.lower(), "fr"))
    except ValueError:
        return None


def find(text: str) -> list[Quantity]:
    """Quantities of a text, number words included; years, days of the month, clock times and durations are no
    quantities.

    >>> [(q.low, q.high, q.unit) for q in find("plus de 3 000 soldats, jusqu’à 12 000 hommes et une dizaine de milliers d’obus")]
    [(3000.0, None, 'soldat'), (None, 12000.0, 'homme'), (8500.0, 11500.0, 'obu')]
    >>> [(q.low, q.unit, q.text) for q in find("Onze personnes et 40 m3")]
    [(11.0, 'personne', 'Onze personnes'), (40.0, 'metre cube', '40 m3')]

    Do not trust the unit of a number without noun (« ils sont 3 000 »): it is empty.
    """
    return [quantity for match in _NUMBER.finditer(text) if (quantity := _read(match, text))]


def _read(match: re.Match, text: str) -> Quantity | None:
    figure, scale, after = match["figure"], fold(match["scale"] or ""), fold(match["after"] or "")
    unit, width = ("%", 0) if match["percent"] else _unit(after)
    if fold(figure) in ("un", "une", "des"):
        low = high = float(_ABOUT[scale]) * (2 if fold(figure) == "des" else 1)
        factor, slack = 1, 0.15
    else:
        low = value(figure)
        high, factor, slack = value(match["other"]) if match["other"] else low, _SCALE.get(scale, 1), 0.0
    if low is None or high is None or unit in patterns.words("time") or (after.split() or [""])[0] in patterns.words("calendar"):
        return None
    if figure.isdigit() and not scale and 1900 <= low <= 2100 and unit in ("", "la", "le"):
        return None
    factor *= _SCALE[fold(match["scale2"]).rstrip("s")] if match["scale2"] else 1
    low, high = low * factor, high * factor
    bound, begin = _bound(text, match.start("figure"))
    bound = "plural" if fold(figure) == "des" else bound
    if bound == "about" or slack:
        low, high = low * (1 - max(slack, 0.1)), high * (1 + max(slack, 0.1))
    given = {"least": (low, None), "plural": (low, None), "most": (None, high), "nearly": (low * 0.9, high)}.get(bound, (low, high))
    gap = match["after"] or ""
    end = match.end() + (len(gap) - len(gap.lstrip()) + width if width else 0)
    return Quantity(*given, unit, text[begin:end], begin, end)


def _bound(text: str, at: int) -> tuple[str | None, int]:
    """The bound before a number, and where its words begin."""
    start = max(0, at - 30)
    before = "".join(fold(c) or c for c in text[start:at])
    found = next(((match.start(), bound) for pattern, bound in _bounds_words() if (match := pattern.search(before))), None)
    return (found[1], start + found[0]) if found else (None, at)


def _unit(after: str) -> tuple[str, int]:
    """The noun that is counted, as the list has it where it stands there in another form, and how far it reaches."""
    found = next((word for word in re.finditer(r"[^\W\d]+[23]?(?:-[^\W\d]+)*", after.replace("²", "2").replace("³", "3"))
                  if word[0] not in patterns.words("skip")), None)
    if found is None or len(found[0]) < 2 or found[0] in patterns.words("no_unit"):
        return "", 0
    solid = re.match(r" ?(?:cube|carre)s?\b", after[found.end():])
    word = found[0].rstrip("s") + (f" {solid[0].strip().rstrip('s')}" if solid else "")
    return {"m3": "metre cube", "m2": "metre carre", "km": "kilometre"}.get(word, word), found.end() + (len(solid[0]) if solid else 0)


def compatible(a: Quantity, b: Quantity) -> bool:
    """Whether both can be true of one thing: their bounds overlap, within 2 %.

    >>> compatible(*find("plus de 10 000 soldats, environ 11 000 soldats"))
    True
    >>> compatible(*find("1 500 soldats, 3 000 soldats"))
    False
    """
    low = max(q.low for q in (a, b) if q.low is not None) if a.low is not None or b.low is not None else 0.0
    high = min((q.high for q in (a, b) if q.high is not None), default=float("inf"))
    return low <= high * 1.02


def same_unit(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities count the same kind of thing (soldats, hommes, militaires)."""
    return bool(a.unit) and class_of(a.unit) == class_of(b.unit)


@cache
def _classes() -> dict[str, str]:
    return {fold(word): row["unit"] for row in read_rows("claims_units.csv") for word in row["words"].split()}


def class_of(unit: str) -> str:
    """The kind of thing a unit counts (« hommes » → soldier), the unit itself where the list has none."""
    return _classes().get(unit, unit)


def differ(a: tuple[Quantity, ...], b: tuple[Quantity, ...]) -> bool:
    """Whether some unit is counted on both sides and no two of its values can both be true and are near (within a
    third)."""
    shared = [(x, y) for x in a for y in b if same_unit(x, y)]
    return bool(shared) and not any(compatible(x, y) and abs(x.size - y.size) <= max(x.size, y.size) / 3 for x, y in shared)
