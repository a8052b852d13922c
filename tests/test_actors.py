"""Who is who: pairs of spellings, small studies, offices."""

import csv
import random
import re
import time
import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from helpers import actors
from helpers.actors import persons, spellings
from helpers.actors.offices import read_roles, verdict
from helpers.actors.sources import collective

CASES = Path(__file__).parent / "cases"
COLUMNS = ["article_id", "sentence_id", "start", "end", "text", "label", "form", "is_metonym", "title"]
MARK = re.compile(r"\[(?P<label>PER|LOC|ORG|MISC)(?::(?P<kind>\w+))?\|(?P<text>[^|\]]+)(?:\|(?P<title>[^\]]+))?\]")


def rows(name):
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def study(marked, published=()):
    """Mentions and articles of texts with their names marked."""
    found, texts = [], []
    for n, text in enumerate(marked):
        plain = MARK.sub(lambda m: m["text"], text)
        texts.append({"article_id": f"a{n}", "source_file": f"a{n}.txt", "text": plain, "published": date.fromisoformat(published[n]) if published else None})
        shift = 0
        for m in MARK.finditer(text):
            start = m.start() - shift
            shift += len(m[0]) - len(m["text"])
            form = m["kind"] if m["kind"] in ("description", "demonym") else "name"
            sentence = len(re.findall(r"[.\n]", plain[:start]))
            found.append([f"a{n}", sentence, start, start + len(m["text"]), m["text"], m["label"], form, m["kind"] == "metonym", m["title"]])
    return pd.DataFrame(found, columns=COLUMNS), pd.DataFrame(texts)


def joined(a, b):
    mentions, articles = study([f"[PER|{a}]", f"[PER|{b}]"])
    found, _, merges = actors.identify(mentions, articles)
    return found.actor_id.nunique() == 1, merges


@pytest.mark.parametrize("row", [pytest.param(r, id=f"{r['a']} / {r['b']}", marks=[pytest.mark.xfail(strict=True)] if r["verdict"] == "fails" else [])
                                 for r in rows("actors-pairs.csv")])
def test_pair(row):
    same, merges = joined(row["a"], row["b"])
    assert same == (row["verdict"] in ("same", "fails"))
    if row["verdict"] == "doubt":
        assert (~merges.accepted).any(), "a doubt is a suggestion"


def test_the_pairs_are_many_and_of_many_languages():
    cases = rows("actors-pairs.csv")
    assert len({name for row in cases for name in (row["a"], row["b"])}) >= 150
    assert len({row["language"] for row in cases}) >= 12


def stories():
    return tomllib.loads((CASES / "actors-stories.toml").read_text(encoding="utf-8"))["story"]


@pytest.mark.parametrize("story", [pytest.param(s, id=s["name"]) for s in stories()])
def test_story(story):
    mentions, articles = study(story["articles"], story.get("published", ()))
    known = pd.DataFrame([dict(zip(("actor_id", "name", "kind", "aliases", "roles"), map(str.strip, row.split("|")))) for row in story.get("register", [])])
    fixes = pd.DataFrame([{"article": ""} | dict(zip(("what", "target", "value"), map(str.strip, row.split("|")))) for row in story.get("corrections", [])])
    found, table, merges = actors.identify(mentions, articles, known if len(known) else None, corrections=fixes if len(fixes) else None)
    ids = dict(zip(found.text, found.actor_id))
    for forms in story.get("same", []):
        assert len({ids[form] for form in forms}) == 1 and ids[forms[0]], {form: ids[form] for form in forms}
    for a, b in story.get("apart", []):
        assert ids[a] != ids[b]
    assert all(pd.isna(ids[form]) for form in story.get("open", []))
    assert {form: ids[form] for form in story.get("ids", {})} == story.get("ids", {})
    assert set(found.actor_id.dropna()) == set(table.actor_id), "every actor named is in the table, and no other"
    accepted = set(zip(merges.actor_id[merges.accepted], merges.form[merges.accepted]))
    assert {(row.actor_id, form) for row in table.itertuples() for form in row.forms} == accepted, "every form has its reason"


ROLES = {"minister": "ministre de la Défense de Russie @2012-11-06..2024-05-12; secrétaire du Conseil de sécurité de Russie @2024-05-12..",
         "leader": "dirigeant suprême de Corée du Nord @2011-12-17.."}


@pytest.mark.parametrize("row", [pytest.param(r, id=f"{r['title']} {r['day']}") for r in rows("actors-offices.csv")])
def test_office(row):
    day = date.fromisoformat(row["day"]) if row["day"] else None
    assert verdict(row["title"], read_roles(ROLES[row["who"]]), day, day)[0] == row["verdict"]


def test_offices_table():
    mentions, articles = study(["[PER|Sergueï Choïgou|secrétaire du Conseil de la défense russe] parle."])
    known = pd.DataFrame([{"actor_id": "serguei-choigou", "name": "Sergueï Choïgou", "kind": "person", "aliases": "", "roles": ROLES["minister"]}])
    found, table, _ = actors.identify(mentions, articles, known)
    datings = pd.DataFrame([{"article_id": "a0", "earliest": date(2025, 6, 3), "latest": date(2025, 6, 8), "best": date(2025, 6, 5)}])
    row = actors.offices(found, table, known, datings).iloc[0]
    assert (row.verdict, row.office_then) == ("wrong", "secrétaire du Conseil de sécurité de Russie")


def test_empty():
    mentions, articles = study(["Rien."])
    found, table, merges = actors.identify(mentions, articles)
    assert found.empty and table.empty and merges.empty


def test_order_of_rows_does_not_matter():
    mentions, articles = study([a for story in stories() for a in story["articles"]])
    first = actors.identify(mentions, articles)
    again = actors.identify(mentions.sample(frac=1, random_state=1), articles.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(first[0], again[0].sort_index())
    pd.testing.assert_frame_equal(first[1], again[1])
    pd.testing.assert_frame_equal(first[2], again[2])


def test_blocks_stay_small():
    given, family = ["Sergueï", "Anna", "Paul", "Karim", "Iouri", "Marta"], ["Bado", "Choïgou", "Dalmas", "Fokine", "Gueye", "Lavrov", "Martin", "Petrov"]
    names = [f"{g} {f}{end}" for g in given for f in family for end in ("", "a", "ine", "ski", "enko", "vitch", "mann", "ez")]
    profiles = [persons.Profile(n, spellings.parse(n), n) for n in names]
    pairs = sum(1 for _ in persons.candidates(profiles))
    assert pairs < len(names) * 12, "never all pairs"


@pytest.mark.parametrize("what,target,value", [("different", "Choigou", "Sergueï Choïgou"), ("same", "Anna Marin", "Anna Morlin"), ("different", "KCNA", "agence de presse centrale coréenne")])
def test_a_correction_changes_only_what_it_is_about(what, target, value):
    mentions, articles = study([a for story in stories() for a in story["articles"]])
    before = actors.identify(mentions, articles)
    fixes = pd.DataFrame([{"what": what, "target": target, "value": value, "article": "", "words": "", "note": ""}])
    after = actors.identify(mentions, articles, corrections=fixes)
    about = set(before[0].actor_id[before[0].text.isin([target, value])]) | set(after[0].actor_id[after[0].text.isin([target, value])])
    together = [set(frame.actor_id[frame.text == target]) == set(frame.actor_id[frame.text == value]) for frame in (before[0], after[0])]
    assert together == [what == "different", what == "same"]
    assert len(about) < len(before[1]) / 4, "most actors are none of its business"
    for old, new in zip(before, after):
        old, new = (frame[~frame.actor_id.isin(about)].reset_index(drop=True) for frame in (old, new))
        assert old.to_json() == new.to_json(), "byte for byte"


@pytest.mark.parametrize("text,name", [("médias d'Etat nord-coréens", "médias d'État nord-coréens"), ("presse d'État nord-coréenne", "médias d'État nord-coréens"),
                                       ("journaux du gouvernement nord-coréen", "médias d'État nord-coréens"), ("agences russes", "agences russes"),
                                       ("agences de presse russes", "agences russes"), ("médias iraniens", "médias iraniens"), ("autorités ukrainiennes", "autorités ukrainiennes"), ("autorités du Royaume-Uni", "autorités britanniques"),
                                       ("agence de presse allemande", None), ("services de renseignement russes", None), ("presse locale", None)])
def test_collective_sources(text, name):
    assert collective(text) == name


def test_a_block_of_many_names_is_split():
    names = [f"{a}{b}{c} Kal{d}{e}{f}{end}" for a in "bp" for b in "aeiou" for c in "lr" for d in "aeiou" for e in "mn" for f in "aeiou" for end in ("ov", "ab", "")]
    found = {frozenset((a.text, b.text)) for a, b in persons.candidates([persons.Profile(n, spellings.parse(n), n) for n in names])}
    assert len(names) == 3000 and len(found) < 100 * len(names), "of 4.5 million pairs"
    assert frozenset(("bal Kalamaov", "bal Kalamoov")) in found and frozenset(("bal Kalamaov", "par Kalunuab")) not in found


def many_names(n):
    """Distinct names as a large corpus has them: 4,000 given and 60,000 family names, few common, most rare; some written two ways."""
    rng = random.Random(1)

    def words(count, ends):
        onsets, vowels, codas = "b d f g k l m n p r s t v z j ch br tr gr st h w kr".split(), "aaaeeiioouué", ["", "", "", "", *"nrlsmkt", "rd", "nt"]
        found = {}
        while len(found) < count:
            syllables = [rng.choice(onsets) + rng.choice(vowels) + rng.choice(codas) for _ in range(rng.choice((1, 2, 2, 2, 3)))]
            found["".join(syllables).capitalize() + rng.choice(ends)] = None
        return list(found)

    given, family = words(4000, ["", "", "", "a", "e", "ine", "o"]), words(60_000, ["", "", "", "ov", "ier", "i", "mann", "enko", "ez", "son", "a"])
    common, rare = ([rank ** -power for rank in range(1, len(w) + 1)] for w, power in ((given, .8), (family, .6)))
    found = {}
    while len(found) < n:
        for a, b in zip(rng.choices(given, common, k=n), rng.choices(family, rare, k=n)):
            found |= {f"{a} {b}": None} | ({f"{a} {b}".replace("ou", "u").replace("ch", "sh").replace("v", "w"): None} if rng.random() < .1 else {})
    return list(found)[:n]


@pytest.mark.slow
def test_two_hundred_thousand_forms_in_minutes():
    mentions = pd.DataFrame([[f"a{i // 40}", i % 40, 0, len(t), t, "PER", "name", False, None] for i, t in enumerate(many_names(200_000))], columns=COLUMNS)
    articles = pd.DataFrame({"article_id": mentions.article_id.unique()}).assign(source_file="", text="", published=None)
    began = time.process_time()
    _, table, _ = actors.identify(mentions, articles)
    assert time.process_time() - began < 240
    assert 150_000 < len(table) < 200_000, "spellings of one name are joined, others are not"
