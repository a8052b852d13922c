"""Affairs: which articles of a study are of one affair, told by the names they share."""
from __future__ import annotations

import math
from collections import defaultdict

import pandas as pd

NEWS, ALIKE = 500, 0.1


class Affairs:
    """Articles by the names in them. A name weighs what it would among the news at large: as if `NEWS` articles of
    other affairs, without it, had been read besides; so a study of one affair and one of many are measured alike.
    `told`: in how many articles each name stands."""

    def __init__(self, mentions: pd.DataFrame, articles: pd.DataFrame):
        named = mentions[mentions["form"].eq("name")][["article_id", "actor_id"]].dropna().drop_duplicates()
        self.told = named["actor_id"].value_counts().to_dict()
        self.weight = {actor: math.log((len(articles) + NEWS) / n) ** 2 for actor, n in self.told.items()}
        self.names: dict[str, set[str]] = defaultdict(set, named.groupby("article_id")["actor_id"].agg(set))

    def one(self, a: str, b: str) -> bool:
        """Whether two articles may be of one affair: the cosine of their names is no accident; one without names may be
        of any."""
        one, other = self.names[a], self.names[b]
        return not (one and other) or self._sum(one & other) >= ALIKE * math.sqrt(self._sum(one) * self._sum(other))

    def _sum(self, names: set[str]) -> float:
        return math.fsum(self.weight[name] for name in names)
