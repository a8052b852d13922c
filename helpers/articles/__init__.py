"""Files of any kind → the tables `articles`, `removed` and `rejected`."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import pandas as pd

from helpers import cleaning
from helpers.articles.containers import candidates
from helpers.articles.copies import find_copies
from helpers.articles.files import RULES, File, Unreadable, article_ids, digest, digest_of, list_files, slug
from helpers.articles.found import LIMITS, Found, TooLong, within
from helpers.articles.indexes import Index
from helpers.articles.language import foreign
from helpers.articles.outlets import Outlets
from helpers.cleaning.lines import fold
from helpers.cleaning.stated import find_day, read_day

__all__ = ["FIELDS", "list_files", "mark_copies", "read_articles", "slug", "states", "stream"]

ARTICLES = tuple(
    "article_id source_file outlet title byline credit url language published text n_words sha256 duplicate_of flags "
    "published_from outlet_from dateline dateline_value url_date encoding format raw_length flag_details stated_by unread".split())
REMOVED = ("article_id", "start", "text", "reason")
REJECTED = ("source_file", "reason")
#: What the columns of a table may hold (the keys of [columns] in study.toml), and how they are usually named.
FIELDS = RULES["columns"]
_NUMBERS = ("start", "n_words", "raw_length")
_KINDS = {"HTML page": "html", "Markdown": "markdown", "text": "text"}
_NO_ARTICLE = re.compile(RULES["no_article"])
_SLOW = f"takes longer than {LIMITS['seconds']} seconds to read: save its text as a .txt file"
Frames = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def read_articles(folder: Path | str, pattern: str | None = None, **given) -> Frames:
    """Read the articles of a study folder: (articles, removed, rejected), each sorted, whatever the order of the files.

    All that `stream` gives, in one piece, near-duplicates marked; for what it reads and returns see there.
    """
    pieces = zip(*stream(folder, pattern, **given))
    articles, removed, rejected = (pd.concat(frames, ignore_index=True) for frames in pieces)
    articles = mark_copies(articles.sort_values("article_id", kind="stable", ignore_index=True))
    return articles, removed.sort_values(["article_id", "start"], kind="stable", ignore_index=True), rejected


def stream(folder: Path | str, pattern: str | None = None, register: pd.DataFrame | None = None,
           outlets: pd.DataFrame | None = None, columns: Mapping[str, str] | None = None, skip: frozenset[str] = frozenset(),
           size: int = 200, corrections: pd.DataFrame | None = None) -> Iterator[Frames]:
    """The articles of a study folder in chunks of at most `size` rows: (articles, removed, rejected); at least one
    chunk.

    Files come sorted by name, what stands in one file in its own order; an article's row does not depend on the chunk,
    on `skip` (names of files, as in `File.source`, that are passed over) nor on the order of the folder. Only one chunk
    is in memory. duplicate_of is None throughout: see `mark_copies`.

    `register` (file, outlet, url, published, credit) is the analyst's word and wins over what a page states;
    `outlets` (outlet, name, domain) turns addresses and site names into outlets; `columns` names the columns of tables
    (text, title, url, published, outlet, byline, credit, id) that have no usual name;
    `corrections` (what: outlet, remove or restore; article, target, value, why) win over everything.

    articles, beside the columns of the design: format, published_from (register, metadata, page, index, None),
    outlet_from (register, metadata, url, masthead, index, file name), dateline and dateline_value (its day as TIMEX3,
    "XXXX-07-19" without a year), url_date (a day in the address: evidence, not a statement), encoding, raw_length
    (characters of the raw text), flag_details (evidence for the flags, as "flag: …"), stated_by (for title, url,
    published … what states it, as "published: article:published_time: 2024-07-19"), unread (columns of its record
    that were not read).

    The raw text, of which `text` and `removed` are the parts: for texts the decoded file, for pages what is visible of
    them, for a record of a table or a feed its title and its text, for an export (Europresse, Factiva, LexisNexis) the
    article's block. `source_file` names the file, then the member ("a.zip/b.html") or record ("a.csv#12").
    All that was found is in `articles` or in `rejected` with its reason and remedy; nothing stops the rest.
    """
    files = list_files(folder, pattern)
    ids, columns = article_ids([file.inner for file in files]), columns or {}
    reader = _Reader(_by_file(register, files), Index(files, columns), Outlets(outlets), corrections)
    rows: tuple[list, list, list] = [], [], []
    for file in files:
        seen: set[str] = set()
        for found in _timely(file, columns) if file.source not in skip else ():
            reader.add(rows, found, _id(file, ids[file.inner], found, seen), file)
            if len(rows[0]) + len(rows[2]) >= size:
                yield _frames(rows)
                rows = [], [], []
    yield _frames(rows)


def _frames(rows: tuple[list, list, list]) -> Frames:
    return tuple(pd.DataFrame({column: pd.Series([row[column] for row in part], dtype="int64" if column in _NUMBERS else object)
                               for column in columns}) for part, columns in zip(rows, (ARTICLES, REMOVED, REJECTED)))


def _timely(file: File, columns: Mapping[str, str]) -> Iterator[Found]:
    """What stands in a file, each within the time allowed."""
    found = candidates(file, columns)
    try:
        yield from iter(within(LIMITS["seconds"])(lambda: next(found, None)), None)
    except TooLong:
        yield Found(file.source, reason=_SLOW)


def _id(file: File, name: str, found: Found, seen: set[str]) -> str:
    """The id of an article: the file's; of several in one file, with the record's own id, its number or its name."""
    tail = found.source[len(file.source):].lstrip("/#")
    tail = slug(found.stated.get("id") or re.sub(r"\d+$", lambda number: number[0].zfill(6), tail))[-60:].strip("-")
    name = f"{name}--{tail}" if found.source != file.source else name
    while name in seen:
        name += f"-{hashlib.sha1((found.source + name).encode()).hexdigest()[:6]}"
    seen.add(name)
    return name


@dataclass(frozen=True)
class _Reader:
    """What is known beside the files: the register's rows by file, the indexes of addresses, the outlets,
    corrections."""

    given: Callable[[str, File], dict]
    index: Index
    known: Outlets
    corrections: pd.DataFrame | None

    def add(self, rows: tuple[list, list, list], found: Found, article_id: str, file: File) -> None:
        """Add the article found, and what was removed from its text; or the reason why there is none."""
        try:
            with within(LIMITS["seconds"]):
                row, page = self.read(found, article_id, file)
            rows[0].append(row | {"article_id": article_id})
            rows[1].extend({"article_id": article_id, **piece._asdict()} for piece in page.removed)
            return
        except (TooLong, Unreadable) as error:
            reason = str(error) or _SLOW
        except Exception as error:  # whatever a page makes a parser do, the others are read
            reason = f"cannot be read ({type(error).__name__}): save its text as a .txt file"
        rows[2].append({"source_file": found.source, "reason": reason})

    def read(self, found: Found, article_id: str, file: File) -> tuple[dict, cleaning.Page]:
        """One article and its page. Raises `Unreadable` for what gives none."""
        fixes = cleaning.concerning(self.corrections, found.source, article_id)
        path, stated = PurePosixPath(file.inner + found.source[len(file.source):].partition("#")[0]), found.stated
        page = _clean(found, self.known.names, fixes, path.stem)
        given = self.given(found.source, file) | {"outlet": fix["value"] for fix in fixes if fix["what"] == "outlet"}
        url = given.get("url") or stated.get("url") or page.url
        listed = self.index.of(url, page.title)
        url = url or listed.get("url")
        published, published_from, flags = _published(page, given, stated, listed, _url_day(url))
        outlet, outlet_from = self.known.first({
            "register": given.get("outlet"), "metadata": stated.get("outlet") or page.site,
            "url": url and self.known.of_host(url), "masthead": page.masthead, "index": listed.get("outlet"),
        }, path)
        told = dict(page.stated) | dict.fromkeys(stated, f"field of the {found.format}") | {"outlet": outlet_from}
        told |= {"published": "index"} if published_from == "index" else {}
        told |= {key: "articles.csv" for key in given if given[key]}
        flags += [("encoding guessed", found.encoding)] * (not found.encoding.startswith("utf"))
        flags += [("summary only", found.format)] * ("flag" in stated)
        return {
            "source_file": found.source, "outlet": outlet, "outlet_from": outlet_from, "title": page.title, "url": url,
            "byline": stated.get("byline") or page.byline, "language": "fr", "text": page.text,
            "credit": given.get("credit") or stated.get("credit") or page.credit, "published": published,
            "published_from": published_from, "url_date": _url_day(url), "duplicate_of": None,
            "n_words": len(cleaning.words(page.text)), "encoding": found.encoding,
            "sha256": found.digest or digest_of("\0".join(part.text for part in found.raw)),
            "format": found.format, "dateline": page.dateline, "dateline_value": page.dateline_value,
            "raw_length": len(page.raw), "flags": list(dict.fromkeys(flag for flag, _ in flags)),
            "flag_details": [": ".join(pair) for pair in flags], "unread": list(found.unread),
            "stated_by": [f"{what}: {told[what]}" for what in FIELDS if what in told]}, page


def _clean(found: Found, names: frozenset[str], fixes: list[dict], stem: str) -> cleaning.Page:
    """What is found as a page. Raises `Unreadable` for what is no article in French."""
    kind, most = _KINDS.get(found.format), LIMITS["characters"]
    length = len(found.raw) if kind else sum(len(part.text) for part in found.raw)
    if not found.reason and (kind == "html" or length <= most):
        page = cleaning.clean(found.raw, kind, names, fixes, stem)
        length, count, lines = len(page.text), len(cleaning.words(page.text)), page.text.split("\n")
        replaced = count < 80 and any(_NO_ARTICLE.match(fold(line)) for line in lines)
    if reason := (
            found.reason
            or length > most and f"{length} characters, more than {most}: split it into one file per article"
            or replaced and f"no article, but what came in its place (“{lines[0][:60]}”): open the page, save it again"
            or count < 3 and "no article text left after cleaning: save the page again, with its text"
            or foreign(page.text)):
        raise Unreadable(reason)
    return page


def _by_file(register: pd.DataFrame | None, files: list[File]) -> Callable[[str, File], dict]:
    """Gives the register's row for a file, named by its path in the study, in the folder searched, or its name alone;
    for one of several articles in a file, by its `source_file`, else by its path in the archive, else by the file."""
    filled = [] if register is None else register.fillna("").to_dict("records")
    rows = {str(row["file"]).strip(): row for row in filled if row.get("file")}
    names = Counter(file.path.name for file in files)

    def row(source: str, file: File) -> dict:
        tail = source[len(file.source):]
        bases = [file.source, file.inner, *([file.path.name] if names[file.path.name] == 1 else [])]
        keys = [*(base + tail for base in bases), tail[1:], *bases] if rows else []
        return next((rows[key] for key in keys if key in rows), {})

    return row


def _published(page: cleaning.Page, given: dict, stated: Mapping, listed: dict, url_day: date | None) -> tuple:
    """The day of publication, who says so, and the page's flags with those of the dates; the best source first."""
    texts = {"register": str(given.get("published") or "").strip(), "metadata": stated.get("published"),
             "index": listed.get("published")}
    read = {source: find_day(text) for source, text in texts.items() if text}
    flags = [*page.flags, *(("unreadable date", f"“{texts[source]}” ({source}); write it as 2024-07-19")
                            for source, day in read.items() if not day)]
    read = {page.published_from: page.published} | {source: day for source, day in read.items() if day}
    days = {source: read[source] for source in ("register", "metadata", "page", "index") if read.get(source)}
    told = days | ({"address": url_day} if url_day and days else {})
    if len({*told.values()}) > 1:
        flags.append(("dates disagree", ", ".join(f"{day} ({source})" for source, day in told.items())))
    source = next(iter(days), None)
    return days.get(source), source, flags


def _url_day(url: str | None) -> date | None:
    """A day in an address: /2024/07/19/, /2024-07-19/, /20240719-; None for anything less.

    >>> _url_day("https://exemple.fr/monde/20240719-une-visite")
    datetime.date(2024, 7, 19)
    """
    found = re.search(r"(?<!\d)((?:19|20)\d\d)([/-]?)(\d\d)\2(\d\d)(?!\d)", unquote(url or ""))
    return read_day(f"{found[1]}-{found[3]}-{found[4]}") if found else None


def mark_copies(articles: pd.DataFrame) -> pd.DataFrame:
    """The table with duplicate_of set: the id of the earliest published of the copies, then the first by id.

    Nothing is dropped. Reads article_id, text, published, outlet, outlet_from; gives the rows in the order they came
    in. """
    ordered = articles.sort_values(["published", "article_id"])
    outlets = (None if row.outlet_from == "file name" else row.outlet for row in ordered.itertuples())
    copied, ids = find_copies(ordered.text, outlets), ordered.article_id.tolist()
    first = {name: None if other is None else ids[other] for name, other in zip(ids, copied)}
    return articles.assign(duplicate_of=pd.Series(map(first.get, articles.article_id), articles.index, object))


def states(folder: Path | str, pattern: str | None, register: pd.DataFrame, outlets: pd.DataFrame,
           columns: Mapping[str, str], corrections: pd.DataFrame) -> dict[str, str]:
    """For each file, by `File.source`, a hash of all that its rows depend on but our code: what `stream` may skip, if
    it has not changed.

    That is its content, its id, its line in the register, and what may concern any file: outlets, indexes, columns,
    corrections, and the lines of the register that name no file, but perhaps a part of one.
    """
    files = list_files(folder, pattern)
    ids, given = article_ids([file.inner for file in files]), _by_file(register, files)
    names = {name for file in files for name in (file.source, file.inner, file.path.name)}
    index = Index(files, columns)
    common = digest_of(repr((register[~register.file.isin(names)].to_csv(), outlets.to_csv(),
                             corrections.to_csv(index=False), sorted(columns.items()), sorted(index.rows.items()))))
    held = {file: file.reason or (digest(file.path) if file.path.is_file() else "") for file in files}
    told = {file.source: repr((common, ids[file.inner], given(file.source, file), held[file])) for file in files}
    return {source: digest_of(text) for source, text in told.items()}
