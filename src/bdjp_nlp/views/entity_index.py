"""Entity index: every named thing of a run once, with how often, where and under which forms it is named.

The rows of ``entities`` that share an `entity_id`, gathered over all documents; the date of a thing's first and last
mention is that of the earliest and latest document that names it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import duckdb
import pyarrow as pa

from bdjp_nlp.rows import Row
from bdjp_nlp.store.run_directory import read_table
from bdjp_nlp.store.schema import from_arrow

_GATHER = """
    WITH named AS (
        SELECT entities.*, documents.path, nullif(documents.date, '') AS document_date
        FROM entities JOIN documents USING (doc_id)
    ), forms AS (
        SELECT entity_id, text, count(*) AS uses FROM named GROUP BY entity_id, text
    )
    SELECT
        entity_id,
        any_value(label) AS label,
        mode(canonical ORDER BY canonical) AS canonical,
        count(*) AS mentions,
        count(DISTINCT doc_id) AS documents,
        min(document_date) AS first_date,
        max(document_date) AS last_date,
        (SELECT list(text ORDER BY uses DESC, text) FROM forms WHERE forms.entity_id = named.entity_id) AS forms,
        list(DISTINCT doc_id ORDER BY doc_id) AS doc_ids,
        list(DISTINCT path ORDER BY path) AS paths,
    FROM named
    GROUP BY entity_id
    ORDER BY mentions DESC, documents DESC, canonical, label
"""


@dataclass(frozen=True, slots=True)
class IndexedEntity(Row):
    """One thing that the run's documents name.

    `mentions` and `documents` are counts; `first_date` and `last_date` are the dates of the earliest and the latest
    document that names it (ISO 8601, None where no such document has a date); `forms` are the words that name it, the
    most used first; `doc_ids` and `paths` are the documents, each list in its own
    order.
    """

    table: ClassVar[str] = "entity_index"
    entity_id: str
    label: str
    canonical: str
    mentions: int
    documents: int
    first_date: str | None
    last_date: str | None
    forms: tuple[str, ...]
    doc_ids: tuple[str, ...]
    paths: tuple[str, ...]


def entity_table(run: Path) -> pa.Table:
    """The index of a run, most mentioned first, with the fields of `IndexedEntity` as columns.

    ``entity_table(run).to_pandas()`` is a data frame. Raises `StoreError` where the run has no table of entities.
    """
    connection = duckdb.connect()
    connection.register("entities", read_table(run, "entities"))
    connection.register("documents", read_table(run, "documents").select(["doc_id", "path", "date"]))
    table: pa.Table = connection.sql(_GATHER).to_arrow_table()
    return table


def entity_index(run: Path, label: str | None = None) -> tuple[IndexedEntity, ...]:
    """The things that a run names, those with `label` where one is given, most mentioned first."""
    found = from_arrow(IndexedEntity, entity_table(run))
    return found if label is None else tuple(entity for entity in found if entity.label == label)
