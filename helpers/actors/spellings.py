"""How far two spellings of a name are apart: by sound, whatever the transcription.

A name is read into sounds (French, English and German letters for Russian, Arabic, Korean …), and two sound strings
are compared by a weighted edit distance: what transcriptions confuse is cheap, what they keep apart is dear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from helpers.annotation.gazetteer import fold, read_rows, read_words
from helpers.data import read_toml

VOWELS = "aeiou"
_DATA = read_toml("spellings.toml")
_COSTS = [{frozenset(pair): cost for pair, cost in costs.items()}
          for costs in (_DATA["near"], _DATA["near"] | _DATA["eastern"])]
_OPENING = re.compile(rf"^(?:(?:{'|'.join(_DATA['words']['opening'])}) )+(?=\w)")
_KIN = re.compile(r"(?:\b(abo?u)|(?<=\s)(?:ben|bin|ibn)) (?=\w)")  # « Ben Khelifa », « Benkhelifa »
_EASTERN = re.compile(r"(?:(?:zh|ch|sh|[bcdfghj-np-tw-z])?[aeiouy]{1,3}(?:ng|[nrklmpt])?){1,3}")
_PARTICLES, _GENERATION = set(_DATA["words"]["particles"]), set(_DATA["words"]["generation"])


@cache
def _rules() -> dict[str, list[tuple[str, str]]]:
    rules: dict[str, list[tuple[str, str]]] = {}
    for row in read_rows("phonetics.csv"):
        rules.setdefault(row["letters"], []).append((row["where"], row["sound"]))
    return rules


@lru_cache(200_000)
def sounds(word: str) -> str:
    """The sounds of one word of a name.

    >>> sounds("Choïgou"), sounds("Shoigu"), sounds("Sergueï") == sounds("Sergey")
    ('Soigu', 'Soigu', True)
    """
    word = fold(word)
    out, i = "", 0
    while i < len(word):
        for length in range(min(7, len(word) - i), 0, -1):
            sound = _applies(word, i, length)
            if sound is not None:
                break
        else:
            length, sound = 1, word[i]
        if not sound or not out.endswith(sound[0]):
            out += sound
        i += length
    return out


def _applies(word: str, i: int, length: int) -> str | None:
    end = i + length
    for where, sound in _rules().get(word[i:end], ()):
        if (not where or (where == "start" and i == 0) or (where == "end" and end == len(word) and i > 1)
                or (where == "soft" and word[end:end + 1] in tuple("eiy"))):
            return sound
    return None


def _gap(sound: str) -> float:
    if sound in "YWh":
        return .1
    return .4 if sound in VOWELS else 1.0


@lru_cache(500_000)
def distance(a: str, b: str, eastern: bool = False) -> float:
    """Weighted edit distance of two sound strings: 0 the same, about 0.3 another transcription, 1 another consonant."""
    if a == b:
        return 0.0
    costs, row = _COSTS[eastern], [0.0]
    for j, sound in enumerate(b):
        row.append(row[-1] + _gap(sound))
    for i, x in enumerate(a):
        last, row = row, [row[0] + _gap(x)]
        for j, y in enumerate(b):
            same = last[j] if x == y else last[j] + costs.get(frozenset((x, y)), 1.0)
            row.append(min(same, last[j + 1] + _gap(x), row[j] + _gap(y)))
    return round(row[-1], 3)


@cache
def _family() -> dict[str, str]:
    return {name: line.split()[0] for line in reversed(read_words("surnames.txt")) for name in line.split()}


@dataclass(frozen=True)
class Name:
    """A person's name in parts: given and family as tuples of lower-case words, eastern = family name first."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    eastern: bool = False
    generation: str = ""

    @property
    def full(self) -> bool:
        """Whether there is a given name besides the family name."""
        return bool(self.given)


@lru_cache(200_000)
def parse(text: str) -> Name:
    """A person's name in parts. Family name first where it is a Korean, Chinese or Vietnamese one and short words
    follow.

    >>> parse("Kim Jong-un"), parse("M. Poutine").family
    (Name(given=('jong', 'un'), family=('kim',), eastern=True, generation=''), ('poutine',))
    """
    text = re.sub(r"^(?:mm?\.|mme|mlle|dr|monsieur|madame)\s+", "", fold(text).replace("…", ""))
    words = [w for w in re.split(r"[\s.]+", _KIN.sub(lambda found: "abou" if found[1] else "ben", text)) if w]
    generation = words.pop() if len(words) > 1 and words[-1] in _GENERATION else ""
    words = [re.sub(r"^(?:al|el|ad|as|an|ar)-", "", w) for i, w in enumerate(words) if i == 0 or w not in _PARTICLES]
    syllables = [s for w in words for s in w.split("-") if s]
    if len(words) in (2, 3) and words[-1] in _family() and "-" in words[0]:
        return Name(tuple(words[0].split("-")), (words[-1],), True, generation)
    in_syllables = 1 < len(syllables) <= 3 and all(len(s) <= 6 for s in syllables[1:])
    in_words = len(words) == 2 and len(words[1]) <= 9 and len(words[0]) <= 5 and _EASTERN.fullmatch(words[1])
    if in_syllables and syllables[0] in _family() or in_words and words[0] in _family():
        return Name(tuple(syllables[1:]), (syllables[0],), True, generation)
    if len(words) == 1:
        return Name((), tuple(words), False, generation)
    return Name(tuple(words[:-1]), (words[-1],), False, generation)


def surname(text: str) -> Name:
    """A short form in parts: what begins with a particle is a family name.

    >>> surname("Le Pen").family, surname("von der Leyen").family, surname("Ben Ali").family
    (('pen',), ('leyen',), ('benali',))
    """
    return parse(re.sub(r"^(?:ben|bin|ibn) (?=\w+$)", "ben", _OPENING.sub("", fold(text))))


@lru_cache(500_000)
def part_distance(a: tuple[str, ...], b: tuple[str, ...], eastern: bool) -> float:
    """Distance of two given (or family) names of one or several words; a lone initial fits its word (0.5)."""
    if eastern:
        x, y = ("-".join(map(_syllable, name)) for name in (a, b))
        return distance(x, y, True) if len(a) == len(b) else distance(x.replace("-", ""), y.replace("-", ""), True)
    if len(a[0]) == 1 or len(b[0]) == 1:
        return .5 if a[0][0] == b[0][0] else 9.0
    if _apart(a[0], b[0]) and _apart("".join(a), "".join(b)):
        return 9.0
    middle = .35 * (len(a) != len(b) and not any(w.endswith(tuple(_DATA["words"]["patronymic"])) for w in (*a, *b)))
    ends = {a[0][-1], b[0][-1]}
    silent = .35 * (len(a) == len(b) == 1 and len(a[0]) != len(b[0]) and len(ends) == 2 and "e" in ends)
    return middle + silent + min(distance(sounds(x), sounds(y)) for x, y in ((a[0], b[0]), ("".join(a), "".join(b))))


@lru_cache(50_000)
def _syllable(word: str) -> str:
    for letters, sound in (("eu", "u"), ("eo", "o"), ("ae", "e"), ("hui", "i"), ("hee", "i"), ("hi", "i"), ("yi", "i")):
        word = word.replace(letters, sound)
    return sounds(word + "'")


def family_distance(a: Name, b: Name) -> float:
    """Distance of two family names; spellings of one Korean family name are 0 apart."""
    x, y = a.family[-1], b.family[-1]
    if x == y or (a.eastern or b.eastern) and _family().get(x, x) == _family().get(y, y):
        return 0.0
    return 9.0 if _apart(x, y) else distance(sounds(x), sounds(y), a.eastern and b.eastern)


def _apart(a: str, b: str) -> bool:
    """Whether two words differ in more than one consonant, which no transcription explains (a quick look before the
    long one).
    """
    return Levenshtein.distance(skeleton(a), skeleton(b), score_cutoff=1) > 1


def name_distance(a: Name, b: Name) -> tuple[float, float]:
    """(given, family) distance of two full names, in the order of words that fits best.

    >>> name_distance(parse("Sergueï Choïgou"), parse("Sergei Shoigu"))
    (0.0, 0.0)
    """
    if a.generation != b.generation:
        return 9.0, 9.0
    if not (a.full and b.full):
        return 0.0, family_distance(a, b)
    eastern = a.eastern or b.eastern
    straight = part_distance(a.given, b.given, eastern), family_distance(a, b)
    turned = (part_distance(a.given, b.family, eastern), part_distance(a.family, b.given, eastern))
    if len(a.given) > 1 and sorted(a.given + a.family) == sorted(b.given + b.family):  # given names in another order
        return .05 * (a.given != b.given), 0.0
    middles = _middles(a), _middles(b)
    if all(middles) and not eastern and middles[0] != middles[1] and sum(straight) < .5:
        return 9.0, 9.0
    return min(straight, (turned[0] + .05, turned[1]), key=sum)


def _middles(name: Name) -> str:
    return "".join(word[0] for word in name.given[1:] if len(word) <= 2)


CLASSES = str.maketrans("gHdbzCSJfvNmruY", "kktpssssppnnloi", "Wh")


@lru_cache(200_000)
def _outline(word: str) -> str:
    return sounds(word).translate(CLASSES)


@lru_cache(200_000)
def skeleton(word: str) -> str:
    """The classes of a word's consonants: what every transcription of it and most garbles have in common.

    >>> skeleton("Choïgou"), skeleton("Shoaiku")
    ('sk', 'sk')
    """
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeio]", "", _outline(word))) or sounds(word)[:1]


@lru_cache(200_000)
def patterns(word: str) -> tuple[str, ...]:
    """The consonants' classes and where vowels stand: two words as alike as transcriptions of one are have one in
    common.

    >>> patterns("Sergueï") == patterns("Sergey"), patterns("Choïgou") == patterns("Chigou")
    (True, False)
    """
    read = (sounds(word).replace("Y", vowel).translate(CLASSES) for vowel in ("", "i"))
    return tuple(dict.fromkeys(re.sub("[aeio]", "a", classes) for classes in read))


def block_keys(name: Name) -> list[tuple[str, str, str]]:
    """(key, further key, outline): only names that share the key are compared, where these are many only those that
    share the beginning of the further key too, and then only those of like outlines."""
    if name.eastern:
        family, given = _family().get(name.family[0], name.family[0]), skeleton(_syllable(name.given[0]))
        return [(f"e:{skeleton(family)}:{given[:1]}", given, _outline("".join(map(_syllable, name.given))))]
    family, order = name.family[-1], " ".join(sorted(name.given + name.family))
    keys = [(order, "", "")] * (len(name.given) > 1)
    for given in {name.given[0], "".join(name.given)} if name.full else ():
        for one, two in ((family, given), (given, family)):
            rest, outline = skeleton(two), f"{_outline(one)} {_outline(two)}"
            keys.append((f"{skeleton(one)}+{rest[:1]}", f"{rest} {outline}", outline))
    return keys
