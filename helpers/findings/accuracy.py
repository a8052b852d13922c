"""Findings of the fifth notebook: the tables against hand annotation, with intervals."""

from __future__ import annotations

from math import sqrt

import pandas as pd


def wilson(right: float, n: float, z: float = 1.96) -> tuple[float, float]:
    """The interval that holds a share with 95% confidence. Source: Wilson 1927; good for small n too.

    >>> [round(end, 2) for end in wilson(9, 10)]
    [0.6, 0.98]
    """
    if not n:
        return 0.0, 1.0
    share = min(1.0, right / n)
    middle, reach = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, (middle - reach) / (1 + z * z / n)), min(1.0, (middle + reach) / (1 + z * z / n))


def clustered(yes: pd.Series, group: pd.Series) -> tuple[float, float]:
    """The interval of a share whose items hang together in groups, as sentences do in an article: Wilson's for as many
    independent items as vary as much. In: 1.0 or 0.0 for each item, its group.

    >>> yes = pd.Series([1.0, 1, 0, 1, 0, 0])
    >>> [float(round(end, 2)) for end in clustered(yes, pd.Series(list("aaabbb")))]
    [0.19, 0.81]
    """
    n, k, share = len(yes), group.nunique(), yes.mean()
    varied = ((yes - share).groupby(group).sum() ** 2).sum() / n ** 2 * k / max(1, k - 1)
    alone = min(n, share * (1 - share) / varied if varied else k)
    return wilson(share * alone, alone)


def spread(right: float, n: float) -> str:
    """A share with the interval that holds it with 95% confidence.

    >>> spread(9, 10), spread(0, 0)
    ('90% (60–98)', '–')
    """
    low, high = wilson(right, n)
    return f"{100 * right / n:.0f}% ({100 * low:.0f}–{100 * high:.0f})" if n else "–"


def measured(scores: pd.DataFrame) -> pd.DataFrame:
    """Scores with intervals, a row per share: table ("mentions: names"), measure (precision, recall), value, low, high,
    n.

    In: table, measure, gold, found, precision, recall. Intervals take each item for independent, which sentences of one
    article are not: read them as the least uncertainty there is. What gold does not cover is left out.
    """
    rows = []
    for row in scores[scores.gold > 0].itertuples():
        for measure, n in (("precision", row.found), ("recall", row.gold)):
            value = getattr(row, measure)
            rows.append((f"{row.table}: {row.measure}", measure, value, *wilson(value * n, n), int(n)))
    return pd.DataFrame(rows, columns=["table", "measure", "value", "low", "high", "n"])


def compared(scores: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """F1 here and on other studies: table, measure, here, and for each other study its F1 when first measured and now.
    Empty without gold here.

    In: scores of this study; others with study, first and f1, as `practice.elsewhere` gives them.
    """
    rows = scores.loc[scores.gold > 0, ["table", "measure", "f1"]].rename(columns={"f1": "here"})
    for study, found in others.groupby("study", sort=False):
        columns = ["table", "measure", f"{study}, first", f"{study}, now"]
        rows = rows.merge(found[["table", "measure", "first", "f1"]].set_axis(columns, axis=1), "left", columns[:2])
    return rows


def on_others(scores: pd.DataFrame, others: pd.DataFrame) -> list[str]:
    """How far the figures of this study flatter: the same measures on other affairs, when they were first measured."""
    said = []
    for study, found in others.dropna(subset=["first"]).groupby("study", sort=False):
        rows = found.merge(scores[["table", "measure", "f1"]], on=["table", "measure"], suffixes=("", "_here"))
        drop = rows.f1_here - rows["first"]
        worst = rows.loc[drop.idxmax()]
        said += [f"On *{study}*, when first measured, {(drop > 0.05).sum()} of {len(rows)} measures were more than "
                 f"five points worse than here; farthest off was **{worst.table}: {worst.measure}**, "
                 f"{worst['first']:.0%} against {worst.f1_here:.0%}."]
    return said or ["Other affairs are measured beside the worked corpus alone: see its copy of this notebook."]


def two_readers(scores: pd.DataFrame, agreed: pd.DataFrame) -> pd.DataFrame:
    """F1 of a second reader and of the tool against the same gold: table, measure, second_reader, tool (null where only
    readers were measured).

    In: scores and the agreement of two readers, as `score.scores` and `score.agreement` give them.
    """
    both = agreed.merge(scores[["table", "measure", "f1"]], "left", ["table", "measure"], suffixes=("_reader", ""))
    return both[["table", "measure", "f1_reader", "f1"]].set_axis(["table", "measure", "second_reader", "tool"], axis=1)


def on_readers(rows: pd.DataFrame) -> list[str]:
    """What two readers make of each other, beside what the tool does, in sentences."""
    known = rows.dropna()
    if known.empty:
        return ["Nobody read these statements a second time, so how far readers differ is not known."]
    level = known.tool > known.second_reader - 0.02
    far = known.loc[(known.second_reader - known.tool).idxmax()]
    said = [f"On {level.sum()} of {len(known)} measures the tool is as near to the first reader as the second is, or "
            "within two points of that.",
            f"It stays farthest behind on **{far.table}: {far.measure}**, {far.tool:.0%} against "
            f"{far.second_reader:.0%}."]
    return said + [f"On *{row.table}: {row.measure}* two readers agree by {row.second_reader:.0%}: the rest is a "
                   "matter of reading."
                   for row in rows[rows.tool.isna()].itertuples()]


def trust(scores: pd.DataFrame, *tables: str) -> pd.DataFrame:
    """How often the tables a notebook rests on are right: table, measure, right (of what is given), found (of what
    there is), each with its interval, by_hand (what it was measured on). Empty without gold."""
    rows = scores[(scores.gold > 0) & scores.table.isin(tables)]
    return rows[["table", "measure"]].assign(
        right=[spread(row.precision * row.found, row.found) for row in rows.itertuples()],
        found=[spread(row.recall * row.gold, row.gold) for row in rows.itertuples()], by_hand=rows.gold.astype(int))


def errors_by_cause(errors: pd.DataFrame) -> pd.DataFrame:
    """Errors counted: cause, n. In: table, measure, expected, got."""
    what = errors.got.eq("nothing").map({True: "missed", False: "wrong"}).mask(errors.expected == "nothing", "too many")
    causes = (errors.table + ", " + errors.measure + ": " + what).astype(object)
    return causes.value_counts().rename_axis("cause").reset_index(name="n").sort_values(
        ["n", "cause"], ascending=[False, True], ignore_index=True)
