"""Calibration: from scores to probabilities, and how far probabilities are from what happens.

Platt (1999) with several scores: one logistic regression a label, fitted on scores of left-out documents only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bdjp_nlp.coding.unit import Bools, Floats, sigmoid

if TYPE_CHECKING:
    from bdjp_nlp.coding.plain_estimators import One

BINS = 10
BARE_WEIGHT = 2.0
"""Texts are written for training where labels are to be found: of the corpus's passages half bear a label, of a policy
paper's a quarter or fewer. Probabilities and thresholds that took the corpus's share for the papers' would give labels
too freely."""


@dataclass
class Calibrator:
    """One logistic regression a label over that label's scores."""

    models: list[One]

    def probabilities(self, scores: Floats) -> Floats:
        """`scores` (rows, labels, kinds of score) → (rows, labels)."""
        if not scores.shape[0]:
            return np.zeros(scores.shape[:2])
        logits = [model.decision_function(scores[:, label]) for label, model in enumerate(self.models)]
        return sigmoid(np.column_stack(logits))


def fit_calibrator(scores: Floats, truth: Bools, weights: Floats | None = None) -> Calibrator:
    """A calibrator for `scores` (rows, labels, kinds) of left-out documents and what is true of them (rows, labels).

    `weights` (rows, labels): how much each counts; 0 where it is not known.
    """
    from sklearn.linear_model import LogisticRegression  # only training wants it

    weights = np.ones(truth.shape) if weights is None else weights
    models: list[One] = []
    for label in range(truth.shape[1]):
        model = LogisticRegression(C=1.0, random_state=0)
        here = weights[:, label] > 0
        values, true, weight = scores[here, label], truth[here, label], weights[here, label]
        if true.all() or not true.any():  # scores tell nothing then: one probability for all, by Laplace's rule
            values, true, weight = np.zeros((2, scores.shape[2])), np.array([0, 1]), 1 + _weigh(true, weight)
        models.append(model.fit(values, true.astype(int), sample_weight=weight))
    return Calibrator(models)


def _weigh(true: Bools, weight: Floats) -> Floats:
    return np.array([weight[~true].sum(), weight[true].sum()])


def as_in_papers(truth: Bools) -> Floats:
    """Weights of labelled rows (rows, labels) that let those without any label count as often as in real papers."""
    return np.where(truth.any(axis=1), 1.0, BARE_WEIGHT)


def brier(probabilities: Floats, truth: Bools) -> float:
    """Mean squared error of the probabilities (Brier 1950)."""
    return float(np.mean((probabilities - truth) ** 2)) if probabilities.size else float("nan")


@dataclass(frozen=True)
class ReliabilityBin:
    """Probabilities between two bounds: how many, their mean, and how often the label was there."""

    count: int
    mean: float
    observed: float


def reliability(probabilities: Floats, truth: Bools) -> list[ReliabilityBin]:
    """Ten bins of equal width over all rows and labels; empty bins are left out."""
    flat, true = probabilities.ravel(), truth.ravel()
    places = np.minimum((flat * BINS).astype(int), BINS - 1)
    return [
        ReliabilityBin(int(here.sum()), float(flat[here].mean()), float(true[here].mean()))
        for here in (places == place for place in range(BINS))
        if here.any()
    ]


def calibration_error(probabilities: Floats, truth: Bools) -> float:
    """Expected calibration error over ten bins (Naeini et al. 2015)."""
    bins = reliability(probabilities, truth)
    total = sum(part.count for part in bins)
    return sum(part.count * abs(part.mean - part.observed) for part in bins) / total if total else float("nan")
