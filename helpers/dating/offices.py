"""Offices held at a time: what the titles given to known actors say of the day of publication."""

from __future__ import annotations

import re

import numpy as np

from helpers.actors.offices import Office, Role, compare, read_office
from helpers.dating.belief import Clue, either, weights
from helpers.dating.known import Registers, actor_of

_FORMER = re.compile(r"\b(?:ancien|ancienne|ex)[ -]$", re.I)


def clues(registers: Registers, mentions: list[dict], text: str, days: np.ndarray) -> list[Clue]:
    """Offices given to known actors: published while the office was held, or after it with « ancien »."""
    out: dict[tuple, Clue] = {}
    for mention in mentions:
        actor, title = actor_of(registers, mention), mention.get("title")
        role = _role(read_office(title), registers.offices.get(actor, [])) if isinstance(title, str) else None
        if role is None:
            continue
        former = read_office(title).former or bool(_FORMER.search(text[max(0, mention["start"] - 12):mention["start"]]))
        inside = _held(role, days, former)
        if not inside.all():
            words = f"« {mention['text']} » is called « {title} »: published {_period(role, former, registers.names[actor])}."
            weight = either(inside.astype(float), weights()["slip"]["office"])
            out.setdefault((actor, role.text, former), Clue("office", words, weight))
    return list(out.values())


def _role(office: Office, roles: list[Role]) -> Role | None:
    """The one role that a title means; None where it may mean several."""
    graded = [(compare(office, role.office), role) for role in roles]
    meant = [role for grade, role in graded if grade == "same"] or [role for grade, role in graded if grade == "fits"]
    return meant[0] if len(meant) == 1 else None


def _held(role: Role, days: np.ndarray, former: bool) -> np.ndarray:
    end = role.end.toordinal() if role.end else None
    if former:
        return days >= (end or 0)
    slack = weights()["events"]["office_slack"]
    return (days >= (role.start.toordinal() - slack if role.start else 0)) & (days <= (end or 10**7) + slack)


def _period(role: Role, former: bool, name: str) -> str:
    if former:
        return f"after {role.end or 'an unknown day'}, when {name} left it"
    start = role.start or "an unknown day"
    return f"between {start} and {role.end}" if role.end else f"after {start}"
