"""``bdjp report``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bdjp_nlp.cli.options import Config, Quiet, RunFolder


class ReportFormat(StrEnum):
    """What is written."""

    html = "html"
    markdown = "markdown"


def report(
    directory: RunFolder,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file to write.", show_default="report.html, report.md")
    ] = None,
    output: Annotated[ReportFormat, typer.Option("--format", help="What is written.")] = ReportFormat.html,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Write what the papers say as one file to mail and print: counts with their words, methods, limits."""
    from bdjp_nlp.report.building import report_of, write_html, write_markdown

    built = report_of(directory, config)
    if output is ReportFormat.html:
        out = out or Path("report.html")
        write_html(built, out)
    else:
        out = out or Path("report.md")
        write_markdown(built, out)
    if not quiet:
        for note in built.notes:
            typer.echo(f"note: {note}", err=True)
        typer.echo(out)
