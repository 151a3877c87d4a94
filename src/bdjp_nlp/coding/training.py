"""Training: from labelled units to a coder, with everything that is told of it measured on left-out documents.

Scorers are fitted once for each fold of sources; their scores of the fold left out are what the calibrators and the
thresholds are fitted to. Where there is an encoder, which was itself fitted to labelled documents, only documents that it
has not seen count for that. The figures reported come from one more level of the same: calibrators and thresholds that saw
neither the passage nor its document.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from bdjp_nlp.coding.calibration import fit_calibrator
from bdjp_nlp.coding.coder import Coder, Judgement, Rule, Rules, Verdicts, cascaded, doubtful_sentences, with_any
from bdjp_nlp.coding.encoder import Encoder
from bdjp_nlp.coding.folds import FOLDS, deal, splits
from bdjp_nlp.coding.labelled_unit import LabelledUnit, Truth, truth
from bdjp_nlp.coding.linear import LinearParameters, LinearScorer, fit_linear
from bdjp_nlp.coding.manner import Manner, fit_manner
from bdjp_nlp.coding.opinions import Opinions, opinions
from bdjp_nlp.coding.thresholds import decide
from bdjp_nlp.coding.unit import Bools, Floats, Scores, Unit, owners

Progress = Callable[[str], None]

FEWEST_UNSEEN = 60
"""Passages that the encoder has not seen, below which its calibration would be guesswork and it is left out."""
MISSED_BY_CASCADE = 0.03
"""Share of the sentences with labels that the linear scorer may keep from the encoder; most have a neighbour that it reads."""


@dataclass(frozen=True)
class Parameters:
    """What is chosen before training."""

    linear: LinearParameters = field(default_factory=LinearParameters)
    folds: int = FOLDS


@dataclass(frozen=True)
class GivenEncoder:
    """An encoder to use: its id, and which documents it has learnt from."""

    encoder: Encoder
    identifier: str
    seen: Collection[str]


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


def train(
    task: str,
    labels: Sequence[str],
    units: Sequence[LabelledUnit],
    parameters: Parameters,
    given: GivenEncoder | None = None,
    progress: Progress = lambda _: None,
) -> Trained:
    """A coder for `task`, calibrated on left-out sources."""
    names = tuple(labels)
    true = truth(units, names)
    found = _left_out_scores(units, true, parameters, progress)
    progress("all documents")
    coder = Coder(task, names, _fit(units, true, parameters), _rules(opinions(_bare(units), [found]), true))
    coder.manner = fit_all_manners(units, names)
    unseen = _unseen(units, given, names)
    if given is None or unseen is None:
        return Trained(coder, _left_out(coder, units, true, [found]))
    progress("the encoder")
    coder.encoder, coder.encoder_id = given.encoder, given.identifier
    first = coder.quick.judge(opinions(_bare(units), [found]))
    coder.clear_below = _clear_below(first, true)
    owner = owners(_bare(units))
    of_sentence = np.isin(owner, unseen)
    some = [units[place] for place in unseen]
    scores = Scores(found.sentences[of_sentence], found.passages[unseen])
    read = doubtful_sentences(first, coder.clear_below)[of_sentence]
    both = [scores, given.encoder.score(_bare(some), names, read)]
    true_of_some = _rows(true, owner, unseen)
    coder.careful = _rules(opinions(_bare(some), both), true_of_some)
    return Trained(coder, _left_out(coder, some, true_of_some, both))


def _bare(units: Sequence[LabelledUnit]) -> list[Unit]:
    return [unit.unit for unit in units]


def _unseen(
    units: Sequence[LabelledUnit], given: GivenEncoder | None, labels: tuple[str, ...]
) -> npt.NDArray[np.intp] | None:
    """The units that the encoder has not learnt from; None where it cannot be used."""
    if given is None or not given.encoder.knows(labels):
        return None
    places = [place for place, unit in enumerate(units) if unit.doc not in given.seen]
    borne = [sum(label in units[place].labels for place in places) for label in labels]
    return np.array(places) if len(places) >= FEWEST_UNSEEN and min(borne, default=0) > 1 else None


def _fit(units: Sequence[LabelledUnit], true: Truth, parameters: Parameters) -> LinearScorer:
    return fit_linear(_bare(units), true.sentences, true.known, true.passages, parameters.linear)


def _left_out_scores(
    units: Sequence[LabelledUnit], true: Truth, parameters: Parameters, progress: Progress
) -> Scores:
    """The linear scores of every unit by scorers that did not see its fold."""
    owner = owners(_bare(units))
    fold = deal([unit.source for unit in units], parameters.folds)
    sentences, passages = np.zeros(true.sentences.shape), np.zeros(true.passages.shape)
    for number, (seen, unseen) in enumerate(splits(fold), 1):
        progress(f"sources left out, part {number}")
        scorer = _fit([units[place] for place in seen], _rows(true, owner, seen), parameters)
        scores = scorer.score([units[place].unit for place in unseen])
        sentences[np.isin(owner, unseen)] = scores.sentences
        passages[unseen] = scores.passages
    return Scores(sentences, passages)


def _rows(true: Truth, owner: npt.NDArray[np.intp], chosen: npt.NDArray[np.intp]) -> Truth:
    """What is true of some units only."""
    of_sentence = np.isin(owner, chosen)
    return Truth(true.passages[chosen], true.sentences[of_sentence], true.known[of_sentence])


def _rules(found: Opinions, true: Truth) -> Rules:
    return Rules(
        _rule(found.sentences[true.known], true.sentences[true.known]), _rule(found.passages, true.passages)
    )


def _rule(scores: Floats, true: Bools) -> Rule:
    calibrator = fit_calibrator(scores, true)
    return Rule(calibrator, decide(calibrator.probabilities(scores), true))


def _clear_below(first: Verdicts, true: Truth) -> float:
    """The highest probability below which hardly a sentence with a label stays."""
    likely = first.sentences.probabilities.max(axis=1, initial=0.0)
    return round(float(np.quantile(likely[true.known & true.sentences.any(axis=1)], MISSED_BY_CASCADE)), 4)


def _left_out(coder: Coder, units: Sequence[LabelledUnit], true: Truth, scores: Sequence[Scores]) -> LeftOut:
    """Judgements of left-out scores by calibrators and thresholds that did not see the fold either."""
    owner = owners(_bare(units))
    all_found = opinions(_bare(units), scores)
    verdicts = Verdicts(_nothing(true.sentences.shape), _nothing(true.passages.shape))
    for seen, unseen in splits(deal([unit.doc for unit in units])):
        there, here = np.isin(owner, seen), np.isin(owner, unseen)
        rules = _rules(Opinions(all_found.sentences[there], all_found.passages[seen]), _rows(true, owner, seen))
        judged = rules.judge(Opinions(all_found.sentences[here], all_found.passages[unseen]))
        passage = np.isin(np.arange(len(units)), unseen)
        verdicts = Verdicts(
            verdicts.sentences.where(here, judged.sentences), verdicts.passages.where(passage, judged.passages)
        )
    if coder.careful is not None:
        first = coder.quick.judge(opinions(_bare(units), scores[:1]))
        doubtful = with_any(doubtful_sentences(first, coder.clear_below), owner, len(units))
        of_sentence = doubtful[owner]
        second = Verdicts(verdicts.sentences.only(of_sentence), verdicts.passages.only(doubtful))
        verdicts = cascaded(first, second, of_sentence, doubtful)
    return LeftOut(tuple(units), true, verdicts)


def _nothing(shape: tuple[int, ...]) -> Judgement:
    return Judgement(np.zeros(shape), np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool))


def fit_all_manners(units: Sequence[LabelledUnit], labels: tuple[str, ...]) -> Manner | None:
    """Models of explicit and stance, from the units that say how their labels are put; None where none does."""
    found = [(unit.unit.sentences[number], label, put) for unit in units for number, label, put in unit.puts]
    if not found:
        return None
    sentences, given, puts = zip(*found, strict=True)
    return fit_manner(labels, sentences, given, puts)
