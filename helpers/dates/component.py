"""Finding time expressions in a spaCy Doc, and the pipeline component that does it."""
import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Span

from helpers.dates import context, grammar
from helpers.dates.context import Place
from helpers.dates.resolution import resolve
from helpers.dates.timex import Timex

_TENSED = ("date", "month", "weekday", "season", "feast", "quarter", "period", "clock", "part")
_DAYS = ("date", "weekday", "deictic", "narrative")
_JOINT = re.compile(r"\s*,?\s*(?:de |du |ce |le )?\s*")
_RANGE = re.compile(r"\s*(?:au|à|-|–|—|jusqu['’]au|jusqu['’]à|et(?: le)?)\s*(?:la|le|l['’])?\s*", re.I)


def find(doc: Doc) -> list[Timex]:
    """The time expressions of a Doc in text order, unresolved: only what the words themselves say has a value.

    The parse, where there is one, gives verb tense and sentences; without it (`spacy.blank("fr")`) direction is less sure.

    >>> import spacy
    >>> [(t.text, t.value) for t in find(spacy.blank("fr")("Le 18 juillet 2024, puis le lendemain."))]
    [('Le 18 juillet 2024', '2024-07-18'), ('le lendemain', '2024-07-19')]
    """
    text, loaded = doc.text, grammar.load()
    lexed = loaded.alphabet.read(text)
    found: list[Timex] = []
    place_of = lambda match: Place(lexed, match.first, match.last, text, doc)
    for match in grammar.parse(lexed, lambda match: context.accept(match, place_of(match))):
        place, spec = place_of(match), match.spec
        if spec["kind"] in _TENSED and "cue" not in spec and (direction := context.tense(place)):
            spec["tense"] = direction
        found.append(Timex(place.start, place.end, place.raw, mod=spec.get("mod"), spec=spec))
    return resolve(_linked(found, doc), None)


@Language.component("timexes")
def timexes(doc: Doc) -> Doc:
    """Add `doc.spans["timexes"]`, resolved against `doc._.published` (None: unresolved)."""
    resolved = resolve(find(doc), doc._.published)
    spans = [(doc.char_span(t.start, t.end, alignment_mode="expand"), t) for t in resolved]
    doc.spans["timexes"] = [span for span, _ in spans if span is not None]
    for span, timex in spans:
        if span is not None:
            span._.timex = timex
    return doc


for _extension, _owner in (("timex", Span), ("published", Doc)):
    if not _owner.has_extension(_extension):
        _owner.set_extension(_extension, default=None)


def _linked(found: Sequence[Timex], doc: Doc) -> list[Timex]:
    """Tie expressions to their neighbours: shared months and years, ranges, clock times before their day, anniversaries."""
    linked = list(found)
    for index in range(len(linked) - 1, -1, -1):
        timex, after = linked[index], linked[index + 1] if index + 1 < len(linked) else None
        if timex.spec.get("share") == "month" and after:
            shared = {k: after.spec[k] for k in ("month", "year", "yy", "cue", "tense", "context_year") if k in after.spec}
            linked[index] = replace(timex, spec=timex.spec | shared)
    _ranges(linked, doc.text)
    _anniversaries(linked, doc.text)
    _nearness(linked, doc.text)
    return linked


def _ranges(linked: list[Timex], text: str) -> None:
    count = 0
    for index in range(len(linked) - 1):
        one, two = linked[index], linked[index + 1]
        kinds = {one.spec["kind"], two.spec["kind"]}
        if kinds & {"duration", "set", "ref"} or "clock" in kinds and len(kinds) > 1:
            continue
        joint, lead = text[one.end:two.start], text[max(0, one.start - 12):one.start].lower()
        if not _RANGE.fullmatch(joint) or len(joint) > 15:
            continue
        if "et" in joint and not re.search(r"entre\W*(?:le|la|l['’])?\s*$", lead):
            continue
        count += 1
        spec = one.spec
        if "year" in two.spec and "year" not in spec and spec["kind"] in ("date", "month"):
            spec = spec | {"context_year": two.spec["year"]}
        linked[index] = replace(one, spec=spec, range_id=f"r{count}")
        linked[index + 1] = replace(two, range_id=f"r{count}")


def _nearness(linked: list[Timex], text: str) -> None:
    """A clock time or part of day belongs to the day told last, unless its own day follows at once (« à 10 h, jeudi »)."""
    for index, timex in enumerate(linked[:-1]):
        after = linked[index + 1]
        if timex.spec["kind"] in ("clock", "part") and after.spec["kind"] in _DAYS and _JOINT.fullmatch(text[timex.end:after.start]):
            linked[index] = replace(timex, spec=timex.spec | {"near": "next"})


def _anniversaries(linked: list[Timex], text: str) -> None:
    """« le 70e anniversaire de l'armistice de 1953 »: the year that follows in the same phrase is the one counted from."""
    for index, timex in enumerate(linked[:-1]):
        after = linked[index + 1]
        between = text[timex.end:after.start]
        if timex.spec["kind"] == "anniversary" and after.spec.get("year") and re.match(r"\s+d(?:e|u|es|['’])", between) and (
                not re.search(r"[,;:.!?\n]", between)):
            linked[index] = replace(timex, spec=timex.spec | {"base_year": after.spec["year"]})
