"""Cleaning: nothing is rewritten, nothing of the article is lost, furniture goes."""

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import cleaning
from helpers.cleaning import stated

CASES = tomllib.loads((Path(__file__).parent / "cases" / "cleaning.toml").read_text(encoding="utf-8"))
PAGES = Path(__file__).parent / "cases" / "cleaning-pages"
EXPECTED = tomllib.loads((PAGES / "expected.toml").read_text(encoding="utf-8"))
SHARED = Path(__file__).parents[2] / "shared"


def names(cases):
    return {"argvalues": cases, "ids": [case["name"] for case in cases]}


def bare(text):
    return "".join(text.split())


def rebuilt(page):
    """The raw page less the removed pieces, each found where it is said to be, in order."""
    kept, at = [], 0
    for piece in sorted(page.removed, key=lambda piece: piece.start):
        assert page.raw[piece.start : piece.start + len(piece.text)] == piece.text
        assert piece.start >= at and piece.text.strip() and piece.reason
        kept.append(page.raw[at : piece.start])
        at = piece.start + len(piece.text)
    return "".join(kept) + page.raw[at:]


@pytest.mark.parametrize("end,truncated", [
    ("Il a dit vouloir…", True), ("Il a vu le pont [...]", True), ("Il est venu.\nLire la suite", True), ("Il est venu. Lire la suite →", True),
    ("Il est venu.\nIl vous reste 80 % de cet article à lire.", True), ("Il est venu.\nCet article est réservé à nos abonnés", True),
    ("« Nous verrons bien… » Puis il est parti.", False), ("Il est venu.\nLire la suite après la publicité\nPuis il est reparti vers le sud du pays.", False),
    ("Il veut lire la suite.", False)])
def test_a_text_that_goes_on_elsewhere_is_flagged(end, truncated):
    page = cleaning.clean(f"Le pont de Vasmer a rouvert\nLe ministre est arrivé mardi dans la capitale. {end}")
    assert ("truncated" in dict(page.flags)) == truncated and bare(rebuilt(page)) == bare(page.text)


def check(page, case):
    assert page.text.split("\n") == case["text"].split("\n")
    for key in (
        "title",
        "url",
        "byline",
        "credit",
        "masthead",
        "site",
        "published",
        "published_from",
        "dateline",
        "dateline_value",
    ):
        if key in case:
            assert getattr(page, key) == case[key], key
    if "flags" in case:
        assert {flag for flag, _ in page.flags} == set(case["flags"])
    assert set(case.get("reasons", [])) <= {piece.reason for piece in page.removed}
    assert bare(rebuilt(page)) == bare(page.text)
    assert page.title is None or page.text.split("\n")[0] == page.title


@pytest.mark.parametrize("case", **names(CASES["page"] + CASES["piece"]))
def test_furniture_goes_and_the_article_stays(case):
    check(cleaning.clean(case["raw"]), case)


@pytest.mark.parametrize("case", **names(CASES["alone"]))
def test_left_alone(case):
    page = cleaning.clean(case["raw"])
    assert page.text == case["raw"] and not page.removed and page.published is None


FRAME = CASES["frame"]


@pytest.mark.parametrize("line", FRAME["head"] + FRAME["foot"])
def test_furniture_of_the_head_and_the_foot_goes(line):
    parts = [FRAME["title"], line, FRAME["text"]] if line in FRAME["head"] else [FRAME["title"], FRAME["text"], line]
    check(cleaning.clean("\n".join(parts)), {"text": f"{FRAME['title']}\n{FRAME['text']}", "title": FRAME["title"]})


@pytest.mark.parametrize("line", FRAME["told"])
def test_lines_that_say_who_wrote_and_where(line):
    page = cleaning.clean(f"{FRAME['title']}\n{line}\n{FRAME['text']}")
    byline, credit, dateline = (told or None for told in FRAME["told"][line].split("|"))
    check(page, {"text": f"{FRAME['title']}\n{FRAME['text']}", "byline": byline, "credit": credit, "dateline": dateline})


@pytest.mark.parametrize("line", FRAME["above"])
def test_a_first_line_is_the_outlet_only_where_more_than_its_place_says_so(line):
    page = cleaning.clean(f"{line}\n{FRAME['title']}\n{FRAME['text']}")
    check(page, {"text": f"{FRAME['title']}\n{FRAME['text']}", "masthead": FRAME["above"][line] or None})


@pytest.mark.parametrize("head", [
    "Titre : {0}\nSource : L’Écho du Fjord\nDate : 12 mars 2024\nAuteur : Odile Marc\n\n", "TITRE : « {0} »\nJOURNAL: L’Écho du Fjord\nDATE: 12/03/2024\n"
    "AUTEUR : Odile Marc\nRUBRIQUE : Monde\n", "Média : L’Écho du Fjord\nDate de publication : mardi 12 mars 2024\nAuteur : Odile Marc\n\n{0}\n",
    "---\ntitle: \"{0}\"\nsource: L’Écho du Fjord\ndate: 2024-03-12\nauthor: Odile Marc\n---\n",
    "Title: {0}\n\nSource: L’Écho du Fjord\n\nAuthor: Odile Marc\n\nPublished Time: 2024-03-12T08:00:00Z\n\nMarkdown Content:\n"])
def test_labels_above_a_text_say_what_it_is(head):
    page = cleaning.clean(head.format(FRAME["title"]) + FRAME["text"], "markdown" if head.startswith("---") else "text")
    title = "« La Bordavie rouvre son pont frontalier »" if "TITRE" in head else FRAME["title"]
    check(page, {"text": f"{title}\n{FRAME['text']}", "title": title, "site": "L’Écho du Fjord", "byline": "Odile Marc", "credit": None})
    assert str(page.published) == "2024-03-12" and page.published_from == "metadata"


@pytest.mark.parametrize("line", ["[L’Écho du Fjord, 12 mars 2024]", "L’Écho du Fjord — mardi 12 mars 2024", "(Le Phare, 12/03/2024, p. 8)"])
@pytest.mark.parametrize("first", [True, False])
def test_the_day_of_the_print_above_a_text_is_its_day(line, first):
    if first and "—" in line:
        pytest.xfail("a first line that names the outlet is taken for its masthead whole, with its day")
    head = [line, FRAME["title"]] if first else [FRAME["title"], line]
    page = cleaning.clean("\n\n".join([*head, FRAME["text"]]))
    check(page, {"text": f"{FRAME['title']}\n{FRAME['text']}", "title": FRAME["title"], "published_from": "page"})
    assert str(page.published) == "2024-03-12"


@pytest.mark.parametrize("line", ["Date : 12 mars 2024", "Source : une lettre du ministère\nLa ministre répond : « Non. »"])
def test_one_label_is_none(line):
    assert "front matter" not in {piece.reason for piece in cleaning.clean(f"{FRAME['title']}\n{line}\n{FRAME['text']}").removed}


@pytest.mark.parametrize("line", [
    "[Accueil](/) > [Monde](/monde) > [Bordavie](/b)", "- [Partager sur Facebook](https://f.example/share?u=1)", "> [Abonnez-vous à notre lettre](https://b.example/abo)",
    "**Lire aussi :** [Le tunnel ferme](https://b.example/tunnel)", "*Publicité*", "![Le pont](pont.jpg)", "[Commenter](#c)"])
def test_furniture_of_markdown_goes_though_it_is_marked(line):
    lines = [f"# {FRAME['title']}", *FRAME["text"].split("\n")]
    page = cleaning.clean("\n\n".join([*lines[:-1], line, lines[-1]]), "markdown")
    check(page, {"text": f"{FRAME['title']}\n{FRAME['text']}", "title": FRAME["title"]})


def test_wrong_characters_are_no_photo_credits():
    raw = f"{FRAME['title']}\nLe prÃ©fet a fermÃ© le pont de Vasmer aux camions\nLa dÃ©cision a Ã©tÃ© jugÃ©e tardive par les Ã©lus."
    page = cleaning.clean(raw)
    assert page.text == raw and "wrong characters" in dict(page.flags)


@pytest.mark.parametrize(("end", "cut"), [("</body></html>", False), ("</HTML>", False), ("", True), ("<p>Le trafic avait ces", True)])
def test_a_page_that_is_cut_short_is_flagged(end, cut):
    page = cleaning.clean(f"<html><head><title>Un</title></head><body><h1>{FRAME['title']}</h1><p>{FRAME['text']}</p>{end}")
    assert ("truncated" in dict(page.flags)) == cut


def test_a_first_line_is_the_outlet_where_the_file_or_the_text_says_so():
    raw = f"L’Avenir\n{FRAME['title']}\n{FRAME['text']}"
    assert cleaning.clean(raw).masthead is None
    assert cleaning.clean(raw, stem="avenir-pont").masthead == "L’Avenir"
    assert cleaning.clean(raw + "\n« Rien n’est sûr », a-t-elle confié à L’Avenir.").masthead == "L’Avenir"
    page = cleaning.clean(raw + "\nSource : L’Avenir")
    assert (page.masthead, page.credit, page.text) == ("L’Avenir", None, f"{FRAME['title']}\n{FRAME['text']}")


@pytest.mark.parametrize("case", **names(CASES["failure"]))
@pytest.mark.xfail(strict=True, reason="known failure")
def test_known_failure(case):
    check(cleaning.clean(case["raw"]), case)


@pytest.mark.parametrize("name", EXPECTED)
def test_saved_page(name):
    source = (PAGES / name).read_text(encoding="utf-8")
    page = cleaning.clean(source)
    assert page.raw == cleaning.visible_text(source)
    check(page, EXPECTED[name])


FRAGMENTS = st.sampled_from(
    [
        "Lire aussi : ",
        "EN RELATION",
        "Le ministre est arrivé mardi à Lindaum.",
        "Photo : AFP",
        "(à droite)",
        " | ",
        "©",
        "Publié le 12 mars 2024",
        "LINDAUM, 12 mars (AFP) - ",
        "\n",
        "\r\n",
        "\u2028",
        "\xa0",
        "\u200b",
        "\xad",
        "\t",
        "Image 1 Image 2",
        "« ",
        " »",
        "Source : https://a.example/b",
        "Comment (0)",
        "Par Odile Marc",
        "DERNIÈRES NOUVELLES",
        "Un titre sans point final",
        "…",
        "<p>",
        "&amp;",
        "É",
        "ﬁ",
        "İ",
        "\x07",
        "# ",
        "**",
        "---\n",
        "](x)",
    ]
)
TEXTS = st.lists(st.one_of(FRAGMENTS, st.text(max_size=20)), max_size=25).map("".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from(["text", "markdown"]))
def test_raw_is_text_and_removed(raw, kind):
    page = cleaning.clean(raw, kind)
    assert page.raw == raw
    assert bare(rebuilt(page)) == bare(page.text)
    assert page.title is None or page.text.split("\n")[0] == page.title


TAGS = st.sampled_from(
    ["p", "div", "h1", "li", "nav", "footer", "span", "figcaption", "script", "title", "aside", "time", "br", "table"]
)
ELEMENTS = st.recursive(
    TEXTS,
    lambda inner: st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", TAGS, st.lists(inner, max_size=4)),
    max_leaves=15,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ELEMENTS, max_size=6).map("".join))
def test_html_is_visible_text_less_removed(body):
    source = f"<!doctype html><html><head><title>Un</title></head><body>{body}</body></html>"
    page = cleaning.clean(source, "html")
    assert page.raw == cleaning.visible_text(source)
    assert bare(rebuilt(page)) == bare(page.text)


@pytest.mark.parametrize(
    "raw",
    [
        "a " * 100_000,
        "a" * 200_000,
        "Lire aussi : " * 15_000,
        "( " * 90_000,
        "> " * 90_000,
        "12 mars " * 25_000,
        "A - " * 60_000,
        "| " * 90_000,
        "Photo : AFP / " * 14_000,
        "Un mot.\n" * 20_000,
        "1 / 2\n" * 20_000,
    ],
)
def test_no_input_hangs(raw):
    begun = time.perf_counter()
    page = cleaning.clean(raw)
    assert bare(rebuilt(page)) == bare(page.text)
    assert time.perf_counter() - begun < 10


def test_deep_html_does_not_overflow():
    source = (
        "<html><body>"
        + "<div>" * 5000
        + "<p>Le pont a rouvert mardi au trafic.</p>"
        + "</div>" * 5000
        + "</body></html>"
    )
    assert "Le pont a rouvert" in cleaning.visible_text(source)


def test_markdown_marks_and_front_matter():
    raw = (
        "---\ntitle: Le pont\ndate: 2024-03-12\nauthor: Odile Marc\nurl: https://a.example/pont\n---\n\n"
        "# Le pont de Vasmer rouvre\n\n"
        "![Le pont](pont.jpg)\n\nLe **pont** de [Vasmer](https://a.example/v) a rouvert mardi, _enfin_.\n"
    )
    page = cleaning.clean(raw, "markdown")
    assert page.text == "Le pont de Vasmer rouvre\nLe pont de Vasmer a rouvert mardi, enfin."
    assert (page.title, page.byline, page.url, str(page.published)) == (
        "Le pont de Vasmer rouvre",
        "Odile Marc",
        "https://a.example/pont",
        "2024-03-12",
    )
    assert bare(rebuilt(page)) == bare(page.text)


def test_known_name_after_a_dash_is_cut_and_another_is_not():
    raw = "La Méravie rouvre son pont - {}\nLe pont de Vasmer a rouvert mardi au trafic."
    cut = cleaning.clean(raw.format("Le Phare"), outlet_names=frozenset(["le phare"]))
    kept = cleaning.clean(raw.format("Une fête"), outlet_names=frozenset(["le phare"]))
    assert (cut.title, cut.masthead) == ("La Méravie rouvre son pont", "Le Phare")
    assert kept.title == "La Méravie rouvre son pont - Une fête"


@pytest.mark.parametrize("text", ["31 février 2024", "le 19", "en juin 2024", "2024", "99/99/2024", ""])
def test_no_day_is_read_where_none_is(text):
    assert stated.read_day(text) is None


def test_the_shared_pages_keep_every_character():
    if not SHARED.exists():
        pytest.skip("the real pages are not here")
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        page = cleaning.clean(path.read_text(encoding="utf-8"))
        assert bare(rebuilt(page)) == bare(page.text)
        assert not {"Hunter", "Macron", "COMMENTER", "Image", "Comment"} & set(cleaning.words(page.text))
