"""The tables against hand annotation: precision, recall and F1 per table, and every error by name.

Actors, events and claims are compared as groupings: B³ (Bagga and Baldwin 1998) over the mentions or statements both
sides have. Texts and tool of the worked corpus come from one house, so figures on it flatter.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import combinations

import pandas as pd

from helpers.annotation.gazetteer import fold
from helpers.study import gold as annotation
from helpers.study import tables
from helpers.study.settings import Settings

COLUMNS = ["table", "measure", "gold", "found", "right", "precision", "recall", "f1"]
ERRORS = ["table", "measure", "article_id", "text", "expected", "got"]
#: A gold row and the row found for it; None where one side has none.
Pair = tuple[dict | None, dict | None]


def scores(settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score a study that has gold: scores (`COLUMNS`; precision, recall and f1 in 0–1) and errors (`ERRORS`)."""
    names = ("articles", "mentions", "timexes", "statements", "datings", "conflicts")
    found = {name: tables.read(settings.derived, name) for name in names}
    gold, sheet = annotation.read(settings.folder / "gold"), _Sheet()
    texts = dict.fromkeys(gold.bodies, "") | dict(zip(found["articles"].article_id, found["articles"].text))
    spots = {key: annotation.aligner(body, texts[key]) for key, body in sorted(gold.bodies.items())}

    def pairs(name: str, match: Callable) -> list[Pair]:
        """The rows of the annotated articles; of one that is not marked up whole, those of gold."""
        rows = {key: part.to_dict("records") for key, part in found[name].groupby("article_id")}
        expected = defaultdict(list)
        for row in gold.rows[name]:
            expected[row["article_id"]].append(row | {"place": spots[row["article_id"]](row["start"], row["end"])})
        met = [(key, pair) for key in spots for pair in match(expected[key], rows.get(key, []))]
        return [(g, f) for key, (g, f) in met if g or key in gold.annotated]

    _score_bodies(sheet, gold.bodies, texts)
    alias = _score_mentions(sheet, pairs("mentions", _match), found["mentions"], gold.tables.get("names", pd.DataFrame()))
    timexes, told = pairs("timexes", _match), pairs("statements", _match)
    sheet.count("timexes", "overlap", timexes, lambda row: True)
    sheet.count("timexes", "type and value", timexes, lambda row: f"{row['type']} {row.get('value')}")
    _score_datings(sheet, annotation.days(settings.folder / "gold"), found["datings"])
    _score_statements(sheet, told, gold.annotated, alias)
    _score_links(sheet, told, pairs("statements", _nearest))
    _score_conflicts(sheet, gold, found["conflicts"])
    return pd.DataFrame(sheet.rows, columns=COLUMNS), pd.DataFrame(sheet.errors, columns=ERRORS)


def agreement(settings: Settings) -> pd.DataFrame:
    """How far a second reader agrees with the gold on the same statements: `COLUMNS`, with the second reading as what
    was found. Empty where a study has no gold/second.csv (article_id, statement: id in the mark-up or anchor, the
    columns of told.csv, and event_freely: the event where no register was at hand)."""
    gold, sheet = annotation.read(settings.folder / "gold"), _Sheet()
    second = annotation.named(gold.tables.get("second", pd.DataFrame()))
    again = {(row["article_id"], row["statement"]): row for row in second}
    pairs: list[Pair] = []
    for row in gold.rows["statements"]:
        place = {"start": row["start"], "end": row["end"], "place": (row["start"], row["end"])}
        other = again.get((row["article_id"], row.get("statement_id", row["text"])))
        pairs += [(row | place, other | place | {"statement_id": str(len(pairs))})] if other else []
    if pairs:
        _score_statements(sheet, pairs, frozenset(), {})
        _score_links(sheet, pairs, pairs)
        items = [(g["event_id"], f.get("event_freely", f"alone {n}")) for n, (g, f) in enumerate(pairs) if g.get("event_id")]
        sheet.group("events", items, "B³ without a register")
    measured = pd.DataFrame(sheet.rows, columns=COLUMNS)
    return measured[measured.gold > 0].reset_index(drop=True)


def report(settings: Settings, errors: bool = False) -> str:
    """The scores as text, with the errors beneath when they are asked for."""
    measured, wrong = scores(settings)
    lines = [f"{'table':12}{'measure':26}{'gold':>6}{'found':>7}{'P':>7}{'R':>7}{'F1':>7}"]
    lines += [f"{row.table:12}{row.measure:26}{row.gold:6}{row.found:7}"
              f"{100 * row.precision:7.1f}{100 * row.recall:7.1f}{100 * row.f1:7.1f}" for row in measured.itertuples()]
    lines += [f"{row.table}, {row.measure}: {row.article_id} “{row.text}”: expected {row.expected}, got {row.got}"
              for row in wrong.itertuples() if errors]
    return "\n".join(lines)


class _Sheet:
    """Scores and errors as they are made."""

    def __init__(self) -> None:
        self.rows: list[tuple] = []
        self.errors: list[tuple] = []

    def add(self, table: str, measure: str, gold: int, found: int, right: float, *shares: float) -> None:
        precision, recall = shares or (right / max(found, 1), right / max(gold, 1))
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        self.rows.append((table, measure, gold, found, right, round(precision, 4), round(recall, 4), round(f1, 4)))

    def count(self, table: str, measure: str, pairs: list[Pair], tell: Callable, same: Callable | None = None) -> None:
        """Count pairs of which `tell` says the same, or `same` holds."""
        pairs = [pair for pair in pairs if any(pair)]
        wrong = [(g, f) for g, f in pairs if not (g and f and (same(g, f) if same else tell(g) == tell(f)))]
        for pair in wrong:
            told = (str(tell(row)) if row else "nothing" for row in pair)
            self.errors.append((table, measure, *((pair[0] or pair[1])[key] for key in ("article_id", "text")), *told))
        gold, found = (sum(map(bool, side)) for side in zip(*pairs)) if pairs else (0, 0)
        self.add(table, measure, gold, found, len(pairs) - len(wrong))

    def group(self, table: str, items: list[tuple], measure: str = "B³") -> None:
        """B³ over items given as (gold group, found group)."""
        both, gold, found = Counter(items), Counter(g for g, _ in items), Counter(f for _, f in items)
        shares = [sum(n * n / size[key[at]] for key, n in both.items()) / max(len(items), 1)
                  for at, size in ((1, found), (0, gold))]
        self.add(table, measure, len(gold), len(found), len(items), *shares)


def _match(expected: list[dict], got: list[dict]) -> list[Pair]:
    """One to one, those first that have most of their span in common."""
    return _one_to_one(expected, got, [
        (-_shared(g, f) / (max(g["place"][1], f["end"]) - min(g["place"][0], f["start"])), i, j)
        for i, g in enumerate(expected) for j, f in enumerate(got) if _shared(g, f) > 0])


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
    pairs = [(g, max(got, key=lambda f: _shared(g, f), default=None)) for g in expected]
    return [(g, f) for g, f in pairs if f and _shared(g, f) > 0]


def _shared(g: dict, f: dict) -> int:
    return min(g["place"][1], f["end"]) - max(g["place"][0], f["start"]) if g["place"] else 0


def _score_bodies(sheet: _Sheet, bodies: dict[str, str], texts: dict[str, str]) -> None:
    right, words = 0, {key: (body.split(), texts[key].split()) for key, body in sorted(bodies.items())}
    for article_id, (expected, got) in words.items():
        right += sum(block.size for block in SequenceMatcher(None, expected, got, autojunk=False).get_matching_blocks())
        if expected != got:
            told = (f"{len(side)} words" for side in (expected, got))
            sheet.errors.append(("articles", "words of the body", article_id, "", *told))
    sheet.add("articles", "words of the body", *([sum(map(len, row)) for row in zip(*words.values())] or (0, 0)), right)


def _score_mentions(sheet: _Sheet, pairs: list[Pair], mentions: pd.DataFrame, names: pd.DataFrame) -> dict[str, str]:
    """Gives the gold's id for each actor the tool found: anonymous sources have no id both sides could know.

    `names` gives spellings of actors by article, not where they stand: a capital can be the state in one sentence and
    the place in the next, so each actor meets the found one that stands for it most, if that one bears the spelling
    there. """
    named = [tuple(row if row and row.get("form", "name") == "name" else None for row in pair) for pair in pairs]
    sheet.count("mentions", "names, exact", named, lambda row: f"{row['label']} {row['text']}",
                lambda g, f: g["label"] == f["label"] and g["place"] == (f["start"], f["end"]))
    sheet.count("mentions", "names, overlap", named, lambda row: row["label"])
    both = [(g, f) for g, f in pairs if g and f]
    sheet.count("mentions", "metonym or place", [pair for pair in both if {row["label"] for row in pair} == {"LOC"}],
                lambda row: "metonym" if row.get("is_metonym") in ("yes", True) else "place")
    resolved = [(g, f) for g, f in both if g.get("form") == "description" and f["actor_id"]]
    sheet.count("mentions", "descriptions resolved", resolved, lambda row: row["actor_id"])
    sheet.count("mentions", "actor", both, lambda row: row["actor_id"])
    items = [(g["actor_id"], f["actor_id"]) for g, f in both]
    usual, found = Counter(items), mentions.groupby(["article_id", "text"]).actor_id.agg(list).to_dict()
    items += [(row["actor_id"], max(bearers, key=lambda actor: usual[row["actor_id"], actor]))
              for row in names.to_dict("records") if (bearers := found.get((row["article_id"], row["form"])))]
    sheet.group("actors", [(g, f or f"alone {n}") for n, (g, f) in enumerate(items)])
    together = Counter((f, g) for g, f in items if f)
    return {f: g for (f, g), _ in sorted(together.items(), key=lambda item: (item[1], item[0]))}


def _score_datings(sheet: _Sheet, days: dict, datings: pd.DataFrame) -> None:
    rows = {row["article_id"]: row | {"text": row["article_id"]} for row in datings.to_dict("records")}
    pairs = [({"article_id": key, "text": key, "day": day}, rows[key] if rows[key]["best"] else None)
             for key, day in days.items() if key in rows]

    def tell(row: dict) -> str:
        return str(row.get("day") or f"{row['best']} in {row['earliest']}–{row['latest']}")
    sheet.count("datings", "best day within 3 days", pairs, tell, lambda g, f: abs((g["day"] - f["best"]).days) <= 3)
    sheet.count("datings", "interval holds the day", pairs, tell, lambda g, f: f["earliest"] <= g["day"] <= f["latest"])


def _score_statements(sheet: _Sheet, pairs: list[Pair], annotated: frozenset[str], alias: dict[str, str]) -> None:
    def chain(row: dict) -> list[str]:
        given = row.get("source_chain") or []
        return given.split() if isinstance(given, str) else [alias.get(actor, actor) for actor in given]

    def quoted(row: dict) -> bool:
        return row.get("is_quote") in ("yes", True)

    def spoken(row: dict) -> bool:
        """Somebody's words."""
        return quoted(row) or bool(row.get("speaker"))

    both = [(g, f) for g, f in pairs if g and f]
    whole = [(g, f) for g, f in pairs if (g or f)["article_id"] in annotated]
    sheet.count("statements", "found", whole, lambda row: True)
    sheet.count("statements", "nearest source", both, lambda row: "".join(chain(row)[:1]) or "own")
    sheet.count("statements", "whole chain", both, lambda row: " ← ".join(chain(row)) or "own")
    sheet.count("statements", "status", both, lambda row: row.get("status") or "factual")
    sheet.count("statements", "speaker of quotations", [pair for pair in both if quoted(pair[0])],
                lambda row: alias.get(row.get("speaker"), row.get("speaker")))
    for measure, counts in (("quotations, direct", quoted), ("quotations, all", spoken)):
        gold = [g for g, _ in whole if g and g["place"] and counts(g)]
        found = [f for _, f in whole if f and counts(f)]
        met = [(i, j) for i, g in enumerate(gold) for j, f in enumerate(found)
               if g["article_id"] == f["article_id"] and _shared(g, f) > 0]
        right, known = (len(set(side)) for side in zip(*met)) if met else (0, 0)
        shares = known / max(len(found), 1), right / max(len(gold), 1)
        sheet.add("statements", measure, len(gold), len(found), right, *shares)


def _score_links(sheet: _Sheet, pairs: list[Pair], nearest: list[Pair]) -> None:
    """Which statements tell one event, make one claim or render one quotation."""
    both = [(g, f) for g, f in pairs if g and f]
    for table, column in (("events", "event_id"), ("claims", "claim_id")):
        items = [tuple(row.get(column) or f"alone {n}" for row in pair) for n, pair in enumerate(both)]
        sheet.group(table, [item for item in items if not item[0].startswith("alone ")])
        if table == "events":
            sheet.group(table, items, "B³ with those of none")
    quotes: dict[str, tuple[set, set]] = {}  # of each statement found the originals that gold sees in it, and the tool
    for g, f in nearest:
        quotes.setdefault(f["statement_id"], (set(), {f.get("quote_group")}))[0].add(g.get("quote_group"))
    claims = [tuple({row.get("claim_id") or None} for row in pair) for pair in both]
    for table, measure, keys in (("claims", "pairs", claims), ("statements", "quotation groups, pairs", quotes.values())):
        gold, found = ({(i, j) for (i, a), (j, b) in combinations(enumerate(side), 2) if (a & b) - {None}}
                       for side in (zip(*keys) if keys else ((), ())))
        sheet.add(table, measure, len(gold), len(found), len(gold & found))


def _score_conflicts(sheet: _Sheet, gold: annotation.Gold, conflicts: pd.DataFrame) -> None:
    """A gold conflict is found where one of its kind sets the same words of two of its articles (or of its one) against
    each other."""
    sides = []
    for frame in (gold.tables.get("conflicts", conflicts[:0]), conflicts[conflicts.article_id.isin(list(gold.bodies))]):
        sides.append([{"article_id": ", ".join(sorted(set(rows.article_id))), "text": key, "kind": rows.kind.iloc[0],
                       "told": list(zip(rows.article_id, rows.value))} for key, rows in frame.groupby("conflict_id")])
    met = []
    for i, g in enumerate(sides[0]):
        for j, f in enumerate(sides[1]):
            shared = {article for article, value in g["told"] for other, words in f["told"]
                      if article == other and g["kind"] == f["kind"] and _like(value, words)}
            if len(shared) >= min(2, len(dict(g["told"]))):
                met.append((-len(shared), i, j))
    pairs = _one_to_one(*sides, met)
    sheet.count("conflicts", "kind, articles and words", pairs, lambda row: row["kind"], lambda g, f: True)


def _like(a: str, b: str) -> bool:
    """Whether two wordings of a value are about the same words: half the shorter one's words stand in the other."""
    left, right = (set(re.findall(r"\w+", fold(text))) for text in (a, b))
    return 2 * len(left & right) >= max(1, min(len(left), len(right)))
