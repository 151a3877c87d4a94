"""Run: a pipeline over many inputs into a run directory, computing only what is not there yet."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bdjp_nlp import __version__
from bdjp_nlp.engine import Engine, Limits, PipelineAddress
from bdjp_nlp.errors import DocumentError, StoreError
from bdjp_nlp.inputs import find_inputs
from bdjp_nlp.pipeline import READER, Pipeline
from bdjp_nlp.processing import Outcome, Task, failure
from bdjp_nlp.reading import load_source
from bdjp_nlp.rows import STRUCTURE
from bdjp_nlp.store.run_directory import RunDirectory, read_run_json, read_table
from bdjp_nlp.store.shard import DocumentRecord

if TYPE_CHECKING:
    import pandas as pd

RETRIED = frozenset({"timeout", "out_of_memory", "crashed", "unreadable", "not_found"})
"""Failures that may come from the machine rather than the file: tried again in the next run."""

FLUSH_SECONDS = 20.0
"""How long finished documents may wait in memory for the rest of their shard: the most that a crash can cost."""

Signature = tuple[int, int, int]


class Progress(Protocol):
    """Told about each document as it is done; ``bdjp run`` draws a bar from it."""

    def __enter__(self) -> Progress:
        """Begin to show."""
        ...

    def __exit__(self, *_: object) -> None:
        """Stop showing."""

    def start(self, documents: int) -> None:
        """So many documents are to be looked at."""

    def done(self, outcome: Outcome | None) -> None:
        """One more document is done; None where it was done before."""


class Silent:
    """No progress."""

    def __enter__(self) -> Silent:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def start(self, documents: int) -> None:
        """Say nothing."""

    def done(self, outcome: Outcome | None) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Run:
    """A finished (or interrupted) run; its tables are DataFrames: ``run.entities``, ``run.table("passages")``."""

    path: Path
    summary: Mapping[str, Any]

    def table(self, name: str) -> pd.DataFrame:
        """One table; raises `StoreError` listing the tables where there is no such one."""
        frame: pd.DataFrame = read_table(self.path, name).to_pandas()
        return frame

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self.table(name)
        except StoreError as error:
            raise AttributeError(str(error)) from None

    @property
    def interrupted(self) -> bool:
        """Whether it was stopped before its end."""
        return bool(self.summary["status"] == "interrupted")

    @property
    def failures(self) -> list[dict[str, str]]:
        """The documents that failed: path, error, message."""
        return list(self.summary["failures"])


def open_run(path: str | Path) -> Run:
    """An earlier run; raises `StoreError` where `path` is none."""
    return Run(Path(path), read_run_json(Path(path)))


def execute(
    pipeline: Pipeline,
    inputs: Sequence[str],
    out: Path,
    *,
    workers: int = 0,
    limits: Limits | None = None,
    fail_fast: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Run `pipeline` over files, folders and globs into the run directory `out`.

    `workers` 0: in the calling process, where limits cannot hold; from a script, use workers only below
    ``if __name__ == "__main__":``. What `out` holds of the same inputs, made by the same versions, is kept; documents
    that are no longer among the inputs are dropped. Raises `UsageError` for inputs that do not exist and `StoreError`
    when `out` cannot be written or is in use.
    """
    paths = find_inputs(inputs)
    directory = RunDirectory(out)
    with directory.lock(), _stop_on_interrupt() as stop:
        return _Execution(pipeline, directory, paths, progress or Silent(), stop, fail_fast).run(
            _engine(pipeline, workers, limits or Limits())
        )


def _engine(pipeline: Pipeline, workers: int, limits: Limits) -> Engine:
    if workers == 0:
        from bdjp_nlp.engine.in_process import InProcessEngine

        return InProcessEngine(pipeline)
    from bdjp_nlp.engine.local import LocalEngine

    names = tuple(stage.name for stage in pipeline.stages)
    address = PipelineAddress(pipeline.folder.config, names, pipeline.reader.pdf.password)
    return LocalEngine(address, workers, limits)


@dataclass
class _Stop:
    """Set when the user asked to stop; documents at work are finished, no further ones begun."""

    asked: bool = False


@contextmanager
def _stop_on_interrupt() -> Iterator[_Stop]:
    """The first Ctrl-C asks to stop, the second stops at once. Outside the main thread nothing is changed."""
    stop = _Stop()

    def ask(*_: object) -> None:
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True
        os.write(2, b"bdjp: finishing the documents at work; Ctrl-C again stops at once\n")

    try:
        before = signal.signal(signal.SIGINT, ask)
    except ValueError:  # not in the main thread
        yield stop
        return
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass
class _Waiting:
    """Finished documents of a shard that are not on disk yet."""

    outcomes: dict[str, tuple[DocumentRecord, Outcome]] = field(default_factory=dict)
    since: float = field(default_factory=time.monotonic)


class _Execution:
    """One call of `execute`: plans, hands out tasks, collects outcomes and commits them shard by shard."""

    def __init__(
        self,
        pipeline: Pipeline,
        directory: RunDirectory,
        paths: Sequence[str],
        progress: Progress,
        stop: _Stop,
        fail_fast: bool,
    ) -> None:
        self.pipeline, self.directory, self.paths = pipeline, directory, paths
        self.progress, self.stop, self.fail_fast = progress, stop, fail_fast
        self.started = datetime.now(UTC)
        self.plan = directory.plan(paths)
        self.shard_of = {path: number for number, shard in enumerate(self.plan) for path in shard}
        self.open = {number: len(shard) for number, shard in enumerate(self.plan)}
        self.waiting: dict[int, _Waiting] = {}
        self.tried: dict[str, tuple[Signature, str]] = {}
        self.owners: dict[str, str] = {}
        self.duplicates: dict[str, str] = {}
        self.work: Counter[str] = Counter()
        self.seconds: dict[str, float] = {}
        self.unread: list[Outcome] = []

    @cached_property
    def kinds(self) -> Sequence[Any]:
        return self.pipeline.written

    def run(self, engine: Engine) -> Run:
        self.progress.start(len(self.paths))
        self._write_json("running")
        for outcome in self._with_unread(engine.map(self._tasks())):
            self._collect(outcome)
        for number in list(self.waiting):
            self._commit(number)
        self._drop_gone()
        if not self.stop.asked:
            self.directory.drop_all_but(len(self.plan), self.kinds)
        summary = self._write_json("interrupted" if self.stop.asked else "finished")
        return Run(self.directory.path, summary)

    def _tasks(self) -> Iterator[Task]:
        """What is to be computed, in the order of the plan."""
        for number, shard in enumerate(self.plan):
            done = self.directory.record_of(number)
            for path in shard:
                if self.stop.asked:
                    return
                task = self._task(number, path, done.get(path))
                if task is not None:
                    yield task
            self._maybe_commit(number)

    def _task(self, number: int, path: str, record: DocumentRecord | None) -> Task | None:
        try:
            signature = _signature(path)
            known = record is not None and record.signature == signature and record.sha256
            sha256 = record.sha256 if record and known else load_source(path, self.pipeline.reader).sha256
        except DocumentError as error:
            self._not_read(path, error.code, str(error))
            return None
        except OSError as error:
            remedy = "give it a name in UTF-8" if "\\x" in path else "check that it is there and may be read"
            self._not_read(path, "not_found", f"{path}: {error.strerror}; {remedy}")
            return None
        owner = self.owners.setdefault(sha256, path)
        if owner != path:
            self.duplicates[path] = owner
            self._one_less(number)
            self.progress.done(None)
            return None
        self.tried[path] = (signature, sha256)
        stale = self._stale(record, sha256)
        if record and stale is not None and not stale and set(record.fingerprints) == set(self.pipeline.fingerprints):
            self.work["documents kept"] += 1
            self._one_less(number)
            self.progress.done(None)
            return None
        if record and stale is not None:
            kept = [kind for stage in self.pipeline.stages if stage.name not in stale for kind in stage.writes]
            return Task(path, sha256, stale, self.directory.stored_document(number, record, kept))
        return Task(path, sha256, tuple(stage.name for stage in self.pipeline.stages))

    def _not_read(self, path: str, code: str, message: str) -> None:
        self.tried[path] = ((0, 0, 0), "")
        self.unread.append(failure(Task(path, "", ()), code, message, 0.0))

    def _stale(self, record: DocumentRecord | None, sha256: str) -> tuple[str, ...] | None:
        """The stages to compute again; None where the file must be read again."""
        now = self.pipeline.fingerprints
        if record is None or record.sha256 != sha256 or record.fingerprints.get(READER) != now[READER]:
            return None
        if record.status == "failed":
            retried = RETRIED | ({"encrypted"} if self.pipeline.reader.pdf.password else set())
            return () if record.error not in retried and record.fingerprints == dict(now) else None
        return tuple(s.name for s in self.pipeline.stages if record.fingerprints.get(s.name) != now[s.name])

    def _with_unread(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        """The engine's outcomes, and between them those of files that could not even be opened."""
        for outcome in outcomes:
            yield outcome
            while self.unread:
                yield self.unread.pop()
        while self.unread:
            yield self.unread.pop()

    def _collect(self, outcome: Outcome) -> None:
        number = self.shard_of[outcome.path]
        signature, sha256 = self.tried[outcome.path]
        record = DocumentRecord(
            path=outcome.path,
            doc_id=outcome.doc_id,
            sha256=sha256,
            signature=signature,
            status=outcome.row.status,
            error=outcome.row.error,
            fingerprints=dict(self.pipeline.fingerprints),
        )
        self.work["documents failed" if outcome.failed else "documents computed"] += 1
        for stage, seconds in outcome.seconds.items():
            self.work[f"stage {stage}"] += 1
            self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds
        self.waiting.setdefault(number, _Waiting()).outcomes[outcome.path] = (record, outcome)
        self.progress.done(outcome)
        self._one_less(number)
        self._maybe_commit(number)
        if outcome.failed and self.fail_fast:
            self.stop.asked = True

    def _one_less(self, number: int) -> None:
        self.open[number] -= 1

    def _maybe_commit(self, number: int) -> None:
        """Commit a shard when all of it is done, and any that has waited long."""
        if self.open[number] == 0 and number in self.waiting:
            self._commit(number)
        for other in [n for n, w in self.waiting.items() if time.monotonic() - w.since > FLUSH_SECONDS]:
            self._commit(other)

    def _commit(self, number: int) -> None:
        waiting = self.waiting.pop(number)
        paths = [path for path in self.plan[number] if path not in self.duplicates]
        self.directory.commit(number, paths, waiting.outcomes, self.kinds)

    def _drop_gone(self) -> None:
        """Drop the documents that belong to no input any more, or that another now stands for."""
        for number, shard in enumerate(self.plan):
            stored = self.directory.record_of(number)
            paths = [path for path in shard if path in stored and path not in self.duplicates]
            if list(stored) != paths:
                self.directory.commit(number, paths, {}, self.kinds)

    def _write_json(self, status: str) -> dict[str, Any]:
        records = [d for r in self.directory.records.values() for d in r.documents]
        stages = [READER, *(stage.name for stage in self.pipeline.stages)]
        content: dict[str, Any] = {
            "bdjp_nlp": __version__,
            "status": status,
            "started": self.started.isoformat(timespec="seconds"),
            "seconds": round((datetime.now(UTC) - self.started).total_seconds(), 3),
            "pipeline": {
                "config": str(self.pipeline.folder.config),
                "reader": self.pipeline.reader.model_dump(mode="json"),
                "stages": [
                    {"name": s.name, "settings": s.settings.model_dump(mode="json"), "resources": s.resources()}
                    for s in self.pipeline.stages
                ],
                "fingerprints": dict(self.pipeline.fingerprints),
            },
            "inputs": [{"path": d.path, "doc_id": d.doc_id, "sha256": d.sha256, "status": d.status} for d in records],
            "duplicates": [{"path": path, "same_as": owner} for path, owner in self.duplicates.items()],
            "counts": self._counts(),
            "work": {
                "kept": self.work["documents kept"],
                "computed": self.work["documents computed"],
                "failed": self.work["documents failed"],
                "stages": {name: self.work[f"stage {name}"] for name in stages},
            },
            "stage_seconds": {name: round(value, 3) for name, value in self.seconds.items()},
            "failures": self._failures(),
        }
        self.directory.write_run_json(content)
        return content

    def _counts(self) -> dict[str, int]:
        """Rows of each table."""
        counts: Counter[str] = Counter()
        for record in self.directory.records.values():
            counts.update({name: file.rows for name, file in record.files.items()})
        return {name: counts[name] for name in ("documents", *(k.table for k in (*STRUCTURE, *self.kinds)))}

    def _failures(self) -> list[dict[str, str]]:
        if not any(d.status == "failed" for r in self.directory.records.values() for d in r.documents):
            return []
        table = read_table_if_any(self.directory.path)
        return [row for row in table if row["error"]]


def read_table_if_any(path: Path) -> list[dict[str, str]]:
    """Path, error and message of the documents on disk."""
    import pyarrow.parquet as pq

    folder = path / "documents.parquet"
    return pq.read_table(folder, columns=["path", "error", "message"]).to_pylist() if folder.is_dir() else []


def _signature(path: str) -> Signature:
    status = os.stat(path)
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns
