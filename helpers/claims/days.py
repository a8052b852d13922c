"""Days on which an article goes against the calendar, its own page or the register of events."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import pandas as pd

from helpers.claims.likeness import Profiles
from helpers.claims.naming import Value, value_at
from helpers.events.happenings import bounds

NEAR, FAR = 20, 300  # days by which the days of an event lie in another month than those an article gives it
WEEKDAY, PAGE = "weekday disagrees", "dates disagree"


def doubted(profiles: Profiles, timexes: pd.DataFrame, articles: pd.DataFrame,
            chronology: pd.DataFrame | None) -> Iterable[tuple]:
    """Conflicts of kind date with one side: attribute calendar (a weekday that does not fall on its date), page (days
    of publication that disagree) or chronology (the days of a known event of several days, in another month)."""
    known = defaultdict(list)
    for event in [] if chronology is None else chronology.to_dict("records"):
        first, last = map(date.fromordinal, bounds(event["start"], event["end"]))
        known[first.day, last.day] += [(event["event_id"], first)] if first < last else []
    told = timexes[timexes["text"].str.contains(r"\d") & timexes["earliest"].notna()]  # « aujourd'hui » is no date
    against = [[("calendar", None)] * (list(flags) == [WEEKDAY]) + [
        ("chronology", event_id) for event_id, begun in known.get((first.day, last.day), ()) if NEAR < abs((first - begun).days) < FAR]
               for first, last, flags in zip(told["earliest"], told["latest"], told.get("flags", [()] * len(told)))]
    told = told.assign(against=pd.Series(against, told.index, dtype=object)).explode("against").dropna(subset="against")
    for (_, against), parts in told.groupby(["article_id", "against"], sort=False):
        row = parts.iloc[0].to_dict() | {"text": " – ".join(dict.fromkeys(parts["text"]))}
        yield "date", *against, [value_at(profiles, row, row["text"], False)]
    for row in articles.to_dict("records"):
        for detail in (detail for detail in row.get("flag_details", ()) if detail.startswith(PAGE)):
            yield "date", "page", None, [Value(row["article_id"], detail.partition(": ")[2], None, None, False)]
