"""Rows out: a selection of rows as a table on the screen, as CSV or as JSON lines."""

from __future__ import annotations

import csv
import json
from typing import TextIO

import pyarrow as pa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bdjp_nlp.views.query import SCREEN_COLUMNS

_LONG_COLUMNS = frozenset({"quote", "text", "message", "title", "warnings", "rows"})
_SPREADSHEET_TRIGGERS = ("=", "+", "-", "@", "\t", "\r")


def write_screen(rows: pa.Table, table: str, file: TextIO) -> None:
    """The columns that a person looks at first, fitted to the terminal."""
    wanted = SCREEN_COLUMNS.get(table, tuple(rows.column_names))
    names = [name for name in wanted if name in rows.column_names]
    screen = Table(box=None, header_style="bold", pad_edge=False)
    for name in names:
        short = name not in _LONG_COLUMNS
        screen.add_column(name, overflow="ellipsis" if short else "fold", no_wrap=short, ratio=None if short else 1)
    for row in rows.select(names).to_pylist():
        screen.add_row(*(Text(_cell(row[name])) for name in names))
    Console(file=file).print(screen)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, list):
        return (
            json.dumps(value, ensure_ascii=False)
            if value and isinstance(value[0], list)
            else "; ".join(map(str, value))
        )
    return str(value)


def write_csv(rows: pa.Table, _: str, file: TextIO) -> None:
    """Every column; lists as JSON; cells that a spreadsheet would run as a formula get an apostrophe before them."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(rows.column_names)
    for batch in rows.to_batches():
        for row in batch.to_pylist():
            writer.writerow([_csv_cell(value) for value in row.values()])


def _csv_cell(value: object) -> object:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_SPREADSHEET_TRIGGERS):
        return "'" + value
    return value


def write_jsonl(rows: pa.Table, _: str, file: TextIO) -> None:
    """Every column, one JSON object a line."""
    for batch in rows.to_batches():
        for row in batch.to_pylist():
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
