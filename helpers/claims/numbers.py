"""Quantities: numbers with their unit and bounds, and whether two of them can both be true."""
from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from text_to_num import alpha2digit

from helpers.annotation.gazetteer import fold
from helpers.claims import patterns

_FIGURE = r"\d{1,3}(?:[   .]\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_ABOUT = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
          "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000, "million": 10**6, "milliard": 10**9}
_SCALE = {"mille": 1000, "millier": 1000, "million": 10**6, "milliard": 10**9, "centaine": 100, "dizaine": 10}
_NUMBER = re.compile(
    rf"(?P<range>entre |de )?(?P<figure>{_FIGURE}|\bune?(?= (?:{'|'.join(_ABOUT)}))|\bdes(?= (?:{'|'.join(_ABOUT)})s\b))"
    rf"(?: ?(?:à|et|ou) (?P<other>{_FIGURE}))?"
    rf"(?: (?P<scale>{'|'.join(dict.fromkeys([*_ABOUT, *_SCALE]))})s?(?: (?:de |d['’])(?P<scale2>milliers?|millions?|milliards?))?)?"
    r"(?: ?(?P<percent>%|pour cent))?(?=(?P<after>(?: (?:de |d['’])?[^\W\d]+(?:-[^\W\d]+)*){0,4}))", re.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """A number as the text gives it: bounds `low`, `high` (None: open), the counted `unit` (folded, singular; "" unknown), offsets."""

    low: float | None
    high: float | None
    unit: str
    text: str
    start: int
    end: int


@cache
def _bounds_words() -> list[tuple[re.Pattern, str]]:
    lines = files("helpers.data").joinpath("claims_bounds.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [(re.compile(rf"\b{re.escape(fold(row['words']))} ?(?:de |d'|des |du |a |quelque )?$"), row["bound"]) for row in rows]


def _value(figure: str) -> float:
    return float(re.sub(r"[   .](?=\d{3})", "", figure).replace(",", "."))


def find(text: str) -> list[Quantity]:
    """Quantities of a text, number words included; years, days of the month, clock times and durations are no quantities.

    >>> [(q.low, q.high, q.unit) for q in find("plus de 3 000 soldats, jusqu’à 12 000 hommes et une dizaine de milliers d’obus")]
    [(3000.0, None, 'soldat'), (None, 12000.0, 'homme'), (8500.0, 11500.0, 'obu')]

    Do not trust the unit of a number without noun (« ils sont 3 000 »): it is empty.
    """
    found = [quantity for match in _NUMBER.finditer(text) if (quantity := _read(match, text))]
    if not found and patterns.any_of("spelled").search(text):
        spelled = alpha2digit(text, "fr")
        if spelled != text:
            found = [Quantity(q.low, q.high, q.unit, q.text, 0, len(text)) for match in _NUMBER.finditer(spelled) if (q := _read(match, spelled))]
    return found


def _read(match: re.Match, text: str) -> Quantity | None:
    figure, scale, after = match["figure"], fold(match["scale"] or ""), fold(match["after"] or "")
    unit = "%" if match["percent"] else _unit(after)
    if figure[0].isdigit():
        low = high = _value(figure)
        if match["other"]:
            high = _value(match["other"])
        factor = _SCALE.get(scale, 1)
        slack = 0.0
        if not scale and not unit and 1900 <= low <= 2100 or (after.split() or [""])[0] in patterns.words("calendar"):
            return None
    else:
        low = high = float(_ABOUT[scale]) * (2 if figure.lower() == "des" else 1)
        factor, slack = 1, 0.15
    if match["scale2"]:
        factor *= _SCALE[fold(match["scale2"]).rstrip("s")]
    low, high = low * factor, high * factor
    if unit in patterns.words("time") or (1900 <= low <= 2100 and " " not in figure and "." not in figure and low == int(low) and unit in ("", "la", "le")):
        return None
    bound, begin = _bound(text, match.start("figure"))
    bound = "plural" if figure.lower() == "des" else bound
    if bound == "about" or slack:
        low, high = low * (1 - max(slack, 0.1)), high * (1 + max(slack, 0.1))
    given = {"least": (low, None), "plural": (low, None), "most": (None, high), "nearly": (low * 0.9, high)}.get(bound, (low, high))
    gap = match["after"] or ""
    end = match.end() + (len(gap) - len(gap.lstrip()) + fold(gap).find(unit) + len(unit) if unit and unit != "%" else 0)
    end += text[end:end + 1] == "s"
    return Quantity(*given, unit, text[begin:end], begin, end)


def _bound(text: str, at: int) -> tuple[str | None, int]:
    """The bound before a number, and where its words begin."""
    start = max(0, at - 30)
    before = "".join(fold(c) or c for c in text[start:at])
    found = next(((match.start(), bound) for pattern, bound in _bounds_words() if (match := pattern.search(before))), None)
    return (found[1], start + found[0]) if found else (None, at)


def _unit(after: str) -> str:
    words = [word for word in re.findall(r"[^\W\d]+(?:-[^\W\d]+)*", after) if word not in patterns.words("skip")]
    return words[0].rstrip("s") if words and len(words[0]) > 1 and words[0] not in patterns.words("no_unit") else ""


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
    return bool(a.unit) and (a.unit == b.unit or class_of(a.unit) == class_of(b.unit))


@cache
def class_of(unit: str) -> str:
    """The kind of thing a unit counts (« hommes » → soldier), the unit itself where the list has none."""
    lines = files("helpers.data").joinpath("claims_units.csv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        if unit in [fold(word) for word in row["words"].split()]:
            return row["unit"]
    return unit


def differ(a: tuple[Quantity, ...], b: tuple[Quantity, ...]) -> bool:
    """Whether some unit is counted on both sides and no two of its values are near (within a third): two statements, even
    where both can be true."""
    def size(quantity: Quantity) -> float:
        return (quantity.low or quantity.high or 0) if quantity.low is None or quantity.high is None else (quantity.low + quantity.high) / 2
    shared = [(size(x), size(y)) for x in a for y in b if same_unit(x, y)]
    return bool(shared) and not any(abs(x - y) <= max(x, y) / 3 for x, y in shared)


def exclude(a: tuple[Quantity, ...], b: tuple[Quantity, ...]) -> bool:
    """Whether some unit is counted on both sides and no two of its values can both be true."""
    shared = [(x, y) for x in a for y in b if same_unit(x, y)]
    return bool(shared) and not any(compatible(x, y) for x, y in shared)
