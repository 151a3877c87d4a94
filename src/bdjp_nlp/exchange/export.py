"""Export: a run into one file or folder of another tool's format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bdjp_nlp.errors import UsageError, alternatives
from bdjp_nlp.exchange.formats import format_named
from bdjp_nlp.exchange.material import LAYERS, Material
from bdjp_nlp.exchange.unit import Unit
from bdjp_nlp.pipeline_folder import find_pipeline


@dataclass(frozen=True)
class Exported:
    """What was written, and what a person should know of it."""

    format: str
    written: str
    notes: list[str]


def export_run(
    run: Path,
    to: str,
    out: Path,
    layers: Sequence[str] | None = None,
    unit: Unit = Unit.sentence,
    texts: bool = True,
    config: Path | None = None,
) -> Exported:
    """Write a run in a format of `FORMATS`.

    Raises `UsageError` for an unknown format or layer, a format that cannot do without texts, or a place that cannot be
    written, `StoreError` where `run` is no run directory.
    """
    chosen = format_named(to)
    wanted = [layer.strip() for layer in layers] if layers else list(LAYERS)
    for layer in wanted:
        if layer not in LAYERS:
            raise UsageError(f"--layers: there is no layer {layer!r} ({alternatives(layer, LAYERS)})")
    if not texts and not chosen.without_texts:
        raise UsageError(f"--without-texts: {to} is nothing without its texts; ro-crate can do without")
    folder = find_pipeline(config)
    material = Material(run, folder.codebook, tuple(wanted), unit, texts, folder.gazetteer)
    chosen.write(material, out)
    return Exported(to, str(out), list(dict.fromkeys(material.notes)))
