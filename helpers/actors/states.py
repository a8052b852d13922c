"""States, places and organisations: who a country, a capital, an acronym or an institution's name stands for."""

from __future__ import annotations

from collections import Counter, defaultdict

from helpers.actors import groups
from helpers.actors.ledger import KINDS, Ledger
from helpers.actors.offices import compare, read_office
from helpers.annotation.gazetteer import adjectives, by_form, fold, parts, section


def name_groups(ledger: Ledger) -> None:
    """Give every name of a state, place or organisation its actor in the ledger, with the reason of each join."""
    acronyms = _acronyms(ledger)
    rows = [r for r in ledger.rows if r["form"] == "name"]
    index, given = _GroupIndex(ledger, acronyms), defaultdict(set)
    for row in rows:
        if row["label"] == "PER" and fold(row["text"]) not in ledger.forms:
            continue
        entry = by_form().get(fold(row["text"]))
        half = {"nord": "Corée du Nord", "sud": "Corée du Sud"}.get(fold(row["text"]))
        if half and any(ledger.koreas[row["article_id"]][korea] > 1 for korea in groups.KOREAS):
            ledger.join(row, ledger.state(half), "half of Korea, in an article about it", .7)
        elif entry and row["label"] == "LOC" and (row["is_metonym"] and entry.role != "country"):
            ledger.join(row, ledger.state(entry.country), f"{entry.role} that acts as the state", .9)
        elif entry and entry.role == "country" and fold(row["text"]) not in ledger.forms:
            ledger.join_state(row, entry.country, "name of the country", 1.0)
        else:
            found, text = index.find(row["text"], KINDS[row["label"]]), fold(row["text"])
            whole = {actor_id for form, actor_id in given[row["article_id"]] if f"{form} ".startswith(f"{text} ")}
            if len(whole) == 1 and found[1] == "own name" and text.split()[0] in section("organisations"):
                found = (*whole, "beginning of a name given before in the article", .8)  # « la Commission »
            ledger.join(row, *found)
            given[row["article_id"]].add((text, row["actor_id"]))
    for row in ledger.rows:
        if row["form"] == "demonym" and fold(row["text"]) in adjectives():
            ledger.join_state(row, adjectives()[fold(row["text"])], "named for the state", .8)


def _acronyms(ledger: Ledger) -> dict[str, list[str]]:
    """Acronym → the names it is defined for, known ones and commonest first; a short acronym keeps one (PS, PPP
    mean many things).
    """
    spans, votes = defaultdict(list), defaultdict(Counter)
    for row in ledger.rows:
        if row["form"] == "name" and row["label"] in ("ORG", "LOC"):
            spans[row["article_id"]].append((row["start"], row["end"], row["text"]))
    for article_id in sorted(spans):
        for acronym, name in groups.definitions(ledger.texts[article_id], spans[article_id]):
            votes[acronym][name] += 1
    known = by_form().keys() | ledger.forms.keys()
    ranked = {acronym: sorted(names, key=lambda name: (fold(name) not in known, -names[name], name))
              for acronym, names in sorted(votes.items())}
    return {acronym: names if len(acronym) > 3 else names[:1] for acronym, names in ranked.items()}


class _GroupIndex:
    """Organisations and places met so far, found again under another form."""

    def __init__(self, ledger: Ledger, acronyms: dict[str, list[str]]):
        self.ledger, self.acronyms, self.spelt = ledger, acronyms, defaultdict(list)
        for acronym, names in acronyms.items():
            for name in sorted({fold(name) for name in names}):
                self.spelt[name].append(acronym)
        self.bags: dict[frozenset[str], list[tuple[str, str]]] = defaultdict(list)
        self.places: dict[str, str] = {}
        self.done: dict[tuple[str, str], tuple[str, str, float]] = {}
        for actor in ledger.known.to_dict("records"):
            for form in [actor["name"], *parts(actor.get("aliases"))]:
                if actor["kind"] in ("organisation", "place"):
                    self.bags[groups.bag(form)[0]].append((form, actor["actor_id"]))
                if actor["kind"] == "place":
                    self.places.setdefault(groups.place_key(form), actor["actor_id"])
        self.kinds: dict[str, Counter] = defaultdict(Counter)
        for row in ledger.rows:
            if row["form"] == "name" and row["label"] in ("ORG", "LOC"):
                self.kinds[fold(row["text"])][KINDS[row["label"]]] += 1

    def find(self, text: str, kind: str) -> tuple[str, str, float]:
        """(actor_id, reason, score) of a form; a new actor where nothing fits. A form is of the kind it mostly is."""
        if fold(text) in self.ledger.forms:
            return self.ledger.forms[fold(text)], "in the register", 1.0
        counts = self.kinds[fold(text)]
        if groups.is_acronym(text) and counts:
            counts = counts + Counter(organisation="organisation" in counts)
        kind = max(sorted(counts), key=counts.__getitem__, default=kind)
        if (fold(text), kind) not in self.done:
            found = self._find(text, kind)
            self.done[fold(text), kind] = found
            self.bags[groups.bag(text)[0]].append((text, found[0]))
            if kind == "place":
                self.places.setdefault(groups.place_key(text), found[0])
        return self.done[fold(text), kind]

    def _find(self, text: str, kind: str) -> tuple[str, str, float]:
        names = groups.other_names().get(fold(text), []) if kind == "organisation" else []
        chosen = next((name for met in (self.ledger.forms, self.kinds) for name in names if fold(name) in met), text)
        if fold(chosen) != fold(text):
            return self.find(chosen, kind)[0], f"another name of {chosen}", .95
        names = self.acronyms.get(text, []) if groups.is_acronym(text) and not names else []
        if names:
            country = by_form().get(fold(names[0])) if fold(names[0]) not in self.ledger.forms else None
            actor_id = self.ledger.state(country.country) if country else self.find(names[0], kind)[0]
            return actor_id, f"acronym of {names[0]}", .95
        for acronym in self.spelt.get(fold(text), ()):
            like = acronym if fold(acronym) in self.ledger.forms else self.acronyms[acronym][0]
            if fold(like) != fold(text):
                return self.find(like, kind)[0], f"spelt out for {acronym}, like {like}", .95
        for form, actor_id in self.bags.get(groups.bag(text)[0], ()):
            alike = fold(form) != fold(text) and groups.same_bag(form, text)
            if alike and self.ledger.actors[actor_id]["kind"] == kind:
                return actor_id, f"same words as {form}", .9
        if (core := groups.bare_names(text)) and (fold(core) in self.ledger.forms or fold(core) in self.kinds):
            target = self.ledger.forms.get(fold(core))
            if self.ledger.actors[target]["kind"] == kind if target else kind == "organisation":
                return self.find(core, kind)[0], f"general words around {core}", .9
        key = groups.place_key(text)
        if kind == "place" and len(key) > 4 and key in self.places and fold(text) not in by_form():
            return self.places[key], "same place in another spelling", .85
        return self.ledger.actor(text, kind), "own name", 1.0


def name_institutions(ledger: Ledger) -> None:
    """An institution that only a wrong title knows (« Conseil de la défense ») is the one where that person holds
    office.
    """
    found: dict[tuple[str, str], str] = {}
    for row in ledger.rows:
        for role in ledger.roles.get(row.get("actor_id"), ()) if row["title"] else ():
            if compare(read_office(row["title"]), role.office) == "near":
                inside = [(form, a) for form, a in ledger.forms.items()
                          if form in fold(role.text) and ledger.actors[a]["kind"] == "organisation"]
                if inside:
                    found[row["article_id"], row["title"]] = max(inside)[1]
    for row in ledger.rows:
        named = row["form"] == "name" and row["label"] == "ORG" and " " in row["text"]
        if named and fold(row["text"]) not in ledger.forms:
            for (article_id, title), actor_id in sorted(found.items()):
                if article_id == row["article_id"] and fold(row["text"]) in fold(title):
                    ledger.merges.pop((row.get("actor_id"), row["text"]), None)
                    ledger.join(row, actor_id, "institution of that person's office under another name", .7)
