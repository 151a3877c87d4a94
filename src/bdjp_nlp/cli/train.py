"""``bdjp train`` and ``bdjp evaluate``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bdjp_nlp.cli.options import Config, Json, Quiet


class Task(StrEnum):
    """What is trained."""

    themes = "themes"
    constraints = "constraints"
    entities = "entities"


def train(
    task: Annotated[Task, typer.Argument(help="What to train.", show_default=False)],
    promote: Annotated[bool, typer.Option("--promote", help="Put the model to use if it is not worse.")] = False,
    force: Annotated[bool, typer.Option("--force", help="With --promote: even if it is worse.")] = False,
    config: Config = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train anew from the labelled texts."""


def evaluate(config: Config = None, json: Json = False, quiet: Quiet = False) -> None:
    """Say how good the current models are."""
