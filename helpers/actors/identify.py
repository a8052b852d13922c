"""Mentions → actors: every mention gets the id of whom or what it names, every join its reason."""

from __future__ import annotations

from collections import Counter, defaultdict

import pandas as pd

from helpers.actors.descriptions import name_descriptions
from helpers.actors.ledger import Ledger
from helpers.actors.people import name_persons
from helpers.actors.spellings import skeleton
from helpers.actors.states import name_groups, name_institutions
from helpers.annotation.gazetteer import by_form, fold
from helpers.annotation.kinds import stated
from helpers.cleaning.corrections import REASON, articles_of


def identify(mentions: pd.DataFrame, articles: pd.DataFrame, known: pd.DataFrame | None = None,
             corrections: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Say of each mention who or what it names.

    In: mentions (article_id, sentence_id, start, end, text, label, form, is_metonym, title), articles (article_id,
    text, published), known (actor_id, name, kind, wikidata, aliases, roles), corrections (what: same or different,
    target, value: two forms, or a form and an actor_id; article: where it holds, "" everywhere).
    Out: mentions with actor_id (None: open) and the label that the study as a whole gives each name, actors
    (actor_id, name, kind, wikidata, forms, n_mentions, n_articles),
    merges (actor_id, form, reason, score, accepted).
    Not to be trusted for two people of exactly the same name.
    """
    ledger = Ledger(mentions, articles, known, corrections)
    _settle_labels(ledger)
    name_groups(ledger)
    name_persons(ledger)
    name_institutions(ledger)
    name_descriptions(ledger)
    _correct(ledger, corrections, articles)
    rows = sorted(ledger.rows, key=lambda row: row["_row"])
    settled = {key: pd.Series([row.get(key) for row in rows], mentions.index, object) for key in ("label", "actor_id")}
    return mentions.assign(**settled), ledger.actor_table(), ledger.merge_table()


def _settle_labels(ledger: Ledger) -> None:
    """One name, one label over the study: what its neighbours state most often, else what it mostly seemed; an
    article that states another keeps it.
    """
    known = by_form().keys() | ledger.forms.keys()
    rows = [row for row in ledger.rows if row["form"] == "name" and fold(row["text"]) not in known]
    votes, here = defaultdict(Counter), defaultdict(set)
    for row in rows:
        said = stated(ledger.texts[row["article_id"]], row["start"], row["end"], row["label"])
        weight = 1 if not said else 12 if said == "ORG" and " " in row["text"] else 4
        votes[_spoken(row["text"])][said or row["label"]] += weight
        here[row["article_id"], _spoken(row["text"])].add(said)
    best = ((name, count, max(sorted(count), key=count.__getitem__)) for name, count in votes.items())
    sure = {name: label for name, count, label in best if 3 * count[label] >= 2 * count.total()}
    for row in rows:
        name = _spoken(row["text"])
        if name in sure and here[row["article_id"], name] <= {None, sure[name]}:
            row["label"] = sure[name]


def _spoken(text: str) -> str:
    """A name, but for the vowels of the first of its words: « Redoine Faïd », « Redouine Faïd »."""
    first, *rest = fold(text).split() or [""]
    return " ".join([skeleton(first), *rest]) if rest else first


def _correct(ledger: Ledger, corrections: pd.DataFrame | None, articles: pd.DataFrame) -> None:
    """The analyst's word: a form is, or is not, the same as another form or as an actor, everywhere or in one
    article.
    """
    for fix in [] if corrections is None else corrections.to_dict("records"):
        ids = {row["text"]: row["actor_id"] for row in ledger.rows if row.get("actor_id")}
        other = fix["value"] if fix["value"] in ledger.actors else ids.get(fix["value"])
        here = articles_of(fix["article"], articles)
        meant = [row for row in ledger.rows if row["text"] == fix["target"] and row["article_id"] in here]
        for row in meant if other and fix["what"] in ("same", "different") else ():
            if (row.get("actor_id") == other) != (fix["what"] == "same"):
                ledger.merges.pop((row.get("actor_id"), row["text"]), None)
                apart = fix["what"] == "different" and ledger.actor(fix["target"], ledger.actors[other]["kind"], other)
                ledger.join(row, apart or other, REASON, 1.0)
