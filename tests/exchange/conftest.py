"""A run made by hand, as material to export."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bdjp_nlp.exchange.material import Material
from bdjp_nlp.pipeline_folder import find_pipeline
from exchange.made_run import make_run


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("made"))


@pytest.fixture
def run(_made: Path, tmp_path: Path) -> Path:
    """A copy of the run, to be changed at will."""
    return Path(shutil.copytree(_made, tmp_path / "run"))


@pytest.fixture
def material(run: Path) -> Material:
    """The run as it leaves."""
    return Material(run, find_pipeline(None).codebook)
