"""Coder: one task's fitted parts, and what they say of units: probabilities, decisions, and how a label is put.

A cascade: the linear scorer reads everything; where it finds nothing likely, that is the end of it; the rest is judged
by the meaning scorer, which knows better and takes many times as long. Its word alone counts there: beside it, the
words' scores helped on the corpus's writers and harmed on strangers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from bdjp_nlp.coding.calibration import Calibrator
from bdjp_nlp.coding.linear import LinearScorer
from bdjp_nlp.coding.manner import Manner
from bdjp_nlp.coding.meaning import MeaningScorer
from bdjp_nlp.coding.opinions import Opinions, opinions
from bdjp_nlp.coding.thresholds import Decision
from bdjp_nlp.coding.unit import Bools, Floats, Unit, owners


@dataclass(frozen=True)
class Judgement:
    """What is said of some rows (sentences or passages): (rows, labels) each."""

    probabilities: Floats
    assigned: Bools
    uncertain: Bools

    def only(self, rows: Bools) -> Judgement:
        """The judgement of some rows."""
        return Judgement(self.probabilities[rows], self.assigned[rows], self.uncertain[rows])

    def where(self, rows: Bools, other: Judgement) -> Judgement:
        """This, with the rows marked taken from `other`, which has just those."""
        probabilities, assigned, uncertain = self.probabilities.copy(), self.assigned.copy(), self.uncertain.copy()
        probabilities[rows], assigned[rows], uncertain[rows] = other.probabilities, other.assigned, other.uncertain
        return Judgement(probabilities, assigned, uncertain)


@dataclass(frozen=True)
class Rule:
    """From scores to judgements, for sentences or for passages."""

    calibrator: Calibrator
    decision: Decision

    def judge(self, scores: Floats) -> Judgement:
        """`scores` (rows, labels, kinds)."""
        found = self.calibrator.probabilities(scores)
        return Judgement(found, self.decision.assigned(found), self.decision.uncertain(found))


@dataclass(frozen=True)
class Rules:
    """A rule for sentences and one for passages."""

    sentences: Rule
    passages: Rule

    def judge(self, found: Opinions) -> Verdicts:
        """The judgements of all rows."""
        return Verdicts(self.sentences.judge(found.sentences), self.passages.judge(found.passages))


@dataclass(frozen=True)
class Verdicts:
    """Judgements of all sentences, one unit after the other, and of the units."""

    sentences: Judgement
    passages: Judgement


@dataclass
class Coder:
    """A task ("themes", "constraints") for the labels it was trained on.

    `quick` are the rules for the linear scorer, `careful` those for `meaning`. Passages in which no label reaches
    `clear_below` are not put to `meaning`. `manner` says how a label is put
    (explicit, stance); None for a task whose labels are not put in one way or another.
    """

    task: str
    labels: tuple[str, ...]
    linear: LinearScorer
    quick: Rules
    meaning: MeaningScorer | None = None
    careful: Rules | None = None
    clear_below: float = 0.0
    manner: Manner | None = field(default=None)

    @property
    def rules(self) -> Rules:
        """The rules by which labels are given."""
        return self.careful or self.quick

    def judge(self, units: Sequence[Unit]) -> Verdicts:
        """The judgements of units and their sentences."""
        scores = self.linear.score(units)
        first = self.quick.judge(opinions(units, [scores]))
        if self.meaning is None or self.careful is None or not units:
            return first
        doubtful = doubtful_units(first, self.clear_below)
        chosen = [unit for unit, doubt in zip(units, doubtful, strict=True) if doubt]
        second = self.careful.judge(opinions(chosen, [self.meaning.score(chosen)]))
        return cascaded(first, second, doubtful[owners(units)], doubtful)


def doubtful_units(first: Verdicts, clear_below: float) -> Bools:
    """The units of which the first judges find some label not out of the question."""
    return np.asarray(first.passages.probabilities.max(axis=1, initial=0.0) >= clear_below)


def cascaded(first: Verdicts, second: Verdicts, sentences: Bools, passages: Bools) -> Verdicts:
    """The second judges' word where there is one; what was clear bears no label."""
    return Verdicts(
        _cleared(first.sentences).where(sentences, second.sentences),
        _cleared(first.passages).where(passages, second.passages),
    )


def _cleared(judged: Judgement) -> Judgement:
    nothing = np.zeros_like(judged.assigned)
    return Judgement(judged.probabilities, nothing, nothing)
