"""Left out: how many mentions are right in each document that a model has not learnt from, and how sure a figure is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bdjp_nlp.entities.measuring import Span

DRAWS = 2000
"""Bootstrap samples of documents."""
LEVEL = (2.5, 97.5)
"""Percentiles of the 95 % interval."""


@dataclass(frozen=True)
class Counts:
    """Mentions of one document: found and right (same span and label), found, true; `text` is the text's SHA-256."""

    right: int
    found: int
    true: int
    text: str


@dataclass(frozen=True)
class Difference:
    """Strict micro F1 of a new model less that of an old one on the same documents, with its 95 % interval."""

    value: float
    low: float
    high: float
    documents: int


def count(document: str, texts: Iterable[tuple[set[Span], Mapping[Span, float]]]) -> Counts:
    """The counts of one document's texts: of each the true mentions and the found ones."""
    right = found = true = 0
    for gold, predicted in texts:
        right += len(gold & set(predicted))
        found += len(predicted)
        true += len(gold)
    return Counts(right, found, true, document)


def interval(documents: Sequence[Counts]) -> tuple[float, float]:
    """The 95 % interval of strict micro F1 over documents (bootstrap, Efron 1979); documents are drawn whole."""
    low, high = np.percentile(_scores(_matrix(documents), _draws(len(documents))), LEVEL)
    return float(low), float(high)


def difference(new: Mapping[str, Counts], old: Mapping[str, Counts]) -> Difference | None:
    """The difference on the documents that both models left out, drawn in pairs; None where there are none."""
    both = sorted(name for name in new if name in old and new[name].text == old[name].text)
    if not both:
        return None
    after, before = _matrix([new[name] for name in both]), _matrix([old[name] for name in both])
    draws = _draws(len(both))
    low, high = np.percentile(_scores(after, draws) - _scores(before, draws), LEVEL)
    whole = np.arange(len(both))[None, :]
    value = float((_scores(after, whole) - _scores(before, whole))[0])
    return Difference(value, float(low), float(high), len(both))


def _matrix(documents: Sequence[Counts]) -> np.ndarray:
    return np.array([(one.right, one.found, one.true) for one in documents], np.int64)


def _draws(documents: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, documents, (DRAWS, documents))


def _scores(counts: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """The micro F1 of each sample: `draws` is (samples, documents)."""
    right, found, true = counts[draws].sum(axis=1).T
    scores: np.ndarray = 2 * right / np.maximum(found + true, 1)
    return scores
