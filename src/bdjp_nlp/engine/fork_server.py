"""Fork server: a process beside ours that loads the pipeline once; each worker is a fork of it, ready at once.

What a run must know of the pipeline it tells the process that started it, which then need not load the models itself. A
worker that takes the place of a killed one, and all workers of a later run in the same process, find the pipeline there
too.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from bdjp_nlp.pipeline import PipelineDescription, PipelinePlan

WANTED = "BDJP_FORK_SERVER_LOADS"
"""The environment variable in which the fork server is told what to load."""
PRELOADED = ["bdjp_nlp.engine.preloaded", "bdjp_nlp.cli"]
"""The second is what the program `bdjp` imports, and so does every process that is made to run a part of it."""
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


def described(plan: PipelinePlan) -> PipelineDescription | None:
    """Start the fork server where none runs, and wait for the pipeline that it loads; what that is.

    None where it holds another one or none: it could not be loaded, or this is macOS or Windows, where workers load for
    themselves.
    """
    asked = plan.folder.config.resolve(), plan.names, Path.cwd()
    start(*asked)
    if sys.platform in ("darwin", "win32"):
        return None
    context = multiprocessing.get_context("forkserver")
    receiving, sending = context.Pipe(duplex=False)
    teller = context.Process(target=_tell, args=(sending, *asked))
    teller.start()
    sending.close()
    try:
        description: PipelineDescription | None = receiving.recv()
    except EOFError:
        return None
    finally:
        receiving.close()
        teller.join()
    return description and replace(description, config=plan.folder.config, reader=plan.reader)


def _tell(sending: Connection, config: Path, stages: tuple[str, ...], folder: Path) -> None:
    """In a fork of the fork server: send what it holds, where that is what is wanted."""
    from bdjp_nlp.engine import preloaded

    held = preloaded.pipeline if preloaded.told == wanted(config, stages, folder) else None
    with suppress(BrokenPipeError):  # who asked is gone
        sending.send(held and held.description)


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
