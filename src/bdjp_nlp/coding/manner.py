"""Manner: whether a text says outright that a factor limits (explicit), and whether it constrains, eases or is denied.

Two small linear models over the words of the sentence and of its evidence, one for all labels together, since the words
that limit (“forbids”, “delays”) and that deny (“no longer”) are the same for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from bdjp_nlp.coding.text_features import rounded, text_features


@dataclass(frozen=True)
class Put:
    """How a label is put in a sentence."""

    explicit: bool
    stance: str


@dataclass
class Manner:
    """The fitted parts; `labels` in the order of the label block of the features."""

    labels: tuple[str, ...]
    features: FeatureUnion
    explicit_model: LogisticRegression
    stance_model: LogisticRegression

    def judge(self, sentences: Sequence[str], labels: Sequence[str]) -> list[Put]:
        """How each sentence puts the label at its side."""
        if not sentences:
            return []
        matrix = _matrix(self.features, self.labels, sentences, labels)
        explicit = self.explicit_model.predict(matrix)
        stance = self.stance_model.predict(matrix)
        return [Put(bool(said), str(way)) for said, way in zip(explicit, stance, strict=True)]


def fit_manner(
    labels: tuple[str, ...], sentences: Sequence[str], given: Sequence[str], puts: Sequence[Put]
) -> Manner | None:
    """Models fitted to sentences, the label of each, and how it is put; None where all are put alike."""
    explicit = np.array([put.explicit for put in puts])
    stance = np.array([put.stance for put in puts])
    if len(set(explicit)) < 2 or len(set(stance)) < 2:
        return None
    features = text_features(12_000, 12_000, longest_phrase=3)
    features.fit(sentences)
    features = rounded(features)
    matrix = _matrix(features, labels, sentences, given)
    explicit_model = LogisticRegression(C=3.0, max_iter=1000, class_weight="balanced", random_state=0)
    stance_model = LogisticRegression(C=5.0, max_iter=1000, class_weight=None, random_state=0)
    return Manner(labels, features, explicit_model.fit(matrix, explicit), stance_model.fit(matrix, stance))


def _matrix(
    features: FeatureUnion, labels: tuple[str, ...], sentences: Sequence[str], given: Sequence[str]
) -> sparse.csr_matrix:
    rank = {label: position for position, label in enumerate(labels)}
    columns: npt.NDArray[np.intp] = np.array([rank[label] for label in given], dtype=np.intp)
    own = sparse.csr_matrix((np.ones(len(given)), (np.arange(len(given)), columns)), (len(given), len(labels)))
    return sparse.hstack([features.transform(sentences), own], format="csr")
