"""One model a label: logistic regressions, each fitted to the rows of which it is known whether they bear its label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from bdjp_nlp.coding.unit import Bools, Floats

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

Matrix = Any
"""A NumPy array or a SciPy sparse matrix."""


def fit_each(
    model: LogisticRegression, matrix: Matrix, truth: Bools, known: Bools, weights: Floats | None = None
) -> OneVsRestClassifier:
    """Copies of `model` fitted to `matrix` (rows, features) and what is known of `truth` (rows, labels).

    `weights` (rows,): how much each row counts; without them, all count one. Coefficients are kept in single precision:
    the model's file is half as large, and no score moves. A label that all or none of its rows bear gets a constant.
    """
    from sklearn.multiclass import OneVsRestClassifier  # only training wants it

    rows = known.any(axis=1)
    matrix, truth, known = matrix[rows], truth[rows], known[rows]
    weights = np.ones(len(truth)) if weights is None else weights[rows]
    if (weights == 1).all():
        models = OneVsRestClassifier(model).fit(matrix, truth.astype(int))
        apart = np.flatnonzero(~known.all(axis=0))
    else:  # the classifier takes no weights: its shape only, each label's model then on its own
        models = OneVsRestClassifier(model).fit(matrix[:2], np.array([[0], [1]]).repeat(truth.shape[1], axis=1))
        apart = np.arange(truth.shape[1])
    for label in apart:
        here = known[:, label]
        models.estimators_[label] = _fit_one(model, matrix[here], truth[here, label], weights[here])
    for fitted in models.estimators_:
        if hasattr(fitted, "coef_"):
            fitted.coef_ = fitted.coef_.astype(np.float32)
    return models


def _fit_one(model: LogisticRegression, matrix: Matrix, truth: npt.NDArray[np.bool_], weights: Floats) -> object:
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    if truth.any() and not truth.all():
        return LogisticRegression(**model.get_params()).fit(matrix, truth.astype(int), sample_weight=weights)
    same = np.full((1, 2), int(truth.any()))  # two columns alike: scikit-learn takes them for labels, not for classes
    return OneVsRestClassifier(model).fit(np.zeros((1, matrix.shape[1])), same).estimators_[0]
