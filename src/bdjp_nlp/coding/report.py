"""Report: how good a coder is, by label, kind of text, place and source; its worst errors; what changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bdjp_nlp.coding.calibration import ReliabilityBin, reliability
from bdjp_nlp.coding.evaluation import Figures, figures, macro_f1
from bdjp_nlp.coding.flips import Flips, Lessons
from bdjp_nlp.coding.labelled_unit import Truth
from bdjp_nlp.coding.training import LeftOut
from bdjp_nlp.coding.unit import Bools

WORST = 12
FEWEST_OF_GROUP = 20
"""Passages below which a group's figure would say nothing."""


@dataclass(frozen=True)
class GroupFigure:
    """Macro F1 of the passages of one kind of text, place or source."""

    group: str
    name: str
    passages: int
    macro_f1: float


@dataclass(frozen=True)
class WorstError:
    """A passage judged wrongly with much confidence."""

    doc: str
    label: str
    wanted: bool
    score: float
    text: str


@dataclass(frozen=True)
class Confusion:
    """How often `given` was given wrongly to passages that bear `true` ("" for passages that bear none)."""

    true: str
    given: str
    count: int


@dataclass(frozen=True)
class Report:
    """Everything that is told of a model. `made_of` is the same where texts, labels, encoders and code are."""

    task: str
    model: str
    passages: Figures
    sentences: Figures
    groups: tuple[GroupFigure, ...]
    confusions: tuple[Confusion, ...]
    reliability: tuple[ReliabilityBin, ...]
    worst: tuple[WorstError, ...]
    warnings: tuple[str, ...] = ()
    compared_with: str = ""
    old_macro_f1: float | None = None
    changes: Flips | None = None
    lessons: Lessons | None = None
    learning_curve: tuple[tuple[int, float], ...] = ()
    made_of: str = ""

    @property
    def worse(self) -> bool:
        """Whether the model compared with did better on left-out documents, by more than the interval admits.

        A user's own passages are among those that the new model is measured on, and not among the old one's: of a few
        corrections, which are the hard cases, the figure falls by less than chance moves it.
        """
        return self.old_macro_f1 is not None and self.old_macro_f1 > self.passages.macro_high


def report(task: str, model: str, labels: Sequence[str], left_out: LeftOut) -> Report:
    """The report on judgements of units by coders that did not see them."""
    true, judged = left_out.truth, left_out.verdicts
    docs = [unit.doc for unit in left_out.units]
    of_sentence = [unit.doc for unit in left_out.units for _ in unit.unit.spans]
    rows = np.asarray(true.known_sentences.any(axis=1))
    return Report(
        task,
        model,
        figures(judged.passages, true.passages, labels, docs, true.known_passages),
        figures(
            judged.sentences.only(rows),
            true.sentences[rows],
            labels,
            list(np.asarray(of_sentence)[rows]),
            true.known_sentences[rows],
        ),
        tuple(_groups(left_out)),
        _confusions(labels, judged.passages.assigned & true.known_passages, true),
        tuple(reliability(judged.passages.probabilities[true.known_passages], true.passages[true.known_passages])),
        _worst(labels, left_out),
    )


def _groups(left_out: LeftOut) -> list[GroupFigure]:
    found, true = [], left_out.truth
    assigned = left_out.verdicts.passages.assigned & true.known_passages
    for group in ("kind", "place", "source"):
        names = np.array([getattr(unit, group) for unit in left_out.units])
        for name in sorted(set(names)):
            here = names == name
            if here.sum() >= FEWEST_OF_GROUP and name:
                score = macro_f1(assigned[here], true.passages[here])
                found.append(GroupFigure(group, str(name), int(here.sum()), round(score, 4)))
    return found


def _confusions(labels: Sequence[str], assigned: Bools, true: Truth) -> tuple[Confusion, ...]:
    wrong = (assigned & ~true.passages).astype(int)
    bare = (~true.passages.any(axis=1) & true.known_passages.all(axis=1)).astype(int)
    table = true.passages.astype(int).T @ wrong
    found = [Confusion(labels[a], labels[b], int(table[a, b])) for a, b in np.argwhere(table)]
    found += [Confusion("", labels[b], int(count)) for b, count in enumerate(bare @ wrong) if count]
    return tuple(sorted(found, key=lambda confusion: -confusion.count))


def _worst(labels: Sequence[str], left_out: LeftOut) -> tuple[WorstError, ...]:
    scores, true = left_out.verdicts.passages.probabilities, left_out.truth.passages
    distance = np.abs(scores - true) * left_out.truth.known_passages
    order = np.argsort(-distance, axis=None)[:WORST]
    places = zip(*np.unravel_index(order, distance.shape), strict=True)
    return tuple(
        WorstError(
            left_out.units[row].doc, labels[column], bool(true[row, column]), round(float(scores[row, column]), 4),
            left_out.units[row].unit.text,
        )
        for row, column in places
    )  # fmt: skip
