"""Opinions: what the scorers say of a sentence or passage, laid side by side for the calibrator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bdjp_nlp.coding.unit import LOWEST, Floats, Scores, Unit, owners, pooled


@dataclass(frozen=True)
class Opinions:
    """`sentences` (sentences, labels, kinds) and `passages` (units, labels, kinds), logits."""

    sentences: Floats
    passages: Floats


def opinions(units: Sequence[Unit], scores: Sequence[Scores]) -> Opinions:
    """For each scorer: a sentence's own score and its passage's; a passage's own and its sentences' best and sum.

    What a passage bears is mostly what its best sentence bears, but two halves of a thought may stand in two sentences.
    """
    owner = owners(units)
    sentences: list[Floats] = []
    passages: list[Floats] = []
    for score in scores:
        highest, any_of = pooled(score.sentences, owner, len(units))
        sentences += [score.sentences, score.passages[owner]]
        passages += [score.passages, highest, any_of]
    return Opinions(_stacked(sentences), _stacked(passages))


def _stacked(kinds: list[Floats]) -> Floats:
    return np.clip(np.stack(kinds, axis=2), LOWEST, -LOWEST)
