"""Finding time expressions in a spaCy Doc, and the pipeline component that does it."""

from spacy.language import Language
from spacy.tokens import Doc, Span

from helpers.dates import context, grammar
from helpers.dates.links import link
from helpers.dates.place import Place
from helpers.dates.resolution import resolve
from helpers.dates.tense import direction
from helpers.dates.timex import Timex

_TENSED = ("date", "month", "weekday", "season", "feast", "quarter", "period", "clock", "part")


def find(doc: Doc) -> list[Timex]:
    """The time expressions of a Doc in text order, unresolved: only what the words themselves say has a value.

    The parse, where there is one, gives verb tense; without it (`spacy.blank("fr")`) direction is less sure.

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
        if spec["kind"] in _TENSED and "cue" not in spec:
            spec |= direction(place.head())
        found.append(Timex(place.start, place.end, place.raw, mod=spec.get("mod"), spec=spec))
    return resolve(link(found, text), None)


@Language.component("timexes")
def timexes(doc: Doc) -> Doc:
    """Add `doc._.timexes` and, as spans, `doc.spans["timexes"]`, resolved against `doc._.published` (None: unresolved).

    Two expressions within one token (« 2002/2003 ») share a span; the list keeps them apart.
    """
    resolved = resolve(find(doc), doc._.published)
    doc._.timexes = resolved
    spans = [(doc.char_span(t.start, t.end, alignment_mode="expand"), t) for t in resolved]
    doc.spans["timexes"] = [span for span, _ in spans if span is not None]
    for span, timex in spans:
        if span is not None:
            span._.timex = timex
    return doc


for _extension, _owner in (("timex", Span), ("timexes", Doc), ("published", Doc)):
    if not _owner.has_extension(_extension):
        _owner.set_extension(_extension, default=None)

