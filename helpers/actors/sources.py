"""Credited sources that are nobody known: « des médias d'État », « la mairie »; and « l'agence », who was named
before.
"""

from __future__ import annotations

import re
from collections import defaultdict

import pandas as pd

from helpers.actors.groups import bag
from helpers.annotation.gazetteer import adjectives, by_form, country_in, fold, plurals, read_rows, section
from helpers.articles import slug
from helpers.speech import source_id


def add_sources(statements: pd.DataFrame, mentions: pd.DataFrame, actors: pd.DataFrame,
                merges: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Give each credited source an actor: the one named before, or one of kind other that collects its variants.

    In: statements with `sources` and `source_chain`; the tables of `identify`. Out: statements (chains and speakers
    under the actor's id), mentions, actors, merges. Two sources in the same words are one actor, whoever stands behind
    them: not to be trusted to count distinct anonymous sources.
    """
    places, names = _credited(statements, mentions, actors)
    known = set(actors.actor_id)
    bodies = {key: row.actor_id for row in reversed(list(actors.itertuples())) if row.kind in ("state", "organisation")
              for key in (row.name, bag(row.name) if row.kind == "organisation" else None)}
    ids = {key: bodies.get(name) or " " in name and bodies.get(bag(name)) or slug(name) for key, name in names.items()}
    new = {ids[key]: name for key, name in sorted(names.items(), reverse=True) if ids[key] not in known}

    def found(article: str, actor: str | None) -> str | None:
        return ids.get((article, actor), actor)

    statements = statements.assign(
        source_chain=pd.Series([list(dict.fromkeys(found(article, actor) for actor in chain)) for article, chain in zip(
            statements.article_id, statements.source_chain)], index=statements.index, dtype=object),
        speaker=pd.Series([found(*pair) for pair in zip(statements.article_id, statements.speaker)],
                          index=statements.index, dtype=object))
    taken = [(row.Index, row.text, actor) for row in mentions[mentions.actor_id.isna()].itertuples()
             if (actor := found(row.article_id, places.get((row.article_id, row.end))))]
    column = mentions.actor_id.astype(object).copy()
    column.loc[[index for index, *_ in taken]] = [actor for *_, actor in taken]
    rows = [[a, name, "other", None, [], 0, 0] for a, name in sorted(new.items())]
    actors = pd.concat([actors, pd.DataFrame(rows, columns=actors.columns)], ignore_index=True) if rows else actors
    forms, further = {}, defaultdict(set)
    for _, text, actor in taken:
        forms[actor, text] = "credited without a name" if actor in new else "the source named before"
        further[actor].add(text)
    actors["forms"] = [sorted({*held, *further[actor]} or {name})
                       for actor, name, held in zip(actors.actor_id, actors.name, actors.forms)]
    joins = [[actor, text, why, 1.0 if actor in new else .8, True] for (actor, text), why in sorted(forms.items())]
    merges = pd.concat([merges, pd.DataFrame(joins, columns=merges.columns)], ignore_index=True) if joins else merges
    return statements, mentions.assign(actor_id=column), actors, merges


def _credited(statements: pd.DataFrame, mentions: pd.DataFrame, actors: pd.DataFrame) -> tuple[dict, dict]:
    """(article, end of a source) → actor as credited; (article, id of one without a name) → the name it gets."""
    known, lands = set(actors.actor_id), _first_lands(mentions)
    sentences = {(a, end): (a, n) for a, end, n in zip(mentions.article_id, mentions.end, mentions.sentence_id)}
    places, names = {}, {}
    for article, sources, chain in zip(statements.article_id, statements.sources, statements.source_chain):
        ranked = sorted(sources, key=lambda source: -source.get("level", 0))
        places |= {(article, s["end"]): actor for s, actor in zip(ranked, chain) if len(ranked) == len(chain)}
        for source in sources:
            key = source_id(source["text"])
            if key in chain and key not in known:
                places[article, source["end"]] = key
                words = re.sub(r"^(?:l['’]|les? |la |des |d['’]|une? )", "", source["text"], flags=re.I)
                land = lands.get(sentences.get((article, source["end"])))
                names.setdefault((article, key), collective(words, land) or words)
    return places, names


def _first_lands(mentions: pd.DataFrame) -> dict[tuple[str, int], str]:
    """The country that each sentence names first, by name, capital or inhabitants."""
    found = {}
    for row in mentions.sort_values(["article_id", "start"]).itertuples():
        entry, key = by_form().get(fold(row.text)), (row.article_id, row.sentence_id)
        land = entry.country if entry else adjectives().get(fold(row.text))
        if land := land or row.form != "name" and country_in(row.text):
            found.setdefault(key, land)
    return found


def collective(text: str, land: str | None = None) -> str | None:
    """One name for the variants of a collective source; None where it is none.

    land: the country that « du pays », or a state without a name, means.

    >>> collective("presse d'État nord-coréenne"), collective("agences de presse russes")
    ("médias d'État nord-coréens", 'agences russes')
    """
    words, country = set(re.findall(r"\w+", fold(text))), country_in(text)
    rest = {word for word in bag(text)[0] if not country_in(word)}
    owned, press = words & section("state-owned"), section("press")
    if country and rest in ({"gouvernement"}, {"diplomatie"}):
        return country if rest != {"diplomatie"} else f"ministère des Affaires étrangères {country}"
    general = {word.rstrip("s") for word in press} | section("state-owned") | {"pays"}
    bodies = country and rest == {"autorite"}  # of the state or of a town: not the state itself
    if not bodies and ("agence" in words or not words & press or rest - general):
        return None
    country = country or (land if owned or "pays" in words else None)
    row = next((row for row in read_rows("countries.csv") if row["name"] == country), {"adjectives": ""})
    masculine, feminine = (row["adjectives"].split(";")[0].split() * 2 + ["", ""])[:2]
    if bodies or "agences" in words:
        return f"{'autorités' if bodies else 'agences'} {plurals(feminine)[-1] if feminine else ''}".strip()
    name = "médias d'État" if owned or country in map(country_in, section("state-press")) else "médias"
    return f"{name} {plurals(masculine)[-1] if masculine else ''}".strip()
