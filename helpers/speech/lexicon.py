"""Reporting verbs, attribution cues, source nouns and small word lists, read from helpers/data/."""
from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from helpers.articles import slug
from helpers.cleaning.rules import AGENCY

FINITE, PARTICIPLE, GERUND, INFINITIVE = "finite", "participle", "gerund", "infinitive"
_FEMININE = (("(?<=t)eur$", "rice"), ("eur$", "euse"), ("ien$", "ienne"), ("er$", "ère"), ("(?<=[^e])$", "e"))
_FIRST_WORDS = {"faire": "fait font fait fais- fit firent fer- faisant", "tenir": "tient tiennent tenu ten- tint tinrent tiendr- tenant"}


@dataclass(frozen=True)
class Verb:
    """A reporting verb: its lemma, what its speaker is committed to, and the letters of its syntax (see the csv)."""

    lemma: str
    commits_to: str
    syntax: str
    reflexive: bool = False
    more: int = 0  # words behind the first


def _read(name: str) -> str:
    return files("helpers").joinpath("data", name).read_text("utf8")


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in _read(name).splitlines() if line and not line.startswith("#")))


@cache
def words(name: str) -> frozenset[str]:
    """A list of speech_words.toml, with both apostrophes."""
    if name == "ends":  # of a noun phrase that names a source
        return words("stop") | words("times")
    listed = tomllib.loads(_read("speech_words.toml"))[name]
    return frozenset(listed) | {word.replace("'", "’") for word in listed}


def _principal(lemma: str) -> str:
    """Principal parts of a regular verb as the csv gives those of others: annonça, jugea; répète, rappelle, balaie; finit."""
    stem = lemma[:-2]
    if lemma.endswith("ir"):
        return f"{stem}it {stem}issent {stem}i {stem}iss- {stem}it {stem}irent {stem}ir- {stem}issant"
    soft = {"c": stem[:-1] + "ç", "g": stem + "e"}.get(stem[-1], stem)
    weak = re.sub("y$", "i", stem + stem[-1] if stem.endswith(("el", "et")) else re.sub(r"(?:é([^aeiouéè]+u?)|e([^aeiouéè]))$", r"è\1\2", stem))
    return f"{weak}e {weak}ent {stem}é {soft}- {soft}a {stem}èrent {stem if 'é' in stem else weak}er- {soft}ant"


def _forms(lemma: str, principal: str) -> list[tuple[str, str]]:
    singular, plural, participle, imperfect, past, pasts, future, gerund = principal.replace("-", "").split()
    finite = [singular, plural, past, pasts, imperfect + "ait", imperfect + "aient", *(future + e for e in ("a", "ont", "ait", "aient"))]
    return [(f, FINITE) for f in finite] + [(participle + e, PARTICIPLE) for e in ("", "e", "s", "es")] + [(gerund, GERUND), (lemma, INFINITIVE)]


@cache
def verbs() -> dict[str, list[tuple[Verb, frozenset[str], tuple[str, ...]]]]:
    """First word of a form → (verb, kinds of form, the words that must follow) for every form of every verb."""
    table: dict[str, list] = {}
    for row in _rows("reporting_verbs.csv"):
        lemma, *rest = re.sub(r"^(s'|se )", "", row["lemma"]).split(" ")
        verb = Verb(row["lemma"], row["commits_to"], row["syntax"], lemma != row["lemma"].split(" ")[0], len(rest))
        principal = row["forms"] if len(row["forms"] or "") > 1 else _FIRST_WORDS.get(lemma, "") if rest else ""
        kinds: dict[str, set[str]] = {}
        for form, kind in _forms(lemma, principal or _principal(lemma)):
            kinds.setdefault(form, set()).add(kind)
        for form in kinds:
            table.setdefault(form, []).append((verb, frozenset(kinds[form]), tuple(rest)))
    for entries in table.values():
        entries.sort(key=lambda e: (-len(e[2]), not e[0].reflexive))
    return table


@cache
def reporting_lemmas() -> frozenset[str]:
    """The reporting verbs of one word, by lemma."""
    return frozenset(verb.lemma for entries in verbs().values() for verb, _, rest in entries if not rest)


@cache
def nouns() -> dict[str, str]:
    """Source noun (singular or plural, masculine or feminine form) → kind."""
    table = {row["noun"]: row["kind"] for row in _rows("source_nouns.csv")}
    women = {re.sub(pattern, ending, noun) for noun, kind in table.items() if kind == "person" for pattern, ending in _FEMININE}
    table = dict.fromkeys(women, "person") | table
    return {noun + "s": kind for noun, kind in table.items()} | table


@cache
def given_gender(name: str) -> str:
    """Masc or Fem by the given name a name begins with; "" where it is unknown or both bear it."""
    given = slug(name.split()[0]).split("-")[0]
    women, both = (part.split("]")[1].split() for part in _read("genders.txt").split("[")[1:])
    known = "" if given in both else "Fem" if given in women else "Masc"
    return known if given in women or given in _read("given_names.txt").split() else ""


@cache
def cues() -> re.Pattern[str]:
    """One pattern for all cues, a group for each kind."""
    kinds: dict[str, list[str]] = {}
    for row in _rows("attribution_cues.csv"):
        kinds.setdefault(row["kind"], []).append(row["cue"].replace("'", "['’]").replace(" ", r"\s+"))
    groups = "|".join(f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in kinds.items())
    return re.compile(rf"(?<![\w’'-])(?:{groups})(?!\w)", re.I)


@cache
def is_agency(name: str) -> bool:
    """A news agency by its name."""
    return AGENCY.fullmatch(name.lower()) is not None


def reporting_verb(token: Token) -> tuple[Verb, frozenset[str]] | None:
    """The reporting verb a token is a form of, and the kinds of form it can be; None where it is none.

    A reflexive entry (« se féliciter ») needs its pronoun, a two-word entry its second word just after.
    """
    doc, i = token.doc, token.i
    for verb, kinds, rest in verbs().get(token.lower_.replace("’", "'"), ()):
        itself = any(t.lower_ in words("self") for t in doc[max(0, i - 3):i])
        if [t.lower_ for t in doc[i + 1:i + 1 + len(rest)]] == list(rest) and (
                itself == verb.reflexive or verb.lemma in ("déclarer", "affirmer", "estimer", "juger")):
            return verb, kinds
    return None
