"""Finding time expressions in a spaCy Doc, and the pipeline component that does it."""

from spacy.language import Language
from spacy.tokens import Doc, Span

from helpers.dates import grammar
from helpers.dates.links import link
from helpers.dates.resolution import resolve
from helpers.dates.tense import direction
from helpers.dates.timex import Timex

_TENSED = ("date", "month", "year", "weekday", "season", "feast", "quarter", "period", "deictic", "clock", "part")


def find(doc: Doc) -> list[Timex]:
    """The time expressions of a Doc in text order; without `doc._.published` only what the words themselves say has a
    value.

    The parse, where there is one, gives verb tense; without it (`spacy.blank("fr")`) direction is less sure.

    >>> import spacy
    >>> [(t.text, t.value) for t in find(spacy.blank("fr")("Le 18 juillet 2024, puis le lendemain."))]
    [('Le 18 juillet 2024', '2024-07-18'), ('le lendemain', '2024-07-19')]
    """
    found: list[Timex] = []
    for place in grammar.parse(grammar.load().alphabet.read(text := doc.text), doc):
        tensed = place.spec["kind"] in _TENSED and "cue" not in place.spec
        spec = (direction(place.tokens()) if tensed else {}) | place.spec
        found.append(Timex(*place.span, place.raw, mod=spec.get("mod"), spec=spec))
    return resolve(link(found, text), doc._.published)


@Language.component("timexes")
def timexes(doc: Doc) -> Doc:
    """Add `doc._.timexes` and, as spans, `doc.spans["timexes"]`, resolved against `doc._.published` (None: unresolved).

    Two expressions within one token (« 2002/2003 ») share a span; the list keeps them apart.
    """
    doc._.timexes, doc.spans["timexes"] = find(doc), []
    for timex in doc._.timexes:
        if span := doc.char_span(timex.start, timex.end, alignment_mode="expand"):
            span._.timex = timex
            doc.spans["timexes"].append(span)
    return doc


for _extension, _owner in (("timex", Span), ("timexes", Doc), ("published", Doc)):
    if not _owner.has_extension(_extension):
        _owner.set_extension(_extension, default=None)

