"""Claims, quotations, conflicts and shared passages, on short invented stories."""

import csv
import tomllib
from datetime import date

import numpy as np
import pandas as pd
import pytest
from stories import CASES, stories, together

from helpers import actors, annotation, claims, dates, dating, events, speech
from helpers.claims import numbers
from helpers.claims.reuse import words

STORIES = stories("claims.xml")
marks = [pytest.param(story, id=name, marks=[pytest.mark.xfail(strict=True)] if kind == "known failure" else [])
         for name, kind, story in STORIES if story.expected.claim.notna().any() or "not one claim" in name]
with (CASES / "claims_numbers.csv").open(encoding="utf-8") as lines:
    NUMBERS = [(row["text"], row["quantities"]) for row in csv.DictReader(line for line in lines if not line.startswith("#"))]
PAIRS = tomllib.loads((CASES / "claims_pairs.toml").read_text(encoding="utf-8"))
PAIRS = [pytest.param(kind, expected, *(f"{lead} {text}" for lead, text in zip(PAIRS["leads"][affair], texts)),
                      marks=[pytest.mark.xfail(strict=True)] if name == "missed" else [], id=f"{kind}: {' | '.join(texts)}")
         for name, rows in PAIRS["pairs"].items() for kind, affair, expected, *texts in rows]


def align(story):
    found, statements = events.find(story.statements, story.sentences, story.mentions, story.timexes, story.articles, story.datings,
                                    story.actors, story.chronology)
    told, statements = claims.align(statements, story.mentions, story.timexes, found, story.articles)
    return found, told, statements


# ---------------------------------------------------------------- claims and quotations
@pytest.mark.parametrize("story", marks)
def test_one_proposition_is_one_claim(story):
    *_, statements = align(story)
    expected = story.expected.set_index("statement_id").claim
    found, right = together(statements.set_index("statement_id").claim_id[expected.index], expected)
    assert found == right


@pytest.mark.parametrize("name, kind, story", STORIES)
def test_every_statement_has_a_claim_and_every_claim_a_wording(name, kind, story):
    _, told, statements = align(story)
    assert statements.claim_id.notna().all() and set(statements.claim_id) == set(told.claim_id) and told.claim_id.is_unique
    assert statements.alignment.between(0, 1).all()
    wordings = statements.groupby("claim_id").text.agg(set)
    assert all(row.text in wordings[row.claim_id] for row in told.itertuples())
    alone = statements.claim_id.map(statements.claim_id.value_counts()) == 1
    assert (statements.alignment[alone] == 1).all()


@pytest.mark.parametrize("name, kind, story", STORIES)
def test_translations_of_one_quotation_are_grouped(name, kind, story):
    *_, statements = align(story)
    expected = story.expected.set_index("statement_id").quote
    found, right = together(statements.set_index("statement_id").quote_group[expected.index], expected)
    assert found == right


def test_the_order_of_rows_changes_nothing():
    for _, _, story in STORIES:
        _, told, statements = align(story)
        story.statements = story.statements.iloc[::-1]
        _, other, shuffled = align(story)
        story.statements = story.statements.iloc[::-1]
        assert told.equals(other)
        assert dict(zip(statements.statement_id, statements.claim_id)) == dict(zip(shuffled.statement_id, shuffled.claim_id))


# ---------------------------------------------------------------- conflicts
@pytest.mark.parametrize("name, kind, story", STORIES)
def test_conflicts_are_found_and_none_made_up(name, kind, story):
    found, _, statements = align(story)
    conflicts = claims.conflicts(statements, story.mentions, story.timexes, found, story.articles, datings=story.datings)
    got = {(rows.kind.iloc[0], rows.attribute.iloc[0], " ".join(sorted(set(rows.article_id)))) for _, rows in conflicts.groupby("conflict_id")}
    assert got == story.conflicts
    for _, rows in conflicts.groupby("conflict_id"):
        assert rows.value.nunique() > 1 and set(rows.statement_id) <= set(statements.statement_id)


@pytest.mark.parametrize("text, expected", NUMBERS)
def test_quantities_with_their_bounds(text, expected):
    def shown(value):
        return "" if value is None else f"{value:.0f}"
    found = "; ".join(f"{shown(q.low)}..{shown(q.high)} {q.unit}" for q in numbers.find(text))
    assert found == expected


# ---------------------------------------------------------------- pairs of reports, from the text
@pytest.fixture(scope="module")
def reports(nlp):
    """What the pass finds in each text of the pairs."""
    texts = sorted({text for pair in PAIRS for text in pair.values[2:]})
    return annotation.annotate(pd.DataFrame({"article_id": texts, "text": texts}))


@pytest.mark.parametrize("kind, expected, one, other", PAIRS)
def test_two_reports_are_at_odds_or_are_not(reports, kind, expected, one, other):
    articles = pd.DataFrame([{"article_id": text, "text": text, "outlet": text, "published": date(2021, 5, 5)} for text in (one, other)])
    found = {name: rows[rows.article_id.isin([one, other])] for name, rows in reports.items()}
    mentions, people, merges = actors.identify(found["mentions"], articles)
    statements, mentions, people, merges = actors.add_sources(speech.credit(found["statements"], mentions), mentions, people, merges)
    assert {actor for chain in statements.source_chain for actor in chain} <= set(people.actor_id)
    mentions, statements = (table.astype(object).where(table.notna(), None) for table in (mentions, statements))  # as stored
    datings = dating.date_articles(articles, found["timexes"], mentions, found["sentences"])
    timexes = dates.resolve_table(found["timexes"], datings)
    told, statements = events.find(statements, found["sentences"], mentions, timexes, articles, datings, people)
    _, statements = claims.align(statements, mentions, timexes, told, articles)
    conflicts = claims.conflicts(statements, mentions, timexes, told, articles, datings=datings)
    joined = statements[statements.article_id.eq(one)].claim_id.iloc[-1] in set(statements[statements.article_id.eq(other)].claim_id)
    assert (kind in {*conflicts.kind, *(["quote"] if statements.quote_group.notna().any() else []), *(["claim"] if joined else [])}) == expected


# ---------------------------------------------------------------- shared passages
WIRE = ("Le conseil municipal a voté mardi soir la reconstruction du vieux pont, fermé depuis la crue de février, pour un coût de quatre "
        "millions d’euros, a annoncé la maire.")


def press(**texts):
    return pd.DataFrame([{"article_id": key, "outlet": key, "credit": None, "text": text} for key, text in texts.items()])


def dated(**days):
    return pd.DataFrame([{"article_id": key, "published": pd.Timestamp(day).date(), "earliest": None, "latest": None} for key, day in days.items()])


def test_a_copied_passage_is_found_to_the_word_and_the_earlier_article_is_its_likely_source():
    articles = press(a=f"Brest. {WIRE} Les travaux dureront un an.", b=f"{WIRE.upper()} Rien n’est dit du calendrier.", c="Le marché ouvre à huit heures.")
    found = claims.reuse(articles, dated(a="2020-03-04", b="2020-03-06", c="2020-03-01"))
    assert found[["article_a", "article_b", "likely_from"]].values.tolist() == [["a", "b", "a"]]
    row, texts = found.iloc[0], articles.set_index("article_id").text
    passage, = row.passages
    assert texts["a"][passage["start_a"]:passage["end_a"]] == WIRE.rstrip(".")
    assert words(texts["a"][passage["start_a"]:passage["end_a"]])[0] == words(texts["b"][passage["start_b"]:passage["end_b"]])[0]
    assert row.shared_words == len(words(WIRE)[0]) and row.share_a == row.shared_words / len(words(texts["a"])[0])


def test_a_word_changed_within_a_passage_is_bridged_but_not_counted():
    found = claims.reuse(press(a=WIRE, b=WIRE.replace("vieux", "grand")))
    row, = found.itertuples()
    assert len(row.passages) == 1 and row.shared_words == len(words(WIRE)[0]) - 1 and row.likely_from is None


LONG = WIRE + (" Les travaux dureront un an et seront payés pour moitié par le département. Les camions passeront par la route de la gare, où la "
               "vitesse sera limitée à trente à l’heure.")
SPUN = ("L'assemblée communale a approuvé mardi soir la réfection du vieux viaduc, fermé depuis la crue de février, pour une dépense de quatre millions "
        "d’euros, a indiqué la maire. Les chantiers dureront un an et seront financés pour moitié par le département. Les poids lourds passeront par "
        "la rue de la gare, où l’allure sera limitée à trente à l’heure.")
RETOLD = ("Après la crue de février, le vieux pont sera donc refait : mardi, les élus l’ont décidé. La maire chiffre l’ouvrage à quatre millions d’euros, "
          "dont le département donne la moitié. Pendant un an, les camions iront par la gare, au pas.")


def test_a_copy_with_synonyms_throughout_is_found_and_counts_what_stayed():
    row, = claims.reuse(press(a=f"Brest. {LONG}", b=SPUN)).itertuples()
    passage, = row.passages
    assert 40 <= row.shared_words < len(words(SPUN)[0]) and 0.5 < row.share_b < 0.9
    assert passage["end_b"] - passage["start_b"] > 0.8 * len(SPUN)


def test_the_same_news_in_words_of_ones_own_is_no_copy():
    assert claims.reuse(press(a=LONG, b=RETOLD)).empty and claims.reuse(press(a=SPUN, b=RETOLD)).empty


def test_a_credit_speaks_before_the_day_and_a_common_agency_before_both():
    articles = press(gazette=WIRE, echo=WIRE)
    assert claims.reuse(articles.assign(credit=["Echo", None]), dated(gazette="2020-03-01", echo="2020-03-02")).likely_from[0] == "echo"
    assert claims.reuse(articles.assign(credit="AFP"), dated(gazette="2020-03-01", echo="2020-03-02")).likely_from[0] is None


def test_short_formulas_and_texts_of_one_word_share_nothing():
    assert claims.reuse(press(a="République populaire et démocratique de Corée", b="la République populaire et démocratique de Corée", c="Non.", d="")).empty


def test_shares_are_parts_of_a_whole_and_order_does_not_matter():
    rng = np.random.default_rng(7)
    lexicon = [f"mot{n}" for n in range(40)]
    texts = {f"t{n}": " ".join(rng.choice(lexicon, 120)) for n in range(12)}
    texts["t3"] = texts["t1"][:300] + texts["t3"]
    found, other = claims.reuse(press(**texts)), claims.reuse(press(**dict(reversed(texts.items()))))
    assert found.equals(other) and found.share_a.between(0, 1).all() and found.share_b.between(0, 1).all()
    assert ("t1", "t3") in set(zip(found.article_a, found.article_b))


@pytest.mark.slow
def test_five_thousand_articles_in_two_minutes():
    import time
    rng = np.random.default_rng(1)
    lexicon = np.array([f"mot{n}" for n in range(20_000)])
    base = [rng.choice(lexicon, 350) for _ in range(500)]
    texts = {f"{n:04}": " ".join(np.where(rng.random(350) < 0.75, base[n % 500], rng.choice(lexicon, 350))) for n in range(5000)}
    begin = time.perf_counter()
    assert len(claims.reuse(press(**texts))) > 10_000
    assert time.perf_counter() - begin < 120
