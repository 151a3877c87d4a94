"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[
    Path | None,
    typer.Option(
        "--config", help="The pipeline file or its folder.", show_default="pipeline/pipeline.toml, else the shipped one"
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")]
RunFolder = Annotated[Path, typer.Argument(metavar="DIR", help="A run directory.", show_default=False)]
LogJson = Annotated[bool, typer.Option("--log-json", help="Log every document to stderr, a JSON object a line.")]
