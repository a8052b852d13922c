"""What findings are made from."""

from __future__ import annotations

from typing import Any, Protocol

import pandas as pd


class Press(Protocol):
    """The tables of the design as DataFrames by name, and `registers` by name; `study.load()` gives one."""

    def __getattr__(self, name: str) -> Any: ...


class Part:
    """A study with other rows in some of its tables."""

    def __init__(self, press: Press, **tables: pd.DataFrame):
        self._press = press
        self.__dict__.update(tables)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._press, name)


def about(press: Press, event_id: str | None) -> Press:
    """The study as far as it tells one event: its statements, the conflicts about it, the articles that tell it and
    what these share. All other tables are whole."""
    told = press.statements[press.statements.event_id == event_id]
    here = {name: press.reuse[f"article_{name}"].isin(told.article_id) for name in "ab"}
    return Part(press, statements=told, conflicts=press.conflicts[press.conflicts.event_id == event_id],
                articles=press.articles[press.articles.article_id.isin(told.article_id)],
                reuse=press.reuse[here["a"] & here["b"]])
