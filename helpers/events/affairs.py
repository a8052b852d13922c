"""Affairs: which articles of a study are of one affair, told by the names they share."""
from __future__ import annotations

import math
from collections import defaultdict
from functools import lru_cache

import pandas as pd

NEWS, ALIKE = 500, 0.1


class Affairs:
    """Articles by the names in them. A name weighs what it would among the news at large: as if `NEWS` articles of
    other affairs, without it, had been read besides; so a study of one affair and one of many are measured alike.
    `told`: in how many articles each name stands; `one(a, b)`: whether two may be of one affair."""

    def __init__(self, mentions: pd.DataFrame, articles: pd.DataFrame):
        named = mentions[mentions["form"].eq("name")][["article_id", "actor_id"]].dropna().drop_duplicates()
        self.told = named["actor_id"].value_counts().to_dict()
        self.weight = {actor: math.log((len(articles) + NEWS) / n) ** 2 for actor, n in self.told.items()}
        self.names: dict[str, set[str]] = defaultdict(set, named.groupby("article_id")["actor_id"].agg(set))
        self._sizes = {article_id: math.sqrt(self._sum(names)) for article_id, names in self.names.items()}
        self.one = lru_cache(1 << 17)(self._one)

    def _one(self, a: str, b: str) -> bool:
        """The cosine of their names is no accident; an article without names may be of any affair."""
        one, other = self.names[a], self.names[b]
        return not (one and other) or self._sum(one & other) >= ALIKE * self._sizes[a] * self._sizes[b]

    def _sum(self, names: set[str]) -> float:
        return math.fsum(map(self.weight.__getitem__, names))
