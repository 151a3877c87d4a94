"""``bdjp diff``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bdjp_nlp.cli.options import Json


def diff(
    old: Annotated[Path, typer.Argument(metavar="DIR1", help="The earlier run.", show_default=False)],
    new: Annotated[Path, typer.Argument(metavar="DIR2", help="The later run.", show_default=False)],
    limit: Annotated[int, typer.Option(min=1, help="At most so many rows of each kind on the screen.")] = 20,
    json: Json = False,
) -> None:
    """Say what changed between two runs: documents, labels, entities, facts, and by which version."""
    from bdjp_nlp.views.diff import compare

    found = compare(old, new)
    if json:
        from dataclasses import asdict
        from json import dumps

        typer.echo(dumps(asdict(found), ensure_ascii=False, indent=1))
        return
    from rich.console import Console

    from bdjp_nlp.views.diff_out import print_difference

    print_difference(found, Console(highlight=False), limit)
