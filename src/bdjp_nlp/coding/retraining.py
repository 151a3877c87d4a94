"""Retraining: from a pipeline's codebook and labelled texts to a saved model and what is to be said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bdjp_nlp.coding.encoder import open_encoder
from bdjp_nlp.coding.evaluation import Figures, figures
from bdjp_nlp.coding.labelled_unit import LabelledUnit
from bdjp_nlp.coding.model_card import model_card
from bdjp_nlp.coding.model_files import ENCODER, Provenance, in_use, save
from bdjp_nlp.coding.training import GivenEncoder, Parameters, Trained, train
from bdjp_nlp.pipeline_folder import PipelineFolder


@dataclass(frozen=True)
class Retrained:
    """A saved model, its figures on left-out documents, and what they were taken from."""

    model: str
    trained: Trained
    passages: Figures
    sentences: Figures


def retrain(
    folder: PipelineFolder,
    task: str,
    units: Sequence[LabelledUnit],
    hashes: dict[str, str],
    parameters: Parameters | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Retrained:
    """Train for a group of the codebook and save the model (not yet in use)."""
    parameters = parameters or Parameters()
    labels = folder.codebook.names(task)
    trained = train(task, labels, units, parameters, given_encoder(folder, hashes), progress)
    passages, sentences = measured(trained, labels)
    metrics: dict[str, Any] = {"passages": asdict(passages), "sentences": asdict(sentences)}
    sources = sorted({unit.place for unit in units if unit.place}) or ["given labels"]
    card = model_card(trained.coder, passages, sentences, len({unit.doc for unit in units}), sources)
    model = save(trained.coder, folder.models, Provenance(hashes, asdict(parameters)), metrics, card)
    return Retrained(model, trained, passages, sentences)


def measured(trained: Trained, labels: Sequence[str]) -> tuple[Figures, Figures]:
    """The figures of passages and of sentences with known labels, on left-out documents."""
    left_out, true = trained.left_out, trained.left_out.truth
    of_sentence = [unit.doc for unit in left_out.units for _ in unit.unit.spans]
    known = true.known
    return (
        figures(left_out.verdicts.passages, true.passages, labels, [unit.doc for unit in left_out.units]),
        figures(
            left_out.verdicts.sentences.only(known),
            true.sentences[known],
            labels,
            [doc for doc, is_known in zip(of_sentence, known, strict=True) if is_known],
        ),
    )


def given_encoder(folder: PipelineFolder, hashes: Mapping[str, str]) -> GivenEncoder | None:
    """The encoder in use; None where none is. A document counts as seen where its name and hash are the encoder's."""
    identifier = in_use(folder.models).get(ENCODER)
    if identifier is None:
        return None
    encoder = open_encoder(folder.models / identifier)
    learnt = set(encoder.head.documents.items())
    return GivenEncoder(encoder, identifier, {doc for doc, digest in hashes.items() if (doc, digest) in learnt})
