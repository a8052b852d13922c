"""Articles: every file is an article or a rejected row, whatever it holds; metadata from the best source."""

import os
import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import articles
from helpers.articles import copies, files

CASES = tomllib.loads((Path(__file__).parent / "cases" / "articles.toml").read_text(encoding="utf-8"))["file"]
STORY = (
    "Le pont de Vasmer a rouvert mardi au trafic des marchandises, deux ans après sa fermeture, a annoncé la ministre "
    "des Transports. Quelque trois cents camions attendaient depuis l'aube sur la rive méravienne. « Nous tournons une "
    "page », a-t-elle déclaré. Le trafic des voyageurs ne reprendra pas avant l'été, selon la douane, qui promet "
    "vingt embauches.\n"
)


def write(folder, **texts):
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_txt", ".txt").replace("_html", ".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def row(frame, name):
    return frame.set_index("source_file").loc[name]


def register(**columns):
    blank = [""] * len(columns["file"])
    return pd.DataFrame({"file": blank, "outlet": blank, "url": blank, "published": blank, "credit": blank, **columns})


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """One folder with a file for each case, read once."""
    folder = tmp_path_factory.mktemp("mixed")
    for case in CASES:
        data = bytes.fromhex(case["bytes"]) if "bytes" in case else case["text"].encode(case["encoding"])
        (folder / case["name"]).write_bytes(data)
    return articles.read_articles(folder)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_file_is_read_or_rejected_with_its_remedy(mixed, case):
    found, _, rejected = mixed
    if "rejected" in case:
        assert case["rejected"] in row(rejected, case["name"]).reason
        assert case["name"] not in set(found.source_file)
    else:
        assert row(found, case["name"]).encoding == case["read_as"]
        wanted = {word for word in case["text"].split() if word.isalpha()}
        assert wanted <= set(row(found, case["name"]).text.replace(",", "").split())


def test_nothing_is_dropped(mixed):
    found, removed, rejected = mixed
    assert len(found) + len(rejected) == len(CASES)
    assert set(removed.article_id) <= set(found.article_id)
    assert found.article_id.is_unique and found.article_id.is_monotonic_increasing


def test_a_line_of_five_megabytes_is_rejected_at_once(tmp_path):
    write(tmp_path, long_txt="mot " * 1_250_000, good_txt=STORY)
    found, _, rejected = articles.read_articles(tmp_path)
    assert list(found.source_file) == ["good.txt"]
    assert "split it into one file per article" in row(rejected, "long.txt").reason


def test_own_and_hidden_files_are_no_articles(tmp_path):
    write(
        tmp_path,
        a_txt=STORY,
        derived__b_txt=STORY,
        notebooks__c_txt=STORY,
        gold__d_txt=STORY,
        figures__e_txt=STORY,
        sub__f_txt=STORY,
    )
    for name in ("study.toml", "articles.csv", "actors.csv", "README.md", ".hidden.txt"):
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    found, _, rejected = articles.read_articles(tmp_path)
    assert list(found.source_file) == ["a.txt", "sub/f.txt"] and rejected.empty


def test_the_folder_of_articles_and_patterns(tmp_path):
    write(tmp_path, articles__a_txt=STORY, articles__old__b_txt=STORY + "B.", other_txt=STORY)
    read = lambda pattern: list(articles.read_articles(tmp_path, pattern)[0].source_file)  # noqa: E731
    assert read(None) == ["articles/a.txt", "articles/old/b.txt"]
    assert read("articles/*.txt") == ["articles/a.txt"]
    assert read("articles/**/*.txt") == ["articles/a.txt", "articles/old/b.txt"]
    assert read(str(tmp_path / "articles" / "old")) == ["articles/old/b.txt"]
    assert read("other.txt") == ["other.txt"]
    assert read("nowhere") == read("nowhere/*.txt") == []


def test_a_link_that_leads_out_is_not_followed(tmp_path):
    write(tmp_path, secret_txt=STORY, study__a_txt=STORY)
    os.symlink(tmp_path / "secret.txt", tmp_path / "study" / "link.txt")
    os.symlink(tmp_path / "study" / "a.txt", tmp_path / "study" / "inside.txt")
    os.symlink(tmp_path / "nowhere.txt", tmp_path / "study" / "broken.txt")
    os.symlink(tmp_path, tmp_path / "study" / "loop")
    found, _, rejected = articles.read_articles(tmp_path / "study")
    assert list(found.source_file) == ["a.txt", "inside.txt"]
    assert "a link out of" in row(rejected, "link.txt").reason and "broken.txt" in set(rejected.source_file)


def test_an_empty_folder_gives_empty_tables(tmp_path):
    found, removed, rejected = articles.read_articles(tmp_path)
    assert found.empty and removed.empty and rejected.empty
    assert list(found.columns[:4]) == ["article_id", "source_file", "outlet", "title"] and list(removed.columns) == [
        "article_id",
        "start",
        "text",
        "reason",
    ]


def test_ids_do_not_depend_on_the_other_files(tmp_path):
    names = ["a.txt", "a.html", "Été à Séoul.txt", "sub/a.txt", "___.txt"]
    ids = files.article_ids(names)
    assert ids == files.article_ids(list(reversed(names)))
    assert (
        len(set(ids.values())) == len(names) and ids["Été à Séoul.txt"] == "ete-a-seoul" and ids["sub/a.txt"] == "sub-a"
    )


# ---------------------------------------------------------------- metadata
def test_the_register_wins_and_disagreement_is_flagged(tmp_path):
    write(tmp_path, articles__a_txt="Publié le 12 mars 2024\n" + STORY)
    given = register(
        file=["a.txt"],
        outlet=["phare"],
        url=["https://a.example/2024/03/11/pont"],
        published=["2024-03-13"],
        credit=["AFP"],
    )
    found = articles.read_articles(tmp_path, register=given)[0].iloc[0]
    assert (found.outlet, found.outlet_from, found.credit, found.url) == (
        "phare",
        "register",
        "AFP",
        "https://a.example/2024/03/11/pont",
    )
    assert (found.published, found.published_from, found.url_date) == (date(2024, 3, 13), "register", date(2024, 3, 11))
    assert found["flags"] == ["dates disagree"] and len(found.flag_details) == 1


@pytest.mark.parametrize("value", ["le 12 mars", "31/02/2024", "hier", "2024"])
def test_an_unreadable_date_is_flagged_and_the_article_goes_through(tmp_path, value):
    write(tmp_path, a_txt=STORY)
    found = articles.read_articles(tmp_path, register=register(file=["a.txt"], published=[value]))[0].iloc[0]
    assert found.published is None and found["flags"] == ["unreadable date"] and value in found.flag_details[0]


@pytest.mark.parametrize(
    "value",
    ["2024-03-12", "12/03/2024", "12 mars 2024", "mardi 12 mars 2024", date(2024, 3, 12), pd.Timestamp("2024-03-12")],
)
def test_dates_of_the_register_in_many_forms(tmp_path, value):
    write(tmp_path, a_txt=STORY)
    found = articles.read_articles(tmp_path, register=pd.DataFrame({"file": ["a.txt"], "published": [value]}))[0].iloc[
        0
    ]
    assert found.published == date(2024, 3, 12)


def test_outlets_from_the_best_source(tmp_path):
    page = (
        "<!doctype html><html><head>{}</head><body><h1>Le pont de Vasmer rouvre au trafic</h1><p>{}</p></body></html>"
    )
    write(
        tmp_path,
        meta_html=page.format('<meta property="og:site_name" content="Le Phare">', STORY),
        host_html=page.format('<link rel="canonical" href="https://www.monde.lephare.example/2024/pont">', STORY),
        strange_html=page.format('<link rel="canonical" href="https://www.autre.example/pont">', STORY),
        head_txt="Le Phare\nDERNIÈRES NOUVELLES\n\nLe pont de Vasmer rouvre au trafic\n\n" + STORY,
        **{"lephare-2024-03-12_txt": STORY, "4711_txt": STORY},
    )
    for name in ("La Balise/2024-03-12.txt", "La Lucarne/2024/12.txt", "2024/mars/12.txt", "textes/page 3.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(STORY)
    known = pd.DataFrame({"outlet": ["phare"], "name": ["Le Phare"], "domain": ["lephare.example"]})
    found = articles.read_articles(tmp_path, outlets=known)[0]
    got = {
        name: (outlet, where)
        for name, outlet, where in found[["source_file", "outlet", "outlet_from"]].itertuples(index=False)
    }
    assert got == {
        "meta.html": ("phare", "metadata"),
        "host.html": ("phare", "url"),
        "strange.html": ("autre.example", "url"),
        "head.txt": ("phare", "masthead"),
        "lephare-2024-03-12.txt": ("lephare", "file name"),
        "4711.txt": ("4711", "file name"),
        "La Balise/2024-03-12.txt": ("La Balise", "file name"),
        "La Lucarne/2024/12.txt": ("La Lucarne", "file name"),
        "2024/mars/12.txt": ("12", "file name"),
        "textes/page 3.txt": ("page-3", "file name"),
    }


# ---------------------------------------------------------------- copies
def test_the_same_page_twice_stays_and_is_marked(tmp_path):
    near = STORY.replace("vingt embauches", "vingt recrutements")
    write(
        tmp_path,
        a_txt=STORY,
        b_txt=STORY,
        c_txt="Photo : AFP\n" + near,
        d_txt="Un autre article parle d'autre chose, et de personne en particulier.\n",
    )
    found = articles.read_articles(tmp_path)[0].set_index("article_id")
    assert found.duplicate_of.to_dict() == {"a": None, "b": "a", "c": "a", "d": None}


def test_the_earliest_published_is_the_first_of_the_copies(tmp_path):
    write(tmp_path, a_txt=STORY, b_txt=STORY)
    given = register(file=["a.txt", "b.txt"], published=["2024-03-13", "2024-03-12"], outlet=["", ""])
    found = articles.read_articles(tmp_path, register=given)[0].set_index("article_id")
    assert found.duplicate_of.to_dict() == {"a": "b", "b": None}


def test_two_outlets_with_one_agency_text_are_no_copies(tmp_path):
    write(tmp_path, a_txt=STORY, b_txt=STORY)
    given = register(file=["a.txt", "b.txt"], outlet=["phare", "courrier"])
    assert articles.read_articles(tmp_path, register=given)[0].duplicate_of.isna().all()


def test_copies_are_verified():
    texts = [STORY, STORY.replace("trois cents", "quatre cents"), " ".join(reversed(STORY.split())), "", ""]
    assert copies.find_copies(texts, [None] * 5) == [None, 0, None, None, 3]


# ---------------------------------------------------------------- whatever comes
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["x.txt", "x.html", "x.md", "x", "x.bin"]))
def test_no_bytes_stop_a_run(tmp_path_factory, data, name):
    folder = tmp_path_factory.mktemp("bytes")
    (folder / name).write_bytes(data)
    found, _, rejected = articles.read_articles(folder)
    assert len(found) + len(rejected) == 1
    assert rejected.empty or rejected.reason[0]


def test_two_runs_and_any_order_give_the_same(tmp_path, monkeypatch):
    write(tmp_path, a_txt=STORY, b_txt=STORY + "Bis.", sub__c_txt="Un titre sans point\n" + STORY)
    first = articles.read_articles(tmp_path)
    walk = os.walk
    monkeypatch.setattr(os, "walk", lambda *given, **told: [
        (root, dirs, names[::-1]) for root, dirs, names in list(walk(*given, **told))[::-1]])
    for one, two in zip(first, articles.read_articles(tmp_path)):
        pd.testing.assert_frame_equal(one, two)
