"""Short marked-up stories as the tables the rooms take, without the model: for the tests of events and claims.

<s p e c q by sp st quote>: a statement with its predicate's lemma and what is expected of it; <m a k l form title metonym>: a
mention with its actor and the actor's kind; <t v>: a time expression with its resolved value.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd

SPAN = ["article_id", "sentence_id", "start", "end", "text", "label", "form", "actor_id", "is_metonym", "title", "type", "value", "earliest", "latest"]
CASES = Path(__file__).parent / "cases"


@dataclass
class Story:
    """The tables of one case; `expected` has statement_id, event, claim, quote (None where the case expects none),
    `conflicts` (kind, attribute, articles)."""

    articles: pd.DataFrame
    sentences: pd.DataFrame
    mentions: pd.DataFrame
    timexes: pd.DataFrame
    statements: pd.DataFrame
    datings: pd.DataFrame
    actors: pd.DataFrame
    expected: pd.DataFrame
    chronology: pd.DataFrame
    conflicts: set[tuple[str, str, str]]


def stories(name: str) -> list:
    """The cases of a file as (name, kind, Story)."""
    root = ElementTree.parse(CASES / name).getroot()
    return [(case.get("name"), case.get("kind"), _story(case)) for case in root.iter("case")]


def _story(case: ElementTree.Element) -> Story:
    rows: dict[str, list[dict]] = {name: [] for name in ("articles", "sentences", "mentions", "timexes", "statements", "datings", "expected")}
    kinds: dict[str, tuple[str, str]] = {}
    for node in case.iter("article"):
        _read(node, rows, kinds)
    actors = [{"actor_id": actor, "name": name, "kind": kind, "forms": [name]} for actor, (name, kind) in sorted(kinds.items())]
    known = [dict(node.attrib) for node in case.iter("known")]
    return Story(**{name: pd.DataFrame(found, columns=list(found[0]) if found else SPAN, dtype=object) for name, found in rows.items()},
                 actors=pd.DataFrame(actors, columns=["actor_id", "name", "kind", "forms"]),
                 conflicts={(node.get("kind"), node.get("attribute"), node.get("articles")) for node in case.iter("conflict")},
                 chronology=pd.DataFrame(known, columns=["event_id", "label", "start", "end", "kind", "place", "actors"],
                                         dtype=object).fillna(""))


def _read(node: ElementTree.Element, rows: dict, kinds: dict) -> None:
    article_id, text = node.get("id"), ""
    day = date.fromisoformat(node.get("published")) if node.get("published") else None
    sentence_id = 0

    def walk(part: ElementTree.Element) -> None:
        nonlocal text, sentence_id
        start = len(text)
        text += part.text or ""
        for child in part:
            walk(child)
            text += child.tail or ""
            sentence_id += (child.tail or "").strip().startswith(".")
        span = {"article_id": article_id, "sentence_id": sentence_id, "start": start, "end": len(text), "text": text[start:]}
        if part.tag == "m":
            kinds.setdefault(part.get("a"), (span["text"], part.get("k", "person")))
            rows["mentions"].append(span | {"label": part.get("l", "PER"), "form": part.get("form", "name"), "actor_id": part.get("a"),
                                            "is_metonym": part.get("metonym") == "yes", "title": part.get("title")})
        elif part.tag == "t":
            period = pd.Period(part.get("v"))
            rows["timexes"].append(span | {"type": "DATE", "value": part.get("v"), "mod": None, "range_id": None, "flags": [],
                                           "earliest": period.start_time.date(), "latest": period.end_time.date()})
        elif part.tag == "s":
            statement_id = f"{article_id}-{start}"
            rows["statements"].append(span | {
                "statement_id": statement_id, "predicate": part.get("p"), "negated": part.get("st") == "denied", "lemmas": None,
                "status": part.get("st", "factual"), "is_quote": part.get("quote") == "yes", "quote_text": None, "speaker": part.get("sp"),
                "speaker_text": part.get("sp"), "source_chain": (part.get("by") or "").split()})
            subject = part.find("m") if not (part.text or "").strip() else None
            rows["statements"][-1] |= {"subject_start": start if subject is not None else None,
                                       "subject_end": start + len(part.text or "") + len(subject.text) if subject is not None else None}
            rows["expected"].append({"statement_id": statement_id, "event": part.get("e"), "claim": part.get("c"), "quote": part.get("q")})

    walk(node)
    rows["sentences"].append({"article_id": article_id, "sentence_id": 0, "start": 0, "end": len(text)})
    rows["articles"].append({"article_id": article_id, "outlet": node.get("outlet", article_id), "text": text, "credit": node.get("credit"), "published": day})
    rows["datings"].append({"article_id": article_id, "published": day, "earliest": day, "latest": day, "best": day})


def together(found: pd.Series, expected: pd.Series) -> tuple[set, set]:
    """Pairs of positions that each side puts in one group."""
    return tuple({(i, j) for i, a in enumerate(side) for j, b in enumerate(side) if i < j and a and a == b} for side in (found, expected))
