"""Distillation: a small encoder is taught what the labels say and, beside it, what a larger encoder makes of each text.

The larger one's probabilities are of passages that it did not see in training: they tell which texts are doubtful and
what else they come near to, which a label of 0 or 1 does not (Hinton et al. 2015).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from encoder_examples import Example

from bdjp_nlp.coding.encoder import Encoder
from bdjp_nlp.coding.labelled_unit import LabelledUnit
from bdjp_nlp.coding.training import Parameters, TrainingArrays, judged_left_out

SHARE = 0.5
"""How much the teacher's word counts; the rest is the label's."""


def taught(
    examples: Sequence[Example],
    units: Sequence[LabelledUnit],
    labels: Sequence[str],
    teacher: Encoder,
    progress: Callable[[str], None],
) -> list[Example]:
    """The examples, one a unit, with targets between the labels and the teacher's left-out probabilities."""
    data = TrainingArrays(tuple(labels), units, (teacher,), Parameters(), progress)
    said = judged_left_out(units, data.truth, data.left_out_scores()[-1:]).verdicts
    sentences, passages = said.sentences.probabilities, said.passages.probabilities
    found, first = [], 0
    for example, passage in zip(examples, passages, strict=True):
        own = sentences[first : first + len(example.sentences)]
        found.append(
            replace(
                example,
                of_sentences=_between(example.of_sentences, own),
                of_passage=_between(example.of_passage, passage),
            )
        )
        first += len(example.sentences)
    return found


def _between(label: np.ndarray, probability: np.ndarray) -> np.ndarray:
    return ((1 - SHARE) * label + SHARE * probability).astype(np.float32)
