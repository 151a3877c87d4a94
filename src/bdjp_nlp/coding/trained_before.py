"""Trained before: a model that was made of the same texts, labels, encoders and code, so that none is trained twice.

A model is looked at first and put to use after; training takes minutes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bdjp_nlp.coding.flips import Sample
from bdjp_nlp.coding.labelled_unit import LabelledUnit
from bdjp_nlp.coding.report import Report
from bdjp_nlp.coding.training import Parameters
from bdjp_nlp.identity import content_id, files_id
from bdjp_nlp.models_in_use import ENCODERS, in_use


def made_of(
    models: Path,
    task: str,
    labels: Iterable[str],
    units: Iterable[LabelledUnit],
    parameters: Parameters,
    sample: Sample,
) -> str:
    """An identifier of all that a model and its report come from, the model that it is compared with included."""
    used = in_use(models)
    here = Path(__file__).parent
    return content_id(
        files_id(here.glob("*.py"), here),
        json.dumps([task, used.get(task), [used.get(role) for role in ENCODERS], list(labels), asdict(parameters)]),
        *(json.dumps(_said(unit)) for unit in units),
        sample.source,
        *(f"{one.place}\n{one.unit.heading}\n{one.unit.text}" for one in sample.passages),
    )


def _said(unit: LabelledUnit) -> list[object]:
    each = None if unit.sentence_labels is None else [sorted(labels) for labels in unit.sentence_labels]
    puts = [(number, label, put.explicit, put.stance) for number, label, put in unit.puts]
    text = (unit.unit.heading, unit.unit.text, unit.unit.spans, unit.doc, unit.source, unit.weight)
    return [*text, sorted(unit.labels), each, sorted(unit.undecided), puts]


def trained_before(models: Path, identifier: str) -> Report | None:
    """The report on the model that was made of this, None where there is none."""
    for file in sorted(models.glob("*/report.json")):
        if f'"{identifier}"' in file.read_text("utf-8"):
            try:
                found = TypeAdapter(Report).validate_json(file.read_bytes())
            except ValidationError:
                continue
            if found.made_of == identifier and (file.parent / "model.json").is_file():
                return found
    return None
