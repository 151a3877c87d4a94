"""Arrow columns of Python values or NumPy arrays, laid out as Arrow's memory format has them.

``pyarrow.array`` would import pandas, to see whether it was given a piece of it, which takes a fifth of a run's start.
Source of the layout: Apache Arrow columnar format, version 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_NUMBERS = {pa.int64(): np.int64, pa.int32(): np.int32, pa.float64(): np.float64, pa.float32(): np.float32}


def arrow_column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """A column of strings, numbers, truth values or (nested) lists of them; None is null.

    Raises TypeError or ValueError where a value is not of the kind.
    """
    known = [value is not None for value in values]
    null = None if all(known) else _bits(known)
    if kind in _NUMBERS:
        numbers = [0 if value is None else _checked(value, kind) for value in values]
        return pa.Array.from_buffers(kind, len(values), [null, pa.py_buffer(np.array(numbers, _NUMBERS[kind]))])
    if pa.types.is_boolean(kind):
        return pa.Array.from_buffers(kind, len(values), [null, _bits([value is True for value in values])])
    if pa.types.is_string(kind):
        words = [b"" if value is None else value.encode("utf-8") for value in values]
        return pa.Array.from_buffers(kind, len(values), [null, _offsets(words), pa.py_buffer(b"".join(words))])
    if pa.types.is_list(kind):
        lists = [() if value is None else value for value in values]
        parts = arrow_column(list(chain.from_iterable(lists)), kind.value_type)
        return pa.Array.from_buffers(kind, len(values), [null, _offsets(lists)], children=[parts])
    raise TypeError(f"no column of {kind}")


def number_column(numbers: npt.NDArray[Any], kind: pa.DataType) -> pa.Array:
    """A column of numbers without null."""
    data = np.ascontiguousarray(numbers, dtype=_NUMBERS[kind])
    return pa.Array.from_buffers(kind, len(data), [None, pa.py_buffer(data)])


def same_column(value: str, count: int) -> pa.Array:
    """A column in which one word stands `count` times."""
    word = value.encode("utf-8")
    offsets = np.arange(count + 1, dtype=np.int32) * np.int32(len(word))
    return pa.Array.from_buffers(pa.string(), count, [None, pa.py_buffer(offsets), pa.py_buffer(word * count)])


def _checked(value: Any, kind: pa.DataType) -> Any:
    whole = isinstance(value, int | np.integer)
    if isinstance(value, bool) or not (whole or (pa.types.is_floating(kind) and isinstance(value, float))):
        raise TypeError(f"{value!r} in a column of {kind}")
    return value


def _bits(truths: Sequence[bool]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(np.array(truths, dtype=bool), bitorder="little"))


def _offsets(parts: Sequence[Sequence[Any]]) -> pa.Buffer:
    """Where each part begins and, at the end, where the last one ends; ValueError where 32 bits do not hold it."""
    ends = np.cumsum([0, *map(len, parts)])
    if ends[-1] > np.iinfo(np.int32).max:
        raise ValueError(f"{ends[-1]} is more than a column of one document can hold")
    return pa.py_buffer(ends.astype(np.int32))
