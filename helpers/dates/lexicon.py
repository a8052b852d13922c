"""Words of time: the text as a string of symbols, one per word, over which the grammar is written.

Every word of the vocabulary (helpers/data/dates_words.toml) and every literal of the grammar has a symbol of its own;
numerals have one by size, all other words one for lower case and one for capitals. A pattern over words is so an
ordinary regular expression over symbols, and one scan finds every candidate of a text.
"""
import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from text_to_num import text2num

from helpers.data import read_toml

_ATOM = ("(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente"
         "|quarante|cinquante|soixante|cents?|mille)")
_LETTERS = rf"\b{_ATOM}(?:(?:[ \u00a0-]et)?[ \u00a0-](?:{_ATOM}|une?\b))*\b(?![-’'])"
SHAPES = {"DAY": "abcd", "MON": "a", "HOUR": "0abc", "MINUTE": "0abcde", "YEAR": "y", "YY": "ef", "INT": "0abcdefgyi",
          "NUM": "0abcdefgyix", "GROWN": "bcdef", "LOWER": "w", "UPPER": "W"}  # class → symbols (no vocabulary)
_SIZES = ((0, "0"), (12, "a"), (23, "b"), (24, "c"), (31, "d"), (59, "e"), (99, "f"), (999, "g"))
_NUMERAL = re.compile(_LETTERS, re.I)


class Lexed(NamedTuple):
    """A text as the grammar sees it: its symbols, and of each the place and normal form; the text itself."""
    symbols: str
    spans: list[tuple[int, int]]
    words: list[str]
    text: str


#: The vocabulary as written: {class: {entry: scalar or table of meanings}}, and "keys", where scalars go.
VOCABULARY = read_toml("dates_words.toml")
_MONTHS = "|".join(VOCABULARY["MONTH"])
TOKEN = re.compile(
    rf"\bsept\.(?=\s\d{{4}})|\Asept\.\Z|(?i:{_LETTERS})|\b(?:{_MONTHS})(?=-(?:{_MONTHS})\b)"
    r"|(?<![\d.,])\d{1,3}(?:[ .\u00a0\u202f\u2009]\d{3})+(?![\d])|\d+(?:,\d+)?|(?<=\d)er(?=-)"
    r"|\b[Mm]i(?=-)|[^\W\d_]+(?:[-\u2010\u2011](?!l[àa]\b|ci\b)[^\W\d_]+)*['’]?|\n|[^\w\s]")


@lru_cache(maxsize=8192)
def normal(word: str) -> str:
    """The form under which a word is looked up: lower case, straight apostrophe, plain hyphen.

    >>> normal("AUJOURD’"), normal("Après‑midi")
    ("aujourd'", 'après-midi')
    """
    return unicodedata.normalize("NFC", word).lower().replace("’", "'").replace("\u2010", "-").replace("\u2011", "-")


def tokens(text: str) -> list[str]:
    """The words of an entry or of a literal, as the lexer cuts them."""
    return [normal(m.group()) for m in TOKEN.finditer(text)]


@cache
def classes() -> dict[str, dict[str, object]]:
    """The vocabulary by class, entries as the lexer cuts them, words parted by one space."""
    return {name: {" ".join(tokens(entry)): value for entry, value in entries.items()}
            for name, entries in VOCABULARY.items() if name != "keys"}


class Alphabet:
    """Symbols of the known words; grows while the grammar is compiled, then only reads."""

    def __init__(self) -> None:
        self.symbols: dict[str, str] = {"\n": "N"}
        for entries in classes().values():
            for entry in entries:
                self.sequence(entry)

    def sequence(self, text: str) -> str:
        """The symbols of a literal or an entry, as a regular expression."""
        return "".join(_shape(word) if word[0].isdigit() or _NUMERAL.fullmatch(word)
                       else self.symbols.setdefault(word, chr(0xE000 + len(self.symbols))) for word in tokens(text))

    def read(self, text: str) -> Lexed:
        """Cut a text into words and give each its symbol."""
        symbols, spans, words, end = [], [], [], -1
        known = self.symbols
        for match in TOKEN.finditer(text):
            raw = match.group()
            word = normal(raw)
            glued = match.start() == end and raw[0].isdigit() and text[end - 1].isalpha()
            symbols.append(known.get(word) or ("j" if glued and words[-1] not in ("h", "t") else _shape(raw)))
            spans.append(match.span())
            words.append(word)
            end = match.end()
        return Lexed("".join(symbols), spans, words, text)


@lru_cache(maxsize=8192)
def _shape(raw: str) -> str:
    if raw[0].isdigit() or _NUMERAL.fullmatch(raw):
        return size(raw)
    return "W" if raw[0].isupper() else "w" if raw[0].isalpha() else "p"


def size(numeral: str) -> str:
    """The symbol of a numeral: by size, because « 13 » or « treize » may be a day or an hour but no month.

    >>> size("7"), size("trente"), size("1998"), size("0,5")
    ('a', 'd', 'y', 'x')
    """
    value = number(normal(numeral))
    if value is None:
        return "p"
    if len(numeral) == 4 and numeral.isdigit() and 1000 <= int(numeral) < 2200:
        return "y"
    return next((symbol for limit, symbol in _SIZES if value <= limit), "i") if value == int(value) else "x"


def number(word: str) -> float | int | None:
    """What a numeral of any kind is worth: digits, decimals, thousands, letters.

    >>> number("3,5"), number("10 000"), number("cent vingt"), number("mot")
    (3.5, 10000, 120, None)
    """
    if word in ("un", "une") or _NUMERAL.fullmatch(word):
        try:
            return text2num(word, "fr")
        except ValueError:  # « deux trois »: two numerals side by side
            return None
    digits = re.sub(r"[ .\u00a0\u202f\u2009]", "", word).replace(",", ".")
    found = re.fullmatch(r"[0-9]+(\.[0-9]+)?", digits)
    return found and (float(digits) if found[1] else int(digits))
