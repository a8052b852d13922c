"""The tables of the worked corpus against its gold: accuracy may rise, and may not fall."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from helpers.study import gold, load, score

FLOORS = pd.read_csv(Path(__file__).parent / "floors.csv")


@pytest.fixture(scope="module")
def measured():
    return score.scores(load().settings)[0].set_index(["table", "measure"])


@pytest.mark.parametrize("table,measure,floor", list(FLOORS.itertuples(index=False, name=None)), ids=lambda value: str(value))
def test_accuracy_does_not_fall_below_its_floor(measured, table, measure, floor):
    assert measured.f1[table, measure] >= floor


def test_every_measure_has_a_floor(measured):
    assert list(measured.index) == list(FLOORS[["table", "measure"]].itertuples(index=False, name=None))


def test_b3_of_groupings_worked_by_hand():
    """Items abc d against ab cd: precision (1 + 1 + .5 + .5) / 4, recall (2/3 + 2/3 + 1/3 + 1) / 4."""
    sheet = score._Sheet()
    sheet.group("actors", [("x", 1), ("x", 1), ("x", 2), ("y", 2)])
    row = dict(zip(score.COLUMNS, sheet.rows[0]))
    assert row["precision"] == 0.75 and row["recall"] == pytest.approx(2 / 3, abs=1e-4)


def test_gold_and_found_rows_are_matched_one_to_one():
    pairs = score._match([{"place": (0, 4)}, {"place": (2, 9)}, {"place": None}], [{"start": 0, "end": 9}, {"start": 20, "end": 22}])
    assert [(g and g["place"], f and f["start"]) for g, f in pairs] == [((0, 4), None), ((2, 9), 0), (None, None), (None, 20)]


def test_two_readings_that_differ_in_one_source_agree_on_the_others(tmp_path):
    (tmp_path / "gold" / "bodies").mkdir(parents=True)
    (tmp_path / "gold" / "bodies" / "a.txt").write_text("Le port ferme lundi. La grève dure. Elle finira.", encoding="utf-8")
    header = "event_id,claim_id,by,speaker,quote,quote_group,status\n"
    (tmp_path / "gold" / "told.csv").write_text(
        "article_id,anchor," + header + "a,port ferme,f,c1,afp,,,,factual\na,grève dure,g,c2,,,,,factual\na,Elle finira,g,c3,,,,,planned\n")
    (tmp_path / "gold" / "second.csv").write_text(
        "article_id,statement," + header + "a,port ferme,F,x,,,,,\na,grève dure,G,y,,,,,\na,Elle finira,G,y,,,,,planned\n")
    agreed = score.agreement(SimpleNamespace(folder=tmp_path)).set_index(["table", "measure"]).f1
    assert agreed["statements", "nearest source"] == pytest.approx(2 / 3, abs=1e-4)
    assert agreed["statements", "status"] == agreed["events", "B³"] == 1 and agreed["claims", "B³"] == pytest.approx(0.8, abs=1e-4)


def test_spans_are_carried_over_words_that_are_missing():
    spot = gold.aligner("Kim a reçu hier la délégation.", "Kim a reçu la délégation.")
    assert spot(0, 3) == (0, 3) and spot(11, 15) is None and spot(19, 29) == (14, 24)


def test_a_study_without_gold_is_scored_without_a_crash(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "un.txt").write_text("La Gazette\n\nLe maire de Valmeuse a inauguré lundi la passerelle.\n", "utf-8")
    scores, errors = score.scores(load(tmp_path).settings)
    assert not scores.gold.sum() and not len(errors)
