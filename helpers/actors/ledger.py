"""The books of one identification: mentions as records, the register, the actors and the merges found so far."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date

import pandas as pd

from helpers.actors.groups import KOREAS
from helpers.actors.offices import read_roles
from helpers.actors.persons import choose, spelling_key
from helpers.annotation.gazetteer import adjectives, by_form, fold, parts
from helpers.articles import slug

KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "other"}
_REGISTER = ["actor_id", "name", "kind", "aliases", "roles", "wikidata"]
_NO_STATES = {"Union européenne": "organisation", "Occident": "other", "Europe": "place", "Afrique": "place"}


class Ledger:
    """Mentions as records in the order of the text, what is known beforehand, and what has been decided."""

    def __init__(self, mentions: pd.DataFrame, articles: pd.DataFrame, known: pd.DataFrame | None,
                 corrections: pd.DataFrame | None):
        titles = mentions["title"].astype(object).where(mentions["title"].notna(), None)
        mentions = mentions.drop(columns="actor_id", errors="ignore")
        self.rows = mentions.assign(title=titles, _row=range(len(mentions))).to_dict("records")
        self.rows.sort(key=lambda row: (row["article_id"], row["start"], row["end"], row["text"]))
        self.texts = dict(zip(articles["article_id"], articles["text"]))
        self.days, self.roles, self.koreas = _days(articles), {}, defaultdict(Counter)
        self.known = (pd.DataFrame(columns=_REGISTER) if known is None else known).fillna("")
        self.actors: dict[str, dict] = {}
        self.merges: dict[tuple[str, str], tuple[str, float, bool]] = {}
        self.forms: dict[str, str] = {}             # folded form of a known organisation, place or state → actor_id
        for row in self.known.to_dict("records"):
            self.actors[row["actor_id"]] = {key: row.get(key) or None for key in ("name", "kind", "wikidata")}
            self.roles[row["actor_id"]] = read_roles(row.get("roles"))
            if row["kind"] != "person":
                for form in [row["name"], *parts(row.get("aliases"))]:
                    self.forms.setdefault(fold(form), row["actor_id"])
        for row in self.rows:
            entry = by_form().get(fold(row["text"]))
            self.koreas[row["article_id"]][entry.country if entry else adjectives().get(fold(row["text"]))] += 1
        self.forced = _forced(corrections, self.actors)
        self.people: dict[str, str] = {}            # spelling key of a full name → actor_id

    def actor(self, name: str, kind: str, other: str | None = None) -> str:
        """The id of an actor of this name, made if there is none; another kind of thing of that name, or what is not
        a given other one, gets another id.
        """
        key = slug(name) or "x"
        while key == other or key in self.actors and self.actors[key]["kind"] != kind:
            key += "-" + kind
        self.actors.setdefault(key, {"name": name, "kind": kind, "wikidata": None})
        return key

    def state(self, country: str) -> str:
        """The actor of a country: the register's, else our own of kind state."""
        return self.forms.get(fold(country)) or self.actor(country, _NO_STATES.get(country, "state"))

    def korea(self, row: dict) -> str | None:
        """Which Korea « Corée » or « les Coréens » means: the one the article names, or names three times as often;
        else open.
        """
        told, text = self.koreas[row["article_id"]], self.texts[row["article_id"]]
        if re.search(r"(?:guerre de|péninsule|langue)\s*$", text[max(0, row["start"] - 20):row["start"]]):
            return "Corée"
        return choose(Counter({korea: told[korea] for korea in KOREAS if told[korea]}))

    def join_state(self, row: dict, country: str, reason: str, score: float) -> None:
        """Give a mention the state of a country, « la Corée » the one of two that the article speaks of."""
        country = self.korea(row) if country == "Corée" else country
        for korea in () if country else sorted(KOREAS):
            self.suggest(self.state(korea), row["text"], "either Korea", .5)
        if country:
            self.join(row, self.state(country), reason, score)

    def join(self, row: dict, actor_id: str, reason: str, score: float) -> None:
        """Give a mention its actor, and remember why the form was joined."""
        row["actor_id"] = actor_id
        key = (actor_id, row["text"])
        if key not in self.merges or not self.merges[key][2]:
            self.merges[key] = (reason, score, True)

    def suggest(self, actor_id: str, form: str, reason: str, score: float) -> None:
        """Remember a join that was not made."""
        self.merges.setdefault((actor_id, form), (reason, score, False))

    def actor_table(self) -> pd.DataFrame:
        """actor_id, name, kind, wikidata, forms, n_mentions, n_articles of every actor that is named."""
        found = defaultdict(list)
        for row in self.rows:
            if row.get("actor_id"):
                found[row["actor_id"]].append(row)
        rows = [{"actor_id": actor_id} | self.actors[actor_id] | {
            "forms": sorted({row["text"] for row in named}), "n_mentions": len(named),
            "n_articles": len({row["article_id"] for row in named})} for actor_id, named in sorted(found.items())]
        return pd.DataFrame(rows, columns=["actor_id", "name", "kind", "wikidata", "forms", "n_mentions", "n_articles"])

    def merge_table(self) -> pd.DataFrame:
        """actor_id, form, reason, score, accepted: every form joined, every suggestion not taken."""
        present = {r["actor_id"] for r in self.rows if r.get("actor_id")}
        rows = [[a, form, *values] for (a, form), values in sorted(self.merges.items()) if a in present]
        return pd.DataFrame(rows, columns=["actor_id", "form", "reason", "score", "accepted"])


def _days(articles: pd.DataFrame) -> dict[str, date | None]:
    days = pd.to_datetime(articles.get("published", pd.Series(pd.NaT, articles.index)), errors="coerce")
    return {a: None if pd.isna(day) else day.date() for a, day in zip(articles["article_id"], days)}


def _forced(corrections: pd.DataFrame | None, actors: dict[str, dict]) -> dict[frozenset[str], bool]:
    if corrections is None or corrections.empty:
        return {}
    name = lambda text: spelling_key(actors[text]["name"] if text in actors else text)
    rows = corrections[corrections["what"].isin(["same", "different"]) & (corrections["article"] == "")]
    return {frozenset((name(r.target), name(r.value))): r.what == "same" for r in rows.itertuples()}
