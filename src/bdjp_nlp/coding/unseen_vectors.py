"""Unseen vectors: the corpus's passages as encoders read them that were not fine-tuned on their writers.

The encoder knows the corpus by heart: heads trained on its own vectors of the corpus would trust it too much. So it is
the mean of several encoders (a model soup, Wortsman et al. 2022), each fine-tuned without some writers; what each of
them made of those writers' passages is kept in 8 bits and is what heads are trained, calibrated and measured on
(cross-fitting, Chernozhukov et al. 2018). All share one output layer, so that their vectors mean the same.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bdjp_nlp.coding.unit import Unit
from bdjp_nlp.identity import content_id

UNSEEN = "unseen.npz"
_STEPS = 127
"""Steps of an 8-bit number on each side of zero."""


@dataclass(frozen=True)
class _Stored:
    """`rows` maps a passage's key to the place of its first vector; the passage's own follows its sentences'."""

    rows: Mapping[str, int]
    vectors: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float32]


class UnseenVectors:
    """The vectors of a file, whose bytes `read` gives; read when they are asked for, which only training does.

    Without a file, those of an encoder for which no corpus was read.
    """

    def __init__(self, read: Callable[[], bytes] | None = None) -> None:
        self._read = read

    @cached_property
    def _stored(self) -> _Stored:
        if self._read is None:
            return _Stored({}, np.zeros((0, 0), np.int8), np.zeros(0, np.float32))
        with np.load(io.BytesIO(self._read()), allow_pickle=False) as file:
            keys, first = file["keys"].tolist(), file["first"].tolist()
            return _Stored(dict(zip(keys, first, strict=True)), file["vectors"], file["scales"])

    def of_unit(self, unit: Unit) -> npt.NDArray[np.float32] | None:
        """(sentences + 1, width), the passage's vector last; None where the passage is not one of the corpus."""
        first = self._stored.rows.get(key(unit))
        if first is None:
            return None
        rows = slice(first, first + len(unit.spans) + 1)
        return self._stored.vectors[rows] * self._stored.scales[rows, None]


def packed(units: Sequence[Unit], vectors: Sequence[npt.NDArray[np.float32]]) -> bytes:
    """The bytes of a file for units and the vectors of each (sentences + 1, width), the passage's last."""
    matrix = np.concatenate(vectors)
    scales = np.maximum(np.abs(matrix).max(axis=1), 1e-9) / _STEPS
    first = np.cumsum([0, *(len(found) for found in vectors[:-1])])
    out = io.BytesIO()
    np.savez_compressed(
        out,
        keys=np.array([key(unit) for unit in units]),
        first=first.astype(np.int32),
        vectors=np.round(matrix / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float32),
    )
    return out.getvalue()


def key(unit: Unit) -> str:
    """What a passage is known by: its text and heading."""
    return content_id(unit.heading, unit.text)
