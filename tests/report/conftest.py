"""A run made by hand, to report on."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.made_run import make_run


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run; tests must not change it."""
    return make_run(tmp_path_factory.mktemp("reported"))
