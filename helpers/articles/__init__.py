"""Files of any kind → the tables `articles`, `removed` and `rejected`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from helpers import cleaning
from helpers.articles.copies import find_copies
from helpers.articles.files import File, Unreadable, article_ids, list_files, read_text, slug
from helpers.articles.language import language_of
from helpers.cleaning.lines import fold
from helpers.cleaning.stated import read_day

__all__ = ["list_files", "read_articles"]

MAX_CHARACTERS = 250_000
ARTICLES = (
    "article_id", "source_file", "outlet", "title", "byline", "credit", "url", "language", "published", "text", "n_words", "sha256",
    "duplicate_of", "flags", "published_from", "outlet_from", "dateline", "dateline_value", "url_date", "encoding", "raw_length", "flag_details")
REMOVED = ("article_id", "start", "text", "reason")
REJECTED = ("source_file", "reason")


def read_articles(
    folder: Path | str, pattern: str | None = None, register: pd.DataFrame | None = None, outlets: pd.DataFrame | None = None,
    progress: Callable | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read the articles of a study folder: (articles, removed, rejected), each sorted, whatever the order of the files.

    `register` (file, outlet, url, published, credit) is the analyst's word and wins over what a page states;
    `outlets` (outlet, name, domain) turns addresses and site names into outlets; `progress` wraps the list of files.

    articles, beside the columns of the design: published_from (register, metadata, page, None), outlet_from (register,
    metadata, url, masthead, file name), dateline and dateline_value (its day as TIMEX3, "XXXX-07-19" without a year),
    url_date (a day in the address: evidence, not a statement), encoding, raw_length (characters of the decoded
    page), flag_details (evidence for the flags, as "flag: …").
    Every file is in `articles` or in `rejected` with its reason and remedy; none stops the others.
    """
    files = list_files(Path(folder), pattern)
    ids = article_ids([file.inner for file in files])
    known, register_rows = _Outlets(outlets), _by_file(register, files)
    articles, removed, rejected = [], [], []
    for file in progress(files) if progress else files:
        try:
            row, page = _read(file, register_rows.get(file.source, {}), known)
        except Unreadable as error:
            rejected.append({"source_file": file.source, "reason": str(error)})
            continue
        row["article_id"] = ids[file.inner]
        articles.append(row)
        removed += [{"article_id": row["article_id"], "start": piece.start, "text": piece.text, "reason": piece.reason} for piece in page.removed]
    articles.sort(key=lambda row: row["article_id"])
    removed.sort(key=lambda row: (row["article_id"], row["start"]))
    _mark_copies(articles)
    return _frame(articles, ARTICLES), _frame(removed, REMOVED), _frame(rejected, REJECTED)


def _frame(rows: list[dict], columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame({column: pd.Series([row.get(column) for row in rows], dtype=object) for column in columns})
    return frame.astype({column: "int64" for column in ("start", "n_words", "raw_length") if column in columns})


def _read(file: File, given: dict, known: _Outlets) -> tuple[dict, cleaning.Page]:
    """One article and its page. Raises `Unreadable` for a file that gives none."""
    if file.reason:
        raise Unreadable(file.reason)
    raw, encoding, data = read_text(file.path)
    page = _clean(raw, file.path.suffix.lower(), known)
    language, doubt = language_of(page.text)
    if doubt:
        raise Unreadable(doubt)
    url = given.get("url") or page.url
    published, published_from, flags = _published(page, given)
    outlet, outlet_from = _outlet(page, given, url, file, known)
    if url_day := _url_day(url):
        flags += [("dates disagree", f"{published} ({published_from}), {url_day} (address)")] if published and published != url_day else []
    if encoding not in ("utf-8", "utf-16", "utf-32", "utf-16-le", "utf-16-be"):
        flags.append(("encoding guessed", encoding))
    flags = [*page.flags, *flags]
    return {
        "source_file": file.source, "outlet": outlet, "title": page.title, "byline": page.byline, "credit": given.get("credit") or page.credit,
        "url": url, "language": language, "published": published, "text": page.text, "n_words": len(cleaning.words(page.text)),
        "sha256": hashlib.sha256(data).hexdigest(), "duplicate_of": None, "flags": list(dict.fromkeys(flag for flag, _ in flags)),
        "published_from": published_from, "outlet_from": outlet_from, "dateline": page.dateline, "dateline_value": page.dateline_value,
        "url_date": url_day, "encoding": encoding, "raw_length": len(page.raw), "flag_details": [f"{flag}: {detail}" for flag, detail in flags],
    }, page


def _clean(raw: str, suffix: str, known: _Outlets) -> cleaning.Page:
    kind = "html" if cleaning.is_html(raw) else "markdown" if suffix in (".md", ".markdown") else "text"
    if kind != "html" and len(raw) > MAX_CHARACTERS:
        raise Unreadable(_TOO_LONG.format(len(raw)))
    page = cleaning.clean(raw, kind, known.names)
    if len(page.text) > MAX_CHARACTERS:
        raise Unreadable(_TOO_LONG.format(len(page.text)))
    if len(cleaning.words(page.text)) < 3:
        raise Unreadable("no article text left after cleaning: save the page again, with its text")
    return page


_TOO_LONG = f"{{}} characters, more than {MAX_CHARACTERS}: not one article; split it into one file per article"


# ---------------------------------------------------------------- register
def _by_file(register: pd.DataFrame | None, files: list[File]) -> dict[str, dict]:
    """The register's row for each file: named by its path in the study, below the folder of articles, or by its name alone."""
    if register is None or not len(register) or "file" not in register:
        return {}
    rows = {str(row["file"]).strip(): {key: _cell(value) for key, value in row.items()} for row in register.to_dict("records")}
    names = [file.path.name for file in files]
    found = {}
    for file in files:
        keys = [file.source, file.inner] + ([file.path.name] if names.count(file.path.name) == 1 else [])
        found[file.source] = next((rows[key] for key in keys if key in rows), {})
    return found


def _cell(value: object) -> object:
    if value is None or value is pd.NaT or isinstance(value, float) and value != value:
        return None
    return value.strip() or None if isinstance(value, str) else value


def _published(page: cleaning.Page, given: dict) -> tuple[date | None, str | None, list[tuple[str, str]]]:
    """The day of publication, who says so, and flags: the register first, then the page."""
    value = given.get("published")
    day = value.date() if isinstance(value, pd.Timestamp) else value if isinstance(value, date) else read_day(str(value)) if value else None
    if value and day is None:
        return page.published, page.published_from, [("unreadable date", f"“{value}” in articles.csv; write it as 2024-07-19")]
    if day is None:
        return page.published, page.published_from, []
    differs = page.published and page.published != day
    return day, "register", [("dates disagree", f"{day} (register), {page.published} ({page.published_from})")] if differs else []


def _url_day(url: str | None) -> date | None:
    """A day in an address: /2024/07/19/, /2024-07-19/, /20240719-; None for anything less.

    >>> _url_day("https://exemple.fr/monde/20240719-une-visite")
    datetime.date(2024, 7, 19)
    """
    found = re.search(r"(?<!\d)(20\d\d|19\d\d)([/-]?)(\d\d)\2(\d\d)(?!\d)", urlsplit(url).path) if url else None
    return read_day(f"{found[1]}-{found[3]}-{found[4]}") if found else None


# ---------------------------------------------------------------- outlets
class _Outlets:
    """The register of outlets, looked up by domain and by name."""

    def __init__(self, outlets: pd.DataFrame | None) -> None:
        rows = outlets.to_dict("records") if outlets is not None else []
        self.domains, self.by_name = {}, {}
        for row in rows:
            outlet = _cell(row.get("outlet"))
            for domain in re.split(r"[;, ]+", str(_cell(row.get("domain")) or "").lower()):
                self.domains[domain.removeprefix("www.")] = outlet
            for name in (outlet, _cell(row.get("name"))):
                self.by_name[fold(str(name or "")).strip()] = outlet
        self.names = frozenset(name for name in self.by_name if name)

    def of_host(self, url: str) -> str | None:
        """The outlet of an address: the longest registered domain its host ends with, else the host itself."""
        host = (urlsplit(url if "//" in url else "//" + url).hostname or "").removeprefix("www.")
        parts = host.split(".")
        return next((self.domains[".".join(parts[at:])] for at in range(len(parts)) if ".".join(parts[at:]) in self.domains), host or None)

    def of_name(self, name: str) -> str:
        return self.by_name.get(fold(name).strip(), name)


def _outlet(page: cleaning.Page, given: dict, url: str | None, file: File, known: _Outlets) -> tuple[str, str]:
    """The outlet and where it is known from: register, page metadata, host of the URL, masthead, file name."""
    if given.get("outlet"):
        return known.of_name(str(given["outlet"])), "register"
    if page.site:
        return known.of_name(page.site), "metadata"
    if url and (outlet := _host(known, url)):
        return outlet, "url"
    if page.masthead:
        return known.of_name(page.masthead), "masthead"
    return known.of_name(_from_name(file.path.stem)), "file name"


def _host(known: _Outlets, url: str) -> str | None:
    try:
        return known.of_host(url)
    except ValueError:
        return None


def _from_name(stem: str) -> str:
    """The outlet a file name gives: its words before the first number, if they are few; else the whole name.

    >>> _from_name("lacroix-2024-07-19"), _from_name("000_4ba946")
    ('lacroix', '000-4ba946')
    """
    parts = slug(stem).split("-")
    lead = parts[: next((place for place, part in enumerate(parts) if re.search(r"\d", part)), len(parts))]
    generic = {"article", "articles", "page", "doc", "document", "texte", "text", "file", "fichier"}
    return "-".join(lead) if 1 <= len(lead) <= 3 and not set(lead) <= generic else slug(stem) or stem


def _mark_copies(articles: list[dict]) -> None:
    """Set duplicate_of: the earliest published of the copies, then the first by id."""
    order = sorted(articles, key=lambda row: (row["published"] or date.max, row["article_id"]))
    outlets = [None if row["outlet_from"] == "file name" else row["outlet"] for row in order]
    for row, first in zip(order, find_copies([row["text"] for row in order], outlets)):
        row["duplicate_of"] = None if first is None else order[first]["article_id"]
