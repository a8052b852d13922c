"""An empty study with its comments: what goes where, and what is optional."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from helpers.study.settings import StudyError, writing


def make(folder: Path) -> None:
    """Make `folder` with `articles/`, a commented `study.toml` and the registers' first lines.

    Raises `StudyError` where the folder exists and is not empty, or cannot be made.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(f"{folder} exists and is not empty. Choose a new name.")
    with writing(folder / "articles"):
        template = files("helpers.data").joinpath("new-study")
        for item in sorted(template.iterdir(), key=lambda entry: entry.name):
            (folder / item.name).write_bytes(item.read_bytes())
