"""The language of a text, told only where there is enough of it."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from helpers.articles.files import RULES
from helpers.cleaning.lines import fold, words


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["fr", *RULES["languages"]])
    return identifier


def foreign(text: str) -> str | None:
    """The reason why a text is set aside as not French; None where it is taken for French.

    That is so unless py3langid names another language with a probability of 0.9, and under ten words of Latin script.

    >>> foreign("Le ministre a rencontré son homologue à Genève.")
    >>> foreign("The minister met his counterpart in Geneva on Tuesday, and both of them left early.")
    'in English (en), not in French: give its French version, or remove the file'
    """
    letters = [char for char in fold(text[:5000]) if char.isalpha()]
    latin = sum("a" <= char <= "z" for char in letters) > len(letters) / 2
    code, probability = _identifier().classify(text[:20_000])
    if code == "fr" or probability < 0.9 or latin and len(words(text[:200])) < 10:
        return None
    return f"in {RULES['languages'][code]} ({code}), not in French: give its French version, or remove the file"
