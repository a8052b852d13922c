"""The language of a text, told only where there is enough of it."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from helpers.cleaning.lines import fold, words

_NAMES = {
    "en": "English", "es": "Spanish", "de": "German", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "ca": "Catalan", "ro": "Romanian",
    "ru": "Russian", "uk": "Ukrainian", "ar": "Arabic", "fa": "Persian", "tr": "Turkish", "zh": "Chinese", "ja": "Japanese", "ko": "Korean",
    "vi": "Vietnamese", "pl": "Polish", "el": "Greek", "he": "Hebrew", "la": "Latin", "oc": "Occitan", "id": "Indonesian", "sv": "Swedish"}
_COMMON = frozenset(
    "le la les des du de un une et est a au aux en dans par pour sur que qui ne pas se ce cette son sa ses il elle ils avec plus ont sont "
    "d l qu n s c j ou mais comme apres entre leur ete fait deux".split())


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["fr", *_NAMES])
    return identifier


def language_of(text: str) -> tuple[str, str | None]:
    """(language code, reason to reject the text or None).

    A text is set aside only where py3langid names another language with a probability of 0.9 and fewer than one word
    in six is among the commonest of French; under ten words of Latin script it is taken for French.

    >>> language_of("Le ministre a rencontré son homologue à Genève.")
    ('fr', None)
    >>> language_of("The minister met his counterpart in Geneva on Tuesday, and both of them left early.")[1]
    'in English (en), not in French: give the French version of the article or remove the file'
    """
    found = [part for word in words(text[:20_000]) for part in fold(word).replace("'", " ").split()]
    share = sum(word in _COMMON for word in found) / max(1, len(found))
    latin = sum("a" <= char <= "z" for char in fold(text[:5000])) / max(1, sum(char.isalpha() for char in text[:5000]))
    if share >= 1 / 6 or len(found) < 10 and latin > 0.5:
        return "fr", None
    code, probability = _identifier().classify(text[:20_000])
    if code == "fr" or probability < 0.9:
        return "fr", None
    return code, f"in {_NAMES[code]} ({code}), not in French: give the French version of the article or remove the file"
