"""Ways out: the tables of a study in the formats of other tools, each written whole, with a note of what it loses."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from helpers.data import read_toml
from helpers.findings import Press
from helpers.study.export import cas, conllu, corpora, graph, markup, tables

__all__ = ["FORMATS", "Format", "write"]
MARK = "Written by `study export`."


@dataclass(frozen=True)
class Format:
    """A way out: what writes it into a folder, what it is for, what it cannot hold."""

    write: Callable[[Press, Path], None]
    what: str
    loses: str


_WRITERS = {"csv": tables.write_csv, "parquet": tables.write_parquet, "iramuteq": corpora.write_iramuteq,
            "txm": corpora.write_txm, "timeml": markup.write_timeml, "conllu": conllu.write, "gexf": graph.write,
            "xmi": cas.write}
_TOLD = read_toml("exports.toml")
FORMATS = {name: Format(writer, **_TOLD[name]) for name, writer in _WRITERS.items()}


def write(press: Press, form: str, folder: Path) -> int:
    """Write a study in one of the `FORMATS` into a folder, in place of an earlier export; gives the number of files.

    Every export holds a README.txt that says what it is and what the format cannot hold. The folder is put in place
    when all is written. Raises `KeyError` for an unknown format, `FileExistsError` for a folder that holds anything but
    an earlier export, `ImportError` where the extra is missing.
    """
    chosen = FORMATS[form]
    if folder.exists() and not _is_ours(folder):
        raise FileExistsError(f"{folder} exists and is no earlier export")
    draft = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        chosen.write(press, draft)
        told = (f"{MARK}\n\nFormat: {form}: {chosen.what}.\nNot in it: {chosen.loses}.\n"
                "The texts are those of the press: you may not be free to publish them.\n")
        (draft / "README.txt").write_text(told, encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return sum(path.is_file() for path in folder.rglob("*"))


def _is_ours(folder: Path) -> bool:
    """Is a folder empty, or one that an earlier export wrote?"""
    note = folder / "README.txt"
    text = note.read_text("utf-8", "replace") if note.is_file() else ""
    return text.startswith(MARK) or folder.is_dir() and not any(folder.iterdir())
