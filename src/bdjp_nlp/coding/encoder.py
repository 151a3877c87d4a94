"""Encoder: a small transformer that reads a passage once and gives each of its sentences, in context, a vector.

Its weights, fine-tuned on the corpus and kept in 8 bits, are run by onnxruntime on one thread. A sentence's vector is
the mean of its pieces' states and a passage's the mean of all of them, so that what each word adds to a linear score
is known exactly.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from pydantic import BaseModel, ConfigDict, ValidationError

from bdjp_nlp.coding.unit import Unit
from bdjp_nlp.coding.unseen_vectors import UNSEEN, UnseenVectors
from bdjp_nlp.coding.window import Window, windows
from bdjp_nlp.coding.word_pieces import WordPieces
from bdjp_nlp.errors import ModelError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.rows import Span

Array = npt.NDArray[np.float32]
States = npt.NDArray[np.float16]

HEAD, TERMS, WEIGHTS = "encoder.json", "terms.txt", "encoder.onnx"
PART = 64 * 2**20
"""Bytes: larger weights lie in several files, ``encoder.onnx.1`` and so on, since many hosts refuse large ones."""
KEPT = 768_000
"""Sentences times width that are remembered, so that the second task does not read them again (about 50 MB)."""


class EncoderHead(BaseModel):
    """``encoder.json``: what the encoder was made from, and the hashes of the files beside it."""

    model_config = ConfigDict(extra="forbid")

    origin: str
    documents: dict[str, str]
    files: dict[str, str]


@dataclass(frozen=True)
class Reading:
    """A passage as it was read: `sentences` (sentences, width), `passage` (width), and the windows' states."""

    sentences: Array
    passage: Array
    _windows: tuple[tuple[Window, States], ...] = ()

    def parts(self, sentence: int) -> tuple[tuple[Span, ...], Array]:
        """The sentence's words (half-open code points of the sentence) and their parts of its vector (words, width)."""
        window, states = next(part for part in reversed(self._windows) if part[0].first <= sentence)
        pieces = window.sentences[sentence - window.first]
        start, end = window.places[sentence - window.first]
        parts = np.zeros((len(pieces.spans), states.shape[1]), dtype=np.float32)
        np.add.at(parts, np.array(pieces.word), states[start:end].astype(np.float32) / (end - start))
        return pieces.spans, parts


class Encoder:
    """A loaded encoder; remembers what it read lately."""

    def __init__(self, identifier: str, pieces: WordPieces, weights: bytes, unseen: UnseenVectors) -> None:
        self.identifier = identifier
        self.pieces = pieces
        self.unseen = unseen
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # the engine fills the cores with processes
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self.width = int(self._session.get_outputs()[0].shape[2])
        self._kept: OrderedDict[Unit, Reading] = OrderedDict()
        self._sentences_kept = 0

    def read(self, units: Sequence[Unit], remember: bool = True) -> list[Reading]:
        """The units' readings, in their order; `remember` them where another task will ask for them too."""
        asked = dict.fromkeys(units)
        new = [unit for unit in asked if unit not in self._kept]
        fresh = dict(zip(new, self._read(new), strict=True))
        found = [fresh[unit] if unit in fresh else self._kept[unit] for unit in units]
        if remember:
            self._keep(fresh, asked)
        return found

    def _keep(self, fresh: dict[Unit, Reading], asked: Collection[Unit]) -> None:
        """Forgets what was asked for longest ago, but nothing of what was just asked for: it is asked for again."""
        self._kept.update(fresh)
        self._sentences_kept += sum(len(unit.spans) for unit in fresh)
        for unit in asked:
            self._kept.move_to_end(unit)
        while self._sentences_kept * self.width > KEPT and len(self._kept) > len(asked):
            unit, _ = self._kept.popitem(last=False)
            self._sentences_kept -= len(unit.spans)

    def _read(self, units: Sequence[Unit]) -> list[Reading]:
        return [_reading([(w, self._states(w)) for w in windows(unit, self.pieces)], self.width) for unit in units]

    def _states(self, window: Window) -> States:
        """One window at a time: the steps of 8 bits fit its own states, and no other text can change what it says."""
        (states,) = self._session.run(None, {"ids": np.array([window.ids], dtype=np.int32)})
        return np.asarray(states[0], dtype=np.float16)


def _reading(read: Sequence[tuple[Window, States]], width: int) -> Reading:
    sentences = [
        states[start:end].mean(axis=0, dtype=np.float32) for window, states in read for start, end in window.places
    ]
    if not sentences:
        return Reading(np.zeros((0, width), dtype=np.float32), np.zeros(width, dtype=np.float32))
    lengths = np.array([end - start for window, _ in read for start, end in window.places], dtype=np.float32)
    matrix = np.stack(sentences)
    return Reading(matrix, (lengths @ matrix) / lengths.sum(), tuple(read))


@cache
def open_encoder(folder: Path) -> Encoder:
    """The encoder in a folder, one for the whole process; raises `ModelError` where a file is missing or changed."""
    head = encoder_head(folder)
    data = {name: _checked(folder / name, digest) for name, digest in head.files.items() if name != UNSEEN}
    unseen = UnseenVectors(partial(_checked, folder / UNSEEN, head.files[UNSEEN]))
    terms = data[TERMS].decode("utf-8").split("\n")
    weights = b"".join(data[name] for name in sorted(data) if name.startswith(WEIGHTS))
    return Encoder(folder.name, WordPieces(terms), weights, unseen)


def in_parts(weights: bytes) -> dict[str, bytes]:
    """The files in which weights are kept, by name."""
    if len(weights) <= PART:
        return {WEIGHTS: weights}
    return {f"{WEIGHTS}.{start // PART + 1}": weights[start : start + PART] for start in range(0, len(weights), PART)}


def _checked(file: Path, digest: str) -> bytes:
    data = file.read_bytes() if file.is_file() else b""
    if sha256_hex(data) != digest:
        raise ModelError(
            f"{file}: missing or not the file that the models were trained with; restore it from the distribution"
        )
    return data


def encoder_head(folder: Path) -> EncoderHead:
    """What ``encoder.json`` says; raises `ModelError` where it is missing or wrong."""
    try:
        return EncoderHead.model_validate(json.loads((folder / HEAD).read_bytes()))
    except (OSError, json.JSONDecodeError, ValidationError):
        raise ModelError(f"{folder / HEAD}: missing or damaged; restore the folder from the distribution") from None
