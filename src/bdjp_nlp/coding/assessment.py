"""Assessment: the models in use, judged on given labels, or by what was measured when they were trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bdjp_nlp.coding.labelled_unit import from_passage_labels, truth
from bdjp_nlp.coding.model_files import load_current
from bdjp_nlp.coding.report import Report, report
from bdjp_nlp.coding.training import LeftOut
from bdjp_nlp.errors import ModelError
from bdjp_nlp.labels.spreadsheet import read_user_labels
from bdjp_nlp.models_in_use import current_id
from bdjp_nlp.pipeline_folder import PipelineFolder


def assess(folder: PipelineFolder, task: str, files: Sequence[Path]) -> Report:
    """The model in use for a task on the rows of some files; raises `LabelsError` and `ModelError`."""
    labels = folder.codebook.names(task)
    coder = load_current(folder.models, task, labels)
    read = [read_user_labels(file, task, labels) for file in files]
    units = tuple(
        from_passage_labels(row.text, row.labels, row.doc, row.source, row.heading)
        for each in read
        for row in each.rows
    )
    judged = coder.judge([unit.unit for unit in units])
    found = report(
        task, current_id(folder.models, task), coder.labels, LeftOut(units, truth(units, coder.labels), judged)
    )
    return replace(found, warnings=tuple(warning for each in read for warning in each.warnings))


def stored_report(folder: PipelineFolder, task: str) -> Report:
    """The report that was written when the model in use was trained; raises `ModelError` where it is missing."""
    file = folder.models / current_id(folder.models, task) / "report.json"
    try:
        return TypeAdapter(Report).validate_json(file.read_bytes())
    except (OSError, ValidationError):
        raise ModelError(f"{file}: missing or damaged; train the model anew: bdjp train {task}") from None
