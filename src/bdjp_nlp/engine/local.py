"""The engine of one machine: a guarded pool of processes, fed as they become free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice

from bdjp_nlp.engine import Limits, PipelineAddress
from bdjp_nlp.engine.guard import Guard, broken
from bdjp_nlp.processing import Outcome, Task

TASKS_PER_WORKER = 2
"""One at work and one waiting: a worker never idles, and a million inputs do not sit in a queue."""


@dataclass(frozen=True)
class LocalEngine:
    """A pool of `workers` processes with the pipeline of these `fingerprints`. The limits hold for native code too."""

    address: PipelineAddress
    workers: int
    limits: Limits
    fingerprints: Mapping[str, str]

    def map(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """The outcomes as they come; raises `EngineError` where no worker can be started."""
        guard = Guard(self.address, self.workers, self.limits, self.fingerprints)
        waiting: dict[Future[Outcome], Task] = {}
        coming = iter(tasks)
        try:
            while True:
                for task in islice(coming, self.workers * TASKS_PER_WORKER - len(waiting)):
                    waiting[guard.schedule(task)] = task
                if not waiting:
                    break
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield guard.outcome(future, waiting.pop(future))
            guard.finish()
        except BrokenProcessPool as error:
            raise broken(error) from None
        finally:
            guard.stop()
