"""Manner: whether a text says outright that a factor limits (explicit), and whether it constrains, eases or is denied.

Two small linear models over the sentence's words and its vector in context, one for all labels together, since the
words that limit (“forbids”, “delays”) and that deny (“no longer”) are the same for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bdjp_nlp.coding.plain_estimators import taken_by
from bdjp_nlp.coding.sparse_rows import SparseRows, side_by_side
from bdjp_nlp.coding.text_features import TextFeatures, fit_text_features

if TYPE_CHECKING:
    from bdjp_nlp.coding.plain_estimators import One

VECTOR_WEIGHT = 0.3
"""How much the encoder's vector counts beside the words before training (chosen on left-out writers)."""


@dataclass(frozen=True)
class Put:
    """How a label is put in a sentence."""

    explicit: bool
    stance: str


@dataclass(frozen=True)
class Said:
    """Sentences, the label of each, and with an encoder their vectors (sentences, width)."""

    sentences: Sequence[str]
    labels: Sequence[str]
    vectors: npt.NDArray[np.float32] | None


@dataclass
class Manner:
    """The fitted parts; `labels` in the order of the label block of the features."""

    labels: tuple[str, ...]
    features: TextFeatures
    explicit_model: One
    stance_model: One

    def judge(self, said: Said) -> list[Put]:
        """How each sentence puts the label at its side."""
        if not said.sentences:
            return []
        matrix = _matrix(self.features, self.labels, said)
        explicit = self.explicit_model.predict(taken_by(self.explicit_model, matrix))
        stance = self.stance_model.predict(taken_by(self.stance_model, matrix))
        return [Put(bool(outright), str(way)) for outright, way in zip(explicit, stance, strict=True)]


@dataclass(frozen=True)
class MannerFigures:
    """Of labels in sentences of sources not seen, the shares told rightly to be explicit or not, and their stance."""

    explicit_right: float
    stance_right: float
    rows: int


def manner_figures(pairs: Sequence[tuple[Put, Put]]) -> MannerFigures:
    """Figures of what was told and what is true, side by side."""
    explicit = [told.explicit == true.explicit for told, true in pairs]
    stance = [told.stance == true.stance for told, true in pairs]
    return MannerFigures(round(float(np.mean(explicit)), 4), round(float(np.mean(stance)), 4), len(pairs))


def fit_manner(labels: tuple[str, ...], said: Said, puts: Sequence[Put]) -> Manner | None:
    """Models fitted to sentences and how they put their labels; None where all are put alike."""
    explicit = np.array([put.explicit for put in puts])
    stance = np.array([put.stance for put in puts])
    if len(set(explicit)) < 2 or len(set(stance)) < 2:
        return None
    from sklearn.linear_model import LogisticRegression  # only training wants it

    features = fit_text_features(said.sentences, 20_000, longest_phrase=3)
    matrix = _matrix(features, labels, said).to_scipy()
    explicit_model = LogisticRegression(C=1.0, max_iter=1000, class_weight="balanced", random_state=0)
    stance_model = LogisticRegression(C=1.0, max_iter=1000, class_weight=None, random_state=0)
    return Manner(labels, features, explicit_model.fit(matrix, explicit), stance_model.fit(matrix, stance))


def _matrix(features: TextFeatures, labels: tuple[str, ...], said: Said) -> SparseRows:
    rank = {label: position for position, label in enumerate(labels)}
    columns: npt.NDArray[np.intp] = np.array([rank[label] for label in said.labels], dtype=np.intp)
    own = SparseRows(np.arange(len(columns)), columns, np.ones(len(columns)), (len(columns), len(labels)))
    blocks = [features.transform(said.sentences), own]
    if said.vectors is not None:
        blocks.append(SparseRows.of_dense(said.vectors * VECTOR_WEIGHT))
    return side_by_side(blocks)
