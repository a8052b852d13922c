"""Something to practise on: twelve articles of an affair that never happened, and a study with corrections on trial."""

from __future__ import annotations

import atexit
import csv
import io
import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from helpers import findings
from helpers.study import Study, load
from helpers.study.score import COLUMNS, scores
from helpers.study.settings import HOME, read_settings

OWN_PRESS = HOME / "tests" / "own-press"
#: Annotated studies of other affairs, each with what was measured when the tool was first run on it (gold/first.csv).
ELSEWHERE = (OWN_PRESS, HOME / "tests" / "held-out")
#: Most articles of a study that is copied to try corrections on it.
MOST = 500
_HEAD = ["what", "article", "target", "value", "why"]


def press() -> Study:
    """The study a notebook is run on; on the worked corpus the practice press instead, in a copy that is thrown
    away."""
    settings = read_settings()
    return load(_copy(OWN_PRESS)) if settings.is_default and OWN_PRESS.is_dir() else load(settings.folder)


def figures() -> Path:
    """Where the figures of the study go that a notebook is run on."""
    return read_settings().figures


def corrected(study: Study, lines: str) -> Study:
    """A study as it would be with these lines of corrections.csv (what, article, target, value, why) added to its own.

    The study itself stays as it is: a copy is made, and only what depends on the lines is done again. It is given back
    as it is where no line matches anything in it, or where it has more than `MOST` articles, too many to copy.
    """
    known = study.registers["corrections"][_HEAD]
    added = pd.DataFrame(list(csv.reader(io.StringIO(lines))), columns=_HEAD).assign(line=0)
    trial = SimpleNamespace(articles=study.articles, removed=study.removed,
                            registers=study.registers.frames | {"corrections": added})
    if len(study.articles) > MOST or (findings.corrections(trial, built=False).idle != "").all():
        return study
    folder = _copy(study.settings.folder)
    pd.concat([known, added[_HEAD]]).to_csv(folder / "corrections.csv", index=False)
    return load(folder)


def elsewhere() -> pd.DataFrame:
    """How right the tables are on other affairs, `ELSEWHERE`: the columns of `score.scores`, study, and first (F1
    when the tool was first run there; null for a measure that came later). Empty for any study but the worked
    corpus."""
    found = []
    for folder in ELSEWHERE if read_settings().is_default else ():
        first = pd.read_csv(folder / "gold" / "first.csv").rename(columns={"f1": "first"})
        measured, _ = scores(load(_copy(folder)).settings)
        found.append(measured.merge(first, how="left", on=["table", "measure"]).assign(study=folder.name))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=[*COLUMNS, "first", "study"])


def _copy(folder: Path) -> Path:
    """A copy of a study, without what was made from it but its tables, that goes when the program ends."""
    place = Path(tempfile.mkdtemp(prefix="study-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    made = shutil.ignore_patterns("notebooks", "figures", "export", ".*")
    return Path(shutil.copytree(folder, place / folder.name, ignore=made))
