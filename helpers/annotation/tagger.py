"""A small sequence labeller that corrects the model's names: averaged perceptron over hashed features and word vectors.

It sees what the bare model said, the words around, the gazetteers and the rest of the document. Trained on WiNER-fr
(CC BY 4.0) by tests/benchmarks/train_names.py; weights in helpers/data/names.npz.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from spacy.tokens import Doc, Span, Token
from spacy.training import biluo_tags_to_spans, iob_to_biluo

from helpers.annotation.gazetteer import adjectives, by_form, fold, read_words, section
from helpers.annotation.roles import is_title_noun

BITS = 18
TAGS = ("O", *(f"{bio}-{label}" for label in ("PER", "LOC", "ORG", "MISC") for bio in "BI"))


def _hash(text: str) -> int:
    return zlib.crc32(text.encode()) & ((1 << BITS) - 1)


def shape(word: str) -> str:
    """The pattern of a word's characters, runs shortened: "Jong-un" → "Xx-x", "G20" → "Xd"."""
    out = ""
    for c in word[:20]:
        kind = "X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c
        if not out.endswith(kind):
            out += kind
    return out + ("+" if len(word) > 3 and word.isupper() else "")


def _facts(doc: Doc) -> list[dict]:
    """What is known of each token by itself and from the rest of the document."""
    labels, upper, lower = defaultdict(Counter), Counter(), Counter()
    for t in doc:
        if t.ent_type_:
            labels[t.lower_][t.ent_type_] += 1
        if t.text[:1].isupper() and not t.is_sent_start:
            upper[t.lower_] += 1
        elif t.text[:1].islower():
            lower[t.lower_] += 1
    known = _gazetteer(doc)
    facts = []
    for t in doc:
        most = labels[t.lower_].most_common(1)
        word = t.lower_ if not t.is_digit else "0"
        role = known.get(t.i) or _role(t)
        facts.append({"w": word, "s": shape(t.text), "p": t.pos_, "e": (t.ent_iob_ + t.ent_type_), "g": role,
                      "m": (most[0][0] if most else "-") + str(min(2, len(labels[t.lower_]))),
                      "c": ("U" if upper[t.lower_] else "") + ("l" if lower[t.lower_] else "") + ("S" if t.is_sent_start else ""),
                      "v": str(doc.vocab.vectors.find(key=t.orth)) if doc.vocab.vectors.n_keys else "-"})
    return facts


def _role(token: Token) -> str:
    low = fold(token.text)
    if token.text[:1].isupper() and (low in _given_names() or low.split("-")[0] in _given_names()):
        return "given"
    if low in adjectives() or is_title_noun(token):
        return "adj" if low in adjectives() else "title"
    return "org" * (low in section("organisations")) + "loc" * (low in section("localities")) or "-"


@cache
def _given_names() -> frozenset[str]:
    return frozenset(name for line in read_words("given_names.txt") for name in line.split())


def _gazetteer(doc: Doc) -> dict[int, str]:
    found: dict[int, str] = {}
    for i, token in enumerate(doc):
        if token.text[:1].isupper() and i not in found:
            for length in range(min(6, len(doc) - i), 0, -1):
                entry = by_form().get(fold(doc[i:i + length].text))
                if entry:
                    found |= {k: entry.role + ("" if k == i else "+") for k in range(i, i + length)}
                    break
    return found


_PAD = {"w": "_", "s": "_", "p": "_", "e": "_", "g": "_", "m": "_", "c": "_", "v": "_"}


def features(doc: Doc) -> list[list[int]]:
    """The hashed features of every token."""
    facts = _facts(doc)
    rows = []
    for i, token in enumerate(doc):
        a, b, x, y, z = (facts[k] if 0 <= k < len(facts) else _PAD for k in (i - 2, i - 1, i, i + 1, i + 2))
        word, low = token.text, token.lower_
        head = token.head
        rows.append([_hash(f) for f in (
            "b", "w0" + x["w"], "w-" + b["w"], "w+" + y["w"], "w--" + a["w"], "w++" + z["w"], "ww" + b["w"] + "|" + x["w"], "wW" + x["w"] + "|" + y["w"],
            "s0" + x["s"], "s-" + b["s"] + x["s"], "s+" + x["s"] + y["s"], "s3" + b["s"] + x["s"] + y["s"], "s++" + x["s"] + y["s"] + z["s"],
            "p2" + low[:2] + x["s"], "p3" + low[:3] + x["s"], "p4" + low[:4], "x2" + low[-2:] + x["s"], "x3" + low[-3:] + x["s"], "x4" + low[-4:],
            "P" + x["p"] + b["p"], "P+" + x["p"] + y["p"], "P3" + b["p"] + x["p"] + y["p"],
            "e" + x["e"], "e-" + b["e"] + x["e"], "e+" + x["e"] + y["e"], "e3" + b["e"] + x["e"] + y["e"], "ew" + x["e"] + x["w"], "es" + x["e"] + x["s"], "e++" + y["e"] + z["e"],
            "g" + x["g"], "g-" + b["g"] + x["s"], "g+" + y["g"] + x["s"], "g--" + a["g"] + b["w"] + x["s"], "ge" + x["g"] + x["e"], "gg" + b["g"] + x["g"] + y["g"],
            "m" + x["m"], "me" + x["m"] + x["e"], "mm" + b["m"] + x["m"] + y["m"], "c" + x["c"], "cs" + x["c"] + x["s"] + x["e"],
            "v" + x["v"], "v-" + b["v"] + x["s"], "v+" + y["v"] + x["s"], "d" + token.dep_ + x["s"], "h" + head.lemma_ + x["s"], "dh" + token.dep_ + head.pos_ + x["e"],
            "wb" + a["w"] + b["w"] + x["s"], "wa" + y["w"] + z["w"] + x["s"], "n" + b["w"] + x["e"], "n+" + y["w"] + x["e"], "l" + str(min(len(word), 8)) + x["s"])])
    return rows


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


_loaded: list[tuple[np.ndarray, np.ndarray]] = []


def read_weights(path: Path | None = None) -> tuple[np.ndarray, np.ndarray]:
    """(feature, transition) weights: those shipped, or those of a file, which then are used instead."""
    if path is not None or not _loaded:
        with as_file(files("helpers.data").joinpath("names.npz")) as shipped:
            data = np.load(path or shipped)
        weights = np.zeros((1 << BITS, len(TAGS)), dtype=np.float32)
        weights[np.cumsum(data["gaps"].astype(np.int64))] = data["rows"] * data["scale"]
        _loaded[:] = [(weights, data["transition"])]
    return _loaded[0]


def label(doc: Doc) -> list[Span]:
    """The names of a text that the model has been over: spans labelled PER, LOC, ORG or MISC."""
    weights, links = read_weights()
    rows = features(doc)
    tags = [viterbi(weights[np.array(rows[a:b])].sum(1), links + allowed()) for a, b in lines(doc)]
    return biluo_tags_to_spans(doc, iob_to_biluo([TAGS[tag] for tag in np.concatenate(tags)])) if tags else []


def lines(doc: Doc) -> list[tuple[int, int]]:
    """The lines of a text as (first token, end token): no name runs over a line's end, but some over a wrong sentence's."""
    ends = [t.i + 1 for t in doc if "\n" in t.text] + [len(doc)]
    return [(a, b) for a, b in zip([0, *ends], ends) if a < b]
