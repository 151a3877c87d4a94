"""One logistic regression a label, each fitted to what is known of its label."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from bdjp_nlp.coding.one_a_label import fit_each

RANDOM = np.random.default_rng(5)
MATRIX = RANDOM.normal(size=(60, 4)).astype(np.float32)
TRUTH = MATRIX[:, :2] + 0.3 * RANDOM.normal(size=(60, 2)) > 0
MODEL = LogisticRegression(solver="liblinear", random_state=0)


def scores(models, matrix=MATRIX):
    return np.column_stack([model.decision_function(matrix) for model in models.estimators_])


@pytest.mark.parametrize("matrix", [MATRIX, sparse.csr_matrix(MATRIX)])
def test_where_all_is_known_it_is_one_against_the_rest(matrix):
    there = OneVsRestClassifier(MODEL).fit(matrix, TRUTH.astype(int))
    assert np.allclose(scores(fit_each(MODEL, matrix, TRUTH, np.ones_like(TRUTH))), scores(there), atol=1e-5)


@pytest.mark.parametrize("matrix", [MATRIX, sparse.csr_matrix(MATRIX)])
def test_a_row_of_which_a_label_is_not_known_does_not_count_for_it(matrix):
    known = np.ones_like(TRUTH)
    known[:20, 1] = False
    found = scores(fit_each(MODEL, matrix, TRUTH & known, known))
    alone = LogisticRegression(solver="liblinear", random_state=0).fit(matrix[20:], TRUTH[20:, 1])
    assert np.allclose(found[:, 1], alone.decision_function(MATRIX), atol=1e-5)
    assert np.allclose(found[:, 0], scores(fit_each(MODEL, matrix, TRUTH, np.ones_like(TRUTH)))[:, 0])


@pytest.mark.parametrize("there", [True, False])
def test_a_label_that_all_known_rows_bear_or_none_gets_a_constant(there):
    known = np.ones_like(TRUTH)
    known[:, 1] = TRUTH[:, 1] == there
    found = scores(fit_each(MODEL, MATRIX, TRUTH & known, known))[:, 1]
    assert len(set(found)) == 1
    assert (found[0] > 0) == there


@pytest.mark.parametrize("matrix", [MATRIX, sparse.csr_matrix(MATRIX)])
def test_a_row_that_counts_for_three_is_as_three_rows(matrix):
    known, weights = np.ones_like(TRUTH), np.where(np.arange(60) < 5, 3.0, 1.0)
    known[20:30, 1] = False
    places = np.repeat(np.arange(60), weights.astype(int))
    repeated = fit_each(MODEL, matrix[places], (TRUTH & known)[places], known[places])
    assert np.allclose(scores(fit_each(MODEL, matrix, TRUTH & known, known, weights)), scores(repeated), atol=1e-3)
