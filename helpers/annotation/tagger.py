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
from itertools import groupby
from pathlib import Path

import numpy as np
from spacy.tokens import Doc, Span, Token
from spacy.training import biluo_tags_to_spans, iob_to_biluo

from helpers.annotation.gazetteer import adjectives, beginnings, by_form, fold, section
from helpers.annotation.kinds import is_given
from helpers.annotation.roles import forms, is_double, names_role

BITS = 18
TAGS = ("O", *(f"{bio}-{label}" for label in ("PER", "LOC", "ORG", "MISC") for bio in "BI"))


@lru_cache(1 << 16)
def shape(word: str) -> str:
    """The pattern of a word's characters, runs shortened: "Jong-un" → "Xx-x", "G20" → "Xd"."""
    kinds = ("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word[:20])
    return "".join(kind for kind, _ in groupby(kinds)) + ("+" if len(word) > 3 and word.isupper() else "")


@lru_cache(1 << 16)
def _word(text: str) -> tuple[bytes, bytes, bytes, tuple[int, ...]]:
    """What a form says wherever it stands: word, shape, role (given name, adjective of a country, noun of an office or
    institution), and the hashed features of it alone.
    """
    low = text.lower()
    role = "given" if is_given(text) else "adj" if fold(text) in adjectives() else "title" if names_role(text) else _kind(low)
    x, s = ("0" if text.isdigit() else low), shape(text)
    own = ("b", "w0" + x, "s0" + s, "p2" + low[:2] + s, "p3" + low[:3] + s, "p4" + low[:4], "x2" + low[-2:] + s, "x3" + low[-3:] + s,
           "x4" + low[-4:], "l" + str(min(len(text), 8)) + s)
    return x.encode(), s.encode(), role.encode(), tuple(zlib.crc32(feature.encode()) for feature in own)


@lru_cache(1 << 16)
def _kind(word: str) -> str:
    return "org" * (fold(word) in section("organisations")) + "loc" * (fold(word) in section("localities")) or "-"


def _facts(doc: Doc, tokens: list[Token], hard: Sequence[int]) -> dict[int, tuple[bytes, ...]]:
    """What is known of some tokens, and of the two on either side, by themselves and from the rest of the document:
    word, shape, part of speech, name by the model, role, its most frequent label, how else it is written, vector.
    """
    labels, upper, lower = defaultdict(Counter), set(), set()
    for t in tokens:
        if t.ent_type:
            labels[t.lower][t.ent_type_] += 1
        first = t.text[0]
        if first.islower():
            lower.add(t.lower)
        elif first.isupper() and not t.is_sent_start:
            upper.add(t.lower)
    most = {word: f"{count.most_common(1)[0][0]}{min(2, len(count))}".encode() for word, count in labels.items()}
    known, rows = _gazetteer(doc), doc.vocab.vectors.key2row
    facts = {}
    for i in sorted({k for i in hard for k in range(max(i - 2, 0), min(i + 3, len(tokens)))}):
        t = tokens[i]
        (word, form, role, _), low = _word(t.text), t.lower
        role = known.get(i) or (b"title" if role not in (b"given", b"adj") and is_double(t) else role)
        seen = b"U" * (low in upper) + b"l" * (low in lower) + b"S" * bool(t.is_sent_start)
        facts[i] = (word, form, t.pos_.encode(), (t.ent_iob_ + t.ent_type_).encode(), role, most.get(low, b"-0"), seen,
                    b"%d" % rows.get(t.orth, -1) if rows else b"-")
    return facts


def _gazetteer(doc: Doc) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for i, text in enumerate(forms(doc)):
        if text[0].isupper() and i not in found and fold(text) in beginnings():
            end = next((j for j in range(min(i + 6, len(doc)), i, -1) if fold(doc[i:j].text) in by_form()), i)
            found |= {k: (by_form()[fold(doc[i:end].text)].role + "+" * (k > i)).encode() for k in range(i, end)}
    return found


_PAD = (b"_",) * 8


def features(doc: Doc, hard: Sequence[int] | None = None) -> np.ndarray:
    """The hashed features of every token, or of some of them (by their places), a row each."""
    tokens = list(doc)
    hard = range(len(tokens)) if hard is None else hard
    facts = _facts(doc, tokens, hard)
    alone, rows = [], []
    for i in hard:
        token = tokens[i]
        alone += _word(token.text)[-1]
        aw, *_, ag, _, _, _ = facts.get(i - 2, _PAD)
        bw, bs, bp, be, bg, bm, _, bv = facts.get(i - 1, _PAD)
        w, s, p, e, g, m, c, v = facts[i]
        yw, ys, yp, ye, yg, ym, _, yv = facts.get(i + 1, _PAD)
        zw, zs, _, ze, *_ = facts.get(i + 2, _PAD)
        head, dep = token.head, token.dep_.encode()
        rows += (
            b"w-" + bw, b"w+" + yw, b"w--" + aw, b"w++" + zw, b"ww" + bw + b"|" + w, b"wW" + w + b"|" + yw,
            b"s-" + bs + s, b"s+" + s + ys, b"s3" + bs + s + ys, b"s++" + s + ys + zs, b"P" + p + bp, b"P+" + p + yp, b"P3" + bp + p + yp,
            b"e" + e, b"e-" + be + e, b"e+" + e + ye, b"e3" + be + e + ye, b"ew" + e + w, b"es" + e + s, b"e++" + ye + ze,
            b"g" + g, b"g-" + bg + s, b"g+" + yg + s, b"g--" + ag + bw + s, b"ge" + g + e, b"gg" + bg + g + yg,
            b"m" + m, b"me" + m + e, b"mm" + bm + m + ym, b"c" + c, b"cs" + c + s + e, b"v" + v, b"v-" + bv + s, b"v+" + yv + s,
            b"d" + dep + s, b"h" + head.lemma_.encode() + s, b"dh" + dep + head.pos_.encode() + e,
            b"wb" + aw + bw + s, b"wa" + yw + zw + s, b"n" + bw + e, b"n+" + yw + e)
    hashed = (alone, list(map(zlib.crc32, rows)))
    return np.hstack([np.array(part, dtype=np.int64).reshape(len(hard), -1) for part in hashed]) & ((1 << BITS) - 1)


@cache
def allowed() -> np.ndarray:
    """Transition table: 0 where tag j may follow tag i, minus infinity where not (I-X only inside X)."""
    return np.array([[-1e6 if b[0] == "I" and a[1:] != b[1:] else 0 for b in TAGS] for a in TAGS], dtype=np.float32)


def viterbi(texts: list[np.ndarray], transition: np.ndarray) -> list[np.ndarray]:
    """The best tag sequence of each text by its emissions; all together, step by step, as long as they are."""
    order = sorted(range(len(texts)), key=lambda n: -len(texts[n]))
    lengths = np.array([len(texts[n]) for n in order])
    alive = (lengths > np.arange(lengths[0])[:, None]).sum(1)  # at each step
    emission = np.zeros((lengths[0], len(order), len(TAGS)), dtype=np.float32)
    for place, n in enumerate(order):
        emission[:lengths[place], place] = texts[n]
    back, tags = np.zeros(emission.shape, dtype=np.int16), np.zeros(emission.shape[:2], dtype=np.int16)
    score = emission[0] + transition[0]
    for i, k in enumerate(alive[1:], 1):
        paths = score[:k, :, None] + transition
        back[i, :k] = paths.argmax(1)
        score[:k] = paths.max(1) + emission[i, :k]
    tags[lengths - 1, range(len(order))] = score.argmax(1)
    for i in range(lengths[0] - 1, 0, -1):
        tags[i - 1, :alive[i]] = back[i, range(alive[i]), tags[i, :alive[i]]]
    return [tags[:lengths[place], place] for place in np.argsort(order)]


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
    parts = [scores[a:b] for a, b in lines(doc)]
    tags = np.concatenate(viterbi(parts, links + allowed())) if parts else []
    return biluo_tags_to_spans(doc, iob_to_biluo([TAGS[tag] for tag in tags]))


def _hard(doc: Doc) -> list[int]:
    """The tokens that may belong to a name: with a capital or figure, named by the model, an institution's noun, or
    beside one that is.
    """
    maybe = [not t.is_lower or t.ent_type != 0 or _kind(t.lower_) != "-" for t in doc]
    return [i for i, around in enumerate(zip([False, *maybe], maybe, [*maybe[1:], False])) if True in around]


def lines(doc: Doc) -> list[tuple[int, int]]:
    """The lines of a text as (first token, end token): no name runs over a line's end, but some over a wrong
    sentence's.
    """
    ends = [t.i + 1 for t in doc if "\n" in t.text] + [len(doc)]
    return [(a, b) for a, b in zip([0, *ends], ends) if a < b]
