"""The model's embedding of words, each form once: the same word has the same vector wherever it stands.

In twenty articles of press most words come again, and the layer is as dear as two of the four that read the context.
"""

from __future__ import annotations

import numpy as np
from spacy.attrs import NORM, ORTH, SPACY
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model


def embed_once(nlp: Language) -> None:
    """Let each component that embeds words do so once for each form in a batch; for reading only, not for training."""
    for name in ("tok2vec", "ner"):
        for layer in nlp.get_pipe(name).model.walk():
            if layer.has_ref("embed"):
                layer.layers[0] = Model("embed_once", _forward, layers=[layer.get_ref("embed")])


def _forward(model: Model, docs: list[Doc], is_train: bool) -> tuple[list[np.ndarray], None]:
    orth, norm, space = np.concatenate([doc.to_array([ORTH, NORM, SPACY]) for doc in docs]).T
    forms = orth * np.uint64(6) + norm * np.uint64(2) + space
    _, which, place = np.unique(forms, return_index=True, return_inverse=True)
    words = [docs[0].vocab.strings[form] for form in orth[which].tolist()]
    doc = Doc(docs[0].vocab, words=words, spaces=space[which].astype(bool).tolist()).from_array([NORM], norm[which, None])
    return np.split(model.layers[0].predict([doc])[0][place], np.cumsum([len(doc) for doc in docs])[:-1]), None
