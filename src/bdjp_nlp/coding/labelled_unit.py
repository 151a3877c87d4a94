"""Labelled unit: a unit with what is true of it, taken from the annotated texts or from a user's rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bdjp_nlp.coding.manner import Put
from bdjp_nlp.coding.unit import Bools, Floats, Unit
from bdjp_nlp.labels.annotated_text import LabelledText
from bdjp_nlp.rows import Span
from bdjp_nlp.stages.sentences import split_sentences


@dataclass(frozen=True)
class LabelledUnit:
    """A unit and its labels.

    `sentence_labels`: a set a sentence, or None where only the passage was labelled. `undecided`: labels of which
    nobody has said whether the unit bears them; they are in neither. `puts`: (sentence, label) → how.
    `doc`: the document it is from; documents are never parted between training and test. `source`: the
    author or collection that the document is from, left out as a whole in calibration. `place`, `kind`: for the report.
    `weight`: how many passages it counts for where models are fitted, not where they are measured.
    """

    unit: Unit
    labels: frozenset[str]
    sentence_labels: tuple[frozenset[str], ...] | None
    doc: str
    source: str
    kind: str = ""
    place: str = ""
    puts: tuple[tuple[int, str, Put], ...] = ()
    undecided: frozenset[str] = frozenset()
    weight: float = 1.0


def from_texts(texts: Iterable[LabelledText], labels: Sequence[str]) -> list[LabelledUnit]:
    """The units of annotated texts, with those of their labels that are among `labels`."""
    return [unit for text in texts for unit in _from_text(text, frozenset(labels))]


def _from_text(text: LabelledText, wanted: frozenset[str]) -> Iterable[LabelledUnit]:
    for passage in text.passages:
        spans: list[Span] = []
        for sentence in passage.sentences:
            start = spans[-1][1] + 1 if spans else 0
            spans.append((start, start + len(sentence.text)))
        yield LabelledUnit(
            Unit(passage.text, tuple(spans), passage.heading),
            passage.labels & wanted,
            tuple(frozenset(code.label for code in sentence.codes) & wanted for sentence in passage.sentences),
            doc=text.name,
            source=text.name.partition("-")[0],
            kind=text.meta.get("kind", ""),
            place=text.meta.get("region", ""),
            puts=tuple(
                (number, code.label, Put(code.explicit, code.stance))
                for number, sentence in enumerate(passage.sentences)
                for code in sentence.codes
                if code.label in wanted and code.explicit is not None and code.stance is not None
            ),
        )


def from_passage_labels(text: str, labels: frozenset[str], doc: str, source: str, heading: str = "") -> LabelledUnit:
    """A unit whose labels are known as a whole; a single sentence bears what its passage does."""
    spans = tuple(split_sentences(text))
    each: tuple[frozenset[str], ...] | None = (labels,) if len(spans) == 1 else None
    if not labels:
        each = tuple(frozenset[str]() for _ in spans)
    return LabelledUnit(Unit(text, spans, heading), labels, each, doc, source, kind="given labels", place=source)


@dataclass(frozen=True)
class Truth:
    """Labels as arrays: `passages` (units, labels), `sentences` (sentences, labels), and which of each are known.

    What is not known is false in `passages` and `sentences`, and neither learnt from nor measured by. How much each row
    counts in fitting: `passage_weights` (units,), `sentence_weights` (sentences,).
    """

    passages: Bools
    sentences: Bools
    known_passages: Bools
    known_sentences: Bools
    passage_weights: Floats
    sentence_weights: Floats

    def only(self, units: npt.NDArray[np.intp], owner: npt.NDArray[np.intp]) -> Truth:
        """What is true of some units only; `owner` (sentences): the unit of each sentence."""
        here = np.isin(owner, units)
        return Truth(
            self.passages[units],
            self.sentences[here],
            self.known_passages[units],
            self.known_sentences[here],
            self.passage_weights[units],
            self.sentence_weights[here],
        )


def truth(units: Sequence[LabelledUnit], labels: Sequence[str]) -> Truth:
    """What is true of the units, in their order."""
    rows = [
        [label in given for label in labels]
        for unit in units
        for given in unit.sentence_labels or [frozenset[str]()] * len(unit.unit.spans)
    ]
    decided = [[label not in unit.undecided for label in labels] for unit in units]
    known = [
        row if unit.sentence_labels is not None else [False] * len(labels)
        for unit, row in zip(units, decided, strict=True)
        for _ in unit.unit.spans
    ]
    passages = [[label in unit.labels for label in labels] for unit in units]
    weights = np.array([unit.weight for unit in units], dtype=np.float64)
    return Truth(
        _bools(passages, labels),
        _bools(rows, labels),
        _bools(decided, labels),
        _bools(known, labels),
        weights,
        np.repeat(weights, [len(unit.unit.spans) for unit in units]),
    )


def _bools(rows: Sequence[Sequence[bool]], labels: Sequence[str]) -> Bools:
    return np.array(rows, dtype=bool).reshape(-1, len(labels))
