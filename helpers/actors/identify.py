"""Mentions → actors: every mention gets the id of whom or what it names, every join its reason."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date

import pandas as pd

from helpers.actors import groups, persons
from helpers.actors.offices import compare, holders, read_office, read_roles
from helpers.actors.persons import Decision, Profile, spelling_key
from helpers.actors.spellings import parse
from helpers.annotation.gazetteer import adjectives, by_form, countries, country_in, fold, parts

KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "other"}


def slug(text: str) -> str:
    """An id made of a name: lower case, no accents, hyphens.

    >>> slug("Corée du Nord")
    'coree-du-nord'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-") or "x"


_NO_STATES = {"Union européenne": "organisation", "Occident": "other", "Europe": "place", "Afrique": "place"}
_OF_A_MINISTRY = re.compile(r"(?:ministre|ministère|secrétaire d['’][EÉ]tat|portefeuille)(?:\s+\S+)?\s+(?:de la |de l['’]\s?|des |du |à la |à l['’]\s?|aux )$")


class _Study:
    """What identify works with: mentions as records, the register, and the actors and merges found so far."""

    def __init__(self, mentions: pd.DataFrame, articles: pd.DataFrame, known: pd.DataFrame | None, corrections: pd.DataFrame | None):
        self.rows = [{k: v for k, v in row.items() if k != "actor_id"} | {"title": row["title"] if isinstance(row["title"], str) else None}
                     for row in mentions.reset_index(drop=True).reset_index(names="_row").to_dict("records")]
        self.rows.sort(key=lambda row: (row["article_id"], row["start"], row["end"], row["text"]))
        self.texts = dict(zip(articles["article_id"], articles["text"]))
        self.days = _days(articles)
        self.known = known if known is not None else pd.DataFrame(columns=["actor_id", "name", "kind", "aliases", "roles", "wikidata"])
        self.actors: dict[str, dict] = {}
        self.merges: dict[tuple[str, str], tuple[str, float, bool]] = {}
        self.forms: dict[str, str] = {}             # folded form of a known organisation, place or state → actor_id
        self.roles = {}
        for row in self.known.to_dict("records"):
            self.actors[row["actor_id"]] = {"name": row["name"], "kind": row["kind"], "wikidata": row.get("wikidata") or None}
            self.roles[row["actor_id"]] = read_roles(row.get("roles"))
            if row["kind"] != "person":
                for form in [row["name"], *parts(row.get("aliases"))]:
                    self.forms.setdefault(fold(form), row["actor_id"])
        self.koreas: dict[str, Counter] = defaultdict(Counter)
        for row in self.rows:
            entry = by_form().get(fold(row["text"]))
            self.koreas[row["article_id"]][entry.country if entry else adjectives().get(fold(row["text"]))] += 1
        self.forced = _forced(corrections, self.actors)
        self.people: dict[str, str] = {}            # spelling key of a full name → actor_id

    def actor(self, name: str, kind: str) -> str:
        """The id of an actor of this name, made if there is none; another kind of thing of that name gets another id."""
        key = slug(name)
        while key in self.actors and self.actors[key]["kind"] != kind:
            key += "-" + kind
        self.actors.setdefault(key, {"name": name, "kind": kind, "wikidata": None})
        return key

    def state(self, country: str) -> str:
        """The actor of a country: the register's, else our own of kind state."""
        return self.forms.get(fold(country)) or self.actor(country, _NO_STATES.get(country, "state"))

    def korea(self, row: dict) -> str:
        """Which Korea « Corée » or « les Coréens » means: the one the article names, or names three times as often."""
        told = self.koreas[row["article_id"]]
        north, south = told["Corée du Nord"], told["Corée du Sud"]
        return "Corée du Nord" if north and north >= 3 * south else "Corée du Sud" if south and south >= 3 * north else "Corée"

    def join(self, row: dict, actor_id: str, reason: str, score: float) -> None:
        """Give a mention its actor, and remember why the form was joined."""
        row["actor_id"] = actor_id
        key = (actor_id, row["text"])
        if key not in self.merges or not self.merges[key][2]:
            self.merges[key] = (reason, score, True)

    def suggest(self, actor_id: str, form: str, reason: str, score: float) -> None:
        """Remember a join that was not made."""
        self.merges.setdefault((actor_id, form), (reason, score, False))


def _days(articles: pd.DataFrame) -> dict[str, date | None]:
    days = pd.to_datetime(articles["published"], errors="coerce") if "published" in articles else pd.Series(pd.NaT, articles.index)
    return {a: None if pd.isna(day) else day.date() for a, day in zip(articles["article_id"], days)}


def _forced(corrections: pd.DataFrame | None, actors: dict[str, dict]) -> dict[frozenset[str], bool]:
    if corrections is None or corrections.empty:
        return {}
    name = lambda text: spelling_key(actors[text]["name"] if text in actors else text)
    rows = corrections[corrections["what"].isin(["same", "different"])]
    return {frozenset((name(r.target), name(r.value))): r.what == "same" for r in rows.itertuples()}


def identify(mentions: pd.DataFrame, articles: pd.DataFrame, known: pd.DataFrame | None = None, sentences: pd.DataFrame | None = None,
             corrections: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Say of each mention who or what it names.

    In: mentions (article_id, sentence_id, start, end, text, label, form, is_metonym, title), articles (article_id,
    text, published), known (actor_id, name, kind, wikidata, aliases, roles), corrections (what: same or different,
    target, value: two forms, or a form and an actor_id). sentences is not used.
    Out: mentions with actor_id (None: open), actors (actor_id, name, kind, wikidata, forms, n_mentions, n_articles),
    merges (actor_id, form, reason, score, accepted).
    Not to be trusted for two people of exactly the same name.
    """
    study = _Study(mentions, articles, known, corrections)
    _name_groups(study)
    _name_persons(study)
    _name_institutions(study)
    _name_descriptions(study)
    ids = {row["_row"]: row.get("actor_id") for row in study.rows}
    frame = mentions.assign(actor_id=pd.Series([ids[i] for i in range(len(mentions))], index=mentions.index, dtype=object))
    return frame, _actor_table(study), _merge_table(study)


# ---------------------------------------------------------------- states, places, organisations
def _name_groups(study: _Study) -> None:
    acronyms = _acronyms(study)
    rows = [r for r in study.rows if r["form"] == "name"]
    index = _GroupIndex(study, acronyms)
    for row in rows:
        if row["label"] == "PER" and fold(row["text"]) not in study.forms:
            continue
        entry = by_form().get(fold(row["text"]))
        if row["label"] != "PER" and _OF_A_MINISTRY.search(study.texts[row["article_id"]][max(0, row["start"] - 40):row["start"]]) and not entry:
            continue
        half = {"nord": "Corée du Nord", "sud": "Corée du Sud"}.get(fold(row["text"]))
        if half and any(study.koreas[row["article_id"]][korea] > 1 for korea in groups.KOREAS):
            study.join(row, study.state(half), "half of Korea, in an article about it", .7)
        elif entry and row["label"] == "LOC" and (row["is_metonym"] and entry.role != "country"):
            study.join(row, study.state(entry.country), f"{entry.role} that acts as the state", .9)
        elif fold(row["text"]) in study.forms:
            study.join(row, study.forms[fold(row["text"])], "in the register", 1.0)
        elif entry and entry.role == "country":
            country = study.korea(row) if entry.country == "Corée" else entry.country
            study.join(row, study.state(country), "name of the country", 1.0)
        elif row["label"] in ("LOC", "ORG"):
            study.join(row, *index.find(row["text"], KINDS[row["label"]]))
    for row in study.rows:
        if row["form"] == "demonym" and fold(row["text"]) in adjectives():
            country = adjectives()[fold(row["text"])]
            study.join(row, study.state(study.korea(row) if country == "Corée" else country), "named for the state", .8)


def _acronyms(study: _Study) -> dict[str, list[str]]:
    """Acronym → the names it is defined for, commonest first; a short acronym keeps one (PS, PPP mean many things)."""
    spans, votes = defaultdict(list), defaultdict(Counter)
    for row in study.rows:
        if row["form"] == "name" and row["label"] in ("ORG", "LOC"):
            spans[row["article_id"]].append((row["start"], row["end"], row["text"]))
    for article_id in sorted(spans):
        for acronym, name in groups.definitions(study.texts[article_id], spans[article_id]):
            votes[acronym][name] += 1 + groups.initials_fit(acronym, name)
    ranked = {acronym: sorted(names, key=lambda name: (-names[name], name)) for acronym, names in sorted(votes.items())}
    return {acronym: names if len(acronym) > 3 else names[:1] for acronym, names in ranked.items()}


class _GroupIndex:
    """Organisations and places met so far, found again under another form."""

    def __init__(self, study: _Study, acronyms: dict[str, list[str]]):
        self.study, self.acronyms = study, acronyms
        self.bags: dict[frozenset[str], list[tuple[str, str]]] = defaultdict(list)
        self.places: dict[str, str] = {}
        self.done: dict[tuple[str, str], tuple[str, str, float]] = {}
        for actor in study.known.to_dict("records"):
            for form in [actor["name"], *parts(actor.get("aliases"))]:
                if actor["kind"] in ("organisation", "place"):
                    self.bags[groups.bag(form)[0]].append((form, actor["actor_id"]))
                if actor["kind"] == "place":
                    self.places.setdefault(groups.place_key(form), actor["actor_id"])
        self.kinds: dict[str, Counter] = defaultdict(Counter)
        for row in study.rows:
            if row["form"] == "name" and row["label"] in ("ORG", "LOC"):
                self.kinds[fold(row["text"])][KINDS[row["label"]]] += 1

    def find(self, text: str, kind: str) -> tuple[str, str, float]:
        """(actor_id, reason, score) of a form; a new actor where nothing fits. A form is of the kind it mostly is."""
        counts = self.kinds[fold(text)]
        kind = max(sorted(counts), key=lambda k: (counts[k] + (k == "organisation" and groups.is_acronym(text)))) if counts else kind
        if (fold(text), kind) not in self.done:
            found = self._find(text, kind)
            self.done[fold(text), kind] = found
            self.bags[groups.bag(text)[0]].append((text, found[0]))
            if kind == "place":
                self.places.setdefault(groups.place_key(text), found[0])
        return self.done[fold(text), kind]

    def _find(self, text: str, kind: str) -> tuple[str, str, float]:
        names = self.acronyms.get(text, []) if groups.is_acronym(text) else []
        for name in names:
            known = self.study.forms.get(fold(name)) or by_form().get(fold(name))
            if known:
                return known if isinstance(known, str) else self.study.state(known.country), f"acronym of {name}", .95
        if names:
            return self.find(names[0], kind)[0], f"acronym of {names[0]}", .95
        for acronym, names in self.acronyms.items():
            if fold(text) in map(fold, names):
                if fold(acronym) in self.study.forms:
                    return self.study.forms[fold(acronym)], f"spelt out for {acronym}", .95
                if fold(text) != fold(names[0]):
                    return self.find(names[0], kind)[0], f"spelt out for {acronym}, like {names[0]}", .9
        for form, actor_id in self.bags.get(groups.bag(text)[0], ()):
            if fold(form) != fold(text) and groups.same_bag(form, text) and self._kind_fits(actor_id, kind):
                return actor_id, f"same words as {form}", .9
        core = groups.bare_names(text)
        if core and (fold(core) in self.study.forms or fold(core) in self.kinds):
            target = self.study.forms.get(fold(core))
            if target and self._kind_fits(target, kind):
                return target, f"general words around {core}", .9
            if kind == "organisation" and not target:
                return self.find(core, kind)[0], f"general words around {core}", .85
        key = groups.place_key(text)
        if kind == "place" and len(key) > 3 and key in self.places and fold(text) not in by_form():
            return self.places[key], "same place in another spelling", .85
        return self.study.actor(text, kind), "own name", 1.0

    def _kind_fits(self, actor_id: str, kind: str) -> bool:
        return self.study.actors[actor_id]["kind"] == kind


# ---------------------------------------------------------------- persons
def _name_persons(study: _Study) -> None:
    rows = [r for r in study.rows if r["form"] == "name" and r["label"] == "PER" and not r.get("actor_id")]
    profiles = _profiles(study, rows)
    partial = _partial_keys(profiles)
    clusters = persons.cluster([p for k, p in profiles.items() if k not in partial], study.forced)
    reasons = {p.key: d for a, b, d in reversed(clusters.taken) for p in (a, b)}
    for members in clusters.members.values():
        actor_id = _cluster_actor(study, members)
        for profile in members:
            study.people[profile.key] = actor_id
    for row in rows:
        key = spelling_key(row["text"])
        if key in study.people:
            decision = reasons.get(key)
            study.join(row, study.people[key], *_why(study, row, profiles[key], decision))
    for a, b, decision in clusters.open:
        x, y = sorted((study.people[a.key], study.people[b.key]))
        if (a.count or a.known) and (b.count or b.known) and a.count + b.count:
            study.suggest(x, (b if study.people[a.key] == x else a).text, decision.reason, min(decision.score, 1.0))
    _name_short(study, [r for r in rows if not r.get("actor_id")], [p for p in profiles.values() if p.key in study.people])


def _why(study: _Study, row: dict, profile: Profile, decision: Decision | None) -> tuple[str, float]:
    if profile.known:
        return "in the register", 1.0
    if decision:
        return decision.reason, min(decision.score, 1.0)
    return "own name", 1.0


def _profiles(study: _Study, rows: list[dict]) -> dict[str, Profile]:
    profiles: dict[str, Profile] = {}
    for actor in study.known.to_dict("records"):
        if actor["kind"] == "person":
            for form in [actor["name"], *parts(actor.get("aliases"))]:
                profile = profiles.setdefault(spelling_key(form), Profile(spelling_key(form), parse(form), form))
                profile.known = profile.known or actor["actor_id"]
                profile.offices |= {role.office for role in study.roles[actor["actor_id"]]}
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
    _company(study, profiles)
    return profiles


def _company(study: _Study, profiles: dict[str, Profile]) -> None:
    """Note which organisations stand in one sentence with each person, where they do so with few people only."""
    beside = defaultdict(set)
    for row in study.rows:
        if row["label"] == "ORG" and row.get("actor_id"):
            beside[row["article_id"], row["sentence_id"]].add(row["actor_id"])
    people = defaultdict(set)
    for profile in profiles.values():
        for sentence in profile.sentences:
            profile.company |= beside[sentence]
        for actor_id in profile.company:
            people[actor_id].add(profile.key)
    for profile in profiles.values():
        profile.company = {actor_id for actor_id in profile.company if len(people[actor_id]) <= 4}


def _partial_keys(profiles: dict[str, Profile]) -> set[str]:
    full = {k for k, p in profiles.items() if p.name.eastern and len(p.name.given) > 1}
    prefixes = {" ".join(k.split()[:n]) for k in full for n in range(2, len(k.split()))}
    return {k for k, p in profiles.items() if k in prefixes and not p.known}


def _cluster_actor(study: _Study, members: list[Profile]) -> str:
    known = next((p.known for p in members if p.known), None)
    if known:
        return known
    best = min(members, key=lambda p: (-p.count, -len(p.text), p.text))
    return study.actor(best.text, "person")


def _name_short(study: _Study, rows: list[dict], profiles: list[Profile]) -> None:
    """Surnames, given names and cut names: the fuller name in the same article, else in the whole corpus."""
    here: dict[str, list[Profile]] = defaultdict(list)
    for profile in profiles:
        for article_id in profile.articles:
            here[article_id].append(profile)
    offices = defaultdict(set)
    for row in rows:
        if row["title"]:
            offices[row["article_id"], row["text"]].add(read_office(row["title"]))
    counts = Counter((r["article_id"], r.get("actor_id")) for r in study.rows)
    decided: dict[tuple[str, str], tuple[str, str, float]] = {}
    wide: dict[str, list] = {}
    for row in sorted(rows, key=lambda r: (r["article_id"], r["start"])):
        key = (row["article_id"], row["text"])
        if key not in decided:
            decided[key] = _short(study, row, here[row["article_id"]], profiles, offices[key], counts, wide)
        study.join(row, *decided[key])


def _short(study: _Study, row: dict, local: list[Profile], profiles: list[Profile], offices: set, counts: Counter, wide: dict) -> tuple[str, str, float]:
    text = row["text"]
    near = _options(study, text, local, lambda p: counts[row["article_id"], study.people[p.key]], offices)
    if near:
        choice = persons.choose(near[0])
        if choice:
            return choice, near[1][choice] + ", fuller name in the article", .95
    if text not in wide:
        wide[text] = _options(study, text, profiles, lambda p: p.count or .01, set())
    far = _options(study, text, profiles, lambda p: p.count or .01, offices) if offices else wide[text]
    if far and (near or not any(reason.startswith("given") for reason in far[1].values())):
        choice = persons.choose(Counter({a: n for a, n in far[0].items() if not near or a in near[0]}), 10 if near else 3)
        if choice:
            return choice, far[1][choice] + ", the one bearer in the corpus" * (not near) + ", by far the commonest bearer" * bool(near), .8
    own = study.actor(re.sub(r"^M(?:me|lle)?\.?\s+", "", text), "person")
    for option in sorted((near or far or ({}, {}))[0]):
        if option != own:
            study.suggest(option, text, "short form that several could bear", .5)
    return own, "own name", 1.0


def _options(study: _Study, text: str, profiles: list[Profile], weight, offices: set) -> tuple[Counter, dict] | None:
    """Who a short form could be: actors by weight, and why. Letter by letter goes before alike, surname before given name."""
    fits = [(*fit, profile) for profile in profiles if (fit := persons.fits_short(text, profile.name))]
    best = min(((reason.startswith("given"), not exact) for reason, exact, _ in fits), default=None)
    options, reasons = Counter(), {}
    for reason, exact, profile in fits:
        if (reason.startswith("given"), not exact) == best:
            actor_id = study.people[profile.key]
            options[actor_id] += weight(profile)
            reasons.setdefault(actor_id, reason)
            if any(compare(x, y) in ("same", "fits") and (x.domain or x.country) for x in offices for y in profile.offices):
                options[actor_id] += 1000
    return (options, reasons) if options else None


def _name_institutions(study: _Study) -> None:
    """An institution that only a wrong title knows (« Conseil de la défense ») is the one where that person holds office."""
    found: dict[tuple[str, str], str] = {}
    for row in study.rows:
        for role in study.roles.get(row.get("actor_id"), ()) if row["title"] else ():
            if compare(read_office(row["title"]), role.office) == "near":
                inside = [(form, a) for form, a in study.forms.items() if form in fold(role.text) and study.actors[a]["kind"] == "organisation"]
                if inside:
                    found[row["article_id"], row["title"]] = max(inside)[1]
    for row in study.rows:
        if row["form"] == "name" and row["label"] == "ORG" and " " in row["text"] and fold(row["text"]) not in study.forms:
            for (article_id, title), actor_id in sorted(found.items()):
                if article_id == row["article_id"] and fold(row["text"]) in fold(title):
                    study.merges.pop((row.get("actor_id"), row["text"]), None)
                    study.join(row, actor_id, "institution of that person's office under another name", .7)


# ---------------------------------------------------------------- descriptions
def _name_descriptions(study: _Study) -> None:
    borne = defaultdict(set)
    for row in study.rows:
        if row["title"] and row.get("actor_id"):
            borne[row["article_id"]].add((read_office(row["title"]), row["actor_id"]))
    everywhere = {pair for pairs in borne.values() for pair in pairs}
    for row in study.rows:
        if row["form"] == "description" and not row.get("actor_id"):
            _describe(study, row, borne[row["article_id"]], everywhere)


def _describe(study: _Study, row: dict, here: set, everywhere: set) -> None:
    if fold(row["text"]).startswith("capitale"):
        capital = next(e.form for e in countries() if e.role == "capital" and e.country == country_in(row["text"]))
        study.join(row, study.forms.get(fold(capital)) or study.actor(capital, "place"), "capital of that country", .9)
        return
    office = read_office(row["text"])
    for pairs, reason, score in ((here, "title of that person in the article", .9), (None, "held that office then", .9),
                                 (everywhere, "title of that person in the corpus", .7)):
        if pairs is None:
            day = study.days.get(row["article_id"])
            found = holders(office, study.roles.items(), day, day)
        else:
            found = sorted({a for o, a in pairs if not o.former and compare(office, o) == "same"})
        if len(found) == 1:
            study.join(row, found[0], reason, score)
            return
        if found:
            for actor_id in found:
                study.suggest(actor_id, row["text"], "description that several could answer to", .5)
            return


# ---------------------------------------------------------------- tables
def _actor_table(study: _Study) -> pd.DataFrame:
    found = defaultdict(list)
    for row in study.rows:
        if row.get("actor_id"):
            found[row["actor_id"]].append(row)
    rows = [[a, study.actors[a]["name"], study.actors[a]["kind"], study.actors[a]["wikidata"], sorted({r["text"] for r in found[a]}),
             len(found[a]), len({r["article_id"] for r in found[a]})] for a in sorted(found)]
    return pd.DataFrame(rows, columns=["actor_id", "name", "kind", "wikidata", "forms", "n_mentions", "n_articles"])


def _merge_table(study: _Study) -> pd.DataFrame:
    present = {r["actor_id"] for r in study.rows if r.get("actor_id")}
    rows = [[a, form, *values] for (a, form), values in sorted(study.merges.items()) if a in present]
    return pd.DataFrame(rows, columns=["actor_id", "form", "reason", "score", "accepted"])
