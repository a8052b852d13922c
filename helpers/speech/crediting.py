"""From the spans that name sources to actors."""
import re
from collections import defaultdict

import pandas as pd

from helpers.articles import slug
from helpers.speech.lexicon import given_gender, pattern, words


def source_id(text: str) -> str:
    """The id of a source that has no name: its words without their determiner.

    >>> source_id("L'agence d'État")
    'agence-d-etat'
    """
    return slug(re.sub(r"^(?:[ld]['’]|les? |la |des |une? |ce(?:t|tte|s)? )", "", text.strip(), flags=re.IGNORECASE))


def _fit(source: dict, mention) -> tuple | None:
    """How well a mention stands for a source; None if not: a name inside « le porte-parole de X » is not the source."""
    overlap = min(source["end"], mention.end) - max(source["start"], mention.start)
    if mention.form == "demonym":
        return None
    covers = mention.start <= source.get("head", source["start"]) < mention.end
    inside = mention.label in {"agency": ("ORG",), "document": ("ORG", "PER")}.get(source.get("kind"), ())
    if not covers and not inside and source.get("kind") not in ("org", "place", "name"):
        return None
    return covers, mention.form == "name", mention.label in ("PER", "ORG"), overlap, -mention.start


def _named(source: dict, mentions: list) -> str | None:
    """The actor of the mention that stands for a source."""
    within = (m for m in mentions if m.start < source["end"] and source["start"] < m.end)
    return max(((fit, m.actor_id) for m in within if (fit := _fit(source, m))), default=(None, None))[1]


def _media(sources: list[dict], mentions: list) -> list[tuple[int, str]]:
    """Where the named media stand that the article credits: called an agency somewhere, or else known by initials."""
    called = {_named(s, mentions) for s in sources if s["kind"] == "agency" or pattern("called").search(s["text"])}
    initials = {_named(s, mentions) for s in sources if s["kind"] == "org" and s["text"].isupper()}
    names = [(m.start, m.actor_id) for m in mentions if m.form == "name" and m.label == "ORG"]
    return [pair for pair in names if pair[1] in called] or [pair for pair in names if pair[1] in initials]


def _actor(source: dict, mentions: list, known: dict[str, list]) -> str | None:
    """« l'agence », « l'association », « la même source »: who is known so and stands last before; else who is
    mentioned, or meant by a description; else a slug."""
    described = source_id(source["text"])
    told = known if source["text"][:2].lower() != "un" else ()  # not « dans un communiqué »
    fits = [p for name in told if pattern(name).fullmatch(described) for p in known[name] if p[0] < source["start"]]
    return max(fits)[1] if fits else _named(source, mentions) or _meant(source, mentions, known) or described or None


def _meant(source: dict, mentions: list, told: dict[str, list]) -> str | None:
    """« l'universitaire »: the last person credited before, near by and of that gender; where the noun names an office,
    or says of what (« le préfet de la région »), only if the article names nobody else.
    """
    described = pattern("the person").fullmatch(source["text"])
    noun = source["text"][source["head"] - source["start"]:].split()[0].lower()
    if described is None or source["kind"] != "person" or noun in words("unnamed"):
        return None
    genders, here = defaultdict(set), source["start"]
    for mention in (m for m in mentions if m.form == "name" and m.label == "PER"):
        genders[mention.actor_id] |= {given_gender(mention.text)} - {""}
    known = [(at, a) for at, a in told["again"] if at < here and a in genders]
    fits = [(at, a) for at, a in known if source["gender"] in ("", *(genders[a] or {"Masc"}))]
    unsure = described[1] or noun in words("unique")
    return max(fits)[1] if fits and (len(genders) == 1 if unsure else here - max(fits)[0] < 700) else None


def _heard(credited: list[tuple[dict, str]], heard: dict[str, str]) -> list[str]:
    """The chain of those credited, the outlet's nearest first: who told a medium something tells it what he says next
    in this article, too (`heard`: whom which medium heard so far)."""
    chain = list(dict.fromkeys(actor for source, actor in credited if source["level"] >= 0))
    if len(credited) == 2 and credited[0][0].get("hears") and credited[1][0]["kind"] == "person":
        heard[credited[1][1]] = credited[0][1]
    elif chain and chain[0] in heard:
        chain.insert(0, heard[chain[0]])
    return chain


def credit(statements: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Add speaker (actor_id or None) and source_chain (actor_ids, nearest to the outlet first) to statements as found.

    « Kim a déclaré …, a rapporté KCNA » → speaker Kim, chain [KCNA, Kim]: the outlet has it from KCNA, that from Kim.

    In: statements with sources, mentions with article_id, start, end, label, form, actor_id. A source is the actor of
    the mention that covers its head word, names before descriptions; one without any mention keeps the slug of its
    words, so that a credited statement never looks like the outlet's own. When not to trust: « le ministre » is whoever
    the mentions say it is.
    """
    mentioned, told, heard = defaultdict(list), defaultdict(list), defaultdict(dict)
    for row in mentions[mentions.actor_id.notna()].itertuples(index=False):
        mentioned[row.article_id].append(row)
    for article, found in zip(statements["article_id"], statements["sources"]):
        told[article] += found
    known = {a: {"again": [], "body": [], "medium": _media(found, mentioned[a])} for a, found in told.items()}
    chains, speakers = [], []
    columns = (statements[name] for name in ("article_id", "sources", "speaker_start", "is_quote"))
    for article, found, start, is_quote in zip(*columns, strict=True):
        here = known[article]
        credited = [(s, actor) for s in found if (actor := _actor(s, mentioned[article], here))]
        farthest_first = sorted(credited, key=lambda pair: -pair[0].get("level", 0))
        here["again"] += [(s["start"], actor) for s, actor in credited]
        here["body"] += [(s["start"], actor) for s, actor in farthest_first[:1] if s["kind"] == "org"]
        chains.append(_heard(farthest_first, heard[article]))
        # media and documents report in words of their own
        speakers.append(next((actor for s, actor in credited if s["start"] == start and (is_quote or s["kind"] not in (
            "agency", "document") and actor not in {medium for _, medium in here["medium"]})), None))
    columns = {"source_chain": chains, "speaker": speakers}
    return statements.assign(**{name: pd.Series(found, statements.index, object) for name, found in columns.items()})
