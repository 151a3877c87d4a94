"""Encoder: a small transformer, fine-tuned on the corpus, that weighs every word of a sentence for every label.

`encoder_training` makes it; reading needs numpy only. A sentence's vector is the mean of its pieces' states, scaled to
length one, and a label's logit is linear in it: so each word's part of the logit is known, and is its attribution.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError

from bdjp_nlp.coding.transformer import Transformer, unpacked
from bdjp_nlp.coding.unit import Bools, Floats, Scores, Unit, owners, pooled
from bdjp_nlp.coding.word_pieces import Pieces, WordPieces
from bdjp_nlp.errors import ModelError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.rows import Span

HEAD, WEIGHTS, TERMS = "encoder.json", "weights.npz", "terms.txt"
LONGEST = 160
"""Pieces of a sentence that are read; one sentence in a thousand is longer."""
UNREAD = -6.0
"""The logit of a label in a sentence that was clear without reading: a quarter of a per cent."""
AT_ONCE = 16
"""Sentences of like length a batch: more gain nothing on one core."""
KEPT = 5_000
"""Sentences whose weights are kept, so that the second task does not read them again (about 1 KB each)."""


class EncoderHead(BaseModel):
    """``encoder.json``: the labels of its output, its bias a label, hashes of the texts it learnt from and of its files."""

    model_config = ConfigDict(extra="forbid")

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    documents: dict[str, str]
    files: dict[str, str]


@dataclass(frozen=True)
class Reading:
    """One sentence as the encoder read it: `weights` (words, labels), where each word stands (half-open), the `logits`."""

    weights: npt.NDArray[np.float32]
    spans: tuple[Span, ...]
    logits: npt.NDArray[np.float32]


class Encoder:
    """A loaded encoder; keeps what it read lately."""

    def __init__(self, head: EncoderHead, pieces: WordPieces, weights: dict[str, npt.NDArray[np.float32]]) -> None:
        self.head = head
        self._pieces = pieces
        self._labels = weights.pop("labels.weight")
        self._transformer = Transformer(weights)
        self._kept: OrderedDict[str, Reading] = OrderedDict()

    def read(self, sentences: Sequence[str]) -> list[Reading]:
        """The sentences' readings, in their order."""
        new = [text for text in dict.fromkeys(sentences) if text not in self._kept]
        fresh = dict(zip(new, self._read(new), strict=True)) if new else {}
        found = [fresh.get(text) or self._kept[text] for text in sentences]
        self._kept.update(fresh)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    def logits(self, sentences: Sequence[str], labels: Sequence[str]) -> Floats:
        """(sentences, labels): the labels' logits; labels that the encoder does not know get zero throughout."""
        columns, known = self._columns(labels)
        sums = np.zeros((len(sentences), len(labels)))
        for row, reading in enumerate(self.read(sentences)):
            sums[row, known] = reading.logits[columns]
        return sums

    def score(self, units: Sequence[Unit], labels: Sequence[str], read: Bools) -> Scores:
        """The logits of the sentences marked in `read`, `UNREAD` for the others; of a passage the best of its sentences'."""
        texts = [sentence for unit in units for sentence in unit.sentences]
        logits = np.full((len(texts), len(labels)), UNREAD)
        logits[read] = self.logits([text for text, marked in zip(texts, read, strict=True) if marked], labels)
        return Scores(logits, pooled(logits, owners(units), len(units))[0])

    def knows(self, labels: Iterable[str]) -> bool:
        """Whether the encoder was trained for all these labels."""
        return set(labels) <= set(self.head.labels)

    def _columns(self, labels: Sequence[str]) -> tuple[list[int], list[int]]:
        known = [place for place, label in enumerate(labels) if label in self.head.labels]
        return [self.head.labels.index(labels[place]) for place in known], known

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

    def _reading(self, pieces: Pieces, states: npt.NDArray[np.float32]) -> Reading:
        parts = states @ self._labels / np.linalg.norm(states.sum(axis=0))
        weights = np.zeros((len(pieces.spans) + 1, parts.shape[1]), dtype=np.float32)
        np.add.at(weights, np.array(pieces.word), parts)  # the marks' parts go to the last row, which is no word's
        logits = parts.sum(axis=0) + np.asarray(self.head.bias, dtype=np.float32)
        return Reading(weights[:-1], pieces.spans, logits)


@cache
def open_encoder(folder: Path) -> Encoder:
    """The encoder in a folder, one for the whole process; raises `ModelError` where a file is missing or changed."""
    head = encoder_head(folder)
    for name, digest in head.files.items():
        file = folder / name
        if not file.is_file() or sha256_hex(file.read_bytes()) != digest:
            raise ModelError(f"{file}: missing or changed since it was written; restore the file")
    terms = (folder / TERMS).read_text(encoding="utf-8").split("\n")
    with np.load(folder / WEIGHTS) as stored:
        return Encoder(head, WordPieces(terms), unpacked(stored))


def encoder_head(folder: Path) -> EncoderHead:
    """What ``encoder.json`` says; raises `ModelError` where it is missing or wrong."""
    try:
        return EncoderHead.model_validate(json.loads((folder / HEAD).read_bytes()))
    except (OSError, json.JSONDecodeError, ValidationError):
        raise ModelError(f"{folder / HEAD}: missing or damaged; restore the folder from the distribution") from None
