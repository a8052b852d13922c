"""The analyst's word on what is article and what is not: her lines of corrections.csv, applied after all rules.

Lines are looked up by the words they quote, so that they hold when ids and offsets change.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

import pandas as pd

from helpers.cleaning.lines import Draft, Line, fold

REASON = "stated in corrections"


def names(article: str, source: str, article_id: str) -> bool:
    """Does a line's `article` name this one: by its file (`page.html`, `nord/page.html`, `gazette-*`), by what it
    stands in (a folder, an archive, a file of several articles), by its id, or, empty, as any?

    >>> [names(article, "nord.zip/page.csv#3", "nord-3") for article in ("page.csv#3", "nord.zip", "age.csv", "pa*")]
    [True, True, False, True]
    """
    part, whole = "/" + article.strip("/"), f"/{source}/"
    return (article in ("", article_id) or part + "/" in whole or part + "#" in whole
            or "*" in article and fnmatchcase(whole, f"*{part}/"))


def concerning(corrections: pd.DataFrame | None, source: str, article_id: str) -> list[dict]:
    """The lines of corrections (what, article, target, value, why) that concern one article."""
    rows = [] if corrections is None else corrections.to_dict("records")
    return [row for row in rows if names(row["article"], source, article_id)]


def articles_of(article: str, articles: pd.DataFrame) -> set[str]:
    """The ids of the articles (article_id, source_file) that a line concerns."""
    return {key for key, source in zip(articles["article_id"], articles["source_file"]) if names(article, source, key)}


def passages(text: str, quoted: str) -> list[tuple[int, int]]:
    """Where quoted words stand in a text, whatever its white space, capitals, accents and apostrophes.

    >>> passages("L’eau manque,\\n dit-il. L'EAU  manque !", "l'eau manque")
    [(0, 12), (23, 36)]
    """
    pattern = r"\s+".join(map(re.escape, fold(quoted).split()))
    return [found.span() for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", fold(text))] if pattern else []


def correct(draft: Draft, raw: str, lines: list[dict] | tuple[dict, ...]) -> None:
    """Take out and put back what the analyst quotes from a page; a later line wins over an earlier one."""
    for fix in lines:
        reason = f"{REASON}: {fix['why']}" if fix["what"] == "remove" else None
        for start, end in passages(raw, fix["target"]) if fix["what"] in ("remove", "restore") else ():
            for line in draft.lines:
                if start < line.start + len(line.text) and line.start < end:
                    _mark(line, max(start - line.start, 0), min(end - line.start, len(line.text)), reason)


def _mark(line: Line, start: int, end: int, reason: str | None) -> None:
    """Give a piece of a line back to the article, or take it out for a reason; what was cut beside it stays cut."""
    pieces = [(0, len(line.text), line.reason)] if line.reason else line.cuts
    left = [(a, min(b, start), why) for a, b, why in pieces] + [(max(a, end), b, why) for a, b, why in pieces]
    left += [(start, end, reason)] if reason else []
    line.reason, line.cuts = None, sorted((a, b, why) for a, b, why in left if line.text[a:b].strip())
