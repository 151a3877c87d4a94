"""Unit: a passage as the coder sees it, with its sentences and the heading that it stands under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from bdjp_nlp.rows import Span

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Unit:
    """A passage: its text, its sentences' spans (half-open code points of `text`), the titles of its sections."""

    text: str
    spans: tuple[Span, ...]
    heading: str = ""

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences' texts."""
        return tuple(self.text[start:end] for start, end in self.spans)


@dataclass(frozen=True)
class Scores:
    """A score for every label: `sentences` (sentences of all units, labels), `passages` (units, labels)."""

    sentences: Floats
    passages: Floats

    def only(self, sentences: Bools, passages: Bools) -> Scores:
        """The scores of some units: of their sentences and of themselves."""
        return Scores(self.sentences[sentences], self.passages[passages])


def owners(units: Sequence[Unit]) -> npt.NDArray[np.intp]:
    """For every sentence of the units, one after the other, the position of its unit."""
    return np.repeat(np.arange(len(units)), [len(unit.spans) for unit in units])


def first_sentences(units: Sequence[Unit]) -> list[int]:
    """The position of each unit's first sentence, and at the end the number of all sentences."""
    return [0, *accumulate(len(unit.spans) for unit in units)]


def pooled(logits: Floats, owner: npt.NDArray[np.intp], count: int) -> tuple[Floats, Floats]:
    """The highest and the noisy-or of each unit's sentence logits, as logits; without sentences, the lowest."""
    labels = logits.shape[1]
    highest = np.full((count, labels), LOWEST)
    np.maximum.at(highest, owner, logits)
    log_none = np.zeros((count, labels))
    np.add.at(log_none, owner, -np.logaddexp(0.0, logits))
    log_none = np.minimum(log_none, -1e-9)
    return highest, np.maximum(np.log(-np.expm1(log_none)) - log_none, LOWEST)


def sigmoid(logits: Floats) -> Floats:
    """Logits as probabilities."""
    return np.exp(-np.logaddexp(0.0, -logits))


LOWEST = -12.0
"""The logit of what is out of the question: 6 in a million."""
