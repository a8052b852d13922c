"""Reporting verbs, attribution cues, source nouns and small word lists, read from helpers/data/."""
import csv
import itertools
import re
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from helpers.articles import slug
from helpers.cleaning.rules import AGENCY
from helpers.data import read_text, read_toml

FINITE, PARTICIPLE = "finite", "participle"


@dataclass(frozen=True)
class Verb:
    """A reporting verb: its lemma, what its speaker is committed to, and the letters of its syntax (see the csv)."""

    lemma: str
    commits_to: str
    syntax: str
    reflexive: bool = False
    rest: tuple[str, ...] = ()  # words behind the first


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in read_text(name).splitlines() if line and not line.startswith("#")))


@cache
def words(name: str) -> frozenset[str]:
    """A list of speech_words.toml, with both apostrophes."""
    listed = read_toml("speech_words.toml")[name]
    return frozenset(listed) | {word.replace("'", "’") for word in listed}


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern of speech_words.toml."""
    return re.compile(read_toml("speech_words.toml")["patterns"][name])


@cache
def verbs() -> dict[str, dict[Verb, set[str]]]:
    """First word of a form → verbs it is a form of, with the kinds of form: those of more words first."""
    table: dict[str, dict[Verb, set[str]]] = {}
    for row in _rows("reporting_verbs.csv"):
        lemma, *rest = re.sub(r"^(s'|se |y )", "", row["lemma"]).split(" ")
        verb = Verb(row["lemma"], row["commits_to"], row["syntax"], not row["lemma"].startswith(lemma), tuple(rest))
        for kind in (FINITE, PARTICIPLE, "other"):
            for form in row[kind].split():
                table.setdefault(form, {}).setdefault(verb, set()).add(kind)
    return {form: dict(sorted(found.items(), key=lambda entry: (-len(entry[0].rest), not entry[0].reflexive)))
            for form, found in table.items()}


@cache
def reporting_lemmas() -> frozenset[str]:
    """The reporting verbs of one word, by lemma."""
    return frozenset(verb.lemma for found in verbs().values() for verb in found if not verb.rest)


@cache
def nouns() -> dict[str, str]:
    """Source noun, singular or plural → kind."""
    people = (read_text("titles.txt") + read_text("callings.txt")).splitlines()
    table = {noun: "person" for line in people if line[0] != "#" for noun in line.split()}
    table |= {noun: row["kind"] for row in _rows("source_nouns.csv") for noun in row["noun"].split()}
    return {noun + "s": kind for noun, kind in table.items()} | table


@cache
def given_gender(name: str) -> str:
    """Masc or Fem by the given name a name begins with; "" where it is unknown or both bear it."""
    given, known = slug(name.split()[0]), read_text("given_names.txt").split()
    given = given if given in known else given.split("-")[0]
    women, both = (part.split("]")[1].split() for part in read_text("genders.txt").split("[")[1:])
    return "" if given in both else "Fem" if given in women else "Masc" * (given in known)


@cache
def cues() -> re.Pattern[str]:
    """One pattern for all cues, a group for each kind."""
    kinds: dict[str, list[str]] = {}
    for row in _rows("attribution_cues.csv"):
        kinds.setdefault(row["kind"], []).append(row["cue"].replace("'", "['’]").replace(" ", r"\s+"))
    groups = "|".join(f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in kinds.items())
    return re.compile(rf"(?<![\w’'-])(?:{groups})(?!\w)", re.IGNORECASE)


@cache
def is_agency(name: str) -> bool:
    """A news agency by its name."""
    return AGENCY.fullmatch(name.lower()) is not None


def reporting_verb(token: Token) -> tuple[Verb, set[str]] | None:
    """The reporting verb a token is a form of, and the kinds of form it can be; None where it is none.

    A reflexive entry (« se féliciter ») needs its pronoun, one of several words the others just after.
    """
    doc, i = token.doc, token.i
    for verb, kinds in verbs().get(token.lower_.replace("’", "'"), {}).items():
        before = itertools.takewhile(lambda t: t.text != ",", reversed(doc[max(0, i - 3):i]))
        itself = any(t.lower_ in words("y" if verb.lemma[:2] == "y " else "self") for t in before)
        behind = [t.lower_ for t in doc[i + 1:i + 4] if t.lower_ not in words("inverted subject")] if verb.rest else []
        follows = behind[:len(verb.rest)] == list(verb.rest)  # « fait-il valoir »
        if follows and (itself == verb.reflexive or verb.lemma in ("déclarer", "affirmer", "estimer", "juger")):
            return verb, kinds
    return None
