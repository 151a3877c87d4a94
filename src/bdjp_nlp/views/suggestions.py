"""Suggestions: the passages of a run whose labels would teach most, as rows of a labels file that wants filling in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from bdjp_nlp.coding.suggestion import suggest
from bdjp_nlp.errors import StoreError
from bdjp_nlp.labels.spreadsheet import NOT_JUDGED
from bdjp_nlp.store.run_directory import read_table, table_names

_PASSAGES = """
    SELECT passages.text, passages.doc_id AS doc, coalesce(sections.title, '') AS heading, documents.path,
           passages.page_first AS page, passages.passage_id, codings.labels, codings.scores
    FROM passages JOIN documents USING (doc_id) LEFT JOIN sections USING (doc_id, section_id)
    JOIN (SELECT doc_id, passage_id, list(label ORDER BY label) AS labels, list(score ORDER BY label) AS scores
          FROM codings WHERE sentence_id IS NULL GROUP BY doc_id, passage_id) AS codings USING (doc_id, passage_id)
    ORDER BY documents.path, passages."order"
"""
_WANTED = {
    "passages": ["doc_id", "passage_id", "section_id", "order", "text", "page_first"],
    "documents": ["doc_id", "path"],
    "sections": ["doc_id", "section_id", "title"],
}


def suggestions(run: Path, task: str, count: int) -> pa.Table:
    """The `count` passages of a run that a person should label for `task`, those first that teach most.

    Columns: `text`; one for each label, filled with "?" for a person to replace by 1 or 0; `doc`, `heading`, `path`,
    `page`, `passage_id`; `in_doubt`, the label that the model is least sure of; `doubt` in bits; and a column
    ``score:LABEL`` for each label. As CSV it is read back by ``bdjp train TASK --labels``.
    Raises `StoreError` where the run has no codings of `task`.
    """
    if task not in table_names(run):
        raise StoreError(f"{run}: has no table {task!r}; run it with the stage {task!r}")
    connection = duckdb.connect()
    for name, wanted in _WANTED.items():
        connection.register(name, read_table(run, name).select(wanted))
    connection.register(
        "codings", read_table(run, task).select(["doc_id", "passage_id", "sentence_id", "label", "score"])
    )
    rows: pa.Table = connection.sql(_PASSAGES).to_arrow_table()
    if not rows.num_rows:
        return rows.select(["text"])
    labels: list[str] = rows.column("labels")[0].as_py()
    scores = np.array(rows.column("scores").to_pylist(), dtype=np.float64)
    chosen = suggest(rows.column("text").to_pylist(), scores, labels, count)
    picked = rows.take([one.place for one in chosen])
    columns: dict[str, Any] = {"text": picked.column("text")}
    columns |= {label: [NOT_JUDGED] * len(chosen) for label in labels}
    columns |= {name: picked.column(name) for name in ("doc", "heading", "path", "page", "passage_id")}
    columns |= {"in_doubt": [one.label for one in chosen], "doubt": [one.doubt for one in chosen]}
    columns |= {f"score:{label}": scores[[one.place for one in chosen], at] for at, label in enumerate(labels)}
    return pa.table(columns)
