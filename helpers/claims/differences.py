"""What statements that tell one deed tell differently: the word chosen for it, its day, and who did it."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from helpers.annotation.gazetteer import fold
from helpers.articles.rows import ByArticle
from helpers.claims import numbers, patterns
from helpers.claims.counts import Accounts, verb_of
from helpers.claims.likeness import Profile, Profiles, apart
from helpers.claims.naming import Value
from helpers.events import ideas, kinds
from helpers.events.facts import Fact
from helpers.events.meeting import rows
from helpers.speech.lexicon import reporting_lemmas

ALIKE, REST, SOON, SEASON = 0.35, 0.5, 15, 200  # days between two rival dates, and of what is to come


_choice_of = partial(patterns.listed, "claims_choices.csv", "words", "choice")


def differences(profiles: Profiles, statements: pd.DataFrame, mentions: pd.DataFrame, accounts: Accounts) -> Iterable[tuple]:
    """Conflicts of kind naming (words of `data/claims_choices.csv`), date and who, between statements of two articles:
    rows (kind, attribute, event_id, values).

    Words are compared within one event. Days and agents are compared wherever two articles of one affair tell the same
    deed (`_one_deed`): an agent is a named subject, or who stands after « par » in the passive; not of deeds that
    several do side by side (`side_by_side` in `data/claims_patterns.toml`). Not to be trusted where the same is done
    again within days.
    """
    agents, found = _agents(statements, mentions), defaultdict(dict)
    for a, b, sides in _candidates(profiles, agents):
        told = [("naming", choice, [side[choice][1] for side in sides]) for choice in sorted({*sides[0]} & {*sides[1]})
                if sides[0][choice][0] != sides[1][choice][0]]
        one, other = (agents.get(each.fact.statement_id) for each in (a, b))
        same = None in (one, other) or one["actor_id"] == other["actor_id"]
        pages = [(each.fact.article_id, each.event_id) for each in (a, b)]
        if accounts.kin(*pages) and accounts.together(*pages) and _one_deed(a, b, [one, other], profiles):
            if same and _rival_days(a, b, [accounts.days.get(each.fact.article_id) for each in (a, b)]):
                told.append(("date", a.predicate, [min(x.fact.times, key=lambda w: w.width).text for x in (a, b)]))
            elif not same and _rival_agents(a, b, one, other):
                told.append(("who", a.predicate, [one["text"], other["text"]]))
        for kind, attribute, texts in told:
            for fact, text in zip((a.fact, b.fact), texts):
                found[kind, attribute, a.event_id].setdefault(fact.statement_id, Value(fact.article_id, text, fact.statement_id))
    for (kind, attribute, event_id), values in sorted(found.items(), key=lambda item: tuple(map(str, item[0]))):
        if len({value.value for value in values.values()}) > 1:
            yield kind, attribute, event_id, [values[key] for key in sorted(values)]


def _candidates(profiles: Profiles, agents: dict[str, dict]) -> Iterator[tuple]:
    """Statements of two articles that are somewhat alike and may differ, and the words of choice of each where they are
    of one event and tell much the same."""
    alike, event = profiles.alike, profiles.event
    abroad = profiles.page[alike.one] != profiles.page[alike.other]
    same = abroad & (event[alike.one] == event[alike.other]) & (event[alike.one] >= 0) & (alike.value >= ALIKE)
    choices = {n: _chosen(profiles[n].fact) for n in np.unique(np.r_[alike.one[same], alike.other[same]]).tolist()}
    chosen = [bool(choices.get(n)) for n in range(len(profiles))]
    may = np.array([chosen, profiles.dated, [key in agents for key in profiles.ids]], dtype=bool)
    may = may[:, alike.one] & may[:, alike.other]
    near = may[0] & same | (may[1] | may[2]) & abroad
    for i, j, together in rows(alike.one[near], alike.other[near], same[near]):
        yield profiles[i], profiles[j], [choices[n] if together else {} for n in (i, j)]


def _chosen(fact: Fact) -> dict[str, tuple[str, str]]:
    """choice → the lemma chosen and the word as it stands."""
    words = re.findall(r"\w+", fact.text)
    return {_choice_of()[lemma]: (lemma, next((word for word in words if fold(word)[:5] == lemma[:5]), lemma))
            for lemma in sorted(set(map(fold, fact.lemmas)) & set(_choice_of()))}


def _rival_agents(a: Profile, b: Profile, one: dict, other: dict) -> bool:
    """Whether one of two agents only can have done it: of one sort, neither with a part in what the other is told to
    have done, and the deed one that a single party does."""
    fact, sorts = a.fact, [(who["label"] == "PER", who["asked"]) for who in (one, other)]
    together = one["actor_id"] in b.fact.actors or other["actor_id"] in fact.actors or ideas.of_text(one["text"]) & ideas.of_text(other["text"])
    if apart(a, b) or together or sorts[0] != sorts[1] or numbers.differ(a.quantities, b.quantities):
        return False
    shared = verb_of(fact.predicate, reporting_lemmas() | {*patterns.words("side_by_side")}) or \
        kinds.of_word(fact.predicate, fact.own_text) in patterns.words("kinds_side_by_side")
    return one["asked"] or bool(verb_of(fact.predicate, patterns.words("sole"))) or not shared


def _one_deed(a: Profile, b: Profile, agents: list[dict | None], profiles: Profiles) -> bool:
    """Whether two statements tell the same done to the same, whoever did it: one verb, or each the other's as a noun,
    and most of the rest in common."""
    told = [word for side, who in zip((a, b), agents) if who for word in (who["phrase"] or side.fact.hangs_on, who["text"])]
    told += [when.text for side in (a, b) for when in side.fact.times]
    verbs, takes_place = [ideas.idea(each.fact.predicate) for each in (a, b)], patterns.words("takes_place")
    held = all(verb_of(each.fact.predicate, takes_place) for each in (a, b))
    told = ideas.of_text(" ".join([*told, *takes_place[:len(takes_place) * held]])) | {f"@{who['actor_id']}" for who in agents if who}
    rest = [each.features - told for each in (a, b)]
    common = rest[0] & rest[1]
    if "" in verbs or not held and verbs[0] != verbs[1] and not {*verbs} <= common or len(common) + held < 2:
        return False
    if verb_of(a.fact.predicate, patterns.words("chosen")) and common not in rest:  # into two offices
        return False
    return common in rest or profiles.weight(common) >= REST * max(map(profiles.weight, rest))


def _rival_days(a: Profile, b: Profile, printed: list[date | None]) -> bool:
    """Whether two days told of one deed exclude each other, and are not those of a deed done twice: what two articles
    tell as news has happened again where the articles lie as far apart as the days."""
    once, again = verb_of(a.fact.predicate, patterns.words("once")), any(patterns.any_of("again").search(side.fact.text) for side in (a, b))
    days = [[when for when in side.fact.times if not patterns.expression("no_day").match(when.text)] for side in (a, b)]
    if again or not all(days) or not apart(a, b, 400 if once else 31) or None in printed or "planned" in {a.fact.status} ^ {b.fact.status}:
        return False
    gap = min(max(s.earliest - t.latest, t.earliest - s.latest) for s in days[0] for t in days[1])
    told, out = [min(when.latest for when in side) for side in days], [day.toordinal() for day in printed]
    news = out[0] != out[1] and all(0 <= page - day <= 1 for day, page in zip(told, out))
    to_come, recalled = max(told) >= max(out), max(when.latest for side in days for when in side) < min(out)
    return not news and (once or gap <= (SEASON if to_come else SOON)) and (to_come or recalled or abs(out[0] - out[1]) < gap)


def _agents(statements: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, dict]:
    """statement_id → mention of the one named actor that is the subject, or stands behind the words for an agent
    (« lancé par », « attribué à »), or at whose wish it was (`asked`); `phrase`: what names him in the clause, empty
    where he stands before it. Not of something of an actor's. Who is put into an office (`chosen` verbs) counts as who
    holds it."""
    named = mentions[mentions["actor_id"].notna() & mentions["form"].isin(["name", "demonym"])]
    spans, found = ByArticle(named[["article_id", "start", "end", "actor_id", "text", "label"]], ["start"]), {}
    told = ByArticle(statements.dropna(subset="subject_start") if "subject_start" in statements else statements[:0])
    for row, names in ((row, names) for article_id in told for names in [spans.of(article_id)] for row in told.of(article_id)):
        passive, behind = (patterns.expression(name).search(row["text"]) for name in ("passive", "agent"))
        first, last = (int(row[end] - row["start"]) for end in ("subject_start", "subject_end"))
        if behind:
            first, last = behind.span("who")
        elif passive and not verb_of(row["predicate"], patterns.words("chosen")):
            continue
        whole = first + row["start"], last + row["start"]
        inside = {name["actor_id"]: name for name in names if whole[0] <= name["start"] and name["end"] <= whole[1]}
        for name in list(inside.values()) * (len(inside) == 1):
            phrase = row["text"][max(first, 0):max(last, 0)]
            if not patterns.expression("owned").search(phrase.partition(name["text"])[0]):
                found[row["statement_id"]] = name | {"phrase": phrase, "asked": bool(behind and behind["asked"])}
    return found
