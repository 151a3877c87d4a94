"""Meaning scorer: logistic regression on the encoder's vectors of a sentence and of a passage, one a label.

The encoder has read the sentence in its passage and under its heading, so the vector holds its context already. The
scores are linear in the vectors, and these are means over words: how much each word adds is known exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bdjp_nlp.coding.encoder import Array, Encoder, Reading
from bdjp_nlp.coding.labelled_unit import Truth
from bdjp_nlp.coding.one_a_label import fit_each
from bdjp_nlp.coding.unit import Floats, Scores, Unit

if TYPE_CHECKING:
    from bdjp_nlp.coding.plain_estimators import OneALabel


@dataclass(frozen=True)
class MeaningParameters:
    """What is chosen before training: the inverse strength of the penalty on weights."""

    strength: float = 0.03


@dataclass(frozen=True)
class Vectors:
    """What the encoder makes of units: `sentences` (sentences of all units, width), `passages` (units, width)."""

    sentences: Array
    passages: Array


@dataclass
class MeaningScorer:
    """The encoder and two sets of linear models on its vectors."""

    encoder: Encoder
    sentence_model: OneALabel
    passage_model: OneALabel

    def score(self, units: Sequence[Unit]) -> Scores:
        """Logits of every sentence and passage."""
        return self.score_vectors(vectors_of(units, self.encoder))

    def score_vectors(self, vectors: Vectors) -> Scores:
        """The same for units whose vectors are known."""
        return Scores(_logits(self.sentence_model, vectors.sentences), _logits(self.passage_model, vectors.passages))

    def sentence_weights(self) -> Floats:
        """(width, labels): what each entry of a sentence's vector adds to each label's logit."""
        zero = np.zeros((1, self.encoder.width))
        return np.column_stack([getattr(model, "coef_", zero)[0] for model in self.sentence_model.estimators_])


def vectors_of(units: Sequence[Unit], encoder: Encoder) -> Vectors:
    """The units as the encoder reads them."""
    readings = encoder.read(units)
    return Vectors(
        np.concatenate([np.zeros((0, encoder.width), np.float32), *(reading.sentences for reading in readings)]),
        np.stack([reading.passage for reading in readings]) if readings else np.zeros((0, encoder.width), np.float32),
    )


def unseen_vectors_of(units: Sequence[Unit], encoder: Encoder) -> Vectors:
    """The units as encoders read them that do not know their writers: from memory for the corpus, else read now."""
    known = [encoder.unseen.of_unit(unit) for unit in units]
    others = iter(encoder.read([unit for unit, found in zip(units, known, strict=True) if found is None]))
    sentences, passages = [], []
    for found in known:
        reading = next(others) if found is None else Reading(found[:-1], found[-1])
        sentences.append(reading.sentences)
        passages.append(reading.passage)
    return Vectors(np.concatenate(sentences), np.stack(passages))


def fit_meaning(encoder: Encoder, vectors: Vectors, true: Truth, parameters: MeaningParameters) -> MeaningScorer:
    """A scorer fitted to units with these vectors, to what is known of them."""
    from sklearn.linear_model import LogisticRegression  # only training wants it

    model = LogisticRegression(C=parameters.strength, max_iter=500, random_state=0)
    return MeaningScorer(
        encoder,
        fit_each(model, vectors.sentences, true.sentences, true.known_sentences, true.sentence_weights),
        fit_each(model, vectors.passages, true.passages, true.known_passages, true.passage_weights),
    )


def _logits(models: OneALabel, matrix: Array) -> Floats:
    if not len(matrix):
        return np.zeros((0, len(models.estimators_)))
    return np.column_stack([model.decision_function(matrix) for model in models.estimators_]).astype(np.float64)
