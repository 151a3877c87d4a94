"""Guard: processes that load the pipeline once, and are killed and replaced when a document exceeds its limits."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from concurrent.futures import Future, TimeoutError

from pebble import ProcessExpired, ProcessPool
from threadpoolctl import threadpool_limits

from bdjp_nlp.engine import Limits, PipelineAddress, fork_server
from bdjp_nlp.errors import EngineError
from bdjp_nlp.garbage import kept
from bdjp_nlp.pipeline import Pipeline, load_pipeline
from bdjp_nlp.processing import Outcome, Task, failure, process

_pipeline: Pipeline | None = None


class Guard:
    """A pool of guarded processes on this machine; the limits hold for native code too."""

    def __init__(self, address: PipelineAddress, workers: int, limits: Limits, fingerprints: Mapping[str, str]) -> None:
        """`fingerprints`: those of the pipeline that the processes shall have."""
        self.limits = limits
        context = fork_server.start(address.config, address.stages, address.folder)
        initial = (address, dict(fingerprints), limits.memory)
        self._pool = ProcessPool(max_workers=workers, initializer=_start, initargs=initial, context=context)

    def schedule(self, task: Task) -> Future[Outcome]:
        """Hand a task to the next free process; what becomes of it, `outcome` tells."""
        future: Future[Outcome] = self._pool.schedule(_work, (task,), timeout=self.limits.timeout)
        return future

    def outcome(self, future: Future[Outcome], task: Task) -> Outcome:
        """What became of a scheduled task; raises `BrokenProcessPool` where no process can be started."""
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

    def fingerprints(self) -> dict[str, str]:
        """Those of the pipeline as the processes loaded it."""
        future: Future[dict[str, str]] = self._pool.schedule(_fingerprints)
        return future.result()

    def finish(self) -> None:
        """Let the processes end; all outcomes have been taken."""
        self._pool.close()  # type: ignore[no-untyped-call]

    def stop(self) -> None:
        """End the processes, whatever they are at."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def broken(error: Exception) -> EngineError:
    """What to tell when no process can be started."""
    return EngineError(f"the workers cannot be started ({error}); see why with: --workers 0")


def _reason(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return signal.Signals(-exitcode).name
    return f"exit status {exitcode}"


def _start(address: PipelineAddress, fingerprints: Mapping[str, str], memory: int | None) -> None:
    """Make a fresh worker ready: take or load the pipeline, then limit what documents may take on top."""
    global _pipeline
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it could not be blocked
    if address.folder.is_dir():  # another machine may lack it, and take its papers from an object store
        os.chdir(address.folder)
    from bdjp_nlp.engine import preloaded

    _pipeline = preloaded.pipeline
    if _pipeline is None or _pipeline.fingerprints != fingerprints:  # another one, or changed since
        with kept():
            _pipeline = preloaded.warm(load_pipeline(address.config, stages=address.stages))
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


def _fingerprints() -> dict[str, str]:
    assert _pipeline is not None, "the worker was not started by _start"
    return dict(_pipeline.fingerprints)
