"""Training: from labelled units to a coder, with everything that is told of it measured on left-out documents.

Scorers are fitted once for each fold of sources; their scores of the fold left out are what the calibrators and the
thresholds are fitted to. The figures reported come from one more level of the same: calibrators and thresholds that saw
neither the passage nor its document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, repeat

import numpy as np
import numpy.typing as npt

from bdjp_nlp.coding.calibration import as_in_papers, fit_calibrator
from bdjp_nlp.coding.coder import Coder, Judgement, Reader, Rule, Rules, Verdicts, cascaded, likely_units
from bdjp_nlp.coding.encoder import Encoder
from bdjp_nlp.coding.folds import FOLDS, deal, splits
from bdjp_nlp.coding.labelled_unit import LabelledUnit, Truth, truth
from bdjp_nlp.coding.linear import LinearParameters, LinearScorer, fit_linear
from bdjp_nlp.coding.manner import Manner, MannerFigures, Put, Said, fit_manner, manner_figures
from bdjp_nlp.coding.meaning import MeaningParameters, MeaningScorer, Vectors, fit_meaning, unseen_vectors_of
from bdjp_nlp.coding.opinions import Opinions, opinions
from bdjp_nlp.coding.thresholds import decide
from bdjp_nlp.coding.unit import Bools, Floats, Scores, Unit, first_sentences, owners

Progress = Callable[[str], None]

MISSED_BY_WORDS, MISSED_BY_ENCODER = 0.003, 0.01
"""Share of the passages to which the last reader rightly gives some label that words, and that an encoder, may keep
from those after them: no label loses more, however rare it is. Of words it is less, since strangers put things in words
that the corpus does not have."""


@dataclass(frozen=True)
class Parameters:
    """What is chosen before training."""

    linear: LinearParameters = field(default_factory=LinearParameters)
    meaning: MeaningParameters = field(default_factory=MeaningParameters)
    folds: int = FOLDS


@dataclass(frozen=True)
class LeftOut:
    """Units, what is true of them, and what coders say of them that saw neither them nor their documents."""

    units: tuple[LabelledUnit, ...]
    truth: Truth
    verdicts: Verdicts


@dataclass(frozen=True)
class Trained:
    """A coder fitted to all units, and what is known of it."""

    coder: Coder
    left_out: LeftOut
    manner: MannerFigures | None = None


def train(
    task: str,
    labels: Sequence[str],
    units: Sequence[LabelledUnit],
    parameters: Parameters,
    encoders: Sequence[Encoder] = (),
    progress: Progress = lambda _: None,
) -> Trained:
    """A coder for `task`, calibrated on left-out sources; with `encoders` it is a cascade that ends with the last."""
    data = TrainingArrays(tuple(labels), units, encoders, parameters, progress)
    scores = data.left_out_scores()
    progress("all documents")
    everything = np.arange(len(units))
    found = [opinions(data.bare, each) for each in _heard(scores)]
    rules = [_rules(each, data.truth) for each in found]
    judged = [rule.judge(each) for rule, each in zip(rules, found, strict=True)]
    bounds = [
        _reads_from(before, judged[-1], data.truth, missed)
        for before, missed in zip(judged[:-1], chain([MISSED_BY_WORDS], repeat(MISSED_BY_ENCODER)), strict=False)
    ]
    readers = tuple(
        Reader(data.fit_meaning(place, everything), rule, bound)
        for place, (rule, bound) in enumerate(zip(rules[1:], bounds, strict=True))
    )
    coder = Coder(task, data.labels, data.fit_linear(everything), rules[0], readers, manner=data.fit_manner(everything))
    left_out = judged_left_out(units, data.truth, scores[1:] or scores)
    if readers:
        left_out = replace(left_out, verdicts=_in_cascade(coder, judged[:-1], left_out.verdicts, data.owner))
    return Trained(coder, left_out, data.left_out_manners() if coder.manner is not None else None)


def _heard(scores: Sequence[Scores]) -> list[Sequence[Scores]]:
    """Whose scores each judgement rests on: the words' own; an encoder's and those of the encoders before it."""
    return [scores[:1], *(scores[1 : last + 1] for last in range(1, len(scores)))]


def _in_cascade(coder: Coder, before: Sequence[Verdicts], last: Verdicts, owner: npt.NDArray[np.intp]) -> Verdicts:
    """Left-out judgements as the coder would give them: of the last reader on what reaches it, else of those before."""
    judged = before[0]
    read = np.ones(len(last.passages.assigned), dtype=bool)
    for reader, said in zip(coder.readers, [*before[1:], last], strict=True):
        read = read & likely_units(judged, reader.reads_from)
        here = read[owner]
        judged = cascaded(judged, Verdicts(said.sentences.only(here), said.passages.only(read)), here, read)
    return judged


class TrainingArrays:
    """The labelled units as arrays, from which scorers are fitted to some of them."""

    def __init__(
        self,
        labels: tuple[str, ...],
        units: Sequence[LabelledUnit],
        encoders: Sequence[Encoder],
        parameters: Parameters,
        progress: Progress,
    ) -> None:
        self.labels, self.units, self.parameters, self.progress = labels, units, parameters, progress
        self.fold = _folds(units, parameters.folds)
        self.bare = _bare(units)
        self.truth = truth(units, labels)
        self.owner = owners(self.bare)
        self.encoders = tuple(encoders)
        self.vectors: list[Vectors] = []
        for number, encoder in enumerate(encoders, 1):
            progress(f"reading the passages, encoder {number} of {len(encoders)}")
            self.vectors.append(unseen_vectors_of(self.bare, encoder))

    def left_out_scores(self) -> list[Scores]:
        """The scores of every unit, by scorers of each kind that did not see its source."""
        found = [
            Scores(np.zeros(self.truth.sentences.shape), np.zeros(self.truth.passages.shape))
            for _ in range(1 + len(self.encoders))
        ]
        for number, (seen, unseen) in enumerate(splits(self.fold), 1):
            self.progress(f"sources left out, part {number}")
            some = [self.bare[place] for place in unseen]
            here = np.isin(self.owner, unseen)
            scores = [self.fit_linear(seen).score(some)]
            scores += [
                self.fit_meaning(place, seen).score_vectors(self.vectors_at(place, unseen))
                for place in range(len(self.encoders))
            ]
            for into, score in zip(found, scores, strict=True):
                into.sentences[here] = score.sentences
                into.passages[unseen] = score.passages
        return found

    def fit_linear(self, seen: npt.NDArray[np.intp]) -> LinearScorer:
        """A linear scorer fitted to the units seen."""
        some = [self.bare[place] for place in seen]
        return fit_linear(some, self.truth.only(seen, self.owner), self.parameters.linear)

    def fit_meaning(self, encoder: int, seen: npt.NDArray[np.intp]) -> MeaningScorer:
        """A scorer on the vectors of one of the encoders, by its place, fitted to the units seen."""
        true = self.truth.only(seen, self.owner)
        return fit_meaning(self.encoders[encoder], self.vectors_at(encoder, seen), true, self.parameters.meaning)

    def said(self, places: npt.NDArray[np.intp]) -> tuple[Said, list[Put]]:
        """The sentences of some units of which it is known how they put their labels, and how."""
        first = first_sentences(self.bare)
        found = [
            (self.units[place].unit.sentences[number], label, first[place] + number, put)
            for place in places
            for number, label, put in self.units[place].puts
        ]
        vectors = None
        if self.encoders and found:
            vectors = self.vectors[-1].sentences[[row for _, _, row, _ in found]]
        said = Said([text for text, _, _, _ in found], [label for _, label, _, _ in found], vectors)
        return said, [put for _, _, _, put in found]

    def fit_manner(self, places: npt.NDArray[np.intp]) -> Manner | None:
        """Models of explicit and stance, from the units that say how their labels are put; None where none does."""
        said, puts = self.said(places)
        return fit_manner(self.labels, said, puts) if puts else None

    def left_out_manners(self) -> MannerFigures:
        """How well it is told how labels are put, by models that did not see the source."""
        pairs: list[tuple[Put, Put]] = []
        for seen, unseen in splits(self.fold):
            manner, (said, puts) = self.fit_manner(seen), self.said(unseen)
            if manner is not None:
                pairs += zip(manner.judge(said), puts, strict=True)
        return manner_figures(pairs)

    def vectors_at(self, encoder: int, places: npt.NDArray[np.intp]) -> Vectors:
        """The vectors of some units."""
        vectors = self.vectors[encoder]
        return Vectors(vectors.sentences[np.isin(self.owner, places)], vectors.passages[places])


def _folds(units: Sequence[LabelledUnit], folds: int) -> npt.NDArray[np.intp]:
    """By source where there are enough, so that the calibrator learns how far to trust a stranger's score."""
    sources = [unit.source for unit in units]
    return deal(sources if len(set(sources)) >= folds else [unit.doc for unit in units], folds)


def _bare(units: Sequence[LabelledUnit]) -> list[Unit]:
    return [unit.unit for unit in units]


def _rules(found: Opinions, true: Truth) -> Rules:
    return Rules(
        _rule(found.sentences, true.sentences, true.known_sentences),
        _rule(found.passages, true.passages, true.known_passages),
    )


def _rule(scores: Floats, true: Bools, known: Bools) -> Rule:
    rows = known.any(axis=1)
    scores, true, known = scores[rows], true[rows], known[rows]
    weights = as_in_papers(true | ~known)[:, None] * known
    calibrator = fit_calibrator(scores, true, weights)
    return Rule(calibrator, decide(calibrator.probabilities(scores), true, weights))


def _reads_from(before: Verdicts, last: Verdicts, true: Truth, missed: float) -> float:
    """The highest probability below which hardly a passage stays that the last reader rightly gives a label."""
    highest = before.passages.probabilities.max(axis=1)
    found = last.passages.assigned & true.passages
    bounds = [np.quantile(highest[rows], missed) for rows in found.T if rows.any()]
    return round(float(min(bounds, default=0.0)), 4)


def judged_left_out(units: Sequence[LabelledUnit], true: Truth, scores: Sequence[Scores]) -> LeftOut:
    """Judgements of left-out scores by calibrators and thresholds that did not see the fold either."""
    owner = owners(_bare(units))
    all_found = opinions(_bare(units), scores)
    verdicts = Verdicts(_nothing(true.sentences.shape), _nothing(true.passages.shape))
    for seen, unseen in splits(deal([unit.doc for unit in units])):
        there, here = np.isin(owner, seen), np.isin(owner, unseen)
        rules = _rules(Opinions(all_found.sentences[there], all_found.passages[seen]), true.only(seen, owner))
        judged = rules.judge(Opinions(all_found.sentences[here], all_found.passages[unseen]))
        passage = np.isin(np.arange(len(units)), unseen)
        verdicts = Verdicts(
            verdicts.sentences.where(here, judged.sentences), verdicts.passages.where(passage, judged.passages)
        )
    return LeftOut(tuple(units), true, verdicts)


def _nothing(shape: tuple[int, ...]) -> Judgement:
    return Judgement(np.zeros(shape), np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool))
