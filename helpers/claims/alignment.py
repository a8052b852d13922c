"""Claims: one proposition under its several wordings."""
from __future__ import annotations

from itertools import product, starmap
from statistics import mode

import numpy as np
import pandas as pd

from helpers.articles import slug
from helpers.claims import likeness, quotations
from helpers.claims.likeness import Alike, Profiles
from helpers.events.affairs import Affairs
from helpers.events.corrections import quoted
from helpers.events.facts import Reader
from helpers.events.labels import numbered

COLUMNS = ["claim_id", "event_id", "text", "n_articles", "status"]
SAME, QUOTED = 0.47, 0.15


def align(statements: pd.DataFrame, mentions: pd.DataFrame, timexes: pd.DataFrame, events: pd.DataFrame,
          articles: pd.DataFrame, corrections: pd.DataFrame | None = None, profiles: Profiles | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Claims, and the statements with `claim_id`, `alignment` (0–1: mean likeness to the rest of the claim; 1 where
    alone) and `quote_group`.

    Statements are compared by predicate, people, places, numbers and times, then by wording, and are more alike where
    they render one quotation; the groups are average-link, so that one odd pair does not chain two claims. A denial
    belongs to the claim it denies. Precision goes before recall: distant paraphrases stay apart. Not to be trusted where clauses were cut badly. `corrections` (what: same
    claim or different claim; article, target and value: words of two statements) win. profiles: of these statements,
    where they are made already.

    Claims: columns of the design and `status` (that of most of its statements).
    """
    profiles = profiles or profiles_of(statements, mentions, timexes)
    statements, affairs = quotations.grouped(statements, mentions, events), Affairs(mentions, articles)
    alike, quote = profiles.alike, statements.set_index("statement_id")["quote_group"].reindex(list(profiles.ids))
    group = pd.factorize(quote)[0]
    more = QUOTED * ((group[alike.one] == group[alike.other]) & (group[alike.one] >= 0))
    alike = Alike(np.rec.fromarrays((alike.one, alike.other, np.minimum(alike.value + more, 1))), 0)

    def may_join(one: list[int], other: list[int], _: dict) -> bool:
        pages = [{(profiles.events[i], profiles.homes[i]) for i in side} for side in (one, other)]
        kin = all(a[0] == b[0] is not None or affairs.one(a[1], b[1]) for a, b in product(*pages))
        return kin and not any(starmap(profiles.at_odds, product(one, other)))
    groups = alike.groups(len(profiles), SAME, may_join)
    groups = _corrected(groups, profiles, corrections, statements, articles)
    claim_of, alignment, rows, taken = np.empty(len(profiles), dtype=object), np.ones(len(profiles)), [], set()
    for members in groups:
        known = alike.among(members) if len(members) > 1 else {}
        rows.append(_row(members, profiles, taken))
        for i in members:
            links = [known.get((min(i, j), max(i, j)), 0.0) for j in members if j != i]
            claim_of[i], alignment[i] = rows[-1][0], round(sum(links) / len(links), 4) if links else 1.0
    given = pd.DataFrame({"claim_id": claim_of, "alignment": alignment}, profiles.ids).reindex(statements.statement_id)
    found = pd.DataFrame(rows, columns=COLUMNS, dtype=object).sort_values("claim_id", ignore_index=True)
    found["text"] = found["text"].map(statements.set_index("statement_id")["text"]).astype(object)
    return found, statements.assign(**given.set_axis(statements.index))


def _corrected(groups: list[list[int]], profiles: Profiles, corrections: pd.DataFrame | None, statements: pd.DataFrame,
               articles: pd.DataFrame) -> list[list[int]]:
    """The groups as the analyst has them: hers joined whole, or one statement taken out of the other's group."""
    fixes = [] if corrections is None else corrections.to_dict("records")
    place = {statement_id: at for at, statement_id in enumerate(profiles.ids)} if fixes else {}
    for fix in fixes:
        mine, others = ([place[ids[0]] for ids in quoted(words, article, statements, articles) if ids[0] in place]
                        for words, article in ((fix["target"], fix["article"]), (fix["value"], "")))
        touched = [group for group in groups if set(group) & set(mine + others)]
        rest = [group for group in groups if group not in touched]
        if fix["what"] == "same claim" and mine and others:
            groups = [*rest, sorted(at for group in touched for at in group)]
        elif mine and others and not set(mine) & set(others):
            split = [[at for at in group if (at in mine) == side] if set(group) & set(others) else group if side else []
                     for group in touched for side in (True, False)]
            groups = [*rest, *(group for group in split if group)]
    return groups


def profiles_of(statements: pd.DataFrame, mentions: pd.DataFrame, timexes: pd.DataFrame) -> Profiles:
    """One profile per statement, in order of article and offset."""
    event_of = dict(zip(statements["statement_id"], statements["event_id"]))
    reader = Reader(statements, mentions, timexes)
    return Profiles([likeness.profile(fact, event_of.get(fact.statement_id)) for fact in reader.of(article_id)]
                    for article_id in reader.statements)


def _row(members: list[int], profiles: Profiles, taken: set[str]) -> list:
    """A claim, under a readable id: the event and the two most telling ideas of the wording that stands alone best,
    whose id is in the place of its text."""
    best, told = min(members, key=profiles.alone.__getitem__), [profiles.events[i] for i in members if profiles.events[i]]
    weights = profiles.features(best)
    core = sorted((f for f in weights if f[0] not in "@#="), key=lambda f: (-weights[f], f))[:2]
    words = sorted({profiles.predicates[best] or "", *core} - {""})
    taken.add(claim_id := numbered(f"{[*told, 'sans-evenement'][0]}--{slug('-'.join(words))}", taken))
    return [claim_id, mode(sorted(told)) if told else None, profiles.ids[best], len({profiles.homes[i] for i in members}),
            mode(sorted(profiles.status[i] for i in members))]
