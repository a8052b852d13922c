"""UIMA CAS XMI for INCEpTION: sentences, words, names, time expressions and statements as annotation layers."""

from __future__ import annotations

from pathlib import Path

import spacy

from helpers.findings import Press
from helpers.study.export.markup import file_names, plain, some, spans_of

_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
SENTENCE, TOKEN = (f"{_DKPRO}segmentation.type.{name}" for name in ("Sentence", "Token"))
NAME = f"{_DKPRO}ner.type.NamedEntity"
METADATA = f"{_DKPRO}metadata.type.DocumentMetaData"
#: Our own layers, with their features.
LAYERS = {"webanno.custom.Timex3": ("timexType", "value", "mod"),
          "webanno.custom.Statement": ("statementId", "eventId", "claimId", "speaker", "sourceChain", "status")}


def write(press: Press, folder: Path) -> None:
    """ARTICLE.xmi for each article and TypeSystem.xml. NamedEntity: the label as `value`, the actor as `identifier`.

    Raises `ImportError` where dkpro-cassis is not installed.
    """
    from cassis import Cas

    types, tokenizer = _types(), spacy.blank("fr").tokenizer
    tables = {name: spans_of(getattr(press, name)) for name in ("sentences", "mentions", "timexes", "statements")}
    names = file_names(press.articles.article_id)
    (folder / "TypeSystem.xml").write_text(types.to_xml(), encoding="utf-8")
    for article in press.articles.itertuples():
        cas = Cas(typesystem=types)
        cas.sofa_string, cas.sofa_mime = plain(article.text), "text/plain"
        title = plain(some(article.title) or article.article_id)
        name = names[article.article_id]
        _add(cas, METADATA, 0, len(article.text), documentId=name, documentTitle=title, language="fr")
        for token in tokenizer(article.text):
            if not token.is_space:
                _add(cas, TOKEN, token.idx, token.idx + len(token.text))
        _annotate(cas, {name: rows.get(article.article_id, ()) for name, rows in tables.items()})
        cas.to_xmi(folder / f"{name}.xmi")


def _annotate(cas, rows: dict[str, list]) -> None:
    for row in rows["sentences"]:
        _add(cas, SENTENCE, row.start, row.end)
    for row in rows["mentions"]:
        _add(cas, NAME, row.start, row.end, value=row.label, identifier=row.actor_id)
    for row in rows["timexes"]:
        _add(cas, "webanno.custom.Timex3", row.start, row.end, timexType=row.type, value=row.value, mod=row.mod)
    for row in rows["statements"]:
        _add(cas, "webanno.custom.Statement", row.start, row.end, statementId=row.statement_id, eventId=row.event_id,
             claimId=row.claim_id, speaker=row.speaker, sourceChain="; ".join(row.source_chain), status=row.status)


def _add(cas, name: str, begin: int, end: int, **features: str | None) -> None:
    given = {key: plain(some(value)) or None for key, value in features.items()}
    cas.add(cas.typesystem.get_type(name)(begin=begin, end=end, **given))


def _types():
    """DKPro's own types, so that INCEpTION knows its built-in layers, and ours."""
    from cassis import load_dkpro_core_typesystem

    types = load_dkpro_core_typesystem()
    document = types.create_type(METADATA, "uima.tcas.DocumentAnnotation")
    for name in ("documentId", "documentTitle"):
        types.create_feature(document, name, "uima.cas.String")
    for name, features in LAYERS.items():
        layer = types.create_type(name, "uima.tcas.Annotation")
        for feature in features:
            types.create_feature(layer, feature, "uima.cas.String")
    return types
