"""How long shared passages take to find, and what is found of copies of four kinds.

    python tests/benchmarks/bench_reuse.py [ARTICLES]      default: 5000

The press is made up: one article in five copies an earlier one, whole but for a sentence, in part, or with one word in six
or in three exchanged.
"""
import sys
import time

import numpy as np
import pandas as pd

from helpers import claims

LENGTH = 350
KINDS = ("near copy", "in part", "words exchanged", "synonyms throughout")


def press(size: int) -> tuple[pd.DataFrame, dict[tuple[str, str], str]]:
    """The articles, and the pairs that share text with how the copy was made."""
    rng = np.random.default_rng(1)
    lexicon = np.array([f"mot{n}" for n in range(20_000)])
    weight = 1 / np.arange(10, len(lexicon) + 10)
    texts, copied = [], {}
    for n in range(size):
        text = rng.choice(lexicon, LENGTH, p=weight / weight.sum())
        if n % 5 == 4:
            origin, kind = int(rng.integers(0, n)), KINDS[n // 5 % 4]
            source = texts[origin]
            changed = rng.choice(LENGTH, LENGTH // (3 if kind == KINDS[-1] else 6), replace=False)
            exchanged = np.where(np.isin(np.arange(LENGTH), changed), text, source)
            text = {"near copy": np.r_[source[:-20], text[:20]], "in part": np.r_[text[:200], source[100:250]]}.get(kind, exchanged)
            copied[f"{origin:06}", f"{n:06}"] = kind
        texts.append(text)
    rows = [{"article_id": f"{n:06}", "outlet": f"o{n}", "credit": None, "text": " ".join(text)} for n, text in enumerate(texts)]
    return pd.DataFrame(rows), copied


def main(size: int) -> None:
    articles, copied = press(size)
    start = time.perf_counter()
    found = claims.reuse(articles)
    print(f"{size} articles of {LENGTH} words: {time.perf_counter() - start:.1f} s, {len(found)} pairs")
    shared = found.set_index(["article_a", "article_b"]).share_b
    for kind in KINDS:
        made = [pair for pair, how in copied.items() if how == kind]
        met = shared.reindex(made).dropna()
        print(f"{kind}: {len(met)} of {len(made)} found, {met.mean():.0%} of the copy")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5000)
