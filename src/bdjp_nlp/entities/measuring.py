"""Measuring: how many mentions are found with the right span and label, and how true their scores are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Span = tuple[int, int, str]
"""First and stop (half-open) and label."""

BINS = 10
LEAST_MENTIONS = 5
"""Labels with fewer mentions are left out of the macro mean."""


@dataclass(frozen=True)
class LabelFigures:
    """Of one label: precision, recall, F1, and how many mentions there are."""

    precision: float
    recall: float
    f1: float
    count: int


@dataclass(frozen=True)
class Figures:
    """Strict figures (same span and label), the share of spans found whatever the label, the calibration error."""

    micro: float
    macro: float
    span_recall: float
    calibration_error: float
    labels: dict[str, LabelFigures]


def measure(texts: Iterable[tuple[set[Span], Mapping[Span, float]]], labels: Sequence[str]) -> Figures:
    """The figures of texts: for each the true mentions, and the found ones with their scores."""
    right, found, true = Counter[str](), Counter[str](), Counter[str]()
    spans, scores = 0, []
    for gold, predicted in texts:
        right.update(label for _, _, label in gold & set(predicted))
        found.update(label for _, _, label in predicted)
        true.update(label for _, _, label in gold)
        spans += len({span[:2] for span in gold} & {span[:2] for span in predicted})
        scores += [(score, span in gold) for span, score in predicted.items()]
    by_label = {label: _label(right[label], found[label], true[label]) for label in labels}
    counted = [one.f1 for one in by_label.values() if one.count >= LEAST_MENTIONS]
    return Figures(
        micro=_f1(right.total(), found.total(), true.total()),
        macro=sum(counted) / max(1, len(counted)),
        span_recall=spans / max(1, true.total()),
        calibration_error=_calibration_error(scores),
        labels=by_label,
    )


def _f1(right: int, found: int, true: int) -> float:
    return 2 * right / (found + true) if found + true else 0.0


def _label(right: int, found: int, true: int) -> LabelFigures:
    return LabelFigures(right / max(1, found), right / max(1, true), _f1(right, found, true), true)


def _calibration_error(scores: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error over ten bins (Naeini et al. 2015)."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for score, right in scores:
        bins[min(int(score * BINS), BINS - 1)].append((score, right))
    gap = sum(abs(sum(score for score, _ in one) - sum(right for _, right in one)) for one in bins)
    return gap / max(1, len(scores))
