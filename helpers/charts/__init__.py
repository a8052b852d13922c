"""Figures, tables and sentences for notebooks. Takes DataFrames, knows nothing of where they come from.

A figure function gives a matplotlib `Figure` (or `Nothing`, with the reason); `show` saves it beside its data and displays
it with its text alternative.
"""

from helpers.charts.output import literal, save, say, show, table
from helpers.charts.pages import known_of_articles, page_parts
from helpers.charts.people import spellings, who_acts_with_whom, who_is_named
from helpers.charts.style import KINDS, Nothing, count, day, days, key, kind_of, listed, nothing, short

__all__ = ["KINDS", "Nothing", "count", "day", "days", "key", "kind_of", "known_of_articles", "listed", "literal", "nothing",
           "page_parts", "save", "say", "short", "show", "spellings", "table", "who_acts_with_whom", "who_is_named"]
