"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bdjp_nlp.errors import UsageError


def folder_or_url(path: str) -> Path:
    """A folder here or in an object store; only then are the packages for that imported."""
    if "://" not in path:
        return Path(path)
    from bdjp_nlp.store.location import location

    return location(path)


def folder_here(path: str) -> Path:
    """A folder on this machine; raises `UsageError` for an address."""
    if "://" in path:
        raise UsageError(f"{path}: this command wants the run on this machine; copy it first, inspect reads it there")
    return Path(path)


Config = Annotated[
    Path | None,
    typer.Option(
        "--config", help="The pipeline file or its folder.", show_default="pipeline/pipeline.toml, else the shipped one"
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")]
RunFolder = Annotated[
    Path, typer.Argument(metavar="DIR", help="A run directory.", show_default=False, parser=folder_here)
]
RunLocation = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="A run directory, here or s3://…", show_default=False, parser=folder_or_url),
]
Out = Annotated[
    Path,
    typer.Option(
        "--out", metavar="DIR", help="The run directory, here or s3://…", show_default=False, parser=folder_or_url
    ),
]
LogJson = Annotated[bool, typer.Option("--log-json", help="Log every document to stderr, a JSON object a line.")]
