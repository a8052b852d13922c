"""What a text's time expressions say of the day it was published: dates, weekdays, years, spans since a year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from helpers.annotation.gazetteer import fold
from helpers.dates.periods import bounds
from helpers.dating.belief import Clue, curve, either, weights

_WEEKDAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_AS_TOLD = {"past": " (told as past)", "future": " (still to come)"}
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@dataclass(frozen=True)
class Found:
    """A time expression as found: its words, its sentence, what it means (spec), whether it opens the article."""

    text: str
    sentence: int
    spec: dict
    lead: bool = False

    @property
    def direction(self) -> str | None:
        """past or future, or None where neither tense nor cue tells."""
        said = self.spec.get("cue") or self.spec.get("tense")
        return said if said == "future" or said == "past" and not self.spec.get("until") else None


@dataclass(frozen=True)
class Occurrences:
    """All the stretches of days an expression may mean, in order: first and last day of each, as ordinals."""

    lows: np.ndarray
    highs: np.ndarray

    def lag(self, days: np.ndarray, ended: bool = False) -> np.ndarray:
        """Days since the last stretch begun (0 inside it; with `ended`, over: « juin dernier »); infinite before it."""
        if not len(self.lows):
            return np.full(len(days), np.inf)
        at = np.searchsorted(self.highs, days, "left") - 1 if ended else np.searchsorted(self.lows, days, "right") - 1
        return np.where(at < 0, np.inf, np.maximum(0, days - self.highs[np.maximum(at, 0)]))

    def lead(self, days: np.ndarray, unbegun: bool = False) -> np.ndarray:
        """Days until the next stretch not ended (0 inside it; with `unbegun`, not begun); infinite after it."""
        if not len(self.lows):
            return np.full(len(days), np.inf)
        at = np.searchsorted(self.lows, days, "right") if unbegun else np.searchsorted(self.highs, days, "left")
        following = self.lows[np.minimum(at, len(self.lows) - 1)]
        return np.where(at == len(self.lows), np.inf, np.maximum(0, following - days))


def read(text: str, sentence: int, spec: dict, said: str, lead: bool = False, at: int | None = None) -> Found:
    """An expression with its year under one key; `before`: it lies before the news (« avait été arrêté le 4 mai »).

    said: the sentence; at: its place there.
    """
    year = spec.get("year") or spec.get("context_year") or (1900 + spec["yy"] if "yy" in spec else None)
    spec = spec | {"year": year} if year else spec
    at = said.find(text) if at is None else at
    ahead, behind = said[max(0, at - 20):at], said[at + len(text):at + len(text) + 8]
    if spec.get("kind") == "year":
        spec = spec | _edition(text, ahead, behind)
    elif spec.get("kind") == "duration" and re.match(r" apr[eè]s\b", behind):  # « trois mois après l'accord »
        spec = spec | {"direction": 1, "anchor": "text"}
    given = weights()["words"]
    earlier = re.search(given["before"], fold(said)) or re.search(given["compared"], fold(said[:at]))
    if spec.get("tense") in ("past", None) and earlier:
        spec = spec | {"before": True}
    return Found(text, sentence, spec, lead)


def dateline(text: str | None, value: str | None) -> list[Found]:
    """The day of a dateline that gives no year (« PARIS, 12 mars (AFP) », XXXX-03-12), as an expression of the
    opening."""
    told = re.fullmatch(r"XXXX-(\d\d)-(\d\d)", str(value))
    if not told or not text:
        return []
    spec = {"kind": "date", "month": int(told[1]), "day": int(told[2]), "today": True, "tense": "past"}
    named = re.search(rf"\b({'|'.join(_WEEKDAYS)})\b", fold(text))
    return [Found(text, -1, spec | ({"weekday": _WEEKDAYS.index(named[1]) + 1} if named else {}), True)]


def _edition(text: str, ahead: str, behind: str) -> dict:
    """« Coupe de Brissac 2018 »: the year of an edition; « la saison 2017-2018 »: one across two years, and its first
    half."""
    if first := re.search(r"\b(\d{4}) ?[-–/] ?$", ahead):
        return {"across": True, "edition": True} if int(first[1]) + 1 == int(text[-4:]) else {}
    if second := re.match(r" ?[-–/] ?(\d{4})\b", behind):
        return {"kind": "half"} if int(second[1]) == int(text[-4:]) + 1 else {}
    word = re.search(r"([^\W_][\w’'-]*) $", ahead)
    of_a_name = word and text.isdigit() and fold(word[1]) not in weights()["words"]["year_after"].split()
    return {"edition": True} if of_a_name else {}


def years_named(found: Sequence[Found]) -> list[int]:
    """The latest year that the expressions name or that a count of years since one leads to, if any."""
    named = [f.spec["year"] for f in found if f.spec.get("year")]
    counted = [y + n for y in set(named) for f in found if (n := years_counted(f.spec))]
    return sorted(named + counted)[-1:]


def clues(found: Sequence[Found], days: np.ndarray) -> list[Clue]:
    """All the clues that the time expressions of one text give.

    Source: news is published soon after the latest thing it tells and before what
    it announces; how soon, by kind of expression and tense, was measured on dated news (helpers/data/dating.toml).
    Not to be trusted in retrospectives and calendars, whose dates are all old or all to come.
    """
    kept: dict[tuple, tuple[Found, str]] = {}
    for item in sorted(found, key=lambda f: not f.spec.get("year")):  # a day counts once, with any year it has
        if group := _group(item):
            kept.setdefault(_same(item), (item, group))
    bare = {key: item.spec["year"] for key, (item, group) in kept.items()
            if item.direction != "future" and "until" not in item.spec
            and (group == "year" or group == "edition" and not item.lead)}
    last = max(bare.values(), default=0)
    kept = {key: pair for key, pair in kept.items() if bare.get(key, 9999) >= last}  # others: history
    weekdays, dated = ([pair for pair in kept.values() if ("weekday" in pair[1]) == way] for way in (True, False))
    out = [_told(items, days) for items in (dated, weekdays) if items]
    out += [clue for item, _ in dated if (clue := _weekday_agrees(item, days))]
    return out + _since(found, days)


def looks_back(found: Sequence[Found]) -> int:
    """How many days the opening counts from what it retells (« trois mois après l'accord »); 0 where it does not."""
    after = (f.spec for f in found if f.lead and f.spec.get("direction") == 1 and f.spec.get("anchor") == "text")
    counted = [(spec.get("amount"), {"W": 7, "M": 30.4, "Y": 365.25}.get(spec.get("unit"))) for spec in after]
    return max((round(n * size) for n, size in counted if size and isinstance(n, (int, float))), default=0)


def _same(item: Found) -> tuple:
    spec = item.spec
    return (spec["month"], spec["day"]) if spec.get("month") and spec.get("day") else (spec["kind"], item.text.lower())


def _group(item: Found) -> str | None:
    """Which curves an expression is read by: this_day, day, month (full_day, full_month with a year), year, weekday."""
    spec, kind = item.spec, item.spec.get("kind")
    full = "full_" if spec.get("year") else ""
    this = re.match(r"ce\b", item.text.lower()) or spec.get("today")
    if kind == "date" and spec.get("day") and (spec.get("month") or spec.get("weekday")):
        if spec.get("year"):
            return "exact_day" if spec.get("weekday") or this else "full_day"
        return "this_day" if this else "day"
    if kind == "month" and spec.get("month") or kind == "season" and spec.get("season"):
        return full + "month"
    if kind == "weekday" and spec.get("weekday"):
        return "this_weekday" if this else "weekday"
    return ("edition" if spec.get("edition") else "year") if kind == "year" and spec.get("year") else None


def occurrences(spec: dict, days: np.ndarray, weekday: bool = True) -> Occurrences:
    """The stretches a date, month, season, weekday or year may mean near the candidate days (one if it has a year)."""
    if year := spec.get("year"):
        return _one(spec, year)
    if spec.get("month") and not spec.get("day") or spec.get("season"):
        first, last = date.fromordinal(int(days[0])).year - 1, date.fromordinal(int(days[-1])).year + 1
        every = [_one(spec, y) for y in range(first, last + 1)]
        return Occurrences(np.concatenate([o.lows for o in every]), np.concatenate([o.highs for o in every]))
    near = np.arange(days[0] - 366, days[-1] + 367)
    stamps = (near - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    keep = np.ones(len(near), dtype=bool)
    if spec.get("day"):
        keep &= (stamps - months).astype(int) + 1 == spec["day"]
    if spec.get("month"):
        keep &= months.astype(int) % 12 + 1 == spec["month"]
    if spec.get("weekday") and weekday:
        keep &= (near - 1) % 7 + 1 == spec["weekday"]
    return Occurrences(near[keep], near[keep])


def _one(spec: dict, year: int) -> Occurrences:
    month, day = (f"{spec[part]:02d}" if spec.get(part) else None for part in ("month", "day"))
    value = "-".join(filter(None, (f"{year:04d}", month or spec.get("season"), month and day)))
    first, last = (edge or whole for edge, whole in zip(bounds(value), bounds(f"{year:04d}")))  # 30 February: the year
    if spec.get("across"):
        first, last = date(year - 1, 7, 1), date(year, 6, 30)
    return Occurrences(np.array([first.toordinal()]), np.array([last.toordinal()]))


def _densities(item: Found, group: str, days: np.ndarray) -> np.ndarray:
    """Density of each day as day of publication, given that it tells this expression."""
    when = occurrences(item.spec, days, weekday="month" not in item.spec)
    past, future = weights()["tense"][item.direction or "unknown"]
    lag, lead = when.lag(days, item.spec.get("offset") == -1), when.lead(days, item.spec.get("offset") == 1)
    if group == "year":
        lag = np.where(np.isinf(lag), lag, days - when.lows[0])
    return 1e-9 + (past * np.where(np.isinf(lag), 0, curve(_curve(f"past_{group}", item), lag))
                   + future * np.where(np.isinf(lead), 0, curve(_curve(f"future_{group}", item), lead)))


def _curve(name: str, item: Found) -> str:
    """The curve of its own, where there is one, of an expression with « dernier », in the pluperfect, in the opening,
    with its weekday."""
    told = {"last": "cue" in item.spec, "named": "weekday" in item.spec, "before": "before" in item.spec,
            "told": item.direction == "past", "lead": item.lead}
    special = [f"{name}_{way}" for way, holds in told.items() if holds]
    return next((one for one in special if one in weights()["curve"]), name)


def _told(items: list[tuple[Found, str]], days: np.ndarray) -> Clue:
    """One clue for expressions of a sort: the freshest counts in full, other sentences as far as independent."""
    each = np.log(np.array([_densities(item, group, days) for item, group in items]))
    alone, places = weights()["others"], np.array([item.sentence for item, _ in items])
    apart = sum(each[places == place].max(axis=0) for place in np.unique(places))  # dates of one sentence go together
    weight = (1 - alone) * each.max(axis=0) + alone * apart
    freshest = items[int(each[:, each.max(axis=0).argmax()].argmax())]
    ranked = [freshest] + [pair for pair in items if pair != freshest]
    said = ", ".join(f"« {item.text} »{_AS_TOLD.get(item.direction, '')}" for item, _ in ranked[:4])
    said += " …" * (len(items) > 4)
    kind = freshest[1].replace("full_", "full ").replace("this_", "").replace("exact_", "full ")
    return Clue(kind, f"{said}: {weights()['reason'][kind]}.", weight)


def _weekday_agrees(item: Found, days: np.ndarray) -> Clue | None:
    """A weekday beside a date without year leaves the years in which they agree."""
    spec = item.spec
    if not (spec.get("weekday") and spec.get("month")):
        return None
    when = occurrences(spec, days, weekday=False)
    past, future = weights()["tense"][item.direction or "unknown"]
    lag, lead = when.lag(days), when.lead(days)
    agrees = [(np.where(np.isinf(gap), 0, days + sign * gap) - 1) % 7 + 1 == spec["weekday"]
              for gap, sign in ((lag, -1), (lead, 1))]
    shares = [chance * np.where(np.isinf(gap), 0, curve(name, gap))
              for chance, gap, name in ((past, lag, "past_day"), (future, lead, "future_day"))]
    likely = (shares[0] * agrees[0] + shares[1] * agrees[1]) / (shares[0] + shares[1] + 1e-12)
    words = f"« {item.text} »: published where that date falls on a {DAYS[spec['weekday'] - 1]}."
    return Clue("weekday and date", words, np.log(likely + (1 - likely) * weights()["slip"]["weekday"]))


def _since(found: Sequence[Found], days: np.ndarray) -> list[Clue]:
    """« le 70e anniversaire … de 1953 », « il y a 70 ans, en 1953 »: so many years after its one past year."""
    out = []
    for item in found:
        count = years_counted(item.spec)
        near = {f.spec["year"]: f for f in found
                if f.spec.get("year") and f.sentence == item.sentence and f.direction != "future"}
        near = {y: f for y, f in near.items() if y == item.spec.get("base_year", y)}
        if not count or len(near) != 1:
            continue
        (base, other), = near.items()
        words = f"« {item.text} » and « {other.text} » in one sentence: told in {base + count}."
        start, end = date(base + count, 1, 1).toordinal(), date(base + count, 12, 31).toordinal()
        inside = np.where((days >= start) & (days <= end), 1, 0.15 * ((days >= start - 30) & (days <= end + 30)))
        out.append(Clue("years since", words, either(inside, weights()["slip"]["since"])))
    return out[:3]


def years_counted(spec: dict) -> int | None:
    """How many years an anniversary or a span counts back (« 70e anniversaire », « il y a 70 ans »), if it is exact."""
    if spec.get("kind") == "anniversary":
        count = spec.get("number")
    elif [spec.get(key) for key in ("kind", "unit", "direction", "anchor")] == ["duration", "Y", -1, "dct"]:
        count = None if spec.get("mod") else spec.get("amount")
    else:
        return None
    return int(count) if isinstance(count, (int, float)) and 2 <= count <= 500 and count == int(count) else None
