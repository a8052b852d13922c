"""Mentions → actors: every mention gets the id of whom or what it names, every join its reason."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

import pandas as pd

from helpers.actors.ledger import Ledger
from helpers.actors.offices import Office, compare, holders, read_office
from helpers.actors.people import name_persons
from helpers.actors.persons import choose
from helpers.actors.states import name_groups, name_institutions
from helpers.annotation.gazetteer import by_form, countries, country_in, fold, section
from helpers.annotation.kinds import called, stated
from helpers.cleaning.corrections import REASON, articles_of


def identify(mentions: pd.DataFrame, articles: pd.DataFrame, known: pd.DataFrame | None = None, sentences: pd.DataFrame | None = None,
             corrections: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Say of each mention who or what it names.

    In: mentions (article_id, sentence_id, start, end, text, label, form, is_metonym, title), articles (article_id,
    text, published), known (actor_id, name, kind, wikidata, aliases, roles), corrections (what: same or different,
    target, value: two forms, or a form and an actor_id; article: where it holds, "" everywhere). sentences is not used.
    Out: mentions with actor_id (None: open) and the label that the study as a whole gives each name, actors (actor_id, name, kind, wikidata, forms, n_mentions, n_articles),
    merges (actor_id, form, reason, score, accepted).
    Not to be trusted for two people of exactly the same name.
    """
    ledger = Ledger(mentions, articles, known, corrections)
    _settle_labels(ledger)
    name_groups(ledger)
    name_persons(ledger)
    name_institutions(ledger)
    _name_descriptions(ledger)
    _correct(ledger, corrections, articles)
    rows = sorted(ledger.rows, key=lambda row: row["_row"])
    frame = mentions.assign(label=[row["label"] for row in rows], actor_id=pd.Series(
        [row.get("actor_id") for row in rows], index=mentions.index, dtype=object))
    return frame, ledger.actor_table(), ledger.merge_table()


def _settle_labels(ledger: Ledger) -> None:
    """One name, one label over the study: what its neighbours state most often, else what it mostly seemed; an article that states another keeps it."""
    rows = [row for row in ledger.rows if row["form"] == "name" and fold(row["text"]) not in by_form().keys() | ledger.forms.keys()]
    votes, here = defaultdict(Counter), defaultdict(Counter)
    for row in rows:
        said = stated(ledger.texts[row["article_id"]], row["start"], row["end"], row["label"])
        votes[fold(row["text"])][said or row["label"]] += 1 if not said else 12 if said == "ORG" and " " in row["text"] else 4
        here[row["article_id"], fold(row["text"])][said] += 1
    for row in rows:
        count, states = votes[fold(row["text"])], here[row["article_id"], fold(row["text"])]
        best = max(sorted(count), key=count.__getitem__)
        if 3 * count[best] >= 2 * count.total() and not any(label not in (None, best) for label in states):
            row["label"] = best
    firms = {(row["article_id"], row["text"].split()[0]) for row in rows if row["label"] == "ORG" and " " in row["text"]}
    people = {row["text"].split()[-1] for row in rows if row["label"] == "PER" and " " in row["text"]}
    for row in rows:
        if (row["article_id"], row["text"]) in firms and row["text"] not in people:
            row["label"] = "ORG"


def _name_descriptions(ledger: Ledger) -> None:
    """Give each description its actor: whom, or what, the article, the register or the study calls so."""
    borne, named, nouns = defaultdict(set), defaultdict(Counter), defaultdict(set)
    for row in ledger.rows:
        if row.get("actor_id"):
            named[row["article_id"]][row["actor_id"]] += 1
            if row["title"]:
                borne[row["article_id"]].add((read_office(row["title"]), row["actor_id"]))
            if row["form"] == "name" and row["label"] == "ORG":
                noun = called(ledger.texts[row["article_id"]], row["start"])
                nouns[row["actor_id"]] |= {noun, fold(row["text"].split()[0])}
    everywhere = defaultdict(lambda: defaultdict(set))
    for article_id, pairs in borne.items():
        for held, actor_id in pairs:
            everywhere[held.noun][held, actor_id].add(article_id)
    for row in ledger.rows:
        if row["form"] == "description" and not row.get("actor_id"):
            article_id = row["article_id"]
            _describe(ledger, row, borne[article_id], everywhere[read_office(row["text"]).noun], named)
            if not row.get("actor_id") and _DEFINITE.search(ledger.texts[article_id], max(0, row["start"] - 8), row["start"]):
                _called_so(ledger, row, named[article_id], nouns)
            if row.get("actor_id") and ledger.actors[row["actor_id"]]["kind"] == "person":
                borne[article_id].add((read_office(row["text"]), row["actor_id"]))


_DEFINITE = re.compile(r"(?:\b(?:l[ea]|du|au|cette|ce)\s|\bl['’]\s?)$", re.I)


def _called_so(ledger: Ledger, row: dict, named: Counter, nouns: dict[str, set]) -> None:
    """« l'entreprise », « le groupe », « la préfecture »: the one organisation of the article that bears that noun, or is a firm."""
    noun = fold(row["text"])
    alike = section("company") if noun in section("company") else {noun}
    for words in ({noun}, alike):
        options = Counter({a: n for a, n in named.items() if nouns.get(a, set()) & words})
        if options:
            if found := choose(options):
                ledger.join(row, found, "noun of that organisation", .8)
            return


def _describe(ledger: Ledger, row: dict, here: set, everywhere: dict, named: dict[str, Counter]) -> None:
    """Who is meant: whom the article calls so; who held that office then; whom other articles call so and this one names."""
    article_id = row["article_id"]
    if fold(row["text"]).startswith("capitale"):
        capital = next(e.form for e in countries() if e.role == "capital" and e.country == country_in(row["text"]))
        ledger.join(row, ledger.forms.get(fold(capital)) or ledger.actor(capital, "place"), "capital of that country", .9)
        return
    office, day = read_office(row["text"]), ledger.days.get(article_id)
    definite = _DEFINITE.search(ledger.texts[article_id], max(0, row["start"] - 8), row["start"])
    elsewhere = [a for a in _bearers(office, everywhere) if office.noun == "chief" or a in named[article_id]]
    shared = {a for a in named[article_id] if ledger.actors[a]["kind"] != "state"}
    wide = {pair for pair, articles in everywhere.items() if any(shared & named[x].keys() - {pair[1]} for x in articles)}
    for found, reason, score in ((_bearers(office, here), "title of that person in the article", .9),
                                 (holders(office, ledger.roles.items(), day, day), "held that office then", .9),
                                 (elsewhere, "title of that person in the corpus", .7),
                                 (_bearers(office, here, True) if definite else [], "title of that person in the article, in short", .8),
                                 (_bearers(office, wide, True) if definite else [], "title of that person in the corpus, in short", .6)):
        present = [a for a in found if a in named[article_id]]
        if len(found) == 1 or len(present) == 1:
            ledger.join(row, found[0] if len(found) == 1 else present[0], reason, score if len(found) == 1 else .7)
            return
        for actor_id in found:
            ledger.suggest(actor_id, row["text"], "description that several could answer to", .5)
        if found:
            return


def _bearers(office: Office, pairs: Iterable[tuple[Office, str]], short: bool = False) -> list[str]:
    """Who bears an office; short: also where the title says more (« le maire » of the mayor of a town)."""
    return sorted({a for held, a in pairs if not held.former and ((grade := compare(office, held)) == "same" or short and grade in ("fits", "same")
                   and office.noun and office.domain <= held.domain and office.country in (None, held.country))})


def _correct(ledger: Ledger, corrections: pd.DataFrame | None, articles: pd.DataFrame) -> None:
    """The analyst's word: a form is, or is not, the same as another form or as an actor, everywhere or in one article."""
    for fix in [] if corrections is None else corrections[corrections["what"].isin(["same", "different"])].to_dict("records"):
        ids = {row["text"]: row["actor_id"] for row in ledger.rows if row.get("actor_id")}
        other = fix["value"] if fix["value"] in ledger.actors else ids.get(fix["value"])
        here = articles_of(fix["article"], articles)
        for row in ledger.rows if other else ():
            if row["text"] == fix["target"] and row["article_id"] in here and (row.get("actor_id") == other) != (fix["what"] == "same"):
                ledger.merges.pop((row.get("actor_id"), row["text"]), None)
                apart = fix["what"] == "different" and ledger.separate(fix["target"], ledger.actors[other]["kind"], other)
                ledger.join(row, apart or other, REASON, 1.0)
