"""Pipeline folder: the data that an analyst may change (stages in order, codebook, gazetteer, trained models)."""

from __future__ import annotations

import shutil
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from bdjp_nlp.codebook import Codebook, load_codebook
from bdjp_nlp.errors import ConfigurationError, UsageError

CONFIG_NAME = "pipeline.toml"
LOCAL_CONFIG = Path("pipeline") / CONFIG_NAME
"""Where a working directory's own pipeline is looked for before the shipped one."""
LABELS = Path("corpus") / "labels"
"""Where labelled texts for training are."""


class PipelineFolder:
    """A folder with ``pipeline.toml``, ``codebook/``, ``gazetteer/`` and ``models/``."""

    def __init__(self, config: Path) -> None:
        if not config.is_file():
            raise ConfigurationError(f"{config}: there is no such pipeline file")
        self.config = config
        self.path = config.parent

    @cached_property
    def codebook(self) -> Codebook:
        """The labels."""
        return load_codebook(self.path / "codebook")

    @property
    def gazetteer(self) -> Path:
        """The folder of name lists."""
        return self.path / "gazetteer"

    @property
    def models(self) -> Path:
        """The folder of trained models, one folder each, and ``current.toml``, which says which are in use."""
        return self.path / "models"


def shipped_pipeline() -> Path:
    """The default ``pipeline.toml``: inside the installed package, or the repository's own in a source checkout."""
    installed = Path(str(files("bdjp_nlp"))) / "default_pipeline" / CONFIG_NAME
    checkout = Path(__file__).resolve().parents[2] / LOCAL_CONFIG
    for config in (installed, checkout):
        if config.is_file():
            return config
    raise ConfigurationError(f"the package is incomplete: {installed} is missing; install it again")


def find_pipeline(config: Path | None) -> PipelineFolder:
    """The pipeline to use: `config` where given, else the working directory's own, else the shipped one."""
    if config is None:
        config = LOCAL_CONFIG if LOCAL_CONFIG.is_file() else shipped_pipeline()
    elif config.is_dir():
        config = config / CONFIG_NAME
    return PipelineFolder(config)


def shipped_labels() -> Path:
    """The folder of the annotated texts from which the shipped models were trained."""
    installed = Path(str(files("bdjp_nlp"))) / "default_labels"
    checkout = Path(__file__).resolve().parents[2] / LABELS
    return installed if installed.is_dir() else checkout


def copy_defaults(directory: Path) -> list[Path]:
    """Copy the shipped pipeline and training texts below `directory`; refuses to overwrite."""
    copies = [
        (shipped_pipeline().parent, directory / LOCAL_CONFIG.parent),
        (shipped_labels(), directory / LABELS),
    ]
    for _, target in copies:
        if target.exists():
            raise UsageError(f"{target}: is there already and is not overwritten; give another DIR, or move it away")
    for source, target in copies:
        shutil.copytree(source, target)
    return [target for _, target in copies]
