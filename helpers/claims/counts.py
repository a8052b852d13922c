"""Numbers that disagree: what is counted, what befell it, and where and when, before the figures themselves."""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

import pandas as pd

from helpers.annotation.gazetteer import fold, read_rows
from helpers.claims import numbers, patterns
from helpers.claims.likeness import Profile, Profiles
from helpers.claims.naming import Value
from helpers.events import ideas
from helpers.events.meeting import Held, meeting, rows

NEAR, FARTHEST, AFFAIR, MANY = 300, 5, 12, 100
_PART_BEFORE = re.compile(r"\b(?:(?:dont|parmi (?:eux|elles|lesquel\w+)|y compris)\W+(?:\w+ )?|[mts]es |leurs |"
                          r"(?:ville|commune|village|pays|île|quartier|localité|région|bourg\w*) (?:de |d['’])(?:\w+ )?)$", re.IGNORECASE)
_PART_BEHIND = re.compile(r"[^.;:,]{0,20}\b(?:chaque|par (?:jour|an|mois|semaine)|de plus|supplémentaires?|d['’]entre)\b")
_OF_THEM = re.compile(r"\b(?:en (?:[\w’'-]+ ){1,3}|[ie]l?les? (?:étaient|sont|seraient) |ils (?:étaient|sont|seraient) )(?:[\w’']+ ){0,2}$", re.IGNORECASE)
_CLOSED = re.compile(r" ?[,.;)»]| (?:selon|d['’]après|pour)\b|$", re.MULTILINE)


@dataclass(frozen=True)
class Count:
    """A number told of some kind of thing (`thing`: a class of `claims_units.csv`, else the noun); `made`: by what
    befell it, so that it is the same thing whatever else is told; `noun`: the class of the noun where it is narrower
    than the thing."""

    quantity: numbers.Quantity
    thing: str
    made: bool
    noun: str
    profile: Profile
    features: frozenset[str]


@cache
def _deeds() -> dict[str, str]:
    return {verb: row["unit"] for row in read_rows("claims_units.csv") for verb in (row["deeds"] or "").split()}


def counts(profiles: Profiles, articles: pd.DataFrame) -> list[Count]:
    """What the articles count, in order; a number without a noun (« en compte 312 », « le HCR de 11 000 ») counts what
    was counted last. Parts (« dont sept pompiers ») and rates (« 200 par jour ») are left out."""
    found = []
    for article_id, text in sorted(zip(articles["article_id"], articles["text"])):
        last, here = None, profiles.of(article_id)
        for quantity in numbers.find(text) if here else ():
            before, behind = text[max(0, quantity.start - 120):quantity.start], text[quantity.end:quantity.end + 40]
            if _PART_BEFORE.search(before) or _PART_BEHIND.match(behind):
                continue
            home = min(here, key=lambda each: _distance(each, quantity))
            count = _count(quantity, home, text)
            if count is None and last is not None and _refers(quantity, last.quantity, text):
                count = replace(last, quantity=replace(quantity, unit=last.quantity.unit), profile=home)
            last = count or last
            found += [count] if count else []
    return found


def _distance(each: Profile, quantity: numbers.Quantity) -> tuple[int, int]:
    return max(each.fact.start - quantity.start, 3 * (quantity.end - each.fact.end), 0), each.fact.end - each.fact.start


def _count(quantity: numbers.Quantity, home: Profile, text: str) -> Count | None:
    """What a number counts by its noun, the participle behind it, or the verb of its clause."""
    noun = numbers.class_of(quantity.unit) if quantity.unit else ""
    inside = quantity.start < home.fact.end and not re.search(r"[.;:\n]", text[quantity.end:home.fact.start])
    behind = re.match(r" (?:\w+ et )?(\w+)", text[quantity.end:quantity.end + 40])
    made = next((kind for word in _bases(behind[1] if behind else "") if (kind := numbers.class_of(word)) in _deeds().values()), "")
    made = made or (_befalls(quantity, home) if inside else "")
    if not made and inside and numbers.class_of(home.fact.predicate) in _deeds().values():
        made = numbers.class_of(home.fact.predicate)
    own = {ideas.idea(word) for word in quantity.unit.split()}
    features = home.features if inside else home.features | ideas.of_text(text[slice(*_sentence(quantity, text))])
    if made and (noun in ("", made, *patterns.words("wide"))):
        return Count(quantity, made, True, noun if noun not in (made, "person") else "", home, features - own)
    plain = noun in _deeds().values() and (not inside or _verb(home.fact.predicate, patterns.words("tells_of")) or not home.fact.predicate.isalpha())
    return Count(quantity, noun, plain, "", home, features - own) if noun else None


def _sentence(quantity: numbers.Quantity, text: str) -> tuple[int, int]:
    """The line and sentence around a number that stands in no statement."""
    start = max(text.rfind(mark, 0, quantity.start) for mark in ("\n", ". ", "» "))
    return start + 1, re.compile(r"[.\n]|$").search(text, quantity.end).start()


def _bases(word: str) -> list[str]:
    return [re.sub(ending, "", fold(word)) for ending in ("s$", "es$")]


def _verb(predicate: str, known: Container[str]) -> str:
    """The verb of those known which a predicate is, though its lemma was left as it stands (« compte »); empty for
    none."""
    return next((word for word in (predicate, f"{predicate}r", f"{predicate[:-1]}er") if word in known), "")


def _befalls(quantity: numbers.Quantity, home: Profile) -> str:
    """What the verb of the clause makes of the number that is its subject, or the object of one that is done to
    somebody."""
    fact = home.fact
    lemma = _verb(fact.predicate, _deeds())
    made = _deeds().get(lemma, "")
    verb = re.search(rf"\b{re.escape(fold(lemma)[:max(3, min(4, len(lemma) - 2))])}", fold(fact.own_text)) if made else None
    subject = verb is None or quantity.start - fact.start < verb.start()
    done = lemma in patterns.words("done_to")
    passive = re.search(r"\b(?:été|sont|étaient|furent|seraient|étant|être)\b", fact.own_text)
    return made if not done and subject or done and (bool(passive) if subject else not passive) else ""


def _refers(quantity: numbers.Quantity, last: numbers.Quantity, text: str) -> bool:
    """Whether a number without noun counts what the one before it did: « en annonce 1 200 », « 17 000 déplacés, le HCR
    de 11 000 »."""
    between = text[last.end:quantity.start]
    near = len(between) < NEAR and not quantity.unit and 1 / FARTHEST < quantity.size / max(last.size, 1) < FARTHEST
    return near and bool(_CLOSED.match(text, quantity.end)) and bool(_OF_THEM.search(between))


def disagreements(profiles: Profiles, articles: pd.DataFrame, mentions: pd.DataFrame) -> Iterable[tuple]:
    """(thing, event_id, values) for numbers of several articles that cannot both be true of one thing. Not to be
    trusted to tell a later toll from a rival one."""
    affair = affairs(mentions, articles)
    blocks = defaultdict(list)
    for each in counts(profiles, articles):
        blocks[each.thing].append(each)
    for thing, block in sorted(blocks.items()):
        ids = [each.profile.fact.article_id for each in block]
        linked: dict[str, set[int]] = {}
        held = [affair[key] | {each.profile.event_id} - {None} for key, each in zip(ids, block)]
        for n, m, shared in chain.from_iterable(rows(*met) for met in meeting(Held(held), len(held))):
            if (shared > 1 or not (affair[ids[n]] and affair[ids[m]])) and _rival(block[n], block[m], affair):
                group = {n, m} | linked.get(ids[n], set()) | linked.get(ids[m], set())
                linked |= {ids[k]: group for k in group}
        for group in sorted({id(group): group for group in linked.values()}.values(), key=min):
            members = [block[n] for n in sorted(group)]
            events = Counter(each.profile.event_id for each in members if each.profile.event_id)
            event_id = min(events, key=lambda key: (-events[key], key), default=None)
            yield thing, event_id, [Value(each.profile.fact.article_id, each.quantity.text, each.profile.fact.statement_id) for each in members]


def affairs(mentions: pd.DataFrame, articles: pd.DataFrame) -> dict[str, set[str]]:
    """article → the actors it names that are not everywhere in the study."""
    named = mentions[mentions["actor_id"].notna()].groupby("actor_id")["article_id"].agg(set)
    found: dict[str, set[str]] = defaultdict(set)
    for actor, ids in named.items():
        for article_id in ids if len(ids) <= max(AFFAIR, min(MANY, len(articles) / 5)) else ():
            found[article_id].add(actor)
    return found


def _rival(a: Count, b: Count, affair: dict[str, set[str]]) -> bool:
    """Whether two numbers of two articles are told of one thing and exclude each other."""
    one, other = a.profile.fact, b.profile.fact
    if one.article_id == other.article_id or numbers.compatible(a.quantity, b.quantity) or a.noun and b.noun and a.noun != b.noun:
        return False
    if in_all(a.profile) != in_all(b.profile) or one.places and other.places and not set(one.places) & set(other.places):
        return False
    if apart(a.profile, b.profile, 400):
        return False
    same_event = a.profile.event_id is not None and a.profile.event_id == b.profile.event_id
    told = affair[one.article_id], affair[other.article_id]
    if len(told[0] & told[1]) < (all(told) if same_event else 2):
        return False
    if a.made and b.made:
        return True
    shared = a.features & b.features
    content = {feature for feature in shared if feature[0] not in "@#"}
    near = max(a.quantity.size, b.quantity.size) <= 2 * min(a.quantity.size, b.quantity.size)
    return bool(near or content) and len(content) + min(2, len(shared - content)) + near + same_event > 2


def in_all(each: Profile) -> bool:
    """Whether a number is planned or a total, not what is so far."""
    return each.fact.status == "planned" or bool(patterns.any_of("total").search(each.fact.text))


def apart(a: Profile, b: Profile, widest: int = 31) -> bool:
    """Both dated, to stretches of at most so many days, and no day in common."""
    times = [[w for w in side.fact.times if w.width <= widest] for side in (a, b)]
    return bool(times[0] and times[1]) and not any(s.earliest <= t.latest and t.earliest <= s.latest for s in times[0] for t in times[1])
