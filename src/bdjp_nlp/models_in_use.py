"""The models in use: ``pipeline/models/current.toml`` names one for each task, and the encoders.

themes = "ID"
constraints = "ID"
entities = "ID"
encoder = "ID"
large_encoder = "ID"
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from bdjp_nlp.errors import ModelError

CURRENT = "current.toml"
ENCODERS = ("encoder", "large_encoder")
"""The encoders' keys in `CURRENT`, in the order in which they read."""
IN_USE = "current"
"""The setting that stands for the model that ``current.toml`` names."""


def in_use(models: Path) -> dict[str, str]:
    """The id in use for each task, and of the encoder, as ``current.toml`` says; empty where it is not there."""
    file = models / CURRENT
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"{file}: not valid TOML ({error})") from None
    return {name: value for name, value in table.items() if isinstance(value, str)}


def current_id(models: Path, task: str) -> str:
    """The id of the model in use for a task; raises `ModelError` where none is."""
    identifier = in_use(models).get(task)
    if identifier is None:
        raise ModelError(f"{models / CURRENT}: no model is in use for {task}; train one: bdjp train {task} --promote")
    return identifier


def promote(models: Path, task: str, identifier: str) -> None:
    """Put a model to use for a task, and keep what is in use for others."""
    file = models / CURRENT
    table = {**in_use(models), task: identifier}
    lines = ["# The models in use, by task; written by bdjp train --promote."]
    lines += [f"{name} = {json.dumps(table[name])}" for name in sorted(table)]
    temporary = file.with_suffix(".new")
    models.mkdir(parents=True, exist_ok=True)
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    temporary.replace(file)
