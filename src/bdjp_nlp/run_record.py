"""Run record: what ``run.json`` says of a run: versions, inputs, counts, work done, seconds a stage, failures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bdjp_nlp import __version__
from bdjp_nlp.pipeline import READER, PipelineDescription
from bdjp_nlp.processing import Outcome
from bdjp_nlp.rows import STRUCTURE
from bdjp_nlp.store.location import read_parquet
from bdjp_nlp.store.run_directory import RunDirectory


@dataclass
class Tally:
    """The work of one execution: documents kept, computed and failed; how often and for how long each stage ran."""

    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    kept: int = 0
    computed: int = 0
    failed: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Count one more outcome."""
        if outcome.failed:
            self.failed += 1
        else:
            self.computed += 1
        for stage, seconds in outcome.seconds.items():
            self.stages[stage] += 1
            self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds


def run_record(
    status: str, tally: Tally, pipeline: PipelineDescription, directory: RunDirectory, duplicates: Mapping[str, str]
) -> dict[str, Any]:
    """The content of ``run.json``; `duplicates` maps a path to the one of the same bytes that stands for it."""
    documents = [document for record in directory.records.values() for document in record.documents]
    stages = [READER, *(stage.name for stage in pipeline.stages)]
    return {
        "bdjp_nlp": __version__,
        "status": status,
        "started": tally.started.isoformat(timespec="seconds"),
        "seconds": round((datetime.now(UTC) - tally.started).total_seconds(), 3),
        "pipeline": _pipeline(pipeline),
        "inputs": [{"path": d.path, "doc_id": d.doc_id, "sha256": d.sha256, "status": d.status} for d in documents],
        "duplicates": [{"path": path, "same_as": owner} for path, owner in duplicates.items()],
        "counts": _counts(pipeline, directory),
        "work": {
            "kept": tally.kept,
            "computed": tally.computed,
            "failed": tally.failed,
            "stages": {name: tally.stages[name] for name in stages},
        },
        "stage_seconds": {name: round(value, 3) for name, value in tally.seconds.items()},
        "failures": _failures(directory) if any(d.status == "failed" for d in documents) else [],
    }


def _pipeline(pipeline: PipelineDescription) -> dict[str, Any]:
    return {
        "config": str(pipeline.config),
        "reader": pipeline.reader.model_dump(mode="json"),
        "stages": [
            {"name": s.name, "settings": dict(s.settings), "resources": dict(s.resources)} for s in pipeline.stages
        ],
        "fingerprints": dict(pipeline.fingerprints),
    }


def _counts(pipeline: PipelineDescription, directory: RunDirectory) -> dict[str, int]:
    """Rows of each table."""
    counts: Counter[str] = Counter()
    for record in directory.records.values():
        counts.update({name: file.rows for name, file in record.files.items()})
    return {name: counts[name] for name in ("documents", *(k.table for k in (*STRUCTURE, *pipeline.written)))}


def _failures(directory: RunDirectory) -> list[dict[str, str]]:
    """Path, error and message of the documents that failed."""
    rows = read_parquet(directory.path / "documents.parquet", ["path", "error", "message"]).to_pylist()
    return [row for row in rows if row["error"]]
