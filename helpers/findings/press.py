"""What findings are made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import pandas as pd


class Press(Protocol):
    """The tables of the design as DataFrames, and the registers by name; `study.load()` gives one."""

    articles: pd.DataFrame
    removed: pd.DataFrame
    rejected: pd.DataFrame
    sentences: pd.DataFrame
    mentions: pd.DataFrame
    actors: pd.DataFrame
    merges: pd.DataFrame
    timexes: pd.DataFrame
    datings: pd.DataFrame
    events: pd.DataFrame
    statements: pd.DataFrame
    claims: pd.DataFrame
    conflicts: pd.DataFrame
    reuse: pd.DataFrame
    registers: Mapping[str, pd.DataFrame]
