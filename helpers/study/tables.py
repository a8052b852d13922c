"""The tables as files: typed, sorted, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

_PASSAGE = pa.struct([(name, pa.int64()) for name in ("start_a", "end_a", "start_b", "end_b")])
_TYPES = {
    "text": pa.string(), "int": pa.int64(), "number": pa.float64(), "flag": pa.bool_(), "day": pa.date32(),
    "texts": pa.list_(pa.string()), "passages": pa.list_(_PASSAGE),
}


@cache
def contract() -> dict:
    """The tables of the design: name → {"sort": columns, "columns": {name: type}}, from `data/tables.toml`."""
    return tomllib.loads(files("helpers.data").joinpath("tables.toml").read_text(encoding="utf-8"))


def conform(name: str, frame: pd.DataFrame) -> pa.Table:
    """A room's DataFrame as the arrow table of the contract: its columns first, in order and type, rows sorted.

    Raises `KeyError` for a missing column and `pyarrow.ArrowInvalid` for a value of the wrong type.
    """
    if name not in contract():
        return pa.Table.from_pandas(frame, preserve_index=False)
    rules = contract()[name]
    missing = [column for column in rules["columns"] if column not in frame]
    if missing:
        raise KeyError(f"table {name} lacks {', '.join(missing)}")
    frame = frame.sort_values(rules["sort"], kind="stable", na_position="last")
    arrays = {column: _array(frame[column], _TYPES[kind]) for column, kind in rules["columns"].items()}
    extra = {column: _array(frame[column], None) for column in sorted(set(frame.columns) - set(arrays))}
    return pa.table(arrays | extra)


def _array(values: pd.Series, kind: pa.DataType | None) -> pa.Array:
    plain = [None if _is_missing(value) else value for value in values.tolist()]
    if kind is not None and pa.types.is_list(kind):
        plain = [list(value) if value is not None else [] for value in plain]
    if kind is not None and pa.types.is_integer(kind):
        plain = [None if value is None else int(value) for value in plain]
    return pa.array(plain, type=kind)


def _is_missing(value) -> bool:
    return value is None or (not isinstance(value, (list, tuple, dict, set)) and not hasattr(value, "__len__") and pd.isna(value))


def path(folder: Path, name: str) -> Path:
    """Where a table stands."""
    return folder / f"{name}.parquet"


def write(folder: Path, name: str, frame: pd.DataFrame) -> None:
    """Write one table; a run that is interrupted leaves the earlier file, or none."""
    folder.mkdir(parents=True, exist_ok=True)
    target = path(folder, name)
    draft = target.with_suffix(f".{os.getpid()}.part")
    try:
        pq.write_table(conform(name, frame), draft, compression="zstd", store_schema=False)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def read(folder: Path, name: str) -> pd.DataFrame:
    """Read one table: texts and days as Python objects, None where unknown, lists as lists."""
    table = pq.read_table(path(folder, name))
    return pd.DataFrame({column: _series(table[column]) for column in table.column_names})


def _series(column: pa.ChunkedArray) -> pd.Series:
    plain = pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_boolean(column.type)
    if plain and column.null_count == 0:
        return column.to_pandas()
    return pd.Series(column.to_pylist(), dtype=object)


def fingerprint(folder: Path, name: str) -> str:
    """Content hash of a written table ("" where there is none)."""
    file = path(folder, name)
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""
