"""What all tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import added_package
from command_line import Bdjp

settings.register_profile("bdjp", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bdjp")


@pytest.fixture(scope="session")
def added_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PYTHONPATH in which a third party's package with stages is installed."""
    return added_package.install(tmp_path_factory.mktemp("added"))


@pytest.fixture
def bdjp(tmp_path: Path, added_site: Path) -> Bdjp:
    """Runs the command line in `tmp_path`, as a user would, with the third party's package installed."""

    def call(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bdjp_nlp", *map(str, arguments)]
        environment = os.environ | {"PYTHONPATH": str(added_site), "COLUMNS": "160"}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return call


@pytest.fixture
def config(tmp_path: Path) -> Callable[..., Path]:
    """Writes a pipeline file of the named stages beside the inputs."""

    def write(*stages: str, extra: str = "") -> Path:
        file = tmp_path / "own.toml"
        file.write_text("\n".join(f'[[stages]]\nname = "{stage}"\n' for stage in stages) + extra)
        return file

    return write


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder of twenty short papers."""
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(20):
        text = f"Paper {number} on patrols.\n\nThe navy of Oman met {number} ships. They left in May.\n"
        (folder / f"paper-{number:02d}.md").write_text(text)
    return folder
