"""Names in running text: what is marked is found, and nothing else; register, parts of words, shapes."""

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest
import spacy
from spacy.tokens import Span

from helpers.annotation import annotate, gazetteer, names, tagger

CASES = Path(__file__).parent / "cases"
MARK = re.compile(r"\[(?P<label>PER|LOC|ORG|MISC)(?::(?P<kind>\w+))?\|(?P<text>[^|\]]+)(?:\|(?P<title>[^\]]+))?\]")


def cases():
    for case in tomllib.loads((CASES / "names.toml").read_text(encoding="utf-8"))["case"]:
        marks = [pytest.mark.xfail(strict=True)] if case.get("fails") else []
        yield pytest.param(case, id=case["name"], marks=marks)


def marked(text):
    """The plain text, and what is marked in it: (text, label, form, is_metonym, title) by (start, end)."""
    found, shift = {}, 0
    for m in MARK.finditer(text):
        start = m.start() - shift
        shift += len(m[0]) - len(m["text"])
        form = m["kind"] if m["kind"] in ("description", "demonym") else "name"
        found[start, start + len(m["text"])] = (m["text"], m["label"], form, m["kind"] == "metonym", m["title"])
    return MARK.sub(lambda m: m["text"], text), found


@pytest.mark.parametrize("case", list(cases()))
def test_case(nlp, case):
    text, expected = marked(case["text"])
    got = {(m["start"], m["end"]): (m["text"], m["label"], m["form"], m["is_metonym"], m["title"])
           for m in nlp(text)._.mentions if m["text"] not in case.get("skip", [])}
    within = [(a, b) for a, b in got if any(x <= a and b <= y and (a, b) != (x, y) for x, y in got)]
    assert [got.pop(place)[0] for place in within if got[place][2] == "demonym"] == case.get("within", [])
    assert got == {place: mark for place, mark in expected.items() if mark[0] not in case.get("skip", [])}


def test_mentions_are_cut_from_the_text(nlp):
    text = "Le dirigeant nord-coréen Kim Jong-un et la KCNA.Selon eux, Moscou-Pyongyang, les Russes.\n\nPARIS"
    doc = nlp(text)
    assert doc.text == text
    assert all(text[m["start"]:m["end"]] == m["text"] for m in doc._.mentions)


def test_entities_carry_titles(nlp):
    span = next(s for s in nlp("Le président Emmanuel Macron parle.").ents if s.label_ == "PER")
    assert (span.text, span._.title, span._.form, span._.is_metonym) == ("Emmanuel Macron", "président", "name", False)


def test_register_names_are_found():
    known = pd.DataFrame([{"name": "Zorbal Équipements", "kind": "organisation", "aliases": "ZEQ; Zorbal"}])
    nlp = spacy.blank("fr")
    nlp.add_pipe("sentencizer")
    names.add(nlp, known)
    got = [(m["text"], m["label"]) for m in nlp("La société Zorbal Équipements (ZEQ) vend. ZORBAL ne dit rien.")._.mentions]
    assert [pair for pair in got if pair[1] == "ORG"][:2] == [("Zorbal Équipements", "ORG"), ("ZEQ", "ORG")]
    assert ("ZORBAL", "ORG") in got


def test_empty_text(nlp):
    assert nlp("")._.mentions == []


@pytest.mark.parametrize("country", sorted({e.country for e in gazetteer.countries() if e.role == "capital"}))
def test_every_country_is_found_by_its_names(country):
    forms = [e for e in gazetteer.countries() if e.country == country]
    assert gazetteer.country_in(next(e.form for e in forms if e.role == "country")) is not None
    assert any(e.role == "demonym" for e in forms)


def test_countries_are_the_worlds():
    from babel import Locale
    listed = {row["iso"] for row in gazetteer.read_rows("countries.csv")}
    territories = {code for code in Locale("fr").territories if len(code) == 2 and code.isalpha()}
    assert listed - {""} <= territories | {"SU"}
    assert len(listed) >= 195


def test_gazetteer_forms():
    assert gazetteer.country_in("chef de la diplomatie russe") == "Russie"
    assert gazetteer.country_in("dialogue russo-américain avec Moscou et Washington") is None
    assert gazetteer.by_form()["kremlin"].role == "seat"


def test_labeller_is_small():
    weights = Path(tagger.__file__).parents[1] / "data" / "names.npz"
    assert weights.stat().st_size < 1_000_000


@pytest.mark.parametrize("word,shape", [("Jong-un", "Xx-x"), ("G20", "Xd"), ("ONU", "X"), ("RPDC", "X+")])
def test_shape(word, shape):
    assert tagger.shape(word) == shape


@pytest.mark.parametrize("text,found", [
    ("CARACAS ACCUSE WASHINGTON\nLe Venezuela proteste.", [("CARACAS", "LOC", True), ("WASHINGTON", "LOC", True)]),
    ("HAÏTI : LE PREMIER MINISTRE ARIEL HENRY DÉMISSIONNE\nHier, Ariel Henry est parti.", [("HAÏTI", "LOC", False), ("ARIEL HENRY", "PER", False)]),
    ("UNE USINE BRÛLE À SAINT-ZORBAY\nUne usine a brûlé à Saint-Zorbay.", [("SAINT-ZORBAY", "LOC", False)]),
    ("LA GRÈVE CONTINUE DANS LES PORTS\nElle dure.", [])])
def test_a_headline_in_capitals(text, found):
    rows = annotate(pd.DataFrame({"article_id": ["a"], "text": [text]}))["mentions"]
    assert [(r.text, r.label, r.is_metonym) for r in rows.itertuples() if r.text.isupper() and r.form == "name"] == found


def test_an_organisation_once_is_one_wherever_it_stands_unless_it_is_a_common_word(nlp):
    doc = nlp.make_doc("Valmont ferme. Justice attend. Les PME vivent de Valmont et de Justice.")
    found = names._consistent(doc, doc.text, [Span(doc, i, i + 1, label="ORG") for i in (10, 13)], frozenset({"justice"}))
    assert sorted((span.start, span.text) for span in found) == [(0, "Valmont"), (10, "Valmont"), (13, "Justice")]
