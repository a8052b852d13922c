"""Findings on the smallest studies, and the way back from any number to its sentence."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from helpers import charts, findings
from helpers.study.registers import read_registers
from helpers.study.settings import Settings
from helpers.study.tables import contract

TEXT = "Un accord est signé. Kim Jong-un a reçu Choïgou jeudi, selon KCNA."


def press(**frames):
    """A study whose tables are empty but for those given."""
    registers = dict(read_registers(Settings(Path("nowhere"), "", None, None)).frames)
    columns = {name: list(rules["columns"]) for name, rules in contract().items()}
    columns["datings"] += ["kinds", "flags"]
    columns["articles"] += ["outlet_from"]
    tables = {name: pd.DataFrame(frames.get(name, []), columns=names).astype(object) for name, names in columns.items()}
    return SimpleNamespace(registers=registers, **{name: table.where(table.notna(), None) for name, table in tables.items()})


def article(name, text=TEXT, **more):
    return {"article_id": name, "outlet": name, "text": text, "n_words": len(text.split()), "flags": []} | more


def small():
    """Two articles with the same two sentences, one statement each on one event, credited to KCNA in the first
    alone."""
    names = ["un", "deux"]
    mentions = [{"article_id": name, "sentence_id": 1, "start": start, "end": start + len(text), "text": text,
                 "label": "PER", "form": "name",
                 "actor_id": actor, "is_metonym": False} for name in names for text, actor, start in
                (("Kim Jong-un", "kim-jong-un", 21), ("Choïgou", "serguei-choigou", 40))]
    statements = [{"statement_id": f"{name}:21-53", "article_id": name, "sentence_id": 1, "start": 21, "end": 53,
                   "text": TEXT[21:53], "event_id": "e",
                   "claim_id": "c", "source_chain": chain, "sources": [{"text": "KCNA"}] * len(chain),
                   "is_quote": False, "status": "factual"}
                  for name, chain in zip(names, (["kcna"], []))]
    found = press(
        articles=[article(name) for name in names], mentions=mentions, statements=statements,
        sentences=[{"article_id": name, "sentence_id": n, "start": a, "end": b} for name in names
                   for n, (a, b) in enumerate([(0, 20), (21, len(TEXT))])],
        actors=[{"actor_id": a, "name": n, "kind": "person", "forms": [n], "n_mentions": 2, "n_articles": 2} for a, n in
                (("kim-jong-un", "Kim Jong-un"), ("serguei-choigou", "Sergueï Choïgou"))],
        events=[{"event_id": "e", "label": "Visite", "earliest": date(2024, 6, 6), "latest": date(2024, 6, 6),
                 "actors": [], "n_articles": 2}],
        claims=[{"claim_id": "c", "event_id": "e", "text": TEXT[21:53], "n_articles": 2}],
        datings=[{"article_id": name, "earliest": date(2024, 6, 7), "latest": date(2024, 6, 8),
                  "best": date(2024, 6, 7), "basis": "inferred", "evidence": ["« jeudi »"], "flags": [],
                  "kinds": ["weekday"]}
                 for name in names],
        removed=[{"article_id": "un", "start": 0, "text": "MENU", "reason": "navigation"}],
        timexes=[{"article_id": "un", "sentence_id": 1, "start": 48, "end": 53, "text": "jeudi", "type": "DATE",
                  "value": "2024-06-06", "flags": []}],
        reuse=[{"article_a": "un", "article_b": "deux", "shared_words": 12, "share_a": 1.0, "share_b": 1.0,
                "passages": [{"start_a": 0, "end_a": 66, "start_b": 0, "end_b": 66}]}])
    found.statements["sources"] = [row["sources"] for row in statements]
    return found


def everything(study):
    """All that the notebooks ask of a study."""
    key = charts.key(findings.outlets(study))
    event, person = findings.main_event(study), findings.main_person(study)
    names, (given, held) = findings.spellings(study, person), findings.titles(study, person)
    naming, _ = findings.naming(study)
    yield charts.page_parts(findings.page_parts(study), key)
    yield charts.known_of_articles(findings.known(study), key)
    yield charts.who_is_named(findings.named(study))
    yield charts.spellings(names, given, held, key, "X")
    yield charts.who_acts_with_whom(*findings.company(study))
    yield charts.affair(findings.affair(study), findings.events_told(study), key)
    yield charts.undated(findings.undated(study), key)
    yield charts.lag(findings.lags(study))
    yield charts.who_tells_what(findings.claim_cells(study, event), key, "X")
    yield charts.who_relies_on_whom(findings.reliance(study), key)
    yield charts.wordings(findings.renderings(study), key)
    yield charts.what_it_is_called(naming)
    yield charts.shared_passages(study.reuse, findings.own_share(study), key)
    yield charts.patterns(findings.patterns(study))
    for tell in (findings.on_pages, findings.on_actors, findings.on_time):
        assert all(sentence.endswith((".", ". ")) for sentence in tell(study))
    assert all(sentence.endswith(".") for sentence in findings.on_sources(study, event))
    findings.named_as(study), findings.acting(study), findings.descriptions(study)
    findings.joined(study), findings.on_person(study, person), findings.patterns(study), findings.disputes(study), findings.pieces(study)
    findings.in_brief(study)
    for tell in (findings.on_episode, findings.on_difference):
        assert all(tell(study, event))
    assert all(findings.on_patterns(study))
    findings.removed_by_reason(study), findings.times_shown(study), findings.contradictions(study), findings.dated_by(findings.undated(study))
    findings.claims_told(study, event)
    for rows in (study.mentions, study.timexes, findings.relayed(study)):
        findings.one_sentence(study, rows)


@pytest.mark.parametrize("study", [press(), press(articles=[article("un", "")]), press(articles=[article("un")]),
                                   small()],
                         ids=["no article", "an empty one", "nothing found in it", "two that agree"])
def test_a_study_of_any_size_is_told_without_a_crash(study):
    assert len(list(everything(study))) == 14


@pytest.mark.parametrize(("what", "match"), [("kim-jong-un", "Kim Jong-un"), ("c", TEXT[21:53]),
                                             ("2024-06-06", "jeudi"), ("ACCORD", "accord"),
                                             ("kim jong-un", "Kim Jong-un")])
def test_the_concordance_finds_words_names_dates_and_claims(what, match):
    found = findings.concordance(small(), what)
    assert set(found.match) == {match} and all(match in sentence for sentence in found.sentence)
    assert all(TEXT[row.start:row.end] == match for row in found.itertuples())


def test_a_copy_is_counted_once():
    study = small()
    study.articles.loc[1, "duplicate_of"] = "un"
    assert findings.named(study).n_mentions.sum() == 2 and len(findings.once(study)) == 1


def named():
    """Two articles on Choïgou under three names: minister until 12 May 2024 by the register, « Conseil de la défense »
    by the second article; Moscow as a government and as a town in one sentence."""
    text = "Moscou a averti Choïgou, que le ministre russe de la Défense, Sergei Shoiku, des experts et un envoyé attendaient à Moscou."
    rows = [("Moscou", "LOC", "name", "russie", None), ("Choïgou", "PER", "name", "serguei-choigou", "ministre de la Défense"),
            ("ministre russe de la Défense", "MISC", "description", "serguei-choigou", None),
            ("Sergei Shoiku", "PER", "name", "serguei-choigou", "secrétaire du Conseil de la défense"),
            ("experts", "MISC", "description", "experts", None), ("envoyé", "MISC", "description", None, None),
            ("Moscou", "LOC", "name", "moscou", None)]
    spans = [text.rindex(row[0]) if row[3] == "moscou" else text.index(row[0]) for row in rows]
    study = press(
        articles=[article(name, text, source_file=f"{name}.txt") for name in ("un", "deux")], sentences=[{"article_id": name, "sentence_id": 0, "start": 0, "end": len(text)}
                                                                      for name in ("un", "deux")],
        mentions=[{"article_id": name, "sentence_id": 0, "start": start, "end": start + len(words), "text": words, "label": label,
                   "form": form, "actor_id": actor, "is_metonym": actor == "russie", "title": title}
                  for name in ("un", "deux") for start, (words, label, form, actor, title) in zip(spans, rows)],
        actors=[{"actor_id": actor, "name": name, "kind": kind, "n_mentions": 2} for actor, name, kind in (
            ("russie", "Russie", "state"), ("serguei-choigou", "Sergueï Choïgou", "person"), ("experts", "experts", "other"),
            ("moscou", "Moscou", "place"))],
        merges=[{"actor_id": actor, "form": form, "reason": reason, "score": score, "accepted": accepted} for actor, form, reason, score, accepted in (
            ("russie", "Moscou", "capital that acts as the state", 0.9, True), ("serguei-choigou", "Choïgou", "in the register", 1.0, True),
            ("serguei-choigou", "Sergei Shoiku", "close spelling", 0.8, True), ("serguei-choigou", "Choigoul, S.", "close spelling", 0.6, False))],

        datings=[{"article_id": name, "earliest": day, "latest": day, "best": day} for name, day in (
            ("un", date(2023, 7, 27)), ("deux", date(2025, 6, 5)))])
    study.articles["outlet_from"] = "page"
    study.registers["actors"] = pd.DataFrame([("serguei-choigou", "Sergueï Choïgou", "person", "", "", (
        "ministre de la Défense de Russie @2012-11-06..2024-05-12; secrétaire du Conseil de sécurité de Russie @2024-05-12.."))],
        columns=["actor_id", "name", "kind", "wikidata", "aliases", "roles"])
    return study


def test_a_title_is_held_against_the_register_the_doubtful_first():
    given, held = findings.titles(named(), "serguei-choigou")
    assert given.verdict.tolist() == sorted(given.verdict, key=["wrong", "outdated", "unknown", "right"].index)
    found = given.set_index(["article_id", "title"])[["verdict", "office"]].T.to_dict("list")
    assert found[("un", "ministre de la Défense")] == ["right", "ministre de la Défense de Russie"]
    assert found[("deux", "ministre de la Défense")] == ["outdated", "ministre de la Défense de Russie"]
    assert found[("deux", "secrétaire du Conseil de la défense")] == ["wrong", None] and len(held) == 2
    said = " ".join(findings.on_person(named(), "serguei-choigou"))
    assert "2 spellings" in said and "1 description " in said and "2 offices" in said and "**outdated** on 5 June 2025" in said


def test_a_capital_that_acts_is_told_from_the_town():
    example, counts = findings.acting(named())
    assert example.actor_id.tolist()[::6] == ["russie", "moscou"] and example.article_id.nunique() == 1
    assert counts.to_dict("records") == [{"text": "Moscou", "state": "Russie", "acts": 2, "place": 2}]


def test_a_capital_is_shown_where_it_acts_and_not_where_it_is_named_first():
    study = named()
    study.mentions = study.mentions[(study.mentions.article_id == "un") == (study.mentions.actor_id != "russie")]
    assert set(findings.acting(study)[0].article_id) == {"deux"}


def test_the_event_told_most_is_so_with_or_without_a_day():
    study = small()
    study.events = pd.concat([study.events, study.events.assign(event_id="u", label="Secousse", earliest=None, latest=None)])
    more = study.statements.assign(event_id="u", statement_id=study.statements.statement_id + "u")
    study.statements = pd.concat([study.statements[:1], more], ignore_index=True)
    assert "most told is « Secousse » (day unknown), by 2 of 2 articles" in findings.on_time(study)[0]
    study.events = study.events[study.events.event_id == "u"]
    assert findings.on_time(study)[0] == "No event could be placed in time."


def test_nothing_set_aside_is_said_in_words():
    assert "Nothing on the pages was taken for anything but article." in findings.on_pages(press(articles=[article("un")]))
    assert any("the worst page loses" in said for said in findings.on_pages(small()))


@pytest.mark.parametrize(("other", "n"), [("la maternité de Corvenay fermera le 3 avril au soir", 2),
                                          ("les corps ont été retrouvés dans les villages de la région", 0)])
def test_wordings_of_one_original_share_more_than_small_words(other, n):
    study = small()
    texts = ["la maternité de Corvenay fermera dans les jours qui viennent", other]
    study.statements = study.statements.assign(text=texts, quote_group=None)
    assert findings.renderings(study).wording.nunique() == n


def test_descriptions_that_nobody_fits_come_first():
    rows = findings.descriptions(named())
    assert list(zip(rows.description, rows.standing, rows.n)) == [("envoyé", "open", 2), ("ministre russe de la Défense", "resolved", 2),
                                                                  ("experts", "nameless", 2)]


def test_every_merge_and_every_doubt_has_the_line_that_settles_it():
    joined, doubts = findings.joined(named()), findings.doubts(named()).query("what == 'name'")
    assert joined.line.tolist() == ["different,,Sergei Shoiku,serguei-choigou,…", "different,,Moscou,russie,…"]
    assert doubts.line.tolist() == ['same,,"Choigoul, S.",serguei-choigou,…']


def test_who_is_named_by_whom_and_as_what():
    row = findings.named_as(named()).iloc[0]
    assert row.actor_id == "serguei-choigou" and row.n_mentions == 6 and row.outlets == ["deux 3", "un 3"]
    assert row["names"][0] == "Choïgou 2" and "secrétaire du Conseil de la défense 2" in row.titles


def test_who_says_it_on_whose_word():
    cells = findings.claim_cells(small(), "e").set_index("outlet")
    assert cells.state.to_dict() == {"un": "reported", "deux": "own"} and cells.source["un"] == "KCNA"
    links = findings.reliance(small())
    assert set(zip(links.source, links.target)) == {("KCNA", "un"), ("", "deux")}


def test_an_outlet_that_does_not_tell_the_event_is_not_called_silent():
    study = small()
    study.articles = pd.concat([study.articles, pd.DataFrame([article("trois") | {"duplicate_of": None}])],
                               ignore_index=True)
    cells = findings.claim_cells(study, "e").set_index("outlet")
    assert cells.state["trois"] == "away"


def affair():
    """Three outlets on one event of 6 June 2024 and a fourth a year later: « un » and « deux » credit KCNA, « trois »
    nobody; each tells its own claim besides one that all share; two call it a first, differently."""
    texts = {"un": "C'est la première visite depuis 2019. Une guerre dure.", "deux": "C'est la première visite en trois ans. Le conflit coûte cher à toute la région.",
             "trois": "Une visite a lieu. Rien d'autre.", "tard": "On se souvient de la visite. Bien plus tard."}
    rows = [(name, number, text) for name, whole in texts.items() for number, text in enumerate(whole.split(". "))]
    statements = [{"statement_id": f"{name}:{number}", "article_id": name, "sentence_id": number, "start": 0, "end": 9, "text": text,
                   "event_id": "e", "claim_id": "c" if not number else f"c-{name}", "source_chain": ["kcna"] * (name in ("un", "deux")),
                   "status": "factual", "is_quote": False} for name, number, text in rows]
    days = dict.fromkeys(("un", "deux", "trois"), date(2024, 6, 7)) | {"tard": date(2025, 6, 7)}
    found = press(
        articles=[article(name, text) for name, text in texts.items()], statements=statements,
        sentences=[{"article_id": name, "sentence_id": number, "start": texts[name].index(text), "end": texts[name].index(text) + len(text)}
                   for name, number, text in rows],
        actors=[{"actor_id": "kcna", "name": "KCNA", "kind": "organisation", "forms": ["KCNA"]}],
        events=[{"event_id": "e", "label": "Visite", "earliest": date(2024, 6, 6), "latest": date(2024, 6, 6)}],
        claims=[{"claim_id": name, "event_id": "e", "text": name} for name in sorted({row["claim_id"] for row in statements})],
        datings=[{"article_id": name, "best": day} for name, day in days.items()],
        conflicts=[{"conflict_id": "f", "event_id": "e", "kind": "first", "attribute": "first", "article_id": name, "value": value,
                    "statement_id": f"{name}:0"} for name, value in (("un", "première visite depuis 2019"), ("deux", "première visite en trois ans"))])
    found.statements["sources"] = [[{"text": "KCNA"}] * len(row["source_chain"]) for row in statements]
    found.registers["terms"] = pd.DataFrame({"referent": ["war", "war"], "term": ["guerre", "conflit"], "note": ["", ""]})
    return found


def test_an_event_is_told_by_those_who_report_it_not_by_those_who_recall_it():
    assert set(findings.at_a_glance(affair(), "e").outlet) == {"un", "deux", "trois"}


def test_each_outlet_at_a_glance():
    rows = findings.at_a_glance(affair(), "e").set_index("outlet")
    assert rows.war.to_dict() == {"un": ["guerre"], "deux": ["conflit"], "trois": []}
    assert rows.sources.to_dict() == {"un": ["KCNA"], "deux": ["KCNA"], "trois": []}
    assert rows["first"].map(len).to_dict() == {"un": 1, "deux": 1, "trois": 0}


def test_the_two_sentences_that_differ_stand_side_by_side_with_the_difference_marked():
    what, one, other = findings.on_difference(affair(), "e")
    assert what == "They differ in **what is called a first**:"
    assert "première visite **depuis 2019**" in one and "première visite **en trois ans**" in other


def test_silence_is_said_only_where_nothing_like_the_claim_is_told():
    study = affair()
    study.statements.loc[study.statements.statement_id == "trois:1", "text"] = "Une guerre dure encore"
    cells = findings.claim_cells(study, "e").set_index(["claim_id", "outlet"])
    assert cells.state["c-un", "trois"] == "near" and cells.statements["c-un", "trois"] == ["trois:1"]
    assert cells.state["c-un", "deux"] == "silent" and cells.statements["c-un", "deux"] == []
    told, = (line for line in findings.on_sources(study, "e") if "claims" in line)
    assert "Several tell 1 of them, one alone 2; 2 could be either" in told


def test_who_contradicts_a_claim_is_not_silent_on_it():
    study = affair()
    study.conflicts["statement_id"] = ["un:1", "deux:1"]
    states = findings.claim_cells(study, "e").set_index(["claim_id", "outlet"]).state
    assert states["c-un", "un"] == "contradicted" and states["c-un", "deux"] == "near"
    assert states["c-un", "trois"] == "silent"


@pytest.mark.parametrize("negated, state", [([False, True], {"contradicted"}), ([False, False], {"reported", "own"})])
def test_what_one_says_will_be_and_another_will_not_is_contradicted(negated, state):
    study = small()
    study.statements = study.statements.assign(status="planned", negated=negated)
    assert set(findings.claims_told(study, "e").state) == state


def test_a_first_that_is_contradicted_is_so_in_every_article_that_has_it():
    states = findings.claim_cells(affair(), "e").set_index("claim_id").state
    assert set(states["c"]) == {"contradicted"}


def test_what_accounts_differ_in_is_said_in_words_and_once_where_it_is_one_thing():
    assert findings.disputes(affair()).kind.tolist()[0] == "what is called a first"
    assert findings.disputes(affair()).on_whose_word.tolist() == [["KCNA"], ["KCNA"]]
    assert "**1 difference** between accounts about it: what is called a first (1)." in findings.on_sources(affair(), "e")


def test_a_clause_is_shown_with_what_it_needs_to_be_understood():
    study = affair()
    study.statements.loc[study.statements.statement_id == "un:1", "text"] = "guerre dure"
    told = findings.claims_told(study, "e").drop_duplicates("claim_id").set_index("claim_id").claim
    assert told["c-un"] == "Une guerre dure" and told["c-deux"] == "Le conflit coûte cher à toute la région."


def test_one_original_stands_in_all_its_wordings_with_the_words_that_are_shared():
    study, texts = affair(), ["les deux armées doivent s'unir plus étroitement", "les armées devront s'unir « plus fermement »"]
    for name, text in zip(("un", "deux"), texts):
        study.statements.loc[study.statements.statement_id == f"{name}:1", ["text", "quote_group"]] = text, "q"
    words = findings.renderings(study)
    assert [" ".join(some.word) for _, some in words.groupby("wording", sort=False)] == texts
    assert set(words.word[words.shared_by == 2]) == {"les", "armées", "s'unir", "plus"}


def test_what_clients_of_an_agency_drop_is_what_another_client_prints():
    rows = findings.dropped(affair(), "e").set_index("outlet")
    assert set(rows.index) == {"un", "deux"} and set(rows.passed_on) == {3} and set(rows.kept) == {2}
    assert rows.example.to_dict() == {"un": "Le conflit coûte cher à toute la région.", "deux": "Une guerre dure"}


def test_kinds_are_compared_by_what_two_others_tell():
    rows = findings.patterns(affair()).set_index("question")
    assert rows.n.tolist() == [8, 4] and rows.share.tolist() == [0.5, 1.0] and (rows.low < rows.share).all()


def test_a_difference_of_names_is_chance_until_shown_otherwise():
    words = {"a": ["guerre"] * 60 + ["conflit"] * 5, "b": ["guerre"] * 5 + ["conflit"] * 60, "c": ["traité"],
             "d": ["accord"]}
    study = press(articles=[article(name, ", ".join(text)) for name, text in words.items()])
    study.registers["terms"] = pd.DataFrame([("war", "guerre", ""), ("war", "conflit", ""), ("pact", "traité", ""),
                                             ("pact", "accord", "")],
                                            columns=["referent", "term", "note"])
    study.registers["outlets"] = pd.DataFrame([(name, name, "", kind, "")
                                               for name, kind in zip("abcd", ["national", "regional"] * 2)],
                                              columns=["outlet", "name", "country", "kind", "domain"])
    rates, places = findings.naming(study)
    assert len(places) == 132 and not rates[rates.referent == "war"].chance.any() and rates[rates.referent == "pact"].chance.all()


def test_intervals_hold_the_share_and_stay_within_bounds():
    for right, n in ((0, 5), (5, 5), (3, 7), (90, 100)):
        low, high = findings.wilson(right, n)
        assert 0 <= low <= right / n <= high <= 1
    assert findings.wilson(0, 0) == (0.0, 1.0)


def test_without_gold_nothing_is_claimed():
    empty = pd.DataFrame(columns=["table", "measure", "gold", "found", "right", "precision", "recall", "f1"])
    assert "no hand annotation" in findings.on_accuracy(empty,
                                                        pd.DataFrame())[0] and not len(findings.trust(empty, "claims"))
    nought = pd.DataFrame([("claims", "pairs", 0, 0.0)], columns=["table", "measure", "gold", "f1"])
    assert findings.compared(nought, pd.DataFrame(columns=["study"])).empty


def test_the_undated_are_counted_under_their_strongest_evidence():
    day = date
    rows = pd.DataFrame([("a", "day", day(2020, 1, 1), day(2020, 1, 3), day(2020, 1, 2), day(2020, 1, 2)),
                         ("b", "day", day(2020, 1, 1), day(2020, 1, 5), None, day(2020, 2, 1)),
                         ("c", "none", None, None, None, None)],
                        columns=["article_id", "kind", "earliest", "latest", "best", "true"], dtype=object)
    found = findings.dated_by(rows).set_index("kind")
    assert found.loc["day"].tolist() == [2, 1, 4.0, 2, 1, 1]
    assert found.loc["none"].fillna(-1).tolist() == [1, 0, -1, 0, 0, 0]


def test_what_is_said_of_an_event_keeps_to_it_and_single_outlets_are_told_of_too():
    study = affair()
    here = findings.about(study, "e")
    assert len(here.articles) == 4 and len(here.statements) == 8 and here.actors is study.actors
    assert not len(findings.about(study, None).statements)
    assert findings.on_sources(study, "unheard-of")[0] == "No event has the id unheard-of."
    assert findings.reliance(findings.about(study, "unheard-of")).nlargest(1, "n").empty
    assert "Fewer than two" in findings.on_episode(study, "unheard-of")[0]


def test_an_agency_for_something_else_than_news_passes_no_reports_on():
    study = affair()
    study.actors.loc[0, ["name", "forms"]] = ["agence régionale de santé", ["agence", "agence régionale de santé"]]
    assert not len(findings.dropped(study, "e"))
    study.actors.loc[0, ["name", "forms"]] = ["Agence centrale de presse", ["Agence centrale de presse"]]
    assert set(findings.dropped(study, "e").outlet) == {"un", "deux"}


def test_a_source_goes_under_its_actors_name_and_no_agency_relies_on_itself():
    study = affair()
    study.statements["source_chain"] = [["le syndicat KCNA"] if chain else [] for chain in study.statements.source_chain]
    study.statements["sources"] = [[{"text": "le syndicat KCNA"}] * len(chain) for chain in study.statements.source_chain]
    study.articles.loc[study.articles.article_id == "trois", "credit"] = "trois"
    rows = findings.relayed(study).groupby("outlet").chain.first()
    assert rows["un"] == ["KCNA"] and rows["trois"] == []
