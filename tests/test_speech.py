"""Quotations, attribution and statements, on cases written for the purpose."""
import json
from pathlib import Path

import pandas as pd
import pytest

from helpers import speech
from helpers.speech.quotations import find

CASES = Path(__file__).parent / "cases"


def test_quotations_without_a_parse():
    text = "Il parle d' »occasion rare » puis se tait."
    assert [text[q.start:q.end] for q in find(text)] == ["occasion rare"]
