"""The notebooks as they are committed: run, in order, short, with pictures that have their data and their words."""

import base64
import re
import statistics
from pathlib import Path

import nbformat
import pytest

HOME = Path(__file__).resolve().parents[1]
BOOKS = sorted((HOME / "notebooks").glob("*.ipynb"))
PAIRS = sorted((HOME / "figures").glob("*.png"))
NAMES = ["01-ingest-the-articles", "02-know-the-actors", "03-follow-the-timeline", "04-compare-the-sources",
         "05-check-the-accuracy", "06-study-your-own-press"]


@pytest.fixture(params=BOOKS, ids=lambda path: path.stem)
def book(request):
    found = nbformat.read(request.param, as_version=4)
    found.path = request.param
    return found


def code(book):
    return [cell for cell in book.cells if cell.cell_type == "code"]


def pictures(book):
    """Outputs that are pictures, each with the output that follows it."""
    outputs = [output for cell in code(book) for output in cell.outputs]
    return [(output, after) for output, after in zip(outputs, [*outputs[1:], None])
            if "image/png" in output.get("data", {})]


def test_the_notebooks_of_the_design_are_there():
    assert [path.stem for path in BOOKS] == NAMES


def test_it_ran_from_top_to_bottom(book):
    assert [cell.execution_count for cell in code(book)] == list(range(1, len(code(book)) + 1))


def test_nothing_failed_and_nothing_stands_on_stderr(book):
    for cell in code(book):
        for output in cell.outputs:
            assert output.output_type != "error" and output.get("name") != "stderr"


def test_every_cell_with_code_shows_something(book):
    assert all(cell.outputs for cell in code(book))


def test_it_is_short(book):
    sizes = [len([line for line in cell.source.splitlines() if line.strip()]) for cell in code(book)]
    assert len(book.cells) < 40 and max(sizes) <= 15 and statistics.median(sizes) <= 4
    assert book.path.stat().st_size < 1_000_000


def test_code_is_no_wider_than_the_page(book):
    assert not [line for cell in code(book) for line in cell.source.splitlines() if len(line) > 100]


def test_it_is_an_essay_rather_than_a_program(book):
    prose = sum(len(cell.source.split()) for cell in book.cells if cell.cell_type == "markdown")
    assert prose >= 4 * sum(len(cell.source.splitlines()) for cell in code(book))


def test_it_opens_with_a_question_and_its_answer(book):
    first, answer = book.cells[:2]
    assert re.match(r"# .*\?\n", first.source)
    assert all(word in first.source for word in ("**Reads**", "**Writes**", "**Takes**"))
    assert len(answer.outputs[0].data["text/markdown"]) > 60


def test_it_ends_with_what_was_found_and_what_was_not(book):
    heads = re.findall(r"^## (.+)$", "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown"),
                       re.M)
    assert heads[-2:] == ["What we found", "What this does not show"]


def test_no_number_that_the_data_give_is_typed(book):
    """In prose, figures stand only in dates and values that explain a notation, and in the confidence of an
    interval."""
    for cell in book.cells:
        if cell.cell_type == "markdown":
            prose = re.sub(r"`[^`]*`|95 ?%|B³|F1|TIMEX3|notebook \d\d", "", cell.source)
            assert not re.search(r"\d", prose), cell.source


def test_every_picture_has_its_words_and_its_data(book):
    found = pictures(book)
    assert found
    for picture, after in found:
        alt = picture.metadata["image/png"]["alt"]
        assert len(alt) > 30 and after and "In words" in after.data["text/markdown"]
        name = re.search(r"Data: `([\w-]+)\.csv`", after.data["text/markdown"])[1]
        assert name[:2] == book.path.stem[:2]
        assert base64.b64decode(picture.data["image/png"]) == (HOME / "figures" / f"{name}.png").read_bytes()


def test_cells_have_stable_ids(book):
    assert len({cell.id for cell in book.cells}) == len(book.cells) and all(re.match(r"\d\d-", cell.id)
        for cell in book.cells)


def test_no_machine_left_its_trace(book):
    text = book.path.read_text(encoding="utf-8")
    assert not re.search(r"/(?:home|root|tmp|work|Users)/|\"version\": \"3\.\d+|\"execution\": \{", text)


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_a_published_figure_has_its_data_beside_it(path):
    assert path.with_suffix(".csv").is_file() and re.fullmatch(r"\d\d-[a-z-]+", path.stem)


def test_the_readme_leads_to_every_notebook():
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    assert all(f"notebooks/{path.name}" in readme for path in BOOKS)
