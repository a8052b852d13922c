"""Quotations, attribution and statements, on cases written for the purpose (tests/cases/speech.jsonl)."""

import json
from pathlib import Path

import pandas as pd
import pytest

from helpers import speech
from helpers.speech import lexicon, quotations

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases" / "speech.jsonl").read_text("utf8").splitlines()]


def _same(expected: str, found: str | None) -> bool:
    return found is not None and (expected.lower() in found.lower() or found.lower() in expected.lower())


def _statement(found: list[dict], words: str) -> dict | None:
    holding = [s for s in found if words in s["text"]]
    return min(holding, key=lambda s: len(s["text"]), default=None)


def errors(nlp, case: dict) -> list[str]:
    """What a case expects and the doc does not give."""
    doc, text = nlp(case["text"]), case["text"]
    found, wrong = speech.statements(doc), []
    told = doc.user_data["speakers"].items()
    speakers = {text[q.start:q.end]: text[who[0].start:who[0].end] if who else None for q, who in told}
    for words, speaker in case.get("quotations", []):
        who = speakers.get(words)
        if words not in speakers or (who is not None if speaker is None else not _same(speaker, who)):
            wrong.append(f"quotation {words!r}: {who!r}, not {speaker!r}" if words in speakers else f"no quotation {words!r}")
    if len(speakers) > len(case.get("quotations", [])) and "quotations" in case:
        wrong.append(f"quotations too many: {sorted(speakers)}")
    for words, chain, status in case.get("statements", []):
        statement = _statement(found, words)
        if statement is None:
            wrong.append(f"no statement {words!r}")
            continue
        credited = [s["text"] for s in statement["sources"]]
        if len(credited) != len(chain) or not all(map(_same, chain, credited)):
            wrong.append(f"{words!r}: sources {credited}, not {chain}")
        if statement["status"] != status:
            wrong.append(f"{words!r}: {statement['status']}, not {status}")
    return wrong


@pytest.mark.parametrize("case", [pytest.param(c, marks=pytest.mark.xfail(strict=True, reason=c["xfail"])) if "xfail" in c
                                  else c for c in CASES], ids=lambda c: f"{c['kind']}: {c['text'][:40]}")
def test_case(nlp, case):
    assert not errors(nlp, case)


def test_no_piece_of_a_text_stops_the_reading(nlp):
    """Pages are cut anywhere: at each third of a case, before it and behind it, and with its words in another order."""
    pieces = []
    for words in (case["text"].split() for case in CASES[::3]):
        pieces += [part for at in (len(words) // 3, 2 * len(words) // 3) for part in (words[at:], words[:at])]
        pieces.append(sorted(words)[:12])
    docs = list(nlp.pipe(" ".join(piece) for piece in pieces))
    assert all(row["text"] == doc.text[row["start"]:row["end"]] for doc in docs for row in speech.statements(doc))
    assert any(speech.statements(doc) for doc in docs)


@pytest.mark.parametrize("text, words", [
    ("Il a dit : « Tout va bien. »", ["Tout va bien."]),
    ("un “mot“ et «deux»", ["mot", "deux"]),
    ("d' »accord durable » entre eux", ["accord durable"]),
    ("toute la question maritime« .", []),  # closed but never opened: nothing to bound it by
    ("« A a dit “oui” hier »", ["A a dit “oui” hier", "oui"]),
    ("l'eau d'hier n'est qu'un rêve d’enfant", []),
    ("Il parle d'une 'drôle de paix' ici", ["drôle de paix"]),
    ("« jamais fermé\nautre ligne", ["jamais fermé"]),
    ("« un. Puis il a dit « deux »", ["un.", "deux"]),
])
def test_quotation_marks(text, words):
    assert [text[q.start:q.end] for q in quotations.find(text)] == words


def test_every_statement_stands_in_the_text_and_in_its_sentence(nlp):
    doc = nlp("\n\n".join(case["text"] for case in CASES))
    sentences = [s for s in doc.sents if s.text.strip()]
    found = speech.statements(doc)
    assert len(found) > len(CASES)
    for statement in found:
        sentence = sentences[statement["sentence_id"]]
        assert statement["text"] == doc.text[statement["start"]:statement["end"]]
        assert sentence.start_char <= statement["start"] < statement["end"] <= sentence.end_char
        assert all(doc.text[s["start"]:s["end"]] == s["text"] for s in statement["sources"])
        assert statement["lemmas"] == sorted(statement["lemmas"])


def _frames(text: str, sources: list[tuple[str, str, int]], mentions: list[tuple[str, str, str, str]]):
    """A statement with these sources (words, kind, level), and mentions (words, label, form, actor)."""
    given = [{"start": text.index(w), "end": text.index(w) + len(w), "head": text.index(w), "text": w, "kind": k, "level": n} for w, k, n in sources]
    rows = [{"article_id": "a", "start": text.index(w), "end": text.index(w) + len(w), "label": label, "form": form, "actor_id": actor}
            for w, label, form, actor in mentions]
    told = {"article_id": "a", "sources": given, "speaker_start": given[0]["start"], "is_quote": False}
    return pd.DataFrame([told]), pd.DataFrame(rows)


def test_credit_keeps_the_chain_from_the_outlet_to_the_speaker():
    text = "Le feu est éteint, a dit Anne Roy, a rapporté l'agence Tassili"
    statements, mentions = _frames(text, [("Anne Roy", "person", 0), ("agence Tassili", "agency", 1)],
                                   [("Anne Roy", "PER", "name", "anne-roy"), ("Tassili", "ORG", "name", "tassili")])
    row = speech.credit(statements, mentions).iloc[0]
    assert (row.speaker, row.source_chain) == ("anne-roy", ["tassili", "anne-roy"])


@pytest.mark.parametrize("text, source, kind, mention, actor", [
    ("le porte-parole de Karl Lind", "porte-parole de Karl Lind", "person", ("Karl Lind", "PER", "name", "karl-lind"), "porte-parole-de-karl-lind"),
    ("les médias norvégiens", "médias norvégiens", "agency", ("norvégiens", "MISC", "demonym", "norvege"), "medias-norvegiens"),
    ("Oslo dément", "Oslo", "place", ("Oslo", "LOC", "name", "norvege"), "norvege"),
])
def test_a_name_inside_is_not_the_source(text, source, kind, mention, actor):
    statements, mentions = _frames(text, [(source, kind, 0)], [mention])
    assert speech.credit(statements, mentions).iloc[0].source_chain == [actor]


def test_the_association_is_the_body_credited_before():
    text = "Selon Ouvertmer, que cite Zeta, la baie meurt, regrette l'association"
    first, mentions = _frames(text, [("Zeta", "org", 0), ("Ouvertmer", "org", 1)],
                              [("Ouvertmer", "ORG", "name", "ouvertmer"), ("Zeta", "ORG", "name", "zeta")])
    second, _ = _frames(text, [("l'association", "body", 0)], [])
    assert speech.credit(pd.concat([first, second], ignore_index=True), mentions).source_chain[1] == ["ouvertmer"]


def test_verbs_are_many_and_well_formed():
    forms = lexicon.verbs()
    verbs = {verb for found in forms.values() for verb in found}
    assert len({v.lemma for v in verbs}) > 200
    assert {v.commits_to for v in verbs} == {"asserts", "admits", "denies", "announces", "demands", "promises", "accuses", "judges"}
    assert all(set(v.syntax) <= set("qcnidmtk") for v in verbs)
    assert {"annonça", "répète", "rappelle", "dément", "reconnu"} <= set(forms)


def test_the_four_real_pages(nlp, shared):
    pages = [(shared / "seeds" / name).read_text("utf8") for name in sorted(p.name for p in (shared / "seeds").glob("00[123]*"))]
    credited = [{s["text"] for row in speech.statements(nlp(page)) for s in row["sources"]} for page in pages]
    assert any("presse coréenne" in text for text in credited[0])
    assert any("presse centrale coréenne" in text for text in credited[1])
    assert {"KCNA", "L’entreprise"} <= credited[2] and any("ambassade de russie" in text.lower() for text in credited[2])
