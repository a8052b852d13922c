"""Undated articles dated from what they say and from what the study knows; cases in tests/cases/dating.toml."""

import json
import tomllib
from bisect import bisect_right
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers import dates, dating
from helpers.dating import belief, known, neighbours, offices, told

DATA = tomllib.loads((Path(__file__).parent / "cases" / "dating.toml").read_text(encoding="utf-8"))
CASES = DATA["case"]
PLACES = "Lormont Brissac Vernay Tillac Ossun Maubec Cholay Ardres Bazens Seyne".split()


def study(nlp, texts, mentions=(), published=None):
    """articles, timexes, mentions, sentences of {article_id: text}; mentions are those of the article "x"."""
    rows = {"sentences": [], "timexes": [], "mentions": []}
    for key, text in texts.items():
        doc = nlp(text)
        starts = [s.start_char for s in doc.sents]
        at = lambda place: bisect_right(starts, place) - 1
        row = lambda start, end: {"article_id": key, "sentence_id": at(start), "start": start, "end": end}
        rows["sentences"] += [row(s.start_char, s.end_char) for s in doc.sents]
        rows["timexes"] += [row(t.start, t.end) | {"text": t.text, "spec": json.dumps(t.spec)} for t in dates.find(doc)]
        for words, actor, title in mentions if key == "x" else ():
            place = text.find(words)
            rows["mentions"].append(row(place, place + len(words)) | {
                "text": words, "label": "PER", "actor_id": actor, "title": title or None})
    columns = ["article_id", "sentence_id", "start", "end", "text", "label", "actor_id", "title", "spec"]
    frames = {name: pd.DataFrame(found, columns=columns if not found else None) for name, found in rows.items()}
    articles = pd.DataFrame([{"article_id": k, "source_file": f"articles/{k}.txt", "text": t, "url_date": None,
                              "published": (published or {}).get(k)} for k, t in texts.items()])
    return articles, frames["timexes"], frames["mentions"], frames["sentences"]


def three_years():
    """Thirty-six dated articles, one a month, that have nothing to do with the undated one."""
    days = {f"d{n:02d}": date(2016 + n // 12, n % 12 + 1, 9) for n in range(36)}
    return {key: f"Le marché de {PLACES[n % 10]} a changé de place." for n, key in enumerate(days)}, days


def registers(case):
    actors = pd.DataFrame([{"kind": "person", "aliases": "", "roles": ""} | a for a in case.get("actors", [])],
                          columns=["actor_id", "name", "kind", "aliases", "roles"])
    events = pd.DataFrame([{"end": "", "kind": ""} | e for e in case.get("events", [])],
                          columns=["event_id", "label", "start", "end", "kind", "place", "actors"])
    return actors, events


def dated(nlp, case):
    texts, published = three_years() if case.get("dated") == "three years" else ({}, {})
    frames = study(nlp, texts | {"x": case["text"]}, case.get("mentions", ()), published)
    found = dating.date_articles(*frames, *registers(case))
    return found[found["article_id"] == "x"].iloc[0]


@pytest.mark.parametrize("case", [c for c in CASES if c["kind"] != "left-alone"], ids=lambda c: c["name"])
def test_a_day_is_found(nlp, case):
    row = dated(nlp, case)
    assert row["basis"] == "inferred", row["evidence"]
    assert row["earliest"] <= case["within"] <= row["latest"]
    assert (row["latest"] - row["earliest"]).days <= case["days"]
    if row["best"] is not None:
        assert abs((row["best"] - case["within"]).days) <= case.get("off", 3)
    assert {row["earliest"].year, row["latest"].year} <= {case["year"]} if "year" in case else True
    assert all(any(words in sentence for sentence in row["evidence"]) for words in case.get("says", []))


@pytest.mark.parametrize("case", [c for c in CASES if c["kind"] == "left-alone"], ids=lambda c: c["name"])
def test_no_evidence_no_year(nlp, case):
    row = dated(nlp, case)
    assert (row["basis"], row["best"], row["earliest"], row["latest"]) == ("unknown", None, None, None)
    assert row["evidence"]


def test_a_stated_day_is_kept_and_its_address_checked(nlp):
    frames = study(nlp, {"a": "Le marché a changé de place."}, published={"a": date(2020, 3, 2)})
    frames[0]["url_date"] = [date(2020, 5, 9)]
    row = dating.date_articles(*frames).iloc[0]
    assert (row["basis"], row["best"], row["flags"]) == ("stated", date(2020, 3, 2), ["address date disagrees"])


@pytest.mark.parametrize("case", DATA["stated"], ids=lambda c: c["name"])
def test_contradictions_are_shown(nlp, case):
    day = date(2020, 3, 2)
    frames = study(nlp, {"a": case["text"]}, published={"a": day})
    frames[0]["url_date"] = [case.get("address")]
    if case.get("dateline"):
        frames[0][["published_from", "dateline_value"]] = "page", str(day)
    row = dating.date_articles(*frames).iloc[0]
    assert (row["best"], row["earliest"], row["latest"], row["flags"]) == (day, day, case["latest"], case["flags"])
    assert len(row["evidence"]) == 1 + len(case["flags"])


def test_a_dateline_without_a_year_is_of_the_day_or_the_one_before():
    found, = told.dateline("LORMONT, vendredi 14 avril (APV)", "XXXX-04-14")
    days = belief.candidate_days([2017])
    chance = belief.combine(np.full(len(days), 1 / len(days)), told.clues([found], days))
    assert chance[np.isin(days, [date(2017, 4, n).toordinal() for n in (14, 15)])].sum() > 0.5 * chance[
        (days >= date(2017, 1, 1).toordinal()) & (days <= date(2017, 12, 31).toordinal())].sum()
    assert told.dateline("LORMONT", None) == told.dateline("LORMONT, 14 avril 2017", "2017-04-14") == []


def test_a_correction_wins(nlp):
    frames = study(nlp, {"a": "Le marché a changé de place."}, published={"a": date(2020, 3, 2)})
    corrections = pd.DataFrame([{"what": "date", "article": "a.txt", "value": "2020-03-04", "why": "imprint"}])
    row = dating.date_articles(*frames, corrections=corrections).iloc[0]
    assert row["published"] == date(2020, 3, 4) and "imprint" in row["evidence"][0]


def test_an_address_gives_the_day(nlp):
    frames = study(nlp, {"a": "Le marché a changé de place."})
    frames[0]["url_date"] = [date(2020, 5, 9)]
    row = dating.date_articles(*frames).iloc[0]
    assert row["best"] == date(2020, 5, 9) and row["kinds"] == ["address"]


def test_an_office_no_longer_held_bounds_the_day(nlp):
    actors = pd.DataFrame([{"actor_id": "lia-moran", "name": "Lia Moran", "kind": "person", "aliases": "",
                            "roles": "ministre de la Santé de Norlande @2015-05-01..2018-03-31; "
                                     "secrétaire du Conseil du fleuve @2018-04-01.."}])
    text = "Lia Moran, ministre de la Santé, a visité l'hôpital de Tillac."
    days = belief.candidate_days([2014, 2020])
    mention = {"text": "Lia Moran", "actor_id": "lia-moran", "start": 0, "title": "ministre de la Santé"}
    clues = offices.clues(known.read(actors, None), [mention], days)
    inside = days[np.exp(clues[0].weight) > 0.5]
    assert date(2015, 4, 25) < date.fromordinal(int(inside[0])) < date(2015, 5, 2)
    assert date.fromordinal(int(inside[-1])) < date(2018, 4, 5)
    held, soon, late = (np.exp(clues[0].weight[days == day.toordinal()][0])
                        for day in (date(2018, 3, 1), date(2018, 4, 10), date(2018, 12, 1)))
    assert held > soon > 2 * late  # some weeks long the title is still given


def test_dated_articles_of_the_same_affair_date_it(nlp):
    texts, published = three_years()
    affair = "Le tunnel de Grandval s'est effondré, six mineurs restent bloqués, on fore un puits de secours. Bilan {}."
    texts |= {"near": affair.format("provisoire"), "x": affair.format("inconnu")}
    found = dating.date_articles(*study(nlp, texts, published=published | {"near": date(2017, 6, 6)}))
    row = found[found["article_id"] == "x"].iloc[0]
    assert row["earliest"] <= date(2017, 6, 6) <= row["latest"] and abs((row["best"] - date(2017, 6, 6)).days) <= 3
    assert any("near" in sentence for sentence in row["evidence"])


def test_nothing_rests_on_itself(nlp):
    """Two undated articles that resemble each other, and nothing else, do not date each other."""
    texts, published = three_years()
    texts |= {k: f"Le tunnel de Grandval s'est effondré, six mineurs restent bloqués. Bilan {k}." for k in ("x", "y")}
    found = dating.date_articles(*study(nlp, texts, published=published)).set_index("article_id")
    assert list(found.loc[["x", "y"], "basis"]) == ["unknown", "unknown"]


def test_the_order_of_articles_changes_nothing(nlp):
    texts, published = three_years()
    frames = study(nlp, texts | {"x": CASES[0]["text"]}, published=published)
    turned = [frame.iloc[::-1].reset_index(drop=True) for frame in frames]
    pd.testing.assert_frame_equal(dating.date_articles(*frames), dating.date_articles(*turned))


def test_conflicting_evidence_widens_the_interval():
    days = belief.candidate_days([2020])
    at = lambda day: np.log(0.01 + np.exp(-np.abs(days - day.toordinal()) / 3.0))
    flat = np.full(len(days), 1 / len(days))
    one, two = belief.Clue("a", "", at(date(2020, 2, 1))), belief.Clue("b", "", at(date(2020, 9, 1)))
    width = lambda clues: np.subtract(*belief.interval(days, belief.combine(flat, clues), 0.8)[1::-1])
    assert width([one, two]) > 200 > width([one, one])


def test_a_year_that_is_only_a_limit_is_not_told_as_past():
    assert told.read("2021", 0, {"kind": "year", "year": 2021, "tense": "past", "until": True}, "Il est élu jusqu'en 2021.").direction is None
    assert told.read("2021", 0, {"kind": "year", "year": 2021, "tense": "past"}, "Il fut élu en 2021.").direction == "past"


def test_rarer_words_alone_make_neighbours():
    texts = {"a": "effondrement du tunnel", "b": "effondrement du tunnel", "c": "marché du lundi"}
    library = neighbours.Library(texts, ["b", "c"])
    library.add(neighbours.Dated("a", 737000))
    assert [article.article_id for _, article, _ in library.like("b")] == ["a"]
    assert library.like("c") == []


def test_stated_wrong_year_is_rare_on_made_up_news():
    """Whatever the year, a weekday and date beside dated articles of three years name the right one of them."""
    for year in (2016, 2017, 2018):
        day = date(year, 4, 14)
        library = neighbours.Library({}, [])
        for n in range(36):
            library.add(neighbours.Dated(f"d{n}", date(2016 + n // 12, n % 12 + 1, 9).toordinal()))
        days = belief.candidate_days([2016, 2018])
        spec = {"kind": "date", "day": 14, "month": 4, "weekday": day.isoweekday(), "tense": "past"}
        found = told.Found("x", 0, spec)
        chance = belief.combine(neighbours.prior(library, days), told.clues([found], days))
        assert abs(belief.interval(days, chance, 0.9)[2] - (day + timedelta(1)).toordinal()) <= 2


def test_days_told_later_than_the_page_says_are_shown(nlp):
    text = "Le marché a changé de place. L'ancien avait été vendu le 5 juin 2020, le nouveau a ouvert le 9 juin 2020."
    frames = study(nlp, {"a": text}, published={"a": date(2020, 3, 2)})
    row = dating.date_articles(*frames).iloc[0]
    assert (row["latest"], row["flags"]) == (date(2020, 3, 2), ["text date disagrees"])
    frames[0][["published_from", "dateline_value"]] = "page", "2020-03-02"
    row = dating.date_articles(*frames).iloc[0]
    assert (row["best"], row["latest"]) == (date(2020, 3, 2), date(2020, 6, 9))


def test_a_dateline_is_of_the_day_or_the_one_before(nlp):
    frames = study(nlp, {"a": "Le marché a changé de place."}, published={"a": date(2020, 3, 2)})
    frames[0][["published_from", "dateline_value"]] = "page", "2020-03-02"
    row = dating.date_articles(*frames).iloc[0]
    assert (row["best"], row["earliest"], row["latest"]) == (date(2020, 3, 2), date(2020, 3, 2), date(2020, 3, 3))


def test_the_pluperfect_is_not_the_news():
    days, text = belief.candidate_days([2018]), "Le suspect avait été arrêté le 4 mai 2018."
    spec = {"kind": "date", "day": 4, "month": 5, "year": 2018, "tense": "past"}
    weight = lambda said: told.clues([told.read("4 mai 2018", 0, spec, said)], days)[0].weight
    fresh, later = (int(np.searchsorted(days, date(2018, *when).toordinal())) for when in ((5, 4), (5, 30)))
    assert weight(text)[later] > weight(text)[fresh]
    assert weight("Le suspect a été arrêté le 4 mai 2018.")[later] < weight("Il a été arrêté le 4 mai 2018.")[fresh]


@pytest.mark.parametrize("said, compared", [
    ("C'est plus que le record du 4 mai.", True), ("Ils étaient 12.300, contre 9.100 le 4 mai.", True),
    ("La foule a dépassé celle du 4 mai.", True), ("Ils étaient plus de 9.100 le 4 mai.", False),
    ("Le musée du parc a ouvert le 4 mai.", False)])
def test_a_day_that_is_compared_with_is_not_the_news(said, compared):
    found = told.read("4 mai", 0, {"kind": "date", "day": 4, "month": 5, "tense": "past"}, said)
    assert ("before" in found.spec) is compared


def test_dates_of_one_sentence_count_once():
    days = belief.candidate_days([2018])
    found = [told.Found(f"{n} mai 2018", sentence, {"kind": "date", "day": n, "month": 5, "year": 2018})
             for sentence in (0, 1) for n in (8, 10, 12)]
    sharp = lambda items: np.ptp(told.clues(items, days)[0].weight)
    assert sharp(found[:3]) < 1.5 * sharp(found[:1])


AFFAIR = {
    "a": "Le pont de Varmont ferme lundi, annonce Lydie Castagnol. Les camions passeront par Ossedat, selon Castagnol.",
    "b": "Des riverains ont bloqué samedi le pont de Varmont. À Ossedat, Lydie Castagnol les a reçus avec Joris Pelvoux.",
    "x": "Samedi, 400 riverains ont bloqué le pont de Varmont. Joris Pelvoux accuse Castagnol et le maire d'Ossedat.",
    "y": "Samedi, 400 coureurs ont pris le départ. Le club remercie Brunoir et la mairie de Chantelac."}


def test_small_study_dates_by_shared_names(nlp):
    """Two dated articles on one affair date a third that shares their names, never one that shares none."""
    days = {"a": date(2019, 3, 8), "b": date(2019, 3, 17)}
    found = dating.date_articles(*study(nlp, AFFAIR, published=days)).set_index("article_id")
    assert found.loc["x", "earliest"] <= date(2019, 3, 17) <= found.loc["x", "latest"]
    assert abs(found.loc["x", "best"] - date(2019, 3, 17)).days <= 3
    assert any("« Castagnol »" in said and "b, of 2019-03-17" in said for said in found.loc["x", "evidence"])
    assert found.loc["y", "basis"] == "unknown"


def test_the_highest_offices_are_known_without_a_register():
    days = belief.candidate_days([2016])
    mention = {"text": "Barack Obama", "title": "président américain", "start": 13, "actor_id": None}
    clue, = offices.clues(known.read(None, None), [mention], days)
    assert clue.weight[days == date(2016, 6, 1).toordinal()] > clue.weight[days == date(2018, 6, 1).toordinal()]


def test_an_opening_that_counts_from_what_it_retells_looks_back():
    said = "Trois mois après l'accord, la trêve tient."
    spec = {"kind": "duration", "amount": 3, "unit": "M"}
    assert told.looks_back([told.read("Trois mois", 0, spec, said, True)]) == 91
    assert told.looks_back([told.read("Trois mois", 0, spec, "Trois mois de trêve.", True)]) == 0
