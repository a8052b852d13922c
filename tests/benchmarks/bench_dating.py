"""How well undated articles are dated: the day of dated articles is hidden, a share of them at a time, and inferred.

    python tests/benchmarks/bench_dating.py [FOLDER] [--at-once N]     default: corpus, one article at a time

Hidden are the day, the address and whatever the page states of both; dates in the running text stay. FOLDER is a built
study (`study build FOLDER`). By strongest kind of evidence: articles answered (a best day, an interval under a year),
how many within 0, 3 and 31 days, the share of intervals that hold the true day, their median width, wrong years.
"""
import argparse
from pathlib import Path

import pandas as pd

from helpers import dating, study
from helpers.study import tables

ROOT = Path(__file__).parents[2]


def hidden_in_turn(press, at_once: int) -> pd.DataFrame:
    """The datings of all articles whose day is known, as found with it hidden, and the true day."""
    articles = press.articles
    known = articles.dropna(subset=["published"])
    turns = max(1, len(known) // at_once)
    found = []
    for turn in range(turns):
        hidden = known["article_id"].iloc[turn::turns]
        blank = articles.copy()
        blank.loc[blank["article_id"].isin(hidden), ["published", "url", "url_date", "dateline_value"]] = None
        datings = dating.date_articles(blank, tables.read(press.settings.derived, "found-timexes"), press.mentions, press.sentences,
                                       press.registers["actors"], press.registers["chronology"])
        found.append(datings[datings["article_id"].isin(hidden)])
    return pd.concat(found).merge(known[["article_id", "published"]].rename(columns={"published": "true"}))


def judged(datings: pd.DataFrame) -> pd.DataFrame:
    """The answers among them, with `off` and `width` in days, `holds` and `wrong year`."""
    days = {name: pd.to_datetime(datings[name]) for name in ("best", "earliest", "latest", "true")}
    rows = datings.assign(
        off=(days["best"] - days["true"]).abs().dt.days, width=(days["latest"] - days["earliest"]).dt.days,
        holds=(days["earliest"] <= days["true"]) & (days["true"] <= days["latest"]),
        kind=[kinds[0] if len(kinds) else "none" for kinds in datings["kinds"]])
    rows["wrong year"] = (rows["off"] > 31) & (days["best"].dt.year != days["true"].dt.year)
    return rows[rows["best"].notna() & (rows["width"] < 365)]


def line(name: str, answers: pd.DataFrame, n: int) -> str:
    within = "/".join(str(int((answers["off"] <= days).sum())) for days in (0, 3, 31))
    return (f"{name:18} {len(answers):4} of {n} ({len(answers) / max(n, 1):4.0%})  within 0/3/31 days {within:>11}  "
            f"holds {answers['holds'].mean():4.0%}  width {answers['width'].median():5.1f}  "
            f"wrong year {int(answers['wrong year'].sum())}")


def main(folder: Path, at_once: int) -> None:
    datings = hidden_in_turn(study.load(folder), at_once)
    answers = judged(datings)
    for kind, rows in answers.groupby("kind"):
        print(line(kind, rows, len(datings)))
    print(line("all", answers, len(datings)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "corpus")
    parser.add_argument("--at-once", type=int, default=1)
    given = parser.parse_args()
    main(given.folder, given.at_once)
