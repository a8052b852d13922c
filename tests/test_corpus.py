"""The worked corpus and its gold hold together: files, registers, offsets, references; and no original is copied."""

from __future__ import annotations

import csv
import datetime
import html
import json
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

from helpers.study import gold

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
GOLD = CORPUS / "gold"
LONGEST_RUN = 12
COLUMNS = {
    "articles.csv": "file,outlet,url,published,credit",
    "outlets.csv": "outlet,name,country,kind,domain,source",
    "chronology.csv": "event_id,label,start,end,kind,place,actors,source",
    "terms.csv": "referent,term,note",
    "actors.csv": "actor_id,name,kind,wikidata,aliases,roles,source",
    "gold/articles.csv": "article_id,file,title,published,earliest,latest,basis,outlet,url,credit,flags",
    "gold/actors.csv": "actor_id,name,kind,note",
    "gold/events.csv": "event_id,label,kind,earliest,latest,place,actors,chronology",
    "gold/claims.csv": "claim_id,event_id,text",
    "gold/conflicts.csv": "conflict_id,event_id,kind,attribute,article_id,value,statement,supported",
    "gold/facts.csv": "article_id,dossier,fact,statements",
    "gold/told.csv": "article_id,anchor,event_id,claim_id,by,speaker,quote,quote_group,status,fact",
    "gold/names.csv": "article_id,actor_id,label,form,title",
    "gold/second.csv": "article_id,statement,event_id,event_freely,claim_id,by,speaker,quote,quote_group,status",
}
CASES = tomllib.loads((Path(__file__).parent / "cases" / "corpus.toml").read_text(encoding="utf-8"))
ATTRIBUTES = {
    "m": {"a", "l", "form", "metonym", "title"},
    "t": {"type", "v", "mod"},
    "s": {"id", "e", "c", "sp", "by", "quote", "q", "st", "p"},
}


@cache
def table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the corpus."""
    with (CORPUS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def column(name: str, key: str) -> list[str]:
    return [row[key] for row in table(name)]


@cache
def annotated(article_id: str) -> tuple[str, list[dict]]:
    """Body text of an annotated article, and its tags as rows with offsets into that text; `given`: attributes as written."""
    name, body, rows = gold.read_annotated(GOLD / "annotated" / f"{article_id}.xml")
    assert name == article_id
    written = {meaning: attribute for attribute, meaning in gold._NAMES.items()}
    own = ("tag", "start", "end", "text")
    return body, [{key: row[key] for key in own}
                  | {"given": {written.get(key, key): value for key, value in row.items() if key not in own}} for row in rows]


def tags(article_id: str, tag: str) -> list[dict]:
    return [row for row in annotated(article_id)[1] if row["tag"] == tag]


ARTICLES = sorted(path.stem for path in (GOLD / "annotated").glob("*.xml"))
TOLD = sorted(path.stem for path in (GOLD / "bodies").glob("*.txt"))
by_article = pytest.mark.parametrize("article_id", ARTICLES)
by_told = pytest.mark.parametrize("article_id", TOLD)
every_article = pytest.mark.parametrize("article_id", ARTICLES + TOLD)


@cache
def body(article_id: str) -> str:
    """Text of an article's body, headline first, from the mark-up or from the plain file."""
    plain = GOLD / "bodies" / f"{article_id}.txt"
    return plain.read_text(encoding="utf-8").strip() if plain.exists() else annotated(article_id)[0]


def of(name: str, article_id: str) -> list[dict[str, str]]:
    return [row for row in table(name) if row["article_id"] == article_id]


@cache
def page(file: str) -> str:
    """A page as a reader has it: decoded; of HTML the text between the tags, entities decoded."""
    data = (CORPUS / "articles" / file).read_bytes()
    text = data.decode("utf-8" if decodes(data, "utf-8") else "cp1252")
    return html.unescape(re.sub(r"<(?!!--)[^>]*>", " ", text)) if file.endswith(".html") else text


def known_actors() -> set[str]:
    return set(column("actors.csv", "actor_id")) | set(column("gold/actors.csv", "actor_id"))


# ---------------------------------------------------------------- files and registers
@pytest.mark.parametrize("name", COLUMNS)
def test_columns(name):
    header = (CORPUS / name).read_text(encoding="utf-8").split("\n", 1)[0]
    assert header == COLUMNS[name]
    assert table(name)


@pytest.mark.parametrize("name, key", [
    ("articles.csv", "file"), ("outlets.csv", "outlet"), ("chronology.csv", "event_id"), ("actors.csv", "actor_id"),
    ("gold/articles.csv", "article_id"), ("gold/events.csv", "event_id"), ("gold/claims.csv", "claim_id"),
])
def test_keys_do_not_repeat(name, key):
    keys = column(name, key)
    assert len(set(keys)) == len(keys)
    assert all(keys)


def test_the_register_lists_the_articles_that_are_there():
    assert sorted(column("articles.csv", "file")) == sorted(path.name for path in (CORPUS / "articles").iterdir())


def test_pages_are_of_many_kinds():
    files = {row["file"]: (CORPUS / "articles" / row["file"]).read_bytes() for row in table("articles.csv")}
    pages = [name for name, data in files.items() if data.lstrip()[:9].lower() == b"<!doctype"]
    assert len(files) == 41
    assert 0.7 <= sum(not row["published"] for row in table("articles.csv")) / len(files) <= 0.8
    assert len(pages) >= 15
    assert set(pages) == {name for name in files if name.endswith(".html")}
    assert sorted(name for name in files if not decodes(files[name], "utf-8")) == [
        "expresstv-ma-troupes-en-russie.txt", "guineeactualites-accord-assistance-mutuelle.html"]
    assert all(decodes(data, "utf-8") or decodes(data, "cp1252") for data in files.values())


def decodes(data: bytes, encoding: str) -> bool:
    try:
        return bool(data.decode(encoding))
    except UnicodeDecodeError:
        return False


def test_file_names_give_no_date_away():
    names = column("articles.csv", "file")
    assert not [name for name in names if re.search(r"(19|20)\d\d|janv|fevr|mars|avril|mai-|juin|juil|aout|sept|octo|nove|dece", name)]


def test_outlets_are_known():
    assert {row["outlet"] for row in table("articles.csv") if row["outlet"]} <= set(column("outlets.csv", "outlet"))


def test_an_article_without_a_stated_date_has_none_in_its_address():
    for row in table("articles.csv"):
        assert row["published"] or not re.search(r"(19|20)\d\d[/-]?[01]\d|20\d\d", row["url"]), row["file"]


def test_chronology_is_in_order_and_has_its_sources():
    rows = table("chronology.csv")
    assert len(rows) == 44
    for row in rows:
        assert row["source"], row["event_id"]
        assert row["start"] <= row["end"], row["event_id"]
        datetime.date.fromisoformat((row["start"] + "-01")[:10] if len(row["start"]) == 7 else row["start"])


def test_chronology_names_known_actors():
    known = set(column("actors.csv", "actor_id"))
    named = {actor for row in table("chronology.csv") for actor in row["actors"].split("; ") if actor}
    assert named <= known


def test_every_register_row_has_a_source():
    for name in ("outlets.csv", "actors.csv", "chronology.csv"):
        assert all(column(name, "source")), name


def test_terms_do_not_repeat():
    pairs = [(row["referent"], row["term"]) for row in table("terms.csv")]
    assert len(set(pairs)) == len(pairs)


# ---------------------------------------------------------------- gold against the pages
def test_every_article_has_its_gold_once():
    assert sorted(ARTICLES + TOLD) == sorted(column("gold/articles.csv", "article_id"))
    assert len(ARTICLES) == 12
    assert sorted(column("gold/articles.csv", "file")) == sorted(column("articles.csv", "file"))
    assert {row["article_id"] for row in table("gold/told.csv")} == set(TOLD) == {row["article_id"] for row in table("gold/names.csv")}


def test_the_register_and_the_gold_agree():
    known = {row["file"]: row for row in table("articles.csv")}
    for row in table("gold/articles.csv"):
        listed = known[row["file"]]
        assert row["outlet"] == listed["outlet"]
        assert listed["published"] in ("", row["published"])
        assert (row["basis"] == "stated") == bool(listed["published"])


@every_article
def test_body_stands_in_the_page_in_order(article_id):
    [row] = of("gold/articles.csv", article_id)
    raw, position = page(row["file"]), 0
    for line in filter(None, map(str.strip, body(article_id).splitlines())):
        found = raw.find(line, position)
        assert found >= 0, line
        position = found + len(line)


@every_article
def test_title_is_the_first_line(article_id):
    [row] = of("gold/articles.csv", article_id)
    assert row["title"] in ("", body(article_id).splitlines()[0])


@by_article
def test_attributes_are_the_known_ones(article_id):
    for row in annotated(article_id)[1]:
        assert set(row["given"]) <= ATTRIBUTES[row["tag"]], row
        assert row["text"] == row["text"].strip(), row
        assert row["text"], row


@by_article
def test_mentions(article_id):
    known = known_actors()
    text = annotated(article_id)[0]
    for row in tags(article_id, "m"):
        given = row["given"]
        assert given["a"] in known, row
        assert text[row["start"]:row["end"]] == row["text"]
        described = given.get("form", "name") != "name"
        assert given["l"] in ({"MISC"} if described else {"PER", "LOC", "ORG"}), row
        assert "metonym" not in given or (given["metonym"] == "yes" and given["l"] == "LOC"), row


@by_article
def test_mentions_do_not_overlap(article_id):
    rows = sorted(tags(article_id, "m"), key=lambda row: row["start"])
    assert all(a["end"] <= b["start"] for a, b in zip(rows, rows[1:]))


@by_article
def test_timexes(article_id):
    shapes = {
        "DATE": r"(\d{2}|\d{4}(-\d\d(-\d\d)?|-(SP|SU|FA|WI)|-W\d\d)?|(PAST|PRESENT|FUTURE)_REF)",
        "TIME": r".*T.*|PRESENT_REF|PAST_REF", "DURATION": r"P(T?[\dX.]+[YMWDHS])+", "SET": r"P?[\dX-]+.*",
    }
    for row in tags(article_id, "t"):
        assert re.fullmatch(shapes[row["given"]["type"]], row["given"]["v"]), row


@by_article
def test_statements(article_id):
    events = set(column("gold/events.csv", "event_id"))
    claims = {row["claim_id"]: row["event_id"] for row in table("gold/claims.csv")}
    known = known_actors()
    rows = tags(article_id, "s")
    assert [row["given"]["id"] for row in sorted(rows, key=lambda row: row["start"])] == [
        f"s{n:02d}" for n in range(1, len(rows) + 1)]
    for row in rows:
        given = row["given"]
        assert given.get("e", "") in events | {""}, row
        assert claims[given["c"]] == given.get("e", ""), row
        assert given.get("st", "factual") in {"factual", "planned", "conditional", "denied"}, row
        chain = given.get("by", "").split()
        assert set(chain) <= known, row
        assert "sp" not in given or chain[-1] == given["sp"], row
        assert "quote" not in given or "sp" in given, row
        assert given["p"] in re.findall(r"\w+", row["text"]), row


@by_told
def test_told_claims(article_id):
    claims = {row["claim_id"]: row["event_id"] for row in table("gold/claims.csv")}
    known, text = known_actors(), body(article_id)
    places = []
    for row in of("gold/told.csv", article_id):
        assert text.count(row["anchor"]) == 1, row
        assert 3 <= len(row["anchor"].split()) <= 8, row
        assert "\n" not in row["anchor"], row
        assert claims[row["claim_id"]] == row["event_id"], row
        chain = row["by"].split()
        assert set(chain) <= known, row
        assert row["speaker"] in ("", chain[-1] if chain else ""), row
        assert row["quote"] in ("", "yes"), row
        assert not row["quote"] or row["speaker"] or len(chain) > 1, row
        assert row["status"] in {"factual", "planned", "conditional", "denied"}, row
        places.append(text.find(row["anchor"]))
    assert places == sorted(places)
    assert len(set(places)) == len(places)


@by_told
def test_names_stand_in_the_body(article_id):
    known, text = known_actors(), body(article_id)
    rows = of("gold/names.csv", article_id)
    for row in rows:
        assert re.search(rf"(?<!\w){re.escape(row['form'])}(?!\w)", text), row
        assert row["actor_id"] in known, row
        assert row["label"] in {"PER", "LOC", "ORG"}, row
        assert set(re.findall(r"[\w-]+", row["title"].lower())) <= set(re.findall(r"[\w-]+", text.lower())), row
    assert len({(row["actor_id"], row["form"]) for row in rows}) == len(rows)


def test_every_statement_was_read_a_second_time():
    rows = table("gold/second.csv")
    marked = {(article_id, row["given"]["id"]) for article_id in ARTICLES for row in tags(article_id, "s")}
    told = {(row["article_id"], row["anchor"]) for row in table("gold/told.csv")}
    assert sorted((row["article_id"], row["statement"]) for row in rows) == sorted(marked | told)
    assert all(row["claim_id"] and row["status"] in {"", "planned", "conditional", "denied"} for row in rows)
    assert {row["event_id"] for row in rows if row["event_id"][:4] != "new-"} <= set(column("chronology.csv", "event_id")) | {""}


def test_every_event_and_claim_is_told_by_somebody():
    given = [row["given"] for article_id in ARTICLES for row in tags(article_id, "s")]
    assert {claim for _, claim, _ in statements()} == set(column("gold/claims.csv", "claim_id"))
    assert {row["e"] for row in given if "e" in row} | set(column("gold/told.csv", "event_id")) - {""} == set(column("gold/events.csv", "event_id"))


def test_every_actor_of_the_gold_is_met():
    met = set(column("gold/names.csv", "actor_id")) | {actor for by in column("gold/told.csv", "by") for actor in by.split()}
    for article_id in ARTICLES:
        met |= {row["given"]["a"] for row in tags(article_id, "m")}
        met |= {actor for row in tags(article_id, "s") for actor in row["given"].get("by", "").split()}
    assert set(column("gold/actors.csv", "actor_id")) <= met
    assert not set(column("gold/actors.csv", "actor_id")) & set(column("actors.csv", "actor_id"))


@cache
def statements() -> list[tuple[str, str, str]]:
    """Article, claim and quotation group of every statement of the gold."""
    marked = [(article_id, row["given"]["c"], row["given"].get("q", "")) for article_id in ARTICLES for row in tags(article_id, "s")]
    return marked + [(row["article_id"], row["claim_id"], row["quote_group"]) for row in table("gold/told.csv")]


@pytest.mark.parametrize("claim_id", CASES["tellers"])
def test_differences_between_articles_are_in_the_gold(claim_id):
    assert sorted({article for article, claim, _ in statements() if claim == claim_id}) == CASES["tellers"][claim_id]


@pytest.mark.parametrize("group", CASES["versions"])
def test_versions_of_one_original_are_in_the_gold(group):
    assert sorted({article for article, _, found in statements() if found == group}) == CASES["versions"][group]


def test_a_quotation_group_has_two_versions_of_one_claim_or_more():
    groups = {group for *_, group in statements() if group}
    assert len(groups) > 30
    for group in groups:
        rows = [(article, claim) for article, claim, found in statements() if found == group]
        assert len({article for article, _ in rows}) > 1, group
        assert len({claim for _, claim in rows}) == 1 or group == "operations", group


def test_gold_events_refer_to_the_chronology_and_to_actors():
    known = known_actors()
    for row in table("gold/events.csv"):
        assert row["earliest"] <= row["latest"], row
        assert row["chronology"] in set(column("chronology.csv", "event_id")) | {""}, row
        assert set(filter(None, row["actors"].split("; "))) <= known, row


def evidence(row: dict[str, str]) -> str:
    """The statement a side of a conflict rests on, the line of its anchor, or the page where it stands outside the body."""
    if row["statement"] == "furniture":
        [article] = of("gold/articles.csv", row["article_id"])
        return page(article["file"])
    if row["article_id"] in ARTICLES:
        [statement] = [s for s in tags(row["article_id"], "s") if s["given"]["id"] == row["statement"]]
        return statement["text"]
    assert row["statement"] in [told["anchor"] for told in of("gold/told.csv", row["article_id"])], row
    [line] = [line for line in body(row["article_id"]).splitlines() if row["statement"] in line]
    return line


def test_conflicts_have_two_sides_with_their_sentences():
    sides: dict[str, list[dict]] = {}
    for row in table("gold/conflicts.csv"):
        assert set(re.findall(r"\w+", row["value"].lower())) <= set(re.findall(r"\w+", evidence(row).lower())), row
        assert row["kind"] in {"date", "number", "role", "name", "first", "naming", "who"}
        assert row["supported"] in {"true", "false", ""}
        assert row["event_id"] in {"", *column("gold/events.csv", "event_id")}
        sides.setdefault(row["conflict_id"], []).append(row)
    for conflict, rows in sides.items():
        assert len({row["value"].lower() for row in rows}) > 1 or {row["supported"] for row in rows} == {"false"}, conflict
        assert len({(row["event_id"], row["kind"], row["attribute"]) for row in rows}) == 1, conflict


def test_publication_lies_in_its_interval():
    for row in table("gold/articles.csv"):
        assert row["earliest"] <= row["published"] <= row["latest"], row["article_id"]
        assert row["basis"] in {"stated", "inferred"}


@by_article
def test_every_statement_tells_a_fact(article_id):
    told = {s for row in of("gold/facts.csv", article_id) for s in row["statements"].split()} - {"furniture", "saying", "cut"}
    assert sorted(told) == sorted(row["given"]["id"] for row in tags(article_id, "s"))


@by_told
def test_every_told_claim_tells_a_fact(article_id):
    facts = of("gold/facts.csv", article_id)
    assert {s for row in facts for s in row["statements"].split()} <= {"told", "furniture", "saying", "cut"}
    assert {row["fact"] for row in facts if "told" in row["statements"].split()} == {
        fact for row in of("gold/told.csv", article_id) for fact in row["fact"].split()}


# ---------------------------------------------------------------- against the dossiers and the originals
def dossiers(shared: Path) -> dict[str, dict]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (shared / "dossiers").glob("*/*.json")}


def straight(text: str) -> str:
    for mark, plain in {"’": "'", "«": '"', "»": '"', "“": '"', "”": '"'}.items():
        text = text.replace(mark, plain)
    return text.lower()


def test_every_fact_of_a_dossier_is_accounted_for(shared):
    found = dossiers(shared)
    facts: dict[str, set[int]] = {}
    for row in table("gold/facts.csv"):
        facts.setdefault(row["dossier"], set()).add(int(row["fact"]))
    assert set(facts) == set(found)
    for dossier, numbers in facts.items():
        assert numbers == {fact["n"] for fact in found[dossier]["facts"]}, dossier


def test_days_are_those_of_the_dossiers(shared):
    found = dossiers(shared)
    files = {row["article_id"]: row for row in table("gold/articles.csv")}
    for article_id, dossier in {(row["article_id"], row["dossier"]) for row in table("gold/facts.csv")}:
        row, record = files[article_id], found[dossier]
        assert (row["basis"] == "stated") == bool(record.get("published")), dossier
        assert row["published"] in (record.get("published") or record.get("published_inferred") or row["published"]), dossier


def test_names_terms_times_and_quotations_stand_in_the_page_as_the_dossier_spells_them(shared):
    found = dossiers(shared)
    files = dict(zip(column("gold/articles.csv", "article_id"), column("gold/articles.csv", "file")))
    for article_id, dossier in {(row["article_id"], row["dossier"]) for row in table("gold/facts.csv")}:
        text = straight(page(files[article_id]))
        record = found[dossier]
        literals = [form.rstrip("…") for name in record["names"] for form in name["forms"]] + record["terms"]
        literals += [timex["literal"] for timex in record.get("timex", [])] + [q["phrase"] for q in record["quotes"]]
        assert not [literal for literal in literals if straight(literal) not in text], dossier


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i:i + LONGEST_RUN]) for i in range(len(found) - LONGEST_RUN + 1)}


def test_no_run_of_twelve_words_of_an_original_is_in_the_repository(shared):
    originals = set().union(*(runs(path.read_text(encoding="utf-8")) for path in (shared / "seeds").glob("*.txt")))
    assert originals
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    copied = {}
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        data = path.read_bytes() if path.is_file() else b""
        if b"\0" in data:
            continue
        text = json.dumps(json.loads(data), ensure_ascii=False) if name.endswith(".ipynb") else data.decode("utf-8", "replace")
        text = text.replace("\\n", "\n")
        texts = {text, re.sub(r"<[^>]+>", "", text)}
        common = set().union(*map(runs, texts)) & originals
        if common:
            copied[name] = sorted(" ".join(run) for run in common)[:3]
    assert not copied
