"""A candidate where it stands in its text: the words beside it, its capitals, its head in the parse."""
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from helpers.dates.lexicon import Lexed


@dataclass(frozen=True)
class Place:
    """A candidate by its first and last word in the lexed text, and its meaning (spec); `doc` may lack a parse."""
    lexed: Lexed
    doc: Doc
    first: int
    last: int
    spec: dict

    def left(self, number: int = 1) -> str:
        """The word so many places before the candidate, in normal form; a line end where there is none."""
        return self.lexed.words[self.first - number] if self.first >= number else "\n"

    def right(self, number: int = 1) -> str:
        """The word so many places after the candidate."""
        at = self.last + number
        return self.lexed.words[at] if at < len(self.lexed.words) else "\n"

    def symbol(self) -> str:
        """The symbol of the word after the candidate; empty where there is none."""
        return self.lexed.symbols[self.last + 1:self.last + 2]

    @property
    def words(self) -> list[str]:
        return self.lexed.words[self.first:self.last + 1]

    @property
    def span(self) -> tuple[int, int]:
        return self.lexed.spans[self.first][0], self.lexed.spans[self.last][1]

    @property
    def raw(self) -> str:
        return self.lexed.text[slice(*self.span)]

    def capital(self) -> bool:
        """Whether the candidate's last word has a capital that no sentence start explains."""
        explained = self.first == self.last and self.left() in "\n.:!?«\"-–—"
        return self.lexed.text[self.lexed.spans[self.last][0]].isupper() and not explained

    def counts(self) -> bool:
        """Whether a plural noun follows, of which the candidate is the number (« en 2000 exemplaires »)."""
        span = self.tokens()
        after = self.doc[span.end] if span and span.end < len(self.doc) else None
        return after is not None and after.pos_ == "NOUN" and "Plur" in after.morph.get("Number")

    def tokens(self) -> Span | None:
        """The candidate in the parse; None where there is none."""
        span = self.doc.char_span(*self.span, alignment_mode="expand")
        return span if span and span[0].dep else None
