"""Evaluation: how often judgements are right, with intervals; a label, a group of texts, a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bdjp_nlp.coding.calibration import brier, calibration_error
from bdjp_nlp.coding.coder import Judgement
from bdjp_nlp.coding.unit import Bools, Floats

DRAWS = 500
"""Bootstrap samples; more change the interval's ends by less than a point."""


@dataclass(frozen=True)
class LabelFigures:
    """Precision, recall and F1 of one label, the 95 % interval of F1, and what was confused with what."""

    label: str
    precision: float
    recall: float
    f1: float
    f1_low: float
    f1_high: float
    hits: int
    false_alarms: int
    misses: int
    rows: int

    @property
    def support(self) -> int:
        """How many rows bear the label."""
        return self.hits + self.misses


@dataclass(frozen=True)
class Figures:
    """All figures of one set of judgements."""

    labels: tuple[LabelFigures, ...]
    macro_f1: float
    macro_low: float
    macro_high: float
    micro_f1: float
    brier: float
    calibration_error: float
    false_alarm_share: float
    certain_share: float
    certain_macro_f1: float
    rows: int


def figures(
    judged: Judgement, true: Bools, labels: Sequence[str], groups: Sequence[str], known: Bools | None = None
) -> Figures:
    """Figures of some rows; intervals by bootstrap over `groups` (documents), since rows of one are alike.

    `known` (rows, labels): where it is known what is true; `true` is false elsewhere. All is, unless it is given.
    """
    known = np.ones_like(true) if known is None else known
    assigned = judged.assigned & known
    hits, alarms, misses = _counts(assigned, true)
    precision, recall, f1 = _rates(hits, alarms, misses)
    drawn = _bootstrap(assigned, true, groups)
    low, high = _interval(drawn)
    macro = _interval(np.nanmean(drawn, axis=1, keepdims=True)) if len(drawn) else (np.full(1, np.nan),) * 2
    bare = ~true.any(axis=1) & known.all(axis=1)
    certain = np.asarray(~judged.uncertain.any(axis=1))
    return Figures(
        tuple(
            LabelFigures(
                label,
                _number(precision[at]),
                _number(recall[at]),
                _number(f1[at]),
                _number(low[at]),
                _number(high[at]),
                int(hits[at]),
                int(alarms[at]),
                int(misses[at]),
                int(known[:, at].sum()),
            )
            for at, label in enumerate(labels)
        ),
        _number(_mean(f1)),
        _number(macro[0][0]),
        _number(macro[1][0]),
        _number(2 * hits.sum() / max(1, 2 * hits.sum() + alarms.sum() + misses.sum())),
        _number(brier(judged.probabilities[known], true[known])),
        _number(calibration_error(judged.probabilities[known], true[known])),
        _number(assigned[bare].any(axis=1).mean() if bare.any() else np.nan),
        _number(certain.mean() if len(certain) else np.nan),
        _number(_mean(_rates(*_counts(assigned[certain], true[certain]))[2])),
        len(true),
    )


def macro_f1(assigned: Bools, true: Bools) -> float:
    """Mean F1 of the labels that occur or were given."""
    return _mean(_rates(*_counts(assigned, true))[2])


def _counts(assigned: Bools, true: Bools) -> tuple[Floats, Floats, Floats]:
    hits = (assigned & true).sum(axis=0).astype(float)
    return hits, (assigned & ~true).sum(axis=0).astype(float), (~assigned & true).sum(axis=0).astype(float)


def _rates(hits: Floats, alarms: Floats, misses: Floats) -> tuple[Floats, Floats, Floats]:
    """Precision, recall, F1; NaN where there is nothing to judge by."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return hits / (hits + alarms), hits / (hits + misses), 2 * hits / (2 * hits + alarms + misses)


def _mean(values: Floats) -> float:
    there = values[~np.isnan(values)]
    return float(there.mean()) if len(there) else float("nan")


def _bootstrap(assigned: Bools, true: Bools, groups: Sequence[str]) -> Floats:
    """F1 of each label in samples of the groups, with replacement: (draws, labels)."""
    names, place = np.unique(np.asarray(groups), return_inverse=True)
    if len(names) < 2:
        return np.zeros((0, true.shape[1]))
    sums = [np.zeros((len(names), true.shape[1])) for _ in range(3)]
    for into, cells in zip(sums, (assigned & true, assigned & ~true, ~assigned & true), strict=True):
        np.add.at(into, place, cells)
    random = np.random.default_rng(0)
    drawn = random.integers(0, len(names), (DRAWS, len(names)))
    weights = np.stack([np.bincount(draw, minlength=len(names)) for draw in drawn])
    return _rates(*(weights @ counts for counts in sums))[2]


def _interval(drawn: Floats) -> tuple[Floats, Floats]:
    if not len(drawn):
        return np.full(drawn.shape[1], np.nan), np.full(drawn.shape[1], np.nan)
    with np.errstate(all="ignore"):
        low, high = np.nanpercentile(drawn, [2.5, 97.5], axis=0)
    return low, high


def _number(value: float) -> float:
    return round(float(value), 4)
