"""Comparison: a new recogniser beside the one in use, on the documents that neither has learnt from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bdjp_nlp.entities.evidence import load_finder
from bdjp_nlp.entities.flips import Flips, flips
from bdjp_nlp.entities.left_out import Counts, Difference, difference
from bdjp_nlp.entities.model_files import METRICS, TASK, load
from bdjp_nlp.entities.recogniser import Recogniser
from bdjp_nlp.entities.retraining import TrainedEntities
from bdjp_nlp.errors import ModelError
from bdjp_nlp.models_in_use import current_id
from bdjp_nlp.pipeline_folder import PipelineFolder


@dataclass(frozen=True)
class Comparison:
    """A new model beside the one in use.

    `new_f1`, `current_f1`: strict micro F1 on the documents that each left out, None where no model is in use;
    `difference`: on those that both left out, None where there are none (the models were measured on other documents).
    """

    model: str
    current: str | None
    new_f1: float
    current_f1: float | None
    difference: Difference | None = None

    @property
    def not_worse(self) -> bool:
        """Whether the new model may be put to use without force."""
        if self.difference is not None:
            return self.difference.value >= 0
        return self.current_f1 is None or self.new_f1 >= self.current_f1


def compare(folder: PipelineFolder, trained: TrainedEntities) -> Comparison:
    """A trained model beside the one that ``current.toml`` names, by the figures that each was saved with."""
    new_f1 = trained.measured.as_written.micro
    try:
        current = current_id(folder.models, TASK)
        stored = json.loads((folder.models / current / METRICS).read_bytes())
    except (ModelError, OSError):
        return Comparison(trained.model, None, new_f1, None)
    documents = {name: Counts(**counts) for name, counts in stored.get("documents", {}).items()}
    found = difference(trained.measured.documents, documents)
    return Comparison(trained.model, current, new_f1, float(stored["as_written"]["micro"]), found)


def changes(folder: PipelineFolder, old: str, new: str, documents: Sequence[tuple[str, Sequence[str]]]) -> Flips:
    """The mentions that change from one saved model to another in documents, each a name and its texts."""
    labels = folder.codebook.names(TASK)
    finder = load_finder(folder.gazetteer, labels)
    before, after = (Recogniser(finder, *load(folder.models, model, labels)) for model in (old, new))
    return flips(documents, before, after)
