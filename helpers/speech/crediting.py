"""From the spans that name sources to actors."""
from __future__ import annotations

import re
from collections import defaultdict

import pandas as pd

from helpers.articles import slug

_CALLED = re.compile(r"agence|presse|news|radio|journal|télévision", re.I)
_AGAIN = re.compile(r"(?:meme-)?source|derniere")
_MEDIUM = re.compile(r"agence(?:-officielle)?|media|quotidien|journal|chaine|radio|communique|texte|entreprise")


def source_id(text: str) -> str:
    """The id of a source that has no name: its words without their determiner.

    >>> source_id("L'agence d'État")
    'agence-d-etat'
    """
    return slug(re.sub(r"^(?:l['’]|les? |la |des |d['’]|une? |cette |ce |cet |ces )", "", text.strip(), flags=re.I))


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


def _named(source: dict, mentions: list) -> str | None:
    """The actor of the mention that stands for a source."""
    ranked = [(fit, m) for m in mentions if (fit := _fit(source, m)) is not None and isinstance(m.actor_id, str)]
    return max(ranked, key=lambda pair: pair[0])[1].actor_id if ranked else None


def _named_media(sources: list[dict], mentions: list) -> list:
    """Mentions of the named media that the article credits: called an agency somewhere, or else known by initials."""
    called = {_named(s, mentions) for s in sources if s["kind"] == "agency" or _CALLED.search(s["text"])}
    initials = {_named(s, mentions) for s in sources if s["kind"] == "org" and s["text"].isupper()}
    names = [m for m in mentions if m.form == "name" and m.label == "ORG" and isinstance(m.actor_id, str)]
    found = [m for m in names if m.actor_id in called] or [m for m in names if m.actor_id in initials]
    return sorted(found, key=lambda m: m.start)


def _actor(source: dict, mentions: list, media: list, earlier: list[tuple[dict, str]]) -> str | None:
    """« l'agence », « la même source »: the medium named, or source credited, last; else who is mentioned; else a slug."""
    words = source_id(source["text"])
    before = [actor for s, actor in earlier if s["start"] < source["start"]]
    if _AGAIN.fullmatch(words) and before:
        return before[-1]
    if _MEDIUM.fullmatch(words) and re.match(r"(?:l['’]|l[ea] |cette |cet |ce )", source["text"], re.I):
        named = [m.actor_id for m in media if m.start < source["start"]]
        if named:
            return named[-1]
    return _named(source, mentions) or words or None


def credit(statements: pd.DataFrame, mentions: pd.DataFrame, actors: pd.DataFrame | None = None) -> pd.DataFrame:
    """Add speaker (actor_id or None) and source_chain (actor_ids, nearest to the outlet first) to statements as found.

    « Kim a déclaré …, a rapporté KCNA » → speaker Kim, chain [KCNA, Kim]: the outlet has it from KCNA, which has it from Kim.

    In: statements with sources, mentions with article_id, start, end, label, form, actor_id. A source is the actor of the
    mention that covers its head word, names before descriptions; one without any mention keeps the slug of its words, so that
    a credited statement never looks like the outlet's own. When not to trust: « le ministre » is whoever `actors` says it is.
    """
    by_article, all_sources = defaultdict(list), defaultdict(list)
    for row in mentions.itertuples(index=False):
        by_article[row.article_id].append(row)
    for article, found in zip(statements["article_id"], statements["sources"]):
        all_sources[article] += found
    media = {key: _named_media(found, by_article[key]) for key, found in all_sources.items()}
    known: dict[str, list[tuple[dict, str]]] = {}
    chains, speakers = [], []
    for article, found in zip(statements["article_id"], statements["sources"], strict=True):
        earlier = known.setdefault(article, [])
        ids = [(s.get("level", 0), _actor(s, by_article[article], media[article], earlier)) for s in found]
        earlier += [(s, actor) for s, (_, actor) in zip(found, ids) if actor]
        credited = [(-level, actor) for level, actor in ids if actor]
        chains.append(list(dict.fromkeys(actor for _, actor in sorted(credited, key=lambda pair: pair[0]))))
        speakers.append(next((actor for _, actor in ids if actor), None))
    out = statements.copy()
    out["source_chain"] = pd.Series(chains, index=out.index, dtype=object)
    out["speaker"] = pd.Series(speakers, index=out.index, dtype=object)
    return out
