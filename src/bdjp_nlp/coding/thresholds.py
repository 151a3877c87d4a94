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
MOST_UNCERTAIN = 0.12
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
    """Thresholds with the best F1 a label, and the bands of doubt in which a person's look is worth most.

    Risk-coverage (El-Yaniv and Wiener 2010) with macro F1 as what is at risk: one bound on `Worth`, the same for all
    labels, is lowered until the share of rows with an uncertain label reaches `most_uncertain`. `weights` (rows,
    labels): how much each counts; 0 where it is not known whether the label is there.
    """
    weights = np.ones(truth.shape) if weights is None else weights
    threshold = np.array([_best(*each) for each in zip(probabilities.T, truth.T, weights.T, strict=True)])
    given = probabilities >= threshold
    worth = Worth.of(given, truth, weights)
    most = worth.of_looking(probabilities, given).max(axis=1, initial=0.0)
    low, high = worth.band(float(np.quantile(most, 1 - most_uncertain)) if len(most) else 0.0)
    low, high = np.minimum(low, threshold), np.maximum(high, threshold)
    certain = (probabilities < low) | (probabilities >= high)
    judged = certain & (weights > 0)
    return Decision(
        _rounded(threshold),
        _rounded(low),
        _rounded(high),
        error_rate=round(float((given != truth)[judged].mean()), 4) if judged.any() else float("nan"),
        uncertain_share=round(float((~certain).any(axis=1).mean()), 4) if len(certain) else 0.0,
    )


@dataclass(frozen=True)
class Worth:
    """How much a label's F1 is expected to rise if a person decides a row, from its derivatives by the counts.

    `hit`, `error`: how much F1 falls with a hit less, and rises with an error less, of either kind; a value a label.
    What is not given is an error as often as its probability says, what is given as often as its complement; but
    taking a row out that was given rightly costs a hit. So it pays to look at much that was hardly not given and at
    little that was given, and more at a rare label than at a frequent one.
    """

    hit: Floats
    error: Floats

    @classmethod
    def of(cls, given: Bools, truth: Bools, weights: Floats) -> Worth:
        """From what was given to left-out rows and what is true of them; nothing is worth a look without a hit."""
        hits = (weights * (given & truth)).sum(axis=0)
        errors = (weights * (given != truth)).sum(axis=0)
        squared = np.maximum((2 * hits + errors) ** 2, 1e-9)
        return cls(2 * errors / squared, 2 * hits / squared)

    def of_looking(self, probabilities: Floats, given: Bools) -> Floats:
        """(rows, labels)."""
        return np.where(given, self.error * (1 - probabilities) - self.hit * probabilities, self.error * probabilities)

    def band(self, least: float) -> tuple[Floats, Floats]:
        """Between which probabilities a look is worth `least` or more: from where on if not given, up to where if."""
        low = least / np.maximum(self.error, 1e-9)
        high = (self.error - least) / np.maximum(self.error + self.hit, 1e-9)
        return low, high


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
