"""An article read in order: which event each of its statements tells."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from helpers.events import kinds
from helpers.events.facts import Fact, When
from helpers.events.happenings import RECENT, Happening, Index, Setting, fit

ENOUGH = 3.3
OPENS = 2.5
MARGIN = 0.5
UNSURE = Happening("", "", [], None, None, None, [])
LEAD = 3
_HAPPEN = {"organiser", "tenir", "dérouler", "avoir", "être", "mener", "procéder", "participer", "prendre"}


def read(facts: Sequence[Fact], index: Index, window: tuple[int, int] | None, best: int | None) -> dict[str, str]:
    """statement_id → event_id for one article; new events are added to the index.

    Statements that tell a deed are matched with the events known so far, or make a new one; what stands around them
    follows: the clause beside it, the event told just before, the article's main event.
    """
    given: dict[str, str] = {}
    last = carried = None
    reached, last_at = -1, -9
    main = _opening(facts, index, Setting(window=window, best=best, lead=True))
    for fact in _inner_first(facts):
        told = (main,) * bool(main) + tuple(index.events[event_id] for event_id in dict.fromkeys(given.values()))
        lead = not (fact.outer or kinds.reference("since").match(fact.text)) and fact.sentence_id - facts[0].sentence_id < LEAD
        setting = Setting(last if fact.sentence_id - last_at <= 1 else None, carried, window, best, lead, told)
        event = _event(fact, facts, given, index, setting)
        event = None if event is UNSURE else event
        if event:
            given[fact.statement_id] = event.event_id
            index.tellers[event.event_id].add(fact.article_id)
        if fact.start > reached:
            last, last_at = (event, fact.sentence_id) if event else (last, last_at)
            if fact.times:
                carried = min(fact.times, key=lambda when: when.width)
            elif event and event.earliest is not None:
                carried = When(event.earliest, event.latest)
            reached = fact.start
    return given | _around(facts, given, index, window, main)


def _opening(facts: Sequence[Fact], index: Index, setting: Setting) -> Happening | None:
    """The known event an article opens with: what its first sentences say, taken together."""
    lead = [fact for fact in facts if fact.sentence_id - facts[0].sentence_id < LEAD]
    lemmas = frozenset().union(*(fact.lemmas for fact in lead))
    whole = Fact(facts[0].statement_id, facts[0].article_id, 0, 0, 0, "", "", lemmas, "factual", False, None, ())
    for fact in lead:
        for values, more in ((whole.actors, fact.actors), (whole.near_actors, fact.near_actors), (whole.places, fact.places),
                             (whole.times, fact.times + fact.near_times), (whole.kinds, fact.kinds)):
            values += [value for value in more if value not in values]
        whole.own_text += f" {fact.own_text}"
        whole.names |= fact.names
    event = _match(whole, index, setting, any_kind=True)
    return None if event is UNSURE else event


def _event(fact: Fact, facts: Sequence[Fact], given: dict[str, str], index: Index, setting: Setting) -> Happening | None:
    """The event a statement tells by itself."""
    if event := _through_inner(fact, facts, given, index):
        return event
    if kinds.reference("first").search(fact.own_text) and not (fact.times or fact.outer):
        return None
    if not fact.predicate_kind and kinds.reference("this").match(fact.text):
        if (event := _referred(fact, facts, given, setting)) or not (fact.times and fact.strong):
            return event
    return _match(fact, index, setting) or _new(fact, index, setting, _day_ahead(fact, facts))


def _day_ahead(fact: Fact, facts: Sequence[Fact]) -> When | None:
    """The day the opening gives for the same deed further down: a headline says what happened, the next sentence when."""
    near = [other for other in facts if fact.kinds and 0 < other.sentence_id - fact.sentence_id < LEAD and other.kinds
            and kinds.are_near(fact.kinds[0], other.kinds[0]) and not fact.times]
    return min((when for other in near for when in other.times if when.width <= 31), key=lambda w: (w.width, w.earliest), default=None)


def _inner_first(facts: Sequence[Fact]) -> list[Fact]:
    """Text order, but a clause within another before it: what the inner dates is known when the outer is read."""
    return sorted(facts, key=lambda fact: ((fact.outer or fact).start, fact.outer is None, fact.start))


def _through_inner(fact: Fact, facts: Sequence[Fact], given: dict[str, str], index: Index) -> Happening | None:
    """The event of a clause inside this one that dates this one's first deed (« combien comptait le sommet tenu en juin »)."""
    if fact.times or fact.predicate_kind or not fact.kinds:
        return None
    return next((index.events[given[inner.statement_id]] for inner in facts if inner.outer is fact and inner.statement_id in given
                 and inner.antecedent and inner.times and len(kinds.nouns_in(fact.text[:inner.start - fact.start])) == 1), None)


def _referred(fact: Fact, facts: Sequence[Fact], given: dict[str, str], setting: Setting) -> Happening | None:
    """The event that « cette visite » means: of those told, but not by a clause inside this one, the last of that kind;
    « elle » is the one told last, where its times allow."""
    if setting.last and kinds.reference("pronoun").match(fact.text):
        return setting.last if not fact.times or any(_within(when, setting.last) for when in fact.times) else None
    if fact.times and len(kinds.nouns_in(fact.own_text)) < 2:
        return None
    inside = {given.get(inner.statement_id) for inner in facts if inner.outer is fact}
    open_to = [event for event in setting.told if event.event_id not in inside]
    for same in (lambda kind, event: kind == event.kinds[0], lambda kind, event: kind in event.kinds):
        for kind in fact.kinds[:1]:
            found = [event for event in open_to if same(kind, event)]
            if found:
                return found[-1]
    return None


def _match(fact: Fact, index: Index, setting: Setting, any_kind: bool = False) -> Happening | None:
    if not (fact.strong or fact.times or any_kind):
        return None
    scored = sorted(((fit(fact, event, index, setting), event.event_id) for event in index.candidates(fact, setting)), reverse=True)
    if not scored or scored[0][0] < (OPENS if any_kind and index.events[scored[0][1]].known else ENOUGH):
        return None
    dated = any(when.width <= 20 for when in [*fact.times, *fact.near_times, *([setting.carried] if setting.carried else [])])
    undated = not dated and not setting.narrow
    if undated and len(scored) > 1 and scored[0][0] - scored[1][0] < MARGIN:
        return UNSURE
    return index.events[scored[0][1]]


def _new(fact: Fact, index: Index, setting: Setting, ahead: When | None) -> Happening | None:
    """A new event, where the deed is strong, somebody does it, and it is dated, stands elsewhere, is of another kind than
    the events told so far, or opens the article."""
    deed = next((kind for kind in fact.kinds[:1] if kinds.is_strong(kind)), None)
    if not deed or fact.status not in ("factual", "planned"):
        return None
    when = min((when for when in fact.times if when.width <= 31), key=lambda w: (w.width, w.earliest), default=ahead)
    elsewhere = bool(fact.places) and fact.places[0] not in {event.place for event in setting.told}
    other = not any(kinds.are_near(deed, kind) for event in setting.told for kind in event.kinds[:1])
    happens = deed == fact.predicate_kind or fact.predicate in _HAPPEN or when and (deed == fact.antecedent or not setting.told)
    if not happens or not (fact.actors or other) or setting.told and not when and (fact.times or not elsewhere and not other):
        return None
    carried = setting.carried if setting.last and not fact.times and fact.status == "factual" else None
    when = when or (carried if carried and carried.width <= 3 else None)
    span = (when.earliest, when.latest) if when else (None, None) if setting.told or not setting.narrow else setting.window
    for event in setting.told:
        if any(kinds.are_near(deed, kind) for kind in event.kinds[:2]) and _together(span, event) and not elsewhere:
            return event
    for event in index.lasting(deed, fact.near_actors) if kinds.is_lasting(deed) else ():
        if span[0] is None or event.earliest is None or abs(span[0] - event.earliest) <= RECENT:
            return event
    event = Happening(_name(deed, fact, span, index), fact.text, list(fact.kinds), *span, (fact.places or [None])[0],
                      list(fact.actors), words=fact.words)
    index.add(event)
    return event


def _together(span: tuple[int | None, int | None], event: Happening) -> bool:
    return span[0] is None or event.earliest is None or span[0] - 1 <= event.latest and event.earliest - 1 <= span[1]


def _name(deed: str, fact: Fact, span: tuple, index: Index) -> str:
    """A readable id that stays the same from run to run: kind, day or month, place or person."""
    day = "undated" if span[0] is None else date.fromordinal(span[0]).isoformat()[:10 if span[0] == span[1] else 7]
    base = event_id = "-".join([deed, day, *(fact.places[:1] or fact.actors[:1] or fact.near_actors[:1])])
    number = 2
    while event_id in index.events:
        event_id, number = f"{base}-{number}", number + 1
    return event_id


def _around(facts: Sequence[Fact], direct: dict[str, str], index: Index, window: tuple[int, int] | None,
            main: Happening | None) -> dict[str, str]:
    """Events of the statements that tell no deed of their own."""
    if not direct and main is None:
        return {}
    weight: Counter = Counter({main.event_id: 2.0} if main else {})
    beside = defaultdict(list)
    for fact in facts:
        if fact.statement_id in direct:
            event = index.events[direct[fact.statement_id]]
            new = window and event.earliest is not None and window[0] <= event.latest and event.earliest <= window[1]
            weight[event.event_id] += (3 if new else 1) / (1 + 0.5 * (fact.sentence_id - facts[0].sentence_id))
            beside[fact.sentence_id].append(fact)
    main = index.events[min(weight, key=lambda event_id: (-weight[event_id], event_id))]
    given: dict[str, str] = {}
    last = main
    for fact in facts:
        event_id = direct.get(fact.statement_id) or _context(fact, beside[fact.sentence_id], direct, last, main)
        if event_id:
            last = index.events[event_id]
            if fact.statement_id not in direct:
                given[fact.statement_id] = event_id
    return given


def _context(fact: Fact, beside: Sequence[Fact], direct: dict[str, str], last: Happening, main: Happening) -> str | None:
    if fact.times and not any(_within(when, event) for when in fact.times for event in (last, main)):
        return None
    if kinds.reference("first").search(fact.own_text) and not fact.outer:
        return main.event_id
    if kinds.reference("back").match(fact.text):
        return last.event_id
    if beside and not fact.speaker:
        nearest = min(beside, key=lambda other: (fact not in (other.outer, other) and fact.outer is not other,
                                                 abs(other.start - fact.start), other.start))
        return direct[nearest.statement_id]
    if fact.speaker in main.actors:
        return main.event_id
    if len(set(fact.near_actors) & set(main.actors)) > len(set(fact.near_actors) & set(last.actors)):
        return main.event_id
    return last.event_id


def _within(when: When, event: Happening) -> bool:
    slack = RECENT // 2 if kinds.is_lasting(event.kinds[0] if event.kinds else None) else 1
    return event.earliest is None or when.earliest - slack <= event.latest and event.earliest <= when.latest + slack
