"""The tables against hand annotation: precision, recall and F1 per table, and every error by name.

Actors, events, claims and quotation groups are compared as groupings: B³ (Bagga and Baldwin 1998) over the mentions or
statements that both sides have. Texts and tool of the worked corpus come from one house, so figures on it flatter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable

import pandas as pd

from helpers.study import gold as annotation
from helpers.study import tables
from helpers.study.settings import Settings

COLUMNS = ["table", "measure", "gold", "found", "right", "precision", "recall", "f1"]
ERRORS = ["table", "measure", "article_id", "text", "expected", "got"]
Pair = tuple[dict | None, dict | None]


def scores(settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score a study that has gold.

    Out: scores (table, measure, gold, found, right, precision, recall, f1; the last three in 0–1) and errors (table,
    measure, article_id, text, expected, got).
    """
    found = {name: tables.read(settings.derived, name) for name in
             ("articles", "mentions", "timexes", "statements", "datings", "conflicts")}
    gold = annotation.read(settings.folder / "gold")
    sheet = _Sheet()
    _score_bodies(sheet, gold, found["articles"])
    pairs = {name: _pairs(gold, found["articles"], found[name], name) for name in annotation.TAGS.values()}
    _score_mentions(sheet, pairs["mentions"])
    _score_timexes(sheet, pairs["timexes"])
    _score_datings(sheet, gold, found["datings"])
    _score_statements(sheet, pairs["statements"])
    _score_conflicts(sheet, gold, found["conflicts"])
    return pd.DataFrame(sheet.rows, columns=COLUMNS), pd.DataFrame(sheet.errors, columns=ERRORS)


def report(settings: Settings, errors: bool = False) -> str:
    """The scores as text, with the errors beneath when they are asked for."""
    measured, wrong = scores(settings)
    lines = [f"{'table':12}{'measure':26}{'gold':>6}{'found':>7}{'P':>7}{'R':>7}{'F1':>7}"]
    lines += [f"{row.table:12}{row.measure:26}{row.gold:6}{row.found:7}{100 * row.precision:7.1f}{100 * row.recall:7.1f}"
              f"{100 * row.f1:7.1f}" for row in measured.itertuples()]
    if errors:
        lines += [f"{row.table}, {row.measure}: {row.article_id} “{row.text}”: expected {row.expected}, got {row.got}"
                  for row in wrong.itertuples()]
    return "\n".join(lines)


class _Sheet:
    """Scores and errors as they are made."""

    def __init__(self) -> None:
        self.rows: list[tuple] = []
        self.errors: list[tuple] = []

    def add(self, table: str, measure: str, gold: float, found: float, precision: float, recall: float, right: float) -> None:
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        self.rows.append((table, measure, gold, found, right, round(precision, 4), round(recall, 4), round(f1, 4)))

    def count(self, table: str, measure: str, pairs: list[Pair], same: Callable[[dict, dict], bool],
              tell: Callable[[dict], Hashable] = lambda row: row["text"]) -> None:
        """Count pairs (gold row, found row; None where one side is missing) in which `same` holds."""
        gold, found = sum(g is not None for g, _ in pairs), sum(f is not None for _, f in pairs)
        right = 0
        for g, f in pairs:
            if g is not None and f is not None and same(g, f):
                right += 1
            else:
                row = g or f
                self.errors.append((table, measure, row["article_id"], row["text"],
                                    "nothing" if g is None else str(tell(g)), "nothing" if f is None else str(tell(f))))
        self.add(table, measure, gold, found, right / found if found else 0.0, right / gold if gold else 0.0, right)

    def group(self, table: str, measure: str, items: list[tuple[Hashable, Hashable]]) -> None:
        """B³ over items given as (gold group, found group)."""
        sides: tuple[dict, dict] = (defaultdict(list), defaultdict(list))
        for n, keys in enumerate(items):
            for side, key in zip(sides, keys):
                side[key].append(n)
        overlap = [len(set(sides[0][g]) & set(sides[1][f])) for g, f in items]
        precision = sum(o / len(sides[1][f]) for o, (_, f) in zip(overlap, items)) / max(len(items), 1)
        recall = sum(o / len(sides[0][g]) for o, (g, _) in zip(overlap, items)) / max(len(items), 1)
        self.add(table, measure, len(sides[0]), len(sides[1]), precision, recall, len(items))


def _score_bodies(sheet: _Sheet, gold: annotation.Gold, articles: pd.DataFrame) -> None:
    texts = dict(zip(articles.article_id, articles.text))
    right = found = total = 0
    for article_id, body in sorted(gold.bodies.items()):
        expected, got = body.split(), texts.get(article_id, "").split()
        spot = annotation.aligner(" ".join(expected), " ".join(got))
        position = 0
        for word in expected:
            right += spot(position, position + len(word)) is not None
            position += len(word) + 1
        found, total = found + len(got), total + len(expected)
        if expected != got:
            sheet.errors.append(("articles", "words of the body", article_id, "", f"{len(expected)} words", f"{len(got)} words"))
    sheet.add("articles", "words of the body", total, found, right / max(found, 1), right / max(total, 1), right)


def _pairs(gold: annotation.Gold, articles: pd.DataFrame, found: pd.DataFrame, name: str) -> list[Pair]:
    """Gold and found rows of the annotated articles, one to one, those that share most of their span first."""
    texts = dict(zip(articles.article_id, articles.text))
    pairs: list[Pair] = []
    marked = gold.rows[name]
    for article_id, body in sorted(gold.bodies.items()):
        spot = annotation.aligner(body, texts.get(article_id, ""))
        expected = []
        for row in marked[marked.article_id == article_id].to_dict("records") if len(marked) else []:
            place = spot(row["start"], row["end"])
            expected.append({key: None if value != value else value for key, value in row.items()} | {"place": place})
        got = found[found.article_id == article_id].to_dict("records")
        pairs += _match(expected, got)
    return pairs


def _match(expected: list[dict], got: list[dict]) -> list[Pair]:
    likeness = []
    for i, g in enumerate(expected):
        for j, f in enumerate(got):
            if g["place"] and g["place"][0] < f["end"] and f["start"] < g["place"][1]:
                shared = min(g["place"][1], f["end"]) - max(g["place"][0], f["start"])
                whole = max(g["place"][1], f["end"]) - min(g["place"][0], f["start"])
                likeness.append((-shared / whole, i, j))
    taken: tuple[set, set] = (set(), set())
    pairs: list[Pair] = []
    for _, i, j in sorted(likeness):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            pairs.append((expected[i], got[j]))
    pairs += [(g, None) for i, g in enumerate(expected) if i not in taken[0]]
    return pairs + [(None, f) for j, f in enumerate(got) if j not in taken[1]]


def _exact(g: dict, f: dict) -> bool:
    return g["place"] == (f["start"], f["end"])


def _score_mentions(sheet: _Sheet, pairs: list[Pair]) -> None:
    def form(row: dict) -> str:
        return row.get("form") or "name"

    names = [(g if g and form(g) == "name" else None, f if f and form(f) == "name" else None) for g, f in pairs]
    names = [pair for pair in names if any(pair)]
    sheet.count("mentions", "names, exact", names, lambda g, f: _exact(g, f) and g["label"] == f["label"],
                lambda row: f"{row['label']} {row['text']}")
    sheet.count("mentions", "names, overlap", names, lambda g, f: g["label"] == f["label"],
                lambda row: f"{row['label']} {row['text']}")
    both = [(g, f) for g, f in pairs if g and f]
    places = [(g, f) for g, f in both if g["label"] == "LOC" and f["label"] == "LOC"]
    sheet.count("mentions", "metonym or place", places, lambda g, f: (g.get("is_metonym") == "yes") == bool(f["is_metonym"]),
                lambda row: "metonym" if row.get("is_metonym") in ("yes", True) else "place")
    descriptions = [(g, f) for g, f in both if form(f) == "description" and f["actor_id"]]
    sheet.count("mentions", "descriptions resolved", descriptions, lambda g, f: g["actor_id"] == f["actor_id"],
                lambda row: row["actor_id"])
    sheet.count("mentions", "actor", both, lambda g, f: g["actor_id"] == f["actor_id"], lambda row: row["actor_id"])
    sheet.group("actors", "B³", [(g["actor_id"], f["actor_id"] or f"alone {n}") for n, (g, f) in enumerate(both)])


def _score_timexes(sheet: _Sheet, pairs: list[Pair]) -> None:
    sheet.count("timexes", "overlap", pairs, lambda g, f: True)
    sheet.count("timexes", "type and value", pairs, lambda g, f: (g["type"], g["value"]) == (f["type"], f["value"]),
                lambda row: f"{row['type']} {row['value']}")


def _score_datings(sheet: _Sheet, gold: annotation.Gold, datings: pd.DataFrame) -> None:
    rows = datings.set_index("article_id").to_dict("index")
    days = [(row["article_id"], pd.Timestamp(row["published"]).date()) for row in
            gold.tables.get("articles", pd.DataFrame()).to_dict("records") if row.get("published") and row["article_id"] in rows]
    pairs = [({"article_id": key, "text": key, "day": day}, {"article_id": key, "text": key} | rows[key] if rows[key]["best"] else None)
             for key, day in days]

    def tell(row: dict) -> str:
        return str(row.get("day") or f"{row['best']} in {row['earliest']}–{row['latest']}")

    sheet.count("datings", "best day within 3 days", pairs, lambda g, f: abs((g["day"] - f["best"]).days) <= 3, tell)
    sheet.count("datings", "interval holds the day", pairs, lambda g, f: f["earliest"] <= g["day"] <= f["latest"], tell)


def _score_statements(sheet: _Sheet, pairs: list[Pair]) -> None:
    sheet.count("statements", "found", pairs, lambda g, f: True)
    both = [(g, f) for g, f in pairs if g and f]

    def chain(row: dict) -> list[str]:
        given = row["source_chain"]
        return given.split() if isinstance(given, str) else list(given if given is not None else [])

    sheet.count("statements", "nearest source", both, lambda g, f: chain(g)[:1] == chain(f)[:1], lambda row: " ← ".join(chain(row)) or "own")
    sheet.count("statements", "whole chain", both, lambda g, f: chain(g) == chain(f), lambda row: " ← ".join(chain(row)) or "own")
    sheet.count("statements", "status", both, lambda g, f: (g.get("status") or "factual") == f["status"],
                lambda row: row.get("status") or "factual")
    quoted = [(g, f) for g, f in both if g.get("is_quote") == "yes"]
    sheet.count("statements", "speaker of quotations", quoted, lambda g, f: g.get("speaker") == f["speaker"], lambda row: row.get("speaker"))
    for table, column in (("events", "event_id"), ("claims", "claim_id")):
        items = [(g[column], f[column] or f"alone {n}") for n, (g, f) in enumerate(both) if g.get(column)]
        sheet.group(table, "B³", items)
    grouped = [(g.get("quote_group"), f["quote_group"]) for g, f in both]
    _score_links(sheet, grouped)


def _score_links(sheet: _Sheet, items: list[tuple]) -> None:
    """Pairs of statements that render one original, on either side."""
    links = [{(i, j) for i, a in enumerate(items) for j, b in enumerate(items) if i < j and a[side] and a[side] == b[side]} for side in (0, 1)]
    right = len(links[0] & links[1])
    sheet.add("statements", "quotation groups, pairs", len(links[0]), len(links[1]), right / max(len(links[1]), 1), right / max(len(links[0]), 1), right)


def _score_conflicts(sheet: _Sheet, gold: annotation.Gold, conflicts: pd.DataFrame) -> None:
    """A gold conflict is found when a conflict of its kind sets two of its articles against each other."""
    marked = gold.tables.get("conflicts", pd.DataFrame(columns=["conflict_id", "kind", "article_id"]))
    sides = []
    for frame in (marked, conflicts[conflicts.article_id.isin(gold.bodies)]):
        sides.append([{"article_id": ", ".join(sorted(set(rows.article_id))), "text": key, "kind": rows.kind.iloc[0],
                       "articles": set(rows.article_id)} for key, rows in frame.groupby("conflict_id")])
    pairs: list[Pair] = []
    free = list(sides[1])
    for g in sides[0]:
        fits = [f for f in free if f["kind"] == g["kind"] and len(f["articles"] & g["articles"]) >= min(2, len(g["articles"]))]
        if fits:
            free.remove(fits[0])
        pairs.append((g, fits[0] if fits else None))
    sheet.count("conflicts", "kind and articles", pairs + [(None, f) for f in free], lambda g, f: True, lambda row: f"{row['kind']} {row['text']}")
