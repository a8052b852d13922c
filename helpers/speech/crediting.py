"""From the spans that name sources to actors."""
from __future__ import annotations

import re
import unicodedata

import pandas as pd


def slug(text: str) -> str:
    """« L'agence d'État » → l-agence-d-etat.

    >>> slug("L'agence d'État")
    'l-agence-d-etat'
    """
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[’']", "-", text and plain)).strip("-")


def _fit(source: dict, mention) -> tuple | None:
    """How well a mention stands for a source; None if it does not. A name inside « le porte-parole de X » is not the source."""
    overlap = min(source["end"], mention.end) - max(source["start"], mention.start)
    if overlap <= 0:
        return None
    covers = mention.start <= source.get("head", source["start"]) < mention.end
    if not covers and source.get("kind") not in ("agency", "document", "other", "name"):
        return None
    return covers, mention.form == "name", mention.label in ("PER", "ORG"), overlap, -mention.start


def _actor(source: dict, mentions: list) -> str | None:
    ranked = [(fit, m) for m in mentions if (fit := _fit(source, m)) is not None and isinstance(m.actor_id, str)]
    if ranked:
        return max(ranked, key=lambda pair: pair[0])[1].actor_id
    return slug(source["text"]) or None


def credit(statements: pd.DataFrame, mentions: pd.DataFrame, actors: pd.DataFrame | None = None) -> pd.DataFrame:
    """Add speaker (actor_id or None) and source_chain (actor_ids, nearest to the outlet first) to statements as found.

    « Kim a déclaré …, a rapporté KCNA » → speaker Kim, chain [KCNA, Kim]: the outlet has it from KCNA, which has it from Kim.

    In: statements with sources, mentions with article_id, start, end, label, form, actor_id. A source is the actor of the
    mention that covers its head word, names before descriptions; one without any mention keeps the slug of its words, so that
    a credited statement never looks like the outlet's own. When not to trust: « le ministre » is whoever `actors` says it is.
    """
    by_article = {key: list(group.itertuples(index=False)) for key, group in mentions.groupby("article_id")}
    chains = []
    for article, found in zip(statements["article_id"], statements["sources"], strict=True):
        near = by_article.get(article, [])
        ids = [_actor(s, near) for s in found]
        chains.append(list(dict.fromkeys(i for i in ids if i)))
    out = statements.copy()
    out["source_chain"] = pd.Series([c[::-1] for c in chains], index=out.index, dtype=object)
    out["speaker"] = pd.Series([c[0] if c else None for c in chains], index=out.index, dtype=object)
    return out
