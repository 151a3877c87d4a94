"""Model files: a trained recogniser as a folder ``pipeline/models/ID/``.

    ID/model.json     task, labels, parameters, hashes of the training documents and of the other files
    ID/weights.npz    the tagger's weights in half precision and the judge's, numpy arrays without pickle
    ID/metrics.json   the figures on left-out documents
    ID/README.md      model card
    words/            the fixed word vectors: words.txt, vectors.npy, README.md

``current.toml`` says which is in use, as for themes and constraints.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from bdjp_nlp.entities.candidates import sign_names
from bdjp_nlp.entities.decision import Judge
from bdjp_nlp.entities.features import WordVectors, load_vectors
from bdjp_nlp.entities.network import Network
from bdjp_nlp.entities.tagger import Tagger
from bdjp_nlp.entities.tagging import TagScheme
from bdjp_nlp.errors import ModelError
from bdjp_nlp.identity import content_id, sha256_hex

FORMAT = 1
TASK = "entities"
WORDS = "words"
WEIGHTS, HEAD, METRICS, CARD = "weights.npz", "model.json", "metrics.json", "README.md"
_JUDGE = "judge"
_REMEDY = "restore the file, or train anew: bdjp train entities --promote --force"


class Head(BaseModel):
    """``model.json``; `words` is the hash of the word vectors that the weights belong to."""

    model_config = ConfigDict(extra="forbid")

    format: int
    id: str
    task: str
    labels: tuple[str, ...]
    parameters: dict[str, Any]
    documents: dict[str, str]
    files: dict[str, str]
    words: str


def save(
    tagger: Tagger,
    judge: Judge,
    models: Path,
    documents: Mapping[str, str],
    parameters: Mapping[str, Any],
    metrics: Mapping[str, Any],
    card: str,
) -> str:
    """Write a recogniser to a folder of its own below `models`, unless it is there; returns its id."""
    arrays = {name: value.astype(np.float16) for name, value in sorted(tagger.network.parameters.items())}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **{**arrays, _JUDGE: judge.weights})  # type: ignore[arg-type]  # numpy's stub
    weights = buffer.getvalue()
    identifier = content_id(TASK, "|".join(tagger.scheme.labels), weights)
    target = models / identifier
    if target.exists():
        return identifier
    files = {WEIGHTS: weights, METRICS: _json(metrics), CARD: card.replace("MODEL_ID", identifier).encode("utf-8")}
    head = Head(
        format=FORMAT,
        id=identifier,
        task=TASK,
        labels=tagger.scheme.labels,
        parameters=dict(parameters),
        documents=dict(sorted(documents.items())),
        files={name: sha256_hex(data) for name, data in files.items()},
        words=_words_hash(models),
    )
    temporary = models / f".{identifier}.new"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    for name, data in {**files, HEAD: _json(head.model_dump())}.items():
        (temporary / name).write_bytes(data)
    temporary.rename(target)
    return identifier


def load(models: Path, identifier: str, labels: Sequence[str]) -> tuple[Tagger, Judge]:
    """The recogniser with an id.

    Raises `ModelError` where it is missing, damaged, made for another task, for other labels or other word vectors.
    """
    folder = models / identifier
    head = read_head(models, identifier)
    if set(head.labels) != set(labels):
        raise ModelError(
            f"{folder}: trained for the labels {', '.join(head.labels)}, but the codebook's entities are "
            f"{', '.join(labels)}; train it anew: bdjp train entities --promote --force"
        )
    if head.words != _words_hash(models):
        raise ModelError(f"{models / WORDS}: not the word vectors that {identifier} was trained with; {_REMEDY}")
    try:
        with np.load(folder / WEIGHTS, allow_pickle=False) as stored:
            parameters = {name: stored[name].astype(np.float32) for name in stored.files}
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{folder / WEIGHTS}: cannot be read ({error}); {_REMEDY}") from None
    judge = Judge(parameters.pop(_JUDGE))
    if len(judge.weights) != len(sign_names(head.labels)):
        raise ModelError(f"{folder}: made by an earlier version; train it anew: bdjp train entities --promote")
    return Tagger(Network(parameters), TagScheme(head.labels), word_vectors_of(models)), judge


def read_head(models: Path, identifier: str) -> Head:
    """What ``model.json`` says, after the weights have been checked against their hash; raises `ModelError`."""
    folder = models / identifier
    try:
        head = Head.model_validate_json((folder / HEAD).read_bytes())
    except (OSError, ValidationError) as error:
        raise ModelError(f"{folder / HEAD}: not the head of a model of entities ({error}); {_REMEDY}") from None
    if head.format != FORMAT or head.task != TASK:
        raise ModelError(f"{folder}: format {head.format} for {head.task}, wanted {FORMAT} for {TASK}; {_REMEDY}")
    file = folder / WEIGHTS
    if not file.is_file() or sha256_hex(file.read_bytes()) != head.files[WEIGHTS]:
        raise ModelError(f"{file}: missing or changed since it was written; {_REMEDY}")
    return head


def word_vectors_of(models: Path) -> WordVectors:
    """The fixed word vectors below a folder of models; raises `ModelError`."""
    return load_vectors(models / WORDS)


def _words_hash(models: Path) -> str:
    try:
        return sha256_hex((models / WORDS / "words.txt").read_bytes() + (models / WORDS / "vectors.npy").read_bytes())
    except OSError as error:
        raise ModelError(
            f"{models / WORDS}: the word vectors are missing ({error}); install the package again"
        ) from None


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")
