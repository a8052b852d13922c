"""What the registers say: offices held at a time, and known events recognised in a text."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from helpers.actors.offices import Role, read_roles
from helpers.annotation.gazetteer import adjectives, countries, fold, parts
from helpers.dates.periods import bounds
from helpers.dating.belief import Clue, curve, either, weights
from helpers.dating.told import Found, occurrences, years_counted

_WORD = re.compile(r"[^\W\d_]{4,}")


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
    deed: frozenset[str]


Match = tuple[float, Event, list[str]]  # share of belief, the event, the words that name it


@dataclass
class Registers:
    """The registers as this room uses them, with indexes from actor, word and place to the events they occur in."""

    offices: dict[str, list[Role]] = field(default_factory=lambda: defaultdict(list))
    events: list[Event] = field(default_factory=list)
    forms: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    df: Counter = field(default_factory=Counter)
    seen: Counter = field(default_factory=Counter)
    n_articles: int = 0
    index: dict[tuple[str, str], list[Event]] = field(default_factory=lambda: defaultdict(list))

    def rarity(self, key: tuple[str, str]) -> float:
        """How telling an actor, place or word is: rare among the known events, not in every article of the study."""
        rare = math.log((len(self.events) + 10) / self.df[key]) * (1 - self.seen[key] / (self.n_articles + 5))
        return rare * (weights()["rarity"].get(self.kinds.get(key[1], ""), 1.0) if key[0] == "actor" else 1.0)


def read(known_actors: pd.DataFrame | None, chronology: pd.DataFrame | None) -> Registers:
    """The registers (columns as in the study's actors.csv and chronology.csv; None or empty: nothing known)."""
    out = Registers()
    rows = [] if known_actors is None else known_actors.to_dict("records")
    for row in [*rows, *_holders()]:  # what the study says of a person prevails
        actor = row.get("actor_id") or out.forms.get(fold(row["name"]), row["name"])
        out.names.setdefault(actor, row["name"])
        out.kinds.setdefault(actor, row.get("kind") or "person")
        for form in [row["name"], *parts(row.get("aliases"))]:
            out.forms.setdefault(fold(form), actor)
        out.offices[actor] = out.offices[actor] or read_roles(row.get("roles"))
    for row in [] if chronology is None else chronology.to_dict("records"):
        if event := _event(row, out):
            out.events.append(event)
            for key in sorted(_keys(event)):
                out.df[key] += 1
                out.index[key].append(event)
    return out


@cache
def _holders() -> list[dict]:
    """Who held the highest offices of states and world bodies, and French ministries, in the register's form.

    Compiled by hand, the days not looked up one by one: a title is taken to mislead one time in ten (`slip.office`).
    """
    path = files("helpers.data") / "office_holders.csv"
    return pd.read_csv(str(path), dtype=str, keep_default_na=False).to_dict("records")


def count(registers: Registers, texts: Iterable[str], mentions: pd.DataFrame) -> None:
    """Count in how many articles of the study each actor and each word of the known events occurs."""
    if not registers.events:
        return
    if "actor_id" in mentions:
        pairs = mentions[["article_id", "actor_id"]].dropna().drop_duplicates()
        registers.seen.update(("actor", a) for a in pairs["actor_id"])
    for text in texts:
        registers.n_articles += 1
        registers.seen.update({("word", w[:6]) for w in _WORD.findall(fold(text))} & set(registers.index))


def _event(row: dict, known: Registers) -> Event | None:
    start, end = day_bounds(row.get("start")), day_bounds(row.get("end"))
    if not start:
        return None
    words = content_words(row.get("label") or "")
    deed = frozenset(weights()["kinds"].get(row.get("kind") or "", "").split())
    words |= deed
    actors, place = frozenset(parts(row.get("actors"))), row.get("place") or ""
    words -= content_words(" ".join([place, *(known.names.get(a, "") for a in actors)]))
    # The words of their offices are said of the actors anywhere.
    words -= {word for a in actors for role in known.offices.get(a, ()) for word in content_words(role.text)}
    place = "" if fold(place) in {fold(known.names.get(a, "")) for a in actors} else fold(place)
    return Event(row["event_id"], row["label"], start[0], (end or start)[1], actors, place, words, deed)


def _keys(event: Event) -> set[tuple[str, str]]:
    place = {("place", event.place)} if event.place else set()
    return {("actor", a) for a in event.actors} | {("word", w) for w in event.words} | place


def day_bounds(text: str | None) -> tuple[int, int] | None:
    """First and last day of 2024-07-18, 2024-07 or 2024 as ordinals; None where it is no date ("", "?").

    >>> [date.fromordinal(n).isoformat() for n in day_bounds("2024-02")]
    ['2024-02-01', '2024-02-29']
    """
    first, last = bounds(re.sub(r"(?:-\?+)+$", "", str(text)))
    return (first.toordinal(), last.toordinal()) if first and last else None


def content_words(text: str) -> frozenset[str]:
    """Stems (first six letters, folded) of the words that say something, without countries and their adjectives.

    >>> sorted(content_words("Signature du traité de partenariat russe"))
    ['parten', 'signat', 'traite']
    """
    return frozenset(w[:6] for w in _WORD.findall(fold(text)) if w not in _empty_words())


@cache
def _empty_words() -> frozenset[str]:
    named = {w for entry in countries() if entry.role == "country" for w in _WORD.findall(fold(entry.form))}
    peoples = {part for word in adjectives() for part in [word, *word.split("-")]}
    return frozenset(named | peoples | set(weights()["words"]["stop"].split()))


@dataclass(frozen=True)
class Sentence:
    """One sentence: text, whether it opens the article, what could name a known event (in which words), its dates."""

    text: str
    lead: bool
    keys: dict[tuple[str, str], str]
    found: tuple[Found, ...]


def sentence(registers: Registers, text: str, lead: bool, mentions: list[dict], found: tuple[Found, ...]) -> Sentence:
    """Prepare a sentence: actors by id or by a form of the register, places and words of the known events."""
    folded = fold(text)
    keys = {("word", fold(w)[:6]): w for w in _WORD.findall(text) if fold(w) not in _empty_words()}
    places = {e.place: folded.find(e.place) for e in registers.events if e.place and e.place in folded}
    keys |= {("place", p): text[at:at + len(p)] if len(folded) == len(text) else p for p, at in places.items()}
    keys |= {("actor", a): m["text"] for m in mentions if (a := actor_of(registers, m))}
    return Sentence(text, lead, {k: keys[k] for k in sorted(keys) if k in registers.index}, found)


def actor_of(registers: Registers, mention: dict) -> str | None:
    """The actor of a mention, by its id or by a form of the register."""
    return mention.get("actor_id") or registers.forms.get(fold(mention["text"]))


def matches(registers: Registers, keys: dict[tuple[str, str], str], named: Collection[tuple[str, str]],
            dated: Sequence[Found] = ()) -> list[Match]:
    """Known events that a passage may tell: (share of belief, event, what names it), best first; the rest is for none.

    keys: actors, places and words of the passage; named: those of the whole article; dated: the passage's expressions
    of time. The score adds the rarity of what is shared and takes off that of the event's actors whom the article never
    names. An actor must be shared, with up to two things beside: the fewer, the fewer events and articles name it.
    """
    given, out = weights()["events"], []
    for event in sorted({e.event_id: e for k in keys for e in registers.index[k]}.values(), key=lambda e: e.event_id):
        shared = sorted({fold(keys[key]): key for key in sorted(_keys(event) & set(keys), reverse=True)}.values())
        actor = max((registers.rarity(key) for key in shared if key[0] == "actor"), default=0)
        told = sum(registers.rarity(key) >= given["common"] for key in shared)  # what every article has names nothing
        needed = 1 if actor >= given["unique"] else 2 if actor >= given["telling"] else 3
        if not actor or len(shared) < needed or told < min(2, needed):
            continue
        missing = sum(registers.rarity(k) for k in sorted(_keys(event) - set(named)) if k[0] == "actor")
        score = sum(given["deed" if k[1] in event.deed else k[0]] * registers.rarity(k) for k in shared)
        score -= given["missing"] * missing
        out.append((math.exp(given["sharpness"] * score) * _fits(event, dated), event, shared))
    total = sum(weight for weight, *_ in out) + math.exp(given["sharpness"] * given["nothing"])
    ranked = sorted(out, key=lambda row: (-row[0], row[1].event_id))[:12]
    return [(weight / total, event, [keys[key] for key in shared]) for weight, event, shared in ranked]


def years_named(registers: Registers, sentences: list[Sentence]) -> list[int]:
    """The years of the known events that the sentences are likely to tell."""
    named = _all_keys(sentences)
    passages = [_all_keys(s for s in sentences if s.lead), *(s.keys for s in sentences)]
    found = [row for keys in passages for row in matches(registers, keys, named)]
    return sorted({date.fromordinal(e.end).year for share, e, _ in found if share >= weights()["events"]["sure"]})


def _all_keys(sentences: Iterable[Sentence]) -> dict[tuple[str, str], str]:
    return {key: said for s in sentences for key, said in s.keys.items()}


def event_clues(registers: Registers, sentences: list[Sentence], days: np.ndarray) -> list[Clue]:
    """Known events told in the opening (published within days of one) or recalled further down (published after).

    Source: the study's chronology. Not to be trusted where many events share actors and place, and nothing else is
    said; then all of them are kept, each with its share.
    """
    named, lead = _all_keys(sentences), [s for s in sentences if s.lead]
    found = matches(registers, _all_keys(lead), named, [f for s in lead for f in s.found])
    opens = [_opens(found, lead, days)] if found else []
    recalled: dict[str, tuple[tuple[bool, float], Clue]] = {}
    for s in sentences:
        found = matches(registers, s.keys, named, s.found)
        # A sentence in which the event is still to come says more than another that only names its people.
        rank = (_is_to_come(found, s), found[0][0]) if found else (False, 0.0)
        if rank[1] >= weights()["events"]["sure"] and rank >= recalled.get(found[0][1].event_id, ((False, 0.0),))[0]:
            recalled[found[0][1].event_id] = rank, _recalls(found, s, days)
    anniversaries = [clue for s in sentences if (clue := _anniversary(registers, s, days))]
    return opens + [clue for _, clue in recalled.values()] + anniversaries[:2]


def _opens(found: list[Match], lead: list[Sentence], days: np.ndarray) -> Clue:
    """News of an event of the opening, unless the sentence that names it puts it further back (« le mois dernier »)."""
    weight, readings = np.full(len(days), 1 - sum(share for share, *_ in found)), []
    for share, event, shared in found:
        near = np.where(days < event.start, 0, curve("event", np.maximum(0, days - event.end)))
        near = near / np.where(days <= event.end, event.end - event.start + 1, 1)  # one share for all its days
        teller = max(lead, key=lambda s: len(_keys(event) & set(s.keys)))
        back = [h for f in teller.found if f.spec["kind"] not in _NEWS
                and (h := _reach(f, event, days)) is not None and h.any()]
        if back:
            near = 0.2 * near + 0.8 * np.mean([h / h.sum() for h in back], axis=0)
        weight += share * weights()["events"]["span"] * near
        readings.append((share * near, f"Opens with {_naming([(share, event, shared)])}: published within days of it."))
    return Clue("known event", readings[0][1], np.log(weight + 1e-6), tuple(readings))


_NEWS = ("date", "weekday", "deictic", "narrative", "clock", "part")


def _is_to_come(found: list[Match], sentence: Sentence) -> bool:
    shared = "|".join(re.escape(fold(word)) for word in found[0][2])
    return bool(re.search(weights()["words"]["to_come"], re.sub(shared, "", fold(sentence.text))))


def _recalls(found: list[Match], sentence: Sentence, days: np.ndarray) -> Clue:
    to_come = _is_to_come(found, sentence)
    weight = np.full(len(days), 1 - sum(share for share, *_ in found))
    for share, event, _ in found:
        weight += share * np.minimum(1, _told_of(event, sentence, days, to_come))
    said = ", ".join(f"« {f.text} »" for f in sentence.found if _reach(f, found[0][1], days) is not None)
    place = "before its end, as it is still to come" if to_come else "after it"
    place = f"where {said} means its day" if said else place
    weight = np.log(np.maximum(weight, weights()["events"]["slip"]))
    return Clue("known event", f"Names {_naming(found)}: published {place}.", weight)


def _anniversary(registers: Registers, sentence: Sentence, days: np.ndarray) -> Clue | None:
    """« le 70e anniversaire de l'armistice », « voilà 70 ans »: so many years after a known event, near its day."""
    counts = [(n, f) for f in sentence.found if (n := years_counted(f.spec))]
    rare = {key: registers.rarity(key) for key in sentence.keys}
    shared = [(e, _keys(e) & set(rare)) for e in registers.events]
    found = [(sum(rare[k] for k in sorted(keys)), e) for e, keys in shared if any(kind == "word" for kind, _ in keys)]
    if not counts or not found:
        return None
    score, event = max(found, key=lambda pair: (pair[0], pair[1].event_id))
    if score < weights()["events"]["anniversary"]:
        return None
    (count, said), first = counts[0], date.fromordinal(event.start)
    when = occurrences({"year": first.year + count, "month": first.month, "day": first.day}, days)
    near, year = np.abs(days - when.lows[0]) <= 10, np.abs(days - when.lows[0]) <= 200
    of = f"« {said.text} » of the known event « {event.label} » ({first})"
    words = f"{of}: told in {first.year + count}, mostly near that day."
    return Clue("years since", words, either(0.2 * year + 0.8 * near, weights()["slip"]["since"]))


def _naming(found: list[Match]) -> str:
    _, event, shared = found[0]
    first, last = date.fromordinal(event.start), date.fromordinal(event.end)
    when = str(first) if first == last else f"{first} to {last}"
    return "« " + " », « ".join(shared[:6]) + f" », as in the known event of {when}, « {event.label} »"


def _fits(event: Event, dated: Sequence[Found]) -> float:
    """How well the days a passage names fit an event: more than one if one of them is its day, less if none is."""
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


def _told_of(event: Event, sentence: Sentence, days: np.ndarray, to_come: bool) -> np.ndarray:
    """Which days of publication agree with a sentence that tells the event: by order in time, or by its expressions."""
    held = [h for h in (_reach(f, event, days) for f in sentence.found) if h is not None]
    if held:
        return np.max(held, axis=0) * (days >= event.start - 1)
    if to_come:
        return ((days <= event.end) & (days >= event.start - 60)).astype(float)
    return np.where(days < event.start, 0, curve("recalled", np.maximum(0, days - event.end)))


def _reach(found: Found, event: Event, days: np.ndarray) -> np.ndarray | None:
    """The days from which an expression would mean the event's day; None if it says nothing of that."""
    spec, lag = found.spec, days - event.end
    kind, size = spec.get("kind"), {"D": 1, "WE": 7, "W": 7, "M": 30.5, "Y": 365.25}.get(spec.get("unit"))
    if kind in ("date", "month", "season", "weekday") and not spec.get("year"):
        falls = _falls(found, np.arange(event.start, event.end + 2))
        return ((lag <= (7 if kind == "weekday" else 366)) & (lag >= -1) & falls).astype(float)
    if kind in ("period", "deictic") and size and spec.get("offset", 1) <= 0:
        if spec["unit"] in ("M", "Y"):
            return _same_period(event.start, days, spec["unit"], -spec["offset"]).astype(float)
        return (np.abs(lag + spec["offset"] * size) <= size).astype(float)
    amount = spec.get("amount")
    if kind != "duration" or not size or not isinstance(amount, (int, float)):
        return None
    if spec.get("direction") == -1 and spec.get("anchor") == "dct":
        return (np.abs(lag - amount * size) <= size * 0.75).astype(float)
    if spec.get("direction") == 1 and spec.get("anchor") == "text":
        return ((lag >= amount * size * 0.8 - 1) & (lag <= amount * size * 1.3 + 7)).astype(float)
    return None


def _same_period(start: int, days: np.ndarray, unit: str, back: int) -> np.ndarray:
    stamps = (days - date(1970, 1, 1).toordinal()).astype("datetime64[D]").astype(f"datetime64[{unit}]").astype(int)
    at = int(np.datetime64(date.fromordinal(start)).astype(f"datetime64[{unit}]").astype(int))
    return stamps - at == back
