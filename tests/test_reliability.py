"""Krippendorff's alpha, on the examples that its author computes by hand (Krippendorff 2011) and by its definition."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.reliability import alpha


def row(values: str) -> list[str | None]:
    return [None if value == "." else value for value in values.split()]


def test_two_coders_and_binary_data():
    assert alpha([row("0 1 0 0 0 0 0 0 1 0"), row("1 1 1 0 0 1 0 0 0 0")]) == pytest.approx(0.095, abs=0.0005)


def test_two_coders_and_several_categories():
    assert alpha([row("a a b b d c c c e d d a"), row("b a b b b c c c e d d d")]) == pytest.approx(0.692, abs=0.0005)


def test_several_coders_who_left_out_units():
    coders = [
        row("1 2 3 3 2 1 4 1 2 . . ."),
        row("1 2 3 3 2 2 4 1 2 5 . 3"),
        row(". 3 3 3 2 3 4 2 2 5 1 ."),
        row("1 2 3 3 2 4 4 1 2 5 1 ."),
    ]
    assert alpha(coders) == pytest.approx(0.743, abs=0.0005)


def test_agreement_of_all_is_one_and_of_none_below_nought():
    assert alpha([row("y n y"), row("y n y")]) == 1
    assert alpha([row("y n"), row("n y")]) == pytest.approx(-0.5)


def test_where_nothing_varies_or_nothing_is_shared_alpha_says_nothing():
    assert alpha([row("y y"), row("y y")]) is None
    assert alpha([row("y . n"), row(". y .")]) is None
    assert alpha([]) is None


def test_rows_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match=r"longer|shorter"):
        alpha([row("y n"), row("y")])


@given(st.lists(st.tuples(*[st.sampled_from("abc")] * 3), min_size=2, max_size=12))
def test_it_is_one_less_observed_over_expected_disagreement_of_pairs(units):
    found = alpha(list(zip(*units, strict=True)))
    values = [value for unit in units for value in unit]
    expected = [one != other for one, other in combinations(values, 2)]
    observed = [one != other for unit in units for one, other in combinations(unit, 2)]
    if not any(expected):
        assert found is None
    else:
        assert found == pytest.approx(1 - (sum(observed) / len(observed)) / (sum(expected) / len(expected)))
