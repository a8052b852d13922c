"""spaCy component "names": persons, places and organisations, better than the bare model finds them in French press.

What it writes: `doc.ents` (whole tokens), `span._.title`, `span._.form`, `span._.is_metonym` on each, and
`doc._.mentions`: every mention with its offsets, also one inside a token ("KurskinSitué" → Kursk), descriptions
(« le dirigeant nord-coréen ») and demonyms.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache

import pandas as pd
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from helpers.annotation import kinds, roles, tagger
from helpers.annotation.metonyms import are_parties, metonyms
from helpers.annotation.gazetteer import adjectives, by_form, countries, fold, register_entries, section

NAMES = ("PER", "LOC", "ORG")

for attribute, default in (("title", None), ("form", "name"), ("is_metonym", False)):
    Span.set_extension(attribute, default=default, force=True)
Doc.set_extension("mentions", default=None, force=True)


def add(nlp: Language, known_actors: pd.DataFrame | None = None) -> None:
    """Append the component "names" to a pipeline, with the names of a register (name, kind, aliases) or without."""
    nlp.add_pipe("names", config={"known": [[entry.form, entry.label] for entry in register_entries(known_actors)]})


@Language.factory("names", default_config={"known": []})
class Names:
    """The component: what the labeller finds, corrected by the register (known: [[form, label], …]), by form and by the
    rest of the text.
    """

    def __init__(self, nlp: Language, name: str, known: list):
        self.known = [form for form, _ in known]
        self.matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
        lemmas = nlp.get_pipe("lemmatizer").lookups if nlp.has_pipe("lemmatizer") else None
        self.common = frozenset().union(*(lemmas.get_table("lemma_index").values() if lemmas else ()))
        for form, label in known:
            variants = {form, form.replace("'", "’"), form.upper(), form[0].upper() + form[1:]}
            variants |= {form[0].lower() + form[1:]} if label != "PER" and " " in form else set()
            self.matcher.add(label, [nlp.make_doc(v) for v in sorted(variants) if len(v) > 1])

    def __call__(self, doc: Doc) -> Doc:
        text = doc.text  # made anew each time it is asked for
        known = [s for s in self.matcher(doc, as_spans=True) if s.text[0].isupper() or len(s) > 1] if self.known else []
        public = [span for a, b in kinds.institutions(text) if (span := doc.char_span(a, b, label="ORG")) is not None]
        labelled = [_placed(doc, span, self.common) for span in tagger.label(doc) if span.label_ in NAMES]
        spans = [_trim(doc, span) for span in [*labelled, *public]]
        named = [_named_after(doc, s) if s.label_ == "PER" else s for s in [*_eastern(doc, text), *filter(None, spans)]]
        spans = filter_spans([*known, *named])
        spans = _consistent(doc, text, spans, self.common)
        doc.ents = filter_spans(spans)
        doc._.mentions = _rows(doc, text, sorted(doc.ents, key=lambda s: s.start))
        return doc


def _cut(name: str) -> frozenset[str]:
    return section(name, "name_ends.txt")


def _placed(doc: Doc, span: Span, common: frozenset[str]) -> Span:
    """« Drame d'Eseka », no person: the place."""
    noun, rest = doc[span.start].lower_, span.start + 2
    told = span.label_ == "PER" and rest < span.end and doc[rest - 1].lower_ in ("de", "d'", "d’", "du", "des")
    plain = told and noun in common and not kinds.is_given(doc[span.start].text)
    return Span(doc, rest, span.end, label="LOC") if plain else span


def _trim(doc: Doc, span: Span) -> Span | None:
    """A span without what cannot begin or end a name: titles, punctuation, line breaks, a sentence's first small
    word.
    """
    start, end = span.start, span.end
    end = next((i for i in range(start, end) if "\n" in doc[i].text or doc[i].text in "|•·" and i > start), end)
    while start < end and (doc[start].is_punct or doc[start].is_space or end - start > 1 and doc[start].text in _cut("openers")
                           or span.label_ == "PER" and (doc[start].text.islower() or roles.is_title_noun(doc[start])
                                                        or fold(doc[start].text).rstrip(".") in _cut("civilities"))):
        start += 1
    while end > start and (doc[end - 1].is_punct and doc[end - 1].text not in ".!" or doc[end - 1].is_space
                           or (doc[end - 1].text in _cut("starters") or doc[end - 1].text in _cut("links")
                               or span.label_ == "PER" and doc[end - 1].text.islower()) and end - 1 > start):
        end -= 1
    text, rest = fold(doc[start:end].text), doc[start + 1:end].text
    never = text in _cut("never") or text.split(" ")[0] in _cut("portfolios") and rest == rest.lower()
    ill = start > 1 and fold(doc[start - 2].text) in _cut("illnesses") and span.label_ != "ORG"
    demonym = end == start + 1 and text in adjectives() and text not in by_form()
    return None if start == end or ill or never or demonym else Span(doc, start, end, label=span.label_)


def _eastern(doc: Doc, text: str) -> list[Span]:
    """Korean, Chinese and Vietnamese names by form: family name, then one hyphenated or two short given names."""
    found = []
    for match in _EASTERN.finditer(text):
        if fold(match[1]) in section("", "surnames.txt"):
            span = doc.char_span(match.start(), match.end(), label="PER", alignment_mode="strict")
            found += [span] if span is not None else []
    return found


def _named_after(doc: Doc, span: Span) -> Span:
    """« université militaire Kim Il-sung », « place Kim Il-sung »: the institution or place, not the person."""
    for i in (span.start - 1, span.start - 2):
        noun = fold(doc[i].text) if i >= 0 and (i == span.start - 1 or doc[i + 1].pos_ == "ADJ") else ""
        if noun in section("called") and doc[max(i - 1, 0)].lower_ != "sur":  # « confie sur place X »
            return Span(doc, i, span.end, label="ORG" if noun in section("organisations") else "LOC")
    return span


_SYLLABLE = r"(?:[BCDGHJKLMNPRSTWYZ]?h?[wy]?(?:ae|eo|eu|oe|ui|ou|oo|ee|[aeiouyŏŭ])(?:ng|[nmklpt])?)"
_EASTERN = re.compile(r"\b([A-Z][a-z]{1,5}) (?=[A-Z])(?i:%s)(?:-(?i:%s)| (?=[A-Z])(?i:%s))\b(?!-)" % ((_SYLLABLE,) * 3))


def _consistent(doc: Doc, text: str, spans: list[Span], common: frozenset[str]) -> list[Span]:
    """One text, one reading: a name keeps the label that it mostly has and its neighbours state, a surname is the
    person's wherever it stands, and so is what is an organisation once and no `common` word.
    """
    votes: dict[str, Counter] = defaultdict(Counter)
    for span in spans:
        votes[span.text][span.label_] += 1
        said = kinds.stated(text, span.start_char, span.end_char, span.label_)
        if said and fold(span.text) not in by_form():
            votes[span.text][said] += 3
    labels = {form: max(sorted(count), key=lambda k: (count[k], k == "PER")) for form, count in votes.items()}
    surnames = {s[-1].text for s in spans if labels[s.text] == "PER" and len(s) > 1 and len(s[-1].text) > 2} - {"Jr."}
    labels |= {word: "PER" for word in surnames
               if fold(word) not in by_form() and votes[word]["PER"] >= votes[word]["ORG"]}
    acronyms = {m[1] for s in spans if labels[s.text] == "ORG" and (m := _ACRONYM.match(text, s.end_char))}
    labels |= dict.fromkeys(acronyms, "ORG")
    persons = {word.text for s in spans if len(s) > 1 and labels[s.text] == "PER" for word in s}
    labels |= {form: "LOC" for form, label in labels.items()
               if label == "PER" and fold(form) in by_form() and form not in persons}
    taken = {i for s in spans for i in range(s.start, s.end)}
    found = (s for form, label in labels.items() if label == "PER" and " " in form
             for m in re.finditer(re.escape(form), text) if (s := doc.char_span(*m.span(), label)) is not None)
    spans = spans + [s for s in found if not taken.intersection(range(s.start, s.end))]
    spans = spans + [Span(doc, i, i + 1) for i, word in enumerate(roles.forms(doc)) if word in labels and i not in taken
                     and (word in acronyms or labels[word] == "ORG" and (
                         votes[word]["ORG"] > 3 or word.lower() not in common)
                          or word in surnames and labels[word] == "PER" and not doc.vocab[word.lower()].has_vector)]
    return [Span(doc, s.start, s.end, label=labels[s.text]) for s in spans]


_ACRONYM = re.compile(r"\s?\(([A-ZÀ-Ý]{2,8})\)")


def _rows(doc: Doc, text: str, spans: list[Span]) -> list[dict]:
    persons = [s for s in spans if s.label_ == "PER"]
    found = roles.titles(doc, [(s.start, s.end) for s in persons])
    for start, end, bearer in found:
        if bearer is not None and len(persons[bearer]._.title or "") < len(doc[start:end].text):
            persons[bearer]._.title = doc[start:end].text
    places = [s for s in spans if s.label_ == "LOC" or s.label_ == "ORG"
              and (e := by_form().get(fold(s.text))) and e.label == "LOC"]
    for span, acts in zip(places, metonyms(doc, places)):
        span._.is_metonym = acts
    described = [(a, b) for a, b, bearer in found if bearer is None and roles.describes(doc, a, b)]
    rows = [_row(s, "LOC" if s._.is_metonym else s.label_, "name", s._.is_metonym, s._.title) for s in spans]
    rows += [_row(doc[a:b], "MISC", "description") for a, b in described + roles.capitals(doc)]
    # « Parti communiste chinois », not « armée russe »
    proper = {i for s in spans if s.text[0].isupper() for i in range(s.start, s.end)}
    rows += [_row(doc[a:b], "MISC", "demonym") for a, b in roles.demonyms(doc) if a not in proper]
    return _without(_parts_of_words(doc, text, spans), rows)


def _row(span: Span, label: str, form: str, is_metonym: bool = False, title: str | None = None) -> dict:
    return _part(span.text, span.start_char, label, is_metonym) | {"form": form, "title": title}


def _without(parts: list[dict], rows: list[dict]) -> list[dict]:
    """Rows, with those that a part of a word corrects replaced by it; in order."""
    rows = [r for r in rows if not any(p["start"] < r["end"] and r["start"] < p["end"] for p in parts)]
    return sorted(rows + [p for p in parts if p["text"]], key=lambda row: (row["start"], row["end"]))


def _parts_of_words(doc: Doc, text: str, spans: list[Span]) -> list[dict]:
    """Names that are less than a word: countries, or places named elsewhere, joined by a hyphen, a name glued to the
    next word (text "" = no name).
    """
    places = {fold(s.text) for s in spans if s.label_ == "LOC"} | set(by_form())
    pairs = {match.start(): match for match in _pairs().finditer(text)} | {
        s.start_char: match for s in spans if s.label_ == "LOC"
        and (match := _JOINED.fullmatch(text, s.start_char, s.end_char))
        and places.issuperset(map(fold, match.groups()))}
    found = [_part(match[n], match.start(n), "LOC", are_parties(text, match.start()))
             for match in pairs.values() if fold(match[0]).replace("-", " ") not in by_form() for n in (1, 2)]
    words = {w.text: s.label_ for s in spans for w in s if w.text[0].isupper()}
    for i, form in enumerate(roles.forms(doc)):
        token, match = doc[i], _GLUED.fullmatch(form) if form[0].isupper() else None
        if match and not token.has_vector and doc.vocab[match[2].lower()].has_vector:
            begun = (word for word in sorted(words, key=len, reverse=True)
                     if len(word) > 3 and match[1].startswith(word) and len(match[1]) < len(word) + 4)
            name = next(begun, match[1] if match[1].isupper() else "")
            label = words.get(name) or ("ORG" if name.isupper() else "LOC")
            found.append(_part(token.text[:len(name) or None], token.idx, label) | ({} if name else {"text": ""}))
    return found


_JOINED = re.compile(r"([^-–/]+)[-–/]([^-–/]+)")
_GLUED = re.compile(r"([A-ZÀ-Ý][\w-]{2,}?\w)(?:[.,;:!?»)]|(?<=[a-zà-ÿ]))([A-ZÀ-Ý][a-zà-ÿ]{2,})")


@cache
def _pairs() -> re.Pattern:
    forms = {entry.form for entry in countries() if entry.role in ("country", "capital") and len(entry.form) > 2}
    forms = sorted(forms, key=lambda form: (-len(form), form))
    either = "(" + "|".join(map(re.escape, forms)) + ")"
    return re.compile(rf"(?<![\w-])(?=[{''.join({form[0] for form in forms})}]){either}[-–/]{either}(?![\w-])")


def _part(text: str, start: int, label: str, is_metonym: bool = False) -> dict:
    return {"start": start, "end": start + len(text), "text": text, "label": label, "form": "name",
            "is_metonym": is_metonym, "title": None}
