"""The engine without workers: everything in the calling process, for debugging, profiling and notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bdjp_nlp.pipeline import Pipeline
from bdjp_nlp.processing import Outcome, Task, process


@dataclass(frozen=True)
class InProcessEngine:
    """Limits cannot hold here: native code that hangs, hangs the caller."""

    pipeline: Pipeline

    def map(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """The outcomes in the order of the tasks."""
        return (process(task, self.pipeline) for task in tasks)
