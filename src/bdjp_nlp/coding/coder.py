"""Coder: one task's fitted parts, and what they say of units: probabilities, decisions, and how a label is put.

A cascade: the linear scorer judges everything; where it finds nothing likely, that is the end of it. The rest is read
by an encoder, and what still may bear a label by the next one, which knows better and takes many times as long. What an
encoder is judged by are its own scores and those of the encoders before it, which err differently; beside them, the
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
from bdjp_nlp.coding.unit import Bools, Floats, Scores, Unit, owners


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
class Reader:
    """An encoder's scorer in a cascade and the `rules` for its scores together with those of the readers before it.

    It reads the passages in which the judgements before it find some label as probable as `reads_from`, or more.
    """

    meaning: MeaningScorer
    rules: Rules
    reads_from: float


@dataclass
class Coder:
    """A task ("themes", "constraints") for the labels it was trained on.

    `quick` are the rules for the linear scorer; `readers` judge what it leaves, one after the other. `manner` says how
    a label is put (explicit, stance); None for a task whose labels are not put in one way or another.
    """

    task: str
    labels: tuple[str, ...]
    linear: LinearScorer
    quick: Rules
    readers: tuple[Reader, ...] = ()
    manner: Manner | None = field(default=None)

    @property
    def rules(self) -> Rules:
        """The rules by which labels are given."""
        return self.readers[-1].rules if self.readers else self.quick

    @property
    def meaning(self) -> MeaningScorer | None:
        """The scorer that gives labels and their reasons; None where words alone do."""
        return self.readers[-1].meaning if self.readers else None

    @property
    def quickest(self) -> MeaningScorer | None:
        """The quickest scorer that has read all that bears a label: good enough to check reasons by."""
        return self.readers[0].meaning if self.readers else None

    def judge(self, units: Sequence[Unit]) -> Verdicts:
        """The judgements of units and their sentences."""
        judged = self.quick.judge(opinions(units, [self.linear.score(units)]))
        owner, chosen = owners(units), list(units)
        read = np.ones(len(units), dtype=bool)
        said: list[Scores] = []
        for reader in self.readers if units else ():
            further = likely_units(judged, reader.reads_from)[read]
            said = [scores.only(further[owners(chosen)], further) for scores in said]
            chosen = [unit for unit, wanted in zip(chosen, further, strict=True) if wanted]
            read[read] = further
            said.append(reader.meaning.score(chosen))
            judged = cascaded(judged, reader.rules.judge(opinions(chosen, said)), read[owner], read)
        return judged


def likely_units(judged: Verdicts, reads_from: float) -> Bools:
    """The units of which some label is found as probable as `reads_from`, or more."""
    return np.asarray(judged.passages.probabilities.max(axis=1, initial=0.0) >= reads_from)


def cascaded(first: Verdicts, second: Verdicts, sentences: Bools, passages: Bools) -> Verdicts:
    """The reader's word on what it read; the rest bears no label."""
    return Verdicts(
        _cleared(first.sentences).where(sentences, second.sentences),
        _cleared(first.passages).where(passages, second.passages),
    )


def _cleared(judged: Judgement) -> Judgement:
    nothing = np.zeros_like(judged.assigned)
    return Judgement(judged.probabilities, nothing, nothing)
