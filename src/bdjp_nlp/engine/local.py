"""The engine of one machine: guarded worker processes, killed and replaced when a document exceeds its limits."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import BaseContext

from pebble import ProcessExpired, ProcessPool
from threadpoolctl import threadpool_limits

from bdjp_nlp.engine import Limits, PipelineAddress
from bdjp_nlp.errors import EngineError
from bdjp_nlp.pipeline import Pipeline, load_pipeline
from bdjp_nlp.processing import Outcome, Task, failure, process

TASKS_PER_WORKER = 2
"""One at work and one waiting: a worker never idles, and a million inputs do not sit in a queue."""
PRELOADED = ["bdjp_nlp.engine.local", "pyarrow.parquet", "numpy"]
"""Imported once by the fork server, so that a replaced worker starts at once."""

_pipeline: Pipeline | None = None


@dataclass(frozen=True)
class LocalEngine:
    """A pool of `workers` processes; each loads the pipeline once. The limits hold for native code too."""

    address: PipelineAddress
    workers: int
    limits: Limits

    def map(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """The outcomes as they come; raises `EngineError` where no worker can be started."""
        initial = (self.address, self.limits.memory)
        pool = ProcessPool(max_workers=self.workers, initializer=_start, initargs=initial, context=_context())
        waiting: dict[Future[Outcome], Task] = {}
        coming = iter(tasks)
        try:
            while True:
                for task in islice(coming, self.workers * TASKS_PER_WORKER - len(waiting)):
                    waiting[pool.schedule(_work, (task,), timeout=self.limits.timeout)] = task
                if not waiting:
                    break
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield self._outcome(future, waiting.pop(future))
            pool.close()  # type: ignore[no-untyped-call]
        except BrokenProcessPool as error:
            raise EngineError(f"the workers cannot be started ({error}); see why with: --workers 0") from None
        finally:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def _outcome(self, future: Future[Outcome], task: Task) -> Outcome:
        try:
            return future.result()
        except TimeoutError:
            limit = self.limits.timeout or 0.0
            message = f"{task.path}: stopped after {limit:g} s; raise --timeout, or split the file"
            return failure(task, "timeout", message, limit)
        except ProcessExpired as error:
            message = (
                f"{task.path}: the worker died ({_reason(error.exitcode)}); the file may be damaged, or need more than "
                f"--memory {self.limits.memory} MB"
            )
            return failure(task, "crashed", message, 0.0)
        except MemoryError:
            return failure(task, "out_of_memory", f"{task.path}: over the memory limit; raise --memory", 0.0)


def _context() -> BaseContext:
    """How workers are made. Ctrl-C reaches none of them, not even while it starts: its signal is blocked for all."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    resource_tracker.ensure_running()  # or the fork server would start it, which lifts every block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context


def _reason(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return signal.Signals(-exitcode).name
    return f"exit status {exitcode}"


def _start(address: PipelineAddress, memory: int | None) -> None:
    """Make a fresh worker ready: load the pipeline, then limit what documents may take on top."""
    global _pipeline
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it could not be blocked
    _pipeline = load_pipeline(address.config, stages=address.stages)
    if address.password is not None:
        _pipeline = _pipeline.with_password(address.password)
    threadpool_limits(1)  # one worker a core already: threads of BLAS would only fight for them
    if memory is not None and sys.platform == "linux":
        _limit_memory(memory)


def _limit_memory(megabytes: int) -> None:
    """Let the address space grow by so much and no more: malloc then fails, in native code too."""
    import resource

    import psutil

    ceiling = psutil.Process().memory_info().vms + (megabytes << 20)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def _work(task: Task) -> Outcome:
    assert _pipeline is not None, "the worker was not started by _start"
    return process(task, _pipeline)
