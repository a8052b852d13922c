"""Credited sources that are nobody known: « des médias d'État », « la mairie »."""

from __future__ import annotations

import pandas as pd

from helpers.speech import source_id


def add_sources(statements: pd.DataFrame, mentions: pd.DataFrame, actors: pd.DataFrame, merges: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """Give each credited source that is no actor yet an actor of kind other; out: mentions, actors and merges with it.

    In: statements with `sources` and `source_chain`; the tables of `identify`. Two sources in the same words are one
    actor, whoever stands behind them: not to be trusted to count distinct anonymous sources.
    """
    unknown = {actor for chain in statements.source_chain for actor in chain} - set(actors.actor_id)
    called, places = {}, {}
    for article_id, sources in zip(statements.article_id, statements.sources):
        for source in sources:
            if (key := source_id(source["text"])) in unknown:
                called.setdefault(key, set()).add(source["text"])
                places.setdefault((article_id, source["start"], source["end"]), key)
    mentions = mentions.assign(actor_id=pd.Series(
        [row.actor_id if isinstance(row.actor_id, str) else places.get((row.article_id, row.start, row.end)) for row in mentions.itertuples()], index=mentions.index, dtype=object))
    articles = {key: {article for (article, *_), actor in places.items() if actor == key} for key in called}
    rows = [{"actor_id": key, "name": min(called[key]), "kind": "other", "wikidata": None, "forms": sorted(called[key]),
             "n_mentions": sum(actor == key for actor in places.values()), "n_articles": len(articles[key])} for key in sorted(called)]
    joins = [{"actor_id": row["actor_id"], "form": form, "reason": "credited without a name", "score": 1.0, "accepted": True}
             for row in rows for form in row["forms"]]
    if not rows:
        return mentions, actors, merges
    return mentions, pd.concat([actors, pd.DataFrame(rows)], ignore_index=True), pd.concat([merges, pd.DataFrame(joins)], ignore_index=True)
