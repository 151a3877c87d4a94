"""Meaning scorer: a small neural network on the vectors of a sentence and of its passage.

It judges what words mean rather than which they are, and so holds better on authors it has not read. A linear model
beside it, on the sentence's vector alone, says which words count: a vector is the sum of its words' parts.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neural_network import MLPClassifier

from bdjp_nlp.coding.encoder import Encoder
from bdjp_nlp.coding.transformer import Array
from bdjp_nlp.coding.unit import Bools, Floats, Scores, Unit, owners, pooled

PASSAGE_WEIGHT = 0.5
"""How much the passage's mean vector counts beside the sentence's own (chosen on left-out sources)."""
_SPREAD = 6.0
"""Vectors of length one have entries near 0.05; the network learns faster from entries near 0.3."""


@dataclass(frozen=True)
class MeaningParameters:
    """What is chosen before training."""

    hidden: int = 256
    rounds: int = 12
    decay: float = 0.03
    networks: int = 2
    reason_strength: float = 10.0


@dataclass
class MeaningScorer:
    """`networks` are averaged; `reasons` is linear in the sentence's own vector."""

    encoder: Encoder
    networks: list[MLPClassifier]
    reasons: OneVsRestClassifier

    def score(self, units: Sequence[Unit]) -> Scores:
        """Logits of every sentence; of a passage the best of its sentences'."""
        return self.score_vectors(vectors_of(units, self.encoder), units)

    def score_vectors(self, vectors: Array, units: Sequence[Unit]) -> Scores:
        """The same for sentences whose vectors (sentences, width) are known."""
        owner = owners(units)
        matrix = in_context(vectors, owner, len(units))
        labels = len(self.reasons.estimators_)
        logits = np.zeros((len(matrix), labels))
        for network in self.networks if len(matrix) else ():
            found = np.clip(network.predict_proba(matrix).reshape(len(matrix), -1)[:, -labels:], 1e-6, 1 - 1e-6)
            logits += np.log(found / (1 - found)) / len(self.networks)
        return Scores(logits, pooled(logits, owner, len(units))[0])

    def reason_weights(self) -> Floats:
        """(width, labels): what each entry of a sentence's vector adds to each label's logit."""
        width = self.networks[0].coefs_[0].shape[0] // 2
        return np.column_stack([getattr(model, "coef_", np.zeros((1, width)))[0] for model in self.reasons.estimators_])


def vectors_of(units: Sequence[Unit], encoder: Encoder) -> Array:
    """The vectors of all sentences, one unit after the other."""
    return encoder.vectors([sentence for unit in units for sentence in unit.sentences])


def in_context(vectors: Array, owner: npt.NDArray[np.intp], count: int) -> Array:
    """Each sentence's vector and its passage's mean: (sentences, 2 · width)."""
    sums = np.zeros((count, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, owner, vectors)
    sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), np.float32(1e-9))
    return np.asarray(np.hstack([vectors, PASSAGE_WEIGHT * sums[owner]]) * _SPREAD, dtype=np.float32)


def fit_meaning(
    encoder: Encoder,
    units: Sequence[Unit],
    vectors: Array,
    sentence_truth: Bools,
    known: Bools,
    parameters: MeaningParameters,
) -> MeaningScorer:
    """A scorer fitted to sentences with known labels; `vectors` are those of all sentences of the units."""
    matrix = in_context(vectors, owners(units), len(units))[known]
    wanted = sentence_truth[known].astype(int)
    networks = [
        MLPClassifier(
            (parameters.hidden,),
            alpha=parameters.decay,
            max_iter=parameters.rounds,
            batch_size=min(64, len(matrix)),
            learning_rate_init=2e-3,
            random_state=number,
        )
        for number in range(parameters.networks)
    ]
    reasons = OneVsRestClassifier(LogisticRegression(C=parameters.reason_strength, solver="liblinear", random_state=0))
    return MeaningScorer(
        encoder, [_fitted(network, matrix, wanted) for network in networks], reasons.fit(vectors[known], wanted)
    )


def _fitted(network: MLPClassifier, matrix: Array, wanted: npt.NDArray[np.int_]) -> MLPClassifier:
    """The network after a fixed number of rounds, without what only training needs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of rounds is a choice, not a failure
        network.fit(matrix, wanted if wanted.shape[1] > 1 else wanted[:, 0])
    for name in ("_optimizer", "loss_curve_", "_random_state"):
        vars(network).pop(name, None)
    return network
