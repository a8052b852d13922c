"""Figures, tables and sentences for notebooks. Takes DataFrames, knows nothing of where they come from.

A figure function gives a matplotlib `Figure` (or `Nothing`, with the reason); `show` saves it beside its data and
displays it with its text alternative.
"""

from helpers.charts.claims import who_relies_on_whom, who_tells_what
from helpers.charts.output import literal, save, say, show, table
from helpers.charts.pages import known_of_articles, page_parts
from helpers.charts.people import VERDICTS, spellings, who_acts_with_whom, who_is_named
from helpers.charts.shares import how_right, patterns, what_it_is_called
from helpers.charts.style import KINDS, Nothing, count, day, days, key, kind_of, listed, nothing, ranked, short
from helpers.charts.timeline import affair, lag, undated
from helpers.charts.wordings import shared_passages, wordings
