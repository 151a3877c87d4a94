"""Sparse rows do what SciPy's matrices do."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bdjp_nlp.coding.sparse_rows import SparseRows, side_by_side

MATRICES = st.tuples(st.integers(1, 6), st.integers(1, 5)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.sampled_from([0.0, 0.0, 1.0, -2.0, 3.5]))
)


@given(MATRICES, st.data())
def test_products_and_spread_rows_are_those_of_the_array(matrix: np.ndarray, data: st.DataObject) -> None:
    sparse = SparseRows.of_dense(matrix)
    dense = np.arange(matrix.shape[1] * 3.0).reshape(-1, 3)
    assert np.allclose(sparse @ dense, matrix @ dense)
    places = st.lists(st.tuples(st.integers(0, 3), st.integers(0, matrix.shape[0] - 1)), max_size=8)
    to, source = np.array(data.draw(places), dtype=np.intp).reshape(-1, 2).T
    there = np.zeros((4, matrix.shape[1]))
    np.add.at(there, to, matrix[source])
    spread = sparse.spread(to, source, 4)
    assert np.allclose(spread.to_scipy().toarray(), there)
    assert np.allclose(spread.added_up().to_scipy().toarray(), there)


@given(MATRICES)
def test_rows_become_as_long_as_one_and_rows_of_zeros_stay(matrix: np.ndarray) -> None:
    lengths = np.linalg.norm(SparseRows.of_dense(matrix).normalised().to_scipy().toarray(), axis=1)
    assert np.allclose(lengths, matrix.any(axis=1))


@given(MATRICES)
def test_blocks_stand_side_by_side(matrix: np.ndarray) -> None:
    sparse = SparseRows.of_dense(matrix)
    assert np.allclose(side_by_side([sparse, sparse * 2]).to_scipy().toarray(), np.hstack([matrix, matrix * 2]))
