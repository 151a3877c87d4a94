"""Thresholds: from which probability on a label is given, and between which probabilities a person should look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bdjp_nlp.coding.unit import Bools, Floats

GRID = np.round(np.arange(0.50, 0.81, 0.01), 2)
"""Candidates: a label is given where it is more likely there than not. Lower ones would gain a little F1 on the corpus,
where a label is three times as frequent as in papers; there they mostly gave labels to passages that bear none."""
SMOOTHING = 5
"""Candidates over which F1 is averaged before the best is taken, so that one lucky row decides nothing."""
MOST_UNCERTAIN = 0.10
"""This share of passages a task is left to a person, so that four in five are not left by either task."""


@dataclass(frozen=True)
class Decision:
    """What was chosen on left-out documents, a value a label.

    A label is given from `threshold` on. It is uncertain where the probability lies between `low` and `high`.
    `error_rate`: the share of wrong decisions among the labels' certain ones, on left-out documents.
    """

    threshold: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    error_rate: float
    uncertain_share: float

    def assigned(self, probabilities: Floats) -> Bools:
        """Which labels are given."""
        return np.asarray(probabilities >= np.asarray(self.threshold))

    def uncertain(self, probabilities: Floats) -> Bools:
        """Which labels a person should look at."""
        return np.asarray((probabilities >= np.asarray(self.low)) & (probabilities < np.asarray(self.high)))


def decide(
    probabilities: Floats, truth: Bools, weights: Floats | None = None, most_uncertain: float = MOST_UNCERTAIN
) -> Decision:
    """Thresholds with the best F1 a label, and the widest band of doubt that leaves enough rows certain.

    Risk-coverage (El-Yaniv and Wiener 2010): a label is uncertain within a band around its threshold, as wide in logits
    on both sides for all labels; it is widened until the share of rows with an uncertain label reaches
    `most_uncertain`. `weights` (rows, labels): how much each counts when thresholds are chosen; 0 where it
    is not known whether the label is there.
    """
    weights = np.ones(truth.shape) if weights is None else weights
    threshold = np.array([_best(*each) for each in zip(probabilities.T, truth.T, weights.T, strict=True)])
    logit = np.log(threshold / (1 - threshold))
    clipped = np.clip(probabilities, 1e-6, 1 - 1e-6)
    distance = np.abs(np.log(clipped / (1 - clipped)) - logit)
    width = float(np.quantile(distance.min(axis=1), most_uncertain)) if len(distance) else 0.0
    certain = distance > width
    wrong = (probabilities >= threshold) != truth
    judged = certain & (weights > 0)
    low, high = (1 / (1 + np.exp(-(logit + side * width))) for side in (-1, 1))
    return Decision(
        _rounded(threshold),
        _rounded(low),
        _rounded(high),
        error_rate=round(float(wrong[judged].mean()), 4) if judged.any() else float("nan"),
        uncertain_share=round(float((~certain).any(axis=1).mean()), 4) if len(certain) else 0.0,
    )


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)


def _best(probabilities: Floats, truth: Bools, weights: Floats) -> float:
    """The candidate with the best F1, smoothed over its neighbours; one half where nothing is known."""
    if not truth.any():
        return 0.5
    given = (probabilities[:, None] >= GRID[None, :]) * weights[:, None]
    hits = (given * truth[:, None]).sum(axis=0)
    f1 = 2 * hits / (given.sum(axis=0) + (truth * weights).sum())
    padded = np.pad(f1, SMOOTHING // 2, mode="edge")
    smooth = np.convolve(padded, np.ones(SMOOTHING) / SMOOTHING, mode="valid")
    return float(GRID[int(smooth.argmax())])
