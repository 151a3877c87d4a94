"""Prevalence of themes and constraints in a run: raw counts beside shares that admit the coder's errors."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from bdjp_nlp.coding.evaluation import LabelFigures
from bdjp_nlp.coding.model_files import TASKS, read_metrics
from bdjp_nlp.coding.prevalence import Errors, Prevalence
from bdjp_nlp.coding.prevalence import prevalence as corrected
from bdjp_nlp.errors import ModelError, StoreError
from bdjp_nlp.pipeline_folder import PipelineFolder, find_pipeline
from bdjp_nlp.store.run_directory import read_run_json, read_table, table_names

SCHEMA = pa.schema(
    [
        ("doc_id", pa.string()),
        ("group", pa.string()),
        ("label", pa.string()),
        ("passages", pa.int64()),
        ("assigned", pa.int64()),
        ("raw_share", pa.float64()),
        ("share", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("model", pa.string()),
    ]
)
"""`doc_id` is null in the rows of the whole corpus, which come first."""

_COUNTS = """
    SELECT doc_id, label, model, count(*) AS passages, count(*) FILTER (assigned) AS assigned
    FROM codings WHERE sentence_id IS NULL
    GROUP BY GROUPING SETS ((doc_id, label, model), (label, model))
    ORDER BY doc_id NULLS FIRST, label
"""


def prevalence(run: Path) -> pa.Table:
    """For the corpus and for each document: how many coded passages bear a label, counted and corrected.

    Columns as in `SCHEMA`; shares lie between 0 and 1. Raises `StoreError` where nothing was coded, and `ModelError`
    where the figures of the model that coded are no longer to be found.
    """
    coded = [task for task in TASKS if task in table_names(run)]
    if not coded:
        raise StoreError(f"{run}: holds neither {' nor '.join(TASKS)}; run it with a stage that codes passages")
    folder = _pipeline_of(run)
    rows = [row for task in coded for row in _rows(run, task, folder)]
    rows.sort(key=lambda row: row["doc_id"] is not None)
    return pa.Table.from_pylist(rows, SCHEMA)


def _rows(run: Path, task: str, folder: PipelineFolder) -> Iterator[dict[str, object]]:
    codings = read_table(run, task).select(["doc_id", "sentence_id", "label", "assigned", "model"])
    connection = duckdb.connect()
    connection.register("codings", codings)

    @cache
    def share_of(model: str, label: str, assigned: int, passages: int) -> Prevalence:
        return corrected(assigned, passages, errors_of(folder, model, label))

    for doc_id, label, model, passages, assigned in connection.execute(_COUNTS).fetchall():
        found = share_of(model, label, assigned, passages)
        yield {
            "doc_id": doc_id,
            "group": task,
            "label": label,
            "passages": passages,
            "assigned": assigned,
            "raw_share": round(assigned / passages, 4),
            "share": found.share,
            "low": found.low,
            "high": found.high,
            "model": model,
        }


def errors_of(folder: PipelineFolder, model: str, label: str) -> Errors:
    """How a model erred on one label in passages left out of its training; raises `ModelError`."""
    for figures in _figures(folder.models, model):
        if figures.label == label:
            rejected = figures.rows - figures.hits - figures.misses - figures.false_alarms
            return Errors(figures.hits, figures.misses, figures.false_alarms, rejected)
    raise ModelError(f"{folder.models / model}: metrics.json has no figures of {label!r}; train the model anew")


@cache
def _figures(models: Path, model: str) -> tuple[LabelFigures, ...]:
    return tuple(LabelFigures(**figures) for figures in read_metrics(models, model)["passages"]["labels"])


def _pipeline_of(run: Path) -> PipelineFolder:
    """The pipeline that made the run where it is still there, else the one in use here."""
    pipeline = read_run_json(run)["pipeline"]
    assert isinstance(pipeline, dict)
    config = Path(pipeline["config"])
    return PipelineFolder(config) if config.is_file() else find_pipeline(None)
