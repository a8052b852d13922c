"""Figures: legible at every size of study, honest about emptiness, the same bytes each time, and never markup."""

from datetime import date, timedelta
from itertools import combinations, cycle

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from helpers import charts

KINDS = ["agency", "state media", "national daily", "broadcaster", "regional", "aggregator", "machine translation", ""]
TITLES = ["Une délégation militaire russe reçue à Pyongyang par le dirigeant nord-coréen", None, "Un titre court",
          "Visite"]
ACTORS = ["Kim Jong-un", "Sergueï Choïgou", "Corée du Nord", "Service national du renseignement sud-coréen", "Russie",
          "KCNA",
          "Vladimir Poutine", "Alexeï Krivoroutchko", "Ukraine", "Chine", "Parti des travailleurs de Corée",
          "États-Unis", "Li Hongzhong",
          "Japon", "Kang Sun-nam", "Yonhap", "Corée du Sud", "Sergueï Lavrov", "Kim Yo-jong", "ONU", "Xi Jinping",
          "Maison Blanche"]
CLAIMS = ["le dirigeant a reçu une délégation conduite par le vice-ministre russe de la Défense, qui est restée "
          "trois jours",
          "la rencontre a eu lieu jeudi", "les armées doivent s'unir", "un accord a été signé en juin",
          "Séoul s'est indigné de cette visite"]


def study(n: int) -> dict:
    """Frames of every figure for a study of `n` articles, each of an outlet of its own beyond the first four."""
    outlets = pd.DataFrame([(f"o{i}", f"{'La Gazette de la Région' if i % 3 else 'Radio'} {i}", kind)
                            for i, kind in zip(range(n), cycle(KINDS))],
                           columns=["outlet", "name", "kind"])
    key, articles = charts.key(outlets), [f"article-{i:02d}-pyongyang" for i in range(n)]
    days = [date(2023, 7, 26) + timedelta(61 * (i % 9) + i % 3) for i in range(n)]
    parts = [(a, f"o{i}", TITLES[i % 4], part, size * (1 + i % 5)) for i, a in enumerate(articles)
             for part, size in (("headline", 60), ("body", 1500), ("furniture", 90 * (i % 4)),
                                ("related articles", 400 * (i % 2)))]
    known = [(a, f"o{i}", field, ("stated", "inferred", "missing")[(i + j) % 3]) for i, a in enumerate(articles)
             for j, field in enumerate(["date", "outlet", "URL", "title"])]
    kinds = list(dict.fromkeys(key.kind))
    named = [(f"a{i}", name, kind, 3 + 40 // (i + 1) + j, 900) for i, name in enumerate(ACTORS)
             for j, kind in enumerate(kinds)]
    spellings = [(form, "name" if "Sh" in form or "Ch" in form else "description", f"o{i}", a, 1 + i % 4) for i, a in enumerate(articles)
                 for form in ("Choïgou", "Shoigu", "Sergueï Choïgou", "ministre russe") if i % 2 or form != "Shoigu"]
    titles = [(title, days[i] if i % 5 else None, verdict, office) for i, (title, verdict, office) in zip(range(n), cycle([
        ("ministre russe de la Défense", "right", "ministre de la Défense"), ("haut responsable", "unknown", None),
        ("secrétaire du Conseil de la défense de la Fédération de Russie", "wrong", None)]))]
    edges = [(f"a{i}", f"a{j}", 60 // (i + j)) for i, j in combinations(range(len(ACTORS)), 2) if 60 // (i + j) > 3]
    told = [(a, f"o{i}", f"e{i % 9}", days[i], days[i] + timedelta(i % 2), days[i] + timedelta(1 + i % 4), days[i],
             days[i] + timedelta(5),
             ("stated", "inferred")[i % 2]) for i, a in enumerate(articles)]
    told = pd.DataFrame(told, columns=["article_id", "outlet", "event_id", "first", "last", "published",
                                       "published_first", "published_last", "basis"])
    events = told.groupby("event_id").agg(first=("first", "min"), last=("last", "min"),
                                          n_articles=("article_id", "size")).reset_index()
    events["label"] = [f"{name} : visite officielle à Pyongyang et signature d'un traité"
                       for name, _ in zip(ACTORS, range(len(events)))]
    claims = [(f"c{c}", text, f"o{i}", ("own", "reported", "contradicted", "silent", "away", "near")[(c * 3 + i) % 6 if i
        else c % 2], "KCNA" if (c + i) % 2 else "médias d'État")
              for c, text in enumerate(CLAIMS) for i in range(n)]
    links = [(ACTORS[i % 6], "official", "Agence centrale", "agency", 3)
             for i in range(n)] + [("Agence centrale", "agency", f"o{i}", "outlet", 1 + i % 7) for i in range(n)] + [
        ("", "", f"o{i}", "outlet", 2) for i in range(n)]
    words = [(f"w{i}", f"o{i}", place, word if (place + i) % 4 else f"autre{i}", 1 + place % 3)
             for i in range(min(n, 5))
             for place, word in enumerate("les armées des deux pays doivent s'unir plus fermement dans la nouvelle ère "
                                          "qui commence".split())]
    naming = [(referent, term, kind, 3, 9, 1 / 3, 0.1, 0.6, bool(j % 2)) for referent in ("war", "leader")
              for term in CLAIMS[1:4] for j, kind in enumerate(kinds)]
    reuse = [(articles[i], articles[i + 1], 40, 0.2, 0.7) for i in range(n - 1)]
    scores = [(table, measure, 0.8, 0.6, 0.9, 40) for table in ("mentions: names", "events: B³")
              for measure in ("precision", "recall")]

    def frame(rows, columns):
        return pd.DataFrame(rows, columns=columns.split(), dtype=object).infer_objects()
    return {
        "page_parts": (frame(parts, "article_id outlet title part characters"), key),
        "known_of_articles": (frame(known, "article_id outlet field state"), key),
        "who_is_named": (frame(named, "actor_id name kind n_mentions n_words"),),
        "spellings": (frame(spellings, "form called outlet article_id n"),
                      frame(titles, "title day verdict office"),
                      frame([("ministre de la Défense", None, date(2024, 5, 12))], "office first last"), key,
                      "Sergueï Choïgou"),
        "who_acts_with_whom": (frame([(f"a{i}", name, ("person", "state")[i % 2], 60 // (i + 1) + 1)
                                      for i, name in enumerate(ACTORS)], "actor_id name kind n_mentions"),
                               frame(edges, "actor_a actor_b n")),
        "affair": (told, events, key),
        "undated": (frame([(a, f"o{i}", days[i], days[i] + timedelta(i), days[i] if i % 4 else None, None,
                            "« jeudi 5 juin » tombe en 2025, " * 4)
                           for i, a in enumerate(articles)], "article_id outlet earliest latest best true reason"),
                           key),
        "lag": (frame([(a, f"o{i}", key.kind[f"o{i}"], "e1", i % 20, ("stated", "inferred")[i % 2])
                       for i, a in enumerate(articles)], "article_id outlet kind event days basis"),),
        "who_tells_what": (frame(claims, "claim_id text outlet state source"), key, "Une visite"),
        "who_relies_on_whom": (frame(links, "source source_kind target target_kind n"), key),
        "wordings": (frame(words, "wording outlet place word shared_by"), key),
        "what_it_is_called": (frame(naming, "referent term kind n total share low high chance"),),
        "shared_passages": (frame(reuse, "article_a article_b shared_words share_a share_b"),
                            frame([(a, f"o{i}", TITLES[i % 4], 0.6) for i, a in enumerate(articles)],
                                  "article_id outlet title own_share"), key),
        "patterns": (frame([(kind, 2, question, 80 + 30 * i, 0.1 + i / 10, i / 10, 0.2 + i / 10, i > 1)
                            for question in ("name no source", "tell what two others tell")
                            for i, kind in enumerate(kinds)], "kind outlets question n share low high enough"),),
        "how_right": (frame(scores, "table measure value low high n"), frame([("names: missed", 4)], "cause n")),
    }


FIGURES = list(study(4))
AGGREGATED = ["page_parts", "known_of_articles", "spellings", "affair", "who_tells_what", "who_relies_on_whom"]
STUDIES = {n: study(n) for n in (1, 4, 41, 90)}


def unseen(figure: Figure) -> set[Text]:
    """Labels of ticks beyond the ends of an axis, or of an axis that is off: matplotlib has them and does not draw
    them."""
    found = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            spots = zip(axis.get_major_ticks(), axis.get_ticklocs())
            found |= {label for tick, spot in spots for label in (tick.label1, tick.label2)
                      if not low - 1e-9 <= spot <= high + 1e-9 or not axes.axison}
    return found


@pytest.mark.parametrize(("name", "n"), [(name, n) for n in STUDIES for name in FIGURES if n < 50
                                         or name in AGGREGATED])
def test_every_figure_is_legible_at_every_size(name, n):
    figure = getattr(charts, name)(*STUDIES[n][name])
    if isinstance(figure, charts.Nothing):
        assert n == 1 and name in ("wordings", "shared_passages", "patterns") and str(figure).startswith("Nothing to show here: ")
        return
    assert 9 <= figure.get_figwidth() <= 10 and figure.get_figheight() < 22
    assert len(figure.get_label()) > 30, "text alternative"
    figure.draw_without_rendering()
    frame, renderer = figure.bbox, figure.canvas.get_renderer()
    shown = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()
             and text not in unseen(figure)]
    assert min(text.get_fontsize() for text in shown) >= 8
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown]
    outside = [text for text, box in boxes if box.x0 < frame.x0 - 3 or box.x1 > frame.x1 + 3 or box.y0 < frame.y0 - 3
               or box.y1 > frame.y1 + 3]
    assert not outside
    level = [pair for pair, text in zip(boxes, shown) if not text.get_rotation()]
    clashes = [(a, b) for (a, one), (b, other) in combinations(level, 2)
               if min(one.x1, other.x1) - max(one.x0, other.x0) > 2
               and min(one.y1, other.y1) - max(one.y0, other.y0) > 2.5]
    assert not clashes


@pytest.mark.parametrize("width", [0, 4, 5, 17, 30, 90])
def test_an_interval_of_any_width_is_drawn(width):
    data, key = STUDIES[4]["undated"]
    wide = data.assign(best=data.earliest, latest=[first + timedelta(width) for first in data.earliest])
    charts.undated(wide, key).draw_without_rendering()


def test_articles_of_which_none_could_be_dated_are_drawn():
    data, key = STUDIES[4]["undated"]
    charts.undated(data.assign(earliest=None, latest=None, best=None), key).draw_without_rendering()


@pytest.mark.parametrize("name", FIGURES)
def test_an_empty_table_gives_a_reason_and_no_crash(name):
    empty = [part.iloc[:0] if isinstance(part, pd.DataFrame) and "colour" not in part else part
             for part in STUDIES[4][name]]
    found = getattr(charts, name)(*empty)
    assert isinstance(found, charts.Nothing) and found.endswith(".")


@pytest.fixture
def outputs(monkeypatch):
    """What is displayed: (data, metadata)."""
    found = []
    monkeypatch.setattr("helpers.charts.output.display", lambda data, metadata=None,
                        raw=False: found.append((data, metadata)))
    return found


def test_a_figure_is_saved_with_its_data_and_its_words(tmp_path, outputs):
    data, key = STUDIES[4]["page_parts"]
    for folder in ("one", "two"):
        charts.show(charts.page_parts(data, key), tmp_path / folder / "01-parts", data)
    picture, words = outputs[:2]
    assert picture[1]["image/png"]["alt"] == charts.page_parts(data, key).get_label()
    assert "In words" in words[0]["text/markdown"] and "Data: `01-parts.csv`" in words[0]["text/markdown"]
    assert (tmp_path / "one/01-parts.png").read_bytes() == (tmp_path / "two/01-parts.png").read_bytes()
    assert b"Software" not in (tmp_path / "one/01-parts.png").read_bytes()
    assert len(pd.read_csv(tmp_path / "one/01-parts.csv")) == len(data)


def test_nothing_to_show_removes_the_picture_of_an_earlier_run(tmp_path, outputs):
    data, key = STUDIES[4]["page_parts"]
    charts.show(charts.page_parts(data, key), tmp_path / "01-parts", data)
    charts.show(charts.nothing("no article"), tmp_path / "01-parts", data)
    assert "no article" in outputs[-1][0]["text/markdown"] and not list(tmp_path.iterdir())


@pytest.mark.parametrize(("text", "never"), [
    ("<script>alert(1)</script>", "<script"), ("![x](http://evil/x.png)", "![x]"), ("[a](javascript:b)", "](java"),
    ("a | b", "|"),
    ("**gras** _ital_", "**"), ("$x^2$ et $$y$$", "$"), ("\\begin{align}", "\\begin"), ("# titre", "# t"),
    ("- point", "- p"),
    ("http://example.org", "://"), ("`code`", "`"), ("&lt;b&gt;", "&lt;")])
def test_text_of_articles_is_never_markup(text, never):
    assert never not in charts.literal(text)


def test_plain_words_stay_as_they_are():
    assert charts.literal("« Kim Jong-un » : l'accord, 3,5 % (juin)") == "« Kim Jong-un » : l'accord, 3,5 % (juin)"


def test_tables_escape_and_say_what_they_leave_out(outputs):
    frame = pd.DataFrame({"text": ["<img src=x onerror=y>", "$x$", None] * 5, "n": range(15), "sure": [True] * 15})
    charts.table(frame, rows=3)
    page = outputs[0][0]["text/html"]
    assert "<img" not in page and "$" not in page and "–" in page and "yes" in page
    assert outputs[1][0]["text/markdown"] == "… 12 more rows."


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-x", "@cmd", "\tx"])
def test_no_cell_of_a_saved_table_is_a_formula(tmp_path, cell):
    charts.save(pd.DataFrame({"text": [cell, "plain"], "n": [-1, 2]}), tmp_path / "t")
    saved = pd.read_csv(tmp_path / "t.csv")
    assert saved.text[0] == "'" + cell and saved.text[1] == "plain" and saved.n[0] == -1


def test_outlets_stand_in_one_order_in_the_colour_of_their_kind():
    key = STUDIES[41]["affair"][2]
    assert list(dict.fromkeys(key.kind)) == [kind for kind in charts.KINDS if kind in set(key.kind)]
    assert key.groupby("kind").colour.nunique().eq(1).all()
    assert charts.key(pd.DataFrame({"outlet": ["b", "a"], "name": ["", None],
                                    "kind": ["", None]})).name.tolist() == ["a", "b"]


def test_kinds_differ_by_shape_and_not_by_colour_alone():
    assert len({mark for _, mark in charts.KINDS.values()}) == len(charts.KINDS)


def test_few_are_counted_and_not_given_in_per_cent():
    told, key = STUDIES[4]["undated"]
    lag = charts.lag(STUDIES[4]["lag"][0].assign(days=[0, 1, 3, 4], basis="stated"))
    none = charts.undated(told.assign(earliest=None, latest=None, best=None), key)
    assert lag.texts[0].get_text().startswith("2 of 4 reports appear on the day")
    assert none.texts[0].get_text().startswith("4 articles state no day: none dated from what they say")


def test_a_table_without_rows_says_what_that_means(capsys):
    charts.table(pd.DataFrame({"a": []}), empty="No file was turned away.")
    assert "*No file was turned away.*" in capsys.readouterr().out


def test_the_look_changes_nothing_for_others():
    import matplotlib
    before = dict(matplotlib.rcParams)
    assert isinstance(charts.lag(*STUDIES[4]["lag"]), Figure)
    assert dict(matplotlib.rcParams) == before


def test_a_ring_marks_an_article_that_spells_a_name_in_two_ways_and_no_surname_alone():
    titles, offices, key = STUDIES[4]["spellings"][1:4]
    rows = [("Sergueï Choïgou", "o1", "a"), ("Choïgou", "o1", "a"), ("Shoigu", "o2", "b"), ("Choïgou", "o2", "b")]
    names = pd.DataFrame(rows, columns=["form", "outlet", "article_id"]).assign(called="name", n=1)
    notes = [text.get_text() for text in charts.spellings(names, titles, offices, key, "X").texts]
    assert any("Ringed: 1 article spells" in note for note in notes)
    assert not any("Ringed" in text.get_text() for text in charts.spellings(names[:2], titles, offices, key, "X").texts)
