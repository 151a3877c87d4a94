"""Columns are what pyarrow itself makes of the values."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.store.arrow_column import arrow_column, number_column, same_column

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=6)
KINDS: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.string(): WORDS,
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.float64(): st.floats(allow_nan=False),
    pa.bool_(): st.booleans(),
    pa.list_(pa.string()): st.lists(WORDS, max_size=3).map(tuple),
    pa.list_(pa.list_(pa.float64())): st.lists(st.tuples(st.floats(0, 9), st.integers(0, 9)), max_size=3).map(tuple),
}


@pytest.mark.parametrize("kind", KINDS, ids=str)
@given(data=st.data())
def test_a_column_is_the_one_that_pyarrow_makes(kind: pa.DataType, data: st.DataObject) -> None:
    values = data.draw(st.lists(st.none() | KINDS[kind], max_size=20))
    found = arrow_column(values, kind)
    found.validate(full=True)
    assert found.equals(pa.array(values, kind))


@pytest.mark.parametrize(
    ("value", "kind"),
    [("one", pa.int64()), (1.5, pa.int64()), (True, pa.int64()), ("x", pa.float64()), (2**63, pa.int64())],
)
def test_a_value_of_another_kind_is_an_error(value: Any, kind: pa.DataType) -> None:
    with pytest.raises((TypeError, ValueError, OverflowError)):
        arrow_column([value], kind)


def test_numbers_of_an_array_and_one_word_many_times() -> None:
    assert number_column(np.arange(6).reshape(3, 2)[:, 1], pa.int32()).to_pylist() == [1, 3, 5]
    assert same_column("né", 3).to_pylist() == ["né"] * 3
    assert same_column("né", 0).to_pylist() == []


def test_writing_a_shard_imports_no_pandas() -> None:
    program = """
import sys, tempfile
from pathlib import Path
from bdjp_nlp.reading import ReaderSettings, read_text
from bdjp_nlp.rows import STRUCTURE
from bdjp_nlp.store.schema import to_arrow, words_to_arrow
from bdjp_nlp.store.shard import read_shard, rows_of, write_shard
document = read_text("Peru signed.", ReaderSettings())
tables = {kind.table: to_arrow(kind, document.doc_id, document.rows(kind)) for kind in STRUCTURE}
tables["words"] = words_to_arrow(document.doc_id, None)
folder = Path(tempfile.mkdtemp())
record = write_shard(folder, 0, [], tables, {})
assert rows_of(read_shard(folder, record)["passages"], document.doc_id).num_rows == 1
print("pandas" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == "False\n"
