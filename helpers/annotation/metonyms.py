"""Places that act as states: « Moscou a signé », « la décision de Berlin »; and those that stay places, « à Berlin »."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from spacy.tokens import Doc, Span, Token
from spacy.vocab import Vocab

from helpers.annotation.gazetteer import by_form, fold

_SPEAKS = re.compile(r"[»”\"],? (?:\w+ )?\w+ $")
NEIGHBOURS = 7      # how many known words say what an unknown one is like
_CONTRACTED = {"du": "de", "des": "de", "d'": "de", "d’": "de", "au": "à", "aux": "à", "a": "à"}
_ARTICLES = {"la", "le", "les", "l'", "l’"}
_SAME_PART = re.compile(r"\s*(?:\(|,|(?:,\s*)?(?:et|ou|ni|comme|puis)(?:\s+(?:avec|de|à|contre|entre|par))?)\s*(?:la\s|le\s|les\s|l['’])?\s*", re.I)


@cache
def _words() -> dict[str, dict[str, frozenset[str]]]:
    text = files("helpers.data").joinpath("metonymy.toml").read_text(encoding="utf-8")
    return {slot: {key: frozenset(words) for key, words in lists.items()} for slot, lists in tomllib.loads(text).items()}


def metonyms(doc: Doc, places: list[Span]) -> list[bool]:
    """Of each place in order, whether it is a country, capital or seat of power that acts, speaks or is a party.

    Not to be trusted where the parse of a garbled sentence is wrong.
    """
    found: list[bool] = []
    text = doc.text
    for n, span in enumerate(places):
        entry = by_form().get(fold(span.text))
        between = text[places[n - 1].end_char:span.start_char] if n else "."
        listed = between.strip() != "," or span.root.dep_ in ("conj", "appos", "nmod", "flat:name")
        if entry and n and listed and _SAME_PART.fullmatch(between) and by_form().get(fold(places[n - 1].text)):
            found.append(found[-1])
        else:
            last = span
            for after in places[n + 1:n + 5]:
                last = after if _SAME_PART.fullmatch(text[last.end_char:after.start_char]) else last
            found.append(entry is not None and _acts(doc, span, last.end, entry.role))
    return found


def are_parties(text: str, start: int) -> bool:
    """Whether a pair of places (« accord Moscou-Pyongyang ») is two states, not a way (« vol Dakar-Paris »)."""
    return not set(text[max(0, start - 30):start].lower().split()[-1:]) & _words()["turned"]["entre"]


def _acts(doc: Doc, span: Span, end: int, role: str) -> bool:
    link, at, article = _link(doc, span.start)
    root = span.root
    while root.dep_ == "conj" and root.head.i < at and doc[at if link is None else at - 1].pos_ in ("CCONJ", "PUNCT"):
        root = root.head
        before, at, _ = _link(doc, root.left_edge.i + (root.left_edge.pos_ == "ADP"))
        link = link or before
    if link == "de":
        return _is_of(doc, at, role, article)
    if link == "à":
        if role == "country" and article in ("la", "l'", "l’") and not doc[at - 1].text.startswith(("jusqu", "Jusqu")):
            return True
        return at > 0 and doc[at - 1].text != "," and bool(_governors(doc, root, at) & _words()["to"]["state"]) and not {"se", "s'", "s’"} & {child.lower_ for child in root.head.children}
    if link:
        turned = bool(_governors(doc, root, at) & _words()["turned"].get(link, frozenset()))
        return (link in _words()["alone"]["state"]) != turned
    return _bare(doc, span, end)


def _link(doc: Doc, start: int) -> tuple[str | None, int, str]:
    """(preposition before a name or None, its place, the article between)."""
    i, article = start - 1, ""
    while i >= 0 and (doc[i].lower_ in _ARTICLES or doc[i].lower_ in ("toute", "tout", "seul", "seule", "même")):
        article, i = doc[i].lower_, i - 1
    word = doc[i].lower_ if i >= 0 else ""
    link = _CONTRACTED.get(word, word)
    if link == "de" or link in _words()["alone"]["state"] | _words()["alone"]["place"]:
        return link, i, article or ("le" if word in ("du", "au", "des", "aux") else "")
    return None, i, article


def _lemmas(token: Token) -> set[str]:
    """A word as it is written and its lemma; the model leaves « demande » and « compte » as they are, also as verbs."""
    lemma = token.lemma_.lower()
    return {lemma, token.lower_} | ({lemma + "r"} if token.pos_ == "VERB" else {token.lower_.rstrip("s")})


def _governors(doc: Doc, root: Token, at: int) -> set[str]:
    """The words on which a prepositional phrase may hang: its heads in the parse up to the verb, the nearest verb and noun."""
    window = list(reversed(doc[max(root.sent.start, at - 6):at]))
    verb = next((t for t in window if t.pos_ == "VERB"), root)
    noun = next((t for t in window if t.pos_ in ("NOUN", "ADV", "ADP", "ADJ") and (verb is root or t.i > verb.i)), root)
    heads = [verb, noun, noun.head, root.head]
    while heads[-1].pos_ != "VERB" and heads[-1].head != heads[-1]:
        heads.append(heads[-1].head)
    return {word for head in heads if root.sent.start <= head.i < at for word in _lemmas(head)}


def _is_of(doc: Doc, at: int, role: str, article: str) -> bool:
    """« N de X »: by the noun, or the verb or adjective that asks for « de »."""
    known = _words()["of"]["state"] | _words()["of"]["place"]
    for token in reversed(doc[max(0, at - 6):at]):
        said = _lemmas(token) & known and (token.pos_ != "ADJ" or doc[token.i - 1].pos_ != "NOUN")
        if said or token.pos_ in ("NOUN", "VERB", "PROPN"):
            bias = 1 if role == "seat" or role == "country" and article else -1 if role == "country" else 0
            return token.pos_ != "PROPN" and _leans(doc.vocab, "of", token, bias)
        if token.lower_ in ("celui", "celle", "ceux", "celles"):
            return True
        if token.pos_ not in ("ADJ", "ADV", "DET") and not token.is_punct:
            break
    return bool(role == "country" and article)


def _bare(doc: Doc, span: Span, end: int) -> bool:
    """A name without preposition: subject or object, by the verb; a topic before a colon is a place."""
    head, dep = span.root.head, span.root.dep_
    before = next((t for t in reversed(doc[max(span.sent.start, span.start - 5):span.start]) if t.pos_ not in ("ADV", "DET", "NOUN")), None)
    end += doc[end:end + 1].text == ")" and doc[span.start - 1].text != "("
    if doc[end:end + 1].text in (":", ")", "("):
        return False
    verb = _verb_after(doc, end)
    if dep == "nsubj:pass" or verb is None and end < len(doc) and _is_participle(doc[end]):
        return _leans(doc.vocab, "object", head if dep == "nsubj:pass" else doc[end])
    if dep in ("nsubj", "nsubj:caus", "obl:agent") and head.i > span.start or verb is not None:
        return not _lemmas(verb or head) & _words()["subject"]["place"]
    if head.pos_ == "VERB" and head.i < span.start and dep in ("obj", "iobj", "obl:arg", "xcomp", "nsubj"):
        return _leans(doc.vocab, "object", head)
    if before is not None and before.pos_ == "VERB":
        return _leans(doc.vocab, "object", before)
    if doc[end:end + 2].text == ", qui" or _SPEAKS.search(doc[max(0, span.start - 8):span.start].text_with_ws):
        return True
    opens = span.start - bool(_link(doc, span.start)[2])
    return doc[end:end + 1].text not in (",", *_words()["alone"]["place"] - {"à", "au", "aux"}) and (opens == span.sent.start or doc[opens - 1].text == ":")


def _verb_after(doc: Doc, end: int) -> Token | None:
    """The lexical verb that follows a name, or what is put behind it between commas."""
    if doc[end:end + 1].text == ",":
        end = next((t.i + 1 for t in doc[end + 1:end + 9] if t.text == ","), end)
    verb = next((t for t in doc[end:end + 4] if t.pos_ not in ("PRON", "ADV")), None)
    if verb is None or verb.pos_ not in ("AUX", "VERB") or verb.is_sent_start or "Inf" in verb.morph.get("VerbForm") or _is_participle(verb):
        return None
    return next((t for t in doc[verb.i:verb.i + 4] if t.pos_ == "VERB"), verb)


def _is_participle(token: Token) -> bool:
    return "Part" in token.morph.get("VerbForm") and re.search(r"(?:é|i|u|ert|it|is|ant)e?s?$", token.text) is not None  # not « rompt »


def _leans(vocab: Vocab, slot: str, token: Token, bias: float = 0) -> bool:
    lists = _words()[slot]
    lemmas = _lemmas(token)
    if lemmas & lists["place"]:
        return False
    return bool(lemmas & lists["state"]) or _likeness(vocab, slot, token.lemma_.lower()) + bias > 0


@lru_cache(1 << 14)
def _likeness(vocab: Vocab, slot: str, word: str) -> float:
    """Positive where a word is used like those that make a name the state, negative where like those that leave it a place."""
    vector = _unit(vocab, word)
    words, signs, vectors = _examples(vocab, slot)
    if vector is None or not words:
        return .1
    likeness = vectors @ vector
    nearest = np.argsort(-likeness, kind="stable")[:NEIGHBOURS]
    return float((likeness[nearest] * signs[nearest]).sum())


@lru_cache(16)
def _examples(vocab: Vocab, slot: str) -> tuple[list[str], np.ndarray, np.ndarray]:
    known = [(word, sign, vector) for key, sign in (("state", 1), ("place", -1)) for word in sorted(_words()[slot][key])
             if (vector := _unit(vocab, word)) is not None]
    words, signs, vectors = zip(*known) if known else ((), (), ())
    return list(words), np.array(signs), np.array(vectors)


def _unit(vocab: Vocab, word: str) -> np.ndarray | None:
    return vocab[word].vector / vocab[word].vector_norm if vocab[word].vector_norm else None
