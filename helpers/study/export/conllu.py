"""CoNLL-U: words with lemma, part of speech and syntax, from the same spaCy pass, done again."""

from __future__ import annotations

import re
from pathlib import Path

from spacy.tokens import Span, Token

from helpers import annotation
from helpers.findings import Press
from helpers.study.export.markup import spans_of


def write(press: Press, folder: Path) -> None:
    """corpus.conllu: a document for each article, its sentences with `text` and `start` (offset in the article); the
    last column gives the offsets of a word (TokenRange) and whom it names (Actor)."""
    nlp = annotation.pipeline(press.registers["actors"])
    mentions = spans_of(press.mentions[press.mentions.actor_id.notna()])
    articles = press.articles.sort_values("article_id")
    with (folder / "corpus.conllu").open("w", encoding="utf-8", newline="\n") as file:
        for article_id, doc in zip(articles.article_id, nlp.pipe(articles.text, batch_size=8)):
            actors = {at: row.actor_id for row in mentions.get(article_id, ()) for at in range(row.start, row.end)}
            file.write(f"# newdoc id = {article_id}\n")
            for number, sent in enumerate(sent for sent in doc.sents if sent.text.strip()):
                head = [f"# sent_id = {article_id}-{number}", f"# start = {sent.start_char}", f"# text = {_line(sent)}"]
                file.write("\n".join([*head, *_words(sent, actors)]) + "\n\n")


def _line(sent: Span) -> str:
    """The sentence as its words have it: one space where there is white space."""
    return "".join(_clean(token.text) + " " * _spaced(token) for token in sent if not token.is_space).strip()


def _clean(text: str) -> str:
    return re.sub(r"\s", "_", text)


def _spaced(token: Token) -> bool:
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    return bool(token.whitespace_) or after is not None and after.is_space


def _words(sent: Span, actors: dict[int, str]) -> list[str]:
    """A line for each word. One root: a head outside the sentence, or a space, is passed over for the next one up."""
    words = [token for token in sent if not token.is_space]
    number = {token.i: place for place, token in enumerate(words, 1)}
    heads = {token.i: next((number[up.i] for up in token.ancestors if up.i in number), 0) for token in words}
    root = next((number[token.i] for token in words if heads[token.i] == 0), 1)
    lines = []
    for token in words:
        head = heads[token.i] or (0 if number[token.i] == root else root)
        relation = "root" if head == 0 else "parataxis" if token.dep_ in ("ROOT", "") else token.dep_
        end = token.idx + len(token.text)
        told = [f"Actor={actors.get(token.idx)}"] * (token.idx in actors) + ["SpaceAfter=No"] * (not _spaced(token))
        cells = [number[token.i], _clean(token.text), _clean(token.lemma_) or "_", token.pos_ or "X", "_",
                 token.morph or "_", head, relation, "_", "|".join([*told, f"TokenRange={token.idx}:{end}"])]
        lines.append("\t".join(map(str, cells)))
    return lines
