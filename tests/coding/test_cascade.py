"""The cascade: each scorer judges what those before it could not rule out; the last that read judges for them all."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace

import numpy as np
import pytest

from bdjp_nlp.coding.calibration import Calibrator
from bdjp_nlp.coding.coder import Coder, Reader, Rule, Rules
from bdjp_nlp.coding.training import Trained
from bdjp_nlp.coding.unit import Scores, Unit

SEA = Unit("The coast guard patrols the strait.", ((0, 35),))
POST = Unit("The letter had no stamp.", ((0, 24),))


class Says:
    """A scorer that gives every passage the same logits and remembers which it was given."""

    def __init__(self, *logits: float) -> None:
        self.logits, self.read = logits, list[Unit]()

    def score(self, units: Sequence[Unit]) -> Scores:
        self.read += units
        sentences = sum(len(unit.spans) for unit in units)
        return Scores(np.tile(self.logits, (sentences, 1)), np.tile(self.logits, (len(units), 1)))


def cascade(trained: Trained, *readers: tuple[Says, float]) -> Coder:
    return replace(
        trained.coder,
        readers=tuple(
            Reader(says, of_scorers(trained, number), reads_from)  # type: ignore[arg-type]
            for number, (says, reads_from) in enumerate(readers, 1)
        ),
    )


def of_scorers(trained: Trained, count: int) -> Rules:
    """The words' rules for as many scorers, whose scores weigh the same."""

    def for_all(rule: Rule) -> Rule:
        models = []
        for model in rule.calibrator.models:
            models.append(copy(model))
            models[-1].coef_ = np.tile(model.coef_, count)
            models[-1].n_features_in_ *= count
        return Rule(Calibrator(models), rule.decision)

    rules = trained.coder.quick
    return Rules(for_all(rules.sentences), for_all(rules.passages))


@pytest.fixture
def between(trained: Trained) -> float:
    """A probability between what the words make of the two passages."""
    found = trained.coder.judge([SEA, POST]).passages.probabilities.max(axis=1)
    assert found[1] < found[0]
    return float(found.mean())


def test_only_what_the_words_find_likely_is_read(trained: Trained, between: float) -> None:
    reader = Says(9.0, -9.0)
    cascade(trained, (reader, between)).judge([SEA, POST])
    assert reader.read == [SEA]


def test_a_reader_is_judged_together_with_those_before_it(trained: Trained) -> None:
    sure = cascade(trained, (Says(9.0, -9.0), 0.0), (Says(9.0, -9.0), 0.0)).judge([SEA])
    torn = cascade(trained, (Says(9.0, -9.0), 0.0), (Says(-9.0, 9.0), 0.0)).judge([SEA])
    assert sure.passages.probabilities[0, 0] > torn.passages.probabilities[0, 0]
    assert sure.passages.probabilities[0, 1] < torn.passages.probabilities[0, 1]


def test_scores_stay_with_their_passages_when_some_go_no_further(trained: Trained, between: float) -> None:
    def by_unit(units: Sequence[Unit]) -> Scores:
        logits = np.array([[9.0, -9.0] if unit is SEA else [-9.0, -9.0] for unit in units])
        return Scores(logits, logits)

    first, second = Says(0.0), Says(9.0, -9.0)
    first.score = by_unit  # type: ignore[method-assign]
    both = cascade(trained, (first, 0.0), (second, 0.5)).judge([POST, SEA])
    alone = cascade(trained, (first, 0.0), (second, 0.5)).judge([SEA])
    assert np.allclose(both.passages.probabilities[1], alone.passages.probabilities[0])


def test_what_a_reader_finds_unlikely_goes_no_further_and_bears_no_label(trained: Trained) -> None:
    second = Says(9.0, 9.0)
    judged = cascade(trained, (Says(-9.0, -9.0), 0.0), (second, 0.9)).judge([SEA, POST])
    assert second.read == []
    assert not judged.passages.assigned.any()
    assert not judged.sentences.assigned.any()


def test_what_the_words_ruled_out_is_read_by_nobody_after_them(trained: Trained, between: float) -> None:
    second = Says(9.0, 9.0)
    cascade(trained, (Says(9.0, 9.0), between), (second, 0.0)).judge([SEA, POST])
    assert second.read == [SEA]
