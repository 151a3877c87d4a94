"""Fonts: bold and italic by name and flags, numbered over a document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bdjp_nlp.readers.pdf.pdfium import ffi, lib

_BOLD_NAME = re.compile(r"bold|black|heavy|demi|semib|(?:^|[-,])(?:bd|blk)\b|cmbx|cmssbx|medi$|-b$|,b$", re.I)
_ITALIC_NAME = re.compile(r"ital|obli|slant|cmti|cmsl|kursiv|-it\b|reguital|mediital", re.I)
_BOLD_WEIGHT = 650
_FLAG_ITALIC = 1 << 6
_FLAG_FORCE_BOLD = 1 << 18


@dataclass(frozen=True, slots=True)
class Font:
    """A font as its name and flags describe it. `name` is without the subset prefix."""

    name: str
    bold: bool
    italic: bool


class FontTable:
    """The fonts of one document, numbered as they appear."""

    def __init__(self) -> None:
        self.fonts: list[Font] = []
        self._numbers: dict[tuple[str, bool, bool], int] = {}

    def number(self, handle: int) -> int:
        """The number of the font behind a PDFium handle (the same font keeps it over pages)."""
        size = int(lib.FPDFFont_GetBaseFontName(handle, ffi.NULL, 0))
        buffer = ffi.new("char[]", max(size, 1))
        lib.FPDFFont_GetBaseFontName(handle, buffer, size)
        name = ffi.string(buffer).decode("utf-8", "replace")
        name = name.split("+", 1)[-1]
        flags = int(lib.FPDFFont_GetFlags(handle))
        weight = int(lib.FPDFFont_GetWeight(handle))
        bold = bool(_BOLD_NAME.search(name)) or bool(flags & _FLAG_FORCE_BOLD and weight >= _BOLD_WEIGHT)
        italic = bool(_ITALIC_NAME.search(name)) or bool(flags & _FLAG_ITALIC)
        return self.add(name, bold, italic)

    def add(self, name: str, bold: bool, italic: bool) -> int:
        """The number of a font with this name and style."""
        key = (name, bold, italic)
        if key not in self._numbers:
            self._numbers[key] = len(self.fonts)
            self.fonts.append(Font(name, bold, italic))
        return self._numbers[key]


def style_of(full_name: str) -> tuple[str, bool, bool]:
    """(name without subset prefix, is it bold, is it italic), by the name alone."""
    name = full_name.split("+", 1)[-1]
    return name, bool(_BOLD_NAME.search(name)), bool(_ITALIC_NAME.search(name))
