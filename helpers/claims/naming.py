"""Which names, titles and terms each article chose for the same person or thing."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from itertools import combinations, permutations, product
from typing import NamedTuple

import pandas as pd
from rapidfuzz import fuzz

from helpers.actors import offices
from helpers.actors.offices import compare, read_office, read_roles
from helpers.annotation.gazetteer import fold, parts, read_words
from helpers.claims import patterns
from helpers.claims.likeness import Profiles
from helpers.cleaning import lines

SAME_WEEKS = 60
#: Nouns of what somebody may be beside anything else.
_LOOSE = {*patterns.words("loose"), *(fold(word) for line in read_words("callings.txt") for word in line.split())}


class Value(NamedTuple):
    """One side of a conflict."""

    article_id: str
    value: str
    statement_id: str | None
    event_id: str | None = None
    supported: bool | None = None


def value_at(profiles: Profiles, row: dict, text: str, supported: bool | None = None) -> Value:
    """What stands somewhere (article_id, start, end), with the statement and the event of that place."""
    n = profiles.nearest(row["article_id"], row["start"], row["end"])
    inside = n is not None and profiles.begin[n] <= row["start"] and row["end"] <= profiles.end[n]
    return Value(row["article_id"], text, *((profiles.ids[n], profiles.events[n]) if inside else (None, None)), supported)


def roles(profiles: Profiles, mentions: pd.DataFrame, known_actors: pd.DataFrame | None,
          datings: pd.DataFrame | None, days: dict) -> Iterable[tuple]:
    """Different offices given to one person in telling one event, or, where the register has none for him, in articles
    of one time; and offices the register does not bear out."""
    described = mentions["form"].eq("description") & mentions["actor_id"].isin(mentions["actor_id"][mentions["label"].eq("PER")])
    titled = mentions.assign(title=mentions["title"].fillna(mentions["text"].where(described)))
    titled = titled[titled["title"].notna() & titled["actor_id"].notna()].sort_values(["article_id", "start"])
    told, known, plain = defaultdict(list), known_actors is not None and len(known_actors) > 0, titled[titled["form"].ne("description")]
    given = offices(plain, None, known_actors, datings).to_dict("records") if known and datings is not None and len(plain) else ()
    verdicts = {(row["article_id"], row["start"]): {"right": True, "wrong": False, "outdated": False}.get(row["verdict"]) for row in given}
    days = {article_id: day.toordinal() for article_id, day in days.items() if day}
    held = {row["actor_id"]: {_noun(role.text) for role in read_roles(row["roles"]) if patterns.expression("plain").fullmatch(fold(role.text.replace(role.office.country or "", "")))}
            for row in (known_actors.to_dict("records") if known else []) if row.get("roles")}
    for row in titled.to_dict("records"):
        right, office = verdicts.get((row["article_id"], row["start"])), read_office(row["title"])
        value = value_at(profiles, row, row["title"], right)
        occasion = value.event_id if row["actor_id"] in held else None
        told[row["actor_id"], occasion].append((office, value))
    for (actor_id, event_id), rows in sorted(told.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        ways = defaultdict(list)
        for office, value in rows:
            ways[office, value.value].append(value)
        differ = (event_id or actor_id not in held) and any(
            event_id or abs(days.get(va.article_id, 0) - days.get(vb.article_id, SAME_WEEKS + 1)) <= SAME_WEEKS
            for one, other in permutations(ways, 2) if _differ(one[0], other[0], one[1], other[1], held.get(actor_id))
            for va, vb in product(ways[one], ways[other]) if va.article_id < vb.article_id)
        if differ:
            yield "role", actor_id, event_id, _first_each(value for _, value in rows)
        elif wrong := [value for office, value in rows if value.supported is False and office.noun not in _LOOSE]:
            yield "role", actor_id, event_id, _first_each(wrong)


def _differ(a, b, title_a: str, title_b: str, held: set[str] | None) -> bool:
    """Two titles that cannot be one office told more or less fully, or a vague word (dirigeant) beside an office which
    the register does not bear out (`held`: nouns of the offices held, None where the register has none)."""
    words = [_noun(title) for title in (title_a, title_b)]
    vague = [word in patterns.words("vague") for word in words]
    if a.noun == b.noun == "chief" and words[0] != words[1] and vague[0] != vague[1] and held is not None:
        return words[vague.index(False)] not in held
    if set(words) <= set(patterns.words("ranks")):
        return words[0] != words[1]
    if any(vague) or a.former != b.former or not a.noun or not b.noun or {a.noun, b.noun} & _LOOSE:
        return False
    one, other = ({word[:5] for word in side.domain - {*patterns.words("whose_office")}} for side in (a, b))
    return a.noun != b.noun or a.deputy != b.deputy or not (one <= other or other <= one)


def _noun(title: str) -> str:
    return re.match(r"(?:ancien(?:ne)? |ex[- ])?([\w-]*)", fold(title))[1]


def _first_each(values: Iterable) -> list:
    """The first row of each article and value."""
    kept = {(value.article_id, fold(value.value)): value for value in reversed(list(values))}
    return [kept[key] for key in sorted(kept)]


def spellings(profiles: Profiles, mentions: pd.DataFrame, known_actors: pd.DataFrame | None) -> Iterable[tuple]:
    """Names of one person or place spelled differently from article to article, hyphens aside; and bodies of one
    kind that are one, each named as if it were another."""
    known = {row["actor_id"]: {_spelling(form) for form in [row["name"], *parts(row.get("aliases"))]}
             for row in ([] if known_actors is None else known_actors.to_dict("records"))}
    named = mentions[mentions["form"].eq("name") & mentions["label"].isin(["PER", "LOC", "ORG"]) & mentions["actor_id"].notna()]
    named = named.sort_values(["article_id", "start"])
    body = named["label"].eq("ORG").groupby(named["actor_id"]).transform("all")
    shown = [text if whole else _spelling(text, _small) for text, whole in zip(named["text"], body)]
    named = named.assign(shown=shown).drop_duplicates(["actor_id", "article_id", "shown"])
    by_actor = defaultdict(list)
    for row in named[named.groupby("actor_id")["shown"].transform("nunique") > 1].to_dict("records"):
        by_actor[row["actor_id"]].append(row)
    for actor_id, rows in sorted(by_actor.items()):
        told, values = defaultdict(set), []
        for row in rows:
            told[row["shown"]].add(row["article_id"])
        other_name = _renamed if all(row["label"] == "ORG" for row in rows) else _respelled
        elsewhere = {one: set().union(*(told[other] for other in told if other_name(one, other))) for one in told}
        for row in (row for row in rows if elsewhere[row["shown"]] - {row["article_id"]}):
            words = set(_spelling(row["text"]).split())
            right = any(words <= set(form.split()) for form in known[actor_id]) if actor_id in known else None
            values.append(value_at(profiles, row, row["text"], right))
        if values:
            yield "name", actor_id, None, sorted(values, key=lambda value: (value.article_id, value.value))


def _small(text: str) -> str:
    """Small letters with their accents; capitals lose theirs (Édouard, Edouard)."""
    return "".join(fold(c) if c.isupper() else c for c in text)


@cache
def _spelling(text: str, plain: Callable = fold) -> str:
    return " ".join(word for word in re.findall(r"\w+", plain(text)) if word not in patterns.words("address"))


def _respelled(a: str, b: str) -> bool:
    """Whether some word of one name is another spelling of a word in the other, neither left out nor cut short (accents
    count in names of as many words), or the words of both stand in another order."""
    (one, left), (other, right) = ((words, set(words)) for words in (a.split(), b.split()))
    return a != b and left == right or any(
        fuzz.ratio(x, y) >= 55 and min(len(x), len(y)) > 2 and (len(one) == len(other) or fold(x) != fold(y)) and not (x.startswith(y) or y.startswith(x))
        for x in left - right for y in right - left)


def _renamed(a: str, b: str) -> bool:
    """Whether two bodies of one kind have nothing else in common by their names, save names in them."""
    one, other = (read_office(re.sub(r"(?<=\S )[A-ZÉ]\S+", "", text)) for text in (a, b))
    return compare(one, other) == "near" and not one.domain & other.domain


def find_terms(articles: pd.DataFrame, terms: pd.DataFrame | None) -> pd.DataFrame:
    """Every place where a term of the register stands: article_id, referent, term, start, end, text; longest term
    first.

    Inflection is taken in its usual form: a final s, e or x is left aside in each word.
    """
    given = sorted(() if terms is None else zip(terms["term"], terms["referent"]), key=lambda row: (-len(row[0]), row))
    pattern = re.compile("|".join(f"({_pattern(term)})" for term, _ in given) or "(?!)")
    rows = [[article_id, *reversed(given[match.lastindex - 1]), *match.span(), text[slice(*match.span())]]
            for article_id, text in zip(articles["article_id"], articles["text"]) for match in pattern.finditer(lines.fold(text))]
    columns = ["article_id", "referent", "term", "start", "end", "text"]
    return pd.DataFrame(rows, columns=columns).sort_values(["article_id", "start"], ignore_index=True)


def _pattern(term: str) -> str:
    words = re.findall(r"\w+|[^\w\s]", lines.fold(term))
    return r"\b" + r"\s*".join(re.escape(re.sub(r"(?<=\w{3})[esx]{1,2}$", "", word)) + (r"[esx]{0,2}" if len(word) > 3 else "")
                               for word in words).replace(r"\s*'", "'") + r"\b"


def terms_of(profiles: Profiles, mentions: pd.DataFrame, articles: pd.DataFrame,
             terms: pd.DataFrame | None) -> Iterable[tuple]:
    """Terms of the register chosen differently for one referent in telling one event, that where most articles name it;
    with what the other articles call it, wherever they do.

    Referents that are persons or states by their names and titles are left to `roles` and `spellings`.
    """
    found = find_terms(articles, terms)
    told, named = defaultdict(list), mentions[mentions["actor_id"].notna() & mentions["form"].ne("demonym")]
    known = (named["text"] + "|" + named["title"].fillna("")).groupby(named["article_id"]).agg("|".join).map(lines.fold)
    for row in found.to_dict("records"):
        if lines.fold(row["text"]) not in known.get(row["article_id"], ""):
            told[row["referent"]].append(value_at(profiles, row, row["term"]))
    for referent, values in sorted(told.items()):
        groups = [_first_each(v for v in values if v.event_id == event_id) for event_id in sorted({v.event_id for v in values if v.event_id})]
        terms_by = [pd.Series([v.value for v in group]).groupby([v.article_id for v in group]).agg(set) for group in groups]
        groups = [group for group, told in zip(groups, terms_by) if any(not a & b for a, b in combinations(told, 2))]
        if groups:
            largest = max(groups, key=lambda group: (len({v.article_id for v in group}), group[0].event_id))
            elsewhere = _first_each(v for v in values if v.article_id not in {other.article_id for other in largest})
            yield "naming", referent, largest[0].event_id, [*largest, *elsewhere]
