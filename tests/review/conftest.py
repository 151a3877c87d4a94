"""A small run that tests of this folder read, and copies of it that they may decide on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_run import write_run


@pytest.fixture(scope="session")
def made_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(pipeline.toml, run directory) of `small_run`; not to be written to."""
    return write_run(tmp_path_factory.mktemp("review"))


@pytest.fixture
def config(made_run: tuple[Path, Path]) -> Path:
    """The pipeline that made the run."""
    return made_run[0]


@pytest.fixture
def run(made_run: tuple[Path, Path], tmp_path: Path) -> Path:
    """A copy of the run."""
    return Path(shutil.copytree(made_run[1], tmp_path / "run"))
