"""Quantities: numbers with their unit and bounds, and whether two of them can both be true; and what is told as the
first."""
from __future__ import annotations

import re
from math import inf
from typing import NamedTuple

from text_to_num import text2num

from helpers.annotation.gazetteer import fold
from helpers.claims import patterns
from helpers.cleaning import lines


class Quantity(NamedTuple):
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


def value(figure: str) -> float | None:
    """A number in figures or words; None for other words."""
    if figure[0].isdigit():
        return float(re.sub(r"[\u00a0\u202f .'’](?=\d{3})", "", figure).replace(",", "."))
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
    return [quantity for match in patterns.expression("number").finditer(text) if (quantity := _read(match, text))]


def _read(match: re.Match, text: str) -> Quantity | None:
    figure, scale, after = match["figure"], fold(match["scale"] or ""), fold(match["after"] or "")
    unit, width = ("%", 0) if match["percent"] else _unit(after)
    if fold(figure) in ("un", "une", "des"):
        low = high = float(patterns.table()["about"][scale]) * (2 if fold(figure) == "des" else 1)
        factor, slack = 1, 0.15
    else:
        low = value(figure)
        high, factor, slack = value(match["other"]) if match["other"] else low, patterns.table()["scale"].get(scale, 1), 0.0
    served = low and high and patterns.expression("served").match(text, match.end())
    if not served and (low is None or high is None or (after.split() or [""])[0] in patterns.words("calendar")):
        return None
    if figure.isdigit() and not scale and 1900 <= low <= 2100 and unit in ("", "la", "le"):
        return None
    told = patterns.expression("told_before").search(text[max(0, match.start("figure") - 40):match.start("figure")])
    kind = "asked" if served and served["asked"] else told and told.lastgroup
    if served and (kind or served["what"]):  # « trois ans de prison »: a number of days of it
        days, noun = patterns.table()["days"][fold(served["time"])], None if kind == "asked" else served["what"]
        what = kind if noun is None else "prison" if class_of(noun) == "prison" else f"lasted {fold(noun)}"
        return Quantity(low * days, high * days, what, text[match.start():served.end()], match.start(), served.end())
    if unit in patterns.words("time"):
        return None
    unit = "kilometre heure" if patterns.expression("speed").match(text, match.end()) else unit or fold(told and told["measure"] or "")
    factor *= patterns.table()["scale"][fold(match["scale2"]).rstrip("s")] if match["scale2"] else 1
    slip = 10.0 ** -len(figure.partition(",")[2]) if unit == "%" else 0  # told to the last digit
    low, high = low * factor - slip, high * factor + slip
    bound, begin = _bound(text, match.start("figure"))
    behind = patterns.expression("bound_behind").match(lines.fold(text[match.end():match.end() + 40]))
    bound = bound or behind and behind.lastgroup
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
    found = patterns.expression("bound").search(lines.fold(text[start:at]))
    return (found.lastgroup, start + found.start()) if found else (None, at)


def _unit(after: str) -> tuple[str, int]:
    """The noun that is counted, as the list has it where it stands there in another form, and how far it reaches."""
    found = next((w for w in re.finditer(r"[^\W\d]+[23]?(?:-[^\W\d]+)*", after.replace("²", "2").replace("³", "3"))
                  if w[0] not in patterns.words("skip")), None)
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
    low, high = max(a.low or 0.0, b.low or 0.0), min(inf if q.high is None else q.high for q in (a, b))
    return low <= high * (1 if a.unit == "%" else 1.02)


def class_of(unit: str) -> str:
    """The kind of thing a unit counts (« hommes » → soldier), the unit itself where the list has none."""
    return patterns.listed("claims_units.csv", "words", "unit").get(fold(unit), unit)


def differ(a: tuple[Quantity, ...], b: tuple[Quantity, ...]) -> bool:
    """Whether some unit is counted on both sides and no two of its values can both be true and are near (within an
    eighth)."""
    shared = a and b and [(x, y) for x in a for y in b if x.unit and class_of(x.unit) == class_of(y.unit)]
    return bool(shared) and not any(compatible(x, y) and abs(x.size - y.size) <= max(x.size, y.size) / 8 for x, y in shared)


def firsts(text: str) -> list[tuple[int, str, str, str, str]]:
    """« First since » claims of a text: (offset, words, ordinal, what is counted, since when).

    >>> firsts("c’est la première visite connue d’un responsable étranger en trois ans")
    [(9, 'première visite connue d’un responsable étranger en trois ans', '1', "visite connue d'un responsable etranger", 'en trois ans')]
    >>> [words for _, words, *_ in firsts("Le premier ministre vient. C’est le premier incendie du site depuis 2009")]
    ['premier incendie du site depuis 2009']
    """
    found = [(m, m["order"] or "première", "fois") for m in patterns.sought("any_first", text) if m["order"] or m["link"]]
    found += [(m, m["order"], m["what"]) for m in patterns.expression("first").finditer(text) if _countable(m)
              and not any(m.start() < other.end() and other.start() < m.end() for other, *_ in found)]
    found += [(m, "most" if m["most"] or patterns.any_of("as_much").search(m["what"]) else "première", m["what"])
              for m in patterns.sought("never", text) if m["end"] is None or patterns.any_of("ever").search(m["what"])]
    return [(m.start(), m.group().strip(" ,.;:»"), str(patterns.table()["ordinals"].get(order.lower(), order)), fold(what).strip(),
             fold(f"{m['link'] or ''} {m['since'] or ''}").strip() or ("jamais" if "end" in m.groupdict() else "")) for m, order, what in found]


def _countable(m: re.Match) -> bool:
    """Whether what is first is a happening, or anything « since », and no premier minister or quarter."""
    noun, since = re.search(r"\w*", fold(m["what"]).lstrip())[0], m["link"] in ("depuis", "avant", "en", "à", "de")
    return noun not in patterns.words("not_first") and (since or bool(patterns.any_of("happens").search(m["what"])))
