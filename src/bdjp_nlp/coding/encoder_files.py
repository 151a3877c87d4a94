"""Encoder files: the folder of an encoder, which names its weights and holds its word pieces."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bdjp_nlp.coding.encoder import HEAD, TERMS, EncoderHead
from bdjp_nlp.identity import content_id


def write_encoder(models: Path, head: EncoderHead, terms: Sequence[str]) -> str:
    """Write the folder and return its id; `terms` are the word pieces in the order of the weights' embedding."""
    identifier = content_id(head.weights_sha256, "\n".join(terms))
    folder = models / identifier
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TERMS).write_text("\n".join(terms), encoding="utf-8", newline="\n")
    (folder / HEAD).write_text(head.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return identifier
