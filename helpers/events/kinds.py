"""Kinds of happenings and the words that tell them: the lexicon `data/events_kinds.toml`."""
from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


def fold(text: str) -> str:
    """Lower case, without accents, one apostrophe: for comparing words, never for showing them.

    >>> fold("L’Été à Koursk")
    "l'ete a koursk"
    """
    text = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe")).casefold()
    return "".join(c for c in text if not unicodedata.combining(c))


@cache
def lexicon() -> dict[str, dict]:
    """kind → {"strong": bool, "near": kinds, "verbs": lemmas, "nouns": lemmas}."""
    return tomllib.loads(files("helpers.data").joinpath("events_kinds.toml").read_text(encoding="utf-8"))


@cache
def _index() -> tuple[dict[str, str], dict[str, str], list[tuple[re.Pattern, str]]]:
    verbs, nouns, phrases = {}, {}, []
    for kind, entry in lexicon().items():
        for group, target in ((entry["verbs"], verbs), (entry["nouns"], nouns)):
            for word in map(fold, group):
                if " " in word:
                    phrases.append((re.compile(rf"\b{re.escape(word)}\b"), kind))
                else:
                    target.setdefault(word, kind)
    return verbs, nouns, phrases


def of_word(lemma: str) -> str | None:
    """The kind a verb or noun names, or None.

    >>> of_word("visite"), of_word("signer"), of_word("table")
    ('visit', 'signature', None)
    """
    verbs, nouns, _ = _index()
    return verbs.get(fold(lemma)) or nouns.get(fold(lemma))


def deeds(predicate: str | None, lemmas: Iterable[str], text: str = "") -> list[str]:
    """Kinds told by a clause: that of its predicate first, then those of its nouns and set phrases, without double.

    Not to be trusted for words of several senses (« prise », « tir »): the lexicon has the sense of the news.

    >>> deeds("effectuer", ["président", "visite", "effectuer"])
    ['visit']
    """
    _, nouns, phrases = _index()
    found = [of_word(predicate)] if predicate else []
    found += [nouns.get(fold(lemma)) for lemma in sorted(lemmas)]
    folded = fold(text) if text else ""
    found += [kind for pattern, kind in phrases if folded and pattern.search(folded)]
    return list(dict.fromkeys(kind for kind in found if kind))


def is_strong(kind: str | None) -> bool:
    """Whether a deed of this kind makes an event of its own (a visit does, a promise made during it does not)."""
    return bool(kind) and lexicon().get(kind, {}).get("strong", False)


def are_near(a: str, b: str) -> bool:
    """Whether one happening may be told under both kinds."""
    return a == b or b in lexicon().get(a, {}).get("near", ()) or a in lexicon().get(b, {}).get("near", ())
