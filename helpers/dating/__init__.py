"""Dating undated articles from what they say and from what the study knows.

Every candidate day of publication is weighed by independent clues (belief.py): the article's own time expressions
(told.py), offices (offices.py) and events (known.py) of the registers, dated articles that tell the same
(neighbours.py) and the date in its address. The answer is the interval that holds nearly all belief, a best day, and
the clues that led there, in words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from helpers.articles.rows import ByArticle
from helpers.cleaning import articles_of
from helpers.dating import known, neighbours, offices, told
from helpers.dating.belief import Clue, around, candidate_days, combine, gain, interval, weights
from helpers.dating.told import Found

__all__ = ["COLUMNS", "date_articles"]
COLUMNS = tuple("article_id published earliest latest best likely_earliest likely_latest basis evidence kinds "
                "flags".split())


@dataclass(frozen=True)
class Undated:
    """An article without a day, read once: the day in its address, sentences, expressions and titled mentions."""

    article_id: str
    url_day: date | None
    sentences: dict[int, known.Sentence]
    found: list[Found]
    mentions: list[dict]


def date_articles(articles: pd.DataFrame, timexes: pd.DataFrame, mentions: pd.DataFrame, sentences: pd.DataFrame,
                  known_actors: pd.DataFrame | None = None, chronology: pd.DataFrame | None = None,
                  corrections: pd.DataFrame | None = None) -> pd.DataFrame:
    """A day, or an interval of days, for every article.

    In: articles (article_id, text, title, url, published, url_date), timexes as found (with `spec`), mentions (with
    actor_id and title), sentences; the registers known_actors (roles) and chronology, and corrections (what = date;
    article), all optional. Out: article_id; published, earliest, latest, best (days or None); basis: stated (by a
    register, the page or a correction), inferred (an interval under a year; best is None where no stretch of it stands
    out), unknown; likely_earliest, likely_latest: the days that hold half of the belief; evidence: sentences in plain
    words; kinds: the kind of each piece of evidence; flags: what disagrees.

    Articles dated narrowly in one round serve as evidence in the next, never the other way, so nothing rests on itself.
    Not to be trusted for retrospectives, fiction, or where the register of events leaves out what the articles tell.
    """
    registers = known.read(known_actors, chronology)
    stated = _stated(articles, corrections)
    rows = {row["article_id"]: row for row in articles.sort_values("article_id").to_dict("records")}
    undated = [key for key in rows if key not in stated]
    library = neighbours.Library({key: row["text"] for key, row in rows.items()}, undated,
                                 [str(row.get("outlet") or "") for row in rows.values()])
    known.count(registers, (row["text"] for row in rows.values()), mentions)
    found = ByArticle(timexes)
    answers = {key: _answer_stated(rows[key], stated[key], found.of(key)) for key in rows if key in stated}
    for key in answers:
        library.add(neighbours.Dated(key, stated[key][0].toordinal()))
    tables = {"timexes": found, "mentions": ByArticle(mentions), "sentences": ByArticle(sentences)}
    waiting = [_read(rows[key], registers, {name: table.of(key) for name, table in tables.items()}) for key in undated]
    _infer(waiting, library, registers, answers)
    return pd.DataFrame([answers[key] for key in sorted(answers)], columns=list(COLUMNS))


def _infer(waiting: list[Undated], library: neighbours.Library, registers: known.Registers,
           answers: dict[str, dict]) -> None:
    """Date the undated in rounds: what one dates narrowly is evidence for the next, until one dates nothing more."""
    for _ in range(weights()["rounds"]["most"]):
        fresh = {}
        for article in waiting:
            answers[article.article_id] = answer = _date_one(article, library, registers)
            width = (answer["latest"] - answer["earliest"]).days if answer["best"] else 9999
            if width <= weights()["rounds"]["narrow"]:
                fresh[article.article_id] = neighbours.Dated(article.article_id, answer["best"].toordinal(), width / 2)
        for dated in fresh.values():
            library.add(dated)
        waiting = [article for article in waiting if article.article_id not in fresh]
        if not fresh or not waiting:
            return


# ------------------------------------------------------------------ stated
def _stated(articles: pd.DataFrame, corrections: pd.DataFrame | None) -> dict[str, tuple[date, str]]:
    """article_id → (day, who states it); a correction wins."""
    out = {}
    for row in articles.to_dict("records"):
        if row["published"]:
            out[row["article_id"]] = row["published"], str(row.get("published_from") or "the register or the page")
    for row in [] if corrections is None else corrections[corrections["what"] == "date"].to_dict("records"):
        told = date.fromisoformat(row["value"]), f"a correction ({row['why']})"
        out |= dict.fromkeys(articles_of(row["article"], articles), told)
    return out


def _full_days(text: str, timexes: list[dict], directions: tuple) -> dict[date, str]:
    """The full dates told in some directions (None: neither tense nor cue): day → words."""
    out = {}
    for row in (row for row in timexes if '"month"' in row["spec"]):
        said = text[max(0, row["start"] - 150):row["end"] + 100]
        found = told.read(row["text"], row["sentence_id"], json.loads(row["spec"]), said)
        if found.direction in directions and {"year", "month", "day"} <= found.spec.keys():
            out[date.fromordinal(int(told.occurrences(found.spec, np.array([1])).lows[0]))] = row["text"]
    return out


def _answer_stated(row: dict, stated: tuple[date, str], timexes: list[dict]) -> dict:
    """The day stated, checked against the address and the days told; a dateline is of that day or the one before."""
    (day, source), url_day = stated, row.get("url_date")
    written = source == "page" and str(day) == row.get("dateline_value")
    told_days = _full_days(row["text"], timexes, ("past", None) if written else ("past",))
    late = max(told_days, default=day)
    evidence, flags, last = [f"Stated by {'its dateline' if written else source}: {day}."], [], day + timedelta(written)
    if url_day is not None and abs((url_day - day).days) > 1:
        evidence, flags = [*evidence, f"Its address says {url_day} instead."], ["address date disagrees"]
    if late > day + timedelta(1):
        evidence.append(f"But it tells « {told_days[late]} ».")
        flags, last = [*flags, "text date disagrees"], late if written else last
    return {"article_id": row["article_id"], "published": day, "earliest": day, "latest": last, "best": day,
            "likely_earliest": day, "likely_latest": day, "basis": "stated", "evidence": evidence, "kinds": ["stated"],
            "flags": flags}


# ------------------------------------------------------------------ inferred
def _read(row: dict, registers: known.Registers, tables: dict[str, list[dict]]) -> Undated:
    text = row["text"]
    spans = {r["sentence_id"]: text[r["start"]:r["end"]] for r in tables["sentences"]}
    opening = sorted(spans)[: weights()["opening"]["sentences"]]
    starts = {r["sentence_id"]: r["start"] for r in tables["sentences"]}
    found = [told.read(r["text"], n := r["sentence_id"], json.loads(r["spec"]), spans.get(n, ""), n in opening,
                       r["start"] - starts.get(n, r["start"])) for r in tables["timexes"]]
    found += told.dateline(row.get("dateline"), row.get("dateline_value"))
    by_sentence: dict[int, list[dict]] = {n: [] for n in spans}
    for mention in tables["mentions"]:
        by_sentence.setdefault(mention["sentence_id"], []).append(mention)
    dates = {n: tuple(f for f in found if f.sentence == n) for n in spans}
    read = {n: known.sentence(registers, spans[n], n in opening, by_sentence[n], dates[n]) for n in sorted(spans)}
    return Undated(row["article_id"], row.get("url_date"), read, found, tables["mentions"])


def _date_one(article: Undated, library: neighbours.Library, registers: known.Registers) -> dict:
    days = candidate_days(_years(article, library, registers))
    if not len(days):
        return _unknown(article, ["No year, no known event and no dated article speaks for any year."])
    before, doubt = neighbours.prior(library, days), weights()["answer"]["doubt"]
    clues = told.clues(article.found, days)
    clues += offices.clues(registers, article.mentions, days)
    clues += known.event_clues(registers, list(article.sentences.values()), days)
    alike = neighbours.clue(library, article.article_id, days, before, told.looks_back(article.found))
    clues += [c for c in (_address(article, days), alike) if c]
    return _answer(article, days, before, (1 - doubt) * combine(before, clues) + doubt * before, clues)


def _years(article: Undated, library: neighbours.Library, registers: known.Registers) -> list[int]:
    """Every year that something speaks for; none at all means that no year can be told."""
    years = told.years_named(article.found)
    years += [date.fromordinal(d).year for d in library.span]
    years += [article.url_day.year] if article.url_day else []
    return years + known.years_named(registers, list(article.sentences.values()))


def _address(article: Undated, days: np.ndarray) -> Clue | None:
    if article.url_day is None:
        return None
    weight = np.interp(np.abs(days - article.url_day.toordinal()), [0, 1, 2, 7, 8], np.log([1, 0.1, 0.01, 0.01, 1e-6]))
    return Clue("address", f"Its address says {article.url_day}.", weight)


def _answer(article: Undated, days: np.ndarray, before: np.ndarray, chance: np.ndarray, clues: list[Clue]) -> dict:
    given = weights()["answer"]
    held, chance_there = around(days, chance, given["within"])
    ranked = sorted(((gain(before, chance, clue), clue) for clue in clues), key=lambda pair: -pair[0])
    speaking = [(g, clue) for g, clue in ranked if g >= given["gain"]]
    leads = speaking[0][1].kind if speaking else None
    share = given["share_known" if leads == "known event" else "share"]
    low, high, best = (date.fromordinal(n) for n in interval(days, chance_there, share))
    first, last, _ = (date.fromordinal(n) for n in interval(days, chance_there, given["likely"]))
    against = [clue for g, clue in ranked if g <= -given["against"] and clue.kind in given["firm"]]
    evidence = [clue.told(chance) for _, clue in speaking]
    contrary = [f"Against it: {clue.told(chance)}" for clue in against]
    flags = ["evidence disagrees"] if against else []
    affair = any(clue.kind == "same affair" for _, clue in speaking)
    near = np.abs(days - best.toordinal()) <= given["near"] * (1 + affair)
    year = (days >= date(best.year, 1, 1).toordinal()) & (days <= date(best.year, 12, 31).toordinal())
    stands_out = chance_there[near].sum() >= given["nearly"] and chance[near | year].sum() >= given["year"]
    if not speaking or held < given["held"]:
        return _unknown(article, evidence + contrary or ["Nothing in it tells one day from another."], flags)
    return _unknown(article, evidence + contrary, flags) | {
        "earliest": low, "latest": high, "best": best if stands_out else None, "likely_earliest": first,
        "likely_latest": last, "basis": "inferred", "kinds": [clue.kind for _, clue in speaking]}


def _unknown(article: Undated, evidence: list[str], flags: list[str] | None = None) -> dict:
    return dict.fromkeys(COLUMNS) | {"article_id": article.article_id, "basis": "unknown", "evidence": evidence,
                                     "kinds": [], "flags": flags or []}
