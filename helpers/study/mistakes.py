"""What a user can mend, said in one line: a mistake of hers, what a system forbids, a package that is missing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from pathlib import Path


class StudyError(Exception):
    """A mistake that the user can mend: one line that says what is wrong and what to do."""


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Say in one line, as `StudyError`, what the system does not let us do in a folder; it is made, if it is not
    there."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise StudyError(f"{error.filename or place} cannot be written ({error.strerror or error}). Make room there, or "
                         "take the right to write, or choose another place. Then run the same command again.") from None
    except BrokenExecutor:
        raise StudyError("a process was ended from outside, as a system does that has no memory left. Close other "
                         "programs, then run the same command again.") from None


@contextmanager
def needed(what: str, extra: str) -> Iterator[None]:
    """Say in one line which extra of ours brings a package that something needs and that is not installed."""
    try:
        yield
    except ImportError as error:
        raise StudyError(f"{what} needs {error.name or error}: pip install 'lectures-croisees[{extra}]'") from None
