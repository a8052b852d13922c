"""Numbers that disagree: what is counted, what befell it, and where and when, before the figures themselves."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import chain, product
from statistics import mode
from typing import NamedTuple

import pandas as pd

from helpers.annotation.gazetteer import fold
from helpers.claims import numbers, patterns
from helpers.claims.likeness import Profile, Profiles, apart
from helpers.claims.naming import Value
from helpers.events import affairs, ideas
from helpers.events.meeting import Held, meeting, rows

# Days between two reports on one state of an affair; articles that share a name which still leads to it.
NEAR, COMMON, MANY = 10, 12, 100
WEEK, REPORTED = 7, 2  # of a time told that narrows; before an article, of what it reports
A_FEW, CLOSE = 10, 1.25  # so many, and how many times another larger numbers may be, to be of one thing by themselves
LARGE = 100_000  # of money, so much that an affair has one such sum
NEVER = date.max, date.min
Told = tuple[str, str | None]  # of a statement: article and event


class Count(NamedTuple):
    """A number told of some kind of thing (`thing`: a class of `claims_units.csv`, else the noun); `made`: by what
    befell it, so that it is the same thing whatever else is told; `told`, by the statement at a `place`; the `days`
    it may be of, and `where`, if that is told."""

    quantity: numbers.Quantity
    thing: str
    made: bool
    told: Told
    place: int
    days: tuple[int, int]
    where: frozenset[str]

    @property
    def sort(self) -> str:
        """The kind of thing, whatever of (« % » of the votes)."""
        return self.thing.split()[0]


class Accounts(affairs.Affairs):
    """The affairs of the articles, `days`, when each appeared, and `outlets`; `when` the events were."""

    def __init__(self, mentions: pd.DataFrame, articles: pd.DataFrame, datings: pd.DataFrame | None, events: pd.DataFrame):
        super().__init__(mentions, articles)
        self.when = {row["event_id"]: (row["earliest"], row["latest"]) for row in events.to_dict("records") if row["earliest"] and row["latest"]}
        self.most = max(COMMON, min(MANY, len(articles) / 5))
        self.outlets = dict(zip(articles["article_id"], articles["outlet"]))
        self.days = {} if datings is None else dict(zip(datings["article_id"], datings["best"]))

    def kin(self, a: Told, b: Told) -> bool:
        """Whether two statements are of one event, or their articles of one affair."""
        return a[1] == b[1] is not None or self.one(a[0], b[0])

    def together(self, a: Told, b: Told) -> bool:
        """Whether two statements are of one event, or their articles of the same days; what an outlet tells another day
        is news, no contradiction of itself."""
        days = self.days.get(a[0]), self.days.get(b[0])
        if self.outlets[a[0]] == self.outlets[b[0]] is not None and days[0] != days[1]:
            return False
        return a[1] is not None and a[1] == b[1] or None not in days and abs((days[0] - days[1]).days) <= NEAR

    def span(self, told: Told) -> tuple[int, int]:
        """The days of a statement's event, else those before its article."""
        day = self.days.get(told[0])
        return tuple(map(date.toordinal, self.when.get(told[1], (day - timedelta(REPORTED), day) if day else NEVER[::-1])))

    def meet(self, a: Told, b: Told, dated: bool = False) -> bool:
        """Whether two statements are of one event, or of events with a day in common; where `dated` is not asked for,
        one without event may be of any before its article."""
        spans = [self.when.get(event_id, NEVER if dated else (date.min, self.days.get(article_id) or date.max)) for article_id, event_id in (a, b)]
        return a[1] == b[1] is not None or spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]

    def rivals(self, told: Sequence[Told], differ: Callable[..., bool],
               foreign: Callable[..., bool] = lambda n, m: False) -> Iterator[tuple[str | None, list[int]]]:
        """Groups of positions, with the event of most, of what two articles of one affair tell differently; never two
        in one group that are `foreign` to each other."""
        linked: dict[int, set[int]] = {}
        rare = ({name for name in self.names[article_id] if self.told[name] <= self.most} for article_id, _ in told)
        held = Held(names | {event_id} - {None} for names, (_, event_id) in zip(rare, told))
        for n, m, _ in chain.from_iterable(rows(*met) for met in meeting(held, len(told))):
            known = linked.get(n) is linked.get(m) is not None
            if told[n][0] != told[m][0] and not known and self.kin(told[n], told[m]) and differ(n, m):
                sides = [linked.get(side, {side}) for side in (n, m)]
                if not any(foreign(*pair) for pair in product(*sides)):
                    linked |= dict.fromkeys(sides[0] | sides[1], sides[0] | sides[1])
        for group in sorted({id(group): sorted(group) for group in linked.values()}.values()):
            events = sorted(told[n][1] for n in group if told[n][1])
            yield mode(events) if events else None, group


_deeds = partial(patterns.listed, "claims_units.csv", "deeds", "unit")


def counts(profiles: Profiles, articles: pd.DataFrame, accounts: Accounts) -> list[Count]:
    """What the articles count, in order, without parts (« dont sept pompiers ») and rates (« 200 par jour »). « quatre
    autres » are counted apart, where something befell them, else not at all."""
    found = []
    for article_id, text in sorted(zip(articles["article_id"], articles["text"])):
        for quantity in numbers.find(text) if profiles.places(article_id) else ():
            before, behind = text[max(0, quantity.start - 120):quantity.start], text[quantity.end:quantity.end + 40]
            place = profiles.nearest(article_id, quantity.start, quantity.end)
            fact, told = profiles[place].fact, (article_id, profiles.events[place])
            part = patterns.expression("part_before").search(before) or patterns.expression("part_behind").search(behind)
            # « vendredi 8 »
            if part or not quantity.unit and any(quantity.text in when.text for when in fact.times):
                continue
            thing, made = _counted(quantity, profiles[place], text)
            if " autres " in quantity.text:  # beside somebody told of
                thing = f"other {thing}" if made else ""
            event = told[1] if not fact.times and patterns.any_of("when").search(fact.text) else None
            days = [end for when in fact.times if when.width <= WEEK or patterns.expression("year").search(when.text) for end in when[:2]] or accounts.span((article_id, event))
            scope = [fact.statement_id] * bool(patterns.expression("there").search(fact.text)) or [m.lastgroup for m in patterns.expression("scope").finditer(fact.text)]
            # « un million en France, dont 300 000 à Paris »
            part = fold(text[quantity.end:fact.end]).partition(" dont ")[2]
            where = frozenset([spot for spot in fact.places if not part or spot.replace("-", " ") not in part] or scope)
            found += [Count(quantity, thing, made, told, place, (min(days), max(days)), where)] if thing else []
    return found


def _counted(quantity: numbers.Quantity, home: Profile, text: str) -> tuple[str, bool]:
    """What a number counts by its noun, the participle behind it, or the verb of its clause, and whether made so."""
    if quantity.unit == "%":
        if patterns.expression("held").search(text[max(0, quantity.start - 40):quantity.end + 20]):
            return "held", False
        what = patterns.expression("share").match(text, quantity.end) or patterns.expression("rate").search(text[:quantity.start][-60:])
        return f"% {ideas.idea(fold(what['noun']))}" if what else "%", False
    amount = not quantity.unit and patterns.expression("amount").search(text[:quantity.start][-60:])
    noun = numbers.class_of(amount["noun"].rstrip("s") if amount else quantity.unit)
    if noun.startswith("lasted"):
        return f"lasted {ideas.idea(noun[7:] or home.predicate)}", False
    inside = quantity.start < home.fact.end and not re.search(r"[.;:\n]", text[quantity.end:home.fact.start])
    named, lost = numbers.class_of(home.fact.predicate), patterns.any_of("lost").search(home.fact.own_text) and "dead"
    made = _done(text[quantity.end:]) or inside and (_deeds().get(verb_of(fold(home.fact.predicate), _deeds())) or lost or named in _deeds().values() and named)
    if made and (noun in ("", made, *patterns.words("wide"))):
        return made, True
    return noun, noun in _deeds().values()


def _done(behind: str) -> str:
    """What those counted became by the participle behind them (« 60 personnes tuées »)."""
    found = patterns.expression("done").match(behind)
    word = fold(found["deed"]).removesuffix("e") if found else ""
    made = _deeds().get(verb_of(word, _deeds()), numbers.class_of(word))
    return made if made in _deeds().values() else ""


def verb_of(predicate: str, known: Container[str]) -> str:
    """The verb of those known which a predicate is, though its lemma was left as it stands (« compte »); empty for
    none."""
    return next((verb for verb in (predicate, f"{predicate}r", f"{predicate}er", f"{predicate[:-1]}er") if verb in known), "")


def disagreements(profiles: Profiles, articles: pd.DataFrame, accounts: Accounts) -> Iterable[tuple]:
    """("number", thing, event_id, values) for numbers of several articles that cannot both be true of one thing.

    Not to be trusted to tell a later toll from a rival one: the days of the articles do.
    """
    blocks, pages = defaultdict(list), defaultdict(list)
    for each in counts(profiles, articles, accounts):
        blocks[each.thing].append(each)
        for told in each.told:
            pages[each.sort, told].append(each)
    for thing, block in sorted(blocks.items()):
        groups = accounts.rivals([each.told for each in block],
                                 lambda n, m, block=block: _rival(block[n], block[m], profiles, accounts, pages),
                                 lambda n, m, block=block: _foreign(block[n], block[m]))
        for event_id, group in groups:
            yield "number", thing, event_id, [Value(block[n].told[0], block[n].quantity.text, profiles.ids[block[n].place]) for n in group]


def _foreign(a: Count, b: Count) -> bool:
    """Whether two numbers are told of two places; or, of what is counted on one occasion and not added up as days go
    by, of two days, or one of a place and the other of all."""
    elsewhere = bool(a.where and b.where and a.where.isdisjoint(b.where))
    partly = bool(a.where) != bool(b.where) and (a.sort in patterns.words("of_one") or not _near(a, b))
    return elsewhere or a.sort in patterns.words("occasions") and (partly or a.days[0] > b.days[1] or b.days[0] > a.days[1])


def _near(a: Count, b: Count, times: float = 2) -> bool:
    """Whether the larger number is at most `times` the smaller, or twice it where both are small."""
    most = max(a.quantity.size, b.quantity.size)
    return most <= (2 if most <= A_FEW else times) * min(a.quantity.size, b.quantity.size)


def _rival(a: Count, b: Count, profiles: Profiles, accounts: Accounts, pages: dict[Told, list[Count]]) -> bool:
    """Whether two numbers of two articles are told of one thing and exclude each other. `pages`: all that each article
    counts, by thing; two that both articles give are told of two."""
    sides, given = (profiles[a.place], profiles[b.place]), (a.quantity, b.quantity)
    near = _near(a, b)
    if numbers.compatible(*given) or a.thing == "%" or apart(*sides, 400) or _foreign(a, b) or a.thing.startswith("lasted") and not near:
        return False
    one, other = (side.fact for side in sides)
    if any(patterns.expression("earlier").search(fact.text) for fact in (one, other)):
        return False
    if not (one.times and other.times or accounts.together(a.told, b.told) and accounts.meet(a.told, b.told)):
        return False
    if all(any(numbers.compatible(one, told.quantity) for told in pages[page.sort, page.told[0]]) for one, page in zip(given, (b, a))):
        return False
    if a.made and b.made:
        return len({numbers.class_of(each.unit) for each in given} & {*patterns.words("wide")} - {"person"}) < 2
    features = [{told.replace("#", "@") for told in side.features if told[0] != "="} - ideas.of_text(f"{each.text} {each.unit}") for side, each in zip(sides, given)]
    shared = features[0] & features[1]
    content = {feature for feature in shared if feature[0] != "@"}
    several = any(len({each.quantity.size for each in pages[a.sort, side.told[0]]}) > 1 for side in (a, b))
    if a.sort in patterns.words("of_one") and shared == content and several:
        return False
    most = 0 < min(sum(feature[0] != "@" for feature in each) for each in features) <= 2 * len(content)
    large = [each for page in (a.told[0], b.told[0]) for each in pages[a.sort, page] if each.quantity.size >= LARGE]
    what = [ideas.of_text(" ".join(patterns.words("sums"))) & side.features for side in sides]
    sole = len(large) == 2 and a.thing in patterns.words("money") and (not all(what) or what[0] & what[1])
    # the affair has only one such number
    alone = near and (sole or (not several or _near(a, b, CLOSE)) and a.sort not in {*patterns.words("common_units"), *_deeds().values()})
    return bool(alone) or bool(near or content) and len(content) + most + min(2, len(shared - content)) + near + (a.told[1] == b.told[1] is not None) > 2
