"""Where a study stands, and what its `study.toml` says."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers import articles
from helpers.study.mistakes import StudyError, needed

HOME = Path(__file__).resolve().parents[2]
#: Environment variable that tells a notebook which study it is to read.
VARIABLE = "LECTURES_STUDY"


class Settings(NamedTuple):
    """Where a study stands and what its author set. All paths are absolute."""

    folder: Path
    title: str
    articles: str | None
    registers: Path | None
    columns: dict[str, str] = {}

    @property
    def derived(self) -> Path:
        return self.folder / "derived"

    @property
    def is_default(self) -> bool:
        return self.folder == HOME / "corpus"

    @property
    def figures(self) -> Path:
        return HOME / "figures" if self.is_default else self.folder / "figures"

    def check_any(self, *found: pd.DataFrame) -> None:
        """Raise `StudyError` where nothing was found."""
        if not any(map(len, found)):
            raise StudyError(f"{self.folder / 'study.toml'}: articles = “{self.articles}” holds none. Correct it."
                             if self.articles else f"{self.folder} holds no articles. Put some in {self.folder / 'articles'}.")


def locate(folder: str | os.PathLike | None = None) -> Path:
    """The study folder meant: the one given, else the one in the environment, else the worked corpus.

    An address (s3://…, memory://…) gives a path of `upath`, which reads and writes as a `Path` does.
    Raises `StudyError` where there is no such folder.
    """
    given = folder or os.environ.get(VARIABLE) or ("corpus" if Path("corpus").is_dir() else HOME / "corpus")
    given = str(given).removeprefix("file://")
    try:
        path = _address(given) if "://" in given else Path(given).expanduser().resolve()
        if path.is_dir():
            return path
        what = "is a file, not a folder" if path.exists() else "does not exist"
    except (OSError, ValueError, ImportError) as error:
        what = f"cannot be opened ({error})"
    raise StudyError(f"{given} {what}. Give the folder that holds your articles, or make one: study new {given}")


def _address(url: str) -> Path:
    with needed(url, "cluster"):
        from upath import UPath
    return UPath(url, use_listings_cache=False)  # what other machines write is seen at once


def read_settings(folder: str | os.PathLike | None = None, here: bool = False) -> Settings:
    """Read `study.toml` of a folder; every key is optional, and so is the file.

    Raises `StudyError` for a file that is not TOML, an unknown key, a wrong type or a register folder that is missing;
    where the work must be done `here`, also for a folder that is not on this machine.
    """
    path = locate(folder)
    if here and not isinstance(path, Path):
        raise StudyError(f"{path} is not on this machine. Only study build, check and export --out do; else copy it.")
    file = path / "study.toml"
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8-sig")) if file.exists() else {}
    except UnicodeDecodeError as error:
        line = 1 + error.object.count(b"\n", 0, error.start)
        raise StudyError(f"{file}: line {line} is not UTF-8. Save the file as UTF-8.") from None
    except (tomllib.TOMLDecodeError, OSError) as error:
        raise StudyError(f"{file}: not readable as TOML ({error}). Correct that line.") from None
    columns = given.pop("columns", {})
    if not isinstance(columns, dict):
        raise StudyError(f"{file}: “columns” must be a section, [columns], with lines like text = \"corps\".")
    _check(file, given, ("title", "language", "articles", "registers", "columns"))
    _check(file, columns, articles.FIELDS)
    if given.get("language", "fr") != "fr":
        raise StudyError(f"{file}: language “{given['language']}” is not read; only French (“fr”) is.")
    registers = (path / given["registers"]).resolve() if given.get("registers") else None
    if registers is not None and not registers.is_dir():
        raise StudyError(f"{file}: the folder of registers {given['registers']} does not exist. Correct `registers`.")
    return Settings(path, given.get("title", path.name), given.get("articles"), registers, columns)


def _check(file: Path, given: dict, known: Iterable[str]) -> None:
    for key, value in given.items():
        if key not in known:
            raise StudyError(f"{file}: unknown key “{key}”. Known keys: {', '.join(known)}.")
        if not isinstance(value, str):
            raise StudyError(f"{file}: “{key}” must be a text in quotation marks.")
