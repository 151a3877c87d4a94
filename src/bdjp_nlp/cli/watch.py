"""``bdjp watch``."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from bdjp_nlp.cli.options import Config, LogJson, Quiet, Verbose
from bdjp_nlp.cli.run import told_by
from bdjp_nlp.errors import UsageError


def watch(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where papers arrive.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="The run directory.", show_default=False)],
    config: Config = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Worker processes; 0: in this process.", show_default="one a core")
    ] = None,
    timeout: Annotated[float, typer.Option(min=0, help="Seconds for one document; 0: no limit.")] = 1200.0,
    memory: Annotated[int, typer.Option(min=0, help="Megabytes for one document; 0: no limit.")] = 2048,
    log_json: LogJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Run over a folder, and again whenever papers arrive, change or go, until Ctrl-C."""
    from bdjp_nlp.engine import Limits
    from bdjp_nlp.pipeline import plan_pipeline
    from bdjp_nlp.run import execute, loaded
    from bdjp_nlp.watching import changes

    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder to watch")
    workers = (os.cpu_count() or 1) if workers is None else workers
    pipeline = loaded(plan_pipeline(config), workers=workers)
    stop = Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    for papers in changes(folder, out, stop):
        if papers and not stop.is_set():
            with told_by(log_json, quiet, verbose) as progress:
                run = execute(
                    pipeline,
                    [str(folder)],
                    out,
                    workers=workers,
                    limits=Limits(timeout or None, memory or None),
                    progress=progress,
                )
            work = run.summary["work"]
            if run.interrupted:
                stop.set()
            if not quiet and not log_json and work["computed"] + work["failed"]:
                failed = f", {work['failed']} failed" if work["failed"] else ""
                typer.echo(f"{out}: {work['computed']} new or changed{failed}, {papers} in all", err=True)
    if not quiet and not log_json:
        typer.echo("bdjp: stopped watching", err=True)
