"""How fast time expressions are found, and what the component adds to the spaCy pass.

    python tests/benchmarks/bench_dates.py [FOLDER of .txt files]      default: corpus/articles
"""
import sys
import time
from datetime import date
from pathlib import Path

from helpers import annotation, dates
import spacy

ROOT = Path(__file__).parents[2]


def seconds(action) -> float:
    """The best of three runs: the machine's other work only ever adds."""
    runs = []
    for _ in range(3):
        start = time.process_time()
        action()
        runs.append(time.process_time() - start)
    return min(runs)


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


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "corpus" / "articles")
