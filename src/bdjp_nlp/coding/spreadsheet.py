"""Spreadsheet: codes a table of texts, each row's taken as one passage; the same rows out, with classes."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from bdjp_nlp.document import Document, from_draft
from bdjp_nlp.draft import Block, Draft
from bdjp_nlp.errors import UsageError
from bdjp_nlp.identity import sha256_hex
from bdjp_nlp.pipeline import Pipeline
from bdjp_nlp.rows import Coding, Constraint, Entity, Fact, Row, Theme
from bdjp_nlp.table_file import (
    CSV,
    JSONL,
    Cells,
    CsvWriter,
    JsonlWriter,
    TableFile,
    TableRow,
    joined,
    read_table,
    replaced,
    suffix_of,
)

_CODINGS: tuple[tuple[type[Coding], str, str], ...] = (
    (Theme, "themes", "theme_scores"),
    (Constraint, "constraints", "constraint_scores"),
)
"""Row class, column of the labels given, JSONL column of the scores."""
_REASONS = ("evidence", "constraint_explicit", "constraint_stance")
_ENTITY_KEYS = ("start", "end", "text", "label", "canonical")
_FACT_KEYS = tuple(field.name for field in fields(Fact) if not field.name.endswith("_id"))


@dataclass
class Classified:
    """What was done: rows read and coded, how often each label was given, and what was wrong with which row."""

    rows: int = 0
    coded: int = 0
    uncertain: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    problems: dict[int, str] = field(default_factory=dict)
    replaced_columns: tuple[str, ...] = ()


def classify_file(
    pipeline: Pipeline,
    source: Path,
    out: Path,
    text_column: str = "text",
    progress: Callable[[int], None] = lambda _: None,
) -> Classified:
    """Code the rows of `source` and write them to `out`, in their order; rows with a problem are written as they were.

    Raises `UsageError` for files that cannot be read or written and a column that is not there.
    """
    if out.exists() and out.samefile(source):
        raise UsageError(f"{out}: is the input itself; give another name to --out")
    as_json = suffix_of(out) == JSONL
    table = read_table(source, text_column)
    wanted = {Theme, Constraint, Entity, Fact} if as_json else {Theme, Constraint}
    stages = needed(pipeline, wanted)
    done = Classified(replaced_columns=tuple(name for name in table.columns if name in _added(pipeline)))
    with replaced(out) as file:
        writer = (
            JsonlWriter(file)
            if as_json
            else CsvWriter(file, _columns(table, pipeline), table.delimiter if suffix_of(source) == CSV else ",")
        )
        for row, document in _coded(stages, table.rows, text_column, done):
            if document is not None:
                done.coded += 1
                found = _json_cells(document) if as_json else _csv_cells(document)
                _count(done, document)
                writer.write({**row.cells, **found})
            elif row.cells:
                writer.write(row.cells)
            progress(done.rows)
    return done


def needed(pipeline: Pipeline, wanted: set[type[Row]] | set[type[Coding]] | set[Any]) -> Pipeline:
    """The pipeline with only those stages that the wanted rows come from."""
    kinds: set[type[Row]] = set(wanted)
    chosen = []
    for stage in reversed(pipeline.stages):
        if kinds.intersection(stage.writes):
            chosen.append(stage)
            kinds.update(stage.reads)
    return Pipeline(pipeline.folder, pipeline.reader, chosen[::-1], pipeline.languages)


def _coded(
    pipeline: Pipeline, rows: Iterator[TableRow], text_column: str, done: Classified
) -> Iterator[tuple[TableRow, Document | None]]:
    """Each row with its document, in order; None for rows with a problem. Documents run ahead of rows in batches."""
    waiting: deque[tuple[TableRow, bool]] = deque()

    def documents() -> Iterator[Document]:
        for row in rows:
            done.rows += 1
            text = row.cells.get(text_column)
            problem = row.problem or _problem_of(text, text_column)
            if problem:
                done.problems[row.number] = problem
            waiting.append((row, not problem))
            if not problem:
                yield _document(str(text), row.number)

    for document in pipeline(documents()):
        while not waiting[0][1]:
            yield waiting.popleft()[0], None
        yield waiting.popleft()[0], document
    while waiting:
        yield waiting.popleft()[0], None


def _problem_of(text: object, column: str) -> str:
    if not isinstance(text, str):
        return f"{column!r} is no text but {text!r:.40}"
    return "" if text.strip() else f"{column!r} is empty"


def _document(text: str, number: int) -> Document:
    """A row's text as a document of one passage, whose offsets are the row's own."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    draft = Draft((Block("paragraph", clean),), media_type="text/plain")
    return from_draft(draft, path=f"row {number}", sha256=sha256_hex(clean.encode("utf-8")))


def _written(document: Document) -> list[tuple[type[Coding], str, str]]:
    return [coding for coding in _CODINGS if coding[0].table in document.tables]


def _codings(document: Document, kind: type[Coding]) -> list[Coding]:
    """The codings of the whole text, in the codebook's order."""
    return [row for row in document.rows(kind) if row.sentence_id is None] if kind.table in document.tables else []


def _json_cells(document: Document) -> Cells:
    cells: Cells = {}
    for kind, given, scores in _written(document):
        rows = _codings(document, kind)
        cells[given] = [row.label for row in rows if row.assigned]
        cells[scores] = {row.label: row.score for row in rows}
    cells["uncertain"] = _uncertain(document)
    assigned = [row for kind, _, _ in _CODINGS for row in _codings(document, kind) if row.assigned]
    cells["evidence"] = {row.label: [list(span) for span in row.evidence] for row in assigned}
    limits = [row for row in assigned if isinstance(row, Constraint)]
    cells["constraint_explicit"] = {row.label: row.explicit for row in limits}
    cells["constraint_stance"] = {row.label: row.stance for row in limits}
    if Entity.table in document.tables:
        cells["entities"] = [{key: getattr(entity, key) for key in _ENTITY_KEYS} for entity in document.rows(Entity)]
    if Fact.table in document.tables:
        cells["facts"] = [{key: getattr(fact, key) for key in _FACT_KEYS} for fact in document.rows(Fact)]
    return cells


def _csv_cells(document: Document) -> Cells:
    cells: Cells = {}
    for kind, given, _ in _written(document):
        rows = _codings(document, kind)
        cells[given] = joined(row.label for row in rows if row.assigned)
        cells |= {f"score:{row.label}": row.score for row in rows}
    cells["uncertain"] = _uncertain(document)
    return cells


def _uncertain(document: Document) -> bool:
    return any(row.uncertain for kind, _, _ in _CODINGS for row in _codings(document, kind))


def _added(pipeline: Pipeline) -> list[str]:
    """The columns that a CSV is given."""
    written = [given for kind, given, _ in _CODINGS if kind in pipeline.written]
    scores = [f"score:{label}" for group in written for label in pipeline.folder.codebook.names(group)]
    return [*written, *scores, "uncertain"]


def _columns(table: TableFile, pipeline: Pipeline) -> list[str]:
    return list(dict.fromkeys([*table.columns, *_added(pipeline)]))


def _count(done: Classified, document: Document) -> None:
    done.uncertain += _uncertain(document)
    done.labels.update(row.label for kind, _, _ in _CODINGS for row in _codings(document, kind) if row.assigned)


def summary(done: Classified, out: Path) -> Mapping[str, Any]:
    """What a machine may want to know."""
    return {
        "out": str(out),
        "rows": done.rows,
        "coded": done.coded,
        "uncertain": done.uncertain,
        "labels": dict(done.labels.most_common()),
        "problems": [{"row": number, "problem": problem} for number, problem in sorted(done.problems.items())],
        "replaced_columns": list(done.replaced_columns),
    }
