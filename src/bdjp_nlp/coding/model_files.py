"""Model files: a trained coder as a folder ``pipeline/models/ID/``.

    ID/model.json       task, labels, thresholds, parameters, hashes of the training documents and of the other files
    ID/weights.skops    the scikit-learn estimators (`weights_file`); where they are plain logistic regressions, `load`
                        reads their weights without scikit-learn
    ID/terms.json       the vocabularies of the text features
    ID/metrics.json     the figures on left-out documents
    ID/README.md        model card

An ID is made from what the model does (labels, thresholds, every weight), so the same training gives the same ID.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from bdjp_nlp.coding.calibration import Calibrator
from bdjp_nlp.coding.coder import Coder, Reader, Rule, Rules
from bdjp_nlp.coding.encoder import open_encoder
from bdjp_nlp.coding.linear import LinearScorer
from bdjp_nlp.coding.manner import Manner
from bdjp_nlp.coding.meaning import MeaningScorer
from bdjp_nlp.coding.plain_estimators import read_plainly
from bdjp_nlp.coding.text_features import TextFeatures, features_of, vocabularies
from bdjp_nlp.coding.thresholds import Decision
from bdjp_nlp.coding.weights_file import opened, weights_file
from bdjp_nlp.errors import ModelError
from bdjp_nlp.identity import content_id, sha256_hex
from bdjp_nlp.models_in_use import current_id

FORMAT = 3
TASKS = ("themes", "constraints")
"""Groups of the codebook for which coders are trained."""


class Decisions(BaseModel):
    """Thresholds of sentences and of passages."""

    model_config = ConfigDict(extra="forbid")

    sentences: Decision
    passages: Decision


class _ReaderHead(BaseModel):
    """What ``model.json`` says of one reader of the cascade."""

    model_config = ConfigDict(extra="forbid")

    encoder: str
    reads_from: float
    decisions: Decisions


class _Head(BaseModel):
    """``model.json``."""

    model_config = ConfigDict(extra="forbid")

    format: int
    id: str
    task: str
    labels: tuple[str, ...]
    quick: Decisions
    readers: tuple[_ReaderHead, ...]
    parameters: dict[str, Any]
    documents: dict[str, str]
    files: dict[str, str]


@dataclass(frozen=True)
class Provenance:
    """What a model was made from: `documents` maps names to hashes; `parameters` is what was chosen before."""

    documents: Mapping[str, str]
    parameters: Mapping[str, Any]


def save(coder: Coder, models: Path, provenance: Provenance, metrics: Mapping[str, Any], card: str) -> str:
    """Write a coder to a folder of its own below `models`; returns its id. A folder that is there is left as it is."""
    identifier = model_id(coder)
    target = models / identifier
    if target.exists():
        return identifier
    files = {
        "weights.skops": weights_file(_estimators(coder)),
        "terms.json": _json(_vocabularies(coder)),
        "metrics.json": _json(metrics),
        "README.md": card.replace("MODEL_ID", identifier).encode("utf-8"),
    }
    head = {
        "format": FORMAT,
        "id": identifier,
        "task": coder.task,
        "labels": coder.labels,
        **_decisions(coder),
        "parameters": dict(provenance.parameters),
        "documents": dict(sorted(provenance.documents.items())),
        "files": {name: sha256_hex(data) for name, data in files.items()},
    }
    temporary = models / f".{identifier}.new"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    for name, data in {**files, "model.json": _json(head)}.items():
        (temporary / name).write_bytes(data)
    temporary.rename(target)
    return identifier


def load(
    models: Path, identifier: str, task: str, labels: Sequence[str] | None = None, estimators: bool = False
) -> Coder:
    """The coder with an id; with `estimators` made of scikit-learn's own, to inspect, to swap and to save.

    Raises `ModelError` where it is missing, damaged, made for another task, or (with `labels`) for other labels.
    """
    folder = models / identifier
    head = read_head(models, identifier)
    if head.task != task:
        raise ModelError(f"{folder}: this model is for {head.task}, not for {task}; {_retrain(task)}")
    if labels is not None and set(labels) != set(head.labels):
        raise ModelError(
            f"{folder}: trained for the labels {', '.join(head.labels)}, but the codebook's {task} are "
            f"{', '.join(labels)}; {_retrain(task)}"
        )
    try:
        weights = (folder / "weights.skops").read_bytes()
        parts = (None if estimators else read_plainly(weights)) or opened(weights)
        terms = json.loads((folder / "terms.json").read_bytes())
        return _coder(models, head, parts, {name: features_of(kept) for name, kept in terms.items()})
    except (ValueError, TypeError, KeyError, AttributeError, zipfile.BadZipFile) as error:
        raise ModelError(f"{folder}: the weights cannot be read ({error}); {_retrain(task)}") from None


def read_head(models: Path, identifier: str) -> _Head:
    """What ``model.json`` says, after every file has been checked against its hash; raises `ModelError`."""
    folder = models / identifier
    if not (folder / "model.json").is_file():
        known = sorted(path.parent.name for path in models.glob("*/model.json"))
        raise ModelError(
            f"{models}: there is no model {identifier!r} (there are: {', '.join(known) or 'none'}); "
            "name one of them, or train one: bdjp train themes|constraints --promote"
        )
    try:
        head = _Head.model_validate_json((folder / "model.json").read_bytes())
    except ValidationError as error:
        raise ModelError(f"{folder / 'model.json'}: not the head of a model ({error.error_count()} problems)") from None
    if head.format != FORMAT:
        raise ModelError(f"{folder}: format {head.format}, and this version reads {FORMAT}; {_retrain(head.task)}")
    for name, digest in head.files.items():
        file = folder / name
        if name in ("README.md", "metrics.json"):
            continue
        if not file.is_file() or sha256_hex(file.read_bytes()) != digest:
            raise ModelError(
                f"{file}: missing or changed since it was written; restore the file, or {_retrain(head.task)}"
            )
    return head


def read_metrics(models: Path, identifier: str) -> dict[str, Any]:
    """A model's figures on left-out documents; raises `ModelError` where they are missing."""
    file = models / identifier / "metrics.json"
    try:
        metrics: dict[str, Any] = json.loads(file.read_bytes())
    except (OSError, json.JSONDecodeError):
        raise ModelError(f"{file}: missing or damaged; restore it, or train the model anew") from None
    return metrics


def load_current(models: Path, task: str, labels: Sequence[str] | None = None) -> Coder:
    """The coder in use for a task; raises `ModelError` as `current_id` and `load` do."""
    return load(models, current_id(models, task), task, labels)


def model_id(coder: Coder) -> str:
    """An id made from the labels, the thresholds and every weight."""
    parts = [_json([FORMAT, coder.task, coder.labels, _decisions(coder)])]
    _digest(_estimators(coder), parts)
    parts.append(_json(_vocabularies(coder)))
    return content_id(*parts)


def _digest(value: Any, into: list[bytes]) -> None:
    """The content of estimators and containers, in a fixed order."""
    from sklearn.base import BaseEstimator

    if isinstance(value, np.ndarray):
        into.append(value.tobytes() if value.dtype != object else repr(value.tolist()).encode())
    elif isinstance(value, Mapping):
        for key in sorted(value, key=str):
            into.append(str(key).encode())
            _digest(value[key], into)
    elif isinstance(value, list | tuple):
        for item in value:
            _digest(item, into)
    elif isinstance(value, BaseEstimator):
        _digest(vars(value), into)
    else:
        into.append(repr(value).encode())


def _estimators(coder: Coder) -> dict[str, Any]:
    """The classifiers by name."""
    estimators: dict[str, Any] = {
        "sentence_model": coder.linear.sentence_model,
        "passage_model": coder.linear.passage_model,
        "quick": _calibrators(coder.quick),
    }
    for number, reader in enumerate(coder.readers, 1):
        estimators[f"reader_{number}"] = {
            "meaning_of_sentences": reader.meaning.sentence_model,
            "meaning_of_passages": reader.meaning.passage_model,
            "rules": _calibrators(reader.rules),
        }
    if coder.manner is not None:
        estimators |= {"explicit_model": coder.manner.explicit_model, "stance_model": coder.manner.stance_model}
    return estimators


def _vocabularies(coder: Coder) -> dict[str, Any]:
    """The terms of each set of text features, by name."""
    found = {"features": vocabularies(coder.linear.features)}
    if coder.manner is not None:
        found["manner_features"] = vocabularies(coder.manner.features)
    return found


def _coder(models: Path, head: _Head, estimators: Mapping[str, Any], features: Mapping[str, TextFeatures]) -> Coder:
    manner = None
    if "manner_features" in features:
        manner = Manner(
            head.labels, features["manner_features"], estimators["explicit_model"], estimators["stance_model"]
        )
    return Coder(
        head.task,
        head.labels,
        LinearScorer(features["features"], estimators["sentence_model"], estimators["passage_model"]),
        _rules(head.quick, estimators["quick"]),
        tuple(_reader(models, said, estimators[f"reader_{number}"]) for number, said in enumerate(head.readers, 1)),
        manner,
    )


def _reader(models: Path, head: _ReaderHead, estimators: Mapping[str, Any]) -> Reader:
    meaning = MeaningScorer(
        open_encoder(models / head.encoder), estimators["meaning_of_sentences"], estimators["meaning_of_passages"]
    )
    return Reader(meaning, _rules(head.decisions, estimators["rules"]), head.reads_from)


def _decisions(coder: Coder) -> dict[str, Any]:
    """What ``model.json`` says of rules and encoders."""
    return {
        "quick": _decisions_of(coder.quick),
        "readers": [
            {
                "encoder": reader.meaning.encoder.identifier,
                "reads_from": reader.reads_from,
                "decisions": _decisions_of(reader.rules),
            }
            for reader in coder.readers
        ],
    }


def _decisions_of(rules: Rules) -> dict[str, Any]:
    return {"sentences": asdict(rules.sentences.decision), "passages": asdict(rules.passages.decision)}


def _calibrators(rules: Rules) -> dict[str, Any]:
    return {"sentences": rules.sentences.calibrator.models, "passages": rules.passages.calibrator.models}


def _rules(decisions: Decisions, models: Mapping[str, Any]) -> Rules:
    return Rules(
        Rule(Calibrator(models["sentences"]), decisions.sentences),
        Rule(Calibrator(models["passages"]), decisions.passages),
    )


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _retrain(task: str) -> str:
    return f"train it anew: bdjp train {task} --promote --force"
