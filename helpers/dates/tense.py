"""Verb tense an expression hangs on, from the parse: the direction in which an underspecified date is looked for."""
import re

from spacy.tokens import Token

from helpers.dates.lexicon import classes

_SIMPLE_PAST = re.compile(r".{2,}(?:[^r]a|èrent|irent|urent|înt|int)$")  # often parsed as a present
_TENSES = ("VERB", "AUX")


def direction(token: Token | None) -> dict:
    """Meaning got from the verb above a token: `tense` (past, present, future) where it tells; `loose` if the date
    hangs on it through a noun, or if the verb announces something, so that the date may lie on the other side."""
    loose, first = False, token
    while token is not None:
        verbal = token.pos_ in _TENSES or _resultative(token)
        if verbal and (found := _tense(token, 0)) != "climb":
            loose = loose or token.lemma_.lower() in classes()["ANNOUNCING"]
            return {} if found is None else {"tense": found, "loose": True} if loose else {"tense": found}
        loose = loose or token.pos_ in ("NOUN", "PROPN") and token.i < first.i
        token = token.head if token.head.i != token.i else None
    return {}


def _resultative(token: Token) -> bool:
    """« est mort », « est née »: a past, though the parser may see an adjective."""
    return token.lower_ in classes()["BECOME"]


def _tense(verb: Token, depth: int) -> str | None:
    auxiliaries = [child for child in verb.children if child.dep_.startswith(("aux", "cop"))]
    finite = [token for token in (*auxiliaries, verb) if "Fin" in token.morph.get("VerbForm")]
    forms = {form for token in (verb, *auxiliaries) for form in token.morph.get("VerbForm")}
    if finite:
        return _finite(finite[0], verb, any(child.dep_ == "aux:tense" for child in auxiliaries) or _resultative(verb))
    if "Inf" in forms:
        return _infinitive(verb, depth)
    if "Past" in verb.morph.get("Tense"):
        return "future" if verb.lower_ in classes()["PLANNED"] else "past"
    return "climb"


def _infinitive(verb: Token, depth: int) -> str | None:
    """« va se rendre », « appelle à manifester »: ahead; below a past verb it may be either."""
    head = verb.head
    if head.i == verb.i or depth > 3:
        return None
    lemma = head.lemma_.lower()
    if head.pos_ not in _TENSES:
        return "climb"
    if lemma in classes()["ANNOUNCING"]:
        return "future"
    if _tense(head, depth + 1) == "past":
        return None
    return "future" if lemma in classes()["INTENDING"] else "climb"


def _finite(form: Token, verb: Token, compound: bool) -> str:
    tenses = form.morph.get("Tense")
    if "Cnd" in form.morph.get("Mood"):
        return "past" if compound else "future"
    past = compound or "Past" in tenses or "Imp" in tenses
    if "Fut" in tenses or not past and verb.lower_ in classes()["PLANNED"]:
        return "future"
    return "past" if past or form is verb and _SIMPLE_PAST.match(verb.lower_) else "present"
