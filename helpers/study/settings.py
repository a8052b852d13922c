"""A study folder's settings: what `study.toml` says, and where things are."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from helpers import articles

HOME = Path(__file__).resolve().parents[2]
#: Environment variable that tells a notebook which study it is to read.
VARIABLE = "LECTURES_STUDY"


class StudyError(Exception):
    """A mistake that the user can mend: one line that says what is wrong and what to do."""


@dataclass(frozen=True)
class Settings:
    """Where a study stands and what its author set. All paths are absolute."""

    folder: Path
    title: str
    language: str
    articles: str | None
    registers: Path | None
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def derived(self) -> Path:
        return self.folder / "derived"

    @property
    def is_default(self) -> bool:
        return self.folder == HOME / "corpus"

    @property
    def figures(self) -> Path:
        return HOME / "figures" if self.is_default else self.folder / "figures"


def locate(folder: str | os.PathLike | None = None) -> Path:
    """The study folder meant: the one given, else the one in the environment, else the worked corpus.

    Raises `StudyError` where there is no such folder.
    """
    given = folder or os.environ.get(VARIABLE) or ("corpus" if Path("corpus").is_dir() else HOME / "corpus")
    path = Path(str(given).removeprefix("file://")).expanduser().resolve()
    if not path.is_dir():
        what = "is a file, not a folder" if path.exists() else "is no folder that is mounted here" if "://" in str(given) else "does not exist"
        raise StudyError(f"{given} {what}. Give the folder that holds your articles, or make one: study new {given}")
    return path


def read_settings(folder: str | os.PathLike | None = None) -> Settings:
    """Read `study.toml` of a folder; every key is optional, and so is the file.

    Raises `StudyError` for a file that is not TOML, an unknown key, a wrong type or a register folder that is missing.
    """
    path = locate(folder)
    file = path / "study.toml"
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8-sig")) if file.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(f"{file}: not readable as TOML ({error}). Correct that line.") from None
    known = ("title", "language", "articles", "registers", "columns")
    columns = given.pop("columns", {})
    for key, value in [*given.items(), *(columns.items() if isinstance(columns, dict) else [("columns", None)])]:
        if key not in (articles.FIELDS if key in columns else known):
            raise StudyError(f"{file}: unknown key “{key}”. Known keys: {', '.join(known)}; "
                             f"in [columns]: {', '.join(articles.FIELDS)}.")
        if not isinstance(value, str):
            raise StudyError(f"{file}: “{key}” must be a text in quotation marks.")
    if given.get("language", "fr") != "fr":
        raise StudyError(f"{file}: language “{given['language']}” is not read; only French (“fr”) is.")
    registers = (path / given["registers"]).resolve() if given.get("registers") else None
    if registers is not None and not registers.is_dir():
        raise StudyError(f"{file}: the folder of registers {given['registers']} does not exist. Correct `registers`.")
    return Settings(path, given.get("title", path.name), "fr", given.get("articles"), registers, columns)
