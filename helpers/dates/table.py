"""Time expressions of a whole study, resolved against the publication days known or inferred."""
import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from helpers.articles.rows import ByArticle
from helpers.dates.resolution import resolve
from helpers.dates.timex import Timex


def resolve_table(timexes: pd.DataFrame, datings: pd.DataFrame) -> pd.DataFrame:
    """Fill value, type, earliest, latest and flags of `timexes` from the publication days in `datings`.

    timexes: article_id, start, end, text, mod, spec (JSON), range_id, flags. datings: article_id, published, earliest,
    latest, best, likely_earliest, likely_latest (days or None). A publication day that is known, or an interval both of
    whose ends give the same value, resolves fully. Else the value is the coarsest that is certain (where the likely
    days are a week at most: what most of them give; a time of day, if several of them do), flagged "publication day
    uncertain", with the days of both readings. Nothing known, X's.
    """
    known = {row["article_id"]: row for row in datings.to_dict("records")}
    table = ByArticle(timexes.assign(place=range(len(timexes))), ["start", "end"])
    resolved = {row["place"]: timex for rows in map(table.of, table) for row, timex in zip(
        rows, _resolved([_timex(row) for row in rows], known.get(rows[0]["article_id"], {})))}
    return _filled(timexes, [resolved[place] for place in sorted(resolved)])


def _timex(row: dict) -> Timex:
    mod, range_id = (row.get(key) if isinstance(row.get(key), str) else None for key in ("mod", "range_id"))
    return Timex(int(row["start"]), int(row["end"]), row["text"], mod=mod, range_id=range_id,
                 spec=json.loads(row["spec"]))


def _resolved(found: list[Timex], dating: dict) -> list[Timex]:
    published, first, last, best = map(dating.get, ("published", "earliest", "latest", "best"))
    if published or first is None or last is None or first == last:
        return resolve(found, published or (first if first == last else None))
    low, high = (dating.get(f"likely_{end}") or day for end, day in (("earliest", first), ("latest", last)))
    near = [low + timedelta(n) for n in range((high - low).days + 1)] if (high - low).days <= 7 and best else []
    days = [best or first, first, last, None, *near]
    return [_certain(*readings) for readings in zip(*(resolve(found, day) for day in days))]


def _certain(best: Timex, low: Timex, high: Timex, blank: Timex, *daily: Timex) -> Timex:
    if low.value == high.value and (low.earliest, low.latest) == (high.earliest, high.latest):
        return best
    agree = sum(reading.value == best.value for reading in daily)
    likely = 2 * agree > len(daily) and (best.type != "TIME" or agree > 1)
    value = best.value if likely else _common(low.value, high.value, blank.value)
    ends = [day for day in (low.earliest, high.earliest, low.latest, high.latest) if day]
    first, last = (min(ends), max(ends)) if low.earliest and high.latest else (None, None)
    flags = tuple(sorted({*best.flags, "publication day uncertain"}))
    return replace(best, value=value, earliest=first, latest=last, flags=flags)


def _common(low: str, high: str, blank: str) -> str:
    """The coarsest value both readings share: the same year and month, the same year; of times, what the words say."""
    shared = [low[:n] for n in (7, 4) if low[:n] == high[:n] and re.fullmatch(r"\d{4}(-\d\d)?", low[:n])]
    return low if low == high else [*shared * ("T" not in low), blank][0]


def _filled(rows: pd.DataFrame, resolved: list[Timex]) -> pd.DataFrame:
    names = "type value mod earliest latest range_id".split()
    columns = {name: [getattr(timex, name) for timex in resolved] for name in names}
    columns["flags"] = [list(timex.flags) for timex in resolved]
    return rows.assign(**{k: pd.Series(values, index=rows.index, dtype=object) for k, values in columns.items()})
