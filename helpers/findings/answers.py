"""What the notebooks found, in sentences made from the tables: true for whatever study is read.

Each function gives a list of sentences in Markdown, the most important first; words of articles are escaped.
"""

from __future__ import annotations

import pandas as pd

from helpers.charts import count, day, days, listed, literal, ranked
from helpers.findings.accuracy import measured
from helpers.findings.articles import by_name, known, page_parts
from helpers.findings.claims import claim_cells, main_event, own_share, reliance, shared
from helpers.findings.episodes import at_a_glance, dropped, patterns, side_by_side
from helpers.findings.people import (VERDICTS, acting, company, descriptions, joined, main_person, named, spellings,
                                     titles)
from helpers.findings.press import Press
from helpers.findings.terms import naming
from helpers.findings.time import affair, doubtful_times, events_told, lags, undated

_DIFFER = {"number": "numbers", "date": "dates", "role": "offices", "name": "spelling", "naming": "the name chosen",
           "first": "what is called a first", "who": "who did it"}


def _tallied(counts: pd.Series, most: int = 4) -> str:
    """Names with their numbers, in a sentence."""
    return listed([f"{literal(name)} ({n})" for name, n in counts.items()], most)


def on_pages(press: Press) -> list[str]:
    """What was read, what was taken out, what is known of each article."""
    parts, rejected, copies = page_parts(press), len(press.rejected), int(press.articles.duplicate_of.notna().sum())
    n, outlets = count(len(press.articles), "article"), count(press.articles.outlet.nunique(), "outlet")
    twice = count(copies, "article copies another and counts", "articles copy another and count")
    said = [f"**{n}** of {outlets} were read, "
            + (f"{count(rejected, 'file')} could not be" if rejected else "no file was turned away")
            + f", {twice} once" * bool(copies) + "."]
    out = parts.characters.where(~parts.part.isin(["headline", "body"]), 0)
    pages = parts.assign(out=out).groupby("article_id")[["out", "characters"]].sum()
    if whole := pages.characters.sum():
        worst = (pages.out / pages.characters).max()
        said += [f"**{pages.out.sum() / whole:.0%}** of what the pages hold is not article and was set aside, in "
                 f"{count(len(press.removed), 'passage')}, each with its reason"
                 + f"; the worst page loses {worst:.0%}" * bool(len(press.removed)) + "."]
    dates = known(press).query("field == 'date'").state.value_counts()
    said += [f"**{dates.get('stated', 0)}** of {n} state the day they appeared; {dates.get('inferred', 0)} could be "
             f"dated from what they say, {dates.get('missing', 0)} could not."]
    flags = press.articles["flags"].explode().value_counts().sort_index()
    return said + [f"Damage found in the texts and left as it is: {_tallied(flags)}."] * bool(len(flags))


def on_actors(press: Press) -> list[str]:
    """Who is named, under how many names, as what, beside whom."""
    rows = named(press)
    if not len(rows):
        return ["Nobody is named in this study."]
    totals, names = ranked(rows.groupby("name").n_mentions.sum()), press.actors.set_index("actor_id").name
    said = [f"**{literal(totals.index[0])}** is named most, {count(int(totals.iloc[0]), 'time')}"
            + f", before {_tallied(totals[1:4])}" * (len(totals) > 1) + "."]
    given = titles(press)[0]
    doubt = given[given.verdict.isin(["wrong", "outdated"])].drop_duplicates(["actor_id", "title", "article_id"])
    told = listed(f"{literal(row.name)} as « {literal(row.title)} »" for row in doubt.itertuples())
    said += on_person(press, main_person(press))[:1] + [
        f"**{count(len(doubt), 'title')}** given to a person {'is' if len(doubt) == 1 else 'are'} not what the "
        f"register has at that date{': ' * bool(told)}{told}."]
    for row in company(press)[1].head(1).itertuples():
        one, other = (literal(names.get(actor)) for actor in (row.actor_a, row.actor_b))
        said += [f"**{one}** and **{other}** share most sentences, {row.n}."]
    return said + on_names(press)


def on_person(press: Press, person: str | None) -> list[str]:
    """What one person is called, and as what, against the register."""
    forms = spellings(press, person)
    if not person or not len(forms):
        return []
    name, (given, held) = literal(forms.name.iloc[0]), titles(press, person)
    told = []
    for called, noun in (("name", "spelling"), ("description", "description")):
        if len(found := ranked(forms[forms.called == called].groupby("form").n.sum()).index):
            told += [f"{count(len(found), noun)} ({listed(map(literal, found), 8)})"]
    offices = [f"*{literal(row.office)}* ({day(row.first)} to {day(row.last)})".replace("unknown", "…")
               for row in held.itertuples()]
    verdicts = [f"{n} {verdict}" for verdict in reversed(VERDICTS) if (n := (given.verdict == verdict).sum())]
    doubt = by_name(press, given[given.verdict.isin(["wrong", "outdated"])].head(4))
    return [f"**{name}** goes by {' and '.join(told)}, in {count(forms.article_id.nunique(), 'article')}.",
            *[f"The register has {name} in {count(len(offices), 'office')}: {listed(offices)}."] * bool(offices),
            *[f"Articles give {name} a title {count(len(given), 'time')}: {listed(verdicts)}."] * bool(verdicts),
            *(f"{literal(row.outlet)} has {name} as « {literal(row.title)} », which is **{row.verdict}** on "
              f"{day(row.day)}: then *{literal(row.office_then) or 'none of the offices known'}*."
              for row in doubt.itertuples())]


def on_names(press: Press) -> list[str]:
    """How forms were joined, how capitals act, which phrases stay open."""
    accepted, (_, capitals), phrases = press.merges.accepted.astype(bool), acting(press), descriptions(press)
    several = (press.merges[accepted].groupby("actor_id").form.nunique() > 1).sum()
    left = count((~accepted).sum(), "suggestion to join forms was", "suggestions to join forms were")
    said = [f"{count(several, 'actor')} of {len(press.actors)} stand under several forms, "
            f"{count(len(joined(press)), 'form')} joined on evidence; {left} not taken."]
    for row in capitals.head(1).itertuples():
        said += [f"Capitals and seats of power act as their state {count(capitals.acts.sum(), 'time')} and are places "
                 f"{capitals.place.sum()}: most often {literal(row.text)}, {row.acts} and {row.place}."]
    n = phrases.groupby("standing").n.sum().reindex(["open", "resolved", "nameless"], fill_value=0)
    return said + [f"Of {count(n.sum(), 'description')}, {n.resolved} were given to a person or body and {n.nameless} "
                   f"are sources that no name fits; {count(n.open, 'stays', 'stay')} open."] * bool(len(phrases))


def on_time(press: Press) -> list[str]:
    """What happened when, when it was told, how the undated were dated."""
    events, told, none, late = events_told(press), affair(press), undated(press), lags(press)
    said = [f"**{count(len(events), 'event')}** are told; most told is « {literal(top.label)} » "
            f"({days(top.first, top.last)}), by {top.n_articles} of {count(told.article_id.nunique(), 'article')}."
            for top in events.dropna(subset=["first"]).head(1).itertuples()]
    said = said or ["No event could be placed in time."]
    widths = [(last - first).days + 1 for first, last in zip(none.earliest, none.latest) if pd.notna(first)]
    said += [f"**{len(widths)}** of {count(len(none), 'article')} that state no day could be dated from what they say"
             + (f", half of them to within {count(int(pd.Series(widths).median()), 'day')}." if widths else ".")
             if len(none) else "Every article states its day."]
    late = late[late.basis == "stated"]
    if len(late):
        middle = int(late.days.median())
        said += ["Half of the articles that state their day and report an event known to the day appear "
                 + (f"within **{count(middle, 'day')}** of it." if middle else "on the day **itself**.")]
    doubts = doubtful_times(press)
    flags = doubts["flags"].explode().value_counts().sort_index()
    return said + [f"{count(len(doubts), 'time expression')} of {len(press.timexes)} "
                   f"{'carries' if len(doubts) == 1 else 'carry'} a doubt: {_tallied(flags)}."] * bool(len(doubts))


def on_sources(press: Press) -> list[str]:
    """Who tells what, on whose word, in which words, with which contradictions."""
    event, said = main_event(press), []
    if event:
        rows, label = at_a_glance(press, event), press.events.set_index("event_id").label.get(event, event)
        cells = claim_cells(press, event)
        told = cells[~cells.state.isin(["silent", "away"])]
        by, firsts = told.groupby("claim_id").outlet.nunique(), (rows["first"].map(len) > 0).sum()
        named = [f"*{literal(column)}* is named by {count((rows[column].map(len) > 0).sum(), 'outlet')}, in "
                 f"{count(rows[column].explode().nunique(), 'way')}" for column in rows.columns[4:]]
        said = [f"On « {literal(label)} », {count(told.outlet.nunique(), 'outlet makes', 'outlets make')} "
                f"**{count(len(by), 'claim')}**: {(by > 1).sum()} told by more than one outlet, {(by == 1).sum()} by "
                f"one alone. Of {count(len(rows), 'outlet')} that report it or the days around it, "
                f"{count(firsts, 'speaks', 'speak') if firsts else 'none speaks'} of a first"
                + f"; {listed(named)}" * bool(named) + "."]
    links = reliance(press)
    direct, cited = links[links.target_kind == "outlet"], ranked(links[links.source != ""].groupby("source").n.sum())
    if len(direct):
        alone, whole = direct[direct.source == ""].n.sum(), direct.n.sum()
        said += [f"**{alone / whole:.0%}** of {count(whole, 'statement')} name no source"
                 + f"; relied on most: {_tallied(cited, 3)}" * bool(len(cited)) + "."]
    conflicts = press.conflicts.drop_duplicates("conflict_id").kind.map(_DIFFER).value_counts().sort_index()
    kinds = listed((f"{n} in {kind}" for kind, n in conflicts.items()), 7)
    said += [f"**{count(conflicts.sum(), 'difference')}** between accounts: {kinds}." if kinds
             else "No difference between accounts was found."]
    rates, pairs = naming(press)[0], len(shared(press))
    solid = (~rates.chance.astype(bool)).sum()
    differ = count(solid, "naming choice differs", "naming choices differ") if solid else "No naming choice differs"
    said += [f"{differ} between kinds of outlet by more than chance."] * bool(len(rates))
    return said + [f"{count(pairs, 'pair')} of articles share{'s' * (pairs == 1)} passages word for word; the least "
                   f"original article has {own_share(press).own_share.min():.0%} text of its own."] * bool(pairs)


def on_episode(press: Press, event_id: str | None) -> list[str]:
    """How the outlets that report an event differ: whom they credit, what they call things, what they call a first."""
    rows = at_a_glance(press, event_id)
    if len(rows) < 2:
        return ["No two outlets report this event."]
    credited = rows.sources.explode().value_counts().head(1)
    said = [f"**{len(rows)} outlets** report it or what happened within two weeks of it; "
            + "".join(f"{literal(source)} is credited by {n} of them, " for source, n in credited.items())
            + f"{(rows.sources.map(len) == 0).sum() or 'none'} without naming anyone."]
    for column in rows.columns[4:]:
        terms = rows[column].explode().dropna().unique()
        said += [f"*{literal(column)}*: named by {(rows[column].map(len) > 0).sum()} of {len(rows)}, in "
                 f"{count(len(terms), 'way')}: {listed([f'« {literal(term)} »' for term in terms], 8)}."]
    if users := (rows["first"].map(len) > 0).sum():
        said += [f"*a first*: {users} of {len(rows)} {'says' if users == 1 else 'say'} that something happens for the "
                 f"first time since …, in {count(rows['first'].explode().nunique(), 'wording')}."]
    return said


def on_clients(press: Press, event_id: str | None) -> list[str]:
    """What clients of agencies leave out of what those passed on about an event."""
    rows = by_name(press, dropped(press, event_id).sort_values("kept", ascending=False, kind="stable"))
    said = [f"{literal(agency)}: of {count(passed, 'claim')} printed on its word, "
            f"{listed([f'{literal(row.outlet)} tells {row.kept}' for row in group.itertuples()], 9)}."
            for (passed, agency), group in sorted(rows.groupby(["passed_on", "agency"]), key=lambda pair: -pair[0][0])]
    return said or ["No two outlets name the same agency on this event."]


def on_difference(press: Press, event_id: str | None) -> list[str]:
    """The two sentences that differ most tellingly on an event, what differs in bold."""
    said = []
    for row in by_name(press, side_by_side(press, event_id)).itertuples():
        before, value, after = row.sentence.partition(row.value)
        gaps = [" " * text.isspace() for text in (before[-1:], after[:1])]
        said += [f"{literal(row.outlet)}: « {literal(before)}{gaps[0]}**{literal(value)}**{gaps[1]}{literal(after)} »"
                 if value else f"{literal(row.outlet)} (**{literal(row.value)}**): « {literal(row.sentence)} »"]
    return said or ["No two sentences about it contradict each other."]


def on_patterns(press: Press) -> list[str]:
    """What sets kinds of outlet apart over all events, as far as it is more than chance."""
    rows, said = patterns(press), []
    for share, what, of in (("no_source", "name no source for", " of their statements"),
                            ("told", "tell, of the claims that two other outlets tell,", "")):
        known = rows[rows[share].notna() & (rows.outlets > 1)].sort_values(share, kind="stable")
        if len(known) > 1:
            least, most = known.iloc[0], known.iloc[-1]
            said += [f"Outlets of kind *{most.kind}* {what} **{most[share]:.0%}**{of}, those of kind *{least.kind}* "
                     f"{least[share]:.0%}: the intervals "
                     + ("do not touch." if most[f"{share}_low"] > least[f"{share}_high"] else
                        "overlap, so that this may be chance.")]
    few = rows[rows.statements < 100]
    few = listed([f"*{kind}* ({n})" for kind, n in zip(few.kind, few.statements)], 8)
    return said + [f"Few statements stand behind {few}: one article more could turn them."] * bool(few) or [
        "There is one kind of outlet only."]


def on_accuracy(scores: pd.DataFrame, errors: pd.DataFrame) -> list[str]:
    """How right the tables are, by gold."""
    if not len(measured(scores)):
        return ["This study has no hand annotation (`gold/`), so nothing here says how right its tables are. The "
                "figures of the worked corpus are the nearest guess."]
    f1 = scores[scores.gold > 0].sort_values("f1", ascending=False, kind="stable")
    best, worst = f1.iloc[0], f1.iloc[-1]
    return [f"Of {count(len(f1), 'measure')}, the most trustworthy is **{best.table}: {best.measure}** (F1 "
            f"{best.f1:.0%}), the least **{worst.table}: {worst.measure}** (F1 {worst.f1:.0%}).",
            f"{count(len(errors), 'error is', 'errors are')} listed below, each with what was expected and found.",
            f"{(f1.f1 < 0.8).sum()} of {len(f1)} measures stay below 80 %: what rests on them is to be read with its "
            "sentences at hand."]
