"""A small run that tests of this folder read, and copies of it that they may decide on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_run import all_unsure, write_run

PAPER = Path(__file__).resolve().parents[2] / "corpus" / "papers" / "01-kenya-uk-brief.pdf"


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


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample paper with notes, names, facts and pages, run through the shipped pipeline; not to be written to."""
    out = tmp_path_factory.mktemp("sample") / "run"
    command = [sys.executable, "-m", "bdjp_nlp", "run", str(PAPER), "--out", str(out), "--workers", "0", "-q"]
    subprocess.run(command, check=True)
    return out


@pytest.fixture(scope="session")
def unsure_run(made_run: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small run whose model is sure of nothing; not to be written to."""
    copy = shutil.copytree(made_run[1], tmp_path_factory.mktemp("unsure") / "run")
    return all_unsure(Path(copy))
