"""The notebooks of the collection, executed on a study and written so that an unchanged study leaves no trace."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from helpers.study import tables
from helpers.study.mistakes import StudyError, writing
from helpers.study.settings import HOME, VARIABLE, Settings

SOURCE = HOME / "notebooks"


def target(settings: Settings) -> Path:
    """Where the executed notebooks of a study stand."""
    return SOURCE if settings.is_default else settings.folder / "notebooks"


def place(settings: Settings) -> Path:
    """Put the collection's notebooks, not yet executed, where a study lacks them; gives the folder."""
    folder = target(settings)
    with writing(folder):
        for path in collection():
            if not (folder / path.name).exists():
                _write(_emptied(nbformat.read(path, as_version=4)), folder / path.name)
    return folder


def collection() -> list[Path]:
    """The notebooks, in order. Raises `StudyError` where the collection is not on this machine."""
    found = sorted(SOURCE.glob("[0-9][0-9]-*.ipynb"))
    if not found:
        raise StudyError("the notebooks are not here. Install from a clone of the repository: pip install -e .")
    return found


def execute(settings: Settings, progress: Callable[[int, int, str], None]) -> None:
    """Execute all notebooks on a study, in place for the worked corpus, as copies in its folder for another.

    Raises `StudyError` naming notebook and cause where a cell fails; the notebook that failed is kept, as far as it
    came, as NAME.failed.ipynb.
    """
    folder, paths = target(settings), collection()
    with writing(folder):
        for done, path in enumerate(paths, 1):
            progress(done - 1, len(paths), "notebooks")
            _execute(path, folder, settings)
        progress(done, done, "notebooks")


def _execute(path: Path, folder: Path, settings: Settings) -> None:
    book = _emptied(nbformat.read(path, as_version=4))
    client = NotebookClient(book, timeout=1800, kernel_name="python3", record_timing=False, extra_arguments=["--log-level=ERROR"],
                            resources={"metadata": {"path": str(folder)}})
    failed = folder / f"{path.stem}.failed.ipynb"
    try:
        client.execute(env=os.environ | {VARIABLE: str(settings.folder)})
    except (CellExecutionError, DeadKernelError) as error:
        _write(book, failed)
        cause = f"{error.ename}: {error.evalue}".split("\n")[0] if isinstance(error, CellExecutionError) else "the kernel died"
        raise StudyError(f"{path.name} stopped ({cause}). See {failed}.") from None
    failed.unlink(missing_ok=True)
    _write(book, folder / path.name)


def _emptied(book: nbformat.NotebookNode) -> nbformat.NotebookNode:
    for cell in book.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return book


def _write(book: nbformat.NotebookNode, path: Path) -> None:
    """Write without what differs between machines: the language's version, timings, the kernel's display name."""
    book.metadata = nbformat.from_dict({
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}})
    tables.replace(path, nbformat.writes(book) + "\n")
