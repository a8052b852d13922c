"""What the notebooks found, in sentences made from the tables: true for whatever study is read.

Each function gives a list of sentences in Markdown, the most important first; words of articles are escaped.
"""

from __future__ import annotations

import re

import pandas as pd

from helpers.charts import VERDICTS, count, day, days, listed, literal, ranked
from helpers.cleaning.lines import fold
from helpers.findings.accuracy import measured
from helpers.findings.articles import by_name, known, page_parts
from helpers.findings.claims import DIFFER, TOLD, between, claim_cells, own_share, relayed, shared, statements
from helpers.findings.episodes import at_a_glance, patterns, side_by_side
from helpers.findings.people import acting, descriptions, joined, main_person, named, spellings, titles
from helpers.findings.press import Press, about
from helpers.findings.terms import naming
from helpers.findings.time import affair, events_told, lags, undated

_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


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
                 f"{count(len(press.removed), 'passage')}, each with its reason; the worst page loses {worst:.0%}."
                 if len(press.removed) else "Nothing on the pages was taken for anything but article."]
    dates = known(press).query("field == 'date'").state.value_counts()
    stated, inferred, missing = (dates.get(state) or "none" for state in ("stated", "inferred", "missing"))
    said += [f"Day of appearance: stated for **{stated}** of {n}, worked out for {inferred}, unknown for {missing}."]
    flags = press.articles["flags"].explode().value_counts().sort_index()
    return said + [f"Damage found in the texts and left as it is: {_tallied(flags)}."] * bool(len(flags))


def on_actors(press: Press) -> list[str]:
    """Who is named, under how many names, as what."""
    rows = named(press)
    if not len(rows):
        return ["Nobody is named in this study."]
    totals = ranked(rows.groupby("name").n_mentions.sum())
    said = [f"**{literal(totals.index[0])}** is named most, {count(int(totals.iloc[0]), 'time')}"
            + f", before {_tallied(totals[1:4])}" * (len(totals) > 1) + "."]
    given = titles(press)[0]
    doubt = given[given.verdict.isin(["wrong", "outdated"])].drop_duplicates(["actor_id", "title", "article_id"])
    told = listed(f"{literal(row.name)} as « {literal(row.title)} »" for row in doubt.itertuples())
    said += on_person(press, main_person(press))[:1] + [
        f"Titles against the register at their date: **{len(doubt)}** of {(given.verdict != 'unknown').sum()} that can "
        f"be checked{f' ({told})' if told else ''}; {(given.verdict == 'unknown').sum()} cannot be."]
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
    said = [f"Actors that go by several forms: {several} of {len(press.actors)}; forms joined on evidence: "
            f"{len(joined(press))}; suggested and not joined: {(~accepted).sum()}."]
    for row in capitals.head(1).itertuples():
        said += [f"Capitals and seats of power act as their state {count(capitals.acts.sum(), 'time')} and are places "
                 f"{capitals.place.sum()}: most often {literal(row.text)}, {row.acts} and {row.place}."]
    n = phrases.groupby("standing").n.sum().reindex(["open", "resolved", "nameless"], fill_value=0)
    return said + [f"Descriptions: {n.sum()}, of which given to a person or body: {n.resolved}, sources that no "
                   f"name fits: {n.nameless}, left open: {n.open}."] * bool(len(phrases))


def on_time(press: Press) -> list[str]:
    """What happened when, when it was told, how the undated were dated."""
    events, told, none, late = events_told(press), affair(press), undated(press), lags(press)
    said = [f"**{count(len(events), 'event')}** {'is' if len(events) == 1 else 'are'} told; most told is "
            f"« {literal(top.label)} » "
            f"({days(top.first, top.last)}), by {top.n_articles} of {count(told.article_id.nunique(), 'article')}."
            for top in events.head(int(events["first"].notna().any())).itertuples()
            ] or ["No event could be placed in time."]
    widths = [(last - first).days + 1 for first, last in zip(none.earliest, none.latest) if pd.notna(first)]
    said += [f"**{len(widths)}** of {count(len(none), 'article')} that state no day could be dated from what they say"
             + f", half of them to within {count(int(pd.Series(widths or 0).median()), 'day')}" * bool(widths[1:]) + "."
             if len(none) else "Every article states its day."]
    late = late[late.basis == "stated"]
    if len(late):
        middle = int(late.days.median())
        said += ["Half of the articles that state their day and report an event known to the day appear "
                 + (f"within **{count(middle, 'day')}** of it." if middle else "on the day **itself**.")]
    doubts = press.timexes[press.timexes["flags"].map(len) > 0]
    flags = doubts["flags"].explode().value_counts().sort_index()
    return said + [f"{count(len(doubts), 'time expression')} of {len(press.timexes)} "
                   f"{'carries' if len(doubts) == 1 else 'carry'} a doubt: {_tallied(flags)}."] * bool(len(doubts))


def on_sources(press: Press, event_id: str | None) -> list[str]:
    """Who tells what about an event, on whose word, with which contradictions; then the same over the whole study."""
    here, said = about(press, event_id), [f"No event has the id {literal(event_id)}."] * bool(event_id)
    if n := (told := statements(here)).claim_id.nunique():
        label, outlets = press.events.set_index("event_id").label[event_id], told.outlet.nunique()
        states = claim_cells(press, event_id).groupby("claim_id").state.agg(list)
        one, like = (states.map(lambda row: sum(map(TOLD.count, row))) == 1), states.map(lambda row: "near" in row)
        said = [f"On « {literal(label)} », {count(outlets, 'outlet makes', 'outlets make')} **{count(n, 'claim')}**"
                + (f". Several tell {(~one).sum() or 'none'} of them, one alone {(one & ~like).sum() or 'none'}; "
                   f"{(one & like).sum() or 'none'} could be either: one tells them, another something like them"
                   ) * (outlets > 1) + "."] + _credited(here, "about it")
    pairs = shared(here)
    if len(pairs):
        said += [f"{count(len(pairs), 'pair')} of articles on it share{'s' * (len(pairs) == 1)} passages word for "
                 f"word; of the least original, {own_share(here).own_share.min():.0%} is its own."]
    for rows, where in ((between(here), "about it"), (between(press), "in the whole study")):
        kinds = rows.drop_duplicates("conflict_id").kind.map(DIFFER).value_counts().sort_index()
        said += [f"**{count(kinds.sum(), 'difference')}** between accounts {where}: {_tallied(kinds, 7)}." if len(kinds)
                 else f"No difference between accounts {where} was found."]
    return said + _credited(press, "in the whole study")


def _credited(press: Press, where: str) -> list[str]:
    """How many statements name no source, and who is credited most."""
    rows = relayed(press)
    cited = rows.chain.explode().dropna().value_counts()
    return [f"**{rows.alone.mean():.0%}** of {count(len(rows), 'statement')} {where} name no source"
            + f"; relied on most: {_tallied(cited, 3)}" * bool(len(cited)) + "."] * bool(len(rows))


def on_episode(press: Press, event_id: str | None) -> list[str]:
    """How the outlets that report an event differ: whom they credit, what they call things, what they call a first."""
    rows = at_a_glance(press, event_id)
    if len(rows) < 2:
        return ["Fewer than two outlets report this event, so there is nothing to compare."]
    credited, silent = rows.sources.explode().value_counts().head(1), int((rows.sources.map(len) == 0).sum())
    users, named = int((rows["first"].map(len) > 0).sum()), [
        f"*{literal(thing)}* has {count(rows[thing].explode().nunique(), 'name')} in "
        f"{count((rows[thing].map(len) > 0).sum(), 'outlet')}" for thing in rows.columns[4:]]
    known = press.events.latest[press.events.event_id == event_id].notna().any()
    return [f"**{len(rows)} outlets** report it{' while it is news' * bool(known)}"
            + "".join(f"; {n} of them credit{'s' * (n == 1)} {literal(source)}" for source, n in credited.items())
            + (f"; {silent} name{'s' * (silent < 2)} no source at all." if silent else "; all name a source."),
            *[f"{listed(named)}."] * bool(named),
            f"{users or 'None'} of {len(rows)} call{'s' * (users < 2)} something a first."]


def on_difference(press: Press, event_id: str | None) -> list[str]:
    """The two sentences that differ most tellingly on an event: in what, then each with the words that differ in
    bold."""
    rows = by_name(press, side_by_side(press, event_id))
    said = [f"{literal(row.outlet)}: « {_marked(row.sentence, row.value, {*_WORD.findall(fold(other))})} »"
            for row, other in zip(rows.itertuples(), rows.sentence[::-1])]
    what = [f"They differ in **{DIFFER.get(kind, 'wording')}**:" for kind in rows.kind[:1]]
    return what + said or ["No two outlets tell the same point of it."]


def _marked(sentence: str, value: str, known: set[str]) -> str:
    """A sentence with those words of its value in bold that are not known; a value that does not stand in it
    goes before it."""
    sentence, parts = sentence if value.lower() in sentence.lower() else f"{value}: {sentence}", []
    start = sentence.lower().index(value.lower())
    for token in re.finditer(r"\S+", sentence):
        new = start <= token.start() < start + len(value) and not known & {*_WORD.findall(fold(token[0]))}
        parts.append(f"**{literal(token[0])}**" if new else literal(token[0]))
    return " ".join(parts).replace("** **", " ")


def on_patterns(press: Press) -> list[str]:
    """What sets kinds of outlet apart over all events, as far as it is more than chance, and how little stands behind
    some."""
    rows, said, rates = patterns(press), [], naming(press)[0]
    for question, some in rows[rows.enough].sort_values("share", kind="stable").groupby("question", sort=False):
        least, most = some.iloc[0], some.iloc[-1]
        said += [f"Among kinds with enough behind them, *{most.kind}* outlets {question} most often ({most.share:.0%} "
                 f"of {most.n}), *{least.kind}* ones least often ({least.share:.0%} of {least.n}): the intervals "
                 + ("do not touch." if most.low > least.high else "overlap, so that this may be chance.")] * (
                     len(some) > 1)
    few = listed([f"*{kind}*" for kind in dict.fromkeys(rows.kind) if kind not in set(rows.kind[rows.enough])], 8)
    solid = int((~rates.chance.astype(bool)).sum())
    return (said or ["No two kinds of outlet, as far as they are known, have enough behind them to be compared."]) + [
        f"{solid or 'No'} choice{'s' * (solid > 1)} of name differ{'s' * (solid < 2)} between kinds of outlet by more "
        "than chance."] * bool(len(rates)) + [
        f"**Small numbers** (one outlet, or fewer than a hundred statements or claims) stand behind {few}: "
        "one article more could turn them."] * (bool(few) and rows.kind.nunique() > 1)


def on_accuracy(scores: pd.DataFrame, errors: pd.DataFrame) -> list[str]:
    """How right the tables are, by gold."""
    if not len(measured(scores)):
        return ["This study has no hand annotation (`gold/`), so nothing here says how right its tables are. The "
                "nearest guess is what was first measured on other affairs, in this notebook of the worked corpus."]
    f1 = scores[scores.gold > 0].sort_values("f1", ascending=False, kind="stable")
    best, worst = f1.iloc[0], f1.iloc[-1]
    return [f"Of {count(len(f1), 'measure')}, the most trustworthy is **{best.table}: {best.measure}** "
            f"({best.f1:.0%}), the least **{worst.table}: {worst.measure}** ({worst.f1:.0%}); F1, the mean of how much "
            "of what is given is right and how much of what there is is found.",
            f"{count(len(errors), 'error is', 'errors are')} listed below, each with what was expected and found.",
            f"{(f1.f1 < 0.8).sum()} of {len(f1)} measures stay below 80%: what rests on them is to be read with its "
            "sentences at hand."]
