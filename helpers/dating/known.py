"""What the registers say: offices held at a time, and known events recognised in a text."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from helpers.annotation.gazetteer import adjectives, countries, fold, parts
from helpers.dating.belief import Clue, curve, weights
from helpers.dating.told import Found, Occurrences, occurrences

_WORD = re.compile(r"[^\W\d_]{4,}")
_ROLE = re.compile(r"\s*(?P<office>.*?)\s*@\s*(?P<start>[^.]*)\.\.(?P<end>.*)\s*")


@dataclass(frozen=True)
class Office:
    """An office held by an actor: its words, first and last day as ordinals (None: unknown or still held)."""

    actor_id: str
    name: str
    words: frozenset[str]
    start: int | None
    end: int | None


@dataclass(frozen=True)
class Event:
    """A known event: what it is recognised by, and its first and last day as ordinals."""

    event_id: str
    label: str
    start: int
    end: int
    actors: frozenset[str]
    place: str
    words: frozenset[str]


@dataclass
class Registers:
    """The registers as this room uses them, with indexes from actor, word and place to the events they occur in."""

    offices: dict[str, list[Office]] = field(default_factory=lambda: defaultdict(list))
    events: list[Event] = field(default_factory=list)
    forms: dict[str, str] = field(default_factory=dict)
    df: Counter = field(default_factory=Counter)
    index: dict[tuple[str, str], list[Event]] = field(default_factory=lambda: defaultdict(list))

    def rarity(self, key: tuple[str, str]) -> float:
        """How telling an actor, place or word is among the known events."""
        return math.log((len(self.events) + 1) / self.df[key])


def read(known_actors: pd.DataFrame | None, chronology: pd.DataFrame | None) -> Registers:
    """The registers (columns as in the study's actors.csv and chronology.csv; None or empty: nothing known)."""
    out = Registers()
    for row in [] if known_actors is None else known_actors.to_dict("records"):
        for form in [row["name"], *parts(row.get("aliases"))]:
            out.forms.setdefault(fold(form), row["actor_id"])
        out.offices[row["actor_id"]] += [office for role in parts(row.get("roles")) if (office := _office(row, role))]
    for row in [] if chronology is None else chronology.to_dict("records"):
        if event := _event(row):
            out.events.append(event)
            for key in sorted(_keys(event)):
                out.df[key] += 1
                out.index[key].append(event)
    return out


def _office(row: dict, role: str) -> Office | None:
    found = _ROLE.fullmatch(role)
    if not found:
        return None
    start, end = day_bounds(found["start"]), day_bounds(found["end"])
    return Office(row["actor_id"], row["name"], title_words(found["office"]), start and start[0], end and end[1])


def _event(row: dict) -> Event | None:
    start, end = day_bounds(row.get("start")), day_bounds(row.get("end"))
    if not start:
        return None
    words = content_words(row.get("label") or "")
    words |= frozenset(word for word in weights()["kinds"].get(row.get("kind") or "", "").split())
    return Event(row["event_id"], row["label"], start[0], (end or start)[1], frozenset(parts(row.get("actors"))),
                 fold(row.get("place") or ""), words)


def _keys(event: Event) -> set[tuple[str, str]]:
    place = {("place", event.place)} if event.place else set()
    return {("actor", a) for a in event.actors} | {("word", w) for w in event.words} | place


def day_bounds(text: str | None) -> tuple[int, int] | None:
    """First and last day of 2024-07-18, 2024-07 or 2024 as ordinals; None where it is no date ("", "?").

    >>> [date.fromordinal(n).isoformat() for n in day_bounds("2024-02")]
    ['2024-02-01', '2024-02-29']
    """
    numbers = [int(n) for n in re.findall(r"\d+", text or "")]
    if not numbers or not re.match(r"\d{4}", str(text)):
        return None
    spec = dict(zip(("year", "month", "day"), numbers))
    when = occurrences(spec, np.array([1]))
    return int(when.lows[0]), int(when.highs[0])


def content_words(text: str) -> frozenset[str]:
    """Stems (first six letters, folded) of the words that say something, without names of countries and their adjectives.

    >>> sorted(content_words("Signature du traité de partenariat russe"))
    ['parten', 'signat', 'traite']
    """
    stop = weights()["words"]["stop"].split()
    return frozenset(w[:6] for w in _WORD.findall(fold(text)) if w not in adjectives() and w not in stop and w not in _country_words())


def _country_words() -> frozenset[str]:
    return frozenset(w for entry in countries() if entry.role == "country" for w in _WORD.findall(fold(entry.form)))


def title_words(title: str) -> frozenset[str]:
    """What tells one office from another: its content words, with vice- and premier."""
    return content_words(title) | {w for w in ("vice", "premier") if re.search(rf"\b{w}\b", fold(title))}


@dataclass(frozen=True)
class Sentence:
    """One sentence as this room reads it: its text, whether it opens the article, what could name a known event, its dates."""

    text: str
    lead: bool
    keys: frozenset[tuple[str, str]]
    found: tuple[Found, ...]


def sentence(registers: Registers, text: str, lead: bool, mentions: list[dict], found: tuple[Found, ...]) -> Sentence:
    """Prepare a sentence: actors by id or by a form of the register, places and words of the known events."""
    folded = fold(text)
    actors = {m.get("actor_id") or registers.forms.get(fold(m["text"])) for m in mentions} - {None}
    keys = {("actor", a) for a in actors} | {("word", w[:6]) for w in _WORD.findall(folded)}
    keys |= {("place", e.place) for e in registers.events if e.place and e.place in folded}
    return Sentence(text, lead, frozenset(k for k in keys if k in registers.index), found)


def office_clues(registers: Registers, mentions: list[dict], text: str, days: np.ndarray) -> list[Clue]:
    """Offices given to known actors: published while the office was held, or after it with « ancien »."""
    out: dict[tuple, Clue] = {}
    for mention in mentions:
        title, held = mention.get("title"), registers.offices.get(mention.get("actor_id") or registers.forms.get(fold(mention["text"])), [])
        if not isinstance(title, str) or not held:
            continue
        office, likeness = max(((o, _likeness(title_words(title), o.words)) for o in held), key=lambda pair: pair[1])
        if likeness < 0.6 or sum(_likeness(title_words(title), o.words) == likeness for o in held) > 1:
            continue
        former = bool(re.match(r"(?:l['’])?(?:ancien|ex)\b", fold(title)) or re.search(r"\b(?:ancien|ancienne|ex)[ -]$", fold(text[:mention["start"]])[-12:]))
        inside = _held(office, days, former)
        if inside.all() or (office.actor_id, office.words, former) in out:
            continue
        slip = weights()["slip"]["office"]
        words = f"« {mention['text']} » is called « {title} »: published {_period(office, former)}."
        out[office.actor_id, office.words, former] = Clue("office", words, np.log(slip + (1 - slip) * inside))
    return list(out.values())


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    if ("vice" in a) != ("vice" in b) or ("premier" in a) != ("premier" in b):
        return 0.0
    return len(a & b) / max(1, min(len(a), len(b))) if len(a) > 1 else len(a & b) / max(1, len(a | b))


def _held(office: Office, days: np.ndarray, former: bool) -> np.ndarray:
    if former:
        return days >= (office.end or -1)
    slack = weights()["events"]["office_slack"]
    return (days >= (office.start or 0) - slack) & (days <= (office.end or 10**7) + slack)


def _period(office: Office, former: bool) -> str:
    show = lambda day: str(date.fromordinal(day)) if day else "an unknown day"
    if former:
        return f"after {show(office.end)}, when {office.name} left it"
    return f"between {show(office.start)} and {show(office.end)}" if office.end else f"after {show(office.start)}"


def matches(registers: Registers, keys: frozenset[tuple[str, str]]) -> list[tuple[float, Event, list[str]]]:
    """Known events that actors, places and words may name: (score, event, what they share), best first.

    The score adds the rarity of what is shared and takes off that of actors of the event who are not named. At least one
    actor must be shared, and something beside: two actors, or the place, or a word of its label.
    """
    given, out = weights()["events"], []
    for event in sorted({e.event_id: e for k in keys for e in registers.index[k]}.values(), key=lambda e: e.event_id):
        shared = sorted(_keys(event) & keys)
        kinds = Counter(kind for kind, _ in shared)
        if not kinds["actor"] or len(shared) < 2 or kinds["actor"] + kinds["place"] + kinds["word"] < 3:
            continue
        missing = [k for k in _keys(event) - keys if k[0] == "actor"]
        score = sum(given[k[0]] * registers.rarity(k) for k in shared) - sum(given["missing"] * registers.rarity(k) for k in sorted(missing))
        out.append((score, event, [value for _, value in shared]))
    return sorted(out, key=lambda row: (-row[0], row[1].event_id))


def event_clues(registers: Registers, sentences: list[Sentence], days: np.ndarray) -> list[Clue]:
    """Known events told in the opening (published within days of one of them) or recalled further down (published after).

    Source: the study's chronology. Not to be trusted where many events share actors and place, and nothing else is said;
    then all of them are kept, each with its weight.
    """
    lead = [s for s in sentences if s.lead]
    out = [clue for clue in [_lead(registers, lead, days)] if clue]
    return out + [clue for s in sentences for clue in [_recalled(registers, s, days)] if clue]


def years_named(registers: Registers, sentences: list[Sentence]) -> list[int]:
    """First and last year of the known events that the sentences may name."""
    found = [event for score, event, _ in matches(registers, frozenset(k for s in sentences if s.lead for k in s.keys))[:12]]
    found += [event for s in sentences for score, event, _ in matches(registers, s.keys)[:3] if score >= weights()["events"]["sure"]]
    years = sorted(date.fromordinal(e.end).year for e in found)
    return [years[len(years) // 2], years[-1]] if years else []


def _lead(registers: Registers, lead: list[Sentence], days: np.ndarray) -> Clue | None:
    found = matches(registers, frozenset(k for s in lead for k in s.keys))
    if not found:
        return None
    given = weights()["events"]
    dated = [f for s in lead for f in s.found]
    scored = [(math.exp(given["sharpness"] * score) * _fits(event, dated), event, shared) for score, event, shared in found[:12]]
    total = sum(weight for weight, *_ in scored) + math.exp(given["sharpness"] * given["nothing"])
    weight = np.full(len(days), 1 - sum(w for w, *_ in scored) / total)
    for share, event, _ in scored:
        lag = np.where(days < event.start, np.inf, np.maximum(0, days - event.end))
        weight += share / total * given["span"] * np.where(np.isinf(lag), 0, curve("event", lag))
    _, event, shared = max(scored, key=lambda row: row[0])
    return Clue("known event", f"Opens with {_naming(registers, shared)}, as in the known event « {event.label} » ({_when(event)}).", np.log(weight + 1e-9))


def _naming(registers: Registers, shared: list[str]) -> str:
    return ", ".join(f"« {s} »" for s in shared[:6])


def _when(event: Event) -> str:
    first, last = date.fromordinal(event.start), date.fromordinal(event.end)
    return str(first) if first == last else f"{first} to {last}"


def _fits(event: Event, dated: list[Found]) -> float:
    """How well the days named in the opening fit an event: more than one if one of them is its day, less if none is."""
    given, fit = weights()["events"], 1.0
    held = np.arange(event.start - 1, event.end + 2)
    named = [f for f in dated if f.spec.get("kind") == "date" and f.spec.get("day") and f.spec.get("month")]
    if named:
        fit *= given["fits"] if any(_falls(f, held) for f in named) else 1 / given["fits"]
    weekdays = [f for f in dated if f.spec.get("kind") == "weekday"]
    if weekdays and event.end - event.start < 5:
        fit *= given["weekday"] if any(_falls(f, held[1:]) for f in weekdays) else 1 / given["weekday"]
    return fit


def _falls(found: Found, held: np.ndarray) -> bool:
    return bool((occurrences(found.spec, held).lag(held) == 0).any())


def _recalled(registers: Registers, sentence: Sentence, days: np.ndarray) -> Clue | None:
    found = matches(registers, sentence.keys)
    given = weights()["events"]
    if not found or found[0][0] < given["sure"]:
        return None
    best = [(score, e, shared) for score, e, shared in found if score > found[0][0] - given["margin"]]
    to_come = bool(re.search(weights()["words"]["to_come"], fold(sentence.text)))
    weight = np.zeros(len(days))
    for _, event, _ in best:
        weight += _told_of(event, sentence, days, to_come) / len(best)
    _, event, shared = best[0]
    said = " and ".join(f"« {f.text} »" for f in sentence.found[:2])
    place = "after it, told with " + said if said else "before it, still to come" if to_come else "after it"
    words = f"Names {_naming(registers, shared)}, as in the known event « {event.label} » ({_when(event)}): published {place}."
    return Clue("known event", words, np.log(given["slip"] + (1 - given["slip"]) * np.minimum(weight, 1)))


def _told_of(event: Event, sentence: Sentence, days: np.ndarray, to_come: bool) -> np.ndarray:
    """Which days of publication agree with a sentence that tells the event: its order in time, and each expression beside it."""
    held = [_reach(f, event, days) for f in sentence.found]
    held = [h for h in held if h is not None]
    if held:
        return np.max(held, axis=0) * (days >= event.start - 1)
    if to_come:
        return ((days <= event.end) & (days >= event.start - 60)).astype(float)
    return (days >= event.start).astype(float)


def _reach(found: Found, event: Event, days: np.ndarray) -> np.ndarray | None:
    """The days from which an expression would mean the event's day; None if it says nothing of that."""
    spec = found.spec
    if spec.get("kind") in ("date", "month", "season", "weekday") and not spec.get("year"):
        held = np.arange(event.start - 1, event.end + 2)
        return ((days - event.end <= (7 if spec["kind"] == "weekday" else 366)) & _falls(found, held)).astype(float)
    unit = {"D": 1, "WE": 7, "W": 7, "M": 30.5, "Y": 365.25}.get(spec.get("unit"))
    if spec.get("kind") in ("period", "deictic") and unit and spec.get("offset") is not None and spec["offset"] <= 0:
        lag = days - event.end
        if spec.get("unit") in ("M", "Y"):
            return _same_period(event.start, days, spec["unit"], -spec["offset"]).astype(float)
        return (np.abs(lag + spec["offset"] * unit) <= unit).astype(float)
    if spec.get("kind") == "duration" and spec.get("direction") == -1 and unit and isinstance(spec.get("amount"), (int, float)):
        return (np.abs(days - event.end - spec["amount"] * unit) <= unit * 0.75).astype(float)
    return None


def _same_period(start: int, days: np.ndarray, unit: str, back: int) -> np.ndarray:
    stamps = (days - date(1970, 1, 1).toordinal()).astype("datetime64[D]").astype(f"datetime64[{unit}]").astype(int)
    at = int(np.datetime64(date.fromordinal(start)).astype(f"datetime64[{unit}]").astype(int))
    return stamps - at == back
