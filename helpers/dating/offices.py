"""Offices held at a time: what the titles given to known actors say of the day of publication."""

from __future__ import annotations

import re
from datetime import date

import numpy as np

from helpers.annotation.gazetteer import fold
from helpers.dating.belief import Clue, either, weights
from helpers.dating.known import Office, Registers, actor_of, title_words


def clues(registers: Registers, mentions: list[dict], text: str, days: np.ndarray) -> list[Clue]:
    """Offices given to known actors: published while the office was held, or after it with « ancien »."""
    out: dict[tuple, Clue] = {}
    for mention in mentions:
        title, held = mention.get("title"), registers.offices.get(actor_of(registers, mention), [])
        if not isinstance(title, str) or not held:
            continue
        office, likeness = max(((o, _likeness(title_words(title), o.words)) for o in held), key=lambda pair: pair[1])
        if likeness < 0.6 or sum(_likeness(title_words(title), o.words) == likeness for o in held) > 1:
            continue
        ahead = text[max(0, mention["start"] - 12):mention["start"]]
        former = bool(re.match(r"(?:l['’])?(?:ancien|ex)\b", fold(title)) or _FORMER.search(ahead))
        inside = _held(office, days, former)
        if inside.all() or (office.actor_id, office.words, former) in out:
            continue
        words = f"« {mention['text']} » is called « {title} »: published {_period(office, former)}."
        weight = either(inside.astype(float), weights()["slip"]["office"])
        out[office.actor_id, office.words, former] = Clue("office", words, weight)
    return list(out.values())


_FORMER = re.compile(r"\b(?:ancien|ancienne|ex)[ -]$", re.I)


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
