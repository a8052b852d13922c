"""Passages that articles share, to the word, and which way they likely went."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from helpers.annotation.gazetteer import fold

COLUMNS = ["article_a", "article_b", "shared_words", "share_a", "share_b", "passages", "likely_from"]
SHINGLE = 5
SHORTEST = 10
TELLING = 25
COMMON = 0.05
GAP = 3
#: Places held while pairs are made.
AT_ONCE = 2_000_000
_WORD = re.compile(r"\w+")
_AGENCY_NOISE = re.compile(r"\b(?:avec|et|source|la|le|dépêche|agence)\b|[^\w ]")


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
    changed within a passage are bridged and not counted as shared. 5-grams found in more than 60 articles and one in twenty are formulas
    and start no passage. Near-linear in the text.

    In: articles (article_id, text; credit, outlet where known), datings. Out: the `reuse` table, article_a < article_b;
    `passages` are dicts of offsets, ends exclusive; shares are parts of each article's words; `likely_from` is the article
    copied from, None when unknown or for less than 25 words; `basis` says why. Do not trust it for copies reworded throughout: few 5-grams survive.
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
    for a, b, places in _matches(tokens):
        if len(places) * SHINGLE < shortest or not (blocks := _blocks(places, tokens[a], tokens[b], shortest)):
            continue
        shared_a, shared_b = (len(set().union(*(range(block[side], block[side] + block[2]) for block in blocks))) for side in (0, 1))
        passages = [_offsets(group, spans[a], spans[b]) for group in _bridged(blocks)]
        rows.append([ids[a], ids[b], shared_a, shared_a / len(tokens[a]), shared_b / len(tokens[b]), passages,
                     *(_direction(ids[a], ids[b], facts) if shared_a >= TELLING else (None, None))])
    return pd.DataFrame(rows, columns=[*COLUMNS, "basis"]).astype({"likely_from": object, "basis": object})


def _matches(tokens: list[np.ndarray]) -> Iterator[tuple[int, int, np.ndarray]]:
    """Article, later article, places (word in a, word in b) where the same shingle starts: pairs sorted, `AT_ONCE` places held."""
    sizes = [max(0, len(row) - SHINGLE + 1) for row in tokens]
    value = np.zeros(sum(sizes), dtype=np.uint64)
    for offset in range(SHINGLE if len(value) else 0):
        value *= np.uint64(0x9E3779B97F4A7C15)
        value += np.concatenate([row[offset:offset + size] for row, size in zip(tokens, sizes)])
    order = np.argsort(value, kind="stable")
    cuts = np.flatnonzero(np.diff(value[order])) + 1
    lengths = np.diff(np.r_[0, cuts, len(order)])
    kept = np.repeat((lengths >= 2) & (lengths <= max(60, COMMON * len(tokens))), lengths)
    owner = np.repeat(np.arange(len(tokens), dtype=np.int32), sizes)[order][kept]
    place = np.concatenate([np.arange(size, dtype=np.int32) for size in [*sizes, 0]])[order][kept]
    later = (np.repeat(np.cumsum(lengths), lengths) - np.arange(len(order)) - 1)[kept]
    firsts = np.argsort(owner, kind="stable")
    until = np.searchsorted(owner[firsts], np.arange(len(tokens)), side="right")
    total = np.r_[0, np.cumsum(later[firsts])]
    number, done = 0, 0
    while done < len(firsts):
        number = max(number + 1, int(np.searchsorted(total[until], total[done] + AT_ONCE)))
        end = until[number - 1]
        one = np.repeat(firsts[done:end], later[firsts[done:end]])
        two = one + 1 + np.arange(len(one)) - np.repeat(total[done:end] - total[done], later[firsts[done:end]])
        one, two = (side[owner[one] != owner[two]] for side in (one, two))
        by_pair = np.lexsort((place[two], place[one], owner[two], owner[one]))
        one, two = one[by_pair], two[by_pair]
        pairs = np.flatnonzero(np.diff(owner[one]) | np.diff(owner[two])) + 1
        parts = np.split(np.stack((place[one], place[two]), axis=1), pairs)
        yield from zip(owner[one[np.r_[0, pairs]]].tolist(), owner[two[np.r_[0, pairs]]].tolist(), parts) if len(one) else ()
        done = end


def _blocks(places: np.ndarray, a: np.ndarray, b: np.ndarray, shortest: int) -> list[tuple[int, int, int]]:
    """Runs (word in a, word in b, length), without overlap; runs shorter than asked stay only beside another."""
    diagonal = places[:, 1] - places[:, 0]
    order = np.lexsort((places[:, 0], diagonal))
    runs: list[list[int]] = []
    for at_a, at_b in places[order].tolist():
        if runs and runs[-1][1] - runs[-1][0] == at_b - at_a and at_a <= runs[-1][0] + runs[-1][2]:
            runs[-1][2] = max(runs[-1][2], at_a + SHINGLE - runs[-1][0])
        else:
            runs.append([at_a, at_b, SHINGLE])
    taken_a, taken_b = np.zeros(len(a), bool), np.zeros(len(b), bool)
    kept = []
    for at_a, at_b, size in sorted(runs, key=lambda run: (-run[2], run[0], run[1])):
        free = np.flatnonzero(~(taken_a[at_a:at_a + size] | taken_b[at_b:at_b + size]))
        if len(free) and free[-1] - free[0] + 1 == len(free):
            at_a, at_b, size = at_a + int(free[0]), at_b + int(free[0]), len(free)
            taken_a[at_a:at_a + size] = taken_b[at_b:at_b + size] = True
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
    facts = {row["article_id"]: {"credit": _agencies(row.get("credit")), "outlet": fold(row.get("outlet") or ""),
                                 "days": (row.get("published"), row.get("published"))}
             for row in articles.to_dict("records")}
    for row in ([] if datings is None else datings.to_dict("records")):
        if row["article_id"] in facts:
            day = row.get("published")
            facts[row["article_id"]]["days"] = (day, day) if _day(day) else (row.get("earliest"), row.get("latest"))
    return facts


def _agencies(credit: str | None) -> frozenset[str]:
    return frozenset(_AGENCY_NOISE.sub(" ", fold(credit)).split()) if isinstance(credit, str) else frozenset()


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
    (_, last_a), (_, last_b) = (tuple(map(_day, facts[key]["days"])) for key in (a, b))
    (first_a, _), (first_b, _) = (tuple(map(_day, facts[key]["days"])) for key in (a, b))
    if last_a and first_b and last_a < first_b:
        return a, "published earlier"
    if last_b and first_a and last_b < first_a:
        return b, "published earlier"
    return None, None
