"""SQL: one query over all tables of a run by DuckDB, which may read them and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pyarrow as pa

from bdjp_nlp.errors import UsageError
from bdjp_nlp.store.run_directory import read_table, table_names
from bdjp_nlp.views.analyses import ANALYSES

_LOCKED = (
    "temp_directory = ''",
    "python_enable_replacements = false",
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "allow_community_extensions = false",
    "enable_external_access = false",
    "lock_configuration = true",
)
"""No file, no network, no extension, no variable of this process; and no way back."""
_WORD = re.compile(r"\w+")


def ask(run: Path, sql: str, limit: int | None = None) -> pa.Table:
    """The rows that a query gives, at most `limit`.

    The run's tables stand under their names (`passages`, `themes` …), with the columns of docs/run-directory.md, and so
    do the analyses that are computed from them. Raises `UsageError` for what is no single query and for SQL that DuckDB
    refuses, `StoreError` where `run` is no run.
    """
    tables = table_names(run)
    named = set(_WORD.findall(sql.lower()))
    connection = duckdb.connect()
    _refuse_all_but_a_query(connection, sql, tables)
    for name in named & {*tables, *ANALYSES}:
        connection.register(name, read_table(run, name) if name in tables else ANALYSES[name](run))
    for setting in _LOCKED:
        connection.execute(f"SET {setting}")
    try:
        relation = connection.sql(sql)
        if relation is None:
            raise UsageError("--sql: the statement gives no rows; write a query, e.g. SELECT * FROM passages")
        result: pa.Table = (relation if limit is None else relation.limit(limit)).to_arrow_table()
    except duckdb.Error as error:
        raise UsageError(f"--sql: {_first_lines(error)}; tables: {', '.join(tables)}") from None
    return result


def _refuse_all_but_a_query(connection: duckdb.DuckDBPyConnection, sql: str, tables: list[str]) -> None:
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise UsageError(f"--sql: {_first_lines(error)}; tables: {', '.join(tables)}") from None
    if len(statements) != 1:
        raise UsageError(f"--sql: {len(statements)} statements; give one query")
    kind = statements[0].type
    if kind != duckdb.StatementType.SELECT:
        raise UsageError(
            f"--sql: {kind.name} is not allowed: a run is only read; write a query (SELECT, WITH, FROM, DESCRIBE, "
            "SUMMARIZE)"
        )


def _first_lines(error: duckdb.Error) -> str:
    """What DuckDB says, without the picture of where."""
    return " ".join(line.strip() for line in str(error).split("\n\n")[0].split("\n") if line.strip())
