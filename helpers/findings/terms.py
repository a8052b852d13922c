"""Names chosen for one thing, and whether a difference between kinds of outlet is more than chance."""

from __future__ import annotations

from math import log, sqrt
from statistics import NormalDist

import pandas as pd

from helpers.claims.naming import find_terms
from helpers.findings.accuracy import wilson
from helpers.findings.articles import counted, once
from helpers.findings.press import Press


def naming(press: Press) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Terms of terms.csv by kind of outlet.

    Out: rates (referent, term, kind, n, total, share, low, high, z, chance) and places (outlet, article_id, referent,
    term, start, end, text). `chance` is true unless the log-odds against the other kinds, with the study's own shares
    as prior, pass the 95 % mark after Bonferroni's correction. Source: Monroe, Colaresi and Quinn 2008, "Fightin'
    Words". Not to be trusted where one article supplies most of a kind's namings: they are counted as if independent.
    """
    places = counted(press, find_terms(once(press), press.registers["terms"]))
    rows = [rate for referent, found in places.groupby("referent") for rate in _rates(referent, found)]
    columns = ["referent", "term", "kind", "n", "total", "share", "low", "high", "z", "chance"]
    return pd.DataFrame(rows, columns=columns), places.drop(columns="outlet_kind")


def _rates(referent: str, found: pd.DataFrame) -> list[tuple]:
    table = found.groupby(["term", "outlet_kind"]).size().unstack(fill_value=0)
    mark = NormalDist().inv_cdf(1 - 0.025 / max(1, table.size))
    rows = []
    for kind in table:
        total, rest = int(table[kind].sum()), int(table.to_numpy().sum() - table[kind].sum())
        for term, n in table[kind].items():
            low, high = wilson(int(n), total)
            z = _log_odds(int(n), total, int(table.loc[term].sum() - n), rest) if rest else 0.0
            rows.append((referent, term, kind, int(n), total, n / total, low, high, round(z, 3), bool(abs(z) < mark)))
    return rows


def _log_odds(n: int, total: int, n_other: int, total_other: int) -> float:
    prior = (n + n_other) / (total + total_other)
    a, b = n + prior, n_other + prior
    value = log(a / (total + 1 - a)) - log(b / (total_other + 1 - b)) if 0 < prior < 1 else 0.0
    return value / sqrt(1 / a + 1 / b)
