"""What the neighbourhood of an expression decides: is it time at all (« été », « mars », ages), and the tense it hangs on."""
import re
from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from helpers.dates.grammar import Match
from helpers.dates.lexicon import Lexed, classes
from helpers.dates.tense import direction

_DETERMINERS = set("le la l' un une du au les des aux son sa ses leur leurs ce cet cette ces notre votre d' de".split())
_PERSON = re.compile(r"(?:eur|euse|trice|ien|ienne|iste|ais|aise|ois|oise|ain|aine|ier|ière)s?$")
_HAVING = ("avoir", "a", "ont", "avait", "avaient", "aura", "aurait", "auraient", "ayant")


@dataclass(frozen=True)
class Place:
    """Where a candidate stands: the lexed text, its first and last word, the text and, if there is one, the parse."""
    lexed: Lexed
    first: int
    last: int
    text: str
    doc: Doc | None

    def word(self, index: int) -> str:
        """The normal form of a word, counted from the first (negative: before; from 100: after the last)."""
        at = self.first + index if index < 100 else self.last + index - 99
        return self.lexed.words[at] if 0 <= at < len(self.lexed.words) else "\n"

    @property
    def before(self) -> str:
        return self.word(-1)

    @property
    def after(self) -> str:
        return self.word(100)

    @property
    def start(self) -> int:
        return self.lexed.spans[self.first][0]

    @property
    def end(self) -> int:
        return self.lexed.spans[self.last][1]

    @property
    def raw(self) -> str:
        return self.text[self.start:self.end]

    def capital(self, index: int = 0) -> bool:
        """Whether a word of the expression has a capital that no sentence start explains."""
        start = self.lexed.spans[self.first + index][0]
        return self.text[start].isupper() and not (index == 0 and self.before in "\n.:!?«\"-–—")

    def token(self) -> Token | None:
        """The syntactic head of the expression in the parse."""
        if self.doc is None or not self.doc.has_annotation("DEP"):
            return None
        span = self.doc.char_span(self.start, self.end, alignment_mode="expand")
        return span.root if span is not None and len(span) else None


def accept(match: Match, place: Place) -> bool:
    """Whether a candidate is a time expression; may complete its meaning (`match.spec`)."""
    return match.check is None or CHECKS[match.check](match.spec, place)


def _month(spec: dict, place: Place) -> bool:
    if "year" in spec or "yy" in spec or "cue" in spec or place.last > place.first:
        return True
    if place.capital() or place.after in ("'", "-") or place.word(-2) == "poisson":
        return False
    return place.before in classes()["MONTH_CUE"] or place.lexed.words[place.first] not in ("mars", "mai")


def _year(spec: dict, place: Place) -> bool:
    if place.last > place.first:
        return True
    token, year = place.token(), spec["year"]
    if place.before in ("/", "-", "–") and place.lexed.symbols[place.first - 2:place.first - 1] != "y":
        return False
    if place.after in ("%", "€", "$", "euros", "dollars", "km", "m", "habitants", "h", "°") or place.before in ("n", "°", "$", "€"):
        return False
    if place.before in classes()["YEAR_CUE"] and not (place.before == "(" and year < 1900):
        return not place.after.endswith("s") or not _unknown(place, 100)
    counted = token is not None and token.dep_ == "nummod" and token.head.i > token.i and not token.head.is_punct
    if counted and "\n" not in place.text[place.end:token.head.idx]:
        return False
    return 1900 <= year <= 2060 or (place.before in ("de", "d'", "et", "à") and 1400 <= year and not _unknown(place, 100))


def _unknown(place: Place, index: int) -> bool:
    at = place.first + index if index < 100 else place.last + index - 99
    return 0 <= at < len(place.lexed.symbols) and place.lexed.symbols[at] == "w"


def _digits(place: Place, index: int) -> bool:
    return place.word(index) in (".", ",") and place.word(index + 1)[:1].isdigit()


def _weekday(spec: dict, place: Place) -> bool:
    words = place.lexed.words[place.first:place.last + 1]
    if place.before in ("du", "journal") and place.word(-2) == "journal":
        return False
    if words[0] == "le" and len(words) == 2 and direction(place.token()).get("tense") != "past":
        spec |= {"kind": "set", "every": "weekday"}
    around = [place.word(n) for n in (-3, -2, -1)] + [place.after]
    if len(words) == 1 and (around[2] in ("du", "les") and around[3] in ("au", "et") or (
            around[0] in ("du", "les") and around[1] in classes()["WEEKDAY"] and around[2] in ("au", "et"))):
        spec |= {"kind": "set", "every": "weekday"}  # « du lundi au vendredi », « les mardi et jeudi »
    return True


def _weekdays(spec: dict, place: Place) -> bool:
    words = place.lexed.words[place.first:place.last + 1]
    return words[0] != "un" and not (words[0] in ("les", "certains", "tous") and not words[-1].endswith("s"))


def _deictic_part(spec: dict, place: Place) -> bool:
    return not place.lexed.words[place.last] in ("soirée", "journée") and place.word(100) != "de"


def _narrative(spec: dict, place: Place) -> bool:
    spec |= {"of": True} if place.after in ("de", "d'", "du", "des") and spec["offset"] else {}  # « la veille du sommet »
    return True


def _nth(spec: dict, place: Place) -> bool:
    return "weekday" in spec or spec.get("unit") in ("W", "WE")


def _singular(spec: dict, place: Place) -> bool:
    return place.lexed.words[place.first] != "les"


def _last_period(spec: dict, place: Place) -> bool:
    spec["offset"] = -1 if spec.pop("past", False) else 1
    spec["cue"] = "past" if spec["offset"] < 0 else "future"
    spec.pop("next", None)
    return place.after not in ("de", "d'", "du", "des")


def _season(spec: dict, place: Place) -> bool:
    words = place.lexed.words[place.first:place.last + 1]
    if place.after in ("arabe", "indien"):
        return False
    if len(words) == 1:
        spec["generic"] = place.before in ("en", "comme") or place.after == "comme"
        return spec["generic"] or (place.before in ("au", "cet", "l'") and words[0] != "eté") or (
            place.before in ("du", "de") and words[0] != "printemps" and not place.capital())
    if place.before in ("de", "d'", "sports") and words[0] in ("été", "hiver", "automne", "printemps"):
        return False
    return not (place.capital(len(words) - 1) and "year" not in spec)


def _feast(spec: dict, place: Place) -> bool:
    words = place.lexed.words[place.first:place.last + 1]
    at = place.text[place.lexed.spans[place.last][0]] if "year" not in spec and "cue" not in spec else "A"
    if place.after in ("chinois", "lunaire", "berbère", "juif", "vietnamien", "tibétain", "russe", "orthodoxe"):
        return False
    if words[-1] in ("ascension", "assomption", "toussaint", "chandeleur", "épiphanie"):
        return at.isupper() and words[0] in ("la", "l'") and place.lexed.symbols[place.last + 1:place.last + 2] != "W"
    if place.word(-2) in classes()["FESTIVE"] and place.before in ("de", "d'"):
        return False
    if words[-1] in ("noël", "pâques"):
        following = place.lexed.symbols[place.last + 1:place.last + 2]
        return following != "W" and not (words[-1] == "pâques" and place.word(-2) in ("île", "ile"))
    return True


def _clock(spec: dict, place: Place) -> bool:
    if ":" in place.raw:
        full = re.match(r"\d\d:\d\d", place.raw) or place.before in ("à", "a", "vers", "dès", "jusqu'à", "entre") or "zone" in spec
        return spec["hour"] < 24 and bool(full) and place.before not in (":", "/") and not _digits(place, 100)
    if place.after in ("de", "d'") or place.before in ("attendre", "durée", "dure", "duré"):
        return False
    measured = place.before in ("en", "pendant", "durant", "de", "sur", "dans", "plus", "moins", "chaque", "par", "/")
    if place.before == "de" and (place.word(-2) == "partir" or place.after in ("à", "jusqu'à")):
        return True
    return not measured or spec.get("minute") is not None and spec["hour"] > 4


def _hours(spec: dict, place: Place) -> bool:
    if spec["hour"] > 24 or place.after in ("de", "d'", "plus", "par", "supplémentaires", "avant", "après", "durant"):
        return False
    if place.before in ("à", "a", "vers", "dès", "jusqu'à", ",", "jusqu'"):
        return not (spec["hour"] == 1 and place.after not in (",", ".", "\n"))
    ranged = place.after in ("à", "et") and place.word(102) in ("heures", "h") or place.before in ("et", "à") and place.word(-2) in ("heures", "h")
    return "part" in spec or "zone" in spec or ranged


def _noon(spec: dict, place: Place) -> bool:
    return not place.capital() and place.before not in ("le", "du", "-", "la")


def _part(spec: dict, place: Place) -> bool:
    words, after = place.lexed.words[place.first:place.last + 1], place.after
    if spec["part"] == "DT" and spec.get("mod") == "MID":
        spec["part"] = "MI"
        del spec["mod"]
    if place.capital(len(words) - 1) or after in ("de", "du", "d'", "des", "qui", "dernière", "mondiale", "internationale"):
        return False
    anchored = place.before in ("dans", "pendant", "durant", "de", "en", "jusqu'à", "à", "avant", "dès", "vers", ",", "\n", ".", "toute")
    return anchored or words[-1] in ("matin", "soir", "après-midi")


def _duration(spec: dict, place: Place) -> bool:
    words = place.lexed.words[place.first:place.last + 1]
    unit = place.lexed.spans[place.last][0]
    if place.text[unit].isupper() and not place.text[unit:unit + 2].isupper():
        return False
    held = place.before in ("en", "pendant", "durant", "depuis", "a", "dans", "sur", "après", "pour", "d'", "de", "voici", "voilà", "à")
    if spec.get("subunit") == spec["unit"]:
        return False
    if words[0] == "des":
        return held and place.before not in ("de", "d'", "à")
    if words[0] in ("un", "une") and words[-1] in ("jour", "journée", "nuit", "seconde"):
        return held and not _unknown(place, 100) and (words[-1] != "jour" or place.before not in ("de", "d'", "à"))
    if spec["unit"] == "Y" and place.before in ("les", "des", "aux") and place.after in ("de", "d'", "du", "des"):
        spec["anniversary"] = True  # « les 70 ans de l'armistice »
    spec["not_time"] = spec["unit"] == "Y" and _age(spec, place)
    return not spec.pop("not_time") or bool(spec.update(not_time=True))


def _age(spec: dict, place: Place) -> bool:
    before, second, amount = place.before, place.word(-2), spec.get("amount", "X")
    if f"{second} {before}" in classes()["AGED"] or f"{place.word(-3)} {second} {before}" in classes()["AGED"]:
        return True
    if before in ("ses", "leurs", "mes", "nos", "-") or (
            before == "et" and place.word(-3) == "entre" and (place.word(-4).startswith("âgé") or place.word(-4) in _HAVING)) or (
            before in ("et", "ou", "à") and place.word(-4)[1:] in ("gé", "gée", "gés", "gées")):
        return True
    if place.lexed.words[place.first] in ("moins", "plus") and before in ("les", "des", "aux"):
        return True
    if place.after in ("de", "d'", "ferme", "avec", "plus", "après", "auparavant", "avant"):
        return False
    if before in (",", "(") and (place.after in (",", ")", ".") or place.lexed.symbols[place.first - 2:place.first - 1] == "W") or (
            before in ("à", *_HAVING) and second not in ("ici", "-", "y")):
        return True
    return before in ("de", "d'") and amount != "X" and _animate(place, amount)


def _animate(place: Place, amount: float) -> bool:
    """Whether « X de 38 ans » is somebody: a name, a person noun, or an amount that is an age for want of better."""
    word, symbol = place.word(-2), place.lexed.symbols[max(place.first - 2, 0):max(place.first - 1, 0)]
    if symbol == "W" or word in classes()["PERSON"] or _PERSON.search(word):
        return word not in classes()["LASTING"]
    return 12 <= amount <= 110 and symbol == "w" and word not in classes()["LASTING"]


def _plural(spec: dict, place: Place) -> bool:
    words = place.lexed.words[place.first:place.last + 1]
    return len(words) > 2 and words[0] in ("les", "ces", "ses") and any(w in ("ans", "années", "mois", "jours", "semaines", "heures", "décennies",
                                                                       "minutes", "siècles", "trimestres") for w in words)


def _adjective(spec: dict, place: Place) -> bool:
    token = place.token()
    if place.before in _DETERMINERS or place.before in ("presse", "vie", "journal", "grand", "grands", "principaux", "ancien", "nouveau", "\n"):
        return False
    return token is None or token.pos_ in ("ADJ", "ADV")


def _reference(spec: dict, place: Place) -> bool:
    token = place.token()
    if place.lexed.words[place.last] == "auparavant":
        return place.before not in classes()["UNIT"]
    if place.lexed.words[place.last] == "maintenant":
        return place.before != "en" and (token is None or token.pos_ != "VERB")
    return True


CHECKS: dict[str, Callable[[dict, Place], bool]] = {
    "month": _month, "year": _year, "weekday": _weekday, "weekdays": _weekdays, "deictic_part": _deictic_part,
    "last_period": _last_period, "nth": _nth, "singular": _singular, "narrative": _narrative, "season": _season, "feast": _feast, "clock": _clock, "hours": _hours, "noon": _noon,
    "part": _part, "duration": _duration, "plural": _plural, "adjective": _adjective, "reference": _reference}

