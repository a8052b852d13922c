"""The whole chain on four real pages, which stand beside the repository and are never copied into it."""

import datetime
import shutil

import pytest

from helpers.study import load

DAY = datetime.date


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The four pages with the corpus's registers, and without any."""
    from helpers.study.settings import HOME
    shared = HOME.parent / "shared" / "seeds"
    if not shared.is_dir():
        pytest.skip("the real pages are not on this machine")
    studies = {}
    for name in ("registers", "bare"):
        folder = tmp_path_factory.mktemp(name)
        shutil.copytree(shared, folder / "articles")
        if name == "registers":
            (folder / "study.toml").write_text(f'registers = "{HOME / "corpus"}"\n', encoding="utf-8")
        studies[name] = load(folder)
    return studies


@pytest.fixture(scope="module")
def press(pages):
    return pages["registers"]


def article(press, number):
    return press.articles[press.articles.source_file.str.contains(f"{number:03}_")].iloc[0]


def rows(press, table, number):
    frame = getattr(press, table)
    return frame[frame.article_id == article(press, number).article_id]


def test_three_visits_are_three_events_even_without_registers(pages):
    """Pages 000 and 001 tell one visit; 002 and 003 one each, of one man two years apart."""
    def main(study, number):
        return rows(study, "statements", number).sort_values("start").event_id.dropna().iloc[0]
    for study in pages.values():
        told = [main(study, number) for number in range(4)]
        assert told[0] == told[1] and len(set(told)) == 3


def values(press, number):
    return {row.text.lower(): row.value for row in rows(press, "timexes", number).itertuples()}


def actor_of(press, number, text):
    found = rows(press, "mentions", number)
    return set(found[found.text == text].actor_id)


def test_text_and_removed_together_are_the_page_to_the_character(press):
    for row in press.articles.itertuples():
        raw = (press.settings.folder / row.source_file).read_text(encoding="utf-8")
        gone = press.removed[press.removed.article_id == row.article_id]
        kept = list(raw)
        for piece in gone.itertuples():
            assert raw[piece.start:piece.start + len(piece.text)] == piece.text
            kept[piece.start:piece.start + len(piece.text)] = " " * len(piece.text)
        assert "".join(kept).split() == row.text.split()


# ---------------------------------------------------------------- page 000
def test_000_has_no_furniture_and_its_headline_once(press):
    page = article(press, 0)
    assert page.title and page.text.startswith(page.title) and page.text.count(page.title) == 1
    for word in ("Image 1", "EN RELATION", "COMMENTER", "LA REDACTION", "DERNIÈRES", "Russafrik"):
        assert word not in page.text
    assert page.outlet.lower() == "russafrik"


def test_000_knows_nobody_from_the_related_headlines(press):
    found = rows(press, "mentions", 0)
    assert not found.text.str.contains("Biden|Macron").any()
    assert (found.text.str.contains("Poutine")).sum() == 2
    assert "P17Y" not in values(press, 0).values()


def test_000_is_dated_with_reasons(press):
    assert values(press, 0)["le 18 juillet"] == "2024-07-18" and values(press, 0)["le mois précédent"] == "2024-06"
    dating = rows(press, "datings", 0).iloc[0]
    assert DAY(2024, 7, 18) <= dating.earliest <= dating.best <= dating.latest <= DAY(2024, 7, 25)
    assert dating.basis == "inferred" and len(dating.evidence)


# ---------------------------------------------------------------- page 001
def test_001_loses_caption_source_line_and_counter(press):
    page = article(press, 1)
    assert "à droite" not in page.text and "Source :" not in page.text and "Comment (0)" not in page.text
    assert page.url.startswith("https://baoquocte.vn/") and page.title is None
    assert actor_of(press, 1, "Kim Jong Un") == actor_of(press, 1, "Kim Jong-un") == {"kim-jong-un"}


def test_001_resolves_its_days(press):
    found = values(press, 1)
    assert any("juin dernier" in text and value == "2024-06" for text, value in found.items())
    assert any("8 juillet" in text and value == "2024-07-08" for text, value in found.items())
    assert any("19 juin" in text and value == "2024-06-19" for text, value in found.items())


def test_001_credits_the_agency_with_what_it_is_credited_with(press):
    found = rows(press, "statements", 1)
    credited = found[found.text.str.contains("sécurité commune")]
    assert len(credited) and all(chain[:1] == ["kcna"] for chain in credited.source_chain)


# ---------------------------------------------------------------- page 002
def test_002_joins_the_spellings(press):
    assert article(press, 2).title is None
    assert actor_of(press, 2, "Choïgou") == actor_of(press, 2, "Choigou") == {"serguei-choigou"}
    assert actor_of(press, 2, "Kim Jong") == {"kim-jong-un"} and actor_of(press, 2, "Li Hengjong") == {"li-hongzhong"}
    mentions = rows(press, "mentions", 2)
    kang = mentions[mentions.text == "Kang Son-nam"].iloc[0]
    assert kang.label == "PER" and kang.actor_id == "kang-sun-nam"
    agency = mentions[mentions.text.str.contains("gence de presse centrale coréenne")].iloc[0]
    assert agency.actor_id == "kcna"


def test_002_keeps_the_cut_sentence_and_the_reversed_quotation(press):
    page = article(press, 2)
    assert "remis une lettre du" in page.text and any("cut sentence" in flag for flag in page["flags"])
    assert any("occasion importante" in (row.quote_text or "") for row in rows(press, "statements", 2).itertuples())


def test_002_is_dated_between_exhibition_and_parade(press):
    found = rows(press, "timexes", 2)
    assert found.text.str.contains("anniversaire").sum() == 1 and (found.value == "1953").sum() == 1
    dating = rows(press, "datings", 2).iloc[0]
    assert DAY(2023, 7, 26) <= dating.earliest <= dating.latest <= DAY(2023, 7, 27)


# ---------------------------------------------------------------- page 003
def test_003_joins_the_garbles(press):
    assert actor_of(press, 3, "Sergei Shoaiku") == actor_of(press, 3, "Sergei Shoiku") == {"serguei-choigou"}
    mentions = rows(press, "mentions", 3)
    assert not mentions.text.str.contains("Situé").any() and mentions.text.str.contains("Kursk").sum() >= 2
    assert not press.actors.name.str.contains("KurskinSitu").any()


def test_003_resolves_its_days(press):
    found = values(press, 3)
    assert found["jeudi"] == "2025-06-05" and found["mercredi"] == "2025-06-04"
    assert {"2025-04", "2025-05-29", "2024-SU"} <= set(found.values())
    dating = rows(press, "datings", 3).iloc[0]
    assert abs((dating.best - DAY(2025, 6, 5)).days) <= 3 and dating.latest - dating.earliest <= datetime.timedelta(6)


def test_003_holds_the_council_against_the_office_he_had(press):
    from helpers import actors
    found = actors.offices(press.mentions, press.actors, press.registers["actors"], press.datings)
    page = article(press, 3).article_id
    wrong = found[(found.article_id == page) & found.title.str.contains("Conseil de la défense")]
    assert len(wrong) and set(wrong.verdict) == {"wrong"}


# ---------------------------------------------------------------- across pages
def test_000_and_001_share_the_meeting_of_18_july(press):
    shared = set(rows(press, "statements", 0).event_id.dropna()) & set(rows(press, "statements", 1).event_id.dropna())
    met = press.events[press.events.event_id.isin(shared) & (press.events.earliest == DAY(2024, 7, 18))]
    assert len(met) == 1 and met.iloc[0].place.startswith("Pyongyang")
    assert {"kim-jong-un", "alexei-krivoroutchko"} <= set(met.iloc[0].actors)


def test_the_agreement_of_june_is_one_event_under_three_names(press):
    naming = press.conflicts[press.conflicts.kind == "naming"]
    by_event = naming.groupby("event_id").article_id.nunique()
    pages = {article(press, number).article_id for number in (0, 1, 3)}
    assert any(pages <= set(group.article_id) and group.value.nunique() >= 3 for _, group in naming.groupby("conflict_id")), by_event


def test_without_registers_no_wrong_year_is_stated(pages):
    true = {0: DAY(2024, 7, 19), 1: DAY(2024, 7, 19), 2: DAY(2023, 7, 27), 3: DAY(2025, 6, 5)}
    for number, day in true.items():
        dating = rows(pages["bare"], "datings", number).iloc[0]
        if dating.basis == "unknown":
            assert dating.best is None
        else:
            assert dating.earliest <= day <= dating.latest


def test_without_registers_the_spellings_join_all_the_same(pages):
    press = pages["bare"]
    assert actor_of(press, 3, "Sergei Shoaiku") == actor_of(press, 3, "Sergei Shoiku")
    assert actor_of(press, 2, "Choïgou") == actor_of(press, 2, "Choigou")
    assert actor_of(press, 1, "Kim Jong Un") == actor_of(press, 1, "Kim Jong-un")
