"""The tables as files: typed, sorted, written whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.dataset import Dataset, dataset

from helpers.articles.files import digest
from helpers.study.export.tables import TYPES, contract
from helpers.study.mistakes import StudyError

#: A table of more rows stands in several files.
ROWS = 200_000


def conform(name: str, rows: pd.DataFrame | pa.Table) -> pa.Table:
    """A room's rows as the arrow table of the contract: its columns first, in order and type, a DataFrame's rows
    sorted.

    Raises `KeyError` for a missing column and `pyarrow.ArrowInvalid` for a value of the wrong type.
    """
    rules = contract().get(name, {"columns": {}})
    present = rows.column_names if isinstance(rows, pa.Table) else rows.columns
    if "sort" in rules and isinstance(rows, pd.DataFrame):
        rows = rows.sort_values(rules["sort"], kind="stable", na_position="last")
    arrays = {column: _array(rows[column], TYPES[kind][1]) for column, kind in rules["columns"].items()}
    further = sorted(set(present) - set(arrays)) if arrays else present
    return pa.table(arrays | {column: _array(rows[column], None) for column in further})


def _array(values: pd.Series | pa.ChunkedArray, kind: pa.DataType | None) -> pa.Array | pa.ChunkedArray:
    if isinstance(values, pa.ChunkedArray):
        return values.cast(kind or values.type)
    found = pa.array(values.tolist(), type=kind, from_pandas=True)
    return found.fill_null(pa.scalar([], kind)) if kind and pa.types.is_list(kind) else found


def path(folder: Path, name: str) -> Path:
    """Where a table stands: a file, or for more than `ROWS` rows a folder of such files."""
    return folder / f"{name}.parquet"


def write(folder: Path, name: str, frames: pd.DataFrame | Iterable[pd.DataFrame | pa.Table]) -> None:
    """Write one table, whole or not at all: a run that is interrupted leaves the earlier one, or none.

    Of a table that comes in pieces, each piece's rows follow those of the piece before; no more than `ROWS` rows are
    held. """
    draft = folder / f"{name}.{os.getpid()}.part"
    remove(draft)
    draft.mkdir(parents=True)
    try:
        parts = _write_parts(draft, name, [frames] if isinstance(frames, pd.DataFrame) else frames)
        put(parts[0] if len(parts) == 1 else draft, path(folder, name))
    finally:
        remove(draft)


def _write_parts(draft: Path, name: str, frames: Iterable[pd.DataFrame]) -> list[Path]:
    """The parts of a table as files, of one schema: what one part leaves open (a column without a value) another
    settles."""
    schemas, parts = [], []
    for piece in _in_parts(conform(name, frame) for frame in frames):
        schemas.append(piece.schema)
        parts.append(draft / f"{len(parts):05}.parquet")
        save(piece, parts[-1])
    schema = pa.unify_schemas(schemas, promote_options="permissive")
    for part, own in zip(parts, schemas):
        if own != schema:
            save(stored(part).to_table().cast(schema), part)
    return parts


def _in_parts(pieces: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows, `ROWS` at a time, however they came."""
    held: list[pa.Table] = []
    for piece in pieces:
        held.append(piece)
        while sum(map(len, held)) > ROWS:
            whole = pa.concat_tables(held, promote_options="permissive")
            yield whole[:ROWS]
            held = [whole[ROWS:]]
    yield pa.concat_tables(held, promote_options="permissive")


def save(table: pa.Table, file: Path) -> None:
    """Write a Parquet file, here or wherever fsspec reaches."""
    with file.open("wb") as stream:
        pq.write_table(table, stream, compression="zstd", store_schema=False)


def replace(file: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    draft = file.with_suffix(f".{os.getpid()}.part")
    draft.write_text(text, encoding="utf-8")
    put(draft, file)


def put(draft: Path, target: Path) -> None:
    """Move what is finished to where it belongs, in place of what stands there."""
    if not isinstance(target, Path):
        remove(target)
        draft.fs.mv(draft.path, target.path, recursive=draft.is_dir())
        return
    if draft.is_dir() or target.is_dir():
        remove(target)
    os.replace(draft, target)


def remove(target: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if not isinstance(target, Path):
        _ = target.exists() and target.fs.rm(target.path, recursive=True)
    elif target.is_dir():
        shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)


def stored(target: Path) -> Dataset:
    """A Parquet file, or a folder of them, here or wherever fsspec reaches."""
    return dataset(getattr(target, "path", str(target)), filesystem=getattr(target, "fs", None), format="parquet")


def read(folder: Path, name: str, columns: Sequence[str] | None = None, beside: Sequence[str] = ()) -> pd.DataFrame:
    """Read one table, or some columns of it: texts and days as Python objects, None where unknown, lists as lists.

    Tables that stand `beside` it have a row for each of the same statements: their columns come, too.
    """
    whole = stored(path(folder, name)).to_table(columns)
    for other in beside:
        whole = joined(whole, stored(path(folder, other)).to_table(), folder)
    return _frame(whole)


def whole(folder: Path, names: Sequence[str], further: pd.DataFrame) -> Iterator[pa.Table]:
    """The statements with all their columns, from tables that have a row for each, and a frame that has."""
    first, *others = (stored(path(folder, name)).to_table() for name in names)
    for side in (*others, pa.table({name: _array(further[name], None) for name in further})):
        first = joined(first, side, folder)
    yield first


def joined(one: pa.Table, other: pa.Table, folder: Path) -> pa.Table:
    """Two tables of the same statements in the same order as one. Raises `StudyError` where they are not."""
    if not one["statement_id"].equals(other["statement_id"]):
        raise StudyError(f"{folder}: two tables are not of the same statements. Delete the folder and run this again.")
    for name in other.drop_columns("statement_id").column_names:
        one = one.append_column(name, other[name])
    return one


def _frame(table: pa.Table) -> pd.DataFrame:
    """Column by column, so that no more than one is held twice."""
    found = {}
    for column in table.column_names:
        found[column], table = _series(table[column]), table.drop_columns(column)
    return pd.DataFrame(found)


def _series(column: pa.ChunkedArray) -> pd.Series:
    plain = pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_boolean(column.type)
    if plain and column.null_count == 0:
        return column.to_pandas()
    return pd.Series(_values(column), dtype=object)


def _values(column: pa.Array | pa.ChunkedArray) -> list | np.ndarray:
    """Python objects, one for all that are the same text."""
    if isinstance(column, pa.ChunkedArray):
        return list(chain.from_iterable(map(_values, column.chunks)))
    if pa.types.is_string(column.type):
        coded = column.dictionary_encode()
        words = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
        return words[coded.indices.fill_null(len(words) - 1).to_numpy()]
    if pa.types.is_list(column.type) and pa.types.is_string(column.type.value_type) and column.null_count == 0:
        words, ends = _values(column.flatten()), np.cumsum(column.value_lengths()).tolist()
        return [list(words[start:end]) for start, end in zip([0, *ends], ends)]
    return column.to_pylist()


def fingerprint(folder: Path, name: str) -> str:
    """Content hash of a written table ("" where there is none)."""
    target = path(folder, name)
    parts = sorted(target.iterdir()) if target.is_dir() else [target] if target.exists() else []
    return " ".join(digest(part) for part in parts)
