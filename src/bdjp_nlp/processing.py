"""Processing: what a worker does with one input, from its file (or its stored layers) to finished table rows."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from bdjp_nlp.document import Document, document_id
from bdjp_nlp.errors import DocumentError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.pipeline import READER, Pipeline
from bdjp_nlp.reading import load_source
from bdjp_nlp.rows import STRUCTURE, DocumentRow, Row
from bdjp_nlp.store.schema import WORDS, to_arrow, words_to_arrow


@dataclass(frozen=True)
class Task:
    """One input: a file to read, or a stored document of which only the `stages` named are to be computed again."""

    path: str
    sha256: str
    stages: tuple[str, ...]
    stored: Document | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a task: the document's row, its other tables, and the seconds that each stage took."""

    path: str
    doc_id: str
    row: DocumentRow
    text: str = ""
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether there is no document."""
        return self.row.status == "failed"


def process(task: Task, pipeline: Pipeline) -> Outcome:
    """The outcome of a task; every exception becomes a failed outcome with a typed error."""
    start = time.perf_counter()
    seconds: dict[str, float] = {}
    try:
        document = task.stored
        if document is None:
            document = _read(task, pipeline)
            seconds[READER] = time.perf_counter() - start
        document = pipeline.annotate(document, task.stages, seconds)
        return _outcome(document, pipeline, seconds, time.perf_counter() - start)
    except DocumentError as error:
        return failure(task, error.code, str(error), time.perf_counter() - start)
    except MemoryError:
        return failure(task, "out_of_memory", f"{task.path}: over the memory limit; raise --memory", 0.0)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # a stage of any package may fail in any way; the others must go on
        message = f"{task.path}: {type(error).__name__}: {error}; please report this with the file"
        return failure(task, "internal", message, time.perf_counter() - start)


def _read(task: Task, pipeline: Pipeline) -> Document:
    source = load_source(task.path, pipeline.reader)
    document = pipeline.read(source)
    if document.sha256 != task.sha256:
        raise DocumentError("damaged", f"{task.path}: the file changed while it was read; run again")
    return document


def _outcome(document: Document, pipeline: Pipeline, seconds: dict[str, float], total: float) -> Outcome:
    row = DocumentRow(
        path=document.path,
        sha256=document.sha256,
        media_type=document.media_type,
        title=document.title,
        authors=document.authors,
        date=document.date,
        language=document.language,
        pages=document.pages,
        status="partial" if document.partial else "ok",
        error=None,
        message=None,
        warnings=document.warnings,
        seconds=round(total, 4),
    )
    kinds: list[type[Row]] = [*STRUCTURE, *pipeline.written]
    tables = {kind.table: to_arrow(kind, document.doc_id, document.rows(kind)) for kind in kinds}
    tables[WORDS] = words_to_arrow(document.doc_id, document.words)
    return Outcome(document.path, document.doc_id, row, document.text, tables, seconds)


def failure(task: Task, code: str, message: str, seconds: float) -> Outcome:
    """The outcome of a task that gave no document."""
    sha256 = task.sha256 or sha256_hex(task.path.encode("utf-8", "surrogatepass"))
    empty = DocumentRow(task.path, task.sha256, "", "", (), "", "", 0, "failed", code, message, (), round(seconds, 4))
    return Outcome(task.path, document_id(sha256), empty)
