"""CSV: a mark a row, as UTF-8 with the byte order mark by which Excel knows it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from bdjp_nlp.errors import UsageError
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.reading import Reading
from bdjp_nlp.exchange.spreadsheet import COLUMNS, NEEDED, read_rows, rows
from bdjp_nlp.exchange.writing import new_file
from bdjp_nlp.spreadsheet_cell import harmless
from bdjp_nlp.table_file import read_table


def write(material: Material, out: Path) -> None:
    """Write a run's marks."""
    with new_file(out) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", errors="replace")
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
        writer.writeheader()
        for row in rows(material):
            writer.writerow({name: harmless(value) for name, value in row.items()})
        text.flush()
        text.detach()


def read(path: Path) -> Reading:
    """The marks of a file with at least the columns of `NEEDED`; raises `UsageError` where one is missing."""
    found = []
    for row in read_table(path, *NEEDED).rows:
        if row.problem:
            raise UsageError(f"{path}: row {row.number}: {row.problem}")
        found.append({name: str(value) for name, value in row.cells.items()})
    return read_rows(found, path.name)
