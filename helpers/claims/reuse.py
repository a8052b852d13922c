"""Passages that articles share, to the word, and which way they likely went."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from helpers.annotation.gazetteer import fold
from helpers.claims import patterns
from helpers.events.meeting import places

COLUMNS = ["article_a", "article_b", "shared_words", "share_a", "share_b", "passages", "likely_from"]
SHINGLE, SHORTEST, TELLING, GAP = 5, 10, 25, 3
FEW, COMMON, MANY = 60, 0.05, 100
_WORD = re.compile(r"\w+")


def words(text: str) -> tuple[list[str], np.ndarray]:
    """Folded words of a text, and their offsets as an array (n, 2).

    >>> words("L’accord, signé.")[0]
    ['l', 'accord', 'signe']
    """
    spans = [match.span() for match in _WORD.finditer(text)]
    return [fold(text[a:b]) for a, b in spans], np.array(spans, dtype=np.int64).reshape(-1, 2)


def reuse(articles: pd.DataFrame, datings: pd.DataFrame | None = None, shortest: int = SHORTEST) -> pd.DataFrame:
    """Every pair of articles that share a passage of at least `shortest` words (case, accents and marks aside).

    Source: overlap of word 5-grams (Broder 1997; Seo and Croft 2008), joined to maximal passages; up to three words
    changed within a passage are bridged and not counted as shared. 5-grams found in more than 60 articles and one in
    twenty, or in more than 100, are formulas and start no passage: of what very many print, only what tells it apart is
    found. Near-linear in the text.

    In: articles (article_id, text; credit, outlet where known), datings. Out: the `reuse` table, article_a < article_b;
    `passages` are dicts of offsets, ends exclusive; shares are parts of each article's words; `likely_from` is the
    article copied from, None when unknown or for less than 25 words; `basis` says why. Do not trust it for copies
    reworded throughout: few 5-grams survive.
    """
    ids = sorted(articles["article_id"])
    texts = articles.set_index("article_id")["text"]
    vocabulary: dict[str, int] = {}
    tokens, spans = [], []
    for article_id in ids:
        found, offsets = words(texts[article_id])
        tokens.append(np.array([vocabulary.setdefault(word, len(vocabulary) + 1) for word in found], dtype=np.uint32))
        spans.append(offsets)
    facts = _circumstances(articles, datings)
    rows = []
    for a, b, runs in _matches(tokens, shortest):
        if not (blocks := _blocks(runs, len(tokens[a]), len(tokens[b]), shortest)):
            continue
        shared = sum(size for *_, size in blocks)
        passages = [_offsets(group, spans[a], spans[b]) for group in _bridged(blocks)]
        rows.append([ids[a], ids[b], shared, shared / len(tokens[a]), shared / len(tokens[b]), passages,
                     *(_direction(ids[a], ids[b], facts) if shared >= TELLING else (None, None))])
    return pd.DataFrame(rows, columns=[*COLUMNS, "basis"]).astype({"likely_from": object, "basis": object})


def _matches(tokens: list[np.ndarray], shortest: int) -> Iterator[tuple[int, int, list[list[int]]]]:
    """Article, later article, runs of the same words (word in a, word in b, length) that are enough together: pairs
    sorted."""
    sizes = [max(0, len(row) - SHINGLE + 1) for row in tokens]
    value = np.zeros(sum(sizes), dtype=np.uint64)
    for offset in range(SHINGLE if len(value) else 0):
        value *= np.uint64(0x9E3779B97F4A7C15)
        value += np.concatenate([row[offset:offset + size] for row, size in zip(tokens, sizes)])
    owner = np.repeat(np.arange(len(tokens), dtype=np.int32), sizes)
    place = np.concatenate([np.arange(size, dtype=np.int32) for size in [*sizes, 0]])
    for one, two in places(value, owner, max(FEW, min(COMMON * len(tokens), MANY))):
        one, two = (side[owner[one] != owner[two]] for side in (one, two))
        yield from _runs(owner[one], owner[two], place[one], place[two], shortest) if len(one) else ()


def _runs(a: np.ndarray, b: np.ndarray, in_a: np.ndarray, in_b: np.ndarray, shortest: int) -> Iterator[tuple[int, int, list[list[int]]]]:
    order = np.lexsort((in_a, in_b - in_a, b, a))
    a, b, in_a, in_b = a[order], b[order], in_a[order], in_b[order]
    other = (np.diff(a) != 0) | (np.diff(b) != 0)
    first = np.flatnonzero(np.r_[True, other | (np.diff(in_b - in_a) != 0) | (np.diff(in_a) > SHINGLE)])
    size = in_a[np.r_[first[1:], len(a)] - 1] - in_a[first] + SHINGLE
    pairs = np.flatnonzero(np.r_[True, other][first])
    ends = np.r_[pairs[1:], len(first)]
    runs = np.stack((in_a[first], in_b[first], size), axis=1)
    for at in np.flatnonzero(np.add.reduceat(size, pairs) >= shortest).tolist():
        yield int(a[first[pairs[at]]]), int(b[first[pairs[at]]]), runs[pairs[at]:ends[at]].tolist()


def _blocks(runs: list[list[int]], words_a: int, words_b: int, shortest: int) -> list[tuple[int, int, int]]:
    """Runs (word in a, word in b, length), without overlap; runs shorter than asked stay only beside another."""
    taken_a, taken_b = bytearray(words_a), bytearray(words_b)
    kept = []
    for at_a, at_b, size in sorted(runs, key=lambda run: (-run[2], run[0], run[1])):
        free = [n for n in range(size) if not (taken_a[at_a + n] or taken_b[at_b + n])]
        if free and free[-1] - free[0] + 1 == len(free):
            at_a, at_b, size = at_a + free[0], at_b + free[0], len(free)
            taken_a[at_a:at_a + size] = taken_b[at_b:at_b + size] = b"\1" * size
            kept.append((at_a, at_b, size))
    kept.sort()
    return [block for group in _bridged(kept) if sum(part[2] for part in group) >= shortest for block in group]


def _bridged(blocks: list[tuple[int, int, int]]) -> list[list[tuple[int, int, int]]]:
    """Neighbouring blocks with at most `GAP` other words between them on either side, together."""
    groups: list[list[tuple[int, int, int]]] = []
    for block in blocks:
        if groups:
            at_a, at_b, size = groups[-1][-1]
            if 0 <= block[0] - at_a - size <= GAP and 0 <= block[1] - at_b - size <= GAP:
                groups[-1].append(block)
                continue
        groups.append([block])
    return groups


def _offsets(group: list[tuple[int, int, int]], spans_a: np.ndarray, spans_b: np.ndarray) -> dict[str, int]:
    (first_a, first_b, _), (last_a, last_b, size) = group[0], group[-1]
    return {"start_a": int(spans_a[first_a][0]), "end_a": int(spans_a[last_a + size - 1][1]),
            "start_b": int(spans_b[first_b][0]), "end_b": int(spans_b[last_b + size - 1][1])}


def _circumstances(articles: pd.DataFrame, datings: pd.DataFrame | None) -> dict[str, dict]:
    """What is known of an article's day, credit and outlet."""
    credits = dict(zip(articles["article_id"], articles["credit"].fillna(""))) if "credit" in articles else {}
    days = {row["article_id"]: (row["published"],) * 2 if _day(row.get("published")) else (row.get("earliest"), row.get("latest"))
            for row in ([] if datings is None else datings.to_dict("records"))}
    return {row["article_id"]: {
        "credit": set(patterns.expression("no_agency").sub(" ", fold(credits.get(row["article_id"], ""))).split()),
        "outlet": fold(row.get("outlet") or ""), "days": days.get(row["article_id"], (row.get("published"),) * 2)}
            for row in articles.drop(columns="text").to_dict("records")}


def _day(value) -> date | None:
    return None if value is None or pd.isna(value) else date(value.year, value.month, value.day)


def _direction(a: str, b: str, facts: dict[str, dict]) -> tuple[str | None, str | None]:
    """The article copied from, and why; credits speak before days."""
    for copy, origin in ((a, b), (b, a)):
        outlet = facts[origin]["outlet"]
        if outlet and facts[copy]["outlet"] != outlet and set(outlet.split()) <= facts[copy]["credit"]:
            return origin, "credit names the other outlet"
    common = sorted(facts[a]["credit"] & facts[b]["credit"])
    if common:
        return None, f"both credit {' '.join(common)}"
    (first_a, last_a), (first_b, last_b) = (tuple(map(_day, facts[key]["days"])) for key in (a, b))
    if last_a and first_b and last_a < first_b:
        return a, "published earlier"
    if last_b and first_a and last_b < first_a:
        return b, "published earlier"
    return None, None
