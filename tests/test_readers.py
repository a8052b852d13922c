"""Readers: every format, mixed in one folder; whatever comes, all is an article or a reason, and nothing leaves the folder."""

import gzip
import json
import lzma
import os
import random
import re
import socket
import tarfile
import threading
import time
import tracemalloc
import zipfile
from io import BytesIO

import formats
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import articles, charts, cleaning
from helpers.articles import containers, files, found
from helpers.study import check, stages, tables
from helpers.study import settings as studies
from helpers.study.registers import read_registers

WHOLE = f"{formats.TITLE}\n{formats.FIRST}\n{formats.SECOND}"
BODY = f"{formats.FIRST}\n{formats.SECOND}"
#: source_file: format, text, day, outlet, byline.
EXPECTED = {
    "plain.txt": ("text", BODY, None, "plain", None),
    "marked.md": ("Markdown", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "marked": ("Markdown", WHOLE + "\nLa carte", None, "marked", None),
    "page.html": ("HTML page", WHOLE, "2024-07-18", "lephare.example", None),
    "table.csv#1": ("CSV", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "table.tsv#1": ("CSV", WHOLE.replace("\n«", " «"), "2024-07-19", "Le Phare", None),
    "lines.jsonl#1": ("JSON Lines", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "array.json#1": ("JSON", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "one.json#1": ("JSON", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "nested.json#2": ("JSON", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "table.parquet#1": ("Parquet", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "feed.xml#1": ("RSS or Atom", f"{formats.TITLE}\n{formats.FIRST}", "2024-07-19", "lephare.example", None),
    "atom#1": ("RSS or Atom", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "europresse.HTML#1": ("Europresse", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "europresse.HTML#3": ("Europresse", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "factiva.txt#1": ("Factiva", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "factiva.txt#2": ("Factiva", f"La gare ferme pour un mois\n{BODY}", "2024-07-20", "Le Courrier", None),
    "factiva-marked.txt#1": ("Factiva", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "factiva.html#1": ("Factiva", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "lexis.html#2": ("LexisNexis", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "europresse-old.html#1": ("Europresse", WHOLE, "2024-07-19", "Le Phare", None),
    "europresse-old.html#2": ("Europresse", WHOLE, "2024-07-19", "Le Phare", None),
    "lexis-cover.txt#2": ("LexisNexis", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "lexis.txt#1": ("LexisNexis", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "lexis.txt#2": ("LexisNexis", f"La gare ferme pour un mois\n{BODY}", "2024-07-20", "Le Courrier", None),
    "nexis.txt#1": ("LexisNexis", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "factiva-tail.txt#1": ("Factiva", WHOLE, "2024-07-19", "Le Phare", None),
    "nexis-cover.txt#2": ("LexisNexis", WHOLE, "2024-07-19", "Le Phare", None),
    "europresse-subtitle.html#1": ("Europresse", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "columns.json#1": ("JSON", WHOLE, "2024-07-19", "columns", None),
    "columns.json#2": ("JSON", WHOLE, "2024-07-19", "columns", None),
    "keyed.json#2": ("JSON", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "many.json#2": ("JSON", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "late.jsonl#4": ("JSON Lines", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "rendered.json#1": ("JSON", WHOLE, "2024-07-19", "rendered", None),
    "alone.csv#1": ("CSV", BODY, None, "alone", None),
    "wide16.txt": ("text", BODY, None, "wide16", None),
    "wide32.txt": ("text", BODY, None, "wide32", None),
    "wide32be.txt": ("text", BODY, None, "wide32be", None),
    "packed.txt.gz": ("text", BODY, None, "packed-txt", None),
    "packed.csv.bz2#1": ("CSV", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "all.zip/page.html": ("HTML page", WHOLE, "2024-07-18", "lephare.example", None),
    "all.zip/in.tar.gz/table.csv#1": ("CSV", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "all.tar.gz/in.zip/table.parquet#1": ("Parquet", WHOLE, "2024-07-19", "Le Phare", "Odile Marc"),
    "flat.tar/plain.txt": ("text", BODY, None, "plain", None),
    "crawl.warc.gz/lephare.example/pont": ("HTML page", WHOLE, "2024-07-18", "lephare.example", None),
}
REASONS = {
    "table.csv#2": "no text in the column “texte”", "lines.jsonl#3": "no JSON", "array.json#2": "no column of text among: title",
    "array.json#3": "no column of text", "europresse.HTML#2": "without text", "index.csv": "an index of 1 addresses",
    "crawl.warc.gz": "1 image/png", "lexis-cover.txt#1": "the request above", "nexis-cover.txt#1": "the request above",
    "factiva-tail.txt#2": "the request above or below", "factiva-tail.txt#3": "the request above or below", "late.jsonl#1": "no JSON",
}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    return articles.read_articles(formats.write(tmp_path_factory.mktemp("mixed")))


@pytest.mark.parametrize("source", EXPECTED)
def test_each_format_is_known_by_its_content(mixed, source):
    row = mixed[0].set_index("source_file").loc[source]
    day = row.published and row.published.isoformat()
    assert (row.format, row.text, day, row.outlet, row.byline) == EXPECTED[source]


@pytest.mark.parametrize("source", REASONS)
def test_what_gives_no_article_is_told(mixed, source):
    assert REASONS[source] in mixed[2].set_index("source_file").reason[source]


def test_ids_are_safe_unique_and_stable(mixed, tmp_path):
    ids = mixed[0].article_id
    assert ids.is_unique and ids.str.fullmatch(r"[a-z0-9]+(-{1,2}[a-z0-9]+)*").all()
    assert {"lines--a", "lines--b", "array--000001", "all--page-html", "europresse--news20240719lp0"} <= set(ids)
    again = articles.read_articles(formats.write(tmp_path))[0]
    pd.testing.assert_frame_equal(mixed[0], again)


def test_an_index_completes_pages_and_says_so(mixed):
    row = mixed[0].set_index("source_file").loc["page.html"]
    assert row.published_from == "index" and "published: index" in row.stated_by and "url: canonical link" in row.stated_by


def test_a_summary_is_no_whole_article(mixed):
    assert mixed[0].set_index("source_file")["flags"]["feed.xml#1"][-1] == "summary only"


def test_columns_can_be_named_in_the_settings(tmp_path):
    (tmp_path / "study.toml").write_text('[columns]\ntext = "Contenu de l’article"\ntitle = "T"\n', encoding="utf-8")
    (tmp_path / "t.csv").write_text(f"T,Contenu de l’article\n{formats.TITLE},\"{formats.BODY}\"\n", encoding="utf-8")
    report, problems = check.examine(studies.read_settings(tmp_path))
    assert not problems and "Formats: CSV 1" in report
    (tmp_path / "study.toml").unlink()
    assert "[columns]" in check.examine(studies.read_settings(tmp_path))[1][0].cause
    (tmp_path / "study.toml").write_text('[columns]\ntexte = "x"\n', encoding="utf-8")
    with pytest.raises(studies.StudyError, match="unknown key “texte”"):
        studies.read_settings(tmp_path)


def test_check_tells_what_came_in_before_the_long_work(tmp_path):
    folder = formats.write(tmp_path)
    (folder / "english.txt").write_text("The bridge was reopened on Tuesday, officials said, two years after it was closed to "
                                        "trucks and to cars.", encoding="utf-8")
    (folder / "spanish.txt").write_text("El puente se reabrió el martes a los camiones, dos años después de que se cerrara, y la ministra no dijo "
                                        "si se abrirá a los coches: es una obra que le costó a la región un millón.", encoding="utf-8")
    report, problems = check.examine(studies.read_settings(folder))
    told = dict(line.split(": ", 1) for line in report)
    assert "Europresse 5" in told["Formats"] and "utf-16-le 1" in told["Encodings"] and told["Languages"].startswith("fr")
    assert told["Set aside for their language"] == "English 1, Spanish 1" and "index" in told["Dates stated by"]
    assert not any("index.csv" in str(problem) for problem in problems) and any("lines.jsonl#3" in str(one) for one in problems)


# ---------------------------------------------------------------- as a stream
def test_chunks_and_skips_change_no_row(tmp_path, mixed):
    folder = formats.write(tmp_path)
    for size in (1, 7, 1000):
        pieces = list(articles.stream(folder, size=size))
        whole = articles.mark_copies(pd.concat([one[0] for one in pieces], ignore_index=True).sort_values("article_id"))
        pd.testing.assert_frame_equal(whole.reset_index(drop=True), mixed[0])
    assert all(len(one[0]) + len(one[2]) <= 7 for one in articles.stream(folder, size=7))
    named = [file.source for file in articles.list_files(folder)]
    parts = [list(articles.stream(folder, skip=frozenset(named) - {name})) for name in named]
    ids = {row for part in parts for one in part for row in one[0].article_id}
    assert ids == set(mixed[0].article_id)


def test_a_large_table_is_never_in_memory(tmp_path, monkeypatch):
    monkeypatch.setitem(found.LIMITS, "bytes", 50_000)
    with (tmp_path / "t.csv").open("w", encoding="utf-8") as table:
        table.write("title,text\n")
        for number in range(3000):
            table.write(f'Le pont {number} de Vasmer rouvre,"{formats.BODY * 8}"\n')
    (file,) = files.list_files(tmp_path)
    tracemalloc.start()
    count = sum(not one.reason for one in containers.candidates(file, {}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 3000 and file.path.stat().st_size > 5_000_000 and peak < 1_000_000


# ---------------------------------------------------------------- archives
def read(folder):
    return articles.read_articles(folder)


def reasons(folder):
    return dict(read(folder)[2].itertuples(index=False))


@pytest.mark.parametrize("pack", [formats.zipped, formats.tarred])
def test_members_cannot_leave_the_folder(tmp_path, pack):
    names = ["../../up.txt", "/etc/abs.txt", "C:\\win.txt", "a/../../b.txt", "line\nbreak.txt", "e\u202evil.txt", "x" * 4000 + ".txt"]
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    (inside / "all.bin").write_bytes(pack({name: formats.BODY.encode() for name in names}))
    before = sorted(path for path in tmp_path.rglob("*"))
    got, _, rejected = read(inside)
    assert len(got) == len(names) and rejected.empty and sorted(tmp_path.rglob("*")) == before
    assert not got.source_file.str.contains(r"\.\./|//|[\x00-\x1f]").any() and got.article_id.str.len().max() < 160
    assert got.article_id.str.fullmatch("[a-z0-9-]+").all() and got.article_id.is_unique


def test_links_in_archives_are_not_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text(formats.BODY, encoding="utf-8")
    study_folder = tmp_path / "study"
    study_folder.mkdir()
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, str(secret))
    formats.write(study_folder, {"a.zip": data.getvalue(), "b.tar": formats.tarred({}, {"l.txt": str(secret)}, mode="w")})
    assert read(study_folder)[0].empty
    assert all("a link" in reason for reason in reasons(study_folder).values()) and len(reasons(study_folder)) == 2


def test_archives_cannot_expand_without_bound(tmp_path, monkeypatch):
    monkeypatch.setitem(found.LIMITS, "unpacked", 300_000)
    monkeypatch.setitem(found.LIMITS, "ratio", 10)
    bomb = b"Un mot et un autre. " * 100_000
    nested = formats.zipped({"in.txt": formats.BODY.encode()})
    for _ in range(9):
        nested = formats.zipped({"in.zip": nested})
    formats.write(tmp_path, {
        "bomb.zip": formats.zipped({f"{number}.txt": bomb for number in range(3)}), "bomb.tar.gz": formats.tarred({"a.txt": bomb}),
        "bomb.zip.zip": formats.zipped({"b.zip": formats.zipped({"a.csv": b"title,text\n" + bomb})}), "deep.zip": nested,
        "good.txt": formats.BODY.encode()})
    begun = time.perf_counter()
    got, _, rejected = read(tmp_path)
    assert list(got.source_file) == ["good.txt"] and time.perf_counter() - begun < 10
    told = " ".join(rejected.reason)
    assert told.count("times its size") == len(rejected) - 1 and "deep" in told


def test_what_is_locked_or_packed_in_another_way_is_told(tmp_path):
    locked = bytearray(formats.zipped({"a.txt": formats.BODY.encode()}))
    locked[6] |= 1
    locked[locked.find(b"PK\1\2") + 8] |= 1
    formats.write(tmp_path, {"a.zip": bytes(locked), "b.7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 99, "c.rar": b"Rar!\x1a\x07\0" + b"\1" * 99,
                             "desktop.ini": b"[.ShellClassInfo]\r\nIconResource=a.dll,3\r\nConfirmFileOp=0"})
    told = reasons(tmp_path)
    assert "a locked file" in told["a.zip/a.txt"] and "7z" in told["b.7z"] and "RAR" in told["c.rar"] and "desktop.ini" in told


@pytest.mark.parametrize("lines", [
    ["Erreur 404 : page introuvable", "La page que vous recherchez n’existe pas ou a été déplacée."],
    ["Un instant…", "Vérification que vous êtes humain. Cela peut prendre quelques secondes."],
    ["Votre vie privée", "Nous et nos 512 partenaires conservons des données sur votre appareil, que vous pouvez refuser."]])
def test_a_page_that_came_instead_of_the_article_is_none(tmp_path, lines):
    page = "<html><head><title>Le Phare</title></head><body><h1>" + "</h1><p>".join(lines) + "</p></body></html>"
    formats.write(tmp_path, {"a.html": page.encode()})
    assert "came in its place" in reasons(tmp_path)["a.html"]


def test_a_browser_says_where_it_saved_a_page_from(tmp_path):
    page = formats.PAGE.replace("<link rel='canonical' href='https://lephare.example/pont/'>", "").replace("<!doctype html>", "<!DOCTYPE html>\n{}\n")
    notes = {"a.html": "<!-- saved from url=(0040)https://lephare.example/2024/07/19/pont -->",
             "b.html": "<!--\n Page saved with SingleFile \n url: https://lephare.example/2024/07/19/pont \n saved date: Mon -->"}
    formats.write(tmp_path, {name: page.format(note).encode() for name, note in notes.items()})
    got = read(tmp_path)[0]
    assert set(got.url) == {"https://lephare.example/2024/07/19/pont"} and set(got.outlet) == {"lephare.example"}
    assert set(map(str, got.url_date)) == {"2024-07-19"}


def test_a_spreadsheet_names_its_own_delimiter_and_columns_as_it_likes(tmp_path):
    rows = f'sep=;\r\nTitre de l’article;Texte;Date de parution;Auteur(s)\r\n{formats.TITLE};"{formats.BODY}";19/07/2024;Odile Marc\r\n'
    (tmp_path / "a.csv").write_bytes(rows.encode("cp1252"))
    (row,) = read(tmp_path)[0].itertuples()
    assert (row.title, str(row.published), row.byline) == (formats.TITLE, "2024-07-19", "Odile Marc")


def test_a_row_that_fell_apart_is_told_and_the_others_are_read(tmp_path):
    rows = [formats.FIRST, f'"{formats.SECOND}"', f'"{formats.FIRST}"']
    (tmp_path / "a.csv").write_text("texte,date\n" + "".join(f"{row},2024-07-19\n" for row in rows))  # FIRST holds commas
    assert read(tmp_path)[0].source_file.tolist() == ["a.csv#2", "a.csv#3"]
    assert "more cells than columns" in reasons(tmp_path)["a.csv#1"]


def test_a_table_without_known_columns_is_told_with_those_it_has(tmp_path):
    (tmp_path / "a.csv").write_text("N°;Rubrique;Verbatim\n1;Monde;Bonjour\n")
    assert "among: N°, Rubrique, Verbatim." in reasons(tmp_path)["a.csv"]


@pytest.mark.parametrize("shape", [
    lambda record: {"status": "ok", "data": {"count": 2, "items": [record, record]}},
    lambda record: [{"_index": "presse", "_source": record}] * 2, lambda record: {"a": record, "b": {"c": record}},
    lambda record: [{"title": record["title"], "date": record["date"], "fields": {key: record[key] for key in ("text", "source")}}] * 2])
def test_records_are_found_in_what_wraps_them(tmp_path, shape):
    (tmp_path / "a.json").write_text(json.dumps(shape(formats.RECORD | {"date": {"$date": "2024-07-19T10:00:00Z"}})))
    found = read(tmp_path)[0]
    assert set(found.text) == {WHOLE} and len(found) == 2 and set(map(str, found.published)) == {"2024-07-19"}
    assert set(found.outlet) == {"Le Phare"}


@pytest.mark.parametrize(("name", "damage"), [
    ("all.zip", lambda data: data[:-30]), ("all.zip", lambda data: data[:60] + b"\0" * 30 + data[90:]),
    ("all.tar.gz", lambda data: data[:-40]), ("packed.txt.gz", lambda data: data[:40]), ("flat.tar", lambda data: data[:1500]),
    ("crawl.warc.gz", lambda data: data[:-50]), ("table.parquet", lambda data: data[:-5]),
    ("table.parquet", lambda data: data[:200] + b"\xff" * 50 + data[250:])])
def test_a_damaged_archive_is_told_and_the_rest_is_read(tmp_path, name, damage):
    formats.write(tmp_path, {name: damage(formats.files()[name]), "z.txt": formats.BODY.encode()})
    got, _, rejected = read(tmp_path)
    assert "z.txt" in set(got.source_file) and len(rejected) >= 1 and rejected.reason.str.len().min() > 10


@pytest.mark.parametrize("name", [
    "all.warc.gz", "all.warc", "all.tar.gz", "all.tar", "all.jsonl.gz", "all.csv.xz", "all.csv", "all.json", "all.rss",
    "europresse.html", "factiva.txt", "nexis.txt", "lexis.txt"])
def test_of_what_is_cut_short_all_before_the_cut_is_read_and_the_cut_is_told(tmp_path, name):
    noise = random.Random(1)
    texts = [f"{formats.BODY} {' '.join(noise.choices('abcdefghijklmnopqrstuvwxyz', k=3000))}" for _ in range(40)]
    pages = {f"{number}.txt": text.encode() for number, text in enumerate(texts)}
    records = [formats.RECORD | {"text": text} for text in texts]
    entries = "".join(f"<item><title>{formats.TITLE}</title><description>{text}</description></item>" for text in texts)
    flat = formats.warc([(f"https://lephare.example/{key}", "text/plain", text) for key, text in pages.items()])
    exported = {"factiva": formats.TEXTS["factiva.txt"].split("\n\nLa gare")[0] + "\n\n", "nexis": formats.TEXTS["nexis.txt"],
                "lexis": formats.TEXTS["lexis.txt"].split(f"{' ' * 31}2 of 2")[0]}
    whole = {
        "all.warc.gz": flat, "all.warc": gzip.decompress(flat), "all.tar.gz": formats.tarred(pages), "all.tar": formats.tarred(pages, mode="w"),
        "all.jsonl.gz": gzip.compress("\n".join(map(json.dumps, records)).encode()), "all.json": json.dumps(records).encode(),
        "all.csv.xz": lzma.compress(pd.DataFrame(records).to_csv().encode()), "all.csv": pd.DataFrame(records).to_csv().encode(),
        "europresse.html": "<html>{}</html>".format("".join(formats.EUROPRESSE.format(title=formats.TITLE, body=f"<p>{text}</p>", number=7)
                                                            for text in texts)).encode(),
        **{f"{name}.txt": "".join(one.replace(formats.BODY, text) for text in texts).encode() for name, one in exported.items()},
        "all.rss": f"<rss version='2.0'><channel><title>Le Phare</title>{entries}</channel></rss>".encode()}[name]
    formats.write(tmp_path, {name: whole})
    assert len(read(tmp_path)[0]) == 40 and not reasons(tmp_path)
    formats.write(tmp_path, {name: whole[:len(whole) * 3 // 4 + 1500]})
    assert 24 <= len(read(tmp_path)[0]) <= 31 and any("fetch it again" in reason for reason in reasons(tmp_path).values())


def test_members_of_one_name_are_articles_of_their_own(tmp_path):
    data = BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for text in ("un", "deux", "trois", "quatre"):
            info = tarfile.TarInfo("a.txt")
            info.size = len(content := f"{formats.BODY} Et {text}.".encode())
            archive.addfile(info, BytesIO(content))
    formats.write(tmp_path, {"a.tar": data.getvalue()})
    got = read(tmp_path)[0]
    assert len(got) == 4 and got.article_id.is_unique


# ---------------------------------------------------------------- limits
@pytest.mark.parametrize("thread", [False, True])
def test_a_document_that_hangs_is_given_up(tmp_path, monkeypatch, thread):
    def hang(*_):
        while True:
            try:
                sum(range(1000))
            except Exception:  # as parsers do
                pass

    formats.write(tmp_path, {"a.txt": formats.BODY.encode(), "b.txt": formats.BODY.encode()})
    monkeypatch.setitem(found.LIMITS, "seconds", 0.3)
    monkeypatch.setattr(cleaning, "clean", hang)
    result = []
    if thread:
        worker = threading.Thread(target=lambda: result.append(read(tmp_path)))
        worker.start()
        worker.join(30)
    else:
        result.append(read(tmp_path))
    assert len(result[0][2]) == 2 and result[0][2].reason.str.contains("takes longer").all()


@pytest.mark.parametrize("source", [
    "<html><body>" + "<div>" * 5000 + "x", "<html>" + "<p>a</p>" * 8000, "<html><body><table>" + "<tr><td>" * 4000,
    "<!doctype html><html><body>" + "<a href=x>mot</a> " * 8000, "<html><body>" + "&amp;" * 50_000,
    "[" * 100_000, '{"a":' * 15_000, "[{" + '"text": "' + "a" * 2_000_000, '"' * 500_000, "a,text\n" + '"' * 300_000,
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)) + "]><rss><channel><item><title>&j;</title></item></channel></rss>",
    '<rss><channel><item><description><![CDATA[' + "<b>" * 5000 + "]]></description></item></channel></rss>",
    "Document AAAA00020240719aaaaaaaa\n" * 2000, "1 of 2 DOCUMENTS\n" * 4000, "# a\n" * 10_000, "---\na: b\n" * 8000,
], ids=range(16))
def test_nothing_hangs(tmp_path, source):
    (tmp_path / "x").write_text(source, encoding="utf-8")
    begun = time.perf_counter()
    got, _, rejected = read(tmp_path)
    assert len(got) + len(rejected) and time.perf_counter() - begun < 15


# ---------------------------------------------------------------- whatever comes
def bare(text):
    return "".join(text.split())


def check_all(folder):
    """Everything in a folder becomes an article or a reason; its raw text is its text and what was removed."""
    got, removed, rejected = articles.read_articles(folder)
    assert len(got) + len(rejected) >= 1 and got.article_id.is_unique
    assert not got.article_id.str.contains(r"[^a-z0-9-]").any()
    for file in files.list_files(folder):
        for one in containers.candidates(file, {}):
            try:
                page = articles._clean(one, frozenset(), [], "")
            except files.Unreadable:
                continue
            kept, at = [], 0
            for piece in sorted(page.removed, key=lambda piece: piece.start):
                assert page.raw[piece.start:piece.start + len(piece.text)] == piece.text and piece.start >= at
                kept.append(page.raw[at:piece.start])
                at = piece.start + len(piece.text)
            assert bare("".join(kept) + page.raw[at:]) == bare(page.text)
    return got, rejected


FILES = formats.files()
FUZZ = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def test_every_format_keeps_every_character(tmp_path):
    check_all(formats.write(tmp_path))


@FUZZ
@given(st.sampled_from(sorted(FILES)), st.integers(0, 2**32), st.integers(1, 12))
def test_no_damage_stops_a_reader(tmp_path_factory, name, seed, changes):
    dice, data = random.Random(seed), bytearray(FILES[name])
    for _ in range(changes):
        at = dice.randrange(len(data) or 1)
        action = dice.choice("flip cut double insert end".split())
        if action == "flip" and data:
            data[at] ^= 1 << dice.randrange(8)
        elif action == "cut":
            del data[at:at + dice.randrange(40)]
        elif action == "double":
            data[at:at] = data[at:at + dice.randrange(200)]
        elif action == "insert":
            data[at:at] = dice.choice([b"\0", b"<", b'"', b"\xff\xfe", b"]]>", b"&", b"\n", b"#", b"Document ", b"{", "É".encode()])
        else:
            del data[max(at, len(data) // 2):]
    check_all(formats.write(tmp_path_factory.mktemp("fuzz"), {name: bytes(data)}))


VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.just(formats.BODY),
                      lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=6)
NAMES = st.sampled_from(["title", "text", "texte", "url", "date", "source", "author", "id", "body", "x", "content", "Journal"])


@FUZZ
@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=6), min_size=1, max_size=4), st.sampled_from(["array", "lines", "object"]))
def test_no_record_stops_a_reader(tmp_path_factory, rows, shape):
    text = {"array": json.dumps(rows), "lines": "\n".join(map(json.dumps, rows)), "object": json.dumps({"x": rows})}[shape]
    check_all(formats.write(tmp_path_factory.mktemp("json"), {"x": text.encode()}))


ROWS = st.lists(st.sampled_from([
    "", "Monde", formats.TITLE, "523 mots", "19 juillet 2024", "Le Phare", "Français", "Copyright 2024 Le Phare", formats.FIRST,
    "Document PHARE00020240719ek7j0000u", "1 of 2 DOCUMENTS", "End of Document", "Body", "LENGTH: 5 words", "HD  Un titre", "TD  ",
    "PD  2024", "LOAD-DATE: July 19, 2024", "Par Odile Marc", "AN  Document X20240719abcdef", "---", "title,text", "\"", "# Un"]), max_size=30)


@FUZZ
@given(ROWS, st.sampled_from(["utf-8", "utf-16", "utf-32-be", "cp1252", "mac_roman"]))
def test_no_export_stops_a_reader(tmp_path_factory, rows, encoding):
    check_all(formats.write(tmp_path_factory.mktemp("rows"), {"x.txt": "\n".join(rows).encode(encoding)}))


PIECES = st.sampled_from(["<article>", "</article>", '<span class="DocPublicationName">Le Phare', '<div class="titreArticle">', "</div>",
                          "</span>", "<p>", "</p>", formats.FIRST, "<footer>", "<header>", "<rss><channel>", "<item>", "<title>", "<![CDATA[",
                          "]]>", "</item>", "<script>", "<html><head>", "<body>", "&lt;", "<!--", "<h1>", "<table><tr><td>", "\0", "é"])


@FUZZ
@given(st.lists(PIECES, max_size=25).map("".join), st.sampled_from(["", "<!doctype html><html><body>", "<rss><channel>"]))
def test_no_markup_stops_a_reader(tmp_path_factory, text, head):
    check_all(formats.write(tmp_path_factory.mktemp("tags"), {"x.html": (head + text).encode()}))


@FUZZ
@given(st.dictionaries(st.text(min_size=1, max_size=40), st.sampled_from([formats.BODY.encode(), b"", b"\0\1\2", formats.PAGE.encode()]),
                       min_size=1, max_size=4), st.sampled_from([formats.zipped, formats.tarred]))
def test_no_name_of_a_member_stops_a_reader(tmp_path_factory, members, pack):
    try:
        data = pack(members)
    except (UnicodeError, ValueError):
        return
    check_all(formats.write(tmp_path_factory.mktemp("names"), {"x": data}))


# ---------------------------------------------------------------- what articles say stays text
NASTY = ["<script>alert(1)</script> rouvre le pont de Vasmer", "=HYPERLINK(\"http://x.example\") rouvre le pont", "![x](http://x.example/i.png) "
         "rouvre le pont", "@SUM(1+1) rouvre le pont de Vasmer", "-2+3 rouvre le pont de Vasmer", "<img src=x onerror=y> rouvre le pont"]


def test_articles_never_become_markup_or_formulas(tmp_path, capsys, monkeypatch):
    rows = [{"title": title, "text": formats.BODY + f"\n\nLire aussi : {title}", "source": title, "author": title, "id": title} for title in NASTY]
    formats.write(tmp_path, {"a.jsonl": "\n".join(map(json.dumps, rows)).encode(), "<b>=x.html": b"", "=1+1.txt": formats.BODY.encode()})
    got, removed, rejected = read(tmp_path)
    shown = []
    monkeypatch.setattr("helpers.charts.output.display", lambda data, **_: shown.append(data))
    for frame in (got, removed, rejected):
        charts.table(frame.drop(columns=["published"], errors="ignore"), rows=50)
        charts.save(frame, tmp_path / "out")
        cells = pd.read_csv(tmp_path / "out.csv", dtype=str, keep_default_na=False).to_numpy().ravel()
        assert not any(cell.startswith(("=", "+", "@")) or re.match(r"-\D|-\d+\D", cell) for cell in cells)
    pages = " ".join(data.get("text/html", "") + data.get("text/markdown", "") for data in shown)
    assert "<script" not in pages and "<img" not in pages and "<b>=x" not in pages


@pytest.fixture
def offline(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("the network was asked for")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.mark.slow
def test_a_build_touches_no_network(tmp_path, offline):
    names = ("page.html", "lines.jsonl", "europresse.HTML", "crawl.warc.gz")
    formats.write(tmp_path, {name: FILES[name] for name in names})
    stages.build(studies.read_settings(tmp_path), workers=1)
    assert len(tables.read(tmp_path / "derived", "statements"))


def test_the_register_names_archives_members_and_records(tmp_path):
    (tmp_path / "articles").mkdir()
    formats.write(tmp_path / "articles", {name: FILES[name] for name in ("all.zip", "lines.jsonl")})
    (tmp_path / "articles.csv").write_text("file,outlet,published\nall.zip,Le Zip,\nall.zip/page.html,La Page,2024-01-02\n"
                                           "lines.jsonl#2,La Ligne,\nnone.txt,X,\n", encoding="utf-8")
    known = read_registers(studies.read_settings(tmp_path))
    outlets = articles.read_articles(tmp_path, register=known["articles"])[0].set_index("source_file").outlet
    told = [outlets["articles/" + name] for name in ("all.zip/page.html", "all.zip/plain.txt", "lines.jsonl#2", "lines.jsonl#1")]
    assert told == ["La Page", "Le Zip", "La Ligne", "Le Phare"]
    wrong = [str(one) for one in check.examine(studies.read_settings(tmp_path))[1] if one.file == "articles.csv"]
    assert len(wrong) == 1 and "none.txt" in wrong[0]


def test_no_network_is_touched(tmp_path, offline):
    folder = formats.write(tmp_path)
    (folder / "outside.xml").write_text('<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://x.example/rss.dtd"><rss><channel><item><title>A'
                                        f"</title><description>{formats.FIRST}</description></item></channel></rss>", encoding="utf-8")
    (folder / "url.txt").write_text("http://x.example/feed.xml", encoding="utf-8")
    got, _, rejected = read(folder)
    assert len(got) > 30 and "AssertionError" not in " ".join(rejected.reason)


def test_files_without_rights_are_told(tmp_path):
    formats.write(tmp_path, {"a.txt": formats.BODY.encode(), "b.txt": formats.BODY.encode()})
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "closed").chmod(0)
    if os.access(tmp_path / "a.txt", os.R_OK):
        pytest.skip("this user may read everything")
    told = reasons(tmp_path)
    (tmp_path / "closed").chmod(0o700)
    assert "check its rights" in told["a.txt"] and "closed" in told
