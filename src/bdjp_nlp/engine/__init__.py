"""Engines: carry tasks to workers and outcomes back, within limits. They know a pipeline only by where it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bdjp_nlp.processing import Outcome, Task

DEFAULT_TIMEOUT_SECONDS = 1200.0
"""Per document: two thousand pages take 8 to 13 minutes on a core of their own, a scanned hundred some four."""
DEFAULT_MEMORY_MEGABYTES = 2048
"""Per document, on top of what a worker holds before its first one."""


@dataclass(frozen=True)
class Limits:
    """What one document may take: wall-clock seconds, and megabytes on top of an idle worker's. None: no limit."""

    timeout: float | None = DEFAULT_TIMEOUT_SECONDS
    memory: int | None = DEFAULT_MEMORY_MEGABYTES


@dataclass(frozen=True)
class PipelineAddress:
    """From what a worker loads its pipeline: the file, the names of the stages, and the PDF files' password.

    `folder`: what paths as the user typed them are relative to.
    """

    config: Path
    stages: tuple[str, ...]
    password: str | None = None
    folder: Path = field(default_factory=Path.cwd)


class Engine(Protocol):
    """Runs tasks and gives their outcomes in any order, asking for more tasks only as workers become free."""

    def map(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """The outcomes of all tasks, one each, failed ones included."""
        ...
