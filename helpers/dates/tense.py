"""Verb tense an expression hangs on, from the parse: the direction in which an underspecified date is looked for."""
import re
from functools import cache

from spacy.tokens import Span, Token

from helpers.data import read_text
from helpers.dates.lexicon import classes

_PARTICIPLE = re.compile(r"(?:é|[çdlntv]u)e?s?$")
_CONDITIONAL = re.compile(r"r(?:ait|aient)$")
_FUTURE = re.compile(r"r(?:ai|as|a|ons|ez|ont)$")
_TENSES = ("VERB", "AUX")
_saying = cache(lambda: {"avoir"} | {row.split(",")[0] for row in read_text("reporting_verbs.csv").splitlines()})


def direction(span: Span | None) -> dict:
    """Meaning got from the verb above an expression: `tense` (past, present, future) where it tells; `loose` if the
    date hangs on it through a noun, or if the verb announces something, so that it may lie on the other side; `ahead`
    if it stands behind a present, as a day to come does."""
    loose, token = False, span and (_participle(span) or span.root)
    while token is not None:
        # a verb without an infinitive is an adjective taken for one (« vol inaugural »)
        verbal = token.pos_ in _TENSES and token.lemma_.endswith(("r", "re")) or _resultative(token)
        if verbal and (found := _tense(token, 0)) != "climb":
            loose = loose or token.lemma_.lower() in classes()["ANNOUNCING"]
            # « le procès s'ouvre lundi » lies ahead; « lundi, un homme s'enfuit » is told as it happened
            ahead = found == "present" and not loose and token.i < span.root.i and token.lemma_ not in _saying()
            return {"tense": found, "loose": loose, "ahead": ahead} if found else {}
        beside = token.i == span.start - 1 and span[0].pos_ != "DET"  # « affronte le Maroc samedi »
        loose = loose or token.pos_ in ("NOUN", "PROPN") and token.i < span.root.i and not beside
        token = token.head if token.head.i != token.i else None
    return {}


def _participle(span: Span) -> Token | None:
    """« l'homme arrêté vendredi », « prévu pour le 3 mai »: a participle right before, whatever the parse says."""
    before = next((token for token in reversed(span.doc[:span.start]) if token.pos_ not in ("ADP", "DET")), None)
    return before if before is not None and _resultative(before) else None


def _resultative(token: Token) -> bool:
    """« battue dimanche », « morte lundi »: a participle, though the parser may see an adjective or a noun."""
    article = any(child.dep_ in ("det", "nummod") for child in token.children)
    bare = token.pos_ in ("VERB", "ADJ") or token.pos_ == "NOUN" and not article
    return token.lower_ in classes()["BECOME"] and not article or bare and bool(_PARTICIPLE.search(token.lower_))


def _tense(verb: Token, depth: int) -> str | None:
    auxiliaries = [child for child in verb.children if child.dep_.startswith(("aux", "cop"))]
    finite = [token for token in (*auxiliaries, verb) if "Fin" in token.morph.get("VerbForm")]
    forms = {form for token in (verb, *auxiliaries) for form in token.morph.get("VerbForm")}
    if finite:
        return _finite(finite[0], verb, any(child.dep_ == "aux:tense" for child in auxiliaries)
                       or verb.lower_ in classes()["BECOME"])  # « est mort »: a past, though « est » is a present
    if "Inf" in forms:
        return _infinitive(verb, depth)
    if any(auxiliary.lower_ == "étant" for auxiliary in auxiliaries):
        return "climb"
    if "Past" in verb.morph.get("Tense") or _resultative(verb):
        return "future" if verb.lower_ in classes()["PLANNED"] else "past"
    return "climb"


def _infinitive(verb: Token, depth: int) -> str | None:
    """« va se rendre », « appelle à manifester »: ahead; below a past verb it may be either."""
    head = verb.head
    if head.i == verb.i or depth > 3:
        return None
    lemma = head.lemma_.lower()
    if lemma == "venir" and head.nbor().lower_ in ("de", "d'", "d’"):
        return "past"
    if lemma in classes()["ANNOUNCING"]:
        return "future"
    if head.pos_ not in _TENSES:
        return "climb"
    if _tense(head, depth + 1) == "past":
        return None
    return "future" if lemma in classes()["INTENDING"] else "climb"


def _finite(form: Token, verb: Token, compound: bool) -> str:
    tenses = form.morph.get("Tense")
    lemma, word = form.lemma_.lower(), form.lower_  # « se déroulerait » may be parsed as an imperfect, as « tirait » is
    seen = _CONDITIONAL.search(word) and (word.startswith(lemma) or not lemma.endswith(("rer", "rir")))
    if seen or "Cnd" in form.morph.get("Mood"):
        return "past" if compound else "future"
    either = word == lemma[:-1] + "t" and lemma.endswith("ir")  # « se réunit »: in the news rather a present
    past = compound or "Past" in tenses and not either or "Imp" in tenses
    if "Fut" in tenses and _FUTURE.search(form.lower_) or not past and verb.lower_ in classes()["PLANNED"]:
        return "future"
    return "past" if past else "present"
