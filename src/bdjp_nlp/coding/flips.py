"""Flips: the labels that passages gain and lose where another model judges them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bdjp_nlp.coding.coder import Coder
from bdjp_nlp.coding.unit import Unit

MOST_FLIPS = 500
"""More than anybody reads; the report says how many there are."""
MOST_JUDGED = 2000
"""Passages that both models read for it, spread evenly over what is given: about as many as in fifty papers."""


@dataclass(frozen=True)
class Placed:
    """A passage and where it is from, as a person finds it ("paper.pdf p.3")."""

    place: str
    unit: Unit


@dataclass(frozen=True)
class Sample:
    """Passages on which two models are compared, and what they are from ("outputs/mine")."""

    source: str
    passages: tuple[Placed, ...]


@dataclass(frozen=True)
class Flip:
    """A label that a passage gained, or lost; scores are the old and the new model's probabilities of it."""

    place: str
    label: str
    gained: bool
    old_score: float
    new_score: float
    quote: str


@dataclass(frozen=True)
class Flips:
    """What two models judge otherwise in `passages` passages of `source`.

    `gained` and `lost` count labels of passages; `listed` are the first of them, those first whose scores change most.
    """

    source: str
    passages: int
    gained: int
    lost: int
    listed: tuple[Flip, ...]


def flips(new: Coder, old: Coder, sample: Sample) -> Flips:
    """What changes for passages, by the labels that both models know."""
    read = _spread(sample.passages)
    units = [placed.unit for placed in read]
    after, before = new.judge(units).passages, old.judge(units).passages
    found = []
    for column, label in enumerate(new.labels):
        if label not in old.labels:
            continue
        earlier = old.labels.index(label)
        for row in map(int, np.flatnonzero(after.assigned[:, column] != before.assigned[:, earlier])):
            scores = (float(before.probabilities[row, earlier]), float(after.probabilities[row, column]))
            found.append(
                Flip(
                    read[row].place,
                    label,
                    bool(after.assigned[row, column]),
                    round(scores[0], 4),
                    round(scores[1], 4),
                    units[row].text,
                )
            )
    found.sort(key=lambda flip: -abs(flip.new_score - flip.old_score))
    gained = sum(flip.gained for flip in found)
    return Flips(sample.source, len(read), gained, len(found) - gained, tuple(found[:MOST_FLIPS]))


def _spread(passages: Sequence[Placed]) -> Sequence[Placed]:
    """At most `MOST_JUDGED` of the passages, evenly."""
    return passages[:: max(1, -(-len(passages) // MOST_JUDGED))]
