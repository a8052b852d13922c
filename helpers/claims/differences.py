"""What statements that otherwise say the same tell differently: the word chosen, and who did it."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

import numpy as np
import pandas as pd

from helpers.annotation.gazetteer import fold, read_rows
from helpers.articles.rows import ByArticle
from helpers.claims.counts import apart
from helpers.claims.likeness import Profile, Profiles, Scale, score
from helpers.claims.naming import Value
from helpers.events.meeting import rows

_OF = re.compile(r"\bd(?:e|u|es|['’])\s*(?:l(?:a|es|['’])\s*)?$", re.IGNORECASE)   # « la maternité de Corvenay »
ALIKE, DATED = 0.35, 0.57
REST = 0.5


@cache
def _choice_of() -> dict[str, str]:
    return {fold(word): row["choice"] for row in read_rows("claims_choices.csv") for word in row["words"].split()}


def differences(profiles: Profiles, statements: pd.DataFrame, mentions: pd.DataFrame, events: pd.DataFrame) -> Iterable[tuple]:
    """Conflicts of kind date, naming (words of `data/claims_choices.csv`) and who (another agent of the same deed),
    between statements of two articles on one event. Not to be trusted where two people did the same thing one after the
    other."""
    scale, agents = profiles.scale, _agents(statements, mentions)
    days = {row["event_id"]: (row["earliest"], row["latest"]) for row in events.to_dict("records") if row["earliest"]}
    found: dict[tuple, dict[str, Value]] = defaultdict(dict)
    alike, event, page, choices = profiles.alike, profiles.event, profiles.page, {}
    may = np.zeros((3, len(profiles)), dtype=bool)  # which have a choice of words, a day, an agent
    for n, each in enumerate(profiles):
        if chosen := {_choice_of()[word]: word for word in sorted(map(fold, each.fact.lemmas)) if word in _choice_of()}:
            choices[n] = chosen
        may[:, n] = bool(chosen), bool(each.fact.times), each.fact.statement_id in agents
    one, other = (side[alike.value >= 0.25] for side in (alike.one, alike.other))
    near = (event[one] == event[other]) & (event[one] >= 0) & (page[one] != page[other]) & (may[:, one] & may[:, other]).any(axis=0)
    for i, j in rows(one[near], other[near]):
        a, b = profiles[i], profiles[j]
        sides = [choices.get(n, {}) for n in (i, j)]
        for choice in sorted(set(sides[0]) & set(sides[1])):
            if sides[0][choice] != sides[1][choice] and score(a, b, scale, strict=False) >= ALIKE:
                for each, side in zip((a, b), sides):
                    found["naming", choice, a.event_id][each.fact.statement_id] = _worded(each, side[choice])
        if apart(a, b) and score(a, b, scale, strict=False) >= DATED:
            for each in (a, b):
                when = min(each.fact.times, key=lambda w: w.width)
                span = [day.toordinal() for day in days.get(each.event_id, ())]
                held = when.earliest <= span[1] and span[0] <= when.latest if span else None
                found["date", a.predicate, a.event_id].setdefault(each.fact.statement_id, _value(each, when.value, held))
        one, other = (agents.get(each.fact.statement_id) for each in (a, b))
        if one and other and one[0] != other[0] and one[0] not in b.fact.actors and other[0] not in a.fact.actors and _same_deed(a, b, {f"@{one[0]}", f"@{other[0]}"}, scale):
            for each, who in ((a, one), (b, other)):
                found["who", a.predicate, a.event_id][each.fact.statement_id] = _value(each, who[1])
    for (kind, attribute, event_id), values in sorted(found.items()):
        if len({value.value for value in values.values()}) > 1:
            yield kind, attribute, event_id, [values[key] for key in sorted(values)]


def _value(each: Profile, text: str, supported: bool | None = None) -> Value:
    return Value(each.fact.article_id, text, each.fact.statement_id, None, supported)


def _worded(each: Profile, lemma: str) -> Value:
    """The lemma's word as the statement has it."""
    words = (word for word in re.findall(r"\w+", each.fact.text) if fold(word)[:5] == lemma[:5])
    return _value(each, next(words, lemma))


def _same_deed(a: Profile, b: Profile, agents: set[str], scale: Scale) -> bool:
    rest = [each.features - agents for each in (a, b)]
    common = rest[0] & rest[1]
    return bool(a.predicate) and a.predicate == b.predicate and len(common) > 2 and 2 * scale.sum(common) >= 2 * REST * max(map(scale.sum, rest))


def _agents(statements: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """statement_id → (actor_id, name as it stands) of a subject that is one named actor, not something of an
    actor's."""
    named = mentions[mentions["actor_id"].notna() & mentions["form"].eq("name")]
    spans = ByArticle(named[["article_id", "start", "end", "actor_id", "text"]])
    found = {}
    read = ["article_id", "statement_id", "text", "start", "subject_start", "subject_end"]
    told = ByArticle(statements[read].dropna(subset="subject_start") if "subject_start" in statements else statements[:0])
    for row, names in ((row, names) for article_id in told for names in [spans.of(article_id)] for row in told.of(article_id)):
        inside = {name["actor_id"]: name["text"] for name in names if row["subject_start"] <= name["start"] and name["end"] <= row["subject_end"]}
        subject = row["text"][int(row["subject_start"] - row["start"]):int(row["subject_end"] - row["start"])]
        if len(inside) == 1 and not _OF.search(subject.partition(next(iter(inside.values())))[0]):
            found[row["statement_id"]] = next(iter(inside.items()))
    return found
