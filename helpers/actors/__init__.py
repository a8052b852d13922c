"""Who is who: one actor for each person, state, organisation and place under every spelling; offices held to
account.
"""

from helpers.actors.identify import identify
from helpers.actors.offices import offices
from helpers.actors.sources import add_sources

__all__ = ["add_sources", "identify", "offices"]
