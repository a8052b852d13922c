"""Where a candidate stands in its text: the words beside it, its capitals, its head in the parse."""
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from helpers.dates.lexicon import Lexed


@dataclass(frozen=True)
class Place:
    """A candidate by its first and last word in the lexed text; `doc` may lack a parse."""
    lexed: Lexed
    first: int
    last: int
    text: str
    doc: Doc

    def left(self, number: int = 1) -> str:
        """The word so many places before the candidate, in normal form; a line end where there is none."""
        return self.lexed.words[self.first - number] if self.first >= number else "\n"

    def right(self, number: int = 1) -> str:
        """The word so many places after the candidate."""
        at = self.last + number
        return self.lexed.words[at] if at < len(self.lexed.words) else "\n"

    def symbol(self, offset: int) -> str:
        """The symbol of a word beside the candidate: -1 the one before, 1 the one after; empty where there is none."""
        at = self.first + offset if offset < 0 else self.last + offset
        return self.lexed.symbols[at] if 0 <= at < len(self.lexed.symbols) else ""

    @property
    def words(self) -> list[str]:
        return self.lexed.words[self.first:self.last + 1]

    @property
    def start(self) -> int:
        return self.lexed.spans[self.first][0]

    @property
    def end(self) -> int:
        return self.lexed.spans[self.last][1]

    @property
    def raw(self) -> str:
        return self.text[self.start:self.end]

    def capital(self, index: int = -1) -> bool:
        """Whether a word of the candidate has a capital that no sentence start explains."""
        start = self.lexed.spans[(self.first if index >= 0 else self.last + 1) + index][0]
        return self.text[start].isupper() and not (start == self.start and self.left() in "\n.:!?«\"-–—")

    def head(self) -> Token | None:
        """The syntactic head of the candidate; None without a parse."""
        if not self.doc.has_annotation("DEP"):
            return None
        span = self.doc.char_span(self.start, self.end, alignment_mode="expand")
        return span.root if span is not None and len(span) else None
