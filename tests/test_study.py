"""A study folder from the command line: settings, registers, tables, caching, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from helpers.study import Study, commands, load, stages, tables
from helpers.study.registers import read_registers
from helpers.study.settings import HOME, StudyError, read_settings

PAGES = {
    "gazette.txt": "Le maire de Brest reçoit une délégation japonaise\n\nLe 12 mars 2024, Anne Le Roy, maire de Brest, a reçu une "
                   "délégation japonaise conduite par Kenji Tanaka. Elle a signé un accord de coopération avec la ville de "
                   "Yokosuka, selon l'AFP. Quelque 300 personnes ont assisté à la cérémonie.\n",
    "courrier.txt": "À Brest, un accord de jumelage signé avec Yokosuka\n\nAnne Le Roy a signé mardi 12 mars 2024 à Brest un accord "
                    "de jumelage avec la ville de Yokosuka. « Nos deux ports se ressemblent », a déclaré Kenji Tanaka. Environ "
                    "500 personnes étaient présentes, a indiqué la mairie.\n",
}


def make(folder: Path, pages: dict[str, str] = PAGES) -> Path:
    (folder / "articles").mkdir(parents=True)
    for name, text in pages.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = make(tmp_path_factory.mktemp("study") / "press")
    assert commands.main(["build", str(folder)]) == 0
    return folder


def digests(folder: Path) -> dict[str, str]:
    return {name: tables.fingerprint(folder / "derived", name) for name in tables.contract()}


# ---------------------------------------------------------------- tables
@pytest.mark.parametrize("name", sorted(tables.contract()))
def test_every_table_has_the_columns_and_types_of_the_contract(built, name):
    schema = pq.read_schema(built / "derived" / f"{name}.parquet")
    for column, kind in tables.contract()[name]["columns"].items():
        assert schema.field(column).type == tables._TYPES[kind], column
    assert list(pd.read_parquet(built / "derived" / f"{name}.parquet").columns)[0] == next(iter(tables.contract()[name]["columns"]))


def test_offsets_lead_back_to_the_text(built):
    press = Study(read_settings(built))
    texts = dict(zip(press.articles.article_id, press.articles.text))
    for name in ("mentions", "timexes", "statements"):
        rows = getattr(press, name)
        assert len(rows), name
        for row in rows.itertuples():
            assert texts[row.article_id][row.start:row.end] == row.text, name


def test_references_between_tables_hold(built):
    press = Study(read_settings(built))
    actors, events = set(press.actors.actor_id), set(press.events.event_id)
    statements = set(press.statements.statement_id)
    assert set(press.mentions.actor_id.dropna()) <= actors
    assert {actor for chain in press.statements.source_chain for actor in chain} <= actors
    assert set(press.statements.speaker.dropna()) <= actors
    assert set(press.statements.event_id.dropna()) <= events
    assert set(press.statements.claim_id.dropna()) <= set(press.claims.claim_id)
    assert set(press.conflicts.statement_id.dropna()) <= statements
    assert statements and len(statements) == len(press.statements)
    assert set(press.datings.article_id) == set(press.articles.article_id)


def test_a_page_that_stands_twice_is_marked_and_counted_once(built, tmp_path):
    twice = make(tmp_path / "press", PAGES | {"gazette-copie.txt": PAGES["gazette.txt"]})
    one, two = load(built), load(twice)
    assert two.articles.set_index("article_id").duplicate_of.to_dict() == {"courrier": None, "gazette": None, "gazette-copie": "gazette"}
    for table, columns in (("actors", ["actor_id", "n_mentions", "n_articles"]), ("events", ["event_id", "n_articles"])):
        assert getattr(one, table)[columns].equals(getattr(two, table)[columns]), table


def test_the_same_input_gives_the_same_bytes_whatever_seed_and_order(built, tmp_path):
    copy = make(tmp_path / "press", dict(reversed(PAGES.items())))
    subprocess.run([sys.executable, "-m", "helpers.study.commands", "build", str(copy)], check=True,
                   env={"PYTHONHASHSEED": "7", "PATH": "/usr/bin:/bin"}, cwd=HOME)
    assert digests(copy) == digests(built)


def test_a_list_is_never_null_and_a_missing_text_is_none(tmp_path):
    frame = pd.DataFrame([{"actor_id": "a", "name": "A", "kind": "person", "wikidata": None, "forms": None, "n_mentions": 1.0, "n_articles": 1}])
    tables.write(tmp_path, "actors", frame)
    back = tables.read(tmp_path, "actors")
    assert back.forms[0] == [] and back.wikidata[0] is None and back.n_mentions[0] == 1


def test_a_missing_column_is_an_error(tmp_path):
    with pytest.raises(KeyError, match="wikidata"):
        tables.write(tmp_path, "actors", pd.DataFrame({"actor_id": ["a"], "name": ["A"], "kind": ["person"]}))


# ---------------------------------------------------------------- caching, interruption
def test_nothing_is_done_again_until_something_changes(built, monkeypatch):
    def forbidden(*_, **__):
        raise AssertionError("worked again")
    monkeypatch.setattr(stages.annotation, "annotate", forbidden)
    load(built)


def test_an_interrupted_run_leaves_no_half_written_table_and_goes_on(tmp_path, monkeypatch):
    folder = make(tmp_path / "press")
    write = tables.pq.write_table

    def dies(table, path, **options):
        if "sentences" in str(path):
            Path(path).write_bytes(b"half")
            raise KeyboardInterrupt
        write(table, path, **options)
    monkeypatch.setattr(tables.pq, "write_table", dies)
    assert commands.main(["build", str(folder)]) == 130
    assert not list((folder / "derived").glob("*.part")) and not tables.path(folder / "derived", "sentences").exists()
    monkeypatch.setattr(tables.pq, "write_table", write)
    assert commands.main(["build", str(folder)]) == 0
    assert set(json.loads((folder / "derived" / "journal.json").read_text())) == {stage.name for stage in stages.STAGES}


# ---------------------------------------------------------------- mistakes
def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = commands.main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("command", ["run", "build", "check", "score", "lab"])
def test_a_missing_folder_is_one_line_and_exit_2(command, tmp_path, capsys):
    code, _, err = run(capsys, command, str(tmp_path / "nowhere"))
    assert code == 2 and err.count("\n") == 1 and "does not exist" in err


@pytest.mark.parametrize("command", ["run", "build", "check"])
def test_a_folder_without_articles_is_one_line_and_exit_2(command, tmp_path, capsys):
    code, _, err = run(capsys, command, str(tmp_path))
    assert code == 2 and err.count("\n") == 1 and "no articles" in err


def test_score_without_gold_says_so(built, capsys):
    code, _, err = run(capsys, "score", str(built))
    assert code == 2 and "gold" in err


BAD_SETTINGS = {"title = ": "not readable", 'color = "red"': "unknown key", "title = 3": "must be a text",
                'language = "en"': "only French", 'registers = "nowhere"': "does not exist"}


@pytest.mark.parametrize("text", BAD_SETTINGS)
def test_bad_settings_name_the_file_and_the_cause(text, tmp_path):
    (tmp_path / "study.toml").write_text(text)
    with pytest.raises(StudyError, match=BAD_SETTINGS[text]) as error:
        read_settings(tmp_path)
    assert "study.toml" in str(error.value)


BAD_REGISTERS = [
    ("articles.csv", "file,published\ngazette.txt,12 mars\n", "articles.csv:2: published “12 mars” is not readable"),
    ("articles.csv", "fichier,published\ngazette.txt,2024-03-12\n", "articles.csv:1: column file is missing"),
    ("articles.csv", "file\nabsent.txt\n", "articles.csv:2: there is no article file “absent.txt”"),
    ("actors.csv", "actor_id,name,kind\nanne,Anne,queen\n", "actors.csv:2: kind “queen” is not readable"),
    ("actors.csv", "actor_id,name,kind,roles\nanne,Anne,person,maire\n", "actors.csv:2: roles “maire” is not readable"),
    ("chronology.csv", "event_id,label,start\nC1,Visite,2024-02-30\n", "chronology.csv:2: start “2024-02-30” is not readable"),
    ("outlets.csv", "outlet,name\nx,X\nx,Y\n", "outlets.csv:3: outlet “x” stands on an earlier line"),
    ("corrections.csv", "what,target,value,why\nguess,a,b,c\n", "corrections.csv:2: what “guess” is not readable"),
]


@pytest.mark.parametrize("name,text,cause", BAD_REGISTERS)
def test_check_names_file_line_and_cause_and_the_build_goes_through(name, text, cause, tmp_path, capsys):
    folder = make(tmp_path / "press")
    (folder / name).write_text(text)
    code, out, _ = run(capsys, "check", str(folder))
    assert code == 1 and cause in out


def test_an_unknown_actor_in_the_chronology_is_named(tmp_path):
    folder = make(tmp_path / "press")
    (folder / "actors.csv").write_text("actor_id,name,kind\nanne,Anne Le Roy,person\n")
    (folder / "chronology.csv").write_text("event_id,label,start,actors\nC1,Visite,2024-03-12,anne; kenji\n")
    assert [str(problem) for problem in read_registers(read_settings(folder)).problems] == [
        "chronology.csv:2: actors: “kenji” is not in actors.csv. Correct the id or add the row; it was passed over."]


def test_a_build_with_a_bad_register_warns_and_goes_through(tmp_path, capsys):
    folder = make(tmp_path / "press")
    (folder / "articles.csv").write_text("file,published\ngazette.txt,12 mars\n")
    code, _, err = run(capsys, "build", str(folder))
    assert code == 0 and "warning: articles.csv:2" in err and "Traceback" not in err


def test_semicolons_and_a_byte_order_mark_are_read(tmp_path):
    folder = make(tmp_path / "press")
    (folder / "articles.csv").write_text("\ufefffile;outlet\ngazette.txt;La Gazette\n", encoding="utf-8")
    assert read_registers(read_settings(folder))["articles"].outlet.tolist() == ["La Gazette"]


# ---------------------------------------------------------------- new, check, cluster
def test_a_new_study_is_valid_once_it_holds_articles(tmp_path, capsys):
    folder = tmp_path / "mine"
    assert commands.main(["new", str(folder)]) == 0
    for name, text in PAGES.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert run(capsys, "check", str(folder))[:2] == (0, "Nothing is wrong.\n")


def test_new_does_not_touch_a_folder_in_use(built, capsys):
    code, _, err = run(capsys, "new", str(built))
    assert code == 2 and "not empty" in err


def test_registers_are_borrowed_but_never_articles_csv(tmp_path):
    lender = make(tmp_path / "lender")
    (lender / "articles.csv").write_text("file,outlet\ngazette.txt,La Gazette\n")
    (lender / "actors.csv").write_text("actor_id,name,kind\nanne,Anne Le Roy,person\n")
    borrower = make(tmp_path / "borrower")
    (borrower / "study.toml").write_text('registers = "../lender"\n')
    known = read_registers(read_settings(borrower))
    assert len(known["actors"]) == 1 and not len(known["articles"])


def test_a_dask_cluster_gives_the_same_tables(built, tmp_path):
    from distributed import LocalCluster
    copy = make(tmp_path / "press")
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        assert commands.main(["build", str(copy), "--scheduler", cluster.scheduler_address]) == 0
    assert digests(copy) == digests(built)
