"""What the neighbourhood of a candidate decides: is it time? (« été », « mars », « 2000 morts », « à 38 ans »)"""
import re
from collections.abc import Callable

from helpers.dates.grammar import Match
from helpers.dates.lexicon import classes, size
from helpers.dates.place import Place
from helpers.dates.tense import direction

_OF = ("de", "d'", "du", "des")
_PERSON = re.compile(r"(?:eur|euse|trice|ien|ienne|iste|ais|aise|ois|oise|ain|aine|ier|ière)s?$")  # « un policier »


def accept(match: Match, place: Place) -> bool:
    """Whether a candidate is a time expression; may complete its meaning (`match.spec`)."""
    return match.check is None or CHECKS[match.check](match.spec, place)


def _among(word: str, name: str) -> bool:
    return word in classes()[name]


def _month(spec: dict, place: Place) -> bool:
    if {"year", "yy", "cue"} & set(spec) or len(place.words) > 1:
        return True
    if place.capital() or place.right() in ("'", "-") or place.left(2) == "poisson":
        return False
    return _among(place.left(), "MONTH_CUE") or place.words[0] not in ("mars", "mai")


def _year(spec: dict, place: Place) -> bool:
    before, after, year = place.left(), place.right(), spec["year"]
    if len(place.words) > 1:
        return True
    if _among(after, "COUNTED") or _among(before, "NUMBERING") or before in "/-–" and size(place.left(2)) != "y":
        return False
    if _among(before, "YEAR_CUE") and not (before == "(" and year < 1900):
        return not (after.endswith("s") and place.symbol(1) == "w")
    if after in "/-–" and size(place.right(2)) == "y":
        return True
    head = place.head()
    counts = head is not None and head.dep_ == "nummod" and head.head.i > head.i and not head.head.is_punct
    if counts and "\n" not in place.text[place.end:head.head.idx]:
        return False
    return 1900 <= year <= 2060 or before in ("de", "d'", "et", "à") and year >= 1400 and place.symbol(1) != "w"


def _weekday(spec: dict, place: Place) -> bool:
    words = place.words
    if place.left() == "journal" or place.left(2) == "journal":
        return False
    paired = place.left() in ("du", "les") and place.right() in ("au", "et") or (
        place.left(3) in ("du", "les") and _among(place.left(2), "WEEKDAY") and place.left() in ("au", "et"))
    habit = words[0] == "le" and len(words) == 2 and direction(place.head()).get("tense") != "past"
    if habit or paired and len(words) == 1:  # « uniquement le mercredi », « du lundi au vendredi »
        spec |= {"kind": "set", "every": "weekday"}
    return True


def _season(spec: dict, place: Place) -> bool:
    words, before = place.words, place.left()
    if place.right() in ("arabe", "indien"):
        return False
    if len(words) == 1:
        spec["generic"] = before in ("en", "comme") or place.right() == "comme"
        named = before in ("du", "de") and words[0] != "printemps" and not place.capital()
        return spec["generic"] or named or before in ("au", "cet", "l'")
    if before in ("de", "d'", "sports") and words[0] in classes()["SEASON"]:  # « les Jeux d'hiver de 2018 »
        return False
    return "year" in spec or not place.capital()


def _feast(spec: dict, place: Place) -> bool:
    words, dated = place.words, "year" in spec or "cue" in spec
    if _among(place.right(), "ELSEWHERE") or place.left() in _OF and _among(place.left(2), "FESTIVE"):
        return False
    if words[-1] in ("ascension", "assomption", "toussaint", "chandeleur", "épiphanie"):
        return dated or place.capital() and words[0] in ("la", "l'") and place.symbol(1) != "W"
    return words[-1] not in ("noël", "pâques") or place.symbol(1) != "W"


def _clock(spec: dict, place: Place) -> bool:
    before, after, hour = place.left(), place.right(), spec["hour"]
    if ":" in place.raw:
        full = re.match(r"\d\d:", place.raw) or _among(before, "CLOCK_CUE") or "zone" in spec
        timed = after in ".," and place.right(2)[0].isdigit()  # « 1:11.93 »
        return hour < 24 and bool(full) and before not in (":", "/") and not timed
    if after in ("de", "d'") or before in ("attendre", "durée", "dure", "duré"):
        return False
    if before == "de" and (place.left(2) == "partir" or after in ("à", "jusqu'à")):
        return True
    return not _among(before, "MEASURED") or "minute" in spec and hour > 4


def _hours(spec: dict, place: Place) -> bool:
    before, after = place.left(), place.right()
    if spec["hour"] > 24 or _among(after, "LENGTH"):
        return False
    if _among(before, "CLOCK_CUE"):
        return spec["hour"] != 1 or after in (",", ".", "\n")
    ranged = after in ("à", "et") and place.right(3) in ("heures", "h")
    ranged = ranged or before in ("et", "à") and place.left(2) in ("heures", "h")
    return "part" in spec or "zone" in spec or ranged


def _part(spec: dict, place: Place) -> bool:
    if spec["part"] == "DT" and spec.get("mod") == "MID":  # « la mi-journée »
        spec["part"] = "MI"
        del spec["mod"]
    if place.capital() or place.right() in (*_OF, "qui", "dernière", "mondiale", "internationale"):
        return False
    return _among(place.left(), "PART_CUE") or place.words[-1] in ("matin", "soir", "après-midi")


def _duration(spec: dict, place: Place) -> bool:
    words, before = place.words, place.left()
    unit = place.lexed.spans[place.last][0]
    if place.text[unit].isupper() and not place.text[unit:unit + 2].isupper() or spec.get("subunit") == spec["unit"]:
        return False  # « les 24 Heures du Mans »
    held = _among(before, "DURATION_CUE")
    if words[0] == "des":
        return held and before not in ("de", "d'", "à")
    if words[0] in ("un", "une") and words[-1] in ("jour", "journée", "nuit", "seconde"):
        return held and place.symbol(1) != "w" and (words[-1] != "jour" or before not in ("de", "d'", "à"))
    if spec["unit"] == "Y" and before in ("les", "des", "aux") and place.right() in _OF:
        spec["anniversary"] = True  # « les 70 ans de l'armistice »
    if spec["unit"] == "Y" and _age(spec, place):
        spec["not_time"] = True
        return False
    return True


def _age(spec: dict, place: Place) -> bool:
    before, second, third, fourth = (place.left(n) for n in (1, 2, 3, 4))
    if f"{second} {before}" in classes()["AGED"] or f"{third} {second} {before}" in classes()["AGED"]:
        return True
    between = before == "et" and third == "entre" and (fourth in classes()["HAVING"] or fourth.startswith("âgé"))
    several = before in ("et", "ou", "à") and f"{fourth} {third}" in classes()["AGED"]
    limit = place.words[0] in ("moins", "plus") and before in ("les", "des", "aux")
    if between or several or limit or before in ("ses", "leurs", "mes", "nos", "-"):
        return True
    if _among(place.right(), "LASTS"):
        return False
    aside = before in (",", "(") and (place.right() in (",", ")", ".") or place.symbol(-2) == "W")
    had = (before == "à" or _among(before, "HAVING")) and second not in ("ici", "-", "y")
    return aside or had or before in ("de", "d'") and spec.get("amount", "X") != "X" and _animate(place, spec["amount"])


def _animate(place: Place, amount: float) -> bool:
    """Whether « X de 38 ans » is somebody: a name, a person noun, or an amount that is an age for want of better."""
    word, symbol = place.left(2), place.symbol(-2)
    somebody = symbol == "W" or _among(word, "PERSON") or _PERSON.search(word) or 12 <= amount <= 110 and symbol == "w"
    return bool(somebody) and not _among(word, "LASTING")


def _adjective(spec: dict, place: Place) -> bool:
    head, before = place.head(), place.left()
    return not _among(before, "BEFORE_NOUN") and before != "\n" and (head is None or head.pos_ in ("ADJ", "ADV"))


CHECKS: dict[str, Callable[[dict, Place], bool]] = {
    "month": _month, "year": _year, "weekday": _weekday, "season": _season, "feast": _feast, "clock": _clock,
    "hours": _hours, "part": _part, "duration": _duration, "adjective": _adjective}
