"""Time expressions: cases by kind, no publication day or an uncertain one, bad input, accuracy floor."""
import json
import random
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import spacy

from helpers import dates

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases" / "dates.jsonl").read_text("utf8").splitlines()]
DATINGS = ["article_id", "published", "earliest", "latest", "best"]
SHARED = Path(__file__).parents[2] / "shared"


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def found(nlp, text: str, published: str | None) -> list[dates.Timex]:
    return dates.resolve(dates.find(nlp(text)), day(published))


@pytest.mark.parametrize("case", CASES, ids=[f"{c['kind']}-{n}" for n, c in enumerate(CASES)])
def test_case(nlp, case, request):
    if case["kind"] == "known failure":
        request.node.add_marker(pytest.mark.xfail(strict=True))
    got = [[t.text, t.type, t.value, t.mod, t.earliest and str(t.earliest), t.latest and str(t.latest)]
           for t in found(nlp, case["text"], case["published"])]
    assert [row[:len(expected)] for row, expected in zip(got, case["expected"], strict=True)] == case["expected"]


def test_weekday_that_disagrees_is_flagged(nlp):
    wrong, right = found(nlp, "La loi du lundi 28 avril 2024 suit celle du dimanche 28 avril 2024.", None)
    assert wrong.flags == ("weekday disagrees",) and right.flags == ()


def test_parts_of_a_range_share_an_id(nlp):
    parts = found(nlp, "La foire se tient du 25 au 27 juillet 2023.", None)
    assert len(parts) == 2 and parts[0].range_id == parts[1].range_id is not None


def test_component_serves_spacy_users(nlp):
    doc = nlp("Hier, le 18 juillet 2024, il pleuvait.")
    assert [span._.timex.value for span in doc.spans["timexes"]][-1] == "2024-07-18"
    assert all(span.text == span._.timex.text for span in doc.spans["timexes"])


def test_two_expressions_in_one_token(nlp):
    assert [t.value for t in nlp("La saison 2002/2003 commence.")._.timexes] == ["2002", "2003"]


def test_without_a_parser():
    doc = spacy.blank("fr")("Il arrivera jeudi. Le 18 juillet 2024, il est parti.")
    assert [t.value for t in dates.resolve(dates.find(doc), None)] == ["XXXX-WXX-4", "2024-07-18"]


def test_garbage_never_raises():
    blank, rng = spacy.blank("fr"), random.Random(0)
    words = ("le 31 février 99 h du 1er au et demi lundi mi- - / : 2024 siècle été dernier XIXe ans il y a "
             "\u00a0 \n ’ « 0 avant mois prochain fin 45").split(" ")
    for _ in range(300):
        text = " ".join(rng.choices(words, k=12))
        for timex in dates.resolve(dates.find(blank(text)), date(2024, 1, 31)):
            assert text[timex.start:timex.end] == timex.text and timex.value


def table(nlp, text: str) -> pd.DataFrame:
    rows = [dict(article_id="a", sentence_id=0, start=t.start, end=t.end, text=t.text, type=t.type, mod=t.mod,
                 spec=json.dumps(t.spec), range_id=t.range_id, flags=list(t.flags)) for t in dates.find(nlp(text))]
    return pd.DataFrame(rows)


TEXT = "Le 18 juillet, il a reçu la délégation. Hier, il était à Pyongyang. En 2023, il était ministre."


@pytest.mark.parametrize("dating, values", [
    ((date(2024, 7, 20), None, None, None), ["2024-07-18", "2024-07-19", "2023"]),
    ((None, date(2024, 7, 19), date(2024, 7, 25), date(2024, 7, 20)), ["2024-07-18", "2024-07", "2023"]),
    ((None, date(2023, 8, 1), date(2024, 8, 1), date(2024, 1, 1)), ["XXXX-07-18", "XXXX-XX-XX", "2023"]),
    ((None, None, None, None), ["XXXX-07-18", "XXXX-XX-XX", "2023"]),
])
def test_table_says_only_what_is_certain(nlp, dating, values):
    datings = pd.DataFrame([("a", *dating)], columns=DATINGS, dtype=object)
    resolved = dates.resolve_table(table(nlp, TEXT), datings)
    assert resolved.value.tolist() == values
    assert resolved.earliest.isna().tolist() == [value.startswith("XXXX") and not dating[1] for value in values]


def test_uncertain_day_has_the_days_of_both_readings(nlp):
    datings = pd.DataFrame([("a", None, date(2024, 7, 19), date(2024, 7, 25), None)], columns=DATINGS, dtype=object)
    yesterday = dates.resolve_table(table(nlp, TEXT), datings).iloc[1]
    assert (yesterday.earliest, yesterday.latest) == (date(2024, 7, 18), date(2024, 7, 24))
    assert yesterday["flags"] == ["publication day uncertain"]


def test_an_uncertain_day_gives_no_time_of_day(nlp):
    row = ("a", None, date(2025, 3, 4), date(2025, 6, 7), date(2025, 5, 5))
    datings = pd.DataFrame([row], columns=DATINGS, dtype=object)
    found = dates.resolve_table(table(nlp, "Le train est parti à 14 h 30."), datings).iloc[0]
    assert (found.type, found.value, found["flags"]) == ("TIME", "XXXX-XX-XXT14:30", ["publication day uncertain"])


@pytest.mark.parametrize("text, type, value", [
    ("Le marché a lieu le samedi matin.", "SET", "XXXX-WXX-6TMO"),
    ("Les élus se réunissaient le lundi soir à la mairie.", "SET", "XXXX-WXX-1TEV"),
    ("Le surlendemain, il était mort.", "DATE", "XXXX-XX-XX"),
    ("La semaine du 12 mars sera décisive.", "DATE", "2024-W11"),
    ("Le week-end des 4 et 5 mai a été pluvieux.", "DATE", "2024-W18-WE"),
])
def test_habits_weeks_and_what_hangs_on_no_day(nlp, text, type, value):
    (timex,) = found(nlp, text, "2024-03-14")
    assert (timex.type, timex.value) == (type, value)


@pytest.mark.parametrize("text, tense", [("Le comité se prononcerait le 3 mai.", "future"),
                                         ("Une source dit que le comité se réunirait le 3 mai.", "future"),
                                         ("Les soldats tiraient le 3 mai sur la foule.", "past")])
def test_conditionals_look_ahead(nlp, text, tense):
    assert dates.find(nlp(text))[0].spec["tense"] == tense


def test_within_a_week_most_days_decide(nlp):
    row = ("a", None, date(2025, 6, 4), date(2025, 6, 7), date(2025, 6, 5))
    datings = pd.DataFrame([row], columns=DATINGS, dtype=object)
    thursday = dates.resolve_table(table(nlp, "Les médias l'ont annoncé jeudi."), datings).iloc[0]
    assert (thursday.value, thursday["flags"]) == ("2025-06-05", ["publication day uncertain"])
    assert (thursday.earliest, thursday.latest) == (date(2025, 5, 29), date(2025, 6, 5))


def test_empty_table():
    columns = ["article_id", "start", "end", "text", "spec"]
    empty = dates.resolve_table(pd.DataFrame(columns=columns), pd.DataFrame(columns=["article_id", "published"]))
    assert empty.empty and {"value", "earliest", "latest"} <= set(empty.columns)


@pytest.mark.slow
def test_accuracy_floor_on_timebank(nlp):
    """Value F1 on the French TimeBank may not fall under the floor (measured 91)."""
    if not (SHARED / "data" / "timebank-dev").exists():
        pytest.skip("the annotated TimeBank documents are not here")
    import sys
    sys.path.insert(0, str(SHARED / "tools"))
    import annotated_study
    value = annotated_study.canonical
    same = lambda g, p: g[0] < p[1] and p[0] < g[1] and value(g[3]) == value(p[3])
    tally = annotated_study.Tally()
    for _, (text, published, gold, _) in annotated_study.documents(SHARED / "data" / "timebank-dev"):
        tally.add(gold, [(t.start, t.end, t.type, t.value) for t in found(nlp, text, published)], same)
    precision, recall = tally.hits_pred / tally.pred, tally.hits_gold / tally.gold
    assert 2 * precision * recall / (precision + recall) >= 0.88
