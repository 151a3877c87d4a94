"""Dates in references."""

from __future__ import annotations

import pytest

from bdjp_nlp.chicago_date import written_date


@pytest.mark.parametrize(
    ("date", "written"), [("2024-05-03", "May 3, 2024"), ("2024-12", "December 2024"), ("2024", "2024"), ("", "")]
)
def test_a_date_is_written_as_chicago_writes_it(date, written):
    assert written_date(date) == written


@pytest.mark.parametrize("date", ["spring 2024", "2024-13", "2024-02-31", "199X"])
def test_a_date_that_is_no_day_stands_as_it_is(date):
    assert written_date(date) == date
