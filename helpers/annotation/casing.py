"""Lines in capitals (« HAÏTI : LE PREMIER MINISTRE DÉMISSIONNE ») as small letters would have them, for the model
to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.vocab import Vocab

from helpers.annotation.gazetteer import by_form, fold
from helpers.annotation.kinds import is_given

# The first condition fails at the first small letter; the second alone would try a long line again and again.
_LINE = re.compile(r"^(?=[^a-zà-ÿ\n]{12,}$)(?=.*[A-ZÀ-Ý]{3}.*\s.*[A-ZÀ-Ý]{3}).+$", re.M)
_NAME = re.compile(r"(?:(?<=[\w,] )|(?<=['’]))[A-ZÀ-Ý][\w-]{2,}")


def readable(text: str, known: Iterable[str], vocab: Vocab) -> str:
    """A text of the same length whose lines in capitals keep these only in names: those of the study's register
    (known), of countries, of the rest of the text; given names and the unknown word behind. Not to be trusted for
    others.
    """
    rest = _LINE.sub("", text)
    if rest == text:
        return text
    beforehand = " ".join([*known, *(entry.form for entry in by_form().values())])
    names = {fold(name): name for name in (*re.findall(r"[A-ZÀ-Ý][\w-]{2,}", beforehand), *_NAME.findall(rest))}
    for word in re.findall(r"\b[a-zà-ÿ][\w-]*", rest):
        names.pop(fold(word), None)

    def cased(word: re.Match) -> str:
        low, before = word[0].lower(), word.string[:word.start()].split()[-1:]
        named = before and is_given(before[0].title()) and not vocab[low].has_vector or is_given(low.title())
        model = names.get(fold(low)) or (low.title() if named else low)
        return "".join(c.upper() if m.isupper() else c for c, m in zip(low, model))
    return _LINE.sub(lambda line: line[0][0] + re.sub(r"[^\W\d_][\w-]*", cased, line[0])[1:], text)
