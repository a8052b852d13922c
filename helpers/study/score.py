"""The tables against hand annotation: precision, recall and F1 per table, and every error by name.

Actors, events and claims are compared as groupings: B³ (Bagga and Baldwin 1998) over the mentions or statements both sides have.
Texts and tool of the worked corpus come from one house, so figures on it flatter.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations

import pandas as pd

from helpers.annotation.gazetteer import fold
from helpers.speech.speakers import MEDIA
from helpers.study import gold as annotation
from helpers.study import tables
from helpers.study.settings import Settings

COLUMNS = ["table", "measure", "gold", "found", "right", "precision", "recall", "f1"]
ERRORS = ["table", "measure", "article_id", "text", "expected", "got"]
_NOTHING = {"article_id": "", "text": ""}
Pair = tuple[dict | None, dict | None]


def scores(settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score a study that has gold: scores (`COLUMNS`; precision, recall and f1 in 0–1) and errors (`ERRORS`)."""
    found = {name: tables.read(settings.derived, name) for name in ("articles", "mentions", "timexes", "statements", "datings", "conflicts")}
    gold = annotation.read(settings.folder / "gold")
    sheet = _Sheet()
    pairs = {name: _pairs(gold, found["articles"], found[name], name) for name in annotation.TAGS.values()}
    _score_bodies(sheet, gold, found["articles"])
    both = [(g, f) for g, f in pairs["mentions"] if g and f]
    alias = _score_mentions(sheet, pairs["mentions"], _spelled(gold, found["mentions"], both))
    sheet.count("timexes", "overlap", pairs["timexes"], lambda row: True)
    sheet.count("timexes", "type and value", pairs["timexes"], lambda row: f"{row['type']} {row.get('value')}")
    _score_datings(sheet, annotation.days(settings.folder / "gold"), found["datings"])
    _score_statements(sheet, pairs["statements"], _quote_groups(_pairs(gold, found["articles"], found["statements"], "statements", _nearest)), gold.annotated, alias)
    _score_conflicts(sheet, gold, found["conflicts"])
    return pd.DataFrame(sheet.rows, columns=COLUMNS), pd.DataFrame(sheet.errors, columns=ERRORS)


def report(settings: Settings, errors: bool = False) -> str:
    """The scores as text, with the errors beneath when they are asked for."""
    measured, wrong = scores(settings)
    lines = [f"{'table':12}{'measure':26}{'gold':>6}{'found':>7}{'P':>7}{'R':>7}{'F1':>7}"]
    lines += [f"{row.table:12}{row.measure:26}{row.gold:6}{row.found:7}{100 * row.precision:7.1f}{100 * row.recall:7.1f}{100 * row.f1:7.1f}"
              for row in measured.itertuples()]
    told = [f"{row.table}, {row.measure}: {row.article_id} “{row.text}”: expected {row.expected}, got {row.got}" for row in wrong.itertuples()]
    return "\n".join(lines + told * errors)


class _Sheet:
    """Scores and errors as they are made."""

    def __init__(self) -> None:
        self.rows: list[tuple] = []
        self.errors: list[tuple] = []

    def add(self, table: str, measure: str, gold: int, found: int, right: float, precision: float | None = None, recall: float | None = None) -> None:
        precision = right / max(found, 1) if precision is None else precision
        recall = right / max(gold, 1) if recall is None else recall
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        self.rows.append((table, measure, gold, found, right, round(precision, 4), round(recall, 4), round(f1, 4)))

    def count(self, table: str, measure: str, pairs: list[Pair], tell: Callable[[dict], object], same: Callable | None = None) -> None:
        """Count pairs (gold row, found row; None where one side is missing) of which `tell` says the same, or `same` holds."""
        right = 0
        for g, f in pairs:
            if g and f and (same(g, f) if same else tell(g) == tell(f)):
                right += 1
            else:
                row = g or f or _NOTHING
                self.errors.append((table, measure, row["article_id"], row["text"], str(tell(g)) if g else "nothing", str(tell(f)) if f else "nothing"))
        self.add(table, measure, sum(g is not None for g, _ in pairs), sum(f is not None for _, f in pairs), right)

    def group(self, table: str, items: list[tuple], measure: str = "B³") -> None:
        """B³ over items given as (gold group, found group)."""
        members = [defaultdict(set), defaultdict(set)]
        for n, keys in enumerate(items):
            for side, key in zip(members, keys):
                side[key].add(n)
        shared = [(len(members[0][g] & members[1][f]), g, f) for g, f in items]
        total = max(len(items), 1)
        self.add(table, measure, len(members[0]), len(members[1]), len(items), sum(n / len(members[1][f]) for n, _, f in shared) / total,
                 sum(n / len(members[0][g]) for n, g, _ in shared) / total)


def _pairs(gold: annotation.Gold, articles: pd.DataFrame, found: pd.DataFrame, name: str, match: Callable | None = None) -> list[Pair]:
    """Gold and found rows of the annotated articles, one to one, those that share most of their span first."""
    texts = dict(zip(articles.article_id, articles.text))
    pairs: list[Pair] = []
    for article_id, body in sorted(gold.bodies.items()):
        spot = annotation.aligner(body, texts.get(article_id, ""))
        expected = [row | {"place": spot(row["start"], row["end"])} for row in gold.rows[name] if row["article_id"] == article_id]
        matched = (match or _match)(expected, found[found.article_id == article_id].to_dict("records"))
        pairs += matched if article_id in gold.annotated else [(g, f) for g, f in matched if g]
    return pairs


def _spelled(gold: annotation.Gold, mentions: pd.DataFrame, both: list[Pair]) -> list[tuple[str, str | None]]:
    """(gold actor, found actor) for each spelling that names.csv gives for an article.

    It says not where: a capital can be the state in one sentence and the place in the next, so each gold actor meets the
    found one that stands for it most in the marked texts, if that one bears the spelling there.
    """
    usual = Counter((g["actor_id"], f["actor_id"]) for g, f in both)
    found = mentions.groupby(["article_id", "text"]).actor_id.agg(list).to_dict()
    names = gold.tables.get("names", pd.DataFrame()).to_dict("records")
    return [(row["actor_id"], max(found[key], key=lambda actor: usual[row["actor_id"], actor]))
            for row in names if (key := (row["article_id"], row["form"])) in found]


def _match(expected: list[dict], got: list[dict]) -> list[Pair]:
    likeness = []
    for i, g in enumerate(expected):
        for j, f in enumerate(got):
            if g["place"] and g["place"][0] < f["end"] and f["start"] < g["place"][1]:
                ends = sorted([*g["place"], f["start"], f["end"]])
                likeness.append((-(ends[2] - ends[1]) / (ends[3] - ends[0]), i, j))
    return _one_to_one(expected, got, likeness)


def _one_to_one(expected: list[dict], got: list[dict], fits: list[tuple[float, int, int]]) -> list[Pair]:
    """Each row with at most one of the other side, those that fit best (the least first) before others."""
    fit: dict[int, int] = {}
    for _, i, j in sorted(fits):
        if i not in fit and j not in fit.values():
            fit[i] = j
    pairs: list[Pair] = [(g, got[fit[i]] if i in fit else None) for i, g in enumerate(expected)]
    return pairs + [(None, f) for j, f in enumerate(got) if j not in fit.values()]


def _nearest(expected: list[dict], got: list[dict]) -> list[Pair]:
    """Each expected row with the found one that holds most of it, though that may hold another too."""
    pairs = [(g, max(got, key=lambda f: _shared(g, f), default=None)) for g in expected if g["place"]]
    return [(g, f) for g, f in pairs if f and _shared(g, f) > 0]


def _shared(g: dict, f: dict) -> int:
    return min(g["place"][1], f["end"]) - max(g["place"][0], f["start"])


def _quote_groups(pairs: list[Pair]) -> list[tuple[set, set]]:
    """For each found statement the originals that gold sees in it, and the one the tool does."""
    groups: dict[str, tuple[set, set]] = {}
    for g, f in pairs:
        groups.setdefault(f["statement_id"], (set(), {f["quote_group"]} - {None}))[0].update({g.get("quote_group")} - {None})
    return list(groups.values())


def _score_bodies(sheet: _Sheet, gold: annotation.Gold, articles: pd.DataFrame) -> None:
    texts = dict(zip(articles.article_id, articles.text))
    words = [(article_id, body.split(), texts.get(article_id, "").split()) for article_id, body in sorted(gold.bodies.items())]
    right = sum(block.size for _, expected, got in words for block in SequenceMatcher(None, expected, got, autojunk=False).get_matching_blocks())
    sheet.errors += [("articles", "words of the body", article_id, "", f"{len(expected)} words", f"{len(got)} words")
                     for article_id, expected, got in words if expected != got]
    sheet.add("articles", "words of the body", sum(len(e) for _, e, _ in words), sum(len(g) for *_, g in words), right)


def _score_mentions(sheet: _Sheet, pairs: list[Pair], spelled: list[tuple]) -> dict[str, str]:
    """Gives the gold's id for each actor the tool found: anonymous sources have no id both sides could know."""
    names = [(g if g and g.get("form", "name") == "name" else None, f if f and f["form"] == "name" else None) for g, f in pairs]
    names = [pair for pair in names if any(pair)]
    sheet.count("mentions", "names, exact", names, lambda row: f"{row['label']} {row['text']}",
                lambda g, f: g["label"] == f["label"] and g["place"] == (f["start"], f["end"]))
    sheet.count("mentions", "names, overlap", names, lambda row: row["label"])
    both = [(g, f) for g, f in pairs if g and f]
    sheet.count("mentions", "metonym or place", [pair for pair in both if {row["label"] for row in pair} == {"LOC"}],
                lambda row: "metonym" if row.get("is_metonym") in ("yes", True) else "place")
    resolved = [(g, f) for g, f in both if g.get("form") == "description" and f["actor_id"]]
    sheet.count("mentions", "descriptions resolved", resolved, lambda row: row["actor_id"])
    sheet.count("mentions", "actor", both, lambda row: row["actor_id"])
    items = [(g["actor_id"], f["actor_id"]) for g, f in both] + spelled
    sheet.group("actors", [(g, f or f"alone {n}") for n, (g, f) in enumerate(items)])
    together = Counter((f, g) for g, f in items if f)
    return {f: g for (f, g), _ in sorted(together.items(), key=lambda item: (item[1], item[0]))}


def _score_datings(sheet: _Sheet, days: dict[str, date], datings: pd.DataFrame) -> None:
    rows = {row["article_id"]: row | {"text": row["article_id"]} for row in datings.to_dict("records")}
    pairs = [({"article_id": key, "text": key, "day": day}, rows[key] if rows[key]["best"] else None) for key, day in days.items() if key in rows]

    def tell(row: dict) -> str:
        return str(row.get("day") or f"{row['best']} in {row['earliest']}–{row['latest']}")
    sheet.count("datings", "best day within 3 days", pairs, tell, lambda g, f: abs((g["day"] - f["best"]).days) <= 3)
    sheet.count("datings", "interval holds the day", pairs, tell, lambda g, f: f["earliest"] <= g["day"] <= f["latest"])


def _score_statements(sheet: _Sheet, pairs: list[Pair], told: list[tuple[set, set]], annotated: frozenset[str], alias: dict[str, str]) -> None:
    def chain(row: dict) -> list[str]:
        given = row.get("source_chain") or []
        return given.split() if isinstance(given, str) else [alias.get(actor, actor) for actor in given]

    both = [(g, f) for g, f in pairs if g and f]
    sheet.count("statements", "found", [(g, f) for g, f in pairs if (g or f)["article_id"] in annotated], lambda row: True)
    sheet.count("statements", "nearest source", both, lambda row: "".join(chain(row)[:1]) or "own")
    sheet.count("statements", "whole chain", both, lambda row: " ← ".join(chain(row)) or "own")
    sheet.count("statements", "status", both, lambda row: row.get("status") or "factual")
    sheet.count("statements", "speaker of quotations", [pair for pair in both if pair[0].get("is_quote") == "yes"], lambda row: alias.get(row.get("speaker"), row.get("speaker")))
    whole = [(g, f) for g, f in pairs if (g or f)["article_id"] in annotated]
    for measure, quoted in (("quotations, direct", lambda row: row.get("is_quote") in ("yes", True)), ("quotations, all", _is_speech)):
        sides = [row for row, _ in whole if row and quoted(row) and row["place"]], [row for _, row in whole if row and quoted(row)]
        met = [(i, j) for i, g in enumerate(sides[0]) for j, f in enumerate(sides[1]) if g["article_id"] == f["article_id"] and _shared(g, f) > 0]
        right, known = len({i for i, _ in met}), len({j for _, j in met})
        sheet.add("statements", measure, len(sides[0]), len(sides[1]), right, known / max(len(sides[1]), 1), right / max(len(sides[0]), 1))
    for table, column in (("events", "event_id"), ("claims", "claim_id")):
        items = [(g.get(column) or f"alone {n}", f[column] or f"alone {n}") for n, (g, f) in enumerate(both)]
        sheet.group(table, [item for item in items if not item[0].startswith("alone ")])
        if table == "events":
            sheet.group(table, items, "B³ with those of none")
    pair_of = [{(i, j) for (i, a), (j, b) in combinations(enumerate(row["claim_id"] for row in side), 2) if a and a == b} for side in (zip(*both) if both else ((), ()))]
    sheet.add("claims", "pairs", len(pair_of[0]), len(pair_of[1]), len(pair_of[0] & pair_of[1]))
    links = [{(i, j) for (i, a), (j, b) in combinations(enumerate(groups), 2) if a & b} for groups in (zip(*told) if told else ((), ()))]
    sheet.add("statements", "quotation groups, pairs", len(links[0]), len(links[1]), len(links[0] & links[1]))


def _is_speech(row: dict) -> bool:
    """Somebody's words, quoted or told; in gold what has a speaker, in the tables what is credited to more than a medium."""
    credited = row.get("sources")
    return row.get("is_quote") in ("yes", True) or bool(row.get("speaker") if credited is None else len(credited) and credited[0]["kind"] not in MEDIA)


def _score_conflicts(sheet: _Sheet, gold: annotation.Gold, conflicts: pd.DataFrame) -> None:
    """A gold conflict is found when one of its kind sets the same words of two of its articles (or of its one) against each other."""
    sides = []
    for frame in (gold.tables.get("conflicts", conflicts.iloc[:0]), conflicts[conflicts.article_id.isin(list(gold.bodies))]):
        sides.append([{"article_id": ", ".join(sorted(set(rows.article_id))), "text": key, "kind": rows.kind.iloc[0],
                       "told": list(zip(rows.article_id, rows.value))} for key, rows in frame.groupby("conflict_id")])
    met = [(-len({article for article, value in g["told"] if any(article == other and _like(value, words) for other, words in f["told"])}), i, j)
           for i, g in enumerate(sides[0]) for j, f in enumerate(sides[1]) if g["kind"] == f["kind"]]
    met = [fit for fit in met if -fit[0] >= min(2, len({article for article, _ in sides[0][fit[1]]["told"]}))]
    sheet.count("conflicts", "kind, articles and words", _one_to_one(*sides, met), lambda row: row["kind"], lambda g, f: True)


def _like(a: str, b: str) -> bool:
    """Whether two wordings of a value are about the same words: half the shorter one's words stand in the other."""
    left, right = (set(re.findall(r"\w+", fold(text))) for text in (a, b))
    return 2 * len(left & right) >= max(1, min(len(left), len(right)))
