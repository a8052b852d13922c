"""From the spans that name sources to actors."""
from __future__ import annotations

import re
from collections import defaultdict

import pandas as pd

from helpers.articles import slug

_AGAIN = re.compile(r"(?:meme-)?source|derniere")


def source_id(text: str) -> str:
    """The id of a source that has no name: its words without their determiner.

    >>> source_id("L'agence d'État")
    'agence-d-etat'
    """
    return slug(re.sub(r"^(?:[ld]['’]|les? |la |des |une? |ce(?:t|tte|s)? )", "", text.strip(), flags=re.I))


def _fit(source: dict, mention) -> tuple | None:
    """How well a mention stands for a source; None if it does not. A name inside « le porte-parole de X » is not the source."""
    overlap = min(source["end"], mention.end) - max(source["start"], mention.start)
    if overlap <= 0 or mention.form == "demonym":
        return None
    covers = mention.start <= source.get("head", source["start"]) < mention.end
    inside = source.get("kind") in ("agency", "document") and mention.label == "ORG"
    if not covers and not inside and source.get("kind") not in ("org", "place", "name"):
        return None
    return covers, mention.form == "name", mention.label in ("PER", "ORG"), overlap, -mention.start


def _actor(source: dict, mentions: list, earlier: list[tuple[dict, str]]) -> str | None:
    """« la même source »: the source credited last; else who is mentioned; else a slug."""
    words = source_id(source["text"])
    before = [actor for s, actor in earlier if s["start"] < source["start"]]
    if _AGAIN.fullmatch(words) and before:
        return before[-1]
    ranked = [(fit, m.actor_id) for m in mentions if (fit := _fit(source, m)) is not None and isinstance(m.actor_id, str)]
    return max(ranked)[1] if ranked else words or None


def credit(statements: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Add speaker (actor_id or None) and source_chain (actor_ids, nearest to the outlet first) to statements as found.

    « Kim a déclaré …, a rapporté KCNA » → speaker Kim, chain [KCNA, Kim]: the outlet has it from KCNA, which has it from Kim.

    In: statements with sources, mentions with article_id, start, end, label, form, actor_id. A source is the actor of the
    mention that covers its head word, names before descriptions; one without any mention keeps the slug of its words, so that
    a credited statement never looks like the outlet's own. When not to trust: « le ministre » is whoever the mentions say it is.
    """
    mentioned, known = defaultdict(list), defaultdict(list)
    for row in mentions.itertuples(index=False):
        mentioned[row.article_id].append(row)
    chains, speakers = [], []
    for article, found in zip(statements["article_id"], statements["sources"], strict=True):
        credited = [(s, _actor(s, mentioned[article], known[article])) for s in found]
        credited = [(s, actor) for s, actor in credited if actor]
        known[article] += credited
        farthest_first = sorted(credited, key=lambda pair: -pair[0].get("level", 0))
        chains.append(list(dict.fromkeys(actor for _, actor in farthest_first)))
        speakers.append(credited[0][1] if credited else None)
    columns = {"source_chain": chains, "speaker": speakers}
    return statements.assign(**{name: pd.Series(found, statements.index, object) for name, found in columns.items()})
