"""``bdjp init``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where to put the copies.")] = Path(),
) -> None:
    """Copy the shipped pipeline (stages, codebook, names, models) and training texts to DIR, to edit and retrain."""
    from bdjp_nlp.pipeline_folder import copy_defaults

    for made in copy_defaults(directory):
        typer.echo(made)
