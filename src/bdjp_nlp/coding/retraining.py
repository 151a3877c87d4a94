"""Retraining: from a pipeline's codebook and labelled texts to a saved model and what is to be said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bdjp_nlp.coding.encoder import Encoder, open_encoder
from bdjp_nlp.coding.evaluation import macro_f1
from bdjp_nlp.coding.flips import Placed, Sample, flips, lessons
from bdjp_nlp.coding.folds import deal, splits
from bdjp_nlp.coding.labelled_unit import LabelledUnit, from_passage_labels, from_texts, truth
from bdjp_nlp.coding.linear import fit_linear
from bdjp_nlp.coding.model_card import model_card
from bdjp_nlp.coding.model_files import Provenance, load, read_metrics, save
from bdjp_nlp.coding.report import Report, report
from bdjp_nlp.coding.report_out import REPORT_FILES, write_report
from bdjp_nlp.coding.trained_before import made_of, trained_before
from bdjp_nlp.coding.training import Parameters, Trained, train
from bdjp_nlp.errors import LabelsError, ModelError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.labels.corpus import read_corpus
from bdjp_nlp.labels.spreadsheet import read_user_labels
from bdjp_nlp.models_in_use import ENCODERS, in_use
from bdjp_nlp.pipeline_folder import PipelineFolder

FEWEST = 4
"""Passages with a label, and without it, below which nothing can be learnt and measured at all."""
TOO_FEW = 25
"""Passages with a label below which its figures are little more than guesses."""
_CURVE = (0.25, 0.5, 0.75)
OWN_WEIGHT = 20.0
"""How many of the corpus's passages one of a user's own counts for. As one among eight thousand it changes next to
nothing, not even the label that was corrected (``benchmarks/own_labels.py``). Together their weights are never more
than the corpus's."""


@dataclass(frozen=True)
class TrainingData:
    """Labelled units, a hash of each document, and what a person should know of them.

    `own`: how many of the units, the last ones, are the user's.
    """

    units: tuple[LabelledUnit, ...]
    hashes: dict[str, str]
    warnings: tuple[str, ...]
    own: int = 0


def training_data(
    folder: PipelineFolder, task: str, files: Sequence[Path], reviewed: Sequence[LabelledUnit] = ()
) -> TrainingData:
    """The corpus (for the labels that it knows), the rows of the files, and the passages reviewed.

    Raises `LabelsError` where fewer than `FEWEST` passages are known to bear a label, or not to, or documents are fewer
    than two.
    """
    labels = folder.codebook.names(task)
    corpus = read_corpus()
    units = from_texts(corpus.texts, labels)
    if not any(unit.labels for unit in units):
        units = []  # another codebook: what the corpus leaves unlabelled says nothing about its labels
    hashes = dict(corpus.hashes) if units else {}
    warnings: list[str] = []
    own: list[LabelledUnit] = []
    for file in files:
        read = read_user_labels(file, task, labels)
        warnings += read.warnings
        own += (from_passage_labels(row.text, row.labels, row.doc, row.source, row.heading) for row in read.rows)
    own += reviewed
    weight = max(1.0, min(OWN_WEIGHT, len(units) / len(own))) if own else 1.0
    for unit in own:
        units.append(replace(unit, weight=weight))
        hashes[unit.doc] = sha256_hex((hashes.get(unit.doc, "") + unit.unit.text).encode())
    counts = Counter(label for unit in units for label in unit.labels)
    for label in labels:
        absent = sum(label not in unit.labels and label not in unit.undecided for unit in units)
        if absent < FEWEST:
            raise LabelsError(
                f"{task}: {absent} passages are known not to bear {label!r}, and at least {FEWEST} are wanted; judge "
                "some as a whole (a or r in bdjp review), or add some with --labels FILE"
            )
        if counts[label] < FEWEST:
            raise LabelsError(
                f"{task}: {label!r} has {counts[label]} labelled passages, and at least {FEWEST} are wanted; add some "
                "with --labels FILE, or take the label out of the codebook"
            )
        if counts[label] < TOO_FEW:
            warnings.append(
                f"{label!r} has only {counts[label]} labelled passages: its figures are little more than guesses"
            )
    if len({unit.doc for unit in units}) < 2:
        raise LabelsError(
            f"{task}: all passages are from one document, and training wants two; fill in the column 'doc'"
        )
    return TrainingData(tuple(units), hashes, tuple(warnings), len(own))


@dataclass(frozen=True)
class Retrained:
    """A saved model and its report; `before`: it was there already, made of the same."""

    model: str
    report: Report
    written: tuple[Path, ...]
    before: bool = False


def retrain(
    folder: PipelineFolder,
    task: str,
    data: TrainingData,
    parameters: Parameters | None = None,
    progress: Callable[[str], None] = lambda _: None,
    sample: Sample | None = None,
) -> Retrained:
    """Train for a group of the codebook, save the model (not yet in use), and compare it with the one in use.

    `sample`: the passages whose flips are listed; without it, labelled ones. Where the same was trained before, that
    model is given back.
    """
    parameters = parameters or Parameters()
    labels = folder.codebook.names(task)
    sample = sample or _labelled(data.units)
    identifier = made_of(folder.models, task, labels, data.units, parameters, sample)
    known = trained_before(folder.models, identifier)
    if known is not None:
        files = tuple(folder.models / known.model / name for name in REPORT_FILES)
        return Retrained(known.model, known, files, before=True)
    trained = train(task, labels, data.units, parameters, current_encoders(folder.models), progress)
    found = report(task, "MODEL_ID", labels, trained.left_out)
    sources = sorted({unit.place for unit in data.units if unit.place}) or ["given labels"]
    card = model_card(trained, found.passages, found.sentences, sources)
    metrics = {"passages": asdict(found.passages), "sentences": asdict(found.sentences)}
    if trained.manner is not None:
        metrics["manner"] = asdict(trained.manner)
    model = save(trained.coder, folder.models, Provenance(data.hashes, asdict(parameters)), metrics, card)
    progress("the learning curve")
    found = replace(
        found, model=model, warnings=data.warnings, learning_curve=_learning_curve(data.units, labels, parameters)
    )
    progress("what changes")
    found = _compared(folder, found, trained, sample, data.units[len(data.units) - data.own :])
    found = replace(found, made_of=identifier)
    return Retrained(model, found, tuple(write_report(found, folder.models / model)))


def _compared(
    folder: PipelineFolder, found: Report, trained: Trained, sample: Sample, own: Sequence[LabelledUnit]
) -> Report:
    """The report with the figures of the model in use beside it; both were measured on documents they had not seen."""
    current = in_use(folder.models).get(found.task)
    if current is None or current == found.model:
        return found
    try:
        old = load(folder.models, current, found.task)
    except ModelError as error:
        return replace(found, warnings=(*found.warnings, f"no comparison with the model in use: {error}"))
    before = (
        read_metrics(folder.models, current)["passages"]["macro_f1"]
        if set(old.labels) == set(trained.coder.labels)
        else None
    )
    return replace(
        found,
        compared_with=current,
        old_macro_f1=before,
        changes=flips(trained.coder, old, sample),
        lessons=lessons(trained.coder, old, own) if own else None,
    )


def _labelled(units: Sequence[LabelledUnit]) -> Sample:
    return Sample("the labelled texts", tuple(Placed(unit.doc, unit.unit) for unit in units))


def _learning_curve(
    units: Sequence[LabelledUnit], labels: Sequence[str], parameters: Parameters
) -> tuple[tuple[int, float], ...]:
    """Macro F1 of the linear scorer on a fifth of the documents, trained on growing parts of the others."""
    (rest, test), *_ = splits(deal([unit.doc for unit in units], 5))
    docs = list(dict.fromkeys(units[place].doc for place in rest))
    true = truth([units[place] for place in test], labels)
    found = []
    for share in (*_CURVE, 1.0):
        some = set(docs[:: max(1, round(1 / share))] if share <= 0.5 else docs[: round(len(docs) * share)])
        seen = [units[place] for place in rest if units[place].doc in some]
        scorer = fit_linear([unit.unit for unit in seen], truth(seen, labels), parameters.linear)
        given = (scorer.score([units[place].unit for place in test]).passages > 0) & true.known_passages
        found.append((len(some), round(macro_f1(given, true.passages), 4)))
    return tuple(found)


def current_encoders(models: Path) -> list[Encoder]:
    """The encoders in use, in the order in which they read; none where ``current.toml`` names none."""
    used = in_use(models)
    return [open_encoder(models / used[role]) for role in ENCODERS if role in used]
