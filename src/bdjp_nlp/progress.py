"""Progress: what is told of each document as a run goes on; also as one line of JSON an event, for other programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol, TextIO

from bdjp_nlp.processing import Outcome


class Progress(Protocol):
    """Told about each document as it is done; ``bdjp run`` draws a bar from it, or writes a log."""

    def __enter__(self) -> Progress:
        """Begin to show."""
        ...

    def __exit__(self, *_: object) -> None:
        """Stop showing."""

    def start(self, paths: Sequence[str]) -> None:
        """These documents are to be looked at."""

    def done(self, path: str, outcome: Outcome | None) -> None:
        """One more document is done; None where it was done before, or has the same bytes as another."""

    def finish(self, record: Mapping[str, Any]) -> None:
        """The run is over; `record` is the content of ``run.json``."""


class Silent:
    """No progress."""

    def __enter__(self) -> Silent:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def start(self, paths: Sequence[str]) -> None:
        """Say nothing."""

    def done(self, path: str, outcome: Outcome | None) -> None:
        """Say nothing."""

    def finish(self, record: Mapping[str, Any]) -> None:
        """Say nothing."""


class JsonLog(Silent):
    """One JSON object a line: `time` (ISO 8601, UTC), `event` and what belongs to it.

    Events: ``run_started`` (documents), ``document_done`` (path, doc_id, status, error, message, pages, seconds, and
    seconds a stage), ``document_kept`` (path), ``run_finished`` (status, seconds, work, stage_seconds).
    """

    def __init__(self, file: TextIO) -> None:
        self.file = file

    def start(self, paths: Sequence[str]) -> None:
        """A line for the run's start."""
        self._write("run_started", documents=len(paths))

    def done(self, path: str, outcome: Outcome | None) -> None:
        """A line for a document."""
        if outcome is None:
            self._write("document_kept", path=path)
            return
        row = outcome.row
        self._write(
            "document_done",
            path=path,
            doc_id=outcome.doc_id,
            status=row.status,
            error=row.error,
            message=row.message,
            pages=row.pages,
            seconds=row.seconds,
            stages={name: round(seconds, 4) for name, seconds in outcome.seconds.items()},
        )

    def finish(self, record: Mapping[str, Any]) -> None:
        """A line for the run's end."""
        self._write("run_finished", **{name: record[name] for name in ("status", "seconds", "work", "stage_seconds")})

    def _write(self, event: str, **content: object) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        self.file.write(json.dumps({"time": now, "event": event, **content}, ensure_ascii=False) + "\n")
        self.file.flush()
