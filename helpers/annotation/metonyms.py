"""Places that act as states: « Moscou a signé », « la décision de Berlin »; and those that stay places, « à Berlin
».
"""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Doc, Span, Token

from helpers.annotation.gazetteer import by_form, fold
from helpers.data import read_toml

_CONTRACTED = {"du": "de", "des": "de", "d'": "de", "d’": "de", "au": "à", "aux": "à", "a": "à"}
_ARTICLES = ("la", "le", "les", "l'", "l’", "l", "'", "’", "toute", "tout", "seul", "seule", "même")
_SAME_PART = re.compile(
    r"\s*(?:\(|,|(?:,\s*)?(?:et|ou|ni|comme|puis|ainsi qu[e'’]|mais aussi)\b)\s*"
    r"(?:(?:avec|de|du|des|d['’]|à|aux?|contre|entre|par|pour)\s*)?(?:la\s|le\s|les\s|l['’])?\s*", re.I)
_APPOSED = ("conj", "appos", "nmod", "flat:name")
_OBJECTS = ("obj", "iobj", "obl:arg", "xcomp", "nsubj")


@cache
def _words() -> dict[str, dict[str, frozenset[str]]]:
    return {slot: {key: frozenset(words) for key, words in lists.items()}
            for slot, lists in read_toml("metonymy.toml").items()}


def metonyms(doc: Doc, places: list[Span]) -> list[bool]:
    """Of each place in order, whether it is a country, capital or seat of power that acts, speaks or is a party.

    What is enumerated is read as the first of it is. Not to be trusted where the parse of a garbled sentence is wrong.
    """
    text, read = doc.text, []
    for n, span in enumerate(places):
        if n and _same_part(text, places[n - 1], span):
            read.append(read[-1])
            continue
        last = span
        for after in places[n + 1:n + 5]:
            last = after if _same_part(text, last, after) else last
        entry = by_form().get(fold(span.text))
        read.append(_acts(doc, span, last.end, entry.role if entry else "capital"))
    return [acts and fold(span.text) in by_form() for acts, span in zip(read, places)]


def _same_part(text: str, one: Span, other: Span) -> bool:
    """Whether two places are enumerated: by a conjunction, or by a comma where the parse agrees."""
    between = text[one.end_char:other.start_char]
    if re.fullmatch(r"\s*,\s*(?:l[ae]s?|l['’])?\s*", between):
        return fold(one.text) in by_form() and (between.strip() != "," or other.root.dep_ in _APPOSED)
    return _SAME_PART.fullmatch(between) is not None


def are_parties(text: str, start: int) -> bool:
    """Whether a pair of places (« accord Moscou-Pyongyang ») is two states, not a way (« vol Dakar-Paris »)."""
    return not set(re.findall(r"\w+", text[max(0, start - 30):start].lower())[-1:]) & _words()["turned"]["entre"]


def _acts(doc: Doc, span: Span, end: int, role: str) -> bool:
    link, at, article = _link(doc, span.start)
    root = span.root
    if link is None and root.dep_ == "conj" and doc[at].pos_ == "CCONJ":
        root = root.head
        link, at, _ = _link(doc, root.left_edge.i + (root.left_edge.pos_ == "ADP"))
    after = doc[end:end + 1].text
    if link == "de":
        return after == "contre" or _is_of(doc, at, role, article, after in ("à", "vers", "jusqu'", "jusqu’"))
    if link == "à":
        return _is_to(doc, at, role, article)
    if link:
        around = doc[max(root.sent.start, at - 6):at] if at > root.sent.start else root.head.children
        turned = _words()["turned"].get(link, frozenset())
        return (link in _words()["alone"]["state"]) != any(_lemmas(token) & turned for token in (*around, root.head))
    beside = at >= 0 and doc[at].pos_ == "NOUN" and not article and _lemmas(doc[at]) & _words()["beside"]["place"]
    return not beside and _bare(doc, span, end)


def _link(doc: Doc, start: int) -> tuple[str | None, int, str]:
    """(preposition before a name or None, its place, the article between)."""
    i, article = start - 1, ""
    while i >= 0 and (doc[i].lower_ in _ARTICLES or doc[i].pos_ == "NUM"):
        article, i = doc[i].lower_, i - 1
    word = doc[i].lower_ if i >= 0 else ""
    link = _CONTRACTED.get(word, word)
    known = link == "de" or link in _words()["alone"]["state"] | _words()["alone"]["place"]
    return link if known else None, i, article or ("le" if word in ("du", "au", "des", "aux") else "")


def _lemmas(token: Token) -> set[str]:
    """A word as it is written and its lemma; the model leaves « demande » and « compte » as they are, also as verbs."""
    lemma = token.lemma_.lower()
    return {lemma, token.lower_} | ({lemma + "r"} if token.pos_ == "VERB" else {token.lower_.rstrip("s")})


def _followed(doc: Doc, end: int) -> bool:
    """Whether the next word that is no pronoun or adverb is an infinitive: « compte bien voter »."""
    verb = next((t for t in doc[end:end + 4] if t.pos_ not in ("PRON", "ADV")), None)
    return verb is not None and "Inf" in verb.morph.get("VerbForm")


def _is_to(doc: Doc, at: int, role: str, article: str) -> bool:
    """« à X »: one goes to it as a place, gives and says to it as a state; by the nearest word that tells."""
    if role == "country" and article in ("la", "l'", "l’"):
        return True
    lists = _words()["to"]
    for token in reversed(doc[max(doc[at].sent.start, at - 8):at]):
        if token.text in (",", ";", ":", "à", "au", "aux"):
            break
        for key, words in lists.items():
            if _lemmas(token) & words:
                return key == "state"
    return False


def _is_of(doc: Doc, at: int, role: str, article: str, on: bool) -> bool:
    """« N de X »: by the noun, or the verb or adjective that asks for « de »; on: one goes from X on to Y."""
    known = _words()["of"]["state"] | _words()["of"]["place"]
    window = [t for t in reversed(doc[max(0, at - 6):at])
              if t.pos_ != "ADJ" or t.i == 0 or doc[t.i - 1].pos_ not in ("NOUN", "ADJ")]
    near = next((t for t in window if t.pos_ in ("NOUN", "VERB", "PROPN") or _lemmas(t) & known), None)
    if near is None or near.pos_ == "PROPN":
        return near is None and role == "country" and bool(article)
    return _leans("of", near, unknown=not on and (role != "country" or bool(article)))


def _bare(doc: Doc, span: Span, end: int) -> bool:
    """A name without preposition: subject or object, by the verb; a topic before a colon is a place."""
    head, dep, words = span.root.head, span.root.dep_, _words()
    opens = span.start - bool(_link(doc, span.start)[2])
    before = doc[opens - 1] if opens and not doc[opens - 1].is_space else None
    end += end > span.end and doc[end:end + 1].text == ")"
    after = doc[end:end + 1].text
    if after == ":":
        return doc[end + 1:end + 2].text in ("«", "“", '"')
    if after in (")", "("):
        return False
    if any(token.text == "»" for token in (*doc[max(0, opens - 3):opens], *doc[end:end + 2])):
        return True
    direct = before is not None and before.pos_ == "VERB" and not _is_participle(before)
    verb = None if direct else _verb_after(doc, end)
    if dep == "nsubj:pass" or verb is None and end < len(doc) and _is_participle(doc[end]):
        return _leans("object", head if dep == "nsubj:pass" else doc[end])
    if dep in ("nsubj", "nsubj:caus", "obl:agent") and head.i > span.start or verb is not None:
        verb = verb or head
        return not _lemmas(verb) & words["subject"]["place"] or _followed(doc, verb.i + 1)
    governor = before if direct else head
    if governor.pos_ == "VERB" and governor.i < span.start and (direct or dep in _OBJECTS):
        return _leans("object", governor)
    first = before is None or opens == span.sent.start or before.text in (":", ",", ";", "«") or (
        before.pos_ in ("CCONJ", "SCONJ"))
    return first and bool(after.strip(" .,;:!?–—-•|\n")) and after not in words["alone"]["place"] - {"à", "au", "aux"}


def _verb_after(doc: Doc, end: int) -> Token | None:
    """The lexical verb that follows a name, or what is put behind it between commas."""
    if doc[end:end + 1].text == ",":
        end = next((t.i + 1 for t in doc[end + 1:end + 9] if t.text == ","), end)
    subjects = _words()["subject"]["pronouns"]
    verb = next((t for t in doc[end:end + 4] if t.pos_ not in ("PRON", "ADV") or t.lower_ in subjects), None)
    if verb is None or verb.pos_ not in ("AUX", "VERB") or _is_participle(verb) or _followed(doc, verb.i):
        return None
    return next((t for t in doc[verb.i:verb.i + 4] if t.pos_ == "VERB"), verb)


def _is_participle(token: Token) -> bool:
    ending = re.search(r"(?:é|i|u|ert|it|is|ant)e?s?$", token.text)  # not « rompt »
    return "Part" in token.morph.get("VerbForm") and ending is not None


def _leans(slot: str, token: Token, unknown: bool = True) -> bool:
    lists, lemmas = _words()[slot], _lemmas(token)
    return not lemmas & lists["place"] and (unknown or bool(lemmas & lists["state"]))
