"""Findings of the fourth notebook: who tells what, on whose word, in which words, and where they disagree."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from helpers.charts import ranked
from helpers.claims import profiles_of
from helpers.claims.alignment import SAME
from helpers.claims.numbers import find
from helpers.cleaning.lines import fold
from helpers.cleaning.rules import AGENCY
from helpers.findings.articles import by_name, counted, once
from helpers.findings.concordance import with_sentences
from helpers.findings.press import Press, about

_MEDIUM = re.compile(r"\b(?:agences?|presse|medias?|radio|television)\b|news|journa")
#: An agency for something else than news (« agence régionale de santé ») passes no reports on.
_OFFICE = re.compile(r"(?!.*(?:presse|information|nouvelles)).*\bagences?\b.* (?:de|du|des|pour) ")
_PLAIN_NOUN = re.compile(r"^(?:l[ae]s?|un|une|des)\s+|^l['’]", re.I)
_CREDIT = re.compile(r"\b(?:avec|via|d'après)\b(?:\s*l['’])?|[/,;]", re.IGNORECASE)
_WORDS = re.compile(r"\w+")
_OPPOSED = ("number", "date", "who", "first")
_WORDED = ["wording", "outlet", "article_id", "place", "word", "shared_by"]
#: How like a claim a statement is that may be it: half as like as what is joined.
_LIKE = SAME / 2
#: States of a claim where it is told, the one that counts most first.
TOLD = ("contradicted", "own", "reported")
#: What makes two values of a conflict one, case and accents aside otherwise.
_ONE = {"name": str, "number": lambda value: str([given[:2] for given in find(value)] or fold(value))}
#: Values of a conflict that are shown at most.
SHOWN = 5
#: Kinds of conflict, the most telling first: what accounts differ in.
DIFFER = {"number": "numbers", "who": "who did it", "date": "dates", "first": "what is called a first",
          "naming": "the name chosen", "role": "offices", "name": "spelling"}


def statements(press: Press) -> pd.DataFrame:
    """The statements of articles that copy no other, with their outlet and its kind."""
    return counted(press, press.statements)


def main_event(press: Press) -> str | None:
    """The event with most to compare: most claims told by two outlets, then most outlets, then most statements; None
    without any."""
    rows = statements(press).dropna(subset=["event_id"])
    shared = rows.groupby(["event_id", "claim_id"]).outlet.nunique().gt(1).groupby("event_id").sum()
    ranks = rows.groupby("event_id").agg(outlets=("outlet", "nunique"), n=("statement_id", "size"))
    ranks["shared"] = shared
    return next(iter(ranks.sort_values(["shared", "outlets", "n"], ascending=False, kind="stable").index), None)


def relayed(press: Press) -> pd.DataFrame:
    """`statements` with `chain`: the names of those who pass a statement on, nearest to the outlet first, the agency
    credited for the whole article before them; `sources`, the same without that agency; `alone`: an empty chain.
    One without a name stands as the text has it."""
    names, called = press.actors.set_index("actor_id").name, _called(press)
    credit, outlets = credits(press), press.registers["outlets"].set_index("outlet").name
    rows, sources, chains = statements(press), [], []
    for row in rows.itertuples():
        given = [s["text"] for s in sorted(row.sources, key=lambda s: -s.get("level", 0)) if s.get("level", 0) >= 0]
        given = given if len(given) == len(row.source_chain) else row.source_chain
        sources.append([names.get(actor) or _source(text, called) for actor, text in zip(row.source_chain, given)])
        agency, own = credit.get(row.article_id), {fold(name) for name in (row.outlet, outlets.get(row.outlet)) if name}
        chains.append([agency] * bool(agency and fold(agency) not in {*own, *map(fold, sources[-1])}) + sources[-1])
    return rows.assign(sources=pd.Series(sources, rows.index, object), chain=pd.Series(chains, rows.index, object),
                       alone=[not chain for chain in chains])


def _called(press: Press) -> dict[str, str]:
    """The name of the actor that a folded form stands for, where it stands for one alone."""
    forms = press.actors[["name", "forms"]].explode("forms").dropna()
    forms = forms.assign(forms=forms.forms.map(fold)).groupby("forms").name.agg(["first", "nunique"])
    return forms[forms["nunique"] == 1]["first"].to_dict()


def _source(text: str, called: dict[str, str]) -> str:
    """A source that is no actor: « le syndicat CGT » is CGT where that is an actor, else « syndicat CGT »."""
    plain = _PLAIN_NOUN.sub("", " ".join(text.split()))
    return called.get(fold(plain)) or called.get(fold(plain.partition(" ")[2])) or plain


def credits(press: Press) -> pd.Series:
    """The agency credited for a whole article, by article_id, under its actor's name."""
    called = _called(press)
    found = once(press).set_index("article_id").credit.dropna().map(lambda credit: _CREDIT.split(credit)[-1].strip())
    return found.map(lambda agency: called.get(fold(agency), agency))


def claims_told(press: Press, event_id: str | None) -> pd.DataFrame:
    """The statements of an event with their claim: claim_id, claim, outlet, state (own, reported, contradicted), source
    (name), text, status, article_id, sentence_id, start, end, statement_id, sentence. Claims told by most outlets come
    first. A « first » that is contradicted is so in every article that has it."""
    rows = with_sentences(press, relayed(about(press, event_id)).dropna(subset=["claim_id"]))
    conflicts = between(about(press, event_id)).query("kind in @_OPPOSED")
    opposed = rows.statement_id.isin(conflicts.statement_id)
    alike = rows.claim_id[rows.statement_id.isin(conflicts[conflicts.kind.eq("first")].statement_id)]
    denied = rows.status.eq("denied") | rows.status.eq("planned") & rows.get("negated", False)  # « il ne partira pas »
    two_sides = denied.groupby(rows.claim_id).transform("nunique") > 1
    clearest = rows.text == rows.claim_id.map(press.claims.set_index("claim_id").text)
    shown = rows.assign(other=~clearest).sort_values("other", kind="stable").drop_duplicates("claim_id")
    labels = {row.claim_id: _whole(row.text, row.sentence or "") for row in shown.itertuples()}
    rows = rows.assign(
        claim=rows.claim_id.map(labels), tellers=rows.groupby("claim_id").outlet.transform("nunique"),
        state=np.select([opposed | rows.claim_id.isin(alike) | two_sides, rows.sources.map(len) > 0],
                        ["contradicted", "reported"], "own"),
        source=[next(iter(sources), "") for sources in rows.sources])
    columns = ["claim_id", "claim", "outlet", "state", "source", "text", "status", "article_id", "sentence_id", "start",
               "end", "statement_id", "sentence"]
    return rows.sort_values(["tellers", "claim_id", "outlet", "start"], ascending=[False, True, True, True],
                            ignore_index=True)[columns]


def _whole(text: str, sentence: str) -> str:
    """A clause for a reader who has only it: one of a few words with what follows in its sentence, or else with all of
    it; one from mid-sentence opens with an ellipsis.

    >>> _whole("L'entretien montre", "L'entretien montre que les liens se resserrent.")
    "L'entretien montre que les liens se resserrent"
    """
    text = sentence[max(0, sentence.find(text)):].rstrip(" .") or text if len(text.split()) < 5 else text
    text = sentence.rstrip(" .") if len(text.split()) < 5 and sentence else text
    return f"… {text}" if text[:1].islower() else text


def near(press: Press, event_id: str | None) -> pd.DataFrame:
    """Where an article that tells an event has something like a claim about it, though not so like that the two were
    joined, or contradicts it: claim_id, outlet, statements (ids). Nobody is silent there: one has to read."""
    here = about(press, event_id).articles.article_id
    told = statements(press)[lambda rows: rows.article_id.isin(here)]
    profiles = profiles_of(told, *(rows[rows.article_id.isin(here)] for rows in (press.mentions, press.timexes)))
    ids, alike, told = np.array(profiles.ids, dtype=object), profiles.alike, told.set_index("statement_id")
    against = between(about(press, event_id)).query("kind in @_OPPOSED and statement_id in @told.index")
    against = against.merge(against, on="conflict_id")
    sides = [told.loc[[*ids[side[alike.value >= _LIKE]], *opposed]] for side, opposed in (
        (alike.one, against.statement_id_x), (alike.other, against.statement_id_y))]
    pairs = pd.concat([pd.DataFrame({"claim_id": a.claim_id.to_numpy(), "outlet": b.outlet.to_numpy(),
                                     "statements": b.index.to_numpy()}) for a, b in (sides, sides[::-1])])
    return pairs.groupby(["claim_id", "outlet"], as_index=False).statements.agg(lambda ids: sorted(set(ids)))


def claim_cells(press: Press, event_id: str | None) -> pd.DataFrame:
    """The matrix claim × outlet: claim_id, text, outlet, state (own, reported, contradicted, near, silent, away),
    source, statements (ids).

    An outlet that tells a claim twice counts once: contradicted before its own word before a report. One is silent that
    tells the event and has nothing like the claim; with something like it (`near`) nothing is said of it.
    """
    told = claims_told(press, event_id)
    best = told.assign(order=told.state.map(TOLD.index)).sort_values(
        "order", kind="stable").groupby(["claim_id", "outlet"]).agg(
            state=("state", "first"), source=("source", "first"), statements=("statement_id", sorted))
    like = near(press, event_id).assign(state="near", source="").set_index(["claim_id", "outlet"])
    known = pd.concat([best, like[~like.index.isin(best.index)]]).reset_index().astype({"outlet": object})
    outlets = pd.DataFrame({"outlet": sorted(once(press).outlet.dropna().unique())}, dtype=object)
    cells = told[["claim_id", "claim"]].drop_duplicates("claim_id").rename(columns={"claim": "text"}).merge(
        outlets, how="cross").merge(known, how="left")
    untold = cells.outlet.isin(told.outlet).map({True: "silent", False: "away"})
    return cells.assign(state=cells.state.where(cells.state.notna(), untold), source=cells.source.fillna(""),
                        statements=[ids if isinstance(ids, list) else [] for ids in cells.statements])


def reliance(press: Press) -> pd.DataFrame:
    """Who relies on whom: source, source_kind (official, agency, "" with none named), target, target_kind (agency,
    outlet), n, statements (ids).

    Each link of a statement's chain counts once; an article's agency credit stands between the outlet and its chain. An
    agency is here what calls itself a medium, or an organisation that passes others' words on.
    """
    links = []
    for row in relayed(press).itertuples():
        ends = zip([row.outlet, *row.chain], row.chain or [""])
        links += [(source, target, place == 0, row.statement_id) for place, (target, source) in enumerate(ends)]
    frame = pd.DataFrame(links, columns=["source", "target", "direct", "statements"]).groupby(
        ["source", "target", "direct"], as_index=False).statements.agg(list)
    direct = frame.direct.astype(bool)
    passing = set(frame.target[~direct]) & set(press.actors.name[press.actors.kind == "organisation"])
    agencies = passing | media(press, {*frame.source, *frame.target[~direct]})
    kind = {name: "agency" if name in agencies else "official" for name in {*frame.source, *frame.target}} | {"": ""}
    frame = frame.assign(source_kind=frame.source.map(kind), n=frame.statements.map(len).astype(int),
                         target_kind=frame.target.map(kind).mask(direct, "outlet"))
    return frame[["source", "source_kind", "target", "target_kind", "n", "statements"]]


def media(press: Press, names: Iterable[str]) -> set[str]:
    """Those of the names that are agencies or other media: credited for a whole article, or called so."""
    forms = press.actors.drop_duplicates("name").dropna(subset=["forms"]).set_index("name").forms
    known = {name: [fold(form) for form in (name, *forms.get(name, ()))] for name in names}
    return set(credits(press)) & set(known) | {
        name for name, called in known.items() if not any(map(_OFFICE.match, called))
        and any(_MEDIUM.search(form) or AGENCY.fullmatch(form) for form in called)}


def renderings(press: Press, most: int = 6, groups: int = 300) -> pd.DataFrame:
    """One original in its several wordings, a row to a word: wording (statement id), outlet, article_id, place, word,
    shared_by (wordings that have the word).

    Of the quotations and claims that most outlets tell, the one with many and long wordings that differ and yet share
    words, of the longer ones a third; a quotation before a claim, and of near copies one. Empty where nothing is told
    twice.
    """
    rows, best, top = statements(press), pd.DataFrame(columns=_WORDED), 0.0
    rows = rows[rows.text.str.split().map(len).between(5, 45)]
    for column, weight in (("quote_group", 3.0), ("claim_id", 1.0)):
        tellers = ranked((members := rows.groupby(column)).outlet.nunique())
        for group in tellers[tellers > 1].index[:groups]:
            told = members.get_group(group).sort_values("text", key=lambda texts: -texts.str.len(), kind="stable")
            words = _worded(told.loc[_unlike(told.drop_duplicates("outlet"))[:most]])
            n, both = words.wording.nunique(), words.shared_by > 1
            share, alike = both.mean(), both[words.word.str.len() > 4].mean() > 1 / 3
            score = weight * min(1, len(words) / n / 12) * n * share * min(1, 3 * (1 - share)) * (n > 1) * alike
            top, best = (score, words) if score > top else (top, best)
    return best


def _unlike(rows: pd.DataFrame) -> list:
    """The rows whose text is no near copy of an earlier one's."""
    texts, kept = rows.text.map(fold), []
    for place, text in texts.items():
        if all(fuzz.token_sort_ratio(text, texts[other]) < 92 for other in kept):
            kept.append(place)
    return kept


def _worded(rows: pd.DataFrame) -> pd.DataFrame:
    found = [(*ids, place, word) for *ids, text in rows[["statement_id", "outlet", "article_id", "text"]].itertuples(
        index=False) for place, word in enumerate(text.split())]
    words = pd.DataFrame(found, columns=_WORDED[:-1])
    plain = words.word.map(lambda word: "".join(_WORDS.findall(fold(word))))
    return words.assign(shared_by=words.groupby(plain).wording.transform("nunique"))


def disagreements(press: Press) -> pd.DataFrame:
    """Conflicts with their sentences, the most telling kinds first: kind, attribute, outlet, value, supported,
    sentence, conflict_id, event_id, article_id, sentence_id, statement_id."""
    rows = counted(press, press.conflicts)
    rows = rows.assign(sentence_id=rows.statement_id.map(press.statements.set_index("statement_id").sentence_id))
    rows = rows.sort_values("kind", key=lambda kinds: kinds.map([*DIFFER].index), kind="stable")
    columns = ["kind", "attribute", "outlet", "value", "supported", "sentence", "conflict_id", "event_id", "article_id",
               "sentence_id", "statement_id"]
    return with_sentences(press, rows, "value")[columns].reset_index(drop=True)


def between(press: Press) -> pd.DataFrame:
    """`disagreements` between outlets, those of an article with the calendar or its own page aside."""
    rows = disagreements(press)
    return rows[rows.groupby("conflict_id").outlet.transform("nunique") > 1]


def disputes(press: Press) -> pd.DataFrame:
    """`between` for a reader, a row to a value: kind and about (in the first row of each dispute: what is named, or the
    event), value, outlets, first_told (the day of the earliest article that gives it), borne_out (where a register or a
    dated event supports it), on_whose_word (whom they credit, farthest from the outlet), sentence (the first).
    The values most outlets give come first, at most five of a dispute. A spelling is the outlet's own."""
    words = relayed(press).set_index("statement_id").sources.map(lambda chain: chain[-1] if chain else None)
    rows, names = by_name(press, between(press)), press.actors.set_index("actor_id").name
    known, day_of = pd.concat([press.registers["chronology"], press.events]), press.datings.set_index("article_id").best
    labels, found = known.drop_duplicates("event_id").set_index("event_id").label, []
    for _, group in rows.groupby("conflict_id", sort=False):
        first, same = group.iloc[0], group.groupby(group.value.map(_ONE.get(group.kind.iloc[0], fold)), sort=False)
        what = names.get(first.attribute) or labels.get(first.event_id)
        if first.kind in ("naming", "number"):
            what = " · ".join(filter(None, [first.attribute, first.kind == "number" and what]))
        told = [same.get_group(value) for value in ranked(same.outlet.nunique()).index[:SHOWN]]
        days = [given.article_id.map(day_of).min() for given in told]
        for number, (given, day) in enumerate(zip(told, days)):
            found.append((DIFFER[first.kind] * (not number), (what or "") * (not number), given.value.iloc[0],
                          [*given.outlet.unique()], day, "yes" if given.supported.eq(True).any() else "",
                          [*given.statement_id.map(words).dropna().unique()] if first.kind != "name" else [],
                          next(iter(given.sentence.dropna()), None)))
    return pd.DataFrame(found, columns=["kind", "about", "value", "outlets", "first_told", "borne_out", "on_whose_word",
                                        "sentence"])


def shared(press: Press) -> pd.DataFrame:
    """The table `reuse` without articles that copy another whole."""
    kept = once(press).article_id
    return press.reuse[press.reuse.article_a.isin(kept) & press.reuse.article_b.isin(kept)].reset_index(drop=True)


def own_share(press: Press) -> pd.DataFrame:
    """What part of each article stands in no other: article_id, outlet, title, own_share (by
    characters)."""
    rows = once(press)
    taken = {article: set() for article in rows.article_id}
    for pair in shared(press).itertuples():
        for article, side in ((pair.article_a, "a"), (pair.article_b, "b")):
            for passage in pair.passages:
                taken[article].update(range(passage[f"start_{side}"], passage[f"end_{side}"]))
    share = [1 - len(taken[article]) / max(1, len(text)) for article, text in zip(rows.article_id, rows.text)]
    return rows[["article_id", "outlet", "title"]].assign(own_share=share).reset_index(drop=True)
