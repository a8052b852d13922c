"""A small sequence labeller that corrects the model's names: averaged perceptron over hashed features and word vectors.

It sees what the bare model said, the words around, the gazetteers and the rest of the document. Trained on WiNER-fr
(CC BY 4.0) by tests/benchmarks/train_names.py; weights in helpers/data/names.npz.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from spacy.tokens import Doc, Span
from spacy.training import biluo_tags_to_spans, iob_to_biluo

from helpers.annotation.gazetteer import adjectives, beginnings, by_form, fold, section
from helpers.annotation.kinds import is_given
from helpers.annotation.roles import is_title_noun

BITS = 18
TAGS = ("O", *(f"{bio}-{label}" for label in ("PER", "LOC", "ORG", "MISC") for bio in "BI"))


@lru_cache(1 << 16)
def shape(word: str) -> str:
    """The pattern of a word's characters, runs shortened: "Jong-un" → "Xx-x", "G20" → "Xd"."""
    out = ""
    for c in word[:20]:
        kind = "X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c
        if not out.endswith(kind):
            out += kind
    return out + ("+" if len(word) > 3 and word.isupper() else "")


def _facts(doc: Doc, hard: Sequence[int]) -> dict[int, dict]:
    """What is known of some tokens, and of the two on either side, by themselves and from the rest of the document."""
    labels, upper, lower = defaultdict(Counter), set(), set()
    for t in doc:
        if t.ent_type:
            labels[t.lower_][t.ent_type_] += 1
        first = t.text[0]
        if first.islower():
            lower.add(t.lower)
        elif first.isupper() and not t.is_sent_start:
            upper.add(t.lower)
    most = {word: f"{count.most_common(1)[0][0]}{min(2, len(count))}" for word, count in labels.items()}
    known, rows = _gazetteer(doc), doc.vocab.vectors.key2row
    facts = {}
    for i in sorted({k for i in hard for k in range(max(i - 2, 0), min(i + 3, len(doc)))}):
        t = doc[i]
        text, word = t.text, t.lower_
        role = known.get(i) or _role(text) or ("title" if is_title_noun(t) else _kind(word))
        seen = ("U" if t.lower in upper else "") + ("l" if t.lower in lower else "") + ("S" if t.is_sent_start else "")
        facts[i] = {"w": word if not t.is_digit else "0", "s": shape(text), "p": t.pos_, "e": t.ent_iob_ + t.ent_type_, "g": role,
                    "m": most.get(word, "-0"), "c": seen, "v": str(rows.get(t.orth, -1)) if rows else "-"}
    return facts


@lru_cache(1 << 16)
def _role(text: str) -> str:
    return "given" if is_given(text) else "adj" if fold(text) in adjectives() else ""


@lru_cache(1 << 16)
def _kind(word: str) -> str:
    return "org" * (fold(word) in section("organisations")) + "loc" * (fold(word) in section("localities")) or "-"


def _gazetteer(doc: Doc) -> dict[int, str]:
    found: dict[int, str] = {}
    for i, token in enumerate(doc):
        if token.text[:1].isupper() and i not in found and fold(token.text) in beginnings():
            for length in range(min(6, len(doc) - i), 0, -1):
                if entry := by_form().get(fold(doc[i:i + length].text)):
                    found |= {k: entry.role + ("" if k == i else "+") for k in range(i, i + length)}
                    break
    return found


_PAD = dict.fromkeys("wspegmcv", "_")


def features(doc: Doc, hard: Sequence[int] | None = None) -> np.ndarray:
    """The hashed features of every token, or of some of them (by their places), a row each."""
    hard = range(len(doc)) if hard is None else hard
    facts = _facts(doc, hard)
    rows: list[str] = []
    for i in hard:
        token = doc[i]
        a, b, x, y, z = (facts.get(k, _PAD) for k in range(i - 2, i + 3))
        word, low = token.text, token.lower_
        head = token.head
        rows += (
            "b", "w0" + x["w"], "w-" + b["w"], "w+" + y["w"], "w--" + a["w"], "w++" + z["w"], "ww" + b["w"] + "|" + x["w"], "wW" + x["w"] + "|" + y["w"],
            "s0" + x["s"], "s-" + b["s"] + x["s"], "s+" + x["s"] + y["s"], "s3" + b["s"] + x["s"] + y["s"], "s++" + x["s"] + y["s"] + z["s"],
            "p2" + low[:2] + x["s"], "p3" + low[:3] + x["s"], "p4" + low[:4], "x2" + low[-2:] + x["s"], "x3" + low[-3:] + x["s"], "x4" + low[-4:],
            "P" + x["p"] + b["p"], "P+" + x["p"] + y["p"], "P3" + b["p"] + x["p"] + y["p"],
            "e" + x["e"], "e-" + b["e"] + x["e"], "e+" + x["e"] + y["e"], "e3" + b["e"] + x["e"] + y["e"], "ew" + x["e"] + x["w"], "es" + x["e"] + x["s"], "e++" + y["e"] + z["e"],
            "g" + x["g"], "g-" + b["g"] + x["s"], "g+" + y["g"] + x["s"], "g--" + a["g"] + b["w"] + x["s"], "ge" + x["g"] + x["e"], "gg" + b["g"] + x["g"] + y["g"],
            "m" + x["m"], "me" + x["m"] + x["e"], "mm" + b["m"] + x["m"] + y["m"], "c" + x["c"], "cs" + x["c"] + x["s"] + x["e"],
            "v" + x["v"], "v-" + b["v"] + x["s"], "v+" + y["v"] + x["s"], "d" + token.dep_ + x["s"], "h" + head.lemma_ + x["s"], "dh" + token.dep_ + head.pos_ + x["e"],
            "wb" + a["w"] + b["w"] + x["s"], "wa" + y["w"] + z["w"] + x["s"], "n" + b["w"] + x["e"], "n+" + y["w"] + x["e"], "l" + str(min(len(word), 8)) + x["s"])
    return np.fromiter(map(zlib.crc32, map(str.encode, rows)), np.int64, len(rows)).reshape(len(hard), -1) & ((1 << BITS) - 1)


@cache
def allowed() -> np.ndarray:
    """Transition table: 0 where tag j may follow tag i, minus infinity where not (I-X only inside X)."""
    return np.array([[-1e6 if b[0] == "I" and a[1:] != b[1:] else 0 for b in TAGS] for a in TAGS], dtype=np.float32)


def viterbi(emission: np.ndarray, transition: np.ndarray) -> np.ndarray:
    """The best tag sequence of one text."""
    n = len(emission)
    back = np.zeros((n, len(TAGS)), dtype=np.int16)
    score = emission[0] + transition[0]
    for i in range(1, n):
        paths = score[:, None] + transition
        back[i] = paths.argmax(0)
        score = paths.max(0) + emission[i]
    tags = np.empty(n, dtype=np.int16)
    tags[-1] = score.argmax()
    for i in range(n - 1, 0, -1):
        tags[i - 1] = back[i, tags[i]]
    return tags


@cache
def read_weights(path: Path | None = None) -> tuple[np.ndarray, np.ndarray]:
    """(feature, transition) weights: those shipped, or those of a file."""
    with as_file(files("helpers.data").joinpath("names.npz")) as shipped:
        data = np.load(path or shipped)
    weights = np.zeros((1 << BITS, len(TAGS)), dtype=np.float32)
    weights[np.cumsum(data["gaps"].astype(np.int64))] = data["rows"] * data["scale"]
    return weights, data["transition"]


def label(doc: Doc, trained: Path | None = None) -> list[Span]:
    """The names of a text that the model has been over: spans labelled PER, LOC, ORG or MISC."""
    weights, links = read_weights(trained)
    scores = np.full((len(doc), len(TAGS)), -1e6, dtype=np.float32)
    scores[:, TAGS.index("O")] = 0
    if hard := _hard(doc):
        scores[hard] = weights[features(doc, hard)].sum(1)
    tags = [viterbi(scores[a:b], links + allowed()) for a, b in lines(doc)]
    return biluo_tags_to_spans(doc, iob_to_biluo([TAGS[tag] for tag in np.concatenate(tags)])) if tags else []


def _hard(doc: Doc) -> list[int]:
    """The tokens that may belong to a name: with a capital or figure, named by the model, an institution's noun, or
    beside one that is.
    """
    maybe = [bool(t.ent_type) or not t.is_lower or _kind(t.lower_) != "-" for t in doc]
    return [i for i in range(len(maybe)) if True in maybe[max(i - 1, 0):i + 2]]


def lines(doc: Doc) -> list[tuple[int, int]]:
    """The lines of a text as (first token, end token): no name runs over a line's end, but some over a wrong
    sentence's.
    """
    ends = [t.i + 1 for t in doc if "\n" in t.text] + [len(doc)]
    return [(a, b) for a, b in zip([0, *ends], ends) if a < b]
