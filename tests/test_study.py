"""A study folder from the command line: settings, registers, tables, caching, exit codes."""

import errno
import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pandas as pd
import pyarrow.parquet as pq
import pytest
from upath import UPath

from helpers import articles
from helpers.study import Study, commands, load, passing, stages, tables
from helpers.study.mistakes import StudyError
from helpers.study.registers import read_registers
from helpers.study.settings import HOME, read_settings

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
        assert schema.field(column).type == tables.TYPES[kind][1], column
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


def test_a_large_table_stands_in_parts_of_one_schema(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "ROWS", 3)
    frames = [pd.DataFrame({"place": range(4), "word": None, "lists": [[], [], [], []]}),
              pd.DataFrame({"place": range(4, 8), "word": ["a", None, "b", "a"], "lists": [[{"n": 1}], [], [], []]})]
    tables.write(tmp_path, "places", iter(frames))
    folder = tables.path(tmp_path, "places")
    assert sorted(path.name for path in folder.iterdir()) == ["00000.parquet", "00001.parquet", "00002.parquet"]
    assert pd.read_parquet(folder).place.tolist() == list(range(8)) and len(tables.read(tmp_path, "places")) == 8
    assert tables.read(tmp_path, "places").word.tolist() == [None] * 4 + ["a", None, "b", "a"]
    tables.write(tmp_path, "places", frames[0][:2])
    assert folder.is_file() and len(pd.read_parquet(folder)) == 2


def test_a_study_whose_tables_stand_in_parts_reads_the_same(built, tmp_path, monkeypatch):
    copy = make(tmp_path / "press")
    monkeypatch.setattr(tables, "ROWS", 3)
    monkeypatch.setattr(passing, "_BLOCK", 1)
    one, two = load(built), load(copy)
    assert tables.path(copy / "derived", "statements").is_dir()
    for name in tables.contract():
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))


# ---------------------------------------------------------------- only what changed
@pytest.fixture
def passed(monkeypatch):
    """The texts that go through the spaCy pass."""
    texts, real = [], passing.annotation.annotate_texts

    def counting(found, register):
        found = list(found)
        texts.extend(found)
        return real(found, register)
    monkeypatch.setattr(passing.annotation, "annotate_texts", counting)
    return texts


def test_nothing_is_done_again_until_something_changes(built, monkeypatch):
    def forbidden(*_, **__):
        raise AssertionError("worked again")
    monkeypatch.setattr(stages, "_work", forbidden)
    load(built)


def test_tables_of_earlier_versions_go(built, tmp_path):
    copy = Path(shutil.copytree(built, tmp_path / "press"))
    shutil.copy(copy / "derived" / "sentences.parquet", copy / "derived" / "credited-statements.parquet")
    load(copy)
    assert not (copy / "derived" / "credited-statements.parquet").exists() and digests(copy) == digests(built)


def test_columns_of_statements_are_never_laid_beside_other_statements(built, tmp_path, monkeypatch):
    copy = Path(shutil.copytree(built, tmp_path / "press"))
    tables.write(copy / "derived", "credits", tables.read(copy / "derived", "credits")[::-1])
    monkeypatch.setattr(tables, "fingerprint", lambda *_: "")
    with pytest.raises(StudyError, match="not of the same statements"):
        stages._work("events", read_settings(copy), read_registers(read_settings(copy)), {})


def test_stages_in_processes_of_their_own_write_the_same_bytes(built, tmp_path, monkeypatch):
    monkeypatch.setattr(stages, "LARGE", 0)
    assert digests(_built(make(tmp_path / "press"))) == digests(built)


def test_only_what_is_new_goes_through_the_pass(built, tmp_path, passed):
    copy = make(tmp_path / "press", {"courrier.txt": PAGES["courrier.txt"]})
    load(copy)
    (copy / "articles" / "gazette.txt").write_text(PAGES["gazette.txt"], encoding="utf-8")
    passed.clear()
    load(copy)
    assert [text[:20] for text in passed] == [PAGES["gazette.txt"][:20]] and digests(copy) == digests(built)
    (copy / "articles" / "gazette.txt").unlink()
    passed.clear()
    load(copy)
    assert not passed and set(load(copy).mentions.article_id) == {"courrier"}


def test_a_register_redoes_the_texts_that_hold_its_names_and_no_others(tmp_path, passed):
    known = "actor_id,name,kind,aliases\nanne,Anne Le Roy,person,\ncortege,le cortège,organisation,"
    one = make(tmp_path / "one")
    (one / "actors.csv").write_text(known + "\n", encoding="utf-8")
    load(one)
    passed.clear()
    (one / "actors.csv").write_text(known + "La Mairie\npaul,Paul Absent,person,P. Absent\n", encoding="utf-8")
    load(one)
    assert [text[:8] for text in passed] == ["À Brest,"]
    two = make(tmp_path / "two")
    (two / "actors.csv").write_bytes((one / "actors.csv").read_bytes())
    load(two)
    assert digests(one) == digests(two) and "La mairie" not in set(load(two).mentions.text)


def numbered(numbers: range) -> dict[str, str]:
    return {f"{name[:-4]}-{n}.txt": text.replace("12 mars", f"{n} mars") for n in numbers for name, text in PAGES.items()}


def test_of_articles_added_no_others_are_read_or_annotated(tmp_path, passed, monkeypatch):
    copy = make(tmp_path / "press", numbered(range(1, 9)))
    load(copy)
    passed.clear()
    files, real = [], articles._timely
    monkeypatch.setattr(articles, "_timely", lambda file, columns: files.append(file.source) or real(file, columns))
    added = numbered(range(9, 14))
    for name, text in added.items():
        (copy / "articles" / name).write_text(text, encoding="utf-8")
    load(copy)
    assert sorted(Path(file).name for file in files) == sorted(added) and len(passed) == len(added) == 10
    assert digests(copy) == digests(_built(make(tmp_path / "all", numbered(range(1, 14)))))


def _built(folder: Path) -> Path:
    load(folder)
    return folder


REGISTERS = [
    ("terms.csv", "referent,term,note\naccord,accord,\naccord,jumelage,\n", ["claims"]),
    ("corrections.csv", "what,article,target,value,why\nsame claim,gazette.txt,signé un accord,signé mardi,read\n", ["claims"]),
    ("corrections.csv", "what,article,target,value,why\ndate,gazette.txt,,2024-03-14,printed\n", ["dating", "events", "reuse", "claims"]),
    ("chronology.csv", "event_id,label,start\naccord-brest,Accord de Brest,2024-03-12\n", ["dating", "events", "claims"]),
    ("actors.csv", "actor_id,name,kind\npaul,Paul Absent,person\n", ["annotation", "actors", "dating", "claims"]),
    ("outlets.csv", "outlet,name\ngazette,La Gazette\n", ["articles"]),
]


@pytest.mark.parametrize("name,text,redone", REGISTERS, ids=[" ".join(row[2]) for row in REGISTERS])
def test_a_register_redoes_only_the_stages_that_depend_on_it(name, text, redone, built, tmp_path, passed, monkeypatch):
    copy = Path(shutil.copytree(built, tmp_path / "press"))
    (copy / name).write_text(text, encoding="utf-8")
    done, real = [], stages._work
    monkeypatch.setattr(stages, "_work", lambda stage, *rest: done.append(stage) or real(stage, *rest))
    load(copy)
    assert done == redone and not passed


def test_a_study_that_lists_no_terms_is_given_the_general_ones(tmp_path):
    folder = make(tmp_path / "press")
    general = read_registers(read_settings(folder))["terms"]
    assert {"putsch", "junte"} <= {*general.term} and not general.duplicated(["referent", "term"]).any()
    (folder / "terms.csv").write_text("referent,term\naccord,jumelage\n", encoding="utf-8")
    assert [*read_registers(read_settings(folder))["terms"].term] == ["jumelage"]


def test_several_processes_write_the_same_bytes(built, tmp_path, monkeypatch):
    copy = make(tmp_path / "press")
    monkeypatch.setattr(passing, "CHUNK", 1)
    monkeypatch.setattr(passing, "_WORTH_A_POOL", 1)
    stages.build(read_settings(copy), workers=2)
    assert digests(copy) == digests(built)


# ---------------------------------------------------------------- interruption
def child(work) -> int:
    """Run in a process of its own, which has the model already; gives its exit code, negative for the signal that ended it."""
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join(120)
    return process.exitcode


def building(folder: Path):
    sys.exit(commands.main(["build", str(folder)]))


@pytest.fixture(scope="module")
def parts(built):
    """Every text in a file of its own, so that there is much to interrupt; the model in this process, for its children."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passing, "CHUNK", 1)
        list(passing.annotation.annotate_texts(["Rien."]))
        yield


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children that have the model already need fork")
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("step", [1, 2, 4, 9, *(pytest.param(n, marks=pytest.mark.slow) for n in (3, 5, 6, 7, 8, *range(10, 34)))])
def test_killed_at_any_step_it_goes_on_as_if_nothing_had_been(step, before, built, parts, tmp_path):
    """Killed right before and right after the file of each step is put in its place."""
    folder, replace, count = make(tmp_path / "press"), os.replace, iter(range(1, 1000))

    def dying():
        def put(draft, target):
            now = next(count) == step
            if not (now and before):
                replace(draft, target)
            if now:
                os.kill(os.getpid(), signal.SIGKILL)
        os.replace = put
        building(folder)
    assert child(dying) == -signal.SIGKILL
    assert child(lambda: building(folder)) == 0
    assert digests(folder) == digests(built) and not list((folder / "derived").rglob("*.part"))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="children that have the model already need fork")
def test_killed_at_any_moment_again_and_again(built, parts, tmp_path):
    folder, moments = make(tmp_path / "press"), random.Random(1)
    for _ in range(30):
        process = multiprocessing.get_context("fork").Process(target=building, args=(folder,))
        process.start()
        process.join(moments.uniform(0.0, 1.5))
        process.kill()
        process.join()
        if moments.random() < 0.3:
            shutil.rmtree(folder / "derived", ignore_errors=True)
    assert child(lambda: building(folder)) == 0
    assert digests(folder) == digests(built)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a limit of its own needs a process of its own")
@pytest.mark.parametrize("limit", [0, 300, 3000, 9000])
def test_a_full_disk_is_one_line_and_the_next_run_goes_on(limit, built, parts, tmp_path):
    import resource
    folder, said = make(tmp_path / "press"), tmp_path / "said"

    def cramped():
        with said.open("w") as sys.stderr:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            code = commands.main(["build", str(folder)])
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        sys.exit(code)
    assert child(cramped) == 2
    line = said.read_text()
    assert line.count("\n") == 1 and "cannot be written" in line and "derived" in line
    assert child(lambda: building(folder)) == 0
    assert digests(folder) == digests(built)


def test_a_place_that_cannot_be_written_to_is_one_line(tmp_path, capsys):
    folder = make(tmp_path / "press")
    (folder / "derived").write_text("in the way")
    code, _, err = run(capsys, "build", str(folder))
    assert code == 2 and err.count("\n") == 1 and "derived" in err


def test_a_folder_that_may_not_be_written_to_is_one_line(tmp_path, capsys, monkeypatch):
    """As a user who is not the owner of the machine sees it: making the folder fails, and so does opening a file."""
    def forbidden(self, *_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))
    folder = make(tmp_path / "press")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", forbidden)
        said = {name: run(capsys, *arguments) for name, arguments in {
            "build": ["build", str(folder)], "run": ["run", str(folder)], "new": ["new", str(tmp_path / "mine")]}.items()}
    load(folder)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", forbidden)
        said["export"] = run(capsys, "export", str(folder), "--to", "csv", "--out", str(tmp_path / "out" / "x"))
    for name, (code, _, err) in said.items():
        assert code == 2 and err.count("\n") == 1 and str(tmp_path) in err and "Permission denied" in err, name


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_read_only_folder_is_one_line(tmp_path, capsys):
    folder = make(tmp_path / "press")
    folder.chmod(0o555)
    try:
        code, _, err = run(capsys, "build", str(folder))
    finally:
        folder.chmod(0o755)
    assert code == 2 and err.count("\n") == 1 and str(folder) in err and "Permission denied" in err


@pytest.mark.parametrize("command", [["new"], ["export", "--to", "csv"]], ids=["new", "export"])
def test_a_full_disk_stops_the_other_commands_in_one_line(command, built, tmp_path, capsys, monkeypatch):
    def full(self, *_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
    folder = tmp_path / "mine" if command == ["new"] else Path(shutil.copytree(built, tmp_path / "press"))
    for name in ("write_text", "write_bytes"):
        monkeypatch.setattr(Path, name, full)
    code, _, err = run(capsys, command[0], str(folder), *command[1:])
    assert code == 2 and err.count("\n") == 1 and str(folder) in err and "No space left" in err


def test_a_stage_whose_process_is_ended_from_outside_is_one_line(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(stages, "LARGE", 0)
    monkeypatch.setattr(stages, "_work", die)
    code, _, err = run(capsys, "build", str(make(tmp_path / "press")))
    assert code == 2 and err.count("\n") == 1 and "memory" in err


def die(*_) -> None:
    """What a system without memory does to a process."""
    os.kill(os.getpid(), signal.SIGKILL)


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


BAD_SETTINGS = {"title = ": "not readable", 'columns = "x"': "must be a section", "[columns]\ntext = 3": "must be a text",
                '[columns]\ncorps = "text"': "unknown key", 'color = "red"': "unknown key", "title = 3": "must be a text",
                'language = "en"': "only French", 'registers = "nowhere"': "does not exist"}


@pytest.mark.parametrize("text", BAD_SETTINGS)
def test_bad_settings_name_the_file_and_the_cause(text, tmp_path):
    (tmp_path / "study.toml").write_text(text)
    with pytest.raises(StudyError, match=BAD_SETTINGS[text]) as error:
        read_settings(tmp_path)
    assert "study.toml" in str(error.value)


def test_settings_in_another_encoding_name_the_line(tmp_path):
    (tmp_path / "study.toml").write_bytes('language = "fr"\ntitle = "Été"\n'.encode("cp1252"))
    with pytest.raises(StudyError, match="study.toml: line 2 is not UTF-8"):
        read_settings(tmp_path)


@pytest.mark.parametrize("command", ["build", "check"])
def test_articles_that_stand_nowhere_are_looked_for_in_the_settings(command, tmp_path, capsys):
    (make(tmp_path / "press") / "study.toml").write_text('articles = "nulle-part"\n')
    code, _, err = run(capsys, command, str(tmp_path / "press"))
    assert code == 2 and err.count("\n") == 1 and "study.toml" in err and "nulle-part" in err


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


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_register_may_come_from_a_spreadsheet(encoding, tmp_path):
    folder = make(tmp_path)
    (folder / "articles.csv").write_bytes("file;outlet\r\ngazette.txt;L’Écho des Étangs\r\n".encode(encoding))
    known = read_registers(read_settings(folder))
    assert not known.problems and known["articles"].outlet.tolist() == ["L’Écho des Étangs"]


# ---------------------------------------------------------------- new, check, cluster
def test_a_new_study_is_valid_once_it_holds_articles(tmp_path, capsys):
    folder = tmp_path / "mine"
    assert commands.main(["new", str(folder)]) == 0
    for name, text in PAGES.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    capsys.readouterr()
    code, said, _ = run(capsys, "check", str(folder))
    assert code == 0 and said.startswith("Articles: 2\nFormats: text 2\n") and said.endswith("Nothing is wrong.\n")


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_check_tells_which_columns_were_not_read_and_what_they_might_be(kind, tmp_path, capsys):
    rows = pd.DataFrame({"titre": ["Une", "Deux"], "texte": list(PAGES.values()), "date_mise_en_ligne": "2024-03-12", "nb_mots": 30})
    folder = make(tmp_path / "press", {})
    write = {"csv": rows.to_csv, "jsonl": lambda path, index: rows.to_json(path, orient="records", lines=True), "parquet": rows.to_parquet}
    write[kind](folder / "articles" / f"base.{kind}", index=False)
    code, said, _ = run(capsys, "check", str(folder))
    file = f"articles/base.{kind}"
    assert code == 0 and f'Columns not read: {file}: date_mise_en_ligne (study.toml: [columns] published = "date_mise_en_ligne"), nb_mots\n' in said


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


def test_a_scheduler_that_does_not_answer_is_one_line(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(stages, "PATIENCE", 1)
    code, _, err = run(capsys, "build", str(make(tmp_path / "press")), "--scheduler", "tcp://127.0.0.1:1")
    assert code == 2 and "no Dask scheduler" in err.strip().split("\n")[-1]


ELSEWHERE = [("memory://{}", "does not exist"), ("nowhere://{}", "cannot be opened")]


@pytest.mark.parametrize("address,cause", ELSEWHERE)
def test_an_address_that_gives_nothing_is_one_line(address, cause, tmp_path, capsys):
    code, _, err = run(capsys, "build", address.format(tmp_path.name))
    assert code == 2 and err.count("\n") == 1 and cause in err


@pytest.fixture
def remote(tmp_path):
    """A study on a file system that is none of this machine's; fsspec keeps it in memory."""
    folder = UPath(f"memory://{tmp_path.name}")
    (folder / "articles").mkdir(parents=True)
    for name, text in PAGES.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    yield folder
    tables.remove(folder)


def test_a_study_on_another_file_system_has_the_same_tables(built, remote, tmp_path, capsys, monkeypatch):
    code, out, _ = run(capsys, "check", str(remote))
    assert code == 0 and "Articles: 2" in out
    assert run(capsys, "build", str(remote))[0] == 0 and digests(remote) == digests(built)
    assert not list((remote / "derived").glob("*.part"))
    assert run(capsys, "export", str(remote), "--to", "csv", "--out", str(tmp_path / "out"))[0] == 0
    code, _, err = run(capsys, "run", str(remote))
    assert code == 2 and err.count("\n") == 1 and "not on this machine" in err
    monkeypatch.setattr(stages, "_work", lambda *_: pytest.fail("worked again"))
    load(str(remote))
    monkeypatch.undo()
    monkeypatch.setattr(tables, "ROWS", 1)
    (remote / "articles" / "third.txt").write_text(PAGES["gazette.txt"].replace("12", "13"), encoding="utf-8")
    load(str(remote))
    assert (remote / "derived" / "mentions.parquet").is_dir() and set(load(str(remote)).articles.article_id) == {
        "courrier", "gazette", "third"}


def test_a_cluster_whose_workers_see_that_file_system_gives_the_same_tables(built, remote, monkeypatch):
    from distributed import LocalCluster
    monkeypatch.setattr(passing, "CHUNK", 1)
    with LocalCluster(2, processes=False, threads_per_worker=1, protocol="tcp", host="127.0.0.1", dashboard_address=None) as two:
        assert commands.main(["build", str(remote), "--scheduler", two.scheduler_address]) == 0
    assert digests(remote) == digests(built)


@pytest.fixture
def cluster(tmp_path):
    """A Dask scheduler and two workers, processes of their own that speak over TCP: (address, workers)."""
    started = []

    def start(*arguments: str) -> subprocess.Popen:
        started.append(subprocess.Popen([sys.executable, "-m", "dask", *arguments], cwd=tmp_path, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(HOME)}))
        return started[-1]
    file = tmp_path / "scheduler.json"
    start("scheduler", "--host", "tcp://127.0.0.1:0", "--no-dashboard", "--scheduler-file", str(file))
    workers = [start("worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard", "--no-nanny") for _ in range(2)]
    from distributed import Client
    deadline = time.monotonic() + 60
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    address = json.loads(file.read_text())["address"]
    with Client(address) as client:
        client.wait_for_workers(2, timeout=60)
    yield address, workers
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("killed", [False, True])
def test_a_cluster_gives_the_same_tables_also_when_a_worker_is_killed(killed, cluster, tmp_path, monkeypatch):
    monkeypatch.setattr(passing, "CHUNK", 1)
    many = numbered(range(1, 16))
    alone, together = make(tmp_path / "alone", many), make(tmp_path / "together", many)
    load(alone)
    address, workers = cluster
    kept = together / "derived" / "pass"

    def kill():
        while not list(kept.glob("*.parquet")):
            time.sleep(0.02)
        workers[0].kill()
    if killed:
        Thread(target=kill, daemon=True).start()
    assert commands.main(["build", f"file://{together}", "--scheduler", address]) == 0
    assert digests(together) == digests(alone)
    assert (workers[0].poll() is not None) == killed
