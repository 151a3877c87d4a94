"""Flips: the labels that passages gain and lose by another model, and whether it says what it was taught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bdjp_nlp.coding.coder import Coder
from bdjp_nlp.coding.labelled_unit import LabelledUnit
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


@dataclass(frozen=True)
class Lessons:
    """A user's own labels: on how many of `passages`' `labels` they decided, and of how many each model says likewise.

    The new model has learnt from them: that it follows says that they counted, not how well it judges others.
    """

    passages: int
    labels: int
    before: int
    after: int

    @property
    def said(self) -> str:
        """The same in words."""
        return (
            f"your own labels ({self.labels} on {self.passages} passages): the model in use says {self.before} of them "
            f"likewise, the new one, which has learnt from them, {self.after}"
        )


def lessons(new: Coder, old: Coder, units: Sequence[LabelledUnit]) -> Lessons:
    """How far both models say what people decided, on the labels that both know."""
    read = [one.unit for one in units]
    after, before = new.judge(read).passages.assigned, old.judge(read).passages.assigned
    said = [
        (label in one.labels, bool(before[row, old.labels.index(label)]), bool(after[row, column]))
        for column, label in enumerate(new.labels)
        if label in old.labels
        for row, one in enumerate(units)
        if label not in one.undecided
    ]
    return Lessons(
        len(units),
        len(said),
        sum(wanted == earlier for wanted, earlier, _ in said),
        sum(wanted == now for wanted, _, now in said),
    )


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
