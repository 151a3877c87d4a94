"""Prevalence corrects a count for the coder's measured errors, and its interval says how far it can be trusted."""

import numpy as np
import pytest

from bdjp_nlp.coding.prevalence import Errors, prevalence

GOOD = Errors(hits=900, misses=100, false_alarms=90, correct_rejections=8910)
"""Finds nine in ten, and gives the label wrongly to one in a hundred."""


def test_a_coder_that_misses_much_has_its_count_raised():
    misses_half = Errors(hits=500, misses=500, false_alarms=0, correct_rejections=9000)
    found = prevalence(100, 1000, misses_half)
    assert found.low < 0.2 < found.high
    assert found.share == pytest.approx(0.2, abs=0.02)


def test_a_count_no_higher_than_the_false_alarms_may_mean_none():
    found = prevalence(10, 1000, GOOD)
    assert found.low == 0.0
    assert found.high < 0.02


def test_less_known_of_the_coders_errors_widens_the_interval():
    little = Errors(hits=9, misses=1, false_alarms=1, correct_rejections=99)
    well, badly = prevalence(200, 1000, GOOD), prevalence(200, 1000, little)
    assert badly.high - badly.low > 2 * (well.high - well.low)


def test_a_coder_that_guesses_gives_no_share():
    assert np.isnan(prevalence(5, 10, Errors(50, 50, 50, 50)).share)
    assert np.isnan(prevalence(0, 0, GOOD).share)


def test_the_interval_holds_the_true_share_about_as_often_as_it_says():
    random = np.random.default_rng(7)
    held = []
    for true in random.uniform(0.02, 0.6, 200):
        hits, false_alarms = random.binomial(200, 0.8), random.binomial(2000, 0.03)
        errors = Errors(hits, 200 - hits, false_alarms, 2000 - false_alarms)
        bearing = random.binomial(400, true)
        assigned = random.binomial(bearing, 0.8) + random.binomial(400 - bearing, 0.03)
        found = prevalence(int(assigned), 400, errors)
        held.append(found.low <= true <= found.high)
    assert 0.90 <= np.mean(held) <= 0.99


def test_more_assigned_than_there_are_is_refused():
    with pytest.raises(ValueError, match="11 of 10"):
        prevalence(11, 10, GOOD)
