"""Folds: documents dealt out so that none is in training and test at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from bdjp_nlp.identity import content_id

FOLDS = 6


def deal(groups: Sequence[str], folds: int = FOLDS) -> npt.NDArray[np.intp]:
    """For each row the number of its fold; rows of a group share one, and folds are about as large as each other.

    Groups are ordered by a hash of their name, so that the same documents always fall into the same folds.
    """
    sizes: dict[str, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    filled = [0] * max(2, min(folds, len(sizes)))
    fold_of: dict[str, int] = {}
    for group in sorted(sizes, key=content_id):
        fold = filled.index(min(filled))
        fold_of[group] = fold
        filled[fold] += sizes[group]
    return np.array([fold_of[group] for group in groups], dtype=np.intp)


def splits(fold: npt.NDArray[np.intp]) -> Iterator[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """For each fold the rows outside it and the rows in it."""
    for number in np.unique(fold):
        yield np.flatnonzero(fold != number), np.flatnonzero(fold == number)
