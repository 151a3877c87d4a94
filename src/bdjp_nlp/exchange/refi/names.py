"""Names: REFI-QDA's namespaces, and identifiers and code names that come out the same in every export."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID, uuid5

from bdjp_nlp import __version__
from bdjp_nlp.codebook import Codebook
from bdjp_nlp.exchange.naming import LAYER_OF_GROUP
from bdjp_nlp.exchange.refi.description import described

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
ORIGIN = f"bdjp-nlp {__version__}"
INTERNAL = "internal://"
_OURS = UUID("6f1c7c52-6a5e-5e0c-9c53-5b0d6a1e8f30")
"""The namespace of all our identifiers (RFC 9562, version 5)."""
_COLOURS = ("#4C78A8", "#F58518", "#54A24B", "#B279A2", "#E45756", "#72B7B2", "#9D755D", "#BAB0AC", "#EECA3B")


def guid(*parts: object) -> str:
    """An identifier made from what it identifies."""
    return str(uuid5(_OURS, "\x1f".join(map(str, parts))))


@dataclass(frozen=True)
class Code:
    """A code of the codebook. `name` is unique in the whole codebook, as some programs demand."""

    layer: str
    label: str
    name: str
    description: str
    colour: str

    @property
    def guid(self) -> str:
        """The code's identifier: the same in every export, so that an import into a project merges."""
        return guid("code", self.layer, self.label)


def codes_of(codebook: Codebook, used: dict[str, list[str]]) -> dict[str, list[Code]]:
    """The codes by layer: every label of the codebook, then labels that rows bear and the codebook lacks."""
    labels: dict[str, dict[str, str]] = {layer: {} for layer in used}
    for group, layer in LAYER_OF_GROUP.items():
        if layer in labels and group in codebook.groups:
            labels[layer] = {name: described(label) for name, label in codebook.labels(group).items()}
    for layer, found in used.items():
        for label in found:
            labels[layer].setdefault(label, "")
    count = Counter(name for names in labels.values() for name in names)
    return {
        layer: [
            Code(
                layer,
                label,
                label if count[label] == 1 and label not in labels else f"{layer}: {label}",
                description,
                _COLOURS[place % len(_COLOURS)],
            )
            for place, (label, description) in enumerate(names.items())
        ]
        for layer, names in labels.items()
    }
