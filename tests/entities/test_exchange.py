"""Exchange: dollars are derived from the reference rate of a day, and missing where there is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.entities.values.exchange import in_dollars, rate_date


def test_a_sum_is_worth_what_the_rate_of_its_day_says() -> None:
    dollars = in_dollars("575000000", "JPY", date(2023, 11, 15))
    assert dollars is not None
    assert (dollars.amount, dollars.at) == ("3825000", "2023-11-15")


def test_a_weekend_takes_the_rate_before_or_after_it() -> None:
    assert in_dollars("100", "EUR", date(2024, 1, 6)) is not None


def test_a_range_stays_a_range() -> None:
    dollars = in_dollars("8000000000/9000000000", "EUR", date(2024, 3, 1))
    assert dollars is not None
    low, high = map(float, dollars.amount.split("/"))
    assert low < high
    assert high / low == pytest.approx(9 / 8, rel=1e-3)


@pytest.mark.parametrize(
    ("unit", "day"), [("BDT", date(2023, 1, 2)), ("JPY", date(1985, 1, 2)), ("XYZ", date(2023, 1, 2))]
)
def test_no_rate_no_dollars(unit: str, day: date) -> None:
    assert in_dollars("100", unit, day) is None


@given(st.integers(min_value=0, max_value=10**13))
def test_dollars_stay_what_they_are(amount: int) -> None:
    dollars = in_dollars(str(amount), "USD", date(2023, 1, 2))
    assert dollars is not None
    assert dollars.amount == str(amount)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2023-11-15", date(2023, 11, 15)),
        ("2023-11", date(2023, 11, 15)),
        ("2023", date(2023, 7, 15)),
        ("2019/2023", date(2019, 7, 15)),
        ("199X", None),
        ("--06-03", None),
        ("P2Y", None),
        (None, None),
    ],
)
def test_the_middle_of_a_period_stands_for_it(value: str | None, day: date | None) -> None:
    assert rate_date(value) == day
