"""What a user may change of the PDF reader."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Heuristic = Literal["furniture", "columns", "join_pages", "hyphens", "note_sequence", "contents", "outline", "white"]
"""What can be switched off to measure its worth (benchmarks/structure_ablation.py)."""


class PdfSettings(BaseModel):
    """Settings of the PDF reader.

    `backend`: "pdfium" reads characters with fonts and boxes; "pdfplumber" the same text far slower, for
    comparing. `use_tags`: trust a sane tag tree. `tables`: hand over the cells of tables (they stay
    out of the text in any case). `ocr`: "auto" reads pages without usable text with
    Tesseract where it is installed. `max_pages`: pages beyond it are left out, with a warning.
    `without`: heuristics switched off, for measuring what each is worth.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    backend: Literal["pdfium", "pdfplumber"] = "pdfium"
    password: str | None = Field(default=None, exclude=True, repr=False)
    use_tags: bool = True
    tables: bool = True
    ocr: Literal["auto", "never"] = "auto"
    ocr_language: str = "eng"
    ocr_dpi: int = Field(default=200, ge=72, le=600)
    max_pages: int = Field(default=3000, ge=1)
    max_megabytes: int = Field(default=300, ge=1)
    without: frozenset[Heuristic] = frozenset()
