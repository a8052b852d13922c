"""Which articles are of one affair."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from statistics import mode

import pandas as pd

from helpers.claims.likeness import Profile
from helpers.events.meeting import Held, meeting, rows

COMMON, MANY, WEEKS = 12, 100, 60  # articles of a study that share a name which still tells an affair; days


class Affairs:
    """What tells whether articles are of one affair: `names`, of each article those that are not everywhere in the
    study, and `days`, when it appeared."""

    def __init__(self, mentions: pd.DataFrame, articles: pd.DataFrame, datings: pd.DataFrame | None):
        named = mentions[mentions["form"].eq("name")][["article_id", "actor_id"]].dropna().drop_duplicates()
        rare = named.groupby("actor_id")["article_id"].transform("size") <= max(COMMON, min(MANY, len(articles) / 5))
        self.names = defaultdict(set, named[rare].groupby("article_id")["actor_id"].agg(set))
        self.days = {} if datings is None else dict(zip(datings["article_id"], datings["best"]))

    def one(self, a: Profile, b: Profile, within: int = WEEKS) -> bool:
        """Whether two statements are of one affair: their articles share two names, or one `within` so many days or
        where the event is one; where one names nobody, the event alone tells."""
        ids = a.fact.article_id, b.fact.article_id
        named, days = [self.names[article_id] for article_id in ids], [self.days.get(article_id) for article_id in ids]
        same_event = a.event_id is not None and a.event_id == b.event_id
        near = same_event or None not in days and abs((days[0] - days[1]).days) <= within
        return len(named[0] & named[1]) > 1 - near or same_event and not all(named)

    def rivals(self, told: Sequence[Profile], differ: Callable[[int, int], bool]) -> Iterator[tuple[str | None, list[int]]]:
        """Groups of positions, with the event of most, of what two articles of one affair tell differently."""
        linked: dict[int, set[int]] = {}
        held = Held(self.names[each.fact.article_id] | {each.event_id} - {None} for each in told)
        for n, m, _ in chain.from_iterable(rows(*met) for met in meeting(held, len(told))):
            if told[n].fact.article_id != told[m].fact.article_id and self.one(told[n], told[m]) and differ(n, m):
                group = {n, m} | linked.get(n, set()) | linked.get(m, set())
                linked |= dict.fromkeys(group, group)
        for group in sorted({id(group): sorted(group) for group in linked.values()}.values()):
            events = sorted(told[n].event_id for n in group if told[n].event_id)
            yield mode(events) if events else None, group
