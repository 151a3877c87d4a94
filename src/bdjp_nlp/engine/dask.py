"""The engine of many machines: Dask workers, each of which carries documents in a guarded process beside it.

A document that misbehaves ends its guarded process, never the Dask worker; where a worker is lost all the same, what it
had is computed elsewhere. See ``docs/scale.md`` for SLURM and Kubernetes.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import resource_tracker
from typing import Any, cast

from bdjp_nlp.engine import Limits, PipelineAddress
from bdjp_nlp.engine.guard import Guard, broken
from bdjp_nlp.errors import EngineError
from bdjp_nlp.processing import Outcome, Task, failure

try:
    import dask
    from distributed import Client, KilledWorker, LocalCluster, Worker, WorkerPlugin, as_completed, get_worker
    from distributed.client import FutureCancelledError
except ImportError:
    raise EngineError("--engine dask wants a package more; install it with: pip install 'bdjp-nlp[dask]'") from None

TASKS_PER_THREAD = 2
"""One at work and one waiting for each thread of the cluster: a million inputs do not sit in the scheduler."""
COUNT_SECONDS = 5.0
"""How often the threads of the cluster are counted: workers come and go."""
CONNECT_SECONDS = 10
LOCAL_CLUSTER = {
    "distributed.scheduler.worker-saturation": 1.0,  # nobody waits on a worker: who is there when it dies is to blame
    "distributed.scheduler.allowed-failures": 2,
    "distributed.worker.daemon": False,
}
"""Settings of Dask for a cluster of our own; those of another's are its own."""


class PipelineWorker(WorkerPlugin):
    """Gives a Dask worker its guard: one process a thread, each with the pipeline loaded once."""

    guard: Guard

    def __init__(self, name: str, address: PipelineAddress, limits: Limits, fingerprints: Mapping[str, str]) -> None:
        self.name, self.address, self.limits, self.fingerprints = name, address, limits, dict(fingerprints)

    async def setup(self, worker: Worker) -> None:
        """Start the guard; raises `EngineError` where the worker's pipeline is not the one of the run."""
        multiprocessing.current_process().daemon = False  # a nanny's workers may start no processes else
        self.guard = Guard(self.address, worker.state.nthreads, self.limits, self.fingerprints)
        try:
            found = await asyncio.to_thread(self.guard.fingerprints)
        except BrokenProcessPool as error:
            raise broken(error) from None
        if found != self.fingerprints:
            other = ", ".join(name for name in self.fingerprints if found.get(name) != self.fingerprints[name])
            raise EngineError(
                f"{worker.address}: {self.address.config} or the installed version is another one than here ({other} "
                "differ); install the same versions on all machines, and put the pipeline where all of them see it"
            )

    def teardown(self, worker: Worker) -> None:
        """End the guard's processes."""
        self.guard.stop()


@dataclass(frozen=True)
class DaskEngine:
    """Dask workers: those of the scheduler at `scheduler`, or `workers` processes of a cluster on this machine.

    `fingerprints` are those of the pipeline here; a worker with another code, model or setting is refused.
    """

    address: PipelineAddress
    limits: Limits
    fingerprints: Mapping[str, str]
    workers: int = 1
    scheduler: str | None = None

    def map(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """The outcomes as they come; raises `EngineError` where no worker can be started, or the scheduler is lost."""
        plugin = PipelineWorker(f"bdjp-{uuid.uuid4().hex}", self.address, self.limits, self.fingerprints)
        try:
            with _client(self.scheduler, self.workers) as client:
                client.register_plugin(plugin)
                try:
                    yield from _outcomes(client, plugin.name, tasks)
                finally:
                    client.unregister_worker_plugin(plugin.name)
        except (CancelledError, FutureCancelledError, OSError) as error:
            raise EngineError(
                f"the Dask scheduler was lost ({error}); what is done is kept: run again to go on"
            ) from None


def _outcomes(client: Client, plugin: str, tasks: Iterable[Task]) -> Iterator[Outcome]:
    """All outcomes. Documents whose workers died are tried once more, each alone, lest they suffer for another."""
    suspects: list[Task] = []
    for task, outcome in _carried(client, plugin, tasks):
        if outcome is None:
            suspects.append(task)
        else:
            yield outcome
    for suspect in suspects:
        for task, outcome in _carried(client, plugin, [suspect]):
            message = (
                f"{task.path}: the workers that tried it died, again and again; the file may be damaged, or need more "
                "memory than a worker has"
            )
            yield outcome or failure(task, "crashed", message, 0.0)


def _carried(client: Client, plugin: str, tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome | None]]:
    """Tasks with their outcomes; None where Dask gave a task up because its workers died."""
    coming = iter(tasks)
    waiting: dict[Any, Task] = {}
    done = as_completed(loop=client.loop)
    room = _Room(client)
    while True:
        for task in islice(coming, max(0, room.size() - len(waiting))):
            future = client.submit(_carry, plugin, task, key=f"{plugin}-{uuid.uuid4().hex}", pure=False)
            waiting[future] = task
            done.add(future)
        if not waiting:
            return
        future = next(done)
        task = waiting.pop(future)
        try:
            outcome = future.result()
        except KilledWorker:
            outcome = None
        future.release()
        yield task, outcome


class _Room:
    """How many tasks may be in flight."""

    def __init__(self, client: Client) -> None:
        self.client, self.counted, self.threads = client, -COUNT_SECONDS, 1

    def size(self) -> int:
        """Some for each thread that the cluster has now."""
        if time.monotonic() - self.counted > COUNT_SECONDS:
            self.threads = max(1, sum(self.client.nthreads().values()))
            self.counted = time.monotonic()
        return self.threads * TASKS_PER_THREAD


def _carry(plugin: str, task: Task) -> Outcome:
    """In a Dask worker: let its guard carry the task."""
    guard = cast(PipelineWorker, get_worker().plugins[plugin]).guard
    try:
        return guard.outcome(guard.schedule(task), task)
    except BrokenProcessPool as error:
        raise broken(error) from None


@contextmanager
def _client(scheduler: str | None, workers: int) -> Iterator[Client]:
    """A client of the scheduler at an address, or of a new cluster on this machine."""
    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise EngineError(
                f"--scheduler {scheduler}: no Dask scheduler answers there ({error}); start one with: dask scheduler"
            ) from None
        with client:
            yield client
        return
    with dask.config.set(LOCAL_CLUSTER), _deaf_to_ctrl_c():
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address=None,
            memory_limit=None,
            silence_logs=logging.CRITICAL,
        )
    with cluster, Client(cluster, set_as_default=False) as client:
        yield client


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Threads and processes that are started within never see Ctrl-C: it asks the run to stop, not its workers."""
    if os.name == "nt":
        yield
        return
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
