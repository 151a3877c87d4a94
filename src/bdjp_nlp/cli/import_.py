"""``bdjp import``."""

from __future__ import annotations

from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from bdjp_nlp.cli.exit_status import FAILED
from bdjp_nlp.cli.options import Config, Json
from bdjp_nlp.errors import UsageError

MOST_SHOWN = 30
"""Codings without a place that are named on the screen; ``--json`` names all."""


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What another tool wrote.", show_default=False)],
    run: Annotated[Path | None, typer.Option("--run", metavar="DIR", help="The run of the same papers.")] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="FORMAT", help="The format.", show_default="by the file's name")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="CODE=LABEL", help="Which label a code is (may be given several times)."),
    ] = None,
    coder: Annotated[str | None, typer.Option(help="Who coded, where the file does not say.")] = None,
    labels: Annotated[
        Path | None,
        typer.Option("--labels", metavar="FILE", help="Write labels to train from; the run stays as it is."),
    ] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="With --labels: passages without a coding bear no label.")
    ] = False,
    codebook: Annotated[
        Path | None,
        typer.Option("--codebook", metavar="DIR", help="Write the file's codes (.qdc, .qdpx) as a codebook there."),
    ] = None,
    group: Annotated[
        str | None, typer.Option(help="With --codebook: what codes are that stand below no group.")
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Bring in the codings of people from another tool, as decisions or labels to train from; or its codebook."""
    if codebook is not None:
        return _codebook(file, codebook, group, json)
    if run is None:
        raise UsageError("say with --run DIR which run the codings belong to, or with --codebook DIR where labels go")
    from bdjp_nlp.exchange.importing import import_file

    done = import_file(file, run, from_, mapping or (), coder, labels, complete, config)
    if json:
        typer.echo(dumps(asdict(done), ensure_ascii=False, indent=1))
    else:
        for problem in done.problems[:MOST_SHOWN]:
            typer.echo(
                f"not placed: {problem.source}: {problem.label}: {problem.quote!r:.80}: {problem.reason}", err=True
            )
        if len(done.problems) > MOST_SHOWN:
            typer.echo(f"and {len(done.problems) - MOST_SHOWN} more; --json names all", err=True)
        typer.echo(done.said)
    if done.problems and not done.placed:
        raise typer.Exit(FAILED)
    return None


def _codebook(file: Path, folder: Path, group: str | None, json: bool) -> None:
    from bdjp_nlp.exchange.importing import import_codebook

    done = import_codebook(file, folder, group)
    if json:
        typer.echo(dumps(asdict(done), ensure_ascii=False, indent=1))
        return
    for note in done.notes:
        typer.echo(note, err=True)
    typer.echo(done.said)
