"""Prevalence: which share of passages bears a label, when the coder that counted them is known to err.

A coder that misses a fifth of a label's passages and gives it wrongly to one in fifty others counts wrongly in a way
that its left-out figures tell. `prevalence` corrects the count (Rogan and Gladen 1978, the "adjusted count" of Forman
2008) and gives the interval that follows from the passages seen and from how well the coder's errors are known.
It assumes that the coder errs on these papers as it did on the documents that it was measured on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DRAWS = 4000
"""Samples of the unknown shares; more change the interval's ends by less than half a point."""
PRIOR = 0.5
"""Jeffreys' prior of a share: half a passage for it and half against."""
LEAST_INFORMATIVE = 0.05
"""Sensitivity plus specificity minus one below which an assigned label says next to nothing."""


@dataclass(frozen=True, slots=True)
class Errors:
    """What a coder did with one label on passages that it had not learnt from: counts of passages."""

    hits: int
    misses: int
    false_alarms: int
    correct_rejections: int


@dataclass(frozen=True, slots=True)
class Prevalence:
    """A share between 0 and 1 with its 95 % interval; all three are NaN where the coder's errors allow none."""

    share: float
    low: float
    high: float


def prevalence(assigned: int, passages: int, errors: Errors, seed: int = 0) -> Prevalence:
    """The share of `passages` that bear a label which the coder gave to `assigned` of them.

    The point estimate is the median of the corrected shares, so that it lies in the interval where the correction would
    fall below zero. Raises `ValueError` where more are assigned than there are.
    """
    if not 0 <= assigned <= passages:
        raise ValueError(f"{assigned} of {passages} passages cannot be assigned")
    random = np.random.default_rng(seed)
    seen = random.beta(assigned + PRIOR, passages - assigned + PRIOR, DRAWS)
    sensitivity = random.beta(errors.hits + PRIOR, errors.misses + PRIOR, DRAWS)
    specificity = random.beta(errors.correct_rejections + PRIOR, errors.false_alarms + PRIOR, DRAWS)
    informative = sensitivity + specificity - 1
    if passages == 0 or float(np.median(informative)) < LEAST_INFORMATIVE:
        return Prevalence(float("nan"), float("nan"), float("nan"))
    share = np.clip((seen + specificity - 1) / np.maximum(informative, LEAST_INFORMATIVE), 0.0, 1.0)
    low, middle, high = np.percentile(share, [2.5, 50, 97.5])
    return Prevalence(round(float(middle), 4), round(float(low), 4), round(float(high), 4))
