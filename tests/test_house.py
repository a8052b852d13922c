"""The house stays small and clear."""

import ast
import io
import tokenize
from pathlib import Path

import pytest

HELPERS = Path(__file__).resolve().parents[1] / "helpers"
FILES = sorted(HELPERS.rglob("*.py"))
ROOMS = ["data", "cleaning", "articles", "dates", "speech", "annotation", "actors", "dating", "events", "claims", "charts", "findings", "study"]


def room(path: Path) -> str:
    return path.relative_to(HELPERS).parts[0].removesuffix(".py")


def test_about_ten_nouns_and_no_others():
    assert {room(path) for path in FILES} - {"__init__"} <= set(ROOMS)


def code_lines(path: Path) -> set[int]:
    """The lines of a file that hold code: neither blank nor comment nor docstring."""
    source = path.read_text(encoding="utf-8")
    aside = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines = {line for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type not in aside
             for line in range(token.start[0], token.end[0] + 1)}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)) and ast.get_docstring(node):
            lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return lines


@pytest.mark.xfail(strict=True, reason="the house has outgrown the six thousand lines it was drawn for; it is to come down to them")
def test_helpers_stay_within_six_thousand_lines():
    assert sum(len(code_lines(path)) for path in FILES) <= 6000


# Code lines of each room, and how many of its lines are longer than 120 characters: lower them whenever a room has become smaller.
MOST = {"data": (9, 0), "charts": (1103, 0), "study": (1446, 19), "actors": (1060, 0), "speech": (1190, 0), "findings": (972, 0),
        "claims": (1091, 78), "articles": (869, 13), "dating": (786, 0), "cleaning": (816, 13), "dates": (799, 1), "annotation": (789, 18), "events": (759, 25)}


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_does_not_grow(name):
    paths = [path for path in FILES if room(path) == name]
    lines, long = MOST[name]
    assert sum(len(code_lines(path)) for path in paths) <= lines
    assert sum(len(line) > 120 for path in paths for line in path.read_text(encoding="utf-8").splitlines()) <= long


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HELPERS).as_posix())
def test_a_file_is_what_one_reader_holds_in_mind(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HELPERS).as_posix())
def test_a_room_imports_only_from_rooms_above_it(path):
    """`charts` knows nothing of the rest; `study` stands over all."""
    here = room(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "helpers":
            parts = node.module.split(".")
            names = [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".")[1] for alias in node.names if alias.name.startswith("helpers.")]
        for name in set(names) & set(ROOMS) - {here}:
            assert here != "charts" and ROOMS.index(name) < ROOMS.index(here), f"{here} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HELPERS).as_posix())
def test_public_functions_are_typed_and_documented(path):
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name
            if isinstance(node, ast.FunctionDef):
                assert node.returns is not None and all(a.annotation for a in node.args.args + node.args.kwonlyargs), node.name
