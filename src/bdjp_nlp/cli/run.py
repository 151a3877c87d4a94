"""``bdjp run``."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bdjp_nlp.cli.exit_status import INTERRUPTED, SOME_DOCUMENTS_FAILED
from bdjp_nlp.cli.options import Config, Json, LogJson, Out, Quiet, Verbose
from bdjp_nlp.errors import UsageError

if TYPE_CHECKING:
    from bdjp_nlp.progress import Progress


class EngineName(StrEnum):
    """Which engine runs the stages."""

    local = "local"
    dask = "dask"


def told_by(log_json: bool, quiet: bool, verbose: bool) -> Progress:
    """Who is told about each document: a log on stderr, nobody, or a bar."""
    from rich.console import Console

    from bdjp_nlp.cli.progress import ProgressBar
    from bdjp_nlp.progress import JsonLog, Silent

    if log_json:
        return JsonLog(sys.stderr)
    return Silent() if quiet else ProgressBar(Console(stderr=True), verbose)


def run(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Files, folders or globs: PDF, DOCX, HTML, Markdown, text.")
    ],
    out: Out,
    config: Config = None,
    stages: Annotated[str | None, typer.Option(help="Only these stages, e.g. sentences,entities.")] = None,
    engine: Annotated[EngineName, typer.Option(help="Where the stages run.")] = EngineName.local,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Of a running Dask scheduler; else a cluster of this machine is started."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=0, help="Worker processes; 0: in this process, without limits.", show_default="one a core"),
    ] = None,
    timeout: Annotated[float, typer.Option(min=0, help="Seconds for one document; 0: no limit.")] = 1200.0,
    memory: Annotated[int, typer.Option(min=0, help="Megabytes for one document; 0: no limit.")] = 2048,
    password: Annotated[
        str | None, typer.Option(envvar="BDJP_PASSWORD", help="Opens the PDF files that are protected by it.")
    ] = None,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first document that fails.")] = False,
    log_json: LogJson = False,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Read documents, run the stages, write the tables. Run again to go on: what is unchanged is kept."""
    from bdjp_nlp.engine import Limits
    from bdjp_nlp.pipeline import plan_pipeline
    from bdjp_nlp.run import execute

    if password is not None and not password:
        raise UsageError("--password: empty; leave it out for files without a password")
    plan = plan_pipeline(config, stages=[name.strip() for name in stages.split(",")] if stages else None)
    if password is not None:
        plan = plan.with_password(password)
    with told_by(log_json, quiet, verbose) as progress:
        finished = execute(
            plan,
            paths,
            out,
            workers=(os.cpu_count() or 1) if workers is None else workers,
            engine=engine,
            scheduler=scheduler,
            limits=Limits(timeout or None, memory or None),
            fail_fast=fail_fast,
            progress=progress,
        )
    if json:
        from json import dumps

        typer.echo(dumps(dict(finished.summary), ensure_ascii=False, indent=2))
    elif not quiet and finished.summary["inputs"]:
        from rich.console import Console

        from bdjp_nlp.views.summary import print_summary, summarise

        print_summary(summarise(out, plan.folder.gazetteer), Console())
    if quiet:
        for failed in finished.failures:
            typer.echo(f"bdjp: [{failed['error']}] {failed['message']}", err=True)
    if finished.interrupted and not (fail_fast and finished.failures):
        raise typer.Exit(INTERRUPTED)
    if finished.failures:
        raise typer.Exit(SOME_DOCUMENTS_FAILED)
