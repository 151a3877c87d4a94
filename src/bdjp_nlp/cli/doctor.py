"""``bdjp doctor``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bdjp_nlp.cli.exit_status import FAILED
from bdjp_nlp.cli.options import Config, Json, folder_or_url
from bdjp_nlp.errors import UsageError


def doctor(
    run: Annotated[
        Path | None,
        typer.Option("--run", metavar="DIR", help="Check a run directory instead.", parser=folder_or_url),
    ] = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="With --run: take out what is damaged, so that the next run makes it anew.")
    ] = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """Say what is installed, which models are in use, what is missing and how to get it; or check a run directory."""
    if repair and run is None:
        raise UsageError("--repair goes with --run DIR")
    if run is not None and repair:
        from bdjp_nlp.store.repair import repair as take_out

        for line in take_out(run):
            typer.echo(line, err=json)
    if run is not None:
        _check_run(run, json)
        return
    from bdjp_nlp.installation import examine

    findings = examine(config)
    if json:
        from dataclasses import asdict
        from json import dumps

        typer.echo(dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            typer.echo(f"{finding.mark} {finding.name:22s} {finding.what}")
            if finding.remedy:
                typer.echo(f"  {'':22s} {finding.remedy}")
    if any(finding.needed and not finding.fine for finding in findings):
        raise typer.Exit(FAILED)


def _check_run(run: Path, json: bool) -> None:
    from bdjp_nlp.store.integrity import problems

    found = list(problems(run))
    if json:
        from json import dumps

        typer.echo(dumps(found, ensure_ascii=False, indent=2))
    else:
        for line in found:
            typer.echo(line)
        if not found:
            typer.echo(f"{run}: every row keeps its offsets, quotes and identifiers")
    if found:
        raise typer.Exit(FAILED)
