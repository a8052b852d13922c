"""Offices held at a time: what the titles given to known actors say of the day of publication."""

from __future__ import annotations

import numpy as np

from helpers.actors.offices import Office, Role, compare, read_office
from helpers.annotation.gazetteer import fold
from helpers.dating.belief import Clue, either, weights
from helpers.dating.known import Registers


def clues(registers: Registers, mentions: list[dict], days: np.ndarray) -> list[Clue]:
    """Offices given to known actors: published while the office was held, or after it with « ancien »."""
    out: dict[tuple, Clue] = {}
    for mention in mentions:
        title, named = mention.get("title"), (mention.get("actor_id"), registers.forms.get(fold(mention["text"])))
        actor = next((a for a in named if a in registers.offices), None)
        roles = _meant(read_office(title), registers.offices[actor]) if actor and isinstance(title, str) else []
        former = bool(roles) and read_office(title).former
        inside = np.max([_told(role, days, former) for role in roles], axis=0) if roles else np.ones(len(days))
        if not (inside == 1).all():
            when = ", or ".join(_period(role, former, registers.names[actor]) for role in roles)
            words = f"« {mention['text']} » is called « {title} »: published {when}."
            weight = either(inside, weights()["slip"]["office"])
            out.setdefault((actor, roles[0].text, former), Clue("office", words, weight))
    return list(out.values())


def _meant(office: Office, roles: list[Role]) -> list[Role]:
    """The terms of the one office that a title means; none where it may mean several."""
    graded = [(compare(office, role.office), role) for role in roles]
    meant = [role for grade, role in graded if grade == "same"] or [role for grade, role in graded if grade == "fits"]
    return meant if len({role.office for role in meant}) == 1 else []


def _told(role: Role, days: np.ndarray, former: bool) -> np.ndarray:
    """How well such a title fits each day: while it was held, or after it; newspapers are some days early or late, and
    call those who fell by it for some weeks (from half as often, fading)."""
    (first, last), given = (day.toordinal() for day in role.reach), weights()["events"]
    if former:
        return (days >= last).astype(float)
    held = (days >= first - given["office_slack"]) & (days <= last + given["office_slack"])
    return np.maximum(held, (days > last) * 0.5 * np.exp(-np.maximum(0, days - last) / given["office_after"]))


def _period(role: Role, former: bool, name: str) -> str:
    if former:
        return f"after {role.end or 'an unknown day'}, when {name} left it"
    return f"from {role.start or 'an unknown day'} to {role.end or 'now, for all that is known'}"
