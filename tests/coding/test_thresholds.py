from __future__ import annotations

import numpy as np
import pytest

from bdjp_nlp.coding.calibration import brier, calibration_error, fit_calibrator
from bdjp_nlp.coding.thresholds import decide


def test_threshold_parts_what_can_be_parted() -> None:
    probabilities = np.concatenate([np.linspace(0.01, 0.3, 80), np.linspace(0.6, 0.99, 20)])[:, None]
    decision = decide(probabilities, probabilities > 0.5)
    assert 0.3 < decision.threshold[0] <= 0.6
    assert decision.error_rate == 0.0


def test_band_of_doubt_is_no_wider_than_asked() -> None:
    random = np.random.default_rng(1)
    probabilities = random.random((2000, 2))
    decision = decide(probabilities, random.random((2000, 2)) < probabilities, most_uncertain=0.2)
    assert decision.uncertain(probabilities).any(axis=1).mean() == pytest.approx(0.2, abs=0.02)
    assert all(
        low < cut <= high for low, cut, high in zip(decision.low, decision.threshold, decision.high, strict=True)
    )


def test_certain_rows_are_wrong_less_often_than_uncertain_ones() -> None:
    random = np.random.default_rng(2)
    probabilities = random.random((4000, 1))
    true = random.random((4000, 1)) < probabilities
    decision = decide(probabilities, true)
    wrong = decision.assigned(probabilities) != true
    doubtful = decision.uncertain(probabilities)
    assert wrong[~doubtful].mean() < wrong[doubtful].mean()
    assert decision.error_rate == pytest.approx(wrong[~doubtful].mean(), abs=0.01)


def test_doubt_lies_mostly_where_a_label_was_hardly_not_given() -> None:
    random = np.random.default_rng(5)
    probabilities = random.random((4000, 1)) ** 2
    true = random.random((4000, 1)) < probabilities
    decision = decide(probabilities, true, most_uncertain=0.2)
    low, cut, high = decision.low[0], decision.threshold[0], decision.high[0]
    assert cut - low > 2 * (high - cut)


def test_certain_rows_have_a_better_f1_than_with_a_band_as_wide_on_both_sides() -> None:
    random = np.random.default_rng(6)
    probabilities = random.beta(0.3, 2.0, (6000, 2))
    true = random.random((6000, 2)) < probabilities
    decision = decide(probabilities, true, most_uncertain=0.1)
    distance = np.abs(np.log(probabilities / (1 - probabilities)) - np.log(1 / (1 / np.array(decision.threshold) - 1)))
    even = distance.min(axis=1) > np.quantile(distance.min(axis=1), decision.uncertain_share)
    certain = ~decision.uncertain(probabilities).any(axis=1)
    given = decision.assigned(probabilities)
    assert _macro_f1(given[certain], true[certain]) > _macro_f1(given[even], true[even])


def _macro_f1(given: np.ndarray, true: np.ndarray) -> float:
    return float(np.mean(2 * (given & true).sum(axis=0) / (given.sum(axis=0) + true.sum(axis=0))))


def test_rows_of_weight_nought_decide_nothing() -> None:
    random = np.random.default_rng(4)
    probabilities = random.random((400, 1))
    true = random.random((400, 1)) < probabilities
    weights = np.ones_like(probabilities)
    weights[200:] = 0
    turned = true.copy()
    turned[200:] = ~turned[200:]
    scores = np.log(probabilities / (1 - probabilities))[:, :, None]
    some, others = (fit_calibrator(scores, each, weights).probabilities(scores) for each in (true, turned))
    assert some.tolist() == others.tolist()
    assert decide(probabilities, true, weights) == decide(probabilities, turned, weights)


def test_where_all_rows_are_alike_the_probability_is_laplaces() -> None:
    scores = np.linspace(-3, 3, 8)[:, None, None]
    found = fit_calibrator(scores, np.ones((8, 1), dtype=bool)).probabilities(scores)
    assert found == pytest.approx(np.full((8, 1), 9 / 10), abs=0.01)


def test_calibration_mends_scores_that_claim_too_much() -> None:
    random = np.random.default_rng(3)
    logit = random.normal(size=(3000, 1))
    true = random.random((3000, 1)) < 1 / (1 + np.exp(-logit))
    boasting = 4 * logit
    calibrated = fit_calibrator(boasting[:, :, None], true).probabilities(boasting[:, :, None])
    raw = 1 / (1 + np.exp(-boasting))
    assert calibration_error(calibrated, true) < 0.03 < calibration_error(raw, true)
    assert brier(calibrated, true) < brier(raw, true)
