"""Word lists and rules as data: files beside the code that can be edited without Python."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def read_text(name: str) -> str:
    """What one of these files holds."""
    return files("helpers.data").joinpath(name).read_text(encoding="utf-8")


@cache
def read_toml(name: str) -> dict:
    """What one of these files says, where it is TOML: read once, never to be changed."""
    return tomllib.loads(read_text(name))
