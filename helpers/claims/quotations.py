"""Quotations that render one original."""
from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import chain
from statistics import mode
from typing import NamedTuple

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from helpers.annotation.gazetteer import fold
from helpers.articles.rows import ByArticle
from helpers.claims import patterns
from helpers.claims.likeness import Alike
from helpers.events import ideas
from helpers.events.facts import ordinal
from helpers.events.meeting import Held, Shelf, meeting, rows
from helpers.speech.assembly import MEDIA
from helpers.speech.lexicon import reporting_lemmas

SAME, LINK, NEAR_DAYS, SPELLED = 0.54, 0.9, 4, 85
W_MARKED, W_WHOLE, W_LETTERS, SAME_VOICE, OTHER_VOICE = 0.4, 0.5, 0.3, 0.15, -0.35
SURE, IN_ORDER, FEW, MUCH, RARE = 0.6, 0.1, 3, 0.6, 1.6
_STEPS = [(-2, -2), (-2, -1), (-1, -2), (-1, -1), (1, 1), (1, 2), (2, 1), (2, 2)]


class Rendering(NamedTuple):
    """A statement as a rendering of somebody's words: ideas of the whole, of what stands between marks, and only in
    clauses that say no; who speaks, when; `ids`: its statement, and those of the same short quotation."""

    ids: list[str]
    home: tuple[str, int]
    is_quote: bool
    event_id: str | None
    letters: str
    ideas: frozenset[str]
    marked: frozenset[str]
    denied: frozenset[str]
    voices: frozenset[str]
    told: bool
    windows: tuple[tuple[int, int], ...]


def grouped(statements: pd.DataFrame, mentions: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The statements with `quote_group`: one id for those that render the same words, quoted or told.

    First who speaks, as far as he is named, and on what occasion, then the words: ideas (synonyms count) weighted by
    rarity, how far the marked words of one stand in the other, and the overlap of the whole; on another occasion the
    same speaker is held to be repeating himself but for near-verbatim words. Quotations are compared by sentence. One
    of a pair is quoted; or one tells what was said, and next to them, in the same order, stand two that surely render
    the same. Average-link. Not to be trusted for quotations of one word.
    """
    held, places, quoted, found, ids = Held(), [], [], Shelf(), {}
    for renderings in _renderings(statements, mentions, events):
        found.add(renderings)
        for each in renderings:
            held.add(each.ideas | {f"@{voice}" for voice in each.voices})
            places.append(each.home)
            quoted.append(each.is_quote)
    weight = {word: math.log(1 + (len(found) + 5) / number) for word, number in zip(held.known, held.counts().tolist())}
    marks = np.array(quoted, dtype=bool)
    near = ((i, j) for one, other, shared in meeting(held, 200) for i, j in rows(*np.stack((one, other))[:, (shared > 1) & (marks[one] | marks[other])]))
    first = ((i, j, likeness(found[i], found[j], weight)) for i, j in near if places[i] != places[j])
    alike = Alike(np.fromiter(first, "i8,i8,f8"), SAME / 2)
    sure = alike.value >= SURE
    page = dict(enumerate(article_id for article_id, _ in places))
    beside = {tuple(sorted((i + a, j + b))) for i, j in rows(alike.one[sure], alike.other[sure]) for a, b in _STEPS
              if page[i] == page.get(i + a) and page[j] == page.get(j + b)}
    beside = ((i, j, IN_ORDER + likeness(found[i], found[j], weight, True)) for i, j in sorted(beside) if places[i] != places[j])
    alike = Alike(np.fromiter(chain(rows(alike.one, alike.other, alike.value), beside), "i8,i8,f8"), SAME / 2)

    def apart(first: list[int], second: list[int], known: dict[tuple[int, int], float]) -> bool:
        return all(known.get((min(i, j), max(i, j)), 0) >= SURE and found[i].told and found[j].told
                   for i in first for j in second if places[i][0] == places[j][0])
    for members in alike.groups(len(found), SAME * LINK, apart):
        told = len({places[i][0] for i in members}) > 1 and any(marks[i] or found[i].marked for i in members)
        if told or len(members) > 1 and (marks[members].all() or min(places[i][1] for i in members) == 0):  # a headline
            ids |= {one: f"q-{found[members[0]].ids[0]}" for i in members for one in found[i].ids}
    return statements.assign(quote_group=statements["statement_id"].map(ids).astype(object).replace({np.nan: None}))


def _renderings(statements: pd.DataFrame, mentions: pd.DataFrame, events: pd.DataFrame) -> Iterator[list[Rendering]]:
    """Those of each article that hold an idea."""
    windows = {row["event_id"]: (ordinal(row["earliest"]), ordinal(row["latest"]))
               for row in events.to_dict("records") if row["earliest"] and row["latest"]}
    named = statements["speaker"].isin(mentions["actor_id"][mentions["form"].eq("name")])
    told = ByArticle(statements.assign(speaker=statements["speaker"].where(named, None)), ["start", "statement_id"])
    for article_id in told:
        given, kept = told.of(article_id), []
        for row in given:
            sentences = patterns.expression("sentence_end").split(row.get("quote_text") or "")
            # the clauses of a sentence are translated together
            whole = next((each for each in sentences if row["text"] in each), row["text"])
            if kept and kept[-1]["text"] == whole != row["text"]:
                kept[-1]["together"].append(row)
            else:
                kept.append(row | {"text": whole, "together": [row]})
        main = mode(sorted(row["event_id"] for row in given if row["event_id"] in windows) or [None])
        found = [_rendering(row, tuple(windows[e] for e in (row["event_id"], main) if e in windows)) for row in kept]
        yield [each for each in found if each.ideas]


def _rendering(row: dict, windows: tuple) -> Rendering:
    within = row["is_quote"] and row["text"][:20] in (row.get("quote_text") or "")
    text, speaks = f"« {row['text']}" if within else row["text"], row["predicate"] in reporting_lemmas()
    quoted = [(m[1] or m[2], text[:m.start()].rstrip()[-1:]) for m in patterns.expression("marks").finditer(text)]
    # else a name: the « Prix du Port »
    marked = [words for words, before in quoted if words[0].islower() or before in ("", ":", ".")]
    medium = any(source["kind"] in MEDIA for source in (() if row.get("sources") is None else row["sources"][:1]))
    voices = {row["speaker"]} if row["speaker"] and not medium else set()
    told = bool(voices or marked and row["sentence_id"] == 0 or (speaks or marked) and len(row["source_chain"]))
    words = ideas.of_text(" ".join(marked) if quoted or not row["is_quote"] else text)
    told_of = [(patterns.says(each["text"]) < 0, each["text"]) for each in row["together"]]
    said, no = (ideas.of_text(" ".join(each for is_no, each in told_of if is_no == side)) for side in (False, True))
    letters, home = " ".join(re.findall(r"\w+", fold(row["text"]))), (row["article_id"], row["sentence_id"])
    return Rendering([each["statement_id"] for each in row["together"]], home, bool(row["is_quote"]), row["event_id"],
                     letters, ideas.of_text(text), words, no - said, frozenset(voices), told, windows)


def likeness(a: Rendering, b: Rendering, weight: dict[str, float], beside: bool = False) -> float:
    """How surely two statements render the same words, about 0–1: occasion and speaker first, then ideas and letters.

    One must be quoted; `beside` two that render the same, it is enough that one is told. What an article narrates
    itself must share rare ideas or most of all. What one denies of most that they share and the other affirms are not
    the same words; on another occasion only those are that one speaker repeats, or many to the letter.
    """
    shared, quoted = a.ideas & b.ideas, a.is_quote or b.is_quote
    told = a.told or b.told if beside else quoted and (a.marked or b.marked or a.told and b.told)
    if not shared or not told:
        return 0.0

    def total(words: frozenset[str]) -> float:
        return sum(weight[word] for word in sorted(words))
    marked = max((total(x.marked & y.ideas) / total(x.marked) * min(1, len(x.marked & y.ideas) / 3) for x, y in ((a, b), (b, a)) if x.marked), default=0.0)
    whole = 2 * total(shared) / (total(a.ideas) + total(b.ideas))
    narrated = not beside and whole < MUCH and total(shared) < RARE * max(weight.values()) \
        and not all(side.told or side.marked or side.is_quote for side in (a, b))
    if 2 * total((a.denied ^ b.denied) & shared) > total(shared) or narrated:
        return 0.0
    value = W_MARKED * marked + W_WHOLE * whole + W_LETTERS * fuzz.token_set_ratio(a.letters, b.letters) / 100
    one_voice = any(x == y or fuzz.ratio(x, y) >= SPELLED for x in a.voices for y in b.voices)
    value += SAME_VOICE if one_voice else OTHER_VOICE if a.voices and b.voices else 0
    near = a.event_id == b.event_id is not None or any(max(x[0], y[0]) - min(x[1], y[1]) <= NEAR_DAYS for x in a.windows for y in b.windows)
    return value if near else value + OTHER_VOICE if one_voice or len(a.marked & b.marked) > FEW else 0.0
