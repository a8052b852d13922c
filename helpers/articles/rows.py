"""The rows of a table, article by article, without a dict for each of a large study at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd


class ByArticle:
    """The rows of a table as dicts, article by article, in the order of some columns."""

    def __init__(self, table: pd.DataFrame, order: Sequence[str] = ()):
        table = table.sort_values(["article_id", *order], kind="stable")
        self.columns = {name: table[name].to_numpy() for name in table.columns}
        ids = self.columns["article_id"]
        starts = np.flatnonzero(np.r_[True, ids[1:] != ids[:-1]]) if len(ids) else []
        self.spans = dict(zip(ids[starts].tolist() if len(ids) else (), zip(starts, [*starts[1:], len(ids)])))

    def __iter__(self) -> Iterator[str]:
        return iter(self.spans)

    def of(self, article_id: str) -> list[dict]:
        """The rows of one article."""
        span = slice(*self.spans.get(article_id, (0, 0)))
        rows = zip(*(values[span].tolist() for values in self.columns.values()))
        return [dict(zip(self.columns, row)) for row in rows]
