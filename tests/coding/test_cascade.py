"""The cascade: each scorer judges what those before it could not rule out, and the last that read has the only word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from bdjp_nlp.coding.coder import Coder, Reader
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
    rules = trained.coder.quick
    return replace(trained.coder, readers=tuple(Reader(says, rules, reads_from) for says, reads_from in readers))  # type: ignore[arg-type]


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


def test_the_last_reader_has_the_only_word(trained: Trained) -> None:
    judged = cascade(trained, (Says(9.0, -9.0), 0.0), (Says(-9.0, 9.0), 0.0)).judge([SEA])
    assert judged.passages.assigned.tolist() == [[False, True]]


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
