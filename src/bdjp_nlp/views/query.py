"""Query: rows of a run's tables and analyses, with their document's path, page and words; SQL by DuckDB, read-only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from bdjp_nlp.errors import StoreError, UsageError
from bdjp_nlp.store.run_directory import read_table, table_names
from bdjp_nlp.views.analyses import ANALYSES

_IN_SOME_DOCUMENT = "(list_contains(doc_ids, ?) OR len(list_filter(paths, lambda path: contains(path, ?))) > 0)"
"""The condition of `Selection.doc` for a row that several documents share."""

SCREEN_COLUMNS: dict[str, tuple[str, ...]] = {
    "documents": ("path", "title", "pages", "language", "status", "error", "message", "warnings"),
    "sections": ("path", "page", "level", "number", "title"),
    "passages": ("path", "page_first", "kind", "text"),
    "sentences": ("path", "page", "text"),
    "notes": ("path", "page", "marker", "text"),
    "tables": ("path", "page", "caption", "rows"),
    "entities": ("path", "page", "label", "text", "canonical", "value", "method", "score"),
    "themes": ("path", "page", "label", "score", "uncertain", "quote"),
    "constraints": ("path", "page", "label", "stance", "explicit", "score", "uncertain", "quote"),
    "facts": ("path", "page", "subject", "relation", "object", "amount", "unit", "date", "modality", "score", "quote"),
}
"""What a screen shows of each stored table; CSV and JSONL have every column."""


def screen_columns(table: str) -> tuple[str, ...]:
    """The columns of a table or analysis that a screen shows; none where all are to be shown."""
    if table in ANALYSES:
        return ANALYSES[table].screen_columns
    return SCREEN_COLUMNS.get(table, ())


@dataclass(frozen=True)
class Selection:
    """Which rows: all conditions hold at once.

    `where`: an SQL condition over the columns. `doc`: a doc_id, or a part of the path. `label`: of the column `label`.
    `like`: a part of the row's words, whatever its case. `every`: also the codings that were not assigned.
    """

    where: str | None = None
    doc: str | None = None
    label: str | None = None
    like: str | None = None
    every: bool = False


def select(run: Path, table: str, selection: Selection, limit: int | None = None) -> pa.Table:
    """The selected rows of a stored table or an analysis, in its order.

    Raises `StoreError` for an unknown table, `UsageError` for a condition that the table does not allow.
    """
    connection = _connect(run, table)
    columns = [row[0] for row in connection.execute("DESCRIBE located").fetchall()]
    conditions, values = _conditions(selection, columns, table)
    sql = "SELECT * EXCLUDE (_row) FROM located" + (" WHERE " + " AND ".join(conditions) if conditions else "")
    sql += " ORDER BY _row" + (f" LIMIT {int(limit)}" if limit is not None else "")
    try:
        result: pa.Table = connection.sql(sql, params=values).to_arrow_table()
    except duckdb.Error as error:
        reason = str(error).split("\n")[0]
        names = ", ".join(name for name in columns if name != "_row")
        raise UsageError(f"--where {selection.where!r}: {reason}; columns of {table}: {names}") from None
    return result


def _connect(run: Path, table: str) -> duckdb.DuckDBPyConnection:
    """A connection in which `located` is the table with path, page and quote beside each row; no file is in reach."""
    rows = _rows(run, table)
    connection = duckdb.connect()
    connection.register("plain", rows.append_column("_row", pa.array(range(rows.num_rows), pa.int64())))
    names = set(rows.column_names)
    extra, joins = [], []
    if table != "documents" and "doc_id" in names:
        connection.register("documents_", read_table(run, "documents").select(["doc_id", "path"]))
        extra.append("documents_.path")
        joins.append("LEFT JOIN documents_ USING (doc_id)")
    if "passage_id" in names and table not in ("passages", "notes"):
        passages = read_table(run, "passages").select(["doc_id", "passage_id", "page_first", "text"])
        connection.register("passages_", passages.rename_columns(["doc_id", "passage_id", "page", "passage_text"]))
        extra.append("passages_.page")
        joins.append("LEFT JOIN passages_ USING (doc_id, passage_id)")
        if "evidence" in names and "sentences" in table_names(run):
            sentences = read_table(run, "sentences").select(["doc_id", "sentence_id", "text"])
            connection.register("sentences_", sentences.rename_columns(["doc_id", "sentence_id", "sentence_text"]))
            extra.append("coalesce(sentences_.sentence_text, passages_.passage_text) AS quote")
            joins.append("LEFT JOIN sentences_ USING (doc_id, sentence_id)")
    select_list = ", ".join(["plain.*", *extra])
    connection.execute(f"CREATE TEMP TABLE located AS SELECT {select_list} FROM plain {' '.join(joins)}")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _rows(run: Path, table: str) -> pa.Table:
    stored = table_names(run)
    if table not in stored and table in ANALYSES:
        return ANALYSES[table](run)
    if table not in stored:
        raise StoreError(
            f"{run}: no table {table!r}; there are: {', '.join(stored) or 'none yet, run again'}; "
            f"and, computed from them: {', '.join(ANALYSES)}"
        )
    return read_table(run, table)


def _conditions(selection: Selection, columns: list[str], table: str) -> tuple[list[str], list[str]]:
    conditions: list[str] = []
    values: list[str] = []
    if selection.where:
        conditions.append(f"({selection.where}\n)")
    if selection.doc:
        one = "(doc_id = ? OR contains(path, ?))"
        conditions.append(one if "doc_id" in columns else _IN_SOME_DOCUMENT)
        values += [selection.doc, selection.doc]
    if selection.label:
        _need("label", columns, table, "--label")
        conditions.append("label = ?")
        values.append(selection.label)
    if selection.like:
        words = next((name for name in ("quote", "text", "title", "message", "canonical") if name in columns), None)
        _need(words or "text", columns, table, "--like")
        conditions.append(f"contains(lower({words}), lower(?))")
        values.append(selection.like)
    if "assigned" in columns and not selection.every and not selection.where:
        conditions.append("assigned")
    return conditions, values


def _need(column: str, columns: list[str], table: str, option: str) -> None:
    if column not in columns:
        raise UsageError(f"{option}: the table {table!r} has no column {column!r}; it has: {', '.join(columns)}")
