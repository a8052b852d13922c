"""Every way out, read back by a reader that is not ours where there is one."""

import csv
import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import networkx as nx
import pandas as pd
import pytest
from lxml import etree

from helpers.study import export
from helpers.study.export import markup
from helpers.study.export.tables import contract
from helpers.study import commands

TEXT = ("=SOMME(A1) : Odile Marchadour & <script>alert(1)</script>\n**** *outlet_faux -*theme\nLe 4 mars 2024, 😀 Odile Marchadour a "
        "cité « l'arrêté »\x0c du préfet.\nElle reviendra en avril, dit-elle à Sarvane.")
XML_RULES = etree.RelaxNG(etree.parse(Path(__file__).parent / "cases" / "export-rules.rng"))



def span(words: str, nth: int = 0) -> dict:
    start = [found.start() for found in re.finditer(re.escape(words), TEXT)][nth]
    return {"article_id": "sarvane", "sentence_id": TEXT[:start].count("\n"), "start": start, "end": start + len(words), "text": words}


def frame(name: str, *rows: dict) -> pd.DataFrame:
    blank = {column: [] if kind in ("texts", "passages") else None for column, kind in contract()[name]["columns"].items()}
    return pd.DataFrame([blank | row for row in rows], columns=list(blank), dtype=object)


@pytest.fixture(scope="module")
def press():
    """A study of two articles full of what breaks files: formulas, markup, stars, control characters, a letter beyond the first plane."""
    edges = [0, *[at + 1 for at, sign in enumerate(TEXT) if sign == "\n"], len(TEXT) + 1]
    tables = {
        "articles": [{"article_id": "sarvane", "source_file": "articles/sarvane.txt", "outlet": "=cmd|'/c calc'!A0", "title": TEXT.split("\n")[0],
                      "language": "fr", "text": TEXT, "n_words": 30, "sha256": "0", "credit": "AFP", "flags": ["cut sentence"]},
                     {"article_id": "../../x", "source_file": "articles/x.txt", "outlet": "L’Écho", "text": TEXT, "n_words": 30, "sha256": "0",
                      "duplicate_of": "sarvane", "language": "fr", "flags": []}],
        "removed": [{"article_id": "sarvane", "start": 3, "text": "@Partager\ten", "reason": "share"}], "rejected": [],
        "sentences": [{"article_id": "sarvane", "sentence_id": n, "start": a, "end": b - 1} for n, (a, b) in enumerate(pairwise(edges))],
        "mentions": [span("Odile Marchadour", n) | {"label": "PER", "form": "name", "actor_id": "odile-marchadour", "is_metonym": False}
                     for n in (0, 1)] + [span("Sarvane") | {"label": "LOC", "form": "name", "actor_id": "sarvane", "is_metonym": True}],
        "actors": [{"actor_id": "odile-marchadour", "name": "Odile Marchadour", "kind": "person", "forms": ["Odile Marchadour"], "n_mentions": 2,
                    "n_articles": 1},
                   {"actor_id": "sarvane", "name": "Sarvane <&>", "kind": "organisation", "forms": ["Sarvane"], "n_mentions": 1, "n_articles": 1}],
        "merges": [{"actor_id": "sarvane", "form": "Sarvane", "reason": "-1+1", "score": 0.5, "accepted": False}],
        "timexes": [span("Le 4 mars 2024") | {"type": "DATE", "value": "2024-03-04", "earliest": date(2024, 3, 4), "latest": date(2024, 3, 4)},
                    span("4 mars 2024, 😀 Odile") | {"type": "DATE", "value": "crosses another"},
                    span("avril") | {"type": "DATE", "value": "2024-04", "mod": "APPROX"}],
        "datings": [{"article_id": "sarvane", "best": date(2024, 3, 5), "basis": "inferred", "evidence": ["+1: une date"]},
                    {"article_id": "../../x", "basis": "unknown"}],
        "events": [], "claims": [{"claim_id": "c", "text": "=1", "n_articles": 1}], "conflicts": [],
        "statements": [span("Elle reviendra en avril") | {"statement_id": "s", "claim_id": "c", "alignment": 1.0, "speaker": "odile-marchadour",
                       "speaker_text": "-elle", "source_chain": ["odile-marchadour", "afp"], "is_quote": False, "status": "planned"}],
        "reuse": [{"article_a": "../../x", "article_b": "sarvane", "shared_words": 30, "share_a": 1.0, "share_b": 1.0,
                   "passages": [{"start_a": 0, "end_a": 9, "start_b": 0, "end_b": 9}]}],
    }
    made = {name: frame(name, *rows) for name, rows in tables.items()}
    made["statements"]["sources"], made["articles"]["outlet_from"] = [[]], "metadata"
    columns = {"actors": ["actor_id", "name", "kind", "wikidata", "aliases", "roles"], "outlets": ["outlet", "name", "country", "kind", "domain"]}
    registers = {name: pd.DataFrame(columns=found, dtype=object) for name, found in columns.items()}
    return SimpleNamespace(**made, registers=registers, title="Un pont")


@pytest.fixture(scope="module")
def out(press, tmp_path_factory):
    """A folder with every export of that study."""
    folder = tmp_path_factory.mktemp("export")
    for form in export.FORMATS:
        if form != "xmi" or pytest.importorskip("cassis", reason="the extra `export` is not installed"):
            export.write(press, form, folder / form)
    return folder


def test_every_export_says_what_it_is_and_stays_in_its_folder(out):
    assert {path.name for path in out.iterdir()} == set(export.FORMATS)
    for form in export.FORMATS:
        assert form in (out / form / "README.txt").read_text(encoding="utf-8")
        assert all(re.fullmatch(r"[A-Za-z0-9.-]+", path.name) for path in (out / form).iterdir())


def test_the_same_study_gives_the_same_bytes(press, out, tmp_path):
    for form in set(export.FORMATS) - {"conllu"}:
        export.write(press, form, tmp_path / form)
        for path in (out / form).iterdir():
            assert path.read_bytes() == (tmp_path / form / path.name).read_bytes(), path


# ---------------------------------------------------------------- tables
def same(value, kind):
    """A value as both sides of a round trip can have it."""
    if kind in ("texts", "passages"):
        return json.dumps(list(value), ensure_ascii=False)
    return None if pd.isna(value) or value == "" else str(value) if kind in ("text", "day") else float(value)


def test_csv_is_a_valid_data_package_and_comes_back_whole(press, out):
    frictionless = pytest.importorskip("frictionless", reason="the extra `test` is not installed")
    report = frictionless.Package(str(out / "csv" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])
    for name, columns in ((name, rules["columns"]) for name, rules in contract().items()):
        rows = frictionless.Package(str(out / "csv" / "datapackage.json")).get_resource(name).read_rows()
        assert len(rows) == len(getattr(press, name)), name
        for row, record in zip(rows, getattr(press, name).to_dict("records")):
            for column, kind in columns.items():
                back = re.sub(r"^'(?='*[=+\-@\t\r\n])", "", row[column]) if isinstance(row[column], str) else row[column]
                assert same(back, kind) == same(record[column], kind), (name, column)


def test_no_cell_of_the_csv_is_a_formula(out):
    for path in (out / "csv").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                assert not any(re.match(r"[=+@\t\r\n]|-(?![\d.]+$)", cell) for cell in row), row


def test_parquet_comes_back_whole_and_typed(press, out):
    frictionless = pytest.importorskip("frictionless", reason="the extra `test` is not installed")
    package = frictionless.Package(str(out / "parquet" / "datapackage.json"))
    assert package.resource_names == list(contract()) and package.validate().valid
    for name, columns in ((name, rules["columns"]) for name, rules in contract().items()):
        back = pd.read_parquet(out / "parquet" / f"{name}.parquet")
        assert list(back.columns) == list(columns)
        for column, kind in columns.items():
            assert [same(value, kind) for value in back[column]] == [same(value, kind) for value in getattr(press, name)[column]], (name, column)


# ---------------------------------------------------------------- textometry
def test_iramuteq_has_one_starred_line_for_each_article_and_no_other_star(out):
    first, *texts = (out / "iramuteq" / "corpus.txt").read_text(encoding="utf-8").split("\n")
    assert re.fullmatch(r"\*{4}( \*[a-z]+_[a-z0-9_]+)+", first) and "*article_sarvane" in first and "*month_2024_03" in first
    assert "*" not in "\n".join(texts) and "Odile Marchadour" in texts[0]  # the copy is left out


def test_txm_files_are_tei_and_their_metadata_name_them(out):
    with (out / "txm" / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["id"] for row in rows} == {path.stem for path in (out / "txm").glob("*.xml")} and len(rows) == 2
    for row in rows:
        tree = etree.parse(out / "txm" / f"{row['id']}.xml")
        XML_RULES.assertValid(tree)
        lines = ["".join(node.itertext()) for node in tree.find("{*}text/{*}body")]
        assert "\n".join(lines) == markup.plain(TEXT)
    tree = etree.parse(out / "txm" / "sarvane.xml")
    assert [node.get("key") for node in tree.iter("{*}persName")] == ["odile-marchadour"] * 2
    assert [node.text for node in tree.iter("{*}date") if node.get("n")] == ["Le 4 mars 2024", "avril"]


# ---------------------------------------------------------------- time, syntax, graphs, layers
def test_timeml_keeps_the_text_and_every_time_expression_that_can_stand_in_it(out):
    tree = etree.parse(out / "timeml" / "sarvane.tml")
    XML_RULES.assertValid(tree)
    assert "".join(tree.find("TEXT").itertext()) == markup.plain(TEXT) and len(markup.plain(TEXT)) == len(TEXT)
    assert [(node.text, node.get("value"), node.get("mod")) for node in tree.find("TEXT").iter("TIMEX3")] == [
        ("Le 4 mars 2024", "2024-03-04", None), ("avril", "2024-04", "APPROX")]
    day = tree.find("DCT/TIMEX3")
    assert (day.get("value"), day.get("mod")) == ("2024-03-05", "APPROX")
    assert etree.parse(out / "timeml" / "x.tml").find("DCT/TIMEX3").get("value") == "XXXX-XX-XX"


def test_conllu_is_read_by_conllu_and_is_made_of_trees(out):
    conllu = pytest.importorskip("conllu", reason="the extra `test` is not installed")
    sentences = conllu.parse((out / "conllu" / "corpus.conllu").read_text(encoding="utf-8"))
    assert [s.metadata["newdoc id"] for s in sentences if "newdoc id" in s.metadata] == ["../../x", "sarvane"]
    for sentence in sentences:
        assert [token["id"] for token in sentence] == list(range(1, len(sentence) + 1))
        assert [token["deprel"] for token in sentence if token["head"] == 0] == ["root"] and sentence.to_tree()
        words = "".join(t["form"] + " " * ((t["misc"] or {}).get("SpaceAfter") != "No") for t in sentence).strip()
        assert words == sentence.metadata["text"]
        for token in sentence:
            start, end = map(int, token["misc"]["TokenRange"].split(":"))
            assert TEXT[start:end] == token["form"] or token["form"].strip("_") == ""
    named = [token["form"] for sentence in sentences for token in sentence if token["misc"].get("Actor") == "odile-marchadour"]
    assert named == ["Odile", "Marchadour"] * 2


def test_gexf_is_read_by_networkx(out):
    people, sources = (nx.read_gexf(out / "gexf" / f"{name}.gexf") for name in ("people", "sources"))
    assert people.nodes["sarvane"]["label"] == "Sarvane <&>" and people.nodes["odile-marchadour"]["n_mentions"] == 2
    assert sources.is_directed() and {data["label"] for _, data in sources.nodes(data=True)} >= {"Odile Marchadour", "=cmd|'/c calc'!A0"}
    assert all(data["weight"] >= 1 for _, _, data in sources.edges(data=True)) and sources.number_of_edges()


def test_xmi_is_read_by_cassis_with_its_own_type_system(press, out):
    cassis = pytest.importorskip("cassis", reason="the extra `export` is not installed")
    types = cassis.load_typesystem(out / "xmi" / "TypeSystem.xml")
    cas = cassis.load_cas_from_xmi(out / "xmi" / "sarvane.xmi", typesystem=types)
    assert cas.sofa_string == markup.plain(TEXT)
    for name, table, feature, column in (("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity", "mentions", "identifier", "actor_id"),
                                         ("webanno.custom.Timex3", "timexes", "value", "value"),
                                         ("webanno.custom.Statement", "statements", "claimId", "claim_id")):
        rows = getattr(press, table).sort_values(["start", "end"])
        found = sorted(cas.select(name), key=lambda one: (one.begin, one.end))
        assert [(one.begin, one.end, getattr(one, feature)) for one in found] == list(zip(rows.start, rows.end, rows[column]))
        assert [one.get_covered_text() for one in found] == [markup.plain(text) for text in rows.text]
    assert len(cas.select("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence")) == 4
    assert "".join(token.get_covered_text() for token in cas.select("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token")) \
        == re.sub(r"\s", "", markup.plain(TEXT))


# ---------------------------------------------------------------- the command
@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("command") / "press"
    folder.mkdir()
    (folder / "gazette.txt").write_text("Le pont fermé\n\nLe 4 mars 2024, Odile Marchadour a fermé le pont de Sarvane, selon l'AFP.\n", encoding="utf-8")
    return folder


def test_the_command_writes_into_the_study_which_never_reads_it_back(folder, capsys):
    assert commands.main(["export", str(folder), "--to", "csv"]) == 0
    assert (folder / "export" / "csv" / "datapackage.json").is_file() and "16 files" in capsys.readouterr().out
    assert commands.main(["export", str(folder), "--to", "csv"]) == 0  # an earlier export is replaced
    assert pd.read_csv(folder / "export" / "csv" / "articles.csv").source_file.tolist() == ["gazette.txt"]


def test_the_command_takes_another_place_but_overwrites_nothing_else(folder, tmp_path, capsys):
    assert commands.main(["export", str(folder), "--to", "gexf", "--out", str(tmp_path / "graphs")]) == 0
    assert (tmp_path / "graphs" / "people.gexf").is_file()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    assert commands.main(["export", str(folder), "--to", "gexf", "--out", str(tmp_path / "mine")]) == 2
    assert capsys.readouterr().err.count("\n") == 1 and (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def test_without_the_extra_the_command_says_how_to_get_it(folder, monkeypatch, capsys):
    monkeypatch.setitem(__import__("sys").modules, "cassis", None)
    assert commands.main(["export", str(folder), "--to", "xmi"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "[export]" in err and not (folder / "export" / "xmi").exists()


def test_an_unknown_format_lists_the_known_ones(folder, capsys):
    with pytest.raises(SystemExit) as stop:
        commands.main(["export", str(folder), "--to", "docx"])
    assert stop.value.code == 2 and "iramuteq" in capsys.readouterr().err
