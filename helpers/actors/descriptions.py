"""Descriptions: whom « le dirigeant nord-coréen », « la procureure » or « l'entreprise » stands for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from helpers.actors.ledger import Ledger
from helpers.actors.offices import Office, compare, holders, read_office
from helpers.actors.persons import choose
from helpers.annotation.gazetteer import adjectives, countries, country_in, fold, section
from helpers.annotation.kinds import called
from helpers.annotation.roles import gender_of

_DEFINITE = re.compile(r"(?:\b(?:l[ea]|du|au|cette|cet?)\s|\bl['’]\s?)$", re.I)


def name_descriptions(ledger: Ledger) -> None:
    """Give each description its actor: whom, or what, the article, the register or the study calls so."""
    rows_of, nouns, everywhere = defaultdict(list), defaultdict(set), defaultdict(lambda: defaultdict(set))
    for row in ledger.rows:
        rows_of[row["article_id"]].append(row)
        if row.get("actor_id") and row["form"] == "name" and row["label"] == "ORG":
            beside = called(ledger.texts[row["article_id"]], row["start"])
            nouns[row["actor_id"]] |= {beside, fold(row["text"].split()[0])}
    articles = {article_id: _Article(ledger, rows) for article_id, rows in rows_of.items()}
    for article_id, article in articles.items():
        for held, actor_id in article.borne():
            everywhere[held.noun][held, actor_id].add(article_id)
    described = [row for row in ledger.rows if row["form"] == "description" and not row.get("actor_id")]
    for row in described:
        article = articles[row["article_id"]]
        row["definite"] = _DEFINITE.search(article.text[max(0, row["start"] - 8):row["start"]]) is not None
        _describe(ledger, row, everywhere[read_office(row["text"]).noun], articles)
        if not row.get("actor_id") and row["definite"]:
            _called_so(ledger, row, article.named, nouns)
        article.add(row)


def _called_so(ledger: Ledger, row: dict, named: Counter, nouns: dict[str, set]) -> None:
    """« l'entreprise », « le groupe », « la préfecture »: the one organisation of the article that bears that noun,
    or is a firm.
    """
    noun, *rest = fold(row["text"]).split()
    if not all(word in adjectives() for word in rest):  # « la firme américaine »
        return
    for words in ({noun}, section("company") if noun in section("company") else set()):
        if options := Counter({a: n for a, n in named.items() if nouns.get(a, set()) & words}):
            if found := choose(options):
                ledger.join(row, found, "noun of that organisation", .8)
            return


def _describe(ledger: Ledger, row: dict, everywhere: dict, articles: dict[str, _Article]) -> None:
    """Who is meant: whom the article calls so; who held that office then; whom other articles call so and this one
    names.
    """
    article, office, day = articles[row["article_id"]], read_office(row["text"]), ledger.days.get(row["article_id"])
    if fold(row["text"]).startswith("capitale"):
        capital = next(e.form for e in countries() if e.role == "capital" and e.country == country_in(row["text"]))
        place = ledger.forms.get(fold(capital)) or ledger.actor(capital, "place")
        return ledger.join(row, place, "capital of that country", .9)
    shared = {a for a in article.named if ledger.actors[a]["kind"] != "state"}
    wide = {pair for pair, found in everywhere.items()
            if any(shared & articles[x].named.keys() - {pair[1]} for x in found)}
    here, short, said = article.borne(), row["definite"], "title of that person in the"
    for found, reason, score in ((_bearers(office, here), f"{said} article", .9),
                                 (holders(office, ledger.roles.items(), day, day), "held that office then", .9),
                                 (_bearers(office, here, short), f"{said} article, in short", .8),
                                 (_bearers(office, wide, short), f"{said} corpus, in short", .6)):
        found = [a for a in found if article.agrees(a, row)]
        present = [a for a in found if a in article.named]
        one = found if len(found) == 1 else present
        if len(one) == 1:
            return ledger.join(row, one[0], reason, score if one is found else .7)
        for actor_id in found:
            ledger.suggest(actor_id, row["text"], "description that several could answer to", .5)
        if found:
            return


def _bearers(office: Office, pairs: Iterable[tuple[Office, str]], short: bool = False) -> list[str]:
    """Who bears an office; short: also where the title says more (« le maire » of the mayor of a town)."""
    def bears(held: Office) -> bool:
        grade, less = compare(office, held), office.domain <= held.domain and office.country in (None, held.country)
        return held.former == office.former and (grade == "same" or short and grade == "fits" and less)
    return sorted({actor_id for held, actor_id in pairs if bears(held)})


class _Article:
    """Whom one article names, and where; what it calls each person, and of what gender they show to be."""

    def __init__(self, ledger: Ledger, rows: list[dict]):
        self.ledger, self.text = ledger, ledger.texts[rows[0]["article_id"]]
        self.named = Counter(row["actor_id"] for row in rows if row.get("actor_id"))
        self.offices: dict[str, set[Office]] = defaultdict(set)
        self.gender: dict[str, str] = {}
        for row in rows:
            self.add(row)

    def add(self, row: dict) -> None:
        """Take the mention of a person in: its title or description, and the gender that its words show."""
        actor_id = row.get("actor_id")
        if actor_id and self.ledger.actors[actor_id]["kind"] == "person":
            said = row["text"] if row["form"] == "description" else row["title"]
            self.offices[actor_id] |= {read_office(office) for office in (said, _led(self.text, row)) if office}
            self.gender[actor_id] = self.gender.get(actor_id) or gender_of(self.text, row)

    def borne(self) -> set[tuple[Office, str]]:
        """Who is called what."""
        return {(office, actor_id) for actor_id, offices in self.offices.items() for office in offices}

    def agrees(self, actor_id: str, row: dict) -> bool:
        """Whether a description is not of the other gender."""
        return {self.gender.get(actor_id), gender_of(self.text, row)} != {"M", "F"}


_LEADS = r"(?:dirig|condui|présid|emmen|command)"
_LED_BY = re.compile(rf"(?:(\w+(?:\s[^\s,.;]+){{0,2}}),?\s)?(?i:{_LEADS})(?:ée|te?)s?\spar\s[^,.;]{{0,70}}$")
_BY = re.compile(r"\spar\s[^,.;]{0,70}$")  # without it there is nothing to look for
_LEADER = re.compile(rf",?\s(?:qui\s)?{_LEADS}(?:e|t|sait|ait|eait)\s(?:l[ae]\s|l['’])(\w+)")
_LED = re.compile(r"(?:,[^,.;]{0,60})?,\sl(?:[ae]\s|['’])(\w+(?:\s\w+)?)")


def _led(text: str, row: dict) -> str | None:
    """The office of who leads something: « une délégation conduite par X », « Conduite par X, la délégation », « X
    préside la cour ».
    """
    before = text[max(0, row["start"] - 130):row["start"]]
    by = _BY.search(before) and _LED_BY.search(before)
    found = by if by and by[1] else (_LED if by else _LEADER).match(text, row["end"])
    return found and f"chef de {found[1]}"
