"""Linear scorer: words of a sentence, its neighbours and its heading, weighed by logistic regression.

Each sentence is vectorised once; its neighbours' vectors are a second block, its heading's a third, and a passage's
vector is the sum of its sentences'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bdjp_nlp.coding.labelled_unit import Truth
from bdjp_nlp.coding.one_a_label import fit_each
from bdjp_nlp.coding.plain_estimators import taken_by
from bdjp_nlp.coding.sparse_rows import Places, SparseRows, side_by_side
from bdjp_nlp.coding.text_features import TextFeatures, fit_text_features
from bdjp_nlp.coding.unit import Floats, Scores, Unit, first_sentences, owners

if TYPE_CHECKING:
    from bdjp_nlp.coding.plain_estimators import OneALabel

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
    """The fitted parts: features of text, then one logistic regression a label."""

    features: TextFeatures
    sentence_model: OneALabel
    passage_model: OneALabel

    def score(self, units: Sequence[Unit]) -> Scores:
        """Logits of every sentence and passage."""
        blocks = Blocks.of(units, self.features)
        return Scores(_logits(self.sentence_model, blocks.sentences), _logits(self.passage_model, blocks.passages))


@dataclass(frozen=True)
class Blocks:
    """Feature matrices of sentences and passages, a row each."""

    sentences: SparseRows
    passages: SparseRows

    @classmethod
    def of(cls, units: Sequence[Unit], features: TextFeatures) -> Blocks:
        """The matrices of some units."""
        texts = [sentence for unit in units for sentence in unit.sentences]
        headings = list(dict.fromkeys(unit.heading for unit in units))
        vectors = features.transform([*texts, *headings])
        rank = {heading: len(texts) + position for position, heading in enumerate(headings)}
        title_of = np.array([rank[unit.heading] for unit in units], dtype=np.intp)
        owner, sentences = owners(units), np.arange(len(texts))
        own = vectors.spread(sentences, sentences, len(texts))
        near = vectors.spread(*_neighbours(units), len(texts)) * NEIGHBOUR_WEIGHT
        title_of_sentence = vectors.spread(sentences, title_of[owner], len(texts)) * HEADING_WEIGHT
        joined = vectors.spread(owner, sentences, len(units)).added_up().normalised()
        title = vectors.spread(np.arange(len(units)), title_of, len(units)) * HEADING_WEIGHT
        return cls(side_by_side([own, near, title_of_sentence]), side_by_side([joined, title]))


def _neighbours(units: Sequence[Unit]) -> tuple[Places, Places]:
    """Pairs of a sentence and one beside it in its passage, by their places."""
    pairs = [
        pair
        for start, end in pairwise(first_sentences(units))
        for before in range(start, end - 1)
        for pair in ((before, before + 1), (before + 1, before))
    ]
    sentences, beside = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return sentences, beside


def _logits(model: OneALabel, matrix: SparseRows) -> Floats:
    if not matrix.shape[0]:
        return np.zeros((0, len(model.estimators_)))
    return np.column_stack([each.decision_function(taken_by(each, matrix)) for each in model.estimators_]).astype(
        np.float64
    )


def fit_linear(units: Sequence[Unit], true: Truth, parameters: LinearParameters) -> LinearScorer:
    """A scorer fitted to labelled units, to what is known of them."""
    from sklearn.linear_model import LogisticRegression  # only training wants it

    features = fit_text_features([sentence for unit in units for sentence in unit.sentences], parameters.words)
    blocks = Blocks.of(units, features)
    model = LogisticRegression(C=parameters.strength, solver="liblinear", random_state=0)
    return LinearScorer(
        features,
        fit_each(model, blocks.sentences.to_scipy(), true.sentences, true.known_sentences, true.sentence_weights),
        fit_each(model, blocks.passages.to_scipy(), true.passages, true.known_passages, true.passage_weights),
    )
