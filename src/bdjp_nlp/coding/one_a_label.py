"""One model a label: logistic regressions, each fitted to the rows of which it is known whether they bear its label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from bdjp_nlp.coding.unit import Bools

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

Matrix = Any
"""A NumPy array or a SciPy sparse matrix."""


def fit_each(model: LogisticRegression, matrix: Matrix, truth: Bools, known: Bools) -> OneVsRestClassifier:
    """Copies of `model` fitted to `matrix` (rows, features) and what is known of `truth` (rows, labels).

    Coefficients are kept in single precision: the model's file is half as large, and no score moves. A label that all
    or none of its rows bear gets a constant.
    """
    from sklearn.multiclass import OneVsRestClassifier  # only training wants it

    rows = known.any(axis=1)
    matrix, truth, known = matrix[rows], truth[rows], known[rows]
    models = OneVsRestClassifier(model).fit(matrix, truth.astype(int))
    for label in np.flatnonzero(~known.all(axis=0)):
        here = known[:, label]
        models.estimators_[label] = _fit_one(model, matrix[here], truth[here, label])
    for fitted in models.estimators_:
        if hasattr(fitted, "coef_"):
            fitted.coef_ = fitted.coef_.astype(np.float32)
    return models


def _fit_one(model: LogisticRegression, matrix: Matrix, truth: npt.NDArray[np.bool_]) -> object:
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    if truth.any() and not truth.all():
        return LogisticRegression(**model.get_params()).fit(matrix, truth.astype(int))
    same = np.full((1, 2), int(truth.any()))  # two columns alike: scikit-learn takes them for labels, not for classes
    return OneVsRestClassifier(model).fit(np.zeros((1, matrix.shape[1])), same).estimators_[0]
