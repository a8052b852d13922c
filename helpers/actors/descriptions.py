"""Descriptions: whom « le dirigeant nord-coréen », « la procureure » or « l'entreprise » stands for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache

from helpers.actors.ledger import Ledger
from helpers.actors.offices import Office, compare, holders, is_general, is_kind, read_office
from helpers.actors.persons import choose
from helpers.annotation.gazetteer import countries, country_in, fold, section
from helpers.annotation.kinds import called, is_given
from helpers.annotation.roles import genders


def name_descriptions(ledger: Ledger) -> None:
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
    rows_of = defaultdict(list)
    for row in ledger.rows:
        rows_of[row["article_id"]].append(row)
    articles = {article_id: _Article(ledger, rows) for article_id, rows in rows_of.items()}
    for row in ledger.rows:
        if row["form"] == "description" and not row.get("actor_id"):
            article_id = row["article_id"]
            _describe(ledger, row, borne[article_id], everywhere[read_office(row["text"]).noun], named, articles[article_id])
            if not row.get("actor_id") and _DEFINITE.search(ledger.texts[article_id], max(0, row["start"] - 8), row["start"]):
                _called_so(ledger, row, named[article_id], nouns)
            if row.get("actor_id") and ledger.actors[row["actor_id"]]["kind"] == "person":
                borne[article_id].add((read_office(row["text"]), row["actor_id"]))
                articles[article_id].add(row, row["actor_id"])
    for row in ledger.rows:
        if row["form"] == "description" and not row.get("actor_id") and _is_role(ledger, row) and (found := articles[row["article_id"]].meant(row)):
            ledger.join(row, found, "the one person beside it who can be called so", .6)
            articles[row["article_id"]].add(row, found)


def _is_role(ledger: Ledger, row: dict) -> bool:
    """Whether a description says what somebody is at present, with a definite article."""
    definite = _DEFINITE.search(ledger.texts[row["article_id"]], max(0, row["start"] - 8), row["start"])
    noun = re.split(r"[\s-]", fold(row["text"]).removeprefix("vice-"))[0]
    return bool(definite and noun in genders() and not read_office(row["text"]).former)


_DEFINITE = re.compile(r"(?:\b(?:l[ea]|du|au|cette|cet?)\s|\bl['’]\s?)$", re.I)


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


def _describe(ledger: Ledger, row: dict, here: set, everywhere: dict, named: dict[str, Counter], article: _Article) -> None:
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
        found = [a for a in found if article.agrees(a, row)]
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


WINDOW = 2      # sentences around a description in which nobody else may be meant


class _Article:
    """The persons of one article in the order in which it names them, and what it says of each."""

    def __init__(self, ledger: Ledger, rows: list[dict]):
        self.ledger, self.text = ledger, ledger.texts[rows[0]["article_id"]]
        self.mentions: list[tuple[dict, str]] = []
        self.offices: dict[str, set[Office]] = defaultdict(set)
        self.gender: dict[str, str] = {}
        for row in rows:
            actor_id = row.get("actor_id")
            if actor_id and ledger.actors[actor_id]["kind"] == "person":
                self.add(row, actor_id)

    def add(self, row: dict, actor_id: str) -> None:
        """Take a mention in: its title or description, and the gender that its words show."""
        self.mentions.append((row, actor_id))
        described = row["text"] if row["form"] == "description" else row["title"]
        if described:
            self.offices[actor_id].add(read_office(described))
        said = _gender(self.text, row) if row["form"] == "description" else _gender_of_name(self.text, row)
        if said or actor_id not in self.gender:
            self.gender[actor_id] = self.gender.get(actor_id) or said

    def gap(self, row: dict, other: dict) -> int:
        """How many clauses apart two mentions are: 0 within one, where one person is not named and described."""
        first, last = sorted((row, other), key=lambda r: r["start"])
        inside = re.search("; ", self.text[first["end"]:last["start"]]) is not None
        return last["sentence_id"] - first["sentence_id"] or int(inside)

    def agrees(self, actor_id: str, row: dict) -> bool:
        """Whether a description is not of the other gender."""
        return {self.gender.get(actor_id) or "", _gender(self.text, row)} != {"M", "F"}

    def fits(self, actor_id: str, row: dict, office: Office) -> bool:
        """Whether nothing that the article says of a person speaks against a description."""
        return self.agrees(actor_id, row) and not any(_contradicts(held, office) for held in self.offices[actor_id])

    def meant(self, row: dict) -> str | None:
        """The one person whom a description can mean: of that office, or of that country's, or named in the clause before or behind it."""
        office = read_office(row["text"])
        gaps, first = defaultdict(list), {}
        for mention, actor_id in sorted(self.mentions, key=lambda item: item[0]["start"]):
            first.setdefault(actor_id, mention["start"])
            gaps[actor_id].append((self.gap(mention, row), mention["start"] < row["start"]))
        options = {a for a in gaps if self.fits(a, row, office) and not any(gap == 0 for gap, _ in gaps[a]) and " " in self.ledger.actors[a]["name"]}
        borne = {a for a in options if any(is_kind(held, office) if is_general(office) else held.noun == office.noun for held in self.offices[a])}
        if borne or _CHANGING.search(row["text"]):
            return borne.pop() if len(borne) == 1 else None
        around = {a: min(gap for gap, _ in gaps[a]) for a in options if any(gap <= WINDOW for gap, _ in gaps[a])}
        before = {a for a in around if any(back and gap == 1 for gap, back in gaps[a])}
        sure = {a for a in (before or around) if around[a] == 1 and (before or not is_general(office)) and self.known(a, row)}
        return sure.pop() if len(sure) == 1 and (len(around) == 1 or self.begins(row) and self.leads(sure, row)) else None

    def known(self, actor_id: str, row: dict) -> bool:
        """Whether the article shows that a person and a description are of one gender."""
        return bool(self.gender.get(actor_id)) and self.gender[actor_id] == _gender(self.text, row)

    def leads(self, actors: set[str], row: dict) -> bool:
        """Whether the sentence before a description begins with one of these persons."""
        return any(a in actors and row["sentence_id"] - m["sentence_id"] == 1 and self.begins(m) for m, a in self.mentions)

    def begins(self, row: dict) -> bool:
        """Whether a mention begins its sentence."""
        return re.search(r"(?:^|[.!?»\n])\s*(?:[LD]['’e]\s?|La\s)?$", self.text[:row["start"]][-8:]) is not None


_CHANGING = re.compile(r"\b(?:sortante?|élue?|déchue?|défunte?|futur|future|nouvel|nouveau|nouvelle|successeure?|socialiste)\b")


def _contradicts(held: Office, said: Office) -> bool:
    if held.former != said.former or held.country and said.country and held.country != said.country:
        return True
    if is_general(held) or is_general(said):
        return False
    return held.noun != said.noun or compare(held, said) in ("near", "other")


def _gender(text: str, row: dict) -> str:
    """M or F by the article before a description, else by its noun; "" where neither shows."""
    article = re.search(r"\b(le|du|au|la|cette|ce|cet)\s$", text[max(0, row["start"] - 8):row["start"]], re.I)
    if article:
        return "F" if article[1].lower() in ("la", "cette") else "M"
    return genders().get(fold(re.split(r"\s", row["text"])[0]), "")


def _gender_of_name(text: str, row: dict) -> str:
    civility = re.search(r"\b(M|MM|Mme|Mlle)\.?\s$", text[max(0, row["start"] - 5):row["start"]])
    if civility:
        return "M" if civility[1].startswith("M") and civility[1] in ("M", "MM") else "F"
    titled = genders().get(fold((row["title"] or "").split(" ")[0]), "")
    given = row["text"].split()[0]
    if titled or " " not in row["text"]:
        return titled
    feminine, either = section("feminine", "genders.txt"), section("either", "genders.txt")
    first = fold(given) if fold(given) in feminine else fold(given).split("-")[0]
    return "F" if first in feminine else "M" if is_given(given) and first not in either else ""
