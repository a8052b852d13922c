"""From a processed Doc to rows: sentences, mentions, time expressions and statements, with offsets into the text."""

from __future__ import annotations

import json
import re
from bisect import bisect_right

from spacy.tokens import Doc

from helpers import speech
from helpers.speech.quotations import text_of

#: Columns of a table that came out empty.
COLUMNS = {
    "sentences": ["article_id", "sentence_id", "start", "end"],
    "mentions": ["article_id", "sentence_id", "start", "end", "text", "label", "form", "is_metonym", "title", "nested"],
    "timexes": ["article_id", "sentence_id", "start", "end", "text", "type", "mod", "spec", "range_id", "flags"],
    "statements": ["statement_id", "article_id", "sentence_id", "start", "end", "text", "speaker_start", "speaker_end",
                   "speaker_text", "sources", "is_quote", "quote_text", "status", "predicate", "negated", "lemmas"],
}


def tables_of(doc: Doc, text: str) -> dict[str, list[dict]]:
    """The rows of one article, each with its sentence_id (0, 1, … in the article); text: as it is written."""
    found = _sentences(doc)
    starts = [row["start"] for row in found]

    def within(rows: list[dict]) -> list[dict]:
        return [{"sentence_id": max(bisect_right(starts, row["start"]) - 1, 0)} | row
                | {"text": text[row["start"]:row["end"]]} for row in rows]

    statements = speech.statements(doc)
    return {"sentences": found, "mentions": within(_mentions(doc, statements)), "timexes": within(_timexes(doc)),
            "statements": within(statements)}


def _sentences(doc: Doc) -> list[dict]:
    found = [(s.start_char, said) for s in doc.sents if (said := text_of(doc)[s.start_char:s.end_char]).strip()]
    return [{"sentence_id": number, "start": start + len(text) - len(text.lstrip()), "end": start + len(text.rstrip())}
            for number, (start, text) in enumerate(found)]


def _mentions(doc: Doc, statements: list[dict]) -> list[dict]:
    """Names, demonyms and descriptions, and each credited source that is none of these, as a description.

    A demonym stays one within a description or a source, too (« les médias nord-coréens »): it is `nested`.
    """
    rows, text = list(doc._.mentions), text_of(doc)
    sources = {(s["start"], s["end"], s.get("head", s["start"])) for row in statements for s in row["sources"]
               if s.get("kind") != "pronoun"}
    for start, end, head in sorted(sources):
        start += len(_DETERMINER.match(text, start, end)[0])
        inside = [row for row in rows if row["start"] < end and start < row["end"]]
        if start < end and all(row["form"] == "demonym" and not row["start"] <= head < row["end"] for row in inside):
            rows.append({"start": start, "end": end, "label": "MISC", "form": "description", "is_metonym": False,
                         "title": None})
    longer = [(row["start"], row["end"]) for row in rows if row["form"] != "demonym"]
    for row in rows:
        inside = any(start <= row["start"] and row["end"] <= end for start, end in longer)
        row["nested"] = row["form"] == "demonym" and inside
    return sorted(rows, key=lambda row: (row["start"], row["end"]))


_DETERMINER = re.compile(r"(?:(?:les?|la|des|une?|cette|cet?|ces)\s+|[ld]['’]\s?)?", re.I)


def _timexes(doc: Doc) -> list[dict]:
    return [{"start": t.start, "end": t.end, "type": t.type, "mod": t.mod,
             "spec": json.dumps(t.spec, ensure_ascii=False, sort_keys=True), "range_id": t.range_id,
             "flags": list(t.flags)}
            for t in doc._.timexes or ()]
