"""An article as it was found: in a file of its own, or as one record of many; and the limits set to all of them."""

from __future__ import annotations

import ctypes
import io
import lzma
import re
import signal
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from helpers.articles.files import RULES, Unreadable
from helpers.cleaning import Part

LIMITS = RULES["limits"]


@dataclass(frozen=True)
class Found:
    """One candidate article. `raw` is its text, or the parts its container tells apart; `stated` what the container
    says of it (title, outlet, url, published, byline, credit, id), `unread` the columns nobody read, `reason` why it
    gives no article."""

    source: str
    format: str = ""
    raw: str | tuple[Part, ...] = ""
    encoding: str = "utf-8"
    stated: Mapping[str, str] = field(default_factory=dict)
    digest: str | None = None
    reason: str | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a stream stands: its name in the tables, its own name, the study's columns, the bytes it may still unpack
    to (shared by all that stands in one file), how many archives deep, what the archive states of it."""

    source: str
    name: str
    columns: Mapping[str, str]
    allowance: list[int]
    depth: int = 0
    stated: Mapping[str, str] = field(default_factory=dict)

    def inside(self, name: str | None = None, **stated: str) -> Place:
        """The place of a member, or (without a name) of what a compressed file holds."""
        inner = re.sub(r"\.(gz|bz2|xz)$", "", self.name) if name is None else _safe(name)
        source = self.source if name is None else f"{self.source}/{inner}"
        return replace(self, source=source, name=inner, depth=self.depth + 1, stated={**self.stated, **stated})


def _safe(name: str) -> str:
    """The name of a member in the tables: never absolute, never upwards, without control characters.

    >>> _safe("../../etc/page 1.html"), _safe("C:\\\\a")
    ('etc/page 1.html', 'C:/a')
    """
    clean = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]", "_", name.replace("\\", "/"))[:300]
    return "/".join(part for part in clean.split("/") if part.strip(". ")) or "member"


class Bounded(io.RawIOBase):
    """What an archive unpacks to: it ends where damage is met, which is noted, as its last bytes are; reading beyond
    the allowance of the file it stands in raises `Unreadable`."""

    def __init__(self, stream: io.BufferedIOBase, allowance: list[int]) -> None:
        self.stream, self.allowance, self.damage, self.last = stream, allowance, None, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        read = getattr(self.stream, "read1", self.stream.read)  # what is there, before damage further on is met
        try:
            data = read(len(buffer))
        except (EOFError, OSError, zlib.error, lzma.LZMAError) as error:
            self.damage, data = error, b""
        self.allowance[0] -= len(data)
        if self.allowance[0] < 0:
            raise Unreadable(f"unpacks to more than {LIMITS['ratio']} times its size: unpack it by hand, if you trust it")
        buffer[:len(data)], self.last = data, (self.last + data)[-512:]
        return len(data)


class TooLong(BaseException):
    """The time allowed for one document is over; no library that catches every `Exception` on its way stops this."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `TooLong` in a body that takes longer: by an alarm in the main thread, else between two steps of Python."""
    ours = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
    ident, over = threading.get_ident(), ctypes.py_object(TooLong)
    timer = threading.Timer(seconds, lambda: ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), over))
    before = signal.signal(signal.SIGALRM, _ring) if ours else timer.start()
    try:
        _ = signal.setitimer(signal.ITIMER_REAL, seconds, 1) if ours else None
        yield
    finally:
        timer.cancel()
        _ = ours and (signal.setitimer(signal.ITIMER_REAL, 0), signal.signal(signal.SIGALRM, before))


def _ring(*_: object) -> None:
    raise TooLong
