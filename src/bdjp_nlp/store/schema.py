"""Row classes as Arrow tables and back: a dataclass's fields are the columns, its type hints their types."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterable
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np
import pyarrow as pa

from bdjp_nlp.draft import WordBoxes
from bdjp_nlp.rows import Row
from bdjp_nlp.store.arrow_column import arrow_column, number_column, same_column

R = TypeVar("R", bound=Row)

DOC_ID = "doc_id"
WORDS = "words"
"""The table of the words' boxes, kept as arrays: half-open code points into the canonical text, page, box."""

_SCHEMAS: dict[type[Row], pa.Schema] = {}
_SCALARS = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}

WORDS_SCHEMA = pa.schema(
    [(DOC_ID, pa.string()), ("doc_start", pa.int32()), ("doc_end", pa.int32()), ("page", pa.int32())]
    + [(side, pa.float32()) for side in ("x0", "y0", "x1", "y1")]
)


def schema_of(kind: type[Row]) -> pa.Schema:
    """`doc_id` and one column a field of `kind`."""
    if kind not in _SCHEMAS:
        _SCHEMAS[kind] = _schema_of(kind)
    return _SCHEMAS[kind]


def _schema_of(kind: type[Row]) -> pa.Schema:
    hints = get_type_hints(kind)
    columns = [pa.field(DOC_ID, pa.string(), nullable=False)]
    for field in dataclasses.fields(kind):
        columns.append(pa.field(field.name, _arrow_type(hints[field.name])))
    return pa.schema(columns)


def _arrow_type(hint: Any) -> pa.DataType:
    if hint in _SCALARS:
        return _SCALARS[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _arrow_type(next(argument for argument in arguments if argument is not type(None)))
    if origin is tuple:
        return pa.list_(_arrow_type(_widest(arguments)))
    raise TypeError(f"no column type for {hint!r}; use str, int, float, bool, tuples of them, or one of them with None")


def _widest(arguments: tuple[Any, ...]) -> Any:
    """The element type of a tuple hint: tuple[X, ...], or a fixed tuple of numbers, whose widest type is taken."""
    kinds = [argument for argument in arguments if argument is not Ellipsis]
    return float if float in kinds else kinds[0]


def to_arrow(kind: type[R], doc_id: str, rows: Iterable[R]) -> pa.Table:
    """Rows of one document as an Arrow table."""
    schema, rows = schema_of(kind), list(rows)
    columns = [same_column(doc_id, len(rows))]
    for field in schema.names[1:]:
        columns.append(arrow_column([getattr(row, field) for row in rows], schema.field(field).type))
    return pa.Table.from_arrays(columns, schema=schema)


def from_arrow(kind: type[R], table: pa.Table) -> tuple[R, ...]:
    """An Arrow table's rows, lists as tuples again."""
    names = [field.name for field in dataclasses.fields(kind)]
    columns = [table.column(name).to_pylist() for name in names]
    columns = [
        [_as_tuple(value) for value in column] if pa.types.is_list(table.schema.field(name).type) else column
        for name, column in zip(names, columns, strict=True)
    ]
    return tuple(kind(*values) for values in zip(*columns, strict=True))


def _as_tuple(value: Any) -> Any:
    return tuple(map(_as_tuple, value)) if isinstance(value, list) else value


def words_to_arrow(doc_id: str, words: WordBoxes | None) -> pa.Table:
    """The words' boxes of one document."""
    if words is None:
        return pa.Table.from_batches([], WORDS_SCHEMA)
    box = np.asarray(words.box, dtype=np.float32).reshape(-1, 4)
    arrays = [
        same_column(doc_id, len(words.page)),
        *(number_column(words.span[:, side], pa.int32()) for side in (0, 1)),
        number_column(words.page, pa.int32()),
        *(number_column(box[:, side], pa.float32()) for side in range(4)),
    ]
    return pa.Table.from_arrays(arrays, schema=WORDS_SCHEMA)


def words_from_arrow(table: pa.Table) -> WordBoxes | None:
    """The inverse of `words_to_arrow`; None where there are none."""
    if not table.num_rows:
        return None
    columns = {name: table.column(name).to_numpy() for name in WORDS_SCHEMA.names[1:]}
    return WordBoxes(
        np.stack([columns["doc_start"], columns["doc_end"]], axis=1),
        columns["page"],
        np.stack([columns[side] for side in ("x0", "y0", "x1", "y1")], axis=1),
    )
