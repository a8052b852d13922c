"""What several test files share: the pipeline, loaded once, and the folder of data that may be absent."""

from pathlib import Path

import pytest

from helpers import annotation

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def nlp():
    """The pipeline without registers."""
    return annotation.pipeline()


@pytest.fixture(scope="session")
def shared():
    """The folder of development data beside the repository; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the development data beside the repository is not on this machine")
    return SHARED
