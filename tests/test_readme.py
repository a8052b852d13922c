"""README: its links lead somewhere, its commands are two, and its findings are what the notebooks print."""

import re
from pathlib import Path

import nbformat
import pytest

HOME = Path(__file__).resolve().parents[1]
PAGES = sorted(path for path in [*HOME.glob("*.md"), *(HOME / "corpus").glob("*.md")])


def plain(text: str) -> str:
    return re.sub(r"[\s*_`\\]+", " ", text).strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(HOME).as_posix())
def test_links_lead_to_files(page):
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


def test_the_two_commands_are_one_line_each():
    blocks = re.findall(r"```\n(.*?)```", (HOME / "README.md").read_text(encoding="utf-8"), re.S)
    commands = [block.strip() for block in blocks]
    assert "python -m pip install -c constraints.txt -e . && study run" in commands
    assert "python -m pip install -c constraints.txt -e '.[test]' && pytest" in commands


def test_every_notebook_is_named_with_its_question():
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    for path in sorted((HOME / "notebooks").glob("*.ipynb")):
        question = nbformat.read(path, 4).cells[0].source.splitlines()[0].lstrip("# ")
        assert f"notebooks/{path.name}" in readme and question in readme


def test_findings_are_printed_by_the_notebooks():
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    findings = re.findall(r"^> (.+)$", readme.split("## Three findings")[1].split("\n## ")[0], re.M)
    printed = plain(" ".join(
        str(output.get("data", {}).get("text/markdown", "")) for path in sorted((HOME / "notebooks").glob("*.ipynb"))
        for cell in nbformat.read(path, 4).cells for output in cell.get("outputs", [])))
    assert len(findings) == 3
    for finding in findings:
        assert plain(finding) in printed, finding
