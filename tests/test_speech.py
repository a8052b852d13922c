"""Quotations, attribution and statements, on cases written for the purpose (tests/cases/speech.jsonl)."""

import json
from pathlib import Path

import pandas as pd
import pytest

from helpers import speech
from helpers.speech import quotations

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases" / "speech.jsonl").read_text("utf8").splitlines()]


def _same(expected: str, found: str | None) -> bool:
    return found is not None and (expected.lower() in found.lower() or found.lower() in expected.lower())


def _statement(found: list[dict], words: str) -> dict | None:
    holding = [s for s in found if words in s["text"]]
    return min(holding, key=lambda s: len(s["text"]), default=None)


def errors(nlp, case: dict) -> list[str]:
    """What a case expects and the doc does not give."""
    doc = nlp(case["text"])
    found, wrong = speech.statements(doc), []
    speakers = {doc.text[a:b]: span._.speaker for (a, b, _, _), span in zip(doc.user_data["quotations"], doc.spans["quotations"])}
    for words, speaker in case.get("quotations", []):
        who = speakers[words].text if speakers.get(words) is not None else None
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
