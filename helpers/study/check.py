"""What is wrong in a study's inputs, before the long work begins."""

from __future__ import annotations

import re
from collections import Counter
from types import SimpleNamespace

import pandas as pd

from helpers import articles, findings
from helpers.study.registers import NAMES, Problem, Registers, find, read_registers
from helpers.study.settings import Settings


def examine(settings: Settings) -> tuple[list[str], list[Problem]]:
    """Read every input and register of a study: (what was found, in lines; what is wrong, with file and line).

    Raises `StudyError` where the folder holds no articles at all.
    """
    known = read_registers(settings)
    found, removed, rejected = articles.read_articles(settings.folder, **known.reading(settings))
    settings.check_any(found, rejected)
    listed = list(known.problems)
    listed += [Problem(row.source_file, 0, row.reason) for row in rejected.itertuples() if not row.reason.endswith("nothing to do")]
    listed += _unknown_files(known.frames["articles"], set(found.source_file) | set(rejected.source_file))
    listed += idle(SimpleNamespace(articles=found, removed=removed, registers=known), built=False)
    return _report(settings, known, found, rejected), listed


def _report(settings: Settings, known: Registers, found: pd.DataFrame, rejected: pd.DataFrame) -> list[str]:
    """What was found, a line for each thing to know before the long work begins."""
    foreign = Counter(why.split(" (")[0].removeprefix("in ") for why in rejected.reason if "not in French" in why)
    flags = Counter(flag for row in found["flags"] for flag in row)
    registers = [f"{name}.csv {len(known[name])} ({'own' if path.parent == settings.folder else 'borrowed'})"
                 for name in NAMES if (path := find(settings, name))]
    told = {"Articles": str(len(found)), "Formats": _counted(found.format), "Languages": _counted(found.language),
        "Encodings": _counted(found.encoding), "Dates stated by": _counted(found.published_from.fillna("nobody")),
        "Outlets": f"{found.outlet.nunique()}; known from: {_counted(found.outlet_from)}",
        "Near-duplicates, marked": str(found.duplicate_of.notna().sum()), "Flags": _counted(flags),
        "Set aside for their language": _counted(foreign),
        "Columns not read": "; ".join(_unread(found)), "Files or records without an article": str(len(rejected)),
        "Registers, in lines": ", ".join(registers)}
    return [f"{what}: {said or 'none'}" for what, said in told.items()]


def _counted(values: pd.Series | Counter) -> str:
    return ", ".join(f"{what} {n}" for what, n in sorted(Counter(values).items(), key=lambda one: (-one[1], one[0])))


def _unread(found: pd.DataFrame) -> list[str]:
    """The columns of tables that were not read, each with what it might be named as in study.toml."""
    columns: dict[str, dict] = {}
    for source, names in zip(found.source_file, found.unread):
        columns.setdefault(source.partition("#")[0], {}).update(dict.fromkeys(names))
    might = {name: f' (study.toml: [columns] {what} = "{name}")' for names in columns.values() for name in names
             if (what := _likely(name))}
    return [f"{file}: {', '.join(name + might.get(name, '') for name in names)}" for file, names in columns.items() if names]


def _likely(name: str) -> str | None:
    """What a column might hold whose name is no usual one, by the words that it shares with those; None: no idea.

    >>> _likely("date_parution_web"), _likely("nb_mots")
    ('published', None)
    """
    words = set(articles.slug(name).split("-"))
    return next((what for what, usual in articles.FIELDS.items() if words & set(re.findall(r"\w{4,}", usual))), None)


def idle(press: findings.Press, built: bool = True) -> list[Problem]:
    """The lines of corrections.csv that no longer match anything."""
    rows = findings.corrections(press, built)
    return [Problem("corrections.csv", row.line, f"{row.idle}. Correct the line or take it out; it had no effect.")
            for row in rows[rows.idle != ""].itertuples()]


def _unknown_files(register: pd.DataFrame, present: set[str]) -> list[Problem]:
    """Lines of articles.csv that name a file which is not there."""
    split = [re.split("[/#]", source) for source in present]
    known = {tuple(parts[a:b]) for parts in split for a in range(len(parts)) for b in range(a + 1, len(parts) + 1)}
    return [Problem("articles.csv", line, f"there is no article file “{name}”. Correct the name or take the line out.")
            for line, name in zip(register.line, register.file) if tuple(re.split("[/#]", name)) not in known]
