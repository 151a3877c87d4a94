"""Tagging: spans and tags are two writings of one thing, and what is decoded always fits together."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bdjp_nlp.entities.tagging import TagScheme

SCHEME = TagScheme(("STATE", "PLACE"))


@st.composite
def spans(draw) -> tuple[list[tuple[int, int, str]], int]:
    made, at = [], 0
    for gap, length, label in draw(
        st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4), st.sampled_from(SCHEME.labels)), max_size=6)
    ):
        made.append((at + gap, at + gap + length, label))
        at += gap + length
    return made, at + draw(st.integers(0, 3))


@given(spans())
def test_spans_survive_a_round_trip(example: tuple[list[tuple[int, int, str]], int]) -> None:
    made, count = example
    probabilities = np.full((count, SCHEME.size), 0.01, np.float32)
    probabilities[np.arange(count), SCHEME.encode(made, count)] = 0.9
    assert [(span.first, span.stop, span.label) for span in SCHEME.decode(probabilities)] == made


@given(st.integers(1, 12), st.integers(0, 10**6))
def test_any_probabilities_give_spans_that_do_not_overlap(count: int, seed: int) -> None:
    probabilities = np.random.default_rng(seed).dirichlet(np.ones(SCHEME.size), count).astype(np.float32)
    last = 0
    for span in SCHEME.decode(probabilities):
        assert last <= span.first < span.stop <= count
        assert 0 < span.score <= 1
        last = span.stop
