"""Table views: a run's tables in a DuckDB connection, which reads of them only the columns that a question needs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from bdjp_nlp.errors import StoreError
from bdjp_nlp.store.location import is_remote
from bdjp_nlp.store.run_directory import read_table


class TableViews:
    """Tables of one run, asked in SQL; `columns` maps the tables to what will be asked of them."""

    def __init__(self, run: Path, columns: dict[str, Sequence[str]]) -> None:
        self._run = run
        self._connection = duckdb.connect()
        for name, wanted in columns.items():
            if is_remote(run):
                self._connection.register(name, read_table(run, name, wanted))
            else:
                files = str(run / f"{name}.parquet" / "part-*.parquet").replace("'", "''")
                self._ask(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{files}', hive_partitioning = false)")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a question; raises `StoreError` where a table is damaged."""
        return self._ask(sql).fetchall()

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection, for views that are made of these."""
        return self._connection

    def _ask(self, sql: str) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql)
        except duckdb.Error as error:
            reason = str(error).split("\n")[0]
            raise StoreError(
                f"{self._run}: cannot be read ({reason}); see what is damaged with: bdjp doctor --run {self._run}"
            ) from None
