"""Generated French press: many affairs, each told by several outlets, with as many articles as asked; and its annotation.

    python tests/benchmarks/press.py FOLDER 1000         a study folder of 1,000 articles

The same number and seed give the same texts. Every affair has its own people, place, day and figures; some of its facts
differ from outlet to outlet, some passages are an agency's and stand in several; a few politicians recur everywhere. A
text is made of sentences, each a frame below with names, days, figures and common words put in. `annotated` gives what
the spaCy pass finds without running it on every text: each frame is annotated once, then offsets, names, days and lemmas
are altered as the text was. Those tables are for measuring time and memory, never accuracy.
"""
from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pandas as pd

from helpers import annotation

MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
FIRST = ("Anne Marc Julie Paul Claire Luc Sophie Hugo Nadia Karim Léa Omar Inès Denis Alice Bruno Chloé Gilles Elsa Yves Marie Jean Louise Pierre "
         "Camille Henri Fatou Moussa Elena Viktor Irina Pavel Laura Diego Rosa Miguel Hélène Simon Agnès Thomas").split()
NOUNS_M = ("plan contrat protocole budget projet rapport programme chantier partenariat règlement calendrier dossier dispositif réseau pont tunnel port "
           "bassin lycée théâtre musée stade barrage canal viaduc laboratoire hangar vignoble marché quai phare moulin refuge verger tramway").split()
NOUNS_F = ("convention mesure réforme brochure campagne galerie subvention ligne centrale régie faculté gare digue forêt clinique bibliothèque patinoire "
           "caserne ferme carrière piscine passerelle chapelle mine serre brasserie tannerie verrerie scierie conserverie filature raffinerie").split()
ADJECTIVES = ("régional municipal national local social culturel agricole maritime fiscal scolaire médical technique historique artistique économique énergétique "
              "rural urbain fluvial portuaire ferroviaire côtier minier sportif judiciaire sanitaire touristique climatique forestier hydraulique").split()
PARTICIPLES = ("signé présenté lancé inauguré annoncé défendu critiqué soutenu étudié approuvé rejeté financé prolongé modifié suspendu validé repris promis "
               "négocié relancé").split()
PEOPLE = "habitants salariés agriculteurs élus lycéens pêcheurs soignants commerçants enseignants retraités bénévoles riverains touristes artisans ouvriers étudiants".split()
OUTLETS = [f"{kind} {place}" for kind in ("Courrier", "Gazette", "Écho", "Journal", "Dépêche", "Tribune", "Indépendant", "Matin")
           for place in ("du Nord", "de l'Ouest", "du Centre", "des Alpes", "du Littoral", "du Val")]
AGENCIES = ["AFP", "Reuters", "ATS", "Belga"]

#: {p} a person of the affair, {s} his or her surname, {r} a politician who recurs, {v} the city, {o} the organisation,
#: {d} the day, {c} a figure, {g} the agency, {m} {f} nouns, {a} an adjective, {k} a participle, {h} people.
FRAMES = """
{p}, maire de {v}, a {k} le {d} un {m} {a} avec {o}.
Le {d}, {p} et {q} ont {k} à {v} un {m} destiné à {c} {h}.
{o} a {k} un {m} {a} de {c} millions d'euros, selon {g}.
« Ce {m} change la vie des {h} », a déclaré {s}.
« Nous avons besoin d'un {m} {a} », a affirmé {q} devant {c} {h}.
Selon {g}, quelque {c} {h} ont manifesté à {v} contre le {m}.
{q}, présidente de {o}, a reçu {p} à {v} le {d}.
La visite de {p} à {v} avait été annoncée par {o} la veille.
Le {m} a été {k} par {p} après trois mois de discussions entre les {h} et {o}.
D'après {g}, {o} prévoit d'ouvrir une {f} près de {v} en 2027.
{r} a estimé que le {m} restait « trop {a} ».
Le président {r} a dit vouloir rencontrer {p} la semaine prochaine.
Au moins {c} {h} ont perdu leur emploi depuis la fermeture de la {f}.
{s} a démenti avoir {k} ce {m}, a rapporté {g}.
Interrogé par {g}, {q} n'a pas souhaité commenter le {m} {a}.
La {f} de {v} emploie {c} {h} et appartient à {o}.
{p} était déjà venu à {v} en 2019 pour défendre une {f}.
Les {h} craignent que la {f} ne soit vendue à {o}.
Le ministre {r} doit se rendre à {v} dans les prochains jours.
Selon {s}, le {m} {a} sera {k} avant la fin de l'année.
{o} et la ville de {v} ont {k} un {m} sur la {f}.
« La {f} ne fermera pas », a promis {p} aux {h}.
{q} a rappelé qu'un premier {m} avait été {k} l'an dernier.
Environ {c} {h} étaient présents à {v}, a indiqué {o}.
C'est la première fois que {o} présente un {m} {a} à {v}.
Le tribunal de {v} a ordonné le {d} la suspension du {m}.
Une enquête sur la {f} a été ouverte, a annoncé {g} en citant {o}.
{p} a quitté {v} jeudi sans rencontrer les {h}.
Le coût de la {f} atteint {c} millions d'euros, soit deux fois plus que prévu.
Pour {q}, « il faut un {m} pour les {h} de {v} ».
""".strip().split("\n")
OPENINGS = ("Sans surprise, |Contre toute attente, |Mardi soir, |Dans un communiqué, |En marge du sommet, |Devant la presse, |Après des mois de silence, |"
            "Malgré la pluie, |Comme attendu, |À quelques semaines du scrutin, |Au lendemain des annonces, |Faute de temps, |Selon nos informations, ").split("|")
ENDINGS = (", malgré l'opposition de plusieurs {h}|, au terme d'une réunion de deux heures|, sous les applaudissements|, dans un climat tendu|, loin des caméras|"
           ", faute de moyens|, au grand regret des {h}|, comme l'exige la loi|, à la surprise générale|, avec l'appui des {h}|, en présence de {r}|"
           ", sans donner de calendrier|, une première depuis dix ans|, à la demande de {o}|, pour un coût de {c} millions d'euros|, au nom des {h}").split("|")

TITLES = """
{v} : {p} et {o} signent un {m} {a}
À {v}, un {m} {k} devant {c} {h}
{p} défend la {f} de {v}
{o} promet {c} millions d'euros à {v}
""".strip().split("\n")
_SLOT = re.compile(r"\{(\w)\}")


def _sentences() -> list[str]:
    """Every frame in seventy ways, by what opens and what ends it."""
    rng, made = random.Random("frames"), []
    for frame in FRAMES:
        later = frame if frame[0] in "{«" else frame[0].lower() + frame[1:]
        made += [rng.choice((frame, later, later)) for _ in range(70)]
        made[-70:] = [(rng.choice(OPENINGS) + one if one is later else one)[:-1] + rng.choice(("", rng.choice(ENDINGS), rng.choice(ENDINGS))) + "."
                      for one in made[-70:]]
    return sorted(set(made))


#: What stands in a frame when it is annotated: words the model knows, of the kind that later takes their place.
_PLAIN = {"p": "Anne Le Roy", "s": "Le Roy", "q": "Marc Lefort", "r": "Paul Durand", "v": "Brest", "o": "Transports Atlantique", "d": "12 mars 2024", "c": "350",
          "g": "l'AFP", "m": "contrat", "f": "centrale", "a": "régional", "k": "présenté", "h": "habitants"}
SENTENCES = _sentences()


def _name(rng: random.Random, parts: int) -> str:
    return "".join(rng.choice("bcdfglmnprstv") + rng.choice(("a", "e", "i", "o", "ou", "an", "on", "eau", "in", "er")) for _ in range(parts)).capitalize()


@cache
def _recurring() -> list[str]:
    rng = random.Random("politicians")
    return [f"{rng.choice(FIRST)} {_name(rng, 3)}" for _ in range(200)]


def _affair(number: int, seed: int) -> dict:
    """One affair: who, where, when, how many; the wire's sentences; who tells it (its outlets)."""
    rng = random.Random(f"{seed}:{number}")
    people = [(rng.choice(FIRST), _name(rng, rng.choice((2, 3, 3, 4)))) for _ in range(3)]
    day = date(2021, 1, 4) + timedelta(rng.randrange(1400))
    city = _name(rng, rng.choice((2, 3))) + rng.choice(("", "", "-sur-Mer", "-le-Vieux", "ville"))
    facts = {"people": people, "city": city, "firm": f"{rng.choice(('Groupe', 'Union', 'Société', 'Institut', 'Fonds'))} {_name(rng, 3)}", "day": day,
             "count": rng.randrange(20, 9000), "words": [rng.choice(NOUNS_M), rng.choice(NOUNS_F), rng.choice(PEOPLE)], "agency": rng.choice(AGENCIES)}
    return facts | {"wire": [_sentence(frame, facts, rng) for frame in rng.sample(SENTENCES, 4)],
                    "outlets": rng.sample(OUTLETS, 1 + min(11, int(rng.expovariate(0.15))))}


def _sentence(frame: str, facts: dict, rng: random.Random) -> tuple[str, dict[str, str]]:
    """A frame and what goes into it: mostly the affair's own facts, at times another figure, day, word or politician."""
    (a, b), (c, d), _ = facts["people"]
    own = rng.random() < 0.4
    day = facts["day"] + timedelta(rng.choice((0, 0, 0, 0, 1)))
    return frame, {
        "p": f"{a} {b}", "s": b, "q": f"{c} {d}", "r": _recurring()[min(199, int(rng.expovariate(0.03)))], "v": facts["city"], "o": facts["firm"],
        "d": f"{day.day} {MONTHS[day.month - 1]} {day.year}", "c": str(facts["count"] if rng.random() < 0.8 else facts["count"] + rng.randrange(1, 90)),
        "g": "l'AFP" if facts["agency"] == "AFP" else facts["agency"], "m": facts["words"][0] if own else rng.choice(NOUNS_M),
        "f": facts["words"][1] if own else rng.choice(NOUNS_F), "a": rng.choice(ADJECTIVES), "k": rng.choice(PARTICIPLES),
        "h": facts["words"][2] if own else rng.choice(PEOPLE)}


def articles(count: int, seed: int = 0) -> Iterator[dict]:
    """`count` articles: article_id, outlet, published (None for one in four), credit, and their sentences as (frame, fillers, break)."""
    number, given = 0, 0
    while given < count:
        affair = _affair(number, seed)
        number += 1
        for outlet in affair["outlets"][:count - given]:
            rng = random.Random(f"{seed}:{number}:{outlet}")
            parts = [_sentence(rng.choice(TITLES), affair, rng)]
            body = [_sentence(frame, affair, rng) for frame in rng.sample(SENTENCES, rng.randrange(7, 13))]
            if credited := rng.random() < 0.4:
                body[2:2] = affair["wire"]
            marks = ["\n"] + [rng.choice((" ", " ", "\n")) for _ in body]
            day = affair["day"] + timedelta(rng.choice((0, 1, 1, 2)))
            yield {"article_id": f"a{given:07}", "outlet": outlet, "published": day if rng.random() < 0.75 else None,
                   "credit": affair["agency"] if credited else None, "parts": [(*part, mark) for part, mark in zip(parts + body, marks)]}
            given += 1


def text(article: dict) -> str:
    """The text of an article."""
    return "".join(_SLOT.sub(lambda slot: fillers[slot[1]], frame) + mark for frame, fillers, mark in article["parts"]).strip()


def write(folder: Path, count: int, seed: int = 0) -> None:
    """A study folder: articles/*.txt in folders of 1,000, and articles.csv with outlet, day and credit."""
    rows = []
    for number, article in enumerate(articles(count, seed)):
        name = f"{number // 1000:03}/{article['article_id']}.txt"
        (folder / "articles" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "articles" / name).write_text(text(article), encoding="utf-8")
        rows.append({"file": name, "outlet": article["outlet"], "published": article["published"], "credit": article["credit"]})
    pd.DataFrame(rows).to_csv(folder / "articles.csv", index=False)


def table(articles: list[dict]) -> pd.DataFrame:
    """The table `articles` of some articles."""
    rows = [{"article_id": article["article_id"], "source_file": f"articles/{article['article_id']}.txt", "language": "fr", "flags": [], "flag_details": [], "text": text(article)}
            | {name: article[name] for name in ("outlet", "published", "credit")} for article in articles]
    nothing = dict.fromkeys(("title", "byline", "url", "n_words", "sha256", "duplicate_of", "dateline", "dateline_value", "published_from", "url_date"))
    return pd.DataFrame(rows).assign(**nothing)


@cache
def _found() -> dict[str, dict[str, list[dict]]]:
    """What the pass finds in each frame, filled with plain words."""
    frames = SENTENCES + TITLES
    filled = [(str(n), _SLOT.sub(lambda slot: _PLAIN[slot[1]], frame)) for n, frame in enumerate(frames)]
    found = annotation.annotate(pd.DataFrame(filled, columns=["article_id", "text"]))
    rows = {frame: {name: [] for name in annotation.TABLES} for frame in frames}
    for name, table in found.items():
        for row in table.astype(object).where(table.notna(), None).to_dict("records"):
            rows[frames[int(row["article_id"])]][name].append(row)
    return rows


def annotated(article: dict) -> dict[str, list[dict]]:
    """The rows of `sentences`, `mentions`, `timexes` and `statements`, as found, of one article."""
    rows: dict[str, list[dict]] = {name: [] for name in annotation.TABLES}
    at, body = 0, text(article)
    for sentence_id, (frame, fillers, mark) in enumerate(article["parts"]):
        moved, end = _moves(frame, fillers, at)
        lemmas = {word.lower(): new.lower() for slot, plain in _PLAIN.items() if f"{{{slot}}}" in frame
                  for word, new in zip(re.findall(r"\w+", plain), re.findall(r"\w+", fillers[slot]))}
        for name, found in _found()[frame].items():
            rows[name] += [_altered(row, moved, body, lemmas, fillers) | {"article_id": article["article_id"], "sentence_id": sentence_id} for row in found
                           if name != "sentences" or row["sentence_id"] == 0]
        rows["sentences"][-1] |= {"start": at, "end": min(end, len(body))}
        at = end + len(mark)
    for row in rows["statements"]:
        row["statement_id"] = f"{row['article_id']}:{row['start']}-{row['end']}"
    return rows


def _moves(frame: str, fillers: dict[str, str], at: int) -> tuple[list[int], int]:
    """Where each offset of the plain sentence lies in the article, and where the sentence ends there."""
    moved: list[int] = []
    last = 0
    for slot in [*_SLOT.finditer(frame), None]:
        literal = frame[last:slot.start() if slot else len(frame)]
        moved += range(at, at + len(literal))
        at += len(literal)
        if slot:
            plain, new = _PLAIN[slot[1]], fillers[slot[1]]
            moved += [at + min(k, len(new) - 1) for k in range(len(plain))]
            at, last = at + len(new), slot.end()
    return [*moved, at], at


def _altered(row: dict, moved: list[int], body: str, lemmas: dict[str, str], fillers: dict[str, str]) -> dict:
    new = dict(row)
    for start in [key for key in row if key.endswith("start") and row[key] is not None]:
        end = start.replace("start", "end")
        new[start], new[end] = moved[int(row[start])], moved[int(row[end]) - 1] + 1
        while new[end] < len(body) and body[new[end]].isalnum():
            new[end] += 1
        if (words := start.replace("start", "text")) in row:
            new[words] = body[new[start]:new[end]]
    if "lemmas" in row:
        new["lemmas"] = sorted(lemmas.get(lemma, lemma) for lemma in row["lemmas"])
        new["sources"] = [_altered(source, moved, body, {}, fillers) for source in row["sources"]]
    if '"year": 2024' in (row.get("spec") or ""):
        day, month, year = fillers["d"].split()
        new["spec"] = json.dumps(json.loads(row["spec"]) | {"day": int(day), "month": MONTHS.index(month) + 1, "year": int(year)}, ensure_ascii=False, sort_keys=True)
    return new


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
