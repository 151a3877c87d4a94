"""Linear scorer: words of a sentence, its neighbours and its heading, weighed by logistic regression.

Each sentence is vectorised once; its neighbours' vectors are a second block, its heading's a third, and a passage's
vector is the sum of its sentences'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion
from sklearn.preprocessing import normalize

from bdjp_nlp.coding.labelled_unit import Truth
from bdjp_nlp.coding.one_a_label import fit_each
from bdjp_nlp.coding.text_features import rounded, text_features
from bdjp_nlp.coding.unit import Floats, Scores, Unit, first_sentences, owners

NEIGHBOUR_WEIGHT = 0.3
HEADING_WEIGHT = 0.3
"""How much a word beside the sentence, or above the passage, counts before training."""


@dataclass(frozen=True)
class LinearParameters:
    """What is chosen before training."""

    words: int = 20_000
    strength: float = 5.0


@dataclass
class LinearScorer:
    """The fitted parts, all scikit-learn's own: features of text, then one logistic regression a label."""

    features: FeatureUnion
    sentence_model: OneVsRestClassifier
    passage_model: OneVsRestClassifier

    def score(self, units: Sequence[Unit]) -> Scores:
        """Logits of every sentence and passage."""
        blocks = Blocks.of(units, self.features)
        return Scores(_logits(self.sentence_model, blocks.sentences), _logits(self.passage_model, blocks.passages))


@dataclass(frozen=True)
class Blocks:
    """Feature matrices of sentences and passages, a row each."""

    sentences: sparse.csr_matrix
    passages: sparse.csr_matrix

    @classmethod
    def of(cls, units: Sequence[Unit], features: FeatureUnion) -> Blocks:
        """The matrices of some units."""
        texts = [sentence for unit in units for sentence in unit.sentences]
        headings = list(dict.fromkeys(unit.heading for unit in units))
        vectors = sparse.csr_matrix(features.transform([*texts, *headings]))
        own, titles = vectors[: len(texts)], vectors[len(texts) :]
        owner = owners(units)
        rank = {heading: position for position, heading in enumerate(headings)}
        title_of = np.array([rank[unit.heading] for unit in units], dtype=np.intp)
        title = titles[title_of] * HEADING_WEIGHT
        joined = sparse.csr_matrix((np.ones(len(texts)), (owner, np.arange(len(texts)))), (len(units), len(texts)))
        passages = normalize(joined @ own)
        near = (_neighbours(units) @ own) * NEIGHBOUR_WEIGHT
        return cls(
            sparse.hstack([own, near, title[owner]], format="csr"), sparse.hstack([passages, title], format="csr")
        )


def _neighbours(units: Sequence[Unit]) -> sparse.csr_matrix:
    """A matrix that adds up, for each sentence, the one before and the one after it in its passage."""
    first = first_sentences(units)
    rows: list[int] = []
    columns: list[int] = []
    for start, end in pairwise(first):
        for position in range(start, end - 1):
            rows += (position, position + 1)
            columns += (position + 1, position)
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), (first[-1], first[-1]))


def _logits(model: OneVsRestClassifier, matrix: sparse.csr_matrix) -> Floats:
    if not matrix.shape[0]:
        return np.zeros((0, len(model.estimators_)))
    return np.column_stack([_decision(estimator, matrix) for estimator in model.estimators_])


def _decision(estimator: LogisticRegression, matrix: sparse.csr_matrix) -> Floats:
    return np.asarray(estimator.decision_function(matrix), dtype=np.float64)


def fit_linear(units: Sequence[Unit], true: Truth, parameters: LinearParameters) -> LinearScorer:
    """A scorer fitted to labelled units, to what is known of them."""
    features = text_features(parameters.words)
    features.fit([sentence for unit in units for sentence in unit.sentences])
    features = rounded(features)
    blocks = Blocks.of(units, features)
    model = LogisticRegression(C=parameters.strength, solver="liblinear", random_state=0)
    return LinearScorer(
        features,
        fit_each(model, blocks.sentences, true.sentences, true.known_sentences),
        fit_each(model, blocks.passages, true.passages, true.known_passages),
    )
