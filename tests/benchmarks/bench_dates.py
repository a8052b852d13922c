"""How fast time expressions are found, what the component adds to the spaCy pass, how right it is kind by kind.

    python tests/benchmarks/bench_dates.py [FOLDER of .txt files]      default: corpus/articles

Precision and recall (an expression that overlaps, of the same value) are against the hand annotation of the corpus.
"""
import re
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import spacy

from helpers import annotation, dates
from helpers.study import gold

ROOT = Path(__file__).parents[2]


def seconds(action) -> float:
    """The best of three runs: the machine's other work only ever adds."""
    runs = []
    for _ in range(3):
        start = time.process_time()
        action()
        runs.append(time.process_time() - start)
    return min(runs)


KINDS = {r"PT?[\dX].*": "duration or set", r".*T.*": "time of day", r"\d{4}-\d\d-\d\d": "day", r"\d{4}-\d\d": "month",
         r"\d{4}": "year", r".*_REF": "reference", r".*X.*": "not fixed"}


def kind(value: str) -> str:
    """The kind of expression, by its TIMEX3 value."""
    return next((name for pattern, name in KINDS.items() if re.fullmatch(pattern, value)), "period")


def by_kind(nlp, corpus: Path) -> None:
    """Precision by the kind found, recall by the kind annotated; articles without a known day are left out."""
    given, days, counts = gold.read(corpus / "gold"), gold.days(corpus / "gold"), Counter()
    for article in sorted(given.annotated & days.keys()):
        found = dates.resolve(dates.find(nlp(given.bodies[article])), days[article])
        marked = [row for row in given.rows["timexes"] if row["article_id"] == article]
        same = {(n, m) for n, row in enumerate(marked) for m, timex in enumerate(found)
                if row["start"] < timex.end and timex.start < row["end"] and row["value"] == timex.value}
        counts.update((kind(row["value"]), "gold", any(n == one for one, _ in same)) for n, row in enumerate(marked))
        counts.update((kind(timex.value), "found", any(m == two for _, two in same)) for m, timex in enumerate(found))
    for name in sorted({name for name, *_ in counts}):
        shares = [f"{label} {counts[name, of, True]} of {counts[name, of, True] + counts[name, of, False]}"
                  for label, of in (("right among found", "found"), ("found among annotated", "gold"))]
        print(f"{name:18} {'   '.join(shares)}")


def main(folder: Path) -> None:
    texts = [path.read_text("utf8", errors="replace") for path in sorted(folder.glob("*.txt"))][:60]
    words = sum(len(text.split()) for text in texts)
    nlp = spacy.load(annotation.MODEL)
    nlp.add_pipe("paragraphs", before="parser")
    nlp.add_pipe("timexes")
    docs = list(nlp.pipe(texts))
    alone = seconds(lambda: [dates.resolve(dates.find(doc), date(2024, 7, 20)) for doc in docs])
    with_component = seconds(lambda: list(nlp.pipe(texts)))
    nlp.disable_pipe("timexes")
    without = seconds(lambda: list(nlp.pipe(texts)))
    print(f"{len(texts)} texts, {words} words")
    print(f"find and resolve: {words / alone:,.0f} words a second")
    print(f"spaCy pass: {words / without:,.0f} words a second without the component, "
          f"{words / with_component:,.0f} with it")
    print(f"the component adds {alone / without:.1%} (the two passes differ by {with_component / without - 1:+.1%})")
    nlp.enable_pipe("timexes")
    by_kind(nlp, ROOT / "corpus")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "corpus" / "articles")
