"""Which names are one person: candidates by sound, decided on given name, office, country and document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from helpers.actors.offices import Office, compare
from helpers.actors.spellings import Name, block_keys, distance, name_distance, parse, skeleton, sounds, surname
from helpers.annotation.gazetteer import fold

SOUND, GARBLE, DOUBT = .3, 1.0, .8      # distances: sure by sound; possible with evidence; worth a suggestion
WINDOW = 400                            # names of one block compared with each other at a time
EDITS, CROWDED = 3, 1                   # letters by which two outlines may differ; in a block that is split


@dataclass
class Profile:
    """All that is known of one full name: its parts, where it stands, what it is called."""

    key: str
    name: Name
    text: str = ""
    known: str | None = None
    articles: set[str] = field(default_factory=set)
    sentences: set[tuple[str, int]] = field(default_factory=set)
    offices: set[Office] = field(default_factory=set)
    count: int = 0


@dataclass(frozen=True)
class Decision:
    """same, maybe or other; score 0–1; the reason in plain words."""

    verdict: str
    score: float
    reason: str


def spelling_key(text: str) -> str:
    """A person's name without case, accents, hyphens and titles: what is one spelling for everybody.

    >>> spelling_key("Kim Jong-un") == spelling_key("Kim Jong Un")
    True
    """
    name = parse(text)
    if name.eastern:
        return " ".join((*name.family, *name.given))
    return " ".join(w for part in (*name.given, *name.family, name.generation) if part for w in part.split("-"))


def decide(a: Profile, b: Profile) -> Decision:
    """Whether two full names are one person, and why.

    Not to be trusted for two people of one name, or for brothers whose given names differ by a vowel.
    """
    given, family = name_distance(a.name, b.name)
    total = given + family
    score = round(max(0.0, 1 - total / 2), 3)
    if a.known and b.known and a.known != b.known:
        return Decision("other", score, "two entries of the register")
    lands = [{office.country for office in profile.offices if office.country} for profile in (a, b)]
    clash = all(lands) and not lands[0] & lands[1]
    together = bool(a.sentences & b.sentences)
    if given <= SOUND and family <= SOUND and total <= .4:
        if clash or together and total > .1:
            return Decision("maybe", score, f"same sound, but {'another country' if clash else 'named side by side'}")
        return Decision("same", score, "same name in another spelling" if total else "same sounds")
    eastern = a.name.eastern or b.name.eastern
    length = min(len("".join(x.given + x.family)) for x in (a.name, b.name))
    apart = given > GARBLE or family > GARBLE or total > min(1.2, .1 * length) or clash or together or (
        family and not eastern and min(len(a.name.family[-1]), len(b.name.family[-1])) < 3)
    office = None if apart else _shared_office(a, b)
    if office and (given <= .5 or not eastern):
        return Decision("same", score, f"close spelling and the same office ({office})")
    if not apart and not eastern and given <= .1 and a.articles & b.articles:
        return Decision("same", score, "close spelling in the same article")
    doubt = total <= DOUBT and not (apart and (clash or together or length <= 6))
    return Decision("maybe" if doubt else "other", score, "similar spelling, no evidence")


def _shared_office(a: Profile, b: Profile) -> str | None:
    for x in sorted(a.offices, key=repr):
        for y in sorted(b.offices, key=repr):
            grade, told = compare(x, y), x.domain or y.domain or x.country or y.country
            if grade == "same" or grade == "near" and x.country or grade == "fits" and told:
                return " ".join([x.noun, *sorted(x.domain | y.domain), *([x.country] if x.country else [])])
    return None


def candidates(profiles: list[Profile]) -> Iterable[tuple[Profile, Profile]]:
    """Pairs worth comparing: those that share a sound key and are alike in outline. Never all pairs: of a crowded
    block, those within half a window of each other in the order of their sounds."""
    blocks: dict[str, list[tuple[str, str, Profile]]] = defaultdict(list)
    for profile in profiles:
        for key, further, outline in block_keys(profile.name):
            blocks[key].append((further, outline, profile))
    seen = set()
    for key in sorted(blocks):
        block = sorted(blocks[key], key=lambda row: row[0])
        edits = EDITS if len(block) <= WINDOW else CROWDED
        for start in range(0, max(1, len(block) - WINDOW // 2), WINDOW // 2):
            outlines = [outline for _, outline, _ in block[start:start + WINDOW]]
            alike = cdist(outlines, outlines, scorer=Levenshtein.distance, score_cutoff=edits, dtype=np.uint8) <= edits
            for i, j in np.argwhere(np.triu(alike, 1)).tolist():
                a, b = block[start + i][2], block[start + j][2]
                if a is not b and (a.key, b.key) not in seen:
                    seen.add((a.key, b.key))
                    yield a, b


def _begun(by_key: dict[str, Profile]) -> Iterable[tuple[Profile, Profile]]:
    """Names that begin one other (« Ali Bongo », « Ali Bongo Ondimba »), or one by far commoner than others, of the
    same article or office; not those that stand beside it.
    """
    longer: dict[str, Counter] = defaultdict(Counter)
    for key, profile in by_key.items():
        for n in range(2, len(words := key.split())):
            longer[" ".join(words[:n])][key] = profile.count
    for key in sorted(longer.keys() & by_key.keys()):
        a, b = by_key[key], by_key.get(choose(longer[key]))
        if b and not (a.known or a.sentences & b.sentences or a.name.generation != b.name.generation):
            if a.articles & b.articles or _shared_office(a, b):
                yield a, b


@dataclass
class Clusters:
    """Names joined so far, and the decisions that were and were not taken."""

    of: dict[str, int]
    members: dict[int, list[Profile]]
    taken: list[tuple[Profile, Profile, Decision]]
    open: list[tuple[Profile, Profile, Decision]]


def cluster(profiles: list[Profile], forced: dict[frozenset[str], bool]) -> Clusters:
    """Join names, surest first; two groups join only if every pair across them could be one person. What a correction
    joins comes last, whole groups of it, so that a spelling no rule would accept does not keep others out.

    forced: {frozenset of two spelling keys: True the same, False not}, the analyst's corrections.
    """
    profiles = sorted(profiles, key=lambda p: (not p.known, -p.count, p.key))
    result = Clusters({p.key: i for i, p in enumerate(profiles)}, {i: [p] for i, p in enumerate(profiles)}, [], [])
    by_key = {p.key: p for p in profiles}
    decisions = []
    for pair, same in sorted(forced.items(), key=lambda item: sorted(item[0])):
        a, b = (by_key.get(key) for key in (sorted(pair) if len(pair) == 2 else [None, None]))
        if a and b and same:
            decisions.append((a, b, Decision("same", 2.0, "stated in corrections")))
    for a, b in candidates(profiles):
        decision = decide(a, b)
        if decision.verdict != "other" and frozenset((a.key, b.key)) not in forced:
            decisions.append((a, b, decision))
    decisions.sort(key=lambda d: (d[2].score > 1, -d[2].score, d[2].verdict != "same", d[0].key, d[1].key))
    for a, b, decision in decisions:
        if result.of[a.key] == result.of[b.key]:
            continue
        if decision.verdict == "same" and _joinable(result, a, b, forced, decision.score > 1):
            _join(result, a, b, decision)
        else:
            result.open.append((a, b, decision))
    for a, b in _begun(by_key):
        if result.of[a.key] != result.of[b.key] and frozenset((a.key, b.key)) not in forced:
            _join(result, a, b, Decision("same", .9, "name cut short"))
    result.open = [(a, b, d) for a, b, d in result.open if result.of[a.key] != result.of[b.key]]
    return result


def _joinable(result: Clusters, a: Profile, b: Profile, forced: dict[frozenset[str], bool], stated: bool) -> bool:
    for x, y in product(*(result.members[result.of[key]] for key in (a.key, b.key))):
        if forced.get(frozenset((x.key, y.key))) is False or x.known and y.known and x.known != y.known:
            return False
        given, family = name_distance(x.name, y.name)
        if not stated and (given > GARBLE or family > GARBLE or x.sentences & y.sentences and given + family > .1):
            return False
    return True


def _join(result: Clusters, a: Profile, b: Profile, decision: Decision) -> None:
    keep, gone = sorted((result.of[a.key], result.of[b.key]))
    for profile in result.members[gone]:
        result.of[profile.key] = keep
    result.members[keep] += result.members.pop(gone)
    result.taken.append((a, b, decision))


def fits_short(short: str, full: Name) -> tuple[str, bool] | None:
    """Why a short form could stand for a full name, and whether letter by letter; None if it could not.

    >>> fits_short("Kim Jong", parse("Kim Jong-un")), fits_short("Choigou", parse("Sergueï Choïgou"))
    (('name cut short', True), ('surname alone', True))
    """
    cut = short.rstrip().endswith(("…", "...", "-"))
    name = surname(short.rstrip(". …-"))
    if name.full:
        reason = _fits_cut(name, full, cut)
        return (reason, True) if reason else None
    word = name.family[-1]
    if any(_alike(word, family) for family in full.family) or cut and fold(full.family[-1]).startswith(word):
        return "surname alone", word in full.family
    if full.given and not full.eastern and _alike(word, full.given[0]) and len(word) > 2:
        return "given name alone", word == full.given[0]
    return None


def _fits_cut(name: Name, full: Name, cut: bool) -> str | None:
    _, family = name_distance(Name((), name.family), Name((), full.family))
    begun = name.given[0] == full.given[0] and len(name.given) < len(full.given)
    if name.eastern and full.eastern and family <= SOUND and begun:
        return "name cut short"
    given = name_distance(Name(("x",), (name.given[0],)), Name(("x",), (full.given[0],)))[1] if full.given else 9
    if cut and given <= SOUND and full.family[-1].startswith(name.family[-1][:2]):
        return "name cut short"
    if len(name.given[0]) == 1 and full.given and full.given[0][0] == name.given[0] and family <= SOUND:
        return "initial and surname"
    return None


def _alike(a: str, b: str) -> bool:
    return a == b or skeleton(a) == skeleton(b) and distance(sounds(a), sounds(b)) <= SOUND


def choose(options: Counter, margin: int = 3) -> str | None:
    """The one bearer a short form points to: the only one, or one named so many times as often as the next."""
    ranked = sorted(options.items(), key=lambda item: (-item[1], item[0]))
    first, second, *_ = [*ranked, (None, 0), (None, 0)]
    return first[0] if first[1] >= margin * second[1] else None
