"""Corpus: what a run says over all of its documents, asked of its Parquet files by DuckDB.

The codes of whole passages and the names are gathered once when the run is opened (and again when it has been run
again); everything else is a projection of the columns that an answer needs. No table is ever read whole.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from bdjp_nlp.errors import StoreError
from bdjp_nlp.review.overlay import CODE_GROUPS
from bdjp_nlp.review.paper import Paper, load_paper
from bdjp_nlp.store.run_directory import RUN_JSON, open_run, table_names
from bdjp_nlp.views.things import add_things

PAPERS_KEPT = 64
"""Papers in memory: a page of search results touches some dozens."""

_EMPTY = {
    "themes": "SELECT '' doc_id, '' passage_id, '' sentence_id, '' AS label, 0.0 score, false assigned, "
    "false uncertain WHERE false",
    "entities": "SELECT '' doc_id, '' passage_id, 0 AS start, 0 AS end, '' AS text, '' AS label, '' canonical, "
    "'' entity_id, '' AS value WHERE false",
}
_EMPTY["constraints"] = _EMPTY["themes"]
"""What stands in for a table that no stage has written."""
_NOTHING_OVER = "SELECT '' grp, '' doc_id, '' passage_id, '' AS label, false holds WHERE false"
"""The overlay without decisions. DuckDB would import pandas to take it from Arrow, a quarter of a second."""


@dataclass(frozen=True)
class PlaceOf:
    """A passage's place."""

    doc_id: str
    passage_id: str


class Corpus:
    """A run opened for questions; safe to use from several threads.

    `gazetteer`: the name lists by which nationalities count as their states in the table `names` and the view `things`.
    """

    def __init__(self, run: Path, gazetteer: Path | None = None) -> None:
        self.run, self._gazetteer = open_run(run), gazetteer
        self._lock = threading.Lock()
        self.stamp = 0
        self._open()

    def refresh(self) -> None:
        """Open the run anew where it has been run again since."""
        if (self.run / RUN_JSON).stat().st_mtime_ns != self.stamp:
            with self._lock:
                self._open()

    def _open(self) -> None:
        self.stamp = (self.run / RUN_JSON).stat().st_mtime_ns
        self.tables = table_names(self.run)
        self._connection = duckdb.connect()
        for name in {*self.tables, *_EMPTY}:
            self._connection.execute(f"CREATE VIEW {name} AS {self._source(name)}")
        self._connection.execute(
            "CREATE TABLE listed AS SELECT *, CAST(regexp_extract(filename, 'part-([0-9]+)', 1) AS INTEGER) AS shard "
            "FROM documents ORDER BY filename, file_row_number"
        )
        self._connection.execute(
            "CREATE TABLE codes AS "
            + " UNION ALL ".join(
                f"SELECT doc_id, passage_id, '{group}' AS grp, label, score, assigned, uncertain FROM {group} "
                "WHERE sentence_id IS NULL AND (assigned OR uncertain)"
                for group in CODE_GROUPS
            )
        )
        add_things(self._connection, self._gazetteer)
        self._connection.execute(
            "CREATE TABLE names AS SELECT entity_id, any_value(label) AS label, mode(canonical) AS canonical, "
            "CAST(sum(mentions) AS BIGINT) AS mentions, count(DISTINCT hash(doc_id)) AS documents, "
            "bool_and(named) AS named FROM named_things GROUP BY entity_id"
        )
        self._connection.execute(f"CREATE TABLE overlay AS {_NOTHING_OVER}")
        self._shards = dict(self._connection.execute("SELECT doc_id, shard FROM listed").fetchall())
        self.paper = lru_cache(maxsize=PAPERS_KEPT)(self._paper)

    def _source(self, name: str) -> str:
        if name not in self.tables:
            return _EMPTY[name]
        files = str(self.run / f"{name}.parquet" / "part-*.parquet").replace("'", "''")
        extra = ", filename = true, file_row_number = true" if name == "documents" else ""
        return f"SELECT * FROM read_parquet('{files}', hive_partitioning = false{extra})"

    def _paper(self, doc_id: str) -> Paper:
        """A document; raises `StoreError` where the run has no such one."""
        if doc_id not in self._shards:
            raise StoreError(f"{self.run}: no document {doc_id!r}; bdjp inspect {self.run} documents lists them")
        return load_paper(self.run, self._shards[doc_id], doc_id)

    @property
    def documents(self) -> tuple[str, ...]:
        """The identifiers of all documents, in the run's order."""
        return tuple(self._shards)

    def holds(self, doc_id: str) -> bool:
        """Whether the run has such a document."""
        return doc_id in self._shards

    def ask(self, sql: str, values: Sequence[Any] = (), over: pa.Table | None = None) -> list[tuple[Any, ...]]:
        """The rows of a question; `over` is in reach as the table `overlay`."""
        cursor = self._connection.cursor()
        if over is not None and over.num_rows:
            cursor.register("overlay", over)
        try:
            rows: list[tuple[Any, ...]] = cursor.execute(sql, list(values)).fetchall()
        except duckdb.IOException as error:
            raise StoreError(
                f"{self.run}: a table has changed while it was read ({str(error).splitlines()[0]}); load the page again"
            ) from None
        return rows

    def texts(self, places: Sequence[str]) -> dict[str, str]:
        """The texts of passages by their identifiers."""
        if not places:
            return {}
        wanted = pa.table({"passage_id": pa.array(places, pa.string())})
        rows = self.ask("SELECT passage_id, text FROM passages SEMI JOIN overlay USING (passage_id)", (), wanted)
        return dict(rows)
