"""French time expressions: found in a text, given TIMEX3 values and days.

A spaCy component, `timexes`, puts them in `doc.spans["timexes"]`, each span with `span._.timex`; publication day in
`doc._.published`. Standard: ISO-TimeML as in the French TimeBank. Grammar and vocabulary are data
(helpers/data/dates_rules.toml, dates_words.toml).
"""
from helpers.dates.component import find, timexes
from helpers.dates.resolution import resolve
from helpers.dates.table import resolve_table
from helpers.dates.timex import Timex

__all__ = ["Timex", "find", "resolve", "resolve_table", "timexes"]
