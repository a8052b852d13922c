"""Files of any kind → the tables `articles`, `removed` and `rejected`."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pandas as pd

from helpers import cleaning
from helpers.articles.copies import find_copies
from helpers.articles.files import File, Unreadable, article_ids, list_files, read_text, slug
from helpers.articles.language import language_of
from helpers.articles.outlets import Outlets
from helpers.cleaning.stated import read_day

__all__ = ["list_files", "read_articles", "slug"]

MAX_CHARACTERS = 250_000
ARTICLES = tuple(
    "article_id source_file outlet title byline credit url language published text n_words sha256 duplicate_of flags "
    "published_from outlet_from dateline dateline_value url_date encoding raw_length flag_details".split())
REMOVED = ("article_id", "start", "text", "reason")
REJECTED = ("source_file", "reason")
_NUMBERS = ("start", "n_words", "raw_length")


def read_articles(
    folder: Path | str, pattern: str | None = None, register: pd.DataFrame | None = None,
    outlets: pd.DataFrame | None = None, progress: Callable | None = None, corrections: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read the articles of a study folder: (articles, removed, rejected), each sorted, whatever the order of the files.

    `register` (file, outlet, url, published, credit) is the analyst's word and wins over what a page states;
    `outlets` (outlet, name, domain) turns addresses and site names into outlets; `progress` wraps the list of files;
    `corrections` (what: outlet, remove or restore; article, target, value, why) win over everything.

    articles, beside the columns of the design: published_from (register, metadata, page, None), outlet_from (register,
    metadata, url, masthead, file name), dateline and dateline_value (its day as TIMEX3, "XXXX-07-19" without a year),
    url_date (a day in the address: evidence, not a statement), encoding, raw_length (characters of the decoded
    page), flag_details (evidence for the flags, as "flag: …").
    Every file is in `articles` or in `rejected` with its reason and remedy; none stops the others.
    """
    files = list_files(Path(folder), pattern)
    ids = article_ids([file.inner for file in files])
    known, given = Outlets(outlets), _by_file(register, files)
    articles, removed, rejected = [], [], []
    for file in progress(files) if progress else files:
        try:
            fixes = cleaning.concerning(corrections, file.source, ids[file.inner])
            row, page = _read(file, given.get(file.source, {}), known, fixes)
        except Unreadable as error:
            rejected.append({"source_file": file.source, "reason": str(error)})
            continue
        articles.append(row | {"article_id": ids[file.inner]})
        removed += [{"article_id": ids[file.inner], **vars(piece)} for piece in page.removed]
    articles.sort(key=lambda row: row["article_id"])
    removed.sort(key=lambda row: (row["article_id"], row["start"]))
    _mark_copies(articles)
    return _frame(articles, ARTICLES), _frame(removed, REMOVED), _frame(rejected, REJECTED)


def _frame(rows: list[dict], columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame({column: pd.Series([row[column] for row in rows], dtype=object) for column in columns})
    return frame.astype({column: "int64" for column in _NUMBERS if column in columns})


def _read(file: File, given: dict, known: Outlets, fixes: list[dict]) -> tuple[dict, cleaning.Page]:
    """One article and its page. Raises `Unreadable` for a file that gives none."""
    if file.reason:
        raise Unreadable(file.reason)
    raw, encoding, data = read_text(file.path)
    page = _clean(raw, file.path.suffix.lower(), known, fixes)
    given = given | {"outlet": fix["value"] for fix in fixes if fix["what"] == "outlet"}
    language, doubt = language_of(page.text)
    if doubt:
        raise Unreadable(doubt)
    url = given.get("url") or page.url
    published, published_from, flags = _published(page, given.get("published"), _url_day(url))
    outlet, outlet_from = known.of_page(page, given.get("outlet"), url, file.path.stem)
    flags += [] if encoding.startswith("utf") else [("encoding guessed", encoding)]
    return {
        "source_file": file.source, "outlet": outlet, "outlet_from": outlet_from, "title": page.title, "url": url,
        "byline": page.byline, "credit": given.get("credit") or page.credit, "language": language, "text": page.text,
        "published": published, "published_from": published_from, "url_date": _url_day(url), "duplicate_of": None,
        "n_words": len(cleaning.words(page.text)), "sha256": hashlib.sha256(data).hexdigest(), "encoding": encoding,
        "dateline": page.dateline, "dateline_value": page.dateline_value, "raw_length": len(page.raw),
        "flags": list(dict.fromkeys(flag for flag, _ in flags)), "flag_details": [": ".join(pair) for pair in flags],
    }, page


def _clean(raw: str, suffix: str, known: Outlets, fixes: list[dict]) -> cleaning.Page:
    kind = "html" if cleaning.is_html(raw) else "markdown" if suffix in (".md", ".markdown") else "text"
    page = cleaning.clean(raw, kind, known.names, fixes) if kind == "html" or len(raw) <= MAX_CHARACTERS else None
    length = len(page.text if page else raw)
    if length > MAX_CHARACTERS:
        raise Unreadable(f"{length} characters, more than {MAX_CHARACTERS}: split it into one file per article")
    if len(cleaning.words(page.text)) < 3:
        raise Unreadable("no article text left after cleaning: save the page again, with its text")
    return page


def _by_file(register: pd.DataFrame | None, files: list[File]) -> dict[str, dict]:
    """The register's row for each file, named by its path in the study, in the folder searched, or its name alone."""
    filled = [] if register is None else register.astype(object).where(register.notna(), None).to_dict("records")
    rows = {str(row["file"]).strip(): row for row in filled if row.get("file")}
    names = Counter(file.path.name for file in files)
    keys = {file.source: [file.source, file.inner, *([file.path.name] if names[file.path.name] == 1 else [])]
            for file in files}
    return {source: next((rows[key] for key in wanted if key in rows), {}) for source, wanted in keys.items()}


def _published(page: cleaning.Page, given: object, url_day: date | None) -> tuple[date | None, str | None, list]:
    """The day of publication, who says so, and the page's flags with those of the dates: the register comes first."""
    text = str(given or "").strip()
    day, flags = read_day(text), list(page.flags)
    if text and not day:
        flags.append(("unreadable date", f"“{text}” in articles.csv; write it as 2024-07-19"))
    days = {"register": day, page.published_from: page.published, "address": url_day}
    stated = {where: day for where, day in days.items() if day}
    if len(set(stated.values())) > 1:
        flags.append(("dates disagree", ", ".join(f"{day} ({where})" for where, day in stated.items())))
    where = next((where for where in stated if where != "address"), None)
    return stated.get(where), where, flags


def _url_day(url: str | None) -> date | None:
    """A day in an address: /2024/07/19/, /2024-07-19/, /20240719-; None for anything less.

    >>> _url_day("https://exemple.fr/monde/20240719-une-visite")
    datetime.date(2024, 7, 19)
    """
    found = re.search(r"(?<!\d)((?:19|20)\d\d)([/-]?)(\d\d)\2(\d\d)(?!\d)", unquote(url or ""))
    return read_day(f"{found[1]}-{found[3]}-{found[4]}") if found else None


def _mark_copies(articles: list[dict]) -> None:
    """Set duplicate_of: the earliest published of the copies, then the first by id."""
    order = sorted(articles, key=lambda row: (row["published"] or date.max, row["article_id"]))
    outlets = [None if row["outlet_from"] == "file name" else row["outlet"] for row in order]
    for row, first in zip(order, find_copies([row["text"] for row in order], outlets)):
        row["duplicate_of"] = None if first is None else order[first]["article_id"]
