"""``bdjp export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bdjp_nlp.cli.options import Config, Json, Quiet, RunFolder
from bdjp_nlp.exchange.unit import Unit


def export(
    directory: RunFolder,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="The format; see docs/exchange.md.")],
    out: Annotated[Path, typer.Option(metavar="PATH", help="The file or folder to write.", show_default=False)],
    layers: Annotated[
        str | None,
        typer.Option(
            help="Only these tables, joined by commas.", show_default="all: entities,themes,constraints,facts"
        ),
    ] = None,
    unit: Annotated[Unit, typer.Option(help="What a theme or constraint covers.")] = Unit.sentence,
    without_texts: Annotated[
        bool, typer.Option("--without-texts", help="Hashes and offsets, no words (RO-Crate).")
    ] = False,
    config: Config = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a run, and what people decided on it, in the format of another tool."""
    from bdjp_nlp.exchange.export import export_run

    done = export_run(directory, to, out, layers.split(",") if layers else None, unit, not without_texts, config)
    if json:
        from dataclasses import asdict
        from json import dumps

        typer.echo(dumps(asdict(done), ensure_ascii=False, indent=1))
        return
    if not quiet:
        for note in done.notes:
            typer.echo(f"note: {note}", err=True)
        typer.echo(done.written)
