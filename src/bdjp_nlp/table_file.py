"""Table file: a spreadsheet (CSV or JSONL) with one text a row, read and written row by row."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from bdjp_nlp.errors import UsageError, alternatives
from bdjp_nlp.readers.encoding import decode

CSV, JSONL = ".csv", ".jsonl"
SUFFIXES = (CSV, JSONL)
_DELIMITERS = (",", ";", "\t")
_MOST_CHARACTERS_A_CELL = 10_000_000

Cells = dict[str, Any]


@dataclass(frozen=True)
class TableRow:
    """A row: its number as a person counts (1 is the first after a header), its cells, and what is wrong with it."""

    number: int
    cells: Cells
    problem: str = ""


@dataclass(frozen=True)
class TableFile:
    """The rows of a file; `columns` are a CSV's header, and empty for JSONL, whose rows each have keys of their own."""

    path: Path
    columns: tuple[str, ...]
    rows: Iterator[TableRow]
    delimiter: str = ","


def suffix_of(path: Path) -> str:
    """``.csv`` or ``.jsonl``; raises `UsageError` for anything else."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"{path}: the name must end in {' or '.join(SUFFIXES)}, not in {path.suffix or 'nothing'!r}")
    return suffix


def read_table(path: Path, *required: str) -> TableFile:
    """A file's rows.

    Raises `UsageError` where the file cannot be read or a CSV's header lacks a `required` column. What is wrong with a
    single row (JSON that is none, too many cells, a key that is missing) stands in its `problem`.
    """
    suffix = suffix_of(path)
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None
    if not text.strip():
        raise UsageError(f"{path}: the file is empty")
    if suffix == JSONL:
        return TableFile(path, (), _json_rows(text, required))
    return _read_csv(path, text, required)


def _read_csv(path: Path, text: str, required: Sequence[str]) -> TableFile:
    csv.field_size_limit(_MOST_CHARACTERS_A_CELL)
    headers = {mark: next(csv.reader(io.StringIO(text, newline=""), delimiter=mark), []) for mark in _DELIMITERS}
    fitting = [mark for mark in _DELIMITERS if all(name in headers[mark] for name in required)]
    delimiter = max(fitting or _DELIMITERS, key=lambda mark: len(headers[mark]))
    columns = headers[delimiter]
    for name in required:
        if name not in columns:
            raise UsageError(f"{path}: there is no column {name!r} ({alternatives(name, columns)})")
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise UsageError(f"{path}: column {twice[0]!r} stands twice in the header; rename one of them")
    return TableFile(path, tuple(columns), _csv_rows(text, columns, delimiter), delimiter)


def _csv_rows(text: str, columns: Sequence[str], delimiter: str) -> Iterator[TableRow]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    next(rows)
    for number, cells in enumerate((row for row in rows if row), 1):
        padded = cells + [""] * (len(columns) - len(cells))
        problem = f"{len(cells)} cells under {len(columns)} columns; is a quotation mark missing?"
        yield TableRow(number, dict(zip(columns, padded, strict=False)), problem if len(cells) > len(columns) else "")


def _json_rows(text: str, required: Sequence[str]) -> Iterator[TableRow]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line)
        except json.JSONDecodeError as error:
            yield TableRow(number, {}, f"not valid JSON: {error.msg} at sign {error.colno}")
            continue
        if not isinstance(cells, dict):
            yield TableRow(number, {}, "not a JSON object {…}")
            continue
        missing = [name for name in required if name not in cells]
        problem = f"no key {missing[0]!r} ({alternatives(missing[0], cells)})" if missing else ""
        yield TableRow(number, cells, problem)


class CsvWriter:
    """Writes rows under the columns given first."""

    def __init__(self, file: TextIO, columns: Sequence[str], delimiter: str) -> None:
        self._writer = csv.DictWriter(file, columns, delimiter=delimiter, extrasaction="ignore", restval="")
        self._writer.writeheader()

    def write(self, cells: Cells) -> None:
        """One row; what is no text or number is written as JSON."""
        self._writer.writerow({name: _cell(value) for name, value in cells.items()})


class JsonlWriter:
    """Writes a JSON object a line."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, cells: Cells) -> None:
        """One row."""
        self._file.write(json.dumps(cells, ensure_ascii=False) + "\n")


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


@contextmanager
def replaced(path: Path) -> Iterator[TextIO]:
    """A file to write to, which takes its name when all is written; nothing is left where something fails."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8", newline="") as file:
            yield file
        temporary.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from None
    finally:
        temporary.unlink(missing_ok=True)


def joined(values: Iterable[str]) -> str:
    """A list in one cell."""
    return ";".join(values)
