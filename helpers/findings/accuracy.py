"""Findings of the fifth notebook: the tables against hand annotation, with intervals."""

from __future__ import annotations

from math import sqrt

import pandas as pd


def wilson(right: float, n: float, z: float = 1.96) -> tuple[float, float]:
    """The interval that holds a share with 95 % confidence. Source: Wilson 1927; good for small n too.

    >>> [round(end, 2) for end in wilson(9, 10)]
    [0.6, 0.98]
    """
    if not n:
        return 0.0, 1.0
    share = min(1.0, right / n)
    middle, reach = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, (middle - reach) / (1 + z * z / n)), min(1.0, (middle + reach) / (1 + z * z / n))


def measured(scores: pd.DataFrame) -> pd.DataFrame:
    """Scores with intervals, a row per share: table ("mentions: names"), measure (precision, recall), value, low, high, n.

    In: table, measure, gold, found, precision, recall. Intervals take each item for independent, which sentences of one
    article are not: read them as the least uncertainty there is.
    """
    rows = []
    for row in scores.itertuples():
        for measure, n in (("precision", row.found), ("recall", row.gold)):
            value = getattr(row, measure)
            rows.append((f"{row.table}: {row.measure}", measure, value, *wilson(value * n, n), int(n)))
    return pd.DataFrame(rows, columns=["table", "measure", "value", "low", "high", "n"])


def errors_by_cause(errors: pd.DataFrame) -> pd.DataFrame:
    """Errors counted: cause, n. In: table, measure, expected, got."""
    def cause(row) -> str:
        what = "missed" if row.got == "nothing" else "too many" if row.expected == "nothing" else "wrong"
        return f"{row.table}, {row.measure}: {what}"
    causes = pd.Series([cause(row) for row in errors.itertuples()], dtype=object)
    return causes.value_counts(sort=False).rename_axis("cause").reset_index(name="n").sort_values(["n", "cause"], ascending=[False, True], ignore_index=True)
