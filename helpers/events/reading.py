"""An article read in order: its happenings, the main one first, and which of them each statement tells."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from helpers.annotation.gazetteer import fold
from helpers.events import ideas, kinds
from helpers.events.facts import Fact, When

LEAD, JOINS = 4, 0.8
_INFINITIVE = re.compile("(?:[ei]r|re)$")
_ARMED = {"armée", "arme", "guerre"}


@dataclass
class Thread:
    """What an article tells of one happening: `kinds` of deeds, its deed first; `when` it says (None: undated); `main`:
    what the article is about."""

    kinds: list[str]
    when: When | None = None
    main: bool = False
    facts: list[Fact] = field(default_factory=list)
    telling: list[Fact] = field(default_factory=list)

    def add(self, fact: Fact, deed: str | None, when: When | None) -> None:
        """Take in a statement; only those that tell the deed say who, when and where."""
        self.facts.append(fact)
        if not self.telling or self.main and not self.kinds and len(self.facts) <= LEAD or deed and any(kinds.are_near(deed, kind) for kind in self.kinds[:1]):
            self.telling.append(fact)
            if deed and deed not in self.kinds:
                self.kinds.append(deed)
            if when and when.width <= 31 and (
                    self.when is None or when.width < self.when.width and when.earliest <= self.when.latest):
                self.when = when

    @cached_property
    def told(self) -> Fact:
        """All it tells as one statement."""
        telling = self.telling or self.facts[:1]
        every = {name: list(dict.fromkeys(value for fact in telling for value in getattr(fact, name)))
                 for name in ("actors", "near_actors", "places", "kinds")}
        every["kinds"] = list(dict.fromkeys([*self.kinds, *every["kinds"]]))
        names, lemmas = ([getattr(fact, name) for fact in telling] for name in ("names", "lemmas"))
        return replace(self.facts[0], **every, times=[self.when] if self.when else [], names=set().union(*names),
                       lemmas=frozenset().union(*lemmas), outer=None)


def threads(facts: Sequence[Fact], states: frozenset[str], window: tuple[int, int] | None) -> list[Thread]:
    """The happenings an article tells, main one first, each with its statements; statements of none are left out."""
    main = _opening(facts, window)
    found, last, sentence = [main], main, -1
    home: dict[int, Thread] = {}
    previous = None
    for fact in sorted(facts, key=lambda fact: ((fact.outer or fact).start, fact.outer is None, fact.start)):
        deed, asserted = deed_of(fact)
        when = None if deed and kinds.reference("this").match(fact.text) else _when(fact, asserted)
        if asserted and not when and kinds.reference("same_time").search(fact.text):
            when = next((thread.when for thread in [last, *reversed(found)] if thread is not main and thread.when), None)
        if not deed and not when and _is_background(fact):
            continue
        within = previous if previous and previous.outer is fact and deed and not asserted and deed in previous.kinds else None
        before = home.get(id(within or fact.outer), last)
        scored = [(_belongs(fact, deed, asserted, when, thread, before, states), -n) for n, thread in enumerate(found)]
        score, n = max(scored)
        thread = found[-n]
        if score < JOINS and (when or asserted and not fact.is_quote):
            found.append(thread := Thread([deed] if deed else [], when))
        elif score < JOINS and not fact.is_quote:
            continue
        thread.add(fact, deed, when)
        home[id(fact)], previous = thread, fact
        if fact.sentence_id != sentence and fact.outer is None:
            last, sentence = thread, fact.sentence_id
    return [thread for thread in found if thread.facts]


def _opening(facts: Sequence[Fact], window: tuple[int, int] | None) -> Thread:
    """The main happening, from the headline and the first sentences: the first deed told there of the days reported
    on. One that is only named there and dated before these days has none of its own."""
    told = []
    for n, fact in enumerate(fact for fact in facts if fact.sentence_id - facts[0].sentence_id < LEAD):
        deed, asserted = deed_of(fact)
        recalled = kinds.reference("before").search(fact.own_text) or window and fact.times and all(
            time.latest < window[0] for time in fact.times)
        rank = bool(recalled), not (asserted and kinds.has("strong", deed)), kinds.has("lasting", deed), n
        told += [(*rank, deed)] if deed else []
    deed, named = (min(told)[-1], any(min(told)[:2])) if told else (None, False)
    days = [when for fact in facts if named and deed_of(fact)[0] == deed and (when := _when(fact, True))]
    known = window and any(when.width <= 31 for when in days) and all(when.latest < window[0] for when in days)
    return Thread([deed] if deed else [], When(*window) if window and not known else None, main=True)


def deed_of(fact: Fact) -> tuple[str | None, bool]:
    """The deed a statement tells, and whether it says that it happens or only names it. What is hardly more than said
    counts where it has a day of its own; what is to go on for long does not."""
    fact.deed = fact.deed or _deed_of(fact)
    return fact.deed


def _deed_of(fact: Fact) -> tuple[str | None, bool]:
    topic, colon, told = (*re.split(r"(?<=\w)(\s?:\s)", fact.own_text, maxsplit=1), "", "")[:3]
    if colon and fact.predicate_kind and fold(fact.predicate) in fold(topic) and not _INFINITIVE.search(fact.predicate):
        named = [kind for _, kind in kinds.nouns_in(told)]  # « Naufrage du Korrigan : le capitaine condamné à … »
        return next(((kind, kind in named) for kind in [*named, *fact.kinds] if kinds.has("strong", kind)), (None, False))
    if kinds.reference("aim").search(fact.own_text):
        return next((kind for kind in fact.kinds if kinds.has("strong", kind)), None), False
    meant = next((kind for kind in fact.kinds if kinds.has("strong", kind) and not kinds.has("lasting", kind)), None)
    if meant and kinds.has("foretells", fact.predicate_kind):
        return meant, True
    said = fact.predicate_kind if fact.times and not fact.outer else None
    for kind in (fact.predicate_kind, fact.antecedent, said):
        if kinds.has("lasting", kind) and (fact.status != "factual" or not _armed(fact)):
            return None, False
        if kind == "visit" and not (fact.actors or kinds.reference("this").match(fact.text)):
            continue
        if kinds.has("strong", kind) or kind and kind == said:
            return kind, True
    if fact.actors and (fact.places or fact.times) and kinds.reference("present").search(fact.own_text):
        return "visit", True
    named = [kind for kind in fact.kinds if kinds.has("strong", kind) and (_armed(fact) or not kinds.has("lasting", kind))]
    going_on = next((kind for kind in named if kinds.has("lasting", kind) and kind in kinds.deeds(None, fact.lemmas, "")), None)
    if going_on and fact.status == "factual":
        return going_on, True
    at = kinds.reference("occasion").split(fact.own_text)[1:]
    held = [kind for text in at for _, kind in kinds.nouns_in(text[:25]) if kind in named]
    happens = bool(held or kinds.reference("happens").fullmatch(fact.predicate))
    return ([*held, *named][0], happens) if named else (None, False)


def _armed(fact: Fact) -> bool:
    """Whether it tells of arms: an operation may also be the police's or a surgeon's."""
    return not _ARMED.isdisjoint(map(ideas.idea, fact.lemmas - {"opération"}))


def _is_background(fact: Fact) -> bool:
    """Whether it tells what has been so for years, or in the present who somebody is."""
    if kinds.reference("for_years").search(fact.own_text):
        return True
    told = fact.is_quote or fact.antecedent or kinds.reference("past_or_future").search(fact.own_text)
    return not told and bool(kinds.reference("describes").match(fact.text))


def _when(fact: Fact, asserted: bool) -> When | None:
    times = fact.times or (fact.near_times if asserted or fact.speaker else ())
    return min(times, key=lambda when: when.width, default=None)


def _belongs(fact: Fact, deed: str | None, asserted: bool, when: When | None, thread: Thread, last: Thread,
             states: frozenset[str]) -> float:
    """How well a statement goes with a happening of its article."""
    beside = last.when and last.facts and last.facts[-1].paragraph == fact.paragraph
    near = 1.0 if kinds.reference("back").match(fact.text) else 0.8 if beside else 0.5
    score = near * (thread is last) + 0.7 * thread.main
    if when and thread.when and (when.latest < thread.when.earliest - 1 or when.earliest - 1 > thread.when.latest and fact.status != "planned"):
        return -9.0
    cast = {actor for other in thread.telling for actor in other.actors}
    met = not fact.actors or not cast.isdisjoint(fact.actors)
    if when and thread.when and not deed and thread.when.width <= 8 and met:
        score += 0.4
    if deed:
        same = 2.0 if deed in thread.kinds[:1] else 1.5 if deed in thread.kinds else 0.8 if any(
            kinds.are_near(deed, kind) for kind in thread.kinds[:1]) else -3.0
        if kinds.has("light", deed) and not when and not set(fact.actors) - states:
            same = max(same, 0.0)  # told as a part of what the article tells
        score += same if asserted else 0.4 * max(same, -0.5)
    told, here = cast - states, set(fact.actors) - states
    apart = 0.0 if not (told and here) else -1.5 if asserted else -0.3
    return score + (min(1.0, 0.5 * len(here & told)) or apart)
