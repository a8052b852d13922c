"""The registers of a study: read, checked line by line, borrowed where the study says so."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import fastjsonschema
import pandas as pd

from helpers.articles.decoding import decode
from helpers.articles.files import Unreadable
from helpers.cleaning.stated import read_day
from helpers.data import read_text, read_toml
from helpers.study.settings import Settings

NAMES = ("articles", "outlets", "actors", "chronology", "terms", "corrections")
RULES = read_toml("registers.toml")
BORROWED = ("outlets", "actors", "chronology", "terms")


class Problem(NamedTuple):
    """Something wrong in an input: file, line (1 is the header; 0 the file as a whole), cause and remedy."""

    file: str
    line: int
    cause: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.cause}" if self.line else f"{self.file}: {self.cause}"


@dataclass(frozen=True)
class Registers:
    """One DataFrame per register (texts, "" where empty, all columns present) and what was wrong in them.

    "corrections/STAGE" gives the corrections that one stage of the build reads.
    """

    frames: dict[str, pd.DataFrame]
    problems: list[Problem]

    def __getitem__(self, name: str) -> pd.DataFrame:
        name, _, stage = name.partition("/")
        frame = self.frames[name]
        frame = frame[frame.what.isin(RULES[name]["stages"][stage])] if stage else frame
        return frame if name == "corrections" and not stage else frame.drop(columns="line")

    def reading(self, settings: Settings) -> dict:
        """What the reading of the articles is given: the settings and registers it depends on."""
        return {"pattern": settings.articles, "columns": settings.columns, "register": self["articles"],
                "outlets": self["outlets"], "corrections": self["corrections/articles"]}


def find(settings: Settings, name: str) -> Path | None:
    """The file a register is read from: the study's own, else the borrowed one, else None."""
    folders = [settings.folder] + ([settings.registers] if settings.registers and name in BORROWED else [])
    return next((folder / f"{name}.csv" for folder in folders if (folder / f"{name}.csv").is_file()), None)


def read_registers(settings: Settings) -> Registers:
    """Read all registers of a study.

    A register that cannot be read counts as empty, a bad cell as an empty cell, a bad line as absent: each is a
    `Problem`, so that the rest of the study goes through and nothing is dropped in silence. A study that lists no
    terms is given those of `data/terms.csv`.
    """
    read = {name: _read(find(settings, name), name) for name in NAMES}
    frames = {name: frame for name, (frame, _) in read.items()}
    if frames["terms"].empty:
        frames["terms"] = pd.read_csv(io.StringIO(read_text("terms.csv")), dtype=str, na_filter=False).assign(line=0)
    return Registers(frames, [*(problem for _, found in read.values() for problem in found), *_unknown_ids(frames)])


def _read(path: Path | None, name: str) -> tuple[pd.DataFrame, list[Problem]]:
    """The good lines of a register, each with its number, and what is wrong in the others."""
    columns, rows, problems, seen = [*RULES[name]["columns"], "line"], [], [], set()
    try:
        for line, row in _lines(path, RULES[name]["required"]) if path else ():
            faults = _faults(row, name, seen)
            problems += [Problem(path.name, line, cause) for cause, _ in faults]
            if not any(whole for _, whole in faults):
                rows.append(row | {"line": line})
                seen.add(row.get(RULES[name].get("key")))
    except (csv.Error, OSError, LookupError, Unreadable) as error:
        problems, rows = [Problem(path.name, 1, f"{error.args[-1]}; the register was left out.")], []
    columns = dict.fromkeys([*columns, *(rows[0] if rows else ())])
    return pd.DataFrame(rows, columns=list(columns), dtype=object).fillna(""), problems


def _lines(path: Path, required: list[str]) -> Iterator[tuple[int, dict]]:
    """The lines of a CSV that hold anything, with their numbers. Raises `LookupError` where a column is missing."""
    text = re.sub(r"\r\n?", "\n", decode(path.read_bytes())[0])
    header = text.split("\n", 1)[0]
    sign = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=sign)
    reader.fieldnames = [column.strip() for column in reader.fieldnames or []]
    if missing := [column for column in required if column not in reader.fieldnames]:
        raise LookupError(f"column {', '.join(missing)} is missing. Add it to the first line")
    for record in reader:
        row = {key: (value or "").strip() for key, value in record.items() if key and not isinstance(value, list)}
        if any(row.values()):
            yield reader.line_num, row


def _faults(row: dict, name: str, seen: set) -> list[tuple[str, bool]]:
    """Causes, each with whether the whole line falls; a bad cell is emptied in place."""
    rules = RULES[name]
    if name == "corrections" and row["what"] in ("date", "outlet") and not row.get("article"):
        row["article"] = row.get("target", "")  # with nothing to quote, the file may stand in either column
    needed = [*rules["required"], *rules.get("needs", {}).get(row.get("what"), ())]
    found = [(f"{column} is empty. Fill it in; the line was left out.", True) for column in needed if not row.get(column)]
    if name == "corrections" and row["what"] == "date" and row.get("value") and not _is_day(row["value"]):
        found.append((f"value “{row['value']}” is not readable (write a day as 2024-07-18). The line was left out.", True))
    key = rules.get("key")
    if key and row[key] and row[key] in seen:
        found.append((f"{key} “{row[key]}” stands on an earlier line already. The line was left out.", True))
    for column, valid in _validators(name).items():
        try:
            valid(row.get(column) or None)
        except fastjsonschema.JsonSchemaValueException as error:
            needed = column in rules["required"]
            what = "The line was left out" if needed else "It was taken as empty"
            found.append((f"{column} “{row[column]}” is not readable ({error.definition['description']}). {what}.", needed))
            row[column] = ""
    return found


@cache
def _validators(name: str) -> dict[str, Callable]:
    """A compiled schema for each column that has one; nothing in a cell is None, which every schema passes."""
    return {column: fastjsonschema.compile(schema | {"type": ["string", "null"]}, formats={"date": _is_day}, use_default=False)
            for column, schema in RULES[name]["columns"].items() if schema}


def _is_day(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text) and read_day(text))


def _unknown_ids(frames: dict[str, pd.DataFrame]) -> list[Problem]:
    problems = []
    for name, rules in RULES.items():
        for column, target in rules.get("refers", {}).items():
            register, key = target.split(".")
            known = set(frames[register][key])
            told = frames[name][["line", column]].itertuples(index=False) if known else ()
            problems += [Problem(f"{name}.csv", line, f"{column}: “{value}” is not in {register}.csv. "
                                 "Correct the id or add the row; it was passed over.")
                         for line, cell in told for value in map(str.strip, cell.split(";")) if value not in {"", *known}]
    return problems
