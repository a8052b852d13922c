"""Persons: full names joined over all articles, then surnames, given names and cut names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable

from helpers.actors import persons
from helpers.actors.ledger import Ledger
from helpers.actors.offices import read_office
from helpers.actors.persons import Decision, Profile, spelling_key
from helpers.actors.spellings import parse, patterns, surname
from helpers.annotation.gazetteer import parts
from helpers.annotation.roles import gender_of
from helpers.speech.lexicon import given_gender


def name_persons(ledger: Ledger) -> None:
    """Give every name of a person its actor in the ledger, with the reason of each join."""
    rows = [r for r in ledger.rows if r["form"] == "name" and r["label"] == "PER" and not r.get("actor_id")]
    profiles = _profiles(ledger, rows)
    partial = _partial_keys(profiles)
    clusters = persons.cluster([p for k, p in profiles.items() if k not in partial], ledger.forced)
    reasons = {p.key: d for a, b, d in reversed(clusters.taken) for p in (a, b)}
    for members in clusters.members.values():
        actor_id = _cluster_actor(ledger, members)
        for profile in members:
            ledger.people[profile.key] = actor_id
    for row in rows:
        key = spelling_key(row["text"])
        if key in ledger.people:
            decision = reasons.get(key) or Decision("same", 1.0, "own name")
            reason = "in the register" if profiles[key].known else decision.reason
            ledger.join(row, ledger.people[key], reason, 1.0 if profiles[key].known else min(decision.score, 1.0))
    for a, b, decision in clusters.open:
        x = min(ledger.people[a.key], ledger.people[b.key])
        if a.count + b.count:
            ledger.suggest(x, (b if ledger.people[a.key] == x else a).text, decision.reason, min(decision.score, 1.0))
    _name_short(ledger, [row for row in rows if not row.get("actor_id")],
                [profile for profile in profiles.values() if profile.key in ledger.people])


def _profiles(ledger: Ledger, rows: list[dict]) -> dict[str, Profile]:
    profiles: dict[str, Profile] = {}
    for actor in ledger.known.to_dict("records"):
        if actor["kind"] == "person":
            for form in [actor["name"], *parts(actor.get("aliases"))]:
                profile = profiles.setdefault(spelling_key(form), Profile(spelling_key(form), parse(form), form))
                profile.known = profile.known or actor["actor_id"]
                profile.offices |= {role.office for role in ledger.roles[actor["actor_id"]]}
    for row in rows:
        name = parse(row["text"])
        key = spelling_key(row["text"])
        if not name.full or row["text"].endswith(("…", "...")) or len(name.given[0]) == 1:
            continue
        profile = profiles.setdefault(key, Profile(key, name, row["text"]))
        profile.count += 1
        profile.articles.add(row["article_id"])
        profile.sentences.add((row["article_id"], row["sentence_id"]))
        if row["title"]:
            profile.offices.add(read_office(row["title"]))
    return profiles


def _partial_keys(profiles: dict[str, Profile]) -> set[str]:
    """The full names that are others cut short (« Kim Jong ») or without what precedes a particle (« Le Pen »,
    « Ben Ali »).
    """
    full = {k for k, p in profiles.items() if p.name.eastern and len(p.name.given) > 1}
    prefixes = {" ".join(k.split()[:n]) for k in full for n in range(2, len(k.split()))}
    alone = {k: name.family for k, p in profiles.items() if not (name := surname(p.text)).full}
    families = {p.name.family for k, p in profiles.items() if k not in alone}
    return {k for k, p in profiles.items() if (k in prefixes or alone.get(k) in families) and not p.known}


def _cluster_actor(ledger: Ledger, members: list[Profile]) -> str:
    best = min(members, key=lambda p: (-p.count, -len(p.text), p.text))
    return next((p.known for p in members if p.known), None) or ledger.actor(best.text, "person")


def _by_word(profiles: list[Profile]) -> Callable[[str], list[Profile]]:
    """A look-up of the full names that a short form could mean, so that it is compared with few."""
    found: dict[str, dict[str, Profile]] = defaultdict(dict)
    for profile in profiles:
        for pattern in {p for word in (*profile.name.family, *profile.name.given[:1]) for p in patterns(word)}:
            found[pattern][profile.key] = profile
    families = sorted((profile.name.family[-1], profile.key, profile) for profile in profiles)

    def bearers(text: str) -> list[Profile]:
        name = surname(text.rstrip(". …-"))
        near = [found.get(pattern, {}) for word in (*name.family, *name.given[:1]) for pattern in patterns(word)]
        options = {key: profile for bearers in near for key, profile in bearers.items()}
        if text.endswith(("…", "...", "-")):
            word = name.family[-1]
            begun = families[bisect_left(families, (word,)):bisect_left(families, (word + "\uffff",))]
            options |= {key: profile for _, key, profile in begun}
        return [options[key] for key in sorted(options)]
    return bearers


def _name_short(ledger: Ledger, rows: list[dict], profiles: list[Profile]) -> None:
    """Surnames, given names and cut names: the fuller name in the same article, else in the whole corpus."""
    here: dict[str, list[Profile]] = defaultdict(list)
    for profile in profiles:
        for article_id in profile.articles:
            here[article_id].append(profile)
    decided, bearers = {}, _by_word(profiles)
    keys = [(row["article_id"], row["text"], gender_of(ledger.texts[row["article_id"]], row)) for row in rows]
    counts = Counter((r["article_id"], r.get("actor_id")) for r in ledger.rows)
    for key, row in zip(keys, rows):
        article_id, text, gender = key
        if key not in decided:
            close, wide = ([p for p in found if {gender, given_gender(p.text)[:1]} != {"F", "M"}]
                           for found in (here[article_id], bearers(text)))
            near = _options(ledger, text, close, {p.key: counts[article_id, ledger.people[p.key]] for p in close})
            far = _options(ledger, text, wide, {p.key: p.count or .01 for p in wide})
            decided[key] = _short(ledger, text, near, far)
        ledger.join(row, *decided[key])


def _short(ledger: Ledger, text: str, near: tuple[Counter, dict], far: tuple[Counter, dict]) -> tuple[str, str, float]:
    """(actor_id, reason, score) of a short form, from its options in the article and in the corpus."""
    if choice := persons.choose(near[0]):
        return choice, near[1][choice] + ", fuller name in the article", .95
    if near[0] or not any(reason.startswith("given") for reason in far[1].values()):
        options = Counter({a: n for a, n in far[0].items() if not near[0] or a in near[0]})
        if choice := persons.choose(options, 10 if near[0] else 3):
            why = "by far the commonest bearer" if near[0] else "the one bearer in the corpus"
            return choice, f"{far[1][choice]}, {why}", .8
    own = ledger.actor(re.sub(r"^M(?:me|lle)?\.?\s+", "", text), "person")
    for option in sorted(near[0] or far[0]):
        if option != own:
            ledger.suggest(option, text, "short form that several could bear", .5)
    return own, "own name", 1.0


def _options(ledger: Ledger, text: str, profiles: list[Profile], weights: dict[str, float]) -> tuple[Counter, dict]:
    """Who a short form could be: actors by weight, and why. Letter by letter goes before alike, surname before
    given name.
    """
    fits = [(*fit, profile) for profile in profiles if (fit := persons.fits_short(text, profile.name))]
    best = min(((reason.startswith("given"), not exact) for reason, exact, _ in fits), default=None)
    options, reasons = Counter(), {}
    for reason, exact, profile in fits:
        if (reason.startswith("given"), not exact) == best:
            actor_id = ledger.people[profile.key]
            options[actor_id] += weights[profile.key]
            reasons.setdefault(actor_id, reason)
    return options, reasons
