"""Speech: quotations, reporting and attribution; statements as the text makes them, with who is credited for each."""
from helpers.speech import quotations
from helpers.speech.assembly import attribution, statements
from helpers.speech.crediting import credit, source_id

__all__ = ["attribution", "credit", "quotations", "source_id", "statements"]
