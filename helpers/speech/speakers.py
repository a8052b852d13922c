"""Who speaks in a quotation: by the frames that cover it, the clause it stands in, what is told around it."""
import re
from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token

from helpers.speech import clauses, lexicon, quotations, sources
from helpers.speech.frames import MEDIA, Frame, is_passive, rank
from helpers.speech.lexicon import pattern, reporting_verb
from helpers.speech.quotations import Quotation, text_of


HEADING = 9  # words that a quotation alone on its line has at least, if it is no heading
_REPORTED = ("que", "incise", "object", "source", "carried")


def speakers(doc: Doc, frames: list[Frame]) -> dict[Quotation, list[sources.Source]]:
    """The speaker(s) of each quotation in order, none where the words are nobody's (titles, scare quotes)."""
    text, marks, last = text_of(doc), quotations.outer(doc), None
    found: dict[Quotation, list[sources.Source]] = {}
    for q in marks:
        outer = [o for o in marks if o is not q and o.outer_start <= q.outer_start and q.outer_end <= o.outer_end]
        found[q] = who = next(filter(None, _evidence(doc, q, frames, bool(outer), last)), [])
        if one := _one_of(doc, q, who):
            for frame in (f for f in frames if f.covers(q.start) and f.sources == who):
                frame.sources = one
            found[q] = who = one
        if who:  # so did who says the same words elsewhere: in a headline
            silent = {h: text[h.start:h.end].lower() for h in found if not found[h]}
            same = text[q.start:q.end].lower()
            again = [h for h, said in silent.items() if (said.count(" ") > 1 and said in same or _content(said, same))
                     and not pattern("enumerated").match(text, h.outer_end)]
            found.update(dict.fromkeys(again, who))
        last = (q, who) if who and not outer else last
    return found


def _evidence(doc: Doc, q: Quotation, frames: list[Frame], nested: bool,
              last: tuple[Quotation, list[sources.Source]] | None) -> Iterator[list[sources.Source]]:
    """Who may speak in a quotation, by what shows it, the surest first; `last`: who spoke before, and where."""
    text, marks, token = text_of(doc), quotations.outer(doc), _token(doc, q.start)
    said, lead = text[q.start:q.end], text[:q.outer_start].rstrip(" ")
    beside = next((t.i for t in reversed(doc[:token.i]) if t.idx < q.outer_start
                   and t.pos_ not in ("ADV", "SPACE") and t.lower_ not in lexicon.words("de")), -1)
    behind = _token(doc, q.outer_end + 1) if text[q.outer_end:].startswith(" par ") else token
    by = behind is not token and reporting_verb(doc[beside]) and is_passive(doc[beside])
    agent = by and sources.first_head(behind.nbor(), token.sent.end)
    yield sources.from_head(agent) if agent else []  # « jugé « absurde » par les élus »
    free, n_words = lead[-1:] in ("", *"\n.!?…"), len(said.split())
    governed = [] if free else _of_clause(q, token, frames, marks)
    if nested or any(s.kind != "other" for s in governed):
        yield governed
    within = [o for o in marks if not o.outer_start <= q.outer_start < o.outer_end]  # what somebody says there is his
    covering = [f for f in frames if f.sources and f.covers(q.start) and f.kind not in ("carried", "relay", "relayed")
                and not any(o.start <= f.start < o.end for o in within)]
    outside = [f for f in covering if not (f.kind in ("source", "role") and q.start <= f.start < q.end)]
    # not his source: « « De source sûre, … », dit Anne Roy »
    yield min(outside or covering, key=rank).sources if covering else []
    yield governed
    alone = lead[-1:] in "\n.!?»”\"…" and not pattern("enumerated").match(text, q.outer_end)
    line = text[text.rfind("\n", 0, q.outer_start) + 1:].split("\n", 1)[0].strip()
    heading = text[q.outer_start:q.outer_end] == line and n_words < HEADING and said[-1] not in ".!?…"
    if lead[-1:] == ":" or n_words > 2 and alone and not heading:  # a sentence, not words in one
        yield from _around(doc, q, frames, last if last and text.count("\n", last[0].end, q.start) < 2 else None)
    if not nested and n_words > 1 and not said[0].isupper() and not pattern("named").search(lead):
        told = [f for f in frames if f.verb is not None and token.sent.start_char <= f.start < q.start
                and f.sources and f.sources[0].kind != "other"]
        yield told[-1].sources if told else []  # « a dénoncé des sites qui « … » »
        near = [f for f in frames if f.kind in _REPORTED and f.sources and -800 < f.start - q.start < 0]
        yield next((f.sources[-1:] for f in reversed(near) if f.sources[-1].kind in MEDIA), [])  # whose account this is


def _one_of(doc: Doc, q: Quotation, who: list[sources.Source]) -> list[sources.Source]:
    """« Des habitants, comme Anne Roy, ont peur : « Je … » »: one of them speaks."""
    several = [s for s in who if s.plural and pattern("mine").search(text_of(doc), q.start, q.end)]
    rest = several and doc.char_span(several[-1].end, q.outer_start, alignment_mode="contract") or ()
    one = next((t for t in rest if t.pos_ == "PROPN" and t.nbor(-1).lower_ in lexicon.words("one of")), None)
    return sources.from_head(one) if one else []


def _content(said: str, again: str) -> bool:
    """All long words of what is said come again in the same order, three at least."""
    long = re.findall(r"\w{5,}", said)
    return len(long) > 2 and re.search(r"\b.*\b".join(map(re.escape, long)), again) is not None


def _token(doc: Doc, at: int) -> Token:
    return doc.char_span(at, at + 1, alignment_mode="expand")[0]


def _of_clause(q: Quotation, token: Token, frames: list[Frame], marks: list[Quotation]) -> list[sources.Source]:
    """Key words in the clause of a reporting verb are those of its subject: « a salué un « acte héroïque » »."""
    others = [o for o in marks if not o.outer_start <= q.outer_start < o.outer_end]
    near = [f for f in frames if f.sources and f.verb is not None and token.sent.start_char <= f.start < q.start
            and not q.start <= token.doc[f.verb].idx < q.end]
    verbs = {f.verb: f.sources for f in near if not any(o.start <= f.start < o.end for o in others)}
    for above in token.ancestors:
        if above.i in verbs:
            return verbs[above.i]
        if clauses.is_finite(above) or clauses.children(above, "aux"):
            break
    return []


def _around(doc: Doc, q: Quotation, frames: list[Frame],
            near: tuple[Quotation, list[sources.Source]] | None) -> Iterator[list[sources.Source]]:
    """Who speaks in a quotation that stands alone: who acts in the sentence before, if nobody spoke since, who speaks
    there, or is the subject of the words before a colon; who spoke `near`; who acts behind it on the line.

    « Anne Roy s'est levée. « Je … » », « « Assez ! » Anne Roy a claqué la porte. »
    """
    last = next((t for t in reversed(doc[:_token(doc, q.outer_start).i]) if not t.is_space), doc[0])
    lead, colon = [t for t in last.sent if t.idx < q.outer_start], last.text == ":"
    fresh = near is None or last.sent.start_char >= near[0].end
    if not colon and fresh:
        yield _doer(t for t in lead if t.head.dep_ == "ROOT")
    if colon:
        heads = [t for t in lead if sources.can_be_source(t) and t.dep_ in ("nsubj", "ROOT")]
        told = any(map(clauses.is_finite, lead))  # else « Même son de cloche chez les éleveurs : »
        heads = heads or [t for t in reversed(lead) if not told and sources.can_be_source(t)
                          # not « Incendie de Vernon : « … » »
                          and (t.dep_ != "nmod" or t.ent_type_ or t.lower_ in lexicon.nouns())]
        who = sources.from_head(heads[0]) if heads else near[1] if near and not told else []
        yield [s for s in who if told or s.kind != "place"]  # not « Florange : « … » », a headline
    elif near:
        yield near[1]
    else:
        line = text_of(doc)[q.outer_end:].split("\n", 1)[0]
        yield _doer(doc.char_span(q.outer_end, q.outer_end + len(line), alignment_mode="contract") or ())


def _doer(tokens: Iterable[Token]) -> list[sources.Source]:
    """The person who is the first subject or agent among the tokens."""
    heads = [t for t in tokens if sources.can_be_source(t, True)]
    found = (sources.antecedent(t, []) if sources.is_pronoun(t) else sources.from_head(t) for t in heads
             if t.dep_ in ("nsubj", "obl:agent") or t.dep_ == "nsubj:pass" and sources.is_pronoun(t))
    return next(filter(None, ([s for s in who if s.kind == "person"] for who in found)), [])
