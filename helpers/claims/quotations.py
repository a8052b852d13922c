"""Quotations that render one original."""
from __future__ import annotations

import math
import re
from collections import Counter, defaultdict

import pandas as pd
from rapidfuzz import fuzz

from helpers.claims.likeness import group
from helpers.events import ideas
from helpers.annotation.gazetteer import fold

SAME = 0.6
VERBATIM = 0.9
_MARKS = re.compile(r"[«“”\"»‘]\s*([^«»“”\"]{3,}?)\s*[»”“\"«’]|(?<!\w)'([^']{8,}?)'(?!\w)")


def grouped(statements: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The statements with `quote_group`: one id for those that render the same words, quoted or told.

    Quotations of one event are compared by their words: ideas weighted by rarity, and letters; near-verbatim ones across
    events too. Statements that only tell what was said join the quotation they hold. What somebody of the event's cast is
    credited with counts as a quotation. Not to be trusted for quotations of one or two words.
    """
    cast = {row["event_id"]: set(row["actors"]) for row in events.to_dict("records")}
    rows = sorted((row for row in statements.to_dict("records") if row["event_id"]), key=lambda row: (row["article_id"], row["start"], row["statement_id"]))
    words = [_quoted(row, cast) for row in rows]
    texts = [ideas.of_text(row["text"]) for row in rows]
    bags = [ideas.of_text(words[n]) if words[n] else texts[n] for n in range(len(rows))]
    count = Counter(word for bag in texts for word in bag)
    weight = {word: math.log(1 + (len(texts) + 5) / number) for word, number in count.items()}
    scored = []
    for i, j in _meeting(rows, words, bags, texts, count):
        value = max(_inside(words[a] or rows[a]["text"], bags[a], rows[b], texts[b], weight) for a, b in ((i, j), (j, i)) if words[a])
        if rows[i]["article_id"] == rows[j]["article_id"]:
            continue
        same = rows[i]["event_id"] == rows[j]["event_id"]
        if same and value >= SAME or value >= VERBATIM and len(bags[i] & bags[j]) > 3:
            scored.append((value, i, j))
    scored.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    ids: dict[str, str] = {}

    def apart(first: list[int], second: list[int]) -> bool:
        return not {rows[i]["article_id"] for i in first} & {rows[j]["article_id"] for j in second}
    for members in group(len(rows), scored, SAME / 1.2, apart):
        if len(members) > 1:
            ids |= {rows[i]["statement_id"]: f"q-{rows[members[0]]['statement_id']}" for i in members}
    groups = statements["statement_id"].map(ids).astype(object)
    return statements.assign(quote_group=groups.where(groups.notna(), None))


def _quoted(row: dict, cast: dict) -> str | None:
    """The words a statement quotes: between marks, else all of it where it stands in a quotation or is credited to the cast."""
    marked = [one or other for one, other in _MARKS.findall(row["text"])]
    if marked:
        return " ".join(marked)
    return row["text"] if row["is_quote"] or row["speaker"] and row["speaker"] in cast.get(row["event_id"], ()) else None


def _meeting(rows: list[dict], words: list, bags: list, texts: list, count: Counter) -> list[tuple[int, int]]:
    """Pairs, one a quotation, that share two words or a rare one: whatever their events."""
    holders = defaultdict(list)
    for number, bag in enumerate(texts):
        for word in bag:
            holders[word].append(number)
    shared: Counter = Counter()
    for word in sorted(holders):
        if len(holders[word]) <= 200:
            shared.update((i, j) for n, i in enumerate(holders[word]) for j in holders[word][n + 1:] if words[i] or words[j])
    return sorted(pair for pair, number in shared.items() if number >= 2)


def _inside(quoted: str, bag: frozenset[str], other: dict, text: frozenset[str], weight: dict[str, float]) -> float:
    """How far the words of a quotation stand in another statement, 0–1."""
    both, whole = (sum(weight.get(word, 1.0) for word in sorted(part)) for part in (bag & text, bag))
    if not whole or len(bag & text) < min(2, len(bag)):
        return 0.0
    return 0.6 * both / whole + 0.4 * fuzz.token_set_ratio(fold(quoted), fold(other["text"])) / 100
