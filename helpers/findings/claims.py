"""Findings of the fourth notebook: who tells what, on whose word, in which words, and where they disagree."""

from __future__ import annotations

import difflib
import re

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from helpers.charts import listed, ranked, short
from helpers.cleaning.lines import fold
from helpers.cleaning.rules import AGENCY
from helpers.findings.articles import by_name, counted, once
from helpers.findings.concordance import with_sentences
from helpers.findings.press import Press

_MEDIUM = re.compile(r"\b(?:agences?|presse|medias?|radio|television)\b|news|journa")
_CREDIT = re.compile(r"\b(?:avec|via|d'après)\b|[/,;]")
_WORDS = re.compile(r"\w+(?:['’-]\w+)*")
_OPPOSED = ("number", "date", "who", "first")
_ALIGNED = ["wording", "outlet", "article_id", "place", "word", "shared_by"]
#: Values of a conflict that are shown at most.
SHOWN = 5
#: Kinds of conflict, the most telling first.
TELLING = ("number", "who", "date", "first", "naming", "role", "name")


def statements(press: Press) -> pd.DataFrame:
    """The statements of articles that copy no other, with their outlet and its kind."""
    return counted(press, press.statements)


def main_event(press: Press, after: str | None = None) -> str | None:
    """The event with most to compare: most claims told by two outlets, then most outlets, then most statements; None
    without any. `after`: another event, from which it is to lie two months off at least."""
    rows, begun = statements(press).dropna(subset=["event_id"]), press.events.set_index("event_id").earliest
    if after in begun.index:
        far = [event for event, day in begun.dropna().items()
               if pd.notna(begun[after]) and abs((day - begun[after]).days) > 60]
        rows = rows[rows.event_id.isin(far)]
    shared = rows.groupby(["event_id", "claim_id"]).outlet.nunique().gt(1).groupby("event_id").sum()
    ranks = rows.groupby("event_id").agg(outlets=("outlet", "nunique"), n=("statement_id", "size"))
    ranks["shared"] = shared
    return next(iter(ranks.sort_values(["shared", "outlets", "n"], ascending=False, kind="stable").index), None)


def relayed(press: Press) -> pd.DataFrame:
    """`statements` with `chain`: the names of those who pass a statement on, nearest to the outlet first, the agency
    credited for the whole article before them; `sources`, the same without that agency; `alone`: an empty chain.
    One without a name stands as the text has it."""
    names = press.actors.set_index("actor_id").name
    credit = once(press).set_index("article_id").credit.dropna().map(_agency)
    rows, sources, chains = statements(press), [], []
    for row in rows.itertuples():
        given = [source["text"] for source in row.sources]
        given = given if len(given) == len(row.source_chain) else row.source_chain
        sources.append([names.get(actor) or " ".join(text.split()) for actor, text in zip(row.source_chain, given)])
        agency = credit.get(row.article_id)
        chains.append([agency] * bool(agency and agency not in sources[-1]) + sources[-1])
    return rows.assign(sources=pd.Series(sources, rows.index, object), chain=pd.Series(chains, rows.index, object),
                       alone=[not chain for chain in chains])


def claims_told(press: Press, event_id: str | None) -> pd.DataFrame:
    """The statements of an event with their claim: claim_id, claim, outlet, state (own, reported, contradicted), source
    (name), text, status, article_id, sentence_id, start, end, statement_id, sentence. Claims told by most outlets come
    first."""
    rows = relayed(press)
    rows = rows[(rows.event_id == event_id) & rows.claim_id.notna()]
    opposed = press.conflicts[press.conflicts.kind.isin(_OPPOSED)].statement_id.dropna()
    groups = rows.assign(denied=rows.status == "denied").groupby("claim_id")
    two_sides = rows.claim_id.isin(groups.denied.nunique().loc[lambda sides: sides > 1].index)
    rows = with_sentences(press, rows).assign(
        claim=rows.claim_id.map(press.claims.set_index("claim_id").text),
        state=np.select([rows.statement_id.isin(opposed) | two_sides, rows.sources.map(len) > 0],
                        ["contradicted", "reported"], "own"),
        source=[next(iter(sources), "") for sources in rows.sources],
        tellers=rows.claim_id.map(groups.outlet.nunique()))
    columns = ["claim_id", "claim", "outlet", "state", "source", "text", "status", "article_id", "sentence_id", "start",
               "end", "statement_id", "sentence"]
    return rows.sort_values(["tellers", "claim_id", "outlet", "start"], ascending=[False, True, True, True],
                            ignore_index=True)[columns]


def claim_cells(press: Press, event_id: str | None) -> pd.DataFrame:
    """The matrix claim × outlet: claim_id, text, outlet, state (own, reported, contradicted, silent, away), source,
    statements (ids).

    An outlet that tells a claim twice counts once: contradicted before its own word before a report.
    """
    told = claims_told(press, event_id)
    order = told.state.map(("contradicted", "own", "reported").index)
    best = told.assign(order=order).sort_values("order", kind="stable").drop_duplicates(["claim_id", "outlet"])
    cells = {(row.claim_id, row.outlet): (row.state, row.source) for row in best.itertuples()}
    ids = told.groupby(["claim_id", "outlet"]).statement_id.agg(list).to_dict()
    covering, outlets = set(told.outlet), sorted(once(press).outlet.dropna().unique())
    rows = [(claim_id, text, outlet,
             *cells.get((claim_id, outlet), ("silent" if outlet in covering else "away", "")),
             ids.get((claim_id, outlet), []))
            for claim_id, text in told.drop_duplicates("claim_id")[["claim_id", "claim"]].itertuples(index=False)
            for outlet in outlets]
    return pd.DataFrame(rows, columns=["claim_id", "text", "outlet", "state", "source", "statements"])


def reliance(press: Press) -> pd.DataFrame:
    """Who relies on whom: source, source_kind (official, agency, "" with none named), target, target_kind (agency,
    outlet), n, statements (ids).

    Each link of a statement's chain counts once; an article's agency credit stands between the outlet and its chain. An
    agency is what calls itself one, or an organisation that passes others' words on.
    """
    actors = press.actors.set_index("name")
    links = []
    for row in relayed(press).itertuples():
        ends = zip([row.outlet, *row.chain], row.chain or [""])
        links += [(source, target, place == 0, row.statement_id) for place, (target, source) in enumerate(ends)]
    frame = pd.DataFrame(links, columns=["source", "target", "direct", "statements"]).groupby(
        ["source", "target", "direct"], as_index=False).statements.agg(list)
    direct = frame.direct.astype(bool)
    organisations = set(actors.index[actors.kind == "organisation"])
    passing = set(frame.target[~direct]) & organisations | set(once(press).credit.dropna().map(_agency))
    forms = actors.forms[~actors.index.duplicated(keep="last")]
    kind = {name: "agency" if name in passing or _is_medium([name, *forms.get(name, ())]) else "official"
            for name in {*frame.source, *frame.target} - {""}} | {"": ""}
    frame = frame.assign(source_kind=frame.source.map(kind), n=frame.statements.map(len),
                         target_kind=frame.target.map(kind).mask(direct, "outlet"))
    return frame[["source", "source_kind", "target", "target_kind", "n", "statements"]]


def _agency(credit: str) -> str:
    return _CREDIT.split(credit)[-1].strip()


def _is_medium(forms: list[str]) -> bool:
    return any(_MEDIUM.search(fold(form)) or AGENCY.fullmatch(fold(form)) for form in forms)


def renderings(press: Press, most: int = 5, groups: int = 300) -> pd.DataFrame:
    """One original in several wordings, aligned word by word: group, speaker, wording (statement id), outlet,
    article_id, place, word, shared_by (wordings that have the word in this place).

    Of the quotations and claims that most outlets tell, the one with many and long wordings that differ and yet share
    words; a quotation before a claim, and of near copies one. Empty where nothing is told twice.
    """
    rows, best, top = statements(press), pd.DataFrame(columns=[*_ALIGNED, "group", "speaker"]), 0.0
    rows = rows[rows.text.str.split().map(len).between(5, 45)]
    for column, weight in (("quote_group", 3.0), ("claim_id", 1.0)):
        tellers = ranked((members := rows.groupby(column)).outlet.nunique())
        for group in tellers[tellers > 1].index[:groups]:
            told = members.get_group(group).sort_values("text", key=lambda texts: -texts.str.len(), kind="stable")
            found = told.loc[_comparable(told.drop_duplicates("outlet"))[:most]]
            words = _trimmed(aligned(found)) if len(found) > 1 and weight * len(found) > 1.5 * top else []
            if len(words):
                share, n = (words.shared_by > 1).mean(), words.wording.nunique()
                score = weight * min(1, len(words) / n / 12) * n * share * min(1, 3 * (1 - share))
                if score > top:
                    top, best = score, words.assign(group=group, speaker=next(iter(found.speaker.dropna()), None))
    return best


def _comparable(rows: pd.DataFrame) -> list:
    """The rows whose text renders what the longest one does, and is no near copy of an earlier one's."""
    texts, kept = rows.text.map(fold), []
    longest = max(texts, key=len)
    for place, text in texts.items():
        if fuzz.token_set_ratio(text, longest) >= 60 and all(fuzz.token_sort_ratio(text, texts[other]) < 92
                                                             for other in kept):
            kept.append(place)
    return kept


def _trimmed(words: pd.DataFrame) -> pd.DataFrame:
    """An alignment without what a wording has before its first shared word and after its last, and without wordings
    that share fewer than three words or less than two fifths of theirs."""
    shared = words[words.shared_by > 1].groupby("wording").place
    words = words[words.place.between(words.wording.map(shared.min()), words.wording.map(shared.max()))]
    alike = words.groupby("wording").shared_by.agg(lambda found: (found > 1).sum() > 2 and (found > 1).mean() >= 0.4)
    return words[words.wording.map(alike)] if alike.sum() > 1 else words.head(0)


def aligned(group: pd.DataFrame) -> pd.DataFrame:
    """Texts word under word. In: statement_id, outlet, article_id, text. Out: wording (statement_id), outlet,
    article_id, place, word, shared_by (texts that have the word in this place)."""
    columns: list[dict[int, str]] = []
    for number, text in enumerate(group.text):
        words, merged = _WORDS.findall(text), []
        known, new = [fold(next(iter(column.values()))) for column in columns], [fold(word) for word in words]
        match = difflib.SequenceMatcher(lambda word: len(word) < 4, known, new, autojunk=False)
        for _, a, b, c, d in match.get_opcodes():
            for offset in range(max(b - a, d - c)):
                column = dict(columns[a + offset]) if a + offset < b else {}
                merged.append(column | ({number: words[c + offset]} if c + offset < d else {}))
        columns = merged
    ids = list(group[["statement_id", "outlet", "article_id"]].itertuples(index=False, name=None))
    rows = [(*ids[number], place, word, sum(fold(word) == fold(other) for other in column.values()))
            for place, column in enumerate(columns) for number, word in sorted(column.items())]
    return pd.DataFrame(rows, columns=_ALIGNED).sort_values(["wording", "place"], ignore_index=True)


def disagreements(press: Press) -> pd.DataFrame:
    """Conflicts with their sentences, the most telling kinds first: kind, attribute, outlet, value, supported,
    sentence, conflict_id, event_id, article_id, sentence_id, statement_id."""
    rows = counted(press, press.conflicts)
    rows = rows.assign(sentence_id=rows.statement_id.map(press.statements.set_index("statement_id").sentence_id))
    rows = rows.sort_values("kind", key=lambda kinds: kinds.map(TELLING.index), kind="stable")
    columns = ["kind", "attribute", "outlet", "value", "supported", "sentence", "conflict_id", "event_id", "article_id",
               "sentence_id", "statement_id"]
    return with_sentences(press, rows)[columns].reset_index(drop=True)


def disputes(press: Press) -> pd.DataFrame:
    """`disagreements`, a row each: kind, about (what differs, and the event; names are chosen whatever the event),
    accounts ("value (number of outlets): outlets", what most of them say first, and how many values more there are),
    borne_out (the values that a register or a dated event supports)."""
    rows, names = by_name(press, disagreements(press)), press.actors.set_index("actor_id").name
    known = pd.concat([press.registers["chronology"], press.events])
    labels = known.drop_duplicates("event_id").set_index("event_id").label
    found = []
    for _, group in rows.groupby("conflict_id", sort=False):
        first, told = group.iloc[0], group.groupby("value", sort=False).outlet.unique()
        told = told[ranked(told.map(len)).index]
        about = [names.get(first.attribute, first.attribute) if first.attribute != first.kind else "",
                 short(labels.get(first.event_id), 60) if first.kind != "naming" else ""]
        found.append((first.kind, " · ".join(filter(None, about)),
                      [short(value, 70) + f" ({len(outlets)})" * (len(outlets) > 1) + f": {listed(outlets, 3)}"
                       for value, outlets in told[:SHOWN].items()]
                      + [f"and {len(told) - SHOWN} more"] * (len(told) > SHOWN),
                      [short(value, 70) for value in group[group.supported.eq(True)].value.unique()]))
    return pd.DataFrame(found, columns=["kind", "about", "accounts", "borne_out"])


def shared(press: Press) -> pd.DataFrame:
    """The table `reuse` without articles that copy another whole."""
    kept = once(press).article_id
    return press.reuse[press.reuse.article_a.isin(kept) & press.reuse.article_b.isin(kept)].reset_index(drop=True)


def own_share(press: Press) -> pd.DataFrame:
    """What part of each article stands in no other: article_id, outlet, n_words, own_share (by characters)."""
    rows = once(press)
    taken = {article: set() for article in rows.article_id}
    for pair in shared(press).itertuples():
        for article, side in ((pair.article_a, "a"), (pair.article_b, "b")):
            for passage in pair.passages:
                taken[article].update(range(passage[f"start_{side}"], passage[f"end_{side}"]))
    share = [1 - len(taken[article]) / max(1, len(text)) for article, text in zip(rows.article_id, rows.text)]
    return rows[["article_id", "outlet", "n_words"]].assign(own_share=share).reset_index(drop=True)
