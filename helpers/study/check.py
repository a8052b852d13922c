"""What is wrong in a study's inputs, before the long work begins."""

from __future__ import annotations

from types import SimpleNamespace

from helpers import articles, findings
from helpers.study.registers import Problem, find, read_registers
from helpers.study.settings import Settings, StudyError


def problems(settings: Settings) -> list[Problem]:
    """Read every input and register of a study and list what is wrong, with file and line.

    Raises `StudyError` where the folder holds no articles at all.
    """
    known = read_registers(settings)
    found, removed, rejected = articles.read_articles(
        settings.folder, pattern=settings.articles, register=known["articles"], outlets=known["outlets"],
        corrections=known["corrections/articles"])
    if not len(found) and not len(rejected):
        raise StudyError(f"{settings.folder} holds no articles. Put texts or saved pages in {settings.folder / 'articles'}.")
    listed = list(known.problems)
    listed += [Problem(row.source_file, 0, row.reason) for row in rejected.itertuples()]
    listed += _unknown_files(settings, known["articles"], set(found.source_file) | set(rejected.source_file))
    return listed + idle(SimpleNamespace(articles=found, removed=removed, registers=known), built=False)


def idle(press: findings.Press, built: bool = True) -> list[Problem]:
    """The lines of corrections.csv that no longer match anything."""
    rows = findings.corrections(press, built)
    return [Problem("corrections.csv", row.line, f"{row.idle}. Correct the line or take it out; it had no effect.")
            for row in rows[rows.idle != ""].itertuples()]


def _unknown_files(settings: Settings, register, present: set[str]) -> list[Problem]:
    """Lines of articles.csv that name a file which is not there."""
    if find(settings, "articles") is None:
        return []
    return [Problem("articles.csv", line, f"there is no article file “{name}”. Correct the name or take the line out.")
            for line, name in enumerate(register.file, 2) if not any(f"/{source}".endswith(f"/{name}") for source in present)]
