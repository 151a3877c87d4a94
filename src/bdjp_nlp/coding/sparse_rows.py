"""Sparse rows: a matrix of mostly zeros, kept as its entries, with the few operations that a run needs of one.

SciPy has all of them, and its import takes longer than most papers; scikit-learn, when it trains, gets SciPy's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy import sparse

    from bdjp_nlp.coding.unit import Floats

Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class SparseRows:
    """Entries by row: `rows` (entries), ascending, `columns` (entries), `values` (entries); equal places add up."""

    rows: Places
    columns: Places
    values: npt.NDArray[np.float64]
    shape: tuple[int, int]

    @classmethod
    def of_dense(cls, matrix: npt.NDArray[Any]) -> SparseRows:
        """The entries of an array (rows, columns) that are not zero."""
        rows, columns = np.nonzero(matrix)
        return cls(rows, columns, matrix[rows, columns].astype(np.float64), (matrix.shape[0], matrix.shape[1]))

    def __matmul__(self, dense: npt.NDArray[Any]) -> Floats:
        """The product with an array (columns, any), of shape (rows, any)."""
        if not dense.shape[1]:
            return np.zeros((self.shape[0], 0))
        return np.column_stack(
            [np.bincount(self.rows, self.values * each[self.columns], self.shape[0]) for each in dense.T]
        )

    def __mul__(self, factor: float) -> SparseRows:
        return SparseRows(self.rows, self.columns, self.values * factor, self.shape)

    def spread(self, to: Places, source: Places, count: int) -> SparseRows:
        """A matrix of `count` rows, in which row ``to[i]`` is given the entries of row ``source[i]``, for every i."""
        order = np.argsort(to, kind="stable")
        to, source = to[order], source[order]
        starts = np.searchsorted(self.rows, np.arange(self.shape[0] + 1))
        lengths = np.diff(starts)[source]
        ends = np.cumsum(lengths)
        entries = np.arange(lengths.sum()) + np.repeat(starts[source] - (ends - lengths), lengths)
        return SparseRows(np.repeat(to, lengths), self.columns[entries], self.values[entries], (count, self.shape[1]))

    def added_up(self) -> SparseRows:
        """The same with one entry a place, in the order of the columns."""
        places, entry = np.unique(self.rows * self.shape[1] + self.columns, return_inverse=True)
        rows, columns = np.divmod(places, self.shape[1])
        values: Floats = np.bincount(entry, self.values, len(places)).astype(np.float64)
        return SparseRows(rows, columns, values, self.shape)

    def normalised(self) -> SparseRows:
        """Rows of length one (Euclidean); those of zeros stay. There must be one entry a place."""
        lengths = np.sqrt(np.bincount(self.rows, self.values**2, self.shape[0]))
        return SparseRows(self.rows, self.columns, self.values / lengths[self.rows], self.shape)

    def to_scipy(self) -> sparse.csr_matrix:
        """The matrix as scikit-learn takes it."""
        from scipy import sparse

        return sparse.csr_matrix((self.values, (self.rows, self.columns)), self.shape)


def side_by_side(blocks: Sequence[SparseRows]) -> SparseRows:
    """One matrix of blocks with as many rows each."""
    rows = np.concatenate([block.rows for block in blocks])
    order = np.argsort(rows, kind="stable")
    first = np.cumsum([0, *(block.shape[1] for block in blocks)])
    columns = np.concatenate([block.columns + start for block, start in zip(blocks, first[:-1], strict=True)])
    values = np.concatenate([block.values for block in blocks])
    return SparseRows(rows[order], columns[order], values[order], (blocks[0].shape[0], int(first[-1])))
