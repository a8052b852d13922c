"""Findings of the fourth notebook: who tells what, on whose word, in which words, and where they disagree."""

from __future__ import annotations

import difflib
import re

import pandas as pd

from helpers.cleaning.lines import fold
from helpers.cleaning.rules import AGENCY
from helpers.findings.accuracy import wilson
from helpers.findings.articles import kinds, once
from helpers.findings.concordance import with_sentences
from helpers.findings.press import Press

_MEDIUM = re.compile(r"\b(?:agences?|presse|medias?|radio|television)\b|news|journa")
_CREDIT = re.compile(r"\b(?:avec|via|d'après)\b|[/,;]")
_WORDS = re.compile(r"\w+(?:['’-]\w+)*")
_OPPOSED = ("number", "date", "who", "first")


def main_event(press: Press) -> str | None:
    """The event with most to compare: most claims told by two outlets, then most outlets, then most statements; None
    without any."""
    rows = _statements(press)
    rows = rows[rows.event_id.notna()]
    shared = rows.groupby(["event_id", "claim_id"]).outlet.nunique().gt(1).groupby("event_id").sum()
    ranks = rows.groupby("event_id").agg(outlets=("outlet", "nunique"),
                                         n=("statement_id", "size")).assign(shared=shared)
    ranks = ranks.sort_values(["shared", "outlets", "n"], ascending=False, kind="stable")
    return ranks.index[0] if len(ranks) else None


def _statements(press: Press) -> pd.DataFrame:
    articles = once(press).set_index("article_id").outlet
    rows = press.statements[press.statements.article_id.isin(articles.index)]
    return rows.assign(outlet=rows.article_id.map(articles))


def _chain(names: pd.Series, row) -> list[str]:
    """The names of those a statement is credited to, nearest first; one without a name as the text has it."""
    given = [source["text"]
             for source in row.sources] if len(row.sources) == len(row.source_chain) else list(row.source_chain)
    return [names.get(actor) or " ".join(text.split()) for actor, text in zip(row.source_chain, given)]


def claims_told(press: Press, event_id: str | None) -> pd.DataFrame:
    """The statements of an event with their claim: claim_id, claim, outlet, state (own, reported, contradicted), source
    (name), text, status, article_id, sentence_id, start, end, statement_id, sentence. Claims told by most outlets come
    first."""
    rows = _statements(press)
    rows = rows[(rows.event_id == event_id) & rows.claim_id.notna()]
    opposed = set(press.conflicts[press.conflicts.kind.isin(_OPPOSED)].statement_id.dropna())
    names, claims = press.actors.set_index("actor_id").name, press.claims.set_index("claim_id").text
    state = ["contradicted" if statement in opposed else "reported" if len(chain) else "own"
             for statement, chain in zip(rows.statement_id, rows.source_chain)]
    rows = rows.assign(claim=rows.claim_id.map(claims), state=state,
                       source=[next(iter(_chain(names, row)), "") for row in rows.itertuples()])
    columns = ["claim_id", "claim", "outlet", "state", "source", "text", "status", "article_id", "sentence_id", "start",
               "end", "statement_id", "sentence"]
    rows = with_sentences(press, rows).assign(tellers=rows.groupby("claim_id").outlet.transform("nunique") if len(rows)
                                              else [])
    return rows.sort_values(["tellers", "claim_id", "outlet", "start"], ascending=[False, True, True, True],
                            ignore_index=True)[columns]


def claim_cells(press: Press, event_id: str | None) -> pd.DataFrame:
    """The matrix claim × outlet: claim_id, text, outlet, state (own, reported, contradicted, silent, away), source,
    statements (ids).

    An outlet that tells a claim twice counts once: contradicted before its own word before a report.
    """
    told = claims_told(press, event_id)
    rank = {state: place for place, state in enumerate(("contradicted", "own", "reported"))}
    best = told.assign(rank=told.state.map(rank)).sort_values("rank",
                                                              kind="stable").drop_duplicates(["claim_id", "outlet"])
    cells = {(row.claim_id, row.outlet): (row.state, row.source) for row in best.itertuples()}
    ids = told.groupby(["claim_id", "outlet"]).statement_id.agg(list).to_dict()
    covering, rows = set(told.outlet), []
    for claim_id, text in told.drop_duplicates("claim_id")[["claim_id", "claim"]].itertuples(index=False):
        for outlet in sorted(once(press).outlet.dropna().unique()):
            state, source = cells.get((claim_id, outlet), ("silent" if outlet in covering else "away", ""))
            rows.append((claim_id, text, outlet, state, source, ids.get((claim_id, outlet), [])))
    return pd.DataFrame(rows, columns=["claim_id", "text", "outlet", "state", "source", "statements"])


def reliance(press: Press) -> pd.DataFrame:
    """Who relies on whom: source, source_kind (official, agency, "" with none named), target, target_kind (agency,
    outlet), n, statements (ids).

    Each link of a statement's chain counts once; an article's agency credit stands between the outlet and its chain. An
    agency is what calls itself one, or an organisation that passes others' words on.
    """
    actors = press.actors.set_index("actor_id")
    credits = {row.article_id: _CREDIT.split(row.credit)[-1].strip() for row in once(press).itertuples() if row.credit}
    links = []
    for row in _statements(press).itertuples():
        chain = _chain(actors.name, row)
        credit = credits.get(row.article_id)
        chain = [credit] * bool(credit and credit not in chain) + chain
        ends = list(zip([row.outlet, *chain], chain)) or [(row.outlet, "")]
        links += [(source, target, place == 0, row.statement_id) for place, (target, source) in enumerate(ends)]
    frame = pd.DataFrame(links, columns=["source", "target", "direct", "statement"]).groupby(["source", "target",
        "direct"], as_index=False).statement.agg(list)
    forms, kinds = dict(zip(actors.name, actors.forms)), dict(zip(actors.name, actors.kind))
    passing = {name for name in frame.target[~frame.direct.astype(bool)]
               if kinds.get(name) == "organisation"} | set(credits.values())
    kind = {name: "agency" if name in passing or _is_medium([name, *forms.get(name, ())]) else "official"
            for name in {*frame.source, *frame.target}}
    frame["source_kind"] = [kind[name] if name else "" for name in frame.source]
    frame["target_kind"] = ["outlet" if direct else kind[name] for name, direct in zip(frame.target, frame.direct)]
    return frame.assign(n=frame.statement.map(len)).rename(columns={"statement": "statements"})[
        ["source", "source_kind", "target", "target_kind", "n", "statements"]]


def renderings(press: Press) -> pd.DataFrame:
    """One original in several wordings, aligned word by word: group, speaker, wording (statement id), outlet,
    article_id, place, word, shared_by (wordings that have the word in this place).

    Of all quotations and claims that two outlets tell, the one with many and long wordings that differ and yet share
    words; a quotation before a claim. Empty where nothing is told twice.
    """
    rows, best, top = _statements(press), None, 0.0
    rows = rows[rows.text.str.split().map(len) <= 45]
    for column in ("quote_group", "claim_id"):
        for group, found in rows[rows[column].notna()].groupby(column):
            found = found.assign(folded=[fold(text) for text in found.text])
            found = found.drop_duplicates("outlet").drop_duplicates("folded").head(5)
            if len(found) > 1:
                aligned = _aligned(found)
                share = (aligned.shared_by > 1).mean()
                length = min(1, len(aligned) / len(found) / 12) * (1.5 if column == "quote_group" else 1)
                if (score := length * len(found) ** 0.5 * share * min(1, 3 * (1 - share))) > top:
                    top, best = score, aligned.assign(group=group, speaker=next(iter(found.speaker.dropna()), None))
    return pd.DataFrame(columns=["wording", "outlet", "article_id", "place", "word", "shared_by", "group",
                                 "speaker"]) if best is None else best


def _aligned(group: pd.DataFrame) -> pd.DataFrame:
    columns: list[dict[int, str]] = []
    for number, text in enumerate(group.text):
        words = _WORDS.findall(text)
        known = [fold(next(iter(column.values()))) for column in columns]
        merged: list[dict[int, str]] = []
        for _, a, b, c, d in difflib.SequenceMatcher(lambda word: len(word) < 4, known,
                                                     [fold(word) for word in words], autojunk=False).get_opcodes():
            for offset in range(max(b - a, d - c)):
                column = dict(columns[a + offset]) if a + offset < b else {}
                merged.append(column | ({number: words[c + offset]} if c + offset < d else {}))
        columns = merged
    rows = []
    for place, column in enumerate(columns):
        same = [fold(word) for word in column.values()]
        rows += [(group.statement_id.iloc[number], group.outlet.iloc[number], group.article_id.iloc[number], place,
                  word, same.count(fold(word)))
                 for number, word in sorted(column.items())]
    return pd.DataFrame(rows,
                        columns=["wording", "outlet", "article_id", "place", "word",
                                 "shared_by"]).sort_values(["wording", "place"], ignore_index=True)


def disagreements(press: Press, event_id: str | None = None) -> pd.DataFrame:
    """Conflicts with their sentences: kind, attribute, outlet, value, supported, sentence, conflict_id, article_id,
    statement_id."""
    rows = press.conflicts if event_id is None else press.conflicts[press.conflicts.event_id == event_id]
    rows = rows[rows.article_id.isin(once(press).article_id)]
    sentence = press.statements.set_index("statement_id").sentence_id
    rows = rows.assign(outlet=rows.article_id.map(press.articles.set_index("article_id").outlet),
                       sentence_id=[sentence.get(statement) for statement in rows.statement_id])
    columns = ["kind", "attribute", "outlet", "value", "supported", "sentence", "conflict_id", "event_id", "article_id",
               "sentence_id", "statement_id"]
    return with_sentences(press, rows)[columns].reset_index(drop=True)


def _is_medium(forms: list[str]) -> bool:
    return any(_MEDIUM.search(fold(form)) or AGENCY.fullmatch(fold(form)) for form in forms)


def sourcing(press: Press) -> pd.DataFrame:
    """How often each kind of outlet names no source: kind, outlets, statements, no_source, share, low, high (95 %)."""
    rows = _statements(press)
    rows = rows.assign(kind=kinds(press, rows.outlet), alone=[not len(chain) for chain in rows.source_chain])
    found = rows.groupby("kind").agg(outlets=("outlet", "nunique"), statements=("alone", "size"),
                                     no_source=("alone", "sum")).reset_index()
    intervals = [wilson(row.no_source, row.statements) for row in found.itertuples()]
    return found.assign(share=found.no_source / found.statements, low=[low for low, _ in intervals],
                        high=[high for _, high in intervals])


def shared(press: Press) -> pd.DataFrame:
    """The table `reuse` without articles that copy another whole."""
    kept = set(once(press).article_id)
    return press.reuse[press.reuse.article_a.isin(kept) & press.reuse.article_b.isin(kept)].reset_index(drop=True)


def own_share(press: Press) -> pd.DataFrame:
    """What part of each article stands in no other: article_id, outlet, n_words, own_share (by characters)."""
    rows = once(press)
    taken = {article: set() for article in rows.article_id}
    for pair in shared(press).itertuples():
        for passage in pair.passages:
            taken[pair.article_a].update(range(passage["start_a"], passage["end_a"]))
            taken[pair.article_b].update(range(passage["start_b"], passage["end_b"]))
    share = [1 - len(taken[article]) / max(1, len(text)) for article, text in zip(rows.article_id, rows.text)]
    return rows[["article_id", "outlet", "n_words"]].assign(own_share=share).reset_index(drop=True)
