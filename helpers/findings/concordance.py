"""The way back to the text: sentences for any row of a table, and the concordance of any word, name, date or claim."""

from __future__ import annotations

import re

import pandas as pd

from helpers.cleaning.lines import fold
from helpers.findings.press import Press

COLUMNS = ["outlet", "article_id", "sentence_id", "start", "end", "left", "match", "right", "sentence"]


def with_sentences(press: Press, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows that have article_id and sentence_id, with their `sentence` as a further column."""
    texts = press.articles.set_index("article_id").text
    spans = {(row.article_id, row.sentence_id): texts[row.article_id][row.start:row.end].strip()
             for row in press.sentences.itertuples()}
    return rows.assign(sentence=[spans.get(place) for place in zip(rows.article_id, rows.sentence_id)])


def one_sentence(press: Press, table: str) -> pd.DataFrame:
    """The rows of a table (mentions, timexes, statements) in the one sentence that shows most of them, with the
    sentence: the longest chain of sources first, then most rows."""
    rows = getattr(press, table)
    if not len(rows):
        return rows.assign(sentence=[])
    chain = [len(sources) for sources in rows.source_chain] if "source_chain" in rows else 0
    shown = rows.assign(chain=chain).groupby(["article_id", "sentence_id"]).chain.agg(["max", "size"])
    article, sentence = shown.sort_values(["max", "size"], ascending=False, kind="stable").index[0]
    return with_sentences(press, rows[(rows.article_id == article) & (rows.sentence_id == sentence)])


def concordance(press: Press, what: str, width: int = 60) -> pd.DataFrame:
    """Every place where something stands, across outlets: `COLUMNS`, offsets into the article's text.

    `what`: an actor_id, a claim_id, an event_id, a TIMEX3 value (2024-07-18), else a word or phrase, found whatever its
    case, accents and apostrophes. Not to be trusted for what the tables miss: a name not recognised is found as a word
    alone.
    """
    articles = press.articles.set_index("article_id")
    found = _places(press, what).drop_duplicates(["article_id", "start", "end"])
    cuts = [(text[max(0, start - width):start], text[start:end], text[end:end + width])
            for text, start, end in zip(found.article_id.map(articles.text), found.start, found.end)]
    around = pd.DataFrame([[" ".join(part.split()) for part in cut] for cut in cuts], found.index,
                          ["left", "match", "right"])
    found = with_sentences(press, found.assign(outlet=found.article_id.map(articles.outlet)).join(around))
    return found[COLUMNS].sort_values(["outlet", "article_id", "start"], ignore_index=True)


def _places(press: Press, what: str) -> pd.DataFrame:
    columns = ["article_id", "sentence_id", "start", "end"]
    for rows, column in ((press.mentions, "actor_id"), (press.statements, "claim_id"), (press.statements, "event_id"),
                         (press.timexes, "value")):
        if (rows[column] == what).any():
            return rows.loc[rows[column] == what, columns]
    rows, pattern = [], re.compile(rf"(?<!\w){re.escape(fold(what))}(?!\w)")
    for article in press.articles.itertuples():
        sentences = press.sentences[press.sentences.article_id == article.article_id]
        for match in pattern.finditer(fold(article.text)):
            inside = sentences[(sentences.start <= match.start()) & (match.start() < sentences.end)]
            rows.append((article.article_id, int(inside.sentence_id.iloc[0]) if len(inside) else None, *match.span()))
    return pd.DataFrame(rows, columns=columns)
