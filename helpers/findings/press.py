"""What findings are made from."""

from __future__ import annotations

from typing import Any, Protocol


class Press(Protocol):
    """The tables of the design as DataFrames by name, and `registers` by name; `study.load()` gives one."""

    def __getattr__(self, name: str) -> Any: ...
