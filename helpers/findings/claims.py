"""Findings of the fourth notebook: who tells what, on whose word, in which words, and where they disagree."""

from __future__ import annotations

import difflib
import re

import pandas as pd

from helpers.charts import kind_of
from helpers.findings.accuracy import wilson
from helpers.findings.articles import once, outlets
from helpers.findings.concordance import _folded, with_sentences
from helpers.findings.press import Press

_AGENCY = re.compile(r"\bagences?\b|\bpresse\b|news|médias?\b|journa|télévision|radio|\bAFP\b|Reuters|\bTASS\b|\bATS\b|Yonhap|Xinhua|Novosti", re.I)
_OPPOSED = ("number", "date", "who", "first")


def main_event(press: Press) -> str | None:
    """The event with most to compare: most claims told by two outlets, then most outlets, then most statements; None without any."""
    rows = _statements(press)
    rows = rows[rows.event_id.notna()]
    shared = rows.groupby(["event_id", "claim_id"]).outlet.nunique().gt(1).groupby("event_id").sum()
    ranks = rows.groupby("event_id").agg(outlets=("outlet", "nunique"), n=("statement_id", "size")).assign(shared=shared)
    ranks = ranks.sort_values(["shared", "outlets", "n"], ascending=False, kind="stable")
    return ranks.index[0] if len(ranks) else None


def _statements(press: Press) -> pd.DataFrame:
    articles = once(press).set_index("article_id").outlet
    rows = press.statements[press.statements.article_id.isin(articles.index)]
    return rows.assign(outlet=rows.article_id.map(articles))


def _name(names: pd.Series, actor_id: str) -> str:
    """An actor's name; one that stands in no table (« l'agence officielle ») is called by its id."""
    return names.get(actor_id) or actor_id.replace("-", " ")


def claims_told(press: Press, event_id: str | None) -> pd.DataFrame:
    """The statements of an event with their claim: claim_id, claim, outlet, state (own, reported, contradicted), source (name),
    text, status, article_id, sentence_id, start, end, statement_id, sentence."""
    rows = _statements(press)
    rows = rows[(rows.event_id == event_id) & rows.claim_id.notna()]
    opposed = set(press.conflicts[press.conflicts.kind.isin(_OPPOSED)].statement_id.dropna())
    names, claims = press.actors.set_index("actor_id").name, press.claims.set_index("claim_id").text
    state = ["contradicted" if statement in opposed else "reported" if len(chain) else "own"
             for statement, chain in zip(rows.statement_id, rows.source_chain)]
    rows = rows.assign(claim=rows.claim_id.map(claims), state=state, source=[_name(names, chain[0]) if len(chain) else "" for chain in rows.source_chain])
    columns = ["claim_id", "claim", "outlet", "state", "source", "text", "status", "article_id", "sentence_id", "start", "end", "statement_id", "sentence"]
    return with_sentences(press, rows)[columns].sort_values(["claim_id", "outlet", "start"], ignore_index=True)


def claim_cells(press: Press, event_id: str | None) -> pd.DataFrame:
    """The matrix claim × outlet: claim_id, text, outlet, state (own, reported, contradicted, silent, away), source, statements (ids).

    An outlet that tells a claim twice counts once: contradicted before its own word before a report.
    """
    told = claims_told(press, event_id)
    rank = {state: place for place, state in enumerate(("contradicted", "own", "reported"))}
    best = told.assign(rank=told.state.map(rank)).sort_values("rank", kind="stable").drop_duplicates(["claim_id", "outlet"])
    cells = {(row.claim_id, row.outlet): (row.state, row.source) for row in best.itertuples()}
    ids = told.groupby(["claim_id", "outlet"]).statement_id.agg(list).to_dict()
    covering, rows = set(told.outlet), []
    for claim_id, text in told.drop_duplicates("claim_id")[["claim_id", "claim"]].itertuples(index=False):
        for outlet in sorted(once(press).outlet.dropna().unique()):
            state, source = cells.get((claim_id, outlet), ("silent" if outlet in covering else "away", ""))
            rows.append((claim_id, text, outlet, state, source, ids.get((claim_id, outlet), [])))
    return pd.DataFrame(rows, columns=["claim_id", "text", "outlet", "state", "source", "statements"])


def reliance(press: Press) -> pd.DataFrame:
    """Who relies on whom: source, source_kind (official, agency, "" with none named), target, target_kind (agency, outlet), n, statements.

    Each link of a statement's chain counts once; an article's agency credit stands between the outlet and its chain.
    """
    actors = press.actors.set_index("actor_id")
    credits = once(press).set_index("article_id").credit
    links = []
    for row in _statements(press).itertuples():
        chain = [_name(actors.name, actor) for actor in row.source_chain]
        credit = credits.get(row.article_id)
        chain = [credit] * bool(credit and credit not in chain) + chain
        ends = [row.outlet, *chain]
        links += [(source, target, place == 0, row.statement_id) for place, (target, source) in enumerate(zip(ends, ends[1:]))] or [("", row.outlet, True, row.statement_id)]
    frame = pd.DataFrame(links, columns=["source", "target", "direct", "statement"]).groupby(["source", "target", "direct"], as_index=False).statement.agg(list)
    forms = {name: " ".join(forms) for name, forms in zip(actors.name, actors.forms)}
    relays = set(frame.target[~frame.direct.astype(bool)]) | set(credits.dropna())
    agency = {name for name in {*frame.source, *frame.target} if name in relays or _AGENCY.search(f"{name} {forms.get(name, '')}")}
    return pd.DataFrame({"source": frame.source, "source_kind": ["" if not name else "agency" if name in agency else "official" for name in frame.source],
                         "target": frame.target, "target_kind": ["outlet" if direct else "agency" for direct in frame.direct],
                         "n": frame.statement.map(len), "statements": frame.statement})


def renderings(press: Press) -> pd.DataFrame:
    """One original in several wordings, aligned: group, speaker, wording (statement id), outlet, place, word, shared_by.

    The quotation rendered by most outlets; where no quotation is, the claim told by most. Empty where nothing is told twice.
    """
    rows = _statements(press)
    for column in ("quote_group", "claim_id"):
        counts = rows[rows[column].notna()].groupby(column).outlet.nunique().sort_values(ascending=False, kind="stable")
        if len(counts) and counts.iloc[0] > 1:
            group = rows[rows[column] == counts.index[0]].drop_duplicates("outlet")
            texts = [row.quote_text if column == "quote_group" and row.quote_text else row.text for row in group.itertuples()]
            return _aligned(group, texts).assign(group=counts.index[0], speaker=next(iter(group.speaker.dropna()), None))
    return pd.DataFrame(columns=["wording", "outlet", "article_id", "place", "word", "shared_by", "group", "speaker"])


def _aligned(group: pd.DataFrame, texts: list[str]) -> pd.DataFrame:
    columns: list[dict[int, str]] = []
    for number, text in enumerate(texts):
        words = re.findall(r"[\w'’-]+", text)
        known = [_folded(next(iter(column.values()))) for column in columns]
        merged: list[dict[int, str]] = []
        for _, a, b, c, d in difflib.SequenceMatcher(lambda word: len(word) < 4, known, [_folded(word) for word in words], autojunk=False).get_opcodes():
            for offset in range(max(b - a, d - c)):
                column = dict(columns[a + offset]) if a + offset < b else {}
                merged.append(column | ({number: words[c + offset]} if c + offset < d else {}))
        columns = merged
    rows = []
    for place, column in enumerate(columns):
        same = [_folded(word) for word in column.values()]
        rows += [(group.statement_id.iloc[number], group.outlet.iloc[number], group.article_id.iloc[number], place, word, same.count(_folded(word)))
                 for number, word in sorted(column.items())]
    return pd.DataFrame(rows, columns=["wording", "outlet", "article_id", "place", "word", "shared_by"]).sort_values(["wording", "place"], ignore_index=True)


def disagreements(press: Press, event_id: str | None = None) -> pd.DataFrame:
    """Conflicts with their sentences: kind, attribute, outlet, value, supported, sentence, conflict_id, article_id, statement_id."""
    rows = press.conflicts if event_id is None else press.conflicts[press.conflicts.event_id == event_id]
    rows = rows[rows.article_id.isin(once(press).article_id)]
    sentence = press.statements.set_index("statement_id").sentence_id
    rows = rows.assign(outlet=rows.article_id.map(press.articles.set_index("article_id").outlet),
                       sentence_id=[sentence.get(statement) for statement in rows.statement_id])
    columns = ["kind", "attribute", "outlet", "value", "supported", "sentence", "conflict_id", "event_id", "article_id", "sentence_id", "statement_id"]
    return with_sentences(press, rows)[columns].reset_index(drop=True)


def sourcing(press: Press) -> pd.DataFrame:
    """How often each kind of outlet names no source: kind, outlets, statements, no_source, share, low, high (95 %)."""
    kinds = outlets(press).set_index("outlet").kind.map(kind_of)
    rows = _statements(press)
    rows = rows.assign(kind=rows.outlet.map(kinds).fillna("other"), alone=[not len(chain) for chain in rows.source_chain])
    found = rows.groupby("kind").agg(outlets=("outlet", "nunique"), statements=("alone", "size"), no_source=("alone", "sum")).reset_index()
    intervals = [wilson(row.no_source, row.statements) for row in found.itertuples()]
    return found.assign(share=found.no_source / found.statements, low=[low for low, _ in intervals], high=[high for _, high in intervals])


def own_share(press: Press) -> pd.DataFrame:
    """What part of each article stands in no other: article_id, outlet, n_words, own_share (by characters)."""
    rows = once(press)
    taken = {article: set() for article in rows.article_id}
    for pair in press.reuse.itertuples():
        for passage in pair.passages:
            for side in ("a", "b"):
                taken.get(getattr(pair, f"article_{side}"), set()).update(range(passage[f"start_{side}"], passage[f"end_{side}"]))
    share = [1 - len(taken[article]) / max(1, len(text)) for article, text in zip(rows.article_id, rows.text)]
    return rows[["article_id", "outlet", "n_words"]].assign(own_share=share).reset_index(drop=True)
