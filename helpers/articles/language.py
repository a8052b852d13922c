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


def language_of(text: str) -> tuple[str, str | None]:
    """(language code, reason to reject the text or None).

    A text is set aside only where py3langid names another language with a probability of 0.9; under ten words of
    Latin script it is taken for French.

    >>> language_of("Le ministre a rencontré son homologue à Genève.")
    ('fr', None)
    >>> language_of("The minister met his counterpart in Geneva on Tuesday, and both of them left early.")[1]
    'in English (en), not in French: give the French version of the article or remove the file'
    """
    letters = [char for char in fold(text[:5000]) if char.isalpha()]
    latin = sum("a" <= char <= "z" for char in letters) > len(letters) / 2
    code, probability = _identifier().classify(text[:20_000])
    if code == "fr" or probability < 0.9 or latin and len(words(text[:200])) < 10:
        return "fr", None
    name = RULES["languages"][code]
    return code, f"in {name} ({code}), not in French: give the French version of the article or remove the file"
