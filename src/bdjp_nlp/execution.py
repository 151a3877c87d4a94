"""Execution: one pass of a pipeline over its inputs, shard by shard, computing only what is not there yet."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bdjp_nlp.engine import Engine
from bdjp_nlp.errors import DocumentError
from bdjp_nlp.pipeline import READER, PipelineDescription
from bdjp_nlp.processing import Outcome, Task, failure
from bdjp_nlp.progress import Progress
from bdjp_nlp.reading import load_source
from bdjp_nlp.rows import Row
from bdjp_nlp.run_record import Tally, run_record
from bdjp_nlp.store.location import Signature, signature_of
from bdjp_nlp.store.run_directory import RunDirectory
from bdjp_nlp.store.shard import DocumentRecord

RETRIED = frozenset({"timeout", "out_of_memory", "crashed", "unreadable", "not_found"})
"""Failures that may come from the machine rather than the file: tried again in the next run."""

FLUSH_SECONDS = 20.0
"""How long finished documents may wait in memory for the rest of their shard: the most that a crash can cost."""


@dataclass
class Stop:
    """Set when the user asked to stop; documents at work are finished, no further ones begun."""

    asked: bool = False


@contextmanager
def stop_on_interrupt() -> Iterator[Stop]:
    """The first Ctrl-C asks to stop, the second stops at once. Outside the main thread nothing is changed."""
    stop = Stop()

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


class Execution:
    """One call of `execute`: plans, hands out tasks, collects outcomes and commits them shard by shard."""

    def __init__(
        self,
        pipeline: PipelineDescription,
        directory: RunDirectory,
        paths: Sequence[str],
        progress: Progress,
        stop: Stop,
        fail_fast: bool,
    ) -> None:
        self.pipeline, self.directory, self.paths = pipeline, directory, paths
        self.progress, self.stop, self.fail_fast = progress, stop, fail_fast
        self.tally = Tally()
        self.plan = directory.plan(paths)
        self.shard_of = {path: number for number, shard in enumerate(self.plan) for path in shard}
        self.open = {number: len(shard) for number, shard in enumerate(self.plan)}
        self.waiting: dict[int, _Waiting] = {}
        self.tried: dict[str, tuple[Signature, str]] = {}
        self.owners: dict[str, str] = {}
        self.duplicates: dict[str, str] = {}
        self.unread: list[Outcome] = []

    @cached_property
    def kinds(self) -> Sequence[type[Row]]:
        """The row classes that the stages write."""
        return self.pipeline.written

    def run(self, engine: Engine) -> dict[str, Any]:
        """Carry the tasks through the engine; the run's record, as ``run.json`` has it."""
        self.progress.start(self.paths)
        self._record("running")
        for outcome in self._with_unread(engine.map(self._tasks())):
            self._collect(outcome)
        for number in list(self.waiting):
            self._commit(number)
        self._drop_gone()
        if not self.stop.asked:
            self.directory.drop_all_but(len(self.plan), self.kinds)
        record = self._record("interrupted" if self.stop.asked else "finished")
        self.progress.finish(record)
        return record

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
            signature = signature_of(path)
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
            self.progress.done(path, None)
            return None
        self.tried[path] = (signature, sha256)
        stale = self._stale(record, sha256)
        if record and stale is not None and not stale and set(record.fingerprints) == set(self.pipeline.fingerprints):
            self.tally.kept += 1
            self._one_less(number)
            self.progress.done(path, None)
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
        self.tally.add(outcome)
        self.waiting.setdefault(number, _Waiting()).outcomes[outcome.path] = (record, outcome)
        self.progress.done(outcome.path, outcome)
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

    def _record(self, status: str) -> dict[str, Any]:
        content = run_record(status, self.tally, self.pipeline, self.directory, self.duplicates)
        self.directory.write_run_json(content)
        return content
