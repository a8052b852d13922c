"""Where articles contradict each other, or what is known: values side by side, each with its statement."""
from __future__ import annotations

import pandas as pd

from helpers.articles import slug
from helpers.claims import counts, days, firsts, naming
from helpers.claims.alignment import profiles_of
from helpers.claims.counts import Accounts
from helpers.claims.differences import differences
from helpers.claims.likeness import Profiles
from helpers.events.labels import numbered

COLUMNS = ["conflict_id", "event_id", "kind", "attribute", "article_id", "value", "statement_id", "supported"]


def conflicts(statements: pd.DataFrame, mentions: pd.DataFrame, timexes: pd.DataFrame, events: pd.DataFrame, articles: pd.DataFrame,
              terms: pd.DataFrame | None = None, known_actors: pd.DataFrame | None = None,
              datings: pd.DataFrame | None = None, profiles: Profiles | None = None, chronology: pd.DataFrame | None = None) -> pd.DataFrame:
    """Conflicts of kind number, date, first, who, role, name and naming, columns of the design.

    Numbers, days and agents are compared where two articles of one affair tell the same deed; compatible values (plus
    de 10 000, environ 11 000) are none. Offices and days that a register, the calendar or the page contradicts stand
    alone. `supported` is what registers and dated events say of a value, else null. Not to be trusted to say who is
    right: only that the articles differ.
    """
    profiles = profiles or profiles_of(statements, mentions, timexes)
    chosen = list(naming.terms_of(profiles, mentions, articles, terms))
    listed = {value.statement_id for *_, values in chosen for value in values}
    accounts = Accounts(mentions, articles, datings, events)
    differ = [row for row in differences(profiles, statements, mentions, accounts) if row[0] != "naming" or {v.statement_id for v in row[3]} - listed]
    found = [*counts.disagreements(profiles, articles, accounts), *differ, *firsts.disagreements(profiles, articles, accounts), *chosen,
             *naming.roles(profiles, mentions, known_actors, datings, accounts.days), *naming.spellings(profiles, mentions, known_actors),
             *days.doubted(profiles, timexes, articles, chronology)]
    rows, taken = [], set()
    for kind, attribute, event_id, values in found:
        taken.add(conflict_id := numbered(slug("-".join(filter(None, [kind, event_id, attribute]))), taken))
        rows += [[conflict_id, event_id, kind, attribute, v.article_id, v.value, v.statement_id, v.supported] for v in values]
    frame = pd.DataFrame(rows, columns=COLUMNS, dtype=object)
    return frame.sort_values(["conflict_id", "article_id", "value"], kind="stable", ignore_index=True)
