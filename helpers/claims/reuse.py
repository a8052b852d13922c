"""Passages that articles share, to the word, and which way they likely went."""
from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
from rapidfuzz.distance import Indel

from helpers.annotation.gazetteer import fold
from helpers.claims import patterns
from helpers.events.facts import ordinal
from helpers.events.meeting import places

COLUMNS = ["article_a", "article_b", "shared_words", "share_a", "share_b", "passages", "likely_from"]
SHINGLE, SHORTEST, TELLING, GAP = 5, 10, 25, 3
FEW, COMMON, MANY = 60, 0.05, 100
#: A passage reworded throughout: words that stand together, words between such, words in all and their part of it; and
#: words in a row, found in few articles, by which two articles are worth a look.
PAIR, BETWEEN, ENOUGH, DENSE, TRIPLE, RARE = 2, 8, 20, 0.4, 3, 20
_WORD = re.compile(r"\w+")
#: Runs of the same words (word in a, word in b, length).
Passage = list[tuple[int, int, int]]
#: Article, later article, runs.
Matches = Iterator[tuple[int, int, list[list[int]]]]


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
    found. A passage with synonyms throughout is one where words that stand together in both come in one order, close to
    each other (chains of seeds, as aligners of plagiarised text have them: Stamatatos 2011). Near-linear in the text.

    In: articles (article_id, text; credit, outlet where known), datings. Out: the `reuse` table, article_a < article_b;
    `passages` are dicts of offsets, ends exclusive; shares are parts of each article's words; `likely_from` is the
    article copied from, None when unknown or for less than 25 words; `basis` says why. Do not trust it for a copy
    whose sentences were turned round, too.
    """
    ids = sorted(articles["article_id"])
    texts = articles.set_index("article_id")["text"]
    vocabulary, tokens, spans = {}, [], []
    for article_id in ids:
        found, offsets = words(texts[article_id])
        tokens.append(np.array([vocabulary.setdefault(word, len(vocabulary) + 1) for word in found], dtype=np.uint32))
        spans.append(offsets)
    facts = _circumstances(articles, datings)
    passed = {(a, b): _passages(runs, len(tokens[a]), len(tokens[b]), shortest)
              for a, b, runs in _matches(tokens, shortest, SHINGLE, max(FEW, min(COMMON * len(tokens), MANY)))}
    for a, b, runs in _matches(tokens, ENOUGH, TRIPLE, RARE):
        exact = passed.get((a, b), [])
        if sum(size for *_, size in runs) >= ENOUGH + sum(size for group in exact for *_, size in group):
            reworded = _reworded(tokens[a], tokens[b])
            passed[a, b] = sorted(reworded + [group for group in exact if not _within(group, reworded)])
    rows = []
    for (a, b), groups in sorted(item for item in passed.items() if item[1]):
        shared = sum(size for group in groups for *_, size in group)
        rows.append([ids[a], ids[b], shared, shared / len(tokens[a]), shared / len(tokens[b]),
                     [_offsets(group, spans[a], spans[b]) for group in groups],
                     *(_direction(ids[a], ids[b], facts) if shared >= TELLING else (None, None))])
    return pd.DataFrame(rows, columns=[*COLUMNS, "basis"]).astype({"likely_from": object, "basis": object})


def _matches(tokens: list[np.ndarray], shortest: int, shingle: int, most: int) -> Matches:
    """Article, later article, runs of `shingle` words or more (word in a, word in b, length), the same in both
    and in no more than `most` places, that are enough together: pairs sorted."""
    sizes = [max(0, len(row) - shingle + 1) for row in tokens]
    value = np.zeros(sum(sizes), dtype=np.uint64)
    for offset in range(shingle if len(value) else 0):
        value *= np.uint64(0x9E3779B97F4A7C15)
        value += np.concatenate([row[offset:offset + size] for row, size in zip(tokens, sizes)])
    owner = np.repeat(np.arange(len(tokens), dtype=np.int32), sizes)
    place = np.concatenate([np.arange(size, dtype=np.int32) for size in [*sizes, 0]])
    for one, two in places(value, owner, most):
        one, two = (side[owner[one] != owner[two]] for side in (one, two))
        yield from _runs(owner[one], owner[two], place[one], place[two], shortest, shingle) if len(one) else ()


def _runs(a: np.ndarray, b: np.ndarray, in_a: np.ndarray, in_b: np.ndarray, shortest: int, shingle: int) -> Matches:
    order = np.lexsort((in_a, in_b - in_a, b, a))
    a, b, in_a, in_b = a[order], b[order], in_a[order], in_b[order]
    other = (np.diff(a) != 0) | (np.diff(b) != 0)
    first = np.flatnonzero(np.r_[True, other | (np.diff(in_b - in_a) != 0) | (np.diff(in_a) > shingle)])
    size = in_a[np.r_[first[1:], len(a)] - 1] - in_a[first] + shingle
    pairs = np.flatnonzero(np.r_[True, other][first])
    ends = np.r_[pairs[1:], len(first)]
    runs = np.stack((in_a[first], in_b[first], size), axis=1)
    for at in np.flatnonzero(np.add.reduceat(size, pairs) >= shortest).tolist():
        yield int(a[first[pairs[at]]]), int(b[first[pairs[at]]]), runs[pairs[at]:ends[at]].tolist()


def _passages(runs: list[list[int]], words_a: int, words_b: int, shortest: int) -> list[Passage]:
    """Runs (word in a, word in b, length) without overlap, those of one passage together."""
    if len(runs) == 1:  # long enough by itself
        return [[tuple(*runs)]]
    taken_a, taken_b = bytearray(words_a), bytearray(words_b)
    kept = []
    for at_a, at_b, size in sorted(runs, key=lambda run: (-run[2], run[0], run[1])):
        taken = (int.from_bytes(taken_a[at_a:at_a + size]) | int.from_bytes(taken_b[at_b:at_b + size])).to_bytes(size)
        first, free = taken.find(0), taken.count(0)
        if free and taken.rfind(0) - first + 1 == free:
            at_a, at_b, size = at_a + first, at_b + first, free
            taken_a[at_a:at_a + size] = taken_b[at_b:at_b + size] = b"\1" * size
            kept.append((at_a, at_b, size))
    return [group for group in _bridged(sorted(kept), GAP) if sum(part[2] for part in group) >= shortest]


def _reworded(a: np.ndarray, b: np.ndarray) -> list[Passage]:
    """Passages of which enough stands in both, in one order, at least two words together."""
    same = ((edit.src_start, edit.dest_start, edit.src_end - edit.src_start)
            for edit in Indel.opcodes(a.tolist(), b.tolist()) if edit.tag == "equal")
    groups = _bridged([block for block in same if block[2] >= PAIR], BETWEEN)
    return [group for group in groups
            if sum(part[2] for part in group) >= max(ENOUGH, DENSE * max(_extent(group, 0), _extent(group, 1)))]


def _extent(group: Passage, side: int) -> int:
    """Words from the first to the last of a passage, in a (0) or b (1)."""
    return group[-1][side] + group[-1][2] - group[0][side]


def _within(group: Passage, others: list[Passage]) -> bool:
    return any(other[0][0] <= group[0][0] < other[0][0] + _extent(other, 0) for other in others)


def _bridged(blocks: Passage, gap: int) -> list[Passage]:
    """Neighbouring blocks with at most `gap` other words between them on either side, together."""
    groups: list[Passage] = []
    for block in blocks:
        if groups:
            at_a, at_b, size = groups[-1][-1]
            if 0 <= block[0] - at_a - size <= gap and 0 <= block[1] - at_b - size <= gap:
                groups[-1].append(block)
                continue
        groups.append([block])
    return groups


def _offsets(group: Passage, spans_a: np.ndarray, spans_b: np.ndarray) -> dict[str, int]:
    (first_a, first_b, _), (last_a, last_b, size) = group[0], group[-1]
    return {"start_a": int(spans_a[first_a][0]), "end_a": int(spans_a[last_a + size - 1][1]),
            "start_b": int(spans_b[first_b][0]), "end_b": int(spans_b[last_b + size - 1][1])}


def _circumstances(articles: pd.DataFrame, datings: pd.DataFrame | None) -> dict[str, dict]:
    """What is known of an article's day, credit and outlet."""
    credits = dict(zip(articles["article_id"], articles["credit"].fillna(""))) if "credit" in articles else {}
    days = {row["article_id"]: (row["published"],) * 2 if ordinal(row.get("published")) else (row.get("earliest"), row.get("latest"))
            for row in ([] if datings is None else datings.to_dict("records"))}
    return {row["article_id"]: {
        "credit": set(patterns.expression("no_agency").sub(" ", fold(credits.get(row["article_id"], ""))).split()),
        "outlet": fold(row.get("outlet") or ""), "days": days.get(row["article_id"], (row.get("published"),) * 2)}
            for row in articles.drop(columns="text").to_dict("records")}


def _direction(a: str, b: str, facts: dict[str, dict]) -> tuple[str | None, str | None]:
    """The article copied from, and why; credits speak before days."""
    for copy, origin in ((a, b), (b, a)):
        outlet = facts[origin]["outlet"]
        if outlet and facts[copy]["outlet"] != outlet and set(outlet.split()) <= facts[copy]["credit"]:
            return origin, "credit names the other outlet"
    common = sorted(facts[a]["credit"] & facts[b]["credit"])
    if common:
        return None, f"both credit {' '.join(common)}"
    (first_a, last_a), (first_b, last_b) = (tuple(map(ordinal, facts[key]["days"])) for key in (a, b))
    if last_a and first_b and last_a < first_b:
        return a, "published earlier"
    if last_b and first_a and last_b < first_a:
        return b, "published earlier"
    return None, None
