"""Numbers that disagree: what is counted, what befell it, and where and when, before the figures themselves."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from helpers.annotation.gazetteer import fold
from helpers.claims import numbers, patterns
from helpers.claims.affairs import Affairs
from helpers.claims.likeness import FEW, Profile, Profiles, apart
from helpers.claims.naming import Value
from helpers.events import ideas

@dataclass(frozen=True)
class Count:
    """A number told of some kind of thing (`thing`: a class of `claims_units.csv`, else the noun); `made`: by what
    befell it, so that it is the same thing whatever else is told;"""

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
            pair = quantity.size <= FEW and patterns.expression("known").search(before)  # « les deux pays »
            if pair or patterns.expression("part_before").search(before) or patterns.expression("part_behind").search(behind):
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
    made = made or (_deeds().get(verb_of(fold(home.fact.predicate), _deeds()), "") if inside else "")
    if not made and inside and patterns.any_of("lost").search(home.fact.own_text):
        made = "dead"
    if not made and inside and numbers.class_of(home.fact.predicate) in _deeds().values():
        made = numbers.class_of(home.fact.predicate)
    own = ideas.of_text(f"{quantity.text} {quantity.unit}")
    if made and (noun in ("", made, *patterns.words("wide"))):
        return Count(quantity, made, True, home, home.features - own)
    plain = noun in _deeds().values() and (not inside or verb_of(home.fact.predicate, patterns.words("tells_of")) or not home.fact.predicate.isalpha())
    return Count(quantity, noun, plain, home, home.features - own) if noun else None


def verb_of(predicate: str, known: Container[str]) -> str:
    """The verb of those known which a predicate is, though its lemma was left as it stands (« compte »); empty for
    none."""
    forms = predicate, f"{predicate}r", f"{predicate}er", f"{predicate[:-1]}er"
    return next((word for word in forms if word in known), "")


def disagreements(profiles: Profiles, articles: pd.DataFrame, affairs: Affairs) -> Iterable[tuple]:
    """("number", thing, event_id, values) for numbers of several articles that cannot both be true of one thing. Not to be
    trusted to tell a later toll from a rival one."""
    blocks = defaultdict(list)
    for each in counts(profiles, articles):
        blocks[each.thing].append(each)
    for thing, block in sorted(blocks.items()):
        for event_id, group in affairs.rivals([each.profile for each in block], lambda n, m, block=block: _rival(block[n], block[m])):
            yield "number", thing, event_id, [Value(block[n].profile.fact.article_id, block[n].quantity.text, block[n].profile.fact.statement_id) for n in group]


def _rival(a: Count, b: Count) -> bool:
    """Whether two numbers of two articles are told of one thing and exclude each other."""
    one, other = a.profile.fact, b.profile.fact
    if numbers.compatible(a.quantity, b.quantity):
        return False
    whole = {fact.status == "planned" or bool(patterns.any_of("total").search(fact.text)) for fact in (one, other)}
    near = max(a.quantity.size, b.quantity.size) <= 2 * min(a.quantity.size, b.quantity.size)
    if len(whole) > 1 and not near or one.places and other.places and not set(one.places) & set(other.places):
        return False
    if apart(a.profile, b.profile, 400):
        return False
    same_event = a.profile.event_id is not None and a.profile.event_id == b.profile.event_id
    if a.made and b.made:
        return len({numbers.class_of(each.quantity.unit) for each in (a, b)} & {*patterns.words("wide")} - {"person"}) < 2
    shared = a.features & b.features
    content = {feature for feature in shared if feature[0] not in "@#"}
    most = 0 < min(sum(feature[0] not in "@#" for feature in each.features) for each in (a, b)) <= 2 * len(content)
    alone = near and a.thing not in {*patterns.words("common_units"), *_deeds().values()}  # the affair has only one such number
    return alone or bool(near or content) and len(content) + most + min(2, len(shared - content)) + near + same_event > 2
