"""Suggestions are passages in doubt, and no two of them alike while others are to be had."""

import numpy as np

from bdjp_nlp.coding.suggestion import entropy, suggest


def test_a_passage_in_doubt_comes_before_a_certain_one():
    texts = ["patrol boats for the navy", "a bakery opened", "school lessons"]
    found = suggest(texts, np.array([[0.99], [0.5], [0.02]]), ["sea"], 1)
    assert [(one.place, one.label, one.doubt) for one in found] == [(1, "sea", 1.0)]


def test_of_passages_alike_one_is_enough():
    texts = ["the coast guard asked for boats"] * 5 + ["an embargo on rifles held"]
    scores = np.array([[0.5]] * 5 + [[0.3]])
    assert {one.place for one in suggest(texts, scores, ["sea"], 2)} == {0, 5}


def test_the_label_in_most_doubt_is_named():
    (found,) = suggest(["x y"], np.array([[0.9, 0.45]]), ["sea", "school"], 3)
    assert found.label == "school"


def test_doubt_is_a_bit_at_one_half_and_none_at_the_ends():
    assert np.allclose(entropy(np.array([0.0, 0.5, 1.0])), [0, 1, 0], atol=1e-9)
