"""Numbers that disagree: what is counted, what befell it, and where and when, before the figures themselves."""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import chain

import pandas as pd

from helpers.annotation.gazetteer import fold
from helpers.claims import numbers, patterns
from helpers.claims.likeness import Profile, Profiles
from helpers.claims.naming import Value
from helpers.events import ideas
from helpers.events.meeting import Held, meeting, rows

AFFAIR, MANY = 12, 100


@dataclass(frozen=True)
class Count:
    """A number told of some kind of thing (`thing`: a class of `claims_units.csv`, else the noun); `made`: by what
    befell it, so that it is the same thing whatever else is told."""

    quantity: numbers.Quantity
    thing: str
    made: bool
    profile: Profile
    features: frozenset[str]


_deeds = partial(patterns.listed, "claims_units.csv", "deeds", "unit")


def counts(profiles: Profiles, articles: pd.DataFrame) -> list[Count]:
    """What the articles count, in order, without parts (« dont sept pompiers ») and rates (« 200 par jour »)."""
    found = []
    for article_id, text in sorted(zip(articles["article_id"], articles["text"])):
        for quantity in numbers.find(text) if profiles.of(article_id) else ():
            before, behind = text[max(0, quantity.start - 120):quantity.start], text[quantity.end:quantity.end + 40]
            if patterns.expression("part_before").search(before) or patterns.expression("part_behind").search(behind):
                continue
            count = _count(quantity, profiles.nearest(article_id, quantity.start, quantity.end), text)
            found += [count] if count else []
    return found


def _count(quantity: numbers.Quantity, home: Profile, text: str) -> Count | None:
    """What a number counts by its noun, the participle behind it, or the verb of its clause."""
    noun = numbers.class_of(quantity.unit) if quantity.unit else ""
    inside = quantity.start < home.fact.end and not re.search(r"[.;:\n]", text[quantity.end:home.fact.start])
    behind = re.match(r" (?:\w+ et )?(\w+)", text[quantity.end:quantity.end + 40])
    bases = [fold(behind[1]).removesuffix(ending) for ending in ("s", "es")] if behind else []
    made = next((kind for kind in map(numbers.class_of, bases) if kind in _deeds().values()), "")
    made = made or (_befalls(quantity, home) if inside else "")
    if not made and inside and numbers.class_of(home.fact.predicate) in _deeds().values():
        made = numbers.class_of(home.fact.predicate)
    own = {ideas.idea(word) for word in quantity.unit.split()}
    features = home.features if inside else home.features | ideas.of_text(text[slice(*_sentence(quantity, text))])
    if made and (noun in ("", made, *patterns.words("wide"))):
        return Count(quantity, made, True, home, features - own)
    plain = noun in _deeds().values() and (not inside or verb_of(home.fact.predicate, patterns.words("tells_of")) or not home.fact.predicate.isalpha())
    return Count(quantity, noun, plain, home, features - own) if noun else None


def _sentence(quantity: numbers.Quantity, text: str) -> tuple[int, int]:
    """The line and sentence around a number that stands in no statement."""
    start = max(text.rfind(mark, 0, quantity.start) for mark in ("\n", ". ", "» "))
    return start + 1, re.compile(r"[.\n]|$").search(text, quantity.end).start()


def verb_of(predicate: str, known: Container[str]) -> str:
    """The verb of those known which a predicate is, though its lemma was left as it stands (« compte »); empty for
    none."""
    forms = predicate, f"{predicate}r", f"{predicate}er", f"{predicate[:-1]}er"
    return next((word for word in forms if word in known), "")


def _befalls(quantity: numbers.Quantity, home: Profile) -> str:
    """What the verb of the clause makes of the number that is its subject, or the object of one that is done to
    somebody."""
    fact = home.fact
    lemma = verb_of(fold(fact.predicate), _deeds())
    made = _deeds().get(lemma, "")
    verb = re.search(rf"\b{re.escape(lemma[:max(3, min(4, len(lemma) - 2))])}", fold(fact.own_text)) if made else None
    subject = verb is None or quantity.start - fact.start < verb.start()
    done = verb_of(fact.predicate, patterns.words("done_to"))
    passive = re.search(r"\b(?:été|sont|étaient|furent|seraient|étant|être)\b", fact.own_text)
    return made if not done and subject or done and (bool(passive) if subject else not passive) else ""


def disagreements(profiles: Profiles, articles: pd.DataFrame, mentions: pd.DataFrame) -> Iterable[tuple]:
    """("number", thing, event_id, values) for numbers of several articles that cannot both be true of one thing. Not to be
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
            yield "number", thing, event_id, [Value(each.profile.fact.article_id, each.quantity.text, each.profile.fact.statement_id) for each in members]


def affairs(mentions: pd.DataFrame, articles: pd.DataFrame) -> dict[str, set[str]]:
    """article → the actors it names that are not everywhere in the study."""
    named = mentions[["article_id", "actor_id"]].dropna().drop_duplicates()
    rare = named.groupby("actor_id")["article_id"].transform("size") <= max(AFFAIR, min(MANY, len(articles) / 5))
    return defaultdict(set, named[rare].groupby("article_id")["actor_id"].agg(set))


def _rival(a: Count, b: Count, affair: dict[str, set[str]]) -> bool:
    """Whether two numbers of two articles are told of one thing and exclude each other."""
    one, other = a.profile.fact, b.profile.fact
    if one.article_id == other.article_id or numbers.compatible(a.quantity, b.quantity):
        return False
    whole = {fact.status == "planned" or bool(patterns.any_of("total").search(fact.text)) for fact in (one, other)}
    if len(whole) > 1 or one.places and other.places and not set(one.places) & set(other.places):
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


def apart(a: Profile, b: Profile, widest: int = 31) -> bool:
    """Both dated, to stretches of at most so many days, and no day in common."""
    times = [[w for w in side.fact.times if w.width <= widest] for side in (a, b)]
    return bool(times[0] and times[1]) and not any(s.earliest <= t.latest and t.earliest <= s.latest for s in times[0] for t in times[1])
