"""Left out: intervals hold the figure, and differences are taken on the same documents alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.entities.left_out import Counts, count, difference, interval


@st.composite
def documents(draw: st.DrawFn) -> list[Counts]:
    made = []
    for number in range(draw(st.integers(min_value=1, max_value=8))):
        true, found = draw(st.integers(1, 50)), draw(st.integers(1, 50))
        made.append(Counts(draw(st.integers(0, min(true, found))), found, true, str(number)))
    return made


@given(documents())
def test_an_interval_lies_between_the_worst_and_the_best_document(some: list[Counts]) -> None:
    scores = [2 * one.right / (one.found + one.true) for one in some]
    low, high = interval(some)
    assert min(scores) - 1e-9 <= low <= high <= max(scores) + 1e-9


def test_one_document_leaves_nothing_open() -> None:
    assert interval([Counts(1, 2, 2, "a")]) == (0.5, 0.5)


def test_a_difference_takes_only_documents_that_are_the_same_in_both() -> None:
    new = {"a": Counts(2, 2, 2, "x"), "b": Counts(0, 2, 2, "y"), "c": Counts(0, 9, 9, "new")}
    old = {"a": Counts(1, 2, 2, "x"), "b": Counts(0, 2, 2, "y"), "c": Counts(9, 9, 9, "old")}
    found = difference(new, old)
    assert found is not None
    assert (found.value, found.documents) == (0.25, 2)
    assert found.low <= found.value <= found.high
    assert difference(new, {"d": Counts(1, 1, 1, "z")}) is None


def test_a_mention_is_right_with_span_and_label() -> None:
    gold = {(0, 1, "STATE"), (2, 3, "PLACE")}
    assert count("h", [(gold, {(0, 1, "STATE"): 0.9, (2, 3, "STATE"): 0.8})]) == Counts(1, 2, 2, "h")
