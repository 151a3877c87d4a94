"""No spreadsheet runs what a paper says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.spreadsheet_cell import as_meant, harmless


@pytest.mark.parametrize("words", ["=1+1", "+49", "-", "@SUM(A1)", "\tx", "\rx", "'=1+1"])
def test_what_begins_like_a_formula_gets_an_apostrophe(words):
    assert harmless(words) == f"'{words}"


@pytest.mark.parametrize("value", ["a=b", "", "'tis so", -4, None, 0.5])
def test_everything_else_stays_as_it_is(value):
    assert harmless(value) == value


@given(st.text() | st.text(st.sampled_from("'=+-@ab\t\r")))
def test_words_come_back_as_they_were_meant(words):
    cell = harmless(words)
    assert as_meant(cell) == words
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
