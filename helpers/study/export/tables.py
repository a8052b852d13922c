"""All tables as CSV or Parquet, with a Frictionless data package that says what each column is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers.data import read_toml
from helpers.findings import Press

_PASSAGE = pa.struct([(name, pa.int64()) for name in ("start_a", "end_a", "start_b", "end_b")])
#: Type of the contract → type in a Table Schema, type in Parquet.
TYPES = {"text": ("string", pa.string()), "int": ("integer", pa.int64()), "number": ("number", pa.float64()),
          "flag": ("boolean", pa.bool_()), "day": ("date", pa.date32()), "texts": ("array", pa.list_(pa.string())),
          "passages": ("array", pa.list_(_PASSAGE))}
#: What a spreadsheet may take for a formula; with apostrophes before it, so that the one put there can be taken away.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_KEYED = ("articles", "actors", "events", "statements", "claims")


def write_csv(press: Press, folder: Path) -> None:
    """NAME.csv for every table of the design, and datapackage.json. Lists are JSON, nulls empty cells."""
    for name, rules in contract().items():
        table, columns = getattr(press, name), rules["columns"]
        frame = pd.DataFrame({column: [*map(_cell, _values(table[column]))] for column in columns}, dtype=object)
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\r\n", encoding="utf-8")
    _package(press, folder, "csv")


def write_parquet(press: Press, folder: Path) -> None:
    """NAME.parquet for every table of the design, and datapackage.json."""
    for name, rules in contract().items():
        table, columns = getattr(press, name), rules["columns"]
        arrays = {column: pa.array(_values(table[column]), type=TYPES[kind][1]) for column, kind in columns.items()}
        pq.write_table(pa.table(arrays), folder / f"{name}.parquet", compression="zstd")
    _package(press, folder, "parquet")


def contract() -> dict:
    """The tables of the design: name → {"sort": columns, "columns": {name: type}}, from `data/tables.toml`."""
    return read_toml("tables.toml")


def _values(column: pd.Series) -> list:
    return [value if isinstance(value, (list, str)) or not pd.isna(value) else None for value in column.tolist()]


def _cell(value: object) -> object:
    """A value as a cell that no spreadsheet runs.

    >>> _cell("=1+1"), _cell("'=1+1"), _cell(["à"]), _cell(-3)
    ("'=1+1", "''=1+1", '["à"]', -3)
    """
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    return "'" + value if isinstance(value, str) and _FORMULA.match(value) else value


def _package(press: Press, folder: Path, ending: str) -> None:
    resources, lists = [], "any" if ending == "parquet" else "array"  # where it is no text, validators know no array
    for name, columns in ((name, rules["columns"]) for name, rules in contract().items()):
        fields = [{"name": column, "type": TYPES[kind][0].replace("array", lists)} for column, kind in columns.items()]
        schema = {"fields": fields, "missingValues": [""]}
        schema |= {"primaryKey": [f"{name[:-1]}_id"]} if name in _KEYED else {}
        if "article_id" in columns and name != "articles":
            known = {"resource": "articles", "fields": ["article_id"]}
            schema["foreignKeys"] = [{"fields": ["article_id"], "reference": known}]
        resources.append({"name": name, "path": f"{name}.{ending}", "format": ending, "schema": schema}
                         | ({"profile": "tabular-data-resource", "encoding": "utf-8"} if ending == "csv" else {}))
    note = "Offsets count code points of articles.text, ends excluded." + (
        " A text that begins like a formula has one apostrophe before it." if ending == "csv" else "")
    package = {"name": f"study-{ending}", "title": press.title, "description": note, "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
