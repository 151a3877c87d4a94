"""Rows out: a selection of rows as a table on the screen, as CSV or as JSON lines."""

from __future__ import annotations

import csv
import json
from pathlib import PurePath
from typing import Any, TextIO

import pyarrow as pa
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bdjp_nlp.spreadsheet_cell import harmless
from bdjp_nlp.views.query import screen_columns

_PAGES = ("page", "page_first")
_PAPER_WIDTH = 36
_PIPED_WIDTH = 120
"""Columns where the output is no terminal, whose width is known."""
_TABLES_OF_TEXTS = frozenset({"passages", "sentences", "notes"})
_LONG_COLUMNS = frozenset({"quote", "message", "title", "warnings", "rows", "other_quote"})


def write_screen(rows: pa.Table, table: str, file: TextIO) -> None:
    """The columns that a person looks at first: a line a row, and below it the words, where a row has long ones."""
    wanted = screen_columns(table) or tuple(rows.column_names)
    names = [name for name in wanted if name in rows.column_names]
    long = [name for name in names if name in _LONG_COLUMNS or (name == "text" and table in _TABLES_OF_TEXTS)]
    console = Console(file=file, highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, _PIPED_WIDTH)
    for group in rows.select(names).to_batches():
        records = group.to_pylist()
        if long:
            for record in records:
                console.print(_record(record, long))
        else:
            console.print(_grid(records, names))


def _record(record: dict[str, Any], long: list[str]) -> Group:
    head = Text(_paper(record), style="bold")
    for name, value in record.items():
        if name in ("path", *_PAGES, *long) or value in (None, "", False):
            continue
        head.append(f"  {_named(name, value)}", style="default")
    words = [Padding(Text(_cell(record[name])), (0, 0, 0, 4)) for name in long if _cell(record[name])]
    return Group(head, *words)


def _named(name: str, value: object) -> str:
    if value is True:
        return name.replace("_", " ")
    return f"{name} {_cell(value)}" if isinstance(value, int | float) else _cell(value)


def _grid(records: list[dict[str, Any]], names: list[str]) -> Table:
    screen = Table(box=None, header_style="bold", pad_edge=False)
    of_papers = "path" in names
    shown = [name for name in names if not (of_papers and name in ("path", *_PAGES))]
    if of_papers:
        screen.add_column("paper", no_wrap=True, overflow="ellipsis", max_width=_PAPER_WIDTH)
    for name in shown:
        screen.add_column(name, overflow="fold")
    for record in records:
        paper = [Text(_paper(record))] if of_papers else []
        screen.add_row(*paper, *(Text(_cell(record[name])) for name in shown))
    return screen


def _paper(record: dict[str, Any]) -> str:
    """The file's name, and the page where the format has any."""
    page = next((record[name] for name in _PAGES if record.get(name)), 0)
    return PurePath(record.get("path") or "").name + (f" p.{page}" if page else "")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, list):
        if value and isinstance(value[0], list):
            return "\n".join(" | ".join(map(str, row)) for row in value)
        return "; ".join(map(str, value))
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
    return harmless(value)


def write_jsonl(rows: pa.Table, _: str, file: TextIO) -> None:
    """Every column, one JSON object a line."""
    for batch in rows.to_batches():
        for row in batch.to_pylist():
            file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
