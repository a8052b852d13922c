"""The record of a time expression."""
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Timex:
    """A time expression: its place, TIMEX3 type, value and modifier, the days it covers, and its unresolved meaning.

    start, end: code points in the text, end exclusive. earliest, latest: None for sets, vague references and what
    hangs on an unknown publication day. range_id: shared by the parts of a range, which carry the days of the whole.
    spec: JSON-ready meaning; always "kind", and where known year, month, day, weekday, tense, offset, unit, anchor …
    """
    start: int
    end: int
    text: str
    type: str = "DATE"
    value: str = "XXXX"
    mod: str | None = None
    earliest: date | None = None
    latest: date | None = None
    range_id: str | None = None
    flags: tuple[str, ...] = ()
    spec: dict = field(default_factory=dict, compare=False)
