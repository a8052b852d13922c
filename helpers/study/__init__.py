"""A study: a folder of press articles, its registers and its tables.

>>> press = load()                                                      # doctest: +SKIP
>>> press.articles[["outlet", "title"]].head()                          # doctest: +SKIP
"""

from __future__ import annotations

import os

import pandas as pd

from helpers.study import tables
from helpers.study.mistakes import StudyError
from helpers.study.registers import read_registers
from helpers.study.settings import Settings, read_settings
from helpers.study.stages import build

__all__ = ["Study", "StudyError", "load"]


class Study:
    """The tables of one study, read when first asked for: `press.articles`, `press.mentions`, …

    Attributes are the names of the design's tables; each gives a DataFrame. A name that is no table raises
    `AttributeError`. `title` is what study.toml calls the study, `figures` where its figures go.
    """

    def __init__(self, settings: Settings):
        self.settings, self.title, self.figures = settings, settings.title, settings.figures
        self.registers = read_registers(settings)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in tables.contract():
            raise AttributeError(f"{name} is no table; tables are {', '.join(tables.contract())}")
        frame = tables.read(self.settings.derived, name)
        self.__dict__[name] = frame
        return frame


def load(folder: str | os.PathLike | None = None) -> Study:
    """Open a study, bringing its tables up to date first (nothing is done again that stands already).

    `folder`: the study folder; by default the one a command was called on, else the worked corpus.
    Raises `StudyError` with what is wrong and what to do.
    """
    settings = read_settings(folder)
    build(settings)
    return Study(settings)
