"""The one spaCy pass over a study of any size: only texts that are new go through it, on all cores or on a cluster.

What it finds is kept in derived/pass/, a few texts to a file, under a key of all it depends on. A run that is
interrupted loses the files in the making, no more; the next one goes on from those that stand.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, ProcessPoolExecutor, wait
from contextlib import nullcontext
from functools import lru_cache, partial
from itertools import chain, islice
from pathlib import Path
from threading import Thread

import pandas as pd
import pyarrow as pa

from helpers import annotation
from helpers.study import tables

CHUNK = 20
_WORTH_A_POOL = 10  # chunks; fewer are done before other processes have started
_BLOCK = 500


class Pass:
    """What the pass finds in the texts of a study.

    folder: where it is kept. known_actors: the register whose names are looked for. version: of code, rules and model.
    """

    def __init__(self, folder: Path, known_actors: pd.DataFrame, version: str):
        self.folder, self.version = folder, version
        self.register, self.forms = annotation.portable(known_actors), annotation.forms(known_actors)
        self.keys: list[tuple[str, str]] = []
        self.fresh = 0
        folder.mkdir(parents=True, exist_ok=True)
        for draft in folder.glob("*.part"):
            tables.remove(draft)
        self.files = {key: file for file in sorted(folder.glob("*.parquet")) for key in _column(file, "key")}

    def bring_up(self, texts: Iterable[tuple[str, str]], total: int, *, cluster: Executor | None = None,
                 workers: int | None = None, progress: Callable[[int, int, str], None] | None = None) -> None:
        """Do what is missing for the texts (article_id, text), of which a few hundred at most are held at a time.

        cluster: an executor whose workers see the folder; without one the work is done here, by `workers` processes
        (default: one a core). Progress is told as progress(done, total, "articles").
        """
        workers = workers or multiprocessing.cpu_count()
        todo = self._missing(texts)
        first = list(islice(todo, _WORTH_A_POOL))
        alone = not cluster and (workers == 1 or len(first) < _WORTH_A_POOL)
        work, todo, done = partial(_keep, register=self.register), chain(first, todo), 0
        with nullcontext(cluster) if cluster or alone else processes(workers) as executor:
            for size in map(work, todo) if alone else _spread(executor, work, todo, 50 if cluster else 2 * workers):
                done += size
                if progress:
                    progress(len(self.keys) - self.fresh + done, total, "articles")
        for file in {*self.files.values()} - {self.files[key] for _, key in self.keys}:
            tables.remove(file)

    def _missing(self, texts: Iterable[tuple[str, str]]) -> Iterator[tuple[Path, dict[str, str]]]:
        """The texts that are to be done, by key, some at a time, each time with the file for what is found."""
        chunk: dict[str, str] = {}
        for article_id, text in chain(texts, [(None, "")]):
            if article_id:
                depends = "\0".join((self.version, text, *annotation.occurring(self.forms, text)))
                key = hashlib.sha256(depends.encode("utf-8", "replace")).hexdigest()[:32]
                self.keys.append((article_id, key))
                if key not in self.files:
                    chunk[key] = text
            if len(chunk) == CHUNK or chunk and not article_id:
                file = self.folder / f"{hashlib.sha256(''.join(chunk).encode()).hexdigest()[:16]}.parquet"
                self.files |= dict.fromkeys(chunk, file)
                self.fresh += len(chunk)
                yield file, chunk
                chunk = {}

    def frames(self, table: str) -> Iterator[pd.DataFrame]:
        """`sentences`, `mentions`, `timexes` or `statements` as found, some hundred articles at a time, in their
        order."""
        cells = lru_cache(maxsize=100)(lambda file: dict(zip(_column(file, "key"), _column(file, table))))
        for at in range(0, max(len(self.keys), 1), _BLOCK):
            yield annotation.frame(table, ((article_id, json.loads(cells(self.files[key])[key]))
                                           for article_id, key in self.keys[at:at + _BLOCK]))


def _column(file: Path, name: str) -> list[str]:
    return tables.stored(file).to_table([name])[name].to_pylist()


def _keep(todo: tuple[Path, dict[str, str]], register: str | None) -> int:
    """The pass over a few texts, in whatever process: what it finds is written where all see it, whole or not at
    all."""
    file, texts = todo
    found = annotation.annotate_texts(texts.values(), register)
    rows = [{"key": key} | {name: json.dumps(rows, ensure_ascii=False) for name, rows in tables.items()}
            for key, tables in zip(texts, found)]
    draft = file.with_suffix(f".{uuid.uuid4().hex}.part")
    tables.save(pa.Table.from_pylist(rows), draft)
    tables.put(draft, file)
    return len(texts)


def _spread(executor: Executor, work: Callable, todo: Iterator, ahead: int) -> Iterator:
    """Results as they come; no more than `ahead` pieces of work wait at any time."""
    running: set = set()
    while True:
        running |= {executor.submit(work, piece) for piece in islice(todo, ahead - len(running))}
        if not running:
            return
        done, running = wait(running, return_when=FIRST_COMPLETED)
        yield from (future.result() for future in done)


def processes(workers: int) -> ProcessPoolExecutor:
    """Processes of this machine, forked from one that has spaCy loaded where the system can."""
    known = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in known else "spawn")
    context.set_forkserver_preload(["helpers.annotation"])
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the processes take all cores; each is to keep to its own
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_follow)


def _follow() -> None:
    """A worker ends with the process that started it, also where that one is killed."""
    Thread(target=lambda: (multiprocessing.parent_process().join(), os._exit(1)), daemon=True).start()
