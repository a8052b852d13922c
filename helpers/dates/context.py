"""What the neighbourhood of a candidate decides: is it time? (« été », « mars », « 2000 morts », « à 38 ans »)"""
from collections.abc import Callable

from helpers.dates.lexicon import classes, size
from helpers.dates.place import Place
from helpers.dates.tense import direction

_OF = ("de", "d'", "du", "des")


def _among(word: str, name: str) -> bool:
    return word in classes()[name]


def _date(spec: dict, place: Place) -> bool:
    spec |= {"not_time": True} if place.left() == "du" and _among(place.left(2), "NAMED") else {}
    return "not_time" not in spec


def _month(spec: dict, place: Place) -> bool:
    if {"year", "yy", "cue"} & set(spec) or len(place.words) > 1:
        return True
    if place.raw.istitle() and place.symbol(1) == "W":  # « Avril Lavigne »
        return False
    return not place.capital() and (place.words[0] not in ("mars", "mai") or _among(place.left(), "MONTH_CUE"))


def _year(spec: dict, place: Place) -> bool:
    before, after, year = place.left(), place.right(), spec["year"]
    if len(place.words) > 1:
        return True
    if _among(before, "YEAR_CUE"):
        return not (after.endswith("s") and place.symbol(1) == "w")  # « en 2000 exemplaires »
    if after in "/-–" and size(place.right(2)) == "y":
        return True
    head = place.head()
    if head is not None and head.dep_ == "nummod" and head.head.i > head.i and not head.head.is_punct:
        return False
    return 1900 <= year <= 2060 or before in (*_OF, "et", "à") and year >= 1400 and place.symbol(1) != "w"


def _weekday(spec: dict, place: Place) -> bool:
    words, before = place.words, place.left()
    if place.left(2) == "journal":
        return False
    paired = before in ("du", "les") and place.right() in ("au", "et") or (
        before in ("au", "et") and place.left(3) in ("du", "les") and _among(place.left(2), "WEEKDAY"))
    habit = words[0] == "le" and len(words) == 2 and direction(place.head()).get("tense") != "past"
    if habit or paired and len(words) == 1:  # « uniquement le mercredi », « du lundi au vendredi »
        spec |= {"kind": "set", "every": "weekday"}
    return True


def _season(spec: dict, place: Place) -> bool:
    words, before = place.words, place.left()
    if len(words) == 1:
        spec["generic"] = before in ("en", "comme") or place.right() == "comme"
        return spec["generic"] or before in ("au", "du") and not place.capital()
    if before in ("de", "d'") and _among(words[0], "SEASON"):  # « les Jeux d'hiver de 2018 »
        return False
    return "year" in spec or not place.capital()


def _feast(spec: dict, place: Place) -> bool:
    words = place.words
    if place.symbol(1) == "W" or place.left() in _OF and _among(place.left(2), "FESTIVE"):
        return False
    named = place.capital() and words[0] in ("la", "l'")
    return named or "year" in spec or "cue" in spec or not _among(words[-1], "DOUBTFUL_FEAST")


def _clock(spec: dict, place: Place) -> bool:
    before, after, hour = place.left(), place.right(), spec["hour"]
    if ":" in place.raw:
        return hour < 24 and (place.raw[2] == ":" or _among(before, "CLOCK_CUE")) and before not in (":", "/")
    if after in ("de", "d'"):
        return False
    if before == "de" and (place.left(2) == "partir" or after in ("à", "jusqu'à")):
        return True
    return not _among(before, "MEASURED") or "minute" in spec and hour > 4


def _hours(spec: dict, place: Place) -> bool:
    before, after = place.left(), place.right()
    if _among(after, "LENGTH"):
        return False
    if _among(before, "CLOCK_CUE"):
        return spec["hour"] != 1
    ranged = after in ("à", "et") and place.right(3) in ("heures", "h") or before == "et" and place.left(2) == "heures"
    return ranged or "part" in spec or "zone" in spec


def _part(spec: dict, place: Place) -> bool:
    told = _among(place.left(), "PART_CUE") or place.words[-1] in ("matin", "soir", "après-midi")
    return told and not place.capital()


def _duration(spec: dict, place: Place) -> bool:
    words, before = place.words, place.left()
    if place.raw.split()[-1].istitle():  # « les 24 Heures du Mans »
        return False
    if words[0] == "des" or words[0] in ("un", "une") and words[-1] in ("jour", "journée", "nuit", "seconde"):
        return _among(before, "DURATION_CUE") and place.symbol(1) != "w"
    if spec["unit"] == "Y" and _age(spec, place):
        spec["not_time"] = True
        return False
    return True


def _age(spec: dict, place: Place) -> bool:
    before, second = place.left(), place.left(2)
    aged = _among(second, "AGED") or before in ("et", "ou", "à") and _among(place.left(4), "AGED")
    limit = place.words[0] in ("moins", "plus") and before in ("les", "des", "aux")
    if aged or limit or before in ("ses", "leurs", "mes", "nos", "-"):
        return True
    if _among(place.right(), "LASTS"):
        return False
    aside = before in (",", "(") and (place.right() in (",", ")", ".") or place.symbol(-2) == "W")
    had = (before == "à" or _among(before, "HAVING")) and second not in ("ici", "-", "y")
    if aside or had or before not in ("de", "d'") or spec.get("amount", "X") == "X" or _among(second, "LASTING"):
        return aside or had
    grown = 12 <= spec["amount"] <= 110 and place.symbol(-2) == "w"  # « un boulanger de 38 ans »
    return grown or place.symbol(-2) == "W" or _among(second, "PERSON")


def _adjective(spec: dict, place: Place) -> bool:
    head = place.head()
    return not _among(place.left(), "BEFORE_NOUN") and (head is None or head.pos_ in ("ADJ", "ADV"))


CHECKS: dict[str, Callable[[dict, Place], bool]] = {
    "date": _date, "month": _month, "year": _year, "weekday": _weekday, "season": _season, "feast": _feast,
    "clock": _clock, "hours": _hours, "part": _part, "duration": _duration, "adjective": _adjective}
