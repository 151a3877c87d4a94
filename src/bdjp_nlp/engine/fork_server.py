"""Fork server: a process beside ours that loads the pipeline once; each worker is a fork of it, ready at once.

It is started before this process loads its own pipeline, so that both load at the same time. A worker that takes the
place of a killed one, and all workers of a later run in the same process, find the pipeline there too.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import BaseContext
from pathlib import Path

WANTED = "BDJP_FORK_SERVER_LOADS"
"""The environment variable in which the fork server is told what to load."""
PRELOADED = ["bdjp_nlp.engine.preloaded"]
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""One worker a core: threads of BLAS would only fight for them, and a process with threads is not to be forked."""


def start(config: Path, stages: tuple[str, ...], folder: Path) -> BaseContext:
    """Start the fork server where none runs; how workers are made of it.

    `config` and `stages` tell the pipeline that it loads, `folder` what paths in it are relative to. Ctrl-C reaches
    neither it nor the workers, not even while they start: its signal is blocked for all of them.
    """
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    resource_tracker.ensure_running()  # or the fork server would start it, which lifts every block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with _environment(ONE_THREAD | _told(config, stages, folder)):
            forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context


def _told(config: Path, stages: tuple[str, ...], folder: Path) -> dict[str, str]:
    """Nothing on macOS, whose matrix library cannot be used on both sides of a fork: workers load for themselves."""
    return {} if sys.platform == "darwin" else {WANTED: wanted(config, stages, folder)}


def wanted(config: Path, stages: tuple[str, ...], folder: Path) -> str:
    """What the fork server is told."""
    return json.dumps({"config": str(config), "stages": stages, "folder": str(folder)})


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
