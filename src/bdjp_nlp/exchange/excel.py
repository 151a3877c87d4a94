"""Excel: a sheet of marks, one of documents and one of the codebook, in cells that are text and never formulas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from bdjp_nlp.document import Document
from bdjp_nlp.errors import UsageError, alternatives
from bdjp_nlp.exchange.archive import ReadArchive
from bdjp_nlp.exchange.material import Material
from bdjp_nlp.exchange.naming import by_layer
from bdjp_nlp.exchange.reading import Reading
from bdjp_nlp.exchange.remark import clean
from bdjp_nlp.exchange.spreadsheet import COLUMNS, NEEDED, Cell, read_rows, rows
from bdjp_nlp.exchange.writing import new_file
from bdjp_nlp.spreadsheet_cell import harmless

_DOCUMENT_COLUMNS = (
    "doc_id",
    "path",
    "title",
    "authors",
    "published",
    "language",
    "pages",
    "media_type",
    "sha256",
)
_LONGEST = 32_767
"""Signs that an Excel cell holds."""
_WIDTHS = {"path": 30, "section": 28, "label": 22, "quote": 70, "passage": 60, "title": 40, "definition": 90}
_WIDTH = 12


def write(material: Material, out: Path) -> None:
    """Write a run's marks, documents and codebook."""
    book = Workbook(write_only=True)
    book.properties.creator = "bdjp-nlp"
    book.properties.created = book.properties.modified = datetime.fromisoformat(material.info["started"]).replace(
        tzinfo=None
    )
    cut = _sheet(book, "marks", COLUMNS, ([row[name] for name in COLUMNS] for row in rows(material)))
    documents = ("doc_id", "path", "title", "authors", "published", "language", "pages", "media_type", "sha256")
    _sheet(
        book,
        "documents",
        documents,
        (
            [
                d.doc_id,
                d.path,
                d.title,
                "; ".join(d.authors),
                d.date,
                d.language,
                d.pages or None,
                d.media_type,
                d.sha256,
            ]
            for d in material.documents()
        ),
    )
    _sheet(book, "codebook", ("group", "label", "title", "definition"), _codebook(material))
    if cut:
        material.notes.append(f"{cut} cells hold more than {_LONGEST} signs and are cut there, as Excel demands")
    with new_file(out) as file:
        book.save(file)


def _document(document: Document) -> list[Cell]:
    authors, pages = "; ".join(document.authors), document.pages or None
    head = [document.doc_id, document.path, document.title, authors, document.date]
    return [*head, document.language, pages, document.media_type, document.sha256]


def _codebook(material: Material) -> Iterable[list[Cell]]:
    for group in by_layer(material.codebook):
        for label in material.codebook.groups.get(group, {}).values():
            yield [group, label.name, label.title, label.definition]


def _sheet(book: Workbook, name: str, columns: Sequence[str], lines: Iterable[Sequence[Cell]]) -> int:
    """Write a sheet, and tell how many cells had to be cut."""
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns):
        sheet.column_dimensions[_letter(place)].width = _WIDTHS.get(column, _WIDTH)
    head = [WriteOnlyCell(sheet, column) for column in columns]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    cut = 0
    for line in lines:
        cells = [harmless(clean(value) if isinstance(value, str) else value) for value in line]
        cut += sum(isinstance(value, str) and len(value) > _LONGEST for value in cells)
        sheet.append([_cell(sheet, value) for value in cells])
    sheet.auto_filter.ref = f"A1:{_letter(len(columns) - 1)}1"
    return cut


def _cell(sheet: Any, value: Cell) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value[:_LONGEST] if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _letter(place: int) -> str:
    return str(get_column_letter(place + 1))


def read(path: Path) -> Reading:
    """The marks of the first sheet with the columns of `NEEDED`; raises `UsageError` where there is none."""
    for name in (archive := ReadArchive(path)).entries:
        archive.read(name)  # goes over every entry within the limits before another library unpacks it
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, OSError) as error:
        raise UsageError(f"{path}: is no Excel file ({error}); save it again as .xlsx") from None
    for sheet in book.worksheets:
        lines = sheet.iter_rows(values_only=True)
        head = [str(value) for value in next(lines, ())]
        if all(name in head for name in NEEDED):
            found = [
                {name: "" if value is None else str(value) for name, value in zip(head, line, strict=False)}
                for line in lines
                if any(value is not None for value in line)
            ]
            return read_rows(found, path.name)
    raise UsageError(f"{path}: no sheet has the columns {', '.join(NEEDED)} ({alternatives('marks', book.sheetnames)})")
