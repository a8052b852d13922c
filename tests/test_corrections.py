"""The analyst's word against the tool's: it wins, survives reruns, is checked, and is counted."""

import shutil

import pytest

from helpers import cleaning, findings
from helpers.cleaning.corrections import passages
from helpers.study import Study, commands, load, practice, stages
from helpers.study.registers import RULES

PAGES = {
    "gazette.txt": "Le pont de Sarvane fermé aux camions\n\nLe préfet Alban Kerivel a signé lundi 4 mars 2024 l'arrêté qui ferme le "
                   "pont de Sarvane aux camions. Quelque 200 riverains ont manifesté mardi 5 mars 2024 devant la préfecture. « Nous "
                   "irons en justice », a déclaré Odile Marchadour.\nRecevez chaque matin notre lettre d'information\n",
    "courrier.txt": "À Sarvane, les riverains ne décolèrent pas\n\nAlban Keryvelle a signé lundi 4 mars 2024 l'arrêté qui interdit le "
                    "pont de Sarvane aux camions. Environ 450 riverains ont manifesté devant la préfecture mardi 5 mars 2024. "
                    "Odile Marchadour a promis un recours.\n",
    "echo.txt": "Sarvane : le maire demande un délai\n\nLe maire Yannig Roudaut a demandé hier un délai au préfet Alban Kerivel. Il "
                "juge l'arrêté injuste. Les travaux doivent commencer en septembre.\n",
}
HEADER = "what,article,target,value,why\n"


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corrections") / "press"
    (folder / "articles").mkdir(parents=True)
    for name, text in PAGES.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    load(folder)
    return folder


@pytest.fixture
def corrected(plain, tmp_path):
    """Builds a copy of the plain study with lines of corrections."""
    def build(*lines: str) -> Study:
        folder = tmp_path / "press"
        if not folder.exists():
            shutil.copytree(plain, folder)
        (folder / "corrections.csv").write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        return load(folder)
    return build


def idle(press: Study) -> list[str]:
    return [reason for reason in findings.corrections(press).idle if reason]


# ---------------------------------------------------------------- each kind
def test_a_date_and_an_outlet(corrected):
    press = corrected("date,echo.txt,,2024-03-07,printed edition", "outlet,courrier.txt,,Le Courrier de Sarvane,masthead of the print")
    row = press.datings.set_index("article_id").loc["echo"]
    assert str(row.best) == "2024-03-07" and row.basis == "stated" and "printed edition" in row.evidence[0]
    assert press.articles.set_index("article_id").outlet["courrier"] == "Le Courrier de Sarvane" and not idle(press)


def test_a_removal_and_its_contrary(corrected, plain):
    before = load(plain)
    page = before.articles.set_index("article_id").text["gazette"]
    assert "Recevez chaque matin" not in page
    press = corrected("restore,gazette.txt,Recevez chaque matin notre lettre d'information,,it is quoted by the article",
                      "remove,echo.txt,Il  juge l’arrêté injuste.,,comment of the site")
    texts = press.articles.set_index("article_id").text
    assert "Recevez chaque matin" in texts["gazette"] and "injuste" not in texts["echo"]
    gone = press.removed[press.removed.reason.str.startswith("stated in corrections")]
    assert gone.text.tolist() == ["Il juge l'arrêté injuste."] and "comment of the site" in gone.reason.iloc[0] and not idle(press)


def test_a_merge_made_and_unmade(corrected):
    def who(press, form):
        return set(press.mentions.actor_id[press.mentions.text == form])
    press = corrected("same,,Alban Keryvelle,Alban Kerivel,misspelt", "same,echo.txt,Yannig Roudaut,Alban Kerivel,a test")
    assert who(press, "Alban Keryvelle") == who(press, "Alban Kerivel") == who(press, "Yannig Roudaut") and not idle(press)
    press = corrected("different,,Alban Keryvelle,Alban Kerivel,his brother")
    assert not who(press, "Alban Keryvelle") & who(press, "Alban Kerivel") and not idle(press)


def event_of(press, article, words):
    rows = press.statements[(press.statements.article_id == article) & press.statements.text.str.contains(words, regex=False)]
    return set(rows.event_id)


def test_an_event_none_another_and_two_in_one(corrected, plain):
    before = load(plain)
    demo = event_of(before, "gazette", "ont manifesté")
    assert event_of(before, "gazette", "a signé") != demo and None not in demo
    press = corrected('event,gazette.txt,Quelque 200 riverains ont manifesté,none,a test')
    assert event_of(press, "gazette", "ont manifesté") == {None} and not idle(press)
    press = corrected('event,echo.txt,Il juge l\'arrêté injuste,Environ 450 riverains ont manifesté,a test')
    assert event_of(press, "echo", "juge") == event_of(press, "courrier", "ont manifesté") and not idle(press)
    press = corrected('same event,gazette.txt,Quelque 200 riverains ont manifesté,a signé lundi 4 mars 2024,a test')
    assert event_of(press, "gazette", "ont manifesté") == event_of(press, "courrier", "a signé") and not idle(press)
    assert set(press.statements.event_id.dropna()) <= set(press.events.event_id)


def test_a_claim_joined_and_parted(corrected):
    def claim(press, article, words):
        rows = press.statements[(press.statements.article_id == article) & press.statements.text.str.contains(words, regex=False)]
        return set(rows.claim_id)
    line = "claim,gazette.txt,Nous irons en justice,Odile Marchadour a promis un recours,the same threat"
    press = corrected("same " + line)
    assert claim(press, "gazette", "irons en justice") & claim(press, "courrier", "promis un recours") and not idle(press)
    press = corrected("different claim,gazette.txt,Alban Kerivel a signé lundi 4 mars 2024,Alban Keryvelle a signé lundi,a test")
    assert not claim(press, "gazette", "Kerivel a signé") & claim(press, "courrier", "Keryvelle a signé") and not idle(press)


# ---------------------------------------------------------------- on trial
def test_lines_are_tried_on_a_copy_and_the_study_stays_as_it_is(plain):
    press = load(plain)
    before = digest(plain)
    after = practice.corrected(press, "outlet,c*.txt,,Le Courrier de Sarvane,masthead\ndate,echo.txt,,2024-03-07,printed edition")
    assert after.settings.folder != plain and digest(plain) == before
    assert after.articles.set_index("article_id").outlet["courrier"] == "Le Courrier de Sarvane"
    told = findings.changes(press, after).set_index("measure")
    assert told.after["articles with a day"] == told.before["articles with a day"] + 1 and told.after["doubts"] < told.before["doubts"]
    assert practice.corrected(press, "date,elsewhere.txt,,2024-03-07,why") is press


def test_every_doubt_comes_with_a_line_that_can_be_read(corrected):
    doubts = findings.doubts(corrected())
    assert doubts.why[doubts.what == "day"].str.fullmatch(r"no year is told|appeared: .*\w+ \d{4}").all()
    assert len(doubts) and not idle(corrected(*(line.replace("…,…", "2024-03-07,known") for line in doubts.line if line[:4] == "date")))


def test_a_doubt_about_an_outlet_offers_what_the_page_names_and_one_line_for_a_table(plain, tmp_path):
    folder = tmp_path / "named"
    title, body = "Le pont de Vasmer rouvre au trafic", "Le pont de Vasmer a rouvert mardi aux camions, selon la douane. Il était fermé depuis deux ans."
    for name, text in {"a/p.txt": f"Berge Neuve\n\n{title}\n{body}", "b/p.txt": f"La gare ferme\nLa gare de Lindaum ferme jeudi pour un mois.\n"
                       "Source : Rive Haute", "table.csv": f'texte\n"{body}"\n"Le tunnel de Mérave ouvrira lundi, a dit la ministre."\n'}.items():
        (folder / "articles" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    doubts = findings.doubts(load(folder)).query("what == 'outlet'")
    assert doubts.line.tolist() == ["outlet,articles/a/p.txt,,Berge Neuve,…", "outlet,articles/b/p.txt,,Rive Haute,…", "outlet,table.csv,,…,…"]


def digest(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# ---------------------------------------------------------------- rerun, check, report
def test_a_correction_redoes_only_what_depends_on_it(corrected, monkeypatch):
    corrected()
    done = []
    spied = tuple(stages.Stage(s.name, s.reads, s.gives, s.registers, lambda *given, s=s: done.append(s.name) or s.work(*given))
                  for s in stages.STAGES)
    monkeypatch.setattr(stages, "STAGES", spied)
    corrected("same claim,gazette.txt,Nous irons en justice,Odile Marchadour a promis un recours,why")
    assert done == ["claims"]
    corrected("same claim,gazette.txt,Nous irons en justice,Odile Marchadour a promis un recours,better reason")
    done.clear()
    corrected("same claim,gazette.txt,Nous irons en justice,Odile Marchadour a promis un recours,better reason",
              "date,echo.txt,,2024-03-07,printed edition")
    assert done[0] == "dating" and "annotation" not in done and "articles" not in done


IDLE = [
    ("date,gone.txt,,2024-03-07,x", "no article is called “gone.txt”"),
    ("remove,echo.txt,Abonnez-vous,,x", "“Abonnez-vous” stands in no page"),
    ("restore,gazette.txt,Abonnez-vous,,x", "“Abonnez-vous” stands in no page"),
    ("same,,Personne Inconnue,Alban Kerivel,x", "“Personne Inconnue” is no name"),
    ("different,,Alban Kerivel,Personne Inconnue,x", "“Personne Inconnue” is no name"),
    ("event,echo.txt,une autre phrase,none,x", "“une autre phrase” is no statement"),
    ("same claim,echo.txt,Il juge l'arrêté injuste,une autre phrase,x", "“une autre phrase” is no statement"),
]


@pytest.mark.parametrize("line,cause", IDLE)
def test_a_line_that_matches_nothing_is_reported_by_check_and_build_and_notebook(line, cause, corrected, capsys):
    press = corrected(line)
    assert [reason for reason in idle(press)] and cause in idle(press)[0]
    for command, code in (("check", 1), ("build", 0)):
        assert commands.main([command, str(press.settings.folder)]) == code
        said = capsys.readouterr()
        assert "corrections.csv:2: " in said.out + said.err and cause in said.out + said.err
    assert "nothing any more" in findings.on_corrections(press)[1]


BAD = [("date,echo.txt,,7 mars,x", "write a day as 2024-07-18"), ("same,,Alban Kerivel,,x", "value is empty"),
       ("outlet,,,Le Courrier,x", "article is empty"), ("date,echo.txt,,2024-03-07,", "why is empty"),
       ("delete,echo.txt,a,b,c", "what “delete” is not readable")]


@pytest.mark.parametrize("line,cause", BAD)
def test_a_line_that_cannot_be_read_is_named_and_left_out(line, cause, corrected):
    press = corrected(line)
    assert any(problem.line == 2 and cause in problem.cause for problem in press.registers.problems)
    assert not len(press.registers["corrections"]) and "No correction" in findings.on_corrections(press)[0]


def test_check_is_content_with_lines_that_hold(corrected, capsys):
    press = corrected("date,echo.txt,,2024-03-07,printed edition", "same,,Alban Keryvelle,Alban Kerivel,misspelt",
                      "event,gazette.txt,Quelque 200 riverains ont manifesté,none,a test")
    assert commands.main(["check", str(press.settings.folder)]) == 0, capsys.readouterr().out
    assert "**3 corrections** by hand" in findings.on_corrections(press)[0]


# ---------------------------------------------------------------- pages
CUTS = [("remove", "deux", "un trois"), ("remove", "un deux trois", ""), ("remove", "absent", "un deux trois"), ("remove", "eux tr", "un deux trois")]


@pytest.mark.parametrize("what,words,left", CUTS)
def test_a_page_stays_itself_less_what_was_removed(what, words, left):
    raw = "Le préfet a signé lundi un texte attendu.\nun deux trois\nLe maire le conteste devant le tribunal administratif."
    page = cleaning.clean(raw, "text", corrections=[{"what": what, "target": words, "why": "w"},
                                                    {"what": "restore", "target": "un deux trois" if "deux" not in words else "", "why": "w"}])
    assert (left in page.text.split("\n")) if left else "un" not in page.text.split("\n")
    assert sorted("".join((page.text + "".join(piece.text for piece in page.removed)).split())) == sorted("".join(raw.split()))


def test_quoted_words_are_found_whatever_their_spaces_and_apostrophes():
    assert passages("L’été\nvient. l'ETE  vient", "l'été vient") == [(0, 11), (13, 25)] and passages("rien", "") == []


def test_the_columns_are_told_in_the_new_study(tmp_path):
    commands.main(["new", str(tmp_path / "mine")])
    assert (tmp_path / "mine" / "corrections.csv").read_text(encoding="utf-8").splitlines()[0] == HEADER.strip()
    readme = (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")
    assert all(f"| `{what}` |" in readme for what in RULES["corrections"]["needs"])
