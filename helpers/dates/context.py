"""What the neighbourhood of a candidate decides: is it time? (« été », « mars », « 2000 morts », « à 38 ans »)"""
from collections.abc import Callable

from helpers.dates.lexicon import classes, size
from helpers.dates.place import Place
from helpers.dates.tense import direction

_OF = ("de", "d'", "du", "des")
_HOURS = ("heures", "heure", "h")
_UNITS = ("S", "MI", "H", "D", "NI", "WE", "W", "M", "Q", "HY", "Y", "DE", "CE", "ML")  # from short to long


def _among(word: str, name: str) -> bool:
    return word in classes()[name]


def _month(spec: dict, place: Place) -> bool:
    if {"year", "yy", "cue"} & set(spec) or len(place.words) > 1:
        return True
    if place.raw.istitle() and place.symbol() == "W":  # « Avril Lavigne »
        return False
    return not place.capital() and (place.words[0] not in ("mars", "mai") or _among(place.left(), "MONTH_CUE"))


def _year(spec: dict, place: Place) -> bool:
    before, year = place.left(), spec["year"]
    joined = before in ("/", "-", "–", "et", "à") and size(place.left(2)) == "y" or (
        place.right() in "/-–" and size(place.right(2)) == "y")
    if len(place.words) > 1 or joined:
        return True
    told = _among(before, "YEAR_CUE") or 1900 <= year <= 2060 or before in (*_OF, "et", "à") and year >= 1400
    return told and not place.counts()  # « en 2000 exemplaires »


def _weekday(spec: dict, place: Place) -> bool:
    words, before = place.words, place.left()
    paired = before in ("du", "les") and place.right() in ("au", "et") or (
        before in ("au", "et") and place.left(3) in ("du", "les") and _among(place.left(2), "WEEKDAY"))
    tokens, bare = place.tokens(), words[0] == "le" and not {"cue", "offset"} & spec.keys()
    lasting = tokens is not None and "Imp" in tokens.root.head.morph.get("Tense")  # « ils se réunissaient le lundi »
    # « ouvert le mercredi matin », « du lundi au vendredi »
    if bare and (lasting or direction(tokens).get("tense") != "past") or paired and len(words) == 1:
        spec |= {"kind": "set", "every": "name"}
    spec |= {"generic": True} if before == "un" else {}
    return True


def _clock(spec: dict, place: Place) -> bool:
    """Hours are a time of day after « à », « vers », « il est » …, between two, with « du soir »; else an amount."""
    before, second, after, hour = place.left(), place.left(2), place.right(), spec["hour"]
    if ":" in place.raw:
        return hour < 24 and (place.raw[2] == ":" or _among(before, "CLOCK_CUE")) and before not in (":", "/")
    long = _among(after, "LENGTH") and (before != "à" or after in (*_OF, "plus", "par"))
    if long and place.right(2) not in ("l'", "la") or spec.get("mod") not in (None, "APPROX"):
        return False
    paired = after in ("à", "et", "-") and place.right(3) in _HOURS or before in ("à", "et", "-") and second in _HOURS
    if {"part", "zone"} & spec.keys() or paired and before not in _OF:
        return True
    if before == "de" and (_among(second, "CLOCK_NOUN") or after in ("à", "jusqu'")):
        return True
    late = before in ("avant", "après") and 5 <= hour < 24 and place.words[0][0].isdigit()
    cued = _among(before, "CLOCK_CUE") and "une" not in place.words or second == "il" and before in ("est", "était")
    if "h" not in place.words or "mod" in spec:
        return cued or late
    return cued or not _among(before, "MEASURED") or "minute" in spec and hour > 4


def _part(spec: dict, place: Place) -> bool:
    told = _among(place.left(), "PART_CUE") or place.words[-1] in ("matin", "soir", "après-midi")
    return told and not place.capital()


def _compound(spec: dict, place: Place) -> bool:
    """A second amount of a smaller unit, or bare after hours and minutes (« deux heures trente », « 1 min 12 »)."""
    unit, sub = spec["unit"], spec.get("subunit")
    if sub is None and (unit not in ("H", "MI") or "heures" in place.words and place.symbol() == "w"):
        return False
    return (sub is None or _UNITS.index(sub) < _UNITS.index(unit)) and not place.capital()


def _adjective(spec: dict, place: Place) -> bool:
    tokens = place.tokens()
    return not _among(place.left(), "BEFORE_NOUN") and (tokens is None or tokens.root.pos_ in ("ADJ", "ADV"))


def _epithet(spec: dict, place: Place) -> bool:
    """« les échéances à venir », « sa démission prochaine »: behind a noun (not « prêts à venir »)."""
    tokens = place.tokens()
    return tokens is not None and tokens.start > 0 and tokens[0].nbor(-1).pos_ == "NOUN"


CHECKS: dict[str, Callable[[dict, Place], bool]] = {
    "date": lambda spec, place: "month" in spec or not place.counts(),
    "month": _month, "year": _year, "weekday": _weekday,
    "clock": _clock, "part": _part, "compound": _compound, "adjective": _adjective,
    "epithet": _epithet, "common": lambda spec, place: not place.capital(),
    "named": lambda spec, place: place.capital()}
