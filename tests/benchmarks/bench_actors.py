"""How the identification of cut names and acronyms grows: generated full names, each with its surname or a cut form, and acronyms
with the names they stand for, from 25,000 forms to 200,000.

    python -m tests.benchmarks --only others
    python tests/benchmarks/bench_actors.py 25000 50000
"""
from __future__ import annotations

import math
import random
import sys
import time

import pandas as pd

from helpers import actors

COLUMNS = ["article_id", "sentence_id", "start", "end", "text", "label", "form", "is_metonym", "title"]
SYLLABLES = [a + b + c for a in "bdfgklmnprstvz" for b in "aeiou" for c in ("", "n", "r", "l")]


def study(forms: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mentions and articles with about so many distinct forms: a third full names, a third short ones, a third acronyms and names."""
    rng, rows, texts, found = random.Random(1), [], {}, 0

    def word(syllables: int) -> str:
        return "".join(rng.choices(SYLLABLES, k=syllables)).capitalize()

    while found < forms:
        given, family = word(2), word(4)
        words = [word(3) for _ in range(4)]
        acronym = "".join(w[0] for w in words)
        parts = [(f"{given} {family}", "PER"), (f"{family[:-2]}…", "PER"), (" ".join(words), "ORG"), (acronym, "ORG")]
        article, text = f"a{len(texts)}", ""
        for form, label in parts:
            opens = "(" if form == acronym else ""
            start = len(text) + len(opens)
            text += f"{opens}{form}{')' if opens else ''} "
            rows.append([article, 0, start, start + len(form), form, label, "name", False, None])
        texts[article] = text
        found += 3
    articles = pd.DataFrame({"article_id": list(texts), "text": list(texts.values())}).assign(published=None)
    return pd.DataFrame(rows, columns=COLUMNS), articles


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [25_000, 200_000]
    seconds = {}
    for size in sizes:
        mentions, articles = study(size)
        began = time.process_time()
        _, table, _ = actors.identify(mentions, articles)
        seconds[size] = time.process_time() - began
        print(f"{mentions.text.nunique():,} forms: {len(table):,} actors in {seconds[size]:.1f} s", flush=True)
    if len(sizes) > 1:
        grown = math.log(seconds[sizes[-1]] / seconds[sizes[0]]) / math.log(sizes[-1] / sizes[0])
        print(f"cut names and acronyms grow as n^{grown:.2f}")


if __name__ == "__main__":
    main()
