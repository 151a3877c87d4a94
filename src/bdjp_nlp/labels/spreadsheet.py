"""A user's own labels: a CSV or JSONL file with a text a row.

Columns: `text`; the labels, either as a list under the group's name (`themes`, `constraints`; in CSV joined by ``;``)
or as one column a label (1, true, yes, x, or 0, false, no, empty; a row with a ? is not judged yet and left out); and
where known `doc` (which document it is from: rows of one are never parted between training and test), `source` (its
author or collection) and `heading`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bdjp_nlp.errors import LabelsError, alternatives
from bdjp_nlp.table_file import Cells, TableRow, read_table

_YES = frozenset({"1", "1.0", "true", "yes", "y", "x"})
_NO = frozenset({"0", "0.0", "false", "no", "n", "", "none", "null"})
NOT_JUDGED = "?"
"""Stands in a label's cell until a person has judged it."""
MOST_SHOWN = 8
"""Problems that a message names; the rest are counted."""


@dataclass(frozen=True)
class LabelledRow:
    """A row: its text, the labels of one group that it bears, and where it is from."""

    number: int
    text: str
    labels: frozenset[str]
    doc: str
    source: str
    heading: str


@dataclass(frozen=True)
class UserLabels:
    """A file's rows, and what a person should know of them."""

    rows: tuple[LabelledRow, ...]
    warnings: tuple[str, ...]


def read_user_labels(path: Path, group: str, labels: Sequence[str]) -> UserLabels:
    """The rows of a file with their labels of one group.

    Raises `LabelsError` naming rows: no text, unknown labels, cells that are neither yes nor no, one text twice with
    different labels.
    """
    problems: list[str] = []
    found: dict[str, LabelledRow] = {}
    warnings: list[str] = []
    table = read_table(path, "text")
    open_rows = 0
    for row in table.rows:
        if any(row.cells.get(label) == NOT_JUDGED for label in labels):
            open_rows += 1
            continue
        try:
            labelled = _labelled(path, row, group, labels)
        except LabelsError as error:
            problems.append(f"row {row.number}: {error}")
            continue
        earlier = found.setdefault(labelled.text, labelled)
        if earlier is labelled:
            continue
        if earlier.labels != labelled.labels:
            problems.append(f"rows {earlier.number} and {row.number}: the same text with different {group}")
        else:
            warnings.append(f"{path}: row {row.number} repeats row {earlier.number} and is left out")
    if open_rows:
        warnings.append(f"{path}: {open_rows} rows still hold {NOT_JUDGED!r} for a label and are left out")
    if problems:
        more = f"; and {len(problems) - MOST_SHOWN} more" if len(problems) > MOST_SHOWN else ""
        raise LabelsError(f"{path}: " + "; ".join(problems[:MOST_SHOWN]) + more)
    return UserLabels(tuple(found.values()), tuple(warnings))


def _labelled(path: Path, row: TableRow, group: str, labels: Sequence[str]) -> LabelledRow:
    if row.problem:
        raise LabelsError(row.problem)
    text = row.cells["text"]
    if not isinstance(text, str) or not text.strip():
        raise LabelsError("the text is empty")
    doc = str(row.cells.get("doc") or f"{path.name}#{row.number}")
    return LabelledRow(
        row.number,
        text,
        _labels(row.cells, group, labels),
        doc,
        str(row.cells.get("source") or doc),
        str(row.cells.get("heading") or ""),
    )


def _labels(cells: Cells, group: str, labels: Sequence[str]) -> frozenset[str]:
    if group in cells:
        given = frozenset(_listed(cells[group]))
        for label in sorted(given - set(labels)):
            raise LabelsError(f"unknown label {label!r} ({alternatives(label, labels)})")
        return given
    own = [label for label in labels if label in cells]
    if not own:
        raise LabelsError(f"neither a column {group!r} nor one of {', '.join(labels)}")
    return frozenset(label for label in own if _said(label, cells[label]))


def _listed(value: object) -> list[str]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(";") if part.strip()]
    if value is None:
        return []
    if not isinstance(value, list):
        raise LabelsError(f"a list of labels is wanted, not {value!r:.40}")
    return [str(part["label"]) if isinstance(part, dict) and "label" in part else str(part) for part in value]


def _said(label: str, value: object) -> bool:
    word = "" if value is None else str(value).strip().lower()
    if word not in _YES | _NO:
        raise LabelsError(f"{label}: {value!r:.40} is neither yes (1, true, x) nor no (0, false, empty)")
    return word in _YES
