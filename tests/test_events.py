"""Events: short stories told by several outlets, and the kinds of deeds."""

from datetime import date

import pytest
from stories import stories, together

from helpers import events
from helpers.data import read_toml
from helpers.events import kinds

STORIES = stories("events.xml")
marks = [pytest.param(story, id=name, marks=[pytest.mark.xfail(strict=True)] if kind == "known failure" else [])
         for name, kind, story in STORIES]


def find(story, statements=None):
    return events.find(story.statements if statements is None else statements, story.sentences, story.mentions, story.timexes,
                       story.articles, story.datings, story.actors, story.chronology)


@pytest.mark.parametrize("story", marks)
def test_statements_of_one_happening_come_together(story):
    _, statements = find(story)
    got = statements.set_index("statement_id").event_id
    expected = story.expected.set_index("statement_id").event
    known = set(story.chronology.event_id)
    for statement, event in expected.items():
        assert got[statement] == event if event in known else got[statement] not in known
    told = [statement for statement in expected.index if expected[statement] not in known]
    assert together(got[told], expected[told])[0] == together(got[told], expected[told])[1]


@pytest.mark.parametrize("name, kind, story", STORIES)
def test_the_table_tells_of_every_event_and_nothing_else(name, kind, story):
    found, statements = find(story)
    assert list(found.columns) == events.COLUMNS and found.event_id.is_unique
    assert set(found.event_id) == set(statements.event_id.dropna())
    count = statements.groupby("event_id").article_id.nunique()
    assert dict(zip(found.event_id, found.n_articles)) == count.to_dict()
    assert all(row.earliest <= row.latest for row in found.dropna(subset="earliest").itertuples())


@pytest.mark.parametrize("name, kind, story", STORIES)
def test_the_order_of_rows_changes_nothing(name, kind, story):
    found, statements = find(story)
    other, shuffled = find(story, story.statements.iloc[::-1])
    assert found.equals(other)
    assert dict(zip(statements.statement_id, statements.event_id)) == dict(zip(shuffled.statement_id, shuffled.event_id))


def test_the_table_says_what_most_tellings_have():
    found, _ = find(next(story for name, _, story in STORIES if name.startswith("who marches")))
    row = found.iloc[0]
    assert len(found) == 1 and (row.kind, row.earliest, row.latest) == ("protest", date(2018, 5, 12), date(2018, 5, 12))
    assert row.place == "Lens" and row.n_articles == 2 and row.label.startswith("Le 12 mai, des habitants ont manifesté")


def test_no_word_names_two_kinds():
    words = [(word, kind) for kind, entry in kinds.lexicon().items() for word in dict.fromkeys(entry["verbs"] + entry["nouns"])]
    double = sorted({word for word, kind in words if kinds.of_word(word) not in (kind, None)})
    assert double == []


def test_near_kinds_are_kinds():
    assert {near for entry in kinds.lexicon().values() for near in entry["near"]} <= set(kinds.lexicon())


@pytest.mark.parametrize("text, lemma, kind", [
    ("La mairie va présenter son budget", "aller", None), ("Le ministre va jeudi à Lens", "aller", "visit"),
    ("Le maire vient d'être réélu", "venir", None), ("La préfète tire les leçons de la crue", "tirer", None),
    ("Pyongyang a tiré deux missiles vers la mer", "tirer", "launch"), ("Des hommes ont tiré sur la foule", "tirer", "attack"),
    ("Les rebelles ont lancé une offensive", "lancer", "attack"), ("L'association lance un appel aux dons", "lancer", None),
    ("La romancière a reçu le prix Médicis", "recevoir", "award"), ("Le club a reçu une aide de la région", "recevoir", None),
    ("La sénatrice a remporté l'élection partielle", "remporter", "election"), ("Lens a remporté la finale", "remporter", "sport"),
    ("Un séisme a frappé la côte", "frapper", "disaster"), ("La cour a validé le scrutin", "valider", "ruling"),
    ("La bourse de Milan s'est effondrée", "effondrer", None), ("Un immeuble s'est effondré à Lille", "effondrer", "disaster"),
    ("Les putschistes ont renversé le président", "renverser", "coup"), ("Un camion s'est renversé sur la route", "renverser", "disaster"),
    ("La holding détient 40 % du capital", "détenir", None), ("Le bilan passe à douze morts", "passer", "death"),
    ("Le suspect a été placé en garde à vue", "placer", "arrest"), ("La circulation est interrompue", "interrompre", "closure"),
    ("Le pays observe trois jours de deuil", "deuil", "mourning"), ("sa sortie présidentielle", "présidentielle", None),
    ("Le président a prêté serment", "serment", "inauguration"), ("Le préfet a quitté ses fonctions", "quitter", "resignation")])
def test_the_company_of_a_word_says_what_it_tells(text, lemma, kind):
    assert kinds.of_word(lemma, text) == kind


def test_senses_are_kinds():
    assert {kind for senses in read_toml("events_senses.toml").values() for kind in senses} <= {*kinds.lexicon(), "none"}
