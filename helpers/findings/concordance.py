"""The way back to the text: sentences for any row of a table, and the concordance of any word, name, date or claim."""

from __future__ import annotations

import re
from textwrap import shorten

import pandas as pd

from helpers.cleaning.lines import fold
from helpers.findings.press import Press

COLUMNS = ["asked", "outlet", "article_id", "sentence_id", "start", "end", "left", "match", "right", "sentence"]


def with_sentences(press: Press, rows: pd.DataFrame, holding: str | None = None) -> pd.DataFrame:
    """Rows that have article_id and sentence_id, with their `sentence` as a further column; where that one does not
    hold the words of the column `holding`, the first sentence of the article that does."""
    texts = press.articles.set_index("article_id").text
    spans = {(row.article_id, row.sentence_id): texts[row.article_id][row.start:row.end].strip()
             for row in press.sentences.itertuples() if row.article_id in texts.index}
    found = [spans.get(place) for place in zip(rows.article_id, rows.sentence_id)]
    for number, (article, words) in enumerate(zip(rows.article_id, rows[holding]) if holding else ()):
        if words not in (found[number] or ""):
            found[number] = next((text for (where, _), text in spans.items() if where == article and words in text),
                                 found[number])
    return rows.assign(sentence=pd.Series(found, rows.index, dtype=object))


def one_sentence(press: Press, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows (mentions, timexes, statements) in the one sentence that shows most of them, with the sentence: the
    longest chain of sources first, then most rows."""
    if not len(rows):
        return rows.assign(sentence=[])
    chain = [len(sources) for sources in rows.source_chain] if "source_chain" in rows else 0
    shown = rows.assign(chain=chain).groupby(["article_id", "sentence_id"]).chain.agg(["max", "size"])
    article, sentence = shown.sort_values(["max", "size"], ascending=False, kind="stable").index[0]
    return with_sentences(press, rows[(rows.article_id == article) & (rows.sentence_id == sentence)])


def concordance(press: Press, *asked: str, width: int = 60) -> pd.DataFrame:
    """Every place where something stands, across outlets: asked, outlet, article_id, sentence_id, start and end (in the
    article's text), left, match, right, sentence.

    `asked`: actors, claims or events, by their ids or their names; days, as 2024-07-18 or as an article has them; else
    words or phrases, found whatever their case, accents and apostrophes. Not to be trusted for what the tables miss: a
    name not recognised is found as a word alone.
    """
    articles = press.articles.set_index("article_id")
    found = [_places(press, what).assign(asked=what, order=order) for order, what in enumerate(asked) if what]
    found = pd.concat(found or [pd.DataFrame(columns=[*COLUMNS, "order"])]).drop_duplicates(
        ["asked", "article_id", "start", "end"])
    found = found.assign(outlet=found.article_id.map(articles.outlet)).sort_values(
        ["order", "outlet", "article_id", "start"], ignore_index=True)
    cuts = [(_near(text[:start][:-width - 20:-1], width)[::-1], " ".join(text[start:end].split()),
             _near(text[end:end + width + 20], width))
            for text, start, end in zip(found.article_id.map(articles.text), found.start, found.end)]
    found[["left", "match", "right"]] = pd.DataFrame(cuts, found.index, range(3), dtype=object)
    return with_sentences(press, found)[COLUMNS]


def _near(text: str, width: int) -> str:
    """The whole words at the beginning of a text."""
    return shorten(text, width, placeholder="")


def _places(press: Press, what: str) -> pd.DataFrame:
    columns, named = ["article_id", "sentence_id", "start", "end"], fold(what)
    actors = press.actors.explode("forms")
    actors = actors[actors.forms.str.contains("[A-ZÀ-Þ]", na=False)]
    for rows, column, known, name in ((press.mentions, "actor_id", actors, "forms"),
                                      (press.statements, "claim_id", press.claims, "text"),
                                      (press.statements, "event_id", press.events, "label"),
                                      (press.timexes, "value", press.timexes, "text")):
        meant = {what} if (rows[column] == what).any() else set(
            known[column][known[name].fillna("").map(fold) == named])
        if len(meant) == 1 and (rows[column].isin(meant)).any():
            return rows.loc[rows[column].isin(meant), columns]
    rows, pattern = [], re.compile(rf"(?<!\w){re.escape(named)}(?!\w)")
    for article in press.articles.itertuples():
        sentences = press.sentences[press.sentences.article_id == article.article_id]
        for match in pattern.finditer(fold(article.text)):
            inside = sentences[(sentences.start <= match.start()) & (match.start() < sentences.end)]
            rows.append((article.article_id, int(inside.sentence_id.iloc[0]) if len(inside) else None, *match.span()))
    return pd.DataFrame(rows, columns=columns)
