"""What the table says of an event that no register knows: a clause, and the days, place and people most told."""
from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import chain, count
from textwrap import shorten

from helpers.events import kinds
from helpers.events.facts import Fact
from helpers.events.happenings import CLOSE, Happening
from helpers.events.reading import deed_of

SHORTEST, LONGEST = 12, 90
CAST = 6  # people named


def numbered(base: str, taken: Container[str]) -> str:
    """An id, with a number behind it where it is taken.

    >>> numbered("strike-2021-03-04-lens", {"strike-2021-03-04-lens"})
    'strike-2021-03-04-lens-2'
    """
    return next(each for each in chain([base], (f"{base}-{number}" for number in count(2))) if each not in taken)


def described(event: Happening, facts: Sequence[Fact]) -> Happening:
    """The event as most of its statements have it that tell its deed: the label is one of them that stands alone, short
    and with most of the people; the days are those told most, where they lie within the days it is known to lie in."""
    telling = [fact for fact in facts if deed_of(fact)[0] in event.kinds[:1]] or list(facts)
    actors, places = (_most_told(telling, name) for name in ("actors", "places"))
    days = Counter((when.earliest, when.latest) for fact in telling if fact.status == "factual" for when in fact.times
                   if event.earliest is not None and when.width <= CLOSE and event.earliest <= when.earliest and when.latest <= event.latest)
    earliest, latest = min(days, key=lambda span: (-days[span], span)) if days else (event.earliest, event.latest)
    return replace(event, label=_label((event.kinds or [None])[0], facts, set(actors[:2])), earliest=earliest, latest=latest, place=(places or [event.place])[0],
                   actors=[actor for actor in actors if actor not in places][:CAST] or event.actors)


def _most_told(facts: Sequence[Fact], name: str) -> list[str]:
    count = Counter(value for fact in facts for value in getattr(fact, name))
    return sorted(count, key=lambda value: (-count[value], value))


def _label(deed: str | None, facts: Sequence[Fact], cast: set[str]) -> str:
    """The statement that tells the deed and stands alone, rather a headline or the opening of an article."""
    def alone(fact: Fact) -> bool:
        return len(fact.text) >= SHORTEST and fact.text[0].isupper() and not fact.is_quote and not kinds.reference("back").match(fact.text)

    def rank(fact: Fact) -> tuple:
        against = (fact.status != "factual") + (deed_of(fact)[0] != deed) + (fact.sentence_id > 1)
        return not alone(fact), against, len(fact.text) > LONGEST, -len(cast & set(fact.actors)), fact.statement_id
    best = min(facts, key=rank)
    noun = "" if alone(best) or not deed else kinds.lexicon()[deed]["nouns"][0].capitalize() + " : "
    return shorten(noun + best.text, LONGEST, placeholder=" …")
