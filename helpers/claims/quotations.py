"""Quotations that render one original, and their wordings side by side."""
from __future__ import annotations

import difflib
import math
import re
from collections import Counter, defaultdict

import pandas as pd
from rapidfuzz import fuzz

from helpers.claims.likeness import group
from helpers.events import ideas
from helpers.annotation.gazetteer import fold

SAME = 0.45
_WORD = re.compile(r"\w+|[^\w\s]")


def grouped(statements: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The statements with `quote_group`: one id for those that render the same words, quoted or told.

    Compared are quotations (by the words between the marks, `quote_text`, else `text`) and what somebody of the event's
    cast is credited with: ideas weighted by rarity, and letters; a known speaker must be the same, and the event too
    unless the wordings are very close. Not to be trusted for quotations of one or two words.
    """
    cast = {row["event_id"]: set(row["actors"]) for row in events.to_dict("records")}
    rows = [row for row in statements.to_dict("records") if row["is_quote"] or row["speaker"] and row["speaker"] in cast.get(row["event_id"], ())]
    rows.sort(key=lambda row: (row["article_id"], row["start"], row["statement_id"]))
    bags = [_bag(_words(row)) for row in rows]
    count = Counter(word for bag in bags for word in bag)
    weight = {word: math.log(1 + (len(bags) + 5) / number) for word, number in count.items()}
    scored = []
    for i, j in _meeting(bags, weight):
        if rows[i]["is_quote"] or rows[j]["is_quote"] or rows[i]["article_id"] != rows[j]["article_id"]:
            value = _likeness(rows[i], rows[j], bags[i], bags[j], weight)
            if value >= 0.2:
                scored.append((value, i, j))
    scored.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    ids: dict[str, str] = {}
    for members in group(len(rows), scored, SAME):
        if len(members) > 1:
            ids |= {rows[i]["statement_id"]: f"q-{rows[members[0]]['statement_id']}" for i in members}
    groups = statements["statement_id"].map(ids).astype(object)
    return statements.assign(quote_group=groups.where(groups.notna(), None))


def _words(row: dict) -> str:
    quoted = row.get("quote_text")
    return quoted if isinstance(quoted, str) and quoted else row["text"]


def _meeting(bags: list[frozenset[str]], weight: dict[str, float]) -> list[tuple[int, int]]:
    """Pairs of bags that share a word which is not in too many of them."""
    holders = defaultdict(list)
    for number, bag in enumerate(bags):
        for word in bag:
            holders[word].append(number)
    return sorted({(i, j) for rows in holders.values() if len(rows) <= 200 for n, i in enumerate(rows) for j in rows[n + 1:]})


def _bag(text: str) -> frozenset[str]:
    return ideas.of_text(text)


def _likeness(a: dict, b: dict, bag_a: frozenset, bag_b: frozenset, weight: dict[str, float]) -> float:
    both, of_a, of_b = (sum(weight[word] for word in sorted(bag)) for bag in (bag_a & bag_b, bag_a, bag_b))
    letters = fuzz.token_sort_ratio(*(fold(_words(row)) for row in (a, b))) / 100
    value = 0.4 * 2 * both / (of_a + of_b) + 0.3 * both / min(of_a, of_b) + 0.3 * letters
    if len(bag_a & bag_b) < 2:
        value -= 0.2
    if a.get("speaker") and b.get("speaker") and a["speaker"] != b["speaker"]:
        value -= 0.25
    if a.get("event_id") and b.get("event_id") and a["event_id"] != b["event_id"]:
        value -= 0.2
    return max(value, 0.0)


def wordings(quote_group: str, statements: pd.DataFrame) -> pd.DataFrame:
    """The renderings of one quotation word by word against the first: article_id, statement_id, part, text, same.

    Rows are runs of words, in order; `same` is True where the run stands in the first rendering too, at its place.
    Raises `KeyError` for an unknown group.
    """
    rows = statements[statements["quote_group"] == quote_group].sort_values(["article_id", "start"]).to_dict("records")
    if not rows:
        raise KeyError(f"no quotation group {quote_group}")
    texts = [_words(row) for row in rows]
    return pd.DataFrame([[row["article_id"], row["statement_id"], part, run, same] for row, text in zip(rows, texts)
                         for part, (run, same) in enumerate(differences(texts[0], text))],
                        columns=["article_id", "statement_id", "part", "text", "same"])


def differences(first: str, second: str) -> list[tuple[str, bool]]:
    """The second text in runs, each with whether it agrees with the first (case and accents aside).

    >>> differences("s'unir plus fermement", "s'unir plus étroitement")
    [("s'unir plus ", True), ('étroitement', False)]
    """
    words = [[(match.start(), match.end()) for match in _WORD.finditer(text)] for text in (first, second)]
    keys = [[fold(text[a:b]) for a, b in spans] for text, spans in zip((first, second), words)]
    runs = []
    for tag, _, _, start, end in difflib.SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if end > start:
            stop = words[1][end][0] if end < len(words[1]) else len(second)
            runs.append((second[words[1][start][0]:stop], tag == "equal"))
    return runs
