"""spaCy component "names": persons, places and organisations, better than the bare model finds them in French press.

What it writes: `doc.ents` (whole tokens), `span._.title`, `span._.form`, `span._.is_metonym` on each, and
`doc._.mentions`: every mention with its offsets, also one inside a token ("KurskinSitué" → Kursk), descriptions
(« le dirigeant nord-coréen ») and demonyms.
"""

from __future__ import annotations

import pandas as pd
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from helpers.annotation import roles
from helpers.annotation.gazetteer import Entry, countries, fold, register_entries

if not Span.has_extension("title"):
    Span.set_extension("title", default=None)
    Span.set_extension("form", default="name")
    Span.set_extension("is_metonym", default=False)
    Doc.set_extension("mentions", default=None)


def add(nlp: Language, known_actors: pd.DataFrame | None = None) -> None:
    """Append the component "names" to a pipeline, with the names of a register (name, kind, aliases) or without."""
    known = [[entry.form, entry.label] for entry in register_entries(known_actors)]
    nlp.add_pipe("names", config={"known": known})


def mentions(doc: Doc) -> list[dict]:
    """The mentions of a processed text, in order: start, end (code points), text, label, form, is_metonym, title.

    >>> import spacy
    >>> doc = spacy.blank("fr")("Rien.")
    >>> mentions(doc)
    []
    """
    return list(doc._.mentions or [])


@Language.factory("names", default_config={"known": []})
def create(nlp: Language, name: str, known: list) -> Names:
    """The factory behind the component; known: [[form, label], …]."""
    return Names(nlp, known)


class Names:
    """The component: model's names, corrected by gazetteers, form and the rest of the text."""

    def __init__(self, nlp: Language, known: list):
        self.matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
        self.labels: dict[str, str] = {}
        entries = [Entry(form, label, "register") for form, label in known]
        entries += [e for e in countries() if e.role != "demonym"]
        for entry in entries:
            self.labels.setdefault(fold(entry.form), entry.label)
            variants = {entry.form, entry.form.replace("'", "’"), entry.form.upper()}
            self.matcher.add(entry.label, [nlp.make_doc(v) for v in sorted(variants) if len(v) > 1])

    def __call__(self, doc: Doc) -> Doc:
        spans = filter_spans([*self._known(doc), *self._model(doc)])
        spans = sorted((s for s in spans if s.label_ in ("PER", "LOC", "ORG")), key=lambda s: s.start)
        doc.ents = spans
        doc._.mentions = _rows(doc, spans)
        return doc

    def _known(self, doc: Doc) -> list[Span]:
        return [span for span in self.matcher(doc, as_spans=True) if span.text[0].isupper() or len(span) > 1]

    def _model(self, doc: Doc) -> list[Span]:
        return [s for ent in doc.ents if (s := _trim(doc, ent)) is not None and fold(s.text) != "etat"]


def _trim(doc: Doc, span: Span) -> Span | None:
    """A span without what cannot begin or end a name: titles, articles, punctuation, line breaks, lower-case words."""
    start, end = span.start, span.end
    while start < end and (doc[start].is_punct or doc[start].is_space or doc[start].text.islower()
                           or (roles.is_title_noun(doc[start]) and span.label_ == "PER")):
        start += 1
    for i in range(start, end):
        if "\n" in doc[i].text:
            end = i
            break
    while end > start and (doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    return Span(doc, start, end, label=span.label_) if start < end else None


def _rows(doc: Doc, spans: list[Span]) -> list[dict]:
    persons = [s for s in spans if s.label_ == "PER"]
    found = roles.titles(doc, [(s.start, s.end) for s in persons])
    for start, end, bearer in found:
        if bearer is not None and persons[bearer]._.title is None:
            persons[bearer]._.title = doc[start:end].text
    for span in spans:
        span._.is_metonym = span.label_ == "LOC" and roles.is_metonym(doc, span.start, span.end)
    rows = [_row(s.start_char, s.end_char, s.text, s.label_, "name", s._.is_metonym, s._.title) for s in spans]
    for start, end, bearer in found:
        if bearer is None and roles.describes(doc, start, end):
            rows.append(_token_row(doc, start, end, "description"))
    taken = {i for s in spans for i in range(s.start, s.end)}
    rows += [_token_row(doc, a, b, "demonym") for a, b in roles.demonyms(doc) if a not in taken]
    return sorted(rows, key=lambda row: (row["start"], row["end"]))


def _token_row(doc: Doc, start: int, end: int, form: str) -> dict:
    span = doc[start:end]
    return _row(span.start_char, span.end_char, span.text, "MISC", form)


def _row(start: int, end: int, text: str, label: str, form: str, is_metonym: bool = False, title: str | None = None) -> dict:
    return {"start": start, "end": end, "text": text, "label": label, "form": form, "is_metonym": is_metonym, "title": title}
