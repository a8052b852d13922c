"""What the notebooks found, in sentences made from the tables: true for whatever study is read.

Each function gives a list of sentences in Markdown, the most important first; words of articles are escaped.
"""

from __future__ import annotations

import pandas as pd

from helpers.charts import count, day, days, listed, literal
from helpers.findings.accuracy import measured
from helpers.findings.articles import known, outlet_name, page_parts
from helpers.findings.claims import claim_cells, main_event, own_share, reliance, shared
from helpers.findings.episodes import at_a_glance, dropped, patterns, side_by_side
from helpers.findings.people import VERDICTS, acting, company, descriptions, joined, main_person, named, spellings, titles
from helpers.findings.press import Press
from helpers.findings.terms import naming
from helpers.findings.time import affair, doubtful_times, events_told, lags, undated


_DIFFER = {"number": "numbers", "date": "dates", "role": "offices", "name": "spelling", "naming": "the name chosen",
           "first": "what is called a first", "who": "who did it"}


def on_pages(press: Press) -> list[str]:
    """What was read, what was taken out, what is known of each article."""
    parts, rejected, copies = page_parts(press), len(press.rejected), int(press.articles.duplicate_of.notna().sum())
    whole = parts.characters.sum()
    removed = parts[~parts.part.isin(["headline", "body"])]
    by_page = removed.groupby("article_id").characters.sum() / parts.groupby("article_id").characters.sum()
    said = [f"**{count(len(press.articles), 'article')}** of {count(press.articles.outlet.nunique(), 'outlet')} " "were read"
            + (f", {count(rejected, 'file')} could not be" if rejected else ", no file was turned away")
            + (f", {count(copies, 'article copies', 'articles copy')} another and "
               f"count{'s' if copies == 1 else ''} once." if copies else ".")]
    if whole:
        said += [f"**{removed.characters.sum() / whole:.0%}** of what the pages hold is not article and was set " "aside, in "
                 f"{count(len(press.removed), 'passage')}, each with its reason"
                 + (f"; the worst page loses {by_page.max():.0%}." if by_page.notna().any() else ".")]
    dates = known(press).query("field == 'date'").state.value_counts()
    said += [f"**{dates.get('stated', 0)}** of {count(len(press.articles), 'article')} state the day they appeared; "
             f"{dates.get('inferred', 0)} could be dated from what they say, {dates.get('missing', 0)} could not."]
    flags = press.articles["flags"].explode().dropna().value_counts()
    return said + ["Damage found in the texts and left as it is: "
                   f"{listed(f'{name} ({n})' for name, n in sorted(flags.items()))}."] * bool(len(flags))


def on_actors(press: Press) -> list[str]:
    """Who is named, under how many names, as what, beside whom."""
    rows, person = named(press), main_person(press)
    if not len(rows):
        return ["Nobody is named in this study."]
    totals = rows.groupby("name").n_mentions.sum().sort_values(ascending=False, kind="stable")
    said = [f"**{literal(totals.index[0])}** is named most, {count(int(totals.iloc[0]), 'time')}" + (
        ", before " + listed([f"{literal(name)} ({n})" for name, n in totals.iloc[1:4].items()]) if len(totals) > 1 else "") + "."]
    given, names = titles(press)[0], press.actors.set_index("actor_id").name
    doubt = given[given.verdict.isin(["wrong", "outdated"])].drop_duplicates(["actor_id", "title", "article_id"])
    told = [f"{literal(names.get(row.actor_id, row.actor_id))} as « {literal(row.title)} »" for row in doubt.itertuples()]
    said += on_person(press, person)[:1] + [
        f"**{count(len(doubt), 'title')}** given to a person {'is' if len(doubt) == 1 else 'are'} not what the register has at that "
        f"date{': ' * bool(told)}{listed(told)}."]
    _, edges = company(press)
    if len(edges):
        said += [f"**{literal(names.get(edges.actor_a[0]))}** and **{literal(names.get(edges.actor_b[0]))}** share "
                 f"most sentences, {edges.n[0]}."]
    return said + on_names(press)


def on_person(press: Press, person: str | None) -> list[str]:
    """What one person is called, and as what, against the register."""
    forms = spellings(press, person)
    if not person or not len(forms):
        return []
    names = forms.groupby(["called", "form"]).n.sum().sort_values(ascending=False, kind="stable")
    told = [f"{count(len(found), noun)} ({listed([literal(form) for form in found], 8)})" for kind, noun in
            (("name", "spelling"), ("description", "description")) if len(found := [form for called, form in names.index if called == kind])]
    name, (given, held) = literal(forms.name.iloc[0]), titles(press, person)
    said = [f"**{name}** goes by {' and '.join(told)}, in {count(forms.article_id.nunique(), 'article')}."]
    offices = [f"*{literal(row.office)}* ({day(row.first) if row.first else '…'} to {day(row.last) if row.last else '…'})"
               for row in held.itertuples()]
    said += [f"The register has {name} in {count(len(offices), 'office')}: {listed(offices)}."] * bool(offices)
    verdicts = [f"{n} {verdict}" for verdict in reversed(VERDICTS) if (n := int((given.verdict == verdict).sum()))]
    said += [f"Articles give {name} a title {count(len(given), 'time')}: {listed(verdicts)}."] * bool(len(given))
    return said + [f"{literal(outlet_name(press, row.outlet))} has {name} as « {literal(row.title)} », which is **{row.verdict}** on "
                   f"{day(row.day)}: then *{literal(row.office_then) or 'none of the offices known'}*."
                   for row in given[given.verdict.isin(["wrong", "outdated"])].head(4).itertuples()]


def on_names(press: Press) -> list[str]:
    """How forms were joined, how capitals act, which phrases stay open."""
    accepted, joins, (_, capitals), phrases = press.merges.accepted.astype(bool), joined(press), acting(press), descriptions(press)
    several = int((press.merges[accepted].groupby("actor_id").form.nunique() > 1).sum())
    open_ = count(int((~accepted).sum()), "suggestion to join forms was", "suggestions to join forms were")
    said = [f"{count(several, 'actor')} of {len(press.actors)} stand under several forms, {count(len(joins), 'form')} joined on "
            f"evidence; {open_} not taken."]
    if len(capitals):
        said += [f"Capitals and seats of power act as their state {count(int(capitals.acts.sum()), 'time')} and are places "
                 f"{int(capitals.place.sum())}: most often {literal(capitals.text[0])}, {capitals.acts[0]} and {capitals.place[0]}."]
    standing = phrases.groupby("standing").n.sum()
    return said + [f"Of {count(int(standing.sum()), 'description')}, {standing.get('resolved', 0)} were given to a person or body and "
                   f"{standing.get('nameless', 0)} are sources that no name fits; {count(int(standing.get('open', 0)), 'stays', 'stay')} open."] * bool(len(phrases))


def on_time(press: Press) -> list[str]:
    """What happened when, when it was told, how the undated were dated."""
    events, told, none = events_told(press), affair(press), undated(press)
    dated = events[events["first"].notna()]
    said = []
    if len(dated):
        top = dated.iloc[0]
        said += [f"**{count(len(events), 'event')}** are told; most told is « {literal(top.label)} » "
                 f"({days(top['first'], top['last'])}), by " f"{top.n_articles} of {count(told.article_id.nunique(), 'article')}."]
    else:
        said += ["No event could be placed in time."]
    found = none[none.earliest.notna()]
    widths = pd.Series([(last - first).days + 1 for first, last in zip(found.earliest, found.latest)], dtype=float)
    said += [f"**{len(found)}** of {count(len(none), 'article')} that state no day could be dated from what they say"
             + (f", half of them to within {count(int(widths.median()), 'day')}." if len(found)
                else ".")] if len(none) else ["Every article states its day."]
    late = lags(press)
    if len(late):
        middle = int(late.days.astype(float).median())
        when = f"within **{count(middle, 'day')}** of it" if middle else "on the day **itself**"
        said += [f"Half of the articles that report an event known to the day appear {when}."]
    doubts = doubtful_times(press)
    kinds = doubts["flags"].explode().value_counts()
    return said + [f"{count(len(doubts), 'time expression')} of {len(press.timexes)} carry a doubt: "
                   f"{listed(f'{name} ({n})' for name, n in sorted(kinds.items()))}."] * bool(len(doubts))


def on_sources(press: Press) -> list[str]:
    """Who tells what, on whose word, in which words, with which contradictions."""
    event, said = main_event(press), []
    if event:
        cells, rows = claim_cells(press, event), at_a_glance(press, event)
        told = cells[cells.state.isin(["own", "reported", "contradicted"])]
        by = told.groupby("claim_id").outlet.nunique()
        label = press.events.set_index("event_id").label.get(event, event)
        named = [(column, rows[rows[column].map(len) > 0][column]) for column in rows.columns[4:]]
        named = [f"*{literal(column)}* is named by {len(used)}, in {count(used.explode().nunique(), 'way')}" for column, used in named]
        firsts = int((rows["first"].map(len) > 0).sum())
        said += [f"On « {literal(label)} », {count(told.outlet.nunique(), 'outlet')} make "
                 f"**{count(len(by), 'claim')}**: {int((by > 1).sum())} are told by more "
                 f"than one outlet, {int((by == 1).sum())} by one alone. "
                 f"Of {count(len(rows), 'outlet')} that report it or the days around it, "
                 f"{count(firsts, 'speaks', 'speak') if firsts else 'none speaks'} of a first" + f"; {listed(named)}" * bool(named) + "."]
    links = reliance(press)
    direct = links[links.target_kind == "outlet"]
    if len(direct):
        alone, cited = direct[direct.source == ""].n.sum(), links[links.source != ""].groupby("source").n.sum()
        cited = cited.sort_values(ascending=False, kind="stable")
        said += [f"**{alone / direct.n.sum():.0%}** of {count(int(direct.n.sum()), 'statement')} name no source" + (
            f"; relied on most: {listed([f'{literal(name)} ({n})' for name, n in cited.items()], 3)}." if len(cited) else ".")]
    conflicts = press.conflicts.drop_duplicates("conflict_id").kind.map(_DIFFER).value_counts()
    said += [f"**{count(int(conflicts.sum()), 'difference')}** between accounts: "
             f"{listed((f'{n} in {kind}' for kind, n in conflicts.sort_index().items()), 7)}."
             if len(conflicts) else "No difference between accounts was found."]
    rates, _ = naming(press)
    solid = int((~rates.chance.astype(bool)).sum())
    if len(rates):
        differ = count(solid, "naming choice differs", "naming choices differ") if solid else "No naming choice differs"
        said += [f"{differ} between kinds of outlet by more than chance."]
    shares = own_share(press)
    if len(pairs := shared(press)):
        said += [f"{count(len(pairs), 'pair')} of articles share passages word for word; the least original "
                 f"article has {shares.own_share.min():.0%} text of its own."]
    return said


def on_episode(press: Press, event_id: str | None) -> list[str]:
    """How the outlets that report an event differ: whom they credit, what they call things, what they call a first."""
    rows = at_a_glance(press, event_id)
    if len(rows) < 2:
        return ["No two outlets report this event."]
    sources = rows.sources.explode().dropna().value_counts()
    said = [f"**{len(rows)} outlets** report it or what happened within two weeks of it; "
            + (f"{literal(sources.index[0])} is credited by {sources.iloc[0]} of them, " if len(sources) else "")
            + f"{int((rows.sources.map(len) == 0).sum()) or 'none'} without naming anyone."]
    for referent in rows.columns[4:]:
        used = rows[rows[referent].map(len) > 0]
        terms = used[referent].explode().drop_duplicates()
        said += [f"*{literal(referent)}*: named by {len(used)} of {len(rows)}, in {count(len(terms), 'way')}: "
                 f"{listed([f'« {literal(term)} »' for term in terms], 8)}."]
    first = rows[rows["first"].map(len) > 0]
    return said + [f"*a first*: {len(first)} of {len(rows)} {'says' if len(first) == 1 else 'say'} that something happens for the first "
                   f"time since …, in {count(first['first'].explode().nunique(), 'wording')}."] * bool(len(first))


def on_clients(press: Press, event_id: str | None) -> list[str]:
    """What clients of agencies leave out of what those passed on about an event."""
    said = []
    for agency, group in dropped(press, event_id).groupby("agency", sort=False):
        group = group.sort_values(["kept", "outlet"], ascending=[False, True])
        said += [f"{literal(agency)}: of {count(int(group.passed_on.iloc[0]), 'claim')} printed on its word, "
                 + listed([f"{literal(outlet_name(press, row.outlet))} tells {row.kept}" for row in group.itertuples()], 9) + "."]
    return said or ["No two outlets name the same agency on this event."]


def on_difference(press: Press, event_id: str | None) -> list[str]:
    """The two sentences that differ most tellingly on an event, what differs in bold."""
    said = []
    for row in side_by_side(press, event_id).itertuples():
        before, value, after = row.sentence.partition(row.value)
        gaps = [" " * text.isspace() for text in (before[-1:], after[:1])]
        words = gaps[0].join([literal(before), f"**{literal(value)}**"]) + gaps[1] + literal(after) if value else literal(row.sentence)
        other = "" if value else f" (**{literal(row.value)}**)"
        said += [f"{literal(outlet_name(press, row.outlet))}{other}: « {words} »"]
    return said or ["No two sentences about it contradict each other."]


def on_patterns(press: Press) -> list[str]:
    """What sets kinds of outlet apart over all events, as far as it is more than chance."""
    rows, said = patterns(press), []
    for share, low, high, what in (("no_source", "no_source_low", "no_source_high", "name no source for"),
                                   ("told", "told_low", "told_high", "tell, of the claims that two other outlets tell,")):
        known = rows[rows[share].notna() & (rows.outlets > 1)].sort_values(share, kind="stable")
        if len(known) > 1:
            least, most = known.iloc[0], known.iloc[-1]
            apart = most[low] > least[high]
            said += [f"Outlets of kind *{most.kind}* {what} **{most[share]:.0%}**{' of their statements' * (share == 'no_source')}, "
                     f"those of kind *{least.kind}* {least[share]:.0%}: "
                     + ("the intervals do not touch." if apart else "the intervals overlap, so that this may be chance.")]
    few = rows[rows.statements < 100]
    return said + [f"Few statements stand behind {listed([f'*{kind}* ({n})' for kind, n in zip(few.kind, few.statements)], 8)}: "
                   "one article more could turn them."] * bool(len(few)) or ["There is one kind of outlet only."]


def on_accuracy(scores: pd.DataFrame, errors: pd.DataFrame) -> list[str]:
    """How right the tables are, by gold."""
    rows = measured(scores)
    if not len(rows):
        return ["This study has no hand annotation (`gold/`), so nothing here says how right its tables are. The "
                "figures of the worked corpus are the nearest guess."]
    f1 = scores[scores.gold > 0].sort_values("f1", ascending=False, kind="stable")
    best, worst = f1.iloc[0], f1.iloc[-1]
    return [f"Of {count(len(f1), 'measure')}, the most trustworthy is **{best.table}: {best.measure}** (F1 "
            f"{best.f1:.0%}), the least **{worst.table}: {worst.measure}** (F1 {worst.f1:.0%}).",
            f"{count(len(errors), 'error')} are listed below, each with what was expected and what was found.",
            f"{int((f1.f1 < 0.8).sum())} of {len(f1)} measures stay below 80 %: what rests on them is to be read with "
            "its sentences at hand."]
